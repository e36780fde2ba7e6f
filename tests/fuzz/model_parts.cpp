// What is inside a model file, from hostile bytes: its card, and a tensor of a compact model.
#include "fuzz_seeds.h"
#include "nn/model_card_internal.h"
#include "nn/packed_weights_internal.h"

#include <cstdlib>
#include <string>

namespace {

using namespace sparlet::nn;

constexpr std::int64_t kMostElements = 4096;

void require(bool condition) {
    if (!condition) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto card = parseCard("card", text);
    require(card.ok() || !card.error().message.empty());
    if (card.ok()) {
        require(card->info.dimensions >= 32 && !card->info.classNames.empty());
        require(parseCard("card", composeCard(card->info, card->config, "")).ok());
    }
    const auto packed = unpackWeights(std::as_bytes(std::span(data, size)), kMostElements);
    require(packed.ok() || !packed.error().message.empty());
    if (packed.ok()) {
        require(packed->steps.size() <= kMostElements && !packed->shape.empty());
        require(dequantized(*packed).numel() == static_cast<std::int64_t>(packed->steps.size()));
    }
    return 0;
}

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    nn::ModelInfo info;
    info.id = "x";
    info.trainSize = info.inputSize = 32;
    info.stddev = {1, 1, 1};
    info.dimensions = 32;
    info.classNames = {"a", "b"};
    info.spq = true;
    info.quantizer = {std::vector<std::uint8_t>(32, 4), std::vector<float>(32, -1), std::vector<float>(32, 1),
                      std::vector<float>(32, 1)};
    info.activations = {{"stem", {-1, 1}}};
    info.backbone = "resnet18";
    info.innerChannels = {{"layer1.0", 40}, {"layer4.1", 8}};
    info.checks = {{"int8", 0.99, 0.9, 0.91, 100}};
    const std::string card = composeCard(info, nn::MethodConfig{}, R"({"title":"T"})");
    add({reinterpret_cast<const std::uint8_t*>(card.data()), card.size()});
    for (const int bits : {2, 4, 8}) {
        const auto weight = at::arange(0, 48, at::kFloat).reshape({4, 3, 2, 2}) / 48 - 0.5;
        const auto packed = nn::packWeights(nn::quantizeWeights(weight, bits));
        add({reinterpret_cast<const std::uint8_t*>(packed.data()), packed.size()});
    }
}

} // namespace sparlet::fuzz
