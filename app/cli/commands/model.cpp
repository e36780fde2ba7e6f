#include "base/printable.h"
#include "commands.h"
#include "output.h"

#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <numeric>
#include <sstream>

namespace sparlet::cli {

namespace {

Json toJson(const engine::ModelSummary& summary) {
    Json out;
    out["id"] = summary.id;
    out["method"] = summary.method;
    out["backbone"] = summary.backbone;
    out["dimensions"] = summary.dimensions;
    out["bytes"] = summary.bytes;
    out["default"] = summary.isDefault;
    out["shipped"] = summary.shipped;
    setPath(out, "file", summary.file);
    if (!summary.problem.empty()) out["problem"] = summary.problem;
    return out;
}

Json toJson(const nn::ExpansionDefaults& settings) {
    return {{"rounds", settings.rounds},
            {"top_k", settings.topK},
            {"alpha", settings.alpha},
            {"gamma", settings.gamma}};
}

Json toJson(const engine::ModelDetails& details) {
    Json out = toJson(details.summary);
    const auto& info = details.info;
    out["title"] = details.summary.title;
    out["parameters"] = info.parameters;
    out["checksum"] = info.checksummed ? Json("xxh64") : Json(nullptr);
    out["small_image_stem"] = info.smallImageStem;
    out["inner_channels"] = info.innerChannels;
    out["train_size"] = info.trainSize;
    out["input_size"] = info.inputSize;
    out["mirror"] = info.mirror;
    out["text_dimensions"] = info.textDimensions;
    out["ase"] = info.ase;
    out["spq"] = info.spq;
    out["classes"] = info.classNames.size();
    out["bits"] = info.quantizer.bits;
    out["importance"] = info.quantizer.importance;
    out["iqe"] = toJson(info.expansion);
    Json card = Json::parse(info.cardJson, nullptr, false);
    out["card"] = card.is_discarded() ? Json::object() : std::move(card);
    return out;
}

int print(const std::vector<engine::ModelSummary>& models) {
    if (models.empty()) {
        std::cout << "No model is installed; train one with: sparlet train\n";
        return finishOutput();
    }
    Table table({"id", "method", "backbone", "dimensions", "size", ""},
                {false, false, false, true, true, false});
    for (const auto& model : models) {
        const std::string note = !model.problem.empty() ? "unusable: " + printable(model.problem)
                                 : model.isDefault      ? "default"
                                                        : "";
        table.add({printable(model.id), model.method, model.backbone, std::to_string(model.dimensions),
                   bytesText(static_cast<double>(model.bytes)), note});
    }
    table.print();
    return finishOutput();
}

/// What a person wants to read of a card; the rest is in the table or in --json.
Json card(const engine::ModelDetails& details) {
    const Json all = Json::parse(details.info.cardJson, nullptr, false);
    Json out = Json::object();
    for (const char* field : {"data", "recipe", "scores", "limits", "licence", "source"}) {
        if (all.is_object() && all.contains(field)) out[field] = all[field];
    }
    return out;
}

/// Lines of a text below each other, unprintable bytes replaced.
std::string indented(const std::string& text) {
    std::string out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        out += (out.empty() ? "" : "\n  ") + printable(line);
    return out;
}

int print(const engine::ModelDetails& details) {
    const auto& info = details.info;
    Table table({"model", printable(details.summary.id) + (details.summary.isDefault ? " (default)" : "")});
    table.add({"title", details.summary.title});
    table.add(
        {"file", printable(details.summary.file) + ", " + bytesText(static_cast<double>(info.fileBytes))});
    table.add({"checksum", info.checksummed ? "right" : "none in the file; damage may go unseen"});
    table.add({"parameters", std::to_string(info.parameters)});
    if (!info.innerChannels.empty()) {
        std::string blocks;
        for (const auto& [block, channels] : info.innerChannels)
            blocks += (blocks.empty() ? "" : ", ") + block + " " + std::to_string(channels);
        table.add({"pruned to", blocks + " inner channels"});
    }
    table.add({"input", std::to_string(info.inputSize) + " pixels a side, trained at " +
                            std::to_string(info.trainSize)});
    table.add({"codes", std::to_string(info.dimensions) + " dimensions" + (info.ase ? ", thresholded" : "") +
                            (info.spq ? ", learnt bits" : ", 8 bits each")});
    if (!info.quantizer.bits.empty()) {
        const double bits = std::accumulate(info.quantizer.bits.begin(), info.quantizer.bits.end(), 0.0);
        table.add({"mean bits", decimal(bits / static_cast<double>(info.quantizer.bits.size()), 2)});
    }
    table.add({"text queries", info.textDimensions > 0 ? "yes" : "no"});
    table.add({"IQE", std::to_string(info.expansion.rounds) + " rounds, top " +
                          std::to_string(info.expansion.topK) + ", alpha " +
                          decimal(static_cast<double>(info.expansion.alpha), 2) + ", gamma " +
                          decimal(static_cast<double>(info.expansion.gamma), 2)});
    table.print();
    const Json shown = card(details);
    for (const auto& [name, value] : shown.items()) {
        const std::string text = value.is_string() ? value.get<std::string>() : value.dump(2);
        std::cout << '\n' << printable(name) << "\n  " << indented(text) << '\n';
    }
    return finishOutput();
}

void addList(CLI::App& parent, Context& context) {
    auto* command =
        parent.add_subcommand("list", "List shipped, imported and trained models, the default first");
    addGeneral(*command, context);
    command->footer(
        "JSON: models:[{id, method, backbone, dimensions, bytes, default, shipped, file}]; a file that "
        "cannot be used has a problem\n\nExample:\n  sparlet model list");
    command->callback([&context] {
        context.run = [&context] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                const auto models = workspace.models();
                if (!models.ok()) return fail(models.error());
                if (!context.json) return print(*models);
                Json out;
                out["models"] = Json::array();
                for (const auto& model : *models)
                    out["models"].push_back(toJson(model));
                return printJson(out);
            });
        };
    });
}

void addInfo(CLI::App& parent, Context& context) {
    auto name = std::make_shared<std::string>();
    auto* command = parent.add_subcommand("info", "Show one model and its card");
    command->add_option("M", *name, "Id of a model, or a file (default: the default model)");
    addGeneral(*command, context);
    command->footer(
        "JSON: model list's fields, and title, parameters, small_image_stem, inner_channels (of a pruned "
        "network's blocks), train_size, input_size, mirror, text_dimensions, ase, spq, classes, bits, "
        "importance, iqe, checksum (null: the file has none, as those of other programs), card\n\nThe whole "
        "file is read and held against its checksum.\n\n"
        "Example:\n  sparlet model info sparse-resnet18-tiny");
    command->callback([&context, name] {
        context.run = [&context, name] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                const auto details = workspace.model(*name);
                if (!details.ok()) return fail(details.error());
                return context.json ? printJson(toJson(*details)) : print(*details);
            });
        };
    });
}

int printTuning(const Context& context, const engine::TuneReport& report) {
    if (context.json) {
        Json out{{"model", report.model},
                 {"images", report.images},
                 {"queries", report.queries},
                 {"map_without", report.mapWithout},
                 {"p_at_1_without", report.pAt1Without},
                 {"map", report.best.map},
                 {"p_at_1", report.best.pAt1},
                 {"iqe", toJson(report.best.settings)},
                 {"trials", report.trials.size()},
                 {"written", report.written}};
        return printJson(out);
    }
    const auto& best = report.best.settings;
    std::cout << report.model << ": mAP " << decimal(report.mapWithout, 4) << " and P@1 "
              << decimal(report.pAt1Without, 4) << " without expansion, " << decimal(report.best.map, 4)
              << " and " << decimal(report.best.pAt1, 4) << " with " << best.rounds << " rounds, top "
              << best.topK << ", alpha " << decimal(static_cast<double>(best.alpha), 2) << ", gamma "
              << decimal(static_cast<double>(best.gamma), 2) << " (" << report.queries << " queries among "
              << report.images << " training pictures, " << report.trials.size() << " settings tried)"
              << (report.written ? "; written to the model" : "") << '\n';
    return finishOutput();
}

/// What a model is shown: the folder and how many of its pictures.
void addSample(CLI::App& command, std::string& data, int& sample, int most, const std::string& what) {
    command.add_option("--data", data, what + "; never pictures of a later evaluation")
        ->required()
        ->type_name("D");
    command.add_option("--sample", sample, "Pictures to use, evenly over the classes")
        ->type_name("N")
        ->check(CLI::Range(10, most))
        ->capture_default_str();
}

void addTune(CLI::App& parent, Context& context) {
    auto request = std::make_shared<engine::TuneRequest>();
    auto dry = std::make_shared<bool>(false);
    auto* command = parent.add_subcommand("tune", "Choose a model's IQE settings on training pictures");
    command->add_option("M", request->model, "Id of a model, or a file")->required();
    addSample(*command, request->data, request->sample, 100000, "Folder of class folders");
    command->add_flag("--dry-run", *dry, "Do not write the settings into the model's file");
    addGeneral(*command, context);
    command->footer("JSON: model, images, queries, map_without, p_at_1_without, map, p_at_1, "
                    "iqe:{rounds,top_k,alpha,gamma}, trials, "
                    "written\n\nExample:\n  sparlet model tune sparse.safetensors --data cifar/train");
    command->callback([&context, request, dry] {
        request->write = !*dry;
        context.run = [&context, request] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                const auto report = [&] {
                    const auto progress = context.progress();
                    return workspace.tuneExpansion(*request, progress, context.cancel);
                }();
                if (!report.ok()) return fail(report.error());
                return printTuning(context, *report);
            });
        };
    });
}

int printCalibration(const Context& context, const engine::CalibrationReport& report) {
    if (context.json) {
        Json out{{"model", report.model}, {"chosen", report.chosen}, {"written", report.written}};
        out["checks"] = Json::array();
        for (const auto& row : report.rows) {
            out["checks"].push_back({{"precision", row.check.precision},
                                     {"cosine", row.check.cosine},
                                     {"map", row.check.map},
                                     {"map_eager", row.check.mapEager},
                                     {"images", row.check.images},
                                     {"milliseconds", row.check.milliseconds}});
        }
        return printJson(out);
    }
    Table table({"precision", "cosine", "mAP", "ms an image"}, {false, true, true, true});
    for (const auto& row : report.rows) {
        table.add({row.check.precision + (row.check.precision == report.chosen ? " (auto)" : ""),
                   decimal(row.check.cosine, 5), decimal(row.check.map, 4),
                   decimal(row.check.milliseconds, 2)});
    }
    table.print();
    return finishOutput();
}

void addCalibrate(CLI::App& parent, Context& context) {
    auto request = std::make_shared<engine::CalibrateRequest>();
    auto dry = std::make_shared<bool>(false);
    auto* command = parent.add_subcommand(
        "calibrate", "Prepare a model for fast arithmetic, and check what each costs in accuracy");
    command->add_option("M", request->model, "Id of a model, or a file")->required();
    addSample(*command, request->data, request->sample, 20000,
              "Folder of class folders, like what the model will see");
    command->add_flag("--dry-run", *dry, "Do not write into the model's file");
    addGeneral(*command, context);
    command->footer(
        "JSON: model, chosen, checks:[{precision, cosine, map, map_eager, images, milliseconds}], "
        "written\n\nExample:\n  sparlet model calibrate sparse.safetensors --data cifar/train");
    command->callback([&context, request, dry] {
        request->write = !*dry;
        context.run = [&context, request] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                const auto report = [&] {
                    const auto progress = context.progress();
                    return workspace.calibrateModel(*request, progress, context.cancel);
                }();
                if (!report.ok()) return fail(report.error());
                return printCalibration(context, *report);
            });
        };
    });
}

/// "" where it was read into `text`, else what is wrong.
std::string readCard(const std::string& file, std::string& text) {
    std::ifstream in(file, std::ios::binary);
    text.assign(std::istreambuf_iterator<char>(in), {});
    return in.bad() || !in.is_open() ? "The card '" + printable(file) + "' cannot be read." : std::string();
}

int printCompact(const Context& context, const engine::CompactReport& report, const std::string& out) {
    if (context.json) {
        Json json{{"model", report.model},
                  {"bytes_before", report.bytesBefore},
                  {"bytes", report.bytes},
                  {"map_before", report.mapBefore},
                  {"map", report.map},
                  {"cosine", report.cosine},
                  {"precision", report.precision},
                  {"milliseconds_before", report.millisecondsBefore},
                  {"milliseconds", report.milliseconds},
                  {"images", report.images}};
        json["layers"] = Json::array();
        for (const auto& layer : report.plan.layers) {
            json["layers"].push_back({{"tensor", layer.tensor},
                                      {"parameters", layer.parameters},
                                      {"bits", layer.width.bits},
                                      {"bytes", layer.bytes},
                                      {"loss", layer.loss}});
        }
        return printJson(json);
    }
    Table table({"layer", "parameters", "bits", "size"}, {false, true, true, true});
    for (const auto& layer : report.plan.layers) {
        table.add({layer.tensor, std::to_string(layer.parameters), std::to_string(layer.width.bits),
                   bytesText(static_cast<double>(layer.bytes))});
    }
    table.print();
    std::cout << printable(out) << ": " << bytesText(static_cast<double>(report.bytes)) << " instead of "
              << bytesText(static_cast<double>(report.bytesBefore)) << ", mAP " << decimal(report.map, 4)
              << " instead of " << decimal(report.mapBefore, 4) << " on " << report.images
              << " pictures, cosine " << decimal(report.cosine, 4) << '\n';
    return finishOutput();
}

struct ExportOptions {
    engine::ExportRequest request;
    engine::CompactionRequest compaction; // with a budget
    double budget = 0;                    // bytes
    std::string card;
};

int exportCompact(const Context& context, const ExportOptions& options) {
    return withWorkspace(context, [&](engine::Workspace& workspace) {
        const auto report = [&]() -> Result<engine::CompactReport> {
            const auto progress = context.progress();
            auto request = options.compaction;
            request.model = options.request.model;
            const auto session = workspace.openCompaction(request, progress, context.cancel);
            if (!session.ok()) return session.error();
            const auto plan = (*session)->plan(static_cast<std::uint64_t>(options.budget));
            if (!plan.ok()) return plan.error();
            std::vector<nn::LayerWidth> widths;
            for (const auto& layer : plan->layers)
                widths.push_back(layer.width);
            return (*session)->measure(widths, options.request.out, progress, context.cancel);
        }();
        if (!report.ok()) return fail(report.error());
        return printCompact(context, *report, options.request.out);
    });
}

void addExport(CLI::App& parent, Context& context) {
    auto options = std::make_shared<ExportOptions>();
    auto* request = &options->request;
    auto* command = parent.add_subcommand("export", "Write a model to a file, with its card");
    command->add_option("M", request->model, "Id of a model, or a file")->required();
    command->add_option("-o,--out", request->out, "File to write (.safetensors)")->required()->type_name("F");
    command->add_flag("--half", request->halfWeights, "Weights as 16-bit floats: half the size");
    command->add_flag("--plain", request->plainWeights,
                      "A compact model's weights as plain floats again, for other programs: 32 bits each, 16 "
                      "with --half");
    // As add_flag() takes an optional it would say "no" where the option is not given.
    command->add_flag_function(
        "--mirror,!--no-mirror", [request](std::int64_t on) { request->mirror = on > 0; },
        "Read a picture and its mirror image from now on: better codes, twice the work");
    command->add_option("--size", request->inputSize, "Pixels of a side that it reads from now on")
        ->type_name("N")
        ->check(CLI::Range(16, 1024));
    auto* const card = command
                           ->add_option("--card", options->card,
                                        "JSON object to merge into the card: data, recipe, scores, licence")
                           ->type_name("F")
                           ->check(CLI::ExistingFile);
    auto* const budget =
        command
            ->add_option(
                "--budget", options->budget,
                "Most bytes of the file (3MB): 2 to 8 bits for each layer's weights, chosen on --data")
            ->type_name("SIZE")
            ->transform(CLI::AsNumberWithUnit(std::map<std::string, double>{
                {"B", 1.0}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"KiB", 1024.0}, {"MiB", 1048576.0}}))
            ->check(CLI::Range(1.0, 1e12))
            ->excludes(card);
    command
        ->add_option(
            "--data", options->compaction.data,
            "With --budget: folder of class folders to see losses on; never pictures of a later evaluation")
        ->type_name("D")
        ->needs(budget);
    command
        ->add_option("--sample", options->compaction.sample,
                     "With --budget: pictures to use, evenly over the classes")
        ->type_name("N")
        ->check(CLI::Range(10, 20000))
        ->needs(budget)
        ->capture_default_str();
    addGeneral(*command, context);
    command->footer(
        "JSON: as model info; with --budget: model, bytes_before, bytes, map_before, map, cosine, images, "
        "layers:[{tensor, parameters, bits, bytes, loss}]\n\nExamples:\n"
        "  sparlet model export run-3 --half --card card.json --out models/birds.safetensors\n"
        "  sparlet model export run-3 --budget 3MB --data birds/train --out birds-3mb.safetensors\n"
        "  sparlet model export birds-3mb.safetensors --plain --out birds-plain.safetensors");
    command->callback([&context, options] {
        const auto& plain = options->request;
        if (options->budget > 0 && options->compaction.data.empty()) {
            throw CLI::ValidationError("--budget", "needs --data");
        }
        if (options->budget > 0 &&
            (plain.halfWeights || plain.plainWeights || plain.mirror || plain.inputSize)) {
            throw CLI::ValidationError("--budget",
                                       "goes without --half, --plain, --mirror and --size; export twice");
        }
        context.run = [&context, options] {
            auto& asked = options->request;
            if (options->budget > 0) return exportCompact(context, *options);
            if (!options->card.empty()) {
                if (const auto problem = readCard(options->card, asked.card); !problem.empty()) {
                    return fail(Error{ErrorCode::Io, problem});
                }
            }
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                const auto details = workspace.exportModel(asked);
                if (!details.ok()) return fail(details.error());
                return context.json ? printJson(toJson(*details)) : print(*details);
            });
        };
    });
}

} // namespace

void addModel(CLI::App& app, Context& context) {
    auto* command = app.add_subcommand("model", "List, show, tune, calibrate and export models");
    command->require_subcommand(1);
    addGeneral(*command, context);
    addList(*command, context);
    addInfo(*command, context);
    addTune(*command, context);
    addCalibrate(*command, context);
    addExport(*command, context);
}

} // namespace sparlet::cli
