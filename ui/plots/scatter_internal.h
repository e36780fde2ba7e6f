// What ScatterPlot draws itself, over the axes of the plotting library.
#pragma once

#include "plots/plot_internal.h"
#include "plots/scatter_labels.h"
#include "plots/scatter_plot.h"

#include <QHash>
#include <QPixmap>

#include <vector>

namespace sparlet::ui {

/// All that is drawn, shared by the layers.
struct ScatterScene {
    ScatterData data;
    Tokens tokens;
    QFont labelFont;
    bool labelsShown = true;
    int current = -1, hovered = -1;
    bool focused = false;
    std::vector<int> selected;
    QRectF band; // rectangle to zoom into, in pixels; empty: none

    std::vector<QPointF> pixels;     // of every point
    std::vector<int> labelled;       // points, by importance
    std::vector<PlacedLabel> labels; // of `labelled`, relative to `labelOrigin`
    QPointF labelOrigin;             // where the first point was when they were placed

    double radius(const ScatterPoint& point) const;
    QColor ink(const ScatterPoint& point) const;
    /// The edge of the dominated region, in pixels.
    QPolygonF frontLine() const;
    QPointF labelShift() const;
};

/// Dots, their bars, the front and the names.
class ScatterDots final : public QCPAbstractItem {
public:
    ScatterDots(QCustomPlot* plot, const ScatterScene& scene);
    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }
    /// Other points or colours: the marks are drawn anew.
    void forget() {
        sprites_.clear();
        marks_.clear();
    }

protected:
    void draw(QCPPainter* painter) override;

private:
    QPixmap sprite(const ScatterPoint& point);
    void drawBars(QCPPainter& painter) const;
    void drawFront(QCPPainter& painter) const;
    void drawLabels(QCPPainter& painter) const;

    const ScatterScene& scene_;
    QHash<quint64, QPixmap> sprites_;
    std::vector<QPixmap> marks_; // of every point, shared between those that look alike
};

/// Rings around what is selected, current or under the pointer; drawn alone while the pointer moves.
class ScatterRings final : public QCPAbstractItem {
public:
    ScatterRings(QCustomPlot* plot, const ScatterScene& scene);
    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }

protected:
    void draw(QCPPainter* painter) override;

private:
    const ScatterScene& scene_;
};

/// Few round numbers over any stretch of a logarithmic axis, also one far shorter than a decade.
class LogTicker final : public QCPAxisTicker {
protected:
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;
};

} // namespace sparlet::ui
