// How the trade-off page is put together.
#include "itemmodels/measurement_words.h"
#include "pages/figure_dialog.h"
#include "pages/tradeoff_controls.h"
#include "pages/tradeoff_figures.h"
#include "pages/tradeoff_page.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/list_table.h"
#include "widgets/state_view.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace sparlet::ui {
namespace {

constexpr int kViewsShare = 6800, kTableShare = 3200; // of whatever there is
constexpr int kTypingMs = 120;
constexpr int kSavingMs = 800;
constexpr int kSideWidth = 208;
constexpr int kTitleWidth = 260;
constexpr int kPrecision = 60; // rows that a column's width is taken from

QComboBox* filterBox(const QString& name, const QString& tip, const char* object, QWidget* parent) {
    auto* box = new QComboBox(parent);
    box->setObjectName(QString::fromLatin1(object));
    box->setAccessibleName(name);
    box->setToolTip(tip);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(8);
    return box;
}

} // namespace

TradeoffPage::TradeoffPage(JobManager& jobs, QWidget* parent)
    : QWidget(parent), jobs_(jobs), request_(jobs), model_(new MeasurementModel(this)),
      stack_(new QStackedWidget(this)), state_(new StateView(this)) {
    setAccessibleName(tr("Trade-off"));
    content_ = new QWidget(this);
    auto* column = new QVBoxLayout(content_);
    column->setContentsMargins(metric::margin, metric::gap, metric::margin, metric::gap);
    column->setSpacing(metric::gap);
    column->addWidget(buildFilter());
    auto* split = new QSplitter(Qt::Vertical, content_);
    split->setChildrenCollapsible(false);
    split->addWidget(buildViews());
    split->addWidget(buildTable());
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 1);
    split->setSizes({kViewsShare, kTableShare});
    column->addWidget(split, 1);
    stack_->addWidget(state_);
    stack_->addWidget(content_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(stack_);
    asPanel(*this);
    typing_.setSingleShot(true);
    typing_.setInterval(kTypingMs);
    saving_.setSingleShot(true);
    saving_.setInterval(kSavingMs);
    connect(&typing_, &QTimer::timeout, this, &TradeoffPage::applyFilter);
    connect(&saving_, &QTimer::timeout, this, &TradeoffPage::saveView);
    connect(state_, &StateView::primaryTriggered, this, [this] {
        if (!workspace_)
            emit retryRequested();
        else if (state_->state() == StateView::State::Error)
            refresh();
        else
            emit evaluateRequested();
    });
    connectViews();
    buildActions();
    setColumns({QString::number(MeasurementModel::SourceColumn),
                QString::number(MeasurementModel::SeedsColumn), QStringLiteral("map"),
                QStringLiteral("p_at_1"), QStringLiteral("latency_batch1_ms"), QStringLiteral("model_mb"),
                QStringLiteral("bytes_per_image"), QStringLiteral("memory_mb"),
                QStringLiteral("parameters_m")});
    applyTheme();
    setProblem({});
}

QWidget* TradeoffPage::buildFilter() {
    auto* box = new QWidget(content_);
    group_ = filterBox(tr("Group"), tr("Rows that may be compared: the same data and protocol"),
                       "tradeoffGroup", box);
    group_->setMinimumContentsLength(12);
    project_ = filterBox(tr("Project"), tr("Only what belongs to a project"), "tradeoffProject", box);
    method_ = filterBox(tr("Method"), tr("Only one method"), "tradeoffMethod", box);
    text_ = new QLineEdit(box);
    text_->setObjectName(QStringLiteral("tradeoffText"));
    text_->setPlaceholderText(tr("Find rows"));
    text_->setAccessibleName(tr("Find rows"));
    text_->setToolTip(tr("Only rows that have each of these words (Ctrl+L)"));
    text_->setClearButtonEnabled(true);
    text_->setMinimumWidth(100);
    publish_ = new QPushButton(tr("Publish…"), box);
    publish_->setObjectName(QStringLiteral("tradeoffPublish"));
    publish_->setToolTip(tr("Set what is seen for print and write it to a file (Ctrl+P)"));
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::gap);
    row->addWidget(group_, 3);
    row->addWidget(project_, 2);
    row->addWidget(method_, 2);
    row->addWidget(text_, 2);
    row->addWidget(publish_);
    for (auto* filter : {group_, project_, method_})
        connect(filter, &QComboBox::activated, this, [this, filter] {
            if (filter == group_) groupChosen_ = true;
            applyFilter();
        });
    connect(text_, &QLineEdit::textChanged, this, [this] { typing_.start(); });
    connect(publish_, &QPushButton::clicked, this, &TradeoffPage::publish);
    return box;
}

QWidget* TradeoffPage::buildViews() {
    auto* box = new QWidget(content_);
    tabs_ = new QTabBar(box);
    tabs_->setObjectName(QStringLiteral("tradeoffTabs"));
    tabs_->setAccessibleName(tr("Views"));
    tabs_->setExpanding(false);
    tabs_->setDrawBase(false);
    tabs_->addTab(tr("Scatter plot"));
    tabs_->addTab(tr("Parallel coordinates"));
    tabs_->addTab(tr("The papers' figures"));
    scatterBox_ = new QWidget(box);
    scatter_ = new ScatterPlot(scatterBox_);
    scatter_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    legend_ = new ScatterLegend(scatterBox_);
    auto* scatterColumn = new QVBoxLayout(scatterBox_);
    scatterColumn->setContentsMargins(0, 0, 0, 0);
    scatterColumn->setSpacing(metric::gap / 2);
    scatterColumn->addWidget(scatter_, 1);
    scatterColumn->addWidget(legend_);
    parallelBox_ = new QWidget(box);
    parallel_ = new ParallelPlot(parallelBox_);
    auto* hint = new QLabel(
        tr("Up is better. Drag along an axis to keep a range, drag a title to move an axis."), parallelBox_);
    asDimText(*hint);
    hint->setWordWrap(true);
    auto* parallelColumn = new QVBoxLayout(parallelBox_);
    parallelColumn->setContentsMargins(0, 0, 0, 0);
    parallelColumn->addWidget(parallel_, 1);
    parallelColumn->addWidget(hint);
    figures_ = new TradeoffFigures(jobs_, box);
    nothing_ = new StateView(box);
    nothing_->setCompact(true);
    views_ = new QStackedWidget(box);
    for (QWidget* view :
         {scatterBox_, parallelBox_, static_cast<QWidget*>(figures_), static_cast<QWidget*>(nothing_)})
        views_->addWidget(view);
    controls_ = new TradeoffControls(box);
    side_ = new QScrollArea(box);
    side_->setWidget(controls_);
    side_->setWidgetResizable(true);
    side_->setFrameShape(QFrame::NoFrame);
    side_->setFocusPolicy(Qt::NoFocus);
    side_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    side_->setFixedWidth(kSideWidth);
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::margin);
    row->addWidget(views_, 1);
    row->addWidget(side_);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::gap);
    column->addWidget(tabs_);
    column->addLayout(row, 1);
    return box;
}

QWidget* TradeoffPage::buildTable() {
    auto* box = new QWidget(content_);
    title_ = new QLabel(box);
    counts_ = new QLabel(box);
    counts_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    asDimText(*counts_);
    columnsButton_ = new QToolButton(box);
    columnsButton_->setText(tr("Columns"));
    columnsButton_->setToolTip(tr("Choose the columns of the table"));
    columnsButton_->setAccessibleName(tr("Columns"));
    columnsButton_->setToolButtonStyle(Qt::ToolButtonTextOnly);
    columnsButton_->setFocusPolicy(Qt::StrongFocus);
    columnsButton_->setAutoRaise(true);
    table_ = new QTableView(box);
    table_->setObjectName(QStringLiteral("tradeoffRows"));
    table_->setModel(model_);
    table_->setAccessibleName(tr("Rows"));
    styleAsList(*table_);
    table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSortingEnabled(true);
    table_->sortByColumn(MeasurementModel::FirstMetricColumn, Qt::DescendingOrder);
    table_->setMinimumHeight(metric::control * 3);
    auto* header = table_->horizontalHeader();
    header->setSectionsMovable(true);
    header->setResizeContentsPrecision(kPrecision);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(MeasurementModel::TitleColumn, QHeaderView::Interactive);
    header->resizeSection(MeasurementModel::TitleColumn, kTitleWidth);
    header->setMinimumSectionSize(metric::control * 2);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    auto* head = new QHBoxLayout;
    head->setSpacing(metric::gap);
    head->addWidget(title_);
    head->addWidget(counts_, 1);
    head->addWidget(columnsButton_);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::gap / 2);
    column->addLayout(head);
    column->addWidget(table_, 1);
    connect(columnsButton_, &QToolButton::clicked, this, &TradeoffPage::chooseColumns);
    connect(header, &QHeaderView::customContextMenuRequested, this, &TradeoffPage::chooseColumns);
    connect(table_, &QTableView::activated, this,
            [this](const QModelIndex& index) { open(model_->sourceOf(index.row())); });
    connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &TradeoffPage::tableSelected);
    return box;
}

void TradeoffPage::connectViews() {
    scatter_->setCardText([this](int point) {
        return tradeoffCard(
            model_->all()[static_cast<std::size_t>(dots_.rows[static_cast<std::size_t>(point)])]);
    });
    const auto sourceOf = [this](int point) { return dots_.rows[static_cast<std::size_t>(point)]; };
    connect(scatter_, &ScatterPlot::activated, this, [this, sourceOf](int point) { open(sourceOf(point)); });
    connect(scatter_, &ScatterPlot::currentChanged, this,
            [this, sourceOf](int point) { selectSource(sourceOf(point), false); });
    connect(scatter_, &ScatterPlot::selectionRequested, this,
            [this, sourceOf](int point) { selectSource(sourceOf(point), true); });
    connect(parallel_, &ParallelPlot::activated, this,
            [this](int line) { open(lines_.rows[static_cast<std::size_t>(line)]); });
    connect(controls_, &TradeoffControls::changed, this, [this] {
        axisChosen_ = axisChosen_ || controls_->view().x != shown_.x;
        viewChanged();
    });
    connect(controls_, &TradeoffControls::resetRequested, this, [this] { scatter_->resetView(); });
    connect(tabs_, &QTabBar::currentChanged, this, [this] {
        if (!loaded_) return;
        showCounts();
        showStates();
        saving_.start();
    });
    connect(figures_, &TradeoffFigures::publishRequested, this, &TradeoffPage::publish);
    connect(nothing_, &StateView::primaryTriggered, this, [this] { setFilter({}); });
}

QAction* TradeoffPage::command(const char* icon, const QString& text, const QKeySequence& keys,
                               const QString& tip, std::function<void()> run) {
    auto* made = new QAction(text, this);
    made->setShortcut(keys);
    made->setToolTip(keys.isEmpty() ? tip : tr("%1 (%2)").arg(tip, keys.toString(QKeySequence::NativeText)));
    made->setStatusTip(tip);
    connect(made, &QAction::triggered, this, [run = std::move(run)] { run(); });
    commands_.append({made, QString::fromLatin1(icon)});
    return made;
}

void TradeoffPage::buildActions() {
    command("export", tr("Export &every figure and table…"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_P),
            tr("Write all of the papers' figures and tables to a folder"), [this] { publishEverything(); });
    const auto view = [this](const QString& text, Qt::Key key, const QString& tip, Tab tab) {
        command("trade-off", text, QKeySequence(Qt::ALT | key), tip, [this, tab] {
            emit wanted();
            setTab(tab);
        });
    };
    view(tr("&Scatter plot"), Qt::Key_1, tr("One number against another"), ScatterTab);
    view(tr("Parallel &coordinates"), Qt::Key_2, tr("All numbers of every row"), ParallelTab);
    view(tr("The papers' &figures"), Qt::Key_3, tr("The papers' figures over your own rows"), FiguresTab);
    command("search", tr("Find &rows"), QKeySequence(Qt::CTRL | Qt::Key_L),
            tr("Show only rows with certain words"), [this] {
                emit wanted();
                text_->setFocus(Qt::ShortcutFocusReason);
                text_->selectAll();
            });
}

void TradeoffPage::chooseColumns() {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column = 1; column < model_->columnCount(); ++column) {
        const int at = column - MeasurementModel::FirstMetricColumn;
        if (at == 0) menu->addSeparator();
        auto* action =
            menu->addAction(at >= 0 ? metricTitle(eval::metrics()[static_cast<std::size_t>(at)])
                                    : model_->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!table_->isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            table_->setColumnHidden(column, !shown);
            saving_.start();
        });
    }
    menu->popup(columnsButton_->mapToGlobal(QPoint(0, columnsButton_->height())));
}

void TradeoffPage::applyTheme() {
    for (const auto& one : commands_)
        one.action->setIcon(themedIcon(one.icon, palette()));
    title_->setFont(headingFont(font()));
}

} // namespace sparlet::ui
