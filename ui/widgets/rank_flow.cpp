#include "widgets/rank_flow.h"

#include "itemmodels/picture_image.h"
#include "itemmodels/rank_move_model.h"
#include "style/tokens.h"
#include "widgets/glyphs.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

constexpr int kThumb = 48;
constexpr int kPad = 4;
constexpr int kFewestLinks = 96; // pixels between the columns
constexpr int kWidest = 184;     // of a column
constexpr int kStub = 34;        // of a line that leaves for a rank that is not shown

QByteArray keyOf(const std::string& path) {
    return QByteArray::fromStdString(path);
}

} // namespace

RankFlow::RankFlow(QWidget* parent) : QAbstractScrollArea(parent) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Both rankings"));
    setMinimumHeight(3 * (kThumb + 2 * kPad));
}

RankFlow::~RankFlow() {
    if (loader_) loader_->forgetClient(this);
}

QSize RankFlow::sizeHint() const {
    return {2 * kWidest + kFewestLinks, 6 * rowHeight()};
}

void RankFlow::setThumbnailLoader(ThumbnailLoader* loader) {
    if (loader_) {
        loader_->forgetClient(this);
        loader_->disconnect(this);
    }
    loader_ = loader;
    if (loader_) {
        connect(loader_, &ThumbnailLoader::ready, viewport(), qOverload<>(&QWidget::update));
        connect(loader_, &ThumbnailLoader::cleared, this, &RankFlow::wantVisible);
    }
    wantVisible();
}

void RankFlow::setDifference(std::shared_ptr<const engine::RankDifference> difference) {
    difference_ = std::move(difference);
    leftRow_.clear();
    rightRow_.clear();
    moves_.clear();
    if (difference_) {
        for (std::size_t i = 0; i < difference_->left.results.size(); ++i)
            leftRow_[keyOf(difference_->left.results[i].path)] = static_cast<int>(i);
        for (std::size_t i = 0; i < difference_->right.results.size(); ++i)
            rightRow_[keyOf(difference_->right.results[i].path)] = static_cast<int>(i);
        for (const auto& move : difference_->moves)
            moves_[keyOf(move.path)] = &move;
    }
    if (!moves_.contains(keyOf(current_))) current_.clear();
    verticalScrollBar()->setValue(0);
    measure();
    wantVisible();
    viewport()->update();
}

const std::vector<engine::RankedImage>& RankFlow::results(Side side) const {
    static const std::vector<engine::RankedImage> none;
    if (!difference_) return none;
    return side == Side::Left ? difference_->left.results : difference_->right.results;
}

int RankFlow::rowHeight() const {
    return std::max(kThumb, 2 * fontMetrics().lineSpacing()) + 2 * kPad;
}

int RankFlow::columnWidth() const {
    return std::clamp((viewport()->width() - kFewestLinks) / 2, kThumb * 2, kWidest);
}

QRect RankFlow::rowAt(Side side, std::size_t index) const {
    const int top = static_cast<int>(index) * rowHeight() - verticalScrollBar()->value();
    const int left = side == Side::Left ? 0 : viewport()->width() - columnWidth();
    return {left, top, columnWidth(), rowHeight()};
}

QRect RankFlow::rowRect(Side side, const std::string& path) const {
    const auto& rows = side == Side::Left ? leftRow_ : rightRow_;
    const auto found = rows.constFind(keyOf(path));
    return found == rows.constEnd() ? QRect() : rowAt(side, static_cast<std::size_t>(*found));
}

const engine::RankedImage* RankFlow::imageAt(const QPoint& point, Side* side) const {
    for (const auto one : {Side::Left, Side::Right}) {
        for (std::size_t i = 0; i < results(one).size(); ++i) {
            if (!rowAt(one, i).contains(point)) continue;
            if (side != nullptr) *side = one;
            return &results(one)[i];
        }
    }
    return nullptr;
}

void RankFlow::measure() {
    const auto rows = static_cast<int>(std::max(results(Side::Left).size(), results(Side::Right).size()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(rowHeight() / 2);
    verticalScrollBar()->setRange(0, std::max(0, rows * rowHeight() - viewport()->height()));
}

void RankFlow::wantVisible() {
    if (!loader_) return;
    if (!isVisible() || !difference_) {
        loader_->forgetClient(this);
        return;
    }
    std::vector<std::string> visible, ahead;
    for (const auto side : {Side::Left, Side::Right}) {
        for (std::size_t i = 0; i < results(side).size(); ++i) {
            const bool seen = rowAt(side, i).intersects(viewport()->rect());
            (seen ? visible : ahead).push_back(results(side)[i].path);
        }
    }
    loader_->setWanted(this, visible, ahead, static_cast<int>(std::ceil(kThumb * devicePixelRatioF())));
}

void RankFlow::paintRow(QPainter& painter, Side side, std::size_t index) const {
    const auto& result = results(side)[index];
    const auto tokens = tokensFor(palette());
    const QRect row = rowAt(side, index);
    const bool isCurrent = result.path == current_;
    if (isCurrent) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.accentDim);
        painter.drawRoundedRect(row.adjusted(0, 1, 0, -1), 6, 6);
    }
    // The pictures stand inside, where the lines begin.
    const int edge = kPad + kThumb;
    const QRectF box(side == Side::Left ? row.right() + 1 - edge : row.left() + kPad, row.top() + kPad,
                     kThumb, kThumb);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens.raised);
    painter.drawRoundedRect(box, 4, 4);
    if (loader_) {
        const auto pixels = static_cast<int>(std::ceil(kThumb * devicePixelRatioF()));
        glyphs::fitted(painter, box.adjusted(2, 2, -2, -2), loader_->thumbnail(result.path, pixels).pixmap);
    }
    const bool right = result.relevance == engine::RankedImage::Relevance::Right;
    if (result.relevance != engine::RankedImage::Relevance::Junk) {
        QPen frame(right ? tokens.right : tokens.wrong, 2);
        if (!right) frame.setDashPattern({3, 1.5});
        painter.setPen(frame);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4);
        const QRectF badge(box.right() - 15, box.bottom() - 15, 14, 14);
        if (right)
            glyphs::rightBadge(painter, badge, tokens);
        else
            glyphs::wrongBadge(painter, badge, tokens);
    }
    QRect text =
        side == Side::Left ? row.adjusted(kPad, 0, -edge - kPad, 0) : row.adjusted(edge + kPad, 0, -kPad, 0);
    const auto align = side == Side::Left ? Qt::AlignRight : Qt::AlignLeft;
    const int line = fontMetrics().lineSpacing();
    QRect first(text.left(), text.center().y() - line, text.width(), line),
        second = first.translated(0, line);
    painter.setFont(numberFont(font()));
    painter.setPen(tokens.text);
    const auto title =
        tr("%1. %2").arg(QLocale().toString(result.rank), QString::fromStdString(result.label));
    painter.drawText(first, align | Qt::AlignVCenter,
                     fontMetrics().elidedText(title, Qt::ElideRight, first.width()));
    painter.setPen(tokens.textDim);
    painter.drawText(second, align | Qt::AlignVCenter,
                     QLocale().toString(static_cast<double>(result.score), 'f', 3));
}

void RankFlow::paintLink(QPainter& painter, const engine::RankMove& move, bool strong) const {
    const QRect left = rowRect(Side::Left, move.path), right = rowRect(Side::Right, move.path);
    if (left.isNull() && right.isNull()) return;
    const auto tokens = tokensFor(palette());
    const int up = move.left - move.right;
    QColor ink = up > 0 ? tokens.right : tokens.wrong;
    if (up == 0) ink = tokens.textDim;
    if (!strong) ink.setAlphaF(0.62F);
    // Up and down differ in colour and in the line, for those who do not see the colour.
    QPen pen(ink, strong ? 3 : 1.5);
    if (up < 0) pen.setDashPattern({4, 2.5});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    const QPointF from(left.isNull() ? right.left() - kStub : left.right() + 4,
                       left.isNull() ? right.center().y() : left.center().y());
    const QPointF to(right.isNull() ? left.right() + kStub : right.left() - 4,
                     right.isNull() ? left.center().y() : right.center().y());
    QPainterPath path(from);
    const double middle = (from.x() + to.x()) / 2;
    path.cubicTo({middle, from.y()}, {middle, to.y()}, to);
    painter.drawPath(path);
    if (!left.isNull() && !right.isNull()) return;
    // It left, or came: with the rank that it has where it is not shown.
    painter.setFont(numberFont(font()));
    painter.setPen(tokens.textDim);
    const int line = fontMetrics().lineSpacing();
    if (right.isNull())
        painter.drawText(QRectF(from.x() + 2, from.y() - line - 1, kStub + 24, line), Qt::AlignLeft,
                         QStringLiteral("→ %1").arg(QLocale().toString(move.right)));
    else
        painter.drawText(QRectF(to.x() - kStub - 26, to.y() - line - 1, kStub + 24, line), Qt::AlignRight,
                         QStringLiteral("%1 →").arg(QLocale().toString(move.left)));
}

void RankFlow::paintLinks(QPainter& painter) const {
    const engine::RankMove* strong = nullptr;
    for (const auto& move : difference_->moves) {
        if (move.path == current_)
            strong = &move;
        else
            paintLink(painter, move, false);
    }
    if (strong != nullptr) paintLink(painter, *strong, true);
}

void RankFlow::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    const auto tokens = tokensFor(palette());
    painter.fillRect(viewport()->rect(), tokens.window);
    if (!difference_) return;
    paintLinks(painter);
    for (const auto side : {Side::Left, Side::Right})
        for (std::size_t i = 0; i < results(side).size(); ++i)
            if (rowAt(side, i).intersects(viewport()->rect())) paintRow(painter, side, i);
    if (!hasFocus()) return;
    const QRect ring = rowRect(side_, current_);
    glyphs::focusRing(painter, ring.isNull() ? QRectF(viewport()->rect()) : QRectF(ring), tokens, true);
}

void RankFlow::setCurrent(const std::string& path) {
    if (path == current_) return;
    current_ = path;
    if (rowRect(side_, path).isNull()) side_ = rowRect(Side::Left, path).isNull() ? Side::Right : Side::Left;
    const QRect row = rowRect(side_, path);
    auto* bar = verticalScrollBar();
    if (!row.isNull() && row.top() < 0) bar->setValue(bar->value() + row.top());
    if (!row.isNull() && row.bottom() >= viewport()->height())
        bar->setValue(bar->value() + row.bottom() + 1 - viewport()->height());
    if (const auto* move = moves_.value(keyOf(path)))
        setAccessibleDescription(tr("%1, %2: rank %3 on the left, %4 on the right")
                                     .arg(displayFileName(path), QString::fromStdString(move->label),
                                          QLocale().toString(move->left), QLocale().toString(move->right)));
    viewport()->update();
}

void RankFlow::choose(const std::string& path) {
    setCurrent(path);
    emit currentChanged(path);
}

void RankFlow::mousePressEvent(QMouseEvent* event) {
    if (const auto* image = imageAt(event->pos(), &side_)) choose(image->path);
}

void RankFlow::mouseDoubleClickEvent(QMouseEvent* event) {
    if (const auto* image = imageAt(event->pos())) emit viewRequested(image->path);
}

void RankFlow::keyPressEvent(QKeyEvent* event) {
    const auto& list = results(side_);
    const auto& rows = side_ == Side::Left ? leftRow_ : rightRow_;
    const int row = rows.value(keyOf(current_), -1);
    const auto go = [&](int to) {
        if (list.empty()) return;
        choose(list[static_cast<std::size_t>(std::clamp(to, 0, static_cast<int>(list.size()) - 1))].path);
    };
    switch (event->key()) {
    case Qt::Key_Up:
        return go(row - 1);
    case Qt::Key_Down:
        return go(row + 1);
    case Qt::Key_Home:
        return go(0);
    case Qt::Key_End:
        return go(static_cast<int>(list.size()) - 1);
    case Qt::Key_Left:
    case Qt::Key_Right: {
        // Across to the same image, or to the same place where the other side does not show it.
        side_ = event->key() == Qt::Key_Left ? Side::Left : Side::Right;
        const auto& other = results(side_);
        if (rowRect(side_, current_).isNull() && !other.empty())
            choose(
                other[static_cast<std::size_t>(std::clamp(row, 0, static_cast<int>(other.size()) - 1))].path);
        viewport()->update();
        return;
    }
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (!current_.empty()) emit viewRequested(current_);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

bool RankFlow::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto* image = imageAt(help->pos());
        const auto* move = image == nullptr ? nullptr : moves_.value(keyOf(image->path));
        QString text;
        if (move != nullptr)
            text = QStringList{displayPath(move->path), RankMoveModel::relevanceText(move->relevance),
                               tr("Rank %1 on the left, %2 on the right (%3)")
                                   .arg(QLocale().toString(move->left), QLocale().toString(move->right),
                                        RankMoveModel::moveText(*move))}
                       .join(QLatin1Char('\n'));
        QToolTip::showText(help->globalPos(), text, viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void RankFlow::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    measure();
    wantVisible();
}

void RankFlow::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange) measure();
    viewport()->update();
}

void RankFlow::showEvent(QShowEvent* event) {
    QAbstractScrollArea::showEvent(event);
    measure();
    wantVisible();
}

void RankFlow::hideEvent(QHideEvent* event) {
    QAbstractScrollArea::hideEvent(event);
    wantVisible();
}

void RankFlow::scrollContentsBy(int, int) {
    viewport()->update();
    wantVisible();
}

} // namespace sparlet::ui
