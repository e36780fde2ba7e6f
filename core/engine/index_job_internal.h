// One run of `index`: compare, encode, commit in small steps, tidy up. Every step leaves a whole collection.
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "engine/home_internal.h"
#include "engine/index_plan_internal.h"
#include "engine/models_internal.h"
#include "engine/reports.h"
#include "index/segment.h"
#include "store/catalogue.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sparlet::engine {

/// Writes encoded pictures into a collection, some hundred at a time: the segment file first, then one
/// transaction that makes it count.
class SegmentWriter {
public:
    SegmentWriter(const HomeLayout& home, store::Catalogue& catalogue, store::CollectionId collection,
                  const codes::Codec& codec);

    /// `image` needs no id, segment or codeBytes.
    void add(store::ImageRecord image, index::SegmentRow row);
    /// `previous`: an image that stood for the file before it could not be read; 0: none.
    void addFailure(store::FailureRecord failure, store::ImageId previous);
    /// Commits if there is enough, or if the last time is long ago.
    Status commitIfDue();
    Status commit();
    /// Images committed so far.
    std::int64_t written() const { return written_; }

private:
    const HomeLayout& home_;
    store::Catalogue& catalogue_;
    const store::CollectionId collection_;
    const codes::Codec& codec_;
    std::vector<store::ImageRecord> images_;
    std::vector<index::SegmentRow> rows_;
    std::vector<store::FailureRecord> failures_;
    std::vector<store::ImageId> superseded_;
    std::int64_t written_ = 0;
    std::chrono::steady_clock::time_point lastCommit_ = std::chrono::steady_clock::now();
};

/// A name for a new segment file that neither the catalogue nor the folder knows.
Result<std::string> newSegmentName(const HomeLayout& home, store::Catalogue& catalogue,
                                   store::CollectionId collection);

/// Removes files and folders of segments that no catalogue entry names: what killed runs left behind.
/// Collections that somebody else writes are left alone; `held`: the one whose lock the caller has.
Status removeLeftovers(const HomeLayout& home, store::Catalogue& catalogue, const std::string& held);

/// Merges small segments, and those that are mostly dead rows, into one. The new file comes first, then one
/// transaction that makes it count. Cancelled leaves all as it was.
Status mergeSmallSegments(const HomeLayout& home, store::Catalogue& catalogue, store::CollectionId collection,
                          const CancelToken& cancel);

} // namespace sparlet::engine
