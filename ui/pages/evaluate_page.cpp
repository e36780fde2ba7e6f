#include "pages/evaluate_page.h"

#include "pages/ablation_view.h"
#include "pages/evaluate_compare.h"
#include "pages/evaluate_details.h"
#include "pages/evaluate_projects.h"
#include "pages/evaluate_queries.h"
#include "pages/evaluate_table.h"
#include "pages/picture_overlay.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/notice_bar.h"
#include "widgets/result_grid.h"
#include "widgets/state_view.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace sparlet::ui {
namespace {

constexpr int kWatchMs = 10'000;
constexpr int kTableHeight = 280; // at first
constexpr int kEvaluationsPart = 0, kAblationPart = 1;

} // namespace

EvaluatePage::EvaluatePage(JobManager& jobs, QWidget* parent)
    : QWidget(parent), jobs_(jobs), listRequest_(jobs), titlesRequest_(jobs), parts_(new QTabBar(this)),
      stack_(new QStackedWidget(this)), state_(new StateView(this)), table_(new EvaluateTable(this)),
      details_(new EvaluateDetails(jobs, this)), projects_(new EvaluateProjects(jobs, this)),
      ablation_(new AblationView(jobs, this)), notice_(new NoticeBar(this)) {
    setAccessibleName(tr("Evaluation"));
    buildActions();
    stack_->addWidget(state_);
    stack_->addWidget(buildEvaluations());
    stack_->addWidget(ablation_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildHead());
    layout->addWidget(stack_, 1);
    layout->addWidget(notice_);
    overlay_ = new PictureOverlay(jobs, this);
    asPanel(*this);
    connectParts();
    applyTheme();
    setProblem({});
    updateActions();
}

QWidget* EvaluatePage::buildHead() {
    parts_->addTab(tr("Evaluations"));
    parts_->addTab(tr("Ablation"));
    parts_->setTabToolTip(kEvaluationsPart, tr("Models and their numbers"));
    parts_->setTabToolTip(kAblationPart, tr("A matrix of trainings and evaluations"));
    parts_->setAccessibleName(tr("Parts of the page"));
    parts_->setDrawBase(false);
    parts_->setExpanding(false);
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(metric::margin, metric::gap, metric::margin, 0);
    row->setSpacing(metric::gap);
    row->addWidget(parts_);
    row->addWidget(projects_);
    row->addStretch(1);
    const auto button = [this, row](QAction* action, Qt::ToolButtonStyle style) {
        auto* made = new QToolButton(this);
        made->setDefaultAction(action);
        made->setToolButtonStyle(style);
        made->setAutoRaise(style == Qt::ToolButtonIconOnly);
        made->setProperty("raised", style != Qt::ToolButtonIconOnly);
        made->setFocusPolicy(Qt::StrongFocus);
        made->setAccessibleName(action->text().remove(QLatin1Char('&')));
        row->addWidget(made);
        return made;
    };
    button(new_, Qt::ToolButtonTextBesideIcon);
    button(compare_, Qt::ToolButtonIconOnly);
    takeAwayButton_ = new QToolButton(this);
    takeAwayButton_->setMenu(takeAway_);
    takeAwayButton_->setPopupMode(QToolButton::InstantPopup);
    takeAwayButton_->setAutoRaise(true);
    takeAwayButton_->setFocusPolicy(Qt::StrongFocus);
    takeAwayButton_->setToolTip(tr("Take the table or its figures away"));
    takeAwayButton_->setAccessibleName(tr("Take the table or its figures away"));
    row->addWidget(takeAwayButton_);
    button(rename_, Qt::ToolButtonIconOnly);
    button(delete_, Qt::ToolButtonIconOnly);
    return head;
}

QWidget* EvaluatePage::buildEvaluations() {
    tableBox_ = new QWidget(this);
    auto* column = new QVBoxLayout(tableBox_);
    column->setContentsMargins(metric::margin, metric::gap, metric::margin, 0);
    column->addWidget(table_);
    split_ = new QSplitter(Qt::Vertical, this);
    split_->setChildrenCollapsible(false);
    split_->addWidget(tableBox_);
    split_->addWidget(details_);
    split_->setStretchFactor(0, 2);
    split_->setStretchFactor(1, 5);
    split_->setSizes({kTableHeight, 2 * kTableHeight});
    auto* view = table_->view();
    auto* remove = new QAction(this);
    remove->setShortcut(QKeySequence(QKeySequence::Delete));
    remove->setShortcutContext(Qt::WidgetShortcut);
    connect(remove, &QAction::triggered, delete_, &QAction::trigger);
    view->addAction(remove);
    view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(view, &QTableView::customContextMenuRequested, this, [this, view](const QPoint& at) {
        QMenu menu(this);
        menu.addActions({new_, compare_, rename_, locate_});
        menu.addSeparator();
        menu.addActions({copyMarkdown_, copyCsv_, copyLatex_, export_});
        menu.addSeparator();
        menu.addAction(delete_);
        menu.exec(view->viewport()->mapToGlobal(at));
    });
    return split_;
}

void EvaluatePage::connectParts() {
    connect(parts_, &QTabBar::currentChanged, this, &EvaluatePage::showSelection);
    connect(table_, &EvaluateTable::selectionChanged, this, &EvaluatePage::showSelection);
    connect(table_, &EvaluateTable::opened, details_, &EvaluateDetails::focusQueries);
    connect(table_->model(), &EvaluationModel::renameRequested, this, &EvaluatePage::rename);
    connect(details_, &EvaluateDetails::newRequested, this, &EvaluatePage::askForNew);
    connect(details_, &EvaluateDetails::retryRequested, this, [this] {
        refresh();
        details_->retry();
    });
    connect(details_, &EvaluateDetails::viewRequested, overlay_, &PictureOverlay::showPicture);
    connect(overlay_, &PictureOverlay::stepRequested, this, [this](int by) {
        auto* grid = details_->queries()->grid();
        const int to = grid->currentIndex().row() + by;
        if (!grid->isVisible() || to < 0 || to >= grid->model()->rowCount()) return;
        grid->setCurrentRow(to);
        emit grid->viewRequested(grid->currentIndex());
    });
    connect(overlay_, &PictureOverlay::closed, this, [this] {
        if (details_->queries()->grid()->isVisible()) details_->queries()->grid()->setFocus();
    });
    connect(projects_, &EvaluateProjects::currentChanged, this, [this](const QString& project) {
        table_->setProject(project);
        if (table_->selected().isEmpty() && table_->model()->rowCount() > 0)
            table_->select(table_->model()->idsOf(0));
    });
    connect(projects_, &EvaluateProjects::changed, this, &EvaluatePage::refresh);
    connect(projects_, &EvaluateProjects::message, notice_, &NoticeBar::showSentence);
    connect(ablation_, &AblationView::evaluationsChanged, this, &EvaluatePage::refresh);
    connect(ablation_, &AblationView::message, notice_, &NoticeBar::showSentence);
    connect(ablation_, &AblationView::evaluationRequested, this, &EvaluatePage::openEvaluation);
    connect(notice_, &NoticeBar::undoRequested, this, [this] {
        if (undo_) std::exchange(undo_, {})();
    });
    connect(details_, &EvaluateDetails::locateRequested, this, &EvaluatePage::askForPictures);
    connect(state_, &StateView::primaryTriggered, this, [this] {
        if (workspace_)
            refresh();
        else
            emit retryRequested();
    });
    watch_.setInterval(kWatchMs);
    connect(&watch_, &QTimer::timeout, this, &EvaluatePage::refresh);
}

void EvaluatePage::setWorkspace(std::shared_ptr<engine::Workspace> workspace, ThumbnailLoader* loader) {
    workspace_ = std::move(workspace);
    overlay_->setWorkspace(workspace_);
    details_->setWorkspace(workspace_, loader);
    projects_->setWorkspace(workspace_);
    ablation_->setWorkspace(workspace_);
    titlesRequest_.start<Titles>(
        [shared = workspace_](const JobContext&) -> Result<Titles> {
            Titles titles;
            const auto choices = shared->trainingChoices();
            for (const auto& method : choices.methods)
                titles[QString::fromStdString(method.id)] = QString::fromStdString(method.title);
            for (const auto& backbone : choices.backbones)
                titles[QString::fromStdString(backbone.id)] = QString::fromStdString(backbone.title);
            return titles;
        },
        [this](Result<Titles> titles) {
            if (!titles) return;
            const auto keep = table_->selected();
            table_->model()->setTitles(*titles);
            table_->select(keep);
            ablation_->setTitles(*titles);
        });
    showSelection();
    refresh();
}

void EvaluatePage::setProblem(const QString& sentence) {
    if (sentence.isEmpty())
        state_->setBusy(tr("Opening"));
    else
        state_->setError(tr("Sparlet's data could not be opened"), sentence, {}, tr("Try again"));
    stack_->setCurrentWidget(state_);
}

void EvaluatePage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    watch_.start();
    refresh();
    projects_->refresh();
}

void EvaluatePage::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    watch_.stop();
}

void EvaluatePage::refresh() {
    if (!workspace_) return;
    listRequest_.start<std::vector<engine::EvaluationSummary>>(
        [shared = workspace_](const JobContext&) { return shared->evaluations(); },
        [this](Result<std::vector<engine::EvaluationSummary>> outcome) {
            if (!outcome) {
                listed_ = false;
                state_->setError(tr("The evaluations could not be read"),
                                 QString::fromStdString(outcome.error().message), {}, tr("Try again"));
                showSelection();
                return;
            }
            listed_ = true;
            const bool differ = outcome->size() != table_->model()->evaluations().size();
            details_->setEvaluations(*outcome);
            table_->setEvaluations(std::move(*outcome));
            if (!wantedSelection_.isEmpty() && table_->model()->find(wantedSelection_.first()) != nullptr)
                table_->select(std::exchange(wantedSelection_, {}));
            if (table_->selected().isEmpty() && table_->model()->rowCount() > 0)
                table_->select(table_->model()->idsOf(0));
            showSelection();
            if (differ) emit evaluationsChanged();
        });
}

void EvaluatePage::showSelection() {
    const bool isAblation = parts_->currentIndex() == kAblationPart;
    if (!workspace_ || (!listed_ && !isAblation)) {
        if (workspace_ && state_->state() != StateView::State::Error)
            state_->setBusy(tr("Reading the evaluations"));
        stack_->setCurrentWidget(state_);
    } else if (isAblation) {
        stack_->setCurrentWidget(ablation_);
    } else {
        tableBox_->setVisible(!table_->model()->evaluations().empty());
        stack_->setCurrentWidget(split_);
        details_->setSelected(table_->selected());
    }
    projects_->setSelected(selectedSummaries());
    updateActions();
}

void EvaluatePage::openEvaluation(const QString& id) {
    emit wanted();
    parts_->setCurrentIndex(kEvaluationsPart);
    if (table_->model()->find(id) == nullptr) {
        wantedSelection_ = QStringList{id};
        refresh();
        return;
    }
    // A filter or a project must not hide what was asked for.
    if (table_->model()->rowOf(id) < 0) {
        table_->filterField()->clear();
        projects_->setCurrent({});
    }
    table_->select({id});
    table_->view()->setFocus();
}

void EvaluatePage::openQuery(const QString& id, const std::string& query) {
    openEvaluation(id);
    details_->wantQuery(id, query);
}

std::vector<engine::EvaluationSummary> EvaluatePage::selectedSummaries() const {
    std::vector<engine::EvaluationSummary> all;
    for (const auto& id : table_->selected())
        if (const auto* one = table_->model()->find(id)) all.push_back(*one);
    return all;
}

// The table, then the project and the matrix, one a line; none of them has a line break of its own.
QByteArray EvaluatePage::saveState() const {
    return QByteArrayList{table_->saveState(), projects_->current().toUtf8(),
                          ablation_->session()->file().toUtf8(), lastData_.toUtf8(),
                          split_->saveState().toHex()}
        .join('\n');
}

void EvaluatePage::restoreState(const QByteArray& state) {
    const auto lines = state.split('\n');
    if (lines.size() != 5) return;
    table_->restoreState(lines[0]);
    if (!lines[1].isEmpty()) projects_->setCurrent(QString::fromUtf8(lines[1]));
    if (!lines[2].isEmpty()) ablation_->open(QString::fromUtf8(lines[2]));
    lastData_ = QString::fromUtf8(lines[3]);
    split_->restoreState(QByteArray::fromHex(lines[4]));
}

void EvaluatePage::applyTheme() {
    for (const auto& one : commands_)
        one.action->setIcon(themedIcon(one.icon, palette()));
    takeAwayButton_->setIcon(themedIcon(QStringLiteral("export"), palette()));
}

void EvaluatePage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyTheme();
}

} // namespace sparlet::ui
