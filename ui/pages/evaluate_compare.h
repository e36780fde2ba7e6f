// Two evaluations on one query, side by side: what moved, and by how much.
#pragma once

#include "async/latest_request.h"
#include "engine/workspace.h"

#include <QWidget>

#include <memory>
#include <vector>

class QComboBox;
class QLabel;
class QSpinBox;
class QStackedWidget;
class QTableView;
class QToolButton;
class QVBoxLayout;

namespace sparlet::ui {

class RankFlow;
class RankMoveModel;
class StateView;
class ThumbnailLoader;

class EvaluateCompare : public QWidget {
    Q_OBJECT

public:
    explicit EvaluateCompare(JobManager& jobs, QWidget* parent = nullptr);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace, ThumbnailLoader* loader);
    /// What there is to choose from; choices that are still there stay.
    void setEvaluations(const std::vector<engine::EvaluationSummary>& evaluations);
    /// The selection of the table: two of them are compared, one is compared with another over the same data.
    void setSelected(const QStringList& ids);
    void setQuery(const std::string& path);
    /// Asks only while it is looked at.
    void setActive(bool active);

    QComboBox* leftBox() const { return left_; }
    QComboBox* rightBox() const { return right_; }
    RankFlow* flow() const { return flow_; }
    RankMoveModel* moves() const { return moves_; }
    QTableView* view() const { return view_; }
    StateView* state() const { return state_; }
    QString facts() const;

signals:
    /// Another query: the next (1) or the one before (-1) of the list.
    void stepRequested(int by);
    void viewRequested(const std::string& path, const QString& caption);

protected:
    void changeEvent(QEvent* event) override;

private:
    void buildHead(QVBoxLayout& column);
    QWidget* buildBody();
    const engine::EvaluationSummary* find(const QString& id) const;
    void choose(QComboBox& box, const QString& id);
    void load();
    void present(std::shared_ptr<const engine::RankDifference> difference);
    void applyTheme();

    std::shared_ptr<engine::Workspace> workspace_;
    std::vector<engine::EvaluationSummary> evaluations_;
    LatestRequest request_;
    QStringList selected_;
    std::string query_;
    QString shown_; // what is there already
    bool active_ = false;

    QComboBox* left_;
    QComboBox* right_;
    QToolButton* swap_;
    QToolButton* before_;
    QToolButton* next_;
    QSpinBox* top_;
    QLabel* queryText_;
    QLabel* facts_;
    QStackedWidget* stack_;
    StateView* state_;
    QWidget* body_;
    RankFlow* flow_;
    RankMoveModel* moves_;
    QTableView* view_;
};

} // namespace sparlet::ui
