#include "pages/evaluate_dialog.h"

#include "itemmodels/picture_image.h"
#include "style/theme.h"
#include "style/tokens.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace sparlet::ui {
namespace {

constexpr int kWidth = 600;
constexpr int kMostRounds = 3;
constexpr int kSpinRoom = 76; // of a number and its arrows

using Protocol = engine::EvaluateRequest::Protocol;

} // namespace

EvaluateDialog::EvaluateDialog(std::vector<engine::ModelSummary> models, QWidget* parent)
    : QDialog(parent), models_(std::move(models)) {
    setWindowTitle(tr("New evaluation"));
    setMinimumWidth(kWidth);
    buildFields();
    buildExpansion();
    buildTruth();
    hint_ = new QLabel(this);
    hint_->setWordWrap(true);
    asWarningText(*hint_);
    buttons_ = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto* start = buttons_->addButton(tr("Evaluate"), QDialogButtonBox::AcceptRole);
    start->setObjectName(QStringLiteral("startEvaluation"));
    start->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::margin, metric::margin, metric::margin, metric::margin);
    layout->setSpacing(metric::margin);
    layout->addLayout(buildForm());
    layout->addWidget(hint_);
    layout->addStretch(1);
    layout->addWidget(buttons_);
    connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
    check();
}

QFormLayout* EvaluateDialog::buildForm() {
    const auto button = [this](const QString& text, const QString& tip, void (EvaluateDialog::*run)()) {
        auto* made = new QPushButton(text, this);
        made->setToolTip(tip);
        made->setAutoDefault(false);
        connect(made, &QPushButton::clicked, this, run);
        return made;
    };
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(metric::margin);
    form->setVerticalSpacing(metric::gap);
    // The label leads to the first widget of its row; `wide`: which takes the room that is left.
    const auto add = [form](const QString& title, std::initializer_list<QWidget*> widgets, bool wide) {
        auto* row = new QHBoxLayout;
        row->setSpacing(metric::gap);
        for (auto* widget : widgets)
            row->addWidget(widget, wide && row->isEmpty() ? 1 : 0);
        if (!wide) row->addStretch(1);
        form->addRow(title, row);
        static_cast<QLabel*>(form->labelForField(row))->setBuddy(*widgets.begin());
    };
    add(tr("&Model"),
        {model_, button(tr("File…"), tr("A model file that lies elsewhere"), &EvaluateDialog::browseModel)},
        true);
    add(tr("&Data"),
        {data_,
         button(tr("Folder…"), tr("A folder of class folders, or of CIFAR-10's files"),
                &EvaluateDialog::browseFolder),
         button(tr("List…"), tr("A CSV list of paths and labels, or a ground-truth file"),
                &EvaluateDialog::browseFile)},
        true);
    form->addRow(tr("&Protocol"), protocol_);
    form->addRow(QString(), protocolText_);
    form->addRow(QString(), truth_);
    add(tr("Ranked by"), {codes_, floats_}, false);
    add(tr("Expansion"), {ownExpansion_, rounds_, gamma_}, false);
    form->addRow(tr("Timing"), timing_);
    form->addRow(tr("Na&me"), name_);
    return form;
}

void EvaluateDialog::buildFields() {
    model_ = new QComboBox(this);
    model_->setObjectName(QStringLiteral("evaluateModel"));
    model_->setAccessibleName(tr("Model"));
    model_->setToolTip(tr("The model that is measured"));
    model_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const auto& model : models_) {
        auto title = QString::fromStdString(model.title.empty() ? model.id : model.title);
        if (model.isDefault) title = tr("%1 (default)").arg(title);
        model_->addItem(title, QString::fromStdString(model.id));
        model_->setItemData(model_->count() - 1, displayPath(model.file), Qt::ToolTipRole);
    }
    data_ = new QLineEdit(this);
    data_->setObjectName(QStringLiteral("evaluateData"));
    data_->setAccessibleName(tr("Data"));
    data_->setPlaceholderText(tr("Labelled pictures"));
    protocol_ = new QComboBox(this);
    protocol_->setObjectName(QStringLiteral("evaluateProtocol"));
    protocol_->setAccessibleName(tr("Protocol"));
    protocol_->setToolTip(tr("What is a query and what is gallery"));
    protocol_->addItem(tr("Class folders, leave one out"), static_cast<int>(Protocol::Folder));
    protocol_->addItem(tr("CIFAR-10"), static_cast<int>(Protocol::Cifar10));
    protocol_->addItem(tr("CSV list"), static_cast<int>(Protocol::Csv));
    protocol_->addItem(tr("Ground truth, revisited Oxford and Paris"),
                       static_cast<int>(Protocol::GroundTruth));
    protocolText_ = new QLabel(this);
    protocolText_->setWordWrap(true);
    asDimText(*protocolText_);
    codes_ = new QRadioButton(tr("the stored &codes"), this);
    codes_->setToolTip(tr("As a search does it"));
    codes_->setChecked(true);
    floats_ = new QRadioButton(tr("the &float embedding"), this);
    floats_->setToolTip(tr("What the network says before it becomes a code"));
    timing_ = new QCheckBox(tr("Measure &time and memory too"), this);
    timing_->setToolTip(tr("Takes a minute more; other work on this machine disturbs it"));
    timing_->setChecked(true);
    name_ = new QLineEdit(this);
    name_->setObjectName(QStringLiteral("evaluateName"));
    name_->setAccessibleName(tr("Name"));
    name_->setPlaceholderText(tr("Made from model and data where it is empty"));
    connect(data_, &QLineEdit::textChanged, this, [this] {
        followData();
        check();
    });
    connect(protocol_, &QComboBox::currentIndexChanged, this, &EvaluateDialog::check);
}

void EvaluateDialog::buildTruth() {
    truth_ = new QWidget(this);
    setup_ = new QComboBox(truth_);
    setup_->setObjectName(QStringLiteral("evaluateSetup"));
    setup_->setAccessibleName(tr("Which lists count"));
    setup_->setToolTip(tr("Which lists count as relevant; the other one is junk"));
    using Setup = engine::EvaluateRequest::Setup;
    setup_->addItem(tr("Easy"), static_cast<int>(Setup::Easy));
    setup_->addItem(tr("Medium: easy and hard"), static_cast<int>(Setup::Medium));
    setup_->addItem(tr("Hard"), static_cast<int>(Setup::Hard));
    setup_->setCurrentIndex(1);
    images_ = new QLineEdit(truth_);
    images_->setObjectName(QStringLiteral("evaluateImages"));
    images_->setAccessibleName(tr("Folder of the pictures"));
    images_->setPlaceholderText(tr("Folder of the pictures; empty: beside the list"));
    auto* browse = new QPushButton(tr("Folder…"), truth_);
    browse->setToolTip(tr("Where the pictures of the list are"));
    browse->setAutoDefault(false);
    auto* row = new QHBoxLayout(truth_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::gap);
    row->addWidget(setup_);
    row->addWidget(images_, 1);
    row->addWidget(browse);
    connect(browse, &QPushButton::clicked, this, &EvaluateDialog::browseImages);
    connect(images_, &QLineEdit::textChanged, this, &EvaluateDialog::check);
}

void EvaluateDialog::buildExpansion() {
    ownExpansion_ = new QCheckBox(tr("as the model &has it"), this);
    ownExpansion_->setToolTip(tr("Rounds of query expansion and γ from the model's file"));
    ownExpansion_->setChecked(true);
    rounds_ = new QSpinBox(this);
    rounds_->setRange(0, kMostRounds);
    rounds_->setPrefix(tr("rounds "));
    rounds_->setAccessibleName(tr("Rounds of query expansion"));
    rounds_->setToolTip(tr("0: without expansion"));
    gamma_ = new QDoubleSpinBox(this);
    gamma_->setRange(0, 1);
    gamma_->setSingleStep(0.05);
    gamma_->setValue(0.5);
    gamma_->setPrefix(tr("γ "));
    gamma_->setAccessibleName(tr("γ, the weight of the first ranking"));
    gamma_->setToolTip(tr("Weight of the first ranking, 0 to 1"));
    rounds_->setMinimumWidth(fontMetrics().horizontalAdvance(rounds_->prefix()) + kSpinRoom);
    gamma_->setMinimumWidth(fontMetrics().horizontalAdvance(gamma_->prefix()) + kSpinRoom);
    connect(ownExpansion_, &QCheckBox::toggled, this, &EvaluateDialog::check);
    connect(rounds_, &QSpinBox::valueChanged, this, &EvaluateDialog::check);
}

void EvaluateDialog::setModel(const QString& idOrFile) {
    int at = model_->findData(idOrFile);
    if (at < 0 && !idOrFile.isEmpty()) {
        model_->addItem(QFileInfo(idOrFile).fileName(), idOrFile);
        at = model_->count() - 1;
        model_->setItemData(at, idOrFile, Qt::ToolTipRole);
    }
    if (at >= 0) model_->setCurrentIndex(at);
    check();
}

void EvaluateDialog::setData(const QString& path) {
    data_->setText(QDir::toNativeSeparators(path));
}

void EvaluateDialog::browseModel() {
    const auto file = QFileDialog::getOpenFileName(this, tr("Model file"), {}, tr("Models (*.safetensors)"));
    if (!file.isEmpty()) setModel(file);
}

void EvaluateDialog::browseFolder() {
    const auto folder = QFileDialog::getExistingDirectory(this, tr("Labelled pictures"), data_->text());
    if (!folder.isEmpty()) setData(folder);
}

void EvaluateDialog::browseFile() {
    const auto file =
        QFileDialog::getOpenFileName(this, tr("List of pictures"), data_->text(),
                                     tr("CSV lists and ground truth (*.csv *.json);;All files (*)"));
    if (!file.isEmpty()) setData(file);
}

void EvaluateDialog::browseImages() {
    const auto folder =
        QFileDialog::getExistingDirectory(this, tr("Folder of the pictures"), images_->text());
    if (!folder.isEmpty()) images_->setText(QDir::toNativeSeparators(folder));
}

Protocol EvaluateDialog::protocol() const {
    return static_cast<Protocol>(protocol_->currentData().toInt());
}

QString EvaluateDialog::sentence(Protocol protocol) {
    switch (protocol) {
    case Protocol::Folder:
        return tr("Every image is a query against all others; sub-folders are labels.");
    case Protocol::Cifar10:
        return tr("Every fifth image of a class is a query; the rest is the gallery.");
    case Protocol::Csv:
        return tr(
            "Queries, gallery and labels as the list says: path,label and perhaps split; without a split an "
            "image is both.");
    case Protocol::GroundTruth:
        return tr("Queries and gallery as the list says, with its rule of easy, hard and junk images.");
    }
    return {};
}

void EvaluateDialog::followData() {
    const QFileInfo info(data_->text().trimmed());
    const bool listed = protocol() == Protocol::Csv || protocol() == Protocol::GroundTruth;
    auto suits = protocol();
    if (info.isFile())
        suits = info.suffix().compare(QLatin1String("json"), Qt::CaseInsensitive) == 0 ? Protocol::GroundTruth
                                                                                       : Protocol::Csv;
    else if (info.isDir() && listed)
        suits = Protocol::Folder;
    protocol_->setCurrentIndex(protocol_->findData(static_cast<int>(suits)));
}

void EvaluateDialog::check() {
    const bool own = ownExpansion_->isChecked();
    rounds_->setEnabled(!own);
    gamma_->setEnabled(!own && rounds_->value() > 0);
    protocolText_->setText(sentence(protocol()));
    truth_->setVisible(protocol() == Protocol::GroundTruth);
    const auto path = data_->text().trimmed(), pictures = images_->text().trimmed();
    const bool there = !path.isEmpty() && QFileInfo::exists(path);
    const bool wants = protocol() == Protocol::Csv || protocol() == Protocol::GroundTruth;
    const bool fits = there && QFileInfo(path).isFile() == wants;
    const bool found = pictures.isEmpty() || truth_->isHidden() || QFileInfo(pictures).isDir();
    QString hint;
    if (model_->count() == 0)
        hint = tr("No model is installed: train one, or choose a file.");
    else if (!path.isEmpty() && !there)
        hint = tr("There is no file or folder of this name.");
    else if (there && !fits)
        hint = wants ? tr("This protocol reads a list: choose a file.") : tr("This protocol reads a folder.");
    else if (!found)
        hint = tr("The folder of the pictures is not there.");
    hint_->setText(hint);
    hint_->setVisible(!hint.isEmpty());
    for (auto* button : buttons_->buttons())
        if (buttons_->buttonRole(button) == QDialogButtonBox::AcceptRole)
            button->setEnabled(fits && found && model_->count() > 0);
}

engine::EvaluateRequest EvaluateDialog::request() const {
    engine::EvaluateRequest request;
    const auto model = model_->currentData().toString();
    request.model =
        QFileInfo(model).isAbsolute() ? QFile::encodeName(model).toStdString() : model.toStdString();
    request.data = QFile::encodeName(QFileInfo(data_->text().trimmed()).absoluteFilePath()).toStdString();
    request.protocol = protocol();
    if (request.protocol == Protocol::GroundTruth) {
        request.setup = static_cast<engine::EvaluateRequest::Setup>(setup_->currentData().toInt());
        const auto pictures = images_->text().trimmed();
        if (!pictures.isEmpty())
            request.images = QFile::encodeName(QFileInfo(pictures).absoluteFilePath()).toStdString();
    }
    if (!ownExpansion_->isChecked()) {
        request.rounds = rounds_->value();
        if (*request.rounds > 0) request.gamma = static_cast<float>(gamma_->value());
    }
    request.floatEmbedding = floats_->isChecked();
    request.timing = timing_->isChecked();
    return request;
}

QString EvaluateDialog::name() const {
    return name_->text().simplified();
}

} // namespace sparlet::ui
