#include "pages/train_session.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <mutex>
#include <utility>

namespace sparlet::ui {
namespace {

constexpr int kPollMs = 250;
constexpr double kTrailStep = 0.02;                  // of an epoch
constexpr const char* kQueueSetting = "train.queue"; // ids, one a line

} // namespace

/// What the training thread leaves and the window's thread fetches.
struct TrainSession::Feed {
    std::mutex mutex;
    std::map<int, train::EpochRecord> epochs; // the newest word on each
    Progress progress;
};

TrainSession::TrainSession(JobManager& jobs, QObject* parent) : QObject(parent), jobs_(&jobs) {
    timer_.setInterval(kPollMs);
    connect(&timer_, &QTimer::timeout, this, &TrainSession::poll);
}

void TrainSession::setWorkspace(std::shared_ptr<engine::Workspace> workspace) {
    workspace_ = std::move(workspace);
    restored_ = false;
    if (!workspace_ || !jobs_) return;
    jobs_->run<std::vector<Entry>>(
        QString(), JobListing::Quiet,
        [shared = workspace_](const JobContext&) -> Result<std::vector<Entry>> {
            const auto stored = shared->setting(kQueueSetting);
            if (!stored) return stored.error();
            std::vector<Entry> left;
            for (const auto& id :
                 QString::fromStdString(*stored).split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
                const auto run = shared->run(id.toStdString());
                if (run && run->summary.resumable())
                    left.push_back({{id, QString::fromStdString(run->summary.name)}, run->summary.epochs});
            }
            return left;
        },
        this,
        [this](Result<std::vector<Entry>> left) {
            if (left) restoreQueue(*left);
        });
}

void TrainSession::restoreQueue(const std::vector<Entry>& left) {
    std::vector<Entry> all;
    const auto known = [&](const QString& id) {
        const auto isIt = [&](const Entry& entry) { return entry.run.id == id; };
        return (live_ && live_->run.id == id) || std::any_of(entries_.begin(), entries_.end(), isIt);
    };
    std::copy_if(left.begin(), left.end(), std::back_inserter(all),
                 [&](const Entry& entry) { return !known(entry.run.id); });
    if (!all.empty() && !live_) held_ = true;
    all.insert(all.end(), entries_.begin(), entries_.end());
    entries_ = std::move(all);
    restored_ = true;
    publishQueue();
}

void TrainSession::storeQueue() {
    if (!workspace_ || !jobs_ || !restored_) return;
    stale_ = storing_;
    if (std::exchange(storing_, true)) return;
    jobs_->run<bool>(
        QString(), JobListing::Quiet,
        [shared = workspace_,
         ids = queuedIds().join(QLatin1Char('\n')).toStdString()](const JobContext&) -> Result<bool> {
            const auto stored = shared->setSetting(kQueueSetting, ids);
            if (!stored) return stored.error();
            return true;
        },
        this,
        [this](const Result<bool>&) { // that it could not be stored costs the order after a restart only
            storing_ = false;
            if (stale_) storeQueue();
        });
}

void TrainSession::train(const RunReference& run, int epochs) {
    if (live_ && live_->run.id == run.id) return;
    const auto isIt = [&](const Entry& entry) { return entry.run.id == run.id; };
    entries_.erase(std::remove_if(entries_.begin(), entries_.end(), isIt), entries_.end());
    held_ = false;
    if (live_)
        entries_.push_back({run, epochs});
    else
        start({run, epochs});
    publishQueue();
}

void TrainSession::start(const Entry& entry) {
    if (!workspace_ || !jobs_ || closing_) return;
    live_ = std::make_unique<LiveRun>();
    live_->run = entry.run;
    live_->epochs = entry.epochs;
    feed_ = std::make_shared<Feed>();
    const auto id = entry.run.id.toStdString();
    job_ = jobs_->run<train::TrainReport>(
        tr("Training “%1”").arg(entry.run.name), JobListing::ListedBeside,
        [workspace = workspace_, feed = feed_, id](const JobContext& context) {
            // What an earlier start of the run has reached.
            if (const auto before = workspace->run(id); before.ok()) {
                std::scoped_lock lock(feed->mutex);
                for (const auto& epoch : before->epochs)
                    feed->epochs[epoch.epoch] = epoch;
            }
            engine::TrainRequest request;
            request.resume = id;
            return workspace->train(
                request,
                [&](const Progress& progress) {
                    {
                        std::scoped_lock lock(feed->mutex);
                        feed->progress = progress;
                    }
                    context.progress(progress);
                },
                [&](const train::EpochRecord& epoch) {
                    std::scoped_lock lock(feed->mutex);
                    feed->epochs[epoch.epoch] = epoch;
                },
                context.cancel);
        },
        this, [this](Result<train::TrainReport> outcome) { finish(outcome); });
    timer_.start();
    emit liveChanged();
}

void TrainSession::poll() {
    if (!live_ || !feed_) return;
    std::map<int, train::EpochRecord> epochs;
    {
        std::scoped_lock lock(feed_->mutex);
        epochs = feed_->epochs;
        live_->progress = feed_->progress;
    }
    const auto doneBefore = live_->done.size();
    live_->done.clear();
    live_->current.reset();
    // The last one may still grow; it is known to have ended when the next begins, or the run ends.
    for (const auto& [number, record] : epochs) {
        if (number < epochs.rbegin()->first)
            live_->done.push_back(record);
        else
            live_->current = record;
    }
    const bool ended = live_->done.size() != doneBefore;
    if (ended) live_->trail.clear();
    const auto& now = live_->progress;
    if (live_->current && now.stage == "training" && now.total > 0 && live_->epochs > 0) {
        const double at = static_cast<double>(now.done) / static_cast<double>(now.total) * live_->epochs;
        const bool inside = at > live_->current->epoch - 1.0 && at <= live_->current->epoch;
        if (inside && (live_->trail.empty() || at >= live_->trail.back().first + kTrailStep))
            live_->trail.emplace_back(at, *live_->current);
    }
    emit progressed();
    if (ended) emit epochEnded();
}

void TrainSession::finish(const Result<train::TrainReport>& outcome) {
    timer_.stop();
    const auto run = live_->run;
    live_.reset();
    feed_.reset();
    emit liveChanged();
    QString problem;
    if (!outcome.ok() && outcome.error().code != ErrorCode::Cancelled)
        problem = QString::fromStdString(outcome.error().message);
    emit ended(run.id, outcome.ok(), problem);
    next();
}

void TrainSession::next() {
    if (live_ || held_ || closing_ || entries_.empty()) return;
    const auto entry = entries_.front();
    entries_.erase(entries_.begin());
    start(entry);
    publishQueue();
}

void TrainSession::pause() {
    held_ = true;
    stop();
    emit queueChanged();
}

void TrainSession::stop() {
    if (!live_ || live_->stopping) return;
    live_->stopping = true;
    if (jobs_) jobs_->cancel(job_);
    emit progressed();
}

void TrainSession::release() {
    held_ = false;
    next();
    emit queueChanged();
}

void TrainSession::publishQueue() {
    queue_.clear();
    for (const auto& entry : entries_)
        queue_.push_back(entry.run);
    storeQueue();
    emit queueChanged();
}

QStringList TrainSession::queuedIds() const {
    QStringList ids;
    for (const auto& run : queue_)
        ids << run.id;
    return ids;
}

void TrainSession::moveInQueue(int from, int to) {
    const auto count = static_cast<int>(entries_.size());
    if (from < 0 || to < 0 || from >= count || to >= count || from == to) return;
    const auto entry = entries_[static_cast<std::size_t>(from)];
    entries_.erase(entries_.begin() + from);
    entries_.insert(entries_.begin() + to, entry);
    publishQueue();
}

void TrainSession::takeFromQueue(const QString& id) {
    const auto isIt = [&](const Entry& entry) { return entry.run.id == id; };
    entries_.erase(std::remove_if(entries_.begin(), entries_.end(), isIt), entries_.end());
    publishQueue();
}

void TrainSession::rename(const QString& id, const QString& name) {
    if (live_ && live_->run.id == id) live_->run.name = name;
    for (auto& entry : entries_) {
        if (entry.run.id == id) entry.run.name = name;
    }
    publishQueue();
}

} // namespace sparlet::ui
