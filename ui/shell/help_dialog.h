// What to do first, and every key.
#pragma once

#include <QDialog>

class QAction;

namespace sparlet::ui {

class HelpDialog : public QDialog {
    Q_OBJECT

public:
    HelpDialog(const QList<QAction*>& actions, QWidget* parent = nullptr);
};

} // namespace sparlet::ui
