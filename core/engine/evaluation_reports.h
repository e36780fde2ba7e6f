// Plain data about evaluations that a home keeps: their numbers, and the rankings behind each.
#pragma once

#include "engine/reports.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sparlet::engine {

/// One kept evaluation. Its folder, HOME/evaluations/ID, holds all that is needed to rank every query again,
/// but no picture: those stay where they are.
struct EvaluationSummary {
    std::string id, name;     // the name is for people and may be changed
    EvaluationReport report;  // without its per-query lists
    std::string data;         // as asked for: a path
    std::string folder;       // that its pictures were in when it was made
    std::string folderNow;    // where that folder is by now, as setPicturesFolder() was told
    std::string dataHash;     // of the names and labels that were ranked
    std::string run;          // training run that made the model; "" where not known
    std::string variant;      // modules left out or added, as in "no-lkd"; "" for the method as it is
    std::string project;      // "": none
    std::int64_t seed = -1;   // of the training run; -1 where not known
    std::int64_t created = 0; // seconds since 1970
    double seconds = 0;       // that it took
    std::string command;      // that repeats it
    std::string version;      // of Sparlet
    std::string problem;      // not empty: why it cannot be opened
};

/// One query of an evaluation.
struct QueryScore {
    std::string path, label;
    double averagePrecision = 0; // NaN where the query has no relevant image: it is left out of the means
    double pAt1 = 0, pAt10 = 0;
    std::int64_t relevant = 0;  // images
    std::string worstConfusion; // the wrong label that most of the first ten results have; "": none
};

/// A point of a mean precision-recall curve, precision interpolated as the maximum at any recall not smaller.
struct CurvePoint {
    double x = 0, y = 0;
};

struct EvaluationDetails {
    EvaluationSummary summary;
    std::vector<QueryScore> queries;         // in the protocol's order
    std::vector<CurvePoint> precisionRecall; // 101 recalls, mean over the queries
    std::vector<CurvePoint> precisionAt;     // k from 1 to at most 1000, mean over the queries
    std::vector<std::string> labels;         // by name
    /// [labels, labels]: of the first ten results of the queries of a row's label, the share with a column's.
    std::vector<double> confusion;
    double missing = 0; // share of its pictures, of some dozens spread over all, that are not there any more
};

struct RankedImage {
    int rank = 0; // from 1
    std::string path, label;
    float score = 0;
    enum class Relevance { Right, Wrong, Junk } relevance = Relevance::Wrong; // junk is not counted at all
};

/// What a query of an evaluation found.
struct QueryRanking {
    std::string evaluation, model;
    QueryScore query;
    std::vector<RankedImage> results; // the first `top`
};

/// One image in the rankings of the same query by two evaluations.
struct RankMove {
    std::string path, label;
    int left = 0, right = 0; // ranks, from 1
    float leftScore = 0, rightScore = 0;
    RankedImage::Relevance relevance = RankedImage::Relevance::Wrong;
};

struct RankDifference {
    QueryRanking left, right;
    std::vector<RankMove> moves; // images in the first `top` of either, by the better of their ranks
    double overlap = 0;          // share of the first `top` that both have
    double kendallTau = 0;       // over all images of the gallery, in −1…1
};

} // namespace sparlet::engine
