#include "shell/index_dialog.h"

#include "style/theme.h"
#include "style/tokens.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sparlet::ui {

IndexDialog::IndexDialog(std::vector<engine::ModelSummary> models,
                         std::vector<engine::CollectionSummary> collections, QWidget* parent)
    : QDialog(parent), models_(std::move(models)), collections_(std::move(collections)) {
    setWindowTitle(tr("Index a folder"));
    setMinimumWidth(560);
    folder_ = new QLineEdit(this);
    folder_->setAccessibleName(tr("Folder"));
    folder_->setPlaceholderText(tr("Folder of pictures"));
    auto* browseButton = new QPushButton(tr("Browse…"), this);
    auto* folderRow = new QHBoxLayout;
    folderRow->setSpacing(metric::gap);
    folderRow->addWidget(folder_, 1);
    folderRow->addWidget(browseButton);
    collection_ = new QComboBox(this);
    collection_->setEditable(true);
    collection_->setInsertPolicy(QComboBox::NoInsert);
    collection_->setAccessibleName(tr("Collection"));
    for (const auto& c : collections_)
        collection_->addItem(QString::fromStdString(c.name));
    collection_->setCurrentIndex(-1);
    model_ = new QComboBox(this);
    model_->setAccessibleName(tr("Model"));
    for (const auto& m : models_) {
        auto title = QString::fromStdString(m.title.empty() ? m.id : m.title);
        if (m.isDefault) title = tr("%1 (default)").arg(title);
        model_->addItem(title, QString::fromStdString(m.id));
    }
    modelText_ = new QLabel(this);
    modelText_->setWordWrap(true);
    asDimText(*modelText_);
    hint_ = new QLabel(this);
    hint_->setWordWrap(true);
    asDimText(*hint_);
    buttons_ = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto* start = buttons_->addButton(tr("Index"), QDialogButtonBox::AcceptRole);
    start->setDefault(true);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(metric::margin);
    form->setVerticalSpacing(metric::gap);
    form->addRow(tr("Folder"), folderRow);
    form->addRow(tr("Collection"), collection_);
    form->addRow(tr("Model"), model_);
    form->addRow(QString(), modelText_);
    form->addRow(QString(), hint_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::margin, metric::margin, metric::margin, metric::margin);
    layout->setSpacing(metric::margin);
    layout->addLayout(form);
    layout->addStretch(1);
    layout->addWidget(buttons_);
    connect(browseButton, &QPushButton::clicked, this, &IndexDialog::browse);
    connect(folder_, &QLineEdit::textChanged, this, &IndexDialog::check);
    connect(collection_, &QComboBox::editTextChanged, this, &IndexDialog::check);
    connect(collection_->lineEdit(), &QLineEdit::textEdited, this, [this] { named_ = true; });
    connect(model_, &QComboBox::currentIndexChanged, this, &IndexDialog::showModel);
    connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
    showModel();
    check();
}

void IndexDialog::setFolder(const QString& folder) {
    folder_->setText(QDir::toNativeSeparators(folder));
    if (!named_) {
        const auto name = QDir(folder).dirName();
        collection_->setEditText(name.isEmpty() ? tr("pictures") : name);
    }
    check();
}

void IndexDialog::setModel(const QString& id) {
    if (const int at = model_->findData(id); at >= 0) model_->setCurrentIndex(at);
    check();
}

void IndexDialog::browse() {
    const auto chosen = QFileDialog::getExistingDirectory(this, tr("Folder of pictures"), folder_->text());
    if (!chosen.isEmpty()) setFolder(chosen);
}

const engine::CollectionSummary* IndexDialog::existing() const {
    const auto name = collection_->currentText().trimmed().toStdString();
    const auto found = std::find_if(collections_.begin(), collections_.end(),
                                    [&](const engine::CollectionSummary& c) { return c.name == name; });
    return found == collections_.end() ? nullptr : &*found;
}

void IndexDialog::check() {
    const QFileInfo folder(folder_->text());
    const bool folderGood = folder.isDir();
    const bool nameGood = !collection_->currentText().trimmed().isEmpty();
    const auto* known = existing();
    // The codes of one collection come from one model; it was chosen when the collection began.
    if (known != nullptr)
        model_->setCurrentIndex(std::max(0, model_->findData(QString::fromStdString(known->model))));
    model_->setEnabled(known == nullptr);
    QString hint;
    if (!folder_->text().isEmpty() && !folderGood)
        hint = tr("There is no such folder.");
    else if (known != nullptr) {
        hint = tr("The collection has %1 images. New and changed files are added; its model stays.")
                   .arg(QLocale().toString(static_cast<qlonglong>(known->images)));
    }
    hint_->setText(hint);
    const auto list = buttons_->buttons();
    for (auto* button : list) {
        if (buttons_->buttonRole(button) == QDialogButtonBox::AcceptRole) {
            button->setEnabled(folderGood && nameGood && !models_.empty());
        }
    }
}

void IndexDialog::showModel() {
    const auto at = model_->currentIndex();
    if (at < 0 || static_cast<std::size_t>(at) >= models_.size()) {
        modelText_->setText(tr("No model is installed; train one, or import one on the command line."));
        return;
    }
    const auto& m = models_[static_cast<std::size_t>(at)];
    if (!m.problem.empty()) {
        modelText_->setText(QString::fromStdString(m.problem));
        return;
    }
    const auto facts = tr("%1 dimensions · %2")
                           .arg(m.dimensions)
                           .arg(QLocale().formattedDataSize(static_cast<qint64>(m.bytes), 1));
    modelText_->setText(m.isDefault ? tr("The best trade of speed and quality. %1").arg(facts) : facts);
}

engine::IndexRequest IndexDialog::request() const {
    engine::IndexRequest request;
    request.folder = QFile::encodeName(QFileInfo(folder_->text()).absoluteFilePath()).toStdString();
    request.collection = collection_->currentText().trimmed().toStdString();
    request.model = model_->currentData().toString().toStdString();
    return request;
}

} // namespace sparlet::ui
