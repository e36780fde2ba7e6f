// A collection that is kept up to date: switched on, remembered, told of, switched off.
#include "shell/collection_watcher.h"
#include "ui/shell/window_fixture.h"

#include <QAction>
#include <QStatusBar>

namespace sparlet::ui {
namespace {

using sparlet::testing::waitFor;
using Names = std::vector<std::string>;

class WatchJourney : public WindowTest {
protected:
    QAction* keep() { return sparlet::testing::actionNamed(*window, QStringLiteral("Keep up to date")); }
    bool watches(const Names& names) {
        return waitFor([&] { return workspace->watched() == names; });
    }
};

TEST_F(WatchJourney, IsSwitchedOnRememberedAndSwitchedOff) {
    openHoliday();
    ASSERT_NE(keep(), nullptr);
    EXPECT_FALSE(keep()->isChecked());
    EXPECT_FALSE(keep()->toolTip().isEmpty());
    QTest::keyClick(window.get(), Qt::Key_U, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_TRUE(keep()->isChecked());
    EXPECT_TRUE(watches({"holiday"}));
    reopen();
    EXPECT_TRUE(watches({"holiday"}));
    ASSERT_TRUE(waitFor([this] { return keep()->isChecked(); }));
    trigger("Keep up to date");
    EXPECT_TRUE(watches({}));
    reopen();
    ASSERT_TRUE(waitFor([this] { return shown() == 120; }));
    EXPECT_FALSE(keep()->isChecked());
    EXPECT_TRUE(workspace->watched().empty());
}

TEST_F(WatchJourney, SaysWhatCameAndStepsAsideForAnIndexRun) {
    openHoliday();
    trigger("Keep up to date");
    ASSERT_TRUE(watches({"holiday"}));
    workspace->changeFolder("holiday");
    EXPECT_TRUE(
        waitFor([this] { return window->statusBar()->currentMessage().contains(QStringLiteral("2 new")); }));
    workspace->options().stepMilliseconds = 30;
    window->index({"/data/holiday", "holiday", {}});
    EXPECT_TRUE(watches({}));
    EXPECT_TRUE(watches({"holiday"})) << "goes on afterwards";
}

TEST_F(WatchJourney, EachCollectionHasItsOwnSwitchAndARemovedOneIsForgotten) {
    workspace->addCollection("city", "/data/city");
    openHoliday();
    trigger("Keep up to date");
    const auto first = page().collection().toStdString();
    ASSERT_TRUE(watches({first}));
    ASSERT_TRUE(workspace->removeCollection(first).ok());
    reopen();
    EXPECT_TRUE(watches({}));
    ASSERT_TRUE(waitFor([this] { return shown() > 0; }));
    EXPECT_FALSE(keep()->isChecked());
}

} // namespace
} // namespace sparlet::ui
