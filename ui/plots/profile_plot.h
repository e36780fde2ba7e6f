// One value per dimension as a filled profile: the share of images that use it.
#pragma once

#include "plots/plot_widget.h"

#include <vector>

namespace sparlet::ui {

struct ProfileData {
    std::vector<double> values; // [D], 0..1
    QString valueLabel, dimensionLabel;
    bool sorted = false; // largest first; hover still names the dimension
};

class ProfilePlot : public PlotWidget {
    Q_OBJECT

public:
    explicit ProfilePlot(QWidget* parent = nullptr);
    ~ProfilePlot() override;

    void setData(ProfileData data);
    const ProfileData& data() const;
    void setHighlighted(int dimension);

    QString describe() const override;

signals:
    void dimensionHovered(int dimension);

protected:
    void restyle() override;
    QString hoverAt(const QPointF& position) override;
    void hoverLeft() override;

private:
    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace sparlet::ui
