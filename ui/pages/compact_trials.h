// What was measured of smaller models, beside the whole one.
#pragma once

#include "pages/compact_study.h"

#include <QTableWidget>

namespace sparlet::ui {

class CompactTrials : public QTableWidget {
    Q_OBJECT

public:
    enum Column { NameColumn, SizeColumn, MapColumn, CosineColumn, TimeColumn, columns };

    explicit CompactTrials(QWidget* parent = nullptr);

    /// The whole model is the first row, each trial one of the next.
    void setTrials(const std::vector<CompactTrial>& trials);

    /// The one that is chosen now; -1: none.
    void mark(int trial);

    /// "budget", or "by hand".
    static QString nameOf(const CompactTrial& trial);

signals:
    void chosen(std::size_t trial);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fill(int row, const QStringList& texts, const QString& tip);
    void choose(int row);
    void fitHeight();
};

} // namespace sparlet::ui
