// The rail with its pages, and what the pages ask of the window.
#include "itemmodels/picture_image.h"
#include "pages/codes_page.h"
#include "pages/duplicates_page.h"
#include "pages/evaluate_page.h"
#include "pages/explore_page.h"
#include "pages/tradeoff_page.h"
#include "pages/train_page.h"
#include "shell/jobs_bar.h"
#include "shell/main_window.h"
#include "style/theme.h"
#include "widgets/expansion_panel.h"
#include "widgets/inspector_panel.h"

#include <QActionGroup>
#include <QDesktopServices>
#include <QDockWidget>
#include <QLabel>
#include <QStackedWidget>
#include <QToolBar>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace sparlet::ui {
namespace {

constexpr int kRailWidth = 80;

} // namespace

void MainWindow::buildRail() {
    rail_ = new QToolBar(tr("Pages"), this);
    rail_->setObjectName(QStringLiteral("rail"));
    rail_->setMovable(false);
    rail_->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    rail_->setIconSize(QSize(metric::iconSize, metric::iconSize));
    rail_->setContextMenuPolicy(Qt::PreventContextMenu);
    asPanel(*rail_);
    addToolBar(Qt::LeftToolBarArea, rail_);
    pagesGroup_ = new QActionGroup(this);
    // A page keeps its key, whatever other pages there are.
    const auto page = [this](const char* icon, const QString& text, QWidget* widget, Qt::Key key,
                             const QString& tip) {
        auto* made = action(icon, text, QKeySequence(Qt::CTRL | key), tip,
                            [this, widget] { showPage(pages_->indexOf(widget)); });
        made->setCheckable(true);
        pagesGroup_->addAction(made);
        rail_->addAction(made);
    };
    page("explore", tr("Explore"), explore_, Qt::Key_1, tr("Browse and query the collection"));
    page("codes", tr("Codes"), codes_, Qt::Key_2, tr("Sparsity and bits of the whole collection"));
    page("train", tr("Train"), train_, Qt::Key_4, tr("Train models and see how they learn"));
    page("evaluate", tr("Evaluate"), evaluate_, Qt::Key_5,
         tr("Measure models, and see the images behind the numbers"));
    page("trade-off", tr("Trade-off"), tradeoff_, Qt::Key_6,
         tr("See what accuracy costs, and make the figures of a paper"));
    page("duplicates", tr("Duplicates"), duplicates_, Qt::Key_7,
         tr("Find pictures that are nearly the same, and move the worse ones to the trash"));
    pagesGroup_->actions().first()->setChecked(true);
    for (auto* button : rail_->findChildren<QToolButton*>())
        button->setFixedWidth(kRailWidth - metric::gap);
    rail_->setFixedWidth(kRailWidth);
}

void MainWindow::connectPages() {
    connect(explore_, &ExplorePage::indexRequested, this,
            [this](const QString& folder) { askToIndex(folder); });
    connect(explore_, &ExplorePage::demoRequested, this, &MainWindow::indexDemo);
    connect(explore_, &ExplorePage::retryRequested, this, &MainWindow::openWorkspace);
    connect(jobsBar_, &JobsBar::problemsRequested, this, &MainWindow::showJobProblems);
    connect(explore_, &ExplorePage::message, this, &MainWindow::tell);
    connect(explore_, &ExplorePage::currentImageChanged, this, &MainWindow::inspect);
    connect(explore_, &ExplorePage::answered, this, &MainWindow::showExpansion);
    connect(explore_, &ExplorePage::emptied, this, [this] {
        expansion_->clear();
        explore_->setExpansionSummary({});
    });
    connect(explore_, &ExplorePage::collectionOpened, this,
            [this](const engine::CollectionSummary& summary, const QString& model) {
                modelLabel_->setText(tr("model: %1").arg(model));
                setWindowTitle(tr("%1 – Sparlet").arg(QString::fromStdString(summary.name)));
            });
    connect(codes_, &CodesPage::indexRequested, this, [this] { askToIndex(QString()); });
    connect(train_, &TrainPage::indexRequested, this,
            [this](const QString& model) { refreshLists([this, model] { askToIndex(QString(), model); }); });
    connect(train_, &TrainPage::smallerRequested, this, &MainWindow::makeSmaller);
    connect(train_, &TrainPage::message, this, &MainWindow::tell);
    connect(train_, &TrainPage::modelsChanged, this, [this] { refreshLists(); });
    connect(train_, &TrainPage::retryRequested, this, &MainWindow::openWorkspace);
    connect(train_, &TrainPage::wanted, this, [this] { showPage(pages_->indexOf(train_)); });
    connect(evaluate_, &EvaluatePage::message, this, &MainWindow::tell);
    connect(evaluate_, &EvaluatePage::retryRequested, this, &MainWindow::openWorkspace);
    connect(evaluate_, &EvaluatePage::publishRequested, this, &MainWindow::publish);
    connect(evaluate_, &EvaluatePage::wanted, this, [this] { showPage(pages_->indexOf(evaluate_)); });
    connect(tradeoff_, &TradeoffPage::message, this, &MainWindow::tell);
    connect(tradeoff_, &TradeoffPage::retryRequested, this, &MainWindow::openWorkspace);
    connect(tradeoff_, &TradeoffPage::wanted, this, [this] { showPage(pages_->indexOf(tradeoff_)); });
    connect(tradeoff_, &TradeoffPage::evaluateRequested, this,
            [this] { showPage(pages_->indexOf(evaluate_)); });
    connect(tradeoff_, &TradeoffPage::evaluationRequested, this, [this](const QString& id) {
        showPage(pages_->indexOf(evaluate_));
        evaluate_->openEvaluation(id);
    });
    connectDuplicates();
    auto* session = explore_->session();
    connect(session, &QuerySession::stateChanged, this, [this, session] {
        expansion_->setRounds(session->state().rounds);
        expansion_->setGamma(session->state().gamma);
    });
    connect(session, &QuerySession::pendingChanged, expansion_, &ExpansionPanel::setBusy);
    connect(expansion_, &ExpansionPanel::roundsChanged, session, &QuerySession::setRounds);
    connect(expansion_, &ExpansionPanel::gammaChanged, session, &QuerySession::setGamma);
    connect(inspector_, &InspectorPanel::openRequested, this,
            [](const std::string& path) { QDesktopServices::openUrl(fileUrl(path)); });
    connect(inspector_, &InspectorPanel::showInFolderRequested, this, [](const std::string& path) {
        QDesktopServices::openUrl(fileUrl(path.substr(0, path.find_last_of('/'))));
    });
}

void MainWindow::connectDuplicates() {
    connect(duplicates_, &DuplicatesPage::message, this, &MainWindow::tell);
    connect(duplicates_, &DuplicatesPage::retryRequested, this, &MainWindow::openWorkspace);
    connect(duplicates_, &DuplicatesPage::indexRequested, this, [this] { askToIndex(QString()); });
    connect(duplicates_, &DuplicatesPage::wanted, this, [this] { showPage(pages_->indexOf(duplicates_)); });
    connect(duplicates_, &DuplicatesPage::similarRequested, this, [this](const std::string& path) {
        showPage(pages_->indexOf(explore_));
        explore_->queryWithIndexed(path);
    });
    connect(duplicates_, &DuplicatesPage::collectionChanged, this, [this](const QString& name) {
        refreshLists([this, name] {
            if (explore_->collection() != name) return;
            explore_->reload();
            codes_->setCollection(name.toStdString());
        });
    });
}

void MainWindow::showPage(int page) {
    const auto* wanted = pages_->widget(page);
    // A page that has the window's width for itself does not ask it of the others, beside the panels.
    const int needed = wanted->minimumSizeHint().width();
    pages_->setMinimumWidth(std::min(needed, pages_->minimumSizeHint().width()));
    setPanelsAside(wanted == train_ || wanted == evaluate_ || wanted == tradeoff_ || wanted == duplicates_);
    pages_->setMinimumWidth(needed);
    pages_->setCurrentIndex(page);
    pagesGroup_->actions().at(page)->setChecked(true);
}

void MainWindow::setPanelsAside(bool aside) {
    if (aside == !layoutWithPanels_.isEmpty()) return;
    if (aside) {
        layoutWithPanels_ = saveState(kLayoutVersion);
        inspectorDock_->hide();
        expansionDock_->hide();
    } else {
        restoreState(std::exchange(layoutWithPanels_, {}), kLayoutVersion);
    }
}

} // namespace sparlet::ui
