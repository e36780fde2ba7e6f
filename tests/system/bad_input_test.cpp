// A folder with everything that goes wrong in folders of pictures.
#include "support/bad_folder.h"
#include "system_fixture.h"

#include <algorithm>
#include <set>
#include <unistd.h>

namespace sparlet {
namespace {

using nlohmann::json;

class BadInputTest : public SystemTest {
protected:
    /// Paths as bytes, whether they are UTF-8 or not.
    static std::string bytesOf(const json& object, const std::string& key = "path") {
        const auto encoded = object.find(key + "_bytes");
        if (encoded == object.end()) return object.at(key);
        std::string out;
        const std::string text = *encoded;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] != '%') {
                out += text[i];
                continue;
            }
            out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
        }
        return out;
    }
};

TEST_F(BadInputTest, IsIndexedToTheEndWithinMemory) {
    const auto folder = path("bad");
    const auto expected = test::makeBadFolder(folder);
    const auto outcome = run({"index", folder.string(), "--collection", "bad", "--json"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_LT(outcome.peakMemoryBytes, std::uint64_t{1500} << 20U);
    const json report = json::parse(outcome.out);

    std::set<std::string> failed;
    for (const auto& failure : report["failures"]) {
        failed.insert(bytesOf(failure));
        EXPECT_GT(failure["error"].get<std::string>().size(), 5U);
    }
    EXPECT_EQ(report["failed"], report["failures"].size());
    std::size_t good = expected.good.size();
    for (const auto& name : expected.good)
        EXPECT_EQ(failed.count(folder.string() + "/" + name), 0U) << name;
    for (const auto& name : expected.bad)
        EXPECT_EQ(failed.count(folder.string() + "/" + name), 1U) << name;
    for (const auto& name : expected.issues)
        EXPECT_EQ(failed.count(folder.string() + "/" + name), 1U) << name;
    for (const auto& name : expected.unreadable) {
        const bool root = ::geteuid() == 0;
        EXPECT_EQ(failed.count(folder.string() + "/" + name), root ? 0U : 1U) << name;
        if (root) ++good;
    }
    EXPECT_GE(report["indexed"].get<std::size_t>(), good);

    const json again = ask({"index", folder.string(), "--collection", "bad"});
    EXPECT_EQ(again["indexed"], 0);
    EXPECT_EQ(again["unchanged"], report["indexed"]);
    EXPECT_EQ(again["failed"], report["failed"]);
    EXPECT_EQ(again["removed"], 0);
}

TEST_F(BadInputTest, NamesThatAreNotUtf8AreKeptWhole) {
    const std::string name = "caf\xe9 100%.bmp";
    test::writeBytes(pictures() / name, test::bmp(test::noise(20, 20, 3, 1)));
    test::writeText(pictures() / "\xff.bmp", "BM");
    const json report = index();
    ASSERT_EQ(report["failures"].size(), 1U);
    EXPECT_EQ(bytesOf(report["failures"][0]), picture("\xff.bmp"));
    const json answer = ask({"query", "-c", "c", "--image", picture(name)});
    ASSERT_EQ(answer["results"].size(), 1U);
    EXPECT_EQ(bytesOf(answer["results"][0]), picture(name));
    EXPECT_NE(answer["results"][0]["path"].get<std::string>().find("\xef\xbf\xbd"), std::string::npos);
    EXPECT_EQ(bytesOf(ask({"inspect", "-c", "c", "--path", picture(name)})), picture(name));
}

TEST_F(BadInputTest, QueryWithAFifoOrAFolderIsRefusedAtOnce) {
    addClasses(1);
    index();
    const std::string fifo = path("pipe.jpg").string();
    ASSERT_EQ(::system(("mkfifo " + fifo).c_str()), 0);
    expectFailure({"query", "--collection", "c", "--image", fifo}, "pipe.jpg");
    expectFailure({"query", "--collection", "c", "--image", pictures().string()}, "pictures");
}

} // namespace
} // namespace sparlet
