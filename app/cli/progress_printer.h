// Progress on standard error: a bar on a terminal, a line every few seconds elsewhere.
#pragma once

#include "base/task.h"

#include <chrono>
#include <string>

namespace sparlet::cli {

/// Thread-safe only as far as ProgressCallback's contract: one call at a time.
class ProgressPrinter {
public:
    ProgressPrinter();
    ~ProgressPrinter();
    ProgressPrinter(const ProgressPrinter&) = delete;
    ProgressPrinter& operator=(const ProgressPrinter&) = delete;

    void show(const Progress& step);

private:
    std::string barLine(const Progress& step) const;

    const bool terminal_;
    bool barShown_ = false;
    std::string stage_;
    std::chrono::steady_clock::time_point lastLine_{};
};

/// "encoding 120 of 300, 41.2/s, 4 s left, 2 failures".
std::string describe(const Progress& step);

} // namespace sparlet::cli
