#include "async/job_manager.h"

#include <QDeadlineTimer>
#include <QMetaObject>
#include <QThread>
#include <QThreadPool>
#include <QtConcurrentRun>

#include <algorithm>
#include <exception>
#include <mutex>
#include <new>

namespace sparlet::ui {

/// What worker threads know of the manager. It outlives the manager, which leaves by clearing `manager`.
struct JobManager::Mailbox {
    std::mutex mutex;
    JobManager* manager = nullptr;

    void post(std::function<void(JobManager&)> message) {
        std::scoped_lock lock(mutex);
        if (manager == nullptr) return;
        QMetaObject::invokeMethod(
            manager, [m = manager, message = std::move(message)] { message(*m); }, Qt::QueuedConnection);
    }
};

struct JobManager::Entry {
    Job job;
    CancelToken token;
    QPointer<QObject> receiver;
    std::function<void()> deliver;
    QElapsedTimer clock;
    QFuture<void> future;
};

double Job::fraction() const {
    if (progress.total == 0) return -1;
    return std::clamp(static_cast<double>(progress.done) / static_cast<double>(progress.total), 0.0, 1.0);
}

std::optional<double> Job::secondsLeft() const {
    if (progress.secondsLeft) return progress.secondsLeft;
    if (progress.ratePerSecond <= 0 || progress.total <= progress.done) return std::nullopt;
    return static_cast<double>(progress.total - progress.done) / progress.ratePerSecond;
}

JobManager::JobManager(QObject* parent)
    : QObject(parent), quickLane_(std::make_unique<QThreadPool>()),
      longLane_(std::make_unique<QThreadPool>()), besideLane_(std::make_unique<QThreadPool>()),
      mailbox_(std::make_shared<Mailbox>()) {
    mailbox_->manager = this;
    // The core's calls bring their own threads; the ones here mostly wait for them.
    quickLane_->setMaxThreadCount(std::max(4, QThread::idealThreadCount()));
    longLane_->setMaxThreadCount(1);
    besideLane_->setMaxThreadCount(1);
}

QThreadPool* JobManager::laneOf(JobListing listing) const {
    if (listing == JobListing::Quiet) return quickLane_.get();
    return listing == JobListing::Listed ? longLane_.get() : besideLane_.get();
}

JobManager::~JobManager() {
    shutdown();
}

Error JobManager::describeException() {
    try {
        throw;
    } catch (const std::bad_alloc&) {
        return {ErrorCode::OutOfMemory,
                tr("There is not enough memory for this. Close other programs and try again.").toStdString()};
    } catch (const std::exception& e) {
        return {ErrorCode::Internal,
                tr("Something went wrong inside Sparlet: %1").arg(QString::fromUtf8(e.what())).toStdString()};
    } catch (...) {
        return {ErrorCode::Internal,
                tr("Something went wrong inside Sparlet, and it left no description.").toStdString()};
    }
}

JobId JobManager::start(const QString& title, JobListing listing, ErasedWork work, QObject* receiver,
                        std::function<void()> deliver) {
    const JobId id = nextId_++;
    auto& entry = *entries_.emplace(id, std::make_unique<Entry>()).first->second;
    entry.job.id = id;
    entry.job.title = title;
    entry.job.listing = listing;
    entry.receiver = receiver;
    entry.deliver = std::move(deliver);
    entry.clock.start();

    // Only the newest progress waits to be shown, however fast the work reports.
    struct Newest {
        std::mutex mutex;
        std::optional<Progress> value;
    };
    auto newest = std::make_shared<Newest>();
    JobContext context;
    context.cancel = entry.token;
    context.progress = [mailbox = mailbox_, newest, id](const Progress& progress) {
        {
            std::scoped_lock lock(newest->mutex);
            const bool waiting = newest->value.has_value();
            newest->value = progress;
            if (waiting) return;
        }
        mailbox->post([newest, id](JobManager& manager) {
            std::optional<Progress> value;
            {
                std::scoped_lock lock(newest->mutex);
                value.swap(newest->value);
            }
            if (value) manager.progressed(id, *value);
        });
    };
    const auto body = [mailbox = mailbox_, context, id, work = std::move(work)] {
        mailbox->post([id](JobManager& manager) { manager.began(id); });
        std::optional<Error> error = work(context);
        mailbox->post([id, error = std::move(error)](JobManager& manager) { manager.ended(id, error); });
    };
    if (isListed(listing)) emit jobAdded(id);
    if (auto* lane = laneOf(listing)) entry.future = QtConcurrent::run(lane, body);
    return id;
}

void JobManager::changed(const Entry& entry) {
    if (isListed(entry.job.listing)) emit jobChanged(entry.job.id);
}

void JobManager::began(JobId id) {
    const auto found = entries_.find(id);
    if (found == entries_.end() || found->second->job.state != JobState::Waiting) return;
    found->second->job.state = JobState::Running;
    found->second->clock.restart();
    changed(*found->second);
}

void JobManager::progressed(JobId id, const Progress& progress) {
    const auto found = entries_.find(id);
    if (found == entries_.end() || found->second->job.over()) return;
    found->second->job.progress = progress;
    changed(*found->second);
}

void JobManager::ended(JobId id, const std::optional<Error>& error) {
    auto found = entries_.find(id);
    if (found == entries_.end()) return;
    Entry& entry = *found->second;
    entry.job.elapsedMs = entry.clock.elapsed();
    entry.job.cancelling = false;
    if (!error) {
        entry.job.state = JobState::Finished;
    } else if (error->code == ErrorCode::Cancelled) {
        entry.job.state = JobState::Cancelled;
    } else {
        entry.job.state = JobState::Failed;
        entry.job.error = QString::fromStdString(error->message);
    }
    const auto deliver = std::move(entry.deliver);
    if (entry.receiver && deliver) deliver();

    found = entries_.find(id);
    if (found == entries_.end()) return;
    const Job& job = found->second->job;
    const bool stays = isListed(job.listing) && (job.state == JobState::Failed || !job.summary.isEmpty());
    if (stays)
        changed(*found->second);
    else
        remove(id);
}

void JobManager::remove(JobId id) {
    const auto found = entries_.find(id);
    if (found == entries_.end()) return;
    const bool listed = isListed(found->second->job.listing);
    entries_.erase(found);
    if (listed) emit jobRemoved(id);
}

std::optional<Job> JobManager::job(JobId id) const {
    const auto found = entries_.find(id);
    if (found == entries_.end()) return std::nullopt;
    Job copy = found->second->job;
    if (!copy.over()) copy.elapsedMs = found->second->clock.elapsed();
    return copy;
}

QList<JobId> JobManager::listed() const {
    QList<JobId> ids;
    for (const auto& [id, entry] : entries_)
        if (isListed(entry->job.listing)) ids.append(id);
    return ids;
}

bool JobManager::busy() const {
    return std::any_of(entries_.begin(), entries_.end(), [](const auto& item) {
        return isListed(item.second->job.listing) && !item.second->job.over();
    });
}

void JobManager::cancel(JobId id) {
    const auto found = entries_.find(id);
    if (found == entries_.end() || found->second->job.over()) return;
    found->second->token.cancel();
    found->second->job.cancelling = true;
    changed(*found->second);
}

void JobManager::cancelAll() {
    QList<JobId> ids;
    for (const auto& item : entries_)
        ids.append(item.first);
    for (const JobId id : std::as_const(ids))
        cancel(id);
}

void JobManager::dismiss(JobId id) {
    const auto found = entries_.find(id);
    if (found != entries_.end() && found->second->job.over()) remove(id);
}

void JobManager::report(JobId id, const QString& summary, std::vector<JobProblem> problems) {
    const auto found = entries_.find(id);
    if (found == entries_.end()) return;
    found->second->job.summary = summary;
    found->second->job.problems = std::move(problems);
    changed(*found->second);
}

bool JobManager::shutdown(std::chrono::milliseconds bound) {
    if (!quickLane_) return true;
    for (const auto& item : entries_)
        item.second->token.cancel();
    {
        std::scoped_lock lock(mailbox_->mutex);
        mailbox_->manager = nullptr;
    }
    const QDeadlineTimer deadline(bound);
    bool ended = true;
    for (auto* lane : {&quickLane_, &longLane_, &besideLane_}) {
        const auto left = static_cast<int>(std::max<qint64>(0, deadline.remainingTime()));
        if ((*lane)->waitForDone(left)) {
            lane->reset();
        } else {
            // A pool waits without bound when it is destroyed; one that hangs is left to the system.
            ended = false;
            (void)lane->release();
        }
    }
    return ended;
}

} // namespace sparlet::ui
