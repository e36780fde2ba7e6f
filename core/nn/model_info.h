// What a model is, as far as everyone outside core/nn needs to know: plain data, no tensors.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sparlet::nn {

/// SPQ's learnt parameters, one entry a dimension (SPARSE §3.4). All empty without SPQ.
struct QuantizerParameters {
    std::vector<std::uint8_t> bits; // [D], 2..8
    std::vector<float> minimum;     // [D], on a grid that contains 0 exactly
    std::vector<float> maximum;     // [D], > minimum
    std::vector<float> importance;  // [D], >= 0, mean 1
};

/// IQE settings tuned on training images (SPARSE §3.5); the defaults of a query with this model.
struct ExpansionDefaults {
    int topK = 10;
    float alpha = 3.0F; // exponent of a result's score in its weight
    float gamma = 0.5F; // weight of the initial score, 0..1
    int rounds = 1;     // 0..3
};

/// What the values at a place of a network span: [low, high] by place.
using ActivationRanges = std::map<std::string, std::array<float, 2>>;

/// How near a faster arithmetic comes to the eager network on real pictures.
struct PrecisionCheck {
    std::string precision; // "fp32", "bf16", "int8"
    double cosine = 0;     // mean, of the float embeddings
    double map = 0;        // of the embeddings on `images` pictures, each in turn against all others
    double mapEager = 0;   // the same of the eager network
    int images = 0;
    int activationBits = 8;  // of int8, as int8ActivationBits() of the machine that checked; 8 for the others
    double milliseconds = 0; // an image on one thread of that machine; 0: not known
};

struct ModelInfo {
    std::string id;       // "sparse-resnet18-tiny"
    std::string method;   // "baseline", "mace", "spca", "dscf", "sparse", "hamlet"
    std::string backbone; // "resnet18", "mobilenet_v3_small", "mobilenet_v3_large"
    bool smallImageStem = false;
    std::map<std::string, int> innerChannels; // of a pruned backbone's blocks ("layer1.0"); absent: all
    int trainSize = 0;                        // pixels of a side in training
    int inputSize = 0;                        // pixels of a side that encode() expects
    std::array<float, 3> mean{};              // of RGB in 0..1
    std::array<float, 3> stddev{};
    bool mirror = false;    // maps are the mean of a picture's and its mirror image's: twice the work
    int dimensions = 0;     // D
    int textDimensions = 0; // d_t of LKD's head; 0: the model answers no text query
    bool ase = false;       // codes are thresholded
    bool spq = false;       // codes are quantised
    std::vector<std::string> classNames;
    QuantizerParameters quantizer;
    ExpansionDefaults expansion;
    ActivationRanges activations;       // for int8; empty: not calibrated
    std::vector<PrecisionCheck> checks; // of the arithmetics that were tried
    std::int64_t parameters = 0;
    std::uint64_t fileBytes = 0;
    bool checksummed = false; // the file has checksums, which are checked whenever it is read
    std::string cardJson;     // the whole card stored in the file: data, recipe, scores, licence
};

} // namespace sparlet::nn
