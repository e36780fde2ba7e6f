// One number against another, a dot a row: with a Pareto front, deviations, names, and a card of the numbers.
#pragma once

#include "plots/plot_widget.h"

#include <QPointF>

#include <functional>
#include <vector>

namespace sparlet::ui {

struct ScatterPoint {
    double x = 0, y = 0;           // finite; above 0 on a logarithmic axis
    double xError = 0, yError = 0; // half the length of its bars; 0: none
    int category = 0;              // its colour, where shade is below 0
    double shade = -1;             // 0..1: its colour by a number
    double size = 0.25;            // 0..1, its area
    int shape = 0;                 // of scatter_marks.h
    bool ghost = false;            // a hollow mark: to compare with, not measured here
    QString label;
};

struct ScatterAxis {
    QString label;
    bool logarithmic = false;
    bool lowerIsBetter = false;
};

struct ScatterData {
    std::vector<ScatterPoint> points;
    std::vector<int> front; // of points, rising in x; empty: no line
    ScatterAxis x, y;
};

/// The pointer: a dot's card, a click opens it, with Ctrl it is selected; dragging moves the view, with Shift
/// a rectangle is zoomed into; the wheel zooms, a double click on free ground shows all again. Keys: arrows
/// walk from dot to dot, Home, End, Page Up and Page Down go by x, Return opens, + and − zoom, Ctrl with
/// arrows moves the view, 0 shows all.
class ScatterPlot : public PlotWidget {
    Q_OBJECT

public:
    using CardText = std::function<QString(int point)>;

    explicit ScatterPlot(QWidget* parent = nullptr);
    ~ScatterPlot() override;

    /// `keepView`: the part of the axes that is seen stays, where the axes are the same.
    void setData(ScatterData data, bool keepView = false);
    const ScatterData& data() const;
    /// Rich text that a dot's card shows.
    void setCardText(CardText card);
    void setLabelsShown(bool shown);

    /// The dot that the keyboard is on; -1: none. Not announced.
    void setCurrent(int point);
    int current() const;
    void setSelected(std::vector<int> points);
    const std::vector<int>& selected() const;

    /// Everything is seen.
    void resetView();
    /// Above 1: nearer.
    void zoom(double factor);
    /// Moves what is seen by so many pixels.
    void pan(const QPointF& pixels);
    /// Where a dot is drawn, in this widget; for tests and cards.
    QPointF positionOf(int point) const;
    /// The dot at a position of this widget; -1: none.
    int pointAt(const QPointF& position) const;
    int hovered() const;
    QString shownCard() const; // "" while no card is seen
    QRect cardPlace() const;   // empty while none is
    int placedLabels() const;

    QString describe() const override;

signals:
    void activated(int point);
    void currentChanged(int point);
    void selectionRequested(int point); // Ctrl and a click
    void hoveredChanged(int point);     // -1: none any more

protected:
    void restyle() override;
    QString hoverAt(const QPointF& position) override;
    void hoverLeft() override;
    void placed() override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    bool pressed(class QMouseEvent* event);
    bool moved(class QMouseEvent* event);
    bool released(class QMouseEvent* event);
    void walk(const QPointF& direction);
    void step(int by);
    void goTo(int point);
    void bringIntoView(int point);
    void setHovered(int point);
    void updateCard();
    void redrawOverlay();
    void viewChanged();

    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace sparlet::ui
