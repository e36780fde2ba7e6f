// A run's record, a training configuration and a training request from hostile bytes: refused with a
// sentence, or something that can be written and read again.
#include "engine/train_job_internal.h"
#include "fuzz_seeds.h"
#include "train/run_record.h"
#include "train/trainer.h"

#include <cstdlib>
#include <string>

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sparlet;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto record = train::parseRunRecord(text);
    require(record.ok() || !record.error().message.empty());
    if (record.ok()) {
        const auto configuration = train::parseTrainConfig(record->configuration);
        require(configuration.ok() || !configuration.error().message.empty());
    }
    const auto config = train::parseTrainConfig(text);
    require(config.ok() || !config.error().message.empty());
    if (config.ok()) require(train::parseTrainConfig(train::toJson(*config)).ok());
    const auto request = engine::parseTrainRequest(text, "request.json");
    require(request.ok() || !request.error().message.empty());
    if (request.ok()) require(engine::parseTrainRequest(engine::toJson(*request), "request.json").ok());
    return 0;
}

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    const std::string record =
        R"({"state":"running","configuration":{"method":"sparse","backbone":"resnet18","epochs":3},)"
        R"("device":"cpu","data":{"file":"packed.bin","images":100},"resolved":{"epochs":3},"parameters":12,)"
        R"("seconds":1.5,"epochs":[{"epoch":1,"seconds":1.5,"loss":2.0,"accuracy":0.5,"learningRate":0.1}]})";
    for (const std::string& seed :
         {record, train::toJson(train::TrainConfig{}), engine::toJson(engine::TrainRequest{})})
        add({reinterpret_cast<const std::uint8_t*>(seed.data()), seed.size()});
}

} // namespace sparlet::fuzz
