// Calibrating a model and making it smaller, on the tiny model and drawn pictures.
#include "engine_fixture.h"
#include "nn/encoder.h"

#include <algorithm>

namespace sparlet::engine {
namespace {

namespace fs = std::filesystem;

class FinishModelTest : public EngineTest {
protected:
    CalibrateRequest calibration() {
        CalibrateRequest out;
        out.model = "tiny";
        out.data = pictures().string();
        out.sample = 24;
        return out;
    }
    CompactionRequest compaction() { return {"tiny", pictures().string(), 24}; }
    fs::path modelFile() { return workspace().model("tiny")->summary.file; }
};

std::vector<nn::LayerWidth> widthsOf(const nn::CompactPlan& plan) {
    std::vector<nn::LayerWidth> out;
    for (const auto& layer : plan.layers)
        out.push_back(layer.width);
    return out;
}

TEST_F(FinishModelTest, CalibratingHoldsEveryArithmeticAgainstTheEagerOne) {
    addClasses(8);
    const auto before = test::readBytes(modelFile());
    auto dry = calibration();
    dry.write = false;
    ASSERT_TRUE(workspace().calibrateModel(dry, {}, {}).ok());
    EXPECT_EQ(test::readBytes(modelFile()), before);

    const auto report = workspace().calibrateModel(calibration(), {}, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_TRUE(report->written);
    ASSERT_EQ(report->rows.size(), nn::supportedPrecisions("cpu").size());
    EXPECT_EQ(report->rows.front().check.precision, "eager");
    for (const auto& row : report->rows) {
        EXPECT_GT(row.check.cosine, 0.95) << row.check.precision;
        EXPECT_EQ(row.check.mapEager, report->rows.front().check.map);
        EXPECT_EQ(row.check.images, 24);
        EXPECT_GT(row.check.milliseconds, 0);
    }
    const auto info = workspace().model("tiny")->info;
    EXPECT_FALSE(info.activations.empty());
    EXPECT_EQ(info.checks.size(), report->rows.size());
    // From now on the chosen one is used.
    const auto encoder = nn::Encoder::open(modelFile(), {"cpu"});
    ASSERT_TRUE(encoder.ok());
    EXPECT_EQ(nn::nameOf((*encoder)->precision()), report->chosen);
    // Nothing is left behind.
    std::size_t left = 0;
    if (fs::exists(home() / "cache" / "scratch"))
        left = static_cast<std::size_t>(
            std::distance(fs::directory_iterator(home() / "cache" / "scratch"), fs::directory_iterator()));
    EXPECT_EQ(left, 0U);
}

TEST_F(FinishModelTest, CalibratingRefusesTooFewPicturesAndStops) {
    addClasses(2);
    const auto few = workspace().calibrateModel(calibration(), {}, {});
    ASSERT_FALSE(few.ok());
    EXPECT_EQ(few.error().code, ErrorCode::InvalidArgument);
    addClasses(8);
    const auto before = test::readBytes(modelFile());
    CancelToken cancel;
    cancel.cancel();
    EXPECT_EQ(workspace().calibrateModel(calibration(), {}, cancel).error().code, ErrorCode::Cancelled);
    EXPECT_EQ(test::readBytes(modelFile()), before);
}

TEST_F(FinishModelTest, ASmallerModelKeepsToItsBudgetAndIndexes) {
    addClasses(8);
    const auto session = workspace().openCompaction(compaction(), {}, {});
    ASSERT_TRUE(session.ok()) << session.error().message;
    const auto whole = fs::file_size(modelFile());
    const std::uint64_t budget = whole / 5;
    const auto plan = (*session)->plan(budget);
    ASSERT_TRUE(plan.ok()) << plan.error().message;
    EXPECT_LE(plan->bytes, budget);
    const auto out = path("small.safetensors");
    const auto report = (*session)->measure(widthsOf(*plan), out.string(), {}, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->bytesBefore, whole);
    EXPECT_EQ(report->bytes, fs::file_size(out));
    EXPECT_GT(report->cosine, 0.5);
    EXPECT_LE(report->cosine, 1.001);
    EXPECT_GT(report->milliseconds, 0);
    EXPECT_EQ(report->images, 24);
    const auto info = nn::readModelInfo(out);
    ASSERT_TRUE(info.ok()) << info.error().message;
    EXPECT_EQ(info->id, "small");
    EXPECT_FALSE(info->checks.empty()); // its own
    IndexRequest index;
    index.folder = pictures().string();
    index.collection = "c";
    index.model = out.string();
    const auto indexed = workspace().index(index, {}, {});
    ASSERT_TRUE(indexed.ok()) << indexed.error().message;
    EXPECT_EQ(indexed->indexed, 24);
}

TEST_F(FinishModelTest, MeasuringWritesNothingAndWiderIsNearer) {
    addClasses(8);
    const auto session = workspace().openCompaction(compaction(), {}, {});
    ASSERT_TRUE(session.ok()) << session.error().message;
    const auto before = test::readBytes(modelFile());
    const auto layers = (*session)->plan(1U << 30U)->layers.size();
    double last = -1;
    for (const int bits : {2, 4, 8}) {
        const auto report = (*session)->measure(std::vector<nn::LayerWidth>(layers, {bits, 1}), "", {}, {});
        ASSERT_TRUE(report.ok()) << report.error().message;
        EXPECT_GT(report->cosine, last);
        last = report->cosine;
    }
    EXPECT_GT(last, 0.95);
    EXPECT_EQ(test::readBytes(modelFile()), before);
    EXPECT_FALSE((*session)->measure({{8, 1}}, "", {}, {}).ok());
    CancelToken cancel;
    cancel.cancel();
    const auto out = path("stopped.safetensors");
    EXPECT_FALSE(
        (*session)->measure(std::vector<nn::LayerWidth>(layers, {8, 1}), out.string(), {}, cancel).ok());
    EXPECT_FALSE(fs::exists(out));
}

} // namespace
} // namespace sparlet::engine
