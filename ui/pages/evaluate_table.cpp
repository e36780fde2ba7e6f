#include "pages/evaluate_table.h"

#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/list_table.h"

#include <QAction>
#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QScopedValueRollback>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace sparlet::ui {
namespace {

constexpr int kNameWidth = 230;
constexpr int kWidest = 320;   // of a column that fits itself
constexpr int kMeasured = 200; // rows that are looked at for it

/// Columns that measurements have too.
constexpr std::array kMetricColumns{
    EvaluationModel::MapColumn,        EvaluationModel::PAt1Column,    EvaluationModel::PAt5Column,
    EvaluationModel::PAt10Column,      EvaluationModel::LatencyColumn, EvaluationModel::Latency32Column,
    EvaluationModel::SizeColumn,       EvaluationModel::BytesColumn,   EvaluationModel::MemoryColumn,
    EvaluationModel::ParametersColumn, EvaluationModel::DensityColumn, EvaluationModel::BitsColumn};

} // namespace

EvaluateTable::EvaluateTable(QWidget* parent)
    : QWidget(parent), model_(new EvaluationModel(this)), view_(new QTableView(this)),
      filter_(new QLineEdit(this)), grouping_(new QCheckBox(tr("Mean over &seeds"), this)),
      columnsButton_(new QToolButton(this)), columns_(new QMenu(this)), count_(new QLabel(this)) {
    filter_->setPlaceholderText(tr("Filter by name, method, data…"));
    filter_->setAccessibleName(tr("Filter the evaluations"));
    filter_->setToolTip(tr("Shows only rows that have all these words (Ctrl+Shift+L)"));
    filter_->setClearButtonEnabled(true);
    filter_->setMaximumWidth(320);
    grouping_->setToolTip(tr("One row for all seeds of a configuration, with mean ± deviation"));
    count_->setAccessibleName(tr("Rows that are shown"));
    asDimText(*count_);
    buildView();
    buildColumns();
    auto* tools = new QHBoxLayout;
    tools->setSpacing(metric::gap);
    tools->addWidget(filter_, 1);
    tools->addWidget(grouping_);
    tools->addWidget(columnsButton_);
    tools->addStretch(1);
    tools->addWidget(count_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::gap / 2);
    column->addLayout(tools);
    column->addWidget(view_, 1);
    connect(filter_, &QLineEdit::textChanged, this,
            [this](const QString& text) { keepingSelection([&] { model_->setFilter(text); }); });
    connect(grouping_, &QCheckBox::toggled, this, [this](bool on) {
        keepingSelection([&] { model_->setGrouped(on); });
        if (on) widenNumbers();
    });
    resetColumns();
    applyTheme();
    updateCount();
}

void EvaluateTable::buildView() {
    view_->setModel(model_);
    view_->setObjectName(QStringLiteral("evaluations"));
    view_->setAccessibleName(tr("Evaluations"));
    styleAsList(*view_);
    view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view_->installEventFilter(this);
    view_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view_->setMinimumHeight(metric::control * 4);
    auto* header = view_->horizontalHeader();
    header->setSectionsMovable(true);
    header->setFirstSectionMovable(false);
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setMinimumSectionSize(metric::control * 2);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QHeaderView::customContextMenuRequested, this,
            [this, header](const QPoint& at) { columns_->exec(header->mapToGlobal(at)); });
    view_->setSortingEnabled(true);
    view_->sortByColumn(EvaluationModel::DateColumn, Qt::DescendingOrder);
    connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (!quiet_) emit selectionChanged();
    });
    connect(view_, &QTableView::activated, this, &EvaluateTable::opened);
}

void EvaluateTable::buildColumns() {
    columnsButton_->setText(tr("Columns"));
    columnsButton_->setToolTip(tr("Choose what the table shows"));
    columnsButton_->setAccessibleName(tr("Columns of the table"));
    columnsButton_->setPopupMode(QToolButton::InstantPopup);
    columnsButton_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    columnsButton_->setFocusPolicy(Qt::StrongFocus);
    columnsButton_->setProperty("raised", true);
    columnsButton_->setMenu(columns_);
    columns_->setToolTipsVisible(true);
    for (int column = 0; column < EvaluationModel::columns; ++column) {
        auto* action = columns_->addAction(EvaluationModel::title(column));
        action->setToolTip(EvaluationModel::explanation(column));
        action->setCheckable(true);
        action->setEnabled(column != EvaluationModel::NameColumn);
        connect(action, &QAction::toggled, this,
                [this, column](bool on) { view_->setColumnHidden(column, !on); });
        columnActions_ << action;
    }
    columns_->addSeparator();
    const auto add = [this](const QString& text, const QKeySequence& keys, auto run) {
        auto* action = columns_->addAction(text);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        view_->addAction(action);
        connect(action, &QAction::triggered, this, run);
    };
    add(tr("Move the current column left"), QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_Left),
        [this] { moveColumn(-1); });
    add(tr("Move the current column right"), QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_Right),
        [this] { moveColumn(1); });
    add(tr("Sort by the current column"), QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_Up), [this] {
        const int column = view_->currentIndex().column();
        if (column < 0) return;
        const bool same = model_->sortColumn() == column;
        view_->sortByColumn(column, same && model_->sortOrder() == Qt::DescendingOrder ? Qt::AscendingOrder
                                                                                       : Qt::DescendingOrder);
    });
    add(tr("Columns as at first"), {}, [this] { resetColumns(); });
}

// Past what is hidden; the name stays first.
void EvaluateTable::moveColumn(int by) {
    auto* header = view_->horizontalHeader();
    const int column = view_->currentIndex().column();
    if (column <= EvaluationModel::NameColumn) return;
    int to = header->visualIndex(column) + by;
    while (to > 0 && to < header->count() && header->isSectionHidden(header->logicalIndex(to)))
        to += by;
    if (to > 0 && to < header->count()) header->moveSection(header->visualIndex(column), to);
}

void EvaluateTable::resetColumns() {
    auto* header = view_->horizontalHeader();
    for (int column = 0; column < EvaluationModel::columns; ++column) {
        header->moveSection(header->visualIndex(column), column);
        columnActions_[column]->setChecked(EvaluationModel::shownAtFirst(column));
        view_->setColumnHidden(column, !EvaluationModel::shownAtFirst(column));
        const int title = header->fontMetrics().horizontalAdvance(EvaluationModel::title(column));
        header->resizeSection(column, std::clamp(title + metric::margin * 2, metric::control * 3, kWidest));
    }
    header->resizeSection(EvaluationModel::NameColumn, kNameWidth);
    for (const int column : {EvaluationModel::BackboneColumn, EvaluationModel::DateColumn})
        header->resizeSection(column, header->fontMetrics().horizontalAdvance(QLatin1Char('0')) * 21);
}

void EvaluateTable::keepingSelection(const std::function<void()>& change) {
    const auto ids = selected();
    {
        const QScopedValueRollback guard(quiet_, true);
        change();
        select(ids);
    }
    updateCount();
    emit selectionChanged();
}

void EvaluateTable::setEvaluations(std::vector<engine::EvaluationSummary> evaluations) {
    keepingSelection([&] { model_->setEvaluations(std::move(evaluations)); });
    if (model_->grouped()) widenNumbers();
}

void EvaluateTable::setProject(const QString& project) {
    keepingSelection([&] { model_->setProject(project); });
}

QStringList EvaluateTable::selected() const {
    QStringList ids;
    const auto* selection = view_->selectionModel();
    if (const auto current = selection->currentIndex();
        current.isValid() && selection->isRowSelected(current.row()))
        ids = model_->idsOf(current.row());
    for (const auto& index : selection->selectedRows())
        for (const auto& id : model_->idsOf(index.row()))
            if (!ids.contains(id)) ids << id;
    return ids;
}

void EvaluateTable::select(const QStringList& ids) {
    QItemSelection rows;
    int first = -1;
    for (const auto& id : ids) {
        const int row = model_->rowOf(id);
        if (row < 0) continue;
        if (first < 0) first = row;
        rows.select(model_->index(row, 0), model_->index(row, EvaluationModel::columns - 1));
    }
    auto* selection = view_->selectionModel();
    if (first >= 0) {
        const int column = std::max(0, view_->currentIndex().column());
        selection->setCurrentIndex(model_->index(first, column), QItemSelectionModel::NoUpdate);
        view_->scrollTo(model_->index(first, column));
    }
    selection->select(rows, QItemSelectionModel::ClearAndSelect);
}

QStringList EvaluateTable::shown() const {
    QStringList ids;
    for (int row = 0; row < model_->rowCount(); ++row)
        ids << model_->idsOf(row);
    return ids;
}

std::vector<std::string> EvaluateTable::shownMetrics() const {
    std::vector<std::string> metrics;
    const auto* header = view_->horizontalHeader();
    for (int place = 0; place < header->count(); ++place) {
        const int column = header->logicalIndex(place);
        const bool isMetric =
            std::find(kMetricColumns.begin(), kMetricColumns.end(), column) != kMetricColumns.end();
        if (isMetric && !view_->isColumnHidden(column))
            metrics.push_back(EvaluationModel::key(column).toStdString());
    }
    return metrics;
}

// "name 230 shown;method 80 hidden;…|map desc|grouped", in the order of the columns on the screen.
QByteArray EvaluateTable::saveState() const {
    QByteArrayList parts;
    const auto* header = view_->horizontalHeader();
    for (int place = 0; place < header->count(); ++place) {
        const int column = header->logicalIndex(place);
        const bool hidden = view_->isColumnHidden(column);
        const auto width = hidden ? 0 : header->sectionSize(column);
        parts << EvaluationModel::key(column) + ' ' + QByteArray::number(width) +
                     (hidden ? " hidden" : " shown");
    }
    const auto sorted = EvaluationModel::key(std::max(0, model_->sortColumn())) +
                        (model_->sortOrder() == Qt::DescendingOrder ? " desc" : " asc");
    return parts.join(';') + '|' + sorted + '|' + (model_->grouped() ? "grouped" : "single");
}

void EvaluateTable::restoreState(const QByteArray& state) {
    const auto parts = state.split('|');
    if (parts.size() != 3) return;
    const auto columnOf = [](const QByteArray& key) {
        for (int column = 0; column < EvaluationModel::columns; ++column)
            if (EvaluationModel::key(column) == key) return column;
        return -1;
    };
    auto* header = view_->horizontalHeader();
    int place = 0;
    for (const auto& one : parts[0].split(';')) {
        const auto words = one.split(' ');
        const int column = columnOf(words.value(0));
        if (words.size() != 3 || column < 0) continue;
        header->moveSection(header->visualIndex(column), place++);
        columnActions_[column]->setChecked(words[2] == "shown" || column == EvaluationModel::NameColumn);
        if (const int width = words[1].toInt(); width > 0 && width < 10'000)
            header->resizeSection(column, width);
    }
    const auto sorted = parts[1].split(' ');
    if (const int column = columnOf(sorted.value(0)); column >= 0)
        view_->sortByColumn(column, sorted.value(1) == "asc" ? Qt::AscendingOrder : Qt::DescendingOrder);
    grouping_->setChecked(parts[2] == "grouped");
}

void EvaluateTable::editName() {
    const auto rows = view_->selectionModel()->selectedRows(EvaluationModel::NameColumn);
    if (rows.size() != 1) return;
    view_->setFocus();
    view_->setCurrentIndex(rows.first());
    view_->edit(rows.first());
}

void EvaluateTable::widenNumbers() {
    auto* header = view_->horizontalHeader();
    for (int column = 0; column < EvaluationModel::columns; ++column) {
        if (view_->isColumnHidden(column)) continue;
        int wanted = 0;
        for (int row = 0; row < std::min(kMeasured, model_->rowCount()); ++row)
            wanted = std::max(
                wanted, view_->fontMetrics().horizontalAdvance(model_->index(row, column).data().toString()));
        wanted = std::min(kWidest, wanted + 2 * metric::margin);
        if (wanted > header->sectionSize(column)) header->resizeSection(column, wanted);
    }
}

void EvaluateTable::updateCount() {
    const QLocale locale;
    const auto all = static_cast<int>(model_->evaluations().size());
    const int rows = model_->rowCount();
    if (all == 0)
        count_->clear();
    else if (model_->grouped())
        count_->setText(tr("%n configurations", nullptr, rows));
    else if (rows == all)
        count_->setText(tr("%n evaluations", nullptr, rows));
    else
        count_->setText(tr("%1 of %2 evaluations").arg(locale.toString(rows), locale.toString(all)));
}

// F2 renames the collection elsewhere; in the table it means the row.
bool EvaluateTable::eventFilter(QObject* watched, QEvent* event) {
    const bool key = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (watched != view_ || !key || static_cast<QKeyEvent*>(event)->key() != Qt::Key_F2)
        return QWidget::eventFilter(watched, event);
    event->accept();
    if (event->type() == QEvent::KeyPress) editName();
    return event->type() == QEvent::KeyPress;
}

void EvaluateTable::applyTheme() {
    columnsButton_->setIcon(themedIcon(QStringLiteral("settings"), palette()));
    view_->setFont(numberFont(font()));
}

void EvaluateTable::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) applyTheme();
}

} // namespace sparlet::ui
