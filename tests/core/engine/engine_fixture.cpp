#include "engine_fixture.h"

#include <chrono>

namespace sparlet::engine {

namespace fs = std::filesystem;

EngineTest::EngineTest() : home_(dir_ / "home") {
    fs::create_directories(pictures());
    fs::create_directories(models());
    fs::copy_file(SPARLET_TINY_MODEL, models() / "tiny.safetensors");
    fs::create_directory_symlink(fs::path(SPARLET_MODEL_DIR) / "text", models() / "text");
    workspace_ = reopen();
}

std::shared_ptr<Workspace> EngineTest::reopen() const {
    WorkspaceOptions options;
    options.home = home_;
    options.models = models();
    options.device = "cpu";
    options.threads = 2;
    return *Workspace::open(options);
}

void EngineTest::addPicture(const std::string& relativePath, unsigned seed, test::Color color) {
    test::Raster raster = test::noise(48, 40, 3, seed);
    for (std::size_t at = 0; at < raster.data.size(); ++at) {
        raster.data[at] = static_cast<std::uint8_t>((raster.data[at] + 3 * color[at % 3]) / 4);
    }
    const fs::path file = pictures() / relativePath;
    fs::create_directories(file.parent_path());
    test::writeBytes(file, test::bmp(raster));
}

void EngineTest::addClasses(int count) {
    unsigned seed = 100;
    for (int i = 0; i < count; ++i) {
        addPicture("red/" + std::to_string(i) + ".bmp", seed++, test::kRed);
        addPicture("green/" + std::to_string(i) + ".bmp", seed++, test::kGreen);
        addPicture("blue/" + std::to_string(i) + ".bmp", seed++, test::kBlue);
    }
}

void EngineTest::setModified(const std::string& relativePath, int secondsFromNow) const {
    fs::last_write_time(pictures() / relativePath,
                        fs::file_time_type::clock::now() + std::chrono::seconds(secondsFromNow));
}

IndexRequest EngineTest::indexRequest() const {
    IndexRequest request;
    request.folder = pictures().string();
    request.collection = "c";
    return request;
}

IndexReport EngineTest::index(const IndexRequest& request) {
    auto report = workspace_->index(request, {}, {});
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : IndexReport{};
}

std::map<std::string, std::vector<float>> EngineTest::codes(const std::string& collection) {
    std::map<std::string, std::vector<float>> out;
    const auto view = workspace_->collection(collection);
    EXPECT_TRUE(view.ok()) << view.error().message;
    if (!view.ok()) return out;
    for (const auto& image : (*view)->images) {
        const auto report = workspace_->inspectIndexed(collection, image.path);
        EXPECT_TRUE(report.ok()) << report.error().message;
        std::vector<float> values{report->density, report->threshold, static_cast<float>(report->bytes)};
        for (const auto& entry : report->entries) {
            values.push_back(static_cast<float>(entry.dimension));
            values.push_back(entry.quantized);
        }
        out[image.path] = std::move(values);
    }
    return out;
}

} // namespace sparlet::engine
