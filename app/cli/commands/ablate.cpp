#include "base/printable.h"
#include "commands.h"
#include "eval/measurement.h"
#include "evaluation_output.h"

#include <iostream>

namespace sparlet::cli {

namespace {

constexpr const char* kAblateFooter =
    R"(The file is JSON (comments are allowed); relative paths are below its folder:
  {
    "name": "modules",                    one name, one ablation: its state is kept under it
    "data": {"training": "cifar/train", "evaluation": "cifar/test", "protocol": "cifar10"},
                                          or a list of such, each with a "name"; also "setup",
                                          "images", "side", "descriptions", "captions"
    "methods": ["sparse", "baseline"], "backbones": ["resnet18"], "seeds": [1, 2, 3],
    "variants": ["", "no-lkd", "no-ase", "no-spq", {"name": "sparser", "set": {"targetDensity": 0.1}}],
    "training": {"preset": "standard", "epochs": 10},
                                          as train's --config; "per_method" and "per_backbone"
                                          {"sparse": {...}} go over it, a variant's "set" over those
    "leave_out": [{"method": "hamlet", "seed": 3}],
    "tune": 3000,                         pictures to choose IQE's settings on (0: as trained)
    "iqe": 0,                             rounds for all (left out: the model's)
    "timing": true
  }
Each cell is a training run and a kept evaluation of its id, as in sparse-resnet18-no-lkd-1; a
variant that a method has no part for is left out. Run the command again to go on after an
interruption or a change of the file: what is done stays done, what failed is tried again, and
a failure does not stop the rest. Times are taken at the end, with nothing else running: the
models take turns, and all are timed again where one is new. docs/ablations has examples.

JSON: name, runs:[{id, state, problem, run, evaluation, ...evaluate's fields}],
aggregates:[{method, backbone, variant, data, seeds:[...], METRIC:{mean, deviation, count}}]

Exit status 1 where a cell failed.

Example:
  sparlet ablate --config docs/ablations/modules.json)";

const char* nameOf(engine::AblationCell::State state) {
    using State = engine::AblationCell::State;
    switch (state) {
    case State::Waiting:
        return "waiting";
    case State::Training:
        return "training";
    case State::Evaluating:
        return "evaluating";
    case State::Timing:
        return "timing";
    case State::Done:
        return "done";
    case State::Failed:
        break;
    }
    return "failed";
}

Json toJson(const engine::AblationCell& cell) {
    Json out;
    out["id"] = cell.id;
    out["state"] = nameOf(cell.state);
    if (!cell.problem.empty()) out["problem"] = cell.problem;
    out["method"] = cell.method;
    out["backbone"] = cell.backbone;
    out["variant"] = cell.variant;
    out["data"] = cell.data;
    out["seed"] = cell.seed;
    out["run"] = cell.run;
    out["evaluation"] = cell.evaluation;
    if (!cell.evaluation.empty()) out.update(reportJson(cell.report));
    return out;
}

/// The cells that have numbers, as measurements to be summed up over seeds.
std::vector<eval::Aggregate> aggregates(const engine::AblationPlan& plan) {
    std::vector<eval::Measurement> all;
    for (const auto& cell : plan.cells) {
        if (cell.evaluation.empty()) continue;
        eval::Measurement one;
        one.id = cell.id;
        one.method = cell.method;
        one.backbone = cell.backbone;
        one.variant = cell.variant;
        one.data = cell.data;
        one.seed = cell.seed;
        one.values = {{"map", cell.report.map},
                      {"p_at_1", cell.report.pAt1},
                      {"p_at_5", cell.report.pAt5},
                      {"p_at_10", cell.report.pAt10},
                      {"bytes_per_image", cell.report.bytesPerImage},
                      {"model_mb", static_cast<double>(cell.report.modelBytes) / 1e6}};
        if (cell.report.latencyBatch1Ms > 0) {
            one.values["latency_batch1_ms"] = cell.report.latencyBatch1Ms;
            one.values["latency_batch32_ms"] = cell.report.latencyBatch32Ms;
        }
        all.push_back(std::move(one));
    }
    return eval::aggregate(all);
}

Json toJson(const engine::AblationPlan& plan) {
    Json out;
    out["name"] = plan.name;
    out["runs"] = Json::array();
    for (const auto& cell : plan.cells)
        out["runs"].push_back(toJson(cell));
    out["aggregates"] = Json::array();
    for (const auto& group : aggregates(plan)) {
        Json one{{"method", group.first.method},
                 {"backbone", group.first.backbone},
                 {"variant", group.first.variant},
                 {"data", group.first.data},
                 {"seeds", group.seeds}};
        for (const auto& [metric, value] : group.values)
            one[metric] = {{"mean", value.mean}, {"deviation", value.deviation}, {"count", value.count}};
        out["aggregates"].push_back(std::move(one));
    }
    return out;
}

std::string meanText(const eval::Aggregate& group, const std::string& metric, int digits) {
    const auto found = group.values.find(metric);
    if (found == group.values.end()) return "";
    const auto& value = found->second;
    return decimal(value.mean, digits) + (value.count > 1 ? " ± " + decimal(value.deviation, digits) : "");
}

void print(const engine::AblationPlan& plan) {
    Table cells({"cell", "state", "mAP", "P@1", "1 picture"}, {false, false, true, true, true});
    for (const auto& cell : plan.cells) {
        const bool measured = !cell.evaluation.empty(), timed = cell.report.latencyBatch1Ms > 0;
        cells.add({cell.id, nameOf(cell.state), measured ? decimal(cell.report.map, 4) : "",
                   measured ? decimal(cell.report.pAt1, 4) : "",
                   timed ? decimal(cell.report.latencyBatch1Ms, 2) + " ms" : ""});
    }
    cells.print();
    for (const auto& cell : plan.cells) {
        if (!cell.problem.empty()) std::cout << cell.id << ": " << printable(cell.problem) << '\n';
    }
    const auto groups = aggregates(plan);
    if (groups.empty()) return;
    std::cout << "\nMean and deviation over seeds\n";
    Table means({"method", "backbone", "variant", "data", "seeds", "mAP", "P@1", "1 picture, ms"},
                {false, false, false, false, true, true, true, true});
    for (const auto& group : groups) {
        means.add({group.first.method, group.first.backbone, group.first.variant, group.first.data,
                   std::to_string(group.ids.size()), meanText(group, "map", 4), meanText(group, "p_at_1", 4),
                   meanText(group, "latency_batch1_ms", 2)});
    }
    means.print();
}

int runAblation(const Context& context, const std::string& file, bool plannedOnly,
                engine::Workspace& workspace) {
    const auto plan = [&] {
        if (plannedOnly) return workspace.ablation(file);
        const auto progress = context.progress();
        return workspace.ablate(file, progress, {}, context.cancel);
    }();
    if (!plan.ok()) return fail(plan.error());
    bool failed = false;
    for (const auto& cell : plan->cells)
        failed = failed || cell.state == engine::AblationCell::State::Failed;
    if (!context.json) print(*plan);
    const int status = context.json ? printJson(toJson(*plan)) : finishOutput();
    return status == kDone && failed && !plannedOnly ? static_cast<int>(kFailed) : status;
}

} // namespace

void addAblate(CLI::App& app, Context& context) {
    struct Options {
        std::string file;
        bool plannedOnly = false;
    };
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("ablate", "Train, evaluate and time a matrix of models, resumable");
    command->add_option("--config,-c", options->file, "The matrix (JSON)")->required()->type_name("F");
    command->add_flag("--plan", options->plannedOnly, "Only say what the cells are and how far they are");
    addGeneral(*command, context);
    command->footer(kAblateFooter);
    command->callback([&context, options] {
        context.run = [&context, options] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                return runAblation(context, options->file, options->plannedOnly, workspace);
            });
        };
    });
}

} // namespace sparlet::cli
