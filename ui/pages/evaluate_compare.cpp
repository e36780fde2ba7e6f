#include "pages/evaluate_compare.h"

#include "itemmodels/picture_image.h"
#include "itemmodels/rank_move_model.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/list_table.h"
#include "widgets/rank_flow.h"
#include "widgets/state_view.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLocale>
#include <QScrollBar>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sparlet::ui {
namespace {

constexpr int kTop = 20;
constexpr int kMostTop = 200;

} // namespace

EvaluateCompare::EvaluateCompare(JobManager& jobs, QWidget* parent)
    : QWidget(parent), request_(jobs), stack_(new QStackedWidget(this)), state_(new StateView(this)),
      moves_(new RankMoveModel(this)) {
    state_->setCompact(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, metric::gap, 0, 0);
    column->setSpacing(metric::gap / 2);
    buildHead(*column);
    body_ = buildBody();
    stack_->addWidget(state_);
    stack_->addWidget(body_);
    column->addWidget(stack_, 1);
    applyTheme();
    load();
}

void EvaluateCompare::buildHead(QVBoxLayout& column) {
    const auto box = [this](const QString& name, const QString& tip) {
        auto* made = new QComboBox(this);
        made->setAccessibleName(name);
        made->setToolTip(tip);
        made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        made->setMinimumContentsLength(18);
        connect(made, &QComboBox::currentIndexChanged, this, &EvaluateCompare::load);
        return made;
    };
    const auto tool = [this](const QString& tip) {
        auto* made = new QToolButton(this);
        made->setAutoRaise(true);
        made->setFocusPolicy(Qt::StrongFocus);
        made->setToolTip(tip);
        made->setAccessibleName(tip);
        return made;
    };
    left_ = box(tr("Evaluation on the left"), tr("The ranking on the left"));
    right_ = box(tr("Evaluation on the right"), tr("The ranking on the right"));
    swap_ = tool(tr("Swap left and right"));
    before_ = tool(tr("The query before in the list"));
    next_ = tool(tr("The next query of the list"));
    top_ = new QSpinBox(this);
    top_->setRange(5, kMostTop);
    top_->setValue(kTop);
    top_->setPrefix(tr("first "));
    top_->setAccessibleName(tr("How many results are compared"));
    top_->setToolTip(tr("How many results of each are compared"));
    queryText_ = new QLabel(this);
    queryText_->setTextFormat(Qt::PlainText);
    facts_ = new QLabel(this);
    facts_->setTextFormat(Qt::PlainText);
    facts_->setWordWrap(true);
    facts_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    facts_->setFocusPolicy(Qt::NoFocus);
    facts_->setAccessibleName(tr("How much the two differ"));
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::gap);
    row->addWidget(left_, 2);
    row->addWidget(swap_);
    row->addWidget(right_, 2);
    row->addWidget(top_);
    row->addSpacing(metric::gap);
    row->addWidget(before_);
    row->addWidget(next_);
    row->addWidget(queryText_, 1);
    column.addLayout(row);
    column.addWidget(facts_);
    connect(top_, &QSpinBox::valueChanged, this, &EvaluateCompare::load);
    connect(swap_, &QToolButton::clicked, this, [this] {
        const auto left = left_->currentData().toString();
        choose(*left_, right_->currentData().toString());
        choose(*right_, left);
        load();
    });
    connect(before_, &QToolButton::clicked, this, [this] { emit stepRequested(-1); });
    connect(next_, &QToolButton::clicked, this, [this] { emit stepRequested(1); });
}

QWidget* EvaluateCompare::buildBody() {
    flow_ = new RankFlow(this);
    view_ = new QTableView(this);
    view_->setModel(moves_);
    view_->setObjectName(QStringLiteral("rankMoves"));
    view_->setAccessibleName(tr("What moved, farthest first"));
    styleAsList(*view_);
    view_->setSelectionMode(QAbstractItemView::SingleSelection);
    view_->setSortingEnabled(true);
    view_->sortByColumn(RankMoveModel::MoveColumn, Qt::DescendingOrder);
    auto* header = view_->horizontalHeader();
    header->setMinimumSectionSize(metric::control * 2);
    header->setStretchLastSection(true);
    const int unit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    // How far it moved stands beside the image.
    header->moveSection(RankMoveModel::MoveColumn, RankMoveModel::LabelColumn);
    const int widths[] = {18, 12, 13, 14, 14, 12};
    for (int column = 0; column < RankMoveModel::columns; ++column)
        header->resizeSection(column, widths[column] * unit);
    auto* split = new QSplitter(Qt::Horizontal, this);
    split->setChildrenCollapsible(false);
    split->addWidget(flow_);
    split->addWidget(view_);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 1);
    split->setSizes({600, 600}); // halves, whatever the width
    const auto caption = [](const std::string& path) { return displayPath(path); };
    connect(flow_, &RankFlow::viewRequested, this,
            [this, caption](const std::string& path) { emit viewRequested(path, caption(path)); });
    connect(flow_, &RankFlow::currentChanged, this, [this](const std::string& path) {
        if (const int row = moves_->rowOf(path); row >= 0) view_->selectRow(row);
    });
    connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        const auto rows = view_->selectionModel()->selectedRows();
        flow_->setCurrent(rows.isEmpty() ? std::string() : moves_->move(rows.first().row()).path);
    });
    connect(view_, &QTableView::activated, this, [this, caption](const QModelIndex& index) {
        emit viewRequested(moves_->move(index.row()).path, caption(moves_->move(index.row()).path));
    });
    return split;
}

void EvaluateCompare::setWorkspace(std::shared_ptr<engine::Workspace> workspace, ThumbnailLoader* loader) {
    workspace_ = std::move(workspace);
    flow_->setThumbnailLoader(loader);
}

const engine::EvaluationSummary* EvaluateCompare::find(const QString& id) const {
    const auto wanted = id.toStdString();
    const auto found = std::find_if(evaluations_.begin(), evaluations_.end(),
                                    [&](const auto& one) { return one.id == wanted; });
    return found == evaluations_.end() ? nullptr : &*found;
}

void EvaluateCompare::choose(QComboBox& box, const QString& id) {
    const QSignalBlocker guard(box);
    box.setCurrentIndex(box.findData(id));
}

void EvaluateCompare::setEvaluations(const std::vector<engine::EvaluationSummary>& evaluations) {
    evaluations_.clear();
    std::copy_if(evaluations.begin(), evaluations.end(), std::back_inserter(evaluations_),
                 [](const auto& one) { return one.problem.empty(); });
    for (auto* box : {left_, right_}) {
        const auto keep = box->currentData().toString();
        const QSignalBlocker guard(box);
        box->clear();
        for (const auto& one : evaluations_) {
            box->addItem(QString::fromStdString(one.name), QString::fromStdString(one.id));
            box->setItemData(
                box->count() - 1,
                tr("%1 · mAP %2").arg(displayFileName(one.data), QLocale().toString(one.report.map, 'f', 4)),
                Qt::ToolTipRole);
        }
        box->setCurrentIndex(box->findData(keep));
    }
    load();
}

void EvaluateCompare::setSelected(const QStringList& ids) {
    const auto* first = ids.isEmpty() ? nullptr : find(ids.first());
    // What a person chose here stays until another row is selected.
    if (first == nullptr || ids == selected_) return;
    selected_ = ids;
    QString other;
    for (const auto& id : ids.mid(1))
        if (other.isEmpty() && find(id) != nullptr) other = id;
    if (other.isEmpty()) {
        // What was on the right stays where it fits; else the nearest one over the same images.
        const auto fits = [&](const auto& one) {
            return one.id != first->id && one.dataHash == first->dataHash &&
                   one.report.queries == first->report.queries;
        };
        const auto* kept = find(right_->currentData().toString());
        if (kept != nullptr && fits(*kept)) other = right_->currentData().toString();
        const auto found = std::find_if(evaluations_.begin(), evaluations_.end(), fits);
        if (other.isEmpty() && found != evaluations_.end()) other = QString::fromStdString(found->id);
    }
    choose(*left_, ids.first());
    choose(*right_, other);
    load();
}

void EvaluateCompare::setQuery(const std::string& path) {
    query_ = path;
    load();
}

void EvaluateCompare::setActive(bool active) {
    active_ = active;
    load();
}

void EvaluateCompare::load() {
    queryText_->setText(displayFileName(query_));
    queryText_->setToolTip(displayPath(query_));
    if (!active_ || !workspace_) return;
    const auto left = left_->currentData().toString(), right = right_->currentData().toString();
    if (query_.empty() || left.isEmpty() || right.isEmpty() || left == right) {
        shown_.clear();
        request_.drop();
        facts_->clear();
        state_->setEmpty(
            QStringLiteral("compare"), tr("Two rankings of one query"),
            left == right && !left.isEmpty()
                ? tr("Choose another evaluation on one of the sides.")
                : tr("Select two evaluations over the same pictures, two models or two arithmetics, "
                     "to see what moved."));
        stack_->setCurrentWidget(state_);
        return;
    }
    const auto key = QStringList{left, right, QString::number(top_->value()),
                                 QString::fromLatin1(QByteArray::fromStdString(query_).toHex())}
                         .join(QLatin1Char('|'));
    if (key == shown_) return;
    shown_ = key;
    facts_->setText(tr("Comparing"));
    using Answer = std::shared_ptr<const engine::RankDifference>;
    request_.start<Answer>(
        [shared = workspace_, a = left.toStdString(), b = right.toStdString(), query = query_,
         top = top_->value()](const JobContext&) -> Result<Answer> {
            auto difference = shared->rankDifference(a, b, query, top);
            if (!difference) return difference.error();
            return std::make_shared<const engine::RankDifference>(std::move(*difference));
        },
        [this](Result<Answer> outcome) {
            if (outcome) {
                present(*outcome);
                return;
            }
            shown_.clear();
            facts_->clear();
            state_->setError(tr("The two cannot be compared"),
                             QString::fromStdString(outcome.error().message));
            stack_->setCurrentWidget(state_);
        });
}

void EvaluateCompare::present(std::shared_ptr<const engine::RankDifference> difference) {
    const QLocale locale;
    const auto ap = [&](const engine::QueryRanking& ranking) {
        return locale.toString(ranking.query.averagePrecision, 'f', 4);
    };
    const auto moved = std::count_if(difference->moves.begin(), difference->moves.end(),
                                     [](const auto& move) { return move.left != move.right; });
    facts_->setText(QStringList{
        tr("AP %1 → %2").arg(ap(difference->left), ap(difference->right)),
        tr("%1 % of the first %2 are in both")
            .arg(locale.toString(difference->overlap * 100, 'f', 0), locale.toString(top_->value())),
        tr("Kendall τ %1 over the whole gallery").arg(locale.toString(difference->kendallTau, 'f', 3)),
        tr("%n images moved (solid lines up, broken ones down)", nullptr, static_cast<int>(moved))}
                        .join(QStringLiteral(" · ")));
    flow_->setDifference(difference);
    moves_->setMoves(difference->moves);
    if (moves_->rowCount() > 0) view_->selectRow(0);
    flow_->verticalScrollBar()->setValue(0);
    stack_->setCurrentWidget(body_);
}

QString EvaluateCompare::facts() const {
    return facts_->text();
}

void EvaluateCompare::applyTheme() {
    swap_->setIcon(themedIcon(QStringLiteral("compare"), palette()));
    before_->setIcon(themedIcon(QStringLiteral("chevron-left"), palette()));
    next_->setIcon(themedIcon(QStringLiteral("chevron-right"), palette()));
    facts_->setFont(numberFont(font()));
    view_->setFont(numberFont(font()));
}

void EvaluateCompare::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) applyTheme();
}

} // namespace sparlet::ui
