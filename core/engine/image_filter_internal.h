// Which images a query may find, ready to be asked while a search goes over the codes.
#pragma once

#include "engine/reports.h"
#include "store/image_view.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace sparlet::engine {

/// Immutable; thread-safe. A bit an image, made by one pass over the columns that the filter is about.
class FilteredImages {
public:
    /// Null where the filter lets all images through.
    static std::shared_ptr<const FilteredImages> of(const store::ImageView& images,
                                                    const ImageFilter& filter);

    bool contains(ImageId image) const {
        const auto at = static_cast<std::uint64_t>(image) - static_cast<std::uint64_t>(lowest_);
        return at < bits_.size() ? bits_[static_cast<std::size_t>(at)] : isAmongFar(image);
    }
    std::size_t size() const { return count_; }
    /// All of them, rising, where they are at most one of 128 images; nothing where there are more.
    const std::optional<std::vector<ImageId>>& few() const { return few_; }

private:
    bool isAmongFar(ImageId image) const;

    ImageId lowest_ = 0;
    std::vector<bool> bits_;   // of the ids from lowest_ on
    std::vector<ImageId> far_; // rising; in place of bits, where ids are far apart
    std::size_t count_ = 0;
    std::optional<std::vector<ImageId>> few_{std::vector<ImageId>{}};
};

} // namespace sparlet::engine
