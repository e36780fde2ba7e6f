#include "widgets/query_bar.h"
#include "widgets/query_chip.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QUrl>
#include <QWheelEvent>

namespace sparlet::ui {
namespace {

using Source = engine::QueryPart::Source;

engine::QueryPart part(Source source, const std::string& value, float weight = 1) {
    engine::QueryPart made;
    made.source = source;
    made.value = value;
    made.weight = weight;
    return made;
}

class QueryBarTest : public ::testing::Test {
protected:
    QueryBarTest() {
        bar_.resize(800, 120);
        bar_.show();
    }
    std::vector<QueryChip*> chips() const {
        std::vector<QueryChip*> visible;
        for (QueryChip* chip : bar_.findChildren<QueryChip*>())
            if (chip->isVisible()) visible.push_back(chip);
        return visible;
    }
    void type(const QString& text) {
        auto* field = bar_.findChild<QLineEdit*>();
        field->setText(text);
        QTest::keyClick(field, Qt::Key_Return);
    }

    QueryBar bar_;
    QSignalSpy changed_{&bar_, &QueryBar::partsChanged};
};

TEST_F(QueryBarTest, TakesWordsAndExcludesAfterAMinus) {
    type(QStringLiteral("  red   bus "));
    type(QStringLiteral("-rain"));
    type(QStringLiteral(" - "));
    ASSERT_EQ(bar_.parts().size(), 2U);
    EXPECT_EQ(bar_.parts()[0].value, "red bus");
    EXPECT_FLOAT_EQ(bar_.parts()[0].weight, 1);
    EXPECT_EQ(bar_.parts()[1].value, "rain");
    EXPECT_FLOAT_EQ(bar_.parts()[1].weight, -1);
    EXPECT_EQ(changed_.count(), 2);
}

TEST_F(QueryBarTest, ChangesWeightsByKeysAndWheelWithinBounds) {
    bar_.setParts({part(Source::Text, "sunset")});
    EXPECT_EQ(changed_.count(), 0); // the program's own change
    QueryChip* chip = chips().at(0);
    QTest::keyClick(chip, Qt::Key_Plus);
    EXPECT_FLOAT_EQ(bar_.parts()[0].weight, 1.25F);
    QTest::keyClick(chip, Qt::Key_X);
    EXPECT_FLOAT_EQ(bar_.parts()[0].weight, -1.25F);
    for (int i = 0; i < 20; ++i)
        QTest::keyClick(chip, Qt::Key_Minus);
    EXPECT_FLOAT_EQ(bar_.parts()[0].weight, -0.25F);
    QWheelEvent wheel({5, 5}, {5, 5}, {}, {0, 120}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
    QApplication::sendEvent(chip, &wheel);
    EXPECT_FLOAT_EQ(bar_.parts()[0].weight, -0.5F);
    EXPECT_EQ(chip->accessibleName(), QStringLiteral("unlike “sunset”"));
    EXPECT_EQ(changed_.count(), 7); // not for the minus signs at the bound
}

TEST_F(QueryBarTest, RemovesPartsAndKeepsTheKeyboardNearby) {
    bar_.setParts(
        {part(Source::File, "/a.jpg"), part(Source::Indexed, "/b.jpg", -1), part(Source::Text, "c")});
    bar_.activateWindow();
    chips().at(1)->setFocus();
    QTest::keyClick(chips().at(1), Qt::Key_Delete);
    ASSERT_EQ(bar_.parts().size(), 2U);
    EXPECT_EQ(bar_.parts()[1].value, "c");
    EXPECT_EQ(chips().size(), 2U);
    EXPECT_EQ(bar_.focusWidget(), chips().at(1));
    QTest::keyClick(chips().at(1), Qt::Key_Plus); // the chips know their new places
    EXPECT_FLOAT_EQ(bar_.parts()[1].weight, 1.25F);
    EXPECT_FLOAT_EQ(bar_.parts()[0].weight, 1);
}

TEST_F(QueryBarTest, TogglesAndRemovesByMouse) {
    bar_.setParts({part(Source::Text, "sea")});
    QueryChip* chip = chips().at(0);
    QTest::mouseClick(chip, Qt::LeftButton, {}, {12, chip->height() / 2});
    EXPECT_FLOAT_EQ(bar_.parts()[0].weight, -1);
    QTest::mouseClick(chip, Qt::LeftButton, {}, {chip->width() - 12, chip->height() / 2});
    EXPECT_TRUE(bar_.parts().empty());
    EXPECT_EQ(changed_.count(), 2);
}

TEST_F(QueryBarTest, TakesDroppedFilesByTheirBytes) {
    QMimeData data;
    data.setUrls(
        {QUrl::fromEncoded("file:///p/caf%E9%201.jpg"), QUrl(QStringLiteral("https://example.org/x.jpg"))});
    QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&bar_, &enter);
    QDropEvent drop({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&bar_, &drop);
    ASSERT_EQ(bar_.parts().size(), 1U);
    EXPECT_EQ(bar_.parts()[0].value, "/p/caf\xe9 1.jpg");
    EXPECT_EQ(bar_.parts()[0].source, Source::File);
}

TEST_F(QueryBarTest, AsksForPicturesAndClears) {
    QSignalSpy pictures(&bar_, &QueryBar::pictureRequested), cleared(&bar_, &QueryBar::cleared);
    bar_.setParts({part(Source::Text, "sea")});
    for (QToolButton* button : bar_.findChildren<QToolButton*>())
        if (button->text() == QStringLiteral("Exclude…") || button->text() == QStringLiteral("Clear"))
            button->click();
    ASSERT_EQ(pictures.count(), 1);
    EXPECT_TRUE(pictures[0][0].toBool());
    EXPECT_EQ(cleared.count(), 1);
    EXPECT_TRUE(bar_.parts().empty());
}

TEST_F(QueryBarTest, SaysWhyItTakesNoWords) {
    bar_.setTextEnabled(false, QStringLiteral("The model baseline-resnet18 answers no words"));
    auto* field = bar_.findChild<QLineEdit*>();
    EXPECT_FALSE(field->isEnabled());
    EXPECT_EQ(field->placeholderText(), QStringLiteral("The model baseline-resnet18 answers no words"));
}

} // namespace
} // namespace sparlet::ui
