// Plain data in and out of the use cases. Paths are absolute bytes as the file system has them.
#pragma once

#include "engine/image_list.h"
#include "image/image_file.h"
#include "nn/model_info.h"
#include "train/trainer.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sparlet::engine {

struct ModelSummary {
    std::string id, method, backbone;
    int dimensions = 0;
    std::uint64_t bytes = 0;
    bool isDefault = false;
    bool shipped = false;
    std::string file;
    std::string title;   // for people: "SPARSE · ResNet18"
    std::string problem; // not empty: why it cannot be used
};

struct ModelDetails {
    ModelSummary summary;
    nn::ModelInfo info;
};

struct CollectionSummary {
    std::string name, model;
    std::int64_t images = 0;
    std::int64_t failures = 0;
    double bytesPerImage = 0;
    std::vector<std::string> folders;
};

struct IndexRequest {
    std::string folder;
    std::string collection;
    std::string model;    // id or file; empty: the collection's, else the default
    bool reindex = false; // encode everything again, also with another model than the collection's
    bool merge = true;    // segments, at the end; where not, compact() does it at its time
};

struct Failure {
    std::string path, error;
    bool operator==(const Failure&) const = default;
};

struct IndexReport {
    std::string collection, model;
    std::int64_t scanned = 0, indexed = 0, unchanged = 0, removed = 0, failed = 0;
    double seconds = 0, imagesPerSecond = 0, bytesPerImage = 0;
    std::vector<Failure> failures;
};

/// Keeping a collection like its folders.
struct WatchRequest {
    std::string collection;
    std::string folder; // indexed first, which makes the collection where it is new; empty: one that exists
    std::string model;  // for a new collection: id or file
    std::chrono::milliseconds quiet{1000}; // changes are indexed when there were none for so long
    std::chrono::milliseconds polling = std::chrono::minutes(1); // where the system reports no changes
    bool background = false; // whatever else the machine has to do comes first
};

struct WatchReport {
    std::int64_t runs = 0; // index runs
    std::int64_t indexed = 0, removed = 0;
    std::int64_t failed = 0; // pictures that the last run could not read
};

/// Immutable; thread-safe.
struct CollectionView {
    CollectionSummary summary;
    ImageList images; // by path; of an opened collection nothing of them is in memory
    std::vector<Failure> failures;
};

/// One part of a query. Exactly one source is set.
struct QueryPart {
    enum class Source { File, Pixels, Indexed, Text };
    Source source = Source::File;
    std::string value;                      // path, or text
    image::Picture pixels;                  // Source::Pixels: a pasted picture
    float weight = 1.0F;                    // negative: unlike this
    std::optional<std::array<int, 4>> crop; // x, y, width, height in upright pixels
};

/// Which images may be results. What is not set lets all through.
struct ImageFilter {
    std::string folder;                              // images below it
    std::optional<std::string> label;                // exactly this one
    std::optional<std::int64_t> afterNs, beforeNs;   // last changed at or after, and before; since 1970
    std::optional<std::uint64_t> minBytes, maxBytes; // of the file, both included
    bool operator==(const ImageFilter&) const = default;
};

struct QueryRequest {
    std::string collection;
    std::vector<QueryPart> parts;
    std::size_t top = 50;
    std::optional<int> rounds;  // IQE; unset: the model's default
    std::optional<float> gamma; // unset: the model's
    std::vector<ImageId> confirmed, rejected;
    ImageFilter filter; // of results; any image may expand the query
};

struct ResultItem {
    int rank = 0; // from 1
    float score = 0;
    ImageInfo image;
    int rankBefore = 0; // without expansion; 0: not in the first `top`
};

struct ExpansionUse {
    ImageInfo image;
    float weight = 0;
    bool joined = false;
};

struct ExpansionReport {
    int round = 0;
    std::vector<ExpansionUse> used;
    double overlap = 0, drift = 0;
};

struct QueryReport {
    std::string collection, model;
    std::vector<ResultItem> results;
    std::vector<ExpansionReport> expansion;
    int rounds = 0;
    float gamma = 0;
    double encodeMs = 0, searchMs = 0, totalMs = 0;
    std::vector<std::string> unknownWords; // of text parts
    std::int64_t considered = 0;           // images that the filter lets through
};

struct CodeValue {
    int dimension = 0;
    float value = 0; // before quantisation (equals `quantized` for an indexed image)
    float quantized = 0;
    int bits = 0;
    float importance = 1;
};

struct CodeReport {
    std::string path, model;
    int dimensions = 0, active = 0;
    float density = 0;   // lambda(x)
    float threshold = 0; // tau(x)
    std::size_t bytes = 0;
    std::vector<CodeValue> entries; // active dimensions only, rising
    std::vector<std::uint8_t> bits; // [D], every dimension
    std::vector<float> importance;  // [D]
    std::vector<float> embedding;   // [D] before ASE; empty for an indexed image
};

struct CollectionStatistics {
    std::string collection;
    std::int64_t images = 0;
    int dimensions = 0;
    double meanDensity = 0, meanBits = 0, bytesPerImage = 0;
    std::vector<double> densities;  // one per image (share of dimensions set), rising
    std::vector<double> activity;   // [D]: share of images that use the dimension
    std::vector<std::uint8_t> bits; // [D]
    std::vector<float> importance;  // [D]
};

struct ExplainRequest {
    std::string collection;
    QueryPart query;
    std::string path; // of an indexed image
};

struct Contribution {
    int dimension = 0;
    float query = 0, result = 0; // of the normalised query and the normalised stored code
    float product = 0;
};

struct ExplainReport {
    std::string path, model;
    float score = 0;
    std::vector<Contribution> contributions; // largest product first; the products sum to the score
};

struct TrainRequest {
    std::string data; // folder of class folders, folder with CIFAR-10 binaries, or packed file
    train::TrainConfig config;
    int side = 0;             // 0: 32 for CIFAR-10, else 64
    std::string descriptions; // file of class descriptions; empty: a shipped one that fits the classes
    std::string captions;     // file of captions, or empty
    std::string resume;       // run id, or empty
    std::string out;
};

struct EvaluateRequest {
    std::string model;
    std::string data; // a folder of class folders; Csv and GroundTruth: the list's file
    /// Csv: rows of path,label[,split], as eval::parseImageList() reads them; relative paths are below the
    /// file's folder. GroundTruth: easy, hard and junk lists, as eval::parseGroundTruth() reads them.
    enum class Protocol { Cifar10, Folder, Csv, GroundTruth };
    Protocol protocol = Protocol::Folder;
    enum class Setup { Easy, Medium, Hard };
    Setup setup = Setup::Medium; // GroundTruth: which lists count
    std::string images;          // GroundTruth: the pictures' folder; empty: beside the list
    std::optional<int> rounds;   // IQE; unset: the model's default
    std::optional<float> gamma;
    bool floatEmbedding = false; // rank by the float embedding instead of stored codes
    /// Codes as they would be with this share of dimensions kept, above 0 and at most 1, or with so many bits
    /// in every dimension, 2 to 8; unset: the model's.
    std::optional<double> density;
    std::optional<int> bits;
    std::string variant; // what a kept one is called beside its method; empty: as the model's training says
    bool timing = true;
};

struct EvaluationReport {
    std::string model, method, backbone, protocol, convention;
    double map = 0, pAt1 = 0, pAt5 = 0, pAt10 = 0;
    double mapWithoutExpansion = 0; // the same codes, rounds = 0
    double mapFloat = 0;            // the float embedding, rounds = 0
    std::int64_t queries = 0, gallery = 0, failed = 0;
    std::int64_t leftOut = 0;                // listed, but missing, listed before, or without a label
    std::int64_t queriesWithoutRelevant = 0; // left out of the means
    std::vector<std::string> notes; // a sentence for each thing wrong with the data, at most about 100
    double latencyBatch1Ms = 0, latencyBatch32Ms = 0; // on a CPU: of one thread
    /// Between the first and the third quartile of the runs that the two are medians of; 0: not known.
    double latencyBatch1SpreadMs = 0, latencyBatch32SpreadMs = 0;
    std::int64_t parameters = 0;
    std::uint64_t modelBytes = 0, peakMemoryBytes = 0;
    double bytesPerImage = 0, density = 0, meanBits = 0;
    int rounds = 0;
    float gamma = 0;
    std::string device, precision;
    std::vector<double> averagePrecision; // per query
    std::vector<std::string> queryPaths;
};

struct TuneRequest {
    std::string model;
    std::string data;  // training images: a folder of class folders, never the ones evaluated later
    int sample = 4000; // images used, spread evenly over the classes
    bool write = true; // store the best settings in the model's file
};

struct TuneTrial {
    nn::ExpansionDefaults settings;
    double map = 0, pAt1 = 0;
};

/// The best mAP among the settings that lower P@1 by at most 0.005.
struct TuneReport {
    std::string model;
    std::int64_t images = 0, queries = 0;
    double mapWithout = 0, pAt1Without = 0; // rounds = 0
    TuneTrial best;
    std::vector<TuneTrial> trials;
    bool written = false;
};

struct CalibrateRequest {
    std::string model;
    std::string data;  // a folder of class folders, like what the model will see; never one evaluated later
    int sample = 1000; // images used, spread evenly over the classes
    bool write = true; // store ranges and checks in the model's file
};

/// Each arithmetic of this machine's processor beside the eager network.
struct CalibrationReport {
    struct Row {
        nn::PrecisionCheck check; // milliseconds: of batches of 32 (eager: one by one)
    };
    std::string model, chosen; // what "auto" takes from now on
    std::vector<Row> rows;
    bool written = false;
};

struct ExportRequest {
    std::string model;            // id or file; empty: the default model
    std::string out;              // file to write
    std::optional<int> inputSize; // pixels of a side it reads from now on
    std::string card;             // JSON object that is merged into the card (RFC 7396): data, recipe, scores
    bool halfWeights = false;     // weights as 16-bit floats
    bool plainWeights = false;    // a compact model's weights as plain floats again
    std::optional<bool> mirror;   // whether it reads a picture's mirror image too from now on
};

struct Check {
    std::string name;
    bool ok = true;
    std::string detail;
};

} // namespace sparlet::engine
