#include "nn/model_file_internal.h"
#include "train/checkpoint_internal.h"
#include "train/record_internal.h"

#include <nlohmann/json.hpp>

namespace sparlet::train {
namespace {

using Json = nlohmann::json;

Json sumsJson(const EpochSums& s) {
    return {s.loss, s.lkd, s.spq, s.sparsity, s.triplet, s.correct, s.density, s.seconds, s.steps, s.images};
}

EpochSums parseSums(const Json& j) {
    return {j.at(0), j.at(1), j.at(2), j.at(3), j.at(4), j.at(5), j.at(6), j.at(7), j.at(8), j.at(9)};
}

/// Every tensor of a run under the name it has in the checkpoint.
std::vector<std::pair<std::string, at::Tensor>> allTensors(const TrainingTensors& tensors) {
    std::vector<std::pair<std::string, at::Tensor>> out;
    for (const auto& [name, tensor] : nn::namedTensors(*tensors.method))
        out.emplace_back("model." + name, tensor);
    for (const auto& [name, tensor] : tensors.optimizer->state())
        out.emplace_back("optimizer." + name, tensor);
    for (const auto& [name, tensor] : *tensors.average)
        out.emplace_back("average." + name, tensor);
    for (const auto& [name, tensor] : tensors.compact)
        out.emplace_back("compact." + name, tensor);
    return out;
}

Error damaged(const std::filesystem::path& file, const std::string& what) {
    return {ErrorCode::Corrupt, "The checkpoint '" + file.string() + "' is damaged: " + what +
                                    "; delete it to train from the start."};
}

} // namespace

Status writeCheckpoint(const std::filesystem::path& file, const TrainingTensors& tensors,
                       const RunState& state, const RunIdentity& identity) {
    nn::TensorBytes bytes;
    for (const auto& [name, tensor] : allTensors(tensors))
        bytes.add(name, tensor);
    bytes.add("generator", at::globalContext().defaultGenerator(at::kCPU).get_state());
    Json epochs = Json::array();
    for (const auto& epoch : state.epochs)
        epochs.push_back(recordJson(epoch));
    const Json json = {{"step", state.step},
                       {"optimizerSteps", tensors.optimizer->steps},
                       {"sums", sumsJson(state.sums)},
                       {"epochs", epochs},
                       {"seconds", state.seconds}};
    return nn::writeSafetensors(
        file, bytes.data,
        {{"state", json.dump()},
         {"configuration", identity.config},
         {"data", identity.dataHash},
         {"text", identity.textHash},
         {"innerChannels", Json(tensors.method->config().backbone.innerChannels).dump()}});
}

std::map<std::string, int> checkpointChannels(const std::filesystem::path& file) {
    const auto header = nn::readSafetensorsHeader(file);
    if (!header) return {};
    const auto stored = header->metadata.find("innerChannels");
    if (stored == header->metadata.end()) return {};
    const auto json = Json::parse(stored->second, nullptr, false);
    if (!json.is_object()) return {};
    constexpr std::uint64_t kMost = 65536;
    std::map<std::string, int> channels;
    for (const auto& [block, count] : json.items()) {
        if (count.is_number_unsigned() && count.get<std::uint64_t>() <= kMost)
            channels[block] = count.get<int>();
    }
    return channels;
}

Status readCheckpoint(const std::filesystem::path& file, const TrainingTensors& tensors, RunState& state,
                      const RunIdentity& identity) {
    const auto read = nn::Safetensors::read(file);
    if (!read) return read.error();
    const auto& metadata = read->header().metadata;
    const auto differs = [&](const char* key, const std::string& wanted) {
        const auto found = metadata.find(key);
        return found == metadata.end() || found->second != wanted;
    };
    const auto refuse = [&](const std::string& what) {
        return Error{ErrorCode::InvalidArgument, "The run directory '" + file.parent_path().string() +
                                                     "' belongs to another " + what +
                                                     "; choose another directory or delete it."};
    };
    // Written by an older Sparlet, a configuration may lack keys that have got their defaults since.
    const auto stored = parseTrainConfig(metadata.count("configuration") ? metadata.at("configuration") : "");
    if (!stored || toJson(*stored) != identity.config) return refuse("training configuration");
    if (differs("data", identity.dataHash)) return refuse("data set");
    if (differs("text", identity.textHash)) return refuse("set of texts");
    torch::NoGradGuard noGrad;
    for (auto& [name, tensor] : allTensors(tensors)) {
        const auto* entry = read->find(name);
        if (entry == nullptr || entry->shape != tensor.sizes().vec()) {
            return damaged(file, "the tensor '" + name + "' is missing or has another shape");
        }
        tensor.copy_(nn::tensorOf(*read, *entry));
    }
    try {
        const auto json = Json::parse(metadata.at("state"));
        state.step = json.at("step");
        tensors.optimizer->steps = json.at("optimizerSteps");
        state.sums = parseSums(json.at("sums"));
        state.seconds = json.at("seconds");
        for (const auto& epoch : json.at("epochs"))
            state.epochs.push_back(parseRecord(epoch));
        if (const auto* entry = read->find("generator")) {
            auto generator = at::globalContext().defaultGenerator(at::kCPU);
            generator.set_state(nn::tensorOf(*read, *entry));
        }
    } catch (const std::exception&) {
        return damaged(file, "its state cannot be read");
    }
    return {};
}

} // namespace sparlet::train
