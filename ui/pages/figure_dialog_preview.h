// A figure as it will be printed, drawn by the core in a job; a newer request replaces an older one.
#pragma once

#include "async/latest_request.h"
#include "engine/workspace.h"

#include <QImage>
#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>

class QLabel;
class QScrollArea;
class QStackedWidget;

namespace sparlet::ui {

class StateView;

class FigurePreview : public QWidget {
    Q_OBJECT

public:
    enum class Zoom { Fit, Actual };

    explicit FigurePreview(JobManager& jobs, QWidget* parent = nullptr);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace);
    /// Drawn a moment later; several calls draw once.
    void setRequest(const report::FigureRequest& request);
    /// Nothing is drawn: a sentence says why.
    void clear(const QString& title, const QString& sentence);
    void setZoom(Zoom zoom);
    Zoom zoom() const { return zoom_; }
    /// As a printer without colours shows it.
    void setGrey(bool grey);

    const QImage& image() const { return image_; } // null while none is there
    QStringList notes() const { return notes_; }
    QString problem() const { return problem_; }
    bool busy() const { return timer_.isActive() || request_.pending(); }

signals:
    void rendered();
    void failed(const QString& sentence);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void render();
    double pixelsPerMm() const; // device pixels
    QSizeF room() const;        // for the picture, device pixels
    void showImage();
    void showProblem(const QString& sentence);

    std::shared_ptr<engine::Workspace> workspace_;
    LatestRequest request_;
    QTimer timer_;
    std::optional<report::FigureRequest> wanted_;
    QImage image_;
    QStringList notes_;
    QString problem_;
    double heightMm_ = 0; // of the last picture
    Zoom zoom_ = Zoom::Fit;
    bool grey_ = false;
    QStackedWidget* stack_;
    StateView* state_;
    QScrollArea* area_;
    QLabel* canvas_;
};

} // namespace sparlet::ui
