// The window's actions: each with its key, its tooltip and its icon.
#include "pages/compact_dialog.h"
#include "pages/duplicates_page.h"
#include "pages/evaluate_page.h"
#include "pages/explore_page.h"
#include "pages/train_page.h"
#include "shell/command_palette.h"
#include "shell/help_dialog.h"
#include "shell/index_dialog.h"
#include "shell/main_window.h"
#include "shell/settings_dialog.h"
#include "style/tokens.h"
#include "widgets/result_grid.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QDockWidget>
#include <QFile>
#include <QFileInfo>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>
#include <QUndoStack>

#include <algorithm>

namespace sparlet::ui {
QAction* MainWindow::action(const char* icon, const QString& text, const QKeySequence& keys,
                            const QString& tip, std::function<void()> run) {
    auto* made = new QAction(text, this);
    const auto name = QString::fromLatin1(icon);
    if (!name.isEmpty()) {
        made->setIcon(themedIcon(name, palette()));
        iconNames_.append({made, name});
    }
    made->setShortcut(keys);
    made->setToolTip(keys.isEmpty() ? tip : tr("%1 (%2)").arg(tip, keys.toString(QKeySequence::NativeText)));
    made->setStatusTip(tip);
    if (run) connect(made, &QAction::triggered, this, [run = std::move(run)] { run(); });
    addAction(made);
    actions_.append(made);
    return made;
}

void MainWindow::refreshIcons() {
    for (const auto& [made, name] : iconNames_)
        made->setIcon(themedIcon(name, palette()));
}

void MainWindow::buildActions() {
    buildFileActions();
    buildQueryActions();
    buildTrainActions();
    buildEvaluateActions();
    buildTradeoffActions();
    buildDuplicatesActions();
    buildViewActions();
}

void MainWindow::buildFileActions() {
    auto* menu = menuBar()->addMenu(tr("&Collection"));
    menu->addAction(action("folder-open", tr("&Index a folder…"), QKeySequence(Qt::CTRL | Qt::Key_O),
                           tr("Read a folder of pictures into a collection"),
                           [this] { askToIndex(QString()); }));
    menu->addAction(action("refresh", tr("Index &again"), QKeySequence(Qt::Key_F5),
                           tr("Read what is new or changed in the collection's folders"), [this] {
                               const auto name = explore_->collection().toStdString();
                               for (const auto& c : lists_.collections) {
                                   if (c.name != name) continue;
                                   for (const auto& folder : c.folders)
                                       index({folder, c.name, c.model});
                               }
                           }));
    keepAction_ =
        action("", tr("&Keep up to date"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_U),
               tr("Index what is added, changed or deleted in the collection's folders as it happens"),
               [this] { setKeptUpToDate(explore_->collection(), keepAction_->isChecked()); });
    keepAction_->setCheckable(true);
    keepAction_->setEnabled(false);
    menu->addAction(keepAction_);
    if (QFileInfo(demoFolder()).isDir()) {
        menu->addAction(action("picture", tr("Open the &demo pictures"), {},
                               tr("Index the stamps of Tux Paint that this machine has"),
                               [this] { indexDemo(); }));
    }
    menu->addAction(
        action("warning", tr("&Files that failed…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E),
               tr("List the files of the collection that could not be read"), [this] { showFailures(); }));
    menu->addSeparator();
    menu->addAction(action("rename", tr("&Rename the collection…"), QKeySequence(Qt::Key_F2),
                           tr("Give the collection another name"), [this] { renameCollection(); }));
    menu->addAction(action("trash", tr("Re&move the collection…"), {},
                           tr("Delete the collection's codes, not its pictures"),
                           [this] { removeCollection(); }));
    menu->addSeparator();
    menu->addAction(action("export", tr("&Export results as CSV…"), QKeySequence(Qt::CTRL | Qt::Key_E),
                           tr("Write ranks, scores, labels and paths to a file"),
                           [this] { explore_->exportResults(); }));
    menu->addSeparator();
    menu->addAction(
        action("settings", tr("&Settings…"), QKeySequence(Qt::CTRL | Qt::Key_Comma),
               tr("Appearance and language"), [this] {
                   SettingsDialog dialog(appearance_.value_or(Appearance::System),
                                         settings_->value(QStringLiteral("language")).toString(), this);
                   connect(&dialog, &SettingsDialog::appearanceChosen, this, &MainWindow::setAppearance);
                   dialog.exec();
                   settings_->setValue(QStringLiteral("language"), dialog.language());
               }));
    menu->addAction(action("", tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), tr("Close Sparlet"),
                           [this] { close(); }));
}

void MainWindow::buildQueryActions() {
    auto* menu = menuBar()->addMenu(tr("&Query"));
    menu->addAction(action("add-picture", tr("By &picture…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O),
                           tr("Look for pictures like a file"),
                           [this] { explore_->chooseQueryPictures(false); }));
    menu->addAction(action("paste", tr("By the &clipboard"), QKeySequence(Qt::CTRL | Qt::Key_V),
                           tr("Look for pictures like the one on the clipboard"),
                           [this] { explore_->pasteQuery(); }));
    menu->addAction(
        action("text", tr("By &words"), QKeySequence(Qt::CTRL | Qt::Key_F), tr("Look for words"), [this] {
            showPage(0);
            explore_->focusText();
        }));
    menu->addAction(action("similar", tr("Like the &selected image"), QKeySequence(Qt::CTRL | Qt::Key_Return),
                           tr("Look for pictures like the selected one"),
                           [this] { explore_->queryWithCurrent(); }));
    menu->addAction(
        action("plus", tr("&Add the selected image"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A),
               tr("Add the selected image to the query"), [this] { explore_->addCurrent(1.0F); }));
    menu->addAction(
        action("exclude", tr("E&xclude the selected image"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_X),
               tr("Push results away from the selected image"), [this] { explore_->addCurrent(-1.0F); }));
    menu->addSeparator();
    auto* stack = explore_->session()->undoStack();
    for (const bool undo : {true, false}) {
        auto* made =
            undo ? stack->createUndoAction(this, tr("&Undo")) : stack->createRedoAction(this, tr("&Redo"));
        const auto name = undo ? QStringLiteral("undo") : QStringLiteral("redo");
        made->setShortcut(undo ? QKeySequence(Qt::CTRL | Qt::Key_Z)
                               : QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z));
        made->setIcon(themedIcon(name, palette()));
        iconNames_.append({made, name});
        addAction(made);
        actions_.append(made);
        menu->addAction(made);
    }
    menu->addSeparator();
    menu->addAction(action("right", tr("Mark as ri&ght"), {},
                           tr("The selected result is right (Y in the grid)"),
                           [this] { explore_->markCurrent(Mark::Right); }));
    menu->addAction(action("wrong", tr("Mark as wro&ng"), {},
                           tr("The selected result is wrong (N in the grid)"),
                           [this] { explore_->markCurrent(Mark::Wrong); }));
    menu->addAction(action("expand", tr("&Expand one round more"), QKeySequence(Qt::ALT | Qt::Key_E),
                           tr("Let the best results join the query once more (E in the grid)"),
                           [this] { explore_->expandOneRound(); }));
    menu->addAction(action("close", tr("Clea&r the query"), QKeySequence(Qt::CTRL | Qt::Key_Backspace),
                           tr("Go back to browsing (Esc)"), [this] { explore_->clearQuery(); }));
    auto* expand = new QAction(this);
    expand->setShortcut(QKeySequence(Qt::Key_E));
    expand->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(expand, &QAction::triggered, explore_, &ExplorePage::expandOneRound);
    explore_->grid()->addAction(expand);
}

void MainWindow::buildTrainActions() {
    auto* menu = menuBar()->addMenu(tr("&Training"));
    for (const auto& command : train_->commands()) {
        addAction(command.action);
        actions_.append(command.action);
        menu->addAction(command.action);
    }
    menu->addSeparator();
    menu->addAction(action("model", tr("M&ake a model smaller…"),
                           QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M),
                           tr("Give a model's weights fewer bits, each layer as many as it needs"),
                           [this] { makeCurrentSmaller(); }));
}

void MainWindow::buildEvaluateActions() {
    auto* menu = menuBar()->addMenu(tr("&Evaluation"));
    for (const auto& command : evaluate_->commands()) {
        addAction(command.action);
        actions_.append(command.action);
        menu->addAction(command.action);
    }
}

void MainWindow::buildDuplicatesActions() {
    auto* menu = menuBar()->addMenu(tr("&Duplicates"));
    for (const auto& command : duplicates_->commands()) {
        addAction(command.action);
        actions_.append(command.action);
        menu->addAction(command.action);
    }
}

void MainWindow::makeCurrentSmaller() {
    const auto current = explore_->collection().toStdString();
    QString model;
    for (const auto& one : lists_.collections)
        if (one.name == current) model = QString::fromStdString(one.model);
    makeSmaller(model);
}

void MainWindow::makeSmaller(const QString& model) {
    if (!workspace_) {
        tell(tr("Sparlet's data is still being opened."));
        return;
    }
    if (compact_ == nullptr) {
        compact_ = new CompactDialog(jobs_, workspace_, this);
        connect(compact_, &CompactDialog::indexRequested, this, &MainWindow::askToIndexWithFile);
        connect(compact_, &CompactDialog::modelsChanged, this, [this] {
            refreshLists();
            compact_->reloadModels();
        });
    }
    // What is under way or was measured is not thrown away by another look.
    if (!compact_->study()->opened() || !model.isEmpty()) compact_->setModel(model);
    compact_->show();
    compact_->raise();
    compact_->activateWindow();
}

void MainWindow::askToIndexWithFile(const QString& modelFile) {
    const auto workspace = workspace_;
    if (!workspace) return;
    jobs_.run<engine::ModelDetails>(
        QString(), JobListing::Quiet,
        [workspace, file = QFile::encodeName(modelFile).toStdString()](const JobContext&) {
            return workspace->model(file);
        },
        this,
        [this](Result<engine::ModelDetails> outcome) {
            if (!outcome) {
                tell(QString::fromStdString(outcome.error().message));
                return;
            }
            auto models = lists_.models;
            auto summary = outcome->summary;
            const auto listed = std::find_if(models.begin(), models.end(),
                                             [&](const auto& one) { return one.file == summary.file; });
            // Also one that lies elsewhere than the installed models.
            if (listed == models.end()) {
                summary.id = summary.file;
                summary.isDefault = false;
                models.push_back(summary);
            } else {
                summary.id = listed->id;
            }
            const auto chosen = QString::fromStdString(summary.id);
            IndexDialog dialog(std::move(models), lists_.collections, this);
            dialog.setModel(chosen);
            if (dialog.exec() == QDialog::Accepted) index(dialog.request());
        });
}

void MainWindow::buildViewActions() {
    auto* menu = menuBar()->addMenu(tr("&View"));
    for (auto* page : pagesGroup_->actions())
        menu->addAction(page);
    menu->addSeparator();
    const auto dock = [this, menu](QDockWidget* widget, const QKeySequence& keys) {
        auto* toggle = widget->toggleViewAction();
        toggle->setShortcut(keys);
        addAction(toggle);
        actions_.append(toggle);
        menu->addAction(toggle);
    };
    dock(inspectorDock_, QKeySequence(Qt::CTRL | Qt::Key_I));
    dock(expansionDock_, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I));
    menu->addSeparator();
    menu->addAction(action("filter", tr("&Filter"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F),
                           tr("Show only some of the images"), [this] {
                               showPage(0);
                               explore_->focusFilter();
                           }));
    menu->addAction(action("zoom", tr("View the selected image &large"), {},
                           tr("Fill the page with the image (Space in the grid)"),
                           [this] { explore_->showCurrentLarge(); }));
    menu->addAction(action("full-screen", tr("F&ull screen"), QKeySequence(Qt::Key_F11),
                           tr("Use the whole screen"),
                           [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); }));
    menu->addAction(action("command", tr("&Commands…"), QKeySequence(Qt::CTRL | Qt::Key_K),
                           tr("Run any command by its name"),
                           [this] { CommandPalette(actions_, this).exec(); }));
    auto* help = menuBar()->addMenu(tr("&Help"));
    help->addAction(action("help", tr("&Help"), QKeySequence(Qt::Key_F1),
                           tr("What to do first, and every key"),
                           [this] { HelpDialog(actions_, this).exec(); }));
    help->addAction(
        action("info", tr("&About Sparlet"), {}, tr("Version and licences"), [this] { showAbout(); }));
}

void MainWindow::showAbout() {
    QMessageBox box(this);
    box.setWindowTitle(tr("About Sparlet"));
    box.setIconPixmap(windowIcon().pixmap(64));
    box.setText(tr("Sparlet %1").arg(QCoreApplication::applicationVersion()));
    box.setInformativeText(tr(
        "Find pictures, and see why they match. Everything stays on this machine.\n\nFree software under the "
        "GNU "
        "General Public License, version 3 or later. Built with Qt, LibTorch, QCustomPlot, SQLite, "
        "libjpeg-turbo, giflib, curl, zlib and nlohmann/json. Word vectors: GloVe (public domain, PDDL "
        "1.0)."));
    box.exec();
}

} // namespace sparlet::ui
