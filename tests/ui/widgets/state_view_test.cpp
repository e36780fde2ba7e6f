#include "widgets/flow_layout.h"
#include "widgets/state_view.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

namespace sparlet::ui {
namespace {

template <class Widget>
Widget* visible(const QWidget& parent, const QString& text = {}) {
    for (Widget* widget : parent.findChildren<Widget*>())
        if (widget->isVisible() && (text.isEmpty() || widget->property("text").toString() == text))
            return widget;
    return nullptr;
}

TEST(StateView, ShowsEachStateWithWhatBelongsToIt) {
    StateView view;
    view.resize(600, 400);
    view.show();
    view.setEmpty(QStringLiteral("folder-open"), QStringLiteral("No pictures"),
                  QStringLiteral("Choose a folder."), QStringLiteral("Index a folder…"));
    EXPECT_EQ(view.state(), StateView::State::Empty);
    EXPECT_FALSE(visible<QProgressBar>(view));
    QSignalSpy clicked(&view, &StateView::primaryTriggered);
    visible<QPushButton>(view)->click();
    EXPECT_EQ(clicked.count(), 1);

    view.setBusy(QStringLiteral("Encoding"), {}, 0.25);
    ASSERT_TRUE(visible<QProgressBar>(view));
    EXPECT_EQ(visible<QProgressBar>(view)->value(), 250);
    EXPECT_FALSE(visible<QPushButton>(view));
    view.setBusy(QStringLiteral("Encoding"));
    EXPECT_EQ(visible<QProgressBar>(view)->maximum(), 0);

    view.setError(QStringLiteral("Failed"), QStringLiteral("Try again."), QStringLiteral("code 7"));
    EXPECT_FALSE(visible<QProgressBar>(view));
    EXPECT_FALSE(visible<QPlainTextEdit>(view));
    visible<QToolButton>(view, QStringLiteral("Details"))->click();
    ASSERT_TRUE(visible<QPlainTextEdit>(view));
    visible<QToolButton>(view, QStringLiteral("Copy details"))->click();
    EXPECT_EQ(QGuiApplication::clipboard()->text(), QStringLiteral("code 7"));
    view.setError(QStringLiteral("Failed"), QStringLiteral("Try again."));
    EXPECT_FALSE(visible<QToolButton>(view));
    EXPECT_EQ(view.accessibleName(), QStringLiteral("Failed"));
}

TEST(StateView, GivesALongSentenceTheHeightItNeeds) {
    for (const bool compact : {false, true}) {
        StateView view;
        view.setCompact(compact);
        view.resize(260, 600);
        view.show();
        const QString sentence = QStringLiteral("One of several words. ").repeated(12).trimmed();
        view.setError(QStringLiteral("A title that needs more than one line"), sentence);
        QCoreApplication::processEvents();
        const auto* label = visible<QLabel>(view, sentence);
        ASSERT_TRUE(label);
        EXPECT_GE(label->height(), label->heightForWidth(label->width()));
        EXPECT_LE(label->width(), 260);
    }
}

TEST(FlowLayout, BreaksLinesLikeWords) {
    QWidget host;
    auto* flow = new FlowLayout(&host, 8);
    QList<QWidget*> boxes;
    for (int i = 0; i < 3; ++i) {
        auto* box = new QWidget;
        box->setMinimumSize(100, 20);
        box->setMaximumSize(100, 20);
        flow->addWidget(box);
        boxes << box;
    }
    EXPECT_EQ(flow->heightForWidth(316), 20); // 3 · 100 + 2 · 8
    EXPECT_EQ(flow->heightForWidth(315), 48); // two lines
    EXPECT_EQ(flow->heightForWidth(100), 76); // three
    host.resize(220, 60);
    host.show();
    host.grab();
    EXPECT_EQ(boxes[1]->pos(), QPoint(108, 0));
    EXPECT_EQ(boxes[2]->pos(), QPoint(0, 28));
}

} // namespace
} // namespace sparlet::ui
