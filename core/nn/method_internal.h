// What a retrieval method is to the trainer and the encoder, and the registry of all of them.
#pragma once

#include "base/result.h"
#include "nn/backbone_internal.h"
#include "nn/heads_internal.h"
#include "nn/model_info.h"
#include "nn/torch_internal.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sparlet::nn {

/// Everything that fixes a method's structure; kept in the model's card.
struct MethodConfig {
    std::string method;
    BackboneConfig backbone;
    int dimensions = 128;
    int classes = 0;
    int textDimensions = 0;
    bool lkd = false, ase = false, spq = false;
    std::map<std::string, double> hyper; // complete: every known name has a value
};

struct MethodOutput {
    at::Tensor pooled;    // [B, C5]
    at::Tensor features;  // [B, F]: what the embedding is made from; `pooled` without a pyramid
    at::Tensor embedding; // [B, D], rows of norm 1
    at::Tensor sparse;    // [B, D]: z, rows of norm 1; the embedding without ASE
    at::Tensor threshold; // [B]
    at::Tensor density;   // [B]
};

struct TrainingBatch {
    at::Tensor labels;    // [B] int64
    at::Tensor text;      // [B, d_t] rows of norm 1: t_x; undefined without LKD
    at::Tensor classText; // [C, d_t] rows of norm 1: T_c; undefined without LKD
    double progress = 0;  // of the whole training, 0..1
};

struct LossTerms {
    at::Tensor total;                       // scalar to differentiate
    at::Tensor embedding;                   // [B, D], rows of norm 1, with its graph
    at::Tensor lkd, spq, sparsity, triplet; // detached scalars; undefined where not taking part
    at::Tensor predicted;                   // [B] class indices
    at::Tensor density;                     // scalar
};

class Method : public torch::nn::Module {
public:
    explicit Method(MethodConfig config) : config_(std::move(config)) {}

    /// Of the backbone's blocks; none where nothing can be pruned.
    virtual std::vector<InnerLayers> innerLayers() { return {}; }
    /// The backbone's maps. `images`: [B, 3, H, W], normalised, any memory format.
    virtual Taps taps(const at::Tensor& images) = 0;
    /// All that follows them.
    virtual MethodOutput outputs(const Taps& maps) = 0;
    MethodOutput forward(const at::Tensor& images) { return outputs(taps(images)); }
    /// The same for search, without gradients: `embedding`, `sparse`, `threshold` and `density`. On the CPU a
    /// picture's are the same bits in every batch.
    virtual MethodOutput codes(const Taps& maps);
    /// From text vectors [B, d_t]; undefined tensors where the method cannot.
    virtual MethodOutput forwardText(const at::Tensor& /*text*/) { return {}; }
    virtual LossTerms loss(const at::Tensor& images, const TrainingBatch& batch) = 0;
    /// Called after backward and before the optimiser's step.
    virtual void afterBackward() {}
    /// Called before each step with the share of training done.
    virtual void atProgress(double /*progress*/) {}
    /// Reads backbone weights from a model or a torchvision file.
    virtual Status loadBackbone(const std::filesystem::path& file) = 0;
    /// What fitEmbedding() wants many rows of, from training pictures; undefined where nothing is fitted.
    virtual at::Tensor featuresToFit(const at::Tensor& /*images*/) { return {}; }
    /// Starts the embedding from the whitening of these features [M, F].
    virtual void fitEmbedding(const at::Tensor& /*features*/) {}
    /// Parameters whose name begins so are left out of a shipped model.
    virtual std::vector<std::string> trainingOnly() const { return {}; }
    /// Factor on the learning rate of the named parameter.
    virtual double rateOf(const std::string& /*parameter*/) const { return 1.0; }
    /// Merges BatchNorm into convolutions; inference only from here on, the backbone's by `runtime`.
    virtual void fold(std::shared_ptr<LayerRuntime> runtime) = 0;
    /// SPQ's learnt parameters; empty without SPQ.
    virtual QuantizerParameters quantizer() const { return {}; }
    virtual double meanBits() const { return 32.0; }

    const MethodConfig& config() const { return config_; }
    /// Backbones compute in bfloat16 under autocast; heads and losses always in float32.
    void setBf16(bool on) { bf16_ = on; }
    double hyper(const std::string& name) const { return config_.hyper.at(name); }

protected:
    MethodConfig config_;
    bool bf16_ = false;
};

/// Unsupported for an unknown method or backbone, InvalidArgument for impossible sizes.
Result<std::shared_ptr<Method>> makeMethod(const MethodConfig& config);

using MethodMaker = std::shared_ptr<Method> (*)(const MethodConfig&, std::shared_ptr<Backbone>);

/// One method, as its file in core/nn/methods describes it and method_registry.cpp lists it.
struct MethodEntry {
    const char* name;                                        // as in configurations and cards
    const char* title;                                       // as the papers write it
    bool lkd = false, ase = false, spq = false, iqe = false; // on unless a configuration says otherwise
    bool ownFeatures = false;              // the embedding does not read C5's mean, nor a pyramid
    std::map<std::string, double> hyper{}; // defaults that differ from methodHyperParameters()
    MethodMaker make = nullptr;
};

/// In the papers' order. Thread-safe.
const std::vector<MethodEntry>& methodEntries();
/// nullptr for an unknown name.
const MethodEntry* findMethod(const std::string& name);

/// Every hyper-parameter a method may read, with its default and allowed range.
struct HyperParameter {
    const char* name;
    double standard, least, most;
    const char* meaning;
};
const std::vector<HyperParameter>& methodHyperParameters();

} // namespace sparlet::nn
