#include "nn/device.h"
#include "train/record_internal.h"

#include <nlohmann/json.hpp>

namespace sparlet::train {

using Json = nlohmann::json;

Json recordJson(const EpochRecord& e) {
    Json json = {{"epoch", e.epoch},
                 {"seconds", e.seconds},
                 {"loss", e.loss},
                 {"lossLkd", e.lossLkd},
                 {"lossSpq", e.lossSpq},
                 {"lossSparsity", e.lossSparsity},
                 {"lossTriplet", e.lossTriplet},
                 {"accuracy", e.accuracy},
                 {"density", e.density},
                 {"meanBits", e.meanBits},
                 {"learningRate", e.learningRate},
                 {"imagesPerSecond", e.imagesPerSecond}};
    if (e.heldOutMap >= 0) json["heldOutMap"] = e.heldOutMap;
    return json;
}

EpochRecord parseRecord(const Json& j) {
    EpochRecord e;
    e.epoch = j.at("epoch");
    e.seconds = j.at("seconds");
    e.loss = j.at("loss");
    e.lossLkd = j.at("lossLkd");
    e.lossSpq = j.at("lossSpq");
    e.lossSparsity = j.at("lossSparsity");
    e.lossTriplet = j.at("lossTriplet");
    e.accuracy = j.at("accuracy");
    e.density = j.at("density");
    e.meanBits = j.at("meanBits");
    e.learningRate = j.at("learningRate");
    e.imagesPerSecond = j.at("imagesPerSecond");
    e.heldOutMap = j.value("heldOutMap", -1.0);
    return e;
}

namespace {

const char* optimizerName(const FullConfig& config) {
    if (config.optimizer == OptimizerKind::Adam) return "adam";
    return config.at("muon_rate") > 0 ? "muon and sgd-nesterov" : "sgd-nesterov";
}

} // namespace

std::string runRecord(const FullConfig& config, const RunFacts& facts, const RunIdentity& identity,
                      const RunState& state) {
    Json epochs = Json::array();
    for (const auto& epoch : state.epochs)
        epochs.push_back(recordJson(epoch));
    const auto modules = modulesOf(config.asked);
    const Json json = {
        {"run", facts.runId},
        {"state", facts.state},
        {"configuration", Json::parse(identity.config)},
        {"resolved",
         {{"epochs", config.epochs},
          {"batch", config.batch},
          {"learningRate", config.learningRate},
          {"optimizer", optimizerName(config)},
          {"modules",
           {{"lkd", modules.lkd}, {"ase", modules.ase}, {"spq", modules.spq}, {"iqe", modules.iqe}}},
          {"hyper", config.hyper}}},
        {"seed", config.asked.seed},
        {"data",
         {{"file", facts.dataFile},
          {"hash", identity.dataHash},
          {"images", facts.images},
          {"side", facts.side}}},
        {"textHash", identity.textHash},
        {"versions", {{"sparlet", SPARLET_VERSION}, {"runtime", nn::runtimeDescription()}}},
        {"device", facts.device},
        {"parameters", facts.parameters},
        {"seconds", state.seconds},
        {"epochs", epochs}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string recipeCard(const RunFacts& facts, const RunIdentity& identity, const RunState& state) {
    const Json json = {
        {"data", {{"hash", identity.dataHash}, {"images", facts.images}, {"side", facts.side}}},
        {"recipe",
         {{"run", facts.runId},
          {"configuration", Json::parse(identity.config)},
          {"epochs", state.epochs.size()},
          {"seconds", state.seconds},
          {"device", facts.device},
          {"runtime", nn::runtimeDescription()}}}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace sparlet::train
