// From what is seen to a figure for a paper.
#include "pages/evaluate_details.h"
#include "pages/evaluate_page.h"
#include "pages/evaluate_queries.h"
#include "pages/evaluate_table.h"
#include "pages/figure_dialog.h"
#include "pages/figure_dialog_evaluation.h"
#include "pages/tradeoff_page.h"
#include "shell/main_window.h"

#include <QMenuBar>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>

namespace sparlet::ui {
namespace {

constexpr qsizetype kMostCurves = 12; // that can be told apart

} // namespace

void MainWindow::buildTradeoffActions() {
    auto* menu = menuBar()->addMenu(tr("Trade-&off"));
    menu->addAction(action("export", tr("&Publish…"), QKeySequence(Qt::CTRL | Qt::Key_P),
                           tr("Set what is seen for print and write it to a file"), [this] { publish(); }));
    for (const auto& command : tradeoff_->commands()) {
        addAction(command.action);
        actions_.append(command.action);
        menu->addAction(command.action);
    }
}

// What the Evaluate page shows, or else the trade-off.
void MainWindow::publish() {
    if (!workspace_) {
        tell(tr("Sparlet's data is still being opened."));
        return;
    }
    const bool evaluations = pages_->currentWidget() == evaluate_ && evaluate_->parts()->currentIndex() == 0;
    if (evaluations)
        publishEvaluations();
    else
        tradeoff_->publish();
}

void MainWindow::publishEvaluations() {
    using report::FigureKind;
    const auto ids = evaluate_->table()->selected();
    if (ids.isEmpty()) {
        tell(tr("Select an evaluation first."));
        return;
    }
    std::vector<std::string> wanted;
    for (const auto& id : ids.first(std::min(ids.size(), kMostCurves)))
        wanted.push_back(id.toStdString());
    const int tab = evaluate_->details()->tabs()->currentIndex();
    const auto first = tab == 1   ? FigureKind::PrecisionRecall
                       : tab == 2 ? FigureKind::Confusion
                                  : FigureKind::QueryStrip;
    jobs_.run<std::vector<report::FigureRequest>>(
        QString(), JobListing::Quiet,
        [workspace = workspace_, wanted, first, query = evaluate_->details()->queries()->currentQuery()](
            const JobContext&) { return readEvaluationFigures(*workspace, wanted, query, first); },
        this,
        [this](Result<std::vector<report::FigureRequest>> outcome) {
            if (!outcome) {
                tell(QString::fromStdString(outcome.error().message));
                return;
            }
            auto* dialog = new FigureDialog(jobs_, workspace_, std::move(*outcome), this);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->show();
        });
}

} // namespace sparlet::ui
