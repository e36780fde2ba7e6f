// The window: rail, pages, docks, status bar, jobs; and what survives a restart.
#pragma once

#include "async/job_manager.h"
#include "engine/workspace.h"
#include "style/tokens.h"

#include <QMainWindow>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QActionGroup;
class QComboBox;
class QLabel;
class QSettings;
class QStackedWidget;
class QToolBar;

namespace sparlet::ui {

class CodesPage;
class CollectionWatcher;
class CompactDialog;
class DuplicatesPage;
class EvaluatePage;
class ExpansionPanel;
class ExplorePage;
class InspectorPanel;
class JobsBar;
class LatestRequest;
class ThumbnailLoader;
class TradeoffPage;
class TrainPage;

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    using OpenWorkspace = std::function<Result<std::shared_ptr<engine::Workspace>>()>;

    /// Shows at once; `open` runs in a job. `settingsFile` keeps the window's state.
    MainWindow(OpenWorkspace open, const QString& settingsFile, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Once the workspace is there: opens this collection, or offers to index this folder.
    void openAtStart(const QString& collection, const QString& folder);
    /// Indexes without asking.
    void index(const engine::IndexRequest& wanted);

    ExplorePage* explorePage() const { return explore_; }
    CodesPage* codesPage() const { return codes_; }
    TrainPage* trainPage() const { return train_; }
    EvaluatePage* evaluatePage() const { return evaluate_; }
    TradeoffPage* tradeoffPage() const { return tradeoff_; }
    DuplicatesPage* duplicatesPage() const { return duplicates_; }
    /// Null before it was opened.
    CompactDialog* compactDialog() const { return compact_; }
    InspectorPanel* inspector() const { return inspector_; }
    ExpansionPanel* expansion() const { return expansion_; }
    JobManager* jobs() { return &jobs_; }
    CollectionWatcher* watcher() const { return watcher_; }
    QList<QAction*> allActions() const { return actions_; }
    void setAppearance(Appearance appearance);

signals:
    void workspaceOpened();

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void childEvent(QChildEvent* event) override;

private:
    static constexpr int kLayoutVersion = 1; // of what saveState() writes
    struct Lists {
        std::vector<engine::CollectionSummary> collections;
        std::vector<engine::ModelSummary> models;
        QString device;
    };
    void build();
    void buildRail();
    void buildDocks();
    void buildStatus();
    void buildActions();
    void buildFileActions();
    void buildQueryActions();
    void buildTrainActions();
    void buildEvaluateActions();
    void buildTradeoffActions();
    void buildDuplicatesActions();
    void connectDuplicates();
    void publish();
    void publishEvaluations();
    void buildViewActions();
    void connectPages();
    QAction* action(const char* icon, const QString& text, const QKeySequence& keys, const QString& tip,
                    std::function<void()> run);
    void refreshIcons();

    void openWorkspace();
    void workspaceReady(Result<std::shared_ptr<engine::Workspace>> outcome);
    void refreshLists(std::function<void()> then = {});
    /// `model` is chosen from the start; "": the default one.
    void askToIndex(const QString& folder, const QString& model = {});
    /// By id or file.
    void makeSmaller(const QString& model);
    void makeCurrentSmaller();
    void askToIndexWithFile(const QString& modelFile);
    void showFailures();
    void showJobProblems(JobId id);
    /// Merges what indexing has left in pieces, after it.
    void tidyUp(const QString& name);
    void indexDemo();
    void selectCollection(const QString& name);
    void showPage(int page);
    /// Training and evaluation have no use for the panels of a picture and need their room; they come back as
    /// they were.
    void setPanelsAside(bool aside);
    void inspect(const std::optional<engine::ImageInfo>& image);
    void showExpansion(std::shared_ptr<const engine::QueryReport> report);
    void tell(const QString& sentence);
    void buildWatching();
    /// Remembered beyond a restart.
    void setKeptUpToDate(const QString& name, bool kept);
    void watchKnown();
    void renameCollection();
    void removeCollection();
    void showAbout();
    void save();
    void restore();

    // The loader calls the workspace from its threads, and jobs deliver to the widgets: they go last.
    JobManager jobs_;
    OpenWorkspace open_;
    std::unique_ptr<QSettings> settings_;
    std::shared_ptr<engine::Workspace> workspace_;
    ThumbnailLoader* loader_ = nullptr;
    CollectionWatcher* watcher_ = nullptr;
    QAction* keepAction_ = nullptr;
    Lists lists_;
    bool listsKnown_ = false;
    std::optional<QString> askLater_; // a folder to index, asked for before the models were known
    QString startCollection_, startFolder_;
    std::optional<Appearance> appearance_;
    QByteArray layoutWithPanels_; // while they are aside; else empty

    QToolBar* rail_ = nullptr;
    QActionGroup* pagesGroup_ = nullptr;
    QStackedWidget* pages_ = nullptr;
    ExplorePage* explore_ = nullptr;
    CodesPage* codes_ = nullptr;
    TrainPage* train_ = nullptr;
    EvaluatePage* evaluate_ = nullptr;
    TradeoffPage* tradeoff_ = nullptr;
    DuplicatesPage* duplicates_ = nullptr;
    CompactDialog* compact_ = nullptr; // stays with what was measured
    InspectorPanel* inspector_ = nullptr;
    ExpansionPanel* expansion_ = nullptr;
    QDockWidget* inspectorDock_ = nullptr;
    QDockWidget* expansionDock_ = nullptr;
    JobsBar* jobsBar_ = nullptr;
    QComboBox* collectionBox_ = nullptr;
    QLabel* modelLabel_ = nullptr;
    QLabel* deviceLabel_ = nullptr;
    LatestRequest* codeRequest_ = nullptr;
    LatestRequest* pictureRequest_ = nullptr;
    LatestRequest* listRequest_ = nullptr;
    QList<QAction*> actions_;
    QList<std::pair<QAction*, QString>> iconNames_;
};

} // namespace sparlet::ui
