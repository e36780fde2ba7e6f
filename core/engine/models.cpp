#include "base/atomic_file.h"
#include "base/printable.h"
#include "base/processors.h"
#include "engine/content_hash_internal.h"
#include "engine/models_internal.h"
#include "nn/device.h"
#include "nn/safetensors.h"
#include "train/trainer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <fstream>
#include <unistd.h>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

constexpr const char* kExtension = ".safetensors";

/// The card's own, else made of method and backbone.
std::string titleOf(const nn::ModelInfo& info) {
    constexpr std::size_t kLongest = 80;
    const auto card = nlohmann::json::parse(info.cardJson, nullptr, false);
    if (card.is_object()) {
        const auto title = card.find("title");
        if (title != card.end() && title->is_string()) {
            const auto text = title->get<std::string>();
            if (!text.empty() && text.size() <= kLongest) return text;
        }
    }
    return methodTitle(info.method) + " · " + backboneTitle(info.backbone);
}

ModelSummary summarise(const fs::path& file, std::string id, bool shipped) {
    ModelSummary summary;
    summary.id = std::move(id);
    summary.shipped = shipped;
    summary.file = file.string();
    summary.title = summary.id;
    const auto info = nn::readModelInfo(file);
    if (!info.ok()) {
        summary.problem = info.error().message;
        return summary;
    }
    summary.method = info->method;
    summary.backbone = info->backbone;
    summary.dimensions = info->dimensions;
    summary.bytes = info->fileBytes;
    summary.title = titleOf(*info);
    return summary;
}

std::string firstWord(const fs::path& file) {
    std::ifstream in(file);
    std::string word;
    in >> word;
    return word;
}

Error notAModel(const std::string& wanted, const std::vector<ModelSummary>& all) {
    std::string known;
    for (const auto& summary : all)
        known += (known.empty() ? "" : ", ") + summary.id;
    return {ErrorCode::NotFound,
            "There is no model \"" + wanted + "\", neither by id nor as a file; " +
                (known.empty() ? std::string("none is installed") : "these are installed: " + known) + "."};
}

} // namespace

std::string backboneTitle(const std::string& backbone) {
    if (backbone == "resnet18") return "ResNet18";
    if (backbone == "mobilenet_v3_small") return "MobileNetV3-Small";
    if (backbone == "mobilenet_v3_large") return "MobileNetV3-Large";
    return backbone;
}

std::string methodTitle(const std::string& method) {
    for (const auto& known : train::methods()) {
        if (known.name == method) return known.title;
    }
    return method;
}

Result<codes::Codec> codecOf(const nn::ModelInfo& info) {
    if (!info.quantizer.bits.empty()) {
        return codes::Codec::create({info.quantizer.bits, info.quantizer.minimum, info.quantizer.maximum});
    }
    const auto dimensions = static_cast<std::size_t>(std::max(info.dimensions, 0));
    return codes::Codec::create(codes::uniformParameters(std::vector<float>(dimensions, -1.0F),
                                                         std::vector<float>(dimensions, 1.0F)));
}

Model::Model(ModelSummary summary, nn::ModelInfo info, codes::Codec codec, nn::EncoderOptions wanted,
             int threads)
    : summary_(std::move(summary)), info_(std::move(info)), codec_(std::move(codec)),
      wanted_(std::move(wanted)), threads_(threads) {}

Result<std::string> Model::hash() {
    const std::lock_guard lock(mutex_);
    if (hash_.empty()) {
        // Only what codes depend on: a changed card or changed IQE defaults leave collections valid.
        const auto file = nn::Safetensors::read(summary_.file);
        if (!file.ok()) return file.error();
        ContentHash hash;
        hash.addField(codec_.fingerprint());
        hash.addField(info_.method + " " + info_.backbone + " " + std::to_string(info_.inputSize) +
                      (info_.mirror ? " mirror" : ""));
        for (const float number : info_.mean)
            hash.addNumber(std::bit_cast<std::uint32_t>(number));
        for (const float number : info_.stddev)
            hash.addNumber(std::bit_cast<std::uint32_t>(number));
        for (const auto& tensor : file->header().tensors) { // by name: their order in the file means nothing
            hash.addField(tensor.name);
            hash.addNumber(static_cast<std::uint64_t>(tensor.type));
            hash.add(file->bytes(tensor));
        }
        hash_ = hash.hex();
    }
    return hash_;
}

int Model::mostEncoders() const {
    const auto resolved = nn::resolveDevice(wanted_.device);
    if (!resolved.ok() || *resolved != "cpu") return 1;
    // An eighth of the memory, at the weights in float32 and the largest layers of a batch.
    const double memory =
        static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE));
    const double pixels =
        static_cast<double>(info_.inputSize) * info_.inputSize * (info_.smallImageStem ? 4.0 : 1.0);
    const double each =
        4.0 * static_cast<double>(info_.parameters) + static_cast<double>(kBatch) * pixels * 256.0;
    return std::clamp(static_cast<int>(memory / 8.0 / each), 1, threads_);
}

Result<std::unique_ptr<nn::Encoder>> Model::take() {
    {
        std::unique_lock lock(mutex_);
        const int most = mostEncoders();
        changed_.wait(lock, [&] { return !free_.empty() || opened_ < most; });
        if (!free_.empty()) {
            auto encoder = std::move(free_.back());
            free_.pop_back();
            return encoder;
        }
        ++opened_;
    }
    auto encoder = nn::Encoder::open(summary_.file, wanted_);
    if (!encoder.ok()) {
        const std::lock_guard lock(mutex_);
        --opened_;
        changed_.notify_one();
    }
    return encoder;
}

void Model::giveBack(std::unique_ptr<nn::Encoder> encoder) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(encoder));
    changed_.notify_one();
}

Result<nn::EncoderOptions> Model::used() {
    auto encoder = take();
    if (!encoder.ok()) return encoder.error();
    nn::EncoderOptions used{(*encoder)->device(), nn::nameOf((*encoder)->precision())};
    giveBack(std::move(*encoder));
    return used;
}

Result<nn::EncodedBatch> Model::encode(std::span<const std::uint8_t> rgb, std::size_t count) {
    nn::setThreads(1);
    auto encoder = take();
    if (!encoder.ok()) return encoder.error();
    auto batch = (*encoder)->encode(rgb, count);
    giveBack(std::move(*encoder));
    return batch;
}

Result<nn::EncodedBatch> Model::encodeText(std::span<const float> vector) {
    nn::setThreads(1);
    auto encoder = take();
    if (!encoder.ok()) return encoder.error();
    auto batch = (*encoder)->encodeText(vector);
    giveBack(std::move(*encoder));
    return batch;
}

ModelRegistry::ModelRegistry(HomeLayout home, fs::path shipped, nn::EncoderOptions wanted, int threads)
    : home_(std::move(home)), shipped_(std::move(shipped)), wanted_(std::move(wanted)),
      threads_(threads > 0 ? threads : usableProcessors()) {}

void ModelRegistry::useThreads() const {
    nn::setThreads(threads_);
}

std::vector<ModelSummary> ModelRegistry::listFolder(const fs::path& folder, bool shipped) const {
    std::vector<ModelSummary> found;
    std::error_code problem;
    for (auto entry = fs::directory_iterator(folder, problem); !problem && entry != fs::directory_iterator();
         entry.increment(problem)) {
        std::error_code ignored;
        if (entry->path().extension() != kExtension || !entry->is_regular_file(ignored)) continue;
        found.push_back(summarise(entry->path(), entry->path().stem().string(), shipped));
    }
    return found;
}

std::string ModelRegistry::defaultId(const std::vector<ModelSummary>& all) const {
    for (const auto& folder : {home_.models(), shipped_}) {
        const std::string named = firstWord(folder / "default.txt");
        if (std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.id == named; }))
            return named;
    }
    for (const auto& one : all) {
        if (one.problem.empty()) return one.id;
    }
    return {};
}

std::vector<ModelSummary> ModelRegistry::list() const {
    std::vector<ModelSummary> all = listFolder(shipped_, true);
    for (auto& imported : listFolder(home_.models(), false))
        all.push_back(std::move(imported));
    std::error_code problem;
    for (auto run = fs::directory_iterator(home_.runs(), problem);
         !problem && run != fs::directory_iterator(); run.increment(problem)) {
        const fs::path file = run->path() / (std::string("model") + kExtension);
        std::error_code ignored;
        if (fs::is_regular_file(file, ignored)) {
            all.push_back(summarise(file, run->path().filename().string(), false));
        }
    }
    // An id means one file: the shipped one, then the home's, then a run's.
    std::vector<ModelSummary> unique;
    for (auto& one : all) {
        const bool taken =
            std::any_of(unique.begin(), unique.end(), [&](const auto& other) { return other.id == one.id; });
        if (!taken) unique.push_back(std::move(one));
    }
    std::sort(unique.begin(), unique.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    const std::string standard = defaultId(unique);
    for (auto& one : unique)
        one.isDefault = one.id == standard;
    std::stable_partition(unique.begin(), unique.end(), [](const auto& one) { return one.isDefault; });
    return unique;
}

void ModelRegistry::release(const Model& model) {
    const std::lock_guard lock(mutex_);
    const auto known = opened_.find(model.summary().file);
    if (known != opened_.end() && known->second.model.get() == &model) opened_.erase(known);
}

Result<std::shared_ptr<Model>> ModelRegistry::open(ModelSummary summary) {
    if (!summary.problem.empty()) return Error{ErrorCode::Corrupt, summary.problem};
    std::error_code problem;
    const auto bytes = fs::file_size(summary.file, problem);
    const auto modified = fs::last_write_time(summary.file, problem);
    if (problem) {
        return systemError(problem.value(), "read the model", summary.file);
    }
    const std::lock_guard lock(mutex_);
    auto& entry = opened_[summary.file];
    if (entry.model && entry.bytes == bytes && entry.modified == modified) return entry.model;
    auto info = nn::readModelInfo(summary.file);
    if (!info.ok()) return info.error();
    auto codec = codecOf(*info);
    if (!codec.ok()) {
        return Error{ErrorCode::Corrupt, "The model file " + summary.file +
                                             " has unusable quantiser parameters: " + codec.error().message};
    }
    entry = {
        bytes, modified,
        std::make_shared<Model>(std::move(summary), std::move(*info), std::move(*codec), wanted_, threads_)};
    return entry.model;
}

Result<std::shared_ptr<Model>> ModelRegistry::find(const std::string& idOrFile) {
    std::error_code problem;
    if (idOrFile.find('/') != std::string::npos || fs::path(idOrFile).extension() == kExtension) {
        if (!fs::is_regular_file(idOrFile, problem)) {
            return Error{ErrorCode::NotFound, "There is no model file " + quoted(fs::path(idOrFile)) + "."};
        }
        const fs::path file = fs::canonical(idOrFile, problem);
        for (auto& known : list()) {
            if (fs::equivalent(known.file, file, problem)) return open(std::move(known));
        }
        return open(summarise(file, file.stem().string(), false));
    }
    auto all = list();
    if (idOrFile.empty()) {
        if (all.empty()) {
            return Error{ErrorCode::NotFound, "No model is installed: neither " + shipped_.string() +
                                                  " nor " + home_.models().string() +
                                                  " holds a .safetensors file; name one with --model."};
        }
        return open(std::move(all.front()));
    }
    for (auto& known : all) {
        if (known.id == idOrFile) return open(std::move(known));
    }
    return notAModel(idOrFile, all);
}

Result<std::shared_ptr<Model>> ModelRegistry::findForCollection(const std::string& collection,
                                                                const std::string& id,
                                                                const std::string& hash) {
    bool differs = false;
    auto all = list();
    std::stable_partition(all.begin(), all.end(), [&](const auto& one) { return one.id == id; });
    for (auto& known : all) {
        const bool named = known.id == id;
        if (!known.problem.empty()) {
            if (named) return Error{ErrorCode::Corrupt, known.problem};
            continue;
        }
        auto model = open(std::move(known));
        if (!model.ok()) {
            if (named) return model;
            continue;
        }
        auto actual = (*model)->hash();
        if (actual.ok() && *actual == hash) return model;
        differs = differs || named;
    }
    if (differs) {
        return Error{ErrorCode::Unsupported, "The collection \"" + collection +
                                                 "\" was indexed with an earlier version of the model \"" +
                                                 id + "\"; index it again with --reindex."};
    }
    return Error{ErrorCode::NotFound, "The model \"" + id + "\" of the collection \"" + collection +
                                          "\" is not installed any more; install it again, or index the "
                                          "collection with another model and --reindex."};
}

Result<std::shared_ptr<Model>> ModelRegistry::adopt(const std::shared_ptr<Model>& model) {
    auto hash = model->hash();
    if (!hash.ok()) return hash.error();
    // Two that are indexed at once may bring different models of one name.
    const auto lock = WriteLock::takeModels(home_);
    if (!lock.ok()) return lock.error();
    for (auto& known : list()) {
        if (!known.problem.empty() || known.bytes != model->info().fileBytes) continue;
        auto other = open(std::move(known));
        if (!other.ok()) continue;
        auto otherHash = (*other)->hash();
        if (otherHash.ok() && *otherHash == *hash) return other;
    }
    if (auto made = makeFolder(home_.models()); !made.ok()) return made.error();
    const std::string stem = fs::path(model->summary().file).stem().string();
    std::string id = stem;
    const auto known = list();
    const bool taken = std::any_of(known.begin(), known.end(), [&](const auto& one) { return one.id == id; });
    if (taken) id = stem + "-" + hash->substr(0, 8);
    const fs::path target = home_.models() / (id + kExtension);
    const fs::path partial = home_.models() / (id + ".partial");
    std::error_code problem;
    fs::copy_file(model->summary().file, partial, fs::copy_options::overwrite_existing, problem);
    if (!problem) fs::rename(partial, target, problem);
    if (problem) {
        std::error_code ignored;
        fs::remove(partial, ignored);
        return systemError(problem.value(), "copy the model to", target);
    }
    return open(summarise(target, id, false));
}

} // namespace sparlet::engine
