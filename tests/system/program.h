// Runs a program to its end and keeps all it said.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sparlet::test {

struct RunOptions {
    std::map<std::string, std::string> environment; // added to this process's
    std::optional<std::uint64_t> largestFile;       // bytes: writing more fails, as on a full disk
    std::string standardOutput;                     // a file instead of a pipe
    /// Sent as soon as standard error contains `signalAfter`, or (where that is empty) after the delay.
    int signal = 0;
    std::string signalAfter;
    int signalDelayMs = 0;
};

struct Outcome {
    int status = -1; // exit status; -1 when a signal ended it
    int signal = 0;
    std::string out, err;
    std::uint64_t peakMemoryBytes = 0;
};

/// Throws std::runtime_error when the program cannot be started.
Outcome runProgram(const std::string& program, const std::vector<std::string>& arguments,
                   const RunOptions& options = {});

} // namespace sparlet::test
