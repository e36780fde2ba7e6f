// "rounds: ●─●─○": how many rounds of query expansion.
#pragma once

#include <QWidget>

namespace sparlet::ui {

/// Focusable; arrows, digits and clicks choose 0..maximum.
class RoundStepper : public QWidget {
    Q_OBJECT

public:
    explicit RoundStepper(QWidget* parent = nullptr);

    void setMaximum(int rounds);
    int maximum() const { return maximum_; }
    void setValue(int rounds); // emits valueChanged when it changes
    int value() const { return value_; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void valueChanged(int rounds);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    int stepAt(const QPoint& point) const;
    QRectF dot(int step) const;

    int maximum_ = 3, value_ = 1, hovered_ = -1;
};

} // namespace sparlet::ui
