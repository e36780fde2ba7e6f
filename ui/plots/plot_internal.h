// Helpers of the plots; the only header that includes the plotting library.
#pragma once

#include "plots/plot_widget.h"
#include "style/tokens.h"

#include <qcustomplot.h>

namespace sparlet::ui {

/// A line across the axis rect at a key or at a value; made once, moved with the data.
QCPItemStraightLine* verticalLine(QCustomPlot& plot, double key);
QCPItemStraightLine* horizontalLine(QCustomPlot& plot, double value);
/// Text beside a line. Anchored to plot coordinates by the caller.
QCPItemText* lineLabel(QCustomPlot& plot);

inline QPen thinPen(const QColor& color, Qt::PenStyle style = Qt::SolidLine, double width = 1) {
    QPen pen(color, width, style);
    pen.setCosmetic(true);
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

inline QColor faded(QColor color, double alpha) {
    color.setAlphaF(static_cast<float>(alpha));
    return color;
}

/// `share` of the way from `from` to `to`: an opaque colour that reads as a fade on any ground.
inline QColor mixed(const QColor& from, const QColor& to, double share) {
    const auto part = [share](int a, int b) { return static_cast<int>(a + (b - a) * share); };
    return QColor(part(from.red(), to.red()), part(from.green(), to.green()), part(from.blue(), to.blue()));
}

/// Ticks at whole numbers only, few enough to read.
QSharedPointer<QCPAxisTicker> wholeNumberTicker(int wanted = 5);

} // namespace sparlet::ui
