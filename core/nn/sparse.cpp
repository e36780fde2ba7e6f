// SPARSE: LKD, ASE and SPQ on the baseline's embedding (IQE is core/search's). Every part can be left out.
#include "nn/ase_internal.h"
#include "nn/losses_internal.h"
#include "nn/method_internal.h"
#include "nn/spq_internal.h"

#include <algorithm>

namespace sparlet::nn {
namespace {

/// 0 before `from`, 1 after `to`, linear between.
double ramp(double x, double from, double to) {
    return std::clamp((x - from) / std::max(1e-9, to - from), 0.0, 1.0);
}

class SparseMethod : public BaselineMethod {
public:
    SparseMethod(const MethodConfig& config, std::shared_ptr<Backbone> backbone)
        : BaselineMethod(config, std::move(backbone)) {
        if (config.lkd) {
            head_ = register_module("lkd_head",
                                    DistillationHead(backbone_->channels()[3], config.textDimensions));
            textProjection_ = register_module("text_projection",
                                              torch::nn::Linear(config.textDimensions, config.dimensions));
        }
        if (config.ase) ase_ = register_module("ase", SparseEncoder(config.dimensions));
        if (config.spq) {
            spq_ = register_module("spq", Quantizer(config.dimensions, hyper("start_bits")));
        }
    }

    MethodOutput outputs(const Taps& maps) override {
        auto out = embed(maps);
        sparsify(out);
        return out;
    }

    MethodOutput forwardText(const at::Tensor& text) override {
        if (!textProjection_) return {};
        MethodOutput out;
        out.embedding = unitRows(textProjection_->forward(text));
        out.sparse = out.embedding;
        out.threshold = torch::zeros({text.size(0)}, text.options());
        out.density = torch::ones({text.size(0)}, text.options());
        sparsify(out);
        return out;
    }

    LossTerms loss(const at::Tensor& images, const TrainingBatch& batch) override {
        auto out = embed(taps(images));
        sparsify(out);
        z_ = out.sparse;
        if (z_.requires_grad()) z_.retain_grad();

        LossTerms terms;
        const auto cosines = classifier_->forward(z_);
        terms.predicted = cosines.detach().argmax(1);
        terms.density = out.density.detach().mean();
        terms.total = classLoss(out, cosines, batch, terms);
        if (reference_) {
            const auto kept = structureLoss(out.features, z_) + structureLoss(out.features, out.embedding);
            terms.total = terms.total + hyper("structure_weight") * kept;
        }
        addTriplet(batch, terms);
        if (ase_) addSparsity(out, batch.progress, terms);
        if (spq_) addQuantization(batch.progress, terms);
        return terms;
    }

    void afterBackward() override {
        if (spq_ && !spq_->frozen() && z_.defined() && z_.grad().defined()) {
            spq_->observeImportance(z_, z_.grad());
        }
        z_ = at::Tensor();
    }

    void atProgress(double progress) override {
        progress_ = progress;
        if (spq_ && progress >= hyper("spq_freeze_at")) spq_->freeze();
    }

    std::vector<std::string> trainingOnly() const override { return {"lkd_head.", "reference."}; }
    double rateOf(const std::string& parameter) const override {
        return parameter == "spq.bits" ? hyper("bits_rate") : BaselineMethod::rateOf(parameter);
    }
    QuantizerParameters quantizer() const override {
        return spq_ ? spq_->parameters() : QuantizerParameters{};
    }
    double meanBits() const override { return spq_ ? spq_->bits().mean().item<double>() : 32.0; }

private:
    void sparsify(MethodOutput& out) {
        if (!ase_) return;
        const double heat = ramp(progress_, 0.0, hyper("ase_anneal_to"));
        const double temperature =
            hyper("ase_temperature") * (1.0 - heat) + hyper("ase_temperature_end") * heat;
        auto code = ase_->forward(out.embedding, temperature);
        out.sparse = code.z;
        out.threshold = code.threshold;
        out.density = code.density;
    }

    /// L_LKD = α·KL + (1−α)·CE + the cosine terms (SPARSE §3.2); CE alone without LKD. p_θ is read from z,
    /// and with weight `dense_share` from the float embedding, so that both stay good to search with. The
    /// projection of texts into the embedding learns from it and does not move it; it has its own weight.
    at::Tensor classLoss(const MethodOutput& out, const at::Tensor& cosines, const TrainingBatch& batch,
                         LossTerms& terms) {
        const double dense = ase_ ? hyper("dense_share") : 0.0;
        auto sum = probabilityLoss(cosines, batch);
        if (dense > 0) {
            sum = (1.0 - dense) * sum + dense * probabilityLoss(classifier_->forward(out.embedding), batch);
        }
        if (!head_ || !batch.text.defined()) return hyper("class_weight") * sum;
        const auto aligned = cosineDistance(head_->forward(out.pooled), batch.text);
        const auto mapped =
            cosineDistance(unitRows(textProjection_->forward(batch.text)), out.embedding.detach());
        sum = sum + hyper("lkd_align") * aligned;
        terms.lkd = (sum + mapped).detach();
        return hyper("class_weight") * sum + hyper("text_weight") * mapped;
    }

    at::Tensor probabilityLoss(const at::Tensor& cosines, const TrainingBatch& batch) {
        const auto logits = marginLogits(cosines, batch.labels, hyper("scale"), hyper("margin"));
        const auto ce = smoothedCrossEntropy(logits, batch.labels, hyper("label_smoothing"));
        if (!head_ || !batch.text.defined()) return ce;
        const double alpha = hyper("lkd_alpha");
        const auto teacher = textClassProbabilities(batch.text, batch.classText);
        const auto kl = distillationDivergence(teacher, cosines * hyper("scale"), hyper("lkd_temperature"));
        return alpha * kl + (1.0 - alpha) * ce;
    }

    void addTriplet(const TrainingBatch& batch, LossTerms& terms) {
        if (hyper("triplet_weight") <= 0 || batch.progress < hyper("triplet_from")) return;
        const auto triplet = batchHardTriplet(z_, batch.labels);
        terms.total = terms.total + hyper("triplet_weight") * triplet;
        terms.triplet = triplet.detach();
    }

    /// L_sparsity = (mean λ − λ*)² + 1e-4·‖z‖₁ with λ* going from 0.9 to the target.
    void addSparsity(const MethodOutput& out, double progress, LossTerms& terms) {
        const double way = ramp(progress, hyper("density_from"), hyper("density_to"));
        const double wanted = 0.9 + (hyper("target_density") - 0.9) * way;
        const auto off = out.density.mean() - wanted;
        const auto sparsity = off * off + 1e-4 * z_.abs().sum(1).mean();
        terms.total = terms.total + hyper("sparsity_weight") * sparsity;
        terms.sparsity = sparsity.detach();
    }

    void addQuantization(double progress, LossTerms& terms) {
        const double strength = ramp(progress, hyper("spq_from"), hyper("spq_to"));
        if (strength <= 0) return;
        spq_->observeRange(z_);
        auto spq = spq_->loss(z_, hyper("spq_beta"));
        terms.total = terms.total + hyper("spq_weight") * strength * spq;
        if (!spq_->frozen()) {
            const auto over = torch::relu(spq_->bits().mean() - hyper("mean_bits"));
            terms.total = terms.total + hyper("bits_penalty") * strength * over * over;
        }
        terms.spq = spq.detach();
    }

    DistillationHead head_{nullptr};
    torch::nn::Linear textProjection_{nullptr};
    SparseEncoder ase_{nullptr};
    Quantizer spq_{nullptr};
    at::Tensor z_;
    double progress_ = 0;
};

} // namespace

std::shared_ptr<Method> makeSparse(const MethodConfig& config, std::shared_ptr<Backbone> backbone) {
    return std::make_shared<SparseMethod>(config, std::move(backbone));
}

} // namespace sparlet::nn
