// Encoding, scoring and searching packed codes: D = 128, a quarter of the dimensions kept, 4 bits each.
#include "index/code_index.h"
#include "search/expansion.h"
#include "support/temp_dir.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace sparlet;

constexpr std::size_t kDimensions = 128;
constexpr std::size_t kKept = 32;
constexpr std::size_t kClusters = 100;

const codes::Codec& codec() {
    static const codes::Codec made = [] {
        const std::vector<float> low(kDimensions, -0.6F), high(kDimensions, 0.6F);
        return *codes::Codec::create(codes::uniformParameters(low, high, 4));
    }();
    return made;
}

/// A vector near one of the cluster centres with its largest kKept values kept, at norm 1.
std::vector<float> clusteredVector(std::mt19937& random) {
    std::mt19937 centre(static_cast<unsigned>(random() % kClusters));
    std::normal_distribution<float> normal;
    std::vector<float> z(kDimensions);
    for (auto& v : z)
        v = normal(centre);
    for (auto& v : z)
        v += 0.7F * normal(random);
    std::vector<float> sizes;
    for (const float v : z)
        sizes.push_back(std::abs(v));
    std::nth_element(sizes.begin(), sizes.begin() + kKept, sizes.end(), std::greater<>());
    double squares = 0;
    for (auto& v : z) {
        if (std::abs(v) <= sizes[kKept]) v = 0;
        squares += static_cast<double>(v) * v;
    }
    for (auto& v : z)
        v = static_cast<float>(v / std::sqrt(squares));
    return z;
}

std::vector<index::SegmentRow> rowsOf(std::size_t images) {
    std::mt19937 random(1);
    std::vector<index::SegmentRow> rows(images);
    for (std::size_t i = 0; i < images; ++i)
        rows[i] = {static_cast<index::ImageId>(i), clusteredVector(random), 0.1F, 0.25F};
    return rows;
}

const index::CodeIndex& indexOf(std::size_t images) {
    static std::map<std::size_t, std::shared_ptr<const index::CodeIndex>> made;
    auto& entry = made[images];
    if (entry) return *entry;
    std::vector<index::ImageId> live(images);
    std::iota(live.begin(), live.end(), index::ImageId{0});
    entry = *index::CodeIndex::create({*index::packSegment(codec(), rowsOf(images))}, std::move(live));
    return *entry;
}

void encode(benchmark::State& state) {
    std::mt19937 random(2);
    const auto z = clusteredVector(random);
    std::vector<std::uint8_t> out;
    for (auto _ : state) {
        out.clear();
        benchmark::DoNotOptimize(codec().encode(z, out));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(encode);

void prepareQuery(benchmark::State& state) {
    std::mt19937 random(3);
    const auto query = clusteredVector(random);
    for (auto _ : state)
        benchmark::DoNotOptimize(codes::Scorer(codec(), query));
}
BENCHMARK(prepareQuery);

void score(benchmark::State& state) {
    std::mt19937 random(4);
    const auto& codes = indexOf(static_cast<std::size_t>(state.range(0)));
    const auto query = clusteredVector(random);
    for (auto _ : state)
        benchmark::DoNotOptimize(codes.scoreAll(query));
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(score)->Arg(5000)->Arg(100000)->Unit(benchmark::kMicrosecond);

void search(benchmark::State& state) {
    std::mt19937 random(5);
    const auto& codes = indexOf(static_cast<std::size_t>(state.range(0)));
    const auto query = clusteredVector(random);
    for (auto _ : state)
        benchmark::DoNotOptimize(codes.search(query, 100));
    state.counters["bytes/image"] = codes.meanCodeBytes();
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(search)->Arg(5000)->Arg(100000)->Unit(benchmark::kMicrosecond);

void expand(benchmark::State& state) {
    std::mt19937 random(6);
    const auto& codes = indexOf(static_cast<std::size_t>(state.range(0)));
    const auto query = clusteredVector(random);
    search::ExpansionOptions options;
    options.rounds = static_cast<int>(state.range(1));
    for (auto _ : state)
        benchmark::DoNotOptimize(search::searchExpanded(codes, query, 100, options));
}
BENCHMARK(expand)->Args({5000, 1})->Args({5000, 3})->Args({100000, 1})->Unit(benchmark::kMicrosecond);

void openSegment(benchmark::State& state) {
    const auto rows = rowsOf(static_cast<std::size_t>(state.range(0)));
    const test::TempDir folder;
    const auto file = folder / "codes.spsg";
    if (!index::writeSegment(file, codec(), rows).ok()) std::abort();
    for (auto _ : state)
        benchmark::DoNotOptimize(index::Segment::open(file));
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(openSegment)->Arg(5000)->Unit(benchmark::kMicrosecond);

} // namespace
