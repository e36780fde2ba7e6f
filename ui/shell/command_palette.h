// Every action of the application by name (Ctrl+K).
#pragma once

#include <QDialog>

class QAction;
class QLineEdit;
class QListWidget;

namespace sparlet::ui {

class CommandPalette : public QDialog {
    Q_OBJECT

public:
    CommandPalette(const QList<QAction*>& actions, QWidget* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void show(const QString& words);
    void runCurrent();

    QList<QAction*> actions_;
    QLineEdit* words_;
    QListWidget* list_;
};

} // namespace sparlet::ui
