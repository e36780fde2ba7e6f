// The chooser of projects, and what can be done with one.
#pragma once

#include "async/latest_request.h"
#include "engine/workspace.h"

#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

class QAction;
class QComboBox;
class QMenu;
class QToolButton;

namespace sparlet::ui {

class EvaluateProjects : public QWidget {
    Q_OBJECT

public:
    explicit EvaluateProjects(JobManager& jobs, QWidget* parent = nullptr);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace);
    void refresh();
    /// "": all evaluations.
    QString current() const;
    void setCurrent(const QString& project);
    /// Evaluations that "add to a project" is about, with the runs behind them.
    void setSelected(std::vector<engine::EvaluationSummary> selected);

    QComboBox* box() const { return box_; }
    QMenu* menu() const { return menu_; }
    const std::vector<engine::ProjectSummary>& projects() const { return projects_; }

    /// Without asking; the dialogs call these.
    void create(const QString& name);
    void addSelectedTo(const QString& project);
    void exportTo(const QString& project, const QString& file, bool models);
    void importFrom(const QString& file);
    void remove(const QString& project);

signals:
    void currentChanged(const QString& project);
    /// What belongs to which project has changed.
    void changed();
    void message(const QString& sentence);

protected:
    void changeEvent(QEvent* event) override;

private:
    void buildMenu();
    QAction* add(const char* icon, const QString& text, const QString& tip, const std::function<void()>& run);
    void askForName(const std::function<void(const QString&)>& then);
    void askToExport();
    void askToImport();
    void askToRemove();
    void updateMenu();
    void save(engine::ProjectSummary project, const QString& sentence);
    const engine::ProjectSummary* find(const QString& name) const;
    void applyTheme();

    JobManager& jobs_;
    std::shared_ptr<engine::Workspace> workspace_;
    LatestRequest request_;
    std::vector<engine::ProjectSummary> projects_;
    std::vector<engine::EvaluationSummary> selected_;
    QString wanted_; // to be chosen once it is listed

    QComboBox* box_;
    QToolButton* button_;
    QMenu* menu_;
    QMenu* addTo_;
    QAction* export_;
    QAction* remove_;
    QList<std::pair<QAction*, QString>> icons_;
};

} // namespace sparlet::ui
