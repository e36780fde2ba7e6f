#include "system_fixture.h"

#include <algorithm>

namespace sparlet {

namespace fs = std::filesystem;

SystemTest::SystemTest() {
    fs::create_directories(pictures());
    fs::create_directories(models());
    fs::copy_file(SPARLET_TINY_MODEL, models() / "tiny.safetensors");
    fs::create_directory_symlink(fs::path(SPARLET_MODEL_DIR) / "text", models() / "text");
}

void SystemTest::addClasses(int count) const {
    const std::pair<const char*, test::Color> classes[] = {
        {"red", test::kRed}, {"green", test::kGreen}, {"blue", test::kBlue}};
    unsigned seed = 1;
    for (int i = 0; i < count; ++i) {
        for (const auto& [name, color] : classes) {
            const fs::path file = pictures() / name / (std::to_string(i) + ".bmp");
            const unsigned own = seed++;
            if (fs::exists(file)) continue; // written again, it would be a changed picture
            test::Raster raster = test::noise(40, 40, 3, own);
            for (std::size_t at = 0; at < raster.data.size(); ++at) {
                raster.data[at] = static_cast<std::uint8_t>((raster.data[at] + 3 * color[at % 3]) / 4);
            }
            fs::create_directories(pictures() / name);
            test::writeBytes(file, test::bmp(raster));
        }
    }
}

test::Outcome SystemTest::run(std::vector<std::string> arguments, test::RunOptions options) const {
    options.environment.emplace("SPARLET_HOME", home().string());
    options.environment.emplace("SPARLET_MODELS", models().string());
    return test::runProgram(SPARLET_PROGRAM, arguments, options);
}

nlohmann::json SystemTest::ask(std::vector<std::string> arguments) const {
    arguments.emplace_back("--json");
    const auto outcome = run(arguments);
    EXPECT_EQ(outcome.status, 0) << arguments.front() << ": " << outcome.err;
    auto object = nlohmann::json::parse(outcome.out, nullptr, false);
    EXPECT_TRUE(object.is_object()) << outcome.out;
    return object.is_object() ? object : nlohmann::json::object();
}

void SystemTest::expectFailure(std::vector<std::string> arguments, const std::string& words) const {
    arguments.insert(arguments.end(), {"--json", "--quiet"});
    const auto outcome = run(arguments);
    EXPECT_EQ(outcome.status, 1) << arguments.front();
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err.find(words), std::string::npos) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_TRUE(outcome.err.starts_with("sparlet: ")) << outcome.err;
}

nlohmann::json SystemTest::index(const std::string& collection) const {
    return ask({"index", pictures().string(), "--collection", collection});
}

} // namespace sparlet
