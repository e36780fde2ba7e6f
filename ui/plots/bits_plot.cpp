#include "plots/bits_plot.h"

#include "plots/plot_internal.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sparlet::ui {
namespace {

/// One bar per dimension in its own colour, and under the axis a row of marks for the active ones.
class BarField : public QCPAbstractItem {
public:
    explicit BarField(QCustomPlot* plot) : QCPAbstractItem(plot) { setSelectable(false); }

    struct Bar {
        double value = 0;
        QColor color;
        bool active = false;
    };
    static constexpr int rugHeight = 3;

    std::vector<Bar> bars;
    QColor rug; // invalid: no marks

    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

protected:
    void draw(QCPPainter* painter) override {
        painter->setAntialiasing(false);
        const QCPAxis* x = mParentPlot->xAxis;
        const QCPAxis* y = mParentPlot->yAxis;
        const double base = std::round(y->coordToPixel(0));
        const double pitch = x->coordToPixel(1) - x->coordToPixel(0);
        const double gap = pitch >= 3 ? 1 : 0;
        for (std::size_t i = 0; i < bars.size(); ++i) {
            const double from = std::round(x->coordToPixel(static_cast<double>(i) - 0.5));
            const double to = std::round(x->coordToPixel(static_cast<double>(i) + 0.5)) - gap;
            const double wide = std::max(1.0, to - from);
            const double head = std::round(y->coordToPixel(bars[i].value));
            painter->fillRect(QRectF(from, head, wide, base - head), bars[i].color);
            if (rug.isValid() && bars[i].active)
                painter->fillRect(QRectF(from, base + 2, wide, rugHeight), rug);
        }
    }
};

class Legend : public QCPColorScale {
public:
    using QCPColorScale::QCPColorScale;
    /// The frame of the bar is an axis on each of its sides.
    void hideFrame() {
        for (const auto side : {QCPAxis::atLeft, QCPAxis::atRight, QCPAxis::atTop, QCPAxis::atBottom})
            mAxisRect->axis(side)->setBasePen(Qt::NoPen);
    }
};

/// The share of viridis that stands out from the ground: not its darkest on dark, not its palest on light.
QColor onGround(double share, bool dark) {
    return dark ? viridis(0.22 + 0.78 * share) : viridis(0.9 * share);
}

} // namespace

struct BitsPlot::Private {
    BitsData data;
    Order order = Order::ByDimension;
    int highlighted = -1;
    double mostImportant = 0;
    std::vector<int> dimensionAt; // position → dimension
    BarField* bars;
    QCPItemStraightLine* cursor;
    Legend* legend;
};

BitsPlot::BitsPlot(QWidget* parent) : PlotWidget(parent), d_(std::make_unique<Private>()) {
    QCustomPlot& p = *plot();
    setAccessibleName(tr("Bits of every dimension"));
    d_->cursor = verticalLine(p, 0);
    d_->bars = new BarField(&p);
    d_->bars->setClipToAxisRect(false);
    d_->legend = new Legend(&p);
    d_->legend->setType(QCPAxis::atBottom);
    d_->legend->setRangeDrag(false);
    d_->legend->setRangeZoom(false);
    p.plotLayout()->addElement(1, 0, d_->legend);
    p.plotLayout()->setRowSpacing(2);
    auto* group = new QCPMarginGroup(&p);
    p.axisRect()->setMarginGroup(QCP::msLeft | QCP::msRight, group);
    d_->legend->setMarginGroup(QCP::msLeft | QCP::msRight, group);
    p.xAxis->setTickLabelPadding(4 + BarField::rugHeight);
    p.yAxis->setTicker(wholeNumberTicker(4));
    p.xAxis->setTicker(wholeNumberTicker());
    p.yAxis->setLabel(tr("bits"));
    setData({});
}

BitsPlot::~BitsPlot() = default;

void BitsPlot::setData(BitsData data) {
    d_->data = std::move(data);
    const BitsData& b = d_->data;
    d_->highlighted = -1;
    d_->mostImportant =
        b.importance.empty() ? 0 : *std::max_element(b.importance.begin(), b.importance.end());
    const int most = b.bits.empty() ? 8 : std::max<int>(8, *std::max_element(b.bits.begin(), b.bits.end()));
    plot()->yAxis->setRange(0, most);
    plot()->xAxis->setRange(-1, std::max<double>(1, static_cast<double>(b.bits.size())));
    d_->legend->setDataRange({0, d_->mostImportant > 0 ? d_->mostImportant : 1});
    setOrder(d_->order);
}

const BitsData& BitsPlot::data() const {
    return d_->data;
}

void BitsPlot::setOrder(Order order) {
    d_->order = order;
    const BitsData& b = d_->data;
    d_->dimensionAt.resize(b.bits.size());
    std::iota(d_->dimensionAt.begin(), d_->dimensionAt.end(), 0);
    const bool sorted = order == Order::ByImportance && b.importance.size() == b.bits.size();
    if (sorted)
        std::stable_sort(d_->dimensionAt.begin(), d_->dimensionAt.end(), [&b](int x, int y) {
            return b.importance[static_cast<std::size_t>(x)] > b.importance[static_cast<std::size_t>(y)];
        });
    plot()->xAxis->setLabel(sorted ? tr("dimensions, the most important first") : tr("dimension"));
    // Positions in another order would read as dimensions.
    plot()->xAxis->setTickLabels(!sorted);
    plot()->xAxis->setTicks(!sorted);
    refresh();
}

void BitsPlot::setHighlighted(int dimension) {
    const bool valid = dimension >= 0 && dimension < static_cast<int>(d_->data.bits.size());
    const int now = valid ? dimension : -1;
    if (now == d_->highlighted) return;
    d_->highlighted = now;
    restyle();
    redraw();
}

int BitsPlot::highlighted() const {
    return d_->highlighted;
}

QColor BitsPlot::colorOf(double importance) const {
    const Tokens tokens = tokensFor(palette());
    return d_->mostImportant > 0 ? onGround(importance / d_->mostImportant, tokens.dark) : tokens.accent;
}

void BitsPlot::restyle() {
    const Tokens tokens = tokensFor(palette());
    const BitsData& b = d_->data;
    const bool someDropped = std::count(b.active.begin(), b.active.end(), false) > 0;
    d_->bars->rug = someDropped ? tokens.accent : QColor();
    d_->bars->bars.resize(b.bits.size());
    d_->cursor->setVisible(d_->highlighted >= 0);
    d_->cursor->setPen(thinPen(tokens.axis, Qt::DotLine));
    for (std::size_t i = 0; i < b.bits.size(); ++i) {
        const auto dimension = static_cast<std::size_t>(d_->dimensionAt[i]);
        const bool active = b.active.empty() || b.active[dimension];
        QColor color = colorOf(b.importance.empty() ? 0 : b.importance[dimension]);
        if (!active) color = mixed(tokens.panel, color, 0.45);
        if (d_->dimensionAt[i] == d_->highlighted) {
            color = tokens.text;
            d_->cursor->point1->setCoords(static_cast<double>(i), 0);
            d_->cursor->point2->setCoords(static_cast<double>(i), 1);
        }
        d_->bars->bars[i] = {static_cast<double>(b.bits[dimension]), color, active};
    }
    plot()->xAxis->setTickLabelPadding(4 + (someDropped ? BarField::rugHeight : 0));
    styleLegend(!b.importance.empty());
}

void BitsPlot::styleLegend(bool shown) {
    const Tokens tokens = tokensFor(palette());
    QCPColorGradient gradient;
    gradient.setLevelCount(64);
    gradient.clearColorStops();
    for (int stop = 0; stop <= 16; ++stop)
        gradient.setColorStopAt(stop / 16.0, onGround(stop / 16.0, tokens.dark));
    d_->legend->setGradient(gradient);
    d_->legend->setVisible(shown);
    d_->legend->setBarWidth(shown ? 5 : 0);
    QCPAxis* axis = d_->legend->axis();
    axis->setVisible(shown);
    axis->setLabel(shown ? tr("importance") : QString());
    axis->setLabelFont(plot()->xAxis->labelFont());
    axis->setTickLabelFont(plot()->xAxis->tickLabelFont());
    axis->setLabelColor(tokens.textDim);
    axis->setTickLabelColor(tokens.textDim);
    axis->setBasePen(Qt::NoPen);
    axis->setTickPen(Qt::NoPen);
    axis->setTickLength(0);
    axis->setSubTicks(false);
    axis->setTickLabelPadding(2);
    axis->setLabelPadding(0);
    axis->ticker()->setTickCount(4);
    d_->legend->hideFrame();
}

QString BitsPlot::hoverAt(const QPointF& position) {
    const int count = static_cast<int>(d_->data.bits.size());
    if (count == 0 || !plot()->axisRect()->rect().contains(position.toPoint())) {
        hoverLeft();
        return {};
    }
    const int place =
        std::clamp(static_cast<int>(std::lround(plot()->xAxis->pixelToCoord(position.x()))), 0, count - 1);
    const int dimension = d_->dimensionAt[static_cast<std::size_t>(place)];
    if (dimension != d_->highlighted) {
        setHighlighted(dimension);
        emit dimensionHovered(dimension);
    }
    const auto at = static_cast<std::size_t>(dimension);
    if (at < d_->data.notes.size()) return d_->data.notes[at];
    QString text = tr("dimension %1: %2 bits").arg(dimension).arg(d_->data.bits[at]);
    if (!d_->data.importance.empty())
        text +=
            QLatin1Char('\n') + tr("importance %1").arg(QLocale().toString(d_->data.importance[at], 'f', 2));
    return text;
}

void BitsPlot::hoverLeft() {
    if (d_->highlighted < 0) return;
    setHighlighted(-1);
    emit dimensionHovered(-1);
}

QString BitsPlot::describe() const {
    const BitsData& b = d_->data;
    if (b.bits.empty()) return {};
    const auto [least, most] = std::minmax_element(b.bits.begin(), b.bits.end());
    const double mean =
        std::accumulate(b.bits.begin(), b.bits.end(), 0.0) / static_cast<double>(b.bits.size());
    const QLocale locale;
    QString text = tr("%1 dimensions of %2 to %3 bits, %4 on average.")
                       .arg(locale.toString(static_cast<int>(b.bits.size())), locale.toString(*least),
                            locale.toString(*most), locale.toString(mean, 'f', 1));
    if (!b.importance.empty()) {
        const auto top = std::max_element(b.importance.begin(), b.importance.end());
        text += QLatin1Char(' ') + tr("The most important is dimension %1 with %2.")
                                       .arg(locale.toString(static_cast<int>(top - b.importance.begin())),
                                            locale.toString(*top, 'f', 2));
    }
    return text;
}

} // namespace sparlet::ui
