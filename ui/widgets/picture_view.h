// One picture, whole and sharp, on a neutral ground.
#pragma once

#include <QImage>
#include <QString>
#include <QWidget>

namespace sparlet::ui {

/// Keeps the picture's aspect, never shows it larger than one of its pixels per logical pixel, and scales it
/// once per size.
class PictureView : public QWidget {
    Q_OBJECT

public:
    explicit PictureView(QWidget* parent = nullptr);

    void setImage(const QImage& image);
    const QImage& image() const { return image_; }
    void setBusy();
    void setProblem(const QString& sentence);
    void clear();

    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    enum class State { Empty, Busy, Ready, Problem };
    State state_ = State::Empty;
    QImage image_;
    QPixmap scaled_;
    QString problem_;
};

} // namespace sparlet::ui
