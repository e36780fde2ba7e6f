// The bits of every dimension as bars coloured by the dimension's importance.
#pragma once

#include "plots/plot_widget.h"

#include <cstdint>
#include <vector>

namespace sparlet::ui {

struct BitsData {
    std::vector<std::uint8_t> bits; // [D]
    std::vector<double> importance; // [D], mean 1; empty: all alike, no legend
    std::vector<bool> active;       // [D]: drawn full, the others faded; empty: all active
    std::vector<QString> notes;     // [D] or empty: the hover text of each dimension
};

class BitsPlot : public PlotWidget {
    Q_OBJECT

public:
    enum class Order { ByDimension, ByImportance };

    explicit BitsPlot(QWidget* parent = nullptr);
    ~BitsPlot() override;

    void setData(BitsData data);
    const BitsData& data() const;
    void setOrder(Order order); // ByImportance: the most important on the left
    /// -1: none. `dimension` is the dimension's own number in either order.
    void setHighlighted(int dimension);
    int highlighted() const;
    /// Colour of an importance: viridis from 0 to the largest importance of the data, without its end that
    /// would vanish in the background.
    QColor colorOf(double importance) const;

    QString describe() const override;

signals:
    void dimensionHovered(int dimension); // -1: none any more

protected:
    void restyle() override;
    QString hoverAt(const QPointF& position) override;
    void hoverLeft() override;

private:
    void styleLegend(bool shown);

    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace sparlet::ui
