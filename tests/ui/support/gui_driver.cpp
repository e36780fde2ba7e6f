#include "ui/support/gui_driver.h"

#include <QAction>

namespace sparlet::testing {

bool waitFor(const std::function<bool()>& condition, int milliseconds) {
    return QTest::qWaitFor(condition, milliseconds);
}

QAction* actionNamed(ui::MainWindow& window, const QString& text) {
    for (auto* action : window.allActions()) {
        QString plain = action->text();
        if (plain.remove(QLatin1Char('&')) == text) return action;
    }
    return nullptr;
}

} // namespace sparlet::testing
