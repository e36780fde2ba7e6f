#include "ui/support/gui_driver.h"

#include "style/theme.h"

#include <QAction>

namespace sparlet::testing {

QApplication& application() {
    static int argc = 1;
    static char name[] = "test";
    static char* argv[] = {name, nullptr};
    static QApplication* instance = [] {
        qputenv("QT_QPA_PLATFORM", "offscreen");
        auto* made = new QApplication(argc, argv);
        ui::installTheme(*made);
        ui::applyAppearance(*made, ui::Appearance::Dark);
        return made;
    }();
    return *instance;
}

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
