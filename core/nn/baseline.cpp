#include "nn/losses_internal.h"
#include "nn/method_internal.h"
#include "nn/model_file_internal.h"

namespace sparlet::nn {

BaselineMethod::BaselineMethod(const MethodConfig& config, std::shared_ptr<Backbone> backbone)
    : Method(config), backbone_(std::move(backbone)) {
    int features = backbone_->channels()[3];
    register_module("backbone", backbone_);
    pool_ = register_module("pool", Pooling(hyper("gem_p")));
    if (hyper("pyramid") > 0) {
        pyramid_ = register_module("pyramid", PyramidPooling(backbone_->channels()));
        features = pyramid_->features();
    }
    embedding_ = register_module("embedding", EmbeddingHead(features, config.dimensions));
    classifier_ = register_module("classifier", CosineClassifier(config.dimensions, config.classes));
    if (hyper("structure_weight") > 0) {
        const auto width = static_cast<std::int64_t>(hyper("reference_dimensions"));
        reference_ = register_module("reference", torch::nn::Linear(features, width));
    }
}

Taps BaselineMethod::taps(const at::Tensor& images) {
    const torch::AutoGradMode gradients(torch::GradMode::is_enabled() && !frozenBackbone());
    const AutocastGuard autocast(images.device().type(), bf16_);
    return backbone_->forward(images);
}

MethodOutput BaselineMethod::embed(const Taps& maps) {
    MethodOutput out;
    out.pooled = pool_->forward(maps.c5);
    out.features = pyramid_ ? pyramid_->forward(maps) : out.pooled;
    out.embedding = embedding_->forward(out.features);
    out.sparse = out.embedding;
    out.threshold = torch::zeros({out.embedding.size(0)}, out.embedding.options());
    out.density = torch::ones({out.embedding.size(0)}, out.embedding.options());
    return out;
}

Status BaselineMethod::loadBackbone(const std::filesystem::path& file) {
    return loadBackboneWeights(*backbone_, file);
}

at::Tensor BaselineMethod::featuresToFit(const at::Tensor& images) {
    torch::NoGradGuard noGrad;
    return pyramid_ ? pyramid_->raw(taps(images)) : at::Tensor();
}

void BaselineMethod::fitEmbedding(const at::Tensor& features) {
    torch::NoGradGuard noGrad;
    pyramid_->setMean(features.mean(0));
    const auto x = pyramid_->normalised(features);
    embedding_->setWhitening(fitWhitening(x, config_.dimensions));
    if (!reference_) return;
    const auto wide = fitWhitening(x, static_cast<int>(hyper("reference_dimensions")));
    reference_->weight.copy_(wide.projection.t());
    reference_->bias.copy_(-torch::matmul(wide.mean, wide.projection));
}

at::Tensor BaselineMethod::structureLoss(const at::Tensor& features, const at::Tensor& codes) {
    at::Tensor wanted;
    {
        torch::NoGradGuard noGrad;
        const auto whitened = unitRows(reference_->forward(features));
        wanted = torch::matmul(whitened, whitened.t());
    }
    const auto off = torch::matmul(codes, codes.t()) - wanted;
    return (off * off).mean();
}

double BaselineMethod::rateOf(const std::string& parameter) const {
    const bool fixed =
        parameter.rfind("reference.", 0) == 0 || (frozenBackbone() && parameter.rfind("backbone.", 0) == 0);
    return fixed ? 0.0 : 1.0;
}

void BaselineMethod::train(bool on) {
    Method::train(on);
    // Frozen means its running statistics too.
    if (frozenBackbone()) backbone_->eval();
}

LossTerms BaselineMethod::loss(const at::Tensor& images, const TrainingBatch& batch) {
    const auto out = embed(taps(images));
    const auto cosines = classifier_->forward(out.embedding);
    LossTerms terms;
    terms.total = smoothedCrossEntropy(marginLogits(cosines, batch.labels, hyper("scale"), hyper("margin")),
                                       batch.labels, hyper("label_smoothing")) *
                  hyper("class_weight");
    if (reference_) {
        terms.total = terms.total + hyper("structure_weight") * structureLoss(out.features, out.embedding);
    }
    if (hyper("triplet_weight") > 0 && batch.progress >= hyper("triplet_from")) {
        const auto triplet = batchHardTriplet(out.embedding, batch.labels);
        terms.total = terms.total + hyper("triplet_weight") * triplet;
        terms.triplet = triplet.detach();
    }
    terms.predicted = cosines.detach().argmax(1);
    terms.density = out.density.mean();
    return terms;
}

std::shared_ptr<Method> makeBaseline(const MethodConfig& config, std::shared_ptr<Backbone> backbone) {
    return std::make_shared<BaselineMethod>(config, std::move(backbone));
}

} // namespace sparlet::nn
