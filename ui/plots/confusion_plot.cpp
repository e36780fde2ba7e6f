#include "plots/confusion_plot.h"

#include "plots/plot_internal.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

constexpr int kMostNumbers = 12;     // labels up to which each cell says its number
constexpr double kLeastNamed = 0.02; // a share below it is no text
constexpr int kStops = 32;           // of the colours, for a map that looks continuous

QCPColorGradient gradient() {
    QCPColorGradient made;
    QMap<double, QColor> stops;
    for (int i = 0; i <= kStops; ++i)
        stops[static_cast<double>(i) / kStops] = viridis(static_cast<double>(i) / kStops);
    made.setColorStops(stops);
    made.setNanHandling(QCPColorGradient::nhTransparent);
    return made;
}

} // namespace

struct ConfusionPlot::Private {
    ConfusionData data;
    QCPColorMap* map;
    QCPItemRect* cursor;
    std::vector<QCPItemText*> numbers;
    int row = 0, column = 0;
};

ConfusionPlot::ConfusionPlot(QWidget* parent) : PlotWidget(parent), d_(std::make_unique<Private>()) {
    QCustomPlot& p = *plot();
    setAccessibleName(tr("Confusion of retrieved labels"));
    setFocusPolicy(Qt::StrongFocus);
    d_->map = new QCPColorMap(p.xAxis, p.yAxis);
    d_->map->setInterpolate(false);
    d_->map->setTightBoundary(false);
    d_->map->setGradient(gradient());
    d_->map->setDataRange(QCPRange(0, 1));
    d_->cursor = new QCPItemRect(&p);
    d_->cursor->setVisible(false);
    p.xAxis->setLabel(tr("label of the results"));
    p.yAxis->setLabel(tr("label of the query"));
    p.yAxis->setRangeReversed(true);
    setData({});
}

ConfusionPlot::~ConfusionPlot() = default;

int ConfusionPlot::cells() const {
    return static_cast<int>(d_->data.labels.size());
}

void ConfusionPlot::setData(ConfusionData data) {
    const auto n = static_cast<std::size_t>(data.labels.size());
    if (data.shares.size() != n * n) data = {};
    d_->data = std::move(data);
    QCustomPlot& p = *plot();
    for (auto* number : d_->numbers)
        p.removeItem(number);
    d_->numbers.clear();
    const int count = std::max(1, cells());
    d_->row = d_->column = 0;
    d_->map->data()->setSize(count, count);
    // Of one cell alone the library takes both ends for one place.
    const double last = count > 1 ? count - 1 : 0.5;
    d_->map->data()->setRange(QCPRange(0, last), QCPRange(0, last));
    d_->map->data()->fill(std::nan(""));
    for (int row = 0; row < cells(); ++row) {
        for (int column = 0; column < cells(); ++column) {
            const double share = d_->data.shares[static_cast<std::size_t>(row * cells() + column)];
            d_->map->data()->setCell(column, row, share);
            if (cells() > kMostNumbers || !(share >= kLeastNamed)) continue;
            auto* text = lineLabel(p);
            text->position->setCoords(column, row);
            text->setPositionAlignment(Qt::AlignCenter);
            text->setText(QLocale().toString(share * 100, 'f', 0));
            text->setColor(share < 0.55 ? Qt::white : Qt::black);
            d_->numbers.push_back(text);
        }
    }
    p.xAxis->setRange(-0.5, count - 0.5);
    p.yAxis->setRange(-0.5, count - 0.5);
    nameAxes();
    refresh();
}

const ConfusionData& ConfusionPlot::data() const {
    return d_->data;
}

// As many names as can be read: upright where they fit side by side, else on end, else some of them.
void ConfusionPlot::nameAxes() {
    const QFontMetrics metrics(plot()->xAxis->tickLabelFont());
    int longest = 1;
    for (const auto& label : d_->data.labels)
        longest = std::max(longest, metrics.horizontalAdvance(label));
    const int count = std::max(1, cells()), line = metrics.height();
    const double wide = std::max(1.0, (width() - longest - 3.0 * line) / count);
    const double high = std::max(1.0, (height() - 5.0 * line) / count);
    const bool upright = longest + line / 2 <= wide;
    const auto every = [&](double room) { return std::max(1, static_cast<int>(std::ceil(line / room))); };
    QSharedPointer<QCPAxisTickerText> along(new QCPAxisTickerText), down(new QCPAxisTickerText);
    for (int i = 0; i < cells(); ++i) {
        if (upright || i % every(wide) == 0) along->addTick(i, d_->data.labels[i]);
        if (i % every(high) == 0) down->addTick(i, d_->data.labels[i]);
    }
    plot()->xAxis->setTicker(along);
    plot()->yAxis->setTicker(down);
    plot()->xAxis->setTickLabelRotation(upright ? 0 : -90);
}

void ConfusionPlot::restyle() {
    const Tokens tokens = tokensFor(palette());
    for (QCPAxis* axis : {plot()->xAxis, plot()->yAxis}) {
        axis->grid()->setVisible(false);
        axis->setBasePen(Qt::NoPen);
        axis->setTickPen(Qt::NoPen);
    }
    for (auto* number : d_->numbers)
        number->setFont(plot()->xAxis->tickLabelFont());
    d_->cursor->setPen(QPen(tokens.dark ? Qt::white : Qt::black, 3));
    d_->cursor->setBrush(Qt::NoBrush);
    nameAxes();
}

// Numbers that would not fit into their cells are left out.
void ConfusionPlot::placed() {
    if (d_->numbers.empty()) return;
    const QFontMetrics metrics(plot()->xAxis->tickLabelFont());
    const auto* rect = plot()->axisRect();
    const bool fits =
        rect->width() / std::max(1, cells()) >= metrics.horizontalAdvance(QStringLiteral("100")) &&
        rect->height() / std::max(1, cells()) >= metrics.height();
    for (auto* number : d_->numbers)
        number->setVisible(fits);
}

QString ConfusionPlot::cellText(int row, int column) const {
    const double share = d_->data.shares[static_cast<std::size_t>(row * cells() + column)];
    if (!std::isfinite(share)) return tr("There is no query of “%1”.").arg(d_->data.labels[row]);
    return tr("Queries of “%1”: %2 % of the first ten results are “%3”.")
        .arg(d_->data.labels[row], QLocale().toString(share * 100, 'f', 1), d_->data.labels[column]);
}

QString ConfusionPlot::hoverAt(const QPointF& position) {
    if (cells() == 0 || !plot()->axisRect()->rect().contains(position.toPoint())) return {};
    const int column = static_cast<int>(std::lround(plot()->xAxis->pixelToCoord(position.x())));
    const int row = static_cast<int>(std::lround(plot()->yAxis->pixelToCoord(position.y())));
    return cellText(std::clamp(row, 0, cells() - 1), std::clamp(column, 0, cells() - 1));
}

void ConfusionPlot::moveTo(int row, int column) {
    d_->row = std::clamp(row, 0, cells() - 1);
    d_->column = std::clamp(column, 0, cells() - 1);
    d_->cursor->topLeft->setCoords(d_->column - 0.5, d_->row - 0.5);
    d_->cursor->bottomRight->setCoords(d_->column + 0.5, d_->row + 0.5);
    setAccessibleDescription(cellText(d_->row, d_->column));
    setToolTip(hasFocus() ? cellText(d_->row, d_->column) : QString());
    redraw();
}

bool ConfusionPlot::eventFilter(QObject* watched, QEvent* event) {
    if (watched == plot() && event->type() == QEvent::MouseButtonPress && cells() > 0) {
        const auto position = static_cast<QMouseEvent*>(event)->position();
        if (plot()->axisRect()->rect().contains(position.toPoint())) {
            const int row = static_cast<int>(std::lround(plot()->yAxis->pixelToCoord(position.y())));
            moveTo(row, static_cast<int>(std::lround(plot()->xAxis->pixelToCoord(position.x()))));
            emit rowRequested(d_->data.labels[d_->row]);
        }
    }
    return PlotWidget::eventFilter(watched, event);
}

void ConfusionPlot::keyPressEvent(QKeyEvent* event) {
    if (cells() == 0) return PlotWidget::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Up:
        return moveTo(d_->row - 1, d_->column);
    case Qt::Key_Down:
        return moveTo(d_->row + 1, d_->column);
    case Qt::Key_Left:
        return moveTo(d_->row, d_->column - 1);
    case Qt::Key_Right:
        return moveTo(d_->row, d_->column + 1);
    case Qt::Key_Home:
        return moveTo(d_->row, 0);
    case Qt::Key_End:
        return moveTo(d_->row, cells() - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        emit rowRequested(d_->data.labels[d_->row]);
        return;
    default:
        PlotWidget::keyPressEvent(event);
    }
}

void ConfusionPlot::focusInEvent(QFocusEvent* event) {
    PlotWidget::focusInEvent(event);
    d_->cursor->setVisible(cells() > 0);
    if (cells() > 0) moveTo(d_->row, d_->column);
}

void ConfusionPlot::focusOutEvent(QFocusEvent* event) {
    PlotWidget::focusOutEvent(event);
    d_->cursor->setVisible(false);
    redraw();
}

void ConfusionPlot::resizeEvent(QResizeEvent* event) {
    PlotWidget::resizeEvent(event);
    nameAxes();
    redraw();
}

// The largest confusion is what one looks for.
QString ConfusionPlot::describe() const {
    if (cells() == 0) return {};
    int worstRow = -1, worstColumn = -1;
    double worst = 0;
    for (int row = 0; row < cells(); ++row) {
        for (int column = 0; column < cells(); ++column) {
            const double share = d_->data.shares[static_cast<std::size_t>(row * cells() + column)];
            if (row == column || !(share > worst)) continue;
            worst = share;
            worstRow = row;
            worstColumn = column;
        }
    }
    const auto count = tr("%n labels.", nullptr, cells());
    if (worstRow < 0) return tr("%1 No wrong label among the first ten results.").arg(count);
    return tr("%1 Most confused: %2").arg(count, cellText(worstRow, worstColumn));
}

} // namespace sparlet::ui
