// The training runs this window works on: one trains, others wait their turn, also until Sparlet is opened
// again. Knows no widget.
#pragma once

#include "async/job_manager.h"
#include "engine/workspace.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace sparlet::ui {

/// A run of the home by its id.
struct RunReference {
    QString id, name;
    bool operator==(const RunReference&) const = default;
};

/// What is known of the run that trains now.
struct LiveRun {
    RunReference run;
    int epochs = 0;                                           // asked for
    std::vector<train::EpochRecord> done;                     // that ended, from the first on
    std::optional<train::EpochRecord> current;                // so far
    std::vector<std::pair<double, train::EpochRecord>> trail; // of the current epoch, by part of epochs
    Progress progress;
    bool stopping = false; // it was asked to pause or to stop and writes its checkpoint
};

class TrainSession : public QObject {
    Q_OBJECT

public:
    explicit TrainSession(JobManager& jobs, QObject* parent = nullptr);

    /// Brings back the queue as it was left, held: nothing trains before somebody says so.
    void setWorkspace(std::shared_ptr<engine::Workspace> workspace);

    /// Trains the run at once, or after those that were here before it. Also goes on with a run that was
    /// stopped or interrupted.
    void train(const RunReference& run, int epochs);
    /// Null: nothing trains.
    const LiveRun* live() const { return live_.get(); }

    /// Stops after a checkpoint. The queue waits until something is trained again.
    void pause();
    /// The same, and the queue goes on.
    void stop();
    /// Nothing more is started; for when the window closes.
    void holdForever() { closing_ = true; }

    const std::vector<RunReference>& queue() const { return queue_; }
    QStringList queuedIds() const;
    /// The queue waits for release() or train().
    bool held() const { return held_; }
    void release();
    void moveInQueue(int from, int to);
    void takeFromQueue(const QString& id);
    void rename(const QString& id, const QString& name);

signals:
    void queueChanged();
    void liveChanged(); // another run, or none
    void progressed();  // new numbers of the live run
    void epochEnded();
    /// `problem` is empty unless the run failed.
    void ended(const QString& id, bool finished, const QString& problem);

private:
    struct Entry {
        RunReference run;
        int epochs = 0;
    };
    struct Feed;
    void start(const Entry& entry);
    void next();
    void poll();
    void finish(const Result<train::TrainReport>& outcome);
    void publishQueue();
    void restoreQueue(const std::vector<Entry>& left);
    void storeQueue();

    QPointer<JobManager> jobs_;
    std::shared_ptr<engine::Workspace> workspace_;
    std::vector<Entry> entries_;      // that wait
    std::vector<RunReference> queue_; // the same for others
    std::unique_ptr<LiveRun> live_;
    std::shared_ptr<Feed> feed_;
    QTimer timer_;
    JobId job_ = 0;
    bool held_ = false, closing_ = false;
    bool restored_ = false;                // before, nothing is stored over what was left
    bool storing_ = false, stale_ = false; // stale: changed while it was stored
};

} // namespace sparlet::ui
