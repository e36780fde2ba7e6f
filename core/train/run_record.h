// What a training run's record says: record.json in the run's folder, as train() writes it.
#pragma once

#include "base/result.h"
#include "train/trainer.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sparlet::train {

struct RunRecord {
    std::string state;         // as the trainer knew it last: "running", "finished", "cancelled"
    std::string configuration; // JSON of an object, for parseTrainConfig(); "{}" where the record has none
    std::string device, dataFile;
    int epochsAsked = 0; // 0: the record does not say
    std::int64_t parameters = 0, images = 0;
    double seconds = 0;              // of training so far
    std::vector<EpochRecord> epochs; // that ended, as written
};

/// What an older Sparlet did not write has its default. Corrupt, naming the part that is none, for anything
/// else than a record.
Result<RunRecord> parseRunRecord(const std::string& json);

/// NotFound where there is no file; the errors of parseRunRecord() name the file. TooLarge over 64 MiB.
Result<RunRecord> readRunRecord(const std::filesystem::path& file);

} // namespace sparlet::train
