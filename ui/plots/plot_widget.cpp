#include "plots/plot_widget.h"

#include "plots/plot_internal.h"

#include <QEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QVBoxLayout>

namespace sparlet::ui {

PlotWidget::PlotWidget(QWidget* parent) : QWidget(parent), plot_(new QCustomPlot(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(plot_);
    plot_->setMouseTracking(true);
    plot_->installEventFilter(this);
    plot_->setFocusPolicy(Qt::NoFocus);
    plot_->setNoAntialiasingOnDrag(false);
    plot_->axisRect()->setAutoMargins(QCP::msAll);
    plot_->setAttribute(Qt::WA_OpaquePaintEvent, false);
    connect(plot_, &QCustomPlot::afterLayout, this, [this] { placed(); });
    setFocusPolicy(Qt::NoFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

PlotWidget::~PlotWidget() = default;

QSize PlotWidget::sizeHint() const {
    return {fontMetrics().averageCharWidth() * 48, fontMetrics().lineSpacing() * lines_};
}

QSize PlotWidget::minimumSizeHint() const {
    return {fontMetrics().averageCharWidth() * 24, fontMetrics().lineSpacing() * lines_};
}

void PlotWidget::setHeightInLines(int lines) {
    lines_ = lines;
    updateGeometry();
}

void PlotWidget::applyTheme() {
    const Tokens tokens = tokensFor(palette());
    plot_->setBackground(QBrush(Qt::NoBrush));
    QFont small = numberFont(font());
    small.setPointSizeF(small.pointSizeF() * 0.9);
    for (QCPAxis* axis : {plot_->xAxis, plot_->yAxis}) {
        axis->setBasePen(thinPen(tokens.axis));
        axis->setTickPen(thinPen(tokens.axis));
        axis->setSubTicks(false);
        axis->setTickLength(0, 3);
        axis->setTickLabelColor(tokens.textDim);
        axis->setTickLabelFont(small);
        axis->setLabelColor(tokens.textDim);
        axis->setLabelFont(small);
        axis->setLabelPadding(3);
        axis->setTickLabelPadding(4);
        axis->setNumberFormat(QStringLiteral("gb"));
        axis->setNumberPrecision(4);
        axis->grid()->setPen(thinPen(tokens.grid));
        axis->grid()->setZeroLinePen(thinPen(tokens.axis));
    }
    // A label that would be cut at the edge is left out by the library: room for half of one.
    const QFontMetrics metrics(small);
    const int half = metrics.height() / 2 + 1;
    const int end = metrics.horizontalAdvance(QStringLiteral("0.00")) / 2 + 1;
    plot_->axisRect()->setMinimumMargins(QMargins(2, half, end, 2));
    plot_->xAxis->grid()->setVisible(false);
    plot_->yAxis->setBasePen(Qt::NoPen);
    plot_->yAxis->setTickPen(Qt::NoPen);
}

void PlotWidget::refresh() {
    applyTheme();
    restyle();
    setAccessibleDescription(describe());
    redraw();
}

void PlotWidget::redraw() {
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void PlotWidget::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    switch (event->type()) {
    case QEvent::PaletteChange:
    case QEvent::FontChange:
    case QEvent::StyleChange:
    case QEvent::LocaleChange:
        refresh();
        break;
    default:
        break;
    }
}

bool PlotWidget::eventFilter(QObject* watched, QEvent* event) {
    if (watched == plot_ && event->type() == QEvent::MouseMove) {
        const auto* move = static_cast<QMouseEvent*>(event);
        const QString text = hoverAt(move->position());
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(move->globalPosition().toPoint() + QPoint(12, 12), text, plot_);
    } else if (watched == plot_ && event->type() == QEvent::Leave) {
        QToolTip::hideText();
        hoverLeft();
    } else if (watched == plot_ && event->type() == QEvent::Wheel) {
        // The plotting library would swallow it and the panel around could not be scrolled.
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

QCPItemStraightLine* verticalLine(QCustomPlot& plot, double key) {
    auto* line = new QCPItemStraightLine(&plot);
    line->setClipToAxisRect(true);
    line->setAntialiased(false);
    line->point1->setCoords(key, 0);
    line->point2->setCoords(key, 1);
    return line;
}

QCPItemStraightLine* horizontalLine(QCustomPlot& plot, double value) {
    auto* line = new QCPItemStraightLine(&plot);
    line->setClipToAxisRect(true);
    line->setAntialiased(false);
    line->point1->setCoords(0, value);
    line->point2->setCoords(1, value);
    return line;
}

QCPItemText* lineLabel(QCustomPlot& plot) {
    auto* text = new QCPItemText(&plot);
    text->setClipToAxisRect(false);
    text->setPadding(QMargins(3, 1, 3, 1));
    text->setSelectable(false);
    return text;
}

QSharedPointer<QCPAxisTicker> wholeNumberTicker(int wanted) {
    class WholeTicker : public QCPAxisTicker {
        double getTickStep(const QCPRange& range) override {
            return std::max(1.0, std::round(QCPAxisTicker::getTickStep(range)));
        }
    };
    auto ticker = QSharedPointer<QCPAxisTicker>(new WholeTicker);
    ticker->setTickCount(wanted);
    return ticker;
}

} // namespace sparlet::ui
