// What all methods share, from the backbone to the code: pooled features → embedding → margin classifier,
// with LKD, ASE and SPQ as parts that any of them can have. A method of its own only says what its features
// are.
#pragma once

#include "nn/ase_internal.h"
#include "nn/heads_internal.h"
#include "nn/inference_head_internal.h"
#include "nn/method_internal.h"
#include "nn/spq_internal.h"

#include <memory>
#include <string>
#include <vector>

namespace sparlet::nn {

/// By itself the baseline (SPARSE §4.1.2).
///
/// A method that derives from it and makes features of its own gives their number to the constructor and
/// overrides features(); register what it needs in its constructor.
class EmbeddingMethod : public Method {
public:
    /// `features`: F, what features() returns; 0: those of the baseline.
    EmbeddingMethod(const MethodConfig& config, std::shared_ptr<Backbone> backbone, int features = 0);

    std::vector<InnerLayers> innerLayers() override { return backbone_->innerLayers(); }
    Taps taps(const at::Tensor& images) override;
    MethodOutput outputs(const Taps& maps) override;
    MethodOutput codes(const Taps& maps) override;
    MethodOutput forwardText(const at::Tensor& text) override;
    /// class_weight·L_LKD (or the margin classifier's cross entropy alone) + λ₁·L_SPQ + λ₂·L_sparsity +
    /// λ₃·L_triplet (SPARSE §3.6), each where the method has the part.
    LossTerms loss(const at::Tensor& images, const TrainingBatch& batch) override;
    void afterBackward() override;
    void atProgress(double progress) override;
    void fold(std::shared_ptr<LayerRuntime> runtime) override;
    Status loadBackbone(const std::filesystem::path& file) override;
    at::Tensor featuresToFit(const at::Tensor& images) override;
    void fitEmbedding(const at::Tensor& features) override;
    std::vector<std::string> trainingOnly() const override { return {"lkd_head.", "reference."}; }
    double rateOf(const std::string& parameter) const override;
    QuantizerParameters quantizer() const override;
    double meanBits() const override { return spq_ ? spq_->bits().mean().item<double>() : 32.0; }
    void train(bool on = true) override;

protected:
    /// [B, F] float32, what the embedding reads. `pooled`: C5 pooled [B, C5].
    virtual at::Tensor features(const Taps& maps, const at::Tensor& pooled);

    std::shared_ptr<Backbone> backbone_;

private:
    MethodOutput embed(const Taps& maps);
    at::Tensor featuresForSearch(const Taps& maps);
    void sparsify(MethodOutput& out);
    at::Tensor classLoss(const MethodOutput& out, const at::Tensor& cosines, const TrainingBatch& batch,
                         LossTerms& terms);
    at::Tensor probabilityLoss(const at::Tensor& cosines, const TrainingBatch& batch);
    at::Tensor structureLoss(const at::Tensor& features, const at::Tensor& codes);
    void addTriplet(const TrainingBatch& batch, LossTerms& terms);
    void addSparsity(const MethodOutput& out, double progress, LossTerms& terms);
    void addQuantization(double progress, LossTerms& terms);
    bool frozenBackbone() const { return hyper("freeze_backbone") > 0; }

    bool ownFeatures_;
    bool folded_ = false;
    std::unique_ptr<const InferenceHead> inference_; // once codes() was asked for on the CPU
    Pooling pool_{nullptr};
    PyramidPooling pyramid_{nullptr};      // with hyper "pyramid"
    torch::nn::Linear reference_{nullptr}; // the whitening, kept; with hyper "structure_weight"
    EmbeddingHead embedding_{nullptr};
    CosineClassifier classifier_{nullptr};
    DistillationHead head_{nullptr};
    torch::nn::Linear textProjection_{nullptr};
    SparseEncoder ase_{nullptr};
    Quantizer spq_{nullptr};
    at::Tensor z_; // this step's codes, until afterBackward() has read their gradient
    double progress_ = 0;
};

} // namespace sparlet::nn
