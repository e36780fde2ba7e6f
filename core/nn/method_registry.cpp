// The one place that names the methods. A new method: one file in core/nn/methods, and its two lines here.
#include "nn/method_internal.h"

#include <algorithm>

namespace sparlet::nn {

MethodEntry baselineMethod();
MethodEntry maceMethod();
MethodEntry spcaMethod();
MethodEntry dscfMethod();
MethodEntry sparseMethod();
MethodEntry hamletMethod();

const std::vector<MethodEntry>& methodEntries() {
    static const std::vector<MethodEntry> entries = {
        baselineMethod(), maceMethod(), spcaMethod(), dscfMethod(), sparseMethod(), hamletMethod(),
    };
    return entries;
}

const MethodEntry* findMethod(const std::string& name) {
    const auto& entries = methodEntries();
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const MethodEntry& entry) { return name == entry.name; });
    return found == entries.end() ? nullptr : &*found;
}

Result<std::shared_ptr<Method>> makeMethod(const MethodConfig& config) {
    const auto* entry = findMethod(config.method);
    if (entry == nullptr) {
        return Error{ErrorCode::Unsupported,
                     "The method '" + config.method + "' is not known to this build."};
    }
    if (config.dimensions < 32 || config.dimensions > 512) {
        return Error{ErrorCode::InvalidArgument,
                     "An embedding has 32 to 512 dimensions, not " + std::to_string(config.dimensions) + "."};
    }
    if (config.classes < 1 || config.classes > 65535) {
        return Error{ErrorCode::InvalidArgument,
                     "A model needs 1 to 65,535 classes, not " + std::to_string(config.classes) + "."};
    }
    if (config.lkd && (config.textDimensions < 1 || config.textDimensions > 4096)) {
        return Error{ErrorCode::InvalidArgument,
                     "LKD needs text vectors of 1 to 4,096 dimensions; give class "
                     "descriptions or leave LKD out."};
    }
    MethodConfig complete = config;
    for (const auto& [name, value] : entry->hyper)
        complete.hyper.try_emplace(name, value);
    for (const auto& known : methodHyperParameters())
        complete.hyper.try_emplace(known.name, known.standard);
    if (entry->ownFeatures && (complete.hyper["pyramid"] > 0 || complete.hyper["structure_weight"] > 0)) {
        return Error{ErrorCode::InvalidArgument, std::string(entry->title) +
                                                     " makes features of its own; leave 'pyramid' and "
                                                     "'structure_weight' at 0."};
    }
    auto backbone = makeBackbone(config.backbone);
    complete.backbone.blank = false; // a network made after this one's configuration begins as any
    if (!backbone) return backbone.error();
    return entry->make(complete, std::move(backbone).value());
}

MethodOutput Method::codes(const Taps& maps) {
    if (!maps.c5.device().is_cpu()) return outputs(maps);
    std::vector<at::Tensor> embedding, sparse, threshold, density;
    for (std::int64_t i = 0; i < maps.c5.size(0); ++i) {
        const auto one = outputs(maps.pictureAt(i));
        embedding.push_back(one.embedding);
        sparse.push_back(one.sparse);
        threshold.push_back(one.threshold);
        density.push_back(one.density);
    }
    MethodOutput out;
    out.embedding = torch::cat(embedding);
    out.sparse = torch::cat(sparse);
    out.threshold = torch::cat(threshold);
    out.density = torch::cat(density);
    return out;
}

const std::vector<HyperParameter>& methodHyperParameters() {
    static const std::vector<HyperParameter> known = {
        {"gem_p", 0, 0, 10, "pooling: 0 the mean, otherwise the start of GeM's learnt exponent"},
        {"pyramid", 0, 0, 1, "1: the embedding reads C3, C4 and C5 over a coarse grid instead of C5's mean"},
        {"freeze_backbone", 0, 0, 1, "1: only what follows the backbone is trained"},
        {"structure_weight", 0, 0, 1000,
         "weight of keeping the whitened features' similarities in the codes"},
        {"reference_dimensions", 256, 32, 1024, "dimensions of those whitened features"},
        {"class_weight", 1, 0, 10, "weight of the class losses (cross entropy and LKD)"},
        {"text_weight", 1, 0, 100, "weight of the projection of texts into the embedding, for text queries"},
        {"scale", 16, 1, 64, "scale s of the cosine classifier"},
        {"margin", 0.2, 0, 0.9, "additive margin m of the cosine classifier"},
        {"label_smoothing", 0.1, 0, 0.5, "label smoothing"},
        {"triplet_weight", 0.1, 0, 10, "weight of the triplet loss (SPARSE: lambda 3)"},
        {"triplet_from", 0.6, 0, 1, "share of training after which the triplet loss takes part"},
        {"lkd_alpha", 0.3, 0, 1, "alpha of LKD: weight of the divergence against the cross entropy"},
        {"lkd_temperature", 2, 0.1, 20, "temperature of the student in LKD"},
        {"lkd_align", 1, 0, 10, "weight of the distance between LKD's head and the text"},
        {"dense_share", 0.25, 0, 1, "share of the class loss read from the embedding before ASE"},
        {"target_density", 0.25, 0.1, 0.95, "lambda* of ASE at the end of training"},
        {"density_from", 0.3, 0, 1, "share of training where lambda* leaves 0.9"},
        {"density_to", 0.7, 0, 1, "share of training where lambda* reaches its target"},
        {"sparsity_weight", 3, 0, 100, "weight of the sparsity loss (SPARSE: lambda 2)"},
        {"ase_temperature", 0.5, 0.001, 10, "softness of ASE's gradient at the start"},
        {"ase_temperature_end", 0.05, 0.001, 10, "softness of ASE's gradient at the end"},
        {"ase_anneal_to", 0.8, 0.01, 1, "share of training over which the softness falls"},
        {"spq_weight", 1, 0, 100, "weight of the quantisation loss (SPARSE: lambda 1)"},
        {"spq_beta", 0.1, 0, 100, "beta of SPQ: weight of the importance-weighted error"},
        {"spq_from", 0.2, 0, 1, "share of training where SPQ begins"},
        {"spq_to", 0.4, 0, 1, "share of training where SPQ has its full weight"},
        {"spq_freeze_at", 0.8, 0, 1, "share of training after which widths are whole numbers"},
        {"mean_bits", 4, 2, 8, "budget of SPQ: mean bits a dimension"},
        {"start_bits", 4.5, 2, 8, "bits a dimension at the start"},
        {"bits_penalty", 1, 0, 100, "weight of the squared mean bits over the budget"},
        {"bits_rate", 10, 0, 1000, "factor on the learning rate of SPQ's widths"},
    };
    return known;
}

} // namespace sparlet::nn
