// One dimension of a code a row: the plots as numbers, for the keyboard, the clipboard and screen readers.
#pragma once

#include "engine/reports.h"

#include <QAbstractTableModel>

#include <optional>

namespace sparlet::ui {

class CodeTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Dimension, Kept, Embedding, Value, Quantized, Bits, Importance, columns };

    explicit CodeTableModel(QObject* parent = nullptr);
    void setCode(std::optional<engine::CodeReport> code);
    /// Tab-separated, with a header line.
    QString asText() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::optional<engine::CodeReport> code_;
    std::vector<int> entryOf_; // [D]: index into entries, -1 when dropped
};

} // namespace sparlet::ui
