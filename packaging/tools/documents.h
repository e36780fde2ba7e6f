// The documents' tables, made from run records and model cards: no number is written by hand.
#pragma once

#include "comparison.h"
#include "run_record.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sparlet::results {

struct ShippedModel {
    std::string id;
    bool isDefault = false;
    std::uint64_t bytes = 0;
    Json card;
};

/// docs/results.md: `introduction` first, then a section for each group of records. A group with a trained
/// Baseline among its evaluations is held against the papers.
std::string resultsDocument(const std::string& introduction, const std::vector<RunRecord>& records,
                            const std::vector<PaperValue>& papers);

/// models/README.md: `introduction`, a table of the models, and each one's card with its scores.
std::string modelsDocument(const std::string& introduction, const std::vector<ShippedModel>& models,
                           const std::vector<RunRecord>& records);

/// The short table for README.md: each shipped model with its evaluations.
std::string modelsSummary(const std::vector<ShippedModel>& models, const std::vector<RunRecord>& records);

/// `document` with the lines between <!-- NAME:begin --> and <!-- NAME:end --> replaced. NotFound where the
/// marks are missing or in the wrong order.
Result<std::string> withBlock(const std::string& document, const std::string& name, const std::string& block);

} // namespace sparlet::results
