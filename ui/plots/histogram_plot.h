// How many of what: a histogram of values, or counts of named classes.
#pragma once

#include "plots/plot_widget.h"

#include <optional>
#include <vector>

namespace sparlet::ui {

struct HistogramData {
    std::vector<double> edges;  // bins + 1, rising
    std::vector<double> counts; // bins
    QString valueLabel, countLabel;
    std::optional<double> mean;   // a line with its value
    std::optional<double> marked; // another line: the selected image
    QString markedLabel;          // "this image"
    bool integers = false;        // bins stand for whole numbers in their middle: 2, 3, 4 bits
};

/// Bins of equal width from `from` to `to`; values outside go to the outer bins. Pure.
HistogramData histogram(const std::vector<double>& values, double from, double to, int bins);

class HistogramPlot : public PlotWidget {
    Q_OBJECT

public:
    explicit HistogramPlot(QWidget* parent = nullptr);
    ~HistogramPlot() override;

    void setData(HistogramData data);
    const HistogramData& data() const;
    void setMarked(std::optional<double> value);

    QString describe() const override;

protected:
    void restyle() override;
    void placed() override;
    QString hoverAt(const QPointF& position) override;

private:
    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace sparlet::ui
