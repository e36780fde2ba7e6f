#include "documents.h"

#include "comparison.h"
#include "markdown.h"
#include "networks.h"
#include "parts.h"
#include "performance.h"

#include <algorithm>
#include <optional>

namespace sparlet::results {

namespace {

const std::string generated =
    "<!-- Written by packaging/results.sh from docs/runs and models; edits are lost. -->\n\n";

std::optional<double> number(const Json& json, const std::string& field) {
    if (!json.is_object()) {
        return std::nullopt;
    }
    const auto at = json.find(field);
    return at != json.end() && at->is_number() ? std::optional(at->get<double>()) : std::nullopt;
}

std::string cell(const Json& json, const std::string& field, int digits, double scale = 1) {
    const auto value = number(json, field);
    return value ? fixed(*value * scale, digits) : nothing;
}

std::string text(const Json& json, const std::string& field) {
    const auto at = json.find(field);
    return at != json.end() && at->is_string() ? at->get<std::string>() : "";
}

/// The command beside each number, and where and when it ran.
std::string sources(const std::vector<RunRecord>& records) {
    std::string out;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto& record = records[i];
        out += std::to_string(i + 1) + ". `" + record.command + "` on " + record.machine + ", " + record.date;
        out += record.commit.empty() ? "." : ", at " + record.commit + ".";
        out += record.note.empty() ? "\n" : " " + record.note + "\n";
    }
    return out + "\n";
}

bool isEvaluation(const RunRecord& record) {
    return record.report.contains("map");
}
bool isTraining(const RunRecord& record) {
    return record.report.contains("loss");
}
bool isEfficiency(const RunRecord& record) {
    return record.report.contains("efficiency") || record.report.contains("peers"); // shown by comparison()
}
bool isIndexing(const RunRecord& record) {
    return record.report.contains("images_per_second");
}

std::string title(const RunRecord& record, std::size_t place) {
    return record.title + " [" + std::to_string(place + 1) + "]";
}

std::string evaluationTable(const std::vector<RunRecord>& records) {
    std::vector<std::vector<std::string>> quality;
    std::vector<std::vector<std::string>> cost;
    std::string conventions;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto& report = records[i].report;
        if (!isEvaluation(records[i])) {
            continue;
        }
        quality.push_back(
            {title(records[i], i), cell(report, "map", 4), cell(report, "p_at_1", 4),
             cell(report, "p_at_5", 4), cell(report, "p_at_10", 4), cell(report, "map_without_iqe", 4),
             cell(report, "map_float", 4), cell(report, "bytes_per_image", 1), cell(report, "density", 3),
             cell(report, "mean_bits", 2), cell(report, "queries", 0), cell(report, "gallery", 0)});
        if (const auto latency = report.value("latency_ms", Json()); number(latency, "batch1")) {
            cost.push_back({title(records[i], i), cell(report, "parameters", 2, 1e-6),
                            cell(report, "model_bytes", 2, 1e-6), cell(latency, "batch1", 2),
                            cell(latency, "batch32", 2), cell(report, "peak_memory_bytes", 0, 1e-6)});
        }
        const auto convention = text(report, "convention");
        if (!convention.empty() && conventions.find(convention) == std::string::npos) {
            conventions += "Convention: " + convention + ".\n\n";
        }
    }
    if (quality.empty()) {
        return "";
    }
    return table({"model", "mAP", "P@1", "P@5", "P@10", "mAP, no IQE", "mAP, floats", "bytes/image",
                  "density λ", "mean bits", "queries", "gallery"},
                 quality) +
           conventions +
           (cost.empty() ? ""
                         : table({"model", "parameters, M", "file, MB", "batch 1, ms", "batch 32, ms",
                                  "peak memory, MB"},
                                 cost));
}

std::string trainingTable(const std::vector<RunRecord>& records) {
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto& report = records[i].report;
        if (!isTraining(records[i])) {
            continue;
        }
        const auto& loss = report["loss"];
        const bool has = loss.is_array() && !loss.empty() && loss.back().is_number();
        const auto config = records[i].training.is_object()
                                ? records[i].training.value("config", Json::object())
                                : Json::object();
        rows.push_back({title(records[i], i), text(report, "method"), text(report, "backbone"),
                        cell(report, "epochs", 0), cell(config, "batch", 0), cell(config, "seed", 0),
                        cell(report, "seconds", 0), has ? fixed(loss.back().get<double>(), 4) : nothing});
    }
    return rows.empty()
               ? ""
               : table({"run", "method", "backbone", "epochs", "batch", "seed", "seconds", "last loss"},
                       rows);
}

std::string indexingTable(const std::vector<RunRecord>& records) {
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto& report = records[i].report;
        if (isIndexing(records[i])) {
            rows.push_back({title(records[i], i), cell(report, "scanned", 0), cell(report, "indexed", 0),
                            cell(report, "unchanged", 0), cell(report, "failed", 0),
                            cell(report, "seconds", 2), cell(report, "images_per_second", 1),
                            cell(report, "bytes_per_image", 1)});
        }
    }
    return rows.empty() ? ""
                        : table({"indexing", "scanned", "indexed", "unchanged", "failed", "seconds",
                                 "images/s", "bytes/image"},
                                rows);
}

/// Every other report: its numbers as they are.
std::string otherTable(const std::vector<RunRecord>& records) {
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (isEvaluation(records[i]) || isTraining(records[i]) || isIndexing(records[i]) ||
            isEfficiency(records[i])) {
            continue;
        }
        const auto flat = records[i].report.flatten();
        for (const auto& [field, value] : flat.items()) {
            if (value.is_number() || value.is_boolean() || value.is_string()) {
                rows.push_back({title(records[i], i), field.substr(1),
                                value.is_string() ? value.get<std::string>() : value.dump()});
            }
        }
    }
    return rows.empty() ? "" : table({"measurement", "field", "value"}, rows);
}

std::string modelTitle(const Json& card) {
    return modelName(text(card, "method"), text(card, "backbone"));
}

/// Not those of a model's parts, most of which were measured on what a model of this id was made from.
std::vector<RunRecord> evaluationsOf(const std::string& id, const std::vector<RunRecord>& records) {
    std::vector<RunRecord> out;
    std::copy_if(records.begin(), records.end(), std::back_inserter(out), [&](const RunRecord& record) {
        const auto model = text(record.report, "model");
        return isEvaluation(record) && !isPartsGroup(record.group) &&
               (model == id || model == id + ".safetensors");
    });
    return out;
}

/// A card's field as Markdown: text as a paragraph, an object as a list.
std::string cardSection(const Json& card, const std::string& field, const std::string& heading) {
    const auto at = card.find(field);
    if (at == card.end() || at->is_null()) {
        return "";
    }
    std::string out = "**" + heading + ".** ";
    if (!at->is_object()) {
        return out + (at->is_string() ? at->get<std::string>() : at->dump()) + "\n\n";
    }
    out += "\n";
    for (const auto& [key, value] : at->items()) {
        out += "- " + key + ": " + (value.is_string() ? value.get<std::string>() : value.dump()) + "\n";
    }
    return out + "\n";
}

} // namespace

std::string resultsDocument(const std::string& introduction, const std::vector<RunRecord>& records,
                            const std::vector<PaperValue>& papers) {
    std::string out = generated + introduction + "\n";
    std::vector<std::string> groups;
    for (const auto& record : records) {
        if (!isPerformance(record) && std::find(groups.begin(), groups.end(), record.group) == groups.end()) {
            groups.push_back(record.group);
        }
    }
    for (const auto& group : groups) {
        std::vector<RunRecord> members;
        std::copy_if(
            records.begin(), records.end(), std::back_inserter(members),
            [&](const RunRecord& record) { return !isPerformance(record) && record.group == group; });
        if (isPartsGroup(group)) {
            out += "## " + group + "\n\n" + partsTable(members) + sources(members);
            continue;
        }
        if (group == kNetworksGroup) {
            out += "## " + group + "\n\n" + networksTable(members) + sources(members);
            continue;
        }
        const auto measured = configurations(members);
        const bool compared = std::any_of(measured.begin(), measured.end(),
                                          [](const auto& one) { return one.method == "baseline"; });
        out += "## " + group + "\n\n" + (compared ? comparison(members, papers) : "") +
               evaluationTable(members) + indexingTable(members) + trainingTable(members) +
               otherTable(members) + sources(members);
    }
    while (out.size() > 1 && out[out.size() - 1] == '\n' && out[out.size() - 2] == '\n') {
        out.pop_back();
    }
    return out;
}

std::string modelsSummary(const std::vector<ShippedModel>& models, const std::vector<RunRecord>& records) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& model : models) {
        const auto name = "`" + model.id + "`" + (model.isDefault ? " (default)" : "");
        const auto megabytes = fixed(static_cast<double>(model.bytes) / 1e6, 1);
        const auto evaluations = evaluationsOf(model.id, records);
        if (evaluations.empty()) {
            rows.push_back({name, modelTitle(model.card), megabytes, nothing, nothing, nothing, nothing});
        }
        // The first by name of each table: how the program uses the model; the others take something away.
        std::string shown;
        for (const auto& record : evaluations) {
            if (record.group == shown) {
                continue;
            }
            shown = record.group;
            rows.push_back({name, modelTitle(model.card), megabytes, record.group,
                            cell(record.report, "map", 3), cell(record.report, "p_at_1", 3),
                            cell(record.report, "bytes_per_image", 1)});
        }
    }
    return table({"model", "method", "file, MB", "measured on", "mAP", "P@1", "bytes/image"}, rows);
}

std::string modelsDocument(const std::string& introduction, const std::vector<ShippedModel>& models,
                           const std::vector<RunRecord>& records) {
    std::string out = generated + introduction + "\n" + modelsSummary(models, records);
    for (const auto& model : models) {
        const auto& card = model.card;
        out += "## " + model.id + "\n\n" + modelTitle(card) + ", " + cell(card, "parameters", 2, 1e-6) +
               " M parameters, input " + cell(card, "inputSize", 0) + "×" + cell(card, "inputSize", 0) +
               " pixels, code of " + cell(card, "dimensions", 0) + " dimensions" +
               (number(card, "textDimensions").value_or(0) > 0 ? ", answers text" : ", answers no text") +
               ".\n\n";
        for (const auto& [field, heading] : {std::pair{"data", "Data"},
                                             {"recipe", "Recipe"},
                                             {"scores", "Scores"},
                                             {"expansion", "IQE defaults"},
                                             {"limits", "Limits"},
                                             {"licence", "Licence"},
                                             {"source", "Source"}}) {
            out += cardSection(card, field, heading);
        }
        if (const auto evaluations = evaluationsOf(model.id, records); !evaluations.empty()) {
            out += evaluationTable(evaluations) + sources(evaluations);
        }
    }
    out.pop_back();
    return out;
}

Result<std::string> withBlock(const std::string& document, const std::string& name,
                              const std::string& block) {
    const auto begin = "<!-- " + name + ":begin -->\n";
    const auto end = "<!-- " + name + ":end -->";
    const auto first = document.find(begin);
    const auto last = document.find(end);
    if (first == std::string::npos || last == std::string::npos || last < first) {
        return Error{ErrorCode::NotFound, "The document lacks the marks '" + name + ":begin' and '" + name +
                                              ":end', in this order; put them where the table belongs."};
    }
    return document.substr(0, first + begin.size()) + block + document.substr(last);
}

} // namespace sparlet::results
