// Journey 1: choose a folder, choose a model, watch, browse.
#include "shell/failures_dialog.h"
#include "shell/index_dialog.h"
#include "shell/jobs_bar.h"
#include "ui/shell/window_fixture.h"
#include "widgets/state_view.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>

namespace sparlet::ui {
namespace {

using sparlet::testing::onDialog;
using sparlet::testing::waitFor;

QPushButton* buttonNamed(QWidget& parent, const QString& text) {
    for (auto* button : parent.findChildren<QPushButton*>())
        if (button->text() == text && button->isVisibleTo(&parent)) return button;
    return nullptr;
}

StateView& stateOf(ExplorePage& page) {
    return *page.findChild<StateView*>(QString(), Qt::FindChildrenRecursively);
}

class IndexJourney : public WindowTest {
protected:
    JobsBar& bar() { return *window->findChild<JobsBar*>(); }
    QString barText() {
        QString all;
        for (auto* label : bar().findChildren<QLabel*>())
            if (label->isVisible()) all += label->text() + QLatin1Char(' ');
        return all;
    }
};

TEST_F(IndexJourney, FromTheEmptyWindowToTheGrid) {
    workspace->options().stepMilliseconds = 20;
    open();
    ASSERT_TRUE(
        waitFor([this] { return buttonNamed(page(), QStringLiteral("Index a folder…")) != nullptr; }));
    EXPECT_EQ(stateOf(page()).state(), StateView::State::Empty);

    bool asked = false;
    onDialog<IndexDialog>([&](IndexDialog& dialog) {
        asked = true;
        auto* index = buttonNamed(dialog, QStringLiteral("Index"));
        ASSERT_NE(index, nullptr);
        EXPECT_FALSE(index->isEnabled()) << "nothing is chosen yet";
        dialog.setFolder(folder.path());
        EXPECT_TRUE(index->isEnabled());
        const auto boxes = dialog.findChildren<QComboBox*>();
        ASSERT_EQ(boxes.size(), 2);
        EXPECT_EQ(boxes[0]->currentText(), QDir(folder.path()).dirName()) << "the name is filled in";
        EXPECT_EQ(boxes[1]->currentData().toString(), QStringLiteral("fake-sparse"))
            << "the default model is chosen";
        boxes[0]->setEditText(QStringLiteral("holiday"));
        QTest::mouseClick(index, Qt::LeftButton);
    });
    QTest::mouseClick(buttonNamed(page(), QStringLiteral("Index a folder…")), Qt::LeftButton);
    ASSERT_TRUE(waitFor([&] { return asked; })) << "asked for too early, it comes when the models are known";
    ASSERT_TRUE(
        waitFor([this] { return bar().isVisible() && barText().contains(QStringLiteral("of 120")); }));
    EXPECT_TRUE(barText().contains(QStringLiteral("100 images/s")));
    EXPECT_TRUE(barText().contains(QStringLiteral("left")));
    ASSERT_TRUE(waitFor([this] { return shown() == 120; }));
    EXPECT_EQ(workspace->lastIndex().collection, "holiday");
    EXPECT_EQ(workspace->lastIndex().folder, folder.path().toStdString());
    EXPECT_EQ(workspace->lastIndex().model, "fake-sparse");
    EXPECT_EQ(page().collection(), QStringLiteral("holiday"));
    EXPECT_TRUE(window->windowTitle().contains(QStringLiteral("holiday")));
}

TEST_F(IndexJourney, FailuresStayAndCanBeListed) {
    open();
    ASSERT_TRUE(
        waitFor([this] { return buttonNamed(page(), QStringLiteral("Index a folder…")) != nullptr; }));
    window->index({"/data/holiday", "holiday", {}});
    ASSERT_TRUE(waitFor([this] { return shown() == 120; }));
    QToolButton* show = nullptr;
    for (auto* button : bar().findChildren<QToolButton*>())
        if (button->isVisible() && button->text().contains(QStringLiteral("failure"))) show = button;
    ASSERT_NE(show, nullptr);
    int rows = 0;
    QString reason;
    onDialog<FailuresDialog>([&](FailuresDialog& dialog) {
        auto* table = dialog.findChild<QTableView*>();
        rows = table->model()->rowCount();
        reason = table->model()->index(0, 2).data().toString();
        dialog.reject();
    });
    QTest::mouseClick(show, Qt::LeftButton);
    EXPECT_EQ(rows, 2);
    EXPECT_EQ(reason, QStringLiteral("The file ends too early."));
}

TEST_F(IndexJourney, CancelStopsTheJobAndKeepsTheWindowAsItWas) {
    workspace->options().stepMilliseconds = 50;
    workspace->addCollection("old", "/data/old");
    open();
    ASSERT_TRUE(waitFor([this] { return shown() == 120; }));
    window->index({"/data/new", "new", {}});
    ASSERT_TRUE(waitFor([this] { return barText().contains(QStringLiteral("of 120")); }));
    QToolButton* cancel = nullptr;
    for (auto* button : bar().findChildren<QToolButton*>())
        if (button->isVisible() && button->accessibleName().contains(QStringLiteral("Cancel")))
            cancel = button;
    ASSERT_NE(cancel, nullptr);
    QTest::mouseClick(cancel, Qt::LeftButton);
    ASSERT_TRUE(waitFor([this] { return !window->jobs()->busy() && !bar().isVisible(); }));
    EXPECT_EQ(page().collection(), QStringLiteral("old"));
    EXPECT_EQ(workspace->collections()->size(), 1U);
}

TEST_F(IndexJourney, AnErrorStaysUntilItIsDismissed) {
    workspace->options().indexFails = true;
    open();
    ASSERT_TRUE(
        waitFor([this] { return buttonNamed(page(), QStringLiteral("Index a folder…")) != nullptr; }));
    window->index({"/data/holiday", "holiday", {}});
    ASSERT_TRUE(waitFor([this] { return barText().contains(QStringLiteral("The disk is full")); }));
    QTest::qWait(100);
    EXPECT_TRUE(bar().isVisible());
    QToolButton* dismiss = nullptr;
    for (auto* button : bar().findChildren<QToolButton*>())
        if (button->isVisible() && button->accessibleName() == QStringLiteral("Dismiss")) dismiss = button;
    ASSERT_NE(dismiss, nullptr);
    QTest::mouseClick(dismiss, Qt::LeftButton);
    EXPECT_TRUE(waitFor([this] { return !bar().isVisible(); }));
}

TEST_F(IndexJourney, AKnownCollectionKeepsItsModel) {
    workspace->addCollection("holiday", "/data/holiday");
    const auto models = workspace->models();
    const auto collections = workspace->collections();
    IndexDialog dialog(*models, *collections);
    dialog.setFolder(folder.path());
    const auto boxes = dialog.findChildren<QComboBox*>();
    boxes[1]->setCurrentIndex(1);
    EXPECT_EQ(dialog.request().model, "fake-small");
    boxes[0]->setEditText(QStringLiteral("holiday"));
    EXPECT_EQ(dialog.request().model, "fake-sparse");
    EXPECT_FALSE(boxes[1]->isEnabled());
    dialog.setFolder(QStringLiteral("/no/such/folder"));
    EXPECT_FALSE(buttonNamed(dialog, QStringLiteral("Index"))->isEnabled());
}

} // namespace
} // namespace sparlet::ui
