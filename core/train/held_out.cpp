#include "eval/protocol.h"
#include "train/held_out_internal.h"
#include "train/random_internal.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sparlet::train {
namespace {

constexpr std::size_t kBatch = 64;
constexpr std::uint64_t kSplit = 5; // apart from the other uses of the seed

} // namespace

Split splitRows(const PackedDataset& data, double share, std::uint64_t seed, std::size_t most) {
    Split split;
    std::vector<std::vector<std::uint32_t>> classes(data.classNames().size());
    for (std::uint32_t i = 0; i < data.size(); ++i)
        classes[data.label(i)].push_back(i);
    const double part = std::min(share, static_cast<double>(most) /
                                            static_cast<double>(std::max<std::size_t>(1, data.size())));
    for (std::size_t c = 0; c < classes.size(); ++c) {
        auto& rows = classes[c];
        Random random(keyed(seed, 0, c, kSplit));
        for (std::size_t i = rows.size(); i > 1; --i)
            std::swap(rows[i - 1], rows[static_cast<std::size_t>(random.below(i))]);
        const auto wanted = static_cast<std::size_t>(std::floor(part * static_cast<double>(rows.size())));
        const auto kept = std::min(wanted, rows.empty() ? 0 : rows.size() - 1);
        const auto border = rows.begin() + static_cast<std::ptrdiff_t>(kept);
        split.heldOut.insert(split.heldOut.end(), rows.begin(), border);
        split.training.insert(split.training.end(), border, rows.end());
    }
    std::sort(split.training.begin(), split.training.end());
    std::sort(split.heldOut.begin(), split.heldOut.end());
    return split;
}

double heldOutMap(nn::Method& method, const PackedDataset& data, const std::vector<std::uint32_t>& rows,
                  const Augmentation& plain, const at::Device& device) {
    torch::NoGradGuard noGrad;
    method.eval();
    std::vector<at::Tensor> parts;
    for (std::size_t i = 0; i < rows.size(); i += kBatch) {
        const auto count = static_cast<int>(std::min(kBatch, rows.size() - i));
        const auto batch = makeBatch(data, {}, rows.data() + i, count, {0, 0, data.side(), plain});
        parts.push_back(method.forward(batch.images.to(device)).sparse.to(at::kCPU, at::kFloat));
    }
    method.train();
    const auto codes = torch::cat(parts);
    const auto cosines = torch::matmul(codes, codes.t()).contiguous();
    std::vector<std::string> labels;
    for (const auto row : rows)
        labels.push_back(data.classNames()[data.label(row)]);
    const auto protocol = eval::folderProtocol(rows.size());
    if (!protocol) return 0;
    const auto scored = [&](std::uint32_t query, std::size_t, std::span<float> scores) -> Status {
        const float* row = cosines.data_ptr<float>() + query * rows.size();
        std::copy(row, row + rows.size(), scores.begin());
        return {};
    };
    const auto measured = eval::evaluate(*protocol, labels, scored, {}, {}, {});
    return measured ? measured->map : 0;
}

} // namespace sparlet::train
