// Epochs and runs as JSON.
#pragma once

#include "train/checkpoint_internal.h"
#include "train/config_internal.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace sparlet::train {

nlohmann::json recordJson(const EpochRecord& epoch);
/// The one reader of an epoch; throws a std::exception where it is none.
EpochRecord parseRecord(const nlohmann::json& json);
inline constexpr int kMostEpochs = 1'000'000; // any number above is damage

struct RunFacts {
    std::string runId;
    std::string device;
    std::string dataFile;
    std::uint64_t images = 0;
    int side = 0;
    std::int64_t parameters = 0;
    std::string state; // "running", "finished", "cancelled"
};

/// The whole run record: configuration, seed, data hash, versions, device, epochs.
std::string runRecord(const FullConfig& config, const RunFacts& facts, const RunIdentity& identity,
                      const RunState& state);

/// The part of it that goes into the model's card.
std::string recipeCard(const RunFacts& facts, const RunIdentity& identity, const RunState& state);

} // namespace sparlet::train
