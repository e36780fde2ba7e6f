// What to evaluate, on what, and how.
#pragma once

#include "engine/workspace.h"

#include <QDialog>

#include <vector>

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QRadioButton;
class QSpinBox;

namespace sparlet::ui {

class EvaluateDialog : public QDialog {
    Q_OBJECT

public:
    explicit EvaluateDialog(std::vector<engine::ModelSummary> models, QWidget* parent = nullptr);

    void setModel(const QString& idOrFile);
    void setData(const QString& path);

    engine::EvaluateRequest request() const;
    QString name() const;

private:
    QFormLayout* buildForm();
    void buildFields();
    void buildTruth();
    void buildExpansion();
    void browseModel();
    void browseFolder();
    void browseFile();
    void browseImages();
    void check();
    /// The protocol that suits what was typed: a list is no folder.
    void followData();
    engine::EvaluateRequest::Protocol protocol() const;
    static QString sentence(engine::EvaluateRequest::Protocol protocol);

    std::vector<engine::ModelSummary> models_;
    QComboBox* model_;
    QLineEdit* data_;
    QComboBox* protocol_;
    QLabel* protocolText_;
    QWidget* truth_; // what a ground truth needs besides
    QComboBox* setup_;
    QLineEdit* images_;
    QCheckBox* ownExpansion_;
    QSpinBox* rounds_;
    QDoubleSpinBox* gamma_;
    QRadioButton* codes_;
    QRadioButton* floats_;
    QCheckBox* timing_;
    QLineEdit* name_;
    QLabel* hint_;
    QDialogButtonBox* buttons_;
};

} // namespace sparlet::ui
