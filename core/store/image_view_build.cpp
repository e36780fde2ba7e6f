// The bytes of a view, from the catalogue.
#include "store/image_view.h"
#include "store/image_view_format_internal.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

namespace sparlet::store {
namespace {

/// What is held of an image while all are gathered.
struct Gathered {
    ImageId id = 0;
    std::uint64_t path = 0; // in the text of all paths
    std::uint64_t size = 0;
    std::int64_t modifiedNs = 0;
    std::int32_t width = 0, height = 0;
    std::uint32_t pathBytes = 0, label = 0;
    std::uint16_t threshold = 0, density = 0, codeBytes = 0;
};

void storeNumber(std::vector<std::uint8_t>& out, std::uint64_t number) {
    for (; number >= 0x80; number >>= 7)
        out.push_back(static_cast<std::uint8_t>(number | 0x80));
    out.push_back(static_cast<std::uint8_t>(number));
}

class ViewBuilder {
public:
    explicit ViewBuilder(const CollectionRecord& collection) : collection_(collection) {}

    Status gather(Catalogue& catalogue) {
        auto folders = catalogue.folders(collection_.id);
        if (!folders) return folders.error();
        setFolders(*folders);
        return catalogue.forEachImage(collection_.id, [&](const ImageRecord& image) -> Status {
            if (images_.size() >= kViewMaxRows)
                return Error{ErrorCode::TooLarge, "The collection \"" + collection_.name +
                                                      "\" has more images than Sparlet can open."};
            add(image);
            return {};
        });
    }

    void setFolders(const std::vector<FolderRecord>& folders) {
        for (const auto& folder : folders)
            begins_[folder.id] = folder.path.ends_with('/') ? folder.path : folder.path + "/";
        images_.reserve(static_cast<std::size_t>(std::max<std::int64_t>(0, collection_.images)));
    }

    void add(const ImageRecord& image) { add(image, begins_[image.folder]); }

    std::vector<std::uint8_t> bytes() {
        order();
        std::vector<std::uint8_t> out = header();
        const auto number = [&out](auto value) { storeView(out, value); };
        for (const auto& image : images_) // gathered by rising id
            number(image.id);
        std::vector<std::uint32_t> rowOfRank(rows_.size());
        for (std::size_t row = 0; row < rows_.size(); ++row)
            rowOfRank[rows_[row]] = static_cast<std::uint32_t>(row);
        for (const std::uint32_t row : rowOfRank)
            number(row);
        for (const std::uint32_t rank : rows_)
            number(rank);
        const auto column = [&](auto field) {
            for (const std::uint32_t rank : rows_)
                number(images_[rank].*field);
        };
        column(&Gathered::size);
        column(&Gathered::modifiedNs);
        column(&Gathered::width);
        column(&Gathered::height);
        column(&Gathered::label);
        column(&Gathered::threshold);
        column(&Gathered::density);
        column(&Gathered::codeBytes);
        for (const std::uint64_t offset : labelOffsets_)
            number(offset);
        for (const std::uint64_t offset : blockOffsets_)
            number(offset);
        out.insert(out.end(), labelText_.begin(), labelText_.end());
        out.insert(out.end(), pathText_.begin(), pathText_.end());
        finish(out);
        return out;
    }

private:
    void add(const ImageRecord& image, const std::string& begin) {
        Gathered one;
        one.id = image.id;
        one.path = text_.size();
        one.pathBytes = static_cast<std::uint32_t>(begin.size() + image.relativePath.size());
        text_ += begin;
        text_ += image.relativePath;
        one.size = image.size;
        one.modifiedNs = image.modifiedNs;
        one.width = image.width;
        one.height = image.height;
        one.label = static_cast<std::uint32_t>(
            labels_.emplace(image.label, static_cast<std::uint32_t>(labels_.size())).first->second);
        one.codeBytes = static_cast<std::uint16_t>(std::min<std::uint32_t>(image.codeBytes, 0x7FFF));
        if (image.shares) {
            one.threshold = image.shares->threshold;
            one.density = image.shares->density;
            one.codeBytes |= kViewHasShares;
        }
        images_.push_back(one);
    }

    std::string_view pathOf(std::uint32_t rank) const {
        return std::string_view(text_).substr(images_[rank].path, images_[rank].pathBytes);
    }

    void order() {
        rows_.resize(images_.size());
        std::iota(rows_.begin(), rows_.end(), 0U);
        std::sort(rows_.begin(), rows_.end(),
                  [&](std::uint32_t a, std::uint32_t b) { return pathOf(a) < pathOf(b); });
        blockOffsets_ = {0};
        std::string_view before;
        for (std::size_t row = 0; row < rows_.size(); ++row) {
            const std::string_view path = pathOf(rows_[row]);
            std::size_t shared = 0;
            if (row % ImageView::kPathsTogether != 0)
                shared = static_cast<std::size_t>(
                    std::mismatch(path.begin(), path.end(), before.begin(), before.end()).first -
                    path.begin());
            storeNumber(pathText_, shared);
            storeNumber(pathText_, path.size() - shared);
            pathText_.insert(pathText_.end(), path.begin() + static_cast<std::ptrdiff_t>(shared), path.end());
            before = path;
            if (row % ImageView::kPathsTogether == ImageView::kPathsTogether - 1 || row + 1 == rows_.size())
                blockOffsets_.push_back(pathText_.size());
        }
        std::vector<const std::string*> names(labels_.size());
        for (const auto& [name, label] : labels_)
            names[label] = &name;
        labelOffsets_ = {0};
        for (const std::string* name : names) {
            labelText_ += *name;
            labelOffsets_.push_back(labelText_.size());
        }
    }

    std::vector<std::uint8_t> header() const {
        std::vector<std::uint8_t> out(std::begin(kViewMagic), std::end(kViewMagic));
        constexpr std::uint64_t bytesOfARow = 8 + 4 + 4 + 8 + 8 + 4 + 4 + 4 + 2 + 2 + 2;
        const std::uint64_t end = kViewHeaderBytes + bytesOfARow * images_.size() +
                                  8 * (labelOffsets_.size() + blockOffsets_.size()) + labelText_.size() +
                                  pathText_.size();
        out.reserve(end);
        storeView(out, kViewVersion);
        storeView(out, kViewByteOrder);
        storeView(out, collection_.id);
        storeView(out, collection_.generation);
        storeView(out, std::uint64_t{images_.size()});
        storeView(out, std::uint64_t{labels_.size()});
        storeView(out, std::uint64_t{labelText_.size()});
        storeView(out, std::uint64_t{pathText_.size()});
        storeView(out, end);
        out.resize(kViewHeaderBytes, 0);
        return out;
    }

    static void finish(std::vector<std::uint8_t>& out) {
        const auto put = [&out](std::size_t at, std::uint32_t value) {
            for (std::size_t i = 0; i < 4; ++i)
                out[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
        };
        put(kViewBodyCrcAt, viewCrc(out.data() + kViewHeaderBytes, out.size() - kViewHeaderBytes));
        put(kViewHeaderCrcAt, viewCrc(out.data(), kViewHeaderCrcAt));
    }

    const CollectionRecord& collection_;
    std::map<FolderId, std::string> begins_;
    std::vector<Gathered> images_; // by rank
    std::string text_;
    std::unordered_map<std::string, std::uint32_t> labels_;
    std::vector<std::uint32_t> rows_; // ranks by path
    std::vector<std::uint64_t> labelOffsets_, blockOffsets_;
    std::string labelText_;
    std::vector<std::uint8_t> pathText_;
};

} // namespace

Result<std::vector<std::uint8_t>> ImageView::build(Catalogue& catalogue, const CollectionRecord& collection) {
    ViewBuilder builder(collection);
    if (auto status = builder.gather(catalogue); !status) return status.error();
    return builder.bytes();
}

std::vector<std::uint8_t> ImageView::build(const CollectionRecord& collection,
                                           const std::vector<FolderRecord>& folders,
                                           const std::vector<ImageRecord>& images) {
    ViewBuilder builder(collection);
    builder.setFolders(folders);
    for (const auto& image : images)
        builder.add(image);
    return builder.bytes();
}

} // namespace sparlet::store
