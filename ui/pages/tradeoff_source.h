// Where a number is from that no pictures are behind.
#pragma once

#include "itemmodels/measurement_rows.h"

#include <QDialog>

class QLabel;

namespace sparlet::ui {

class TradeoffSource : public QDialog {
    Q_OBJECT

public:
    explicit TradeoffSource(const MeasurementRow& row, QWidget* parent = nullptr);
    QString text() const;

private:
    QLabel* text_;
};

} // namespace sparlet::ui
