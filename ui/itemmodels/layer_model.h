// The layers of a model that is made smaller: bits and share of weights of each, with what they take and
// lose.
#pragma once

#include "engine/compaction_session.h"

#include <QAbstractTableModel>

#include <vector>

namespace sparlet::ui {

class LayerModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { NameColumn, BitsColumn, KeptColumn, BytesColumn, LossColumn, columns };
    enum Role {
        BarRole = Qt::UserRole + 1, // 0..1, how far the bar reaches; invalid where there is none
    };

    static constexpr int leastBits = 2, mostBits = 8;
    static constexpr int leastPercent = 5, mostPercent = 100;

    explicit LayerModel(QObject* parent = nullptr);

    /// The rows are told anew only where the layers are others.
    void setPlan(const nn::CompactPlan& plan);
    /// What was chosen, before it is known what it takes and loses.
    void setWidths(const std::vector<nn::LayerWidth>& widths);
    void clear();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Bits, or percent of weights kept; pressed into their ranges. Nothing changes here: whoever hears
    /// edited() answers with setWidths().
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

    /// "layer1.0.conv1" of "backbone.layer1.0.conv1.weight", "4.1.fc1" of
    /// "backbone.features.4.block.1.fc1.weight": without what all layers of a network have in their names.
    static QString shortName(const std::string& tensor);

signals:
    void edited(int layer, const sparlet::nn::LayerWidth& width);

private:
    QString text(std::size_t row, int column) const;
    QString tip(std::size_t row) const;

    std::vector<nn::CompactLayer> layers_;
    std::vector<bool> known_; // bytes and loss are of the width
};

} // namespace sparlet::ui
