#include "train/config_internal.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace sparlet::train {
namespace {

using Json = nlohmann::json;

constexpr const char* kCompact = "compact_megabytes";
constexpr const char* kPrune = "prune_macs";

const std::vector<nn::HyperParameter>& trainerHyperParameters() {
    static const std::vector<nn::HyperParameter> known = {
        {"momentum", 0.9, 0, 0.999, "momentum of SGD"},
        {"muon_rate", 0, 0, 1, "highest rate of Muon on the backbone's convolutions; 0: SGD for all"},
        {"muon_momentum", 0.95, 0, 0.999, "momentum of Muon"},
        {"weight_decay", 5e-4, 0, 1, "weight decay, without norms and biases"},
        {"warmup", 0.2, 0.001, 0.9, "share of training with a rising learning rate"},
        {"start_side", 0, 0, 1024, "pixels of a side at the start; 0: the data set's"},
        {"full_side_at", 0.6, 0.01, 1, "share of training after which pictures have their full size"},
        {"flip", 1, 0, 1, "mirror half of the pictures"},
        {"translate", 0.125, 0, 0.5, "most shift, share of the side"},
        {"crop_scale", 1, 0.05, 1, "least area of a random resized crop; 1: no crop"},
        {"jitter", 0, 0, 0.9, "most change of brightness, contrast and saturation"},
        {"cutout", 0, 0, 1, "side of a grey square put anywhere, share of the side"},
        {"identities", 0, 0, 4096, "classes a batch; 0: batches at random"},
        {"held_out", 0, 0, 0.5,
         "share of each class kept out of training, to measure mAP on after every epoch (2,000 at most)"},
        {"weight_density", 1, 0.05, 1,
         "share of each convolution's weights that ASE's operator keeps, from density_to on; 1: all"},
        {"ema_decay", 0, 0, 0.99999, "moving average of the weights; 0: none"},
        {kCompact, 0, 0, 1000,
         "most megabytes of the finished file: all of the model named by init is fine-tuned with 2 to 8 bits "
         "a "
         "weight and learnt steps (LSQ); 0: off"},
        {kPrune, 0, 0, 0.9,
         "share of the backbone's multiply-accumulates that is cut, by whole channels, from the model named "
         "by init before all of it is fine-tuned; 0: off"},
        {"distil_weight", 1, 0, 100,
         "compact or pruned: weight of 1 - cosine to the embeddings of the model it starts from; needs no "
         "classes"},
        {"task_weight", 0, 0, 100,
         "compact or pruned: weight of the method's own losses, where the data have the model's classes"},
    };
    return known;
}

const nn::HyperParameter* findHyper(const std::string& name) {
    for (const auto* table : {&trainerHyperParameters(), &nn::methodHyperParameters()}) {
        for (const auto& known : *table) {
            if (name == known.name) return &known;
        }
    }
    return nullptr;
}

Error invalid(const std::string& what) {
    return {ErrorCode::InvalidArgument, "The training configuration is wrong: " + what + "."};
}

Result<PresetInfo> presetOf(const std::string& name) {
    for (auto& preset : presets()) {
        if (preset.name == name) return preset;
    }
    return invalid("the preset '" + name + "' is not known; use paper, standard, quick or compact");
}

/// TrainConfig has fields of its own for these.
bool hasField(const std::string& hyper) {
    return hyper == "target_density" || hyper == "mean_bits";
}

/// The method's default of a hyper-parameter, or everybody's.
double standardOf(const nn::HyperParameter& known, const nn::MethodEntry* method) {
    if (method == nullptr) return known.standard;
    const auto own = method->hyper.find(known.name);
    return own == method->hyper.end() ? known.standard : own->second;
}

Status checkRanges(const TrainConfig& c) {
    if (nn::findMethod(c.method) == nullptr) return invalid("the method '" + c.method + "' is not known");
    if (c.epochs < 0 || c.epochs > 10000) return invalid("'epochs' must be 0 to 10,000");
    if (c.batch < 0 || c.batch == 1 || c.batch > 65536) return invalid("'batch' must be 0 or 2 to 65,536");
    if (!(c.learningRate >= 0 && c.learningRate <= 100)) return invalid("'learningRate' must be 0 to 100");
    if (c.dimensions < 32 || c.dimensions > 512) return invalid("'dimensions' must be 32 to 512");
    if (!(c.targetDensity >= 0.1 && c.targetDensity <= 0.95))
        return invalid("'targetDensity' must be 0.1 to 0.95");
    if (!(c.meanBits >= 2 && c.meanBits <= 8)) return invalid("'meanBits' must be 2 to 8");
    return {};
}

/// What making a finished model smaller cannot go with.
Status checkFineTuning(const FullConfig& full) {
    if (!fineTunes(full.asked)) return {};
    const std::string name = full.at(kCompact) > 0 ? kCompact : kPrune;
    if (full.asked.init.empty())
        return invalid("'" + name + "' needs 'init', the Sparlet model to make smaller");
    if (full.at("distil_weight") <= 0 && full.at("task_weight") <= 0)
        return invalid("one of 'distil_weight' and 'task_weight' must be over 0 with '" + name + "'");
    if (full.asked.modules.lkd.value_or(false))
        return invalid("a finished model has no head for LKD; leave 'lkd' out with '" + name + "'");
    if (full.at("weight_density") < 1) return invalid("'weight_density' must be 1 with '" + name + "'");
    for (const char* other : {"structure_weight", "muon_rate"}) {
        if (full.at(other) > 0) return invalid("'" + std::string(other) + "' must be 0 with '" + name + "'");
    }
    return {};
}

template <class T>
bool take(const Json& json, const char* key, T& target, std::string& wrong) {
    const auto found = json.find(key);
    if (found == json.end()) return true;
    bool fits = false;
    if constexpr (std::is_same_v<T, bool>)
        fits = found->is_boolean();
    else if constexpr (std::is_same_v<T, std::string>)
        fits = found->is_string();
    else if constexpr (std::is_same_v<T, std::uint64_t>)
        fits = found->is_number_unsigned();
    else if constexpr (std::is_integral_v<T>)
        fits = found->is_number_integer() && std::abs(found->template get<double>()) < 1e9;
    else
        fits = found->is_number();
    if (fits)
        target = found->template get<T>();
    else
        wrong = key;
    return fits;
}

bool take(const Json& json, const char* key, std::optional<bool>& target, std::string& wrong) {
    bool value = false;
    if (!json.contains(key)) return true;
    if (!take(json, key, value, wrong)) return false;
    target = value;
    return true;
}

const char* const kKeys[] = {
    "method",       "backbone", "preset", "modules", "dimensions", "smallImageStem", "epochs",   "batch",
    "learningRate", "seed",     "device", "bf16",    "init",       "targetDensity",  "meanBits", "hyper"};

} // namespace

Result<FullConfig> complete(const TrainConfig& config) {
    if (auto ranges = checkRanges(config); !ranges) return ranges.error();
    const auto preset = presetOf(config.preset);
    if (!preset) return preset.error();
    FullConfig full;
    full.asked = config;
    full.epochs = config.epochs > 0 ? config.epochs : preset->epochs;
    full.batch = config.batch > 0 ? config.batch : preset->batch;
    full.learningRate = config.learningRate > 0 ? config.learningRate : preset->learningRate;
    if (preset->optimizer != "sgd-nesterov") full.optimizer = OptimizerKind::Adam;
    full.constantRate = preset->optimizer == "adam";
    full.hyper = preset->hyper;
    for (const auto& [name, value] : config.hyper) {
        const auto* known = findHyper(name);
        if (known == nullptr) return invalid("the hyper-parameter '" + name + "' is not known");
        if (!(value >= known->least && value <= known->most)) {
            return invalid("the hyper-parameter '" + name + "' is out of range");
        }
        full.hyper[name] = value;
    }
    full.hyper["target_density"] = config.targetDensity;
    full.hyper["mean_bits"] = config.meanBits;
    for (const auto* table : {&trainerHyperParameters(), &nn::methodHyperParameters()}) {
        for (const auto& known : *table)
            full.hyper.try_emplace(known.name, standardOf(known, nn::findMethod(config.method)));
    }
    if (auto tuning = checkFineTuning(full); !tuning) return tuning.error();
    return full;
}

bool fineTunes(const TrainConfig& config) {
    return std::any_of(config.hyper.begin(), config.hyper.end(), [](const auto& hyper) {
        return (hyper.first == kCompact || hyper.first == kPrune) && hyper.second > 0;
    });
}

std::vector<MethodInfo> methods() {
    std::vector<MethodInfo> out;
    for (const auto& entry : nn::methodEntries())
        out.push_back({entry.name, entry.title, {entry.lkd, entry.ase, entry.spq, entry.iqe}});
    return out;
}

std::vector<std::string> backbones() {
    return nn::backboneNames();
}

std::vector<PresetInfo> presets() {
    return {{"paper", 5, 32, 1e-3, "adam", {{"weight_decay", 0}}}, // SPARSE §4.1.4
            {"standard", 10, 128, 0.2, "sgd-nesterov", {}},
            {"quick", 2, 128, 0.1, "sgd-nesterov", {}},
            {"compact", 2, 64, 5e-4, "adam-one-cycle", {{"weight_decay", 0}}}};
}

std::vector<HyperParameterInfo> hyperParameters(const std::string& method) {
    std::vector<HyperParameterInfo> out;
    const auto* entry = nn::findMethod(method);
    for (const auto* table : {&trainerHyperParameters(), &nn::methodHyperParameters()}) {
        for (const auto& known : *table) {
            if (!hasField(known.name))
                out.push_back({known.name, standardOf(known, entry), known.least, known.most, known.meaning});
        }
    }
    return out;
}

Modules modulesOf(const TrainConfig& config) {
    const auto* entry = nn::findMethod(config.method);
    if (entry == nullptr) return {};
    const auto& asked = config.modules;
    // A finished model no longer has LKD's head.
    const bool lkd = asked.lkd.value_or(entry->lkd) && !fineTunes(config);
    return {lkd, asked.ase.value_or(entry->ase), asked.spq.value_or(entry->spq),
            asked.iqe.value_or(entry->iqe)};
}

Result<TrainConfig> parseTrainConfig(const std::string& text) {
    const auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded() || !json.is_object()) return invalid("it is not a JSON object");
    for (const auto& [key, value] : json.items()) {
        if (std::find(std::begin(kKeys), std::end(kKeys), key) == std::end(kKeys)) {
            return invalid("the key '" + key + "' is not known");
        }
    }
    TrainConfig c;
    std::string wrong;
    bool fits = take(json, "method", c.method, wrong) && take(json, "backbone", c.backbone, wrong) &&
                take(json, "preset", c.preset, wrong) && take(json, "dimensions", c.dimensions, wrong) &&
                take(json, "smallImageStem", c.smallImageStem, wrong) &&
                take(json, "epochs", c.epochs, wrong) && take(json, "batch", c.batch, wrong) &&
                take(json, "learningRate", c.learningRate, wrong) && take(json, "seed", c.seed, wrong) &&
                take(json, "device", c.device, wrong) && take(json, "init", c.init, wrong) &&
                take(json, "bf16", c.bf16, wrong) && take(json, "targetDensity", c.targetDensity, wrong) &&
                take(json, "meanBits", c.meanBits, wrong);
    if (const auto modules = json.find("modules"); fits && modules != json.end()) {
        if (!modules->is_object()) return invalid("'modules' must be an object");
        for (const auto& [key, value] : modules->items()) {
            if (key != "lkd" && key != "ase" && key != "spq" && key != "iqe") {
                return invalid("the module '" + key + "' is not known");
            }
        }
        fits = take(*modules, "lkd", c.modules.lkd, wrong) && take(*modules, "ase", c.modules.ase, wrong) &&
               take(*modules, "spq", c.modules.spq, wrong) && take(*modules, "iqe", c.modules.iqe, wrong);
    }
    if (const auto hyper = json.find("hyper"); fits && hyper != json.end()) {
        if (!hyper->is_object()) return invalid("'hyper' must be an object");
        for (const auto& [key, value] : hyper->items()) {
            if (!value.is_number()) return invalid("the hyper-parameter '" + key + "' must be a number");
            c.hyper[key] = value.get<double>();
        }
    }
    if (!fits) return invalid("'" + wrong + "' has a value of the wrong kind");
    if (auto checked = complete(c); !checked) return checked.error();
    return c;
}

std::string toJson(const TrainConfig& c) {
    // Only what was asked for, so that a method keeps deciding the rest.
    auto modules = Json::object();
    const std::pair<const char*, std::optional<bool>> asked[] = {
        {"lkd", c.modules.lkd}, {"ase", c.modules.ase}, {"spq", c.modules.spq}, {"iqe", c.modules.iqe}};
    for (const auto& [name, on] : asked) {
        if (on) modules[name] = *on;
    }
    const Json json = {{"method", c.method},
                       {"backbone", c.backbone},
                       {"preset", c.preset},
                       {"modules", modules},
                       {"dimensions", c.dimensions},
                       {"smallImageStem", c.smallImageStem},
                       {"epochs", c.epochs},
                       {"batch", c.batch},
                       {"learningRate", c.learningRate},
                       {"seed", c.seed},
                       {"device", c.device},
                       {"bf16", c.bf16},
                       {"init", c.init},
                       {"targetDensity", c.targetDensity},
                       {"meanBits", c.meanBits},
                       {"hyper", c.hyper.empty() ? Json::object() : Json(c.hyper)}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

} // namespace sparlet::train
