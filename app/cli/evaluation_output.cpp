#include "evaluation_output.h"

#include "base/printable.h"

namespace sparlet::cli {

namespace {

/// Times that were not measured are null.
Json latency(const engine::EvaluationReport& report) {
    const auto time = [](double milliseconds) { return milliseconds > 0 ? Json(milliseconds) : Json(); };
    Json out{{"batch1", time(report.latencyBatch1Ms)}, {"batch32", time(report.latencyBatch32Ms)}};
    if (report.latencyBatch1SpreadMs > 0) {
        out["batch1_spread"] = report.latencyBatch1SpreadMs;
        out["batch32_spread"] = report.latencyBatch32SpreadMs;
    }
    return out;
}

} // namespace

Json reportJson(const engine::EvaluationReport& report, bool perQuery) {
    Json out;
    out["model"] = report.model;
    out["method"] = report.method;
    out["backbone"] = report.backbone;
    out["protocol"] = report.protocol;
    out["map"] = report.map;
    out["p_at_1"] = report.pAt1;
    out["p_at_5"] = report.pAt5;
    out["p_at_10"] = report.pAt10;
    out["queries"] = report.queries;
    out["gallery"] = report.gallery;
    out["convention"] = report.convention;
    out["map_without_iqe"] = report.mapWithoutExpansion;
    out["map_float"] = report.mapFloat;
    out["iqe"] = {{"rounds", report.rounds}, {"gamma", report.gamma}};
    out["latency_ms"] = latency(report);
    out["parameters"] = report.parameters;
    out["model_bytes"] = report.modelBytes;
    out["peak_memory_bytes"] = report.peakMemoryBytes > 0 ? Json(report.peakMemoryBytes) : Json();
    out["bytes_per_image"] = report.bytesPerImage;
    out["density"] = report.density;
    out["mean_bits"] = report.meanBits;
    out["failed"] = report.failed;
    out["left_out"] = report.leftOut;
    out["queries_without_relevant"] = report.queriesWithoutRelevant;
    out["notes"] = report.notes;
    out["device"] = report.device;
    out["precision"] = report.precision;
    if (!perQuery) return out;
    out["per_query"] = Json::array();
    for (std::size_t i = 0; i < report.averagePrecision.size(); ++i) {
        Json one;
        setPath(one, "path", report.queryPaths[i]);
        one["ap"] = report.averagePrecision[i];
        out["per_query"].push_back(std::move(one));
    }
    return out;
}

void printReport(const engine::EvaluationReport& report) {
    Table table({"model", report.model + " (" + report.method + ", " + report.backbone + ")"});
    table.add({"mAP", decimal(report.map, 4) + " with " + std::to_string(report.rounds) + " rounds of IQE"});
    table.add({"P@1, 5, 10",
               decimal(report.pAt1, 4) + ", " + decimal(report.pAt5, 4) + ", " + decimal(report.pAt10, 4)});
    table.add({"mAP without IQE", decimal(report.mapWithoutExpansion, 4)});
    table.add({"mAP of floats", decimal(report.mapFloat, 4)});
    table.add({"queries, gallery", std::to_string(report.queries) + ", " + std::to_string(report.gallery)});
    table.add({"convention", report.convention});
    table.add({"stored code", decimal(report.bytesPerImage, 1) + " bytes, density " +
                                  decimal(report.density, 3) + ", " + decimal(report.meanBits, 2) + " bits"});
    if (report.latencyBatch1Ms > 0) {
        table.add({"latency", decimal(report.latencyBatch1Ms, 2) + " ms for 1, " +
                                  decimal(report.latencyBatch32Ms, 1) + " ms for 32, on " + report.device +
                                  " in " + report.precision});
    }
    table.add({"model size", bytesText(static_cast<double>(report.modelBytes)) + ", " +
                                 std::to_string(report.parameters) + " parameters"});
    if (report.peakMemoryBytes > 0)
        table.add({"peak memory", bytesText(static_cast<double>(report.peakMemoryBytes))});
    if (report.failed > 0) table.add({"unreadable", std::to_string(report.failed) + " pictures"});
    if (report.leftOut > 0) table.add({"left out", std::to_string(report.leftOut) + " of the list"});
    for (const auto& note : report.notes)
        table.add({"note", printable(note)});
    table.print();
}

Json summaryJson(const engine::EvaluationSummary& summary, bool perQuery) {
    Json out;
    out["id"] = summary.id;
    out["name"] = summary.name;
    if (!summary.problem.empty()) {
        out["problem"] = summary.problem;
        return out;
    }
    out["created"] = summary.created;
    setPath(out, "data", summary.data);
    out["data_hash"] = summary.dataHash;
    out["run"] = summary.run;
    out["variant"] = summary.variant;
    out["seed"] = summary.seed >= 0 ? Json(summary.seed) : Json();
    out["project"] = summary.project;
    out["seconds"] = summary.seconds;
    out["command"] = summary.command;
    out["sparlet"] = summary.version;
    out.update(reportJson(summary.report, perQuery));
    return out;
}

} // namespace sparlet::cli
