#include "text/targets.h"

#include "base/printable.h"

#include <cmath>
#include <unordered_map>

namespace sparlet {

Result<std::vector<std::vector<float>>> encodeClasses(const DescriptionSet& set,
                                                      const std::vector<std::string>& classNames,
                                                      const TextEncoder& encoder) {
    std::vector<std::vector<float>> out;
    out.reserve(classNames.size());
    for (const std::string& name : classNames) {
        const ClassDescriptions* described = set.find(name);
        if (!described)
            return Error{ErrorCode::NotFound,
                         "The descriptions have no class “" + printable(name) + "”; add it to their file."};
        std::vector<float> rows;
        for (const std::string& text : described->descriptions) {
            const auto encoded = encoder.encode(text);
            if (encoded.ok()) rows.insert(rows.end(), encoded->vector.begin(), encoded->vector.end());
        }
        if (rows.empty())
            return Error{ErrorCode::InvalidArgument,
                         "No description of class “" + name +
                             "” has a word that the text encoder knows; describe it in "
                             "everyday English words."};
        out.push_back(std::move(rows));
    }
    return out;
}

ImageTexts encodeCaptions(const std::vector<Caption>& captions, const std::vector<std::string>& imageNames,
                          const TextEncoder& encoder) {
    const auto width = static_cast<std::size_t>(encoder.dimensions());
    std::unordered_map<std::string_view, std::vector<double>> sums;
    for (const Caption& caption : captions) {
        const auto encoded = encoder.encode(caption.text);
        if (!encoded.ok()) continue;
        auto& sum = sums[caption.image];
        sum.resize(width, 0.0);
        for (std::size_t d = 0; d < width; ++d)
            sum[d] += static_cast<double>(encoded->vector[d]);
    }
    ImageTexts out;
    out.vectors.assign(imageNames.size() * width, 0.0F);
    for (std::size_t i = 0; i < imageNames.size(); ++i) {
        double square = 0;
        const auto it = sums.find(imageNames[i]);
        if (it != sums.end())
            for (const double x : it->second)
                square += x * x;
        if (square < 1e-12) {
            out.withoutCaption.push_back(imageNames[i]);
            continue;
        }
        for (std::size_t d = 0; d < width; ++d)
            out.vectors[i * width + d] = static_cast<float>(it->second[d] / std::sqrt(square));
    }
    return out;
}

} // namespace sparlet
