// Runs a matrix: every cell is an ordinary run and a kept evaluation, and what is done stays done.
#include "base/atomic_file.h"
#include "base/log.h"
#include "base/printable.h"
#include "engine/ablation_matrix_internal.h"
#include "engine/json_fields_internal.h"
#include "engine/kept_evaluation_internal.h"
#include "engine/latency_internal.h"
#include "engine/training_runs_internal.h"
#include "engine/workspace_internal.h"

#include <algorithm>

namespace sparlet::engine {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

using State = AblationCell::State;
constexpr std::uintmax_t kMostStateBytes = std::uintmax_t{1} << 20U;
/// Models that take turns while they are timed; all of them are in memory.
constexpr std::size_t kTimedTogether = 16;

/// What is known of a cell from earlier calls.
struct CellState {
    std::string run, evaluation, problem;
    bool tuned = false, timed = false;
};

/// The folder of an ablation: a file a cell, and a lock.
fs::path folderOf(const HomeLayout& home, const AblationMatrix& matrix) {
    return home.ablations() / matrix.plan.name;
}

fs::path stateFile(const HomeLayout& home, const AblationMatrix& matrix, const AblationJob& job) {
    return folderOf(home, matrix) / (job.cell.id + ".json");
}

/// Nothing of a cell that has been described differently since.
CellState readState(const fs::path& file, const std::string& fingerprint) {
    const json in = readJsonObject(file, kMostStateBytes);
    CellState state;
    if (fieldOr(in, "fingerprint", std::string()) != fingerprint) return state;
    state.run = fieldOr(in, "run", std::string());
    state.evaluation = fieldOr(in, "evaluation", std::string());
    state.problem = fieldOr(in, "problem", std::string());
    state.tuned = fieldOr(in, "tuned", false);
    state.timed = fieldOr(in, "timed", false);
    return state;
}

Status writeState(const fs::path& file, const AblationJob& job, const CellState& state) {
    if (auto made = makeFolder(file.parent_path()); !made.ok()) return made;
    return writeFileAtomically(file, dumped({{"id", job.cell.id},
                                             {"fingerprint", job.fingerprint},
                                             {"run", state.run},
                                             {"evaluation", state.evaluation},
                                             {"tuned", state.tuned},
                                             {"timed", state.timed},
                                             {"problem", state.problem}}));
}

/// An evaluation that can be opened.
std::optional<EvaluationSummary> evaluationOf(const HomeLayout& home, const std::string& id) {
    if (!isPlainId(id)) return std::nullopt;
    auto record = readKeptRecord(home.evaluations() / id);
    if (!record.summary.problem.empty()) return std::nullopt;
    return std::move(record.summary);
}

/// How far the cell is, from its state and what is still in the home.
void settleCell(const HomeLayout& home, bool timing, CellState& state, AblationCell& cell) {
    if (!cell.problem.empty()) return; // its configuration is wrong
    const auto evaluation = evaluationOf(home, state.evaluation);
    if (!evaluation) {
        state.evaluation.clear();
        state.timed = false;
    }
    cell.run = state.run;
    cell.evaluation = state.evaluation;
    cell.state = State::Waiting;
    if (evaluation) {
        cell.report = evaluation->report;
        cell.model = evaluation->report.model;
        if (state.timed || !timing) cell.state = State::Done;
    }
    if (cell.state != State::Done && !state.problem.empty()) {
        cell.state = State::Failed;
        cell.problem = state.problem;
    }
    cell.progress = cell.state == State::Done ? 1 : 0;
}

} // namespace

/// One call of ablate(), on its thread.
class AblationRunner {
public:
    AblationRunner(WorkspaceImpl& workspace, AblationMatrix matrix, const ProgressCallback& progress,
                   const AblationCallback& changed, const CancelToken& cancel)
        : workspace_(workspace), home_(workspace.home_), matrix_(std::move(matrix)), progress_(progress),
          changed_(changed), cancel_(cancel) {}

    Result<AblationPlan> run() {
        const fs::path folder = folderOf(home_, matrix_);
        if (auto made = makeFolder(folder); !made.ok()) return made.error();
        const auto lock = RunLock::take(folder);
        if (!lock.ok()) {
            if (lock.error().code != ErrorCode::Busy) return lock.error();
            return Error{ErrorCode::Busy, "The ablation " + quoted(folder.filename()) +
                                              " is being run by another job; stop it first."};
        }
        for (AblationJob& job : matrix_.jobs) {
            states_.push_back(readState(stateFile(home_, matrix_, job), job.fingerprint));
            const bool wrong = job.cell.state == State::Failed;
            if (!wrong) states_.back().problem.clear(); // it is tried again
            settleCell(home_, matrix_.timing, states_.back(), job.cell);
            tell(job.cell);
        }
        for (std::size_t i = 0; i < matrix_.jobs.size(); ++i) {
            const Status done = trainAndEvaluate(i);
            if (cancelled(done)) return stopped();
            if (!done.ok()) fail(i, done.error().message);
        }
        if (matrix_.timing) {
            if (const Status done = timeAll(); !done.ok()) return cancelled(done) ? stopped() : done.error();
        }
        return plan();
    }

private:
    static bool cancelled(const Status& done) {
        return !done.ok() && done.error().code == ErrorCode::Cancelled;
    }

    Error stopped() const {
        return {ErrorCode::Cancelled,
                "Stopped; what is done is kept. Go on with: sparlet ablate --config " + matrix_.plan.file};
    }

    AblationPlan plan() {
        AblationPlan out = matrix_.plan;
        for (auto& job : matrix_.jobs)
            out.cells.push_back(job.cell);
        return out;
    }

    void tell(const AblationCell& cell) const {
        if (changed_) changed_(cell);
    }

    void enter(AblationCell& cell, State state) const {
        cell.state = state;
        cell.progress = 0;
        tell(cell);
    }

    Status keep(std::size_t i) const {
        return writeState(stateFile(home_, matrix_, matrix_.jobs[i]), matrix_.jobs[i], states_[i]);
    }

    void fail(std::size_t i, const std::string& problem) {
        AblationCell& cell = matrix_.jobs[i].cell;
        states_[i].problem = cell.problem = problem;
        enter(cell, State::Failed);
        log(LogLevel::Warning, "The cell " + cell.id + " failed: " + problem);
        if (auto kept = keep(i); !kept.ok()) log(LogLevel::Warning, kept.error().message);
    }

    /// Hands a step on with the cell's name, and notes how far the cell is.
    ProgressCallback stepsOf(AblationCell& cell) {
        return [this, &cell](const Progress& step) {
            cell.progress =
                step.total > 0 ? static_cast<double>(step.done) / static_cast<double>(step.total) : 0;
            tell(cell);
            if (!progress_) return;
            Progress named = step;
            named.detail = cell.id + (step.detail.empty() ? "" : " · " + step.detail);
            progress_(named);
        };
    }

    Status trainAndEvaluate(std::size_t i) {
        AblationCell& cell = matrix_.jobs[i].cell;
        if (cancel_.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
        if (cell.state == State::Failed || !states_[i].evaluation.empty()) return {};
        const auto model = trainedModel(i);
        if (!model.ok()) return model.error();
        enter(cell, State::Evaluating);
        if (auto calibrated = calibrate(i, *model); !calibrated.ok()) return calibrated;
        if (auto tuned = tune(i, *model); !tuned.ok()) return tuned;
        EvaluateRequest request = matrix_.jobs[i].evaluation;
        request.model = *model;
        const auto kept = workspace_.keepEvaluation(request, cell.id, stepsOf(cell), cancel_);
        if (const auto opened = workspace_.registry_.find(*model); opened.ok())
            workspace_.registry_.release(**opened);
        if (!kept.ok()) return kept.error();
        // This process has trained, too: its peak says nothing about this model.
        const auto unknownMemory = [](EvaluationReport& report) { report.peakMemoryBytes = 0; };
        if (auto done = amendReport(home_.evaluations() / kept->id, unknownMemory); !done.ok()) return done;
        states_[i].evaluation = cell.evaluation = kept->id;
        cell.report = kept->report;
        cell.report.peakMemoryBytes = 0;
        cell.model = kept->report.model;
        cell.state = matrix_.timing ? State::Waiting : State::Done;
        cell.progress = matrix_.timing ? 0 : 1;
        tell(cell);
        return keep(i);
    }

    /// The file of the cell's model, which is trained now if it is not yet.
    Result<std::string> trainedModel(std::size_t i) {
        AblationJob& job = matrix_.jobs[i];
        CellState& state = states_[i];
        auto known = workspace_.run(state.run);
        if (known.ok() && known->summary.state == RunSummary::State::Finished &&
            !known->summary.model.empty())
            return known->summary.model;
        const bool goesOn = known.ok() && known->summary.state != RunSummary::State::Finished;
        if (!goesOn) {
            auto run = workspace_.createRun(job.training, job.cell.id);
            if (!run.ok()) return run.error();
            state = {};
            state.run = *run;
            if (auto kept = keep(i); !kept.ok()) return kept.error();
        }
        job.cell.run = state.run;
        enter(job.cell, State::Training);
        TrainRequest request;
        request.resume = state.run;
        const auto trained = workspace_.train(request, stepsOf(job.cell), {}, cancel_);
        if (!trained.ok()) return trained.error();
        return trained->model.string();
    }

    /// A training is calibrated when it ends, unless it was stopped just then; a model that was not would be
    /// timed in another arithmetic than the others. One that cannot be is as good, only slower.
    Status calibrate(std::size_t i, const std::string& file) {
        constexpr int kPictures = 500;
        const auto model = workspace_.registry_.find(file);
        if (!model.ok()) return model.error();
        if (!(*model)->info().checks.empty()) return {};
        CalibrateRequest request;
        request.model = file;
        request.data = matrix_.jobs[i].training.data;
        request.sample = kPictures;
        const auto done = workspace_.calibrateModel(request, stepsOf(matrix_.jobs[i].cell), cancel_);
        if (done.ok()) return {};
        if (done.error().code == ErrorCode::Cancelled) return done.error();
        log(LogLevel::Warning, done.error().message);
        return {};
    }

    /// Chooses IQE's settings where that is asked for and the method has it.
    Status tune(std::size_t i, const std::string& model) {
        const AblationJob& job = matrix_.jobs[i];
        const bool expands = train::modulesOf(job.training.config).iqe && !job.evaluation.rounds;
        if (matrix_.tunePictures == 0 || states_[i].tuned || !expands) return {};
        TuneRequest request;
        request.model = model;
        request.data = job.training.data;
        request.sample = matrix_.tunePictures;
        const auto tuned = workspace_.tuneExpansion(request, stepsOf(matrix_.jobs[i].cell), cancel_);
        if (!tuned.ok()) return tuned.error();
        states_[i].tuned = true;
        return keep(i);
    }

    /// All models together, also those that were timed before: only what took turns can be compared.
    Status timeAll() {
        std::vector<std::size_t> evaluated;
        bool missing = false;
        for (std::size_t i = 0; i < matrix_.jobs.size(); ++i) {
            if (states_[i].evaluation.empty()) continue;
            evaluated.push_back(i);
            missing = missing || !states_[i].timed;
        }
        if (!missing) return {};
        for (const std::size_t i : evaluated)
            enter(matrix_.jobs[i].cell, State::Timing);
        for (std::size_t begin = 0; begin < evaluated.size(); begin += kTimedTogether) {
            const std::size_t count = std::min(kTimedTogether, evaluated.size() - begin);
            if (auto done = timeSome(std::span(evaluated).subspan(begin, count)); !done.ok()) return done;
        }
        return {};
    }

    struct Timed {
        std::size_t job = 0;
        LatencyProbe probe;
        std::shared_ptr<Model> model;
        std::vector<double> single, large;
    };

    Status timeSome(std::span<const std::size_t> jobs) {
        std::vector<Timed> timed;
        for (const std::size_t i : jobs) {
            auto one = prepare(i);
            if (one.ok())
                timed.push_back(std::move(*one));
            else
                fail(i, one.error().message);
        }
        constexpr int kRounds = kWarmUpRuns + kTimedRuns;
        for (int round = 0; round < kRounds; ++round) {
            for (Timed& one : timed) {
                if (cancel_.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
                AblationCell& cell = matrix_.jobs[one.job].cell;
                if (cell.state != State::Timing) continue;
                if (auto done = turn(one, round >= kWarmUpRuns); !done.ok())
                    fail(one.job, done.error().message);
                cell.progress = static_cast<double>(round + 1) / kRounds;
                tell(cell);
            }
            showRound(round + 1, kRounds, timed.size());
        }
        for (Timed& one : timed) {
            workspace_.registry_.release(*one.model);
            if (matrix_.jobs[one.job].cell.state != State::Timing) continue;
            if (auto done = keepTimes(one); !done.ok()) fail(one.job, done.error().message);
        }
        return {};
    }

    Result<Timed> prepare(std::size_t i) const {
        const auto run = workspace_.run(states_[i].run);
        if (!run.ok()) return run.error();
        if (run->summary.model.empty()) {
            return Error{ErrorCode::NotFound, "The model of the run " + quoted(fs::path(states_[i].run)) +
                                                  " is gone, so it cannot be timed."};
        }
        const auto model = workspace_.registry_.find(run->summary.model);
        if (!model.ok()) return model.error();
        const auto details = workspace_.evaluation(states_[i].evaluation);
        if (!details.ok()) return details.error();
        std::vector<std::string> paths;
        for (const auto& query : details->queries) {
            if (paths.size() < LatencyProbe::kLargeBatch) paths.push_back(query.path);
        }
        auto probe = LatencyProbe::create(*model, paths);
        if (!probe.ok()) return probe.error();
        return Timed{i, std::move(*probe), *model, {}, {}};
    }

    static Status turn(Timed& one, bool counts) {
        for (const std::size_t count : {std::size_t{1}, LatencyProbe::kLargeBatch}) {
            const auto time = one.probe.run(count);
            if (!time.ok()) return time.error();
            if (counts) (count == 1 ? one.single : one.large).push_back(*time);
        }
        return {};
    }

    void showRound(int done, int all, std::size_t models) const {
        if (!progress_) return;
        Progress step;
        step.stage = "timing";
        step.done = static_cast<std::uint64_t>(done);
        step.total = static_cast<std::uint64_t>(all);
        step.detail = std::to_string(models) + " models in turn";
        progress_(step);
    }

    Status keepTimes(Timed& one) {
        const Latency single = summariseTimes(std::move(one.single));
        const Latency large = summariseTimes(std::move(one.large));
        const auto change = [&](EvaluationReport& report) {
            report.latencyBatch1Ms = single.median;
            report.latencyBatch1SpreadMs = single.spread;
            report.latencyBatch32Ms = large.median;
            report.latencyBatch32SpreadMs = large.spread;
        };
        AblationCell& cell = matrix_.jobs[one.job].cell;
        if (auto done = amendReport(home_.evaluations() / cell.evaluation, change); !done.ok()) return done;
        change(cell.report);
        states_[one.job].timed = true;
        if (auto kept = keep(one.job); !kept.ok()) return kept;
        cell.state = State::Done;
        cell.progress = 1;
        tell(cell);
        return {};
    }

    WorkspaceImpl& workspace_;
    const HomeLayout& home_;
    AblationMatrix matrix_;
    const ProgressCallback& progress_;
    const AblationCallback& changed_;
    const CancelToken& cancel_;
    std::vector<CellState> states_; // of the jobs
};

Result<AblationPlan> WorkspaceImpl::ablation(const std::string& file) {
    auto matrix = readAblation(file);
    if (!matrix.ok()) return matrix.error();
    AblationPlan plan = matrix->plan;
    for (AblationJob& job : matrix->jobs) {
        CellState state = readState(stateFile(home_, *matrix, job), job.fingerprint);
        settleCell(home_, matrix->timing, state, job.cell);
        plan.cells.push_back(std::move(job.cell));
    }
    return plan;
}

Result<AblationPlan> WorkspaceImpl::ablate(const std::string& file, const ProgressCallback& progress,
                                           const AblationCallback& changed, const CancelToken& cancel) {
    auto matrix = readAblation(file);
    if (!matrix.ok()) return matrix.error();
    return AblationRunner(*this, std::move(*matrix), progress, changed, cancel).run();
}

} // namespace sparlet::engine
