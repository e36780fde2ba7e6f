#include "pages/figure_dialog.h"
#include "pages/figure_dialog_export.h"
#include "pages/figure_dialog_preview.h"
#include "pages/tradeoff_controls.h"
#include "pages/tradeoff_figures.h"
#include "pages/tradeoff_page.h"
#include "plots/scatter_plot.h"
#include "ui/screenshots/session.h"

#include <QCheckBox>
#include <QListWidget>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>

#include <algorithm>

namespace sparlet::testing {
namespace {

using ui::TradeoffPage;

/// A dialog over the window, as it is seen.
void keepOver(Session& session, const QString& name, QWidget& dialog) {
    QPixmap both = session.window().grab();
    QPainter painter(&both);
    painter.fillRect(session.window().rect(), QColor(0, 0, 0, 96));
    painter.drawPixmap((session.window().width() - dialog.width()) / 2,
                       (session.window().height() - dialog.height()) / 2, dialog.grab());
    painter.end();
    session.keepPicture(name, both);
}

void plots(Session& session, TradeoffPage& page) {
    auto& scatter = *page.scatter();
    scatter.setFocus(Qt::TabFocusReason);
    if (!scatter.data().front.empty()) {
        scatter.setCurrent(scatter.data().front[scatter.data().front.size() / 2]);
        session.settle(300);
    }
    session.keep(QStringLiteral("tradeoff"));
    const auto before = page.controls()->view();
    auto view = before;
    view.colour = "model_mb";
    view.size = "bytes_per_image";
    view.single = true;
    page.controls()->setView(view);
    emit page.controls()->changed();
    page.table()->setFocus();
    session.settle();
    session.keep(QStringLiteral("tradeoff-sizes"));
    page.controls()->setView(before);
    emit page.controls()->changed();
    page.setTab(TradeoffPage::ParallelTab);
    session.settle();
    session.keep(QStringLiteral("tradeoff-parallel"));
    page.setTab(TradeoffPage::FiguresTab);
    page.figures()->setKind(report::FigureKind::OverallScore);
    waitFor([&] { return !page.figures()->preview()->busy(); });
    session.settle();
    session.keep(QStringLiteral("tradeoff-figures"));
    page.setTab(TradeoffPage::ScatterTab);
    const auto shown = page.rows()->filter();
    auto filter = shown;
    filter.text = QStringLiteral("nothing of this name");
    page.setFilter(filter);
    session.settle();
    session.keep(QStringLiteral("tradeoff-nothing"));
    page.setFilter(shown);
}

void dialog(Session& session, TradeoffPage& page) {
    page.publish();
    auto* dialog = page.figureDialog();
    if (dialog == nullptr) return;
    dialog->resize(dialog->size().boundedTo(session.plan().size - QSize(32, 32)));
    waitFor([&] { return dialog->ready() && !dialog->preview()->busy(); });
    session.settle(1000);
    if (session.wanted(QStringLiteral("publish"))) keepOver(session, QStringLiteral("publish"), *dialog);
    if (session.wanted(QStringLiteral("publish-everything"))) {
        const QTemporaryDir folder;
        auto* everything = dialog->exportEverything();
        everything->setFolder(folder.filePath(QStringLiteral("figures")));
        everything->show();
        everything->start();
        waitFor([&] { return !everything->running(); }, 120'000);
        session.settle();
        keepOver(session, QStringLiteral("publish-everything"), *everything);
        everything->reject();
    }
    dialog->reject();
}

} // namespace

void tradeoffs(Session& session) {
    const QStringList views{QStringLiteral("tradeoff"),          QStringLiteral("tradeoff-sizes"),
                            QStringLiteral("tradeoff-parallel"), QStringLiteral("tradeoff-figures"),
                            QStringLiteral("tradeoff-nothing"),  QStringLiteral("tradeoff-empty"),
                            QStringLiteral("publish"),           QStringLiteral("publish-everything")};
    if (std::none_of(views.begin(), views.end(), [&](const auto& view) { return session.wanted(view); }))
        return;
    if (auto* shown = actionNamed(session.window(), ui::MainWindow::tr("Trade-off"))) shown->trigger();
    auto& page = *session.window().tradeoffPage();
    session.settle(1500);
    if (page.showsState()) {
        session.keep(QStringLiteral("tradeoff-empty"));
    } else {
        plots(session, page);
        dialog(session, page);
    }
    if (auto* explore = actionNamed(session.window(), ui::MainWindow::tr("Explore"))) explore->trigger();
}

} // namespace sparlet::testing
