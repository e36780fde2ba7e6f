#include "core/train/synthetic_data.h"
#include "support/temp_dir.h"
#include "train/batches_internal.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace sparlet::train {
namespace {

std::vector<std::uint32_t> everyRow(const PackedDataset& data) {
    std::vector<std::uint32_t> rows(data.size());
    std::iota(rows.begin(), rows.end(), 0U);
    return rows;
}

TEST(EpochOrder, HasOnlyTheRowsItIsGiven) {
    const test::TempDir folder;
    const auto data = test::stripesOf(folder, 40, 4);
    const std::vector<std::uint32_t> rows = {1, 2, 3, 5, 8, 13, 21, 34};
    for (const int identities : {0, 2}) {
        const auto order = epochOrder(*data, rows, 1, 0, 4, identities);
        EXPECT_EQ(order.size(), 8U);
        for (const auto row : order)
            EXPECT_NE(std::find(rows.begin(), rows.end(), row), rows.end()) << row;
    }
}

TEST(EpochOrder, IsAPermutationInWholeBatches) {
    const test::TempDir folder;
    const auto data = test::stripesOf(folder, 103, 4);
    const auto order = epochOrder(*data, everyRow(*data), 1, 0, 10, 0);
    EXPECT_EQ(order.size(), 100U);
    EXPECT_EQ(std::set<std::uint32_t>(order.begin(), order.end()).size(), 100U);
    EXPECT_EQ(order, epochOrder(*data, everyRow(*data), 1, 0, 10, 0));
    EXPECT_NE(order, epochOrder(*data, everyRow(*data), 1, 1, 10, 0));
    EXPECT_NE(order, epochOrder(*data, everyRow(*data), 2, 0, 10, 0));
}

TEST(EpochOrder, ByIdentitiesEveryBatchHasTheAskedClassesAndSamples) {
    const test::TempDir folder;
    const auto data = test::stripesOf(folder, 120, 6);
    const auto order = epochOrder(*data, everyRow(*data), 3, 2, 12, 4);
    ASSERT_EQ(order.size(), 120U);
    std::set<int> everSeen;
    for (std::size_t b = 0; b < 10; ++b) {
        std::map<int, std::set<std::uint32_t>> inBatch;
        for (std::size_t i = 0; i < 12; ++i)
            inBatch[data->label(order[b * 12 + i])].insert(order[b * 12 + i]);
        EXPECT_EQ(inBatch.size(), 4U);
        for (const auto& [label, images] : inBatch) {
            EXPECT_EQ(images.size(), 3U) << "no picture twice in a batch";
            everSeen.insert(label);
        }
    }
    EXPECT_EQ(everSeen.size(), 6U);
    EXPECT_EQ(order, epochOrder(*data, everyRow(*data), 3, 2, 12, 4));
}

TEST(Batches, AreChannelsLastAndTheSameWithAnyNumberOfThreads) {
    const test::TempDir folder;
    const auto data = test::stripesOf(folder, 64, 4);
    const auto order = epochOrder(*data, everyRow(*data), 1, 0, 32, 0);
    BatchRequest request{7, 3, 12, {}};
    request.augmentation = {true, 0.1, 0.5, 0.3, 0.25, {0.5F, 0.5F, 0.5F}, {0.5F, 0.5F, 0.5F}};
    const auto text = TextTable::make(test::simpleTexts(4), *data);
    ASSERT_TRUE(text.ok());
    const int before = at::get_num_threads();
    at::set_num_threads(1);
    const auto one = makeBatch(*data, *text, order.data(), 32, request);
    at::set_num_threads(3);
    const auto three = makeBatch(*data, *text, order.data(), 32, request);
    at::set_num_threads(before);
    EXPECT_EQ(one.images.sizes().vec(), (std::vector<std::int64_t>{32, 3, 12, 12}));
    EXPECT_TRUE(one.images.is_contiguous(at::MemoryFormat::ChannelsLast));
    EXPECT_TRUE(torch::equal(one.images, three.images));
    EXPECT_TRUE(torch::equal(one.targets.text, three.targets.text));
    for (std::int64_t i = 0; i < 32; ++i) {
        EXPECT_EQ(one.targets.labels[i].item<int>(), data->label(order[static_cast<std::size_t>(i)]));
    }
    request.epoch = 4;
    EXPECT_FALSE(torch::equal(one.images, makeBatch(*data, *text, order.data(), 32, request).images));
}

TEST(TextTable, MeansAreUnitRowsAndDescriptionsChangeWithTheEpoch) {
    const test::TempDir folder;
    const auto data = test::stripesOf(folder, 8, 2);
    TextTargets text;
    text.dimensions = 2;
    text.classVectors = {{1, 0, 0, 1}, {-1, 0}};
    const auto table = TextTable::make(text, *data);
    ASSERT_TRUE(table.ok());
    EXPECT_NEAR(table->classes()[0][0].item<double>(), std::sqrt(0.5), 1e-6);
    EXPECT_NEAR(table->classes()[1][0].item<double>(), -1, 1e-6);
    std::set<float> seen;
    for (int epoch = 0; epoch < 40; ++epoch)
        seen.insert(table->target(0, 0, 1, epoch)[0]);
    EXPECT_EQ(seen, (std::set<float>{0.0F, 1.0F}));
    EXPECT_EQ(table->target(0, 0, 1, 5)[0], table->target(0, 0, 1, 5)[0]);
}

TEST(TextTable, CaptionsComeFirstAndMissingOnesFallBackToTheClass) {
    const test::TempDir folder;
    const auto data = test::stripesOf(folder, 2, 2);
    TextTargets text;
    text.dimensions = 2;
    text.classVectors = {{1, 0}, {0.6F, 0.8F}};
    text.imageVectors = {0, -1, 0, 0};
    const auto table = TextTable::make(text, *data);
    ASSERT_TRUE(table.ok());
    EXPECT_EQ(table->target(0, 0, 1, 0)[1], -1.0F);
    EXPECT_EQ(table->target(1, 1, 1, 0)[1], 0.8F);
}

TEST(TextTable, RefusesTextsThatDoNotFit) {
    const test::TempDir folder;
    const auto data = test::stripesOf(folder, 4, 2);
    const auto code = [&](const TextTargets& text) { return TextTable::make(text, *data).error().code; };
    TextTargets text = test::simpleTexts(3);
    EXPECT_EQ(code(text), ErrorCode::InvalidArgument);
    text = test::simpleTexts(2);
    text.classVectors[1].pop_back();
    EXPECT_EQ(code(text), ErrorCode::InvalidArgument);
    text = test::simpleTexts(2);
    text.classVectors[1].clear();
    EXPECT_EQ(code(text), ErrorCode::InvalidArgument);
    text = test::simpleTexts(2);
    text.imageVectors.assign(6, 1.0F);
    EXPECT_EQ(code(text), ErrorCode::InvalidArgument);
    text = test::simpleTexts(2);
    text.classVectors[0][0] = std::nanf("");
    EXPECT_EQ(code(text), ErrorCode::InvalidArgument);
}

} // namespace
} // namespace sparlet::train
