// All codes of a collection, searched exactly.
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "index/segment.h"

#include <functional>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

namespace sparlet::index {

struct Hit {
    ImageId image = 0;
    float score = 0;  // cosine, -1..1
};

/// Immutable view over segments; thread-safe. Ties are broken by rising ImageId.
class CodeIndex {
public:
    /// All segments must share one codec. `live`: sorted ids that exist; others are skipped.
    static Result<std::shared_ptr<const CodeIndex>> create(
        std::vector<std::shared_ptr<const Segment>> segments, std::vector<ImageId> live);

    std::size_t size() const { return rows_.size(); }
    const codes::Codec& codec() const;
    double meanCodeBytes() const;

    struct Row {
        ImageId image = 0;
        std::uint32_t segment = 0;
        std::uint32_t row = 0;
    };
    std::span<const Row> rows() const { return rows_; }  // by rising image id
    std::span<const std::uint8_t> code(std::size_t rowIndex) const;
    float threshold(std::size_t rowIndex) const;
    float density(std::size_t rowIndex) const;
    /// Index into rows(), or size() where the image is not there.
    std::size_t find(ImageId image) const;

    /// Scores of all rows in the order of rows(). `query`: [D].
    std::vector<float> scoreAll(std::span<const float> query) const;
    /// Best `k` by score, best first; `accept` (may be empty) filters before ranking.
    std::vector<Hit> search(std::span<const float> query, std::size_t k,
                            const std::function<bool(ImageId)>& accept = {}) const;

private:
    std::vector<std::shared_ptr<const Segment>> segments_;
    std::vector<Row> rows_;
};

}  // namespace sparlet::index
