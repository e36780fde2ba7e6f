// Has a language model describe the pictures of a training set: a sample first with what the rest will take,
// then all of them, and the texts to read and to correct.
#pragma once

#include "async/latest_request.h"
#include "engine/workspace.h"
#include "pages/key_store.h"

#include <QDialog>

#include <memory>

class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QSortFilterProxyModel;
class QSpinBox;
class QTableView;

namespace sparlet::ui {

class CaptionModel;
class KeyField;
class StateView;

class DescribeDialog : public QDialog {
    Q_OBJECT

public:
    /// `data`: the folder of class folders. `captions`: the file to write; "": beside the data.
    DescribeDialog(JobManager& jobs, KeyStore& keys, std::shared_ptr<engine::Workspace> workspace,
                   const QString& data, const QString& captions, QWidget* parent = nullptr);

    QString captionsFile() const;
    QString status() const;
    CaptionModel* texts() const { return model_; }
    KeyField* key() const { return key_; }
    bool running() const { return job_ != 0; }

public slots:
    void describe(int sample);
    void stop();

signals:
    /// The file has texts now that it did not have before.
    void described(const QString& captions);

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* buildForm(const QString& captions);
    QWidget* buildNumbers(QWidget* parent);
    QWidget* buildTexts();
    engine::DescribeRequest request(int sample) const;
    void loadSettings();
    void readTexts();
    void save();
    void showProgress();
    void finished(Result<engine::DescribeOutcome> outcome);
    void setStatus(const QString& sentence, bool warning);
    void check();
    static QString describeOutcome(const engine::DescribeOutcome& outcome, bool priced);

    JobManager& jobs_;
    KeyStore& keys_;
    std::shared_ptr<engine::Workspace> workspace_;
    LatestRequest settingsRequest_, textsRequest_, saveRequest_;
    bool saveAgain_ = false; // something was edited while the file was written
    const QString data_;
    JobId job_ = 0;
    bool warning_ = false;
    CaptionModel* model_;
    QSortFilterProxyModel* filter_;
    QLineEdit* file_ = nullptr;
    QLineEdit* endpoint_ = nullptr;
    QLineEdit* modelName_ = nullptr;
    KeyField* key_ = nullptr;
    QLineEdit* keyVariable_ = nullptr;
    QPlainTextEdit* prompt_ = nullptr;
    QSpinBox* concurrency_ = nullptr;
    QDoubleSpinBox* promptPrice_ = nullptr;
    QDoubleSpinBox* answerPrice_ = nullptr;
    QPushButton* sample_ = nullptr;
    QPushButton* all_ = nullptr;
    QPushButton* stop_ = nullptr;
    QLabel* status_ = nullptr;
    QProgressBar* progress_ = nullptr;
    QLabel* count_ = nullptr;
    QTableView* table_ = nullptr;
    StateView* empty_ = nullptr;
};

} // namespace sparlet::ui
