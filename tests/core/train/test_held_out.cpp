#include "core/train/synthetic_data.h"
#include "nn/heads_internal.h"
#include "support/temp_dir.h"
#include "train/held_out_internal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace sparlet::train {
namespace {

std::map<int, std::size_t> perClass(const PackedDataset& data, const std::vector<std::uint32_t>& rows) {
    std::map<int, std::size_t> out;
    for (const auto row : rows)
        ++out[data.label(row)];
    return out;
}

TEST(Split, TakesTheSameShareOfEveryClassAndLosesNothing) {
    const test::TempDir folder;
    const auto data = test::stripesOf(folder, 120, 4); // 30 a class
    const auto split = splitRows(*data, 0.25, 9);
    EXPECT_EQ(split.heldOut.size(), 4U * 7U);
    for (const auto& [label, count] : perClass(*data, split.heldOut))
        EXPECT_EQ(count, 7U) << label;
    std::vector<std::uint32_t> all = split.training, wanted(120);
    all.insert(all.end(), split.heldOut.begin(), split.heldOut.end());
    std::sort(all.begin(), all.end());
    std::iota(wanted.begin(), wanted.end(), 0U);
    EXPECT_EQ(all, wanted);
    EXPECT_EQ(splitRows(*data, 0.25, 9).heldOut, split.heldOut);
    EXPECT_NE(splitRows(*data, 0.25, 10).heldOut, split.heldOut);
}

TEST(Split, KeepsEverythingForTrainingUnlessAsked) {
    const test::TempDir folder;
    const auto data = test::stripesOf(folder, 40, 4);
    const auto none = splitRows(*data, 0, 1);
    EXPECT_TRUE(none.heldOut.empty());
    EXPECT_EQ(none.training.size(), 40U);
    EXPECT_EQ(splitRows(*data, 0.5, 1, 8).heldOut.size(), 8U); // two of each class, not five
}

/// Codes are the pictures' pixels, of norm 1.
class Pixels : public nn::Method {
public:
    Pixels() : nn::Method({}) {}
    nn::Taps taps(const at::Tensor& images) override { return {images, images, images, images}; }
    nn::MethodOutput outputs(const nn::Taps& maps) override {
        nn::MethodOutput out;
        out.sparse = nn::unitRows(maps.c5.flatten(1));
        sawTraining |= is_training();
        return out;
    }
    nn::LossTerms loss(const at::Tensor&, const nn::TrainingBatch&) override { return {}; }
    void fold(std::shared_ptr<nn::LayerRuntime>) override {}
    Status loadBackbone(const std::filesystem::path&) override { return {}; }
    bool sawTraining = false;
};

TEST(HeldOutMap, IsTheMeanOverAllRowsAgainstTheOthers) {
    const test::TempDir folder;
    const auto data = test::stripesOf(folder, 150, 5);
    const auto rows = splitRows(*data, 0.5, 3).heldOut;
    const Augmentation plain{false, 0, 1, 0, 0, {0.5F, 0.5F, 0.5F}, {0.25F, 0.25F, 0.25F}};
    Pixels method;
    method.train();
    const double made = heldOutMap(method, *data, rows, plain, at::kCPU);
    EXPECT_FALSE(method.sawTraining);
    EXPECT_TRUE(method.is_training());

    // The same by sorting pairs, without core/eval.
    std::vector<at::Tensor> codes;
    for (const auto row : rows) {
        const auto batch = makeBatch(*data, {}, &row, 1, {0, 0, data->side(), plain});
        codes.push_back(nn::unitRows(batch.images.flatten(1)).squeeze(0));
    }
    double sum = 0;
    for (std::size_t q = 0; q < rows.size(); ++q) {
        std::vector<std::pair<double, std::size_t>> ranking;
        for (std::size_t g = 0; g < rows.size(); ++g) {
            if (g != q) ranking.emplace_back(-torch::dot(codes[q], codes[g]).item<double>(), g);
        }
        std::sort(ranking.begin(), ranking.end());
        double hits = 0, precision = 0;
        for (std::size_t r = 0; r < ranking.size(); ++r) {
            if (data->label(rows[ranking[r].second]) != data->label(rows[q])) continue;
            ++hits;
            precision += hits / static_cast<double>(r + 1);
        }
        sum += precision / hits;
    }
    EXPECT_NEAR(made, sum / static_cast<double>(rows.size()), 5e-3); // scores that are equal but for rounding
    EXPECT_GT(made, 0.2);
}

} // namespace
} // namespace sparlet::train
