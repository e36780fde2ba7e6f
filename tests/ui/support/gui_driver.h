// Runs a MainWindow as a person would: waits for what appears, never for a length of time alone.
#pragma once

#include "shell/main_window.h"

#include <QApplication>
#include <QTest>
#include <QTimer>

#include <functional>
#include <memory>

namespace sparlet::testing {

/// Milliseconds for what is really done and not faked; a busy machine may need many.
inline constexpr int kPatience = 120'000;

/// True as soon as `condition` holds; false after `milliseconds`.
bool waitFor(const std::function<bool()>& condition, int milliseconds = 20'000);

/// Called on the next modal dialog of type `Dialog` when it is shown.
template <class Dialog>
void onDialog(std::function<void(Dialog&)> act) {
    struct Poll {
        static void again(std::function<void(Dialog&)> act, int left) {
            QTimer::singleShot(20, qApp, [act, left] {
                if (auto* dialog = qobject_cast<Dialog*>(QApplication::activeModalWidget()))
                    act(*dialog);
                else if (left > 0)
                    again(act, left - 1);
            });
        }
    };
    Poll::again(std::move(act), 500);
}

QAction* actionNamed(ui::MainWindow& window, const QString& text);

} // namespace sparlet::testing
