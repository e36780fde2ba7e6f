#include "nn/compaction.h"

#include "nn/compaction_internal.h"
#include "nn/model_card_internal.h"
#include "nn/packed_weights_internal.h"
#include "nn/pictures_internal.h"

#include <nlohmann/json.hpp>

#include <queue>

#include <algorithm>
#include <array>
#include <map>

namespace sparlet::nn {
namespace {

constexpr int kLeastBits = 2, kMostBits = 8;
constexpr double kLeastDensity = 0.05;
/// Ranges and checks that calibrating the compact model adds to its card.
constexpr std::uint64_t kCardGrows = 8192;
/// The width at which a loss is seen by running the network.
constexpr int kSeenBits = 3;
constexpr std::int64_t kLeastParameters = 2048;

bool isStored(const Method& method, const std::string& name) {
    const auto skipped = method.trainingOnly();
    return std::none_of(skipped.begin(), skipped.end(),
                        [&](const std::string& prefix) { return name.rfind(prefix, 0) == 0; });
}

bool isPackable(const at::Tensor& tensor) {
    return tensor.dim() >= 2 && tensor.numel() >= kLeastParameters && tensor.is_floating_point();
}

double squaredError(const at::Tensor& weight, const QuantizedWeights& quantized) {
    const auto off = dequantized(quantized) - weight;
    return (off * off).sum().item<double>();
}

/// One tensor, and what it takes at each width with all its weights.
struct Layer {
    std::string name;
    at::Tensor parameter;
    std::array<std::uint64_t, kMostBits + 1> bytes{};
    std::array<double, kMostBits + 1> error{}; // sum of squares
    double lossSeen = 0;                       // at kSeenBits

    double lossOf(double squares) const {
        return error[kSeenBits] > 0 ? lossSeen * squares / error[kSeenBits] : 0;
    }
    QuantizedWeights at(const LayerWidth& width) const {
        return quantizeWeights(thinned(parameter, width.density), width.bits);
    }
    CompactLayer described(const LayerWidth& width) const {
        const auto b = static_cast<std::size_t>(width.bits);
        if (width.density >= 1) return {name, parameter.numel(), width, bytes[b], lossOf(error[b])};
        const auto quantized = at(width);
        return {name, parameter.numel(), width, packWeights(quantized).size(),
                lossOf(squaredError(parameter, quantized))};
    }
};

class TorchCompactor final : public Compactor {
public:
    explicit TorchCompactor(LoadedModel model)
        : method_(std::move(model.method)), info_(std::move(model.info)) {
        for (auto& parameter : method_->parameters())
            parameter.set_requires_grad(false);
        for (const auto& [name, tensor] : namedTensors(*method_)) {
            if (!isStored(*method_, name)) continue;
            if (isPackable(tensor)) {
                Layer layer;
                layer.name = name;
                layer.parameter = tensor;
                layers_.push_back(std::move(layer));
            } else {
                // 16 bits each, and a line of the header.
                fixedBytes_ += static_cast<std::uint64_t>(tensor.numel()) * 2 + name.size() + 80;
            }
        }
        fixedBytes_ += info_.cardJson.size() + kCardGrows;
    }

    const ModelInfo& info() const override { return info_; }

    Status add(std::span<const std::uint8_t> rgb, std::size_t count) override {
        if (auto fits = checkPictures(info_, rgb, count); !fits) return fits;
        torch::NoGradGuard noGrad;
        images_.push_back(normalised(rgb, info_));
        wanted_.push_back(method_->forward(images_.back()).embedding);
        return {};
    }

    Status measureLosses(const ProgressCallback& progress, const CancelToken& cancel) override {
        if (images_.empty()) {
            return Error{ErrorCode::InvalidArgument,
                         "Compacting a model needs pictures to see what it loses on."};
        }
        // Not quite 1 in float32; against it a layer that no embedding needs loses exactly nothing.
        const double whole = cosineWith({});
        for (std::size_t i = 0; i < layers_.size(); ++i) {
            if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped; the model is as it was."};
            auto& layer = layers_[i];
            for (int bits = kLeastBits; bits <= kMostBits; ++bits) {
                const auto quantized = layer.at({bits, 1});
                layer.error[static_cast<std::size_t>(bits)] = squaredError(layer.parameter, quantized);
                layer.bytes[static_cast<std::size_t>(bits)] = packWeights(quantized).size();
                if (bits == kSeenBits)
                    layer.lossSeen = std::max(0.0, whole - cosineWith({{i, dequantized(quantized)}}));
            }
            if (!progress) continue;
            Progress step;
            step.stage = "measuring layers";
            step.done = i + 1;
            step.total = layers_.size();
            step.detail = layer.name;
            progress(step);
        }
        return {};
    }

    CompactPlan smallest() const override { return described(fewestBits()); }

    /// Greedy: from the fewest bits, again and again the step that saves most loss for its bytes.
    Result<CompactPlan> plan(std::uint64_t budget) const override {
        auto widths = fewestBits();
        auto total = described(widths).bytes;
        if (total > budget) {
            return Error{ErrorCode::InvalidArgument, "The model '" + info_.id + "' takes " +
                                                         std::to_string(total) +
                                                         " bytes even with its fewest bits; ask for more."};
        }
        using Step = std::pair<double, std::size_t>; // loss saved a byte, layer
        std::priority_queue<Step> steps;
        const auto offer = [&](std::size_t i) {
            const auto now = static_cast<std::size_t>(widths[i].bits);
            if (widths[i].bits == kMostBits) return;
            const auto& layer = layers_[i];
            const double saved = layer.lossOf(layer.error[now]) - layer.lossOf(layer.error[now + 1]);
            const auto more =
                static_cast<double>(layer.bytes[now + 1]) - static_cast<double>(layer.bytes[now]);
            steps.emplace(saved / std::max(1.0, more), i);
        };
        for (std::size_t i = 0; i < layers_.size(); ++i)
            offer(i);
        while (!steps.empty()) {
            const auto i = steps.top().second;
            steps.pop();
            const auto now = static_cast<std::size_t>(widths[i].bits);
            const auto after = total - layers_[i].bytes[now] + layers_[i].bytes[now + 1];
            if (after > budget) continue;
            total = after;
            ++widths[i].bits;
            offer(i);
        }
        return described(widths);
    }

    Result<CompactPlan> estimate(const std::vector<LayerWidth>& widths) const override {
        const auto fits = [](const LayerWidth& w) {
            return w.bits >= kLeastBits && w.bits <= kMostBits && w.density >= kLeastDensity &&
                   w.density <= 1;
        };
        if (widths.size() != layers_.size() || !std::all_of(widths.begin(), widths.end(), fits)) {
            return Error{ErrorCode::InvalidArgument,
                         "A compact model needs 2 to 8 bits and a density of 0.05 to 1 for each of its " +
                             std::to_string(layers_.size()) + " layers."};
        }
        return described(widths);
    }

    double cosineOf(const CompactPlan& plan) override {
        std::map<std::size_t, at::Tensor> stored;
        for (std::size_t i = 0; i < layers_.size(); ++i)
            stored[i] = dequantized(layers_[i].at(plan.layers[i].width));
        return cosineWith(stored);
    }

    Status write(const CompactPlan& plan, const std::filesystem::path& out) override {
        SaveOptions options;
        options.half = true;
        for (const auto& layer : plan.layers)
            options.widths[layer.tensor] = layer.width;
        // Everything the card says of the model stays true, but for its name.
        auto card = nlohmann::json::parse(info_.cardJson);
        card.erase("id");
        options.extraCard = card.dump();
        auto info = info_;
        info.id = out.stem().string();
        return saveModel(*method_, info, out, options);
    }

private:
    std::vector<LayerWidth> fewestBits() const {
        std::vector<LayerWidth> widths(layers_.size());
        for (std::size_t i = 0; i < layers_.size(); ++i) {
            // What no picture's embedding shows, like the projection of texts, is not for that worth nothing.
            widths[i].bits = layers_[i].lossSeen > 0 ? kLeastBits : kMostBits;
        }
        return widths;
    }

    CompactPlan described(const std::vector<LayerWidth>& widths) const {
        CompactPlan plan;
        plan.bytes = fixedBytes_;
        plan.cosine = 1;
        for (std::size_t i = 0; i < widths.size(); ++i) {
            plan.layers.push_back(layers_[i].described(widths[i]));
            plan.bytes += plan.layers.back().bytes;
            plan.cosine -= plan.layers.back().loss;
        }
        return plan;
    }

    /// Of the network with these layers' weights replaced.
    double cosineWith(const std::map<std::size_t, at::Tensor>& replaced) {
        torch::NoGradGuard noGrad;
        std::map<std::size_t, at::Tensor> whole;
        for (const auto& [i, tensor] : replaced) {
            whole[i] = layers_[i].parameter.detach();
            layers_[i].parameter.set_data(tensor);
        }
        double sum = 0;
        std::int64_t count = 0;
        for (std::size_t i = 0; i < images_.size(); ++i) {
            sum += (method_->forward(images_[i]).embedding * wanted_[i]).sum().item<double>();
            count += wanted_[i].size(0);
        }
        for (const auto& [i, tensor] : whole)
            layers_[i].parameter.set_data(tensor);
        return sum / static_cast<double>(count);
    }

    std::shared_ptr<Method> method_;
    ModelInfo info_;
    std::vector<Layer> layers_;
    std::uint64_t fixedBytes_ = 0; // what no width changes
    std::vector<at::Tensor> images_, wanted_;
};

} // namespace

std::vector<std::pair<std::string, at::Tensor>> packableTensors(const Method& method) {
    std::vector<std::pair<std::string, at::Tensor>> out;
    for (auto& [name, tensor] : namedTensors(method)) {
        if (isStored(method, name) && isPackable(tensor)) out.emplace_back(name, tensor);
    }
    return out;
}

std::unique_ptr<Compactor> compactorOf(LoadedModel model) {
    return std::make_unique<TorchCompactor>(std::move(model));
}

Result<std::unique_ptr<Compactor>> Compactor::open(const std::filesystem::path& file) {
    return openedModel(file, [](LoadedModel model) -> Result<std::unique_ptr<Compactor>> {
        return compactorOf(std::move(model));
    });
}

} // namespace sparlet::nn
