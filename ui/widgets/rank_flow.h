// Two rankings of one query side by side, with a line from each image's place on the left to its place on the
// right.
#pragma once

#include "engine/evaluation_reports.h"
#include "itemmodels/thumbnail_loader.h"

#include <QAbstractScrollArea>
#include <QHash>
#include <QPointer>

#include <memory>

namespace sparlet::ui {

/// Arrow keys go along a column and across, Enter asks for the picture.
class RankFlow : public QAbstractScrollArea {
    Q_OBJECT

public:
    enum class Side { Left, Right };

    explicit RankFlow(QWidget* parent = nullptr);
    ~RankFlow() override;

    void setThumbnailLoader(ThumbnailLoader* loader);
    void setDifference(std::shared_ptr<const engine::RankDifference> difference);
    void clear() { setDifference(nullptr); }

    /// The image that stands out; "": none.
    void setCurrent(const std::string& path);
    const std::string& current() const { return current_; }

    /// Place of an image in the viewport; empty where the side does not show it.
    QRect rowRect(Side side, const std::string& path) const;

    QSize sizeHint() const override;

signals:
    void currentChanged(const std::string& path);
    void viewRequested(const std::string& path);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    const std::vector<engine::RankedImage>& results(Side side) const;
    int rowHeight() const;
    int columnWidth() const;
    QRect rowAt(Side side, std::size_t index) const;
    const engine::RankedImage* imageAt(const QPoint& point, Side* side = nullptr) const;
    void paintRow(QPainter& painter, Side side, std::size_t index) const;
    void paintLinks(QPainter& painter) const;
    void paintLink(QPainter& painter, const engine::RankMove& move, bool strong) const;
    void choose(const std::string& path);
    void measure();
    void wantVisible();

    std::shared_ptr<const engine::RankDifference> difference_;
    QHash<QByteArray, int> leftRow_, rightRow_;
    QHash<QByteArray, const engine::RankMove*> moves_;
    QPointer<ThumbnailLoader> loader_;
    std::string current_;
    Side side_ = Side::Left;
};

} // namespace sparlet::ui
