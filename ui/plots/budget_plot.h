// What a model keeps at each size of its file: an estimated curve, what was measured, and what is chosen.
#pragma once

#include "plots/plot_widget.h"

#include <optional>
#include <vector>

namespace sparlet::ui {

struct BudgetPoint {
    double megabytes = 0, cosine = 0;
};

struct BudgetMeasured {
    BudgetPoint at;
    double map = 0;
};

struct BudgetData {
    std::vector<BudgetPoint> curve; // estimated; sizes rising
    std::vector<BudgetMeasured> measured;
    std::optional<BudgetPoint> chosen;
};

class BudgetPlot : public PlotWidget {
    Q_OBJECT

public:
    explicit BudgetPlot(QWidget* parent = nullptr);
    ~BudgetPlot() override;

    void setData(BudgetData data);
    const BudgetData& data() const;
    void setLocked(bool locked);

    QString describe() const override;

signals:
    /// The pointer chose a size.
    void picked(double megabytes);

protected:
    void restyle() override;
    QString hoverAt(const QPointF& position) override;
    void placed() override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace sparlet::ui
