// Numbers over the epochs of training: one curve, the terms of a loss, or one curve a run.
#pragma once

#include "plots/plot_widget.h"

#include <vector>

namespace sparlet::ui {

struct Curve {
    QString name;
    std::vector<double> epochs, values; // of one length; epochs rising
};

struct CurveData {
    std::vector<Curve> curves; // those without a point are left out of the legend
    QString valueLabel;
    bool percent = false; // values are shares, shown in percent on an axis from 0 to 100
    bool legend = true;   // of several curves; false where the page names them once for many plots
};

class CurvePlot : public PlotWidget {
    Q_OBJECT

public:
    explicit CurvePlot(QWidget* parent = nullptr);
    ~CurvePlot() override;

    void setData(CurveData data);
    const CurveData& data() const;

    QString describe() const override;

protected:
    void restyle() override;
    QString hoverAt(const QPointF& position) override;
    void hoverLeft() override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrangeLegend(const QFontMetrics& metrics);
    QString valueText(double value) const;

    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace sparlet::ui
