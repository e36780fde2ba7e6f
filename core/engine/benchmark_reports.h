// What `bench` measures: plain data in and out. Times are medians with quartiles over rounds after warm-up,
// and what is held against each other is measured in turns in the same run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sparlet::engine {

inline constexpr int kLeastRounds = 3;
inline constexpr int kBenchmarkRounds = 20;

struct BenchmarkRequest {
    enum class Kind {
        Encode, // the network alone, on pictures in memory
        Search, // a collection, or codes drawn like its own
        Index   // whole index runs beside the network alone on the same pictures
    };
    Kind kind = Kind::Encode;
    std::string model;                   // Encode, Index: id or file; empty: the default
    std::vector<std::string> precisions; // Encode, Index: empty: all that the model and the machine have
    std::string folder;                  // Index: pictures, with all sub-folders; Encode: empty: noise
    std::string collection;              // Search
    std::int64_t rows = 0;               // Search: codes drawn like the collection's; 0: the collection's own
    bool growth = false;                 // Search: 10 thousand, 100 thousand, … up to `rows` or 10 million
    std::size_t top = 100;               // Search: results of a query
    int pictures = 0;                    // Index: how many; 0: some seconds' worth
    int rounds = kBenchmarkRounds;       // at least kLeastRounds
};

struct MachineFacts {
    std::string processor, instructions, scan;     // `scan`: the instruction set that searches use
    int cores = 0, threads = 0;                    // `threads`: that were allowed
    std::uint64_t memoryBytes = 0, cacheBytes = 0; // the last level's; 0: not known
    std::string runtime, sparlet, device;          // LibTorch's version and more; Sparlet's
};

/// Of the rounds: median, first and third quartile.
struct Spread {
    double median = 0, lower = 0, upper = 0;
};

struct EncodeTiming {
    std::string precision;
    int threads = 1, batch = 1; // each thread has batches of its own
    Spread milliseconds;        // of one batch
    Spread imagesPerSecond;     // of all threads together
};

/// Reading memory in order, GB/s, by one thread and by all that were allowed.
struct BandwidthTiming {
    std::string what; // "last-level cache", "memory"
    std::uint64_t bytes = 0;
    Spread oneThread, allThreads;
};

struct SearchTiming {
    std::int64_t rows = 0;
    int iqeRounds = 0, threads = 1;
    int batch = 1;                 // queries of a call
    Spread queriesPerSecond;       // of rounds
    double p50Ms = 0, p99Ms = 0;   // of single calls
    double bytesPerQuery = 0;      // read of memory; without IQE's rounds: 0 where it was not counted
    double blockShare = 0;         // of the blocks that were read, 0..1
    double rowsScored = 0;         // a query
    double gigabytesPerSecond = 0; // bytesPerQuery over the median time
};

/// Every block of a collection, nothing left out: what the machine's memory allows.
struct ScanTiming {
    std::int64_t rows = 0;
    std::uint64_t bytes = 0; // a query
    /// All that queries read of between them: tells whether the cache or memory can bind.
    std::uint64_t layoutBytes = 0;
    Spread gigabytesPerSecond; // of one thread
};

struct StageTime {
    std::string stage;      // "walk", "compare", "read", "decode", "resize", "encode", "write"
    double cpuSeconds = 0;  // of all threads together
    double wallSeconds = 0; // the same with what they waited for
};

struct IndexTiming {
    std::string precision;
    std::int64_t pictures = 0;
    Spread indexed; // images/s of whole runs: an empty home to a searchable collection
    Spread encoder; // images/s of the network alone, all threads, on decoded pictures in memory
    Spread ratio;   // of the two, of rounds
    double bound =
        0; // the most that `ratio` can be with every core busy all the time: encoding's share of the work
    std::vector<StageTime> stages; // of the median run
    std::uint64_t boundBytes = 0;  // the most memory that pictures between the stages take
};

struct BenchmarkReport {
    MachineFacts machine;
    std::string model;     // Encode, Index; Search: the collection's
    std::string precision; // that "auto" takes
    int rounds = 0;
    std::vector<EncodeTiming> encode;
    std::vector<BandwidthTiming> bandwidth;
    std::vector<ScanTiming> scans;
    std::vector<SearchTiming> search;
    std::vector<IndexTiming> index;
    std::string codes; // Search: where the codes come from
};

} // namespace sparlet::engine
