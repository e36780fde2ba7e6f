#include "pages/picture_overlay.h"

#include "itemmodels/picture_image.h"
#include "style/tokens.h"

#include <QKeyEvent>
#include <QPainter>

namespace sparlet::ui {
namespace {

constexpr int kLongestSide = 2048;
constexpr int kCaptionHeight = 40;

} // namespace

PictureOverlay::PictureOverlay(JobManager& jobs, QWidget* parent) : QWidget(parent), request_(jobs) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Picture"));
    hide();
    parent->installEventFilter(this);
}

void PictureOverlay::showPicture(const std::string& path, const QString& caption) {
    caption_ = caption;
    problem_.clear();
    setAccessibleDescription(caption);
    setGeometry(parentWidget()->rect());
    show();
    raise();
    setFocus();
    update();
    const auto workspace = workspace_;
    if (!workspace) return;
    request_.start<image::Picture>(
        [workspace, path](const JobContext&) { return workspace->thumbnail(path, kLongestSide); },
        [this](Result<image::Picture> outcome) {
            if (outcome) {
                image_ = toImage(*outcome);
            } else {
                image_ = QImage();
                problem_ = QString::fromStdString(outcome.error().message);
            }
            update();
        });
}

void PictureOverlay::close() {
    request_.drop();
    image_ = QImage();
    hide();
    emit closed();
}

void PictureOverlay::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const auto tokens = tokensFor(palette());
    painter.fillRect(rect(), tokens.window);
    const QRect room = rect().adjusted(metric::margin, metric::margin, -metric::margin, -kCaptionHeight);
    if (!image_.isNull()) {
        const qreal ratio = devicePixelRatioF();
        const QSize full = room.size() * ratio;
        QSize size = image_.size();
        if (size.width() > full.width() || size.height() > full.height()) {
            size.scale(full, Qt::KeepAspectRatio);
        }
        QImage scaled = image_.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        scaled.setDevicePixelRatio(ratio);
        QRect target(QPoint(), (QSizeF(size) / ratio).toSize());
        target.moveCenter(room.center());
        painter.drawImage(target.topLeft(), scaled);
    } else {
        painter.setPen(tokens.textDim);
        painter.drawText(room, Qt::AlignCenter | Qt::TextWordWrap, problem_);
    }
    painter.setPen(tokens.text);
    const QRect line(metric::margin, height() - kCaptionHeight, width() - 2 * metric::margin, kCaptionHeight);
    painter.drawText(line, Qt::AlignCenter,
                     painter.fontMetrics().elidedText(caption_, Qt::ElideMiddle, line.width()));
}

void PictureOverlay::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Escape:
    case Qt::Key_Space:
        close();
        return;
    case Qt::Key_Left:
    case Qt::Key_Up:
        emit stepRequested(-1);
        return;
    case Qt::Key_Right:
    case Qt::Key_Down:
        emit stepRequested(1);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void PictureOverlay::mousePressEvent(QMouseEvent*) {
    close();
}

bool PictureOverlay::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize && isVisible()) setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

} // namespace sparlet::ui
