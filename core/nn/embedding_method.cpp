#include "nn/embedding_method_internal.h"
#include "nn/encoder.h"
#include "nn/losses_internal.h"
#include "nn/model_file_internal.h"

#include <algorithm>

namespace sparlet::nn {
namespace {

/// 0 before `from`, 1 after `to`, linear between.
double ramp(double x, double from, double to) {
    return std::clamp((x - from) / std::max(1e-9, to - from), 0.0, 1.0);
}

} // namespace

EmbeddingMethod::EmbeddingMethod(const MethodConfig& config, std::shared_ptr<Backbone> backbone, int features)
    : Method(config), backbone_(std::move(backbone)), ownFeatures_(features != 0) {
    register_module("backbone", backbone_);
    pool_ = register_module("pool", Pooling(hyper("gem_p")));
    if (features == 0) {
        features = backbone_->channels()[3];
        if (hyper("pyramid") > 0) {
            pyramid_ = register_module("pyramid", PyramidPooling(backbone_->channels()));
            features = pyramid_->features();
        }
    }
    embedding_ = register_module("embedding", EmbeddingHead(features, config.dimensions));
    classifier_ = register_module("classifier", CosineClassifier(config.dimensions, config.classes));
    if (hyper("structure_weight") > 0) {
        const auto width = static_cast<std::int64_t>(hyper("reference_dimensions"));
        reference_ = register_module("reference", torch::nn::Linear(features, width));
    }
    if (config.lkd) {
        head_ =
            register_module("lkd_head", DistillationHead(backbone_->channels()[3], config.textDimensions));
        textProjection_ =
            register_module("text_projection", torch::nn::Linear(config.textDimensions, config.dimensions));
    }
    if (config.ase) ase_ = register_module("ase", SparseEncoder(config.dimensions));
    if (config.spq) spq_ = register_module("spq", Quantizer(config.dimensions, hyper("start_bits")));
}

Taps EmbeddingMethod::taps(const at::Tensor& images) {
    const torch::AutoGradMode gradients(torch::GradMode::is_enabled() && !frozenBackbone());
    const AutocastGuard autocast(images.device().type(), bf16_);
    return backbone_->forward(images);
}

at::Tensor EmbeddingMethod::features(const Taps& maps, const at::Tensor& pooled) {
    return pyramid_ ? pyramid_->forward(maps) : pooled;
}

MethodOutput EmbeddingMethod::embed(const Taps& maps) {
    MethodOutput out;
    out.pooled = pool_->forward(maps.c5);
    out.features = features(maps, out.pooled);
    out.embedding = embedding_->forward(out.features);
    out.sparse = out.embedding;
    out.threshold = torch::zeros({out.embedding.size(0)}, out.embedding.options());
    out.density = torch::ones({out.embedding.size(0)}, out.embedding.options());
    return out;
}

MethodOutput EmbeddingMethod::outputs(const Taps& maps) {
    auto out = embed(maps);
    sparsify(out);
    return out;
}

void EmbeddingMethod::fold(std::shared_ptr<LayerRuntime> runtime) {
    backbone_->fold(std::move(runtime));
    folded_ = true;
}

MethodOutput EmbeddingMethod::codes(const Taps& maps) {
    if (!folded_ || !maps.c5.device().is_cpu()) return Method::codes(maps);
    if (!inference_) inference_ = std::make_unique<InferenceHead>(*embedding_, ase_ ? ase_.get() : nullptr);
    return inference_->forward(featuresForSearch(maps));
}

at::Tensor EmbeddingMethod::featuresForSearch(const Taps& maps) {
    if (!ownFeatures_ && pyramid_) return pyramidFeatures(*pyramid_, maps);
    if (!ownFeatures_ && pool_->isMean()) return meansOfPlaces(maps.c5);
    std::vector<at::Tensor> rows;
    for (std::int64_t i = 0; i < maps.c5.size(0); ++i) {
        const auto one = maps.pictureAt(i);
        rows.push_back(features(one, pool_->forward(one.c5)));
    }
    return torch::cat(rows, 0);
}

MethodOutput EmbeddingMethod::forwardText(const at::Tensor& text) {
    if (!textProjection_) return {};
    MethodOutput out;
    out.embedding = unitRows(textProjection_->forward(text));
    out.sparse = out.embedding;
    out.threshold = torch::zeros({text.size(0)}, text.options());
    out.density = torch::ones({text.size(0)}, text.options());
    sparsify(out);
    return out;
}

LossTerms EmbeddingMethod::loss(const at::Tensor& images, const TrainingBatch& batch) {
    auto out = outputs(taps(images));
    z_ = out.sparse;
    if (z_.requires_grad()) z_.retain_grad();

    LossTerms terms;
    terms.embedding = out.embedding;
    const auto cosines = classifier_->forward(z_);
    terms.predicted = cosines.detach().argmax(1);
    terms.density = out.density.detach().mean();
    terms.total = classLoss(out, cosines, batch, terms);
    if (reference_) {
        auto kept = structureLoss(out.features, z_);
        if (ase_) kept = kept + structureLoss(out.features, out.embedding);
        terms.total = terms.total + hyper("structure_weight") * kept;
    }
    addTriplet(batch, terms);
    if (ase_) addSparsity(out, batch.progress, terms);
    if (spq_) addQuantization(batch.progress, terms);
    return terms;
}

void EmbeddingMethod::afterBackward() {
    if (spq_ && !spq_->frozen() && z_.defined() && z_.grad().defined()) {
        spq_->observeImportance(z_, z_.grad());
    }
    z_ = at::Tensor();
}

void EmbeddingMethod::atProgress(double progress) {
    progress_ = progress;
    if (spq_ && progress >= hyper("spq_freeze_at")) spq_->freeze();
}

void EmbeddingMethod::sparsify(MethodOutput& out) {
    if (!ase_) return;
    const double heat = ramp(progress_, 0.0, hyper("ase_anneal_to"));
    const double temperature = hyper("ase_temperature") * (1.0 - heat) + hyper("ase_temperature_end") * heat;
    auto code = ase_->forward(out.embedding, temperature);
    out.sparse = code.z;
    out.threshold = code.threshold;
    out.density = code.density;
}

/// L_LKD = α·KL + (1−α)·CE + the cosine terms (SPARSE §3.2); CE alone without LKD. p_θ is read from z, and
/// with weight `dense_share` from the float embedding, so that both stay good to search with. The projection
/// of texts into the embedding learns from it and does not move it; it has its own weight.
at::Tensor EmbeddingMethod::classLoss(const MethodOutput& out, const at::Tensor& cosines,
                                      const TrainingBatch& batch, LossTerms& terms) {
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

at::Tensor EmbeddingMethod::probabilityLoss(const at::Tensor& cosines, const TrainingBatch& batch) {
    const auto logits = marginLogits(cosines, batch.labels, hyper("scale"), hyper("margin"));
    const auto ce = smoothedCrossEntropy(logits, batch.labels, hyper("label_smoothing"));
    if (!head_ || !batch.text.defined()) return ce;
    const double alpha = hyper("lkd_alpha");
    const auto teacher = textClassProbabilities(batch.text, batch.classText);
    const auto kl = distillationDivergence(teacher, cosines * hyper("scale"), hyper("lkd_temperature"));
    return alpha * kl + (1.0 - alpha) * ce;
}

/// Mean squared difference between the cosines of `codes` and those of the whitened features they stand for
/// (similarity-preserving, Tung and Mori 2019). Only with a fitted reference.
at::Tensor EmbeddingMethod::structureLoss(const at::Tensor& features, const at::Tensor& codes) {
    at::Tensor wanted;
    {
        torch::NoGradGuard noGrad;
        const auto whitened = unitRows(reference_->forward(features));
        wanted = torch::matmul(whitened, whitened.t());
    }
    const auto off = torch::matmul(codes, codes.t()) - wanted;
    return (off * off).mean();
}

void EmbeddingMethod::addTriplet(const TrainingBatch& batch, LossTerms& terms) {
    if (hyper("triplet_weight") <= 0 || batch.progress < hyper("triplet_from")) return;
    const auto triplet = batchHardTriplet(z_, batch.labels);
    terms.total = terms.total + hyper("triplet_weight") * triplet;
    terms.triplet = triplet.detach();
}

/// L_sparsity = (mean λ − λ*)² + 1e-4·‖z‖₁ with λ* going from 0.9 to the target.
void EmbeddingMethod::addSparsity(const MethodOutput& out, double progress, LossTerms& terms) {
    const double way = ramp(progress, hyper("density_from"), hyper("density_to"));
    const double wanted = 0.9 + (hyper("target_density") - 0.9) * way;
    const auto off = out.density.mean() - wanted;
    const auto sparsity = off * off + 1e-4 * z_.abs().sum(1).mean();
    terms.total = terms.total + hyper("sparsity_weight") * sparsity;
    terms.sparsity = sparsity.detach();
}

void EmbeddingMethod::addQuantization(double progress, LossTerms& terms) {
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

Status EmbeddingMethod::loadBackbone(const std::filesystem::path& file) {
    // Weights alone, torchvision's for one, have no card; their shapes have to tell.
    if (const auto other = readModelInfo(file)) {
        const auto& own = config_.backbone;
        const auto refuse = [&](const std::string& why) {
            return Error{ErrorCode::InvalidArgument,
                         "The backbone of the model file '" + file.string() + "' " + why};
        };
        if (other->backbone != own.name)
            return refuse("is a " + other->backbone + ", not a " + own.name + "; choose that one.");
        if (other->smallImageStem != own.smallImageStem) {
            return refuse(own.smallImageStem
                              ? "has the standard stem; ask for it (--standard-stem)."
                              : "has the stem for small images; do not ask for the standard one.");
        }
        if (other->innerChannels != own.innerChannels)
            return refuse("has other channels, for it was pruned.");
    }
    return loadBackboneWeights(*backbone_, file);
}

at::Tensor EmbeddingMethod::featuresToFit(const at::Tensor& images) {
    torch::NoGradGuard noGrad;
    return pyramid_ ? pyramid_->raw(taps(images)) : at::Tensor();
}

void EmbeddingMethod::fitEmbedding(const at::Tensor& features) {
    torch::NoGradGuard noGrad;
    pyramid_->setMean(features.mean(0));
    const auto x = pyramid_->normalised(features);
    embedding_->setWhitening(fitWhitening(x, config_.dimensions));
    if (!reference_) return;
    const auto wide = fitWhitening(x, static_cast<int>(hyper("reference_dimensions")));
    reference_->weight.copy_(wide.projection.t());
    reference_->bias.copy_(-torch::matmul(wide.mean, wide.projection));
}

double EmbeddingMethod::rateOf(const std::string& parameter) const {
    if (parameter == "spq.bits") return hyper("bits_rate");
    const bool fixed =
        parameter.rfind("reference.", 0) == 0 || (frozenBackbone() && parameter.rfind("backbone.", 0) == 0);
    return fixed ? 0.0 : 1.0;
}

QuantizerParameters EmbeddingMethod::quantizer() const {
    return spq_ ? spq_->parameters() : QuantizerParameters{};
}

void EmbeddingMethod::train(bool on) {
    Method::train(on);
    // Frozen means its running statistics too.
    if (frozenBackbone()) backbone_->eval();
}

} // namespace sparlet::nn
