// What an index run has to do: the folder as it is against the catalogue as it is.
#pragma once

#include "base/result.h"
#include "engine/reports.h"
#include "image/scanner.h"
#include "store/catalogue.h"
#include "store/image_view.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sparlet::engine {

struct TodoItem {
    std::string path; // absolute
    store::FolderId folder = 0;
    std::string relativePath; // below that folder
    std::uint64_t size = 0;
    std::int64_t modifiedNs = 0;
    store::ImageId previous = 0; // the image it replaces; 0: new
};

struct IndexPlan {
    std::vector<TodoItem> todo; // by path
    std::int64_t scanned = 0;   // files found, and entries that cannot be read at all
    std::int64_t unchanged = 0;
    std::vector<store::ImageId> gone;
    std::map<store::FolderId, std::vector<std::string>> goneFailures;
    std::vector<store::FailureRecord> newIssues; // of the scan, not yet in the catalogue
    std::vector<Failure> failures;               // known ones and the scan's
};

/// What the catalogue knows of a collection.
struct KnownState {
    std::vector<store::FolderRecord> folders;
    std::shared_ptr<const store::ImageView> images;
    std::vector<store::FailureRecord> failures;
    std::vector<store::ImageId> damaged; // rising: of segments that cannot be read; they are encoded again
    /// What the view does not say of an image: its folder and its path there.
    std::function<Result<std::optional<store::ImageRecord>>(store::ImageId)> record;

    std::string pathOf(store::FolderId folder, const std::string& relativePath) const;
};

/// `root`: the scanned folder; `owner`: the folder record that new files belong to, `root` itself or one
/// above. Only what lies below `root` is looked at, except images of damaged segments. One pass over both
/// sorted lists: what has not changed costs a comparison. An error is one of `record`.
Result<IndexPlan> makePlan(const std::string& root, const store::FolderRecord& owner,
                           const image::ScanResult& scan, const KnownState& known);

} // namespace sparlet::engine
