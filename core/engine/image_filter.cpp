#include "engine/image_filter_internal.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <string>

namespace sparlet::engine {

namespace {

constexpr std::size_t kShareOfFew = 128;

std::string folderPrefix(const std::string& folder) {
    std::error_code problem;
    const auto absolute = std::filesystem::absolute(folder, problem);
    std::string path = (problem ? std::filesystem::path(folder) : absolute).lexically_normal().string();
    return path.ends_with('/') ? path : path + "/";
}

/// What a row is asked; a label that no image has is asked for by no row.
class RowTest {
public:
    RowTest(const store::ImageView& images, const ImageFilter& filter)
        : images_(images), after_(filter.afterNs), before_(filter.beforeNs), least_(filter.minBytes),
          most_(filter.maxBytes), byLabel_(filter.label.has_value()) {
        for (std::uint32_t label = 0; byLabel_ && label < images.labels(); ++label)
            if (images.labelName(label) == *filter.label) label_ = label;
    }

    bool operator()(std::size_t row) const {
        if (byLabel_ && images_.labelOf(row) != label_) return false;
        if (least_ && images_.bytes(row) < *least_) return false;
        if (most_ && images_.bytes(row) > *most_) return false;
        if (after_ && images_.modifiedNs(row) < *after_) return false;
        return !before_ || images_.modifiedNs(row) < *before_;
    }

private:
    const store::ImageView& images_;
    std::optional<std::int64_t> after_, before_;
    std::optional<std::uint64_t> least_, most_;
    bool byLabel_;
    std::uint32_t label_ = std::numeric_limits<std::uint32_t>::max();
};

} // namespace

std::shared_ptr<const FilteredImages> FilteredImages::of(const store::ImageView& images,
                                                         const ImageFilter& filter) {
    if (filter == ImageFilter()) return nullptr;
    auto out = std::make_shared<FilteredImages>();
    if (images.size() == 0) return out;
    // Paths are sorted: a folder is a range of rows, and none of its paths is looked at.
    std::pair<std::size_t, std::size_t> range{0, images.size()};
    if (!filter.folder.empty()) range = images.rowsBelow(folderPrefix(filter.folder));
    const RowTest test(images, filter);
    out->lowest_ = images.idAt(0);
    const auto span =
        static_cast<std::uint64_t>(images.idAt(images.size() - 1)) - static_cast<std::uint64_t>(out->lowest_);
    const bool near = span / 64 <= images.size();
    if (near) out->bits_.assign(static_cast<std::size_t>(span) + 1, false);
    for (std::size_t row = range.first; row < range.second; ++row) {
        if (!test(row)) continue;
        const ImageId image = images.id(row);
        if (near)
            out->bits_[static_cast<std::size_t>(static_cast<std::uint64_t>(image) -
                                                static_cast<std::uint64_t>(out->lowest_))] = true;
        else
            out->far_.push_back(image);
        ++out->count_;
        if (!out->few_) continue;
        out->few_->push_back(image);
        if (out->few_->size() > images.size() / kShareOfFew) out->few_.reset();
    }
    if (out->few_) std::sort(out->few_->begin(), out->few_->end());
    std::sort(out->far_.begin(), out->far_.end());
    return out;
}

bool FilteredImages::isAmongFar(ImageId image) const {
    return std::binary_search(far_.begin(), far_.end(), image);
}

} // namespace sparlet::engine
