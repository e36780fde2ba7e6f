// What accuracy costs: every measured row as a dot, a line and a row of a table, and as the papers' figures.
#pragma once

#include "async/latest_request.h"
#include "engine/workspace.h"
#include "itemmodels/measurement_model.h"
#include "pages/tradeoff_scatter.h"

#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

class QAction;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QSplitter;
class QStackedWidget;
class QTabBar;
class QTableView;
class QToolButton;

namespace sparlet::ui {

class FigureDialog;
class StateView;
class TradeoffControls;
class TradeoffFigures;

/// An action with the name of its icon, which follows the palette.
struct TradeoffCommand {
    QAction* action;
    QString icon;
};

class TradeoffPage : public QWidget {
    Q_OBJECT

public:
    enum Tab { ScatterTab, ParallelTab, FiguresTab };

    explicit TradeoffPage(JobManager& jobs, QWidget* parent = nullptr);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace);
    /// Why there is no workspace; "" : it is being opened.
    void setProblem(const QString& sentence);
    /// Reads the measurements again.
    void refresh();

    const QList<TradeoffCommand>& commands() const { return commands_; }
    MeasurementModel* rows() const { return model_; }
    ScatterPlot* scatter() const { return scatter_; }
    ParallelPlot* parallel() const { return parallel_; }
    TradeoffFigures* figures() const { return figures_; }
    TradeoffControls* controls() const { return controls_; }
    QTableView* table() const { return table_; }
    StateView* state() const { return state_; }
    QTabBar* tabs() const { return tabs_; }
    bool showsState() const; // the empty, busy or error state instead of the content
    /// Null before it was opened.
    FigureDialog* figureDialog() const { return dialog_; }

    void setTab(Tab tab);
    void setFilter(const MeasurementFilter& filter);
    /// The figure of what is seen, as it would be published.
    report::FigureRequest figureRequest() const;
    void publish();
    void publishEverything();

signals:
    /// The pictures behind a dot are wanted.
    void evaluationRequested(const QString& id);
    /// There is nothing yet; something is to be evaluated.
    void evaluateRequested();
    void retryRequested();
    void message(const QString& sentence);
    /// An action asks for the page.
    void wanted();

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Loaded;
    QWidget* buildFilter();
    QWidget* buildViews();
    QWidget* buildTable();
    void buildActions();
    QAction* command(const char* icon, const QString& text, const QKeySequence& keys, const QString& tip,
                     std::function<void()> run);
    void connectViews();

    void load(std::shared_ptr<const Loaded> loaded);
    void loadView();
    void saveView();
    void fillFilter();
    MeasurementFilter chosenFilter() const;
    void applyFilter();
    void viewChanged();
    void showRows(bool keepView);
    void chooseUsualAxis();
    void showCounts();
    void showStates();
    void chooseColumns();
    void setColumns(const QStringList& columns);
    QStringList columns() const;
    int pointOf(int source) const;
    void tableSelected();
    void showSelection();
    void restoreSelection();
    void selectSource(int source, bool toggle);
    void open(int source);
    void applyTheme();

    JobManager& jobs_;
    std::shared_ptr<engine::Workspace> workspace_;
    LatestRequest request_;
    QTimer typing_, saving_;
    std::shared_ptr<const Loaded> loaded_;
    bool known_ = false;       // the kept view was read
    bool groupChosen_ = false; // by a person or a kept view
    bool axisChosen_ = false;  // the one across, by a person
    QString wantedGroup_;
    TradeoffView shown_;
    std::vector<std::string> selected_; // measurements of the selected rows
    TradeoffScatter dots_;
    TradeoffParallel lines_;
    std::vector<int> points_; // of the plot, by row of the model
    QList<TradeoffCommand> commands_;
    FigureDialog* dialog_ = nullptr;

    MeasurementModel* model_;
    QStackedWidget* stack_;
    StateView* state_;
    QWidget* content_ = nullptr;
    QComboBox *group_ = nullptr, *project_ = nullptr, *method_ = nullptr;
    QLineEdit* text_ = nullptr;
    QTabBar* tabs_ = nullptr;
    QPushButton* publish_ = nullptr;
    QStackedWidget* views_ = nullptr;
    QWidget *scatterBox_ = nullptr, *parallelBox_ = nullptr;
    StateView* nothing_ = nullptr;
    ScatterPlot* scatter_ = nullptr;
    ScatterLegend* legend_ = nullptr;
    ParallelPlot* parallel_ = nullptr;
    TradeoffControls* controls_ = nullptr;
    QScrollArea* side_ = nullptr;
    TradeoffFigures* figures_ = nullptr;
    QLabel *title_ = nullptr, *counts_ = nullptr;
    QToolButton* columnsButton_ = nullptr;
    QTableView* table_ = nullptr;
};

} // namespace sparlet::ui
