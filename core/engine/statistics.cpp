#include "engine/workspace_internal.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace sparlet::engine {

Result<CollectionStatistics> WorkspaceImpl::statistics(const std::string& name) {
    auto opened = open(name);
    if (!opened.ok()) return opened.error();
    auto model = modelOf(**opened);
    if (!model.ok()) return model.error();
    const auto& info = (*model)->info();
    const auto dimensions = static_cast<std::size_t>(info.dimensions);

    CollectionStatistics out;
    out.collection = name;
    out.images = static_cast<std::int64_t>((*opened)->view->images.size());
    out.dimensions = info.dimensions;
    out.bits = (*model)->codec().parameters().bits;
    out.importance = info.quantizer.importance;
    if (out.importance.empty()) out.importance.assign(dimensions, 1.0F);
    out.meanBits = std::accumulate(out.bits.begin(), out.bits.end(), 0.0) / static_cast<double>(dimensions);
    out.activity.assign(dimensions, 0.0);
    if (!(*opened)->index) return out;

    // The mask at the front of a code says which dimensions it has; nothing needs to be decoded.
    const auto& index = *(*opened)->index;
    const std::size_t maskBytes = index.codec().maskBytes();
    std::vector<std::uint64_t> used(dimensions, 0);
    out.densities.reserve(index.size());
    for (std::size_t row = 0; row < index.size(); ++row) {
        const auto code = index.code(row);
        int active = 0;
        for (std::size_t byte = 0; byte < maskBytes; ++byte) {
            for (unsigned bits = code[byte]; bits != 0; bits &= bits - 1) {
                ++used[byte * 8 + static_cast<std::size_t>(std::countr_zero(bits))];
                ++active;
            }
        }
        out.densities.push_back(static_cast<double>(active) / static_cast<double>(dimensions));
    }
    const auto rows = static_cast<double>(std::max<std::size_t>(index.size(), 1));
    for (std::size_t d = 0; d < dimensions; ++d)
        out.activity[d] = static_cast<double>(used[d]) / rows;
    out.meanDensity = std::accumulate(out.densities.begin(), out.densities.end(), 0.0) / rows;
    out.bytesPerImage = index.meanCodeBytes();
    std::sort(out.densities.begin(), out.densities.end());
    return out;
}

} // namespace sparlet::engine
