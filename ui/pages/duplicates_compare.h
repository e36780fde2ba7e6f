// Pictures of one group side by side, at the same place and zoom, or on top of each other.
#pragma once

#include "async/latest_request.h"
#include "engine/workspace.h"
#include "itemmodels/duplicate_model.h"

#include <QImage>
#include <QTimer>
#include <QWidget>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sparlet::ui {

/// The best picture on the left, then the current one and its neighbours as far as there is room. Wheel or
/// plus and minus zoom at once in all of them, dragging moves them, a double click or 0 fits.
class DuplicatesCompare : public QWidget {
    Q_OBJECT

public:
    enum class Mode { SideBySide, Flicker, Difference };

    explicit DuplicatesCompare(JobManager& jobs, QWidget* parent = nullptr);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace) { workspace_ = std::move(workspace); }
    void setModel(const DuplicateModel* model);
    /// Row -1: nothing to show.
    void show(int row, int picture);
    void setMode(Mode mode);
    Mode mode() const { return mode_; }
    double zoom() const { return zoom_; }
    void zoomBy(double factor);
    void fit();
    /// What is said below a picture, line by line.
    QStringList facts(int picture) const;

    QSize minimumSizeHint() const override { return {240, 200}; }

signals:
    void pictureClicked(int picture);

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Loaded {
        QImage image;
        QString problem;
    };
    std::vector<int> shown() const; // pictures of the group, one a pane
    QRect paneRect(int pane, int panes) const;
    QRect pictureRect(const QRect& pane) const;
    void load();
    void makeDifference();
    void zoomAt(double factor, const QPointF& at);
    void paintPane(QPainter& painter, const QRect& pane, int picture) const;
    void paintImage(QPainter& painter, const QRect& room, const QImage& image) const;
    void paintFacts(QPainter& painter, const QRect& pane, int picture) const;
    std::string pathOf(int picture) const;

    std::shared_ptr<engine::Workspace> workspace_;
    const DuplicateModel* model_ = nullptr;
    LatestRequest request_, differenceRequest_;
    std::map<std::string, Loaded> loaded_; // of the group
    QImage difference_;
    QTimer flicker_;
    Mode mode_ = Mode::SideBySide;
    int row_ = -1, picture_ = 0;
    bool second_ = false;      // of a flicker
    double zoom_ = 1;          // of what fits
    QPointF centre_{0.5, 0.5}; // of the picture, in parts of its sides
    QPointF dragged_;
};

} // namespace sparlet::ui
