#include "pages/ablation_session.h"

#include <QFile>
#include <QFileInfo>

#include <map>
#include <mutex>
#include <utility>

namespace sparlet::ui {
namespace {

constexpr int kPollMs = 200;

} // namespace

/// What the job's thread leaves and the window's thread fetches: the newest word on each cell.
struct AblationSession::Feed {
    std::mutex mutex;
    std::map<std::string, engine::AblationCell> cells;
};

AblationSession::AblationSession(JobManager& jobs, QObject* parent)
    : QObject(parent), jobs_(&jobs), request_(jobs) {
    timer_.setInterval(kPollMs);
    connect(&timer_, &QTimer::timeout, this, &AblationSession::poll);
}

void AblationSession::setWorkspace(std::shared_ptr<engine::Workspace> workspace) {
    workspace_ = std::move(workspace);
    if (!file_.isEmpty()) open(file_);
}

void AblationSession::open(const QString& file) {
    if (running()) return;
    file_ = file;
    if (!workspace_) return;
    request_.start<engine::AblationPlan>([shared = workspace_, path = QFile::encodeName(file).toStdString()](
                                             const JobContext&) { return shared->ablation(path); },
                                         [this](Result<engine::AblationPlan> outcome) {
                                             if (outcome)
                                                 emit planned(*outcome);
                                             else
                                                 emit failed(QString::fromStdString(outcome.error().message));
                                             emit stateChanged();
                                         });
    emit stateChanged();
}

void AblationSession::start() {
    if (running() || !workspace_ || !jobs_ || file_.isEmpty()) return;
    feed_ = std::make_shared<Feed>();
    stopping_ = false;
    job_ = jobs_->run<engine::AblationPlan>(
        tr("Ablation “%1”").arg(QFileInfo(file_).completeBaseName()), JobListing::ListedBeside,
        [shared = workspace_, feed = feed_,
         path = QFile::encodeName(file_).toStdString()](const JobContext& context) {
            return shared->ablate(
                path, context.progress,
                [feed](const engine::AblationCell& cell) {
                    std::scoped_lock lock(feed->mutex);
                    feed->cells[cell.id] = cell;
                },
                context.cancel);
        },
        this,
        [this](Result<engine::AblationPlan> outcome) {
            timer_.stop();
            poll();
            job_ = 0;
            feed_.reset();
            stopping_ = false;
            const bool cancelled = !outcome && outcome.error().code == ErrorCode::Cancelled;
            QString problem;
            if (!outcome && !cancelled) problem = QString::fromStdString(outcome.error().message);
            emit stateChanged();
            emit ended(problem);
            open(file_); // as it stands in the home, also after a stop
        });
    timer_.start();
    emit stateChanged();
}

void AblationSession::stop() {
    if (!running() || stopping_) return;
    stopping_ = true;
    if (jobs_) jobs_->cancel(job_);
    emit stateChanged();
}

std::optional<double> AblationSession::secondsLeft() const {
    if (!running() || !jobs_) return std::nullopt;
    const auto job = jobs_->job(job_);
    return job ? job->secondsLeft() : std::nullopt;
}

void AblationSession::poll() {
    if (!feed_) return;
    std::map<std::string, engine::AblationCell> cells;
    {
        std::scoped_lock lock(feed_->mutex);
        cells = std::exchange(feed_->cells, {});
    }
    for (const auto& [id, cell] : cells)
        emit cellChanged(cell);
}

} // namespace sparlet::ui
