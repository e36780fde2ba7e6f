// A new training run: data, method, numbers, device; every hyper-parameter under "Advanced".
#pragma once

#include "async/latest_request.h"
#include "engine/workspace.h"
#include "pages/key_store.h"

#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace sparlet::ui {

class CollapsibleSection;
class DataPreview;
class HyperModel;
class HyperTable;
class StartSource;
class TextSource;

class TrainForm : public QWidget {
    Q_OBJECT

public:
    explicit TrainForm(JobManager& jobs, QWidget* parent = nullptr);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace);
    /// Instead of the desktop's keyring.
    void setKeyStore(std::unique_ptr<KeyStore> keys) { keys_ = std::move(keys); }
    void setData(const QString& path);
    /// As a run that is there already.
    void prefill(const engine::RunDetails& run);
    /// Whether something trains, so that a new run has to wait.
    void setQueueing(bool queueing);
    /// Why the run could not be made; "" : nothing.
    void setProblem(const QString& sentence);
    /// Before it is shown for a new run.
    void begin();

    engine::TrainRequest request() const;
    /// As typed, else made of method, backbone and data.
    QString name() const;
    /// The data are readable and every field is right.
    bool complete() const;
    HyperModel* hyper() const;

signals:
    void startRequested();
    void cancelRequested();

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    static constexpr const char* kHeldOut = "held_out"; // a hyper-parameter with a field of its own

    void buildData();
    void buildModel();
    void buildNumbers();
    void buildAdvanced();
    void layOut();
    void arrange();
    void applyTheme();
    /// The editor with a place under it for what is wrong with its value.
    QWidget* withProblem(QWidget* editor, QLabel*& problem);
    void addRow(QFormLayout* form, const QString& label, QWidget* editor, const QString& tip);
    void browse(bool folder);
    void describe();
    void readData();
    void showChoices();
    void showMethod();
    void showPreset();
    void showHyper();
    QString startProblem() const;
    void check();
    const engine::MethodChoice* method() const;
    const train::PresetInfo* preset() const;
    void select(QComboBox* box, const QString& id);

    JobManager& jobs_;
    std::shared_ptr<engine::Workspace> workspace_;
    std::unique_ptr<KeyStore> keys_ = desktopKeyStore();
    LatestRequest previewRequest_, choicesRequest_;
    QTimer settle_;
    engine::TrainingChoices choices_;
    std::optional<engine::TrainingDataPreview> preview_;
    std::optional<engine::RunDetails> wanted_; // to fill in once the choices are known
    int columns_ = 0;

    QLineEdit* data_;
    QPushButton* folder_;
    QPushButton* file_;
    DataPreview* dataPreview_;
    QLineEdit* name_;
    QComboBox* method_;
    QComboBox* backbone_;
    QCheckBox* lkd_;
    QCheckBox* ase_;
    QCheckBox* spq_;
    QCheckBox* iqe_;
    StartSource* start_;
    TextSource* texts_;
    QComboBox* preset_;
    QComboBox* device_;
    QSpinBox* epochs_;
    QSpinBox* batch_;
    QDoubleSpinBox* learningRate_;
    QSpinBox* seed_;
    QCheckBox* bf16_;
    QCheckBox* smallStem_;
    QSpinBox* dimensions_;
    QDoubleSpinBox* density_;
    QDoubleSpinBox* bits_;
    QSpinBox* side_;
    QDoubleSpinBox* heldOut_;
    QLabel* batchProblem_ = nullptr;
    QLabel* textsProblem_ = nullptr;
    QLabel* startProblem_ = nullptr;
    QLabel* problem_ = nullptr;
    QWidget* left_;
    QWidget* right_;
    QGridLayout* fields_;
    HyperTable* hyper_;
    CollapsibleSection* advanced_;
    QPushButton* startButton_;
    QPushButton* cancel_;
};

} // namespace sparlet::ui
