// One part of a query: what it is, its weight, like or unlike.
#pragma once

#include "engine/reports.h"
#include "itemmodels/thumbnail_loader.h"

#include <QPointer>
#include <QWidget>

namespace sparlet::ui {

/// Focusable. Wheel, plus and minus change the weight by 0.25 (0.25..4); X, the sign or the
/// menu excludes; Delete or the cross removes; the menu key or a right click opens the menu.
class QueryChip : public QWidget {
    Q_OBJECT

public:
    explicit QueryChip(engine::QueryPart part, QWidget* parent = nullptr);

    const engine::QueryPart& part() const { return part_; }
    void setPart(engine::QueryPart part);
    void setThumbnailLoader(ThumbnailLoader* loader);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

    static constexpr float weightStep = 0.25F, weightMin = 0.25F, weightMax = 4.0F;

signals:
    void changed(const sparlet::engine::QueryPart& part);
    void removeRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    enum class Spot { None, Sign, Weight, Remove };
    struct Places {
        QRect sign, weight, picture, text, remove;
    };
    Places places() const;
    Spot spotAt(const QPoint& point) const;
    QString weightText() const;
    QString caption() const;
    bool hasPicture() const;
    void edit(float weight);
    void setMagnitude(float magnitude);
    void toggleExclude();
    void openMenu(const QPoint& global);
    void describe();

    engine::QueryPart part_;
    QPixmap own_; // of a pasted picture
    QPointer<ThumbnailLoader> loader_;
    Spot hovered_ = Spot::None;
};

} // namespace sparlet::ui
