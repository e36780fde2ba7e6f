// The papers' tables measured: runs of one budget, brought together over seeds and held against the claims.
#pragma once

#include "run_record.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sparlet::results {

using engine::PaperValue;
using engine::parsePaperValues;

/// One number over seeds.
struct Statistic {
    std::vector<double> values; // one a seed
    /// Of the times whose median is the only value: between which their middle half lies.
    std::optional<std::pair<double, double>> quartiles{};

    bool empty() const { return values.empty(); }
    double mean() const;
    /// Of a sample (n − 1); 0 with fewer than two seeds.
    double deviation() const;
};

/// All seeds of one method, backbone and choice of modules.
struct Configuration {
    std::string method, backbone; // "sparse", "resnet18"
    std::string variant;          // "", "no LKD", "no IQE", "ASE on weights", …
    /// Measured on trained models: "mAP", "P@1", "P@5", "P@10", "float mAP", "bytes", "weights kept",
    /// "thresholded size". By bench_efficiency: "inference time" (ms, 224 px, batch 1), "224 px, batch 32",
    /// "32 px, batch 1", "32 px, batch 32", "model size" (MB), "memory" (MB), "parameters" (millions).
    std::map<std::string, Statistic> by;
};

/// "SPARSE · ResNet18" for "sparse" and "resnet18"; unknown names stay as they are.
std::string modelName(const std::string& method, const std::string& backbone);

/// Groups the evaluations that carry a training record. What a run without IQE scores is read from the runs
/// with it, as the variant "no IQE".
std::vector<Configuration> configurations(const std::vector<RunRecord>& records);

enum class Verdict { Holds, HoldsSmaller, DoesNotHold, NoDifference, NotMeasured };
std::string describe(Verdict verdict);

/// `left` is to differ from `right` by the share `claimed` (0.187: 18.7 % more). Two means differ when they
/// lie further apart than twice the standard error of their difference; with a single seed on either side any
/// difference counts, and the table says how many seeds there were. HoldsSmaller: the claimed sign, less than
/// half the claimed size.
Verdict judge(const Statistic& left, const Statistic& right, double claimed);

/// Markdown: accuracy, efficiency, ablation, and the claims with their verdicts.
std::string comparison(const std::vector<RunRecord>& records, const std::vector<PaperValue>& papers);

} // namespace sparlet::results
