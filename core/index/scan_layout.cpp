#include "index/scan_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <thread>

namespace sparlet::index {
namespace {

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
    Bisection(const codes::Codec& codec, CodeSpans codes, std::size_t group)
        : codec_(codec), codes_(codes), group_(group), order_(codes.size()), keys_(codes.size()),
          decoded_(static_cast<std::size_t>(codec.dimensions())) {
        std::iota(order_.begin(), order_.end(), 0U);
    }

    std::vector<std::uint32_t> run(const CancelToken& cancel) {
        // A list in place of recursion: a hostile order of rows must not grow the stack.
        std::vector<std::pair<std::size_t, std::size_t>> open{{0, order_.size()}};
        while (!open.empty() && !cancel.cancelled()) {
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
    CodeSpans codes_;
    std::size_t group_;
    std::vector<std::uint32_t> order_;
    std::vector<float> keys_; // by row
    std::vector<float> decoded_;
};

} // namespace

std::vector<std::uint32_t> orderByLikeness(const codes::Codec& codec, CodeSpans codes, std::size_t group,
                                           const CancelToken& cancel) {
    return Bisection(codec, codes, group).run(cancel);
}

namespace {

constexpr std::size_t kBlock = codes::ColumnBlocks::kBlock;

std::size_t blocksOf(std::size_t rows) {
    return (rows + kBlock - 1) / kBlock;
}

CodeSpans blockOf(CodeSpans codes, std::size_t block) {
    return codes.subspan(block * kBlock, std::min(kBlock, codes.size() - block * kBlock));
}

/// `work`(first block, one past the last) over all blocks, by several threads where that is worth it.
void forBlocks(std::size_t blocks, unsigned threads,
               const std::function<void(std::size_t, std::size_t)>& work) {
    // Fewer blocks than this are sooner done than a thread is started.
    constexpr std::size_t kBlocksOfAThread = 64;
    const std::size_t workers = std::clamp<std::size_t>(blocks / kBlocksOfAThread, 1, std::max(1U, threads));
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < workers; ++i)
        others.emplace_back(work, blocks * i / workers, blocks * (i + 1) / workers);
    work(0, blocks / workers);
}

/// The largest value becomes 127: a direction, told closely enough to make a small ball around it.
std::vector<std::int8_t> rounded(const std::vector<float>& centre) {
    float largest = 0;
    for (const float value : centre)
        largest = std::max(largest, std::abs(value));
    std::vector<std::int8_t> out(centre.size(), 0);
    for (std::size_t d = 0; d < centre.size() && largest > 0; ++d)
        out[d] = static_cast<std::int8_t>(std::lround(centre[d] / largest * 127));
    return out;
}

void setBall(const codes::Codec& codec, CodeSpans codes, std::size_t block, BlockBalls& balls) {
    std::vector<float> decoded(static_cast<std::size_t>(codec.dimensions()));
    std::vector<double> sum(decoded.size(), 0.0);
    for (const auto& code : codes)
        addUnit(codec, code, decoded, sum);
    const auto centre = rounded(normalized(sum));
    const codes::Scorer scorer(codec, std::vector<float>(centre.begin(), centre.end()));
    float least = 1;
    for (const auto& code : codes)
        least = std::min(least, scorer.score(code));
    for (std::size_t d = 0; d < centre.size(); ++d)
        balls.centres[d * balls.edges.size() + block] = centre[d];
    // A little larger than it is: cosines are rounded.
    balls.edges[block] = std::max(-1.0F, least - kRounding);
}

} // namespace

BlockBalls ballsOf(const codes::Codec& codec, CodeSpans codes, unsigned threads) {
    const std::size_t blocks = blocksOf(codes.size());
    BlockBalls balls;
    balls.edges.resize(blocks);
    balls.centres.resize(blocks * static_cast<std::size_t>(codec.dimensions()));
    forBlocks(blocks, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t block = first; block < last; ++block)
            setBall(codec, blockOf(codes, block), block, balls);
    });
    return balls;
}

std::unique_ptr<const ScanLayout> ScanLayout::build(const codes::Codec& codec, CodeSpans codes,
                                                    unsigned threads) {
    if (!codes::ColumnBlocks::usable(codec)) return nullptr;
    std::unique_ptr<ScanLayout> layout(new ScanLayout(codec, codes.size()));
    layout->ownBalls_ = ballsOf(codec, codes, threads);
    layout->setBalls(layout->ownBalls_.centres, layout->ownBalls_.edges);
    forBlocks(layout->columns_.blocks(), threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t block = first; block < last; ++block)
            layout->columns_.setBlock(block, blockOf(codes, block));
    });
    return layout;
}

std::unique_ptr<const ScanLayout>
ScanLayout::over(const codes::Codec& codec, std::size_t rows, std::span<const std::int8_t> centres,
                 std::span<const float> edges,
                 std::function<std::span<const std::uint8_t>(std::size_t)> codeOf) {
    if (!codes::ColumnBlocks::usable(codec)) return nullptr;
    std::unique_ptr<ScanLayout> layout(new ScanLayout(codec, rows));
    layout->setBalls(centres, edges);
    layout->codeOf_ = std::move(codeOf);
    layout->states_ = std::make_unique<std::atomic<State>[]>(layout->columns_.blocks());
    return layout;
}

ScanLayout::ScanLayout(const codes::Codec& codec, std::size_t rows) : columns_(codec, rows) {}

void ScanLayout::setBalls(std::span<const std::int8_t> centres, std::span<const float> edges) {
    centres_ = centres;
    const std::size_t blocks = edges.size();
    std::vector<std::int32_t> squares(blocks, 0); // at most 4096 · 128²
    for (std::size_t d = 0; d * blocks < centres.size(); ++d)
        for (std::size_t block = 0; block < blocks; ++block)
            squares[block] += centres[d * blocks + block] * centres[d * blocks + block];
    for (std::size_t block = 0; block < blocks; ++block) {
        const float length = std::sqrt(static_cast<float>(squares[block]));
        scales_.push_back(length > 0 ? 1 / length : 0);
        const float edge = std::isfinite(edges[block]) ? std::clamp(edges[block], -1.0F, 1.0F) : -1.0F;
        edges_.push_back({edge, std::sqrt(std::max(0.0F, 1 - edge * edge))});
    }
}

bool ScanLayout::prepare(std::size_t block) const {
    if (!states_) return true;
    auto& state = states_[block];
    State now = state.load(std::memory_order_acquire);
    if (now == State::Ready) return true;
    if (now == State::Untouched) state.compare_exchange_strong(now, State::Wanted);
    if (now != State::Wanted || !state.compare_exchange_strong(now, State::Filling)) return false;
    std::array<std::span<const std::uint8_t>, kBlock> codes;
    const std::size_t first = block * kBlock, count = std::min(kBlock, columns_.size() - first);
    for (std::size_t i = 0; i < count; ++i)
        codes[i] = codeOf_(first + i);
    columns_.setBlock(block, std::span(codes).first(count));
    state.store(State::Ready, std::memory_order_release);
    return true;
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
        const std::int8_t* const centre = centres_.data() + d * blocks;
        for (std::size_t block = 0; block < blocks; ++block)
            out[block] += weight * static_cast<float>(centre[block]);
    }
    for (std::size_t block = 0; block < blocks; ++block)
        out[block] *= scales_[block];
    return out;
}

ScanLayout::Reach::Reach(const ScanLayout& layout, float cosine)
    : layout_(&layout), cosine_(std::clamp(cosine - 2 * kRounding, -1.0F, 1.0F)),
      sine_(std::sqrt(std::max(0.0F, 1 - cosine_ * cosine_))) {}

std::size_t ScanLayout::bytes() const {
    return columns_.bytes() + centres_.size() + edges_.size() * (sizeof(Edge) + sizeof(float));
}

} // namespace sparlet::index
