// A model that is being made smaller: its session, the widths chosen so far with undo, and what was measured.
// Knows no widget.
#pragma once

#include "async/job_manager.h"
#include "engine/workspace.h"

#include <QObject>
#include <QUndoStack>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace sparlet::ui {

/// The budget decides the widths, or a person does.
struct CompactChoice {
    bool byHand = false;
    std::uint64_t budget = 0;           // in force, or the last one that was
    std::vector<nn::LayerWidth> widths; // by hand; else empty

    bool operator==(const CompactChoice&) const = default;
};

/// Something that was measured.
struct CompactTrial {
    CompactChoice choice;
    std::vector<nn::LayerWidth> widths;
    engine::CompactReport report;
    QString file; // written; "" : only measured
};

class CompactStudy : public QObject {
    Q_OBJECT

public:
    /// Opening and Measuring: a listed job waits or runs, and nothing can be chosen.
    enum class State { Empty, Opening, Ready, Measuring };

    struct Point {
        std::uint64_t bytes = 0;
        double cosine = 0;
    };

    explicit CompactStudy(JobManager& jobs, QObject* parent = nullptr);
    ~CompactStudy() override;

    /// What was opened before stays in force where this fails or is cancelled.
    void open(std::shared_ptr<engine::Workspace> workspace, const engine::CompactionRequest& request);
    /// Of the opening or measuring.
    void cancel();

    State state() const { return state_; }
    bool opened() const { return session_ != nullptr; }
    /// Of the opening or measuring; 0: none.
    JobId job() const { return job_; }
    const QString& model() const { return model_; }
    std::uint64_t bytesBefore() const { return bytesBefore_; }

    // Once curveChanged() was emitted.
    std::uint64_t smallest() const { return smallest_; }
    std::uint64_t largest() const { return largest_; }
    const std::vector<Point>& curve() const { return curve_; }

    const CompactChoice& choice() const { return choice_; }
    /// Of the choice; while settled() is false, of one before.
    const nn::CompactPlan& plan() const { return plan_; }
    bool settled() const { return planOf_ == asked_; }
    /// Those of the choice, or of the plan where the budget decides.
    std::vector<nn::LayerWidth> widths() const;

    void setBudget(std::uint64_t bytes);
    void setWidth(std::size_t layer, const nn::LayerWidth& width);
    void backToBudget();
    void returnTo(std::size_t trial);
    /// Edits of one kind until the next call are undone together.
    void beginGesture() { ++gesture_; }
    QUndoStack* undoStack() { return &undo_; }

    const std::vector<CompactTrial>& trials() const { return trials_; }
    /// `out`: file to write; "": only measure. Of the choice as it is, once its widths are known.
    void measure(const std::string& out = {});

signals:
    void stateChanged();
    void curveChanged();
    void choiceChanged();
    void planChanged();
    void trialsChanged();
    /// After trialsChanged(), before exported().
    void measured(const sparlet::engine::CompactReport& report);
    void exported(const QString& file);
    void failed(const QString& sentence);
    void cancelled();

private:
    friend class CompactChoiceCommand;
    using Session = std::shared_ptr<engine::CompactionSession>;
    struct Survey {
        std::vector<Point> curve;
        std::uint64_t smallest = 0, largest = 0;
    };
    struct Wanted {
        std::string out;
    };

    static Result<Survey> survey(const engine::CompactionSession& session, const JobContext& context);
    void setState(State state);
    void opened(Session session);
    void choose(CompactChoice choice);
    void apply(const CompactChoice& choice);
    void talk();
    void askSurvey();
    void askPlan();
    void startMeasuring(const std::string& out);
    void finishMeasuring(Result<engine::CompactReport> outcome, CompactTrial trial, const std::string& out);
    bool canChoose() const { return state_ == State::Ready && !curve_.empty(); }

    QPointer<JobManager> jobs_;
    Session session_;
    QString model_;
    std::uint64_t bytesBefore_ = 0, smallest_ = 0, largest_ = 0;
    State state_ = State::Empty;
    JobId job_ = 0;
    std::vector<Point> curve_;
    CompactChoice choice_;
    nn::CompactPlan plan_;
    std::vector<CompactTrial> trials_;
    QUndoStack undo_;
    int gesture_ = 0;
    // The session has one caller at a time: what is wanted waits until it is free.
    bool talking_ = false, surveyWanted_ = false;
    std::optional<Wanted> measureWanted_;
    quint64 generation_ = 0;         // of sessions: answers of an earlier one are dropped
    quint64 asked_ = 0, planOf_ = 0; // of choices
    quint64 failedOf_ = 0;           // the choice whose plan could not be made
};

} // namespace sparlet::ui
