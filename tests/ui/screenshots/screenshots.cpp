#include "ui/screenshots/screenshots.h"

#include "itemmodels/run_model.h"
#include "pages/compact_dialog.h"
#include "pages/compact_form.h"
#include "pages/describe_dialog.h"
#include "pages/explore_page.h"
#include "pages/text_source.h"
#include "pages/train_form.h"
#include "pages/train_page.h"
#include "pages/train_session.h"
#include "shell/command_palette.h"
#include "shell/index_dialog.h"
#include "shell/settings_dialog.h"
#include "style/theme.h"
#include "ui/screenshots/session.h"
#include "widgets/collapsible_section.h"
#include "widgets/query_bar.h"
#include "widgets/result_grid.h"

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>
#include <QTableView>

#include <algorithm>
#include <functional>

namespace sparlet::testing {
namespace {

void start(Session& session) {
    session.window().openAtStart(session.plan().collection, QString());
    session.window().show();
    if (!session.plan().collection.isEmpty())
        waitFor([&] { return session.page().grid()->model()->rowCount() > 0; });
    session.settle(1500);
}

void browseAndQuery(Session& session) {
    session.page().grid()->setFocus();
    session.keep(QStringLiteral("browse"));
    session.page().grid()->setCurrentRow(session.plan().queryRow);
    session.page().queryWithCurrent();
    waitFor([&] { return session.page().report() != nullptr; });
    session.page().grid()->setCurrentRow(2);
    session.settle(1500);
    session.page().grid()->setFocus();
    session.keep(QStringLiteral("results"));
    session.raise(QStringLiteral("expansion"));
    session.settle();
    session.keep(QStringLiteral("expansion"));
    session.raise(QStringLiteral("inspector"));
    if (session.wanted(QStringLiteral("large"))) {
        session.page().showCurrentLarge();
        session.settle(1500);
        session.keep(QStringLiteral("large"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    }
}

void queryByWords(Session& session) {
    if (session.plan().words.isEmpty() || !session.wanted(QStringLiteral("words"))) return;
    session.page().clearQuery();
    engine::QueryPart part;
    part.source = engine::QueryPart::Source::Text;
    part.value = session.plan().words.toStdString();
    session.page().queryBar()->addPart(part);
    session.settle(2000);
    session.keep(QStringLiteral("words"));
}

void index(Session& session) {
    if (session.plan().folder.isEmpty() || !session.wanted(QStringLiteral("indexing"))) return;
    session.window().index({session.plan().folder.toStdString(), "indexing", {}});
    session.settle(2500);
    session.keep(QStringLiteral("indexing"));
    session.window().jobs()->cancelAll();
    waitFor([&] { return !session.window().jobs()->busy(); });
    session.settle();
}

/// A run of a few minutes over the plan's folder in the middle of its work, with two that wait; all three are
/// deleted again.
void liveTraining(Session& session) {
    if (session.plan().folder.isEmpty() || !session.wanted(QStringLiteral("train-live"))) return;
    auto* page = session.window().trainPage();
    QStringList known, made;
    for (const auto& run : page->runs()->runs())
        known << QString::fromStdString(run.id);
    for (const char* method : {"baseline", "spca", "sparse"}) {
        page->newRun();
        auto& form = *page->form();
        form.setData(session.plan().folder);
        const auto choose = [&](const QString& id) {
            for (auto* box : form.findChildren<QComboBox*>())
                if (const int at = box->findData(id); at >= 0) box->setCurrentIndex(at);
        };
        choose(QString::fromLatin1(method));
        choose(QStringLiteral("mobilenet_v3_small"));
        form.findChild<QSpinBox*>(QStringLiteral("trainingBatch"))->setValue(16);
        if (!waitFor([&] { return form.complete(); })) return;
        emit form.startRequested();
        const auto rows = known.size() + made.size() + 1;
        if (!waitFor([&] { return page->runs()->rowCount() == rows; })) return;
        for (const auto& run : page->runs()->runs()) {
            const auto id = QString::fromStdString(run.id);
            if (!known.contains(id) && !made.contains(id)) made << id;
        }
    }
    page->select({made.first()});
    waitFor([&] { return page->session()->live() && page->session()->live()->done.size() >= 3; }, 300'000);
    session.settle(1500);
    session.keep(QStringLiteral("train-live"));
    for (const auto& id : made)
        page->session()->takeFromQueue(id);
    page->session()->pause();
    waitFor([&] { return page->session()->live() == nullptr; }, 60'000);
    session.remove(made);
}

/// The home's runs, the newest one's curves, the form over the plan's folder, and the dialog for texts.
void training(Session& session) {
    const QStringList views{QStringLiteral("train"),      QStringLiteral("train-compare"),
                            QStringLiteral("train-live"), QStringLiteral("train-form"),
                            QStringLiteral("describe"),   QStringLiteral("train-advanced")};
    if (std::none_of(views.begin(), views.end(), [&](const auto& view) { return session.wanted(view); }))
        return;
    if (auto* train = actionNamed(session.window(), ui::MainWindow::tr("Train"))) train->trigger();
    session.settle(1500);
    auto* page = session.window().trainPage();
    if (page->runs()->rowCount() > 0) page->table()->selectRow(0);
    session.settle(800);
    session.keep(QStringLiteral("train"));
    if (page->runs()->rowCount() > 1 && session.wanted(QStringLiteral("train-compare"))) {
        const auto& runs = page->runs()->runs();
        page->select({QString::fromStdString(runs[0].id), QString::fromStdString(runs[1].id)});
        session.settle(1500);
        session.keep(QStringLiteral("train-compare"));
    }
    liveTraining(session);
    page->newRun();
    page->form()->setData(session.plan().folder);
    session.settle(2500);
    session.keep(QStringLiteral("train-form"));
    if (auto* advanced = page->form()->findChild<ui::CollapsibleSection*>();
        advanced != nullptr && session.wanted(QStringLiteral("train-advanced"))) {
        advanced->setOpen(true);
        session.settle(300);
        for (auto* area : page->form()->findChildren<QScrollArea*>())
            area->verticalScrollBar()->setValue(area->verticalScrollBar()->maximum());
        session.settle(300);
        session.keep(QStringLiteral("train-advanced"));
        advanced->setOpen(false);
    }
    if (session.wanted(QStringLiteral("describe"))) {
        auto* texts = page->form()->findChild<ui::TextSource*>();
        texts->setKind(ui::TextSource::Kind::Captions);
        session.settle();
        session.keepOpened<ui::DescribeDialog>(QStringLiteral("describe"),
                                               [&] { emit texts->describeRequested(); });
    }
    if (auto* explore = actionNamed(session.window(), ui::MainWindow::tr("Explore"))) explore->trigger();
}

/// A model with fewer bits, by a budget and then by hand, both measured.
void smallerModel(Session& session) {
    const bool any =
        session.wanted(QStringLiteral("compact")) || session.wanted(QStringLiteral("compact-empty"));
    if (session.plan().folder.isEmpty() || session.plan().model.isEmpty() || !any) return;
    const auto name = ui::MainWindow::tr("M&ake a model smaller…").remove(QLatin1Char('&'));
    if (auto* made = actionNamed(session.window(), name)) made->trigger();
    auto* dialog = session.window().compactDialog();
    if (dialog == nullptr) return;
    dialog->resize(dialog->size().boundedTo(session.plan().size - QSize(64, 64)));
    dialog->setModel(session.plan().model);
    dialog->form()->setFolder(session.plan().folder);
    session.settle(1500);
    session.keep(QStringLiteral("compact-empty"), dialog);
    if (!session.wanted(QStringLiteral("compact"))) return dialog->reject();
    auto* study = dialog->study();
    bool failed = false;
    QObject watching;
    QObject::connect(study, &ui::CompactStudy::failed, &watching, [&failed] { failed = true; });
    const auto ready = [study] {
        return study->state() == ui::CompactStudy::State::Ready && !study->curve().empty() &&
               study->settled();
    };
    dialog->form()->setSample(300);
    dialog->form()->start()->click();
    const auto measured = [&](std::size_t trials) {
        study->measure();
        return waitFor([&] { return failed || (ready() && study->trials().size() == trials); }, 600'000) &&
               !failed;
    };
    if (!waitFor([&] { return failed || ready(); }, 600'000) || failed || !measured(1))
        return dialog->reject();
    study->setWidth(2, {4, 0.6});
    study->setWidth(3, {3, 0.8});
    if (waitFor(ready) && measured(2)) {
        session.settle();
        session.keep(QStringLiteral("compact"), dialog);
    }
    dialog->reject();
}

void dialogs(Session& session) {
    const auto name = [](const char* text) { return ui::MainWindow::tr(text).remove(QLatin1Char('&')); };
    session.keepDialog<ui::IndexDialog>(QStringLiteral("index-dialog"), name("&Index a folder…"),
                                        [&](ui::IndexDialog& dialog) {
                                            if (!session.plan().folder.isEmpty())
                                                dialog.setFolder(session.plan().folder);
                                        });
    session.keepDialog<ui::SettingsDialog>(QStringLiteral("settings"), name("&Settings…"));
    session.keepDialog<QDialog>(QStringLiteral("commands"), name("&Commands…"));
    session.keepDialog<QDialog>(QStringLiteral("help"), name("&Help"));
    session.keepDialog<QDialog>(QStringLiteral("about"), name("&About Sparlet"));
}

} // namespace

QStringList takeScreenshots(const ScreenshotPlan& plan) {
    ui::applyAppearance(*qApp, plan.appearance);
    Session session(plan);
    session.window().setAppearance(plan.appearance);
    start(session);
    evaluations(session);
    tradeoffs(session);
    duplicates(session);
    if (plan.collection.isEmpty()) {
        session.keep(QStringLiteral("empty"));
        return session.written();
    }
    browseAndQuery(session);
    queryByWords(session);
    if (session.wanted(QStringLiteral("codes"))) {
        if (auto* codes = actionNamed(session.window(), ui::MainWindow::tr("Codes"))) codes->trigger();
        session.settle(1500);
        session.keep(QStringLiteral("codes"));
        if (auto* explore = actionNamed(session.window(), ui::MainWindow::tr("Explore"))) explore->trigger();
    }
    training(session);
    smallerModel(session);
    index(session);
    dialogs(session);
    return session.written();
}

} // namespace sparlet::testing
