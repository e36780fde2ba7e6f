#include "pages/compact_dialog.h"

#include "itemmodels/layer_model.h"
#include "pages/compact_form.h"
#include "pages/compact_trials.h"
#include "plots/budget_plot.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/layer_table.h"
#include "widgets/number_row.h"
#include "widgets/progress_fraction.h"
#include "widgets/state_view.h"
#include "widgets/words.h"

#include <QAction>
#include <QDir>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QScreen>
#include <QSignalBlocker>
#include <QSlider>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

constexpr int kSliderSteps = 1000;
constexpr int kGestureMs = 1000; // budgets within are undone together
constexpr double kMegabyte = 1e6;
constexpr int kHalf = 1 << 14; // of whatever there is
constexpr QLatin1String kEnding(".safetensors");

double inMegabytes(std::uint64_t bytes) {
    return static_cast<double>(bytes) / kMegabyte;
}

QString megabytesText(std::uint64_t bytes) {
    return CompactDialog::tr("%1 MB").arg(QLocale().toString(inMegabytes(bytes), 'f', 2));
}

QString withEnding(const QString& file) {
    return file.endsWith(kEnding, Qt::CaseInsensitive) ? file : file + kEnding;
}

QString nameOfModel(const std::string& file) {
    return QFileInfo(QFile::decodeName(QByteArray::fromStdString(file))).completeBaseName();
}

QString stageText(const std::string& stage) {
    if (stage == "measuring layers") return CompactDialog::tr("Measuring layers");
    if (stage == "scanning" || stage == "reading") return CompactDialog::tr("Reading pictures");
    if (stage == "encoding") return CompactDialog::tr("Encoding pictures");
    return CompactDialog::tr("Working");
}

} // namespace

CompactDialog::CompactDialog(JobManager& jobs, std::shared_ptr<engine::Workspace> workspace, QWidget* parent)
    : QDialog(parent), jobs_(jobs), workspace_(std::move(workspace)), study_(new CompactStudy(jobs, this)),
      form_(new CompactForm(jobs, workspace_, this)), layers_(new LayerModel(this)) {
    setWindowTitle(tr("Make a model smaller"));
    setMinimumSize(880, 600);
    resize(QSize(1120, 760).boundedTo(screen()->availableSize() -
                                      QSize(metric::margin * 2, metric::margin * 4)));
    auto* progress = buildProgress();
    auto* split = new QSplitter(Qt::Horizontal, this);
    split->setChildrenCollapsible(false);
    split->setHandleWidth(metric::margin);
    split->addWidget(buildBudget());
    split->addWidget(buildLayers());
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 1);
    split->setSizes({kHalf, kHalf});
    state_ = new StateView(this);
    state_->setCompact(true);
    stack_ = new QStackedWidget(this);
    stack_->addWidget(state_);
    stack_->addWidget(split);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::margin, metric::margin, metric::margin, metric::margin);
    layout->setSpacing(metric::gap);
    layout->addWidget(form_);
    layout->addWidget(progress);
    layout->addWidget(stack_, 1);
    layout->addWidget(buildActions());
    connectStudy();
    applyTheme();
    updateControls();
}

// A field that loses the focus while it is taken apart still speaks; nobody listens any more.
CompactDialog::~CompactDialog() {
    for (auto* child : findChildren<QObject*>())
        child->disconnect(this);
}

QWidget* CompactDialog::buildProgress() {
    auto* box = new QWidget(this);
    status_ = new QLabel(box);
    status_->setWordWrap(true);
    status_->setTextFormat(Qt::PlainText);
    status_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    status_->setFocusPolicy(Qt::NoFocus);
    progress_ = new QProgressBar(box);
    progress_->setTextVisible(false);
    progress_->setFixedHeight(6);
    progress_->setAccessibleName(tr("Progress"));
    stop_ = new QPushButton(tr("Stop"), box);
    stop_->setToolTip(tr("Stop; nothing is written"));
    stop_->setAutoDefault(false);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(metric::gap / 2);
    texts->addWidget(status_);
    texts->addWidget(progress_);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::margin);
    row->addLayout(texts, 1);
    row->addWidget(stop_, 0, Qt::AlignVCenter);
    box->setMinimumHeight(metric::control);
    return box;
}

QWidget* CompactDialog::buildBudget() {
    auto* box = new QWidget(this);
    auto* title = new QLabel(tr("Budget"), box);
    title->setObjectName(QStringLiteral("heading"));
    slider_ = new QSlider(Qt::Horizontal, box);
    slider_->setRange(0, kSliderSteps);
    slider_->setPageStep(kSliderSteps / 20);
    slider_->setSingleStep(kSliderSteps / 100);
    slider_->setAccessibleName(tr("Budget of the file"));
    slider_->setToolTip(tr("How large the file may be; each layer gets the bits that lose least"));
    megabytes_ = new QDoubleSpinBox(box);
    megabytes_->setDecimals(2);
    megabytes_->setSingleStep(0.1);
    megabytes_->setKeyboardTracking(false);
    megabytes_->setSuffix(tr(" MB"));
    megabytes_->setAccessibleName(tr("Budget of the file in megabytes"));
    megabytes_->setToolTip(slider_->toolTip());
    megabytes_->setFixedHeight(metric::control);
    megabytes_->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("9999.99 MB")) +
                                metric::control);
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::gap);
    row->addWidget(title);
    row->addWidget(slider_, 1);
    row->addWidget(megabytes_);
    curve_ = new BudgetPlot(box);
    curve_->setHeightInLines(8);
    QSizePolicy grows = curve_->sizePolicy();
    grows.setVerticalPolicy(QSizePolicy::Expanding);
    curve_->setSizePolicy(grows);
    totals_ = new NumberRow(box);
    trials_ = new CompactTrials(box);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::gap);
    column->addLayout(row);
    column->addWidget(curve_, 1);
    column->addWidget(totals_);
    column->addWidget(trials_);
    connect(slider_, &QSlider::valueChanged, this, [this](int value) {
        const double from = inMegabytes(study_->smallest()), to = inMegabytes(study_->largest());
        pickBudget(from + (to - from) * value / kSliderSteps);
    });
    connect(slider_, &QSlider::sliderPressed, this, [this] { budgetMoved_.invalidate(); });
    connect(megabytes_, &QDoubleSpinBox::valueChanged, this, &CompactDialog::pickBudget);
    connect(curve_, &BudgetPlot::picked, this, &CompactDialog::pickBudget);
    connect(trials_, &CompactTrials::chosen, study_, &CompactStudy::returnTo);
    return box;
}

QWidget* CompactDialog::buildLayers() {
    auto* box = new QWidget(this);
    layersTitle_ = new QLabel(tr("Layers"), box);
    layersTitle_->setObjectName(QStringLiteral("heading"));
    mode_ = new QLabel(box);
    asDimText(*mode_);
    table_ = new LayerTable(layers_, box);
    const auto tool = [&](const QString& text, const QKeySequence& keys, const char* name) {
        auto* action = new QAction(themedIcon(QString::fromLatin1(name), palette()), text, this);
        action->setObjectName(QString::fromLatin1(name));
        action->setShortcut(keys);
        action->setToolTip(tr("%1 (%2)").arg(text, keys.toString(QKeySequence::NativeText)));
        addAction(action);
        auto* button = new QToolButton(box);
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setAccessibleName(text);
        return std::pair{action, button};
    };
    const auto [undoAction, undoButton] = tool(tr("Undo"), QKeySequence(Qt::CTRL | Qt::Key_Z), "undo");
    const auto [redoAction, redoButton] =
        tool(tr("Redo"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), "redo");
    undo_ = undoAction;
    redo_ = redoAction;
    back_ = new QPushButton(tr("Back to the budget's choice"), box);
    back_->setToolTip(tr("Let the budget give each layer its bits again"));
    back_->setAutoDefault(false);
    auto* head = new QHBoxLayout;
    head->setSpacing(metric::gap);
    head->addWidget(layersTitle_);
    head->addWidget(mode_, 1);
    head->addWidget(undoButton);
    head->addWidget(redoButton);
    head->addWidget(back_);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metric::gap);
    column->addLayout(head);
    column->addWidget(table_, 1);
    connect(undo_, &QAction::triggered, this, [this] { undo(false); });
    connect(redo_, &QAction::triggered, this, [this] { undo(true); });
    connect(back_, &QPushButton::clicked, study_, &CompactStudy::backToBudget);
    connect(table_, &LayerTable::gestureBegan, study_, &CompactStudy::beginGesture);
    connect(layers_, &LayerModel::edited, this, [this](int layer, const nn::LayerWidth& width) {
        study_->setWidth(static_cast<std::size_t>(layer), width);
    });
    return box;
}

QWidget* CompactDialog::buildActions() {
    auto* box = new QWidget(this);
    const auto button = [box](const QString& text, const QString& tip) {
        auto* made = new QPushButton(text, box);
        made->setToolTip(tip);
        made->setAccessibleDescription(tip);
        made->setAutoDefault(false);
        return made;
    };
    measure_ = button(tr("Measure"), tr("See mAP, cosine and time of these bits and shares on the pictures"));
    export_ = button(tr("Export…"), tr("Measure, and write the smaller model to a file"));
    index_ = button(tr("Index a folder with it…"),
                    tr("Read a folder of pictures with the model that was written"));
    plain_ = button(tr("Plain copy…"),
                    tr("Write the model chosen above with its weights as plain 32-bit floats, which other "
                       "programs read too"));
    auto* close = button(tr("Close"), tr("Close; what was measured stays until Sparlet is closed"));
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::gap);
    row->addWidget(measure_);
    row->addWidget(export_);
    row->addWidget(index_);
    row->addStretch(1);
    row->addWidget(plain_);
    row->addWidget(close);
    connect(measure_, &QPushButton::clicked, this, [this] { study_->measure(); });
    connect(export_, &QPushButton::clicked, this, &CompactDialog::chooseExport);
    connect(index_, &QPushButton::clicked, this, [this] { emit indexRequested(written_); });
    connect(plain_, &QPushButton::clicked, this, &CompactDialog::choosePlain);
    connect(form_, &CompactForm::modelChanged, this, &CompactDialog::updateControls);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    return box;
}

void CompactDialog::connectStudy() {
    connect(form_, &CompactForm::startRequested, this, &CompactDialog::open);
    connect(form_, &CompactForm::failed, this,
            [this](const QString& sentence) { setStatus(sentence, true); });
    connect(stop_, &QPushButton::clicked, study_, &CompactStudy::cancel);
    connect(&jobs_, &JobManager::jobChanged, this, [this](JobId id) {
        if (id == study_->job()) showProgress();
    });
    connect(study_, &CompactStudy::stateChanged, this, [this] {
        if (study_->state() == CompactStudy::State::Opening ||
            study_->state() == CompactStudy::State::Measuring)
            setStatus(tr("Waiting for other jobs"), false);
        showProgress();
        updateControls();
    });
    connect(study_, &CompactStudy::curveChanged, this, [this] {
        const QSignalBlocker quiet(megabytes_);
        // The ends can be reached: rounded outwards.
        megabytes_->setRange(std::floor(inMegabytes(study_->smallest()) * 100) / 100,
                             std::ceil(inMegabytes(study_->largest()) * 100) / 100);
        introduce_ = true;
        updateControls();
    });
    connect(study_, &CompactStudy::choiceChanged, this, [this] {
        if (study_->choice().byHand) layers_->setWidths(study_->choice().widths);
        showBudget();
        updateControls();
    });
    connect(study_, &CompactStudy::planChanged, this, &CompactDialog::showPlan);
    connect(study_, &CompactStudy::trialsChanged, this, [this] {
        trials_->setTrials(study_->trials());
        markTrial();
        showCurve();
        if (study_->trials().empty()) written_.clear();
        updateControls();
    });
    connect(study_, &CompactStudy::measured, this,
            [this](const engine::CompactReport& report) { setStatus(reportText(report), false); });
    connect(study_, &CompactStudy::exported, this, [this](const QString& file) {
        written_ = file;
        setStatus(tr("Written to %1.").arg(QDir::toNativeSeparators(file)), false);
        updateControls();
        emit modelsChanged();
    });
    connect(study_, &CompactStudy::failed, this,
            [this](const QString& sentence) { setStatus(sentence, true); });
    connect(study_, &CompactStudy::cancelled, this,
            [this] { setStatus(tr("Stopped; nothing was written."), false); });
    connect(study_->undoStack(), &QUndoStack::indexChanged, this, &CompactDialog::updateControls);
}

void CompactDialog::setModel(const QString& idOrFile) {
    if (study_->job() == 0) form_->setModel(idOrFile);
}

void CompactDialog::reloadModels() {
    form_->reload();
}

QString CompactDialog::status() const {
    return status_->text();
}

QString CompactDialog::totals() const {
    QStringList parts;
    for (const auto& number : totals_->numbers())
        parts << QStringLiteral("%1: %2 %3").arg(number.name, number.value, number.note).trimmed();
    return parts.join(QStringLiteral("; "));
}

void CompactDialog::open() {
    if (!form_->complete()) return;
    form_->remember();
    study_->open(workspace_, form_->request());
}

void CompactDialog::chooseExport() {
    const auto folder =
        QFile::decodeName(QByteArray::fromStdString((workspace_->home() / "models").native()));
    const auto name = QStringLiteral("%1-%2mb").arg(
        study_->model(), QString::number(inMegabytes(study_->plan().bytes), 'f', 1));
    const auto chosen = QFileDialog::getSaveFileName(this, tr("Export the smaller model"),
                                                     folder + QLatin1Char('/') + name + kEnding,
                                                     tr("Models (*.safetensors);;All files (*)"));
    exportTo(chosen);
}

QString CompactDialog::reportText(const engine::CompactReport& report) {
    const QLocale locale;
    const auto three = [&](double value) { return locale.toString(value, 'f', 3); };
    const auto time = [&](double value) { return locale.toString(value, 'f', value < 10 ? 2 : 1); };
    return tr("%1 instead of %2, mAP %3 instead of %4, cosine %5; an image takes %6 ms (%7) instead of %8 ms "
              "(eager).")
        .arg(megabytesText(report.bytes), megabytesText(report.bytesBefore), three(report.map),
             three(report.mapBefore), three(report.cosine), time(report.milliseconds),
             QString::fromStdString(report.precision), time(report.millisecondsBefore));
}

void CompactDialog::exportTo(const QString& file) {
    if (file.isEmpty()) return;
    study_->measure(QFile::encodeName(withEnding(file)).toStdString());
}

void CompactDialog::choosePlain() {
    const auto folder =
        QFile::decodeName(QByteArray::fromStdString((workspace_->home() / "models").native()));
    copyPlainTo(QFileDialog::getSaveFileName(
        this, tr("Write a plain copy"),
        folder + QStringLiteral("/%1-plain").arg(nameOfModel(form_->request().model)) + kEnding,
        tr("Models (*.safetensors);;All files (*)")));
}

void CompactDialog::copyPlainTo(const QString& file) {
    if (file.isEmpty() || copying_) return;
    const auto whole = withEnding(file);
    engine::ExportRequest request;
    request.model = form_->request().model;
    request.out = QFile::encodeName(whole).toStdString();
    request.plainWeights = true;
    copying_ = true;
    updateControls();
    jobs_.run<bool>(
        tr("Writing a plain copy of “%1”").arg(nameOfModel(request.model)), JobListing::Listed,
        [shared = workspace_, request](const JobContext&) -> Result<bool> {
            const auto written = shared->exportModel(request);
            if (!written) return written.error();
            return true;
        },
        this,
        [this, whole](const Result<bool>& outcome) {
            copying_ = false;
            if (outcome)
                setStatus(tr("Written to %1.").arg(QDir::toNativeSeparators(whole)), false);
            else if (outcome.error().code != ErrorCode::Cancelled)
                setStatus(QString::fromStdString(outcome.error().message), true);
            updateControls();
            if (outcome) emit modelsChanged();
        });
}

void CompactDialog::undo(bool forth) {
    if (study_->state() != CompactStudy::State::Ready) return;
    if (forth)
        study_->undoStack()->redo();
    else
        study_->undoStack()->undo();
}

void CompactDialog::pickBudget(double megabytes) {
    if (!budgetMoved_.isValid() || budgetMoved_.elapsed() > kGestureMs) study_->beginGesture();
    budgetMoved_.start();
    study_->setBudget(static_cast<std::uint64_t>(std::llround(std::max(0.0, megabytes) * kMegabyte)));
}

void CompactDialog::showProgress() {
    const auto job = study_->job() == 0 ? std::nullopt : jobs_.job(study_->job());
    if (!job || job->state != JobState::Running) {
        progress_->setRange(0, 0);
        return;
    }
    const double fraction = job->fraction();
    showFraction(*progress_, fraction);
    if (job->cancelling) return setStatus(tr("Stopping"), false);
    const auto& now = job->progress;
    const QLocale locale;
    auto text = stageText(now.stage);
    if (now.total > 0)
        text = tr("%1: %2 of %3")
                   .arg(text, locale.toString(static_cast<qulonglong>(now.done)),
                        locale.toString(static_cast<qulonglong>(now.total)));
    if (const auto left = job->secondsLeft()) text += tr(" · %1 left").arg(durationText(*left));
    setStatus(text, false);
}

void CompactDialog::showBudget() {
    if (study_->curve().empty()) return;
    const QSignalBlocker quiet(slider_), quietToo(megabytes_);
    const double from = inMegabytes(study_->smallest()), to = inMegabytes(study_->largest());
    const double budget = inMegabytes(study_->choice().budget);
    if (!slider_->isSliderDown())
        slider_->setValue(
            to > from ? static_cast<int>(std::lround((budget - from) / (to - from) * kSliderSteps)) : 0);
    megabytes_->setValue(budget);
    mode_->setText(study_->choice().byHand ? tr("by hand") : tr("as the budget has it"));
}

void CompactDialog::showPlan() {
    const auto& plan = study_->plan();
    layers_->setPlan(plan);
    if (introduce_ && !plan.layers.empty()) {
        introduce_ = false;
        setStatus(tr("%1 has %n layers. Choose how large the file may be, or change the bars.", nullptr,
                     static_cast<int>(plan.layers.size()))
                      .arg(study_->model()),
                  false);
    }
    if (study_->choice().byHand) layers_->setWidths(study_->choice().widths);
    if (plan.layers.empty()) {
        totals_->setNumbers({});
        return showCurve();
    }
    double parameters = 0, bits = 0, kept = 0;
    for (const auto& layer : plan.layers) {
        const auto count = static_cast<double>(layer.parameters);
        parameters += count;
        bits += count * layer.width.bits;
        kept += count * layer.width.density;
    }
    const QLocale locale;
    const double before = inMegabytes(study_->bytesBefore()), after = inMegabytes(plan.bytes);
    const double less = before > 0 ? (1 - after / before) * 100 : 0;
    totals_->setNumbers(
        {{tr("File"), megabytesText(plan.bytes),
          tr("of %1, %2 % less").arg(megabytesText(study_->bytesBefore()), locale.toString(less, 'f', 0))},
         {tr("Estimated cosine"), locale.toString(plan.cosine, 'f', 3), tr("1 is the whole model")},
         {tr("Mean bits"), locale.toString(parameters > 0 ? bits / parameters : 0, 'f', 1),
          tr("%1 % of weights kept")
              .arg(locale.toString(parameters > 0 ? kept / parameters * 100 : 0, 'f', 0))}});
    markTrial();
    showCurve();
}

// Where the choice is one that was measured, its row says so.
void CompactDialog::markTrial() {
    const auto& all = study_->trials();
    const auto widths = study_->widths();
    const auto at =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.widths == widths; });
    trials_->mark(at == all.end() ? -1 : static_cast<int>(at - all.begin()));
}

void CompactDialog::showCurve() {
    BudgetData shown;
    for (const auto& point : study_->curve())
        shown.curve.push_back({inMegabytes(point.bytes), point.cosine});
    for (const auto& trial : study_->trials())
        shown.measured.push_back({{inMegabytes(trial.report.bytes), trial.report.cosine}, trial.report.map});
    if (!study_->plan().layers.empty())
        shown.chosen = BudgetPoint{inMegabytes(study_->plan().bytes), study_->plan().cosine};
    curve_->setData(std::move(shown));
}

void CompactDialog::setStatus(const QString& sentence, bool warning) {
    warning_ = warning;
    status_->setText(sentence);
    QPalette colours = palette();
    if (warning) colours.setColor(QPalette::WindowText, tokensFor(palette()).warning);
    status_->setPalette(colours);
}

void CompactDialog::updateControls() {
    using State = CompactStudy::State;
    const auto state = study_->state();
    const bool busy = state == State::Opening || state == State::Measuring;
    const bool ready = state == State::Ready && !study_->curve().empty();
    progress_->setVisible(busy);
    stop_->setVisible(busy);
    form_->setLocked(busy);
    stack_->setCurrentIndex(study_->opened() ? 1 : 0);
    if (!study_->opened() && busy)
        state_->setEmpty(QStringLiteral("model"), tr("Measuring layers"),
                         tr("Each layer is stored with few bits in turn, to see what it loses."));
    else if (!study_->opened())
        state_->setEmpty(
            QStringLiteral("model"), tr("A smaller file that finds nearly as well"),
            tr("Choose a model and pictures like those it will see. Sparlet measures what each layer "
               "loses with fewer bits; then you choose how small the file may be."));
    for (auto* control :
         {static_cast<QWidget*>(slider_), static_cast<QWidget*>(megabytes_), static_cast<QWidget*>(trials_),
          static_cast<QWidget*>(measure_), static_cast<QWidget*>(export_)})
        control->setEnabled(ready);
    plain_->setEnabled(!busy && !copying_ && !form_->request().model.empty());
    table_->setLocked(!ready);
    curve_->setLocked(!ready);
    undo_->setEnabled(ready && study_->undoStack()->canUndo());
    redo_->setEnabled(ready && study_->undoStack()->canRedo());
    back_->setEnabled(ready && study_->choice().byHand);
    index_->setVisible(!written_.isEmpty());
    form_->start()->setDefault(!study_->opened());
    measure_->setDefault(ready);
    trials_->setVisible(!study_->trials().empty());
}

void CompactDialog::applyTheme() {
    for (auto* label : findChildren<QLabel*>(QStringLiteral("heading")))
        label->setFont(headingFont(font()));
    for (auto* action : {undo_, redo_})
        action->setIcon(themedIcon(action->objectName(), palette()));
    megabytes_->setFont(numberFont(font()));
    status_->setFont(numberFont(font()));
    setStatus(status_->text(), warning_);
}

void CompactDialog::changeEvent(QEvent* event) {
    QDialog::changeEvent(event);
    if (status_ != nullptr && index_ != nullptr &&
        (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange))
        applyTheme();
}

void CompactDialog::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    reloadModels();
}

} // namespace sparlet::ui
