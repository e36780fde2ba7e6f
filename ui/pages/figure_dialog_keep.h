// Asks under which name, and in which project, a figure's settings are kept.
#pragma once

#include "engine/publish_reports.h"

#include <QDialog>

#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace sparlet::ui {

class FigureKeep : public QDialog {
    Q_OBJECT

public:
    FigureKeep(const std::vector<engine::ProjectSummary>& projects, const QString& suggestion,
               QWidget* parent = nullptr);

    QString name() const;
    QString project() const;

private:
    void check();

    const std::vector<engine::ProjectSummary>& projects_;
    QLineEdit* name_;
    QComboBox* project_;
    QLabel* word_;
    QPushButton* keep_;
};

} // namespace sparlet::ui
