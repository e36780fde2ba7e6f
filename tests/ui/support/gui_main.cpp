// Runs tests of the whole window: an application with Sparlet's style, without a display, in one known
// locale.
#include "style/theme.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QLocale>

int main(int argc, char** argv) {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    ::testing::InitGoogleTest(&argc, argv);
    QApplication application(argc, argv);
    sparlet::ui::installTheme(application);
    sparlet::ui::applyAppearance(application, sparlet::ui::Appearance::Dark);
    return RUN_ALL_TESTS();
}
