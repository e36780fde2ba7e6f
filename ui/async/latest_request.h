// A question of which only the last asking matters: a query while a slider moves, the code of the selection.
#pragma once

#include "async/job_manager.h"

namespace sparlet::ui {

/// A new start() cancels the one before, and an answer that comes too late is dropped.
class LatestRequest : public QObject {
    Q_OBJECT

public:
    explicit LatestRequest(JobManager& jobs, QObject* parent = nullptr);

    template <class T>
    void start(std::function<Result<T>(const JobContext&)> work, std::function<void(Result<T>)> done) {
        const quint64 mine = begin();
        job_ = jobs_->run<T>(QString(), JobListing::Quiet, std::move(work), this,
                             [this, mine, done = std::move(done)](Result<T> outcome) {
                                 if (!isLatest(mine)) return;
                                 finish();
                                 done(std::move(outcome));
                             });
    }

    /// Cancels and forgets what is under way.
    void drop();
    bool pending() const { return pending_; }

signals:
    void pendingChanged(bool pending);

private:
    quint64 begin();
    void finish();
    bool isLatest(quint64 generation) const { return generation == generation_; }

    QPointer<JobManager> jobs_;
    JobId job_ = 0;
    quint64 generation_ = 0;
    bool pending_ = false;
};

} // namespace sparlet::ui
