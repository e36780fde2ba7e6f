// Appearance and language.
#pragma once

#include "style/tokens.h"

#include <QDialog>

class QComboBox;

namespace sparlet::ui {

class SettingsDialog : public QDialog {
    Q_OBJECT

public:
    /// `language`: "" for the desktop's, else "en" or "ja".
    SettingsDialog(Appearance appearance, const QString& language, QWidget* parent = nullptr);

    QString language() const;

signals:
    void appearanceChosen(sparlet::ui::Appearance appearance); // at once, while the dialog is open

private:
    QComboBox* appearance_;
    QComboBox* language_;
};

} // namespace sparlet::ui
