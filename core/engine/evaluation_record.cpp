// record.json of a kept evaluation.
#include "base/atomic_file.h"
#include "base/printable.h"
#include "engine/json_fields_internal.h"
#include "engine/kept_evaluation_internal.h"

namespace sparlet::engine {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kFormat = "sparlet-evaluation";
constexpr int kVersion = 1;
constexpr std::uintmax_t kMostRecordBytes = std::uintmax_t{16} << 20U;

json reportJson(const EvaluationReport& report) {
    return {{"model", report.model},
            {"method", report.method},
            {"backbone", report.backbone},
            {"protocol", report.protocol},
            {"convention", report.convention},
            {"map", report.map},
            {"p_at_1", report.pAt1},
            {"p_at_5", report.pAt5},
            {"p_at_10", report.pAt10},
            {"map_without_iqe", report.mapWithoutExpansion},
            {"map_float", report.mapFloat},
            {"queries", report.queries},
            {"gallery", report.gallery},
            {"failed", report.failed},
            {"left_out", report.leftOut},
            {"queries_without_relevant", report.queriesWithoutRelevant},
            {"notes", report.notes},
            {"latency_ms",
             {{"batch1", report.latencyBatch1Ms},
              {"batch32", report.latencyBatch32Ms},
              {"batch1_spread", report.latencyBatch1SpreadMs},
              {"batch32_spread", report.latencyBatch32SpreadMs}}},
            {"parameters", report.parameters},
            {"model_bytes", report.modelBytes},
            {"peak_memory_bytes", report.peakMemoryBytes},
            {"bytes_per_image", report.bytesPerImage},
            {"density", report.density},
            {"mean_bits", report.meanBits},
            {"iqe", {{"rounds", report.rounds}, {"gamma", report.gamma}}},
            {"device", report.device},
            {"precision", report.precision}};
}

json objectAt(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_object() ? *found : json::object();
}

EvaluationReport parseReport(const json& in) {
    EvaluationReport out;
    out.model = fieldOr(in, "model", std::string());
    out.method = fieldOr(in, "method", std::string());
    out.backbone = fieldOr(in, "backbone", std::string());
    out.protocol = fieldOr(in, "protocol", std::string());
    out.convention = fieldOr(in, "convention", std::string());
    out.map = fieldOr(in, "map", 0.0);
    out.pAt1 = fieldOr(in, "p_at_1", 0.0);
    out.pAt5 = fieldOr(in, "p_at_5", 0.0);
    out.pAt10 = fieldOr(in, "p_at_10", 0.0);
    out.mapWithoutExpansion = fieldOr(in, "map_without_iqe", 0.0);
    out.mapFloat = fieldOr(in, "map_float", 0.0);
    out.queries = fieldOr(in, "queries", std::int64_t{0});
    out.gallery = fieldOr(in, "gallery", std::int64_t{0});
    out.failed = fieldOr(in, "failed", std::int64_t{0});
    out.leftOut = fieldOr(in, "left_out", std::int64_t{0});
    out.queriesWithoutRelevant = fieldOr(in, "queries_without_relevant", std::int64_t{0});
    out.notes = stringsAt(in, "notes");
    const json latency = objectAt(in, "latency_ms");
    out.latencyBatch1Ms = fieldOr(latency, "batch1", 0.0);
    out.latencyBatch32Ms = fieldOr(latency, "batch32", 0.0);
    out.latencyBatch1SpreadMs = fieldOr(latency, "batch1_spread", 0.0);
    out.latencyBatch32SpreadMs = fieldOr(latency, "batch32_spread", 0.0);
    out.parameters = fieldOr(in, "parameters", std::int64_t{0});
    out.modelBytes = fieldOr(in, "model_bytes", std::uint64_t{0});
    out.peakMemoryBytes = fieldOr(in, "peak_memory_bytes", std::uint64_t{0});
    out.bytesPerImage = fieldOr(in, "bytes_per_image", 0.0);
    out.density = fieldOr(in, "density", 0.0);
    out.meanBits = fieldOr(in, "mean_bits", 0.0);
    const json iqe = objectAt(in, "iqe");
    out.rounds = fieldOr(iqe, "rounds", 0);
    out.gamma = fieldOr(iqe, "gamma", 0.0F);
    out.device = fieldOr(in, "device", std::string());
    out.precision = fieldOr(in, "precision", std::string());
    return out;
}

json settingsJson(const nn::ExpansionDefaults& settings) {
    return {{"rounds", settings.rounds},
            {"top_k", settings.topK},
            {"alpha", settings.alpha},
            {"gamma", settings.gamma}};
}

nn::ExpansionDefaults parseSettings(const json& in) {
    nn::ExpansionDefaults out;
    out.rounds = fieldOr(in, "rounds", out.rounds);
    out.topK = fieldOr(in, "top_k", out.topK);
    out.alpha = fieldOr(in, "alpha", out.alpha);
    out.gamma = fieldOr(in, "gamma", out.gamma);
    return out;
}

} // namespace

std::string toJson(const KeptRecord& record) {
    const EvaluationSummary& summary = record.summary;
    json files = json::object();
    for (const auto& [name, file] : record.files)
        files[name] = {{"bytes", file.bytes}, {"hash", file.hash}};
    return dumped({{"format", kFormat},
                   {"version", kVersion},
                   {"id", summary.id},
                   {"data", summary.data},
                   {"data_hash", summary.dataHash},
                   {"root", record.root},
                   {"run", summary.run},
                   {"variant", summary.variant},
                   {"seed", summary.seed},
                   {"created", summary.created},
                   {"seconds", summary.seconds},
                   {"command", summary.command},
                   {"sparlet", summary.version},
                   {"floats", record.floats},
                   {"settings", settingsJson(record.settings)},
                   {"report", reportJson(summary.report)},
                   {"files", files}});
}

std::optional<KeptRecord> parseKeptRecord(const std::string& text) {
    const json in = json::parse(text, nullptr, false);
    if (!in.is_object() || fieldOr(in, "format", std::string()) != kFormat ||
        fieldOr(in, "version", 0) != kVersion || !in.contains("report") || !in.contains("files"))
        return std::nullopt;
    KeptRecord record;
    EvaluationSummary& summary = record.summary;
    summary.id = fieldOr(in, "id", std::string());
    summary.data = fieldOr(in, "data", std::string());
    summary.dataHash = fieldOr(in, "data_hash", std::string());
    record.root = fieldOr(in, "root", std::string());
    summary.run = fieldOr(in, "run", std::string());
    summary.variant = fieldOr(in, "variant", std::string());
    summary.seed = fieldOr(in, "seed", std::int64_t{-1});
    summary.created = fieldOr(in, "created", std::int64_t{0});
    summary.seconds = fieldOr(in, "seconds", 0.0);
    summary.command = fieldOr(in, "command", std::string());
    summary.version = fieldOr(in, "sparlet", std::string());
    record.floats = fieldOr(in, "floats", false);
    record.settings = parseSettings(objectAt(in, "settings"));
    summary.report = parseReport(objectAt(in, "report"));
    const json files = objectAt(in, "files");
    for (const auto& [name, file] : files.items())
        record.files[name] = {fieldOr(file, "bytes", std::uint64_t{0}), fieldOr(file, "hash", std::string())};
    return record;
}

KeptRecord readKeptRecord(const fs::path& folder) {
    const std::string id = folder.filename().string();
    const auto broken = [&](const std::string& what) {
        KeptRecord record;
        record.summary.id = id;
        record.summary.problem =
            "The evaluation " + quoted(fs::path(id)) + " cannot be opened: " + what + ".";
        return record;
    };
    const json object = readJsonObject(folder / "record.json", kMostRecordBytes);
    auto record = parseKeptRecord(object.dump(-1, ' ', false, json::error_handler_t::replace));
    std::error_code problem;
    if (!record) {
        return broken(fs::exists(folder / "record.json", problem) ? "its record is damaged"
                                                                  : "its record is missing");
    }
    for (const char* name : {"images.bin", "details.bin", "vectors.bin", "codes.seg"}) {
        if (record->floats && name == std::string("codes.seg")) continue;
        const auto known = record->files.find(name);
        const auto bytes = fs::file_size(folder / name, problem);
        const bool there = known != record->files.end() && !problem;
        if (there && bytes == known->second.bytes) continue;
        auto damaged =
            broken(std::string(name) + (there ? " is not whole" : " is missing") + "; copy the folder again");
        damaged.summary.created = record->summary.created;
        damaged.summary.report = record->summary.report;
        damaged.summary.data = record->summary.data;
        return damaged;
    }
    record->summary.id = id;
    return *record;
}

Status amendReport(const fs::path& folder, const std::function<void(EvaluationReport& report)>& change) {
    KeptRecord record = readKeptRecord(folder);
    if (!record.summary.problem.empty()) return Error{ErrorCode::Corrupt, record.summary.problem};
    change(record.summary.report);
    return writeFileAtomically(folder / "record.json", toJson(record));
}

} // namespace sparlet::engine
