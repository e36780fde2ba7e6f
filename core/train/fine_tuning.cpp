#include "nn/channel_pruning_internal.h"
#include "nn/compaction_internal.h"
#include "nn/model_card_internal.h"
#include "nn/pictures_internal.h"
#include "train/fine_tuning_internal.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace sparlet::train {
namespace {

using Json = nlohmann::json;

/// Pictures that widths are chosen on: the network runs on all of them for each layer.
constexpr std::size_t kPictures = 64;
/// Pictures that channels are chosen on.
constexpr std::size_t kPruningPictures = 256, kPruningBatch = 32;
/// How often in a run the file's size is looked at.
constexpr std::int64_t kChecks = 8;

std::string structureOf(const std::string& method, const std::string& backbone, bool smallStem,
                        int dimensions, bool ase, bool spq) {
    return method + " on " + backbone + (smallStem ? " (small-image stem)" : "") + ", " +
           std::to_string(dimensions) + " dimensions" + (ase ? ", ASE" : "") + (spq ? ", SPQ" : "");
}

Status checkStart(const TrainConfig& c, const nn::ModelInfo& info, bool labels, const PackedDataset& data) {
    const auto modules = modulesOf(c);
    const auto wanted =
        structureOf(c.method, c.backbone, c.smallImageStem, c.dimensions, modules.ase, modules.spq);
    const auto found =
        structureOf(info.method, info.backbone, info.smallImageStem, info.dimensions, info.ase, info.spq);
    if (wanted != found) {
        return Error{ErrorCode::InvalidArgument, "Fine-tuning keeps its model's structure: '" + c.init +
                                                     "' is " + found + ", and the configuration says " +
                                                     wanted + "."};
    }
    if (labels && data.classNames() != info.classNames) {
        return Error{ErrorCode::InvalidArgument,
                     "The data have other classes than the model '" + c.init +
                         "', so its own losses cannot take part; set task_weight to 0."};
    }
    return {};
}

void toDevice(nn::Method& method, const at::Device& device) {
    method.to(device);
    for (auto& parameter : method.parameters()) {
        if (parameter.dim() == 4)
            parameter.set_data(parameter.detach().contiguous(at::MemoryFormat::ChannelsLast));
    }
}

void trainWithKeptStatistics(nn::Method& method) {
    method.train();
    for (const auto& module : method.modules()) {
        if (module->as<torch::nn::BatchNorm2d>() != nullptr ||
            module->as<torch::nn::BatchNorm1d>() != nullptr)
            module->eval();
    }
}

} // namespace

Result<std::unique_ptr<FineTuning>> FineTuning::open(const FullConfig& config, const PackedDataset& data,
                                                     const at::Device& device) {
    const auto& file = config.asked.init;
    // The losses are this run's; what makes the structure stays the model's.
    auto hyper = config.hyper;
    hyper.erase("gem_p");
    hyper.erase("pyramid");
    for (auto entry = hyper.begin(); entry != hyper.end();) {
        const auto& known = nn::methodHyperParameters();
        const bool ofMethod = std::any_of(known.begin(), known.end(), [&](const auto& parameter) {
            return parameter.name == entry->first;
        });
        entry = ofMethod ? std::next(entry) : hyper.erase(entry);
    }
    auto student = nn::loadModel(file, hyper), teacher = nn::loadModel(file, hyper);
    if (!student) return student.error();
    if (!teacher) return teacher.error();
    if (auto fits = checkStart(config.asked, student->info, config.at("task_weight") > 0, data); !fits)
        return fits.error();
    return std::unique_ptr<FineTuning>(
        new FineTuning(config, std::move(student).value(), std::move(teacher).value(), data.side(), device));
}

FineTuning::FineTuning(const FullConfig& config, nn::LoadedModel student, nn::LoadedModel teacher, int side,
                       const at::Device& device)
    : budget_(static_cast<std::uint64_t>(std::llround(config.at("compact_megabytes") * 1e6))),
      pruned_(config.at("prune_macs")), distilWeight_(config.at("distil_weight")),
      taskWeight_(config.at("task_weight")), bf16_(config.asked.bf16), side_(side), device_(device),
      info_(std::move(student.info)), teacher_(std::move(teacher.method)) {
    toDevice(*teacher_, device_);
    teacher_->setBf16(bf16_);
    takeStudent(std::move(student.method));
}

void FineTuning::takeStudent(std::shared_ptr<nn::Method> student) {
    student_ = std::move(student);
    toDevice(*student_, device_);
    student_->setBf16(bf16_);
    if (budget_ > 0) steps_ = nn::LearnedSteps(*student_);
}

std::vector<std::uint8_t> FineTuning::pictures(const PackedDataset& data,
                                               const std::vector<std::uint32_t>& rows,
                                               std::size_t count) const {
    std::vector<std::uint8_t> pixels;
    for (std::size_t i = 0; i < count; ++i) {
        const auto picture = data.image(rows[i * rows.size() / count]);
        pixels.insert(pixels.end(), picture.begin(), picture.end());
    }
    return pixels;
}

Status FineTuning::prune(const PackedDataset& data, const std::vector<std::uint32_t>& rows,
                         const ProgressCallback& progress, const CancelToken& cancel) {
    auto info = info_;
    info.inputSize = side_;
    const auto count = std::min(kPruningPictures, rows.size());
    const auto pixels = pictures(data, rows, count);
    const auto each = pixels.size() / count;
    nn::ChannelObserver observer(*student_);
    for (std::size_t i = 0; i < count; i += kPruningBatch) {
        if (cancel.cancelled())
            return Error{ErrorCode::Cancelled, "Training was stopped before its first step."};
        const auto some = std::span(pixels).subspan(i * each, std::min(kPruningBatch, count - i) * each);
        observer.add(nn::normalised(some, info).to(device_));
        if (!progress) continue;
        Progress step;
        step.stage = "choosing channels";
        step.done = std::min(count, i + kPruningBatch);
        step.total = count;
        progress(step);
    }
    const auto statistics = observer.statistics();
    const auto plan = nn::planPruning(statistics, observer.macs(), pruned_);
    if (!plan) return plan.error();
    auto smaller = nn::withChannels(*student_, plan->kept, statistics);
    if (!smaller) return smaller.error();
    takeStudent(std::move(smaller).value());
    return {};
}

void FineTuning::resize(const std::map<std::string, int>& innerChannels) {
    if (auto student = nn::resized(*student_, innerChannels); student)
        takeStudent(std::move(student).value());
}

std::vector<std::pair<std::string, at::Tensor>> FineTuning::state() const {
    if (budget_ == 0) return {};
    return steps_.state();
}

Status FineTuning::begin(const PackedDataset& data, const std::vector<std::uint32_t>& rows,
                         const ProgressCallback& progress, const CancelToken& cancel) {
    if (budget_ == 0) return {};
    auto copy = nn::resized(*student_, student_->config().backbone.innerChannels);
    if (!copy) return copy.error();
    auto info = info_;
    info.inputSize = side_;
    const auto compactor = nn::compactorOf({std::move(copy).value(), std::move(info)});
    const auto count = std::min(kPictures, rows.size());
    if (auto added = compactor->add(pictures(data, rows, count), count); !added) return added;
    if (auto measured = compactor->measureLosses(progress, cancel); !measured) return measured;
    auto plan = compactor->plan(budget_);
    if (!plan) return plan.error();
    return steps_.begin(*plan);
}

nn::LossTerms FineTuning::loss(const at::Tensor& images, const nn::TrainingBatch& batch) {
    nn::LossTerms terms;
    // As it will be used: BatchNorm keeps the float model's statistics, and its scales and shifts make up for
    // what rounding moves. A batch's own would hide that, and a short run's mean of them lags.
    trainWithKeptStatistics(*student_);
    if (taskWeight_ > 0) {
        terms = student_->loss(images, batch);
        terms.total = taskWeight_ * terms.total;
    } else {
        const auto out = student_->forward(images);
        terms.embedding = out.embedding;
        terms.density = out.density.detach().mean();
        terms.predicted = torch::full_like(batch.labels, -1); // nothing asks for the classes
        terms.total = torch::zeros({}, out.embedding.options());
    }
    if (distilWeight_ <= 0) return terms;
    at::Tensor wanted;
    {
        const torch::NoGradGuard noGrad;
        wanted = teacher_->forward(images).embedding;
    }
    const auto distance = 1.0 - (terms.embedding * wanted).sum(1).mean();
    terms.total = terms.total + distilWeight_ * distance;
    return terms;
}

void FineTuning::afterStep(std::int64_t done, std::int64_t total) {
    if (budget_ > 0 && done * kChecks / total != (done - 1) * kChecks / total) steps_.keepTo(budget_);
}

void FineTuning::addTo(Optimizer& optimizer) const {
    for (const auto& [tensor, steps] : steps_.parameters())
        optimizer.add("steps." + tensor, steps);
}

void FineTuning::applyStored(bool last) {
    const torch::NoGradGuard noGrad;
    if (last && budget_ > 0) steps_.keepTo(budget_);
    for (auto& [name, tensor] : nn::namedTensors(*student_)) {
        if (tensor.is_floating_point() && !steps_.contains(name)) tensor.copy_(tensor.to(at::kHalf));
    }
    steps_.apply();
}

Status FineTuning::save(const std::filesystem::path& file, const std::string& id, const RunFacts& facts,
                        const RunIdentity& identity, const RunState& state) const {
    auto info = info_;
    info.id = id;
    // Ranges and checks were those of other weights.
    info.activations.clear();
    info.checks.clear();
    auto card = Json::parse(info_.cardJson);
    const auto own = Json::parse(nn::composeCard(info, student_->config(), {}));
    for (const auto& [key, value] : own.items())
        card.erase(key);
    card.erase("activations");
    card.erase("checks");
    card.erase("innerChannels");
    auto recipe = Json::parse(recipeCard(facts, identity, state));
    recipe["from"] = info_.id;
    if (pruned_ > 0) {
        recipe["macs"] = {{"before", nn::backboneMacs(*teacher_, side_)},
                          {"after", nn::backboneMacs(*student_, side_)}};
    }
    card[budget_ > 0 ? "compact" : "pruned"] = std::move(recipe);
    nn::SaveOptions options;
    options.half = true;
    options.extraCard = card.dump(-1, ' ', false, Json::error_handler_t::replace);
    options.packed = steps_.stored();
    return nn::saveModel(*student_, info, file, options);
}

} // namespace sparlet::train
