// A trash in memory, and groups that the interface's tests choose themselves.
#pragma once

#include "engine/workspace.h"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace sparlet::testing {

/// Thread-safe but for what a test sets before it begins.
class FakeTrash {
public:
    int groups = 0;                   // of three pictures each: the best, one at 0.99, one at 0.96
    int stepMilliseconds = 0;         // of a search, in a hundred steps
    std::string searchError, refused; // `refused`: a file that cannot be moved
    std::string occupied;             // a file whose place is taken by now

    Result<engine::DuplicatesReport> search(const std::string& collection, float threshold,
                                            const ProgressCallback& progress, const CancelToken& cancel);
    Result<engine::TrashReport> move(const std::vector<std::string>& paths);
    Result<engine::RestoreReport> restore(const std::string& id);

    int searches() const;
    std::vector<std::string> trashed() const;

private:
    mutable std::mutex mutex_;
    int searches_ = 0;
    std::vector<std::string> trashed_;
    std::map<std::string, std::vector<std::string>> moves_;
};

} // namespace sparlet::testing
