// Training: a new run, the run that trains, the queue, and every run of the home.
#pragma once

#include "async/latest_request.h"
#include "engine/workspace.h"
#include "pages/train_session.h"

#include <QTimer>
#include <QWidget>

#include <memory>
#include <vector>

class QAction;
class QLabel;
class QListWidget;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace sparlet::ui {

class NoticeBar;
class RunModel;
class StateView;
class TrainForm;
class TrainRunView;

/// An action with the name of its icon, which follows the palette.
struct TrainCommand {
    QAction* action;
    QString icon;
};

class TrainPage : public QWidget {
    Q_OBJECT

public:
    explicit TrainPage(JobManager& jobs, QWidget* parent = nullptr);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace);
    /// Why there is no workspace; "" : it is being opened.
    void setProblem(const QString& sentence);

    const QList<TrainCommand>& commands() const { return commands_; }
    TrainSession* session() const { return session_; }
    TrainForm* form() const { return form_; }
    TrainRunView* runView() const { return runView_; }
    RunModel* runs() const { return model_; }
    QTableView* table() const { return table_; }
    StateView* state() const { return state_; }
    QListWidget* queueList() const { return queueList_; }

    void newRun();
    /// Only these are selected from now on; unknown ids are left out.
    void select(const QStringList& ids);
    QStringList selected() const;

signals:
    void indexRequested(const QString& model);
    /// The model of this file is to be made smaller.
    void smallerRequested(const QString& modelFile);
    void message(const QString& sentence);
    /// A run has ended, or has another name: what models there are may differ.
    void modelsChanged();
    void retryRequested();
    /// An action asks for the page.
    void wanted();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildActions();
    QAction* command(const char* icon, const QString& text, const QKeySequence& keys, const QString& tip,
                     void (TrainPage::*run)());
    QWidget* buildRuns();
    QWidget* buildQueue();
    void connectSession();
    void applyTheme();
    void fitColumns();

    void refresh();
    void showSelection();
    void loadDetails(const QStringList& ids);
    void updateActions();
    void updateQueue();
    void startFromForm();
    const engine::RunSummary* summary(const QString& id) const;
    bool isLive(const QString& id) const;
    void notify(const QString& sentence, bool undo);

    void resumeSelected();
    void pauseLive();
    void stopLive();
    void renameSelected();
    void rename(const QString& id, const QString& name);
    void deleteSelected();
    void removeRuns(const QStringList& ids);
    void undoDelete();
    void indexWithSelected();
    void makeSelectedSmaller();
    void openSelectedFolder();
    void newRunLikeSelected();

    JobManager& jobs_;
    std::shared_ptr<engine::Workspace> workspace_;
    TrainSession* session_;
    LatestRequest runsRequest_, detailsRequest_;
    QTimer watch_; // runs of other processes change too
    std::vector<engine::RunDetails> details_;
    QString shownKey_, lastLive_;
    QStringList wantedSelection_; // once they are in the list
    QStringList deleted_;         // that can be brought back
    bool formOpen_ = false, listed_ = false, quiet_ = false;

    QList<TrainCommand> commands_;
    QAction *newRun_, *likeThis_, *pause_, *resume_, *stop_, *rename_, *delete_, *index_, *smaller_, *folder_;
    RunModel* model_;
    QSortFilterProxyModel* sorted_;
    QStackedWidget* stack_;
    StateView* state_;
    TrainForm* form_;
    TrainRunView* runView_;
    QTableView* table_;
    QWidget* queueBox_;
    QListWidget* queueList_;
    QToolButton *queueUp_, *queueDown_, *queueRemove_;
    QPushButton* queueGo_;
    NoticeBar* notice_;
    QLabel* runsTitle_;
    QLabel* queueTitle_;
};

} // namespace sparlet::ui
