#include "base/log.h"
#include "base/printable.h"
#include "engine/model_checks_internal.h"
#include "engine/train_job_internal.h"
#include "engine/training_runs_internal.h"
#include "engine/workspace_internal.h"
#include "text/captions.h"
#include "text/descriptions.h"
#include "text/targets.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace sparlet::engine {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

std::string absolutePath(const std::string& path) {
    std::error_code problem;
    return path.empty() ? path : fs::absolute(path, problem).lexically_normal().string();
}

/// The descriptions to train with: the file named, a shipped one that has every class, or the class names.
Result<DescriptionSet> descriptionsFor(const std::string& file, const fs::path& shipped,
                                       const std::vector<std::string>& classes) {
    if (!file.empty()) return readDescriptions(file);
    std::vector<fs::path> candidates;
    std::error_code problem;
    for (auto entry = fs::directory_iterator(shipped, problem); !problem && entry != fs::directory_iterator();
         entry.increment(problem)) {
        if (entry->path().extension() == ".json") candidates.push_back(entry->path());
    }
    std::sort(candidates.begin(), candidates.end());
    for (const auto& candidate : candidates) {
        auto set = readDescriptions(candidate);
        if (!set.ok()) continue;
        const bool complete = std::all_of(classes.begin(), classes.end(),
                                          [&](const auto& name) { return set->find(name) != nullptr; });
        if (complete) {
            log(LogLevel::Info, "Texts: " + quoted(candidate));
            return set;
        }
    }
    log(LogLevel::Warning, "No descriptions of these classes are at hand; texts are made from their names. "
                           "Give better ones with --descriptions FILE.");
    return describeByName(classes);
}

} // namespace

std::string toJson(const TrainRequest& request) {
    json out;
    out["data"] = request.data;
    out["side"] = request.side;
    out["descriptions"] = request.descriptions;
    out["captions"] = request.captions;
    out["out"] = request.out;
    out["config"] = json::parse(train::toJson(request.config));
    return out.dump(2, ' ', false, json::error_handler_t::replace);
}

Result<TrainRequest> parseTrainRequest(const std::string& text, const std::string& file) {
    const json in = json::parse(text, nullptr, false);
    const Error damaged{ErrorCode::Corrupt, "The file " + quoted(fs::path(file)) + " is damaged."};
    if (!in.is_object() || !in.contains("config")) return damaged;
    TrainRequest request;
    try {
        request.data = in.at("data").get<std::string>();
        request.side = in.at("side").get<int>();
        request.descriptions = in.at("descriptions").get<std::string>();
        request.captions = in.at("captions").get<std::string>();
        request.out = in.at("out").get<std::string>();
    } catch (const json::exception&) {
        return damaged;
    }
    auto config = train::parseTrainConfig(in.at("config").dump());
    if (!config.ok()) return config.error();
    request.config = std::move(*config);
    return request;
}

Result<train::TextTargets> WorkspaceImpl::textTargets(const TrainRequest& request, const fs::path& packed) {
    train::TextTargets targets;
    if (!train::modulesOf(request.config).lkd) return targets;
    auto data = train::PackedDataset::open(packed);
    if (!data.ok()) return data.error();
    auto encoder = textEncoder(0);
    if (!encoder.ok()) return encoder.error();
    const auto& classes = (*data)->classNames();
    const auto set = descriptionsFor(request.descriptions, registry_.shippedFolder() / "text", classes);
    if (!set.ok()) return set.error();
    auto vectors = encodeClasses(*set, classes, **encoder);
    if (!vectors.ok()) return vectors.error();
    targets.dimensions = (*encoder)->dimensions();
    targets.classVectors = std::move(*vectors);
    if (request.captions.empty()) return targets;
    auto captions = readCaptions(request.captions);
    if (!captions.ok()) return captions.error();
    std::vector<std::string> names;
    for (std::size_t i = 0; i < (*data)->size(); ++i)
        names.emplace_back((*data)->name(i));
    auto texts = encodeCaptions(captions->captions, names, **encoder);
    if (texts.withoutCaption.size() == names.size()) {
        return Error{ErrorCode::InvalidArgument, "None of the captions in " +
                                                     quoted(fs::path(request.captions)) +
                                                     " belongs to a picture of the training data."};
    }
    if (!texts.withoutCaption.empty()) {
        log(LogLevel::Warning, std::to_string(texts.withoutCaption.size()) + " of " +
                                   std::to_string(names.size()) + " pictures have no usable caption.");
    }
    targets.imageVectors = std::move(texts.vectors);
    return targets;
}

/// A model that is made smaller keeps its structure and its size of pictures.
Status followModel(TrainRequest& request) {
    auto& config = request.config;
    if (!train::fineTunes(config) || config.init.empty()) return {};
    const auto info = nn::readModelInfo(config.init);
    if (!info.ok()) return info.error();
    config.method = info->method;
    config.backbone = info->backbone;
    config.smallImageStem = info->smallImageStem;
    config.dimensions = info->dimensions;
    config.modules = {{}, info->ase, info->spq, config.modules.iqe};
    std::error_code problem;
    const bool anySize = fs::is_directory(request.data, problem) && cifarFolder(request.data).empty();
    if (request.side == 0 && anySize) request.side = info->inputSize;
    return {};
}

Status WorkspaceImpl::settle(TrainRequest& request, const std::string& run) const {
    request.data = absolutePath(request.data);
    request.descriptions = absolutePath(request.descriptions);
    request.captions = absolutePath(request.captions);
    if (request.side == 0) request.side = defaultSide(request.data);
    if (request.config.device == "auto") request.config.device = registry_.wantedDevice();
    if (request.out.empty()) {
        if (auto made = makeFolder(home_.models()); !made.ok()) return made;
        request.out = (home_.models() / (run + ".safetensors")).string();
    }
    request.out = absolutePath(request.out);
    return {};
}

Result<train::TrainReport> WorkspaceImpl::train(const TrainRequest& given, const ProgressCallback& progress,
                                                const train::EpochCallback& epoch,
                                                const CancelToken& cancel) {
    if (!given.resume.empty()) {
        const std::string run = fs::path(given.resume).filename().string();
        auto request = readRequest(home_.runs() / run);
        if (!request.ok()) return request.error();
        if (!given.out.empty()) request->out = given.out;
        return trainRun(*request, run, progress, epoch, cancel);
    }
    // Data that cannot be read leave no run behind.
    TrainRequest request = given;
    request.data = absolutePath(request.data);
    request.config.init = absolutePath(request.config.init);
    if (auto followed = followModel(request); !followed.ok()) return followed.error();
    if (request.side == 0) request.side = defaultSide(request.data);
    const auto packed =
        packedDataset(home_, request.data, request.side, registry_.threads(), progress, cancel);
    if (!packed.ok()) return packed.error();
    const auto run = makeRunFolder(home_, request.config);
    if (!run.ok()) return run.error();
    return trainRun(request, *run, progress, epoch, cancel);
}

/// Gives the run's model, and its copy where the user wants it, the fastest arithmetic that is good enough. A
/// model without it is as good, only slower.
Status WorkspaceImpl::calibrateTrained(const TrainRequest& request, const fs::path& run,
                                       const fs::path& packed, const ProgressCallback& progress,
                                       const CancelToken& cancel) {
    constexpr std::size_t kPictures = 500;
    const auto data = train::PackedDataset::open(packed);
    if (!data.ok()) return data.error();
    const auto sample = sampleOf(**data, kPictures);
    if (sample.size() < 10) return {};
    const auto calibrated = calibrateFile(request.out, sample, true, home_.scratch(), progress, cancel);
    if (!calibrated.ok()) return calibrated.error();
    const fs::path kept = run / "model.safetensors";
    return nn::updateCard(kept, kept, calibrated->changes);
}

Result<train::TrainReport> WorkspaceImpl::trainRun(TrainRequest& request, const std::string& run,
                                                   const ProgressCallback& progress,
                                                   const train::EpochCallback& epoch,
                                                   const CancelToken& cancel) {
    const fs::path folder = home_.runs() / run;
    const auto lock = RunLock::take(folder);
    if (!lock.ok()) return lock.error();
    Status begun = settle(request, run);
    if (begun.ok()) begun = writeRequest(folder, request);
    if (begun.ok()) begun = writeProblem(folder, {});
    if (!begun.ok()) return begun.error();
    fs::path data;
    const auto work = [&]() -> Result<train::TrainReport> {
        const auto packed =
            packedDataset(home_, request.data, request.side, registry_.threads(), progress, cancel);
        if (!packed.ok()) return packed.error();
        data = *packed;
        const auto text = textTargets(request, *packed);
        if (!text.ok()) return text.error();
        registry_.useThreads();
        return train::train(request.config, *packed, *text, folder, request.out, progress, epoch, cancel);
    };
    auto report = work();
    if (report.ok()) {
        report->runId = run;
        if (auto checked = calibrateTrained(request, folder, data, progress, cancel); !checked.ok())
            log(LogLevel::Warning, checked.error().message);
    } else if (report.error().code == ErrorCode::Cancelled) {
        return Error{ErrorCode::Cancelled,
                     "Stopped; go on with: sparlet train --resume " + run + " --out " + request.out};
    } else if (auto noted = writeProblem(folder, report.error().message); !noted.ok()) {
        log(LogLevel::Warning, noted.error().message);
    }
    return report;
}

} // namespace sparlet::engine
