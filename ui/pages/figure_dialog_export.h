// Every figure and table of the papers, from one's own rows, into a folder.
#pragma once

#include "async/job_manager.h"
#include "engine/workspace.h"

#include <QDialog>
#include <QStringList>

#include <memory>

class QCheckBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace sparlet::ui {

class FigureExport : public QDialog {
    Q_OBJECT

public:
    FigureExport(JobManager& jobs, std::shared_ptr<engine::Workspace> workspace, QWidget* parent = nullptr);
    ~FigureExport() override;

    /// The rows it is about; nothing that runs is changed.
    void setWhat(const std::vector<eval::Measurement>& measurements, const report::FigureStyle& style,
                 bool papers);
    void setFolder(const QString& folder);
    void start();
    bool running() const { return job_ != 0; }
    QStringList files() const;
    QString status() const;

private:
    QWidget* buildResult();
    void choose();
    void stop();
    void showProgress();
    void finish(const Result<engine::PublishReport>& outcome);
    void updateControls();

    JobManager& jobs_;
    std::shared_ptr<engine::Workspace> workspace_;
    engine::PublishRequest request_;
    JobId job_ = 0;
    QString written_; // folder of the last export
    QLineEdit* folder_;
    QList<QCheckBox*> formats_;
    QCheckBox* papers_;
    QLabel *what_, *status_;
    QProgressBar* progress_;
    QListWidget* list_;
    QPushButton *start_, *stop_, *open_;
};

} // namespace sparlet::ui
