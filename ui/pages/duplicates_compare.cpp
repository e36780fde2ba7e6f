#include "pages/duplicates_compare.h"

#include "itemmodels/picture_image.h"
#include "style/tokens.h"
#include "widgets/glyphs.h"

#include <QDateTime>
#include <QFileInfo>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace sparlet::ui {
namespace {

constexpr int kLongestSide = 2048, kDifferenceSide = 1024, kDifferenceGain = 4;
constexpr int kPaneWidth = 232, kMostPanes = 4, kFactLines = 5, kFlickerMs = 500;
constexpr double kMostZoom = 16, kZoomStep = 1.25;

QString reasonText(engine::BestReason reason) {
    switch (reason) {
    case engine::BestReason::MorePixels:
        return DuplicatesCompare::tr("best: more pixels");
    case engine::BestReason::MoreBytes:
        return DuplicatesCompare::tr("best: as many pixels, more bytes");
    case engine::BestReason::Older:
        return DuplicatesCompare::tr("best: the same size, older");
    case engine::BestReason::FirstByPath:
        return DuplicatesCompare::tr("best: all the same, first by path");
    }
    return {};
}

/// How far two pictures are apart, brightened; the second is brought to the size of the first.
QImage differenceOf(const QImage& a, const QImage& b) {
    QSize size = a.size();
    if (std::max(size.width(), size.height()) > kDifferenceSide)
        size.scale(kDifferenceSide, kDifferenceSide, Qt::KeepAspectRatio);
    const auto same = [size](const QImage& image) {
        return image.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
            .convertToFormat(QImage::Format_RGB32);
    };
    QImage left = same(a);
    const QImage right = same(b);
    for (int y = 0; y < size.height(); ++y) {
        auto* to = reinterpret_cast<QRgb*>(left.scanLine(y));
        const auto* from = reinterpret_cast<const QRgb*>(right.constScanLine(y));
        const auto apart = [](int p, int q) { return std::min(255, std::abs(p - q) * kDifferenceGain); };
        for (int x = 0; x < size.width(); ++x)
            to[x] = qRgb(apart(qRed(to[x]), qRed(from[x])), apart(qGreen(to[x]), qGreen(from[x])),
                         apart(qBlue(to[x]), qBlue(from[x])));
    }
    return left;
}

} // namespace

DuplicatesCompare::DuplicatesCompare(JobManager& jobs, QWidget* parent)
    : QWidget(parent), request_(jobs), differenceRequest_(jobs) {
    setAccessibleName(tr("Pictures of the group side by side"));
    setMouseTracking(false);
    flicker_.setInterval(kFlickerMs);
    connect(&flicker_, &QTimer::timeout, this, [this] {
        second_ = !second_;
        update();
    });
}

// The groups may be gone before the page says what to show instead, and a resize may come in between.
void DuplicatesCompare::setModel(const DuplicateModel* model) {
    model_ = model;
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { show(-1, 0); });
}

void DuplicatesCompare::show(int row, int picture) {
    const bool same = row == row_ && row >= 0 && loaded_.contains(pathOf(0));
    row_ = row;
    picture_ = picture;
    difference_ = {};
    if (!same) {
        loaded_.clear();
        zoom_ = 1;
        centre_ = {0.5, 0.5};
    }
    if (row_ >= 0) setAccessibleDescription(facts(picture_).join(QStringLiteral(", ")));
    load();
    update();
}

void DuplicatesCompare::setMode(Mode mode) {
    mode_ = mode;
    second_ = false;
    if (mode == Mode::Flicker)
        flicker_.start();
    else
        flicker_.stop();
    if (mode == Mode::Difference) makeDifference();
    update();
}

std::string DuplicatesCompare::pathOf(int picture) const {
    const auto& images = model_->group(row_).images;
    return picture < static_cast<int>(images.size()) ? images[static_cast<std::size_t>(picture)].image.path
                                                     : std::string();
}

std::vector<int> DuplicatesCompare::shown() const {
    if (row_ < 0) return {};
    const int count = static_cast<int>(model_->group(row_).images.size());
    const int other = picture_ > 0 ? picture_ : std::min(1, count - 1);
    if (mode_ == Mode::Flicker) return {second_ ? other : 0};
    if (mode_ == Mode::Difference) return {other};
    const int panes = std::min({count, kMostPanes, std::max(2, width() / kPaneWidth)});
    // The window over the others moves only as far as it must.
    const int first = std::max(1, other - panes + 2);
    std::vector<int> pictures{0};
    for (int i = first; i < first + panes - 1 && i < count; ++i)
        pictures.push_back(i);
    return pictures;
}

void DuplicatesCompare::load() {
    if (!workspace_ || row_ < 0) return;
    std::vector<std::string> missing;
    auto wanted = shown();
    wanted.push_back(0);
    wanted.push_back(picture_);
    for (const int picture : wanted) {
        const auto path = pathOf(picture);
        if (!loaded_.contains(path) && std::find(missing.begin(), missing.end(), path) == missing.end())
            missing.push_back(path);
    }
    if (missing.empty()) {
        if (mode_ == Mode::Difference) makeDifference();
        return;
    }
    using All = std::map<std::string, Loaded>;
    request_.start<All>(
        [workspace = workspace_, missing](const JobContext& context) -> Result<All> {
            All all;
            for (const auto& path : missing) {
                if (context.cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
                const auto picture = workspace->thumbnail(path, kLongestSide);
                all[path] = picture.ok() ? Loaded{toImage(*picture), {}}
                                         : Loaded{{}, QString::fromStdString(picture.error().message)};
            }
            return all;
        },
        [this](Result<All> all) {
            if (!all) return;
            for (auto& [path, one] : *all)
                loaded_[path] = std::move(one);
            if (mode_ == Mode::Difference) makeDifference();
            update();
        });
}

void DuplicatesCompare::makeDifference() {
    if (row_ < 0) return;
    const int other = picture_ > 0 ? picture_ : 1;
    const auto a = loaded_.find(pathOf(0)), b = loaded_.find(pathOf(other));
    if (a == loaded_.end() || b == loaded_.end() || a->second.image.isNull() || b->second.image.isNull())
        return;
    differenceRequest_.start<QImage>(
        [left = a->second.image, right = b->second.image](const JobContext&) -> Result<QImage> {
            return differenceOf(left, right);
        },
        [this](Result<QImage> made) {
            if (made) difference_ = *made;
            update();
        });
}

QStringList DuplicatesCompare::facts(int picture) const {
    const auto& group = model_->group(row_);
    const auto& [image, similarity] = group.images[static_cast<std::size_t>(picture)];
    const QLocale locale;
    const auto modified = QDateTime::fromMSecsSinceEpoch(image.modifiedNs / 1'000'000);
    const QString name = displayFileName(image.path);
    const QString format = QFileInfo(name).suffix().toUpper();
    return {name, displayFolder(image.path),
            tr("%1 × %2 px · %3").arg(image.width).arg(image.height).arg(format),
            tr("%1 · %2").arg(sizeText(image.size), locale.toString(modified, QLocale::ShortFormat)),
            picture == 0 ? reasonText(group.reason)
                         : tr("similarity %1").arg(locale.toString(static_cast<double>(similarity), 'f', 3))};
}

QRect DuplicatesCompare::paneRect(int pane, int panes) const {
    const int gaps = metric::gap * (panes - 1);
    const int each = (width() - gaps) / panes;
    return {pane * (each + metric::gap), 0, each, height()};
}

QRect DuplicatesCompare::pictureRect(const QRect& pane) const {
    return pane.adjusted(0, 0, 0, -(kFactLines * fontMetrics().lineSpacing() + 2 * metric::gap));
}

void DuplicatesCompare::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const auto pictures = shown();
    for (int pane = 0; pane < static_cast<int>(pictures.size()); ++pane)
        paintPane(painter, paneRect(pane, static_cast<int>(pictures.size())),
                  pictures[static_cast<std::size_t>(pane)]);
}

void DuplicatesCompare::paintPane(QPainter& painter, const QRect& pane, int picture) const {
    const auto tokens = tokensFor(palette());
    const QRect room = pictureRect(pane);
    painter.fillRect(room, tokens.window);
    const auto found = loaded_.find(pathOf(picture));
    const bool difference = mode_ == Mode::Difference;
    if (difference && !difference_.isNull()) {
        paintImage(painter, room, difference_);
    } else if (found == loaded_.end() || difference) {
        painter.setPen(tokens.textDim);
        painter.drawText(room, Qt::AlignCenter, tr("Loading"));
    } else if (found->second.image.isNull()) {
        painter.setPen(tokens.textDim);
        painter.drawText(room.adjusted(8, 8, -8, -8), Qt::AlignCenter | Qt::TextWordWrap,
                         found->second.problem);
    } else {
        paintImage(painter, room, found->second.image);
    }
    const QRectF badge(room.right() - 31, room.top() + 8, 24, 24);
    if (model_->fate(row_, picture) == Fate::Keep) glyphs::rightBadge(painter, badge, tokens);
    if (model_->fate(row_, picture) == Fate::Trash) glyphs::wrongBadge(painter, badge, tokens);
    if (difference)
        glyphs::pill(painter, room.topLeft() + QPointF(8, 8),
                     tr("Difference from the best, × %1").arg(kDifferenceGain), font());
    if (picture == picture_) glyphs::focusRing(painter, room, tokens, true);
    paintFacts(painter, pane, picture);
}

void DuplicatesCompare::paintImage(QPainter& painter, const QRect& room, const QImage& image) const {
    QSizeF size(image.size());
    size.scale(QSizeF(room.size()), Qt::KeepAspectRatio);
    size *= zoom_;
    const QPointF middle = QRectF(room).center();
    const QRectF target(middle.x() - centre_.x() * size.width(), middle.y() - centre_.y() * size.height(),
                        size.width(), size.height());
    painter.save();
    painter.setClipRect(room);
    painter.drawImage(target, image);
    painter.restore();
}

void DuplicatesCompare::paintFacts(QPainter& painter, const QRect& pane, int picture) const {
    const auto tokens = tokensFor(palette());
    const auto lines = facts(picture);
    int top = pictureRect(pane).bottom() + metric::gap;
    for (int i = 0; i < lines.size(); ++i) {
        QFont face = i >= 2 ? numberFont(font()) : font();
        face.setBold(i == 0);
        painter.setFont(face);
        painter.setPen(i == 1 || i == 3 ? tokens.textDim : tokens.text);
        const auto mode = i == 1 ? Qt::ElideMiddle : i == 0 ? Qt::ElideMiddle : Qt::ElideRight;
        const QFontMetrics measure(face);
        painter.drawText(QRect(pane.left(), top, pane.width(), measure.lineSpacing()),
                         Qt::AlignLeft | Qt::AlignVCenter, measure.elidedText(lines[i], mode, pane.width()));
        top += fontMetrics().lineSpacing();
    }
    painter.setFont(font());
}

void DuplicatesCompare::zoomBy(double factor) {
    zoom_ = std::clamp(zoom_ * factor, 1.0, kMostZoom);
    if (zoom_ <= 1) centre_ = {0.5, 0.5};
    update();
}

void DuplicatesCompare::fit() {
    zoom_ = 1;
    centre_ = {0.5, 0.5};
    update();
}

void DuplicatesCompare::zoomAt(double factor, const QPointF& at) {
    const int panes = static_cast<int>(shown().size());
    for (int pane = 0; pane < panes; ++pane) {
        const QRect room = pictureRect(paneRect(pane, panes));
        if (!room.contains(at.toPoint())) continue;
        const double before = zoom_;
        zoomBy(factor);
        if (zoom_ <= 1) return;
        // What is under the pointer stays there.
        const QPointF off = at - QRectF(room).center();
        const double change = 1 / before - 1 / zoom_;
        centre_ += QPointF(off.x() * change / room.width(), off.y() * change / room.height());
        centre_ = {std::clamp(centre_.x(), 0.0, 1.0), std::clamp(centre_.y(), 0.0, 1.0)};
        update();
        return;
    }
}

void DuplicatesCompare::wheelEvent(QWheelEvent* event) {
    zoomAt(std::pow(kZoomStep, event->angleDelta().y() / 120.0), event->position());
    event->accept();
}

void DuplicatesCompare::mousePressEvent(QMouseEvent* event) {
    dragged_ = event->position();
    const auto pictures = shown();
    const int panes = static_cast<int>(pictures.size());
    for (int pane = 0; pane < panes && mode_ == Mode::SideBySide; ++pane)
        if (paneRect(pane, panes).contains(event->position().toPoint()))
            emit pictureClicked(pictures[static_cast<std::size_t>(pane)]);
}

void DuplicatesCompare::mouseMoveEvent(QMouseEvent* event) {
    const QPointF by = event->position() - dragged_;
    dragged_ = event->position();
    if (zoom_ <= 1) return;
    const QRect room = pictureRect(paneRect(0, std::max(1, static_cast<int>(shown().size()))));
    centre_ -= QPointF(by.x() / (room.width() * zoom_), by.y() / (room.height() * zoom_));
    centre_ = {std::clamp(centre_.x(), 0.0, 1.0), std::clamp(centre_.y(), 0.0, 1.0)};
    update();
}

void DuplicatesCompare::mouseDoubleClickEvent(QMouseEvent*) {
    fit();
}

void DuplicatesCompare::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    load();
}

void DuplicatesCompare::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    flicker_.stop();
}

void DuplicatesCompare::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (mode_ == Mode::Flicker) flicker_.start();
}

} // namespace sparlet::ui
