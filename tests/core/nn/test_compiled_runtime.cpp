#include "core/nn/formula_weights.h"
#include "nn/backbone_internal.h"
#include "nn/compiled_runtime_internal.h"
#include "nn/precision.h"

#include <gtest/gtest.h>

#if __has_include(<oneapi/dnnl/dnnl_version.h>)
#include <oneapi/dnnl/dnnl_version.h>
#endif

#include <algorithm>
#include <ostream>
#include <string>

namespace sparlet::nn {
namespace {

at::Tensor pictures(std::int64_t count, std::int64_t side) {
    return torch::randn({count, 3, side, side}).contiguous(at::MemoryFormat::ChannelsLast);
}

std::vector<at::Tensor> listed(const Taps& taps) {
    return {taps.c2, taps.c3, taps.c4, taps.c5};
}

/// The largest difference as a share of the map's largest value.
double off(const at::Tensor& got, const at::Tensor& wanted) {
    return ((got - wanted).abs().max() / wanted.abs().max().clamp_min(1e-6)).item<double>();
}

struct Design {
    std::string name;
    bool smallImageStem;
    std::map<std::string, int> innerChannels;
};

void PrintTo(const Design& network, std::ostream* out) {
    *out << network.name << (network.smallImageStem ? " with a small-image stem" : "")
         << (network.innerChannels.empty() ? "" : ", pruned");
}

std::shared_ptr<Backbone> settled(const Design& network) {
    BackboneConfig config{network.name, network.smallImageStem, network.smallImageStem ? 32 : 224};
    config.innerChannels = network.innerChannels;
    auto made = makeBackbone(config);
    EXPECT_TRUE(made.ok());
    test::fillByFormula(**made);
    (*made)->eval();
    return *made;
}

#if !SPARLET_CUDA_HEADERS && defined(DNNL_VERSION_MAJOR) && DNNL_VERSION_MAJOR == 2
// Without it the tests below would all be skipped, and networks slow.
TEST(CompiledRuntime, IsBuiltWhereTheDistributionHasOneDnn) {
    EXPECT_TRUE(compilesFor(at::kCPU));
}
#endif

class CompiledBackbones : public testing::TestWithParam<Design> {
protected:
    void SetUp() override {
        if (!compilesFor(at::kCPU)) GTEST_SKIP() << "this Sparlet was built without oneDNN";
        torch::manual_seed(5);
    }
};

TEST_P(CompiledBackbones, GiveTheMapsOfTheNetworkAsItWasTrained) {
    torch::NoGradGuard noGrad;
    const auto eager = settled(GetParam()), compiled = settled(GetParam());
    compiled->fold(makeCompiledRuntime());
    // Sizes come back after others were compiled in between, more than are kept.
    for (const auto& [count, side] :
         {std::pair{1, 64}, {3, 32}, {2, 49}, {5, 64}, {1, 33}, {1, 96}, {1, 64}, {3, 32}}) {
        const auto x = pictures(count, side);
        const auto wanted = listed(eager->forward(x)), got = listed(compiled->forward(x));
        for (std::size_t i = 0; i < 4; ++i) {
            ASSERT_EQ(got[i].sizes(), wanted[i].sizes());
            EXPECT_LT(off(got[i], wanted[i]), 2e-5) << "tap " << i + 2 << " of " << count << " at " << side;
        }
    }
}

TEST_P(CompiledBackbones, GiveEachPictureTheSameBitsInEveryBatch) {
    torch::NoGradGuard noGrad;
    const auto compiled = settled(GetParam());
    compiled->fold(makeCompiledRuntime());
    for (const int side : {40, 32}) { // at 32 the last maps are one pixel with the standard stem
        const auto x = pictures(17, side);
        const auto all = listed(compiled->forward(x));
        for (const int count : {1, 2, 8, 16}) {
            for (int from = 0; from + count <= 17; from += count) {
                const auto some = listed(compiled->forward(x.narrow(0, from, count)));
                for (std::size_t i = 0; i < 4; ++i)
                    EXPECT_TRUE(torch::equal(some[i], all[i].narrow(0, from, count)))
                        << count << " from " << from << " at " << side;
            }
        }
    }
}

TEST_P(CompiledBackbones, GiveEachPictureTheSameStepsInEveryBatch) {
    if (int8ActivationBits() == 0) GTEST_SKIP() << "this machine computes nothing in 8 bits";
    torch::NoGradGuard noGrad;
    const auto x = pictures(9, 40);
    const auto seen = std::make_shared<CalibratingRuntime>();
    const auto calibrated = settled(GetParam()), compiled = settled(GetParam());
    calibrated->fold(seen);
    const auto floats = listed(calibrated->forward(x));
    compiled->fold(makeCompiledRuntime(seen->ranges()));
    const auto all = listed(compiled->forward(x));
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_GT(at::cosine_similarity(all[i].flatten(), floats[i].flatten(), 0).item<double>(), 0.95) << i;
    for (const int count : {1, 4}) {
        for (int from = 0; from + count <= 9; from += count) {
            const auto some = listed(compiled->forward(x.narrow(0, from, count)));
            for (std::size_t i = 0; i < 4; ++i)
                EXPECT_TRUE(torch::equal(some[i], all[i].narrow(0, from, count)))
                    << count << " from " << from;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, CompiledBackbones,
    testing::Values(Design{"resnet18", false, {}}, Design{"resnet18", true, {}},
                    Design{"resnet18", false, {{"layer1.0", 24}, {"layer3.1", 9}}},
                    Design{"mobilenet_v3_small", false, {}}, Design{"mobilenet_v3_small", true, {}},
                    Design{"mobilenet_v3_large", false, {{"features.4", 40}, {"features.7", 13}}}));

class CompiledRuntimes : public testing::Test {
protected:
    void SetUp() override {
        if (!compilesFor(at::kCPU)) GTEST_SKIP() << "this Sparlet was built without oneDNN";
    }
};

TEST_F(CompiledRuntimes, AMapBelongsToWhoAskedForIt) {
    torch::NoGradGuard noGrad;
    const auto compiled = settled({"resnet18", false, {}});
    compiled->fold(makeCompiledRuntime());
    const auto first = compiled->forward(pictures(1, 64)).c3;
    const auto copy = first.clone();
    compiled->forward(pictures(1, 64));
    EXPECT_TRUE(torch::equal(first, copy));
}

TEST_F(CompiledRuntimes, PicturesMayLieInAnyOrder) {
    torch::NoGradGuard noGrad;
    const auto compiled = settled({"mobilenet_v3_small", false, {}});
    compiled->fold(makeCompiledRuntime());
    const auto x = pictures(2, 64);
    EXPECT_TRUE(torch::equal(compiled->forward(x.contiguous()).c5, compiled->forward(x).c5));
}

/// Every kind of layer, and sums of which a convolution may take in a term and others may not.
class EveryLayer {
public:
    EveryLayer() {
        torch::manual_seed(2);
        const auto conv = [](const char* place, int in, int out, int kernel, int groups) {
            return ConvNorm{place,
                            torch::nn::Conv2d(
                                torch::nn::Conv2dOptions(in, out, kernel).padding(kernel / 2).groups(groups)),
                            {nullptr}};
        };
        stem_ = conv("stem", 3, 16, 3, 1);
        left_ = conv("left", 16, 16, 3, 1);
        right_ = conv("right", 16, 16, 1, 1);
        own_ = conv("own conv", 16, 16, 3, 1);
        last_ = conv("last", 16, 16, 3, 1);
        depthwise_ = conv("depthwise", 16, 16, 5, 16);
        first_ = conv("first", 16, 8, 1, 1);
        second_ = conv("second", 8, 16, 1, 1);
    }

    Taps operator()(LayerRuntime& run, const at::Tensor& images) {
        const auto stem = run.convolve(stem_, run.enter(images), Activation::Relu);
        const auto x = run.maxPool(stem);
        const auto left = run.convolve(left_, x, Activation::None);   // only the next sum wants it
        const auto right = run.convolve(right_, x, Activation::None); // so does another one
        const auto both = run.add("both", left, right, Activation::Relu);
        const auto again = run.add("again", right, both, Activation::None); // no term to take in
        const auto swished = run.convolve(depthwise_, again, Activation::HardSwish);
        const auto excited = run.excite("excited", first_, second_, swished);
        const auto own =
            run.add("own", run.convolve(own_, excited, Activation::None), excited, Activation::Relu);
        const auto end = run.add("end", run.convolve(last_, own, Activation::None), x, Activation::None);
        return {run.leave(stem), run.leave(both), run.leave(excited), run.leave(end)};
    }

    Taps by(LayerRuntime& run, const at::Tensor& images) {
        return run.compute(images, [&](const at::Tensor& x) { return (*this)(run, x); });
    }

private:
    ConvNorm stem_, left_, right_, own_, last_, depthwise_, first_, second_;
};

TEST_F(CompiledRuntimes, ComputeEveryLayerWhoeverElseUsesItsTerms) {
    torch::NoGradGuard noGrad;
    EveryLayer layers, same;
    const auto x = pictures(2, 9);
    const auto wanted = listed(layers.by(*eagerRuntime(), x));
    const auto got = listed(same.by(*makeCompiledRuntime(), x));
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_LT(off(got[i], wanted[i]), 1e-5) << i;
}

/// Floats that are on the grids of 8 bits wherever the compiled one has steps.
class OnGrids : public LayerRuntime {
public:
    OnGrids(ActivationRanges ranges, int steps) : ranges_(std::move(ranges)), steps_(steps) {}

    at::Tensor enter(const at::Tensor& images) override { return snapped(images, picturesPlace()); }
    at::Tensor convolve(ConvNorm& layer, const at::Tensor& x, Activation activation) override {
        const auto scales = layer.conv->weight.abs().amax({1, 2, 3}, true) / 127;
        const auto weight = at::round(layer.conv->weight / scales) * scales;
        const auto& o = layer.conv->options;
        const auto y =
            at::conv2d(x, weight, layer.conv->bias, 1, layer.conv->weight.size(2) / 2, 1, o.groups());
        // These are part of their sums.
        if (layer.place == "left" || layer.place == "own conv" || layer.place == "last") return y;
        return snapped(activate(y, activation), layer.place);
    }
    at::Tensor add(const std::string& place, const at::Tensor& a, const at::Tensor& b,
                   Activation activation) override {
        return snapped(LayerRuntime::add(place, a, b, activation), place);
    }
    at::Tensor excite(const std::string& place, ConvNorm& first, ConvNorm& second,
                      const at::Tensor& x) override {
        return snapped(x * excitation(first, second, x.mean({2, 3})), place);
    }

    double step(const std::string& place) const { return gridOf(ranges_.at(place), steps_).scale; }

private:
    at::Tensor snapped(const at::Tensor& x, const std::string& place) const {
        const auto grid = gridOf(ranges_.at(place), steps_);
        // What lies beyond the range keeps its value up to step 255.
        return at::round(x / grid.scale).clamp(-grid.zero, 255 - grid.zero) * grid.scale;
    }

    ActivationRanges ranges_;
    int steps_;
};

TEST_F(CompiledRuntimes, StepsAreThoseOfTheGrids) {
    if (int8ActivationBits() == 0) GTEST_SKIP() << "this machine computes nothing in 8 bits";
    torch::NoGradGuard noGrad;
    EveryLayer layers, same;
    const auto x = pictures(4, 16);
    CalibratingRuntime calibrating;
    layers.by(calibrating, x);
    const auto ranges = calibrating.ranges();
    OnGrids onGrids(ranges, (1 << int8ActivationBits()) - 1);
    const auto wanted = listed(layers.by(onGrids, x));
    const auto got = listed(same.by(*makeCompiledRuntime(ranges), x));
    const char* places[] = {"stem", "both", "excited", "end"};
    for (std::size_t i = 0; i < 4; ++i) {
        const auto steps = (got[i] - wanted[i]).abs() / onGrids.step(places[i]);
        // Where two steps are equally near, the sums' order decides, and later layers see one step more or
        // less.
        EXPECT_LT(steps.max().item<double>(), 2.01) << places[i];
        EXPECT_LT(steps.mean().item<double>(), 0.05) << places[i];
        EXPECT_GT(wanted[i].abs().max().item<double>(), 10 * onGrids.step(places[i])) << places[i];
    }
}

TEST_F(CompiledRuntimes, APlaceWithoutARangeIsNamed) {
    if (int8ActivationBits() == 0) GTEST_SKIP() << "this machine computes nothing in 8 bits";
    torch::NoGradGuard noGrad;
    EveryLayer layers;
    CalibratingRuntime calibrating;
    layers.by(calibrating, pictures(1, 16));
    auto ranges = calibrating.ranges();
    ranges.erase("excited");
    try {
        layers.by(*makeCompiledRuntime(ranges), pictures(1, 16));
        ADD_FAILURE() << "nothing was thrown";
    } catch (const std::exception& failure) {
        EXPECT_NE(std::string(failure.what()).find("'excited'"), std::string::npos) << failure.what();
    }
}

TEST_F(CompiledRuntimes, KeepNoSecondCopyOfTheWeights) {
    torch::NoGradGuard noGrad;
    const auto compiled = settled({"resnet18", false, {}});
    compiled->fold(makeCompiledRuntime());
    compiled->forward(pictures(1, 64));
    std::int64_t left = 0;
    for (const auto& parameter : compiled->parameters()) {
        if (parameter.dim() == 4) left += parameter.numel();
    }
    EXPECT_EQ(left, 0);
}

TEST_F(CompiledRuntimes, TheNumberOfThreadsMayChange) {
    torch::NoGradGuard noGrad;
    const auto compiled = settled({"resnet18", false, {}});
    compiled->fold(makeCompiledRuntime());
    const auto x = pictures(3, 64);
    const int before = at::get_num_threads();
    at::set_num_threads(1);
    const auto alone = compiled->forward(x).c5;
    at::set_num_threads(2);
    const auto two = compiled->forward(x).c5;
    at::set_num_threads(before);
    EXPECT_LT(off(two, alone), 1e-5);
}

} // namespace
} // namespace sparlet::nn
