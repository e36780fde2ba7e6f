#include "plots/scatter_legend.h"

#include "plots/scatter_marks.h"
#include "style/tokens.h"

#include <QLinearGradient>
#include <QPainter>

#include <algorithm>

namespace sparlet::ui {
namespace {

constexpr int kMark = 16, kWideMark = 56;
constexpr int kGap = 6, kBetween = 18;
constexpr double kRadius = 5;

bool isWide(const LegendEntry& entry) {
    return entry.kind == LegendEntry::Kind::Ramp || entry.kind == LegendEntry::Kind::Size;
}

} // namespace

ScatterLegend::ScatterLegend(QWidget* parent) : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Legend"));
}

void ScatterLegend::setEntries(std::vector<LegendEntry> entries) {
    entries_ = std::move(entries);
    QStringList words;
    for (const auto& entry : entries_)
        words << textOf(entry);
    setAccessibleDescription(words.join(tr(", ")));
    setFixedHeight(heightForWidth(width()));
    update();
}

int ScatterLegend::markWidth(const LegendEntry& entry) const {
    return isWide(entry) ? kWideMark : kMark;
}

QString ScatterLegend::textOf(const LegendEntry& entry) const {
    return isWide(entry) ? tr("%1: %2 to %3").arg(entry.text, entry.from, entry.to) : entry.text;
}

int ScatterLegend::lineHeight() const {
    return std::max(fontMetrics().height(), kMark) + 4;
}

template <class Draw>
int ScatterLegend::arrange(int width, Draw draw) const {
    int x = 0, y = 0;
    for (const auto& entry : entries_) {
        const int mark = markWidth(entry);
        const int needed = mark + kGap + fontMetrics().horizontalAdvance(textOf(entry));
        if (x > 0 && x + needed > width) {
            x = 0;
            y += lineHeight();
        }
        draw(entry, QRect(x, y, mark, lineHeight()),
             QRect(x + mark + kGap, y, std::max(0, width - x - mark - kGap), lineHeight()));
        x += needed + kBetween;
    }
    return entries_.empty() ? 0 : y + lineHeight();
}

int ScatterLegend::heightForWidth(int width) const {
    return arrange(width, [](const LegendEntry&, const QRect&, const QRect&) {});
}

QSize ScatterLegend::sizeHint() const {
    return {kWideMark * 6, heightForWidth(std::max(width(), kWideMark))};
}

QSize ScatterLegend::minimumSizeHint() const {
    return {kWideMark, 0};
}

void ScatterLegend::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const int wanted = heightForWidth(width());
    if (wanted != height()) setFixedHeight(wanted);
}

void ScatterLegend::drawMark(QPainter& painter, const QRect& box, const LegendEntry& entry) const {
    const Tokens tokens = tokensFor(palette());
    const QPointF middle = QRectF(box).center();
    const QColor neutral = tokens.textDim;
    switch (entry.kind) {
    case LegendEntry::Kind::Colour:
        paintMark(painter, middle, kRadius, 0, tokens.categorical[entry.index % tokens.categorical.size()],
                  tokens.panel, false);
        break;
    case LegendEntry::Kind::Shape:
        paintMark(painter, middle, kRadius, entry.index, neutral, tokens.panel, false);
        break;
    case LegendEntry::Kind::Ghost:
        paintMark(painter, middle, kRadius, 0, neutral, tokens.panel, true);
        break;
    case LegendEntry::Kind::Front:
        painter.setPen(QPen(tokens.accent, 1.5));
        painter.drawPolyline(QPolygonF{{box.left() + 0.0, middle.y() + 4},
                                       {middle.x(), middle.y() + 4},
                                       {middle.x(), middle.y() - 4},
                                       {box.right() + 0.0, middle.y() - 4}});
        break;
    case LegendEntry::Kind::Ramp: {
        const QRectF bar(box.left(), middle.y() - 4, box.width(), 8);
        QLinearGradient ramp(bar.topLeft(), bar.topRight());
        for (int i = 0; i <= 8; ++i)
            ramp.setColorAt(i / 8.0, shadeColor(i / 8.0, tokens.dark));
        painter.setPen(Qt::NoPen);
        painter.setBrush(ramp);
        painter.drawRoundedRect(bar, 2, 2);
        break;
    }
    case LegendEntry::Kind::Size:
        for (int i = 0; i < 3; ++i)
            paintMark(painter, QPointF(box.left() + 8 + i * 18, middle.y()), 2.5 + i * 2.2, 0, neutral,
                      tokens.panel, false);
        break;
    }
}

void ScatterLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor ink = palette().color(QPalette::WindowText);
    arrange(width(), [&](const LegendEntry& entry, const QRect& mark, const QRect& text) {
        drawMark(painter, mark, entry);
        painter.setPen(ink);
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(textOf(entry), Qt::ElideRight, text.width()));
    });
}

} // namespace sparlet::ui
