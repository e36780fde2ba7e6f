#include "nn/device.h"
#include "train/record_internal.h"

#include <nlohmann/json.hpp>

#include <stdexcept>

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
    const auto number = j.at("epoch").get<double>();
    if (!(number >= 0 && number <= kMostEpochs)) throw std::out_of_range("epoch");
    e.epoch = static_cast<int>(number);
    // What an older Sparlet did not write keeps its default.
    e.seconds = j.value("seconds", e.seconds);
    e.loss = j.value("loss", e.loss);
    e.lossLkd = j.value("lossLkd", e.lossLkd);
    e.lossSpq = j.value("lossSpq", e.lossSpq);
    e.lossSparsity = j.value("lossSparsity", e.lossSparsity);
    e.lossTriplet = j.value("lossTriplet", e.lossTriplet);
    e.accuracy = j.value("accuracy", e.accuracy);
    e.density = j.value("density", e.density);
    e.meanBits = j.value("meanBits", e.meanBits);
    e.learningRate = j.value("learningRate", e.learningRate);
    e.imagesPerSecond = j.value("imagesPerSecond", e.imagesPerSecond);
    e.heldOutMap = j.value("heldOutMap", e.heldOutMap);
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
