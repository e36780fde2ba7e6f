// What can be done with runs: start, pause, resume, stop, rename, delete, index with, open.
#include "async/in_turn.h"
#include "itemmodels/picture_image.h"
#include "itemmodels/run_model.h"
#include "pages/train_form.h"
#include "pages/train_page.h"
#include "pages/train_run_view.h"
#include "style/tokens.h"

#include <QAction>
#include <QDesktopServices>
#include <QFile>
#include <QMessageBox>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTableView>

#include <algorithm>

namespace sparlet::ui {

using State = engine::RunSummary::State;

QAction* TrainPage::command(const char* icon, const QString& text, const QKeySequence& keys,
                            const QString& tip, void (TrainPage::*run)()) {
    // With its icon from the start: a button without one would keep the width of its text.
    auto* made = new QAction(themedIcon(QString::fromLatin1(icon), palette()), text, this);
    made->setShortcut(keys);
    made->setToolTip(keys.isEmpty() ? tip : tr("%1 (%2)").arg(tip, keys.toString(QKeySequence::NativeText)));
    made->setStatusTip(tip);
    connect(made, &QAction::triggered, this, run);
    commands_.append({made, QString::fromLatin1(icon)});
    return made;
}

void TrainPage::buildActions() {
    newRun_ = command("plus", tr("&New run…"), QKeySequence(Qt::CTRL | Qt::Key_N),
                      tr("Train a model on pictures of your own"), &TrainPage::newRun);
    likeThis_ = command("copy", tr("New run &like this…"), {}, tr("A new run with the settings of this one"),
                        &TrainPage::newRunLikeSelected);
    pause_ =
        command("pause", tr("&Pause"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P),
                tr("Write a checkpoint and stop; nothing else of the queue begins"), &TrainPage::pauseLive);
    stop_ = command("stop", tr("&Stop"), {}, tr("Write a checkpoint, stop, and go on with the queue"),
                    &TrainPage::stopLive);
    resume_ = command("play", tr("&Resume"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R),
                      tr("Go on with the selected run from its last checkpoint"), &TrainPage::resumeSelected);
    rename_ = command("rename", tr("Rena&me the run"), {}, tr("Give the selected run another name"),
                      &TrainPage::renameSelected);
    index_ = command("folder-open", tr("&Index a folder with this model…"), {},
                     tr("Read a folder of pictures with the model of the selected run"),
                     &TrainPage::indexWithSelected);
    smaller_ = command("model", tr("Make t&he run's model smaller…"), {},
                       tr("Give the weights of the selected run's model fewer bits"),
                       &TrainPage::makeSelectedSmaller);
    folder_ =
        command("folder", tr("&Open the run's folder"), {},
                tr("Show record, checkpoint and model of the selected run"), &TrainPage::openSelectedFolder);
    delete_ = command("trash", tr("&Delete the run…"), {},
                      tr("Delete record and checkpoint of the selected runs"), &TrainPage::deleteSelected);
}

void TrainPage::updateActions() {
    const auto ids = selected();
    const auto* one = ids.size() == 1 ? summary(ids.first()) : nullptr;
    const bool live = one != nullptr && isLive(ids.first());
    const auto* running = session_->live();
    newRun_->setEnabled(workspace_ != nullptr);
    likeThis_->setEnabled(one != nullptr);
    pause_->setEnabled(running != nullptr && !running->stopping);
    stop_->setEnabled(pause_->isEnabled());
    const bool queued = one != nullptr && session_->queuedIds().contains(ids.first());
    resume_->setEnabled(one != nullptr && !live && !queued && one->resumable());
    const bool again = one != nullptr && one->state == State::Failed;
    const bool begins = one != nullptr && one->state == State::Waiting;
    resume_->setText(again ? tr("T&ry again") : begins ? tr("Sta&rt") : tr("&Resume"));
    rename_->setEnabled(one != nullptr);
    index_->setEnabled(one != nullptr && !one->model.empty());
    smaller_->setEnabled(index_->isEnabled());
    folder_->setEnabled(one != nullptr);
    delete_->setEnabled(!ids.isEmpty() && std::none_of(ids.begin(), ids.end(), [this](const QString& id) {
        const auto* run = summary(id);
        return run == nullptr || isLive(id) || run->state == State::Running;
    }));
    QList<QAction*> offered;
    if (live) offered << pause_ << stop_;
    if (resume_->isEnabled()) offered << resume_;
    if (index_->isEnabled()) offered << index_;
    runView_->offer(offered);
}

void TrainPage::newRun() {
    if (!workspace_) return;
    formOpen_ = true;
    stack_->setCurrentWidget(form_);
    emit wanted();
    form_->begin();
}

void TrainPage::newRunLikeSelected() {
    const auto ids = selected();
    if (ids.size() != 1 || !workspace_) return;
    jobs_.run<engine::RunDetails>(
        QString(), JobListing::Quiet,
        [shared = workspace_, id = ids.first().toStdString()](const JobContext&) { return shared->run(id); },
        this,
        [this](Result<engine::RunDetails> outcome) {
            if (!outcome) {
                emit message(QString::fromStdString(outcome.error().message));
                return;
            }
            form_->prefill(*outcome);
            newRun();
        });
}

void TrainPage::startFromForm() {
    if (!workspace_ || !form_->complete()) return;
    const auto request = form_->request();
    const auto name = form_->name();
    form_->setProblem({});
    jobs_.run<engine::RunSummary>(
        QString(), JobListing::Quiet,
        [shared = workspace_, request,
         text = name.toStdString()](const JobContext&) -> Result<engine::RunSummary> {
            auto id = shared->createRun(request, text);
            if (!id) return id.error();
            auto run = shared->run(*id);
            if (!run) return run.error();
            return run->summary;
        },
        this,
        [this](Result<engine::RunSummary> outcome) {
            if (!outcome) {
                form_->setProblem(QString::fromStdString(outcome.error().message));
                return;
            }
            const auto id = QString::fromStdString(outcome->id);
            formOpen_ = false;
            wantedSelection_ = QStringList{id};
            session_->train({id, QString::fromStdString(outcome->name)}, outcome->epochs);
            refresh();
        });
}

void TrainPage::resumeSelected() {
    const auto ids = selected();
    const auto* run = ids.size() == 1 ? summary(ids.first()) : nullptr;
    if (run == nullptr || !run->resumable() || isLive(ids.first())) return;
    formOpen_ = false;
    session_->train({ids.first(), QString::fromStdString(run->name)}, run->epochs);
    emit wanted();
    refresh();
}

void TrainPage::pauseLive() {
    session_->pause();
}

void TrainPage::stopLive() {
    session_->stop();
}

void TrainPage::renameSelected() {
    const auto rows = table_->selectionModel()->selectedRows(RunModel::NameColumn);
    if (rows.size() != 1) return;
    emit wanted();
    table_->setFocus();
    table_->edit(rows.first());
}

void TrainPage::rename(const QString& id, const QString& name) {
    if (!workspace_) return;
    session_->rename(id, name);
    jobs_.run<bool>(
        QString(), JobListing::Quiet,
        [shared = workspace_, run = id.toStdString(),
         text = name.toStdString()](const JobContext&) -> Result<bool> {
            auto renamed = shared->renameRun(run, text);
            if (!renamed) return renamed.error();
            return true;
        },
        this,
        [this](Result<bool> outcome) {
            if (!outcome) emit message(QString::fromStdString(outcome.error().message));
            refresh();
            emit modelsChanged();
        });
}

void TrainPage::deleteSelected() {
    if (!delete_->isEnabled()) return;
    const auto ids = selected();
    const auto* first = summary(ids.first());
    const auto count = static_cast<int>(ids.size());
    QMessageBox box(QMessageBox::Question, tr("Delete runs"),
                    count == 1 ? tr("Delete the run “%1”?").arg(QString::fromStdString(first->name))
                               : tr("Delete %n runs?", nullptr, count),
                    QMessageBox::Cancel, this);
    box.setInformativeText(tr("Record, curves and checkpoint are deleted. A finished model stays installed, "
                              "so that collections that were indexed with it go on working. You can undo "
                              "this until Sparlet is closed."));
    auto* remove = box.addButton(tr("Delete"), QMessageBox::DestructiveRole);
    box.exec();
    if (box.clickedButton() == remove) removeRuns(ids);
}

void TrainPage::removeRuns(const QStringList& ids) {
    QStringList names;
    for (const auto& id : ids) {
        session_->takeFromQueue(id);
        if (const auto* run = summary(id)) names << QString::fromStdString(run->name);
    }
    jobs_.run<InTurn>(
        QString(), JobListing::Quiet,
        [shared = workspace_, ids](const JobContext&) -> Result<InTurn> {
            return inTurn(ids, [&](const std::string& id) { return shared->deleteRun(id); });
        },
        this,
        [this, names](Result<InTurn> outcome) {
            if (!outcome) return;
            deleted_ = outcome->done;
            if (!outcome->problem.isEmpty())
                notify(outcome->problem, !deleted_.isEmpty());
            else if (names.size() == 1)
                notify(tr("“%1” was deleted.").arg(names.first()), true);
            else
                notify(tr("%n runs were deleted.", nullptr, static_cast<int>(names.size())), true);
            refresh();
            emit modelsChanged();
        });
}

void TrainPage::undoDelete() {
    if (deleted_.isEmpty()) return;
    wantedSelection_ = deleted_;
    jobs_.run<bool>(
        QString(), JobListing::Quiet,
        [shared = workspace_, ids = std::exchange(deleted_, {})](const JobContext&) -> Result<bool> {
            for (const auto& id : ids) {
                if (const auto restored = shared->restoreRun(id.toStdString()); !restored)
                    return restored.error();
            }
            return true;
        },
        this,
        [this](Result<bool> outcome) {
            if (!outcome) notify(QString::fromStdString(outcome.error().message), false);
            refresh();
            emit modelsChanged();
        });
}

void TrainPage::indexWithSelected() {
    const auto ids = selected();
    if (ids.size() == 1) emit indexRequested(ids.first());
}

void TrainPage::makeSelectedSmaller() {
    const auto ids = selected();
    const auto* run = ids.size() == 1 ? summary(ids.first()) : nullptr;
    if (run != nullptr && !run->model.empty())
        emit smallerRequested(QFile::decodeName(QByteArray::fromStdString(run->model)));
}

void TrainPage::openSelectedFolder() {
    const auto ids = selected();
    const auto* run = ids.size() == 1 ? summary(ids.first()) : nullptr;
    if (run != nullptr) QDesktopServices::openUrl(fileUrl(run->folder));
}

} // namespace sparlet::ui
