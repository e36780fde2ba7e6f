// What a run's backbone starts from: nothing, a model that is installed or came out of a run, or a file.
#pragma once

#include "async/latest_request.h"
#include "engine/workspace.h"

#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>
#include <string>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace sparlet::ui {

class StartSource : public QWidget {
    Q_OBJECT

public:
    explicit StartSource(JobManager& jobs, QWidget* parent = nullptr);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace);
    /// Reads again what models there are.
    void reload();

    /// "": from scratch.
    std::string path() const;
    void setPath(const std::string& path);
    /// "" or what is wrong with the file that was typed.
    QString problem() const;
    /// Of the chosen model once they are read; nothing for weights of others.
    const std::optional<engine::ModelDetails>& details() const { return details_; }

signals:
    void changed();

private:
    void showModels(const std::vector<engine::ModelSummary>& models);
    void browse();
    void choose();
    void readDetails();
    bool typed() const;

    std::shared_ptr<engine::Workspace> workspace_;
    LatestRequest modelsRequest_, detailsRequest_;
    QTimer settle_;
    std::optional<engine::ModelDetails> details_;
    QComboBox* model_;
    QWidget* fileRow_;
    QLineEdit* file_;
    QPushButton* browse_;
};

} // namespace sparlet::ui
