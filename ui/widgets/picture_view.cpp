#include "widgets/picture_view.h"

#include "style/tokens.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {

PictureView::PictureView(QWidget* parent) : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setMinimumHeight(120);
    setAccessibleName(tr("Picture"));
}

void PictureView::setImage(const QImage& image) {
    image_ = image;
    scaled_ = QPixmap();
    state_ = image.isNull() ? State::Empty : State::Ready;
    updateGeometry();
    update();
}

void PictureView::setBusy() {
    image_ = QImage();
    scaled_ = QPixmap();
    state_ = State::Busy;
    update();
}

void PictureView::setProblem(const QString& sentence) {
    image_ = QImage();
    scaled_ = QPixmap();
    problem_ = sentence;
    state_ = State::Problem;
    update();
}

void PictureView::clear() {
    setImage({});
}

QSize PictureView::sizeHint() const {
    return {280, heightForWidth(280)};
}

// Always the same height for a width, whatever the picture: what is below must not jump from image to image.
int PictureView::heightForWidth(int width) const {
    return std::clamp(width * 3 / 4, 120, 480);
}

void PictureView::paintEvent(QPaintEvent*) {
    const Tokens tokens = tokensFor(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens.window);
    painter.drawRoundedRect(rect(), 4, 4);
    if (state_ == State::Problem) {
        const QRect icon(width() / 2 - 16, height() / 2 - 36, 32, 32);
        themedIcon(QStringLiteral("warning"), palette()).paint(&painter, icon);
        painter.setPen(tokens.textDim);
        painter.drawText(QRect(16, height() / 2, width() - 32, height() / 2),
                         Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, problem_);
    }
    if (state_ != State::Ready) return;
    const qreal ratio = devicePixelRatioF();
    const QSize room = (QSizeF(size()) * ratio).toSize();
    QSize wanted = (QSizeF(image_.size()) * ratio).toSize();
    if (wanted.width() > room.width() || wanted.height() > room.height())
        wanted.scale(room, Qt::KeepAspectRatio);
    wanted = wanted.expandedTo({1, 1});
    if (scaled_.size() != wanted) {
        scaled_ = QPixmap::fromImage(
            wanted == image_.size() ? image_
                                    : image_.scaled(wanted, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    }
    scaled_.setDevicePixelRatio(ratio);
    const QSizeF logical = QSizeF(wanted) / ratio;
    // On a device pixel, or the picture is blurred by half of one.
    const auto snap = [ratio](double v) { return std::round(v * ratio) / ratio; };
    painter.drawPixmap(
        QPointF(snap((width() - logical.width()) / 2), snap((height() - logical.height()) / 2)), scaled_);
}

} // namespace sparlet::ui
