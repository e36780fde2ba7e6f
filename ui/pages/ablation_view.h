// A matrix of trainings and evaluations as a grid of cells that fill in.
#pragma once

#include "itemmodels/ablation_model.h"
#include "pages/ablation_session.h"

#include <QWidget>

#include <memory>

class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace sparlet::ui {

class StateView;

class AblationView : public QWidget {
    Q_OBJECT

public:
    explicit AblationView(JobManager& jobs, QWidget* parent = nullptr);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace);
    void setTitles(const Titles& titles);
    /// Asks for a file.
    void chooseFile();
    void open(const QString& file);

    AblationSession* session() const { return session_; }
    AblationModel* model() const { return model_; }
    QTableView* view() const { return view_; }
    StateView* state() const { return state_; }
    QPushButton* startButton() const { return start_; }
    QPushButton* stopButton() const { return stop_; }
    QComboBox* numberBox() const { return number_; }
    /// What is said of the selected cell.
    QString cellText() const;
    QString facts() const;

signals:
    void evaluationRequested(const QString& id);
    /// New evaluations are there.
    void evaluationsChanged();
    void message(const QString& sentence);

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* buildGrid();
    void buildTable(QWidget& box);
    void connectSession();
    void refresh();
    void fit();
    void showCell();
    void openCell(const QModelIndex& index);
    void applyTheme();

    AblationSession* session_;
    AblationModel* model_;
    QStackedWidget* stack_;
    StateView* state_;
    QWidget* content_;
    QLabel* title_;
    QLabel* facts_;
    QComboBox* number_;
    QPushButton* open_;
    QPushButton* start_;
    QPushButton* stop_;
    QTableView* view_;
    QLabel* cell_;
    QPushButton* show_;
};

} // namespace sparlet::ui
