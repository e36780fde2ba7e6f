#include "nn/losses_internal.h"
#include "nn/method_internal.h"

namespace sparlet::nn {

BaselineMethod::BaselineMethod(const MethodConfig& config, std::shared_ptr<Backbone> backbone)
    : Method(config), backbone_(std::move(backbone)) {
    const int features = backbone_->channels()[3];
    register_module("backbone", backbone_);
    pool_ = register_module("pool", Pooling(hyper("gem_p")));
    embedding_ = register_module("embedding", EmbeddingHead(features, config.dimensions));
    classifier_ = register_module("classifier", CosineClassifier(config.dimensions, config.classes));
}

MethodOutput BaselineMethod::embed(const at::Tensor& images) {
    MethodOutput out;
    {
        const AutocastGuard autocast(images.device().type(), bf16_);
        out.pooled = backbone_->forward(images).c5;
    }
    out.pooled = pool_->forward(out.pooled);
    out.embedding = embedding_->forward(out.pooled);
    out.sparse = out.embedding;
    out.threshold = torch::zeros({images.size(0)}, out.embedding.options());
    out.density = torch::ones({images.size(0)}, out.embedding.options());
    return out;
}

MethodOutput BaselineMethod::forward(const at::Tensor& images) {
    return embed(images);
}

LossTerms BaselineMethod::loss(const at::Tensor& images, const TrainingBatch& batch) {
    const auto out = embed(images);
    const auto cosines = classifier_->forward(out.embedding);
    LossTerms terms;
    terms.total = smoothedCrossEntropy(marginLogits(cosines, batch.labels, hyper("scale"), hyper("margin")),
                                       batch.labels, hyper("label_smoothing"));
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

}  // namespace sparlet::nn
