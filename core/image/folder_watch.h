// Tells when pictures below folders change.
#pragma once

#include "base/result.h"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sparlet::image {

/// One thread. Changes between open() and the first wait() are kept, so who scans after open() misses none.
class FolderWatch {
public:
    /// What happened since the last call.
    struct Changes {
        /// Folders in which pictures or folders came, went or changed; absolute, each once, rising.
        std::vector<std::string> folders;
        /// Some changes were lost (the system's queue was full, or a folder is back that was away): any
        /// picture below any of the roots may have changed.
        bool all = false;
        bool any() const { return all || !folders.empty(); }
    };

    /// `roots`: absolute; one that is not there (any more) is looked for until it is. Where the system gives
    /// no events, or not for all folders, wait() says `all` every `polling`.
    static std::unique_ptr<FolderWatch> open(std::vector<std::string> roots,
                                             std::chrono::milliseconds polling = std::chrono::minutes(1));
    virtual ~FolderWatch() = default;

    /// Waits until something changes, at most `timeout`.
    virtual Changes wait(std::chrono::milliseconds timeout) = 0;
    /// Folders that the system reports changes of. 0: wait() only says that it is time to look.
    virtual std::size_t watched() const = 0;
};

} // namespace sparlet::image
