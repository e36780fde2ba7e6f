#include "pages/text_source.h"

#include "style/tokens.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace sparlet::ui {

TextSource::TextSource(QWidget* parent)
    : QWidget(parent), kind_(new QComboBox(this)), file_(new QLineEdit(this)),
      browse_(new QPushButton(tr("File…"), this)),
      describe_(new QPushButton(tr("Describe pictures…"), this)) {
    kind_->setObjectName(QStringLiteral("textSource"));
    kind_->setAccessibleName(tr("Texts"));
    kind_->addItem(tr("Shipped descriptions, else class names"));
    kind_->addItem(tr("Class descriptions"));
    kind_->addItem(tr("Captions of single pictures"));
    kind_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    kind_->setMinimumContentsLength(16);
    file_->setAccessibleName(tr("File of texts"));
    browse_->setToolTip(tr("Choose the file of texts"));
    describe_->setToolTip(tr("Have a language model describe the pictures"));
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::gap);
    row->addWidget(file_, 1);
    row->addWidget(browse_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metric::gap);
    layout->addWidget(kind_);
    layout->addLayout(row);
    layout->addWidget(describe_, 0, Qt::AlignLeft);
    setFocusProxy(kind_);
    connect(kind_, &QComboBox::currentIndexChanged, this, [this] {
        showKind(kind());
        emit changed();
    });
    connect(file_, &QLineEdit::textChanged, this, &TextSource::changed);
    connect(browse_, &QPushButton::clicked, this, &TextSource::browse);
    connect(describe_, &QPushButton::clicked, this, &TextSource::describeRequested);
    showKind(kind());
}

TextSource::Kind TextSource::kind() const {
    return static_cast<Kind>(kind_->currentIndex());
}

void TextSource::setKind(Kind kind) {
    kind_->setCurrentIndex(static_cast<int>(kind));
}

void TextSource::setFile(const QString& file) {
    file_->setText(QDir::toNativeSeparators(file));
}

QString TextSource::file() const {
    return file_->text().trimmed();
}

QString TextSource::problem() const {
    if (kind() == Kind::Automatic || !isEnabled()) return {};
    if (file().isEmpty()) return tr("Choose the file of texts.");
    return QFileInfo(file()).isFile() ? QString() : tr("There is no such file.");
}

void TextSource::fill(engine::TrainRequest& request) const {
    const auto path = QFile::encodeName(file()).toStdString();
    if (kind() == Kind::Descriptions) request.descriptions = path;
    if (kind() == Kind::Captions) request.captions = path;
}

void TextSource::browse() {
    const bool captions = kind() == Kind::Captions;
    const auto chosen = QFileDialog::getOpenFileName(
        this, captions ? tr("Captions of pictures") : tr("Descriptions of classes"), file(),
        captions ? tr("Captions (*.jsonl);;All files (*)") : tr("Descriptions (*.json);;All files (*)"));
    if (!chosen.isEmpty()) setFile(chosen);
}

void TextSource::showKind(Kind kind) {
    file_->setVisible(kind != Kind::Automatic);
    browse_->setVisible(kind != Kind::Automatic);
    describe_->setVisible(kind == Kind::Captions);
    file_->setPlaceholderText(kind == Kind::Captions ? tr("Captions file (JSON Lines)")
                                                     : tr("Descriptions file (JSON)"));
}

} // namespace sparlet::ui
