// Precision against recall, or against the number of results looked at, for several evaluations at once.
#pragma once

#include "plots/plot_widget.h"

#include <memory>
#include <vector>

namespace sparlet::ui {

struct RetrievalCurve {
    QString name;
    std::vector<double> x, y; // x rising, y in 0…1
};

class RetrievalPlot : public PlotWidget {
    Q_OBJECT

public:
    enum class Kind { PrecisionRecall, PrecisionAt }; // the second one's axis is logarithmic

    explicit RetrievalPlot(Kind kind, QWidget* parent = nullptr);
    ~RetrievalPlot() override;

    /// The first kMostCurves are drawn, in the style of curvePen().
    void setCurves(std::vector<RetrievalCurve> curves);
    const std::vector<RetrievalCurve>& curves() const;

    QString describe() const override;

protected:
    void restyle() override;
    QString hoverAt(const QPointF& position) override;
    void hoverLeft() override;

private:
    QString xText(double x) const;

    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace sparlet::ui
