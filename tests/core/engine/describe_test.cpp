// The engine's side of describing; the describer's own failures are in tests/core/text.
#include "engine_fixture.h"
#include "support/loopback_server.h"
#include "text/captions.h"

#include <gmock/gmock.h>

#include <atomic>
#include <mutex>
#include <unistd.h>

namespace sparlet::engine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class DescribeTest : public EngineTest {
protected:
    DescribeRequest request() const {
        DescribeRequest out;
        out.data = pictures().string();
        out.captions = path("captions.jsonl").string();
        out.endpoint = service_.endpoint();
        out.promptPrice = 2;
        out.answerPrice = 10;
        return out;
    }

    std::string lastAuthorization() {
        const std::lock_guard lock(mutex_);
        return authorization_;
    }

    std::mutex mutex_;
    std::string authorization_;
    std::string repeat_ = "no"; // what a refusal says
    std::atomic<int> status_ = 200;
    /// Charges 100 tokens a question and 7 an answer.
    test::LoopbackServer service_{[this](const httplib::Request& question, httplib::Response& answer) {
        {
            const std::lock_guard lock(mutex_);
            authorization_ = question.get_header_value("Authorization");
        }
        answer.status = status_;
        answer.set_content(status_ == 200 ? R"({"choices":[{"message":{"content":"A plain square."}}],)"
                                            R"("usage":{"prompt_tokens":100,"completion_tokens":7}})"
                                          : R"({"error":{"message":")" + repeat_ + R"("}})",
                           "application/json");
    }};
};

TEST_F(DescribeTest, ASampleSaysWhatTheRestWillTake) {
    addClasses(4); // twelve pictures
    auto sample = request();
    sample.sample = 3;
    const auto outcome = workspace().describePictures(sample, {}, {});
    ASSERT_TRUE(outcome.ok()) << outcome.error().message;
    EXPECT_EQ(outcome->pictures, 12);
    EXPECT_EQ(outcome->described, 3);
    EXPECT_EQ(outcome->left, 9);
    EXPECT_EQ(outcome->promptTokens, 300U);
    EXPECT_EQ(outcome->answerTokens, 21U);
    // Nine more pictures at 100 · 2 and 7 · 10 millionths each.
    EXPECT_NEAR(outcome->costLeft, 9 * 270e-6, 1e-12);
    EXPECT_GT(outcome->secondsLeft, 0);
    // Evenly spread, not the first three.
    const auto captions = readCaptions(sample.captions);
    ASSERT_TRUE(captions.ok());
    EXPECT_EQ(captions->captions[0].image, "blue/0.bmp");
    EXPECT_EQ(captions->captions[2].image.substr(0, 3), "red");
}

TEST_F(DescribeTest, GoesOnAfterTheSampleAndAsksNothingTwice) {
    addClasses(2);
    auto sample = request();
    sample.sample = 2;
    ASSERT_TRUE(workspace().describePictures(sample, {}, {}).ok());
    const auto rest = workspace().describePictures(request(), {}, {});
    ASSERT_TRUE(rest.ok()) << rest.error().message;
    EXPECT_EQ(rest->present, 2);
    EXPECT_EQ(rest->described, 4);
    EXPECT_EQ(rest->left, 0);
    EXPECT_EQ(rest->costLeft, 0);
    EXPECT_EQ(service_.requests(), 6);
}

TEST_F(DescribeTest, APictureThatCannotBeReadIsNamed) {
    addClasses(1);
    test::writeText(pictures() / "red/bad.bmp", "BM");
    const auto outcome = workspace().describePictures(request(), {}, {});
    ASSERT_TRUE(outcome.ok()) << outcome.error().message;
    EXPECT_EQ(outcome->described, 3);
    ASSERT_EQ(outcome->failures.size(), 1U);
    EXPECT_EQ(outcome->failures[0].name, "red/bad.bmp");
    EXPECT_EQ(outcome->left, 1);
}

TEST_F(DescribeTest, ARefusedKeyKeepsWhatIsThere) {
    addClasses(1);
    auto first = request();
    first.sample = 1;
    ASSERT_TRUE(workspace().describePictures(first, {}, {}).ok());
    status_ = 401;
    const auto refused = workspace().describePictures(request(), {}, {});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::PermissionDenied);
    EXPECT_EQ(readCaptions(request().captions)->captions.size(), 1U);
}

TEST_F(DescribeTest, AKeyIsSentAndStandsNowhereElse) {
    addClasses(1);
    auto with = request();
    with.key = "top-secret";
    ASSERT_TRUE(workspace().describePictures(with, {}, {}).ok());
    EXPECT_EQ(lastAuthorization(), "Bearer top-secret");
    EXPECT_EQ(test::readText(with.captions).find("top-secret"), std::string::npos);
    for (char** variable = ::environ; *variable != nullptr; ++variable)
        EXPECT_EQ(std::string(*variable).find("top-secret"), std::string::npos) << *variable;

    fs::remove(with.captions);
    status_ = 401;
    repeat_ = "top-secret is no key";
    const auto refused = workspace().describePictures(with, {}, {});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::PermissionDenied);
    EXPECT_EQ(refused.error().message.find("top-secret"), std::string::npos) << refused.error().message;
    EXPECT_EQ(refused.error().message.find("SPARLET_"), std::string::npos) << refused.error().message;
    with.key = "two words";
    EXPECT_EQ(workspace().describePictures(with, {}, {}).error().code, ErrorCode::InvalidArgument);
    with.key.clear();
    status_ = 200;
    ASSERT_TRUE(workspace().describePictures(with, {}, {}).ok());
    EXPECT_EQ(lastAuthorization(), "") << "another request does not inherit it";
}

TEST_F(DescribeTest, WrongRequestsAreRefusedBeforeAnythingIsAsked) {
    addClasses(1);
    auto wrong = request();
    wrong.side = 8;
    EXPECT_EQ(workspace().describePictures(wrong, {}, {}).error().code, ErrorCode::InvalidArgument);
    wrong = request();
    wrong.endpoint = "ftp://there";
    EXPECT_THAT(workspace().describePictures(wrong, {}, {}).error().message, HasSubstr("ftp://there"));
    wrong = request();
    wrong.data = path("nowhere").string();
    EXPECT_EQ(workspace().describePictures(wrong, {}, {}).error().code, ErrorCode::NotFound);
    wrong = request();
    wrong.keyVariable = "SPARLET_TEST_NO_SUCH_KEY";
    EXPECT_THAT(workspace().describePictures(wrong, {}, {}).error().message,
                HasSubstr("SPARLET_TEST_NO_SUCH_KEY"));
    EXPECT_EQ(service_.requests(), 0);
}

} // namespace
} // namespace sparlet::engine
