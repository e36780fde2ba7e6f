// One picture over the whole page; arrows go to the next, Space and Esc go back.
#pragma once

#include "async/latest_request.h"
#include "engine/workspace.h"

#include <QImage>
#include <QWidget>

#include <string>

namespace sparlet::ui {

class PictureOverlay : public QWidget {
    Q_OBJECT

public:
    explicit PictureOverlay(JobManager& jobs, QWidget* parent);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace) { workspace_ = std::move(workspace); }
    void showPicture(const std::string& path, const QString& caption);

signals:
    void stepRequested(int by);
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void close();

    std::shared_ptr<engine::Workspace> workspace_;
    LatestRequest request_;
    QImage image_;
    QString caption_, problem_;
};

} // namespace sparlet::ui
