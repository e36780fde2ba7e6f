// A figure for a paper: how it looks on paper, what it is about, and the files it becomes.
#pragma once

#include "engine/workspace.h"
#include "pages/figure_dialog_preview.h"

#include <QDialog>
#include <QTimer>

#include <memory>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QMenu;
class QPushButton;
class QToolButton;

namespace sparlet::ui {

class FigureExport;
class FigureForm;
class FigureOptions;

/// Any page opens it with the requests of its figures; the first one is shown. A figure of measurements may
/// become any other one and any table; of others there are those that were given, each of another kind. The
/// style that was used last is taken over.
class FigureDialog : public QDialog {
    Q_OBJECT

public:
    FigureDialog(JobManager& jobs, std::shared_ptr<engine::Workspace> workspace,
                 std::vector<report::FigureRequest> figures, QWidget* parent = nullptr);
    FigureDialog(JobManager& jobs, std::shared_ptr<engine::Workspace> workspace, report::FigureRequest figure,
                 QWidget* parent = nullptr);
    ~FigureDialog() override;

    /// As it is chosen now.
    report::FigureRequest request() const;
    FigurePreview* preview() const { return preview_; }
    FigureForm* form() const { return form_; }
    FigureOptions* options() const { return options_; }
    QString status() const;
    bool ready() const { return ready_; } // the last style and the choices are there

    /// Writes in the chosen format; "" does nothing. A name without an ending gets one.
    void exportTo(const QString& file);
    /// The dialog that writes every figure and table; made on the first call.
    FigureExport* exportEverything();
    /// Keeps the settings under a name in a project.
    void keepAs(const QString& name, const QString& project);
    void openKept(const QString& name);

signals:
    void written(const QString& file);

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* buildPreview();
    QWidget* buildChoices();
    QWidget* buildActions();
    void loadSettings();
    void rememberStyle();
    void changedStyle();
    void changedKind();
    void updatePreview();
    void showRendered();
    void chooseFile();
    void showKept();
    void keep();
    void setStatus(const QString& sentence, bool warning);
    bool isTable() const;
    bool isMeasured() const; // drawn from measurements, so that all kinds of that can be chosen
    void applyTheme();

    JobManager& jobs_;
    std::shared_ptr<engine::Workspace> workspace_;
    std::vector<report::FigureRequest> figures_;
    report::FigureRequest request_;
    std::vector<eval::Measurement> papers_;
    std::vector<engine::ProjectSummary> projects_;
    bool ready_ = false, touched_ = false, warning_ = false, saving_ = false;
    FigurePreview* preview_;
    FigureForm* form_;
    FigureOptions* options_;
    FigureExport* everything_ = nullptr;
    QComboBox *kind_, *format_;
    QToolButton *fit_, *actual_;
    QMenu* keptMenu_;
    QCheckBox* grey_;
    QLabel *size_, *notes_, *hint_, *status_;
    QPushButton *export_, *all_, *keep_, *kept_;
    QTimer remember_;
};

} // namespace sparlet::ui
