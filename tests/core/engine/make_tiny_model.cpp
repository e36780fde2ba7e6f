// make_tiny_model OUT.safetensors MODELS: trains the smallest SPARSE model that the tests can use.
#include "engine/workspace.h"
#include "support/picture_writer.h"
#include "support/temp_dir.h"

#include <algorithm>
#include <cstdint>
#include <iostream>

namespace {

using namespace sparlet;

/// Noise around one colour, so that a class is learnt at once and no two pictures are the same.
void writePictures(const std::filesystem::path& folder) {
    const std::pair<const char*, test::Color> classes[] = {{"red", {220, 40, 40}},
                                                           {"green", {40, 200, 40}},
                                                           {"blue", {40, 40, 220}},
                                                           {"white", {230, 230, 230}}};
    unsigned seed = 1;
    for (const auto& [name, color] : classes) {
        std::filesystem::create_directories(folder / name);
        for (int i = 0; i < 16; ++i) {
            test::Raster raster = test::noise(32, 32, 3, seed++);
            for (std::size_t at = 0; at < raster.data.size(); ++at) {
                raster.data[at] = static_cast<std::uint8_t>((raster.data[at] + 3 * color[at % 3]) / 4);
            }
            test::writeBytes(folder / name / (std::to_string(i) + ".bmp"), test::bmp(raster));
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: make_tiny_model OUT.safetensors MODELS\n";
        return 2;
    }
    const test::TempDir folder;
    writePictures(folder / "data");
    engine::WorkspaceOptions options;
    options.home = folder / "home";
    options.models = argv[2];
    options.device = "cpu";
    const auto workspace = engine::Workspace::open(options);
    engine::TrainRequest request;
    request.data = (folder / "data").string();
    request.side = 32;
    request.out = argv[1];
    request.config.method = "sparse";
    request.config.backbone = "mobilenet_v3_small";
    request.config.preset = "quick";
    request.config.dimensions = 32;
    request.config.epochs = 2;
    request.config.batch = 16;
    request.config.device = "cpu";
    // So few steps teach a network nothing, and leave its running statistics far from its data: all
    // embeddings would be one. A whitening of what chance weights see keeps pictures apart.
    request.config.hyper = {{"pyramid", 1}, {"freeze_backbone", 1}};
    request.config.learningRate = 0.01;
    const auto report = (*workspace)->train(request, {}, {}, {});
    if (report.ok()) return 0;
    std::cerr << report.error().message << '\n';
    return 1;
}
