// The papers' figures, live, over the rows that are shown.
#pragma once

#include "async/job_manager.h"
#include "engine/workspace.h"

#include <QWidget>

#include <map>
#include <memory>

class QLabel;
class QListWidget;

namespace sparlet::ui {

class FigureOptions;
class FigurePreview;

class TradeoffFigures : public QWidget {
    Q_OBJECT

public:
    explicit TradeoffFigures(JobManager& jobs, QWidget* parent = nullptr);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace);
    /// Rows, papers and view of the page; what was chosen here for a figure stays.
    void setBase(const report::FigureRequest& base);
    /// The figure that is shown.
    report::FigureRequest request() const;
    void setKind(report::FigureKind kind);
    FigurePreview* preview() const { return preview_; }
    FigureOptions* options() const { return options_; }
    QListWidget* list() const { return list_; }

signals:
    void publishRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Chosen {
        report::FigureRequest settings; // without rows
        bool papers = true;
    };
    report::FigureKind kind() const;
    void present();
    void keepChosen();
    void draw();

    report::FigureRequest base_;
    std::map<report::FigureKind, Chosen> chosen_;
    QListWidget* list_;
    FigurePreview* preview_;
    FigureOptions* options_;
    QWidget* side_;
    QLabel *hint_, *notes_;
};

} // namespace sparlet::ui
