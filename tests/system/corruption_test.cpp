// Damaged files are refused with one sentence, and the rest goes on working.
#include "system_fixture.h"

#include <fstream>

namespace sparlet {
namespace {

namespace fs = std::filesystem;

class CorruptionTest : public SystemTest {
protected:
    CorruptionTest() {
        addClasses(2);
        index("one");
        index("two");
    }

    static void flip(const fs::path& file, double where) {
        auto bytes = test::readBytes(file);
        bytes[static_cast<std::size_t>(where * static_cast<double>(bytes.size() - 1))] ^= 0x20U;
        test::writeBytes(file, bytes);
    }

    std::vector<std::string> query(const std::string& collection) const {
        return {"query", "--collection", collection, "--image", picture("red/0.bmp")};
    }
};

TEST_F(CorruptionTest, Segment) {
    for (const double where : {0.0, 0.3, 0.6, 0.999}) {
        for (const auto& entry : fs::directory_iterator(home() / "collections/1"))
            flip(entry.path(), where);
        expectFailure(query("one"), ".seg");
        EXPECT_EQ(ask(query("two"))["results"].size(), 6U);
        EXPECT_EQ(run({"doctor", "--json"}).status, 1);
        EXPECT_EQ(index("one")["indexed"], 6);
        EXPECT_EQ(ask(query("one"))["results"].size(), 6U);
    }
    for (const auto& entry : fs::directory_iterator(home() / "collections/1"))
        fs::remove(entry.path());
    EXPECT_EQ(run(query("one")).status, 1);
    EXPECT_EQ(index("one")["indexed"], 6);
    EXPECT_EQ(ask(query("one"))["results"].size(), 6U);
}

TEST_F(CorruptionTest, Catalogue) {
    const fs::path file = home() / "catalogue.sqlite";
    const auto original = test::readBytes(file);
    auto damaged = original;
    std::fill(damaged.begin(), damaged.begin() + 64, std::uint8_t{0x7f});
    test::writeBytes(file, damaged);
    expectFailure({"collections"}, "catalogue.sqlite");
    expectFailure(query("one"), "catalogue.sqlite");
    expectFailure({"index", pictures().string(), "--collection", "one"}, "catalogue.sqlite");
    test::writeBytes(file, original); // nothing else was touched meanwhile
    EXPECT_EQ(ask(query("one"))["results"].size(), 6U);
}

TEST_F(CorruptionTest, Model) {
    const fs::path file = models() / "tiny.safetensors";
    fs::copy_file(file, models() / "good.safetensors");
    auto bytes = test::readBytes(file);
    bytes.resize(bytes.size() / 2);
    test::writeBytes(file, bytes);
    expectFailure({"model", "info", "tiny"}, "tiny.safetensors");
    expectFailure({"inspect", "--model", "tiny", "--image", picture("red/0.bmp")}, "tiny.safetensors");
    expectFailure(query("one"), "tiny.safetensors");
    EXPECT_EQ(ask({"collections"})["collections"].size(), 2U);
    EXPECT_EQ(ask({"inspect", "--model", "good", "--image", picture("red/0.bmp")})["dimensions"], 32);
}

TEST_F(CorruptionTest, DiskFullLosesNothing) {
    const auto before = ask(query("one"))["results"];
    addClasses(40);
    test::RunOptions options;
    options.largestFile = 40000;
    const auto outcome = run({"index", pictures().string(), "--collection", "one", "--json"}, options);
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(ask(query("two"))["results"], before);
    EXPECT_EQ(index("one")["failed"], 0);
    EXPECT_EQ(ask({"collections"})["collections"][0]["images"], 120);
}

} // namespace
} // namespace sparlet
