// The files of a collection that could not be indexed, each with its reason.
#pragma once

#include "engine/reports.h"

#include <QDialog>

#include <vector>

namespace sparlet::ui {

class FailuresDialog : public QDialog {
    Q_OBJECT

public:
    FailuresDialog(const QString& collection, std::vector<engine::Failure> failures,
                   QWidget* parent = nullptr);
};

} // namespace sparlet::ui
