// The rule of the revisited Oxford and Paris benchmarks: Radenović, Iscen, Tolias, Avrithis, Chum,
// "Revisiting Oxford and Paris: Large-Scale Image Retrieval Benchmarking", CVPR 2018, as its published
// evaluation program (github.com/filipradenovic/revisitop, python/evaluate.py) computes it.
//
// Junk is taken out of the ranking first; what follows it moves up. Each relevant item then adds a trapezoid:
// the mean of the precision just before it and at it, over the number of relevant items. P@k counts among the
// first min(k, rank of the last relevant item).
#pragma once

#include "base/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sparlet::eval {

/// `relevant` is in rank order without junk, 0 or not, and holds every relevant item. 0 where nothing is
/// relevant.
double revisitedAveragePrecision(std::span<const std::uint8_t> relevant);
double revisitedPrecisionAt(std::span<const std::uint8_t> relevant, std::size_t k);

/// Which lists count: Easy: easy is right, hard is junk. Medium: both are right. Hard: hard is right, easy is
/// junk. Junk is junk in all three.
enum class RevisitedSetup { Easy, Medium, Hard };

/// Ground-truth lists. Indices are into `images`, each list rising and without repeats, and no image is in
/// two lists of one query.
struct GroundTruth {
    struct Query {
        std::string name;
        std::array<double, 4> box{}; // x1, y1, x2, y2 in pixels of the upright picture; all 0: the whole one
        std::vector<std::uint32_t> easy, hard, junk;
    };
    std::vector<std::string> images; // names as the file has them
    std::vector<Query> queries;
    std::vector<std::string> notes; // a sentence for each thing that was put right or left out, at most 100
};

/// The images that are right, and those that are junk, for a query under a setup; both rising.
struct Relevance {
    std::vector<std::uint32_t> right, junk;
};
Relevance relevanceOf(const GroundTruth::Query& query, RevisitedSetup setup);

} // namespace sparlet::eval
