// What all plots share: theme, fonts, hover, a text alternative. The plotting library stays inside ui/plots.
#pragma once

#include <QString>
#include <QWidget>

#include <memory>

class QCustomPlot;
class QMouseEvent;

namespace sparlet::ui {

/// Takes its colours from the palette and its font from the application, and follows both. Subclasses fill
/// the plot, restyle() it and say what it shows in describe(), which is also the accessible description.
class PlotWidget : public QWidget {
    Q_OBJECT

public:
    ~PlotWidget() override;

    /// What the plot shows, in one or two sentences with its numbers; "" when it is empty.
    virtual QString describe() const = 0;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// Height in lines of text, about; for laying plots one above the other. Default 11.
    void setHeightInLines(int lines);

protected:
    explicit PlotWidget(QWidget* parent);

    QCustomPlot* plot() const { return plot_; }

    /// Sets pens, brushes and fonts of the subclass's items from the palette; the axes are done already.
    virtual void restyle() = 0;
    /// Text to show at the pointer (plot pixels), or "". Also where a subclass emits its hover signal.
    virtual QString hoverAt(const QPointF& position) = 0;
    virtual void hoverLeft() {}
    /// The axes have their final place and nothing is drawn yet: for what is measured in pixels.
    virtual void placed() {}

    /// After new data or a new look: restyle, describe, draw.
    void refresh();
    /// Draws soon; several calls draw once.
    void redraw();

    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void applyTheme();

    QCustomPlot* plot_;
    int lines_ = 11;
};

} // namespace sparlet::ui
