// Which model is to be made smaller, and the pictures on which it is seen what that costs.
#pragma once

#include "async/latest_request.h"
#include "engine/workspace.h"

#include <QWidget>

#include <memory>

class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace sparlet::ui {

class CompactForm : public QWidget {
    Q_OBJECT

public:
    CompactForm(JobManager& jobs, std::shared_ptr<engine::Workspace> workspace, QWidget* parent = nullptr);

    /// By id or file, as soon as the models are known; "": the default one.
    void setModel(const QString& idOrFile);
    void setFolder(const QString& folder);
    void setSample(int pictures);
    bool complete() const;
    engine::CompactionRequest request() const;
    /// The model's title, or "".
    QString modelTitle() const;
    /// Beside the fields; it is enabled while the form is complete and not locked.
    QPushButton* start() const { return start_; }
    /// While something runs.
    void setLocked(bool locked);
    void reload();
    /// The next time the same pictures are offered.
    void remember();

signals:
    void modelChanged();
    void startRequested();
    void failed(const QString& sentence);

private:
    void showModels(const std::vector<engine::ModelSummary>& models);
    void browse();
    void check();

    JobManager& jobs_;
    std::shared_ptr<engine::Workspace> workspace_;
    LatestRequest modelsRequest_, settingRequest_;
    QString wanted_;
    bool locked_ = false;
    QComboBox* model_;
    QLineEdit* folder_;
    QPushButton* browse_;
    QSpinBox* sample_;
    QPushButton* start_;
};

} // namespace sparlet::ui
