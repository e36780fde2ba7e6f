// Duplicates: find, compare, mark by keys, move to the trash, bring back.
#include "pages/duplicates_list.h"
#include "pages/duplicates_page.h"
#include "ui/shell/window_fixture.h"
#include "widgets/notice_bar.h"
#include "widgets/state_view.h"

#include <QMessageBox>
#include <QPushButton>
#include <QSlider>

namespace sparlet::ui {
namespace {

using sparlet::testing::waitFor;

class DuplicatesJourney : public WindowTest {
protected:
    DuplicatesPage& duplicates() { return *window->duplicatesPage(); }
    DuplicatesList& list() { return *duplicates().list(); }
    void toPage() { QTest::keyClick(window.get(), Qt::Key_7, Qt::ControlModifier); }
    void openGroups(int groups) {
        workspace->trash().groups = groups;
        openHoliday();
        toPage();
        ASSERT_TRUE(waitFor([this] { return duplicates().showsGroups(); }));
        list().setFocus();
    }
    bool titled(const char* title) { return duplicates().state()->title() == QString::fromUtf8(title); }
    void press(Qt::Key key) { QTest::keyClick(&list(), key); }
};

TEST_F(DuplicatesJourney, WithoutACollectionThePageSaysWhatItIsFor) {
    open();
    toPage();
    ASSERT_TRUE(waitFor([this] { return titled("No collection yet"); }));
}

TEST_F(DuplicatesJourney, NoneAreFoundIsSaid) {
    openHoliday();
    toPage();
    ASSERT_TRUE(waitFor([this] { return titled("No duplicates"); }));
    EXPECT_TRUE(duplicates().state()->sentence().contains(QStringLiteral("0.970")));
}

TEST_F(DuplicatesJourney, AnErrorIsShownAndCanBeTriedAgain) {
    workspace->trash().searchError = "The segment is damaged.";
    openHoliday();
    toPage();
    ASSERT_TRUE(waitFor([this] { return duplicates().state()->state() == StateView::State::Error; }));
    EXPECT_TRUE(duplicates().state()->sentence().contains(QStringLiteral("damaged")));
    workspace->trash().searchError.clear();
    workspace->trash().groups = 1;
    emit duplicates().state()->primaryTriggered();
    EXPECT_TRUE(waitFor([this] { return duplicates().showsGroups(); }));
}

TEST_F(DuplicatesJourney, ASearchCanBeStopped) {
    workspace->trash().stepMilliseconds = 20;
    workspace->trash().groups = 2;
    openHoliday();
    toPage();
    ASSERT_TRUE(waitFor([this] { return titled("Finding duplicates"); }));
    emit duplicates().state()->primaryTriggered();
    EXPECT_TRUE(waitFor([this] { return titled("The search was stopped"); }));
}

TEST_F(DuplicatesJourney, TheThresholdSearchesAgainAndIsRemembered) {
    openGroups(2);
    EXPECT_EQ(duplicates().model()->group(0).images.size(), 2U);
    duplicates().slider()->setValue(950);
    ASSERT_TRUE(waitFor(
        [this] { return duplicates().showsGroups() && duplicates().model()->group(0).images.size() == 3; }));
    reopen();
    EXPECT_EQ(duplicates().slider()->value(), 950);
}

TEST_F(DuplicatesJourney, KeysMarkAndMoveThroughTheGroups) {
    openGroups(3);
    EXPECT_EQ(list().currentIndex().row(), 0);
    EXPECT_EQ(list().picture(), 1);
    press(Qt::Key_T);
    EXPECT_EQ(duplicates().model()->fate(0, 1), Fate::Trash);
    press(Qt::Key_Space);
    EXPECT_EQ(duplicates().model()->fate(0, 1), Fate::Keep);
    press(Qt::Key_Left);
    EXPECT_EQ(list().picture(), 0);
    press(Qt::Key_K);
    EXPECT_EQ(duplicates().model()->fate(0, 0), Fate::Keep);
    press(Qt::Key_Down);
    EXPECT_EQ(list().currentIndex().row(), 1);
    press(Qt::Key_B);
    EXPECT_EQ(duplicates().model()->fate(1, 0), Fate::Keep);
    EXPECT_EQ(duplicates().model()->fate(1, 1), Fate::Trash);
    press(Qt::Key_Delete);
    EXPECT_EQ(duplicates().model()->fate(1, 1), Fate::Trash);
}

TEST_F(DuplicatesJourney, MovingAndUndoingSeveralTimes) {
    openGroups(3);
    press(Qt::Key_B);
    trigger("Move 1 to trash");
    ASSERT_TRUE(waitFor([this] { return duplicates().model()->rowCount() == 2; }));
    EXPECT_TRUE(duplicates().notice()->sentence().contains(QStringLiteral("1 picture")));
    QTest::keyClick(window.get(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    duplicates().moveMarked();
    ASSERT_TRUE(waitFor([this] { return duplicates().model()->rowCount() == 0; }));
    EXPECT_EQ(workspace->trash().trashed().size(), 3U);
    QTest::mouseClick(duplicates().notice()->undoButton(), Qt::LeftButton);
    ASSERT_TRUE(waitFor([this] { return duplicates().model()->rowCount() == 2; }));
    list().setFocus();
    QTest::keyClick(&list(), Qt::Key_Z, Qt::ControlModifier);
    ASSERT_TRUE(waitFor([this] { return duplicates().model()->rowCount() == 3; }));
    EXPECT_TRUE(workspace->trash().trashed().empty());
}

TEST_F(DuplicatesJourney, AllPicturesOfAGroupAreNeverMovedUnasked) {
    openGroups(1);
    press(Qt::Key_T);
    press(Qt::Key_Left);
    press(Qt::Key_T);
    sparlet::testing::onDialog<QMessageBox>([](QMessageBox& box) { box.reject(); });
    duplicates().moveMarked();
    EXPECT_TRUE(workspace->trash().trashed().empty());
    sparlet::testing::onDialog<QMessageBox>([](QMessageBox& box) { box.defaultButton()->click(); });
    duplicates().moveMarked();
    ASSERT_TRUE(waitFor([this] { return workspace->trash().trashed().size() == 1; }));
    EXPECT_EQ(workspace->trash().trashed().front(), "/data/holiday/beach/beach_0_small.jpg");
}

TEST_F(DuplicatesJourney, AResizeRightAfterTheGroupsAreGoneShowsNothing) {
    openGroups(1);
    duplicates().model()->setReport(std::make_shared<const engine::DuplicatesReport>());
    auto& compare = *duplicates().compare();
    compare.resize(compare.width() + 40, compare.height());
    compare.grab();
    EXPECT_EQ(duplicates().model()->rowCount(), 0);
}

TEST_F(DuplicatesJourney, WhatCannotBeMovedOrRestoredIsSaid) {
    workspace->trash().refused = "/data/holiday/beach/beach_0_small.jpg";
    openGroups(2);
    duplicates().model()->markOthers();
    duplicates().moveMarked();
    ASSERT_TRUE(waitFor([this] { return workspace->trash().trashed().size() == 1; }));
    ASSERT_TRUE(waitFor(
        [this] { return duplicates().notice()->sentence().contains(QStringLiteral("permission denied")); }));
    workspace->trash().occupied = "/data/holiday/beach/beach_1_small.jpg";
    duplicates().undo();
    ASSERT_TRUE(waitFor(
        [this] { return duplicates().notice()->sentence().contains(QStringLiteral("another file")); }));
}

TEST_F(DuplicatesJourney, CompareZoomsAndChangesItsMode) {
    openGroups(1);
    QTest::keyClick(&list(), Qt::Key_F);
    EXPECT_EQ(duplicates().compare()->mode(), DuplicatesCompare::Mode::Flicker);
    QTest::keyClick(&list(), Qt::Key_D);
    EXPECT_EQ(duplicates().compare()->mode(), DuplicatesCompare::Mode::Difference);
    QTest::keyClick(&list(), Qt::Key_S);
    EXPECT_EQ(duplicates().compare()->mode(), DuplicatesCompare::Mode::SideBySide);
    QTest::keyClick(&list(), Qt::Key_Plus);
    EXPECT_GT(duplicates().compare()->zoom(), 1.0);
    QTest::keyClick(&list(), Qt::Key_0);
    EXPECT_EQ(duplicates().compare()->zoom(), 1.0);
    EXPECT_TRUE(duplicates().compare()->facts(0).last().contains(QStringLiteral("more pixels")));
}

TEST_F(DuplicatesJourney, EnterSearchesInExploreAndTheGroupsAreExported) {
    openGroups(1);
    const QString file = folder.filePath(QStringLiteral("groups.csv"));
    duplicates().exportTo(file);
    ASSERT_TRUE(waitFor([&] { return QFile::exists(file); }));
    press(Qt::Key_Return);
    EXPECT_TRUE(waitFor([this] { return page().isVisible() && !page().session()->state().parts.empty(); }));
}

} // namespace
} // namespace sparlet::ui
