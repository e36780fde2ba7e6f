// One sentence below a page about what has just happened, with a way back where there is one.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace sparlet::ui {

/// Hidden until show…(); stays until it is dismissed or replaced.
class NoticeBar : public QWidget {
    Q_OBJECT

public:
    explicit NoticeBar(QWidget* parent = nullptr);

    void showSentence(const QString& sentence);
    /// With an Undo button; `tip` says what it brings back.
    void showUndoable(const QString& sentence, const QString& tip);
    QString sentence() const;
    QPushButton* undoButton() const { return undo_; }

signals:
    void undoRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyTheme();

    QLabel* text_;
    QPushButton* undo_;
    QToolButton* close_;
};

} // namespace sparlet::ui
