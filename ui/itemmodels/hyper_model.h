// The hyper-parameters of a method: value, default, range and what each does.
#pragma once

#include "train/trainer.h"

#include <QAbstractTableModel>

#include <map>
#include <string>
#include <vector>

namespace sparlet::ui {

class HyperModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { NameColumn, ValueColumn, DefaultColumn, RangeColumn, HelpColumn, columns };
    enum Role { ChangedRole = Qt::UserRole + 1 };

    explicit HyperModel(QObject* parent = nullptr);

    /// Changed values stay where the new list has them and allows them.
    void setParameters(std::vector<train::HyperParameterInfo> parameters);
    const std::vector<train::HyperParameterInfo>& parameters() const { return parameters_; }
    /// Those that differ from their defaults.
    const std::map<std::string, double>& changed() const { return changed_; }
    void reset(const QModelIndex& index);
    void resetAll();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    void changedChanged();
    /// A value that was typed and not taken; what is wrong with it.
    void refused(const QString& sentence);

private:
    void rowChanged(int row);

    std::vector<train::HyperParameterInfo> parameters_;
    std::map<std::string, double> changed_;
};

} // namespace sparlet::ui
