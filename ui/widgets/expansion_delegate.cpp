#include "widgets/expansion_delegate.h"

#include "itemmodels/expansion_model.h"
#include "widgets/glyphs.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {

QSize ExpansionDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const int text = QFontMetrics(option.font).lineSpacing();
    if (index.data(ExpansionModel::IsRoundRole).toBool()) return {120, std::max(metric::control, text + 8)};
    return {120, std::max(thumbnailSide + 8, 2 * text + 6)};
}

void ExpansionDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected ? tokens_.accentDim : tokens_.raised);
        painter->drawRoundedRect(option.rect, 4, 4);
    }
    if (index.data(ExpansionModel::IsRoundRole).toBool())
        paintRound(*painter, option, index);
    else
        paintMember(*painter, option, index);
    if (option.state.testFlag(QStyle::State_HasFocus))
        glyphs::focusRing(*painter, option.rect, tokens_, true);
    painter->restore();
}

void ExpansionDelegate::paintRound(QPainter& painter, const QStyleOptionViewItem& option,
                                   const QModelIndex& index) const {
    const QRect box = option.rect.adjusted(4, 0, -4, 0);
    const QString title = index.data().toString();
    painter.setFont(headingFont(option.font));
    painter.setPen(tokens_.text);
    painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter, title);
    const double drift = index.data(ExpansionModel::DriftRole).toDouble();
    const double overlap = index.data(ExpansionModel::OverlapRole).toDouble();
    const QString facts = tr("+%1 · overlap %2 % · drift %3")
                              .arg(QLocale().toString(index.data(ExpansionModel::JoinedCountRole).toInt()))
                              .arg(std::lround(overlap * 100))
                              .arg(driftText(drift));
    const int used = QFontMetrics(headingFont(option.font)).horizontalAdvance(title) + metric::gap;
    const QRect rest = box.adjusted(used, 0, 0, 0);
    painter.setFont(numberFont(option.font));
    painter.setPen(driftLevel(drift) == DriftLevel::High ? tokens_.warning : tokens_.textDim);
    painter.drawText(rest, Qt::AlignRight | Qt::AlignVCenter,
                     QFontMetrics(option.font).elidedText(facts, Qt::ElideRight, rest.width()));
}

void ExpansionDelegate::paintMember(QPainter& painter, const QStyleOptionViewItem& option,
                                    const QModelIndex& index) const {
    const QRect box = option.rect.adjusted(4, 2, -4, -2);
    const QRect picture(box.left(), box.center().y() - thumbnailSide / 2, thumbnailSide, thumbnailSide);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens_.window);
    painter.drawRoundedRect(picture, 3, 3);
    glyphs::fitted(painter, picture, index.data(ExpansionModel::ThumbnailRole).value<QPixmap>());

    const QFontMetrics metrics(option.font);
    const bool joined = index.data(ExpansionModel::JoinedRole).toBool();
    const float weight = index.data(ExpansionModel::WeightRole).toFloat();
    const QRect text = box.adjusted(thumbnailSide + metric::gap, 0, 0, 0);
    const QRect first(text.left(), text.center().y() - metrics.lineSpacing(), text.width(),
                      metrics.lineSpacing());
    const QRect second = first.translated(0, metrics.lineSpacing());
    const QString state = joined ? tr("new") : tr("kept");
    const int stateWidth = metrics.horizontalAdvance(state) + metric::gap;
    painter.setFont(option.font);
    painter.setPen(joined ? tokens_.accent : tokens_.textDim);
    painter.drawText(first, Qt::AlignRight | Qt::AlignVCenter, state);
    painter.setPen(tokens_.text);
    painter.drawText(
        first.adjusted(0, 0, -stateWidth, 0), Qt::AlignLeft | Qt::AlignVCenter,
        metrics.elidedText(index.data().toString(), Qt::ElideMiddle, first.width() - stateWidth));

    const QString number = QLocale().toString(weight, 'f', 2);
    painter.setFont(numberFont(option.font));
    painter.setPen(tokens_.textDim);
    painter.drawText(second, Qt::AlignRight | Qt::AlignVCenter, number);
    const int numberWidth =
        QFontMetrics(numberFont(option.font)).horizontalAdvance(QStringLiteral("−0.00")) + metric::gap;
    const QRectF bar(second.left(), second.center().y() - 1, second.width() - numberWidth, 4);
    if (bar.width() < 8) return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens_.grid);
    painter.drawRoundedRect(bar, 2, 2);
    const double share = index.data(ExpansionModel::RelativeWeightRole).toDouble();
    painter.setBrush(weight < 0 ? tokens_.wrong : (joined ? tokens_.accent : tokens_.textDim));
    painter.drawRoundedRect(QRectF(bar.topLeft(), QSizeF(std::max(2.0, bar.width() * share), bar.height())),
                            2, 2);
}

} // namespace sparlet::ui
