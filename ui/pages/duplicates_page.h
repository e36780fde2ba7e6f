// Near-duplicates of a collection: find them, compare them, keep the best and move the rest to the trash.
#pragma once

#include "async/job_manager.h"
#include "engine/workspace.h"
#include "itemmodels/duplicate_model.h"
#include "pages/duplicates_compare.h"

#include <QKeySequence>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>
#include <string>
#include <vector>

class QAction;
class QActionGroup;
class QHBoxLayout;
class QLabel;
class QSlider;
class QSplitter;
class QStackedWidget;

namespace sparlet::ui {

class DuplicatesList;
class NoticeBar;
class StateView;
class ThumbnailLoader;

class DuplicatesPage : public QWidget {
    Q_OBJECT

public:
    struct Command {
        QAction* action;
        QString icon;
    };

    explicit DuplicatesPage(JobManager& jobs, QWidget* parent = nullptr);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace, ThumbnailLoader* loader);
    /// Why there is no workspace; "": it is being opened.
    void setProblem(const QString& sentence);
    /// "": there is none. Searched when the page is seen.
    void setCollection(const QString& name);
    /// The collection has changed elsewhere: the next look searches again.
    void invalidate();

    const QList<Command>& commands() const { return commands_; }
    DuplicateModel* model() const { return model_; }
    DuplicatesList* list() const { return list_; }
    DuplicatesCompare* compare() const { return compare_; }
    StateView* state() const { return state_; }
    NoticeBar* notice() const { return notice_; }
    QSlider* slider() const { return slider_; }
    float threshold() const;
    bool showsGroups() const;

    void search();
    void stop();
    void moveMarked();
    void undo();
    /// "" or another suffix than .csv and .json: nothing is written, and that is said.
    void exportTo(const QString& file);

    QByteArray saveState() const;
    void restoreState(const QByteArray& state);

signals:
    void message(const QString& sentence);
    void retryRequested();
    void indexRequested();
    void wanted();
    /// The collection has other images than before.
    void collectionChanged(const QString& name);
    void similarRequested(const std::string& path);

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    /// What undo() brings back, and the groups as they were before.
    struct Move {
        std::string id;
        QString collection;
        std::shared_ptr<const engine::DuplicatesReport> before, after;
    };
    void buildActions();
    QAction* command(const char* icon, const QString& text, const QKeySequence& keys, const QString& tip,
                     std::function<void()> run);
    QWidget* buildHead();
    void addButtons(QHBoxLayout& first, QHBoxLayout& second);
    QWidget* buildGroups();
    void applyTheme();
    void searchSoon();
    void found(JobId job, Result<engine::DuplicatesReport> outcome);
    void showProgress(JobId job);
    void showEmpty();
    void showThreshold();
    void showSums();
    void showCurrent();
    bool mayMoveAll();
    void moved(JobId job, const QString& collection, Result<engine::TrashReport> outcome);
    void restored(JobId job, const Move& move, Result<engine::RestoreReport> outcome);
    void chooseExport();
    std::string currentPath() const;

    JobManager& jobs_;
    std::shared_ptr<engine::Workspace> workspace_;
    QString collection_, searched_; // searched_: what the groups are of
    JobId job_ = 0;
    bool moving_ = false;
    std::vector<Move> moves_;
    QTimer soon_;

    QList<Command> commands_;
    QAction *search_, *others_, *allOthers_, *keep_, *trash_, *clear_, *move_, *undo_, *export_, *similar_;
    QActionGroup* modes_;
    DuplicateModel* model_;
    QSlider* slider_;
    QLabel *thresholdText_, *sums_;
    QStackedWidget* stack_;
    StateView* state_;
    QSplitter* split_;
    DuplicatesList* list_;
    DuplicatesCompare* compare_;
    NoticeBar* notice_;
};

} // namespace sparlet::ui
