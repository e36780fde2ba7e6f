// A signed code, dimension by dimension, with its threshold.
#pragma once

#include "plots/plot_widget.h"

#include <vector>

namespace sparlet::ui {

struct StemData {
    /// [D]: the value to draw; dimensions with kept[d] == false are drawn dim (and not at all when 0).
    std::vector<double> values;
    std::vector<bool> kept; // [D]
    double threshold = 0;   // tau in the units of `values`: lines at both signs; 0: no lines
    /// The values are what is left above the threshold, sign(x)·(|x| − tau) up to a scale: the zero line is
    /// where the threshold lies, and is marked as such.
    bool aboveThreshold = false;
    QString valueLabel;         // the axis, e.g. tr("embedding")
    std::vector<QString> notes; // [D] or empty: the hover text of each dimension
};

class StemPlot : public PlotWidget {
    Q_OBJECT

public:
    explicit StemPlot(QWidget* parent = nullptr);
    ~StemPlot() override;

    void setData(StemData data);
    const StemData& data() const;
    /// -1: none. Does not emit dimensionHovered.
    void setHighlighted(int dimension);
    int highlighted() const;

    QString describe() const override;

signals:
    void dimensionHovered(int dimension); // -1: none any more

protected:
    void restyle() override;
    void placed() override;
    QString hoverAt(const QPointF& position) override;
    void hoverLeft() override;

private:
    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace sparlet::ui
