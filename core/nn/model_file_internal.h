// Networks to and from safetensors.
#pragma once

#include "base/result.h"
#include "nn/compaction.h"
#include "nn/method_internal.h"
#include "nn/model_info.h"
#include "nn/packed_weights_internal.h"
#include "nn/safetensors.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sparlet::nn {

/// Parameters and buffers by name, in registration order.
std::vector<std::pair<std::string, at::Tensor>> namedTensors(const torch::nn::Module& module);

/// Tensors as they go into a file; keeps the bytes alive that `data` points to.
struct TensorBytes {
    std::vector<at::Tensor> keep;
    std::vector<TensorData> data;

    /// `half`: float32 is stored as float16, unless one of its values is beyond that type's range.
    void add(const std::string& name, const at::Tensor& tensor, bool half = false);
    /// Under the name with kPackedSuffix.
    void addPacked(const std::string& name, const QuantizedWeights& weights);
};

/// A view of one entry as a tensor on the CPU (copied).
at::Tensor tensorOf(const Safetensors& file, const TensorEntry& entry);

/// The tensor of this name, also where it is stored packed; undefined where there is none. Corrupt, with
/// `path` named, where a packed one is damaged or has another shape than `shape`.
Result<at::Tensor> namedTensor(const Safetensors& file, const std::filesystem::path& path,
                               const std::string& name, const std::vector<std::int64_t>& shape);

/// Copies `prefix`+name into every tensor of `module`. Corrupt if one is missing or of another shape; tensors
/// named num_batches_tracked and those beginning with one of `optional` may be missing.
Status loadInto(torch::nn::Module& module, const Safetensors& file, const std::filesystem::path& path,
                const std::string& prefix, const std::vector<std::string>& optional = {});

/// Weights with torchvision's names (as timm's resnet18.tv_in1k has them), classifier ignored.
Status loadBackboneWeights(Backbone& backbone, const std::filesystem::path& path);

struct SaveOptions {
    bool half = false;     // float16 weights
    std::string extraCard; // JSON object merged into the card
    /// By tensor: these are stored packed (packed_weights_internal.h).
    std::map<std::string, LayerWidth> widths{};
    /// By tensor: what is stored, packed, whatever the network has now.
    std::map<std::string, QuantizedWeights> packed{};
};

/// Fills the parts of `info` that follow from the method (quantiser, counts) and writes the model.
Status saveModel(const Method& method, ModelInfo info, const std::filesystem::path& file,
                 const SaveOptions& options);

struct LoadedModel {
    std::shared_ptr<Method> method; // on the CPU, in evaluation mode
    ModelInfo info;
};
/// `hyper`: goes over the card's, before the network is made.
Result<LoadedModel> loadModel(const std::filesystem::path& file,
                              const std::map<std::string, double>& hyper = {});

/// A model from a file as `make` wants it; what LibTorch throws becomes an error that names the file.
template <class Make>
auto openedModel(const std::filesystem::path& file, const Make& make)
    -> decltype(make(std::declval<LoadedModel>())) {
    try {
        auto model = loadModel(file);
        if (!model) return model.error();
        return make(std::move(model).value());
    } catch (const std::exception& failure) {
        const std::string what = failure.what();
        return Error{ErrorCode::Internal, "The model file '" + file.string() +
                                              "' could not be loaded: " + what.substr(0, what.find('\n'))};
    }
}

} // namespace sparlet::nn
