// LKD's texts: describing a sample, then all, correcting a text, and a service that refuses.
#include "itemmodels/caption_model.h"
#include "pages/describe_dialog.h"
#include "pages/key_field.h"
#include "pages/text_source.h"
#include "ui/support/fake_key_store.h"
#include "ui/support/fake_workspace.h"
#include "ui/support/gui_driver.h"
#include "widgets/state_view.h"

#include <gtest/gtest.h>

#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>

namespace sparlet::ui {
namespace {

using sparlet::testing::FakeKeyStore;
using sparlet::testing::FakeWorkspace;
using sparlet::testing::waitFor;

class DescribeDialogTest : public ::testing::Test {
protected:
    DescribeDialogTest()
        : workspace(std::make_shared<FakeWorkspace>(folder.path().toStdString())),
          dialog(jobs, keys, workspace, QStringLiteral("/data/flowers"),
                 folder.filePath(QStringLiteral("c.jsonl"))) {
        dialog.show();
    }
    QPushButton& button(const QString& text) {
        for (auto* one : dialog.findChildren<QPushButton*>())
            if (one->text() == text) return *one;
        ADD_FAILURE() << text.toStdString();
        static QPushButton none;
        return none;
    }
    void press(const QString& text) { QTest::mouseClick(&button(text), Qt::LeftButton); }
    bool done() { return !dialog.running(); }

    QTemporaryDir folder;
    std::shared_ptr<FakeWorkspace> workspace;
    FakeKeyStore keys;
    JobManager jobs;
    DescribeDialog dialog;
};

TEST_F(DescribeDialogTest, ASampleSaysWhatTheRestTakes) {
    QSignalSpy described(&dialog, &DescribeDialog::described);
    press(QStringLiteral("Try 10 pictures"));
    ASSERT_TRUE(waitFor([this] { return done(); }));
    ASSERT_EQ(workspace->describeRequests().size(), 1U);
    const auto& request = workspace->describeRequests().front();
    EXPECT_EQ(request.sample, 10);
    EXPECT_EQ(request.data, "/data/flowers");
    EXPECT_EQ(request.endpoint, "http://127.0.0.1:8080/v1");
    EXPECT_TRUE(request.keyVariable.empty());
    EXPECT_TRUE(dialog.status().contains(QStringLiteral("The other 10 take about 2 min.")))
        << dialog.status().toStdString();
    EXPECT_EQ(described.count(), 1);
    ASSERT_TRUE(waitFor([this] { return dialog.texts()->rowCount() == 10; }));
}

TEST_F(DescribeDialogTest, BeforeTheFirstTextTheTableSaysWhatToDo) {
    auto* empty = dialog.findChild<StateView*>();
    EXPECT_TRUE(empty->isVisible());
    EXPECT_FALSE(dialog.findChild<QTableView*>()->isVisible());
    press(QStringLiteral("Try 10 pictures"));
    ASSERT_TRUE(waitFor([this] { return done() && dialog.texts()->rowCount() == 10; }));
    EXPECT_FALSE(empty->isVisible());
    EXPECT_TRUE(dialog.findChild<QTableView*>()->isVisible());
}

TEST_F(DescribeDialogTest, ACorrectedTextIsSavedAndCanBeUndone) {
    press(QStringLiteral("Try 10 pictures"));
    ASSERT_TRUE(waitFor([this] { return done() && dialog.texts()->rowCount() == 10; }));
    auto* model = dialog.texts();
    ASSERT_TRUE(model->setData(model->index(3, CaptionModel::TextColumn), QStringLiteral("A blue square.")));
    ASSERT_TRUE(waitFor([this] { return workspace->savedCaptions()[3].text == "A blue square."; }));
    model->undoStack()->undo();
    ASSERT_TRUE(waitFor([this] { return workspace->savedCaptions()[3].text == "A plain square."; }));
}

TEST_F(DescribeDialogTest, ARefusalIsSaidAndNothingIsLost) {
    press(QStringLiteral("Try 10 pictures"));
    ASSERT_TRUE(waitFor([this] { return done() && dialog.texts()->rowCount() == 10; }));
    workspace->failDescribing("The service refused the key; check the one in API_KEY.");
    QSignalSpy described(&dialog, &DescribeDialog::described);
    press(QStringLiteral("Describe all"));
    ASSERT_TRUE(waitFor([this] { return done(); }));
    EXPECT_EQ(workspace->describeRequests().back().sample, 0);
    EXPECT_TRUE(dialog.status().contains(QStringLiteral("API_KEY"))) << dialog.status().toStdString();
    EXPECT_EQ(described.count(), 0);
    ASSERT_TRUE(waitFor([this] { return dialog.texts()->rowCount() == 10; }));
    EXPECT_TRUE(button(QStringLiteral("Describe all")).isEnabled());
}

TEST_F(DescribeDialogTest, TheKeyIsSentAndStaysOutOfTheSettings) {
    const auto key = QStringLiteral("top-secret");
    dialog.key()->findChild<QLineEdit*>()->setText(key);
    press(QStringLiteral("Try 10 pictures"));
    ASSERT_TRUE(waitFor([this] { return done(); }));
    EXPECT_EQ(workspace->describeRequests().back().key, "top-secret");
    EXPECT_FALSE(dialog.status().contains(key));
    for (const auto& [name, value] : workspace->settings())
        EXPECT_EQ(value.find("top-secret"), std::string::npos) << name;
    EXPECT_TRUE(keys.keys.empty()) << "nobody asked to keep it";
    EXPECT_EQ(keys.forSession(QStringLiteral("127.0.0.1")), key);
}

TEST_F(DescribeDialogTest, AnotherAddressDoesNotGetTheKey) {
    dialog.key()->findChild<QLineEdit*>()->setText(QStringLiteral("top-secret"));
    for (auto* field : dialog.findChildren<QLineEdit*>())
        if (field->accessibleName() == QStringLiteral("Address"))
            field->setText(QStringLiteral("https://elsewhere.example/v1"));
    press(QStringLiteral("Try 10 pictures"));
    ASSERT_TRUE(waitFor([this] { return done(); }));
    EXPECT_EQ(workspace->describeRequests().back().endpoint, "https://elsewhere.example/v1");
    EXPECT_TRUE(workspace->describeRequests().back().key.empty());
}

TEST_F(DescribeDialogTest, WhatWasTypedIsThereTheNextTime) {
    auto fields = dialog.findChildren<QLineEdit*>();
    for (auto* field : fields)
        if (field->accessibleName() == QStringLiteral("Model")) field->setText(QStringLiteral("eyes-2"));
    press(QStringLiteral("Try 10 pictures"));
    ASSERT_TRUE(waitFor([this] { return done(); }));
    DescribeDialog next(jobs, keys, workspace, QStringLiteral("/data/flowers"), QString());
    ASSERT_TRUE(waitFor([&] {
        for (auto* field : next.findChildren<QLineEdit*>())
            if (field->accessibleName() == QStringLiteral("Model"))
                return field->text() == QStringLiteral("eyes-2");
        return false;
    }));
    EXPECT_EQ(next.captionsFile(), QStringLiteral("/data/flowers-captions.jsonl"));
}

TEST(TextSource, FillsTheRequestAndSaysWhatIsMissing) {
    QTemporaryDir folder;
    const auto file = folder.filePath(QStringLiteral("c.jsonl"));
    QFile made(file);
    ASSERT_TRUE(made.open(QIODevice::WriteOnly));
    TextSource source;
    EXPECT_TRUE(source.problem().isEmpty());
    source.setKind(TextSource::Kind::Captions);
    EXPECT_FALSE(source.problem().isEmpty());
    source.setFile(folder.filePath(QStringLiteral("none.jsonl")));
    EXPECT_EQ(source.problem(), QStringLiteral("There is no such file."));
    source.setFile(file);
    EXPECT_TRUE(source.problem().isEmpty());
    engine::TrainRequest request;
    source.fill(request);
    EXPECT_EQ(request.captions, file.toStdString());
    EXPECT_TRUE(request.descriptions.empty());
    source.setKind(TextSource::Kind::Descriptions);
    request = {};
    source.fill(request);
    EXPECT_EQ(request.descriptions, file.toStdString());
    source.setKind(TextSource::Kind::Automatic);
    request = {};
    source.fill(request);
    EXPECT_TRUE(request.captions.empty() && request.descriptions.empty());
}

} // namespace
} // namespace sparlet::ui
