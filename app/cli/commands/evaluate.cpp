#include "commands.h"
#include "output.h"

#include <iostream>

namespace sparlet::cli {

namespace {

constexpr const char* kFooter =
    R"(cifar10: DIR (or DIR/test) has a folder for each class; in name order every fifth picture of
a class from the first is a query, the rest is the gallery.
folder: sub-folders are labels; every picture in turn is a query against all others.
AP is the mean of the precision at each relevant rank over the full ranking, without
interpolation; ties are broken by gallery order; a query is not in its own gallery.
The stored codes are ranked, with the model's IQE settings unless --iqe or --gamma say
otherwise; map_without_iqe and map_float (float embeddings, no IQE) are measured beside.
latency_ms: one call of the encoder with 1 and with 32 pictures, median of 25 after warm-up;
on a CPU by one thread.

JSON: model, method, backbone, protocol, map, p_at_1, p_at_5, p_at_10, queries, gallery,
convention, map_without_iqe, map_float, iqe:{rounds,gamma}, latency_ms:{batch1,batch32},
parameters, model_bytes, peak_memory_bytes, bytes_per_image, density, mean_bits, failed, device

Examples:
  sparlet evaluate --data caltech101-half --protocol folder
  sparlet evaluate --model sparse-resnet18 --data cifar --protocol cifar10 --iqe 0 --json)";

Json toJson(const engine::EvaluationReport& report, bool timed, bool perQuery) {
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
    out["latency_ms"] = {{"batch1", timed ? Json(report.latencyBatch1Ms) : Json()},
                         {"batch32", timed ? Json(report.latencyBatch32Ms) : Json()}};
    out["parameters"] = report.parameters;
    out["model_bytes"] = report.modelBytes;
    out["peak_memory_bytes"] = report.peakMemoryBytes;
    out["bytes_per_image"] = report.bytesPerImage;
    out["density"] = report.density;
    out["mean_bits"] = report.meanBits;
    out["failed"] = report.failed;
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

int print(const engine::EvaluationReport& report, bool timed) {
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
    if (timed) {
        table.add({"latency", decimal(report.latencyBatch1Ms, 2) + " ms for 1, " +
                                  decimal(report.latencyBatch32Ms, 1) + " ms for 32, on " + report.device +
                                  " in " + report.precision});
    }
    table.add({"model size", bytesText(static_cast<double>(report.modelBytes)) + ", " +
                                 std::to_string(report.parameters) + " parameters"});
    table.add({"peak memory", bytesText(static_cast<double>(report.peakMemoryBytes))});
    if (report.failed > 0) table.add({"left out", std::to_string(report.failed) + " unreadable pictures"});
    table.print();
    return finishOutput();
}

struct EvaluateOptions {
    engine::EvaluateRequest request;
    std::string protocol;
    int rounds = -1;
    float gamma = -1;
    bool untimed = false, perQuery = false;
};

} // namespace

void addEvaluate(CLI::App& app, Context& context) {
    auto options = std::make_shared<EvaluateOptions>();
    auto* command = app.add_subcommand("evaluate", "Measure one model under a stated protocol");
    command
        ->add_option("--model,-m", options->request.model, "Id of a model, or a file (default: the default)")
        ->type_name("M");
    command->add_option("--data,-d", options->request.data, "Folder of class folders")
        ->required()
        ->type_name("D");
    command->add_option("--protocol", options->protocol, "cifar10 or folder")
        ->required()
        ->check(CLI::IsMember({"cifar10", "folder"}));
    command->add_option("--iqe", options->rounds, "Rounds of query expansion, 0 to 5 (default: the model's)")
        ->type_name("ROUNDS")
        ->check(CLI::Range(0, 5));
    command->add_option("--gamma", options->gamma, "Weight of the first score, 0 to 1 (default: the model's)")
        ->type_name("G")
        ->check(CLI::Range(0.0, 1.0));
    command->add_flag("--float", options->request.floatEmbedding,
                      "Rank float embeddings instead of stored codes");
    command->add_flag("--no-timing", options->untimed, "Leave the latency out (null in JSON)");
    command->add_flag("--per-query", options->perQuery, "With --json: per_query:[{path,ap}] too");
    addGeneral(*command, context);
    command->footer(kFooter);
    command->callback([&context, options] {
        options->request.protocol = options->protocol == "cifar10"
                                        ? engine::EvaluateRequest::Protocol::Cifar10
                                        : engine::EvaluateRequest::Protocol::Folder;
        if (options->rounds >= 0) options->request.rounds = options->rounds;
        if (options->gamma >= 0) options->request.gamma = options->gamma;
        options->request.timing = !options->untimed;
        context.run = [&context, options] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                const auto report = [&] {
                    const auto progress = context.progress();
                    return workspace.evaluate(options->request, progress, context.cancel);
                }();
                if (!report.ok()) return fail(report.error());
                const bool timed = options->request.timing;
                return context.json ? printJson(toJson(*report, timed, options->perQuery))
                                    : print(*report, timed);
            });
        };
    });
}

} // namespace sparlet::cli
