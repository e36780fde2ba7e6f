// What training needs beside the trainer: the packed data set, the text targets, the run's folder.
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "engine/home_internal.h"
#include "engine/reports.h"
#include "train/packed_dataset.h"

#include <filesystem>
#include <string>

namespace sparlet::engine {

/// The packed file for `data`: made once for the same pictures and side, then found again by their names,
/// sizes and times. `data`: a packed file, a folder with CIFAR-10's binary batches, a folder of class
/// folders, or one that has such a folder called "train".
Result<std::filesystem::path> packedDataset(const HomeLayout& home, const std::string& data, int side,
                                            int threads, const ProgressCallback& progress,
                                            const CancelToken& cancel);

/// The folder that holds CIFAR-10's binary batches: `data` or the one in it; empty if there is none.
std::filesystem::path cifarFolder(const std::filesystem::path& data);
std::filesystem::path cifarBatch(const std::filesystem::path& folder, int number); // 1 to kCifarBatches
inline constexpr int kCifarBatches = 5;
inline constexpr int kCifarSide = 32;

/// Where the class folders of `data` are: a folder called "train" in it, else `data` itself.
std::filesystem::path classFolders(const std::filesystem::path& data);

/// InvalidArgument unless there are 2 to 65,535 classes.
Status checkClasses(const std::filesystem::path& data, std::size_t classes);

/// 32 for CIFAR-10 and its like, else 64.
int defaultSide(const std::string& data);

/// Where the run makes a finished model smaller: what the request's `init` decides (method, backbone,
/// dimensions, parts; the side where none is asked for). Errors as nn::readModelInfo.
Status followModel(TrainRequest& request);

/// A training request as it is kept in a run's folder, and back.
std::string toJson(const TrainRequest& request);
Result<TrainRequest> parseTrainRequest(const std::string& json, const std::string& file);

} // namespace sparlet::engine
