// A window over a FakeWorkspace, with its state in a folder of its own.
#pragma once

#include "pages/explore_page.h"
#include "shell/main_window.h"
#include "ui/support/fake_workspace.h"
#include "ui/support/gui_driver.h"
#include "widgets/query_bar.h"
#include "widgets/result_grid.h"

#include <gtest/gtest.h>

#include <QLineEdit>
#include <QTemporaryDir>

#include <memory>

namespace sparlet::ui {

class WindowTest : public ::testing::Test {
protected:
    WindowTest()
        : workspace(std::make_shared<sparlet::testing::FakeWorkspace>(folder.path().toStdString())) {}

    void open() {
        window = std::make_unique<MainWindow>(
            [this]() -> Result<std::shared_ptr<engine::Workspace>> {
                if (!openError.empty()) return Error{ErrorCode::Corrupt, openError};
                return std::shared_ptr<engine::Workspace>(workspace);
            },
            folder.filePath(QStringLiteral("window.ini")));
        window->resize(1440, 900);
        window->show();
        window->activateWindow();
    }

    void openHoliday() {
        workspace->addCollection("holiday", "/data/holiday");
        open();
        ASSERT_TRUE(sparlet::testing::waitFor([this] { return shown() == 120; }));
    }

    /// Closes as a person would, and opens again over the same state.
    void reopen() {
        ASSERT_TRUE(window->close());
        window.reset();
        open();
    }

    ExplorePage& page() { return *window->explorePage(); }
    ResultGrid& grid() { return *page().grid(); }
    int shown() { return grid().model()->rowCount(); }
    bool answered() { return page().report() != nullptr && !page().session()->pending(); }
    QString at(int row, int role) { return grid().model()->index(row, 0).data(role).toString(); }
    void trigger(const char* action) {
        auto* found = sparlet::testing::actionNamed(*window, QString::fromUtf8(action));
        ASSERT_NE(found, nullptr) << action;
        ASSERT_TRUE(found->isEnabled()) << action;
        found->trigger();
    }
    void queryRow(int row) {
        grid().setFocus();
        grid().setCurrentRow(row);
        QTest::keyClick(&grid(), Qt::Key_Return);
        ASSERT_TRUE(sparlet::testing::waitFor([this] { return answered(); }));
    }
    QLineEdit& words() { return *page().queryBar()->findChild<QLineEdit*>(); }

    QTemporaryDir folder;
    std::shared_ptr<sparlet::testing::FakeWorkspace> workspace;
    std::string openError;
    std::unique_ptr<MainWindow> window;
};

} // namespace sparlet::ui
