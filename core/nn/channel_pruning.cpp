#include "nn/channel_pruning_internal.h"
#include "nn/model_file_internal.h"

#include <ATen/CPUGeneratorImpl.h>

#include <queue>

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

namespace sparlet::nn {
namespace {

/// Added to the moments' diagonal, as a share of its mean: some hundred pictures do not tell more.
constexpr double kRidge = 1e-3;

at::Tensor ridged(const at::Tensor& moments) {
    const auto share = kRidge * moments.diagonal().mean();
    return moments + torch::eye(moments.size(0), moments.options()) * share.clamp_min(1e-12);
}

/// A network of this configuration with every tensor of `from` that has the same shape in it.
Result<std::shared_ptr<Method>> madeLike(const Method& from, MethodConfig config) {
    const torch::NoGradGuard noGrad;
    config.backbone.blank = true;
    auto made = makeMethod(config);
    if (!made) return made;
    std::map<std::string, at::Tensor> source;
    for (const auto& [name, tensor] : namedTensors(from))
        source[name] = tensor;
    for (auto& [name, tensor] : namedTensors(**made)) {
        const auto& other = source.at(name);
        if (other.sizes() == tensor.sizes()) tensor.copy_(other);
    }
    (*made)->eval();
    return made;
}

/// The slices `kept` of the dimension; of BatchNorm's and biases' vectors there is one.
void copySlices(const at::Tensor& from, at::Tensor to, const at::Tensor& kept, std::int64_t dimension = 0) {
    to.copy_(from.index_select(dimension, kept));
}

void copyOutputs(const ConvNorm& from, ConvNorm& to, const at::Tensor& kept) {
    copySlices(from.conv->weight, to.conv->weight, kept);
    if (from.conv->bias.defined()) copySlices(from.conv->bias, to.conv->bias, kept);
    if (!from.norm) return;
    copySlices(from.norm->weight, to.norm->weight, kept);
    copySlices(from.norm->bias, to.norm->bias, kept);
    copySlices(from.norm->running_mean, to.norm->running_mean, kept);
    copySlices(from.norm->running_var, to.norm->running_var, kept);
}

/// T [kept, gone]: the least squares of a_gone ≈ Tᵀ·a_kept.
at::Tensor explained(const at::Tensor& moments, const at::Tensor& kept, const at::Tensor& gone) {
    const auto rows = moments.index_select(0, kept);
    return at::linalg_solve(ridged(rows.index_select(1, kept)), rows.index_select(1, gone));
}

/// The weights [out, C, h, w] that read a block's inner channels, for those that stay.
at::Tensor readingWeights(const at::Tensor& weight, const std::vector<std::int64_t>& staying,
                          const ChannelStatistics* block) {
    const auto kept = torch::tensor(staying);
    auto out = weight.index_select(1, kept);
    if (block == nullptr || kept.size(0) == weight.size(1)) return out;
    std::vector<std::int64_t> others(static_cast<std::size_t>(weight.size(1)));
    std::iota(others.begin(), others.end(), 0);
    others.erase(
        std::remove_if(others.begin(), others.end(),
                       [&](std::int64_t c) { return std::binary_search(staying.begin(), staying.end(), c); }),
        others.end());
    const auto gone = torch::tensor(others);
    const auto mixed = explained(block->moments, kept, gone).to(weight.scalar_type());
    return out + at::einsum("orhw,kr->okhw", {weight.index_select(1, gone), mixed});
}

} // namespace

/// Folded convolutions with a factor of 1 on each picture's inner channels, by which embeddings are
/// differentiated: its gradient is Σ over positions of activation·gradient.
class ChannelObserver::Gates final : public LayerRuntime {
public:
    explicit Gates(const std::vector<InnerLayers>& blocks) {
        for (const auto& layers : blocks) {
            byPlace_[layers.outOf->place] = blocks_.size();
            blocks_.push_back(layers);
            gates.emplace_back();
            squares.emplace_back();
            moments.emplace_back();
        }
    }

    at::Tensor convolve(ConvNorm& layer, const at::Tensor& x, Activation activation) override {
        auto input = x;
        if (const auto found = byPlace_.find(layer.place); found != byPlace_.end())
            input = gated(found->second, x);
        auto y = layer.conv->forward(input);
        const auto weight = layer.conv->weight.numel() / layer.conv->weight.size(0);
        macs[layer.place] = y[0].numel() * weight;
        return activate(y, activation);
    }

    /// What the layers around a block's inner channels cost, for each of them.
    std::int64_t macsOfEach(std::size_t block) const {
        const auto& layers = blocks_[block];
        std::int64_t sum = 0;
        for (const auto* layer :
             {layers.into, layers.depthwise, layers.squeeze, layers.excite, layers.outOf}) {
            if (layer != nullptr) sum += macs.at(layer->place);
        }
        return sum / moments[block].size(0);
    }

    const std::string& name(std::size_t block) const { return blocks_[block].block; }

    std::vector<at::Tensor> gates;            // [B, C, 1, 1] of the last pictures
    std::vector<at::Tensor> squares, moments; // sums over pictures
    std::map<std::string, std::int64_t> macs; // by place, of one picture

private:
    at::Tensor gated(std::size_t block, const at::Tensor& x) {
        {
            const torch::NoGradGuard noGrad;
            const auto rows = x.permute({1, 0, 2, 3}).reshape({x.size(1), -1}).to(torch::kDouble);
            const auto positions = static_cast<double>(x.size(2) * x.size(3));
            const auto sum = torch::matmul(rows, rows.t()) / positions;
            moments[block] = moments[block].defined() ? moments[block] + sum : sum;
        }
        gates[block] = torch::ones({x.size(0), x.size(1), 1, 1}, x.options()).set_requires_grad(true);
        return x * gates[block];
    }

    std::vector<InnerLayers> blocks_;
    std::map<std::string, std::size_t> byPlace_;
};

ChannelObserver::ChannelObserver(Method& method, int projections) : projections_(projections) {
    auto config = method.config();
    config.hyper["freeze_backbone"] = 0;        // gradients reach its channels
    method_ = madeLike(method, config).value(); // the configuration has made a network before
    for (auto& parameter : method_->parameters())
        parameter.set_requires_grad(false);
    gates_ = std::make_shared<Gates>(method_->innerLayers());
    method_->fold(gates_);
    method_->to(method.parameters().front().device());
}

void ChannelObserver::add(const at::Tensor& images) {
    const torch::AutoGradMode gradients(true);
    const auto embedding = method_->forward(images).embedding;
    auto generator = at::make_generator<at::CPUGeneratorImpl>(seed_++);
    for (int k = 0; k < projections_; ++k) {
        const auto signs = torch::randint(0, 2, embedding.sizes(), generator, torch::kFloat) * 2 - 1;
        const auto projected = (embedding * signs.to(embedding.device())).sum();
        const auto slopes = torch::autograd::grad({projected}, gates_->gates, {}, k + 1 < projections_);
        for (std::size_t i = 0; i < slopes.size(); ++i) {
            const auto square = slopes[i].detach().to(torch::kDouble).square().sum({0, 2, 3});
            auto& sum = gates_->squares[i];
            sum = sum.defined() ? sum + square : square;
        }
    }
    pictures_ += images.size(0);
}

std::vector<ChannelStatistics> ChannelObserver::statistics() const {
    const auto count = static_cast<double>(pictures_);
    std::vector<ChannelStatistics> out;
    for (std::size_t i = 0; i < gates_->squares.size(); ++i) {
        out.push_back({gates_->name(i), (gates_->squares[i] / (2 * projections_ * count)).to(torch::kCPU),
                       (gates_->moments[i] / count).to(torch::kCPU), gates_->macsOfEach(i)});
    }
    return out;
}

std::int64_t ChannelObserver::macs() const {
    return std::accumulate(gates_->macs.begin(), gates_->macs.end(), std::int64_t{0},
                           [](std::int64_t sum, const auto& place) { return sum + place.second; });
}

Removal removalOrder(const ChannelStatistics& block) {
    const auto moments = ridged(block.moments);
    const auto energy = moments.diagonal().clone();
    auto inverse = at::linalg_inv(moments);
    auto left = torch::zeros_like(energy); // infinite for a channel that is gone
    Removal out;
    for (std::int64_t i = 0; i < energy.size(0); ++i) {
        const auto loss = block.sensitivity / (inverse.diagonal() * energy).clamp_min(1.0) + left;
        const auto channel = loss.argmin().item<std::int64_t>();
        out.order.push_back(channel);
        out.loss.push_back(loss[channel].item<double>());
        const auto row = inverse[channel].clone();
        const double own = row[channel].item<double>();
        inverse = inverse - torch::outer(row, row) / own;
        inverse[channel][channel] = 1; // divides nothing any more
        left[channel] = std::numeric_limits<double>::infinity();
    }
    return out;
}

Result<PruningPlan> planPruning(const std::vector<ChannelStatistics>& blocks, std::int64_t macs, double share,
                                std::int64_t group) {
    std::vector<Removal> removals;
    std::vector<std::int64_t> gone(blocks.size(), 0);
    using Step = std::pair<double, std::size_t>; // loss for its work, block
    std::priority_queue<Step, std::vector<Step>, std::greater<>> steps;
    const auto offer = [&](std::size_t b) {
        const auto& loss = removals[b].loss;
        if (static_cast<std::int64_t>(loss.size()) - gone[b] < 2 * group) return;
        const auto first = loss.begin() + gone[b];
        const double sum = std::accumulate(first, first + group, 0.0);
        steps.emplace(sum / static_cast<double>(group * blocks[b].macs), b);
    };
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        removals.push_back(removalOrder(blocks[b]));
        offer(b);
    }
    PruningPlan plan;
    plan.macs = macs;
    const double wanted = share * static_cast<double>(macs);
    while (static_cast<double>(macs - plan.macs) < wanted) {
        if (steps.empty()) {
            return Error{ErrorCode::InvalidArgument,
                         "Pruning can cut " +
                             std::to_string(static_cast<int>(100 * (macs - plan.macs) / macs)) +
                             " % of this backbone's multiply-accumulates at most; ask for less."};
        }
        const auto b = steps.top().second;
        steps.pop();
        gone[b] += group;
        plan.macs -= group * blocks[b].macs;
        offer(b);
    }
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        if (gone[b] == 0) continue;
        auto& kept = plan.kept[blocks[b].block];
        kept.assign(removals[b].order.begin() + gone[b], removals[b].order.end());
        std::sort(kept.begin(), kept.end());
    }
    return plan;
}

Result<std::shared_ptr<Method>> resized(const Method& method, std::map<std::string, int> innerChannels) {
    auto config = method.config();
    config.backbone.innerChannels = std::move(innerChannels);
    return madeLike(method, std::move(config));
}

std::int64_t backboneMacs(Method& method, int side) {
    ChannelObserver observer(method);
    observer.add(torch::zeros({1, 3, side, side}, method.parameters().front().device()));
    return observer.macs();
}

Result<std::shared_ptr<Method>> withChannels(Method& method, const KeptChannels& kept,
                                             const std::vector<ChannelStatistics>& statistics) {
    const torch::NoGradGuard noGrad;
    auto inner = method.config().backbone.innerChannels;
    for (const auto& [block, channels] : kept)
        inner[block] = static_cast<int>(channels.size());
    auto made = resized(method, std::move(inner));
    if (!made) return made;
    const auto before = method.innerLayers(), after = (*made)->innerLayers();
    for (std::size_t i = 0; i < before.size(); ++i) {
        const auto found = kept.find(before[i].block);
        if (found == kept.end()) continue;
        const auto& device = before[i].into->conv->weight.device();
        const auto channels = torch::tensor(found->second).to(device);
        copyOutputs(*before[i].into, *after[i].into, channels);
        if (before[i].depthwise != nullptr) copyOutputs(*before[i].depthwise, *after[i].depthwise, channels);
        if (before[i].excite != nullptr) {
            copySlices(before[i].squeeze->conv->weight, after[i].squeeze->conv->weight, channels, 1);
            copyOutputs(*before[i].excite, *after[i].excite, channels);
        }
        const auto seen = std::find_if(statistics.begin(), statistics.end(),
                                       [&](const auto& block) { return block.block == found->first; });
        after[i].outOf->conv->weight.copy_(readingWeights(before[i].outOf->conv->weight.to(torch::kCPU),
                                                          found->second,
                                                          seen == statistics.end() ? nullptr : &*seen));
    }
    return made;
}

} // namespace sparlet::nn
