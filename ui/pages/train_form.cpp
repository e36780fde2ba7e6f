#include "pages/train_form.h"

#include "itemmodels/hyper_model.h"
#include "itemmodels/picture_image.h"
#include "pages/data_preview.h"
#include "pages/describe_dialog.h"
#include "pages/hyper_table.h"
#include "pages/start_source.h"
#include "pages/text_source.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/collapsible_section.h"

#include <QAbstractSpinBox>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QFile>
#include <QFileDialog>
#include <QFormLayout>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace sparlet::ui {
namespace {

constexpr int kFormSettleMs = 300;
constexpr int kTwoColumnsFrom = 760;

/// Shows as many decimals as the value has.
class RateBox : public QDoubleSpinBox {
public:
    using QDoubleSpinBox::QDoubleSpinBox;
    QString textFromValue(double value) const override {
        return locale().toString(value, 'f', QLocale::FloatingPointShortest);
    }
};

QSpinBox* wholeBox(QWidget* parent, int least, int most) {
    auto* box = new QSpinBox(parent);
    box->setRange(least, most);
    box->setGroupSeparatorShown(true);
    return box;
}

QString deviceText(const engine::DeviceChoice& device) {
    const auto name = QString::fromStdString(device.name);
    if (device.memoryBytes == 0) return name;
    return TrainForm::tr("%1 · %2 memory")
        .arg(name, QLocale().formattedDataSize(static_cast<qint64>(device.memoryBytes), 0));
}

QString presetText(const std::string& name) {
    if (name == "paper") return TrainForm::tr("As in the paper");
    if (name == "standard") return TrainForm::tr("Standard");
    if (name == "quick") return TrainForm::tr("Quick");
    if (name == "compact") return TrainForm::tr("Compact file");
    return QString::fromStdString(name);
}

} // namespace

TrainForm::TrainForm(JobManager& jobs, QWidget* parent)
    : QWidget(parent), jobs_(jobs), previewRequest_(jobs), choicesRequest_(jobs) {
    setAccessibleName(tr("New training run"));
    settle_.setSingleShot(true);
    settle_.setInterval(kFormSettleMs);
    connect(&settle_, &QTimer::timeout, this, &TrainForm::readData);
    buildData();
    left_ = new QWidget(this);
    right_ = new QWidget(this);
    buildModel();
    buildNumbers();
    buildAdvanced();
    layOut();
    applyTheme();
    check();
}

QWidget* TrainForm::withProblem(QWidget* editor, QLabel*& problem) {
    auto* both = new QWidget(this);
    auto* layout = new QVBoxLayout(both);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    problem = new QLabel(both);
    problem->setWordWrap(true);
    problem->hide();
    asWarningText(*problem);
    layout->addWidget(editor);
    layout->addWidget(problem);
    both->setFocusProxy(editor);
    return both;
}

void TrainForm::addRow(QFormLayout* form, const QString& label, QWidget* editor, const QString& tip) {
    auto* title = new QLabel(label, this);
    auto* field = editor; // what is typed into, inside whatever holds it
    while (field->focusProxy() != nullptr)
        field = field->focusProxy();
    if (qobject_cast<QAbstractSpinBox*>(field) != nullptr) field->setFixedHeight(metric::control);
    title->setBuddy(field);
    title->setToolTip(tip);
    title->setMinimumHeight(metric::control);
    field->setToolTip(tip);
    field->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    field->setAccessibleDescription(tip);
    form->addRow(title, editor);
}

void TrainForm::buildData() {
    data_ = new QLineEdit(this);
    data_->setObjectName(QStringLiteral("trainingData"));
    data_->setAccessibleName(tr("Training data"));
    data_->setPlaceholderText(tr("Folder of class folders, CIFAR-10's folder, or a packed file"));
    folder_ = new QPushButton(tr("Folder…"), this);
    folder_->setToolTip(tr("Choose a folder of training data"));
    file_ = new QPushButton(tr("File…"), this);
    file_->setToolTip(tr("Choose a packed file of training data"));
    dataPreview_ = new DataPreview(this);
    connect(data_, &QLineEdit::textChanged, this, [this] {
        preview_.reset();
        settle_.start();
        check();
    });
    connect(folder_, &QPushButton::clicked, this, [this] { browse(true); });
    connect(file_, &QPushButton::clicked, this, [this] { browse(false); });
}

void TrainForm::buildModel() {
    name_ = new QLineEdit(this);
    method_ = new QComboBox(this);
    method_->setObjectName(QStringLiteral("trainingMethod"));
    backbone_ = new QComboBox(this);
    preset_ = new QComboBox(this);
    preset_->setObjectName(QStringLiteral("trainingPreset"));
    device_ = new QComboBox(this);
    device_->setObjectName(QStringLiteral("trainingDevice"));
    for (auto* box : {method_, backbone_, preset_, device_}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(16);
    }
    auto* modules = new QWidget(this);
    auto* row = new QHBoxLayout(modules);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::gap);
    const auto module = [&](const QString& name, const QString& tip) {
        auto* box = new QCheckBox(name, this);
        box->setToolTip(tip);
        box->setAccessibleDescription(tip);
        row->addWidget(box);
        connect(box, &QCheckBox::toggled, this, &TrainForm::check);
        return box;
    };
    lkd_ = module(tr("LKD"), tr("Language-guided knowledge: texts of the classes guide the embedding"));
    ase_ = module(tr("ASE"), tr("Adaptive sparse embedding: weak dimensions of an image become zero"));
    spq_ = module(tr("SPQ"), tr("Mixed-precision quantisation: bits by the importance of a dimension"));
    iqe_ = module(tr("IQE"), tr("Queries with this model are expanded unless told otherwise"));
    row->addStretch();
    modules->setFocusProxy(lkd_);
    auto* form = new QFormLayout(left_);
    addRow(form, tr("&Method"), method_, tr("How pictures become codes"));
    addRow(form, tr("&Backbone"), backbone_, tr("The network that looks at the pictures"));
    start_ = new StartSource(jobs_, this);
    addRow(form, tr("Start &from"), withProblem(start_, startProblem_),
           tr("What the backbone knows already: a model of Sparlet, or torchvision's weights"));
    connect(start_, &StartSource::changed, this, &TrainForm::check);
    auto* modulesLabel = new QLabel(tr("Modules"), this);
    modulesLabel->setMinimumHeight(metric::control);
    form->addRow(modulesLabel, modules);
    texts_ = new TextSource(this);
    addRow(form, tr("Te&xts"), withProblem(texts_, textsProblem_),
           tr("What LKD learns from: texts about the classes or about single pictures"));
    connect(texts_, &TextSource::changed, this, &TrainForm::check);
    connect(texts_, &TextSource::describeRequested, this, &TrainForm::describe);
    addRow(form, tr("&Preset"), preset_, tr("Epochs, batch, learning rate and optimiser to start from"));
    addRow(form, tr("De&vice"), device_, tr("Where the network is trained"));
    addRow(form, tr("&Name"), name_, tr("What the run is called; its model has the same name"));
    connect(method_, &QComboBox::currentIndexChanged, this, &TrainForm::showMethod);
    connect(backbone_, &QComboBox::currentIndexChanged, this, &TrainForm::check);
    connect(preset_, &QComboBox::currentIndexChanged, this, &TrainForm::showPreset);
}

void TrainForm::buildNumbers() {
    epochs_ = wholeBox(this, 1, 10000);
    epochs_->setObjectName(QStringLiteral("trainingEpochs"));
    batch_ = wholeBox(this, 2, 65536);
    batch_->setObjectName(QStringLiteral("trainingBatch"));
    learningRate_ = new RateBox(this);
    learningRate_->setDecimals(6);
    learningRate_->setRange(0.000001, 100);
    learningRate_->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    seed_ = wholeBox(this, 0, std::numeric_limits<int>::max());
    seed_->setValue(1);
    bf16_ = new QCheckBox(tr("Mixed precision (bf16)"), this);
    bf16_->setToolTip(tr("Faster on GPUs and on CPUs that can do it; weights stay in full precision"));
    smallStem_ = new QCheckBox(tr("First layer for small pictures"), this);
    smallStem_->setToolTip(
        tr("Looks at every pixel; right for pictures of up to 64 pixels, slow for larger ones"));
    smallStem_->setChecked(true);
    connect(smallStem_, &QCheckBox::toggled, this, &TrainForm::check);
    dimensions_ = wholeBox(this, 32, 512);
    dimensions_->setObjectName(QStringLiteral("trainingDimensions"));
    dimensions_->setValue(128);
    density_ = new QDoubleSpinBox(this);
    density_->setRange(0.1, 0.95);
    density_->setSingleStep(0.05);
    density_->setValue(0.25);
    bits_ = new QDoubleSpinBox(this);
    bits_->setRange(2, 8);
    bits_->setDecimals(1);
    bits_->setSingleStep(0.5);
    bits_->setValue(4);
    side_ = wholeBox(this, 0, 1024);
    side_->setSpecialValueText(tr("automatic"));
    side_->setSuffix(tr(" px"));
    heldOut_ = new QDoubleSpinBox(this);
    heldOut_->setObjectName(QStringLiteral("trainingHeldOut"));
    heldOut_->setRange(0, 50);
    heldOut_->setDecimals(1);
    heldOut_->setSuffix(tr(" %"));
    heldOut_->setValue(2);
    heldOut_->setSpecialValueText(tr("nothing"));
    auto* form = new QFormLayout(right_);
    addRow(form, tr("&Epochs"), epochs_, tr("How often training sees every picture"));
    addRow(form, tr("Ba&tch"), withProblem(batch_, batchProblem_),
           tr("Pictures a step; fewer take less memory"));
    addRow(form, tr("&Learning rate"), learningRate_, tr("The highest rate of the schedule"));
    addRow(form, tr("&Dimensions"), dimensions_, tr("Values of the embedding"));
    addRow(form, tr("Densit&y"), density_, tr("Share of dimensions an image keeps, with ASE"));
    addRow(form, tr("B&its"), bits_, tr("Bits of a dimension on average, with SPQ"));
    addRow(form, tr("Picture si&de"), side_, tr("Pixels of a side that pictures are scaled to"));
    addRow(form, tr("&Held out"), heldOut_,
           tr("Share of each class that is not trained on: mAP is measured there after every epoch"));
    addRow(form, tr("&Seed"), seed_, tr("The same seed gives the same model on the same machine"));
    form->addRow(QString(), bf16_);
    form->addRow(QString(), smallStem_);
    connect(batch_, &QSpinBox::valueChanged, this, &TrainForm::check);
    for (auto* box : {left_, right_}) {
        auto* column = static_cast<QFormLayout*>(box->layout());
        column->setContentsMargins(0, 0, 0, 0);
        column->setHorizontalSpacing(metric::margin);
        column->setVerticalSpacing(metric::gap);
        column->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    }
}

void TrainForm::buildAdvanced() {
    hyper_ = new HyperTable(this);
    advanced_ = new CollapsibleSection(tr("Advanced"), hyper_, this);
    advanced_->setOpen(false);
    connect(hyper_, &HyperTable::changed, this, [this](int count) {
        advanced_->setNote(count > 0 ? tr("%n changed", nullptr, count) : tr("all as by default"));
    });
}

void TrainForm::layOut() {
    auto* content = new QWidget;
    asPanel(*content);
    auto* path = new QHBoxLayout;
    path->setSpacing(metric::gap);
    path->addWidget(data_, 1);
    path->addWidget(folder_);
    path->addWidget(file_);
    auto* title = new QLabel(tr("New training run"), content);
    title->setObjectName(QStringLiteral("heading"));
    title->setFont(headingFont(title->font()));
    fields_ = new QGridLayout;
    fields_->setHorizontalSpacing(metric::margin * 2);
    fields_->setVerticalSpacing(metric::gap);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(metric::margin, metric::margin, metric::margin, metric::margin);
    column->setSpacing(metric::margin);
    column->addWidget(title);
    column->addLayout(path);
    column->addWidget(dataPreview_);
    column->addLayout(fields_);
    column->addWidget(advanced_);
    column->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    problem_ = new QLabel(this);
    problem_->setWordWrap(true);
    asWarningText(*problem_);
    startButton_ = new QPushButton(tr("Start training"), this);
    startButton_->setObjectName(QStringLiteral("startTraining"));
    startButton_->setDefault(true);
    cancel_ = new QPushButton(tr("Cancel"), this);
    cancel_->setToolTip(tr("Leave this form"));
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(metric::margin, metric::gap, metric::margin, metric::gap);
    buttons->setSpacing(metric::gap);
    buttons->addWidget(problem_, 1);
    buttons->addWidget(cancel_);
    buttons->addWidget(startButton_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);
    layout->addLayout(buttons);
    connect(startButton_, &QPushButton::clicked, this, &TrainForm::startRequested);
    connect(cancel_, &QPushButton::clicked, this, &TrainForm::cancelRequested);
    arrange();
}

// Two columns of fields where they fit side by side, else one.
void TrainForm::arrange() {
    const int columns = width() >= kTwoColumnsFrom ? 2 : 1;
    if (columns == columns_) return;
    columns_ = columns;
    fields_->removeWidget(left_);
    fields_->removeWidget(right_);
    fields_->addWidget(left_, 0, 0, Qt::AlignTop);
    fields_->addWidget(right_, columns == 2 ? 0 : 1, columns == 2 ? 1 : 0, Qt::AlignTop);
    fields_->setColumnStretch(0, 1);
    fields_->setColumnStretch(1, columns == 2 ? 1 : 0);
}

void TrainForm::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void TrainForm::applyTheme() {
    if (auto* heading = findChild<QLabel*>(QStringLiteral("heading"))) heading->setFont(headingFont(font()));
}

void TrainForm::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) applyTheme();
}

void TrainForm::setWorkspace(std::shared_ptr<engine::Workspace> workspace) {
    workspace_ = std::move(workspace);
    start_->setWorkspace(workspace_);
    choicesRequest_.start<engine::TrainingChoices>(
        [shared = workspace_](const JobContext&) -> Result<engine::TrainingChoices> {
            return shared->trainingChoices();
        },
        [this](Result<engine::TrainingChoices> outcome) {
            if (!outcome) {
                setProblem(QString::fromStdString(outcome.error().message));
                return;
            }
            choices_ = std::move(*outcome);
            showChoices();
            if (wanted_) prefill(*std::exchange(wanted_, std::nullopt));
        });
    if (!data_->text().isEmpty()) settle_.start();
}

void TrainForm::showChoices() {
    method_->clear();
    for (const auto& method : choices_.methods)
        method_->addItem(QString::fromStdString(method.title), QString::fromStdString(method.id));
    backbone_->clear();
    for (const auto& backbone : choices_.backbones)
        backbone_->addItem(QString::fromStdString(backbone.title), QString::fromStdString(backbone.id));
    preset_->clear();
    for (const auto& preset : choices_.presets)
        preset_->addItem(presetText(preset.name), QString::fromStdString(preset.name));
    device_->clear();
    if (!choices_.devices.empty())
        device_->addItem(tr("Automatic: %1").arg(deviceText(choices_.devices.front())),
                         QStringLiteral("auto"));
    for (const auto& device : choices_.devices)
        device_->addItem(deviceText(device), QString::fromStdString(device.id));
    select(method_, QStringLiteral("sparse"));
    select(preset_, QStringLiteral("standard"));
    showMethod();
    showPreset();
}

void TrainForm::select(QComboBox* box, const QString& id) {
    if (const int at = box->findData(id); at >= 0) box->setCurrentIndex(at);
}

const engine::MethodChoice* TrainForm::method() const {
    const auto id = method_->currentData().toString().toStdString();
    for (const auto& one : choices_.methods)
        if (one.id == id) return &one;
    return nullptr;
}

const train::PresetInfo* TrainForm::preset() const {
    const auto name = preset_->currentData().toString().toStdString();
    for (const auto& one : choices_.presets)
        if (one.name == name) return &one;
    return nullptr;
}

void TrainForm::showMethod() {
    const auto* chosen = method();
    if (chosen == nullptr) return;
    lkd_->setChecked(chosen->modules.lkd);
    ase_->setChecked(chosen->modules.ase);
    spq_->setChecked(chosen->modules.spq);
    iqe_->setChecked(chosen->modules.iqe);
    showHyper();
    check();
}

void TrainForm::showPreset() {
    const auto* chosen = preset();
    if (chosen == nullptr) return;
    epochs_->setValue(chosen->epochs);
    batch_->setValue(chosen->batch);
    learningRate_->setValue(chosen->learningRate);
    preset_->setToolTip(tr("Epochs %1, batch %2, learning rate %3, optimiser %4")
                            .arg(epochs_->text(), batch_->text(), learningRate_->text(),
                                 QString::fromStdString(chosen->optimizer)));
    showHyper();
}

// The method's, with the defaults that the preset sets.
void TrainForm::showHyper() {
    if (method() == nullptr) return;
    auto parameters = method()->hyper;
    std::erase_if(parameters, [](const auto& one) { return one.name == kHeldOut; });
    if (const auto* chosen = preset()) {
        for (auto& one : parameters) {
            const auto own = chosen->hyper.find(one.name);
            if (own != chosen->hyper.end()) one.standard = own->second;
        }
    }
    hyper_->setParameters(std::move(parameters));
}

HyperModel* TrainForm::hyper() const {
    return hyper_->model();
}

void TrainForm::setData(const QString& path) {
    data_->setText(QDir::toNativeSeparators(path));
}

void TrainForm::begin() {
    setProblem({});
    start_->reload(); // runs may have ended meanwhile
    data_->setFocus(Qt::ShortcutFocusReason);
}

void TrainForm::browse(bool folder) {
    const auto chosen =
        folder ? QFileDialog::getExistingDirectory(this, tr("Folder of training data"), data_->text())
               : QFileDialog::getOpenFileName(this, tr("Packed file of training data"), data_->text());
    if (!chosen.isEmpty()) setData(chosen);
}

void TrainForm::describe() {
    if (!workspace_) return;
    DescribeDialog dialog(jobs_, *keys_, workspace_, data_->text().trimmed(), texts_->file(), this);
    connect(&dialog, &DescribeDialog::described, texts_, &TextSource::setFile);
    dialog.exec();
    check(); // the file may be there now
}

void TrainForm::readData() {
    const auto path = data_->text().trimmed();
    if (path.isEmpty() || !workspace_) {
        previewRequest_.drop();
        dataPreview_->clear();
        return;
    }
    dataPreview_->setBusy();
    const auto file = QFile::encodeName(path).toStdString();
    previewRequest_.start<engine::TrainingDataPreview>(
        [shared = workspace_, file](const JobContext& context) {
            return shared->previewTrainingData(file, context.cancel);
        },
        [this](Result<engine::TrainingDataPreview> outcome) {
            if (outcome) {
                preview_ = std::move(*outcome);
                dataPreview_->setPreview(*preview_);
            } else {
                dataPreview_->setError(QString::fromStdString(outcome.error().message));
            }
            check();
        });
}

void TrainForm::check() {
    name_->setPlaceholderText(name());
    texts_->setEnabled(lkd_->isChecked());
    textsProblem_->setText(texts_->problem());
    textsProblem_->setVisible(!texts_->problem().isEmpty());
    const auto start = startProblem();
    startProblem_->setText(start);
    startProblem_->setVisible(!start.isEmpty());
    density_->setEnabled(ase_->isChecked());
    bits_->setEnabled(spq_->isChecked());
    side_->setEnabled(!preview_ || !preview_->sideFixed);
    if (preview_) {
        side_->setSpecialValueText(tr("automatic (%1)").arg(preview_->side));
        if (preview_->sideFixed) side_->setValue(0);
    }
    const bool tooLarge = preview_ && batch_->value() > preview_->images;
    batchProblem_->setText(tooLarge ? tr("There are only %1 pictures.")
                                          .arg(QLocale().toString(static_cast<qlonglong>(preview_->images)))
                                    : QString());
    batchProblem_->setVisible(tooLarge);
    startButton_->setEnabled(complete());
    startButton_->setToolTip(complete() ? tr("Train with these settings")
                             : preview_ ? tr("A field needs another value")
                                        : tr("Choose a readable data set first"));
}

bool TrainForm::complete() const {
    return preview_ && batch_->value() <= preview_->images && method() != nullptr && workspace_ &&
           texts_->problem().isEmpty() && startProblem().isEmpty();
}

// What can be known before the weights are loaded.
QString TrainForm::startProblem() const {
    if (const auto problem = start_->problem(); !problem.isEmpty()) return problem;
    if (!start_->details()) return {};
    const auto& info = start_->details()->info;
    const auto own = QString::fromStdString(start_->details()->summary.backbone);
    if (!own.isEmpty() && own != backbone_->currentData().toString()) {
        const int at = backbone_->findData(own);
        return tr("That model has the backbone %1; choose it here too, or start from another model.")
            .arg(at < 0 ? own : backbone_->itemText(at));
    }
    // Of the MobileNets both first layers have the same shape.
    if (own != QLatin1String("resnet18") || info.smallImageStem == smallStem_->isChecked()) return {};
    return info.smallImageStem
               ? tr("That model has the first layer for small pictures; switch it on, or start from another.")
               : tr("That model has no first layer for small pictures; switch it off, or start from "
                    "another.");
}

void TrainForm::setQueueing(bool queueing) {
    startButton_->setText(queueing ? tr("Add to the queue") : tr("Start training"));
}

void TrainForm::setProblem(const QString& sentence) {
    problem_->setText(sentence);
}

} // namespace sparlet::ui
