// The images of one collection as readers want them: by path, by id, without holding them in memory. A copy
// of what the catalogue says, in one file that is mapped. The format, byte by byte, is in VIEW.md beside this
// file.
#pragma once

#include "base/result.h"
#include "store/catalogue.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sparlet::store {

/// Immutable; thread-safe. Rows are images by rising absolute path.
class ImageView {
public:
    /// Maps the file and checks all of it, so that nothing read later can be out of bounds. NotFound where
    /// there is none; Corrupt where it is damaged, of a newer program, or not of this collection and
    /// generation: it can be made again at any time.
    static Result<std::shared_ptr<const ImageView>> open(const std::filesystem::path& file,
                                                         const CollectionRecord& collection);
    /// The same from bytes, as build() makes them.
    static Result<std::shared_ptr<const ImageView>> parse(std::vector<std::uint8_t> bytes,
                                                          const CollectionRecord& collection);
    /// The bytes of the collection's view. `collection` must be as the catalogue has it: call within
    /// inSnapshot(). TooLarge beyond 2^31 images.
    static Result<std::vector<std::uint8_t>> build(Catalogue& catalogue, const CollectionRecord& collection);
    /// The same of these images, by rising id.
    static std::vector<std::uint8_t> build(const CollectionRecord& collection,
                                           const std::vector<FolderRecord>& folders,
                                           const std::vector<ImageRecord>& images);

    std::size_t size() const { return rows_; }
    // Precondition of these: row < size().
    ImageId id(std::size_t row) const;
    /// Replaces `path`. Dearer than the others: up to kPathsTogether paths are put together.
    void path(std::size_t row, std::string& path) const;
    std::string_view label(std::size_t row) const { return labelName(labelOf(row)); }
    std::uint64_t bytes(std::size_t row) const;
    std::int64_t modifiedNs(std::size_t row) const;
    int width(std::size_t row) const;
    int height(std::size_t row) const;
    std::uint32_t codeBytes(std::size_t row) const;
    std::optional<ImageShares> shares(std::size_t row) const;

    /// Labels are numbered.
    std::size_t labels() const { return labels_; }
    std::uint32_t labelOf(std::size_t row) const;          // < labels()
    std::string_view labelName(std::uint32_t label) const; // precondition: < labels()

    /// size() where there is none.
    std::size_t rowOf(ImageId id) const;
    std::size_t rowOf(std::string_view path) const;
    /// The rows whose path begins with `prefix`: first, one past the last.
    std::pair<std::size_t, std::size_t> rowsBelow(std::string_view prefix) const;

    /// Ids by rising value: `rank` < size().
    ImageId idAt(std::size_t rank) const;
    std::size_t rowAt(std::size_t rank) const;

    /// Paths one after the other, which is cheaper than each alone. The view must outlive it.
    class PathReader {
    public:
        PathReader(const ImageView& view, std::size_t firstRow);
        /// The next row's; valid until the next call. Precondition: there is one.
        const std::string& next();

    private:
        const ImageView* view_;
        std::size_t row_;
        const std::uint8_t* at_ = nullptr;
        std::string path_;
    };

    static constexpr std::size_t kPathsTogether = 16;

private:
    ImageView() = default;
    friend class ImageViewParser;
    std::size_t lowerBound(std::string_view path) const;
    const std::uint8_t* block(std::size_t number) const;
    const std::uint8_t* blockEnd(std::size_t number) const;

    std::shared_ptr<const void> owner_;
    const std::uint8_t* data_ = nullptr;
    std::size_t rows_ = 0, labels_ = 0, blocks_ = 0;
    /// Where everything is, in bytes from the start.
    std::uint64_t ids_ = 0, rowOfRank_ = 0, rankOfRow_ = 0, sizes_ = 0, modified_ = 0, widths_ = 0,
                  heights_ = 0, labelNumbers_ = 0, thresholds_ = 0, densities_ = 0, codeBytes_ = 0,
                  labelOffsets_ = 0, blockOffsets_ = 0, labelText_ = 0, pathText_ = 0, end_ = 0;
};

} // namespace sparlet::store
