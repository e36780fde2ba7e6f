// The dialog over the real engine and a real HTTP service on the loopback interface: what a person sees when
// the service is slow, fails, answers nonsense, asks to wait, and serves.
#include "itemmodels/caption_model.h"
#include "pages/describe_dialog.h"
#include "pages/key_field.h"
#include "support/loopback_server.h"
#include "support/picture_writer.h"
#include "support/temp_dir.h"
#include "ui/support/fake_key_store.h"
#include "ui/support/gui_driver.h"

#include <gtest/gtest.h>

#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <thread>

namespace sparlet::ui {
namespace {

namespace fs = std::filesystem;
using sparlet::testing::FakeKeyStore;
using sparlet::testing::kPatience;
using sparlet::testing::waitFor;
using test::LoopbackServer;

constexpr int kPictures = 4;

class DescribeService : public ::testing::Test {
protected:
    void SetUp() override {
        for (const auto& [name, color] : {std::pair{"red", test::kRed}, std::pair{"blue", test::kBlue}}) {
            fs::create_directories(folder / "data" / name);
            for (int i = 0; i < kPictures / 2; ++i)
                test::writeBytes(folder / "data" / name / (std::to_string(i) + ".bmp"),
                                 test::bmp(test::solid(32, 32, {color.begin(), color.end()})));
        }
        engine::WorkspaceOptions options;
        options.home = folder / "home";
        options.models = SPARLET_MODEL_DIR;
        options.device = "cpu";
        options.threads = 1;
        auto opened = engine::Workspace::open(options);
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        dialog = std::make_unique<DescribeDialog>(
            jobs, keys, *opened, QString::fromStdString((folder / "data").string()), QString());
        dialog->show();
        field("Address").setText(QString::fromStdString(server.endpoint()));
        for (auto* box : dialog->findChildren<QSpinBox*>())
            if (box->accessibleName() == QStringLiteral("At a time")) box->setValue(kPictures);
        ASSERT_EQ(fs::path(dialog->captionsFile().toStdString()), captions());
    }
    QLineEdit& field(const char* name) {
        for (auto* one : dialog->findChildren<QLineEdit*>())
            if (one->accessibleName() == QString::fromUtf8(name)) return *one;
        ADD_FAILURE() << name;
        return *dialog->findChild<QLineEdit*>();
    }
    void press(const char* text) {
        for (auto* one : dialog->findChildren<QPushButton*>()) {
            if (one->text() != QString::fromUtf8(text)) continue;
            ASSERT_TRUE(one->isEnabled()) << text;
            QTest::mouseClick(one, Qt::LeftButton);
            return;
        }
        ADD_FAILURE() << text;
    }
    /// Describes all and gives the sentence it ends with.
    std::string describeAll() {
        press("Describe all");
        EXPECT_TRUE(waitFor([this] { return !dialog->running(); }, kPatience));
        return dialog->status().toStdString();
    }
    fs::path captions() const { return folder / "data-captions.jsonl"; }
    bool listed(int texts) {
        return waitFor([this, texts] { return dialog->texts()->rowCount() == texts; }, kPatience);
    }
    /// What the service does from now on.
    void serve(LoopbackServer::Handler with) {
        const std::lock_guard lock(mutex);
        handler = std::move(with);
    }
    static bool has(const std::string& text, const char* part) {
        return text.find(part) != std::string::npos;
    }

    test::TempDir folder;
    std::mutex mutex;
    LoopbackServer::Handler handler = [](const httplib::Request&, httplib::Response& answer) {
        LoopbackServer::say(answer, "A plain square.");
    };
    LoopbackServer server{[this](const httplib::Request& question, httplib::Response& answer) {
        LoopbackServer::Handler now;
        {
            const std::lock_guard lock(mutex);
            now = handler;
        }
        now(question, answer);
    }};
    FakeKeyStore keys;
    JobManager jobs;
    std::unique_ptr<DescribeDialog> dialog;
};

TEST_F(DescribeService, ServesAndTheTextsAreThere) {
    QSignalSpy described(dialog.get(), &DescribeDialog::described);
    dialog->key()->findChild<QLineEdit*>()->setText(QStringLiteral("top-secret"));
    std::string authorization;
    serve([&](const httplib::Request& question, httplib::Response& answer) {
        {
            const std::lock_guard lock(mutex);
            authorization = question.get_header_value("Authorization");
        }
        LoopbackServer::say(answer, "A plain square.");
    });
    const auto status = describeAll();
    EXPECT_TRUE(has(status, "4 of 4 pictures described")) << status;
    EXPECT_EQ(described.count(), 1);
    EXPECT_EQ(authorization, "Bearer top-secret");
    ASSERT_TRUE(listed(kPictures));
    EXPECT_FALSE(has(test::readText(captions()), "top-secret"));
    EXPECT_EQ(server.requests(), kPictures);
    const auto again = describeAll();
    EXPECT_EQ(server.requests(), kPictures) << "nothing is asked twice";
    EXPECT_TRUE(has(again, "0 of 4")) << again;
}

TEST_F(DescribeService, ASlowOneShowsItsProgressAndCanBeStopped) {
    std::atomic<int> asked{0};
    for (auto* box : dialog->findChildren<QSpinBox*>())
        if (box->accessibleName() == QStringLiteral("At a time")) box->setValue(1);
    serve([&](const httplib::Request&, httplib::Response& answer) {
        // Two answers come, the third keeps one waiting.
        std::this_thread::sleep_for(std::chrono::milliseconds(++asked <= 2 ? 300 : 3000));
        LoopbackServer::say(answer, "A plain square.");
    });
    press("Describe all");
    auto* progress = dialog->findChild<QProgressBar*>();
    EXPECT_TRUE(progress->isVisible());
    ASSERT_TRUE(
        waitFor([this] { return dialog->status().contains(QStringLiteral("2 of 4 pictures")); }, kPatience))
        << dialog->status().toStdString();
    press("Stop");
    ASSERT_TRUE(waitFor([this] { return !dialog->running(); }, kPatience));
    EXPECT_TRUE(dialog->status().contains(QStringLiteral("Stopped"))) << dialog->status().toStdString();
    EXPECT_FALSE(progress->isVisible());
    ASSERT_TRUE(listed(2));
    serve([](const httplib::Request&, httplib::Response& answer) {
        LoopbackServer::say(answer, "A plain square.");
    });
    const auto status = describeAll();
    EXPECT_TRUE(has(status, "2 of 4 pictures described")) << status;
    EXPECT_TRUE(listed(kPictures));
}

TEST_F(DescribeService, AFailingOneIsNamedAndThenServesAfterAll) {
    serve([](const httplib::Request&, httplib::Response& answer) {
        answer.status = 500;
        answer.set_content(R"({"error":{"message":"out of order"}})", "application/json");
    });
    auto status = describeAll(); // after the describer's own tries
    EXPECT_TRUE(has(status, "4 pictures could not be described")) << status;
    EXPECT_TRUE(has(status, "status 500") && has(status, "out of order")) << status;
    EXPECT_EQ(dialog->texts()->rowCount(), 0);
    EXPECT_EQ(server.requests(), kPictures * 5) << "each once and four times more";
    std::atomic<int> asked{0};
    serve([&](const httplib::Request&, httplib::Response& answer) {
        if (++asked == 1) {
            answer.status = 503;
            return;
        }
        LoopbackServer::say(answer, "A plain square.");
    });
    status = describeAll();
    EXPECT_TRUE(has(status, "4 of 4 pictures described")) << status;
    EXPECT_FALSE(has(status, "could not")) << "one failure is tried again: " << status;
    EXPECT_TRUE(listed(kPictures));
}

TEST_F(DescribeService, NonsenseIsNoText) {
    std::atomic<int> asked{0};
    serve([&](const httplib::Request&, httplib::Response& answer) {
        static const char* const bodies[] = {"<html>Welcome</html>", "{\"choices\":[", "[]",
                                             R"({"choices":[{"message":{}}]})"};
        answer.set_content(bodies[asked++ % 4], "application/json");
    });
    const auto status = describeAll();
    EXPECT_TRUE(has(status, "4 pictures could not be described")) << status;
    EXPECT_TRUE(has(status, "check the endpoint and the model")) << status;
    EXPECT_EQ(dialog->texts()->rowCount(), 0);
}

TEST_F(DescribeService, OneThatAsksToWaitIsWaitedFor) {
    std::atomic<int> asked{0};
    serve([&](const httplib::Request&, httplib::Response& answer) {
        if (++asked <= 2) {
            answer.status = 429;
            answer.set_header("Retry-After", "1");
            return;
        }
        LoopbackServer::say(answer, "A plain square.");
    });
    const auto status = describeAll();
    EXPECT_TRUE(has(status, "4 of 4 pictures described")) << status;
    EXPECT_EQ(server.requests(), kPictures + 2);
    EXPECT_TRUE(listed(kPictures));
}

TEST_F(DescribeService, OneThatAsksForAnHourEndsTheRunAndSaysSo) {
    std::atomic<int> asked{0};
    for (auto* box : dialog->findChildren<QSpinBox*>())
        if (box->accessibleName() == QStringLiteral("At a time")) box->setValue(1);
    serve([&](const httplib::Request&, httplib::Response& answer) {
        if (++asked > 1) {
            answer.status = 429;
            answer.set_header("Retry-After", "3600");
            answer.set_content(R"({"error":{"message":"quota used up"}})", "application/json");
            return;
        }
        LoopbackServer::say(answer, "A plain square.");
    });
    const auto status = describeAll();
    EXPECT_TRUE(has(status, "3600 s") && has(status, "quota used up")) << status;
    EXPECT_TRUE(listed(1)) << "what was described stays";
    EXPECT_EQ(server.requests(), 2);
}

} // namespace
} // namespace sparlet::ui
