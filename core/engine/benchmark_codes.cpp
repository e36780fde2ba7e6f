// Codes drawn like those of a collection, as many as wanted.
#include "engine/benchmark_internal.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <random>

namespace sparlet::engine {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kSegmentRows = 1000000;
constexpr std::int64_t kPieceRows = 50000; // in memory at a time as floats

/// Differences of two rows that are nearest to each other: how alike pictures differ.
std::vector<std::vector<float>> changesOf(const index::CodeIndex& index) {
    constexpr std::size_t kMost = 512;
    const auto width = static_cast<std::size_t>(index.codec().dimensions());
    std::vector<std::vector<float>> changes;
    std::vector<float> row(width), other(width);
    const std::size_t count = std::min(kMost, index.size());
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t at = i * index.size() / count;
        index.codec().decode(index.code(at), row);
        const index::RankingTerm term{row, 1.0F};
        const auto found =
            index.rankRows({&term, 1}, 1, [at](std::size_t candidate) { return candidate != at; });
        if (found.empty()) continue;
        index.codec().decode(index.code(found.front().row), other);
        for (std::size_t d = 0; d < width; ++d)
            other[d] -= row[d];
        changes.push_back(other);
    }
    return changes;
}

class Drawing {
public:
    Drawing(const index::CodeIndex& index, std::uint64_t seed)
        : index_(index), changes_(changesOf(index)), seed_(seed) {}

    /// Row number `row` of all, the same whoever asks.
    std::vector<float> draw(std::int64_t row) const {
        std::mt19937_64 random(seed_ + static_cast<std::uint64_t>(row) * 0x9E3779B97F4A7C15U);
        std::vector<float> z(static_cast<std::size_t>(index_.codec().dimensions()));
        index_.codec().decode(index_.code(random() % index_.size()), z);
        const auto kept =
            static_cast<std::size_t>(std::count_if(z.begin(), z.end(), [](float v) { return v != 0; }));
        if (!changes_.empty() && kept > 0) {
            const auto& change = changes_[random() % changes_.size()];
            for (std::size_t d = 0; d < z.size(); ++d)
                z[d] += change[d];
            keepLargest(z, kept);
        }
        return z;
    }

private:
    static void keepLargest(std::vector<float>& z, std::size_t kept) {
        std::vector<float> sizes;
        for (const float value : z)
            sizes.push_back(std::abs(value));
        std::nth_element(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(kept - 1), sizes.end(),
                         std::greater<>());
        const float least = sizes[kept - 1];
        double squares = 0;
        for (float& value : z) {
            if (std::abs(value) < least) value = 0;
            squares += static_cast<double>(value) * value;
        }
        for (float& value : z)
            if (squares > 0) value = static_cast<float>(value / std::sqrt(squares));
    }

    const index::CodeIndex& index_;
    const std::vector<std::vector<float>> changes_;
    const std::uint64_t seed_;
};

Result<std::shared_ptr<const index::Segment>>
drawSegment(const Drawing& drawing, const codes::Codec& codec, std::int64_t first, std::int64_t last,
            const fs::path& file, std::atomic<std::int64_t>& done, const CancelToken& cancel) {
    std::vector<std::shared_ptr<const index::Segment>> pieces;
    std::vector<index::ImageId> images;
    for (std::int64_t from = first; from < last; from += kPieceRows) {
        if (cancel.cancelled()) return stopped();
        std::vector<index::SegmentRow> rows;
        for (std::int64_t row = from; row < std::min(from + kPieceRows, last); ++row) {
            rows.push_back({row + 1, drawing.draw(row), 0, 1});
            images.push_back(row + 1);
        }
        auto piece = index::packSegment(codec, rows);
        if (!piece.ok()) return piece.error();
        done += static_cast<std::int64_t>(rows.size());
        pieces.push_back(std::move(*piece));
    }
    if (auto merged = index::mergeSegments(file, pieces, images); !merged.ok()) return merged.error();
    return index::Segment::open(file);
}

} // namespace

Result<std::vector<std::shared_ptr<const index::Segment>>>
drawSegments(const index::CodeIndex& index, std::int64_t rows, std::uint64_t seed, int threads,
             const fs::path& folder, const ProgressCallback& progress, const CancelToken& cancel) {
    const Drawing drawing(index, seed);
    const auto count = static_cast<std::size_t>((rows + kSegmentRows - 1) / kSegmentRows);
    std::vector<std::shared_ptr<const index::Segment>> segments(count);
    std::vector<Status> outcomes(count);
    std::atomic<std::size_t> next{0};
    std::atomic<std::int64_t> done{0};
    std::atomic<bool> over{false};
    ProgressMeter meter(progress, "drawing codes", static_cast<std::uint64_t>(rows));
    std::jthread watch([&] {
        while (!over) {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            meter.report(std::min<std::uint64_t>(static_cast<std::uint64_t>(done.load()),
                                                 static_cast<std::uint64_t>(rows - 1)),
                         0);
        }
    });
    Team team(static_cast<int>(std::min<std::size_t>(count, static_cast<std::size_t>(std::max(1, threads)))));
    const auto finish = [&] {
        over = true;
        watch.join();
    };
    try {
        team.run(team.size(), [&](int) {
            for (std::size_t at = next++; at < count; at = next++) {
                const auto first = static_cast<std::int64_t>(at) * kSegmentRows;
                auto segment = drawSegment(
                    drawing, index.codec(), first, std::min(first + kSegmentRows, rows),
                    folder / (std::to_string(rows) + "-" + std::to_string(at) + ".seg"), done, cancel);
                if (segment.ok())
                    segments[at] = std::move(*segment);
                else
                    outcomes[at] = segment.error();
            }
        });
    } catch (...) {
        finish();
        throw;
    }
    finish();
    for (const auto& outcome : outcomes)
        if (!outcome.ok()) return outcome.error();
    return segments;
}

} // namespace sparlet::engine
