#include "index/scan_layout.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <thread>

namespace sparlet::index {
namespace {

using Codes = std::span<const std::span<const std::uint8_t>>;

/// Of a cosine: a float of sums of some hundred floats.
constexpr float kRounding = 1e-5F;

/// Adds the decoded code at norm 1.
void addUnit(const codes::Codec& codec, std::span<const std::uint8_t> code, std::vector<float>& decoded,
             std::vector<double>& sum) {
    codec.decode(code, decoded);
    double squares = 0;
    for (const float value : decoded)
        squares += static_cast<double>(value) * value;
    if (!(squares > 0)) return;
    const double scale = 1.0 / std::sqrt(squares);
    for (std::size_t d = 0; d < sum.size(); ++d)
        sum[d] += scale * decoded[d];
}

std::vector<float> normalized(const std::vector<double>& sum) {
    double squares = 0;
    for (const double value : sum)
        squares += value * value;
    std::vector<float> out(sum.size(), 0.0F);
    if (!(squares > 0)) return out;
    for (std::size_t d = 0; d < sum.size(); ++d)
        out[d] = static_cast<float>(sum[d] / std::sqrt(squares));
    return out;
}

class Bisection {
public:
    Bisection(const codes::Codec& codec, Codes codes, std::size_t group)
        : codec_(codec), codes_(codes), group_(group), order_(codes.size()), keys_(codes.size()),
          decoded_(static_cast<std::size_t>(codec.dimensions())) {
        std::iota(order_.begin(), order_.end(), 0U);
    }

    std::vector<std::uint32_t> run() {
        // A list in place of recursion: a hostile order of rows must not grow the stack.
        std::vector<std::pair<std::size_t, std::size_t>> open{{0, order_.size()}};
        while (!open.empty()) {
            const auto [first, last] = open.back();
            open.pop_back();
            const std::size_t groups = (last - first + group_ - 1) / group_;
            if (groups < 2) continue;
            const std::size_t middle = first + groups / 2 * group_;
            split(first, middle, last);
            open.emplace_back(middle, last);
            open.emplace_back(first, middle);
        }
        return std::move(order_);
    }

private:
    void split(std::size_t first, std::size_t middle, std::size_t last) {
        const auto direction = directionOf(first, last);
        const codes::Scorer scorer(codec_, direction);
        for (std::size_t i = first; i < last; ++i)
            keys_[order_[i]] = scorer.score(codes_[order_[i]]);
        const auto at = [&](std::size_t i) { return order_.begin() + static_cast<std::ptrdiff_t>(i); };
        std::nth_element(at(first), at(middle), at(last), [&](std::uint32_t a, std::uint32_t b) {
            return keys_[a] != keys_[b] ? keys_[a] > keys_[b] : a < b;
        });
    }

    /// From one of two means of a sample to the other.
    std::vector<float> directionOf(std::size_t first, std::size_t last) {
        constexpr std::size_t kSample = 96;
        constexpr int kIterations = 3;
        std::vector<std::uint32_t> sample;
        const std::size_t count = std::min(kSample, last - first);
        for (std::size_t i = 0; i < count; ++i)
            sample.push_back(order_[first + i * (last - first) / count]);
        auto a = meanOf({sample.data(), 1});
        auto b = meanOf({&sample[leastLike(sample, a)], 1});
        a = meanOf({&sample[leastLike(sample, b)], 1});
        for (int i = 0; i < kIterations; ++i) {
            const codes::Scorer nearA(codec_, a), nearB(codec_, b);
            const auto middle = std::stable_partition(sample.begin(), sample.end(), [&](std::uint32_t row) {
                return nearA.score(codes_[row]) >= nearB.score(codes_[row]);
            });
            if (middle == sample.begin() || middle == sample.end()) break;
            a = meanOf({sample.begin(), middle});
            b = meanOf({middle, sample.end()});
        }
        for (std::size_t d = 0; d < a.size(); ++d)
            a[d] -= b[d];
        return a;
    }

    std::size_t leastLike(const std::vector<std::uint32_t>& sample, const std::vector<float>& vector) const {
        const codes::Scorer scorer(codec_, vector);
        std::size_t least = 0;
        float lowest = 2;
        for (std::size_t i = 0; i < sample.size(); ++i) {
            const float score = scorer.score(codes_[sample[i]]);
            if (score < lowest) {
                lowest = score;
                least = i;
            }
        }
        return least;
    }

    std::vector<float> meanOf(std::span<const std::uint32_t> rows) {
        std::vector<double> sum(decoded_.size(), 0.0);
        for (const std::uint32_t row : rows)
            addUnit(codec_, codes_[row], decoded_, sum);
        return normalized(sum);
    }

    const codes::Codec& codec_;
    Codes codes_;
    std::size_t group_;
    std::vector<std::uint32_t> order_;
    std::vector<float> keys_; // by row
    std::vector<float> decoded_;
};

} // namespace

std::vector<std::uint32_t> orderByLikeness(const codes::Codec& codec, Codes codes, std::size_t group) {
    return Bisection(codec, codes, group).run();
}

std::unique_ptr<const ScanLayout> ScanLayout::build(const codes::Codec& codec, Codes codes,
                                                    unsigned threads) {
    constexpr std::size_t kBlock = codes::ColumnBlocks::kBlock;
    if (!codes::ColumnBlocks::usable(codec)) return nullptr;
    std::unique_ptr<ScanLayout> layout(new ScanLayout(codec, codes.size()));
    const std::size_t blocks = layout->columns_.blocks();
    const auto fill = [&](std::size_t first, std::size_t last) {
        for (std::size_t block = first; block < last; ++block)
            layout->setBlock(block,
                             codes.subspan(block * kBlock, std::min(kBlock, codes.size() - block * kBlock)));
    };
    // Fewer blocks than this are sooner done than a thread is started.
    constexpr std::size_t kBlocksOfAThread = 64;
    const std::size_t workers = std::clamp<std::size_t>(blocks / kBlocksOfAThread, 1, std::max(1U, threads));
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < workers; ++i)
            others.emplace_back(fill, blocks * i / workers, blocks * (i + 1) / workers);
        fill(0, blocks / workers);
    }
    return layout;
}

ScanLayout::ScanLayout(const codes::Codec& codec, std::size_t rows)
    : columns_(codec, rows), centres_(static_cast<std::size_t>(codec.dimensions()) * columns_.blocks()),
      edges_(columns_.blocks()) {}

void ScanLayout::setBlock(std::size_t block, Codes codes) {
    columns_.setBlock(block, codes);
    const codes::Codec& codec = columns_.codec();
    std::vector<float> decoded(static_cast<std::size_t>(codec.dimensions()));
    std::vector<double> sum(decoded.size(), 0.0);
    for (const auto& code : codes)
        addUnit(codec, code, decoded, sum);
    const auto centre = normalized(sum);
    const codes::Scorer scorer(codec, centre);
    float least = 1;
    for (const auto& code : codes)
        least = std::min(least, scorer.score(code));
    for (std::size_t d = 0; d < centre.size(); ++d)
        centres_[d * edges_.size() + block] = centre[d];
    // A little larger than it is: cosines are rounded.
    const float edge = std::max(-1.0F, least - kRounding);
    edges_[block] = {edge, std::sqrt(std::max(0.0F, 1 - edge * edge))};
}

std::vector<float> ScanLayout::nearness(std::span<const float> direction) const {
    const std::size_t blocks = edges_.size();
    std::vector<float> out(blocks, 0.0F);
    double squares = 0;
    for (const float value : direction)
        if (std::isfinite(value)) squares += static_cast<double>(value) * value;
    if (!(squares > 0)) return out;
    for (std::size_t d = 0; d < direction.size(); ++d) {
        if (!std::isfinite(direction[d]) || direction[d] == 0) continue;
        const auto weight = static_cast<float>(direction[d] / std::sqrt(squares));
        const float* const centre = centres_.data() + d * blocks;
        for (std::size_t block = 0; block < blocks; ++block)
            out[block] += weight * centre[block];
    }
    return out;
}

ScanLayout::Reach::Reach(const ScanLayout& layout, float cosine)
    : layout_(&layout), cosine_(std::clamp(cosine - 2 * kRounding, -1.0F, 1.0F)),
      sine_(std::sqrt(std::max(0.0F, 1 - cosine_ * cosine_))) {}

std::size_t ScanLayout::bytes() const {
    return columns_.bytes() + centres_.size() * sizeof(float) + edges_.size() * sizeof(Edge);
}

} // namespace sparlet::index
