#include "widgets/round_stepper.h"

#include "style/tokens.h"
#include "widgets/glyphs.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>

namespace sparlet::ui {
namespace {

constexpr int pitch = 32, radius = 6, side = 16;

} // namespace

RoundStepper::RoundStepper(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Rounds of expansion"));
    setAccessibleDescription(QString::number(value_));
    setToolTip(tr("Rounds of expansion: 0 searches with the query as it is"));
}

void RoundStepper::setMaximum(int rounds) {
    maximum_ = std::max(1, rounds);
    setValue(std::min(value_, maximum_));
    updateGeometry();
    update();
}

void RoundStepper::setValue(int rounds) {
    const int bounded = std::clamp(rounds, 0, maximum_);
    if (bounded == value_) return;
    value_ = bounded;
    setAccessibleDescription(QString::number(value_));
    update();
    emit valueChanged(value_);
}

QSize RoundStepper::sizeHint() const {
    return {2 * side + maximum_ * pitch, metric::control + fontMetrics().height()};
}

QRectF RoundStepper::dot(int step) const {
    const int place = isRightToLeft() ? maximum_ - step : step;
    return {side + place * pitch - radius + 0.0, metric::control / 2.0 - radius, 2.0 * radius, 2.0 * radius};
}

int RoundStepper::stepAt(const QPoint& point) const {
    const int place = std::clamp((point.x() - side + pitch / 2) / pitch, 0, maximum_);
    return isRightToLeft() ? maximum_ - place : place;
}

void RoundStepper::paintEvent(QPaintEvent*) {
    const Tokens tokens = tokensFor(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor on = isEnabled() ? tokens.accent : tokens.textDim;
    for (int step = 0; step < maximum_; ++step) {
        painter.setPen(QPen(step < value_ ? on : tokens.border, 2));
        painter.drawLine(dot(step).center(), dot(step + 1).center());
    }
    painter.setFont(numberFont(font()));
    for (int step = 0; step <= maximum_; ++step) {
        const QRectF box = dot(step);
        const bool reached = step <= value_;
        painter.setPen(QPen(reached ? on : (step == hovered_ ? tokens.text : tokens.textDim), 1.5));
        painter.setBrush(reached ? on : tokens.panel);
        painter.drawEllipse(step == hovered_ ? box.adjusted(-1, -1, 1, 1) : box);
        painter.setPen(step == value_ ? tokens.text : tokens.textDim);
        painter.drawText(
            QRectF(box.center().x() - pitch / 2.0, metric::control - 2, pitch, fontMetrics().height()),
            Qt::AlignCenter, locale().toString(step));
    }
    if (hasFocus()) glyphs::focusRing(painter, rect(), tokens, true);
}

void RoundStepper::keyPressEvent(QKeyEvent* event) {
    const int forward = isRightToLeft() ? -1 : 1;
    switch (event->key()) {
    case Qt::Key_Right:
        setValue(value_ + forward);
        return;
    case Qt::Key_Left:
        setValue(value_ - forward);
        return;
    case Qt::Key_Up:
    case Qt::Key_Plus:
        setValue(value_ + 1);
        return;
    case Qt::Key_Down:
    case Qt::Key_Minus:
        setValue(value_ - 1);
        return;
    case Qt::Key_Home:
        setValue(0);
        return;
    case Qt::Key_End:
        setValue(maximum_);
        return;
    default:
        break;
    }
    if (event->key() >= Qt::Key_0 && event->key() <= Qt::Key_0 + maximum_)
        setValue(event->key() - Qt::Key_0);
    else
        QWidget::keyPressEvent(event);
}

void RoundStepper::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) setValue(stepAt(event->position().toPoint()));
}

void RoundStepper::mouseMoveEvent(QMouseEvent* event) {
    hovered_ = stepAt(event->position().toPoint());
    update();
}

void RoundStepper::leaveEvent(QEvent*) {
    hovered_ = -1;
    update();
}

// A wheel over a panel scrolls the panel; it changes values only where the person is at work.
void RoundStepper::wheelEvent(QWheelEvent* event) {
    if (!hasFocus()) {
        event->ignore();
        return;
    }
    setValue(value_ + (event->angleDelta().y() > 0 ? 1 : -1));
    event->accept();
}

} // namespace sparlet::ui
