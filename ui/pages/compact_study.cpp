#include "pages/compact_study.h"

#include <QFile>
#include <QFileInfo>
#include <QUndoCommand>

#include <algorithm>
#include <limits>
#include <utility>

namespace sparlet::ui {
namespace {

constexpr std::uint64_t kBudgets = 24; // of the curve
constexpr double kGoodCosine = 0.99;   // the first choice keeps so much, by estimate
constexpr int kMerging = 1;

} // namespace

class CompactChoiceCommand final : public QUndoCommand {
public:
    CompactChoiceCommand(CompactStudy& study, CompactChoice before, CompactChoice after, int gesture)
        : study_(study), before_(std::move(before)), after_(std::move(after)), gesture_(gesture) {}

    void undo() override { study_.apply(before_); }
    void redo() override { study_.apply(after_); }
    int id() const override { return kMerging; }
    bool mergeWith(const QUndoCommand* next) override {
        const auto* other = static_cast<const CompactChoiceCommand*>(next);
        if (other->gesture_ != gesture_ || other->after_.byHand != after_.byHand) return false;
        after_ = other->after_;
        return true;
    }

private:
    CompactStudy& study_;
    CompactChoice before_, after_;
    int gesture_;
};

CompactStudy::CompactStudy(JobManager& jobs, QObject* parent) : QObject(parent), jobs_(&jobs) {}

CompactStudy::~CompactStudy() {
    if (job_ != 0 && jobs_) jobs_->cancel(job_);
}

void CompactStudy::setState(State state) {
    state_ = state;
    emit stateChanged();
}

void CompactStudy::cancel() {
    if (job_ != 0 && jobs_) jobs_->cancel(job_);
    if (measureWanted_) {
        measureWanted_.reset();
        setState(State::Ready);
        emit cancelled();
    }
}

void CompactStudy::open(std::shared_ptr<engine::Workspace> workspace,
                        const engine::CompactionRequest& request) {
    if (!jobs_ || job_ != 0 || measureWanted_) return;
    job_ = jobs_->run<Session>(
        tr("Measuring layers of “%1”")
            .arg(QFileInfo(QFile::decodeName(QByteArray::fromStdString(request.model))).completeBaseName()),
        JobListing::Listed,
        [workspace = std::move(workspace), request](const JobContext& context) {
            return workspace->openCompaction(request, context.progress, context.cancel);
        },
        this,
        [this](Result<Session> outcome) {
            job_ = 0;
            if (outcome) return opened(std::move(*outcome));
            setState(session_ ? State::Ready : State::Empty);
            if (outcome.error().code == ErrorCode::Cancelled)
                emit cancelled();
            else
                emit failed(QString::fromStdString(outcome.error().message));
            talk();
        });
    setState(State::Opening);
}

void CompactStudy::opened(Session session) {
    session_ = std::move(session);
    ++generation_;
    talking_ = false;
    model_ = QString::fromStdString(session_->model());
    bytesBefore_ = session_->bytesBefore();
    curve_.clear();
    plan_ = {};
    choice_ = {};
    planOf_ = failedOf_ = asked_;
    trials_.clear();
    undo_.clear();
    surveyWanted_ = true;
    setState(State::Ready);
    emit planChanged();
    emit trialsChanged();
    talk();
}

Result<CompactStudy::Survey> CompactStudy::survey(const engine::CompactionSession& session,
                                                  const JobContext& context) {
    const auto most = session.plan(std::numeric_limits<std::uint64_t>::max());
    if (!most) return most.error();
    Survey survey;
    survey.smallest = session.smallest().bytes;
    survey.largest = most->bytes;
    for (std::uint64_t i = 0; i < kBudgets; ++i) {
        if (context.cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
        const auto budget = survey.smallest + (survey.largest - survey.smallest) * i / (kBudgets - 1);
        const auto plan = session.plan(budget);
        if (!plan) return plan.error();
        // Several budgets may have the same answer.
        if (survey.curve.empty() || plan->bytes > survey.curve.back().bytes)
            survey.curve.push_back({plan->bytes, plan->cosine});
    }
    return survey;
}

void CompactStudy::talk() {
    if (!session_ || talking_ || job_ != 0) return;
    if (surveyWanted_) return askSurvey();
    if (!settled() && failedOf_ != asked_) return askPlan();
    if (const auto wanted = std::exchange(measureWanted_, std::nullopt)) startMeasuring(wanted->out);
}

void CompactStudy::askSurvey() {
    surveyWanted_ = false;
    talking_ = true;
    jobs_->run<Survey>(
        QString(), JobListing::Quiet,
        [session = session_](const JobContext& context) { return survey(*session, context); }, this,
        [this, mine = generation_](Result<Survey> outcome) {
            if (mine != generation_) return;
            talking_ = false;
            if (!outcome) {
                emit failed(QString::fromStdString(outcome.error().message));
                return;
            }
            curve_ = std::move(outcome->curve);
            smallest_ = outcome->smallest;
            largest_ = outcome->largest;
            const auto good = std::find_if(curve_.begin(), curve_.end(),
                                           [](const Point& point) { return point.cosine >= kGoodCosine; });
            emit curveChanged();
            apply({false, good == curve_.end() ? curve_.back().bytes : good->bytes, {}});
        });
}

void CompactStudy::askPlan() {
    talking_ = true;
    jobs_->run<nn::CompactPlan>(
        QString(), JobListing::Quiet,
        [session = session_, choice = choice_](const JobContext&) {
            return choice.byHand ? session->estimate(choice.widths) : session->plan(choice.budget);
        },
        this,
        [this, mine = generation_, of = asked_](Result<nn::CompactPlan> outcome) {
            if (mine != generation_) return;
            talking_ = false;
            // Meanwhile something else was chosen: this answer would only flicker.
            if (of == asked_) {
                if (outcome) {
                    plan_ = std::move(*outcome);
                    planOf_ = of;
                    emit planChanged();
                } else {
                    failedOf_ = of;
                    if (std::exchange(measureWanted_, std::nullopt)) setState(State::Ready);
                    emit failed(QString::fromStdString(outcome.error().message));
                }
            }
            talk();
        });
}

std::vector<nn::LayerWidth> CompactStudy::widths() const {
    if (choice_.byHand) return choice_.widths;
    std::vector<nn::LayerWidth> widths;
    for (const auto& layer : plan_.layers)
        widths.push_back(layer.width);
    return widths;
}

void CompactStudy::apply(const CompactChoice& choice) {
    choice_ = choice;
    ++asked_;
    emit choiceChanged();
    talk();
}

void CompactStudy::choose(CompactChoice choice) {
    if (!canChoose() || choice == choice_) return;
    undo_.push(new CompactChoiceCommand(*this, choice_, std::move(choice), gesture_));
}

void CompactStudy::setBudget(std::uint64_t bytes) {
    choose({false, std::clamp(bytes, smallest_, largest_), {}});
}

void CompactStudy::setWidth(std::size_t layer, const nn::LayerWidth& width) {
    auto all = widths();
    if (layer >= all.size()) return;
    all[layer] = width;
    choose({true, choice_.budget, std::move(all)});
}

void CompactStudy::backToBudget() {
    beginGesture();
    choose({false, choice_.budget, {}});
}

void CompactStudy::returnTo(std::size_t trial) {
    if (trial >= trials_.size()) return;
    beginGesture();
    choose(trials_[trial].choice);
}

void CompactStudy::measure(const std::string& out) {
    if (!canChoose()) return;
    measureWanted_ = Wanted{out};
    setState(State::Measuring);
    talk();
}

void CompactStudy::startMeasuring(const std::string& out) {
    CompactTrial trial{choice_, widths(), {}, QFile::decodeName(QByteArray::fromStdString(out))};
    job_ = jobs_->run<engine::CompactReport>(
        out.empty() ? tr("Measuring a smaller “%1”").arg(model_) : tr("Writing a smaller “%1”").arg(model_),
        JobListing::Listed,
        [session = session_, widths = trial.widths, out](const JobContext& context) {
            return session->measure(widths, out, context.progress, context.cancel);
        },
        this,
        [this, trial, out](Result<engine::CompactReport> outcome) {
            finishMeasuring(std::move(outcome), trial, out);
        });
    emit stateChanged();
}

void CompactStudy::finishMeasuring(Result<engine::CompactReport> outcome, CompactTrial trial,
                                   const std::string& out) {
    job_ = 0;
    setState(State::Ready);
    if (!outcome) {
        if (outcome.error().code == ErrorCode::Cancelled)
            emit cancelled();
        else
            emit failed(QString::fromStdString(outcome.error().message));
        return talk();
    }
    trial.report = std::move(*outcome);
    // The same widths once more: the newer numbers count.
    const auto same = std::find_if(trials_.begin(), trials_.end(),
                                   [&](const CompactTrial& one) { return one.widths == trial.widths; });
    if (same == trials_.end()) {
        trials_.push_back(trial);
    } else {
        if (trial.file.isEmpty()) trial.file = same->file;
        *same = trial;
    }
    emit trialsChanged();
    emit measured(trial.report);
    if (!out.empty()) emit exported(QFile::decodeName(QByteArray::fromStdString(out)));
    talk();
}

} // namespace sparlet::ui
