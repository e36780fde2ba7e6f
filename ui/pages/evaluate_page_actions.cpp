// What can be done with evaluations: make, rename, delete, compare, take away.
#include "async/in_turn.h"
#include "itemmodels/picture_image.h"
#include "pages/ablation_view.h"
#include "pages/evaluate_compare.h"
#include "pages/evaluate_details.h"
#include "pages/evaluate_dialog.h"
#include "pages/evaluate_page.h"
#include "pages/evaluate_projects.h"
#include "pages/evaluate_table.h"
#include "pages/model_choices.h"
#include "style/tokens.h"
#include "widgets/notice_bar.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <QTabBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace sparlet::ui {

QAction* EvaluatePage::command(const char* icon, const QString& text, const QKeySequence& keys,
                               const QString& tip, void (EvaluatePage::*run)()) {
    // With its icon from the start: a button without one would keep the width of its text.
    auto* made = new QAction(themedIcon(QString::fromLatin1(icon), palette()), text, this);
    // A button has no key of its own: "(&N)" of other languages would be noise on it.
    made->setIconText(
        QString(text).remove(QRegularExpression(QStringLiteral("\\(&.\\)"))).remove(QLatin1Char('&')));
    made->setShortcut(keys);
    made->setToolTip(keys.isEmpty() ? tip : tr("%1 (%2)").arg(tip, keys.toString(QKeySequence::NativeText)));
    made->setStatusTip(tip);
    connect(made, &QAction::triggered, this, run);
    commands_.append({made, QString::fromLatin1(icon)});
    return made;
}

void EvaluatePage::buildActions() {
    const auto keys = [](Qt::Key key) { return QKeySequence(Qt::CTRL | Qt::SHIFT | key); };
    new_ = command("plus", tr("&New evaluation…"), keys(Qt::Key_N),
                   tr("Measure a model on labelled pictures"), &EvaluatePage::askForNew);
    compare_ =
        command("compare", tr("&Rank diff"), keys(Qt::Key_D),
                tr("What moved between two evaluations, query by query"), &EvaluatePage::compareSelected);
    filter_ = command("filter", tr("&Filter the evaluations"), keys(Qt::Key_L),
                      tr("Show only some of the rows"), &EvaluatePage::focusFilter);
    rename_ =
        command("rename", tr("Re&name the evaluation"), {},
                tr("Give the evaluation another name (F2 in the table)"), &EvaluatePage::renameSelected);
    delete_ = command("trash", tr("&Delete the evaluations"), {}, tr("Delete the selected evaluations (Del)"),
                      &EvaluatePage::deleteSelected);
    copyMarkdown_ = command("copy", tr("Copy the table as &Markdown"), keys(Qt::Key_C),
                            tr("The selected rows, or all, with their protocol and convention"),
                            &EvaluatePage::copyMarkdown);
    copyCsv_ =
        command("copy", tr("Copy the table as &CSV"), {},
                tr("The selected rows, or all, with their protocol and convention"), &EvaluatePage::copyCsv);
    copyLatex_ = command("copy", tr("Copy the table as &LaTeX"), {},
                         tr("The selected rows, or all, with their protocol and convention"),
                         &EvaluatePage::copyLatex);
    export_ = command("export", tr("E&xport the table…"), {}, tr("Write the table as LaTeX, Markdown or CSV"),
                      &EvaluatePage::exportTable);
    publish_ = command("picture", tr("&Publish as figures…"), {},
                       tr("Curves, confusion or the query with its results, set for print (Ctrl+P)"),
                       &EvaluatePage::publish);
    matrix_ =
        command("evaluate", tr("Open an &ablation matrix…"), {},
                tr("A file that names methods, backbones, variants and seeds"), &EvaluatePage::openMatrix);
    locate_ = command("folder", tr("L&ocate the pictures…"), {},
                      tr("Say where the pictures of the evaluation are, after they were moved"),
                      &EvaluatePage::askForPictures);
    takeAway_ = new QMenu(this);
    takeAway_->setToolTipsVisible(true);
    takeAway_->addActions({copyMarkdown_, copyCsv_, copyLatex_});
    takeAway_->addSeparator();
    takeAway_->addActions({export_, publish_});
}

void EvaluatePage::updateActions() {
    const auto ids = table_->selected();
    // What is not in view is not renamed or deleted.
    const bool here = workspace_ != nullptr && parts_->currentIndex() == 0;
    const bool any = here && table_->model()->rowCount() > 0;
    new_->setEnabled(workspace_ != nullptr);
    matrix_->setEnabled(workspace_ != nullptr);
    rename_->setEnabled(here && ids.size() == 1);
    delete_->setEnabled(here && !ids.isEmpty());
    const auto* one = ids.size() == 1 ? table_->model()->find(ids.first()) : nullptr;
    locate_->setEnabled(here && one != nullptr && !one->folder.empty());
    compare_->setEnabled(workspace_ != nullptr && table_->model()->evaluations().size() > 1);
    for (auto* action : {copyMarkdown_, copyCsv_, copyLatex_, export_})
        action->setEnabled(any);
    publish_->setEnabled(here && !ids.isEmpty());
    takeAwayButton_->setEnabled(any);
}

void EvaluatePage::askForNew() {
    const auto ids = table_->selected();
    const auto* one = ids.isEmpty() ? nullptr : table_->model()->find(ids.first());
    const bool known = one != nullptr && !one->data.empty();
    newEvaluation(lastModel_, known ? QFile::decodeName(QByteArray::fromStdString(one->data)) : lastData_);
}

void EvaluatePage::newEvaluation(const QString& model, const QString& pictures) {
    if (!workspace_) return;
    emit wanted();
    jobs_.run<std::vector<engine::ModelSummary>>(
        QString(), JobListing::Quiet,
        [shared = workspace_](const JobContext&) { return modelChoices(*shared); }, this,
        [this, model, pictures](Result<std::vector<engine::ModelSummary>> outcome) {
            if (!outcome) {
                notice_->showSentence(QString::fromStdString(outcome.error().message));
                return;
            }
            EvaluateDialog dialog(std::move(*outcome), this);
            if (!model.isEmpty()) dialog.setModel(model);
            if (!pictures.isEmpty()) dialog.setData(pictures);
            if (dialog.exec() != QDialog::Accepted) return;
            const auto request = dialog.request();
            lastData_ = QFile::decodeName(QByteArray::fromStdString(request.data));
            lastModel_ = QString::fromStdString(request.model);
            evaluate(request, dialog.name());
        });
}

void EvaluatePage::evaluate(const engine::EvaluateRequest& request, const QString& name) {
    if (!workspace_) return;
    const auto title = name.isEmpty() ? displayFileName(request.model) : name;
    jobs_.run<engine::EvaluationSummary>(
        tr("Evaluating “%1”").arg(title), JobListing::Listed,
        [shared = workspace_, request, text = name.toStdString()](const JobContext& context) {
            return shared->keepEvaluation(request, text, context.progress, context.cancel);
        },
        this,
        [this](Result<engine::EvaluationSummary> outcome) {
            if (!outcome) return; // the list of jobs says why
            wantedSelection_ = QStringList{QString::fromStdString(outcome->id)};
            parts_->setCurrentIndex(0);
            refresh();
        });
}

void EvaluatePage::renameSelected() {
    emit wanted();
    parts_->setCurrentIndex(0);
    table_->editName();
}

void EvaluatePage::rename(const QString& id, const QString& name) {
    if (!workspace_) return;
    jobs_.run<bool>(
        QString(), JobListing::Quiet,
        [shared = workspace_, one = id.toStdString(),
         text = name.toStdString()](const JobContext&) -> Result<bool> {
            const auto renamed = shared->renameEvaluation(one, text);
            if (!renamed) return renamed.error();
            return true;
        },
        this,
        [this](Result<bool> outcome) {
            if (!outcome) notice_->showSentence(QString::fromStdString(outcome.error().message));
            refresh();
        });
}

// No question before it: it can be undone, until Sparlet is closed.
void EvaluatePage::deleteSelected() {
    const auto ids = table_->selected();
    if (ids.isEmpty() || !workspace_) return;
    const auto* first = table_->model()->find(ids.first());
    const auto name = first == nullptr ? ids.first() : QString::fromStdString(first->name);
    jobs_.run<InTurn>(
        QString(), JobListing::Quiet,
        [shared = workspace_, ids](const JobContext&) -> Result<InTurn> {
            return inTurn(ids, [&](const std::string& id) { return shared->deleteEvaluation(id); });
        },
        this,
        [this, name](Result<InTurn> outcome) {
            if (!outcome) return;
            deleted_ = outcome->done;
            undo_ = [this] { undoDelete(); };
            const auto tip = tr("Bring the deleted evaluations back (until Sparlet is closed)");
            if (!outcome->problem.isEmpty() && deleted_.isEmpty())
                notice_->showSentence(outcome->problem);
            else if (!outcome->problem.isEmpty())
                notice_->showUndoable(outcome->problem, tip);
            else if (deleted_.size() == 1)
                notice_->showUndoable(tr("“%1” was deleted.").arg(name), tip);
            else
                notice_->showUndoable(
                    tr("%n evaluations were deleted.", nullptr, static_cast<int>(deleted_.size())), tip);
            refresh();
        });
}

void EvaluatePage::undoDelete() {
    if (deleted_.isEmpty() || !workspace_) return;
    wantedSelection_ = deleted_;
    jobs_.run<bool>(
        QString(), JobListing::Quiet,
        [shared = workspace_, ids = std::exchange(deleted_, {})](const JobContext&) -> Result<bool> {
            for (const auto& id : ids)
                if (const auto restored = shared->restoreEvaluation(id.toStdString()); !restored)
                    return restored.error();
            return true;
        },
        this,
        [this](Result<bool> outcome) {
            if (!outcome) notice_->showSentence(QString::fromStdString(outcome.error().message));
            refresh();
        });
}

void EvaluatePage::askForPictures() {
    emit wanted();
    const auto ids = table_->selected();
    const auto* one = ids.isEmpty() ? nullptr : table_->model()->find(ids.first());
    if (!workspace_ || one == nullptr || one->folder.empty()) return;
    const auto from = one->folder;
    // The nearest folder that is there: what was moved is often not far.
    QDir start(QFile::decodeName(QByteArray::fromStdString(one->folderNow)));
    while (!start.exists() && !start.isRoot())
        start.setPath(QFileInfo(start.path()).path());
    const auto title =
        tr("Pictures that were in “%1”").arg(QFile::decodeName(QByteArray::fromStdString(from)));
    const auto chosen = QFileDialog::getExistingDirectory(this, title, start.path());
    if (!chosen.isEmpty()) locatePictures(from, chosen);
}

void EvaluatePage::locatePictures(const std::string& from, const QString& to) {
    setPicturesFolder(from, QFile::encodeName(to).toStdString(), [this, from, to](const std::string& before) {
        undo_ = [this, from, before] { setPicturesFolder(from, before, [](const std::string&) {}); };
        notice_->showUndoable(tr("The pictures are looked for in “%1”.").arg(to),
                              tr("Look for them where they were before"));
    });
}

void EvaluatePage::setPicturesFolder(const std::string& from, const std::string& to,
                                     std::function<void(const std::string& before)> then) {
    if (!workspace_) return;
    jobs_.run<std::string>(
        QString(), JobListing::Quiet,
        [shared = workspace_, from, to](const JobContext&) { return shared->setPicturesFolder(from, to); },
        this,
        [this, then = std::move(then)](Result<std::string> before) {
            if (!before) {
                notice_->showSentence(QString::fromStdString(before.error().message));
                return;
            }
            then(*before);
            refresh();
            details_->forget();
        });
}

void EvaluatePage::focusFilter() {
    emit wanted();
    parts_->setCurrentIndex(0);
    table_->filterField()->setFocus();
    table_->filterField()->selectAll();
}

void EvaluatePage::compareSelected() {
    emit wanted();
    parts_->setCurrentIndex(0);
    details_->tabs()->setCurrentWidget(details_->compare());
}

void EvaluatePage::openMatrix() {
    emit wanted();
    parts_->setCurrentIndex(1);
    ablation_->chooseFile();
}

void EvaluatePage::copyMarkdown() {
    copyTable(QStringLiteral("md"));
}

void EvaluatePage::copyCsv() {
    copyTable(QStringLiteral("csv"));
}

void EvaluatePage::copyLatex() {
    copyTable(QStringLiteral("tex"));
}

// Each protocol and convention among the rows, once; in English as all of the file.
QString EvaluatePage::tableTitle(const QStringList& ids) const {
    QStringList sentences;
    for (const auto& id : ids) {
        const auto* one = table_->model()->find(id);
        if (one == nullptr || !one->problem.empty()) continue;
        const auto sentence = QStringLiteral("Protocol and convention: %1.")
                                  .arg(QString::fromStdString(one->report.convention));
        if (!sentences.contains(sentence)) sentences << sentence;
    }
    return sentences.join(QLatin1Char(' '));
}

void EvaluatePage::writeTable(const QString& file, std::function<void()> then) {
    auto ids = table_->selected();
    if (ids.size() < 2) ids = table_->shown();
    report::TableRequest table;
    table.name = QFileInfo(file).completeBaseName().toStdString();
    table.title = tableTitle(ids).toStdString();
    table.metrics = table_->shownMetrics();
    jobs_.run<bool>(
        QString(), JobListing::Quiet,
        [shared = workspace_, table, ids,
         path = QFile::encodeName(file).toStdString()](const JobContext&) mutable -> Result<bool> {
            const auto all = shared->measurements();
            if (!all) return all.error();
            for (const auto& id : ids) {
                const auto isIt = [&](const auto& one) {
                    return one.source == eval::Measurement::Source::Home && one.id == id.toStdString();
                };
                const auto found = std::find_if(all->begin(), all->end(), isIt);
                if (found != all->end()) table.measurements.push_back(*found);
            }
            const auto written = shared->writeTable(table, path);
            if (!written) return written.error();
            return true;
        },
        this,
        [this, then = std::move(then)](Result<bool> outcome) {
            if (outcome)
                then();
            else
                notice_->showSentence(QString::fromStdString(outcome.error().message));
        });
}

void EvaluatePage::copyTable(const QString& suffix) {
    if (!workspace_) return;
    const auto folder = std::make_shared<QTemporaryDir>();
    const auto file = folder->filePath(QStringLiteral("evaluations.") + suffix);
    writeTable(file, [this, folder, file] {
        QFile in(file);
        if (!in.open(QIODevice::ReadOnly)) {
            notice_->showSentence(tr("The table could not be copied: %1.").arg(in.errorString()));
            return;
        }
        QApplication::clipboard()->setText(QString::fromUtf8(in.readAll()));
        notice_->showSentence(tr("The table is on the clipboard."));
    });
}

void EvaluatePage::publish() {
    emit wanted();
    parts_->setCurrentIndex(0);
    emit publishRequested();
}

void EvaluatePage::exportTable() {
    if (!workspace_) return;
    const auto file = QFileDialog::getSaveFileName(
        this, tr("Export the table"), QDir::home().filePath(QStringLiteral("evaluations.tex")),
        tr("LaTeX (*.tex);;Markdown (*.md);;Comma-separated values (*.csv)"));
    if (file.isEmpty()) return;
    writeTable(file, [this, file] { notice_->showSentence(tr("The table was written to “%1”.").arg(file)); });
}

} // namespace sparlet::ui
