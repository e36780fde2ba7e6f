#include "pages/evaluate_queries.h"

#include "itemmodels/evaluation_query_model.h"
#include "itemmodels/picture_image.h"
#include "itemmodels/result_model.h"
#include "plots/histogram_plot.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/list_table.h"
#include "widgets/picture_view.h"
#include "widgets/result_grid.h"
#include "widgets/state_view.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

constexpr int kTop = 100; // results of a query
constexpr int kBins = 20;
constexpr int kPlotLines = 7;
constexpr int kQueryPicture = 88; // logical pixels
constexpr int kThumbnail = 112;

} // namespace

EvaluateQueries::EvaluateQueries(JobManager& jobs, QWidget* parent)
    : QWidget(parent), jobs_(jobs), rankingRequest_(jobs), pictureRequest_(jobs),
      model_(new EvaluationQueryModel(this)), results_(new ResultModel(this)) {
    auto* split = new QSplitter(Qt::Horizontal, this);
    split->setChildrenCollapsible(false);
    split->addWidget(buildList());
    split->addWidget(buildResults());
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    split->setSizes({560, 720}); // parts of whatever width there is
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, metric::gap, 0, 0);
    layout->addWidget(split);
    applyTheme();
}

void EvaluateQueries::buildView() {
    view_ = new QTableView(this);
    view_->setModel(model_);
    view_->setObjectName(QStringLiteral("evaluationQueries"));
    view_->setAccessibleName(tr("Queries, worst first"));
    styleAsList(*view_);
    view_->setSelectionMode(QAbstractItemView::SingleSelection);
    view_->setSortingEnabled(true);
    view_->sortByColumn(EvaluationQueryModel::ApColumn, Qt::AscendingOrder);
    auto* header = view_->horizontalHeader();
    header->setMinimumSectionSize(metric::control * 2);
    header->setStretchLastSection(true);
    const int unit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const int widths[] = {20, 14, 10, 8, 8, 11, 14};
    for (int column = 0; column < EvaluationQueryModel::columns; ++column)
        header->resizeSection(column, widths[column] * unit);
}

QWidget* EvaluateQueries::buildList() {
    labels_ = new QComboBox(this);
    labels_->setAccessibleName(tr("Label of the queries"));
    labels_->setToolTip(tr("Shows only queries of one label"));
    labels_->setMinimumContentsLength(10);
    filter_ = new QLineEdit(this);
    filter_->setPlaceholderText(tr("Filter the queries…"));
    filter_->setAccessibleName(tr("Filter the queries"));
    filter_->setClearButtonEnabled(true);
    buildView();
    distribution_ = new HistogramPlot(this);
    distribution_->setHeightInLines(kPlotLines);
    distribution_->setAccessibleName(tr("Distribution of average precision"));
    auto* tools = new QHBoxLayout;
    tools->setSpacing(metric::gap);
    tools->addWidget(labels_);
    tools->addWidget(filter_, 1);
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, metric::gap, 0);
    column->setSpacing(metric::gap / 2);
    column->addLayout(tools);
    column->addWidget(view_, 1);
    column->addWidget(distribution_);
    connect(labels_, &QComboBox::currentIndexChanged, this, [this] {
        const auto keep = currentQuery();
        model_->setLabel(labels_->currentData().toString());
        showQuery(keep);
    });
    connect(filter_, &QLineEdit::textChanged, this, [this](const QString& text) {
        const auto keep = currentQuery();
        model_->setFilter(text);
        showQuery(keep);
    });
    connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        loadRanking();
        showDistribution();
        emit queryChanged(currentQuery());
    });
    connect(view_, &QTableView::activated, this, [this] { grid_->setFocus(); });
    return box;
}

QWidget* EvaluateQueries::buildResults() {
    picture_ = new PictureView(this);
    picture_->setFixedSize(kQueryPicture, kQueryPicture);
    picture_->setAccessibleName(tr("Query"));
    title_ = new QLabel(this);
    facts_ = new QLabel(this);
    for (auto* label : {title_, facts_}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setFocusPolicy(Qt::NoFocus);
    }
    asDimText(*facts_);
    grid_ = new ResultGrid(this);
    grid_->setVerdicts(true);
    grid_->setModel(results_);
    grid_->setThumbnailSize(kThumbnail);
    grid_->setAccessibleName(tr("Results of the query"));
    state_ = new StateView(this);
    state_->setCompact(true);
    state_->hide();
    auto* words = new QVBoxLayout;
    words->setSpacing(metric::gap / 2);
    words->addStretch(1);
    words->addWidget(title_);
    words->addWidget(facts_);
    words->addStretch(1);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(metric::margin, 0, 0, 0);
    head->setSpacing(metric::margin);
    head->addWidget(picture_);
    head->addLayout(words, 1);
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::gap / 2);
    column->addLayout(head);
    column->addWidget(grid_, 1);
    column->addWidget(state_, 1);
    const auto view = [this](const QModelIndex& index) {
        const auto& image = results_->image(index);
        emit viewRequested(image.path,
                           tr("%1. %2").arg(QLocale().toString(index.row() + 1), displayPath(image.path)));
    };
    connect(grid_, &ResultGrid::viewRequested, this, view);
    connect(grid_, &ResultGrid::queryRequested, this, view);
    return box;
}

void EvaluateQueries::setWorkspace(std::shared_ptr<engine::Workspace> workspace, ThumbnailLoader* loader) {
    workspace_ = std::move(workspace);
    grid_->setThumbnailLoader(loader);
}

void EvaluateQueries::setDetails(std::shared_ptr<const engine::EvaluationDetails> details) {
    const auto keep = currentQuery();
    const auto label = labels_->currentData().toString();
    details_ = std::move(details);
    {
        const QSignalBlocker guard(labels_);
        labels_->clear();
        labels_->addItem(tr("All labels"), QString());
        if (details_)
            for (const auto& one : details_->labels)
                labels_->addItem(QString::fromStdString(one), QString::fromStdString(one));
        labels_->setCurrentIndex(std::max(0, labels_->findData(label)));
        labels_->setVisible(labels_->count() > 1);
    }
    model_->setDetails(details_);
    model_->setLabel(labels_->currentData().toString());
    showQuery(keep);
}

void EvaluateQueries::showLabel(const QString& label) {
    labels_->setCurrentIndex(std::max(0, labels_->findData(label)));
    view_->setFocus();
}

void EvaluateQueries::showQuery(const std::string& path) {
    if (model_->rowCount() == 0) {
        view_->clearSelection();
        loadRanking();
        showDistribution();
        return;
    }
    const int row = std::max(0, model_->rowOf(path));
    view_->selectRow(row);
    view_->scrollTo(model_->index(row, 0));
}

std::string EvaluateQueries::currentQuery() const {
    const auto rows = view_->selectionModel()->selectedRows();
    return rows.isEmpty() ? std::string() : model_->query(rows.first().row()).path;
}

void EvaluateQueries::showDistribution() {
    HistogramData bars;
    if (details_) {
        std::vector<double> values;
        double sum = 0;
        for (int row = 0; row < model_->rowCount(); ++row) {
            const auto& query = model_->query(row);
            if (query.relevant == 0 || std::isnan(query.averagePrecision)) continue;
            values.push_back(query.averagePrecision);
            sum += values.back();
        }
        bars = histogram(values, 0, 1, kBins);
        if (!values.empty()) bars.mean = sum / static_cast<double>(values.size());
        const auto rows = view_->selectionModel()->selectedRows();
        if (!rows.isEmpty() && model_->query(rows.first().row()).relevant > 0)
            bars.marked = model_->query(rows.first().row()).averagePrecision;
        bars.markedLabel = tr("this query");
    }
    bars.valueLabel = tr("AP");
    bars.countLabel = tr("queries");
    distribution_->setData(std::move(bars));
}

void EvaluateQueries::loadRanking() {
    const auto query = currentQuery();
    if (!workspace_ || !details_ || query.empty()) {
        shown_.clear();
        rankingRequest_.drop();
        pictureRequest_.drop();
        results_->clear();
        picture_->clear();
        title_->clear();
        facts_->clear();
        grid_->hide();
        state_->setEmpty(QStringLiteral("search"), tr("No query"),
                         tr("No query of this evaluation passes the filter."));
        state_->show();
        return;
    }
    const auto id = details_->summary.id;
    if (shown_ == id + '\n' + query) return;
    shown_ = id + '\n' + query;
    state_->hide();
    grid_->show();
    title_->setText(displayFileName(query));
    facts_->setText(tr("Reading the ranking"));
    results_->clear();
    grid_->setSkeleton(true);
    picture_->setBusy();
    pictureRequest_.start<image::Picture>(
        [shared = workspace_, query, side = static_cast<int>(std::ceil(kQueryPicture * devicePixelRatioF()))](
            const JobContext&) { return shared->thumbnail(query, side); },
        [this](Result<image::Picture> outcome) {
            if (outcome)
                picture_->setImage(toImage(*outcome));
            else
                picture_->setProblem(QString::fromStdString(outcome.error().message));
        });
    rankingRequest_.start<engine::QueryRanking>(
        [shared = workspace_, id, query](const JobContext&) {
            return shared->evaluationQuery(id, query, kTop);
        },
        [this](Result<engine::QueryRanking> outcome) {
            grid_->setSkeleton(false);
            if (outcome) {
                showRanking(*outcome);
                return;
            }
            shown_.clear();
            facts_->clear();
            grid_->hide();
            state_->setError(tr("The ranking could not be read"),
                             QString::fromStdString(outcome.error().message));
            state_->show();
        });
}

void EvaluateQueries::showRanking(const engine::QueryRanking& ranking) {
    using Relevance = engine::RankedImage::Relevance;
    engine::QueryReport report;
    report.model = ranking.model;
    for (const auto& result : ranking.results) {
        engine::ResultItem item;
        item.rank = result.rank;
        item.score = result.score;
        item.image.id = result.rank;
        item.image.path = result.path;
        item.image.label = result.label;
        if (result.relevance == Relevance::Junk)
            item.image.label = tr("%1 (not counted)").arg(QString::fromStdString(result.label)).toStdString();
        report.results.push_back(std::move(item));
    }
    results_->clearMarks();
    results_->setResults(report);
    for (const auto& result : ranking.results) {
        if (result.relevance == Relevance::Junk) continue;
        results_->setMark(engine::ImageId{result.rank},
                          result.relevance == Relevance::Right ? Mark::Right : Mark::Wrong);
    }
    const auto& query = ranking.query;
    const QLocale locale;
    title_->setText(query.label.empty() ? displayFileName(query.path)
                                        : tr("%1 · %2").arg(displayFileName(query.path),
                                                            QString::fromStdString(query.label)));
    QStringList facts;
    if (query.relevant == 0) {
        facts << tr("No image of the gallery is relevant to this query: it is left out of the means.");
    } else {
        facts << tr("AP %1").arg(locale.toString(query.averagePrecision, 'f', 4))
              << tr("%1 % of the first ten are right").arg(locale.toString(query.pAt10 * 100, 'f', 0))
              << tr("%n relevant images", nullptr, static_cast<int>(query.relevant));
        if (!query.worstConfusion.empty())
            facts << tr("most often taken for “%1”").arg(QString::fromStdString(query.worstConfusion));
    }
    facts_->setText(facts.join(QStringLiteral(" · ")));
}

QString EvaluateQueries::facts() const {
    return facts_->text();
}

void EvaluateQueries::applyTheme() {
    title_->setFont(headingFont(font()));
    facts_->setFont(numberFont(font()));
    view_->setFont(numberFont(font()));
}

void EvaluateQueries::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) applyTheme();
}

} // namespace sparlet::ui
