#include "plots/curve_style.h"

#include <QPainter>

#include <algorithm>
#include <array>

namespace sparlet::ui {
namespace {

constexpr int kSample = 32; // long enough for a dash and a dot
constexpr int kGap = 6;
constexpr int kApart = 20;

} // namespace

QPen curvePen(const Tokens& tokens, int which, double width) {
    static constexpr std::array styles{Qt::SolidLine, Qt::DashLine, Qt::DashDotLine, Qt::DotLine};
    QPen pen(tokens.categorical[which % tokens.categorical.size()], width,
             styles[static_cast<std::size_t>(which) % styles.size()]);
    pen.setCosmetic(true);
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

CurveLegend::CurveLegend(QWidget* parent) : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Legend"));
}

void CurveLegend::setNames(QStringList names) {
    names_ = std::move(names);
    setAccessibleDescription(names_.join(QStringLiteral(", ")));
    setToolTip(names_.join(QLatin1Char('\n')));
    updateGeometry();
    update();
}

std::vector<CurveLegend::Place> CurveLegend::places(int width) const {
    std::vector<Place> all;
    const int line = fontMetrics().lineSpacing() + 2;
    int x = 0, y = 0;
    for (const auto& name : names_) {
        const int text =
            std::min(fontMetrics().horizontalAdvance(name) + 2, std::max(1, width - kSample - kGap));
        if (x > 0 && x + kSample + kGap + text > width) {
            x = 0;
            y += line;
        }
        all.push_back({QRect(x, y, kSample, line), QRect(x + kSample + kGap, y, text, line)});
        x += kSample + kGap + text + kApart;
    }
    return all;
}

int CurveLegend::heightForWidth(int width) const {
    const auto all = places(width);
    return all.empty() ? 0 : all.back().text.bottom() + 1;
}

QSize CurveLegend::sizeHint() const {
    return {320, heightForWidth(std::max(320, width()))};
}

QSize CurveLegend::minimumSizeHint() const {
    return {0, names_.isEmpty() ? 0 : fontMetrics().lineSpacing() + 2};
}

void CurveLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto tokens = tokensFor(palette());
    const auto all = places(width());
    for (std::size_t i = 0; i < all.size(); ++i) {
        painter.setPen(curvePen(tokens, static_cast<int>(i), 2.2));
        const double y = all[i].sample.center().y() + 0.5;
        painter.drawLine(QPointF(all[i].sample.left(), y), QPointF(all[i].sample.right(), y));
        painter.setPen(tokens.text);
        painter.drawText(all[i].text, Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(names_[static_cast<qsizetype>(i)], Qt::ElideMiddle,
                                                  all[i].text.width()));
    }
}

} // namespace sparlet::ui
