// Journeys 2 and 3: query by picture and words, read the ranks, expand, mark, undo.
#include "itemmodels/picture_image.h"
#include "itemmodels/result_model.h"
#include "ui/shell/window_fixture.h"
#include "widgets/expansion_panel.h"
#include "widgets/state_view.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QImage>
#include <QLabel>
#include <QMimeData>
#include <QSlider>
#include <QUrl>

namespace sparlet::ui {
namespace {

using sparlet::testing::waitFor;

class QueryJourney : public WindowTest {
protected:
    void typeWords(const char* text) {
        trigger("By words");
        ASSERT_TRUE(words().hasFocus());
        QTest::keyClicks(&words(), QString::fromUtf8(text));
        QTest::keyClick(&words(), Qt::Key_Return);
    }
    /// As the desktop delivers it: Qt drops only on what a drag entered before.
    void drop(const QMimeData& data) {
        const QPoint at(600, 400);
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&page(), &enter);
        ASSERT_TRUE(enter.isAccepted());
        QDropEvent event(QPointF(at), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&page(), &event);
    }
    StateView& state() { return *page().findChild<StateView*>(); }
};

TEST_F(QueryJourney, EnterOnAnImageRanksTheCollection) {
    openHoliday();
    QAbstractItemModelTester tester(grid().model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    queryRow(20);
    EXPECT_EQ(at(0, ResultModel::PathRole), QStringLiteral("/data/holiday/boat/boat_1.jpg"))
        << "itself is most like it";
    EXPECT_EQ(at(0, ResultModel::RankRole), QStringLiteral("1"));
    for (int row = 0; row < 10; ++row)
        EXPECT_EQ(at(row, ResultModel::LabelRole), QStringLiteral("boat"));
    for (int row = 1; row < shown(); ++row)
        EXPECT_LE(grid().model()->index(row, 0).data(ResultModel::ScoreRole).toFloat(),
                  grid().model()->index(row - 1, 0).data(ResultModel::ScoreRole).toFloat());
    EXPECT_EQ(page().queryBar()->parts().size(), 1U);
}

TEST_F(QueryJourney, DoubleClickQueriesToo) {
    openHoliday();
    grid().setFocus();
    const auto index = grid().model()->index(2, 0);
    const QPoint place = grid().visualRect(index).center();
    QTest::mouseClick(grid().viewport(), Qt::LeftButton, {}, place);
    QTest::mouseDClick(grid().viewport(), Qt::LeftButton, {}, place);
    ASSERT_TRUE(waitFor([this] { return answered(); }));
    EXPECT_EQ(workspace->lastQuery().parts.at(0).value, "/data/holiday/beach/beach_3.jpg");
}

TEST_F(QueryJourney, WordsFindTheirImagesAndUnknownOnesAreNamed) {
    openHoliday();
    typeWords("cactus unicorn");
    ASSERT_TRUE(waitFor([this] { return answered(); }));
    EXPECT_EQ(at(0, ResultModel::LabelRole), QStringLiteral("cactus"));
    bool named = false;
    for (auto* label : page().queryBar()->findChildren<QLabel*>())
        named = named || (label->isVisible() && label->text().contains(QStringLiteral("unicorn")));
    EXPECT_TRUE(named);
}

TEST_F(QueryJourney, OnlyUnknownWordsGiveAnErrorThatSaysWhatToDo) {
    openHoliday();
    typeWords("unicorn");
    ASSERT_TRUE(waitFor([this] { return state().isVisible(); }));
    EXPECT_EQ(state().state(), StateView::State::Error);
    EXPECT_TRUE(state().sentence().contains(QStringLiteral("unicorn")));
    QTest::keyClick(&page(), Qt::Key_Escape);
    EXPECT_TRUE(waitFor([this] { return shown() == 120 && !state().isVisible(); }));
}

TEST_F(QueryJourney, AModelWithoutWordsSaysSo) {
    workspace->options().text = false;
    openHoliday();
    EXPECT_FALSE(words().isEnabled());
    EXPECT_FALSE(words().placeholderText().isEmpty());
}

TEST_F(QueryJourney, PastedPictureAndPastedFile) {
    openHoliday();
    QImage image(64, 48, QImage::Format_RGB32);
    image.fill(Qt::red);
    QApplication::clipboard()->setImage(image);
    trigger("By the clipboard");
    ASSERT_TRUE(waitFor([this] { return answered(); }));
    ASSERT_EQ(workspace->lastQuery().parts.size(), 1U);
    EXPECT_EQ(workspace->lastQuery().parts[0].source, engine::QueryPart::Source::Pixels);
    EXPECT_EQ(workspace->lastQuery().parts[0].pixels.width, 64);
    EXPECT_EQ(workspace->lastQuery().parts[0].pixels.rgb.size(), 64U * 48U * 3U);

    auto* urls = new QMimeData;
    urls->setUrls({QUrl::fromLocalFile(QStringLiteral("/data/lamp.jpg"))});
    QApplication::clipboard()->setMimeData(urls);
    trigger("By the clipboard");
    ASSERT_TRUE(waitFor(
        [this] { return workspace->lastQuery().parts[0].source == engine::QueryPart::Source::File; }));
    EXPECT_EQ(workspace->lastQuery().parts[0].value, "/data/lamp.jpg");
}

TEST_F(QueryJourney, DroppedFileQueriesAndDroppedFolderAsksToIndex) {
    openHoliday();
    QMimeData file;
    file.setUrls({QUrl::fromLocalFile(QStringLiteral("/data/rose.jpg"))});
    drop(file);
    ASSERT_TRUE(waitFor([this] { return answered(); }));
    EXPECT_EQ(at(0, ResultModel::LabelRole), QStringLiteral("rose"));

    QString asked;
    page().disconnect(window.get());
    QObject::connect(&page(), &ExplorePage::indexRequested,
                     [&](const QString& folderName) { asked = folderName; });
    QMimeData directory;
    directory.setUrls({QUrl::fromLocalFile(folder.path())});
    drop(directory);
    EXPECT_EQ(asked, folder.path());
}

TEST_F(QueryJourney, AddExcludeAndUndo) {
    openHoliday();
    queryRow(0);
    grid().setCurrentRow(3);
    trigger("Add the selected image");
    ASSERT_TRUE(waitFor([this] { return workspace->lastQuery().parts.size() == 2; }));
    EXPECT_GT(workspace->lastQuery().parts[1].weight, 0);
    ASSERT_TRUE(waitFor([this] { return answered(); }));
    grid().setCurrentRow(5);
    trigger("Exclude the selected image");
    ASSERT_TRUE(waitFor([this] { return workspace->lastQuery().parts.size() == 3; }));
    EXPECT_LT(workspace->lastQuery().parts[2].weight, 0);
    for (const std::size_t left : {2U, 1U}) {
        QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
        ASSERT_TRUE(waitFor([&] { return page().session()->state().parts.size() == left; })) << left;
        EXPECT_EQ(page().queryBar()->parts().size(), left);
    }
    page().session()->undoStack()->redo();
    EXPECT_EQ(page().queryBar()->parts().size(), 2U);
}

TEST_F(QueryJourney, RoundsAndGammaAskAgain) {
    openHoliday();
    queryRow(0);
    EXPECT_EQ(workspace->lastQuery().rounds, 1) << "the model's default";
    grid().setFocus();
    QTest::keyClick(&grid(), Qt::Key_E);
    ASSERT_TRUE(waitFor([this] { return answered() && page().report()->rounds == 2; }));
    EXPECT_EQ(window->expansion()->rounds(), 2);
    EXPECT_TRUE(window->expansion()->summary().contains(QLatin1Char('2')));
    QTest::keyClick(&grid(), Qt::Key_E);
    ASSERT_TRUE(waitFor([this] { return answered() && page().report()->rounds == 3; }));
    QTest::keyClick(&grid(), Qt::Key_E);
    EXPECT_EQ(page().session()->state().rounds, 3) << "there are no more than three";
    auto* gamma = window->expansion()->findChild<QSlider*>();
    ASSERT_NE(gamma, nullptr);
    gamma->setValue(gamma->maximum());
    ASSERT_TRUE(waitFor([this] { return answered() && page().report()->gamma == 1.0F; }));
}

TEST_F(QueryJourney, MarksFeedTheNextRoundAndEscapeGoesBack) {
    openHoliday();
    queryRow(0);
    grid().setFocus();
    grid().setCurrentRow(1);
    const auto right = grid().model()->index(1, 0).data(ResultModel::ImageIdRole).toLongLong();
    QTest::keyClick(&grid(), Qt::Key_Y);
    ASSERT_TRUE(waitFor([this] { return workspace->lastQuery().confirmed.size() == 1; }));
    EXPECT_EQ(workspace->lastQuery().confirmed[0], right);
    ASSERT_TRUE(waitFor([this] { return answered(); }));
    grid().setCurrentRow(2);
    const auto wrong = grid().model()->index(2, 0).data(ResultModel::ImageIdRole).toLongLong();
    QTest::keyClick(&grid(), Qt::Key_N);
    ASSERT_TRUE(waitFor([this] { return workspace->lastQuery().rejected.size() == 1; }));
    EXPECT_EQ(workspace->lastQuery().rejected[0], wrong);
    ASSERT_TRUE(waitFor([&] { return answered() && page().report()->results.back().image.id == wrong; }))
        << "what is wrong goes to the end";
    QTest::keyClick(&grid(), Qt::Key_Escape);
    ASSERT_TRUE(waitFor([this] { return page().report() == nullptr; }));
    EXPECT_EQ(at(0, ResultModel::RankRole), QStringLiteral("0")) << "browsing shows no ranks";
}

TEST_F(QueryJourney, AFailedQuerySaysWhyAndCanBeTriedAgain) {
    openHoliday();
    workspace->options().queryFails = true;
    grid().setCurrentRow(0);
    page().queryWithCurrent();
    ASSERT_TRUE(waitFor([this] { return state().isVisible(); }));
    EXPECT_EQ(state().state(), StateView::State::Error);
    EXPECT_EQ(state().sentence(), QStringLiteral("The model file is damaged. Install it again."));
    workspace->options().queryFails = false;
    emit state().primaryTriggered();
    ASSERT_TRUE(waitFor([this] { return answered() && grid().isVisible(); }));
}

TEST_F(QueryJourney, TheFilterNarrowsAndSaysHowMany) {
    openHoliday();
    trigger("Filter");
    auto* field = qobject_cast<QLineEdit*>(QApplication::focusWidget());
    ASSERT_NE(field, nullptr);
    QTest::keyClicks(field, QStringLiteral("rose_1"));
    ASSERT_TRUE(waitFor([this] { return shown() == 11; })) << "rose_1 and rose_10 to rose_19";
    bool said = false;
    for (auto* label : page().findChildren<QLabel*>())
        said = said || label->text() == QStringLiteral("11 of 120");
    EXPECT_TRUE(said);
}

TEST_F(QueryJourney, SpaceShowsThePictureLargeAndArrowsGoOn) {
    openHoliday();
    grid().setFocus();
    grid().setCurrentRow(0);
    QTest::keyClick(&grid(), Qt::Key_Space);
    auto* overlay = QApplication::focusWidget();
    ASSERT_NE(overlay, nullptr);
    EXPECT_NE(overlay, static_cast<QWidget*>(&grid()));
    QTest::keyClick(overlay, Qt::Key_Right);
    EXPECT_EQ(grid().currentIndex().row(), 1);
    QTest::keyClick(overlay, Qt::Key_Escape);
    EXPECT_FALSE(overlay->isVisible());
    EXPECT_EQ(grid().currentIndex().row(), 1);
}

TEST(SavedQuery, ComesBackAndRefusesWhatIsNone) {
    QueryState state;
    engine::QueryPart words;
    words.source = engine::QueryPart::Source::Text;
    words.value = "red bus";
    words.weight = -0.5F;
    engine::QueryPart file;
    file.value = "/data/\xff\xfe.jpg"; // not UTF-8
    engine::QueryPart pixels;
    pixels.source = engine::QueryPart::Source::Pixels;
    state.parts = {words, file, pixels};
    state.rounds = 2;
    state.gamma = 0.25F;
    const auto back = parseQuery(serializeQuery(state));
    ASSERT_TRUE(back);
    ASSERT_EQ(back->parts.size(), 2U);
    EXPECT_EQ(back->parts[0].value, "red bus");
    EXPECT_EQ(back->parts[0].weight, -0.5F);
    EXPECT_EQ(back->parts[1].value, file.value);
    EXPECT_EQ(back->rounds, 2);
    EXPECT_EQ(back->gamma, 0.25F);
    for (const char* bad :
         {"", "{", "[]", "{\"parts\":[]}", "{\"parts\":[{\"source\":1}]}", "{\"parts\":[7]}"})
        EXPECT_FALSE(parseQuery(bad)) << bad;
}

} // namespace
} // namespace sparlet::ui
