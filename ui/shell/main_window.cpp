#include "shell/main_window.h"

#include "async/latest_request.h"
#include "itemmodels/picture_image.h"
#include "itemmodels/thumbnail_loader.h"
#include "pages/codes_page.h"
#include "pages/duplicates_page.h"
#include "pages/evaluate_page.h"
#include "pages/explore_page.h"
#include "pages/tradeoff_page.h"
#include "pages/train_page.h"
#include "shell/collection_watcher.h"
#include "shell/failures_dialog.h"
#include "shell/index_dialog.h"
#include "shell/jobs_bar.h"
#include "style/theme.h"
#include "widgets/expansion_panel.h"
#include "widgets/inspector_panel.h"
#include "widgets/result_grid.h"
#include "widgets/words.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QInputDialog>
#include <QLabel>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QThread>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace sparlet::ui {
namespace {

constexpr int kInspectorPicture = 640; // device pixels of the longer side
constexpr int kMessageMs = 8000;
constexpr int kInspectorWidth = 304; // its plots and facts need no less

/// A dock's content on the panel's grey, at most `margin` from its edge.
QWidget* onPanel(QWidget* content, int margin) {
    auto* panel = new QWidget;
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(margin, margin > 0 ? metric::gap : 0, margin, 0);
    layout->addWidget(content);
    asPanel(*panel);
    return panel;
}

/// Who keeps the collection up to date may be at it for a moment still.
Result<engine::IndexReport> indexSoon(engine::Workspace& workspace, const engine::IndexRequest& request,
                                      const JobContext& context) {
    constexpr int kTries = 20;
    for (int i = 1;; ++i) {
        auto report = workspace.index(request, context.progress, context.cancel);
        if (report || report.error().code != ErrorCode::Busy || i == kTries) return report;
        QThread::msleep(100);
    }
}

} // namespace

MainWindow::MainWindow(OpenWorkspace open, const QString& settingsFile, QWidget* parent)
    : QMainWindow(parent), open_(std::move(open)),
      settings_(std::make_unique<QSettings>(settingsFile, QSettings::IniFormat)) {
    setWindowTitle(tr("Sparlet"));
    setWindowIcon(applicationIcon());
    codeRequest_ = new LatestRequest(jobs_, this);
    pictureRequest_ = new LatestRequest(jobs_, this);
    listRequest_ = new LatestRequest(jobs_, this);
    build();
    buildWatching();
    restore();
    openWorkspace();
}

void MainWindow::openWorkspace() {
    explore_->setProblem({});
    train_->setProblem({});
    evaluate_->setProblem({});
    tradeoff_->setProblem({});
    duplicates_->setProblem({});
    jobs_.run<std::shared_ptr<engine::Workspace>>(
        tr("Open"), JobListing::Quiet, [opener = open_](const JobContext&) { return opener(); }, this,
        [this](Result<std::shared_ptr<engine::Workspace>> outcome) { workspaceReady(std::move(outcome)); });
}

MainWindow::~MainWindow() {
    // The pages still speak while they are taken apart; nobody listens any more.
    explore_->disconnect(this);
    explore_->session()->disconnect();
    codes_->disconnect(this);
    train_->disconnect(this);
    evaluate_->disconnect(this);
    tradeoff_->disconnect(this);
    duplicates_->disconnect(this);
    train_->session()->holdForever();
    jobs_.cancelAll();
    delete watcher_;
    delete loader_;
}

void MainWindow::build() {
    explore_ = new ExplorePage(jobs_, this);
    codes_ = new CodesPage(jobs_, this);
    pages_ = new QStackedWidget(this);
    pages_->addWidget(explore_);
    pages_->addWidget(codes_);
    train_ = new TrainPage(jobs_, this);
    pages_->addWidget(train_);
    evaluate_ = new EvaluatePage(jobs_, this);
    pages_->addWidget(evaluate_);
    tradeoff_ = new TradeoffPage(jobs_, this);
    pages_->addWidget(tradeoff_);
    duplicates_ = new DuplicatesPage(jobs_, this);
    pages_->addWidget(duplicates_);
    jobsBar_ = new JobsBar(jobs_, this);
    auto* centre = new QWidget(this);
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(pages_, 1);
    layout->addWidget(jobsBar_);
    centre->setBackgroundRole(QPalette::Window);
    centre->setAutoFillBackground(true);
    asPanel(*this);
    setCentralWidget(centre);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    buildRail();
    buildDocks();
    buildStatus();
    buildActions();
    connectPages();
    resize(1440, 900);
}

void MainWindow::buildDocks() {
    inspector_ = new InspectorPanel(this);
    inspector_->setMinimumWidth(kInspectorWidth);
    inspectorDock_ = new QDockWidget(tr("Inspector"), this);
    inspectorDock_->setObjectName(QStringLiteral("inspector"));
    inspectorDock_->setWidget(onPanel(inspector_, 0));
    addDockWidget(Qt::RightDockWidgetArea, inspectorDock_);
    expansion_ = new ExpansionPanel(this);
    expansionDock_ = new QDockWidget(tr("Query expansion"), this);
    expansionDock_->setObjectName(QStringLiteral("expansion"));
    expansionDock_->setWidget(onPanel(expansion_, metric::margin));
    addDockWidget(Qt::RightDockWidgetArea, expansionDock_);
    tabifyDockWidget(inspectorDock_, expansionDock_);
    inspectorDock_->raise();
    resizeDocks({inspectorDock_}, {360}, Qt::Horizontal);
}

void MainWindow::buildStatus() {
    collectionBox_ = new QComboBox(this);
    collectionBox_->setObjectName(QStringLiteral("collectionChooser"));
    collectionBox_->setAccessibleName(tr("Collection"));
    collectionBox_->setToolTip(tr("The collection that is shown"));
    collectionBox_->setMinimumContentsLength(16);
    collectionBox_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    modelLabel_ = new QLabel(this);
    deviceLabel_ = new QLabel(this);
    asDimText(*modelLabel_);
    asDimText(*deviceLabel_);
    asPanel(*statusBar());
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setContentsMargins(metric::gap, 0, metric::margin, 0);
    statusBar()->addWidget(collectionBox_);
    statusBar()->addWidget(modelLabel_);
    statusBar()->addPermanentWidget(deviceLabel_);
    connect(collectionBox_, &QComboBox::activated, this,
            [this] { selectCollection(collectionBox_->currentData().toString()); });
}

void MainWindow::workspaceReady(Result<std::shared_ptr<engine::Workspace>> outcome) {
    if (!outcome) {
        explore_->setProblem(QString::fromStdString(outcome.error().message));
        train_->setProblem(QString::fromStdString(outcome.error().message));
        evaluate_->setProblem(QString::fromStdString(outcome.error().message));
        tradeoff_->setProblem(QString::fromStdString(outcome.error().message));
        duplicates_->setProblem(QString::fromStdString(outcome.error().message));
        return;
    }
    workspace_ = std::move(outcome).value();
    watcher_->setWorkspace(workspace_);
    const auto workspace = workspace_;
    loader_ = new ThumbnailLoader(
        [workspace](const std::string& path, int side) { return workspace->thumbnail(path, side); }, this);
    explore_->setWorkspace(workspace_, loader_);
    codes_->setWorkspace(workspace_);
    train_->setWorkspace(workspace_);
    evaluate_->setWorkspace(workspace_, loader_);
    tradeoff_->setWorkspace(workspace_);
    duplicates_->setWorkspace(workspace_, loader_);
    expansion_->setThumbnailLoader(loader_);
    refreshLists([this] {
        auto wanted = startCollection_;
        if (wanted.isEmpty()) wanted = settings_->value(QStringLiteral("collection")).toString();
        if (collectionBox_->findData(wanted) < 0) wanted = collectionBox_->itemData(0).toString();
        explore_->restoreQuery(wanted, settings_->value(QStringLiteral("query")).toByteArray());
        if (!wanted.isEmpty()) selectCollection(wanted);
        if (!startFolder_.isEmpty()) askToIndex(startFolder_);
    });
    emit workspaceOpened();
}

void MainWindow::openAtStart(const QString& collection, const QString& folder) {
    startCollection_ = collection;
    startFolder_ = folder;
}

void MainWindow::refreshLists(std::function<void()> then) {
    const auto workspace = workspace_;
    if (!workspace) return;
    listRequest_->start<Lists>(
        [workspace](const JobContext&) -> Result<Lists> {
            Lists lists;
            auto collections = workspace->collections();
            if (!collections) return collections.error();
            lists.collections = std::move(*collections);
            auto models = workspace->models();
            if (!models) return models.error();
            lists.models = std::move(*models);
            lists.device = QString::fromStdString(workspace->deviceName());
            return lists;
        },
        [this, then](Result<Lists> outcome) {
            if (!outcome) {
                tell(QString::fromStdString(outcome.error().message));
                return;
            }
            lists_ = std::move(outcome).value();
            deviceLabel_->setText(lists_.device);
            const auto current = explore_->collection();
            collectionBox_->clear();
            for (const auto& c : lists_.collections) {
                const auto name = QString::fromStdString(c.name);
                collectionBox_->addItem(
                    tr("%1 (%2)").arg(name, QLocale().toString(static_cast<qlonglong>(c.images))), name);
            }
            collectionBox_->setVisible(!lists_.collections.empty());
            collectionBox_->setCurrentIndex(collectionBox_->findData(current));
            listsKnown_ = true;
            if (then) then();
            watchKnown();
            if (askLater_) askToIndex(*std::exchange(askLater_, std::nullopt));
        });
}

void MainWindow::selectCollection(const QString& name) {
    collectionBox_->setCurrentIndex(collectionBox_->findData(name));
    explore_->openCollection(name);
    codes_->setCollection(name.toStdString());
    duplicates_->setCollection(name);
    settings_->setValue(QStringLiteral("collection"), name);
    watchKnown();
    if (name.isEmpty()) {
        modelLabel_->clear();
        setWindowTitle(tr("Sparlet"));
    }
}

void MainWindow::askToIndex(const QString& folder, const QString& model) {
    if (!workspace_) return;
    if (!listsKnown_) {
        askLater_ = folder;
        return;
    }
    IndexDialog dialog(lists_.models, lists_.collections, this);
    if (!folder.isEmpty()) dialog.setFolder(folder);
    if (!model.isEmpty()) dialog.setModel(model);
    if (dialog.exec() == QDialog::Accepted) index(dialog.request());
}

void MainWindow::index(const engine::IndexRequest& wanted) {
    const auto workspace = workspace_;
    if (!workspace) return;
    const auto name = QString::fromStdString(wanted.collection);
    engine::IndexRequest request = wanted;
    request.merge = false; // the pictures can be looked for at once; tidyUp() comes after
    const auto id = std::make_shared<JobId>(0);
    watcher_->pause(name); // a collection is written by one at a time
    *id = jobs_.run<engine::IndexReport>(
        tr("Indexing “%1”").arg(name), JobListing::Listed,
        [workspace, request](const JobContext& context) { return indexSoon(*workspace, request, context); },
        this,
        [this, name, id](Result<engine::IndexReport> outcome) {
            watcher_->resume(name);
            if (outcome) {
                const auto& r = *outcome;
                if (r.indexed > 0 || r.removed > 0) tidyUp(name);
                const QLocale locale;
                const auto summary =
                    tr("“%1”: %2 new, %3 unchanged, %4 removed, %5 failed in %6.")
                        .arg(name, locale.toString(static_cast<qlonglong>(r.indexed)),
                             locale.toString(static_cast<qlonglong>(r.unchanged)),
                             locale.toString(static_cast<qlonglong>(r.removed)),
                             locale.toString(static_cast<qlonglong>(r.failed)), durationText(r.seconds));
                // Failures wait until they have been read; all else is a passing word.
                if (r.failures.empty()) {
                    tell(summary);
                } else {
                    std::vector<JobProblem> problems;
                    for (const auto& f : r.failures)
                        problems.push_back({displayPath(f.path), QString::fromStdString(f.error)});
                    jobs_.report(*id, summary, std::move(problems));
                }
            }
            if (loader_ != nullptr) loader_->clear();
            // Also after a cancel: what was encoded until then is there.
            refreshLists([this, name] {
                if (collectionBox_->findData(name) < 0) return;
                if (explore_->collection() == name) {
                    explore_->reload();
                    codes_->setCollection(name.toStdString());
                    duplicates_->invalidate();
                } else {
                    selectCollection(name);
                }
            });
        });
}

void MainWindow::tidyUp(const QString& name) {
    const auto workspace = workspace_;
    jobs_.run<bool>(
        tr("Tidying up “%1”").arg(name), JobListing::Listed,
        [workspace, name](const JobContext& context) -> Result<bool> {
            const auto done = workspace->compact(name.toStdString(), context.progress, context.cancel);
            // Nothing is lost where it cannot be done now: searches read a little more until it is.
            if (done.ok() || done.error().code == ErrorCode::Busy || done.error().code == ErrorCode::NotFound)
                return true;
            return done.error();
        },
        this, [](const Result<bool>&) {});
}

void MainWindow::indexDemo() {
    index({demoFolder().toStdString(), "demo", {}});
}

void MainWindow::showJobProblems(JobId id) {
    const auto job = jobs_.job(id);
    if (!job) return;
    std::vector<engine::Failure> failures;
    for (const auto& problem : job->problems)
        failures.push_back({problem.what.toStdString(), problem.reason.toStdString()});
    FailuresDialog(job->title, std::move(failures), this).exec();
}

void MainWindow::showFailures() {
    const auto workspace = workspace_;
    const auto name = explore_->collection();
    if (!workspace || name.isEmpty()) {
        tell(tr("Open a collection first."));
        return;
    }
    jobs_.run<std::shared_ptr<const engine::CollectionView>>(
        QString(), JobListing::Quiet,
        [workspace, name](const JobContext&) { return workspace->collection(name.toStdString()); }, this,
        [this, name](Result<std::shared_ptr<const engine::CollectionView>> outcome) {
            if (!outcome)
                tell(QString::fromStdString(outcome.error().message));
            else if ((*outcome)->failures.empty())
                tell(tr("Every file of “%1” could be read.").arg(name));
            else
                FailuresDialog(name, (*outcome)->failures, this).exec();
        });
}

void MainWindow::inspect(const std::optional<engine::ImageInfo>& image) {
    if (!image || !workspace_) {
        codeRequest_->drop();
        pictureRequest_->drop();
        inspector_->clear();
        codes_->setSelectedDensity(std::nullopt);
        return;
    }
    inspector_->setImage(*image);
    const auto workspace = workspace_;
    const auto path = image->path;
    const auto collection = explore_->collection().toStdString();
    pictureRequest_->start<image::Picture>(
        [workspace, path](const JobContext&) { return workspace->thumbnail(path, kInspectorPicture); },
        [this](Result<image::Picture> outcome) {
            if (outcome)
                inspector_->setPicture(toImage(*outcome));
            else
                inspector_->setPictureProblem(QString::fromStdString(outcome.error().message));
        });
    codeRequest_->start<engine::CodeReport>(
        [workspace, collection, path](const JobContext&) {
            return workspace->inspectIndexed(collection, path);
        },
        [this](Result<engine::CodeReport> outcome) {
            if (!outcome) {
                inspector_->setCodeProblem(QString::fromStdString(outcome.error().message));
                return;
            }
            inspector_->setCode(*outcome);
            if (outcome->dimensions > 0) {
                codes_->setSelectedDensity(static_cast<double>(outcome->active) / outcome->dimensions);
            }
        });
}

void MainWindow::showExpansion(std::shared_ptr<const engine::QueryReport> report) {
    expansion_->setReport(*report);
    explore_->setExpansionSummary(expansion_->summary());
}

void MainWindow::tell(const QString& sentence) {
    statusBar()->showMessage(sentence, kMessageMs);
}

void MainWindow::renameCollection() {
    const auto old = explore_->collection();
    if (!workspace_ || old.isEmpty()) return;
    bool accepted = false;
    const auto name = QInputDialog::getText(this, tr("Rename the collection"), tr("New name"),
                                            QLineEdit::Normal, old, &accepted)
                          .trimmed();
    if (!accepted || name.isEmpty() || name == old) return;
    const auto workspace = workspace_;
    jobs_.run<std::string>(
        QString(), JobListing::Quiet,
        [workspace, old, name](const JobContext&) -> Result<std::string> {
            auto renamed = workspace->renameCollection(old.toStdString(), name.toStdString());
            if (!renamed) return renamed.error();
            return name.toStdString();
        },
        this,
        [this](Result<std::string> outcome) {
            if (!outcome) {
                tell(QString::fromStdString(outcome.error().message));
                return;
            }
            const auto now = QString::fromStdString(*outcome);
            refreshLists([this, now] { selectCollection(now); });
        });
}

void MainWindow::removeCollection() {
    const auto name = explore_->collection();
    if (!workspace_ || name.isEmpty()) return;
    QMessageBox box(QMessageBox::Question, tr("Remove the collection"),
                    tr("Remove the collection “%1”?").arg(name), QMessageBox::Cancel, this);
    box.setInformativeText(tr("Its codes are deleted. The pictures themselves stay where they are."));
    auto* remove = box.addButton(tr("Remove"), QMessageBox::DestructiveRole);
    box.exec();
    if (box.clickedButton() != remove) return;
    const auto workspace = workspace_;
    jobs_.run<bool>(
        QString(), JobListing::Quiet,
        [workspace, name](const JobContext&) -> Result<bool> {
            auto removed = workspace->removeCollection(name.toStdString());
            if (!removed) return removed.error();
            return true;
        },
        this,
        [this](Result<bool> outcome) {
            if (!outcome) {
                tell(QString::fromStdString(outcome.error().message));
                return;
            }
            refreshLists([this] { selectCollection(collectionBox_->itemData(0).toString()); });
        });
}

void MainWindow::setAppearance(Appearance appearance) {
    appearance_ = appearance;
    settings_->setValue(QStringLiteral("appearance"), appearanceName(appearance));
    applyAppearance(*qApp, appearance);
}

void MainWindow::save() {
    settings_->setValue(QStringLiteral("geometry"), saveGeometry());
    settings_->setValue(QStringLiteral("layout"),
                        layoutWithPanels_.isEmpty() ? saveState(kLayoutVersion) : layoutWithPanels_);
    settings_->setValue(QStringLiteral("sections"), inspector_->saveSections());
    settings_->setValue(QStringLiteral("thumbnailSize"), explore_->thumbnailSize());
    settings_->setValue(QStringLiteral("page"), pages_->currentIndex());
    settings_->setValue(QStringLiteral("query"), explore_->saveQuery());
    settings_->setValue(QStringLiteral("evaluate"), evaluate_->saveState());
    settings_->setValue(QStringLiteral("duplicates"), duplicates_->saveState());
    settings_->sync();
}

void MainWindow::restore() {
    appearance_ = appearanceFromName(settings_->value(QStringLiteral("appearance")).toString());
    restoreGeometry(settings_->value(QStringLiteral("geometry")).toByteArray());
    restoreState(settings_->value(QStringLiteral("layout")).toByteArray(), kLayoutVersion);
    inspector_->restoreSections(settings_->value(QStringLiteral("sections")).toByteArray());
    explore_->setThumbnailSize(settings_->value(QStringLiteral("thumbnailSize"), 160).toInt());
    evaluate_->restoreState(settings_->value(QStringLiteral("evaluate")).toByteArray());
    duplicates_->restoreState(settings_->value(QStringLiteral("duplicates")).toByteArray());
    showPage(std::clamp(settings_->value(QStringLiteral("page"), 0).toInt(), 0, pages_->count() - 1));
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (jobs_.busy()) {
        QMessageBox box(QMessageBox::Question, tr("Close Sparlet"), tr("A job is still running."),
                        QMessageBox::Cancel, this);
        box.setInformativeText(tr("What it has done is kept; it goes on from there the next time."));
        auto* stop = box.addButton(tr("Stop and close"), QMessageBox::AcceptRole);
        box.exec();
        if (box.clickedButton() != stop) {
            event->ignore();
            return;
        }
    }
    save();
    train_->session()->holdForever();
    jobs_.cancelAll();
    event->accept();
}

// The tabs of docks are made by QMainWindow when it needs them, without a name.
void MainWindow::childEvent(QChildEvent* event) {
    QMainWindow::childEvent(event);
    if (auto* tabs = qobject_cast<QTabBar*>(event->child()); tabs != nullptr && event->polished())
        tabs->setAccessibleName(tr("Panels"));
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) refreshIcons();
}

} // namespace sparlet::ui
