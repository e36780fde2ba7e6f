// The empty, the busy and the error state of a view.
#pragma once

#include <QString>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;
class QPlainTextEdit;

namespace sparlet::ui {

class StateView : public QWidget {
    Q_OBJECT

public:
    enum class State { Empty, Busy, Error };

    explicit StateView(QWidget* parent = nullptr);

    /// What the view is for, and the one button that fills it ("" : no button). `icon` as in themedIcon().
    void setEmpty(const QString& icon, const QString& title, const QString& sentence,
                  const QString& button = {});
    /// `fraction` 0..1, or negative while it is not known.
    void setBusy(const QString& title, const QString& sentence = {}, double fraction = -1,
                 const QString& button = {});
    /// What happened, what to do, and details to copy ("" : none).
    void setError(const QString& title, const QString& sentence, const QString& details = {},
                  const QString& button = {});

    State state() const { return state_; }
    QString title() const;
    QString sentence() const;
    /// A second, quieter way out of the empty state; "" : none. The next set…() takes it away.
    void setSecondary(const QString& button);
    /// For narrow places (an inspector, a dock): smaller icon and margins.
    void setCompact(bool compact);

signals:
    void primaryTriggered();
    void secondaryTriggered();

protected:
    void changeEvent(QEvent* event) override;

private:
    void present(State state, const QString& title, const QString& sentence, const QString& button);
    void applyTheme();

    State state_ = State::Empty;
    QString iconName_;
    bool compact_ = false;
    QWidget* column_;
    QLabel* icon_;
    QLabel* title_;
    QLabel* sentence_;
    QProgressBar* progress_;
    QPushButton* button_;
    QPushButton* second_;
    QToolButton* detailsToggle_;
    QToolButton* copy_;
    QPlainTextEdit* details_;
};

} // namespace sparlet::ui
