#include "itemmodels/evaluation_query_model.h"
#include "pages/ablation_view.h"
#include "pages/evaluate_compare.h"
#include "pages/evaluate_details.h"
#include "pages/evaluate_dialog.h"
#include "pages/evaluate_page.h"
#include "pages/evaluate_queries.h"
#include "pages/evaluate_table.h"
#include "ui/screenshots/session.h"
#include "widgets/result_grid.h"

#include <QCheckBox>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>

#include <algorithm>

namespace sparlet::testing {
namespace {

using ui::EvaluationModel;

/// The first rows that have no problem, as many as wanted.
QStringList firstGood(const EvaluationModel& model, int wanted) {
    QStringList ids;
    for (int row = 0; row < model.rowCount() && ids.size() < wanted; ++row) {
        const auto index = model.index(row, 0);
        if (index.data(EvaluationModel::ProblemRole).toString().isEmpty())
            ids << index.data(EvaluationModel::IdRole).toString();
    }
    return ids;
}

void details(Session& session, ui::EvaluatePage& page) {
    auto& table = *page.table();
    auto& tabs = *page.details()->tabs();
    table.select(firstGood(*table.model(), 1));
    session.settle(1500);
    page.details()->queries()->grid()->setFocus();
    session.keep(QStringLiteral("evaluate"));
    table.select(firstGood(*table.model(), 4));
    tabs.setCurrentIndex(1);
    session.settle(1000);
    session.keep(QStringLiteral("evaluate-curves"));
    tabs.setCurrentIndex(2);
    session.settle();
    session.keep(QStringLiteral("evaluate-confusion"));
    table.select(firstGood(*table.model(), 2));
    tabs.setCurrentIndex(3);
    session.settle(1500);
    session.keep(QStringLiteral("evaluate-diff"));
    table.grouping()->setChecked(true);
    tabs.setCurrentIndex(0);
    session.settle(1500);
    session.keep(QStringLiteral("evaluate-seeds"));
    table.grouping()->setChecked(false);
}

void broken(Session& session, ui::EvaluatePage& page) {
    if (!session.wanted(QStringLiteral("evaluate-problem"))) return;
    for (const auto& one : page.table()->model()->evaluations()) {
        if (one.problem.empty()) continue;
        page.table()->select({QString::fromStdString(one.id)});
        session.settle();
        session.keep(QStringLiteral("evaluate-problem"));
        return;
    }
}

void ablation(Session& session, ui::EvaluatePage& page) {
    page.parts()->setCurrentIndex(1);
    session.settle();
    session.keep(QStringLiteral("ablation-empty"));
    auto& view = *page.ablation();
    if (!session.plan().matrix.isEmpty() &&
        (session.wanted(QStringLiteral("ablation")) || session.wanted(QStringLiteral("ablation-live")))) {
        view.open(session.plan().matrix);
        waitFor([&] { return view.model()->rowCount() > 0; });
        view.session()->start();
        const auto done = [&] { return view.model()->count(engine::AblationCell::State::Done); };
        waitFor([&] { return done() >= 3; }, 600'000);
        session.keep(QStringLiteral("ablation-live"));
        waitFor([&] { return !view.session()->running(); }, 600'000);
        session.settle();
        session.keep(QStringLiteral("ablation"));
    }
    page.parts()->setCurrentIndex(0);
}

} // namespace

void evaluations(Session& session) {
    const QStringList views{QStringLiteral("evaluate"),           QStringLiteral("evaluate-curves"),
                            QStringLiteral("evaluate-confusion"), QStringLiteral("evaluate-diff"),
                            QStringLiteral("evaluate-seeds"),     QStringLiteral("evaluate-problem"),
                            QStringLiteral("evaluate-dialog"),    QStringLiteral("evaluate-empty"),
                            QStringLiteral("ablation"),           QStringLiteral("ablation-live"),
                            QStringLiteral("ablation-empty")};
    if (std::none_of(views.begin(), views.end(), [&](const auto& view) { return session.wanted(view); }))
        return;
    if (auto* shown = actionNamed(session.window(), ui::MainWindow::tr("Evaluate"))) shown->trigger();
    auto& page = *session.window().evaluatePage();
    session.settle(1500);
    if (page.table()->model()->evaluations().empty()) {
        session.keep(QStringLiteral("evaluate-empty"));
    } else {
        details(session, page);
        broken(session, page);
        session.keepOpened<ui::EvaluateDialog>(QStringLiteral("evaluate-dialog"),
                                               [&] { page.newEvaluation({}, session.plan().folder); });
    }
    ablation(session, page);
    if (auto* explore = actionNamed(session.window(), ui::MainWindow::tr("Explore"))) explore->trigger();
}

} // namespace sparlet::testing
