#include "pages/start_source.h"

#include "itemmodels/picture_image.h"
#include "pages/model_choices.h"
#include "style/tokens.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <utility>

namespace sparlet::ui {
namespace {

constexpr int kStartSettleMs = 300;
constexpr int kScratch = 0; // the first entry; the last is the file that is typed

using Models = std::vector<engine::ModelSummary>;

QByteArray bytes(const std::string& path) {
    return QByteArray::fromStdString(path);
}

} // namespace

StartSource::StartSource(JobManager& jobs, QWidget* parent)
    : QWidget(parent), modelsRequest_(jobs), detailsRequest_(jobs), model_(new QComboBox(this)),
      fileRow_(new QWidget(this)), file_(new QLineEdit(fileRow_)),
      browse_(new QPushButton(tr("File…"), fileRow_)) {
    model_->setObjectName(QStringLiteral("startFrom"));
    model_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    model_->setMinimumContentsLength(16);
    file_->setObjectName(QStringLiteral("startFromFile"));
    file_->setAccessibleName(tr("File of weights to start from"));
    file_->setToolTip(tr("A model of Sparlet, or torchvision's weights as safetensors"));
    file_->setPlaceholderText(tr("Weights (safetensors)"));
    browse_->setToolTip(tr("Choose the file of weights to start from"));
    browse_->setAccessibleName(browse_->toolTip());
    auto* row = new QHBoxLayout(fileRow_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::gap);
    row->addWidget(file_, 1);
    row->addWidget(browse_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metric::gap);
    layout->addWidget(model_);
    layout->addWidget(fileRow_);
    setFocusProxy(model_);
    settle_.setSingleShot(true);
    settle_.setInterval(kStartSettleMs);
    showModels({});
    connect(&settle_, &QTimer::timeout, this, &StartSource::readDetails);
    connect(model_, &QComboBox::currentIndexChanged, this, &StartSource::choose);
    connect(file_, &QLineEdit::textChanged, this, &StartSource::choose);
    connect(browse_, &QPushButton::clicked, this, &StartSource::browse);
}

void StartSource::setWorkspace(std::shared_ptr<engine::Workspace> workspace) {
    workspace_ = std::move(workspace);
    reload();
}

void StartSource::reload() {
    if (!workspace_) return;
    modelsRequest_.start<Models>([shared = workspace_](const JobContext&) { return modelChoices(*shared); },
                                 [this](Result<Models> models) {
                                     if (models) showModels(*models);
                                 });
}

void StartSource::showModels(const Models& models) {
    const auto before = path();
    const bool wasTyped = typed();
    {
        const QSignalBlocker quiet(model_);
        model_->clear();
        model_->addItem(tr("Nothing: from scratch"));
        for (const auto& model : models) {
            model_->addItem(QString::fromStdString(model.title), bytes(model.file));
            model_->setItemData(model_->count() - 1, displayPath(model.file), Qt::ToolTipRole);
        }
        model_->addItem(tr("A file"));
        if (wasTyped) model_->setCurrentIndex(model_->count() - 1);
    }
    if (!wasTyped) setPath(before);
    fileRow_->setVisible(typed());
}

bool StartSource::typed() const {
    return model_->count() > 1 && model_->currentIndex() == model_->count() - 1;
}

std::string StartSource::path() const {
    return typed() ? QFile::encodeName(file_->text().trimmed()).toStdString()
                   : model_->currentData().toByteArray().toStdString();
}

void StartSource::setPath(const std::string& path) {
    const int at = path.empty() ? kScratch : model_->findData(bytes(path));
    {
        const QSignalBlocker quiet(model_), quietToo(file_);
        model_->setCurrentIndex(at >= 0 ? at : model_->count() - 1);
        file_->setText(at >= 0 ? QString() : QDir::toNativeSeparators(displayPath(path)));
    }
    choose();
}

QString StartSource::problem() const {
    if (!typed()) return {};
    const auto file = file_->text().trimmed();
    if (file.isEmpty()) return tr("Choose the file of weights.");
    const QFileInfo info(file);
    if (!info.isFile()) return tr("There is no such file.");
    if (info.suffix().compare(QLatin1String("safetensors"), Qt::CaseInsensitive) != 0)
        return tr("Weights are read from safetensors files only.");
    return {};
}

void StartSource::choose() {
    fileRow_->setVisible(typed());
    details_.reset();
    detailsRequest_.drop();
    settle_.stop();
    if (!path().empty() && problem().isEmpty()) settle_.start();
    emit changed();
}

void StartSource::readDetails() {
    if (!workspace_) return;
    detailsRequest_.start<engine::ModelDetails>(
        [shared = workspace_, from = path()](const JobContext&) { return shared->model(from); },
        [this](Result<engine::ModelDetails> details) {
            if (!details) return; // weights of others: what fits is known when they are loaded
            details_ = std::move(*details);
            emit changed();
        });
}

void StartSource::browse() {
    const auto chosen = QFileDialog::getOpenFileName(this, tr("Weights to start from"), file_->text(),
                                                     tr("Weights (*.safetensors);;All files (*)"));
    if (!chosen.isEmpty()) file_->setText(QDir::toNativeSeparators(chosen));
}

} // namespace sparlet::ui
