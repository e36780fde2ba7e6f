// A model opened to be made smaller: what each layer loses is known, so that budgets and widths can be tried
// at once.
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "nn/compaction.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sparlet::engine {

struct CompactionRequest {
    std::string model; // id or file
    std::string data;  // a folder of class folders, like what the model will see; never one evaluated later
    int sample = 1000; // images used, spread evenly over the classes
};

/// A compact model beside the whole one.
struct CompactReport {
    std::string model;
    nn::CompactPlan plan;                     // its cosine is of the losses' pictures, seen
    std::uint64_t bytesBefore = 0, bytes = 0; // of the files
    double mapBefore = 0, map = 0;            // of float embeddings on the sample
    double cosine = 0;                        // mean, between them
    double millisecondsBefore = 0,
           milliseconds = 0; // an image in batches of 32 on one thread: eager, one by one, before,
                             // and as the compact model would run by itself
    std::string precision;   // of `milliseconds`
    std::int64_t images = 0;
};

/// One caller at a time; smallest(), plan() and estimate() may run beside one another.
class CompactionSession {
public:
    virtual ~CompactionSession() = default;

    virtual const std::string& model() const = 0;
    virtual std::uint64_t bytesBefore() const = 0;
    /// As nn::Compactor: at once, with the cosine estimated.
    virtual nn::CompactPlan smallest() const = 0;
    virtual Result<nn::CompactPlan> plan(std::uint64_t budget) const = 0;
    virtual Result<nn::CompactPlan> estimate(const std::vector<nn::LayerWidth>& widths) const = 0;
    /// Runs the network, some seconds to a minute. `out`: file to write, with fresh ranges and checks in its
    /// card; empty: only measure.
    virtual Result<CompactReport> measure(const std::vector<nn::LayerWidth>& widths, const std::string& out,
                                          const ProgressCallback& progress, const CancelToken& cancel) = 0;
};

} // namespace sparlet::engine
