#include "pages/compact_form.h"

#include "itemmodels/picture_image.h"
#include "pages/model_choices.h"
#include "style/tokens.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>

namespace sparlet::ui {
namespace {

constexpr const char* kFolder = "compact.data";
constexpr int kIdRole = Qt::UserRole + 1;
constexpr int kLeastSample = 10, kMostSample = 100'000;

} // namespace

CompactForm::CompactForm(JobManager& jobs, std::shared_ptr<engine::Workspace> workspace, QWidget* parent)
    : QWidget(parent), jobs_(jobs), workspace_(std::move(workspace)), modelsRequest_(jobs),
      settingRequest_(jobs), model_(new QComboBox(this)), folder_(new QLineEdit(this)),
      browse_(new QPushButton(tr("Browse…"), this)), sample_(new QSpinBox(this)),
      start_(new QPushButton(tr("Measure layers"), this)) {
    const auto named = [](QWidget* widget, const QString& name, const QString& tip) {
        widget->setAccessibleName(name);
        widget->setToolTip(tip);
        widget->setAccessibleDescription(tip);
    };
    model_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    model_->setMinimumContentsLength(22);
    named(model_, tr("Model"), tr("The model to make smaller; it stays as it is"));
    folder_->setPlaceholderText(tr("Folder with a folder of pictures for each class"));
    named(folder_, tr("Pictures"),
          tr("Pictures like those the model will see, a folder for each class; not those it is judged on "
             "later"));
    named(browse_, tr("Choose the folder of pictures"), tr("Choose the folder of pictures"));
    sample_->setRange(kLeastSample, kMostSample);
    sample_->setSingleStep(100);
    sample_->setGroupSeparatorShown(true);
    sample_->setValue(engine::CompactionRequest().sample);
    named(sample_, tr("Number of pictures"), tr("Pictures used, spread evenly over the classes"));
    named(start_, tr("Measure layers"), tr("See what each layer loses with fewer bits"));
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::gap);
    row->addWidget(folder_, 1);
    row->addWidget(browse_);
    row->addSpacing(metric::gap);
    row->addWidget(new QLabel(tr("Number of pictures"), this));
    row->addWidget(sample_);
    row->addWidget(start_);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(metric::margin);
    grid->setVerticalSpacing(metric::gap);
    grid->addWidget(new QLabel(tr("Model"), this), 0, 0);
    grid->addWidget(model_, 0, 1);
    grid->addWidget(new QLabel(tr("Pictures"), this), 1, 0);
    grid->addLayout(row, 1, 1);
    grid->setColumnStretch(1, 1);
    for (auto* editor :
         {static_cast<QWidget*>(model_), static_cast<QWidget*>(folder_), static_cast<QWidget*>(sample_)})
        editor->setFixedHeight(metric::control);
    connect(folder_, &QLineEdit::textChanged, this, &CompactForm::check);
    connect(model_, &QComboBox::currentIndexChanged, this, &CompactForm::check);
    connect(model_, &QComboBox::currentIndexChanged, this, &CompactForm::modelChanged);
    connect(browse_, &QPushButton::clicked, this, &CompactForm::browse);
    connect(start_, &QPushButton::clicked, this, &CompactForm::startRequested);
    settingRequest_.start<std::string>(
        [shared = workspace_](const JobContext&) { return shared->setting(kFolder); },
        [this](Result<std::string> folder) {
            if (folder && folder_->text().isEmpty())
                setFolder(QFile::decodeName(QByteArray::fromStdString(*folder)));
        });
    check();
    reload();
}

void CompactForm::reload() {
    modelsRequest_.start<std::vector<engine::ModelSummary>>(
        [shared = workspace_](const JobContext&) { return modelChoices(*shared); },
        [this](Result<std::vector<engine::ModelSummary>> models) {
            if (models)
                showModels(*models);
            else
                emit failed(QString::fromStdString(models.error().message));
        });
}

void CompactForm::showModels(const std::vector<engine::ModelSummary>& models) {
    const auto before = wanted_.isEmpty() ? model_->currentData(kIdRole).toString() : wanted_;
    {
        const QSignalBlocker quiet(model_);
        model_->clear();
        for (const auto& model : models) {
            auto title = QString::fromStdString(model.title.empty() ? model.id : model.title);
            const auto id = QString::fromStdString(model.id);
            if (!title.contains(id)) title = tr("%1 (%2)").arg(title, id);
            if (model.bytes > 0)
                title = tr("%1, %2 MB")
                            .arg(title, QLocale().toString(static_cast<double>(model.bytes) / 1e6, 'f', 2));
            model_->addItem(title, QByteArray::fromStdString(model.file));
            model_->setItemData(model_->count() - 1, id, kIdRole);
            model_->setItemData(model_->count() - 1, displayPath(model.file), Qt::ToolTipRole);
        }
    }
    setModel(before);
    check();
    emit modelChanged();
}

void CompactForm::setModel(const QString& idOrFile) {
    wanted_ = idOrFile;
    if (model_->count() == 0) return;
    int at = idOrFile.isEmpty() ? 0 : model_->findData(idOrFile, kIdRole);
    if (at < 0) at = model_->findData(QFile::encodeName(idOrFile));
    if (at >= 0) wanted_.clear();
    model_->setCurrentIndex(std::max(at, 0));
}

void CompactForm::setFolder(const QString& folder) {
    folder_->setText(QDir::toNativeSeparators(folder));
}

void CompactForm::setSample(int pictures) {
    sample_->setValue(pictures);
}

QString CompactForm::modelTitle() const {
    return model_->currentText();
}

bool CompactForm::complete() const {
    return model_->currentIndex() >= 0 && !folder_->text().trimmed().isEmpty();
}

engine::CompactionRequest CompactForm::request() const {
    engine::CompactionRequest request;
    request.model = model_->currentData().toByteArray().toStdString();
    request.data = QFile::encodeName(QDir::fromNativeSeparators(folder_->text().trimmed())).toStdString();
    request.sample = sample_->value();
    return request;
}

void CompactForm::setLocked(bool locked) {
    locked_ = locked;
    for (auto* editor : {static_cast<QWidget*>(model_), static_cast<QWidget*>(folder_),
                         static_cast<QWidget*>(browse_), static_cast<QWidget*>(sample_)})
        editor->setEnabled(!locked);
    check();
}

void CompactForm::remember() {
    jobs_.run<bool>(
        QString(), JobListing::Quiet,
        [shared = workspace_, folder = request().data](const JobContext&) -> Result<bool> {
            return shared->setSetting(kFolder, folder).ok(); // a convenience for the next time
        },
        this, [](const Result<bool>&) {});
}

void CompactForm::browse() {
    const auto chosen = QFileDialog::getExistingDirectory(this, tr("Folder of pictures"), folder_->text());
    if (!chosen.isEmpty()) setFolder(chosen);
}

void CompactForm::check() {
    start_->setEnabled(complete() && !locked_);
}

} // namespace sparlet::ui
