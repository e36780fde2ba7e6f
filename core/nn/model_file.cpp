#include "nn/model_file.h"

#include "base/processors.h"
#include "nn/encoder.h"
#include "nn/model_card_internal.h"
#include "nn/model_file_internal.h"
#include "nn/packed_weights_internal.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <functional>
#include <numeric>
#include <thread>

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

constexpr const char* kShape = "has another shape than the network needs";

Error tensorError(const std::filesystem::path& path, const std::string& name, const char* what) {
    return {ErrorCode::Corrupt,
            "The tensor '" + name + "' of the model file '" + path.string() + "' " + what + "."};
}

bool allFinite(const at::Tensor& tensor) {
    if (!tensor.is_floating_point()) return true;
    const auto values = tensor.detach().to(torch::kCPU, torch::kFloat).contiguous();
    const std::span<const float> all(values.data_ptr<float>(), static_cast<std::size_t>(values.numel()));
    constexpr std::uint32_t kExponent = 0x7F800000U;
    std::uint32_t special = 0;
    for (const float value : all)
        special |= (std::bit_cast<std::uint32_t>(value) & kExponent) == kExponent ? 1U : 0U;
    return special == 0;
}

/// A packed tensor, and where its numbers go.
struct PackedTarget {
    std::string name;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> code;
    float* to = nullptr;
};

std::int64_t elementsOf(const std::vector<std::int64_t>& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

/// On a thread of its own, from which nothing may be thrown.
Status unpack(const PackedTarget& target, const std::filesystem::path& path) {
    try {
        const auto weights = unpackWeights(target.code, elementsOf(target.shape));
        if (!weights) return tensorError(path, target.name, "is damaged");
        if (weights->shape != target.shape) return tensorError(path, target.name, kShape);
        dequantizeTo(*weights, target.to);
        return {};
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory,
                     "There is too little memory to open the model file '" + path.string() + "'."};
    }
}

/// The longest first, by all cores: most of the time that opening a compact model takes.
Status unpackAll(std::vector<PackedTarget>& targets, const std::filesystem::path& path) {
    constexpr std::size_t kMostThreads = 4;
    std::sort(targets.begin(), targets.end(),
              [](const auto& a, const auto& b) { return a.code.size() > b.code.size(); });
    std::vector<Status> outcomes(targets.size());
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < targets.size(); i = next++)
            outcomes[i] = unpack(targets[i], path);
    };
    {
        const auto cores = static_cast<std::size_t>(usableProcessors());
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < std::min({cores, kMostThreads, targets.size()}); ++i)
            others.emplace_back(work);
        work();
    }
    for (auto& outcome : outcomes)
        if (!outcome) return outcome;
    return {};
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

Result<TensorBytes> storedTensors(const Safetensors& file, bool half) {
    TensorBytes out;
    for (const auto& entry : file.header().tensors)
        out.add(entry.name, tensorOf(file, entry), half);
    return out;
}

/// Everything as floats; what is packed has the shape that the network of `config` asks for.
Result<TensorBytes> plainTensors(const Safetensors& file, const std::filesystem::path& path,
                                 MethodConfig config, bool half) {
    config.backbone.blank = true;
    const auto network = makeMethod(config);
    if (!network) return network.error();
    std::map<std::string, std::vector<std::int64_t>> shapes;
    for (const auto& [name, tensor] : namedTensors(**network))
        shapes[name] = tensor.sizes().vec();
    TensorBytes out;
    for (const auto& entry : file.header().tensors) {
        if (!entry.name.ends_with(kPackedSuffix)) {
            const auto tensor = tensorOf(file, entry);
            out.add(entry.name, tensor.is_floating_point() ? tensor.to(torch::kFloat) : tensor, half);
            continue;
        }
        const auto name = entry.name.substr(0, entry.name.size() - kPackedSuffix.size());
        const auto shape = shapes.find(name);
        if (shape == shapes.end()) {
            return Error{ErrorCode::Corrupt, "The tensor '" + name + "' of the model file '" + path.string() +
                                                 "' is none of its network's."};
        }
        if (file.find(name) != nullptr) continue; // what is whole counts, as for loading
        const auto tensor = namedTensor(file, path, name, shape->second);
        if (!tensor) return tensor.error();
        out.add(name, *tensor, half);
    }
    return out;
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
    constexpr double kLargestHalf = 65504;
    const bool fits = half && value.scalar_type() == torch::kFloat && value.numel() > 0 &&
                      value.abs().max().item<double>() <= kLargestHalf;
    if (fits) value = value.to(torch::kHalf);
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
    const auto wrong = [&](const char* what) { return tensorError(path, name, what); };
    if (const auto* entry = file.find(name)) {
        if (entry->shape != shape) return wrong(kShape);
        return tensorOf(file, *entry);
    }
    const auto* packed = file.find(name + std::string(kPackedSuffix));
    if (packed == nullptr) return at::Tensor();
    const auto weights = unpackWeights(file.bytes(*packed), elementsOf(shape));
    if (!weights) return wrong("is damaged");
    if (weights->shape != shape) return wrong(kShape);
    return dequantized(*weights);
}

Status loadInto(torch::nn::Module& module, const Safetensors& file, const std::filesystem::path& path,
                const std::string& prefix, const std::vector<std::string>& optional) {
    torch::NoGradGuard noGrad;
    std::vector<PackedTarget> packed;
    for (auto& [name, tensor] : namedTensors(module)) {
        const auto fullName = prefix + name;
        const auto* entry = file.find(fullName);
        const auto* code = entry == nullptr ? file.find(fullName + std::string(kPackedSuffix)) : nullptr;
        if (entry == nullptr && code == nullptr) {
            if (isBatchCounter(name) || beginsWithAny(name, optional)) continue;
            return Error{ErrorCode::Corrupt,
                         "The model file '" + path.string() + "' lacks the tensor '" + fullName + "'."};
        }
        const bool plain =
            tensor.is_contiguous() && tensor.device().is_cpu() && tensor.scalar_type() == torch::kFloat;
        if (code != nullptr && plain) {
            packed.push_back({fullName, tensor.sizes().vec(), file.bytes(*code), tensor.data_ptr<float>()});
            continue;
        }
        const auto stored = namedTensor(file, path, fullName, tensor.sizes().vec());
        if (!stored) return stored.error();
        tensor.copy_(*stored);
        if (!allFinite(tensor)) return tensorError(path, fullName, "holds values that are not numbers");
    }
    return unpackAll(packed, path);
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
    info.innerChannels = config.backbone.innerChannels;
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
    card->config.backbone.blank = true;
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
    const auto tensors = changes.plainWeights ? plainTensors(*file, model, card->config, changes.halfWeights)
                                              : storedTensors(*file, changes.halfWeights);
    if (!tensors) return tensors.error();
    auto metadata = file->header().metadata;
    metadata[kCardKey] = *text;
    return writeSafetensors(out, tensors->data, metadata);
}

} // namespace sparlet::nn
