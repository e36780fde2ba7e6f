// Every hyper-parameter of a method in a table: search, edit, reset; what was not taken is said below it.
#pragma once

#include "train/trainer.h"

#include <QWidget>

#include <vector>

class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTreeView;

namespace sparlet::ui {

class HyperModel;

class HyperTable : public QWidget {
    Q_OBJECT

public:
    explicit HyperTable(QWidget* parent = nullptr);

    HyperModel* model() const { return model_; }
    void setParameters(std::vector<train::HyperParameterInfo> parameters);
    /// "" or what was typed and not taken.
    QString problem() const;

signals:
    /// So many differ from their defaults now.
    void changed(int count);

private:
    void buildTable();

    HyperModel* model_;
    QSortFilterProxyModel* filter_;
    QTreeView* table_;
    QLineEdit* search_;
    QPushButton* reset_;
    QPushButton* resetAll_;
    QLabel* problem_;
};

} // namespace sparlet::ui
