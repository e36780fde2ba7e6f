#include "nn/calibration.h"
#include "nn/model_card_internal.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

namespace sparlet::nn {
namespace {

using Json = nlohmann::json;

Json expansionJson(const ExpansionDefaults& e) {
    return {{"topK", e.topK}, {"alpha", e.alpha}, {"gamma", e.gamma}, {"rounds", e.rounds}};
}

Json quantizerJson(const QuantizerParameters& q) {
    return {{"bits", std::vector<int>(q.bits.begin(), q.bits.end())},
            {"minimum", q.minimum},
            {"maximum", q.maximum},
            {"importance", q.importance}};
}

/// A whole number in a range, by name; throws with a phrase for the message.
int whole(const Json& json, const char* name, int least, int most) {
    const auto& value = json.at(name);
    if (!value.is_number_integer() || value.get<double>() < least || value.get<double>() > most) {
        throw std::runtime_error(std::string("its field '") + name + "' is out of range");
    }
    return value.get<int>();
}

float finite(const Json& value, const char* name, double least, double most) {
    const double number = value.get<double>();
    if (!std::isfinite(number) || number < least || number > most) {
        throw std::runtime_error(std::string("its field '") + name + "' is out of range");
    }
    return static_cast<float>(number);
}

std::vector<float> row(const Json& json, const char* name, std::size_t size, double least) {
    const auto& values = json.at(name);
    if (!values.is_array() || values.size() != size) {
        throw std::runtime_error(std::string("its field '") + name + "' has the wrong length");
    }
    std::vector<float> out;
    out.reserve(size);
    for (const auto& value : values)
        out.push_back(finite(value, name, least, 1e6));
    return out;
}

QuantizerParameters parseQuantizer(const Json& json, int dimensions) {
    const auto size = static_cast<std::size_t>(dimensions);
    QuantizerParameters q;
    for (const float b : row(json, "bits", size, 2)) {
        if (b > 8 || b != std::floor(b)) throw std::runtime_error("its widths are not 2 to 8 bits");
        q.bits.push_back(static_cast<std::uint8_t>(b));
    }
    q.minimum = row(json, "minimum", size, -1e6);
    q.maximum = row(json, "maximum", size, -1e6);
    q.importance = row(json, "importance", size, 0);
    for (std::size_t d = 0; d < size; ++d) {
        if (!(q.maximum[d] > q.minimum[d])) throw std::runtime_error("a quantiser's range is empty");
    }
    return q;
}

ExpansionDefaults parseExpansion(const Json& json) {
    ExpansionDefaults e;
    e.topK = whole(json, "topK", 1, 10000);
    e.alpha = finite(json.at("alpha"), "alpha", 0, 100);
    e.gamma = finite(json.at("gamma"), "gamma", 0, 1);
    e.rounds = whole(json, "rounds", 0, 3);
    return e;
}

ActivationRanges parseActivations(const Json& json) {
    ActivationRanges out;
    for (const auto& [place, range] : json.items()) {
        if (!range.is_array() || range.size() != 2) throw std::runtime_error("a calibrated range is no pair");
        constexpr double kMost = kLargestActivation;
        out[place] = {finite(range[0], "activations", -kMost, 0), finite(range[1], "activations", 0, kMost)};
    }
    return out;
}

Json checkJson(const PrecisionCheck& c) {
    return {{"precision", c.precision},      {"cosine", c.cosine}, {"map", c.map},
            {"mapEager", c.mapEager},        {"images", c.images}, {"activationBits", c.activationBits},
            {"milliseconds", c.milliseconds}};
}

PrecisionCheck parseCheck(const Json& json) {
    const auto share = [&](const char* name) {
        return static_cast<double>(finite(json.at(name), name, -1, 1.001));
    };
    return {json.at("precision").get<std::string>(),
            share("cosine"),
            share("map"),
            share("mapEager"),
            whole(json, "images", 0, 1000000000),
            json.contains("activationBits") ? whole(json, "activationBits", 1, 8) : 8,
            json.contains("milliseconds")
                ? static_cast<double>(finite(json.at("milliseconds"), "milliseconds", 0, 1e9))
                : 0.0};
}

template <class Values>
Json checksJson(const Values& checks) {
    auto out = Json::array();
    for (const auto& check : checks)
        out.push_back(checkJson(check));
    return out;
}

std::map<std::string, int> parseInnerChannels(const Json& json) {
    std::map<std::string, int> out;
    if (!json.is_object()) throw std::runtime_error("its field 'innerChannels' is no object");
    for (const auto& [block, channels] : json.items())
        out[block] = whole(json, block.c_str(), 1, 65536);
    return out;
}

void parseClasses(const Json& json, ModelInfo& info) {
    const auto& names = json.at("classNames");
    if (!names.is_array() || names.empty() || names.size() > 65535) {
        throw std::runtime_error("its class names are missing");
    }
    for (const auto& name : names)
        info.classNames.push_back(name.get<std::string>());
}

ParsedCard parse(const Json& json) {
    if (json.value("format", "") != "sparlet-model")
        throw std::runtime_error("it is not a Sparlet model card");
    if (whole(json, "version", 1, 1000000) != 1) {
        throw std::invalid_argument("it was written by a newer Sparlet; update Sparlet to use it");
    }
    ParsedCard out;
    auto& info = out.info;
    info.id = json.at("id").get<std::string>();
    info.method = json.at("method").get<std::string>();
    info.backbone = json.at("backbone").get<std::string>();
    info.smallImageStem = json.at("smallImageStem").get<bool>();
    if (json.contains("innerChannels")) info.innerChannels = parseInnerChannels(json.at("innerChannels"));
    info.trainSize = whole(json, "trainSize", 8, 1024);
    info.inputSize = whole(json, "inputSize", 8, 1024);
    const auto mean = row(json, "mean", 3, -10), stddev = row(json, "stddev", 3, 1e-6);
    std::copy(mean.begin(), mean.end(), info.mean.begin());
    std::copy(stddev.begin(), stddev.end(), info.stddev.begin());
    info.mirror = json.value("mirror", false);
    info.dimensions = whole(json, "dimensions", 32, 512);
    info.textDimensions = whole(json, "textDimensions", 0, 4096);
    info.ase = json.at("ase").get<bool>();
    info.spq = json.at("spq").get<bool>();
    parseClasses(json, info);
    if (info.spq) info.quantizer = parseQuantizer(json.at("quantizer"), info.dimensions);
    info.expansion = parseExpansion(json.at("expansion"));
    info.parameters = json.value("parameters", std::int64_t{0});
    if (json.contains("activations")) info.activations = parseActivations(json.at("activations"));
    for (const auto& check : json.value("checks", Json::array()))
        info.checks.push_back(parseCheck(check));

    auto& config = out.config;
    config.method = info.method;
    config.backbone = {info.backbone, info.smallImageStem, info.trainSize};
    config.backbone.innerChannels = info.innerChannels;
    config.dimensions = info.dimensions;
    config.classes = static_cast<int>(info.classNames.size());
    config.textDimensions = info.textDimensions;
    config.lkd = info.textDimensions > 0;
    config.ase = info.ase;
    config.spq = info.spq;
    for (const auto& [name, value] : json.at("hyper").items())
        config.hyper[name] = value.get<double>();
    return out;
}

} // namespace

Result<ParsedCard> parseCard(const std::filesystem::path& file, const std::string& text) {
    const auto refuse = [&](ErrorCode code, const std::string& what) {
        return Error{code, "The model file '" + file.string() + "' cannot be used: " + what + "."};
    };
    const auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded() || !json.is_object())
        return refuse(ErrorCode::Corrupt, "its card is not valid JSON");
    try {
        auto card = parse(json);
        if (auto fits = checkInnerChannels(card.config.backbone); !fits) {
            return Error{ErrorCode::Corrupt,
                         "The model file '" + file.string() + "' cannot be used: " + fits.error().message};
        }
        card.info.cardJson = text;
        return card;
    } catch (const std::invalid_argument& newer) {
        return refuse(ErrorCode::Unsupported, newer.what());
    } catch (const Json::exception&) {
        return refuse(ErrorCode::Corrupt, "its card lacks a field or holds one of the wrong kind");
    } catch (const std::exception& wrong) {
        return refuse(ErrorCode::Corrupt, wrong.what());
    }
}

std::string composeCard(const ModelInfo& info, const MethodConfig& config, const std::string& extra) {
    Json json = {{"format", "sparlet-model"},
                 {"version", 1},
                 {"id", info.id},
                 {"method", info.method},
                 {"backbone", info.backbone},
                 {"smallImageStem", info.smallImageStem},
                 {"trainSize", info.trainSize},
                 {"inputSize", info.inputSize},
                 {"mean", info.mean},
                 {"stddev", info.stddev},
                 {"mirror", info.mirror},
                 {"dimensions", info.dimensions},
                 {"textDimensions", info.textDimensions},
                 {"ase", info.ase},
                 {"spq", info.spq},
                 {"classNames", info.classNames},
                 {"expansion", expansionJson(info.expansion)},
                 {"parameters", info.parameters},
                 {"hyper", config.hyper}};
    if (info.spq) json["quantizer"] = quantizerJson(info.quantizer);
    if (!info.innerChannels.empty()) json["innerChannels"] = info.innerChannels;
    if (!info.activations.empty()) json["activations"] = info.activations;
    if (!info.checks.empty()) json["checks"] = checksJson(info.checks);
    const auto more = Json::parse(extra, nullptr, false);
    if (more.is_object()) json.merge_patch(more);
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::string> changedCard(const ParsedCard& card, const CardChanges& changes) {
    auto json = Json::parse(card.info.cardJson);
    if (!changes.mergePatch.empty()) {
        const auto patch = Json::parse(changes.mergePatch, nullptr, false);
        if (!patch.is_object()) {
            return Error{ErrorCode::InvalidArgument, "The changes to a model's card must be a JSON object."};
        }
        json.merge_patch(patch);
    }
    if (changes.id) json["id"] = *changes.id;
    if (changes.mirror) json["mirror"] = *changes.mirror;
    if (changes.inputSize) {
        if (*changes.inputSize < 16 || *changes.inputSize > 1024) {
            return Error{ErrorCode::InvalidArgument, "A model's input size is 16 to 1024 pixels, not " +
                                                         std::to_string(*changes.inputSize) + "."};
        }
        json["inputSize"] = *changes.inputSize;
    }
    if (changes.expansion) json["expansion"] = expansionJson(*changes.expansion);
    if (changes.activations) json["activations"] = *changes.activations;
    if (changes.checks) json["checks"] = checksJson(*changes.checks);
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace sparlet::nn
