#include "train/trainer.h"

#include "nn/device.h"
#include "nn/encoder.h"
#include "nn/model_file_internal.h"
#include "nn/safetensors.h"
#include "nn/weight_threshold_internal.h"
#include "train/batches_internal.h"
#include "train/checkpoint_internal.h"
#include "train/config_internal.h"
#include "train/content_hash_internal.h"
#include "train/fine_tuning_internal.h"
#include "train/held_out_internal.h"
#include "train/record_internal.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <future>

namespace sparlet::train {
namespace {

using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string textHash(const TextTargets& text) {
    if (text.dimensions == 0) return "none";
    ContentHash hash;
    const auto add = [&](const std::vector<float>& values) {
        hash.add({reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof(float)});
    };
    for (const auto& vectors : text.classVectors)
        add(vectors);
    add(text.imageVectors);
    return ContentHash::hex(hash.finish());
}

/// Everything one run needs, from opening the data to the finished model.
class Run {
public:
    Run(FullConfig config, fs::path data, fs::path directory, fs::path out, ProgressCallback progress,
        EpochCallback onEpoch, CancelToken cancel, std::chrono::seconds checkpointEvery)
        : config_(std::move(config)), dataFile_(std::move(data)), directory_(std::move(directory)),
          out_(std::move(out)), progress_(std::move(progress)), onEpoch_(std::move(onEpoch)),
          cancel_(std::move(cancel)), checkpointEvery_(checkpointEvery) {}

    Result<TrainReport> execute(const TextTargets& text) {
        if (auto ready = prepare(text); !ready) return ready.error();
        if (auto trained = loop(); !trained) return trained.error();
        return finish();
    }

private:
    Status prepare(const TextTargets& text);
    fs::path checkpoint() const { return directory_ / "checkpoint.safetensors"; }
    Status makeNetwork();
    Status makeStudent();
    Status buildMethod();
    Status startWeights();
    Status loop();
    Status oneStep(Batch batch);
    Status endEpoch();
    Result<TrainReport> finish();
    Status saveCheckpoint(const char* state);
    Status saveModelTo(const fs::path& file);
    Status writeRecord();
    void updateAverage();
    void report(double lossNow);
    EpochRecord currentEpoch() const;
    Batch load(std::int64_t step);
    Augmentation unchanged() const;
    template <class Body>
    auto withKeptWeights(const Body& body);
    int sideAt(double share) const;
    double weightDensityAt(double share) const;
    int epochOf(std::int64_t step) const { return static_cast<int>(step / stepsPerEpoch_); }
    double shareAt(std::int64_t step) const {
        return static_cast<double>(step) / static_cast<double>(totalSteps_);
    }
    TrainingTensors tensors() {
        TrainingTensors all{method_.get(), optimizer_.get(), &average_};
        if (tuning_) all.compact = tuning_->state();
        return all;
    }

    FullConfig config_;
    fs::path dataFile_, directory_, out_;
    ProgressCallback progress_;
    EpochCallback onEpoch_;
    CancelToken cancel_;
    std::chrono::seconds checkpointEvery_;

    std::shared_ptr<const PackedDataset> data_;
    Split split_;
    TextTable text_;
    std::shared_ptr<nn::Method> method_;
    std::unique_ptr<FineTuning> tuning_; // of a run that makes a finished model smaller
    std::unique_ptr<Optimizer> optimizer_;
    nn::WeightThreshold weights_;
    std::map<std::string, at::Tensor> average_;
    at::Device device_ = at::kCPU;
    Augmentation augmentation_;
    RunState state_;
    RunIdentity identity_;
    RunFacts facts_;
    std::vector<std::uint32_t> order_;
    int orderEpoch_ = -1;
    std::int64_t stepsPerEpoch_ = 0, totalSteps_ = 0;
    double learningRate_ = 0, rate_ = 0;
    Clock::time_point lastReport_ = Clock::now() - std::chrono::seconds(1);
    Clock::time_point lastCheckpoint_ = Clock::now();
};

Status Run::prepare(const TextTargets& text) {
    const auto device = nn::resolveDevice(config_.asked.device);
    if (!device) return device.error();
    device_ = at::Device(*device);
    auto data = PackedDataset::open(dataFile_);
    if (!data) return data.error();
    data_ = std::move(data).value();
    split_ = splitRows(*data_, config_.at("held_out"), config_.asked.seed);
    if (static_cast<std::size_t>(config_.batch) > split_.training.size()) {
        return Error{ErrorCode::InvalidArgument,
                     "The data set '" + dataFile_.string() + "' has only " +
                         std::to_string(split_.training.size()) +
                         " pictures to train on; choose a batch no larger than that."};
    }
    const auto modules = modulesOf(config_.asked);
    auto table = TextTable::make(modules.lkd ? text : TextTargets{}, *data_);
    if (!table) return table.error();
    text_ = std::move(table).value();
    std::error_code failure;
    fs::create_directories(directory_, failure);
    if (failure) {
        return Error{ErrorCode::Io, "The run directory '" + directory_.string() +
                                        "' cannot be made: " + failure.message() + "."};
    }
    stepsPerEpoch_ = static_cast<std::int64_t>(split_.training.size()) / config_.batch;
    totalSteps_ = stepsPerEpoch_ * config_.epochs;
    identity_ = {toJson(config_.asked), data_->contentHash(),
                 modules.lkd ? textHash(text) : std::string("none")};
    return buildMethod();
}

/// A finished model's network, pruned where that is asked for.
Status Run::makeStudent() {
    auto tuning = FineTuning::open(config_, *data_, device_);
    if (!tuning) return tuning.error();
    tuning_ = std::move(tuning).value();
    if (fs::exists(checkpoint())) {
        tuning_->resize(checkpointChannels(checkpoint()));
    } else if (config_.at("prune_macs") > 0) {
        if (auto pruned = tuning_->prune(*data_, split_.training, progress_, cancel_); !pruned) return pruned;
    }
    method_ = tuning_->student();
    return {};
}

Status Run::makeNetwork() {
    const auto& asked = config_.asked;
    torch::manual_seed(asked.seed);
    if (fineTunes(asked)) return makeStudent();
    nn::MethodConfig config;
    config.method = asked.method;
    config.backbone = {asked.backbone, asked.smallImageStem, data_->side()};
    if (!asked.init.empty()) { // a pruned backbone stays as narrow as it is
        if (const auto start = nn::readModelInfo(asked.init); start && start->backbone == asked.backbone)
            config.backbone.innerChannels = start->innerChannels;
    }
    config.dimensions = asked.dimensions;
    config.classes = static_cast<int>(data_->classNames().size());
    const auto modules = modulesOf(asked);
    config.lkd = modules.lkd && text_.dimensions() > 0;
    config.textDimensions = config.lkd ? text_.dimensions() : 0;
    config.ase = modules.ase;
    config.spq = modules.spq;
    for (const auto& known : nn::methodHyperParameters())
        config.hyper[known.name] = config_.at(known.name);
    auto method = nn::makeMethod(config);
    if (!method) return method.error();
    method_ = std::move(method).value();
    method_->to(device_);
    for (auto& parameter : method_->parameters()) {
        if (parameter.dim() == 4) {
            parameter.set_data(parameter.detach().contiguous(at::MemoryFormat::ChannelsLast));
        }
    }
    method_->setBf16(asked.bf16);
    method_->train();
    return {};
}

Status Run::buildMethod() {
    const auto& asked = config_.asked;
    if (auto made = makeNetwork(); !made) return made;
    optimizer_ = std::make_unique<Optimizer>(
        *method_, OptimizerOptions{config_.optimizer, config_.at("momentum"), config_.at("weight_decay"),
                                   config_.at("muon_rate") / config_.learningRate,
                                   config_.at("muon_momentum"), asked.bf16});
    weights_ = nn::WeightThreshold(*method_);
    if (tuning_) tuning_->addTo(*optimizer_);
    if (config_.at("ema_decay") > 0) {
        for (const auto& [name, tensor] : nn::namedTensors(*method_)) {
            if (tensor.is_floating_point() && name.rfind("spq.", 0) != 0)
                average_[name] = tensor.detach().clone();
        }
    }
    augmentation_ = {config_.at("flip") > 0,  config_.at("translate"), config_.at("crop_scale"),
                     config_.at("jitter"),    config_.at("cutout"),    {0.485F, 0.456F, 0.406F},
                     {0.229F, 0.224F, 0.225F}};
    facts_ = {directory_.filename().string(),
              device_.str(),
              dataFile_.filename().string(),
              data_->size(),
              data_->side(),
              0,
              "running"};
    for (const auto& parameter : method_->parameters())
        facts_.parameters += parameter.numel();
    if (!fs::exists(checkpoint())) return startWeights();
    return readCheckpoint(checkpoint(), tensors(), state_, identity_);
}

/// What a run starts from where it does not continue: another model's backbone, and a fitted embedding.
Status Run::startWeights() {
    if (tuning_) return tuning_->begin(*data_, split_.training, progress_, cancel_);
    if (!config_.asked.init.empty()) {
        if (auto loaded = method_->loadBackbone(config_.asked.init); !loaded) return loaded;
    }
    if (config_.at("pyramid") <= 0) return {};
    constexpr std::size_t kMost = 10000, kBatch = 64;
    const auto count = std::min(kMost, split_.training.size());
    const double reference = config_.at("structure_weight") > 0 ? config_.at("reference_dimensions") : 0;
    const double dimensions = std::max<double>(config_.asked.dimensions, reference);
    if (static_cast<double>(count) <= dimensions) {
        return Error{ErrorCode::InvalidArgument,
                     "A whitening to " + std::to_string(static_cast<int>(dimensions)) +
                         " dimensions needs more training pictures than that, and there are " +
                         std::to_string(count) + "; lower dimensions and reference_dimensions."};
    }
    const auto plain = unchanged();
    std::vector<std::uint32_t> rows(count);
    for (std::size_t i = 0; i < count; ++i)
        rows[i] = split_.training[i * split_.training.size() / count];
    std::vector<at::Tensor> features;
    method_->eval();
    for (std::size_t i = 0; i < count; i += kBatch) {
        if (cancel_.cancelled())
            return Error{ErrorCode::Cancelled, "Training was stopped before its first step."};
        const auto part = static_cast<int>(std::min(kBatch, count - i));
        const auto batch =
            makeBatch(*data_, text_, rows.data() + i, part, {config_.asked.seed, 0, data_->side(), plain});
        features.push_back(method_->featuresToFit(batch.images.to(device_)).to(at::kCPU));
    }
    method_->to(at::kCPU);
    method_->fitEmbedding(torch::cat(features));
    method_->to(device_);
    method_->train();
    return {};
}

int Run::sideAt(double share) const {
    const double full = data_->side(), start = config_.at("start_side");
    if (start <= 0 || start >= full) return data_->side();
    const double way = std::min(1.0, share / config_.at("full_side_at"));
    const double multiple = full >= 48 ? 8 : 4; // keeps the deepest maps whole and the sizes few
    const double side = std::round((start + (full - start) * way) / multiple) * multiple;
    return static_cast<int>(std::clamp(side, 8.0, full));
}

/// Falls from 1 over the same part of training as λ* of the features.
double Run::weightDensityAt(double share) const {
    const double from = config_.at("density_from"), to = config_.at("density_to");
    const double way = std::clamp((share - from) / std::max(1e-9, to - from), 0.0, 1.0);
    return 1 + (config_.at("weight_density") - 1) * way;
}

Batch Run::load(std::int64_t step) {
    const int epoch = epochOf(step);
    if (epoch != orderEpoch_) {
        order_ = epochOrder(*data_, split_.training, config_.asked.seed, epoch, config_.batch,
                            static_cast<int>(config_.at("identities")));
        orderEpoch_ = epoch;
    }
    const BatchRequest request{config_.asked.seed, epoch, sideAt(shareAt(step)), augmentation_};
    const auto first = (step % stepsPerEpoch_) * config_.batch;
    auto batch = makeBatch(*data_, text_, order_.data() + first, config_.batch, request);
    batch.targets.progress = shareAt(step);
    return batch;
}

Status Run::loop() {
    // The next batch is made while the device works on this one; on one CPU thread that would only take
    // turns.
    const bool ahead = device_.is_cuda() || at::get_num_threads() > 1;
    const auto policy = ahead ? std::launch::async : std::launch::deferred;
    const auto request = [this, policy](std::int64_t step) {
        return std::async(policy, [this, step] { return load(step); });
    };
    std::future<Batch> next;
    if (state_.step < totalSteps_) next = request(state_.step);
    while (state_.step < totalSteps_) {
        if (cancel_.cancelled()) {
            if (next.valid() && ahead) next.wait();
            if (auto saved = saveCheckpoint("cancelled"); !saved) return saved;
            return Error{ErrorCode::Cancelled,
                         "Training was stopped; it continues from the same run directory."};
        }
        const auto start = Clock::now();
        auto batch = next.get();
        if (state_.step + 1 < totalSteps_) next = request(state_.step + 1);
        if (auto stepped = oneStep(std::move(batch)); !stepped) {
            if (next.valid() && ahead) next.wait();
            return stepped;
        }
        const double seconds = secondsSince(start);
        state_.sums.seconds += seconds;
        state_.seconds += seconds;
        const double now = config_.batch / std::max(1e-9, seconds);
        rate_ = rate_ == 0 ? now : 0.95 * rate_ + 0.05 * now;
        report(state_.sums.loss / static_cast<double>(std::max<std::int64_t>(1, state_.sums.steps)));
        if (state_.step % stepsPerEpoch_ == 0) {
            if (auto ended = endEpoch(); !ended) return ended;
        } else if (Clock::now() - lastCheckpoint_ >= checkpointEvery_) {
            if (auto saved = saveCheckpoint("running"); !saved) return saved;
        }
    }
    return {};
}

Status Run::oneStep(Batch batch) {
    const double share = shareAt(state_.step);
    method_->atProgress(share);
    auto& targets = batch.targets;
    targets.labels = targets.labels.to(device_);
    if (targets.text.defined()) {
        targets.text = targets.text.to(device_);
        targets.classText = targets.classText.to(device_);
    }
    weights_.apply(weightDensityAt(share));
    if (tuning_) tuning_->steps().apply();
    const auto images = batch.images.to(device_);
    const auto terms = tuning_ ? tuning_->loss(images, targets) : method_->loss(images, targets);
    const double loss = terms.total.item<double>();
    if (!std::isfinite(loss)) {
        return Error{ErrorCode::Internal, "Training diverged: the loss is not a number in epoch " +
                                              std::to_string(epochOf(state_.step) + 1) +
                                              "; lower the learning rate and train again."};
    }
    optimizer_->zeroGradients();
    terms.total.backward();
    weights_.restore();
    if (tuning_) tuning_->steps().restore(true);
    method_->afterBackward();
    learningRate_ = config_.constantRate ? config_.learningRate
                                         : oneCycle(share, config_.learningRate, config_.at("warmup"));
    optimizer_->step(learningRate_);
    updateAverage();
    auto& sums = state_.sums;
    const auto value = [](const at::Tensor& t) { return t.defined() ? t.item<double>() : 0.0; };
    sums.loss += loss;
    sums.lkd += value(terms.lkd);
    sums.spq += value(terms.spq);
    sums.sparsity += value(terms.sparsity);
    sums.triplet += value(terms.triplet);
    sums.density += value(terms.density);
    sums.correct += terms.predicted.eq(targets.labels).sum().item<double>();
    sums.images += config_.batch;
    ++sums.steps;
    ++state_.step;
    if (tuning_) tuning_->afterStep(state_.step, totalSteps_);
    return {};
}

void Run::updateAverage() {
    if (average_.empty()) return;
    torch::NoGradGuard noGrad;
    // A young average forgets faster, so that the first weights do not linger in it (as in timm).
    const auto count = static_cast<double>(optimizer_->steps);
    const double decay = std::min(config_.at("ema_decay"), (1 + count) / (10 + count));
    for (const auto& [name, tensor] : nn::namedTensors(*method_)) {
        const auto found = average_.find(name);
        if (found != average_.end()) found->second.lerp_(tensor.detach(), 1 - decay);
    }
}

EpochRecord Run::currentEpoch() const {
    const auto& s = state_.sums;
    const auto n = static_cast<double>(std::max<std::int64_t>(1, s.steps));
    EpochRecord e;
    e.epoch = static_cast<int>(state_.epochs.size()) + 1;
    e.seconds = s.seconds;
    e.loss = s.loss / n;
    e.lossLkd = s.lkd / n;
    e.lossSpq = s.spq / n;
    e.lossSparsity = s.sparsity / n;
    e.lossTriplet = s.triplet / n;
    e.accuracy = s.correct / static_cast<double>(std::max<std::int64_t>(1, s.images));
    e.density = s.density / n;
    e.meanBits = method_->meanBits();
    e.learningRate = learningRate_;
    e.imagesPerSecond = static_cast<double>(s.images) / std::max(1e-9, s.seconds);
    return e;
}

void Run::report(double lossNow) {
    if (secondsSince(lastReport_) < 0.25) return;
    lastReport_ = Clock::now();
    if (onEpoch_) onEpoch_(currentEpoch());
    if (!progress_) return;
    Progress p;
    p.stage = "training";
    p.done = static_cast<std::uint64_t>(state_.step * config_.batch);
    p.total = static_cast<std::uint64_t>(totalSteps_ * config_.batch);
    p.ratePerSecond = rate_;
    if (rate_ > 0) p.secondsLeft = static_cast<double>(p.total - p.done) / rate_;
    p.detail = "epoch " + std::to_string(state_.epochs.size() + 1) + " of " + std::to_string(config_.epochs) +
               ", loss " + std::to_string(lossNow).substr(0, 6);
    progress_(p);
}

/// Pictures as they are measured: nothing is drawn.
Augmentation Run::unchanged() const {
    auto plain = augmentation_;
    plain.flip = false;
    plain.translate = 0;
    plain.cropScale = 1;
    plain.jitter = 0;
    plain.cutout = 0;
    return plain;
}

/// The moving average, thresholded or in few bits where asked, is what is kept; the running weights come back
/// after `body`.
template <class Body>
auto Run::withKeptWeights(const Body& body) {
    torch::NoGradGuard noGrad;
    std::map<std::string, at::Tensor> running;
    for (const auto& [name, tensor] : nn::namedTensors(*method_)) {
        const auto found = average_.find(name);
        if (found == average_.end() && !tuning_) continue;
        running[name] = tensor.detach().clone();
        if (found != average_.end()) tensor.detach().copy_(found->second);
    }
    weights_.apply(weightDensityAt(shareAt(state_.step)));
    if (tuning_) tuning_->applyStored(state_.step == totalSteps_);
    auto result = body();
    weights_.restore();
    if (tuning_) tuning_->steps().restore(false);
    for (const auto& [name, tensor] : nn::namedTensors(*method_)) {
        if (const auto found = running.find(name); found != running.end())
            tensor.detach().copy_(found->second);
    }
    return result;
}

Status Run::endEpoch() {
    state_.epochs.push_back(currentEpoch());
    if (split_.heldOut.size() > 1) {
        state_.epochs.back().heldOutMap = withKeptWeights(
            [&] { return heldOutMap(*method_, *data_, split_.heldOut, unchanged(), device_); });
    }
    state_.sums = {};
    if (onEpoch_) onEpoch_(state_.epochs.back());
    if (auto saved = saveCheckpoint("running"); !saved) return saved;
    return saveModelTo(directory_ / "model.safetensors");
}

Status Run::writeRecord() {
    const auto record = runRecord(config_, facts_, identity_, state_);
    return nn::writeFileAtomically(directory_ / "record.json", {std::as_bytes(std::span(record))});
}

Status Run::saveCheckpoint(const char* state) {
    facts_.state = state;
    if (auto written = writeCheckpoint(checkpoint(), tensors(), state_, identity_); !written) {
        return written;
    }
    lastCheckpoint_ = Clock::now();
    return writeRecord();
}

Status Run::saveModelTo(const fs::path& file) {
    nn::ModelInfo info;
    info.id = out_.stem().string();
    info.trainSize = data_->side();
    info.inputSize = data_->side();
    info.mean = augmentation_.mean;
    info.stddev = augmentation_.stddev;
    info.classNames = data_->classNames();
    if (!modulesOf(config_.asked).iqe) info.expansion.rounds = 0;
    return withKeptWeights([&] {
        if (tuning_) return tuning_->save(file, info.id, facts_, identity_, state_);
        return nn::saveModel(*method_, info, file, {false, recipeCard(facts_, identity_, state_)});
    });
}

Result<TrainReport> Run::finish() {
    method_->atProgress(1.0);
    if (auto saved = saveModelTo(directory_ / "model.safetensors"); !saved) return saved.error();
    if (auto saved = saveModelTo(out_); !saved) return saved.error();
    facts_.state = "finished";
    if (auto written = writeRecord(); !written) return written.error();
    TrainReport report;
    report.runId = facts_.runId;
    report.epochs = state_.epochs;
    report.seconds = state_.seconds;
    report.parameters = facts_.parameters;
    report.model = out_;
    report.record = directory_ / "record.json";
    return report;
}

} // namespace

Result<TrainReport> train(const TrainConfig& config, const fs::path& data, const TextTargets& text,
                          const fs::path& runDirectory, const fs::path& out, const ProgressCallback& progress,
                          const EpochCallback& epoch, const CancelToken& cancel,
                          std::chrono::seconds checkpointEvery) {
    auto full = complete(config);
    if (!full) return full.error();
    const auto memory = [&] {
        return Error{ErrorCode::OutOfMemory, "The device has too little memory for a batch of " +
                                                 std::to_string(full->batch) +
                                                 " pictures; train with a smaller batch."};
    };
    try {
        Run run(*full, data, runDirectory, out, progress, epoch, cancel, checkpointEvery);
        return run.execute(text);
    } catch (const std::bad_alloc&) {
        return memory();
    } catch (const std::exception& failure) {
        const std::string what = failure.what();
        if (what.find("out of memory") != std::string::npos ||
            what.find("can't allocate") != std::string::npos) {
            return memory();
        }
        return Error{ErrorCode::Internal,
                     "Training failed inside LibTorch: " + what.substr(0, what.find('\n'))};
    }
}

} // namespace sparlet::train
