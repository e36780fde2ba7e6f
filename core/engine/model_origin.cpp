#include "base/printable.h"
#include "engine/model_origin_internal.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace sparlet::engine {

namespace {

using nlohmann::json;
constexpr const char* kWeightDensity = "weight_density";
constexpr double kHalfOfTheWeights = 0.5;

struct Part {
    const char* name;
    bool train::Modules::*own;
    std::optional<bool> train::ModuleChoice::*chosen;
};
constexpr Part kParts[] = {{"lkd", &train::Modules::lkd, &train::ModuleChoice::lkd},
                           {"ase", &train::Modules::ase, &train::ModuleChoice::ase},
                           {"spq", &train::Modules::spq, &train::ModuleChoice::spq},
                           {"iqe", &train::Modules::iqe, &train::ModuleChoice::iqe}};

train::Modules ownModules(const std::string& method) {
    for (const auto& known : train::methods()) {
        if (known.name == method) return known.modules;
    }
    return {};
}

void append(std::string& all, const std::string& part) {
    all += (all.empty() ? "" : "+") + part;
}

/// One part of a variant's name; false where it is none.
bool applyPart(const std::string& name, train::TrainConfig& config) {
    if (name == "ase-on-weights" || name == "ase-on-both") {
        config.hyper[kWeightDensity] = kHalfOfTheWeights;
        if (name == "ase-on-weights") config.modules.ase = false;
        return true;
    }
    for (const Part& part : kParts) {
        const bool without = name == std::string("no-") + part.name;
        if (!without && name != std::string("with-") + part.name) continue;
        config.modules.*part.chosen = !without;
        return true;
    }
    return false;
}

} // namespace

std::string variantOf(const train::TrainConfig& config) {
    const auto own = ownModules(config.method), used = train::modulesOf(config);
    const auto weights = config.hyper.find(kWeightDensity);
    const bool onWeights = weights != config.hyper.end() && weights->second < 1;
    std::string out;
    for (const Part& part : kParts) {
        const bool isAse = part.own == &train::Modules::ase;
        if (isAse && onWeights)
            append(out, used.ase ? "ase-on-both" : "ase-on-weights");
        else if (used.*part.own != own.*part.own)
            append(out, (used.*part.own ? "with-" : "no-") + std::string(part.name));
    }
    return out;
}

Result<train::TrainConfig> withVariant(train::TrainConfig config, const std::string& variant) {
    if (variant.empty()) return config;
    for (std::size_t begin = 0; begin <= variant.size();) {
        const std::size_t end = std::min(variant.find('+', begin), variant.size());
        if (!applyPart(variant.substr(begin, end - begin), config)) {
            return Error{ErrorCode::InvalidArgument,
                         "There is no variant '" + printable(variant.substr(0, 80)) +
                             "'; parts are no-, with- and one of lkd, ase, spq, iqe, or ase-on-weights, "
                             "ase-on-both, joined by +."};
        }
        begin = end + 1;
    }
    return config;
}

ModelOrigin originOf(const nn::ModelInfo& info) {
    ModelOrigin out;
    const json card = json::parse(info.cardJson, nullptr, false);
    if (!card.is_object() || !card.contains("recipe") || !card["recipe"].is_object()) return out;
    const json& recipe = card["recipe"];
    if (recipe.contains("run") && recipe["run"].is_string()) out.run = recipe["run"].get<std::string>();
    if (!recipe.contains("configuration") || !recipe["configuration"].is_object()) return out;
    const auto config =
        train::parseTrainConfig(recipe["configuration"].dump(-1, ' ', false, json::error_handler_t::replace));
    if (!config.ok()) return out;
    out.seed = static_cast<std::int64_t>(config->seed);
    out.variant = variantOf(*config);
    return out;
}

} // namespace sparlet::engine
