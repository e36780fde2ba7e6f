#include "async/latest_request.h"

namespace sparlet::ui {

LatestRequest::LatestRequest(JobManager& jobs, QObject* parent) : QObject(parent), jobs_(&jobs) {}

quint64 LatestRequest::begin() {
    if (pending_ && jobs_) jobs_->cancel(job_);
    if (!pending_) {
        pending_ = true;
        emit pendingChanged(true);
    }
    return ++generation_;
}

void LatestRequest::finish() {
    pending_ = false;
    emit pendingChanged(false);
}

void LatestRequest::drop() {
    if (!pending_) return;
    if (jobs_) jobs_->cancel(job_);
    ++generation_;
    finish();
}

} // namespace sparlet::ui
