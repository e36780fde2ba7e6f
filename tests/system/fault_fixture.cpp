#include "fault_fixture.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace sparlet {

namespace fs = std::filesystem;

FaultTest::FaultTest() {
    // The home is copied often, and everything in it counts.
    fs::create_directories(home());
}

test::RunOptions FaultTest::under(const Fault& fault, const fs::path& watched) const {
    test::RunOptions options;
    options.environment["LD_PRELOAD"] = SPARLET_FAULTS;
    options.environment["ASAN_OPTIONS"] = "verify_asan_link_order=0"; // the sanitizer wants to come first
    options.environment["SPARLET_FAULT_UNDER"] = (watched.empty() ? home() : watched).string();
    options.environment["SPARLET_FAULT_KIND"] = fault.kind;
    options.environment["SPARLET_FAULT_AT"] = std::to_string(fault.at);
    return options;
}

std::vector<std::string> FaultTest::changesOf(const std::vector<std::string>& arguments,
                                              const fs::path& watched) const {
    auto options = under({"kill", 0}, watched);
    const auto log = path("changes.log");
    fs::remove(log);
    options.environment["SPARLET_FAULT_LOG"] = log.string();
    const auto outcome = run(arguments, options);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    std::vector<std::string> changes;
    std::ifstream in(log);
    for (std::string line; std::getline(in, line);)
        changes.push_back(line);
    EXPECT_FALSE(changes.empty());
    return changes;
}

void FaultTest::keepHome(const std::string& name) const {
    fs::remove_all(path(name));
    fs::copy(home(), path(name), fs::copy_options::recursive);
}

void FaultTest::restoreHome(const std::string& name) const {
    fs::remove_all(home());
    fs::copy(path(name), home(), fs::copy_options::recursive);
}

void FaultTest::expectOneSentence(const test::Outcome& outcome, const std::string& file) {
    EXPECT_EQ(outcome.status, 1) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    const auto said = outcome.err.find("sparlet: ");
    ASSERT_NE(said, std::string::npos) << outcome.err;
    const std::string sentence = outcome.err.substr(said);
    EXPECT_EQ(std::count(sentence.begin(), sentence.end(), '\n'), 1) << outcome.err;
    EXPECT_NE(sentence.find(file), std::string::npos) << outcome.err;
    EXPECT_TRUE(sentence.ends_with(".\n")) << outcome.err;
}

void FaultTest::expectWell() const {
    const auto outcome = run({"doctor", "--json"});
    EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
}

void FaultTest::expectNothingLost(const std::string& collection, const Images& before,
                                  const Images& atEnd) const {
    const auto now = storedImages(home(), collection, true);
    const auto has = [](const Images& images, const std::string& name, const StoredImage& image) {
        const auto found = images.find(name);
        return found != images.end() && found->second == image;
    };
    for (const auto& [name, image] : now)
        ASSERT_TRUE(has(atEnd, name, image) || has(before, name, image)) << name << " is not what it was";
    for (const auto& [name, image] : before) {
        EXPECT_TRUE(now.contains(name) || !atEnd.contains(name)) << name << " is lost";
    }
}

int fromEnvironment(const char* name, int standard) {
    const char* value = std::getenv(name);
    return value == nullptr ? standard : std::atoi(value);
}

} // namespace sparlet
