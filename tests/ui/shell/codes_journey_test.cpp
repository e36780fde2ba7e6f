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
        return all;
    }
};

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
