#include "nn/model_file.h"

#include "nn/encoder.h"
#include "nn/model_card_internal.h"
#include "nn/model_file_internal.h"
#include "nn/packed_weights_internal.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace sparlet::nn {
namespace {

constexpr const char* kCardKey = "sparlet";

bool beginsWithAny(const std::string& name, const std::vector<std::string>& prefixes) {
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](const std::string& prefix) { return name.rfind(prefix, 0) == 0; });
}

bool isBatchCounter(const std::string& name) {
    constexpr std::string_view ending = "num_batches_tracked";
    return name.size() >= ending.size() &&
           name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
}

at::ScalarType scalarType(DType type) {
    switch (type) {
    case DType::F32:
        return torch::kFloat;
    case DType::F16:
        return torch::kHalf;
    case DType::BF16:
        return torch::kBFloat16;
    case DType::I64:
        return torch::kLong;
    case DType::U8:
        return torch::kByte;
    }
    return torch::kFloat;
}

DType dtypeOf(const at::Tensor& tensor) {
    switch (tensor.scalar_type()) {
    case torch::kHalf:
        return DType::F16;
    case torch::kBFloat16:
        return DType::BF16;
    case torch::kLong:
        return DType::I64;
    case torch::kByte:
        return DType::U8;
    default:
        return DType::F32;
    }
}

Result<ParsedCard> cardOf(const std::filesystem::path& file, const SafetensorsHeader& header) {
    const auto found = header.metadata.find(kCardKey);
    if (found == header.metadata.end()) {
        return Error{ErrorCode::Unsupported,
                     "The file '" + file.string() +
                         "' holds weights but no Sparlet card, so it is not a model to "
                         "index or search with."};
    }
    auto card = parseCard(file, found->second);
    if (!card) return card;
    card->info.fileBytes = header.fileBytes;
    card->info.checksummed = !header.dataChecksum.empty();
    return card;
}

} // namespace

std::vector<std::pair<std::string, at::Tensor>> namedTensors(const torch::nn::Module& module) {
    std::vector<std::pair<std::string, at::Tensor>> out;
    for (const auto& item : module.named_parameters())
        out.emplace_back(item.key(), item.value());
    for (const auto& item : module.named_buffers())
        out.emplace_back(item.key(), item.value());
    return out;
}

void TensorBytes::add(const std::string& name, const at::Tensor& tensor, bool half) {
    auto value = tensor.detach().to(torch::kCPU);
    if (value.scalar_type() == torch::kDouble) value = value.to(torch::kFloat);
    if (half && value.scalar_type() == torch::kFloat) value = value.to(torch::kHalf);
    value = value.contiguous();
    keep.push_back(value);
    const auto bytes = static_cast<std::size_t>(value.numel()) * value.element_size();
    data.push_back({name, dtypeOf(value), value.sizes().vec(),
                    std::span(static_cast<const std::byte*>(value.data_ptr()), bytes)});
}

void TensorBytes::addPacked(const std::string& name, const QuantizedWeights& weights) {
    const auto packed = packWeights(weights);
    auto bytes = torch::empty({static_cast<std::int64_t>(packed.size())}, torch::kByte);
    std::copy(packed.begin(), packed.end(), static_cast<std::byte*>(bytes.data_ptr()));
    add(name + std::string(kPackedSuffix), bytes);
}

at::Tensor tensorOf(const Safetensors& file, const TensorEntry& entry) {
    const auto bytes = file.bytes(entry);
    auto out = torch::empty(entry.shape, torch::TensorOptions().dtype(scalarType(entry.type)));
    std::copy(bytes.begin(), bytes.end(), static_cast<std::byte*>(out.data_ptr()));
    return out;
}

Result<at::Tensor> namedTensor(const Safetensors& file, const std::filesystem::path& path,
                               const std::string& name, const std::vector<std::int64_t>& shape) {
    const auto wrong = [&](const char* what) {
        return Error{ErrorCode::Corrupt,
                     "The tensor '" + name + "' of the model file '" + path.string() + "' " + what + "."};
    };
    constexpr const char* kShape = "has another shape than the network needs";
    if (const auto* entry = file.find(name)) {
        if (entry->shape != shape) return wrong(kShape);
        return tensorOf(file, *entry);
    }
    const auto* packed = file.find(name + std::string(kPackedSuffix));
    if (packed == nullptr) return at::Tensor();
    const auto elements = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
    const auto weights = unpackWeights(file.bytes(*packed), elements);
    if (!weights) return wrong("is damaged");
    if (weights->shape != shape) return wrong(kShape);
    return dequantized(*weights);
}

Status loadInto(torch::nn::Module& module, const Safetensors& file, const std::filesystem::path& path,
                const std::string& prefix, const std::vector<std::string>& optional) {
    torch::NoGradGuard noGrad;
    for (auto& [name, tensor] : namedTensors(module)) {
        const auto stored = namedTensor(file, path, prefix + name, tensor.sizes().vec());
        if (!stored) return stored.error();
        if (!stored->defined()) {
            if (isBatchCounter(name) || beginsWithAny(name, optional)) continue;
            return Error{ErrorCode::Corrupt,
                         "The model file '" + path.string() + "' lacks the tensor '" + prefix + name + "'."};
        }
        tensor.copy_(*stored);
        if (tensor.is_floating_point() && !torch::isfinite(tensor).all().item<bool>()) {
            return Error{ErrorCode::Corrupt, "The tensor '" + prefix + name + "' of the model file '" +
                                                 path.string() + "' holds values that are not numbers."};
        }
    }
    return {};
}

Status loadBackboneWeights(Backbone& backbone, const std::filesystem::path& path) {
    const auto file = Safetensors::read(path);
    if (!file) return file.error();
    const auto& tensors = file->header().tensors;
    const bool ours = std::any_of(tensors.begin(), tensors.end(), [](const TensorEntry& entry) {
        return entry.name.rfind("backbone.", 0) == 0;
    });
    return loadInto(backbone, *file, path, ours ? "backbone." : "");
}

Status saveModel(const Method& method, ModelInfo info, const std::filesystem::path& file,
                 const SaveOptions& options) {
    const auto skipped = method.trainingOnly();
    const auto& config = method.config();
    info.method = config.method;
    info.backbone = config.backbone.name;
    info.smallImageStem = config.backbone.smallImageStem;
    info.dimensions = config.dimensions;
    info.textDimensions = config.lkd ? config.textDimensions : 0;
    info.ase = config.ase;
    info.spq = config.spq;
    info.quantizer = method.quantizer();
    info.parameters = 0;
    TensorBytes tensors;
    for (const auto& item : method.named_parameters()) {
        if (!beginsWithAny(item.key(), skipped)) info.parameters += item.value().numel();
    }
    for (const auto& [name, tensor] : namedTensors(method)) {
        if (beginsWithAny(name, skipped) || isBatchCounter(name)) continue;
        if (const auto stored = options.packed.find(name); stored != options.packed.end()) {
            tensors.addPacked(name, stored->second);
        } else if (const auto width = options.widths.find(name); width != options.widths.end()) {
            const auto& [bits, density] = width->second;
            tensors.addPacked(name, quantizeWeights(thinned(tensor, density), bits));
        } else {
            tensors.add(name, tensor, options.half);
        }
    }
    return writeSafetensors(file, tensors.data,
                            {{kCardKey, composeCard(info, config, options.extraCard)}, {"format", "pt"}});
}

Result<LoadedModel> loadModel(const std::filesystem::path& path, const std::map<std::string, double>& hyper) {
    const auto file = Safetensors::read(path);
    if (!file) return file.error();
    auto card = cardOf(path, file->header());
    if (!card) return card.error();
    for (const auto& [name, value] : hyper)
        card->config.hyper[name] = value;
    auto method = makeMethod(card->config);
    if (!method) {
        return Error{method.error().code,
                     "The model file '" + path.string() + "' cannot be used: " + method.error().message};
    }
    auto& network = **method;
    if (auto loaded = loadInto(network, *file, path, "", network.trainingOnly()); !loaded)
        return loaded.error();
    network.eval();
    return LoadedModel{std::move(method).value(), std::move(card->info)};
}

Result<ModelInfo> readModelInfo(const std::filesystem::path& path) {
    const auto header = readSafetensorsHeader(path);
    if (!header) return header.error();
    auto card = cardOf(path, *header);
    if (!card) return card.error();
    return std::move(card->info);
}

Status updateCard(const std::filesystem::path& model, const std::filesystem::path& out,
                  const CardChanges& changes) {
    const auto file = Safetensors::read(model);
    if (!file) return file.error();
    const auto card = cardOf(model, file->header());
    if (!card) return card.error();
    const auto text = changedCard(*card, changes);
    if (!text) return text.error();
    if (auto valid = parseCard(model, *text); !valid) {
        return Error{ErrorCode::InvalidArgument, "The changed card is not valid: " + valid.error().message};
    }
    TensorBytes tensors;
    for (const auto& entry : file->header().tensors) {
        tensors.add(entry.name, tensorOf(*file, entry), changes.halfWeights);
    }
    auto metadata = file->header().metadata;
    metadata[kCardKey] = *text;
    return writeSafetensors(out, tensors.data, metadata);
}

} // namespace sparlet::nn
