#include "nn/compaction.h"

#include "nn/model_card_internal.h"
#include "nn/model_file_internal.h"
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
/// Widths at which a loss is seen by running the network; the others follow from the squared error of the
/// weights.
constexpr int kSeenBits = 3;
/// Smaller tensors stay in 16 bits: they are next to nothing of a file.
constexpr std::int64_t kLeastParameters = 2048;

/// One tensor at each width.
struct Choices {
    std::string name;
    at::Tensor parameter;
    std::array<std::uint64_t, kMostBits + 1> bytes{};
    std::array<double, kMostBits + 1> error{}; // sum of squares
    double lossSeen = -1;                      // at kSeenBits

    double loss(int bits) const {
        const auto b = static_cast<std::size_t>(bits);
        return error[kSeenBits] > 0 ? lossSeen * error[b] / error[kSeenBits] : 0;
    }
};

class TorchCompactor final : public Compactor {
public:
    explicit TorchCompactor(LoadedModel model)
        : method_(std::move(model.method)), info_(std::move(model.info)) {
        for (auto& parameter : method_->parameters())
            parameter.set_requires_grad(false);
        const auto skipped = method_->trainingOnly();
        for (const auto& item : method_->named_parameters()) {
            const auto& tensor = item.value();
            const bool trainingOnly =
                std::any_of(skipped.begin(), skipped.end(),
                            [&](const std::string& prefix) { return item.key().rfind(prefix, 0) == 0; });
            if (tensor.dim() < 2 || tensor.numel() < kLeastParameters || trainingOnly) continue;
            Choices choices;
            choices.name = item.key();
            choices.parameter = tensor;
            choices_.push_back(std::move(choices));
        }
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
        for (std::size_t i = 0; i < choices_.size(); ++i) {
            if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped; the model is as it was."};
            auto& choices = choices_[i];
            if (choices.lossSeen >= 0) continue;
            for (int bits = kLeastBits; bits <= kMostBits; ++bits) {
                const auto quantized = quantizeWeights(choices.parameter, bits);
                const auto off = dequantized(quantized) - choices.parameter;
                choices.error[static_cast<std::size_t>(bits)] = (off * off).sum().item<double>();
                choices.bytes[static_cast<std::size_t>(bits)] = packWeights(quantized).size();
                if (bits == kSeenBits) choices.lossSeen = std::max(0.0, lossWith(choices, quantized));
            }
            if (progress) {
                Progress step;
                step.stage = "measuring layers";
                step.done = i + 1;
                step.total = choices_.size();
                step.detail = choices.name;
                progress(step);
            }
        }
        return {};
    }

    /// Greedy: from 2 bits everywhere, again and again the step that saves most loss for its bytes.
    Result<CompactPlan> plan(std::uint64_t budget, const ProgressCallback& progress,
                             const CancelToken& cancel) override {
        if (auto measured = measureLosses(progress, cancel); !measured) return measured.error();
        std::vector<int> bits(choices_.size(), kLeastBits);
        std::uint64_t total = fixedBytes();
        for (const auto& choices : choices_)
            total += choices.bytes[kLeastBits];
        if (total > budget) {
            return Error{ErrorCode::InvalidArgument,
                         "The model '" + info_.id + "' takes " + std::to_string(total) +
                             " bytes even with 2 bits for each weight; ask for more."};
        }
        using Step = std::pair<double, std::size_t>; // loss saved a byte, layer
        std::priority_queue<Step> steps;
        const auto offer = [&](std::size_t layer) {
            const auto now = static_cast<std::size_t>(bits[layer]);
            if (bits[layer] == kMostBits) return;
            const auto& c = choices_[layer];
            const double saved = c.loss(bits[layer]) - c.loss(bits[layer] + 1);
            const auto more = static_cast<double>(c.bytes[now + 1]) - static_cast<double>(c.bytes[now]);
            steps.emplace(saved / std::max(1.0, more), layer);
        };
        for (std::size_t i = 0; i < choices_.size(); ++i)
            offer(i);
        while (!steps.empty()) {
            const auto layer = steps.top().second;
            steps.pop();
            const auto now = static_cast<std::size_t>(bits[layer]);
            const auto after = total - choices_[layer].bytes[now] + choices_[layer].bytes[now + 1];
            if (after > budget) continue;
            total = after;
            ++bits[layer];
            offer(layer);
        }
        return measure(bits);
    }

    Result<CompactPlan> measure(const std::vector<int>& bits) override {
        if (bits.size() != choices_.size() ||
            std::any_of(bits.begin(), bits.end(), [](int b) { return b < kLeastBits || b > kMostBits; })) {
            return Error{ErrorCode::InvalidArgument, "A compact model needs 2 to 8 bits for each of its " +
                                                         std::to_string(choices_.size()) + " layers."};
        }
        CompactPlan plan;
        plan.bytes = fixedBytes();
        std::vector<at::Tensor> dense;
        for (std::size_t i = 0; i < bits.size(); ++i) {
            auto& c = choices_[i];
            const auto quantized = quantizeWeights(c.parameter, bits[i]);
            const auto bytes = packWeights(quantized).size();
            plan.layers.push_back(
                {c.name, c.parameter.numel(), bits[i], bytes, c.lossSeen >= 0 ? c.loss(bits[i]) : 0});
            plan.bytes += bytes;
            dense.push_back(c.parameter.detach());
            c.parameter.set_data(dequantized(quantized));
        }
        plan.cosine = images_.empty() ? 0 : cosine();
        for (std::size_t i = 0; i < bits.size(); ++i)
            choices_[i].parameter.set_data(dense[i]);
        return plan;
    }

    Status write(const CompactPlan& plan, const std::filesystem::path& out) override {
        std::map<std::string, int> widths;
        for (const auto& layer : plan.layers)
            widths[layer.tensor] = layer.bits;
        auto info = info_;
        info.id = out.stem().string();
        auto card = nlohmann::json::parse(info_.cardJson);
        card.erase("id");
        return saveModel(*method_, info, out, {true, card.dump(), std::move(widths)});
    }

private:
    /// Of the network with only this tensor changed.
    double lossWith(Choices& choices, const QuantizedWeights& quantized) {
        const auto dense = choices.parameter.detach();
        choices.parameter.set_data(dequantized(quantized));
        const double loss = 1 - cosine();
        choices.parameter.set_data(dense);
        return loss;
    }

    double cosine() {
        torch::NoGradGuard noGrad;
        double sum = 0;
        std::int64_t count = 0;
        for (std::size_t i = 0; i < images_.size(); ++i) {
            sum += (method_->forward(images_[i]).embedding * wanted_[i]).sum().item<double>();
            count += wanted_[i].size(0);
        }
        return sum / static_cast<double>(count);
    }

    /// What does not become smaller: 16 bits for each small tensor, and the card.
    std::uint64_t fixedBytes() const {
        std::uint64_t bytes = info_.cardJson.size();
        const auto skipped = method_->trainingOnly();
        for (const auto& [name, tensor] : namedTensors(*method_)) {
            const bool packed = std::any_of(choices_.begin(), choices_.end(),
                                            [&, n = name](const Choices& c) { return c.name == n; });
            const bool left =
                std::any_of(skipped.begin(), skipped.end(),
                            [&, n = name](const std::string& prefix) { return n.rfind(prefix, 0) == 0; });
            if (!packed && !left) bytes += static_cast<std::uint64_t>(tensor.numel()) * 2 + name.size() + 80;
        }
        return bytes;
    }

    std::shared_ptr<Method> method_;
    ModelInfo info_;
    std::vector<Choices> choices_;
    std::vector<at::Tensor> images_, wanted_;
};

} // namespace

Result<std::unique_ptr<Compactor>> Compactor::open(const std::filesystem::path& file) {
    return openedModel(file, [](LoadedModel model) -> Result<std::unique_ptr<Compactor>> {
        return std::unique_ptr<Compactor>(std::make_unique<TorchCompactor>(std::move(model)));
    });
}

} // namespace sparlet::nn
