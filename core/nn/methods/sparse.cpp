// SPARSE (§3): LKD, ASE and SPQ on the baseline's embedding; IQE is core/search's. Every part can be left
// out.
#include "nn/embedding_method_internal.h"

namespace sparlet::nn {

MethodEntry sparseMethod() {
    MethodEntry entry{"sparse", "SPARSE"};
    entry.lkd = entry.ase = entry.spq = entry.iqe = true;
    entry.make = [](const MethodConfig& config, std::shared_ptr<Backbone> backbone) {
        return std::shared_ptr<Method>(std::make_shared<EmbeddingMethod>(config, std::move(backbone)));
    };
    return entry;
}

} // namespace sparlet::nn
