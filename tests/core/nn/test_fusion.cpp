#include "nn/fusion_internal.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sparlet::nn {
namespace {

double largestDifference(const at::Tensor& a, const at::Tensor& b) {
    return (a - b).abs().max().item<double>();
}

TEST(OrthogonalPart, TakesTheGlobalDirectionOut) {
    // (3, 4) and (-2, 5) seen from (2, 0): only the second coordinate is left.
    const auto local = torch::tensor({3.0F, -2.0F, 4.0F, 5.0F}).view({1, 2, 1, 2});
    const auto left = orthogonalPart(local, torch::tensor({{2.0F, 0.0F}}));
    EXPECT_LT(largestDifference(left, torch::tensor({0.0F, 0.0F, 4.0F, 5.0F}).view({1, 2, 1, 2})), 1e-6);
}

TEST(OrthogonalPart, IsOrthogonalForAnyFeatures) {
    torch::manual_seed(3);
    const auto local = torch::randn({4, 7, 3, 5}), global = torch::randn({4, 7});
    const auto left = orthogonalPart(local, global);
    EXPECT_LT((left * global.view({4, 7, 1, 1})).sum(1).abs().max().item<double>(), 1e-4);
    EXPECT_LT(largestDifference(orthogonalPart(left, global), left), 1e-4);
    EXPECT_TRUE(torch::equal(orthogonalPart(local, torch::zeros({4, 7})), local));
}

TEST(SoftAssignment, IsAGaussianOfTheDistance) {
    const auto tokens = torch::tensor({0.0F, 1.0F}).view({1, 2, 1});
    const auto centres = torch::tensor({0.0F, 1.0F}).view({1, 2, 1});
    const auto made = softAssignment(tokens, centres, torch::tensor(0.5F));
    const float near = 1.0F / (1.0F + std::exp(-1.0F)); // softmax of (0, -1)
    const auto expected = torch::tensor({near, 1 - near, 1 - near, near}).view({1, 2, 2});
    EXPECT_LT(largestDifference(made, expected), 1e-6);
}

TEST(SoftAssignment, HasRowsOfSumOne) {
    torch::manual_seed(4);
    const auto made = softAssignment(torch::randn({3, 9, 5}), torch::randn({1, 4, 5}), torch::tensor(0.3F));
    EXPECT_EQ(made.sizes().vec(), (std::vector<std::int64_t>{3, 9, 4}));
    EXPECT_LT((made.sum(2) - 1).abs().max().item<double>(), 1e-5);
}

TEST(AssignedCentres, AreWeightedMeansOfTheirTokens) {
    const auto tokens = torch::tensor({1.0F, 3.0F, 8.0F}).view({1, 3, 1});
    const auto assignment = torch::tensor({1.0F, 0.0F, 0.5F, 0.5F, 0.0F, 1.0F}).view({1, 3, 2});
    const auto made = assignedCentres(tokens, assignment);
    // (1 + 1.5) / 1.5 and (1.5 + 8) / 1.5
    EXPECT_LT(largestDifference(made, torch::tensor({5.0F / 3, 19.0F / 3}).view({1, 2, 1})), 1e-5);
}

TEST(SpatialContext, FallsWithTheDistanceAndThePower) {
    const auto made = spatialContext(1, 3, {1, 2});
    ASSERT_EQ(made.sizes().vec(), (std::vector<std::int64_t>{2, 3, 3}));
    for (int p = 1; p <= 2; ++p) {
        const double one = std::exp(-p), two = std::exp(-2 * p);
        const auto row = [&](int i, int j) { return made[p - 1][i][j].item<double>(); };
        EXPECT_NEAR(row(0, 0), 1 / (1 + one + two), 1e-6);
        EXPECT_NEAR(row(0, 2), two / (1 + one + two), 1e-6);
        EXPECT_NEAR(row(1, 0), one / (1 + 2 * one), 1e-6);
    }
    // The diagonal neighbour of a 2 × 2 map is √2 away.
    const auto square = spatialContext(2, 2, {1});
    EXPECT_NEAR(square[0][0][3].item<double>() / square[0][0][0].item<double>(), std::exp(-std::sqrt(2.0)),
                1e-6);
}

TEST(CrossScaleGates, ShareOutAmongTheOtherScales) {
    const auto even = crossScaleGates(torch::zeros({1, 3, 3}), 1.0);
    EXPECT_LT(largestDifference(even[0], 0.5 * (torch::ones({3, 3}) - torch::eye(3))), 1e-6);
    // Of scale 0 the others score 1 and 0; at temperature 0.5 that is softmax(2, 0).
    const auto scores = torch::tensor({9.0F, 1.0F, 0.0F}).view({1, 1, 3}).expand({1, 3, 3});
    const auto gates = crossScaleGates(scores, 0.5);
    EXPECT_NEAR(gates[0][0][1].item<double>(), 1 / (1 + std::exp(-2.0)), 1e-6);
    EXPECT_EQ(gates[0][0][0].item<double>(), 0);
    EXPECT_EQ(gates[0][2][2].item<double>(), 0);
}

TEST(OnGrid, AveragesDownAndInterpolatesUp) {
    const auto map = torch::tensor({1.0F, 3.0F, 5.0F, 7.0F}).view({1, 1, 2, 2});
    EXPECT_NEAR(onGrid(map, 1, 1).item<double>(), 4, 1e-6);
    EXPECT_TRUE(torch::equal(onGrid(map, 2, 2), map));
    const auto fine = onGrid(map, 4, 4);
    EXPECT_EQ(fine.sizes().vec(), (std::vector<std::int64_t>{1, 1, 4, 4}));
    EXPECT_NEAR(fine.mean().item<double>(), 4, 1e-6);
}

TEST(Attention, WithOneTokenToReadReturnsItsValueWhateverIsAsked) {
    torch::manual_seed(5);
    Attention attention(AttentionImpl::Options{6, 4, 8, 2});
    const auto memory = torch::randn({2, 1, 4});
    const auto a = attention->forward(torch::randn({2, 3, 6}), memory);
    EXPECT_EQ(a.sizes().vec(), (std::vector<std::int64_t>{2, 3, 6}));
    EXPECT_LT(largestDifference(a, attention->forward(torch::randn({2, 3, 6}), memory)), 1e-6);
}

TEST(Attention, DoesNotMindTheOrderOfWhatItReads) {
    torch::manual_seed(6);
    Attention attention(AttentionImpl::Options{6, 6, 6, 3});
    const auto query = torch::randn({1, 2, 6}), memory = torch::randn({1, 5, 6});
    EXPECT_LT(
        largestDifference(attention->forward(query, memory), attention->forward(query, memory.flip({1}))),
        1e-5);
}

TEST(Attention, MatchesItsFormulaWithOneHead) {
    torch::manual_seed(7);
    Attention attention(AttentionImpl::Options{3, 3, 3, 1});
    const auto parameters = attention->named_parameters();
    const auto linear = [&](const std::string& name, const at::Tensor& x) {
        return torch::matmul(x, parameters[name + ".weight"].t()) + parameters[name + ".bias"];
    };
    const auto query = torch::randn({1, 4, 3}), memory = torch::randn({1, 6, 3});
    const auto q = linear("query", query), k = linear("key", memory), v = linear("value", memory);
    const auto weights = torch::softmax(torch::matmul(q, k.transpose(1, 2)) / std::sqrt(3.0), 2);
    const auto expected = linear("out", torch::matmul(weights, v));
    EXPECT_LT(largestDifference(attention->forward(query, memory), expected), 1e-5);
}

TEST(Attention, GatesThatSumToOneCanBeAppliedBeforeTheOutput) {
    torch::manual_seed(5);
    Attention attention(AttentionImpl::Options{6, 6, 12, 3});
    const auto asks = torch::randn({2, 4, 6}), first = torch::randn({2, 3, 6}),
               second = torch::randn({2, 1, 6});
    const auto expected = 0.3 * attention->forward(asks, first) + 0.7 * attention->forward(asks, second);
    const auto q = attention->queries(asks);
    const auto all = torch::cat({first, second}, 1); // projected together
    const auto k = attention->keys(all), v = attention->values(all);
    const auto got = attention->joined(0.3 * AttentionImpl::mixed(q, k.narrow(2, 0, 3), v.narrow(2, 0, 3)) +
                                       0.7 * AttentionImpl::mixed(q, k.narrow(2, 3, 1), v.narrow(2, 3, 1)));
    EXPECT_TRUE(torch::allclose(got, expected, 1e-5, 1e-6));
}

TEST(Attention, CanBeginAsNothing) {
    torch::manual_seed(8);
    Attention attention(AttentionImpl::Options{6, 4, 8, 2, true});
    EXPECT_EQ(attention->forward(torch::randn({1, 3, 6}), torch::randn({1, 2, 4})).abs().max().item<double>(),
              0);
}

} // namespace
} // namespace sparlet::nn
