#include "pages/evaluate_details.h"

#include "itemmodels/evaluation_query_model.h"
#include "itemmodels/measurement_words.h"
#include "itemmodels/picture_image.h"
#include "pages/evaluate_compare.h"
#include "pages/evaluate_queries.h"
#include "plots/confusion_plot.h"
#include "plots/curve_style.h"
#include "plots/retrieval_plot.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/state_view.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace sparlet::ui {
namespace {

constexpr std::size_t kMostKnown = 24; // evaluations whose queries stay in memory
constexpr int kCurveLines = 12;

} // namespace

EvaluateDetails::EvaluateDetails(JobManager& jobs, QWidget* parent)
    : QWidget(parent), request_(jobs), stack_(new QStackedWidget(this)), state_(new StateView(this)),
      content_(new QWidget(this)), title_(new QLabel(this)), convention_(new QLabel(this)),
      warning_(new QLabel(this)), missing_(buildMissing()), tabs_(new QTabWidget(this)),
      queries_(new EvaluateQueries(jobs, this)), compare_(new EvaluateCompare(jobs, this)) {
    for (auto* label : {title_, convention_, warning_}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setFocusPolicy(Qt::NoFocus);
    }
    asDimText(*convention_);
    asWarningText(*warning_);
    convention_->setAccessibleName(tr("Protocol and convention"));
    tabs_->setDocumentMode(true);
    tabs_->setAccessibleName(tr("About the selected evaluations"));
    const auto page = [this](QWidget* widget, const QString& title, const QString& tip) {
        tabs_->setTabToolTip(tabs_->addTab(widget, title), tip);
    };
    page(queries_, tr("Queries"), tr("Every query with its average precision and its results"));
    page(buildCurves(), tr("Curves"), tr("Precision against recall and against k"));
    page(buildConfusion(), tr("Confusion"), tr("Which labels are found for which"));
    page(compare_, tr("Rank diff"), tr("Two rankings of one query, side by side"));
    auto* column = new QVBoxLayout(content_);
    column->setContentsMargins(metric::margin, metric::gap, metric::margin, metric::gap);
    column->setSpacing(metric::gap / 2);
    column->addWidget(title_);
    column->addWidget(convention_);
    column->addWidget(warning_);
    column->addWidget(missing_);
    column->addWidget(tabs_, 1);
    stack_->addWidget(state_);
    stack_->addWidget(content_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(stack_);
    setMinimumHeight(fontMetrics().lineSpacing() * 16);
    connectParts();
    applyTheme();
    present();
}

QWidget* EvaluateDetails::buildMissing() {
    auto* box = new QWidget(this);
    missingWords_ = new QLabel(box);
    missingWords_->setTextFormat(Qt::PlainText);
    missingWords_->setWordWrap(true);
    missingWords_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    missingWords_->setFocusPolicy(Qt::NoFocus);
    asWarningText(*missingWords_);
    locate_ = new QPushButton(tr("&Locate pictures…"), box);
    locate_->setObjectName(QStringLiteral("locatePictures"));
    locate_->setToolTip(tr("Choose the folder that has them by now"));
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::gap);
    row->addWidget(missingWords_, 1);
    row->addWidget(locate_);
    connect(locate_, &QPushButton::clicked, this, &EvaluateDetails::locateRequested);
    box->hide();
    return box;
}

QWidget* EvaluateDetails::buildCurves() {
    recall_ = new RetrievalPlot(RetrievalPlot::Kind::PrecisionRecall, this);
    top_ = new RetrievalPlot(RetrievalPlot::Kind::PrecisionAt, this);
    legend_ = new CurveLegend(this);
    curvesNote_ = new QLabel(this);
    curvesNote_->setTextFormat(Qt::PlainText);
    curvesNote_->setWordWrap(true);
    asDimText(*curvesNote_);
    auto* plots = new QHBoxLayout;
    plots->setSpacing(metric::margin * 2);
    for (auto* plot : {recall_, top_}) {
        plot->setHeightInLines(kCurveLines);
        QSizePolicy policy = plot->sizePolicy();
        policy.setVerticalPolicy(QSizePolicy::Expanding);
        plot->setSizePolicy(policy);
        plots->addWidget(plot, 1);
    }
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, metric::gap, 0, 0);
    column->setSpacing(metric::gap);
    column->addWidget(legend_);
    column->addLayout(plots, 1);
    column->addWidget(curvesNote_);
    return box;
}

QWidget* EvaluateDetails::buildConfusion() {
    confusion_ = new ConfusionPlot(this);
    QSizePolicy policy = confusion_->sizePolicy();
    policy.setVerticalPolicy(QSizePolicy::Expanding);
    confusion_->setSizePolicy(policy);
    confusionHint_ = new QLabel(this);
    confusionHint_->setWordWrap(true);
    asDimText(*confusionHint_);
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, metric::gap, 0, 0);
    column->setSpacing(metric::gap / 2);
    column->addWidget(confusionHint_);
    column->addWidget(confusion_, 1);
    column->addStretch(0);
    return box;
}

void EvaluateDetails::connectParts() {
    connect(confusion_, &ConfusionPlot::rowRequested, this, [this](const QString& label) {
        tabs_->setCurrentWidget(queries_);
        queries_->showLabel(label);
    });
    connect(queries_, &EvaluateQueries::queryChanged, compare_, &EvaluateCompare::setQuery);
    connect(queries_, &EvaluateQueries::viewRequested, this, &EvaluateDetails::viewRequested);
    connect(compare_, &EvaluateCompare::viewRequested, this, &EvaluateDetails::viewRequested);
    connect(compare_, &EvaluateCompare::stepRequested, this, [this](int by) {
        auto* view = queries_->view();
        const auto rows = view->selectionModel()->selectedRows();
        const int to = (rows.isEmpty() ? 0 : rows.first().row()) + by;
        if (to >= 0 && to < queries_->model()->rowCount()) view->selectRow(to);
    });
    connect(tabs_, &QTabWidget::currentChanged, this,
            [this] { compare_->setActive(tabs_->currentWidget() == compare_); });
    connect(state_, &StateView::primaryTriggered, this, [this] {
        if (state_->state() == StateView::State::Error)
            emit retryRequested();
        else
            emit newRequested();
    });
}

void EvaluateDetails::setWorkspace(std::shared_ptr<engine::Workspace> workspace, ThumbnailLoader* loader) {
    workspace_ = std::move(workspace);
    known_.clear();
    queries_->setWorkspace(workspace_, loader);
    compare_->setWorkspace(workspace_, loader);
}

const engine::EvaluationSummary* EvaluateDetails::find(const QString& id) const {
    const auto wanted = id.toStdString();
    const auto found = std::find_if(evaluations_.begin(), evaluations_.end(),
                                    [&](const auto& one) { return one.id == wanted; });
    return found == evaluations_.end() ? nullptr : &*found;
}

void EvaluateDetails::setEvaluations(std::vector<engine::EvaluationSummary> evaluations) {
    evaluations_ = std::move(evaluations);
    compare_->setEvaluations(evaluations_);
}

void EvaluateDetails::setSelected(const QStringList& ids) {
    if (!ids.isEmpty() && ids == failed_) return; // until it is tried again
    failed_.clear();
    selected_ = ids;
    compare_->setSelected(ids);
    std::vector<QString> missing;
    for (const auto& id : ids.first(std::min<qsizetype>(ids.size(), kMostCurves))) {
        const auto* one = find(id);
        if (one != nullptr && one->problem.empty() && known_.count(id) == 0) missing.push_back(id);
    }
    if (missing.empty() || !workspace_) {
        request_.drop();
        present();
        return;
    }
    if (shown_ == nullptr || QString::fromStdString(shown_->summary.id) != ids.first()) {
        state_->setBusy(tr("Reading the evaluation"));
        if (known_.count(ids.first()) == 0) stack_->setCurrentWidget(state_);
    }
    using Read = std::vector<Details>;
    request_.start<Read>(
        [shared = workspace_, missing](const JobContext& context) -> Result<Read> {
            Read all;
            for (const auto& id : missing) {
                if (context.cancel.cancelled()) return Error{ErrorCode::Cancelled, "Cancelled."};
                auto details = shared->evaluation(id.toStdString());
                if (!details) return details.error();
                all.push_back(std::make_shared<const engine::EvaluationDetails>(std::move(*details)));
            }
            return all;
        },
        [this](Result<Read> outcome) {
            if (!outcome) {
                shown_.reset();
                failed_ = selected_;
                state_->setError(tr("The evaluation could not be read"),
                                 QString::fromStdString(outcome.error().message), {}, tr("Try again"));
                stack_->setCurrentWidget(state_);
                return;
            }
            if (known_.size() > kMostKnown) known_.clear();
            for (auto& details : *outcome)
                known_[QString::fromStdString(details->summary.id)] = std::move(details);
            // What was known before may just have been forgotten.
            setSelected(selected_);
        });
}

void EvaluateDetails::present() {
    const auto* first = selected_.isEmpty() ? nullptr : find(selected_.first());
    if (first == nullptr) {
        shown_.reset();
        if (evaluations_.empty())
            state_->setEmpty(
                QStringLiteral("evaluate"), tr("No evaluation yet"),
                tr("Evaluate a model on labelled pictures, see its mAP and P@k, and the images behind "
                   "every number."),
                tr("New evaluation…"));
        else
            state_->setEmpty(
                QStringLiteral("evaluate"), tr("No evaluation is selected"),
                tr("Select one to see its queries, several to lay their curves over each other."));
        stack_->setCurrentWidget(state_);
        return;
    }
    if (!first->problem.empty()) {
        shown_.reset();
        state_->setError(tr("“%1” cannot be opened").arg(QString::fromStdString(first->name)),
                         QString::fromStdString(first->problem), {}, tr("Try again"));
        stack_->setCurrentWidget(state_);
        return;
    }
    const auto found = known_.find(selected_.first());
    if (found == known_.end()) return; // still being read
    presentWords();
    if (shown_ != found->second) {
        shown_ = found->second;
        presentMissing();
        queries_->setDetails(shown_);
        presentConfusion();
    }
    if (wantedQuery_.first == selected_.first() && !wantedQuery_.second.empty()) {
        tabs_->setCurrentWidget(queries_);
        queries_->showQuery(std::exchange(wantedQuery_, {}).second);
    }
    presentCurves();
    stack_->setCurrentWidget(content_);
}

void EvaluateDetails::presentWords() {
    const auto* first = find(selected_.first());
    const auto& r = first->report;
    const QLocale locale;
    title_->setText(tr("%1 · mAP %2 · %3 queries, gallery of %4")
                        .arg(QString::fromStdString(first->name), locale.toString(r.map, 'f', 4),
                             locale.toString(static_cast<qlonglong>(r.queries)),
                             locale.toString(static_cast<qlonglong>(r.gallery))));
    convention_->setText(tr("Protocol and convention: %1.").arg(conventionText(r.convention)));
    const bool apart = std::any_of(selected_.begin(), selected_.end(), [&](const auto& id) {
        const auto* other = find(id);
        return other != nullptr && other->problem.empty() &&
               (other->dataHash != first->dataHash || other->report.protocol != r.protocol ||
                other->report.convention != r.convention);
    });
    QStringList warnings;
    if (apart)
        warnings << tr(
            "The selected evaluations differ in data, protocol or convention: their numbers cannot be "
            "compared.");
    if (r.leftOut > 0)
        warnings << tr("%n listed images were left out.", nullptr, static_cast<int>(r.leftOut));
    if (r.queriesWithoutRelevant > 0)
        warnings << tr("%n queries have no relevant image and do not count.", nullptr,
                       static_cast<int>(r.queriesWithoutRelevant));
    QStringList notes;
    for (const auto& note : r.notes)
        notes << QString::fromStdString(note);
    if (!notes.isEmpty()) warnings << notes.first();
    warning_->setText(warnings.join(QLatin1Char(' ')));
    warning_->setToolTip(notes.join(QLatin1Char('\n')));
    warning_->setVisible(!warnings.isEmpty());
    setAccessibleDescription(title_->text() + QLatin1Char(' ') + convention_->text());
}

void EvaluateDetails::presentMissing() {
    const auto folder = displayPath(shown_->summary.folderNow);
    missingWords_->setText(shown_->missing >= 1
                               ? tr("Its pictures are not in “%1” any more.").arg(folder)
                               : tr("Some of its pictures are not in “%1” any more.").arg(folder));
    missing_->setVisible(shown_->missing > 0);
}

void EvaluateDetails::presentCurves() {
    std::vector<RetrievalCurve> recall, top;
    QStringList names;
    for (const auto& id : selected_) {
        const auto found = known_.find(id);
        const auto* one = find(id);
        if (found == known_.end() || one == nullptr || recall.size() == kMostCurves) continue;
        const auto curve = [&](const std::vector<engine::CurvePoint>& points) {
            RetrievalCurve made{QString::fromStdString(one->name), {}, {}};
            for (const auto& point : points) {
                made.x.push_back(point.x);
                made.y.push_back(point.y);
            }
            return made;
        };
        recall.push_back(curve(found->second->precisionRecall));
        top.push_back(curve(found->second->precisionAt));
        names << recall.back().name;
    }
    recall_->setCurves(std::move(recall));
    top_->setCurves(std::move(top));
    legend_->setNames(names);
    QString note =
        tr("Means over the queries. Left: precision interpolated as the maximum at any recall not smaller.");
    if (selected_.size() > names.size())
        note += QLatin1Char(' ') +
                tr("Shown are the first %1 of %2 selected ones.")
                    .arg(QLocale().toString(names.size()), QLocale().toString(selected_.size()));
    curvesNote_->setText(note);
}

void EvaluateDetails::presentConfusion() {
    ConfusionData confused;
    for (const auto& label : shown_->labels)
        confused.labels << QString::fromStdString(label);
    confused.shares = shown_->confusion;
    confusionHint_->setText(
        confused.labels.isEmpty()
            ? tr("The images of this evaluation have no labels that could be taken for each other.")
            : tr("Of the first ten results of a label's queries, the share in percent that has each label. A "
                 "click, or Enter, lists the queries of a row."));
    confusion_->setVisible(!confused.labels.isEmpty());
    confusion_->setData(std::move(confused));
}

QString EvaluateDetails::convention() const {
    return convention_->text();
}

QString EvaluateDetails::missingText() const {
    return missingWords_->text();
}

QString EvaluateDetails::warning() const {
    return warning_->text();
}

void EvaluateDetails::focusQueries() {
    tabs_->setCurrentWidget(queries_);
    queries_->view()->setFocus();
}

void EvaluateDetails::wantQuery(const QString& evaluation, const std::string& path) {
    wantedQuery_ = {evaluation, path};
    present();
}

void EvaluateDetails::retry() {
    failed_.clear();
    setSelected(selected_);
}

void EvaluateDetails::forget() {
    known_.clear();
    retry();
}

void EvaluateDetails::applyTheme() {
    title_->setFont(numberFont(headingFont(font())));
}

void EvaluateDetails::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) applyTheme();
}

} // namespace sparlet::ui
