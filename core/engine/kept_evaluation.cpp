#include "base/atomic_file.h"
#include "base/printable.h"
#include "engine/bytes_internal.h"
#include "engine/content_hash_internal.h"
#include "engine/kept_evaluation_internal.h"
#include "engine/retrieval_runs_internal.h"
#include "eval/curves.h"
#include "eval/metrics.h"
#include "image/image_file.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kImagesMagic = "SPARIMG1", kDetailsMagic = "SPARDET1", kVectorsMagic = "SPARVEC1";
constexpr std::uint64_t kMostFileBytes = std::uint64_t{4} << 30U;
/// A matrix of more labels than this is neither looked at nor kept.
constexpr std::size_t kMostConfusedLabels = 1000;
constexpr int kMostDimensions = 1 << 16;

bool risesBelow(const std::vector<std::uint32_t>& values, std::size_t end) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] >= end || (i > 0 && values[i] <= values[i - 1])) return false;
    }
    return true;
}

Error damaged(const fs::path& folder, const std::string& what) {
    return {ErrorCode::Corrupt, "The evaluation " + quoted(folder.filename()) + " is damaged: " + what + "."};
}

std::vector<CurvePoint> pointsOf(const std::vector<double>& values, double first, double step) {
    std::vector<CurvePoint> out;
    for (std::size_t i = 0; i < values.size(); ++i)
        out.push_back({first + step * static_cast<double>(i), values[i]});
    return out;
}

void write(ByteWriter& out, const std::vector<CurvePoint>& points) {
    out.number<std::uint64_t>(points.size());
    for (const CurvePoint& point : points) {
        out.number(point.x);
        out.number(point.y);
    }
}

std::vector<CurvePoint> readPoints(ByteReader& in) {
    std::vector<CurvePoint> out(in.count(2 * sizeof(double)));
    for (CurvePoint& point : out) {
        point.x = in.number<double>();
        point.y = in.number<double>();
    }
    return out;
}

/// The wrong label that most of the first results have; the better ranked one of equals.
std::string worstConfusion(const std::vector<std::uint32_t>& first, const std::string& own,
                           const std::vector<std::string>& labels) {
    std::map<std::string, int> counts;
    for (const std::uint32_t image : first) {
        if (labels[image] != own) ++counts[labels[image]];
    }
    std::string worst;
    for (const std::uint32_t image : first) {
        const std::string& label = labels[image];
        if (label != own && (worst.empty() || counts[label] > counts[worst])) worst = label;
    }
    return worst;
}

Status keepFile(const fs::path& folder, const std::string& name, std::string_view bytes, KeptRecord& record) {
    ContentHash hash;
    hash.add(bytes);
    record.files[name] = {bytes.size(), hash.hex()};
    return writeFileAtomically(folder / name, bytes);
}

Status keepSegment(const fs::path& folder, const EvaluationOutcome& outcome, KeptRecord& record) {
    const fs::path file = folder / "codes.seg";
    const auto& set = outcome.set;
    if (auto done = writeCodes(set.encoded, set.protocol.gallery, *outcome.codec, file); !done.ok())
        return done;
    const auto bytes = image::readFile(file, {kMostFileBytes, 0});
    if (!bytes.ok()) return bytes.error();
    ContentHash hash;
    hash.add(std::as_bytes(std::span(*bytes)));
    record.files["codes.seg"] = {bytes->size(), hash.hex()};
    return {};
}

} // namespace

std::string toBytes(const RankedImages& images) {
    ByteWriter out(kImagesMagic);
    out.text(images.protocol.name);
    out.number<std::uint8_t>(images.protocol.rule == eval::Rule::Revisited ? 1 : 0);
    out.number<std::uint64_t>(images.names.size());
    for (std::size_t i = 0; i < images.names.size(); ++i) {
        out.text(images.names[i]);
        out.text(images.labels[i]);
    }
    out.list(images.protocol.queries);
    out.list(images.protocol.gallery);
    out.number<std::uint64_t>(images.relevance.size());
    for (const auto& lists : images.relevance) {
        out.list(lists.right);
        out.list(lists.junk);
    }
    return out.bytes();
}

std::optional<RankedImages> parseRankedImages(std::span<const std::uint8_t> bytes) {
    ByteReader in(bytes, kImagesMagic);
    RankedImages out;
    out.protocol.name = in.text();
    const auto rule = in.number<std::uint8_t>();
    out.protocol.rule = rule == 1 ? eval::Rule::Revisited : eval::Rule::FullRanking;
    const auto count = in.count(2 * sizeof(std::uint64_t));
    for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
        out.names.push_back(in.text());
        out.labels.push_back(in.text());
    }
    out.protocol.queries = in.list<std::uint32_t>();
    out.protocol.gallery = in.list<std::uint32_t>();
    const auto lists = in.count(2 * sizeof(std::uint64_t));
    for (std::uint64_t i = 0; i < lists && in.ok(); ++i) {
        auto right = in.list<std::uint32_t>();
        out.relevance.push_back({std::move(right), in.list<std::uint32_t>()});
    }
    const std::size_t images = out.names.size();
    const auto sound = [&](const std::vector<std::uint32_t>& list) { return risesBelow(list, images); };
    const bool fits =
        in.atEnd() && rule <= 1 && !out.protocol.queries.empty() && !out.protocol.gallery.empty() &&
        sound(out.protocol.queries) && sound(out.protocol.gallery) &&
        (out.relevance.empty() || out.relevance.size() == out.protocol.queries.size()) &&
        std::all_of(out.relevance.begin(), out.relevance.end(),
                    [&](const eval::Relevance& one) { return sound(one.right) && sound(one.junk); });
    if (!fits) return std::nullopt;
    return out;
}

std::string toBytes(const KeptDetails& details) {
    ByteWriter out(kDetailsMagic);
    out.number<std::uint64_t>(details.queries.size());
    for (const QueryScore& query : details.queries) {
        out.number(query.averagePrecision);
        out.number(query.pAt1);
        out.number(query.pAt10);
        out.number(query.relevant);
        out.text(query.worstConfusion);
    }
    write(out, details.precisionRecall);
    write(out, details.precisionAt);
    out.number<std::uint64_t>(details.labels.size());
    for (const auto& label : details.labels)
        out.text(label);
    out.list(details.confusion);
    return out.bytes();
}

std::optional<KeptDetails> parseKeptDetails(std::span<const std::uint8_t> bytes) {
    ByteReader in(bytes, kDetailsMagic);
    KeptDetails out;
    const auto queries = in.count(5 * sizeof(std::uint64_t));
    for (std::uint64_t i = 0; i < queries && in.ok(); ++i) {
        QueryScore query;
        query.averagePrecision = in.number<double>();
        query.pAt1 = in.number<double>();
        query.pAt10 = in.number<double>();
        query.relevant = in.number<std::int64_t>();
        query.worstConfusion = in.text();
        out.queries.push_back(std::move(query));
    }
    out.precisionRecall = readPoints(in);
    out.precisionAt = readPoints(in);
    const auto labels = in.count(sizeof(std::uint64_t));
    for (std::uint64_t i = 0; i < labels && in.ok(); ++i)
        out.labels.push_back(in.text());
    out.confusion = in.list<double>();
    if (!in.atEnd() || out.confusion.size() != out.labels.size() * out.labels.size()) return std::nullopt;
    return out;
}

std::string toBytes(const KeptVectors& vectors) {
    ByteWriter out(kVectorsMagic);
    out.number<std::int32_t>(vectors.dimensions);
    out.list(vectors.queries);
    out.list(vectors.gallery);
    return out.bytes();
}

std::optional<KeptVectors> parseKeptVectors(std::span<const std::uint8_t> bytes) {
    ByteReader in(bytes, kVectorsMagic);
    KeptVectors out;
    out.dimensions = in.number<std::int32_t>();
    out.queries = in.list<float>();
    out.gallery = in.list<float>();
    const bool fits = in.atEnd() && out.dimensions > 0 && out.dimensions <= kMostDimensions;
    if (!fits) return std::nullopt;
    const auto finite = [](const std::vector<float>& values) {
        return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
    };
    if (!finite(out.queries) || !finite(out.gallery)) return std::nullopt;
    return out;
}

Result<std::vector<std::uint8_t>> readKeptFile(const fs::path& folder, const KeptRecord& record,
                                               const std::string& name) {
    const auto known = record.files.find(name);
    if (known == record.files.end()) return damaged(folder, "its record does not name " + name);
    auto bytes = image::readFile(folder / name, {kMostFileBytes, 0});
    if (!bytes.ok()) return bytes.error();
    ContentHash hash;
    hash.add(std::as_bytes(std::span(*bytes)));
    if (bytes->size() != known->second.bytes || hash.hex() != known->second.hash)
        return damaged(folder, name + " is not what was written; copy the folder again or evaluate again");
    return bytes;
}

std::string KeptRanking::joinName(const std::string& root, const std::string& name) {
    return name.starts_with('/') ? name : joinPath(root, name);
}

Result<std::shared_ptr<const KeptRanking>> KeptRanking::open(const fs::path& folder,
                                                             const KeptRecord& record) {
    if (!record.summary.problem.empty()) return Error{ErrorCode::Corrupt, record.summary.problem};
    auto ranking = std::shared_ptr<KeptRanking>(new KeptRanking);
    ranking->record_ = record;
    const auto imageBytes = readKeptFile(folder, record, "images.bin");
    if (!imageBytes.ok()) return imageBytes.error();
    const auto vectorBytes = readKeptFile(folder, record, "vectors.bin");
    if (!vectorBytes.ok()) return vectorBytes.error();
    auto images = parseRankedImages(*imageBytes);
    auto vectors = parseKeptVectors(*vectorBytes);
    if (!images || !vectors) return damaged(folder, "its files do not hold what they should");
    const auto& protocol = images->protocol;
    const auto width = static_cast<std::size_t>(vectors->dimensions);
    if (vectors->queries.size() != protocol.queries.size() * width ||
        vectors->gallery.size() != (record.floats ? protocol.gallery.size() * width : 0))
        return damaged(folder, "its vectors do not fit its images");
    if (record.floats) {
        auto gallery = floatGallery(std::move(vectors->gallery), protocol.gallery, vectors->dimensions);
        if (!gallery.ok()) return gallery.error();
        ranking->gallery_ = std::make_unique<search::FloatGallery>(std::move(*gallery));
    } else {
        auto index = readCodes(folder / "codes.seg", protocol.gallery);
        if (!index.ok()) return index.error();
        if ((*index)->size() != protocol.gallery.size() ||
            (*index)->codec().dimensions() != vectors->dimensions)
            return damaged(folder, "its codes do not fit its images");
        ranking->index_ = std::move(*index);
        ranking->gallery_ = std::make_unique<search::CodeGallery>(*ranking->index_);
    }
    ranking->images_ = std::move(*images);
    ranking->vectors_ = std::move(*vectors);
    return std::shared_ptr<const KeptRanking>(std::move(ranking));
}

Result<KeptRanking::Ranked> KeptRanking::rank(std::uint32_t query) const {
    const auto& protocol = images_.protocol;
    const auto place = std::lower_bound(protocol.queries.begin(), protocol.queries.end(), query);
    const auto width = static_cast<std::size_t>(vectors_.dimensions);
    const auto row = static_cast<std::size_t>(place - protocol.queries.begin());
    const auto vector = std::span(vectors_.queries).subspan(row * width, width);
    const auto scores = scoresFor(*gallery_, vector, query, record_.settings);
    if (!scores.ok()) return scores.error();
    std::vector<eval::Grade> grades(protocol.gallery.size());
    gradesOf(protocol, images_.labels, images_.relevance)(query, grades);
    Ranked out;
    for (const std::uint32_t position : eval::rank(*scores)) {
        const std::uint32_t image = protocol.gallery[position];
        if (image == query) continue;
        out.order.push_back(image);
        out.scores.push_back((*scores)[position]);
        out.grades.push_back(grades[position]);
    }
    return out;
}

KeptDetails detailsOf(const EvaluationOutcome& outcome) {
    KeptDetails out;
    const auto& labels = outcome.set.encoded.labels;
    const auto& queries = outcome.set.protocol.queries;
    const bool byLabel = outcome.set.relevance.empty();
    if (byLabel) out.labels = labels;
    std::sort(out.labels.begin(), out.labels.end());
    out.labels.erase(std::unique(out.labels.begin(), out.labels.end()), out.labels.end());
    const auto number = [&](std::uint32_t image) {
        const auto at = std::lower_bound(out.labels.begin(), out.labels.end(), labels[image]);
        return static_cast<std::uint32_t>(at - out.labels.begin());
    };
    const bool confused = byLabel && out.labels.size() <= kMostConfusedLabels;
    std::vector<std::uint32_t> queryLabels;
    std::vector<std::vector<std::uint32_t>> results;
    for (std::size_t i = 0; i < queries.size(); ++i) {
        const eval::QueryOutcome& one = outcome.scores.outcomes[i];
        QueryScore query;
        query.averagePrecision =
            one.relevant > 0 ? one.averagePrecision : std::numeric_limits<double>::quiet_NaN();
        query.pAt1 = one.pAt1;
        query.pAt10 = one.pAt10;
        query.relevant = static_cast<std::int64_t>(one.relevant);
        if (byLabel) query.worstConfusion = worstConfusion(one.first, labels[queries[i]], labels);
        out.queries.push_back(std::move(query));
        if (!confused) continue;
        queryLabels.push_back(number(queries[i]));
        auto& list = results.emplace_back();
        std::transform(one.first.begin(), one.first.end(), std::back_inserter(list), number);
    }
    if (!confused) out.labels.clear();
    out.confusion = eval::labelConfusion(queryLabels, results, out.labels.size());
    out.precisionRecall =
        pointsOf(outcome.scores.precisionRecall, 0, 1.0 / static_cast<double>(eval::kRecallPoints - 1));
    out.precisionAt = pointsOf(outcome.scores.precisionAt, 1, 1);
    return out;
}

Status writeKept(const fs::path& folder, const EvaluationOutcome& outcome, KeptRecord& record) {
    if (auto made = makeFolder(folder); !made.ok()) return made;
    const EncodedSet& encoded = outcome.set.encoded;
    const auto& protocol = outcome.set.protocol;
    const RankedImages images{encoded.names, encoded.labels, protocol, outcome.set.relevance};
    Status done = keepFile(folder, "images.bin", toBytes(images), record);
    if (done.ok()) done = keepFile(folder, "details.bin", toBytes(detailsOf(outcome)), record);
    KeptVectors vectors;
    vectors.dimensions = outcome.model->codec().dimensions();
    const auto width = static_cast<std::size_t>(vectors.dimensions);
    vectors.queries = rowsOf(record.floats ? encoded.embedding : encoded.sparse, protocol.queries, width);
    if (record.floats) vectors.gallery = rowsOf(encoded.embedding, protocol.gallery, width);
    if (done.ok()) done = keepFile(folder, "vectors.bin", toBytes(vectors), record);
    if (done.ok() && !record.floats) done = keepSegment(folder, outcome, record);
    if (!done.ok()) return done;
    record.summary.dataHash = record.files["images.bin"].hash;
    return writeFileAtomically(folder / "record.json", toJson(record));
}

} // namespace sparlet::engine
