#include "pages/train_page.h"

#include "itemmodels/run_model.h"
#include "pages/train_form.h"
#include "pages/train_run_view.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/list_table.h"
#include "widgets/notice_bar.h"
#include "widgets/state_view.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sparlet::ui {
namespace {

constexpr int kWatchMs = 5000;
constexpr int kQueueWidth = 240;
constexpr int kNameWidth = 240;
constexpr int kMostCompared = 8; // colours that can be told apart

} // namespace

TrainPage::TrainPage(JobManager& jobs, QWidget* parent)
    : QWidget(parent), jobs_(jobs), session_(new TrainSession(jobs, this)), runsRequest_(jobs),
      detailsRequest_(jobs), model_(new RunModel(this)), sorted_(new QSortFilterProxyModel(this)),
      stack_(new QStackedWidget(this)), state_(new StateView(this)) {
    setAccessibleName(tr("Training"));
    buildActions();
    form_ = new TrainForm(jobs, this);
    runView_ = new TrainRunView({pause_, stop_, resume_, index_}, this);
    stack_->addWidget(state_);
    stack_->addWidget(form_);
    stack_->addWidget(runView_);
    stack_->setMinimumHeight(fontMetrics().lineSpacing() * 10);
    auto* bottom = new QWidget(this);
    auto* row = new QHBoxLayout(bottom);
    row->setContentsMargins(metric::margin, metric::gap, metric::margin, metric::gap);
    row->setSpacing(metric::margin);
    row->addWidget(buildQueue());
    row->addWidget(buildRuns(), 1);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->addWidget(stack_);
    split->addWidget(bottom);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(split, 1);
    notice_ = new NoticeBar(this);
    layout->addWidget(notice_);
    asPanel(*this);
    connect(form_, &TrainForm::startRequested, this, &TrainPage::startFromForm);
    connect(form_, &TrainForm::cancelRequested, this, [this] {
        formOpen_ = false;
        showSelection();
    });
    connect(state_, &StateView::primaryTriggered, this, [this] {
        if (workspace_ && state_->state() == StateView::State::Error)
            refresh();
        else if (workspace_)
            newRun();
        else
            emit retryRequested();
    });
    connect(model_, &RunModel::renameRequested, this, &TrainPage::rename);
    connect(notice_, &NoticeBar::undoRequested, this, &TrainPage::undoDelete);
    watch_.setInterval(kWatchMs);
    connect(&watch_, &QTimer::timeout, this, &TrainPage::refresh);
    connectSession();
    applyTheme();
    setProblem({});
    updateActions();
    updateQueue();
}

QWidget* TrainPage::buildRuns() {
    sorted_->setSourceModel(model_);
    sorted_->setSortRole(RunModel::SortRole);
    sorted_->setSortCaseSensitivity(Qt::CaseInsensitive);
    table_ = new QTableView(this);
    table_->setModel(sorted_);
    table_->setObjectName(QStringLiteral("runs"));
    table_->setAccessibleName(tr("Training runs"));
    styleAsList(*table_);
    table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table_->setEditTriggers(QAbstractItemView::DoubleClicked);
    table_->setSortingEnabled(true);
    table_->sortByColumn(RunModel::DateColumn, Qt::DescendingOrder);
    table_->setMinimumHeight(metric::control * 4);
    auto* header = table_->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setStretchLastSection(true);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(RunModel::NameColumn, QHeaderView::Interactive);
    header->resizeSection(RunModel::NameColumn, kNameWidth);
    header->setMinimumSectionSize(metric::control * 2);
    table_->viewport()->installEventFilter(this);
    auto* remove = new QAction(this);
    remove->setShortcut(QKeySequence(QKeySequence::Delete));
    remove->setShortcutContext(Qt::WidgetShortcut);
    connect(remove, &QAction::triggered, delete_, &QAction::trigger);
    table_->addAction(remove);
    table_->setContextMenuPolicy(Qt::ActionsContextMenu);
    for (auto* action : {resume_, likeThis_, rename_, index_, smaller_, folder_, delete_})
        table_->addAction(action);
    connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (quiet_) return;
        formOpen_ = false;
        showSelection();
    });

    // Also a run that is selected already is seen again when it is clicked.
    connect(table_, &QTableView::clicked, this, [this] {
        formOpen_ = false;
        showSelection();
    });

    runsTitle_ = new QLabel(tr("Runs"), this);
    auto* hint = new QLabel(tr("Select several to compare their curves"), this);
    hint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    asDimText(*hint);
    auto* tools = new QHBoxLayout;
    tools->setSpacing(metric::gap / 2);
    tools->addWidget(runsTitle_);
    tools->addSpacing(metric::gap);
    tools->addWidget(hint, 1);
    for (auto* action : {newRun_, likeThis_, resume_, rename_, index_, smaller_, folder_, delete_}) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setAccessibleName(action->text().remove(QLatin1Char('&')));
        if (action == newRun_) button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        tools->addWidget(button);
    }
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::gap / 2);
    column->addLayout(tools);
    column->addWidget(table_, 1);
    return box;
}

QWidget* TrainPage::buildQueue() {
    queueBox_ = new QWidget(this);
    queueBox_->setFixedWidth(kQueueWidth);
    queueTitle_ = new QLabel(tr("Queue"), queueBox_);
    queueList_ = new QListWidget(queueBox_);
    queueList_->setAccessibleName(tr("Runs that wait for their turn"));
    queueList_->setFrameShape(QFrame::NoFrame);
    queueList_->setTextElideMode(Qt::ElideRight);
    queueList_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    queueList_->setMinimumHeight(metric::control * 2);
    const auto tool = [this](const QString& tip) {
        auto* button = new QToolButton(queueBox_);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setToolTip(tip);
        button->setAccessibleName(tip);
        return button;
    };
    queueUp_ = tool(tr("Train earlier"));
    queueDown_ = tool(tr("Train later"));
    queueRemove_ = tool(tr("Take out of the queue"));
    queueGo_ = new QPushButton(tr("Go on"), queueBox_);
    queueGo_->setToolTip(tr("Train the first run of the queue now"));
    auto* head = new QHBoxLayout;
    head->setSpacing(metric::gap / 2);
    head->addWidget(queueTitle_, 1);
    head->addWidget(queueUp_);
    head->addWidget(queueDown_);
    head->addWidget(queueRemove_);
    auto* column = new QVBoxLayout(queueBox_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::gap / 2);
    column->addLayout(head);
    column->addWidget(queueList_, 1);
    column->addWidget(queueGo_);
    const auto move = [this](int by) {
        const int row = queueList_->currentRow(), to = row + by;
        if (row < 0 || to < 0 || to >= queueList_->count()) return;
        session_->moveInQueue(row, to);
        queueList_->setCurrentRow(to);
    };
    connect(queueUp_, &QToolButton::clicked, this, [move] { move(-1); });
    connect(queueDown_, &QToolButton::clicked, this, [move] { move(1); });
    connect(queueRemove_, &QToolButton::clicked, this, [this] {
        if (auto* item = queueList_->currentItem())
            session_->takeFromQueue(item->data(Qt::UserRole).toString());
    });
    connect(queueGo_, &QPushButton::clicked, session_, &TrainSession::release);
    connect(queueList_, &QListWidget::itemActivated, this, [this](QListWidgetItem* item) {
        formOpen_ = false;
        select({item->data(Qt::UserRole).toString()});
    });
    return queueBox_;
}

void TrainPage::connectSession() {
    connect(session_, &TrainSession::queueChanged, this, &TrainPage::updateQueue);
    connect(session_, &TrainSession::liveChanged, this, [this] {
        form_->setQueueing(session_->live() != nullptr);
        // Who looks at the run that has just ended sees the next one; who looks elsewhere is left alone.
        if (const auto* live = session_->live()) {
            if (selected() == QStringList{lastLive_}) wantedSelection_ = QStringList{live->run.id};
            lastLive_ = live->run.id;
        }
        shownKey_.clear();
        updateQueue();
        refresh();
        showSelection();
    });
    connect(session_, &TrainSession::progressed, this, [this] {
        const auto ids = selected();
        if (!formOpen_ && ids.size() == 1 && isLive(ids.first())) runView_->setLive(*session_->live());
        updateActions();
    });
    connect(session_, &TrainSession::epochEnded, this, &TrainPage::refresh);
    connect(session_, &TrainSession::ended, this,
            [this](const QString& id, bool finished, const QString& problem) {
                const auto* run = summary(id);
                const auto name = run != nullptr ? QString::fromStdString(run->name) : id;
                if (finished) emit message(tr("“%1” is trained.").arg(name));
                if (!problem.isEmpty()) emit message(problem);
                emit modelsChanged();
            });
}

void TrainPage::setWorkspace(std::shared_ptr<engine::Workspace> workspace) {
    workspace_ = std::move(workspace);
    session_->setWorkspace(workspace_);
    form_->setWorkspace(workspace_);
    updateActions();
    refresh();
}

void TrainPage::setProblem(const QString& sentence) {
    if (workspace_) return;
    if (sentence.isEmpty())
        state_->setBusy(tr("Opening"));
    else
        state_->setError(tr("Sparlet's data could not be opened"), sentence, {}, tr("Try again"));
    stack_->setCurrentWidget(state_);
}

void TrainPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    watch_.start();
    refresh();
}

void TrainPage::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    watch_.stop();
}

void TrainPage::refresh() {
    if (!workspace_) return;
    runsRequest_.start<std::vector<engine::RunSummary>>(
        [shared = workspace_](const JobContext&) { return shared->runs(); },
        [this](Result<std::vector<engine::RunSummary>> outcome) {
            if (!outcome) {
                state_->setError(tr("The runs could not be read"),
                                 QString::fromStdString(outcome.error().message), {}, tr("Try again"));
                if (!formOpen_) stack_->setCurrentWidget(state_);
                return;
            }
            {
                const QScopedValueRollback guard(quiet_, true);
                model_->setRuns(std::move(*outcome));
            }
            fitColumns();
            listed_ = true;
            if (!wantedSelection_.isEmpty()) select(std::exchange(wantedSelection_, {}));
            if (selected().isEmpty() && sorted_->rowCount() > 0)
                select({sorted_->index(0, 0).data(RunModel::IdRole).toString()});
            showSelection();
        });
}

const engine::RunSummary* TrainPage::summary(const QString& id) const {
    const int row = model_->rowOf(id);
    return row < 0 ? nullptr : &model_->runs()[static_cast<std::size_t>(row)];
}

bool TrainPage::isLive(const QString& id) const {
    return session_->live() != nullptr && session_->live()->run.id == id;
}

QStringList TrainPage::selected() const {
    QStringList ids;
    for (const auto& index : table_->selectionModel()->selectedRows())
        ids << index.data(RunModel::IdRole).toString();
    return ids;
}

void TrainPage::select(const QStringList& ids) {
    const QScopedValueRollback guard(quiet_, true);
    QItemSelection rows;
    for (const auto& id : ids) {
        const int row = model_->rowOf(id);
        if (row < 0) continue;
        const auto left = sorted_->mapFromSource(model_->index(row, 0));
        rows.select(left, left.siblingAtColumn(RunModel::columns - 1));
        table_->selectionModel()->setCurrentIndex(left, QItemSelectionModel::NoUpdate);
        table_->scrollTo(left);
    }
    table_->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
    showSelection();
}

void TrainPage::showSelection() {
    updateActions();
    if (!workspace_) return;
    if (formOpen_) {
        stack_->setCurrentWidget(form_);
        return;
    }
    const auto ids = selected();
    if (ids.isEmpty()) {
        shownKey_.clear();
        detailsRequest_.drop();
        if (!listed_)
            state_->setBusy(tr("Reading the runs"));
        else if (state_->state() != StateView::State::Error || model_->rowCount() == 0)
            state_->setEmpty(QStringLiteral("train"), tr("No training run yet"),
                             tr("Train a model on pictures of your own, watch how it learns, and index "
                                "folders with it."),
                             tr("New run…"));
        stack_->setCurrentWidget(state_);
        return;
    }
    if (ids.size() == 1 && isLive(ids.first())) {
        shownKey_.clear();
        detailsRequest_.drop();
        runView_->setLive(*session_->live());
        stack_->setCurrentWidget(runView_);
        return;
    }
    loadDetails(ids);
}

void TrainPage::loadDetails(const QStringList& ids) {
    QString key;
    std::vector<std::string> wanted;
    for (const auto& id : ids.first(std::min<qsizetype>(ids.size(), kMostCompared))) {
        const auto* run = summary(id);
        if (run == nullptr) continue;
        wanted.push_back(run->id);
        key += QStringLiteral("%1/%2/%3/%4;")
                   .arg(id, QString::fromStdString(run->name))
                   .arg(run->epochsDone)
                   .arg(static_cast<int>(run->state));
    }
    if (key == shownKey_) {
        stack_->setCurrentWidget(runView_);
        return;
    }
    detailsRequest_.start<std::vector<engine::RunDetails>>(
        [shared = workspace_, wanted](const JobContext&) -> Result<std::vector<engine::RunDetails>> {
            std::vector<engine::RunDetails> all;
            for (const auto& id : wanted) {
                auto run = shared->run(id);
                if (!run) return run.error();
                all.push_back(std::move(*run));
            }
            return all;
        },
        [this, key](Result<std::vector<engine::RunDetails>> outcome) {
            if (formOpen_) return;
            if (!outcome) {
                state_->setError(tr("The run could not be read"),
                                 QString::fromStdString(outcome.error().message), {}, tr("Try again"));
                stack_->setCurrentWidget(state_);
                return;
            }
            shownKey_ = key;
            details_ = std::move(*outcome);
            if (details_.size() == 1)
                runView_->setRun(details_.front());
            else
                runView_->setCompared(details_);
            stack_->setCurrentWidget(runView_);
        });
}

void TrainPage::updateQueue() {
    const auto keep = queueList_->currentRow();
    queueList_->clear();
    for (const auto& run : session_->queue()) {
        auto* item = new QListWidgetItem(run.name, queueList_);
        item->setData(Qt::UserRole, run.id);
        item->setToolTip(run.name);
        item->setSizeHint(QSize(0, metric::control));
    }
    queueList_->setCurrentRow(std::clamp(keep, 0, std::max(0, queueList_->count() - 1)));
    const bool any = queueList_->count() > 0;
    queueBox_->setVisible(any);
    queueGo_->setVisible(any && session_->held() && session_->live() == nullptr);
    queueTitle_->setText(queueGo_->isVisibleTo(queueBox_) ? tr("Queue, paused") : tr("Queue"));
    model_->setQueue(session_->queuedIds());
    updateActions();
}

void TrainPage::notify(const QString& sentence, bool undo) {
    if (undo)
        notice_->showUndoable(sentence, tr("Bring the deleted runs back"));
    else
        notice_->showSentence(sentence);
}

// Where the columns do not fit side by side, those go that the name says by itself.
void TrainPage::fitColumns() {
    const auto* header = table_->horizontalHeader();
    const auto width = [&](int column) {
        if (column == RunModel::NameColumn) return header->sectionSize(column);
        const auto title = model_->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        int widest =
            header->fontMetrics().horizontalAdvance(title) + 2 * metric::control; // and the sort's sign
        for (int row = 0; row < model_->rowCount(); ++row)
            widest = std::max(widest, metric::margin + table_->fontMetrics().horizontalAdvance(
                                                           model_->index(row, column).data().toString()));
        return widest;
    };
    int needed = 0;
    for (int column = 0; column < RunModel::columns; ++column)
        needed += width(column);
    for (const int column : {RunModel::BackboneColumn, RunModel::DataColumn, RunModel::MethodColumn}) {
        const bool hide = needed > table_->viewport()->width();
        if (hide) needed -= width(column);
        if (table_->isColumnHidden(column) != hide) table_->setColumnHidden(column, hide);
    }
}

bool TrainPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == table_->viewport() && event->type() == QEvent::Resize) fitColumns();
    return QWidget::eventFilter(watched, event);
}

void TrainPage::applyTheme() {
    for (const auto& one : commands_)
        one.action->setIcon(themedIcon(one.icon, palette()));
    queueUp_->setIcon(themedIcon(QStringLiteral("chevron-up"), palette()));
    queueDown_->setIcon(themedIcon(QStringLiteral("chevron-down"), palette()));
    queueRemove_->setIcon(themedIcon(QStringLiteral("close"), palette()));
    for (auto* title : {runsTitle_, queueTitle_})
        title->setFont(headingFont(font()));
}

void TrainPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) applyTheme();
}

} // namespace sparlet::ui
