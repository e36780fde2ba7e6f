// Journey 5: the code of one image, and the codes of the collection.
#include "pages/codes_page.h"
#include "plots/histogram_plot.h"
#include "ui/shell/window_fixture.h"
#include "widgets/collection_overview.h"
#include "widgets/inspector_panel.h"

#include <QLabel>

namespace sparlet::ui {
namespace {

using sparlet::testing::waitFor;

class CodesJourney : public WindowTest {
protected:
    static QString textOf(QWidget& widget) {
        QString all;
        for (auto* label : widget.findChildren<QLabel*>())
            if (label->isVisible()) all += label->text() + QLatin1Char('\n');
        return all.remove(QChar(0x200b)); // a place where a long name may break
    }
};

TEST_F(CodesJourney, SelectingAnImageShowsItsFactsAndItsCode) {
    openHoliday();
    grid().setFocus();
    grid().setCurrentRow(0);
    const auto code = workspace->inspectIndexed("holiday", "/data/holiday/beach/beach_1.jpg");
    const QString kept = QStringLiteral("%1 of %2").arg(code->active).arg(code->dimensions);
    ASSERT_TRUE(waitFor([&] { return textOf(*window->inspector()).contains(kept); })) << kept.toStdString();
    EXPECT_TRUE(textOf(*window->inspector()).contains(QStringLiteral("beach_1.jpg")));
    EXPECT_TRUE(window->inspector()->factsText().contains(QStringLiteral("/data/holiday/beach")));
    QTest::keyClick(&grid(), Qt::Key_Right);
    ASSERT_TRUE(waitFor([this] {
        return textOf(*window->inspector()).contains(QStringLiteral("beach_10.jpg")) ||
               textOf(*window->inspector()).contains(QStringLiteral("beach_2.jpg"));
    }));
}

TEST_F(CodesJourney, FastSelectionShowsTheLastImageOnly) {
    openHoliday();
    for (int row = 0; row < 30; ++row)
        grid().setCurrentRow(row);
    const QString last = at(29, ResultModel::FileNameRole);
    ASSERT_TRUE(waitFor([&] { return textOf(*window->inspector()).contains(last); }));
    QTest::qWait(100);
    EXPECT_TRUE(textOf(*window->inspector()).contains(last));
}

TEST_F(CodesJourney, TheCodesPageShowsTheCollection) {
    openHoliday();
    QTest::keyClick(window.get(), Qt::Key_2, Qt::ControlModifier);
    auto* overview = window->codesPage()->overview();
    ASSERT_TRUE(
        waitFor([&] { return overview->isVisible() && textOf(*overview).contains(QStringLiteral("24 B")); }));
    EXPECT_TRUE(textOf(*overview).contains(QStringLiteral("120")));
    QTest::keyClick(window.get(), Qt::Key_1, Qt::ControlModifier);
    EXPECT_TRUE(grid().isVisible());
}

} // namespace
} // namespace sparlet::ui
