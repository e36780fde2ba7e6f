// The queries of one evaluation, worst first, and what the selected one found.
#pragma once

#include "async/latest_request.h"
#include "engine/workspace.h"

#include <QWidget>

#include <memory>

class QComboBox;
class QLabel;
class QLineEdit;
class QTableView;

namespace sparlet::ui {

class EvaluationQueryModel;
class HistogramPlot;
class PictureView;
class ResultGrid;
class ResultModel;
class StateView;
class ThumbnailLoader;

class EvaluateQueries : public QWidget {
    Q_OBJECT

public:
    explicit EvaluateQueries(JobManager& jobs, QWidget* parent = nullptr);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace, ThumbnailLoader* loader);
    /// Keeps the query where the evaluation has it, else the worst one.
    void setDetails(std::shared_ptr<const engine::EvaluationDetails> details);
    /// Only queries of this label; "": all.
    void showLabel(const QString& label);
    void showQuery(const std::string& path);
    /// "": none is selected.
    std::string currentQuery() const;

    EvaluationQueryModel* model() const { return model_; }
    QTableView* view() const { return view_; }
    ResultGrid* grid() const { return grid_; }
    ResultModel* results() const { return results_; }
    HistogramPlot* distribution() const { return distribution_; }
    QComboBox* labelBox() const { return labels_; }
    QString facts() const;

signals:
    void queryChanged(const std::string& path);
    void viewRequested(const std::string& path, const QString& caption);

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* buildList();
    void buildView();
    QWidget* buildResults();
    void showDistribution();
    void loadRanking();
    void showRanking(const engine::QueryRanking& ranking);
    void applyTheme();

    JobManager& jobs_;
    std::shared_ptr<engine::Workspace> workspace_;
    std::shared_ptr<const engine::EvaluationDetails> details_;
    LatestRequest rankingRequest_, pictureRequest_;
    std::string shown_; // evaluation and query whose results are there

    EvaluationQueryModel* model_;
    QTableView* view_;
    QComboBox* labels_;
    QLineEdit* filter_;
    HistogramPlot* distribution_;
    PictureView* picture_;
    QLabel* title_;
    QLabel* facts_;
    ResultModel* results_;
    ResultGrid* grid_;
    StateView* state_;
};

} // namespace sparlet::ui
