#include "plots/bits_plot.h"

#include "plots/plot_internal.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sparlet::ui {
namespace {

/// One bar per dimension in its own colour; a tick of the legend's scale at the right.
class BarField : public QCPItemRect {
public:
    explicit BarField(QCustomPlot* plot) : QCPItemRect(plot) {
        topLeft->setType(QCPItemPosition::ptAxisRectRatio);
        bottomRight->setType(QCPItemPosition::ptAxisRectRatio);
        topLeft->setCoords(0, 0);
        bottomRight->setCoords(1, 1);
        setSelectable(false);
    }

    struct Bar {
        double value = 0;
        QColor color;
        bool outlined = false;
    };
    std::vector<Bar> bars;
    QColor outline;

protected:
    void draw(QCPPainter* painter) override {
        painter->setAntialiasing(false);
        painter->setPen(Qt::NoPen);
        const QCPAxis* x = mParentPlot->xAxis;
        const QCPAxis* y = mParentPlot->yAxis;
        const double base = y->coordToPixel(0);
        const double pitch = x->coordToPixel(1) - x->coordToPixel(0);
        const double gap = pitch >= 3 ? 1 : 0;
        for (std::size_t i = 0; i < bars.size(); ++i) {
            const double from = std::round(x->coordToPixel(static_cast<double>(i) - 0.5));
            const double to = std::round(x->coordToPixel(static_cast<double>(i) + 0.5)) - gap;
            const double head = y->coordToPixel(bars[i].value);
            const QRectF rect(from, head, std::max(1.0, to - from), base - head);
            painter->fillRect(rect, bars[i].color);
            if (!bars[i].outlined) continue;
            painter->setPen(QPen(outline, 1.5));
            painter->drawRect(rect.adjusted(-1, -1, 1, 0));
            painter->setPen(Qt::NoPen);
        }
    }
};

}  // namespace

struct BitsPlot::Private {
    BitsData data;
    Order order = Order::ByDimension;
    int highlighted = -1;
    double mostImportant = 0;
    std::vector<int> dimensionAt;  // position → dimension
    BarField* bars;
    QCPColorScale* legend;
};

BitsPlot::BitsPlot(QWidget* parent) : PlotWidget(parent), d_(std::make_unique<Private>()) {
    QCustomPlot& p = *plot();
    setAccessibleName(tr("Bits of every dimension"));
    d_->bars = new BarField(&p);
    d_->legend = new QCPColorScale(&p);
    d_->legend->setType(QCPAxis::atRight);
    d_->legend->setRangeDrag(false);
    d_->legend->setRangeZoom(false);
    QCPColorGradient gradient;
    gradient.setLevelCount(64);
    gradient.clearColorStops();
    for (int stop = 0; stop <= 16; ++stop) gradient.setColorStopAt(stop / 16.0, viridis(stop / 16.0));
    d_->legend->setGradient(gradient);
    p.plotLayout()->addElement(0, 1, d_->legend);
    auto* group = new QCPMarginGroup(&p);
    p.axisRect()->setMarginGroup(QCP::msTop | QCP::msBottom, group);
    d_->legend->setMarginGroup(QCP::msTop | QCP::msBottom, group);
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
    d_->mostImportant = b.importance.empty() ? 0 : *std::max_element(b.importance.begin(), b.importance.end());
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
    return d_->mostImportant > 0 ? viridis(importance / d_->mostImportant) : tokensFor(palette()).accent;
}

void BitsPlot::restyle() {
    const Tokens tokens = tokensFor(palette());
    const BitsData& b = d_->data;
    d_->bars->outline = tokens.text;
    d_->bars->bars.resize(b.bits.size());
    for (std::size_t i = 0; i < b.bits.size(); ++i) {
        const auto dimension = static_cast<std::size_t>(d_->dimensionAt[i]);
        const bool active = b.active.empty() || b.active[dimension];
        const double importance = b.importance.empty() ? 0 : b.importance[dimension];
        const QColor color = colorOf(importance);
        d_->bars->bars[i] = {static_cast<double>(b.bits[dimension]),
                             active ? color : mixed(tokens.panel, color, 0.25),
                             d_->dimensionAt[i] == d_->highlighted};
    }
    const bool legend = !b.importance.empty();
    d_->legend->setVisible(legend);
    QCPAxis* axis = d_->legend->axis();
    QFont small = plot()->xAxis->labelFont();
    axis->setLabel(tr("importance"));
    axis->setLabelFont(small);
    axis->setTickLabelFont(small);
    axis->setLabelColor(tokens.textDim);
    axis->setTickLabelColor(tokens.textDim);
    axis->setBasePen(Qt::NoPen);
    axis->setTickPen(thinPen(tokens.axis));
    axis->setSubTicks(false);
    axis->ticker()->setTickCount(3);
    d_->legend->setBarWidth(legend ? 6 : 0);
    d_->legend->setMinimumMargins(QMargins(4, 0, 0, 0));
}

QString BitsPlot::hoverAt(const QPointF& position) {
    const int count = static_cast<int>(d_->data.bits.size());
    if (count == 0 || !plot()->axisRect()->rect().contains(position.toPoint())) {
        hoverLeft();
        return {};
    }
    const int place = std::clamp(static_cast<int>(std::lround(plot()->xAxis->pixelToCoord(position.x()))), 0,
                                 count - 1);
    const int dimension = d_->dimensionAt[static_cast<std::size_t>(place)];
    if (dimension != d_->highlighted) {
        setHighlighted(dimension);
        emit dimensionHovered(dimension);
    }
    const auto at = static_cast<std::size_t>(dimension);
    if (at < d_->data.notes.size()) return d_->data.notes[at];
    QString text = tr("dimension %1: %n bit(s)", nullptr, d_->data.bits[at]).arg(dimension);
    if (!d_->data.importance.empty())
        text += QLatin1Char('\n') +
                tr("importance %1").arg(QLocale().toString(d_->data.importance[at], 'f', 2));
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
    const double mean = std::accumulate(b.bits.begin(), b.bits.end(), 0.0) / static_cast<double>(b.bits.size());
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

}  // namespace sparlet::ui
