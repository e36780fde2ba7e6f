// The codes of a whole collection: how sparse they are and where their bits go.
#pragma once

#include "async/latest_request.h"
#include "engine/workspace.h"

#include <QWidget>

namespace sparlet::ui {

class CollectionOverview;

class CodesPage : public QWidget {
    Q_OBJECT

public:
    explicit CodesPage(JobManager& jobs, QWidget* parent = nullptr);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace) { workspace_ = std::move(workspace); }
    /// "" : none.
    void setCollection(const std::string& name);
    void setSelectedDensity(std::optional<double> density);
    CollectionOverview* overview() const { return overview_; }

signals:
    void indexRequested();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void load();

    std::shared_ptr<engine::Workspace> workspace_;
    std::string collection_;
    bool fresh_ = false;
    LatestRequest request_;
    CollectionOverview* overview_;
};

} // namespace sparlet::ui
