// Makes a model smaller: what each layer loses is measured on pictures, a budget or a person gives each layer
// its bits and its share of weights, and what comes out is measured and written.
#pragma once

#include "pages/compact_study.h"

#include <QDialog>
#include <QElapsedTimer>

#include <memory>

class QAction;
class QDoubleSpinBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSlider;
class QStackedWidget;
class QToolButton;

namespace sparlet::ui {

class BudgetPlot;
class CompactForm;
class CompactTrials;
class LayerModel;
class LayerTable;
class NumberRow;
class StateView;

class CompactDialog : public QDialog {
    Q_OBJECT

public:
    CompactDialog(JobManager& jobs, std::shared_ptr<engine::Workspace> workspace, QWidget* parent = nullptr);

    ~CompactDialog() override;

    /// By id or file; "": the default one. Something that runs is left alone.
    void setModel(const QString& idOrFile);
    /// The models may be others now.
    void reloadModels();

    CompactForm* form() const { return form_; }
    CompactStudy* study() const { return study_; }
    LayerModel* layers() const { return layers_; }
    LayerTable* table() const { return table_; }
    BudgetPlot* curve() const { return curve_; }
    CompactTrials* trials() const { return trials_; }
    QString status() const;
    QString totals() const;

    /// Measures and writes; "" does nothing. A name without an ending gets one.
    void exportTo(const QString& file);
    /// The model of the form as it is, its weights as plain floats for other programs; "" does nothing.
    void copyPlainTo(const QString& file);

signals:
    /// The written model is wanted for a folder of pictures.
    void indexRequested(const QString& modelFile);
    /// There may be a model more.
    void modelsChanged();

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildProgress();
    QWidget* buildBudget();
    QWidget* buildLayers();
    QWidget* buildActions();
    void connectStudy();
    void open();
    void chooseExport();
    void choosePlain();
    void undo(bool forth);
    void pickBudget(double megabytes);
    void showProgress();
    void showBudget();
    void showPlan();
    void markTrial();
    void showCurve();
    static QString reportText(const engine::CompactReport& report);
    void setStatus(const QString& sentence, bool warning);
    void updateControls();
    void applyTheme();

    JobManager& jobs_;
    std::shared_ptr<engine::Workspace> workspace_;
    CompactStudy* study_;
    CompactForm* form_;
    LayerModel* layers_;
    QElapsedTimer budgetMoved_;
    QString written_; // the model that was exported last
    bool warning_ = false;
    bool copying_ = false;   // a plain copy is being written
    bool introduce_ = false; // say what there is as soon as it is known
    QStackedWidget* stack_ = nullptr;
    StateView* state_ = nullptr;
    QLabel* status_ = nullptr;
    QProgressBar* progress_ = nullptr;
    QPushButton* stop_ = nullptr;
    QSlider* slider_ = nullptr;
    QDoubleSpinBox* megabytes_ = nullptr;
    BudgetPlot* curve_ = nullptr;
    NumberRow* totals_ = nullptr;
    CompactTrials* trials_ = nullptr;
    LayerTable* table_ = nullptr;
    QLabel* layersTitle_ = nullptr;
    QLabel* mode_ = nullptr;
    QAction* undo_ = nullptr;
    QAction* redo_ = nullptr;
    QPushButton* back_ = nullptr;
    QPushButton* measure_ = nullptr;
    QPushButton* export_ = nullptr;
    QPushButton* plain_ = nullptr;
    QPushButton* index_ = nullptr;
};

} // namespace sparlet::ui
