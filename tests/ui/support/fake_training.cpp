// The part of the workspace of the tests that trains: epochs are counted, and nothing is learnt.
#include "ui/support/fake_workspace.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>

namespace sparlet::testing {

using namespace engine;

namespace {

Error noSuchRun(const std::string& id) {
    return {ErrorCode::NotFound, "There is no run '" + id + "'."};
}

std::vector<RunDetails>::iterator findRun(std::vector<RunDetails>& runs, const std::string& id) {
    return std::find_if(runs.begin(), runs.end(), [&](const auto& run) { return run.summary.id == id; });
}

train::EpochRecord epochOf(int number) {
    train::EpochRecord e;
    e.epoch = number;
    e.seconds = 2;
    e.loss = 3.0 / number;
    e.lossLkd = 0.5 / number;
    e.lossSpq = 0.1 / number;
    e.lossSparsity = 0.2 / number;
    e.accuracy = 1 - 0.8 / number;
    e.density = 0.25 + 0.5 / number;
    e.meanBits = 4 + 4.0 / number;
    e.learningRate = 0.1 / number;
    e.imagesPerSecond = 500;
    return e;
}

RunDetails makeRun(const std::string& id, const std::string& name, RunSummary::State state, int epochs,
                   int done) {
    RunDetails run;
    auto& summary = run.summary;
    summary.id = id;
    summary.name = name;
    summary.state = state;
    summary.method = "sparse";
    summary.methodTitle = "SPARSE";
    summary.backbone = "resnet18";
    summary.backboneTitle = "ResNet18";
    summary.preset = "standard";
    summary.device = "cpu";
    summary.data = "/data/flowers";
    summary.epochs = epochs;
    summary.created = 1'700'000'000;
    summary.folder = "/home/runs/" + id;
    for (int epoch = 1; epoch <= done; ++epoch)
        run.epochs.push_back(epochOf(epoch));
    summary.epochsDone = done;
    if (done > 0) summary.accuracy = run.epochs.back().accuracy;
    if (state == RunSummary::State::Finished) summary.model = "/home/models/" + id + ".safetensors";
    if (state == RunSummary::State::Failed) summary.problem = "Training diverged: lower the learning rate.";
    return run;
}

} // namespace

void FakeWorkspace::addRun(const std::string& id, RunSummary::State state, int epochsDone) {
    std::scoped_lock lock(mutex_);
    runs_.insert(runs_.begin(), makeRun(id, "SPARSE " + id, state, 3, epochsDone));
}

std::vector<TrainRequest> FakeWorkspace::trainRequests() const {
    std::scoped_lock lock(mutex_);
    return trainRequests_;
}

TrainingChoices FakeWorkspace::trainingChoices() {
    TrainingChoices choices;
    const std::vector<train::HyperParameterInfo> common = {
        {"momentum", 0.9, 0, 0.999, "momentum of SGD"},
        {"weight_decay", 5e-4, 0, 1, "weight decay, without norms and biases"},
        {"flip", 1, 0, 1, "mirror half of the pictures"}};
    auto sparse = common;
    sparse.push_back({"lkd_weight", 0.5, 0, 100, "weight of the loss of the texts"});
    choices.methods = {{"baseline", "Baseline", {}, common},
                       {"sparse", "SPARSE", {true, true, true, true}, sparse}};
    choices.backbones = {{"resnet18", "ResNet18"}, {"mobilenet_v3_small", "MobileNetV3-Small"}};
    choices.presets = {{"paper", 5, 32, 1e-3, "adam", {{"weight_decay", 0}}},
                       {"standard", 10, 64, 0.2, "sgd-nesterov", {}},
                       {"quick", 2, 128, 0.1, "sgd-nesterov", {}}};
    choices.devices = {{"cuda:0", "NVIDIA H100", std::uint64_t{80} << 30},
                       {"cpu", "AMD EPYC, 2 threads", std::uint64_t{16} << 30}};
    return choices;
}

Result<TrainingDataPreview> FakeWorkspace::previewTrainingData(const std::string& data, const CancelToken&) {
    if (data.find("bad") != std::string::npos)
        return Error{ErrorCode::NotFound, "There is no folder or file '" + data + "'."};
    TrainingDataPreview preview;
    preview.side = 64;
    for (const auto& label : labels()) {
        preview.classes.push_back({label, options_.imagesPerLabel});
        preview.images += options_.imagesPerLabel;
        auto picture = thumbnail(data + "/" + label, 96);
        preview.samples.push_back({label, std::move(*picture)});
    }
    return preview;
}

Result<std::string> FakeWorkspace::createRun(const TrainRequest& request, const std::string& name) {
    std::scoped_lock lock(mutex_);
    trainRequests_.push_back(request);
    const std::string id = "run-" + std::to_string(trainRequests_.size());
    const int epochs = request.config.epochs > 0 ? request.config.epochs : 3;
    auto run = makeRun(id, name.empty() ? id : name, RunSummary::State::Waiting, epochs, 0);
    run.config = request.config;
    run.summary.data = request.data;
    runs_.insert(runs_.begin(), std::move(run));
    return id;
}

Result<std::vector<RunSummary>> FakeWorkspace::runs() {
    if (options_.runsFail) return Error{ErrorCode::PermissionDenied, "Cannot read the folder '/home/runs'."};
    std::scoped_lock lock(mutex_);
    std::vector<RunSummary> all;
    for (const auto& run : runs_)
        all.push_back(run.summary);
    return all;
}

Result<RunDetails> FakeWorkspace::run(const std::string& id) {
    std::scoped_lock lock(mutex_);
    const auto found = findRun(runs_, id);
    if (found == runs_.end()) return noSuchRun(id);
    return *found;
}

Status FakeWorkspace::renameRun(const std::string& id, const std::string& name) {
    std::scoped_lock lock(mutex_);
    const auto found = findRun(runs_, id);
    if (found == runs_.end()) return noSuchRun(id);
    if (name.empty()) return Error{ErrorCode::InvalidArgument, "A run's name has 1 to 200 bytes."};
    found->summary.name = name;
    return {};
}

Status FakeWorkspace::deleteRun(const std::string& id) {
    std::scoped_lock lock(mutex_);
    const auto found = findRun(runs_, id);
    if (found == runs_.end()) return noSuchRun(id);
    deletedRuns_.push_back(*found);
    runs_.erase(found);
    return {};
}

Status FakeWorkspace::restoreRun(const std::string& id) {
    std::scoped_lock lock(mutex_);
    const auto found = findRun(deletedRuns_, id);
    if (found == deletedRuns_.end()) return noSuchRun(id);
    runs_.insert(runs_.begin(), *found);
    deletedRuns_.erase(found);
    return {};
}

Result<train::TrainReport> FakeWorkspace::train(const TrainRequest& request, const ProgressCallback& progress,
                                                const train::EpochCallback& epoch,
                                                const CancelToken& cancel) {
    const auto change = [&](const std::function<void(RunDetails&)>& with) {
        std::scoped_lock lock(mutex_);
        if (const auto found = findRun(runs_, request.resume); found != runs_.end()) with(*found);
    };
    int epochs = -1, done = 0;
    change([&](RunDetails& run) {
        epochs = run.summary.epochs;
        done = run.summary.epochsDone;
        run.summary.state = RunSummary::State::Running;
    });
    if (epochs < 0) return noSuchRun(request.resume);
    if (options_.trainFails) {
        const Error error{ErrorCode::Internal, "Training diverged: lower the learning rate and train again."};
        change([&](RunDetails& run) {
            run.summary.state = RunSummary::State::Failed;
            run.summary.problem = error.message;
        });
        return error;
    }
    for (int number = done + 1; number <= epochs; ++number) {
        for (int step = 1; step <= options_.trainSteps; ++step) {
            std::this_thread::sleep_for(std::chrono::milliseconds(options_.trainStepMilliseconds));
            if (cancel.cancelled()) {
                change([](RunDetails& run) { run.summary.state = RunSummary::State::Stopped; });
                return Error{ErrorCode::Cancelled, "Stopped."};
            }
            if (epoch) epoch(epochOf(number));
            Progress now;
            now.stage = "training";
            now.done = static_cast<std::uint64_t>((number - 1) * options_.trainSteps + step);
            now.total = static_cast<std::uint64_t>(epochs * options_.trainSteps);
            now.secondsLeft = 90;
            now.detail = "epoch " + std::to_string(number);
            if (progress) progress(now);
        }
        change([&](RunDetails& run) {
            run.epochs.push_back(epochOf(number));
            run.summary.epochsDone = number;
            run.summary.accuracy = run.epochs.back().accuracy;
        });
    }
    train::TrainReport report;
    report.runId = request.resume;
    change([&](RunDetails& run) {
        run.summary.state = RunSummary::State::Finished;
        run.summary.model = "/home/models/" + run.summary.id + ".safetensors";
        report.epochs = run.epochs;
    });
    return report;
}

} // namespace sparlet::testing
