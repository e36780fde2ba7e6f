// Every number of every row at once: an axis a number, a line a row. Up is better.
#pragma once

#include <QString>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace sparlet::ui {

struct ParallelAxis {
    QString title;
    std::function<QString(double)> text; // of a value
    bool logarithmic = false;            // values are above 0
    bool lowerIsBetter = false;          // the least is on top
};

struct ParallelLine {
    std::vector<double> values; // [axes]; NaN: not measured, the line is dotted across
    int category = 0;           // its colour
    bool ghost = false;         // thin and dashed
    QString name;
};

struct ParallelData {
    std::vector<ParallelAxis> axes;
    std::vector<ParallelLine> lines;
};

/// Drag along an axis to keep only the lines that pass there, drag its title to move it, click a line to open
/// it. Keys: Left and Right choose an axis, with Ctrl they move it; Space begins a range, Up and Down move
/// its lower end, with Shift its upper one, Delete takes it away; Page Up and Page Down walk over the lines
/// that are kept, Return opens.
class ParallelPlot : public QWidget {
    Q_OBJECT

public:
    using Range = std::pair<double, double>; // of values, rising

    explicit ParallelPlot(QWidget* parent = nullptr);
    ~ParallelPlot() override;

    /// Keeps order and ranges where the axes are as many as before.
    void setData(ParallelData data);
    const ParallelData& data() const;
    /// Places of the axes in data(), from left to right.
    const std::vector<int>& order() const;
    void moveAxis(int from, int to); // places on screen
    std::optional<Range> range(int axis) const;
    void setRange(int axis, std::optional<Range> range);
    void clearRanges();
    /// Whether a line passes every range.
    bool kept(int line) const;
    void setSelected(std::vector<int> lines);
    int hovered() const;
    int axisFocused() const; // place on screen

    /// Where an axis stands, and where a value of it is, in this widget.
    double axisX(int place) const;
    double valueY(int axis, double value) const;
    QString describe() const;

    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

signals:
    void rangesChanged();
    void orderChanged();
    void hoveredChanged(int line);
    void activated(int line);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    int axisAt(double x) const; // place on screen; -1: none near
    int lineAt(const QPointF& position) const;
    double shareOf(int axis, double value) const;
    double valueAt(int axis, double share) const;
    void drawLines(QPainter& painter) const;
    void drawLine(QPainter& painter, int line, const QColor& ink, double width) const;
    void drawAxis(QPainter& painter, int place) const;
    void setHovered(int line);
    void nudge(int axis, bool upper, double by);
    void stale();

    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace sparlet::ui
