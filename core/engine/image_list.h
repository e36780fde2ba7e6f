// Images by path that are looked up where they are stored, or held, whichever the list was made of.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sparlet::engine {

using ImageId = std::int64_t;

struct ImageInfo {
    ImageId id = 0;
    std::string path;
    std::string label;
    std::uint64_t size = 0;
    std::int64_t modifiedNs = 0;
    int width = 0, height = 0;
    std::uint32_t codeBytes = 0;
};

/// Images by rising path that are stored somewhere. Immutable; thread-safe.
class ImageTable {
public:
    virtual ~ImageTable() = default;
    virtual std::size_t size() const = 0;
    // Precondition of these: row < size().
    virtual ImageInfo image(std::size_t row) const = 0;
    virtual ImageId id(std::size_t row) const = 0;
    virtual void path(std::size_t row, std::string& path) const = 0; // replaces `path`
    virtual std::string_view label(std::size_t row) const = 0;       // valid as long as this
    /// size() where there is none.
    virtual std::size_t find(ImageId id) const = 0;
    virtual std::size_t find(std::string_view path) const = 0;
};

/// A list of images. Cheap to copy where it is over a table. A million images over a table cost no memory:
/// each is put together when it is asked for, so keep what operator[] returns rather than asking again.
/// Reading is thread-safe.
class ImageList {
public:
    ImageList() = default;
    explicit ImageList(std::shared_ptr<const ImageTable> table) : table_(std::move(table)) {}

    std::size_t size() const { return table_ ? table_->size() : held_.size(); }
    bool empty() const { return size() == 0; }
    // Precondition of these: row < size().
    ImageInfo operator[](std::size_t row) const { return table_ ? table_->image(row) : held_[row]; }
    ImageId id(std::size_t row) const { return table_ ? table_->id(row) : held_[row].id; }
    /// The path, in `kept` where it has to be put together.
    const std::string& path(std::size_t row, std::string& kept) const {
        if (!table_) return held_[row].path;
        table_->path(row, kept);
        return kept;
    }
    std::string_view label(std::size_t row) const {
        return table_ ? table_->label(row) : std::string_view(held_[row].label);
    }
    ImageInfo front() const { return (*this)[0]; }
    ImageInfo back() const { return (*this)[size() - 1]; }

    /// size() where there is none. In a list that is held, one after the other.
    std::size_t find(ImageId id) const {
        return table_ ? table_->find(id) : whereHeld([id](const ImageInfo& image) { return image.id == id; });
    }
    std::size_t find(std::string_view path) const {
        return table_ ? table_->find(path)
                      : whereHeld([path](const ImageInfo& image) { return image.path == path; });
    }

    /// Precondition: not over a table. The caller keeps them by path.
    void push_back(ImageInfo image) { held_.push_back(std::move(image)); }

    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = ImageInfo;
        using difference_type = std::ptrdiff_t;
        using pointer = const ImageInfo*;
        using reference = ImageInfo;
        Iterator(const ImageList& list, std::size_t row) : list_(&list), row_(row) {}
        ImageInfo operator*() const { return (*list_)[row_]; }
        Iterator& operator++() {
            ++row_;
            return *this;
        }
        Iterator operator++(int) {
            Iterator before = *this;
            ++row_;
            return before;
        }
        bool operator==(const Iterator& other) const { return row_ == other.row_; }

    private:
        const ImageList* list_;
        std::size_t row_;
    };
    Iterator begin() const { return {*this, 0}; }
    Iterator end() const { return {*this, size()}; }

private:
    template <class Wanted>
    std::size_t whereHeld(const Wanted& wanted) const {
        return static_cast<std::size_t>(std::find_if(held_.begin(), held_.end(), wanted) - held_.begin());
    }

    std::shared_ptr<const ImageTable> table_;
    std::vector<ImageInfo> held_;
};

} // namespace sparlet::engine
