#include "pages/ablation_delegate.h"

#include "engine/ablation_reports.h"
#include "itemmodels/ablation_model.h"
#include "style/tokens.h"
#include "widgets/glyphs.h"

#include <QPainter>

namespace sparlet::ui {
namespace {

constexpr int kSign = 16;
constexpr int kBar = 4;

using State = engine::AblationCell::State;

} // namespace

AblationDelegate::AblationDelegate(QObject* parent) : QStyledItemDelegate(parent) {}

void AblationDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    const QVariant stored = index.data(AblationModel::StateRole);
    if (!stored.isValid()) return; // the matrix has no such cell
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const auto tokens = tokensFor(option.palette);
    const auto state = static_cast<State>(stored.toInt());
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QRectF box = QRectF(option.rect).adjusted(2, 2, -2, -2);
    painter->setPen(Qt::NoPen);
    painter->setBrush(selected ? tokens.accentDim : tokens.raised);
    painter->drawRoundedRect(box, 5, 5);
    const QRectF sign(box.left() + 8, box.center().y() - kSign / 2.0, kSign, kSign);
    if (state == State::Done) glyphs::rightBadge(*painter, sign, tokens);
    if (state == State::Failed) glyphs::wrongBadge(*painter, sign, tokens);
    const bool busy = state == State::Training || state == State::Evaluating || state == State::Timing;
    if (busy) {
        const QRectF track(box.left() + 8, box.bottom() - kBar - 4, box.width() - 16, kBar);
        painter->setBrush(tokens.grid);
        painter->drawRoundedRect(track, kBar / 2.0, kBar / 2.0);
        const double part = qBound(0.0, index.data(AblationModel::ProgressRole).toDouble(), 1.0);
        painter->setBrush(tokens.accent);
        painter->drawRoundedRect(QRectF(track.topLeft(), QSizeF(track.width() * part, kBar)), kBar / 2.0,
                                 kBar / 2.0);
    }
    const bool marked = state == State::Done || state == State::Failed;
    const QRectF text = box.adjusted(marked ? 8 + kSign + 4 : 6, 0, -6, busy ? -kBar - 4 : 0);
    painter->setFont(numberFont(option.font));
    QColor ink = state == State::Done ? tokens.text : tokens.textDim;
    if (state == State::Failed) ink = tokens.warning;
    painter->setPen(ink);
    painter->drawText(text, Qt::AlignCenter,
                      option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight,
                                                    static_cast<int>(text.width())));
    if (option.state.testFlag(QStyle::State_HasFocus)) glyphs::focusRing(*painter, option.rect, tokens, true);
    painter->restore();
}

} // namespace sparlet::ui
