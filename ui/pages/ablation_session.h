// An ablation that is looked at, and perhaps runs. Knows no widget.
#pragma once

#include "async/latest_request.h"
#include "engine/workspace.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace sparlet::ui {

class AblationSession : public QObject {
    Q_OBJECT

public:
    explicit AblationSession(JobManager& jobs, QObject* parent = nullptr);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace);

    /// Reads the matrix in the file; planned() or failed() follow.
    void open(const QString& file);
    /// "": none was opened.
    const QString& file() const { return file_; }
    bool reading() const { return request_.pending(); }

    /// Runs what is not done yet, in a job of its own.
    void start();
    /// Stops after what it does now; what is done stays done.
    void stop();
    bool running() const { return job_ != 0; }
    bool stopping() const { return stopping_; }
    std::optional<double> secondsLeft() const;

signals:
    void planned(const sparlet::engine::AblationPlan& plan);
    void cellChanged(const sparlet::engine::AblationCell& cell);
    /// It began, was asked to stop, or ended.
    void stateChanged();
    /// The file cannot be read.
    void failed(const QString& sentence);
    /// A run ended; "" unless something went wrong as a whole.
    void ended(const QString& problem);

private:
    struct Feed;
    void poll();

    QPointer<JobManager> jobs_;
    std::shared_ptr<engine::Workspace> workspace_;
    LatestRequest request_;
    std::shared_ptr<Feed> feed_;
    QTimer timer_;
    QString file_;
    JobId job_ = 0;
    bool stopping_ = false;
};

} // namespace sparlet::ui
