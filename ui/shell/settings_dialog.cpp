#include "shell/settings_dialog.h"

#include "style/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace sparlet::ui {

SettingsDialog::SettingsDialog(Appearance appearance, const QString& language, QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(tr("Settings"));
    setMinimumWidth(420);
    appearance_ = new QComboBox(this);
    appearance_->setAccessibleName(tr("Appearance"));
    appearance_->addItem(tr("As the desktop"), static_cast<int>(Appearance::System));
    appearance_->addItem(tr("Dark"), static_cast<int>(Appearance::Dark));
    appearance_->addItem(tr("Light"), static_cast<int>(Appearance::Light));
    appearance_->addItem(tr("High contrast"), static_cast<int>(Appearance::HighContrast));
    appearance_->setCurrentIndex(std::max(0, appearance_->findData(static_cast<int>(appearance))));
    language_ = new QComboBox(this);
    language_->setAccessibleName(tr("Language"));
    language_->addItem(tr("As the desktop"), QString());
    language_->addItem(QStringLiteral("English"), QStringLiteral("en"));
    language_->addItem(QStringLiteral("日本語"), QStringLiteral("ja"));
    language_->setCurrentIndex(std::max(0, language_->findData(language)));
    auto* note = new QLabel(tr("A new language is used after the next start."), this);
    note->setWordWrap(true);
    asDimText(*note);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(metric::margin);
    form->setVerticalSpacing(metric::gap);
    form->addRow(tr("Appearance"), appearance_);
    form->addRow(tr("Language"), language_);
    form->addRow(QString(), note);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::margin, metric::margin, metric::margin, metric::margin);
    layout->setSpacing(metric::margin);
    layout->addLayout(form);
    layout->addWidget(buttons);
    connect(appearance_, &QComboBox::activated, this,
            [this] { emit appearanceChosen(static_cast<Appearance>(appearance_->currentData().toInt())); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::accept);
}

QString SettingsDialog::language() const {
    return language_->currentData().toString();
}

} // namespace sparlet::ui
