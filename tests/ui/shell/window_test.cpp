// The window itself: states, keys, what it remembers, and how it ends.
#include "pages/codes_page.h"
#include "shell/command_palette.h"
#include "style/theme.h"
#include "ui/shell/window_fixture.h"
#include "widgets/state_view.h"

#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QListWidget>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QSet>
#include <QToolButton>

namespace sparlet::ui {
namespace {

using sparlet::testing::actionNamed;
using sparlet::testing::onDialog;
using sparlet::testing::waitFor;

class Window : public WindowTest {
protected:
    StateView& state() { return *page().findChild<StateView*>(); }
};

TEST_F(Window, IsThereBeforeTheWorkspace) {
    open();
    EXPECT_TRUE(window->isVisible());
    EXPECT_EQ(state().state(), StateView::State::Busy);
    EXPECT_TRUE(waitFor([this] { return state().state() == StateView::State::Empty; }));
}

TEST_F(Window, AWorkspaceThatCannotBeOpenedIsSaidAndCanBeTriedAgain) {
    openError = "The catalogue is damaged. Move it away and index again.";
    open();
    ASSERT_TRUE(waitFor([this] { return state().state() == StateView::State::Error; }));
    EXPECT_EQ(state().sentence(), QString::fromStdString(openError));
    openError.clear();
    emit state().primaryTriggered();
    EXPECT_TRUE(waitFor([this] { return state().state() == StateView::State::Empty; }));
}

TEST_F(Window, ADamagedCollectionLeavesTheOthersUsable) {
    workspace->addCollection("holiday", "/data/holiday");
    workspace->options().collectionFails = true;
    open();
    ASSERT_TRUE(waitFor([this] { return state().state() == StateView::State::Error; }));
    EXPECT_TRUE(state().sentence().contains(QStringLiteral("damaged")));
    workspace->options().collectionFails = false;
    emit state().primaryTriggered();
    EXPECT_TRUE(waitFor([this] { return shown() == 120; }));
}

TEST_F(Window, RemembersCollectionQuerySizeAndDocks) {
    workspace->addCollection("first", "/data/first");
    workspace->addCollection("second", "/data/second");
    open();
    ASSERT_TRUE(waitFor([this] { return shown() == 120; }));
    EXPECT_EQ(page().collection(), QStringLiteral("first"));
    auto* box = window->findChild<QComboBox*>(QStringLiteral("collectionChooser"));
    ASSERT_NE(box, nullptr);
    box->setCurrentIndex(1);
    emit box->activated(1);
    ASSERT_TRUE(
        waitFor([this] { return shown() == 120 && page().collection() == QStringLiteral("second"); }));
    engine::QueryPart words;
    words.source = engine::QueryPart::Source::Text;
    words.value = "rose";
    page().session()->setParts({words}, QStringLiteral("test"));
    page().session()->setRounds(2);
    ASSERT_TRUE(waitFor([this] { return answered() && page().report()->rounds == 2; }));
    page().setThumbnailSize(208);
    window->findChild<QDockWidget*>(QStringLiteral("expansion"))->close();
    window->setAppearance(Appearance::Light);
    reopen();
    ASSERT_TRUE(waitFor([this] { return page().report() != nullptr; }));
    EXPECT_EQ(page().collection(), QStringLiteral("second"));
    EXPECT_EQ(workspace->lastQuery().parts.at(0).value, "rose");
    EXPECT_EQ(page().session()->state().rounds, 2);
    EXPECT_EQ(page().thumbnailSize(), 208);
    EXPECT_FALSE(window->findChild<QDockWidget*>(QStringLiteral("expansion"))->isVisible());
    EXPECT_TRUE(window->findChild<QDockWidget*>(QStringLiteral("inspector"))->isVisible());
    window->setAppearance(Appearance::Dark);
}

TEST_F(Window, DamagedStateIsNoReasonToFail) {
    QFile file(folder.filePath(QStringLiteral("window.ini")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("[General]\ngeometry=@ByteArray(xx)\nlayout=12\nthumbnailSize=-5\npage=99\nquery={{{"
               "\ncollection=gone\n");
    file.close();
    openHoliday();
    EXPECT_EQ(page().collection(), QStringLiteral("holiday"));
    EXPECT_GE(page().thumbnailSize(), 96);
}

TEST_F(Window, EveryActionHasATextATipAndAKeyOfItsOwn) {
    open();
    QSet<QString> keys;
    for (auto* action : window->allActions()) {
        EXPECT_FALSE(action->text().isEmpty());
        EXPECT_FALSE(action->toolTip().isEmpty()) << action->text().toStdString();
        const QString key = action->shortcut().toString();
        if (key.isEmpty()) continue;
        EXPECT_FALSE(keys.contains(key)) << key.toStdString() << " is given twice";
        keys << key;
    }
    for (const char* key :
         {"Ctrl+O", "Ctrl+V", "Ctrl+F", "Ctrl+Z", "Ctrl+K", "F1", "F11", "Ctrl+1", "Ctrl+2", "Ctrl+4"})
        EXPECT_TRUE(keys.contains(QString::fromLatin1(key))) << key;
    for (auto* menu : window->menuBar()->findChildren<QMenu*>())
        EXPECT_FALSE(menu->actions().isEmpty());
}

TEST_F(Window, ControlsThatTakeTheFocusHaveNames) {
    openHoliday();
    for (auto* widget : window->findChildren<QWidget*>()) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus) continue;
        const auto* button = qobject_cast<QAbstractButton*>(widget);
        const bool named = !widget->accessibleName().isEmpty() ||
                           (button != nullptr && !button->text().isEmpty()) ||
                           widget->metaObject()->className() == QByteArray("QScrollArea") ||
                           widget->objectName().startsWith(QLatin1String("qt_"));
        EXPECT_TRUE(named) << widget->metaObject()->className() << ' ' << widget->objectName().toStdString();
    }
}

TEST_F(Window, TheCommandPaletteRunsWhatIsTyped) {
    openHoliday();
    onDialog<CommandPalette>([](CommandPalette& palette) {
        auto* field = palette.findChild<QLineEdit*>();
        QTest::keyClicks(field, QStringLiteral("cod"));
        EXPECT_GE(palette.findChild<QListWidget*>()->count(), 1);
        QTest::keyClick(field, Qt::Key_Return);
    });
    trigger("Commands…");
    EXPECT_TRUE(window->codesPage()->isVisible());
}

TEST_F(Window, ThemesChangeAtOnce) {
    openHoliday();
    const auto corner = [this] { return window->grab().toImage().pixelColor(2, 2).lightness(); };
    window->setAppearance(Appearance::Light);
    QApplication::processEvents();
    EXPECT_GT(corner(), 200);
    window->setAppearance(Appearance::Dark);
    QApplication::processEvents();
    EXPECT_LT(corner(), 60);
}

TEST_F(Window, ClosingAsksWhileAJobRunsAndThenStopsIt) {
    workspace->options().stepMilliseconds = 50;
    openHoliday();
    window->index({"/data/new", "new", {}});
    ASSERT_TRUE(waitFor([this] { return window->jobs()->busy(); }));
    onDialog<QMessageBox>([](QMessageBox& box) { box.button(QMessageBox::Cancel)->click(); });
    EXPECT_FALSE(window->close());
    EXPECT_TRUE(window->jobs()->busy());
    onDialog<QMessageBox>([](QMessageBox& box) {
        for (auto* button : box.buttons())
            if (box.buttonRole(button) == QMessageBox::AcceptRole) button->click();
    });
    EXPECT_TRUE(window->close());
    window.reset();
    EXPECT_EQ(workspace->collections()->size(), 1U) << "the cancelled run left no collection";
}

TEST_F(Window, AtItsSmallestNothingIsCutOff) {
    openHoliday();
    queryRow(0);
    window->resize(1024, 700);
    QTest::qWait(50);
    EXPECT_LE(window->width(), 1024);
    EXPECT_LE(window->minimumSizeHint().width(), 1024);
    EXPECT_LE(window->minimumSizeHint().height(), 700);
    for (auto* button : window->findChildren<QAbstractButton*>()) {
        if (!button->isVisible() || button->text().isEmpty()) continue;
        const auto* tool = qobject_cast<QToolButton*>(button);
        if (tool != nullptr && tool->toolButtonStyle() == Qt::ToolButtonIconOnly) continue;
        EXPECT_GE(button->width(),
                  button->fontMetrics().horizontalAdvance(button->text().remove(QLatin1Char('&'))))
            << button->text().toStdString();
    }
}

} // namespace
} // namespace sparlet::ui
