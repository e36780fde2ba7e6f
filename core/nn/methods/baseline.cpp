// Baseline (SPARSE §4.1.2): backbone, pooling, embedding, margin classifier. Nothing else.
#include "nn/embedding_method_internal.h"

namespace sparlet::nn {

MethodEntry baselineMethod() {
    MethodEntry entry{"baseline", "Baseline"};
    entry.make = [](const MethodConfig& config, std::shared_ptr<Backbone> backbone) {
        return std::shared_ptr<Method>(std::make_shared<EmbeddingMethod>(config, std::move(backbone)));
    };
    return entry;
}

} // namespace sparlet::nn
