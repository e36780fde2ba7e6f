// Evaluations: how well models find things, with the images behind every number; and matrices of them.
#pragma once

#include "async/latest_request.h"
#include "engine/workspace.h"
#include "itemmodels/evaluation_model.h"

#include <QKeySequence>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

class QAction;
class QMenu;
class QSplitter;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace sparlet::ui {

class AblationView;
class EvaluateDetails;
class EvaluateProjects;
class EvaluateTable;
class NoticeBar;
class PictureOverlay;
class StateView;
class ThumbnailLoader;

/// An action with the name of its icon, which follows the palette.
struct EvaluateCommand {
    QAction* action;
    QString icon;
};

class EvaluatePage : public QWidget {
    Q_OBJECT

public:
    explicit EvaluatePage(JobManager& jobs, QWidget* parent = nullptr);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace, ThumbnailLoader* loader);
    /// Why there is no workspace; "" : it is being opened.
    void setProblem(const QString& sentence);

    const QList<EvaluateCommand>& commands() const { return commands_; }
    EvaluateTable* table() const { return table_; }
    EvaluateDetails* details() const { return details_; }
    EvaluateProjects* projects() const { return projects_; }
    AblationView* ablation() const { return ablation_; }
    StateView* state() const { return state_; }
    NoticeBar* notice() const { return notice_; }
    QTabBar* parts() const { return parts_; }

    /// Shows it alone, once it is listed: also from another page.
    void openEvaluation(const QString& id);
    /// Its results too, on the tab of the queries.
    void openQuery(const QString& id, const std::string& query);

    /// Evaluates in a job and selects what comes out.
    void evaluate(const engine::EvaluateRequest& request, const QString& name);
    /// Asks for what to evaluate first; `model` and `pictures` are chosen from the start where they are
    /// given.
    void newEvaluation(const QString& model, const QString& pictures);
    /// The pictures that were in the folder `from` are in `to`; can be undone.
    void locatePictures(const std::string& from, const QString& to);

    /// Columns, what sorts, the project, and the matrix that is open.
    QByteArray saveState() const;
    void restoreState(const QByteArray& state);

signals:
    void message(const QString& sentence);
    void retryRequested();
    /// An action asks for the page.
    void wanted();
    /// What is shown shall become figures for print.
    void publishRequested();
    /// There are other evaluations than before.
    void evaluationsChanged();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void buildActions();
    QAction* command(const char* icon, const QString& text, const QKeySequence& keys, const QString& tip,
                     void (EvaluatePage::*run)());
    QWidget* buildHead();
    QWidget* buildEvaluations();
    void connectParts();
    void applyTheme();

    void refresh();
    void showSelection();
    void updateActions();
    std::vector<engine::EvaluationSummary> selectedSummaries() const;

    void askForNew();
    void renameSelected();
    void rename(const QString& id, const QString& name);
    void deleteSelected();
    void undoDelete();
    void askForPictures();
    void setPicturesFolder(const std::string& from, const std::string& to,
                           std::function<void(const std::string& before)> then);
    void focusFilter();
    void compareSelected();
    void openMatrix();
    void copyMarkdown();
    void copyCsv();
    void copyLatex();
    void exportTable();
    void publish();
    /// The rows that are selected, or all that are shown; `then` is called with the file once it is written.
    void writeTable(const QString& file, std::function<void()> then);
    void copyTable(const QString& suffix);
    QString tableTitle(const QStringList& ids) const;

    JobManager& jobs_;
    std::shared_ptr<engine::Workspace> workspace_;
    LatestRequest listRequest_, titlesRequest_;
    QTimer watch_; // other processes evaluate too
    QStringList wantedSelection_;
    QStringList deleted_;        // that can be brought back
    std::function<void()> undo_; // of what the notice tells
    QString lastData_, lastModel_;
    bool listed_ = false;

    QList<EvaluateCommand> commands_;
    QAction *new_, *rename_, *delete_, *compare_, *filter_, *matrix_, *export_, *publish_, *locate_;
    QAction *copyMarkdown_, *copyCsv_, *copyLatex_;
    QMenu* takeAway_;
    QToolButton* takeAwayButton_;
    QTabBar* parts_;
    QStackedWidget* stack_;
    StateView* state_;
    QSplitter* split_;
    QWidget* tableBox_;
    EvaluateTable* table_;
    EvaluateDetails* details_;
    EvaluateProjects* projects_;
    AblationView* ablation_;
    NoticeBar* notice_;
    PictureOverlay* overlay_;
};

} // namespace sparlet::ui
