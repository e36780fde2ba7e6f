// The folder of a kept evaluation, HOME/evaluations/ID:
//
//   record.json   numbers, settings, provenance, and the size and hash of each of the other files
//   name.txt      the name a person gave; not part of the evaluation
//   images.bin    names, labels, queries, gallery and what is relevant: its hash is the data's
//   details.bin   per-query scores, curves, confusion
//   vectors.bin   the queries' vectors, and the gallery's where floats were ranked
//   codes.seg     the gallery's codes, as a collection stores them (core/index/FORMAT.md)
//
// Whatever is wrong with a folder is a sentence, also where a file is missing, cut off or changed.
#pragma once

#include "engine/evaluation_data_internal.h"
#include "engine/evaluation_reports.h"
#include "engine/home_internal.h"
#include "index/code_index.h"
#include "nn/model_info.h"
#include "search/gallery.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sparlet::engine {

/// The images that were ranked, and who is what.
struct RankedImages {
    std::vector<std::string> names, labels; // names below the record's root, or absolute
    eval::Protocol protocol;
    std::vector<eval::Relevance> relevance; // per query; none: by label
};
std::string toBytes(const RankedImages& images);
/// Nothing unless all of it is sound.
std::optional<RankedImages> parseRankedImages(std::span<const std::uint8_t> bytes);

/// What EvaluationDetails has beside the summary.
struct KeptDetails {
    std::vector<QueryScore> queries; // without paths and labels, which are the images'
    std::vector<CurvePoint> precisionRecall, precisionAt;
    std::vector<std::string> labels;
    std::vector<double> confusion;
};
std::string toBytes(const KeptDetails& details);
std::optional<KeptDetails> parseKeptDetails(std::span<const std::uint8_t> bytes);

/// Vectors that rank: [queries, dimensions], and [gallery, dimensions] where floats were ranked.
struct KeptVectors {
    int dimensions = 0;
    std::vector<float> queries, gallery;
};
std::string toBytes(const KeptVectors& vectors);
std::optional<KeptVectors> parseKeptVectors(std::span<const std::uint8_t> bytes);

struct KeptFile {
    std::uint64_t bytes = 0;
    std::string hash;
};

/// record.json.
struct KeptRecord {
    EvaluationSummary summary; // without name and project
    std::string root;          // folder that the names are below
    nn::ExpansionDefaults settings;
    bool floats = false; // floats were ranked, not codes
    std::map<std::string, KeptFile> files;
};
std::string toJson(const KeptRecord& record);
/// Nothing where the text is no such record.
std::optional<KeptRecord> parseKeptRecord(const std::string& json);
/// A missing or unreadable record, or a file of another size: a summary with its problem.
KeptRecord readKeptRecord(const std::filesystem::path& folder);
/// Corrupt, naming the file, unless it has the record's size and hash.
Result<std::vector<std::uint8_t>> readKeptFile(const std::filesystem::path& folder, const KeptRecord& record,
                                               const std::string& name);

/// Ranks the queries of a kept evaluation again. Immutable; thread-safe.
class KeptRanking {
public:
    static Result<std::shared_ptr<const KeptRanking>> open(const std::filesystem::path& folder,
                                                           const KeptRecord& record);

    struct Ranked {
        std::vector<std::uint32_t> order; // images, best first, without the query itself
        std::vector<float> scores;        // of `order`
        std::vector<eval::Grade> grades;  // of `order`
    };
    /// `query`: an index of images().
    Result<Ranked> rank(std::uint32_t query) const;

    const RankedImages& images() const { return images_; }
    const KeptRecord& record() const { return record_; }
    std::string pathOf(std::uint32_t image) const { return joinName(record_.root, images_.names[image]); }
    /// An absolute name stays as it is.
    static std::string joinName(const std::string& root, const std::string& name);

private:
    KeptRanking() = default;

    KeptRecord record_;
    RankedImages images_;
    KeptVectors vectors_;
    std::shared_ptr<const index::CodeIndex> index_; // null where floats were ranked
    std::unique_ptr<const search::Gallery> gallery_;
};

/// What is kept of an evaluation that was made.
struct EvaluationOutcome {
    EvaluationReport report;
    std::shared_ptr<Model> model;
    EvaluationSet set;
    std::optional<codes::Codec> codec; // of the codes that were ranked; always there
    std::string root;
    eval::RetrievalScores scores; // of the ranking asked for, with curves
    nn::ExpansionDefaults settings;
};

KeptDetails detailsOf(const EvaluationOutcome& outcome);

/// Writes the folder beside its place and moves it there; `record` gets the files' hashes.
Status writeKept(const std::filesystem::path& folder, const EvaluationOutcome& outcome, KeptRecord& record);

/// Replaces the numbers in the record of a kept evaluation.
Status amendReport(const std::filesystem::path& folder,
                   const std::function<void(EvaluationReport& report)>& change);

} // namespace sparlet::engine
