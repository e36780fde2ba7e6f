#include "base/printable.h"
#include "commands.h"
#include "output.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace sparlet::cli {

namespace {

constexpr const char* kTrainFooter =
    R"(The data are a folder of class folders (or one with such a folder called train), a folder
with CIFAR-10's binary batches, or a packed file. Pictures are decoded once into the home's
cache. --config is a JSON file with the fields of a run record's configuration; options on
the command line go over it. Interrupting writes a checkpoint: go on with --resume.

LKD's texts (sparse, hamlet, mace) are the shipped descriptions that have every class, --descriptions FILE, or
made from the class names; --captions FILE has JSON Lines {"image":...,"text":...}.

With --init MODEL --budget 3MB every weight of the model gets 2 to 8 bits and all is trained on with the learnt
steps (LSQ) until the file keeps to the budget and its embeddings to those of MODEL; the folders' names do not
matter then. Against model export --budget it takes minutes and loses less.

--init MODEL --prune 0.3 cuts three tenths of the backbone's multiply-accumulates, by whole channels that the
embeddings miss least, and trains on in the same way: a smaller network, faster everywhere. Both go together.

JSON: run, method, backbone, epochs, seconds, parameters, loss:[...], model, record

Examples:
  sparlet train --data cifar --method sparse --backbone resnet18 --out sparse.safetensors
  sparlet train --data pets --method sparse --backbone mobilenet_v3_small --without spq \
                --epochs 10 --seed 2 --out pets.safetensors
  sparlet train --data pets --method hamlet --backbone resnet18 --with ase,spq --out pets.safetensors
  sparlet train --init pets.safetensors --budget 1MB --data pets --out pets-1mb.safetensors
  sparlet train --init pets.safetensors --prune 0.3 --data pets --out pets-fast.safetensors
  sparlet train --resume sparse-resnet18-20261122-053000)";

struct TrainOptions {
    engine::TrainRequest request;
    std::string configFile;
    std::vector<std::string> with, without, hyper;
    std::string method, backbone, preset, init;
    int dimensions = 0, epochs = 0, batch = 0;
    double learningRate = 0, density = 0, bits = 0, budget = 0, prune = 0;
    std::uint64_t seed = 0;
    bool bf16 = false, standardStem = false;
    const CLI::App* command = nullptr;

    bool given(const char* option) const { return command->count(option) > 0; }
    bool fineTunes() const { return given("--budget") || given("--prune"); }
};

[[noreturn]] void wrongUsage(const std::string& sentence) {
    throw CLI::ValidationError(sentence);
}

train::TrainConfig readConfig(const std::string& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    if (!in) wrongUsage("The configuration " + printable(file) + " cannot be read.");
    auto config = train::parseTrainConfig(text.str());
    if (!config.ok()) wrongUsage(config.error().message);
    return std::move(*config);
}

void switchModules(train::ModuleChoice& modules, const std::vector<std::string>& names, bool on) {
    for (const auto& name : names) {
        if (name == "lkd") modules.lkd = on;
        if (name == "ase") modules.ase = on;
        if (name == "spq") modules.spq = on;
        if (name == "iqe") modules.iqe = on;
    }
}

void setHyper(train::TrainConfig& config, const std::vector<std::string>& settings) {
    for (const auto& setting : settings) {
        const auto equals = setting.find('=');
        double value = 0;
        const char* end = setting.data() + setting.size();
        const char* begin = equals == std::string::npos ? end : setting.data() + equals + 1;
        const auto [stop, problem] = std::from_chars(begin, end, value);
        if (problem != std::errc() || stop != end)
            wrongUsage("--set needs NAME=NUMBER, not " + printable(setting));
        config.hyper[setting.substr(0, equals)] = value;
    }
}

/// The command line over the configuration file over the defaults.
train::TrainConfig makeConfig(const TrainOptions& options, const Context& context) {
    train::TrainConfig config;
    if (!options.configFile.empty()) config = readConfig(options.configFile);
    if (options.given("--method")) config.method = options.method;
    if (options.given("--backbone")) config.backbone = options.backbone;
    if (options.given("--preset")) config.preset = options.preset;
    if (options.given("--init")) config.init = std::filesystem::absolute(options.init).string();
    if (options.given("--dimensions")) config.dimensions = options.dimensions;
    if (options.given("--epochs")) config.epochs = options.epochs;
    if (options.given("--batch")) config.batch = options.batch;
    if (options.given("--learning-rate")) config.learningRate = options.learningRate;
    if (options.given("--density")) config.targetDensity = options.density;
    if (options.given("--bits")) config.meanBits = options.bits;
    if (options.given("--seed")) config.seed = options.seed;
    if (options.bf16) config.bf16 = true;
    if (options.standardStem) config.smallImageStem = false;
    if (context.device != "auto") config.device = context.device;
    switchModules(config.modules, options.with, true);
    switchModules(config.modules, options.without, false);
    if (options.given("--budget")) config.hyper["compact_megabytes"] = options.budget / 1e6;
    if (options.given("--prune")) config.hyper["prune_macs"] = options.prune;
    if (options.fineTunes() && !options.given("--preset") && options.configFile.empty())
        config.preset = "compact";
    setHyper(config, options.hyper);
    return config;
}

void checkUsage(const TrainOptions& options) {
    for (const auto& name : options.with) {
        if (std::find(options.without.begin(), options.without.end(), name) != options.without.end())
            wrongUsage("The module " + name + " is named by both --with and --without; name it once.");
    }
    if (!options.request.resume.empty()) return;
    if (options.request.data.empty()) wrongUsage("--data is required (or --resume).");
    if (options.request.out.empty()) wrongUsage("--out is required.");
    if (options.fineTunes()) {
        const std::string given = options.given("--budget") ? "--budget" : "--prune";
        if (options.configFile.empty() && !options.given("--init"))
            wrongUsage(given + " needs --init, the model to make smaller.");
        for (const char* other : {"--method", "--backbone", "--dimensions", "--standard-stem"}) {
            if (options.given(other))
                wrongUsage(given + " goes without " + other + ": the model's own is kept.");
        }
        return;
    }
    if (options.configFile.empty() && (!options.given("--method") || !options.given("--backbone"))) {
        wrongUsage("--method and --backbone are required (or --config, or --resume).");
    }
}

Json toJson(const train::TrainReport& report, const train::TrainConfig& config) {
    Json out;
    out["run"] = report.runId;
    out["method"] = config.method;
    out["backbone"] = config.backbone;
    out["epochs"] = report.epochs.size();
    out["seconds"] = report.seconds;
    out["parameters"] = report.parameters;
    out["loss"] = Json::array();
    for (const auto& epoch : report.epochs)
        out["loss"].push_back(epoch.loss);
    setPath(out, "model", report.model.string());
    setPath(out, "record", report.record.string());
    return out;
}

int print(const train::TrainReport& report) {
    std::cout << "Run " << report.runId << ": " << report.epochs.size() << " epochs in "
              << decimal(report.seconds, 1) << " s, " << report.parameters << " parameters";
    if (!report.epochs.empty()) {
        std::cout << ", last loss " << decimal(report.epochs.back().loss, 4) << ", accuracy "
                  << decimal(report.epochs.back().accuracy, 4);
    }
    std::cout << "\nmodel  " << printable(report.model.string()) << "\nrecord "
              << printable(report.record.string()) << '\n';
    return finishOutput();
}

int runTraining(const Context& context, const TrainOptions& options) {
    return withWorkspace(context, [&](engine::Workspace& workspace) {
        const auto report = [&] {
            const auto progress = context.progress();
            return workspace.train(options.request, progress, {}, context.cancel);
        }();
        if (!report.ok()) return fail(report.error());
        if (!context.json) return print(*report);
        const auto details = workspace.model(report->model.string());
        if (!details.ok()) return fail(details.error());
        train::TrainConfig config;
        config.method = details->info.method;
        config.backbone = details->info.backbone;
        return printJson(toJson(*report, config));
    });
}

void addOptions(CLI::App& command, TrainOptions& options) {
    auto& request = options.request;
    command.add_option("--data,-d", request.data, "What to train on")->type_name("D");
    command.add_option("--method", options.method, "baseline, mace, spca, dscf, sparse or hamlet")
        ->type_name("M");
    command.add_option("--backbone", options.backbone, "resnet18, mobilenet_v3_small or mobilenet_v3_large")
        ->type_name("B");
    command.add_option("--out,-o", request.out, "File for the trained model (safetensors)")
        ->type_name("FILE");
    command.add_option("--config", options.configFile, "JSON file with a configuration")
        ->type_name("F")
        ->check(CLI::ExistingFile);
    command.add_option("--epochs", options.epochs, "Epochs (default: the preset's)")
        ->check(CLI::Range(1, 100000));
    command.add_option("--seed", options.seed, "Seed; the same seed repeats a run on one machine");
    command.add_option("--resume", request.resume, "Run to go on with")->type_name("RUN");
    command.add_option("--preset", options.preset, "paper, standard, quick or compact (default: standard)");
    command
        .add_option("--init", options.init,
                    "Model or torchvision weights (safetensors) to start the backbone from")
        ->type_name("FILE")
        ->check(CLI::ExistingFile);
    command
        .add_option("--budget", options.budget,
                    "With --init MODEL: fine-tune all of it to a compact file of that many bytes (3MB)")
        ->type_name("BYTES")
        ->transform(CLI::AsNumberWithUnit(std::map<std::string, double>{
            {"B", 1.0}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"KiB", 1024.0}, {"MiB", 1048576.0}}))
        ->check(CLI::Range(1e4, 1e9));
    command
        .add_option("--prune", options.prune,
                    "With --init MODEL: cut that share of the backbone's work (0.3) and fine-tune all of it")
        ->type_name("SHARE")
        ->check(CLI::Range(0.01, 0.9));
    command.add_option("--with", options.with, "Modules of SPARSE to add to another method: lkd,ase,spq,iqe")
        ->delimiter(',')
        ->check(CLI::IsMember({"lkd", "ase", "spq", "iqe"}))
        ->type_name("MODULES");
    command.add_option("--without", options.without, "Modules to leave out: lkd,ase,spq,iqe")
        ->delimiter(',')
        ->check(CLI::IsMember({"lkd", "ase", "spq", "iqe"}))
        ->type_name("MODULES");
    command.add_option("--side", request.side, "Pixels of a side (default: 32 for CIFAR-10, else 64)")
        ->check(CLI::Range(16, 512));
    command
        .add_option("--dimensions", options.dimensions,
                    "Dimensions of the embedding, 32 to 512 (default: 128)")
        ->check(CLI::Range(32, 512));
    command.add_option("--batch", options.batch, "Pictures of a batch")->check(CLI::Range(2, 65536));
    command.add_option("--learning-rate", options.learningRate, "Highest learning rate")
        ->check(CLI::PositiveNumber);
    command.add_option("--density", options.density, "ASE's target share of dimensions kept (default: 0.25)")
        ->check(CLI::Range(0.1, 0.95));
    command.add_option("--bits", options.bits, "SPQ's mean bits (default: 4)")->check(CLI::Range(2.0, 8.0));
    command.add_option("--descriptions", request.descriptions, "Class descriptions (JSON)")
        ->type_name("FILE")
        ->check(CLI::ExistingFile);
    command.add_option("--captions", request.captions, "Captions of single pictures (JSON Lines)")
        ->type_name("FILE")
        ->check(CLI::ExistingFile);
    command.add_flag("--bf16", options.bf16, "Compute backbones in bfloat16");
    command.add_flag("--standard-stem", options.standardStem, "The backbone's own stem, made for 224 pixels");
    command.add_option("--set", options.hyper, "A further setting by name, like flip=0; may be repeated")
        ->type_name("NAME=NUMBER")
        ->allow_extra_args(false);
}

} // namespace

void addTrain(CLI::App& app, Context& context) {
    auto options = std::make_shared<TrainOptions>();
    auto* command = app.add_subcommand("train", "Train one model");
    options->command = command;
    addOptions(*command, *options);
    addGeneral(*command, context);
    command->footer(kTrainFooter);
    command->callback([&context, options] {
        checkUsage(*options);
        if (options->request.resume.empty()) options->request.config = makeConfig(*options, context);
        context.run = [&context, options] { return runTraining(context, *options); };
    });
}

} // namespace sparlet::cli
