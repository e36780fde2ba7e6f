#include "pages/figure_dialog_options.h"

#include "itemmodels/measurement_words.h"
#include "pages/tradeoff_scatter.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/id_choice.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace sparlet::ui {
namespace {

using report::FigureKind;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(sparlet::ui::FigureWords)
};

struct KindName {
    FigureKind kind;
    const char* name;
};

constexpr KindName kNames[] = {
    {FigureKind::Accuracy, "accuracy"},
    {FigureKind::Efficiency, "efficiency"},
    {FigureKind::TradeOff, "trade-off"},
    {FigureKind::Backbones, "backbones"},
    {FigureKind::Improvement, "improvement"},
    {FigureKind::OverallScore, "overall-score"},
    {FigureKind::ParallelCoordinates, "parallel-coordinates"},
    {FigureKind::Ablation, "ablation"},
    {FigureKind::Sweep, "sweep"},
    {FigureKind::PrecisionRecall, "precision-recall"},
    {FigureKind::PrecisionAt, "precision-at"},
    {FigureKind::AveragePrecisions, "average-precisions"},
    {FigureKind::Confusion, "confusion"},
    {FigureKind::QueryStrip, "query-strip"},
};

/// What an overall score may weigh.
const std::vector<std::string>& weighed() {
    static const std::vector<std::string> all{"map", "latency_batch1_ms", "model_mb", "bytes_per_image",
                                              "memory_mb"};
    return all;
}

/// Of figure 7 of the SPARSE paper: accuracy and efficiency count the same.
double standardWeight(const std::string& metric) {
    if (metric == "map") return 0.5;
    return metric == "latency_batch1_ms" || metric == "model_mb" ? 0.25 : 0;
}

void fillMetrics(QComboBox& box) {
    for (const auto& metric : eval::metrics())
        box.addItem(metricTitle(metric), QString::fromStdString(metric.id));
}

} // namespace

const std::vector<FigureKind>& measurementFigures() {
    static const std::vector<FigureKind> all{
        FigureKind::Accuracy,  FigureKind::Efficiency,          FigureKind::TradeOff,
        FigureKind::Backbones, FigureKind::Improvement,         FigureKind::OverallScore,
        FigureKind::Ablation,  FigureKind::ParallelCoordinates, FigureKind::Sweep};
    return all;
}

QString figureTitle(FigureKind kind) {
    switch (kind) {
    case FigureKind::Accuracy:
        return Words::tr("Retrieval accuracy");
    case FigureKind::Efficiency:
        return Words::tr("Efficiency");
    case FigureKind::TradeOff:
        return Words::tr("Trade-off");
    case FigureKind::Backbones:
        return Words::tr("Backbones");
    case FigureKind::Improvement:
        return Words::tr("Improvement rates");
    case FigureKind::OverallScore:
        return Words::tr("Overall score");
    case FigureKind::ParallelCoordinates:
        return Words::tr("Parallel coordinates");
    case FigureKind::Ablation:
        return Words::tr("Ablation");
    case FigureKind::Sweep:
        return Words::tr("Sweep");
    case FigureKind::PrecisionRecall:
        return Words::tr("Precision and recall");
    case FigureKind::PrecisionAt:
        return Words::tr("Precision at k");
    case FigureKind::AveragePrecisions:
        return Words::tr("AP of the queries");
    case FigureKind::Confusion:
        return Words::tr("Confusion of labels");
    case FigureKind::QueryStrip:
        return Words::tr("Query and its results");
    }
    return {};
}

QString figureHint(FigureKind kind) {
    switch (kind) {
    case FigureKind::Accuracy:
        return Words::tr("mAP and P@k of every model, as in the papers' figure 2.");
    case FigureKind::Efficiency:
        return Words::tr("Inference time and model size, as in the papers' figure 3.");
    case FigureKind::TradeOff:
        return Words::tr("One number against another with the Pareto front, as in the papers' figure 4.");
    case FigureKind::Backbones:
        return Words::tr("The methods on each backbone, as in the papers' figure 5.");
    case FigureKind::Improvement:
        return Words::tr("What each method gains over the baseline, as in the papers' figure 6.");
    case FigureKind::OverallScore:
        return Words::tr("Accuracy and efficiency in one number, as in the papers' figure 7.");
    case FigureKind::ParallelCoordinates:
        return Words::tr("All metrics of every model at once.");
    case FigureKind::Ablation:
        return Words::tr("What each module buys.");
    case FigureKind::Sweep:
        return Words::tr("Density or bits against accuracy.");
    default:
        return {};
    }
}

std::string figureName(FigureKind kind) {
    for (const auto& one : kNames)
        if (one.kind == kind) return one.name;
    return "figure";
}

FigureKind figureKind(const std::string& name) {
    for (const auto& one : kNames)
        if (name == one.name) return one.kind;
    return FigureKind::Accuracy;
}

FigureOptions::FigureOptions(QWidget* parent) : QWidget(parent) {
    x_ = box(tr("Across"), tr("What the horizontal axis shows"), "figureX");
    y_ = box(tr("Up"), tr("What the vertical axis shows"), "figureY");
    colour_ = box(tr("Colour"), tr("What the colour of a mark stands for"), "figureColour");
    size_ = box(tr("Size"), tr("What the size of a mark stands for"), "figureSize");
    sweep_ = box(tr("Swept"), tr("What is changed from point to point"), "figureSweep");
    accuracy_ = box(tr("Accuracy"), tr("What is seen to change"), "figureAccuracy");
    baseline_ = box(tr("Baseline"), tr("The method that the others are held against"), "figureBaseline");
    fillMetrics(*x_);
    fillMetrics(*y_);
    for (const auto& [id, title] : colourChoices())
        if (id == "method" || id == "backbone" || id == "variant")
            colour_->addItem(title, QString::fromStdString(id));
    fillMetrics(*colour_);
    size_->addItem(tr("All alike"), QString());
    fillMetrics(*size_);
    for (const char* id : {"density", "mean_bits", "bytes_per_image"})
        sweep_->addItem(metricTitle(*eval::findMetric(id)), QString::fromLatin1(id));
    for (const char* id : {"map", "p_at_1", "p_at_5", "p_at_10"})
        accuracy_->addItem(metricTitle(*eval::findMetric(id)), QString::fromLatin1(id));
    logX_ = new QCheckBox(tr("Logarithmic"), this);
    logX_->setAccessibleName(tr("Logarithmic horizontal axis"));
    logX_->setToolTip(logX_->accessibleName());
    logY_ = new QCheckBox(tr("Logarithmic"), this);
    logY_->setAccessibleName(tr("Logarithmic vertical axis"));
    logY_->setToolTip(logY_->accessibleName());
    withPapers_ = new QCheckBox(tr("Papers' &values beside"), this);
    withPapers_->setObjectName(QStringLiteral("figureWithPapers"));
    withPapers_->setToolTip(tr("What the papers printed, as ghosts"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::gap);
    const auto group = [&](std::initializer_list<QWidget*> parts) {
        auto* made = new QWidget(this);
        auto* inside = new QVBoxLayout(made);
        inside->setContentsMargins(0, 0, 0, 0);
        inside->setSpacing(metric::gap);
        for (auto* part : parts)
            inside->addWidget(part);
        column->addWidget(made);
        return made;
    };
    axesBox_ = group({titled(tr("Up"), {y_, logY_}), titled(tr("Across"), {x_, logX_}),
                      titled(tr("Colour"), {colour_}), titled(tr("Size"), {size_})});
    sweepBox_ = group({titled(tr("Swept"), {sweep_}), titled(tr("Accuracy"), {accuracy_})});
    baselineBox_ = group({titled(tr("Baseline"), {baseline_})});
    buildWeights();
    column->addWidget(weightsBox_);
    column->addWidget(withPapers_);
    for (auto* one : {x_, y_, colour_, size_, sweep_, accuracy_, baseline_})
        connect(one, &QComboBox::activated, this, &FigureOptions::changed);
    for (auto* one : {logX_, logY_, withPapers_})
        connect(one, &QCheckBox::toggled, this, &FigureOptions::changed);
    setRequest({});
}

QComboBox* FigureOptions::box(const QString& name, const QString& tip, const char* object) {
    auto* made = new QComboBox(this);
    made->setObjectName(QString::fromLatin1(object));
    made->setAccessibleName(name);
    made->setToolTip(tip);
    made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    made->setMinimumContentsLength(10);
    return made;
}

QWidget* FigureOptions::titled(const QString& title, std::initializer_list<QWidget*> widgets) {
    auto* made = new QWidget(this);
    auto* column = new QVBoxLayout(made);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::gap / 2);
    auto* label = new QLabel(title, made);
    asDimText(*label);
    column->addWidget(label);
    for (auto* widget : widgets)
        column->addWidget(widget);
    label->setBuddy(*widgets.begin());
    return made;
}

void FigureOptions::buildWeights() {
    weightsBox_ = new QWidget(this);
    auto* grid = new QGridLayout(weightsBox_);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(metric::gap);
    grid->setVerticalSpacing(metric::gap / 2);
    auto* title = new QLabel(tr("Weights"), weightsBox_);
    asDimText(*title);
    grid->addWidget(title, 0, 0, 1, 2);
    int row = 1;
    for (const auto& id : weighed()) {
        const auto name = metricTitle(*eval::findMetric(id));
        auto* label = new QLabel(name, weightsBox_);
        label->setWordWrap(true);
        auto* weight = new QDoubleSpinBox(weightsBox_);
        weight->setObjectName(QStringLiteral("weight-") + QString::fromStdString(id));
        weight->setRange(0, 10);
        weight->setDecimals(2);
        weight->setSingleStep(0.05);
        weight->setKeyboardTracking(false);
        weight->setFixedHeight(metric::control);
        weight->setAccessibleName(tr("Weight of “%1”").arg(name));
        weight->setToolTip(weight->accessibleName());
        label->setBuddy(weight);
        grid->addWidget(label, row, 0);
        grid->addWidget(weight, row++, 1);
        weights_[id] = weight;
        connect(weight, &QDoubleSpinBox::valueChanged, this, [this] {
            showFormula();
            emit changed();
        });
    }
    grid->setColumnStretch(0, 1);
    formula_ = new QLabel(weightsBox_);
    formula_->setObjectName(QStringLiteral("scoreFormula"));
    formula_->setWordWrap(true);
    formula_->setTextFormat(Qt::PlainText);
    formula_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    formula_->setFocusPolicy(Qt::NoFocus);
    grid->addWidget(formula_, row++, 0, 1, 2);
    standard_ = new QPushButton(tr("The &usual weights"), weightsBox_);
    standard_->setAutoDefault(false);
    standard_->setToolTip(tr("Accuracy counts one half, time and size one quarter each"));
    grid->addWidget(standard_, row, 0, 1, 2);
    connect(standard_, &QPushButton::clicked, this, [this] {
        {
            const QSignalBlocker quiet(this);
            for (const auto& [id, weight] : weights_)
                weight->setValue(standardWeight(id));
        }
        emit changed();
    });
}

// As core/report draws it.
void FigureOptions::showFormula() {
    double sum = 0;
    for (const auto& [id, weight] : weights_)
        sum += weight->value();
    QStringList terms;
    const QLocale locale;
    for (const auto& id : weighed()) {
        const double weight = weights_.at(id)->value();
        if (weight <= 0 || sum <= 0) continue;
        terms << tr("%1 · %2", "weight, term")
                     .arg(locale.toString(weight / sum, 'f', 2), metricShortTitle(*eval::findMetric(id)));
    }
    formula_->setText(terms.isEmpty() ? tr("Give at least one number a weight.")
                                      : tr("score = %1; each from 0 for the worst to 1 for the best row")
                                            .arg(terms.join(QStringLiteral(" + "))));
}

QString FigureOptions::formula() const {
    return formula_->text();
}

bool FigureOptions::withPapers() const {
    return withPapers_->isChecked();
}

void FigureOptions::setWithPapers(bool with) {
    const QSignalBlocker quiet(this);
    withPapers_->setChecked(with);
}

void FigureOptions::setRequest(const report::FigureRequest& request) {
    const QSignalBlocker quiet(this);
    kind_ = request.kind;
    papers_ = request.papers;
    hasPapers_ = !papers_.empty();
    chooseId(*x_, request.x);
    chooseId(*y_, request.y);
    chooseId(*sweep_, request.x);
    chooseId(*accuracy_, request.y);
    chooseId(*colour_, request.colourBy);
    chooseId(*size_, request.sizeBy);
    logX_->setChecked(request.logX);
    logY_->setChecked(request.logY);
    if (hasPapers_) withPapers_->setChecked(true);
    baseline_->clear();
    std::set<std::string> methods;
    for (const auto& one : request.measurements)
        if (methods.insert(one.method).second)
            baseline_->addItem(methodTitle(one.method), QString::fromStdString(one.method));
    chooseId(*baseline_, request.baseline);
    for (const auto& [id, weight] : weights_) {
        const auto found = request.weights.find(id);
        weight->setValue(request.weights.empty() ? standardWeight(id)
                                                 : (found == request.weights.end() ? 0 : found->second));
    }
    showFormula();
    axesBox_->setVisible(kind_ == FigureKind::TradeOff);
    sweepBox_->setVisible(kind_ == FigureKind::Sweep);
    baselineBox_->setVisible(kind_ == FigureKind::Improvement);
    weightsBox_->setVisible(kind_ == FigureKind::OverallScore);
    withPapers_->setVisible(hasPapers_);
}

void FigureOptions::apply(report::FigureRequest& request) const {
    if (hasPapers_) request.papers = withPapers_->isChecked() ? papers_ : std::vector<eval::Measurement>{};
    switch (kind_) {
    case FigureKind::TradeOff:
        request.x = chosenId(*x_);
        request.y = chosenId(*y_);
        request.logX = logX_->isChecked();
        request.logY = logY_->isChecked();
        request.colourBy = chosenId(*colour_);
        request.sizeBy = chosenId(*size_);
        break;
    case FigureKind::Sweep:
        request.x = chosenId(*sweep_);
        request.y = chosenId(*accuracy_);
        request.logX = request.logY = false;
        break;
    case FigureKind::Improvement:
        if (baseline_->count() > 0) request.baseline = chosenId(*baseline_);
        break;
    case FigureKind::OverallScore:
        request.weights.clear();
        for (const auto& [id, weight] : weights_)
            if (weight->value() > 0) request.weights[id] = weight->value();
        break;
    default:
        break;
    }
}

} // namespace sparlet::ui
