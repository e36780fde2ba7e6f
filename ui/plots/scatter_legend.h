// What colours, shapes and sizes of a scatter plot mean; wraps where it is narrow.
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

namespace sparlet::ui {

struct LegendEntry {
    enum class Kind { Colour, Shape, Front, Ghost, Ramp, Size } kind = Kind::Colour;
    int index = 0;    // of the colour or the shape
    QString text;     // its name
    QString from, to; // Ramp and Size: what the ends stand for
};

class ScatterLegend : public QWidget {
    Q_OBJECT

public:
    explicit ScatterLegend(QWidget* parent = nullptr);

    void setEntries(std::vector<LegendEntry> entries);
    const std::vector<LegendEntry>& entries() const { return entries_; }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    int markWidth(const LegendEntry& entry) const;
    QString textOf(const LegendEntry& entry) const;
    int lineHeight() const;
    /// Calls `draw` for each entry with its place; returns the height of them all.
    template <class Draw>
    int arrange(int width, Draw draw) const;
    void drawMark(QPainter& painter, const QRect& box, const LegendEntry& entry) const;

    std::vector<LegendEntry> entries_;
};

} // namespace sparlet::ui
