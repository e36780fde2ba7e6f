// What can be done with duplicates: mark, move to the trash, bring back, take away.
#include "itemmodels/picture_image.h"
#include "pages/duplicates_list.h"
#include "pages/duplicates_page.h"
#include "style/tokens.h"
#include "widgets/notice_bar.h"

#include <QAction>
#include <QActionGroup>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace sparlet::ui {

QAction* DuplicatesPage::command(const char* icon, const QString& text, const QKeySequence& keys,
                                 const QString& tip, std::function<void()> run) {
    const auto name = QString::fromLatin1(icon);
    auto* made = new QAction(text, this);
    if (!name.isEmpty()) made->setIcon(themedIcon(name, palette()));
    made->setIconText(
        QString(text).remove(QRegularExpression(QStringLiteral("\\(&.\\)"))).remove(QLatin1Char('&')));
    made->setShortcut(keys);
    made->setToolTip(keys.isEmpty() ? tip : tr("%1 (%2)").arg(tip, keys.toString(QKeySequence::NativeText)));
    made->setStatusTip(tip);
    connect(made, &QAction::triggered, this, [run = std::move(run)] { run(); });
    commands_.append({made, name});
    return made;
}

void DuplicatesPage::buildActions() {
    search_ = command("refresh", tr("&Find duplicates again"), {}, tr("Search the collection again"), [this] {
        emit wanted();
        search();
    });
    keep_ = command("right", tr("&Keep the picture"), {}, tr("The picture stays (K in the list)"),
                    [this] { list_->mark(Fate::Keep); });
    trash_ = command("wrong", tr("&Mark the picture for the trash"), {},
                     tr("The picture goes when you move the marked ones (T in the list)"),
                     [this] { list_->mark(Fate::Trash); });
    others_ = command("compare", tr("Mark all but the &best"), {},
                      tr("Keep the best of this group and mark the others (B in the list)"), [this] {
                          if (list_->currentIndex().isValid())
                              model_->markOthers(list_->currentIndex().row());
                      });
    allOthers_ =
        command("duplicates", tr("Mark all but the best of &all groups"),
                QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_B),
                tr("Keep the best of every group and mark the others"), [this] { model_->markOthers(); });
    clear_ = command("close", tr("&Clear the marks"), {}, tr("Nothing is marked any more"),
                     [this] { model_->clearFates(); });
    move_ = command("trash", tr("Move to trash"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Delete),
                    tr("Move the marked pictures to the desktop's trash; nothing is deleted"),
                    [this] { moveMarked(); });
    undo_ = command("undo", tr("&Bring the last ones back"), {},
                    tr("Bring what was moved last back from the trash (Ctrl+Z on this page)"),
                    [this] { undo(); });
    export_ = command("export", tr("&Export the groups…"), {}, tr("Write the groups to a CSV or JSON file"),
                      [this] { chooseExport(); });
    similar_ = command("similar", tr("Find &similar pictures"), {},
                       tr("Search with the picture in Explore (Enter in the list)"), [this] {
                           if (const auto path = currentPath(); !path.empty()) emit similarRequested(path);
                       });
    const auto mode = [this](const char* icon, const QString& text, const QString& tip,
                             DuplicatesCompare::Mode which) {
        auto* made = command(icon, text, {}, tip, [this, which] { compare_->setMode(which); });
        made->setCheckable(true);
        modes_->addAction(made);
    };
    mode("compare", tr("Side by side"), tr("Pictures beside each other (S in the list)"),
         DuplicatesCompare::Mode::SideBySide);
    mode("", tr("Flicker"), tr("The best and the other in turn (F in the list)"),
         DuplicatesCompare::Mode::Flicker);
    mode("", tr("Difference"), tr("Only what differs, brightened (D in the list)"),
         DuplicatesCompare::Mode::Difference);
    modes_->actions().first()->setChecked(true);
}

void DuplicatesPage::addButtons(QHBoxLayout& first, QHBoxLayout& second) {
    const auto button = [this](QHBoxLayout& row, QAction* action, Qt::ToolButtonStyle style) {
        auto* made = new QToolButton(this);
        made->setDefaultAction(action);
        made->setToolButtonStyle(style);
        made->setAutoRaise(style == Qt::ToolButtonIconOnly);
        made->setProperty("raised", style != Qt::ToolButtonIconOnly);
        made->setFocusPolicy(Qt::StrongFocus);
        made->setAccessibleName(action->iconText());
        row.addWidget(made);
    };
    button(first, allOthers_, Qt::ToolButtonIconOnly);
    button(first, undo_, Qt::ToolButtonIconOnly);
    button(first, export_, Qt::ToolButtonIconOnly);
    button(first, search_, Qt::ToolButtonIconOnly);
    button(first, move_, Qt::ToolButtonTextBesideIcon);
    button(second, others_, Qt::ToolButtonIconOnly);
    button(second, keep_, Qt::ToolButtonIconOnly);
    button(second, trash_, Qt::ToolButtonIconOnly);
    for (auto* mode : modes_->actions())
        button(second, mode, Qt::ToolButtonTextOnly);
}

bool DuplicatesPage::mayMoveAll() {
    const int emptied = model_->emptied();
    if (emptied == 0) return true;
    QMessageBox box(QMessageBox::Warning, tr("Move to trash"),
                    tr("Of %n groups all pictures are marked.", nullptr, emptied), QMessageBox::Cancel, this);
    box.setInformativeText(tr("No copy of these would stay in the collection."));
    auto* spare = box.addButton(tr("Keep the best of each"), QMessageBox::AcceptRole);
    auto* all = box.addButton(tr("Move all"), QMessageBox::DestructiveRole);
    box.setDefaultButton(spare);
    box.exec();
    if (box.clickedButton() == spare) model_->spareBest();
    return box.clickedButton() == spare || box.clickedButton() == all;
}

void DuplicatesPage::moveMarked() {
    if (!workspace_ || moving_ || model_->marked().empty() || !mayMoveAll()) return;
    const auto paths = model_->marked();
    if (paths.empty()) return;
    moving_ = true;
    showSums();
    const auto id = std::make_shared<JobId>(0);
    *id = jobs_.run<engine::TrashReport>(
        tr("Moving %n pictures to the trash", nullptr, static_cast<int>(paths.size())), JobListing::Listed,
        [workspace = workspace_, name = searched_.toStdString(), paths](const JobContext& context) {
            return workspace->trashImages(name, paths, context.progress, context.cancel);
        },
        this,
        [this, id, name = searched_](Result<engine::TrashReport> outcome) {
            moved(*id, name, std::move(outcome));
        });
}

namespace {
std::vector<JobProblem> problemsOf(const std::vector<engine::TrashFailure>& failures) {
    std::vector<JobProblem> problems;
    for (const auto& failure : failures)
        problems.push_back({displayPath(failure.path), QString::fromStdString(failure.error)});
    return problems;
}
} // namespace

void DuplicatesPage::moved(JobId job, const QString& collection, Result<engine::TrashReport> outcome) {
    moving_ = false;
    if (!outcome) {
        showSums();
        notice_->showSentence(outcome.error().code == ErrorCode::Cancelled
                                  ? tr("Stopped; nothing was moved.")
                                  : QString::fromStdString(outcome.error().message));
        return;
    }
    QString sentence =
        tr("Moved %n pictures to the trash, %1.", nullptr, static_cast<int>(outcome->moved.size()))
            .arg(sizeText(outcome->bytes));
    if (!outcome->failures.empty()) {
        sentence = tr("%1 %2 could not be moved: %3")
                       .arg(sentence)
                       .arg(outcome->failures.size())
                       .arg(QString::fromStdString(outcome->failures.front().error));
        jobs_.report(job, sentence, problemsOf(outcome->failures));
    }
    if (!outcome->moved.empty()) {
        const auto before = model_->report();
        std::shared_ptr<const engine::DuplicatesReport> after;
        if (collection == searched_ && before) {
            after = std::make_shared<const engine::DuplicatesReport>(
                DuplicateModel::without(*before, outcome->moved));
            model_->setReport(after);
        }
        moves_.push_back({outcome->id, collection, before, after});
        notice_->showUndoable(sentence, tr("Bring these pictures back from the trash"));
        emit collectionChanged(collection);
    } else {
        notice_->showSentence(sentence);
    }
    showEmpty();
}

void DuplicatesPage::undo() {
    if (moves_.empty() || moving_ || !workspace_) return;
    moving_ = true;
    showSums();
    const auto move = moves_.back();
    const auto id = std::make_shared<JobId>(0);
    *id = jobs_.run<engine::RestoreReport>(
        tr("Bringing pictures back from the trash"), JobListing::Listed,
        [workspace = workspace_, wanted = move.id](const JobContext& context) {
            return workspace->restoreImages(wanted, context.progress, context.cancel);
        },
        this,
        [this, id, move](Result<engine::RestoreReport> outcome) { restored(*id, move, std::move(outcome)); });
}

void DuplicatesPage::restored(JobId job, const Move& move, Result<engine::RestoreReport> outcome) {
    moving_ = false;
    if (!outcome) {
        if (outcome.error().code == ErrorCode::NotFound) moves_.pop_back();
        notice_->showSentence(QString::fromStdString(outcome.error().message));
        showSums();
        return;
    }
    QString sentence = tr("Brought %n pictures back.", nullptr, static_cast<int>(outcome->restored.size()));
    if (!outcome->unindexed.empty())
        sentence = tr("%1 Index their folder again to have them in the collection.").arg(sentence);
    std::vector<std::string> stay;
    for (const auto& failure : outcome->failures)
        stay.push_back(failure.path);
    if (stay.empty()) {
        moves_.pop_back();
    } else {
        sentence = tr("%1 %2 stay in the trash: %3")
                       .arg(sentence)
                       .arg(stay.size())
                       .arg(QString::fromStdString(outcome->failures.front().error));
        jobs_.report(job, sentence, problemsOf(outcome->failures));
    }
    emit collectionChanged(move.collection);
    // Where nothing else was searched since, the groups are known.
    const bool known = move.after && move.after == model_->report() && stay.empty() && move.before;
    if (known)
        model_->setReport(move.before);
    else if (move.collection == collection_)
        search();
    if (moves_.empty() || !stay.empty())
        notice_->showSentence(sentence);
    else
        notice_->showUndoable(sentence, tr("Bring the pictures of the move before back too"));
    showEmpty();
}

void DuplicatesPage::chooseExport() {
    const QString file = QFileDialog::getSaveFileName(this, tr("Export the groups"),
                                                      QDir::home().filePath(QStringLiteral("duplicates.csv")),
                                                      tr("Comma-separated values (*.csv);;JSON (*.json)"));
    if (!file.isEmpty()) exportTo(file);
}

void DuplicatesPage::exportTo(const QString& file) {
    const auto report = model_->report();
    if (!workspace_ || !report) return;
    jobs_.run<bool>(
        QString(), JobListing::Quiet,
        [workspace = workspace_, report,
         path = QFile::encodeName(file).toStdString()](const JobContext&) -> Result<bool> {
            const auto done = workspace->writeDuplicates(*report, path);
            if (!done.ok()) return done.error();
            return true;
        },
        this,
        [this, file](Result<bool> done) {
            notice_->showSentence(done ? tr("Wrote the groups to %1.").arg(QDir::toNativeSeparators(file))
                                       : QString::fromStdString(done.error().message));
        });
}

} // namespace sparlet::ui
