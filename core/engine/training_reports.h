// Plain data about training: what there is to choose, what a data set holds, and the runs of a home.
#pragma once

#include "image/image_file.h"
#include "train/trainer.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sparlet::engine {

/// A name of the program's and the one for people.
struct NamedChoice {
    std::string id, title; // "resnet18", "ResNet18"
};

struct DeviceChoice {
    std::string id, name;          // "cuda:0", "NVIDIA H100"
    std::uint64_t memoryBytes = 0; // 0: not known
};

struct MethodChoice {
    std::string id, title;
    train::Modules modules; // of its own
    std::vector<train::HyperParameterInfo> hyper;
};

/// Everything in the order to show it.
struct TrainingChoices {
    std::vector<MethodChoice> methods;
    std::vector<NamedChoice> backbones;
    std::vector<train::PresetInfo> presets;
    std::vector<DeviceChoice> devices; // the one that "auto" means first
};

struct TrainingClass {
    std::string name;
    std::int64_t images = 0;
};

struct TrainingSample {
    std::string label;
    image::Picture picture;
};

struct TrainingDataPreview {
    enum class Kind { ClassFolders, Cifar10, Packed };
    Kind kind = Kind::ClassFolders;
    std::vector<TrainingClass> classes; // by name
    std::int64_t images = 0;
    int side = 0;                        // pixels of a side that training uses unless told otherwise
    bool sideFixed = false;              // the data have this side and no other can be asked for
    std::vector<TrainingSample> samples; // a few, of as many classes as possible
};

struct RunSummary {
    /// Waiting: it has not begun. Stopped: on request. Interrupted: its process is gone.
    enum class State { Waiting, Running, Stopped, Interrupted, Failed, Finished };
    std::string id, name; // the name given, else method, backbone and data
    State state = State::Waiting;
    std::string problem; // Failed: why
    std::string method, methodTitle, backbone, backboneTitle, preset;
    std::string data; // as asked for: a path
    std::string device;
    int epochs = 0, epochsDone = 0;
    double accuracy = 0;      // share of training pictures, in the last epoch that ended; 0 before
    double seconds = 0;       // of training so far
    std::int64_t created = 0; // seconds since 1970
    std::string folder;
    std::string model; // file of the finished model; "" before, and where it is gone

    bool resumable() const { return state != State::Running && state != State::Finished; }
};

struct RunDetails {
    RunSummary summary;
    train::TrainConfig config;
    std::string descriptions, captions;     // files of LKD's texts as asked for; "": none named
    std::vector<train::EpochRecord> epochs; // that ended
    std::int64_t parameters = 0, images = 0;
};

} // namespace sparlet::engine
