// Runs the core's blocking calls on other threads and brings their answers back to the interface.
#pragma once

#include "base/result.h"
#include "base/task.h"

#include <QElapsedTimer>
#include <QFuture>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QString>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

class QThreadPool;

namespace sparlet::ui {

using JobId = quint64;

enum class JobState { Waiting, Running, Finished, Failed, Cancelled };

/// Quiet: an answer the view waits for. Listed: minutes of work, one after the other, shown with its
/// progress; errors of these stay until they are dismissed. ListedBeside: hours of work, shown in the same
/// way, one after the other too, but beside the listed ones.
enum class JobListing { Quiet, Listed, ListedBeside };

inline bool isListed(JobListing listing) {
    return listing != JobListing::Quiet;
}

/// What the work is given, on its own thread.
struct JobContext {
    ProgressCallback progress;
    CancelToken cancel;
};

/// A single file that went wrong while the job as a whole went on.
struct JobProblem {
    QString what, reason;
};

/// A snapshot.
struct Job {
    JobId id = 0;
    QString title;
    JobListing listing = JobListing::Quiet;
    JobState state = JobState::Waiting;
    bool cancelling = false;
    Progress progress;
    QString error;   // Failed
    QString summary; // Finished, and worth a word
    std::vector<JobProblem> problems;
    qint64 elapsedMs = 0;

    bool over() const { return state != JobState::Waiting && state != JobState::Running; }
    /// 0..1 of the present stage; negative while not known.
    double fraction() const;
    /// Seconds left of the present stage: the work's own word, else from the share done so far.
    std::optional<double> secondsLeft() const;
};

/// Lives on the GUI thread; owned by the main window.
class JobManager : public QObject {
    Q_OBJECT

public:
    template <class T>
    using Work = std::function<Result<T>(const JobContext&)>;
    template <class T>
    using Done = std::function<void(Result<T>)>;

    explicit JobManager(QObject* parent = nullptr);
    /// shutdown() with its default bound.
    ~JobManager() override;

    /// `work` runs on another thread; what it throws becomes an Error. `done` is called later on this
    /// object's thread, once, unless `receiver` has gone. A cancelled job answers ErrorCode::Cancelled.
    template <class T>
    JobId run(const QString& title, JobListing listing, std::type_identity_t<Work<T>> work, QObject* receiver,
              std::type_identity_t<Done<T>> done);

    std::optional<Job> job(JobId id) const;
    /// Listed jobs, oldest first: waiting, running, and those that ended with something to read.
    QList<JobId> listed() const;
    /// A listed job waits or runs.
    bool busy() const;

    /// Asks the work to stop; returns at once.
    void cancel(JobId id);
    void cancelAll();
    /// Takes an ended job off the list.
    void dismiss(JobId id);
    /// Called from `done` of a listed job: what came out, so that it stays on the list until dismissed.
    void report(JobId id, const QString& summary, std::vector<JobProblem> problems);

    /// Cancels everything and waits at most `bound`. False: something still runs; nothing of it will be
    /// delivered, and the process should end without destroying what it may use.
    bool shutdown(std::chrono::milliseconds bound = std::chrono::seconds(5));

signals:
    // Of listed jobs only.
    void jobAdded(sparlet::ui::JobId id);
    void jobChanged(sparlet::ui::JobId id);
    void jobRemoved(sparlet::ui::JobId id);

private:
    struct Entry;
    struct Mailbox;
    using ErasedWork = std::function<std::optional<Error>(const JobContext&)>;

    JobId start(const QString& title, JobListing listing, ErasedWork work, QObject* receiver,
                std::function<void()> deliver);
    void began(JobId id);
    void progressed(JobId id, const Progress& progress);
    void ended(JobId id, const std::optional<Error>& error);
    void remove(JobId id);
    void changed(const Entry& entry);
    static Error describeException();
    QThreadPool* laneOf(JobListing listing) const;

    std::unique_ptr<QThreadPool> quickLane_, longLane_, besideLane_;
    std::shared_ptr<Mailbox> mailbox_;
    std::map<JobId, std::unique_ptr<Entry>> entries_;
    JobId nextId_ = 1;
};

template <class T>
JobId JobManager::run(const QString& title, JobListing listing, std::type_identity_t<Work<T>> work,
                      QObject* receiver, std::type_identity_t<Done<T>> done) {
    auto answer = std::make_shared<std::optional<Result<T>>>();
    const auto guarded = [work = std::move(work), answer](const JobContext& context) -> std::optional<Error> {
        try {
            if (context.cancel.cancelled())
                answer->emplace(Error{ErrorCode::Cancelled, "Cancelled before it began."});
            else
                answer->emplace(work(context));
        } catch (...) {
            answer->emplace(describeException());
        }
        if ((*answer)->ok()) return std::nullopt;
        return (*answer)->error();
    };
    return start(title, listing, guarded, receiver,
                 [answer, done = std::move(done)] { done(std::move(**answer)); });
}

} // namespace sparlet::ui
