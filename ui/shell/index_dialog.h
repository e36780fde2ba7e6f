// What to index: the folder, the collection it belongs to, the model that reads it.
#pragma once

#include "engine/reports.h"

#include <QDialog>

#include <vector>

class QComboBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;

namespace sparlet::ui {

class IndexDialog : public QDialog {
    Q_OBJECT

public:
    IndexDialog(std::vector<engine::ModelSummary> models, std::vector<engine::CollectionSummary> collections,
                QWidget* parent = nullptr);

    void setFolder(const QString& folder);
    void setModel(const QString& id);
    engine::IndexRequest request() const;

private:
    void browse();
    void check();
    void showModel();
    const engine::CollectionSummary* existing() const;

    std::vector<engine::ModelSummary> models_;
    std::vector<engine::CollectionSummary> collections_;
    bool named_ = false; // the person typed a name: a new folder no longer changes it
    QLineEdit* folder_;
    QComboBox* collection_;
    QComboBox* model_;
    QLabel* modelText_;
    QLabel* hint_;
    QDialogButtonBox* buttons_;
};

} // namespace sparlet::ui
