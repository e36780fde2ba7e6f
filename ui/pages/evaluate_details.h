// All about the selected evaluations: their protocol, queries, curves, confusion, and how two of them differ.
#pragma once

#include "async/latest_request.h"
#include "engine/workspace.h"

#include <QWidget>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTabWidget;

namespace sparlet::ui {

class ConfusionPlot;
class CurveLegend;
class EvaluateCompare;
class EvaluateQueries;
class RetrievalPlot;
class StateView;
class ThumbnailLoader;

class EvaluateDetails : public QWidget {
    Q_OBJECT

public:
    explicit EvaluateDetails(JobManager& jobs, QWidget* parent = nullptr);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace, ThumbnailLoader* loader);
    void setEvaluations(std::vector<engine::EvaluationSummary> evaluations);
    /// The first one is shown whole; with the others it is compared.
    void setSelected(const QStringList& ids);

    QTabWidget* tabs() const { return tabs_; }
    EvaluateQueries* queries() const { return queries_; }
    EvaluateCompare* compare() const { return compare_; }
    RetrievalPlot* recallPlot() const { return recall_; }
    RetrievalPlot* topPlot() const { return top_; }
    ConfusionPlot* confusion() const { return confusion_; }
    StateView* state() const { return state_; }
    /// The convention of the first one, and a warning where the selected ones cannot be compared or something
    /// was wrong with the data.
    QString convention() const;
    QString warning() const;
    /// The tab of the queries, for a row that was opened.
    void focusQueries();
    /// This query, once its evaluation is selected and read.
    void wantQuery(const QString& evaluation, const std::string& path);
    /// Reads again what could not be read.
    void retry();
    /// Reads everything again: pictures may be elsewhere by now.
    void forget();
    /// Asks where the pictures are; seen where they are not in their folder any more.
    QPushButton* locateButton() const { return locate_; }
    QString missingText() const;

signals:
    void retryRequested();
    void newRequested();
    void locateRequested();
    void viewRequested(const std::string& path, const QString& caption);

protected:
    void changeEvent(QEvent* event) override;

private:
    using Details = std::shared_ptr<const engine::EvaluationDetails>;
    QWidget* buildMissing();
    QWidget* buildCurves();
    QWidget* buildConfusion();
    void connectParts();
    const engine::EvaluationSummary* find(const QString& id) const;
    void present();
    void presentCurves();
    void presentConfusion();
    void presentWords();
    void presentMissing();
    void applyTheme();

    std::shared_ptr<engine::Workspace> workspace_;
    std::vector<engine::EvaluationSummary> evaluations_;
    LatestRequest request_;
    QStringList selected_, failed_;               // failed: a selection that could not be read
    std::pair<QString, std::string> wantedQuery_; // of an evaluation
    std::map<QString, Details> known_;            // of what was selected lately
    Details shown_;

    QStackedWidget* stack_;
    StateView* state_;
    QWidget* content_;
    QLabel* title_;
    QLabel* convention_;
    QLabel* warning_;
    QLabel* missingWords_ = nullptr;
    QPushButton* locate_ = nullptr;
    QWidget* missing_; // these two, where pictures are not there; made after them
    QTabWidget* tabs_;
    EvaluateQueries* queries_;
    EvaluateCompare* compare_;
    QLabel* curvesNote_;
    CurveLegend* legend_;
    RetrievalPlot* recall_;
    RetrievalPlot* top_;
    QLabel* confusionHint_;
    ConfusionPlot* confusion_;
};

} // namespace sparlet::ui
