#include "ui/itemmodels/sample_reports.h"
#include "widgets/code_view.h"
#include "widgets/collapsible_section.h"
#include "widgets/inspector_panel.h"
#include "widgets/picture_view.h"
#include "widgets/state_view.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QSignalSpy>
#include <QToolButton>

namespace sparlet::ui {
namespace {

class InspectorPanelTest : public ::testing::Test {
protected:
    InspectorPanelTest() {
        panel_.resize(360, 1000);
        panel_.show();
    }
    bool shows(const QString& text) const {
        for (const QLabel* label : panel_.findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(text)) return true;
        return false;
    }
    void click(const QString& accessibleName) {
        for (QToolButton* button : panel_.findChildren<QToolButton*>())
            if (button->accessibleName() == accessibleName) button->click();
    }
    InspectorPanel panel_;
};

TEST_F(InspectorPanelTest, GoesFromEmptyOverBusyToTheCode) {
    EXPECT_TRUE(shows(QStringLiteral("Nothing selected")));
    panel_.setImage(sample::image(1, "/pictures/dog.jpg", "animal"));
    EXPECT_FALSE(shows(QStringLiteral("Nothing selected")));
    EXPECT_TRUE(shows(QStringLiteral("Reading the code")));
    EXPECT_TRUE(shows(QStringLiteral("animal")));
    panel_.setCode(sample::code());
    EXPECT_FALSE(shows(QStringLiteral("Reading the code")));
    EXPECT_TRUE(
        shows(QStringLiteral("2 of 4 dimensions stored · density λ\u00a00.50 · τ\u00a00.300 · 3 bytes")));
    EXPECT_TRUE(shows(QStringLiteral("2.8 mean")));
    panel_.setCodeProblem(QStringLiteral("Segment 3 is damaged."));
    EXPECT_TRUE(shows(QStringLiteral("Segment 3 is damaged.")));
    EXPECT_FALSE(panel_.codeView()->codeWidget()->isVisible());
    panel_.clear();
    EXPECT_TRUE(shows(QStringLiteral("Nothing selected")));
}

TEST_F(InspectorPanelTest, CopiesTheFacts) {
    panel_.setImage(sample::image(1, "/pictures/dog.jpg", "animal"));
    EXPECT_EQ(
        panel_.factsText(),
        QStringLiteral("/pictures/dog.jpg\nFolder: /pictures\nSize: 640 × 480 px · 2.00 KiB\nLabel: animal\n"
                       "Code: 30 bytes\n"));
    QSignalSpy copied(&panel_, &InspectorPanel::copied);
    click(QStringLiteral("Copy facts"));
    EXPECT_EQ(copied.count(), 1);
    EXPECT_EQ(QGuiApplication::clipboard()->text(), panel_.factsText());
    QSignalSpy opened(&panel_, &InspectorPanel::openRequested);
    click(QStringLiteral("Open"));
    ASSERT_EQ(opened.count(), 1);
    EXPECT_EQ(opened[0][0].value<std::string>(), "/pictures/dog.jpg");
}

TEST_F(InspectorPanelTest, EscapesWhatComesFromFiles) {
    panel_.setImage(sample::image(1, "/p/<b>x</b>/dog.jpg", "<i>sly</i>"));
    EXPECT_TRUE(shows(QStringLiteral("&lt;i&gt;sly")));
    EXPECT_FALSE(shows(QStringLiteral("<b>")));
}

TEST_F(InspectorPanelTest, KeepsItsSections) {
    auto* label = new QLabel(QStringLiteral("more"));
    CollapsibleSection* more =
        panel_.addSection(QStringLiteral("more"), QStringLiteral("More"), label, false);
    EXPECT_FALSE(label->isVisible());
    QSignalSpy changed(&panel_, &InspectorPanel::sectionsChanged);
    more->setOpen(true);
    EXPECT_EQ(changed.count(), 1);
    const QByteArray saved = panel_.saveSections();
    more->setOpen(false);
    panel_.restoreSections(saved);
    EXPECT_TRUE(more->isOpen());
    panel_.restoreSections("not what was saved");
    EXPECT_TRUE(more->isOpen());
}

TEST(PictureView, KeepsAspectAndNeverEnlarges) {
    PictureView view;
    view.resize(200, 120);
    QImage wide(400, 100, QImage::Format_RGB32);
    wide.fill(Qt::red);
    view.setImage(wide);
    const auto reds = [&view] {
        const QImage shot = view.grab().toImage();
        QRect box;
        for (int y = 0; y < shot.height(); ++y)
            for (int x = 0; x < shot.width(); ++x)
                if (shot.pixelColor(x, y) == QColor(Qt::red)) box = box.united(QRect(x, y, 1, 1));
        return box;
    };
    EXPECT_EQ(reds(), QRect(0, 35, 200, 50));
    QImage small(20, 10, QImage::Format_RGB32);
    small.fill(Qt::red);
    view.setImage(small);
    EXPECT_EQ(reds().size(), QSize(20, 10));
    view.setProblem(QStringLiteral("cut off"));
    EXPECT_TRUE(view.image().isNull());
}

} // namespace
} // namespace sparlet::ui
