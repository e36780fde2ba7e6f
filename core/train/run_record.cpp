#include "train/run_record.h"

#include "base/printable.h"
#include "train/record_internal.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <sstream>

namespace sparlet::train {
namespace {

using Json = nlohmann::json;
constexpr std::uintmax_t kMostBytes = std::uintmax_t{64} << 20;
constexpr double kMostCount = 1e15;

/// Thrown inside this file only: the part of a record that is not what it should be.
struct Wrong {
    std::string part;
};

/// An object's member, or an empty object where there is none.
const Json& objectAt(const Json& json, const char* key) {
    static const Json none = Json::object();
    const auto found = json.find(key);
    if (found == json.end()) return none;
    if (!found->is_object()) throw Wrong{key};
    return *found;
}

std::string textAt(const Json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end()) return {};
    if (!found->is_string()) throw Wrong{key};
    return found->get<std::string>();
}

double numberAt(const Json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end()) return 0;
    if (!found->is_number() || !std::isfinite(found->get<double>())) throw Wrong{key};
    return found->get<double>();
}

std::int64_t countAt(const Json& json, const char* key, double most = kMostCount) {
    const double number = numberAt(json, key);
    if (!(number >= 0 && number <= most)) throw Wrong{key};
    return static_cast<std::int64_t>(number);
}

std::vector<EpochRecord> epochsOf(const Json& json) {
    std::vector<EpochRecord> epochs;
    const auto found = json.find("epochs");
    if (found == json.end()) return epochs;
    if (!found->is_array()) throw Wrong{"epochs"};
    for (const auto& epoch : *found) {
        try {
            epochs.push_back(parseRecord(epoch));
        } catch (const std::exception&) {
            throw Wrong{"epochs"};
        }
    }
    return epochs;
}

Error damaged(const std::string& record, const std::string& why) {
    return {ErrorCode::Corrupt, "The " + record + " is damaged: " + why + "."};
}

Result<RunRecord> parse(const std::string& text, const std::string& called) {
    const auto json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return damaged(called, "it is not a JSON object");
    try {
        RunRecord record;
        record.state = textAt(json, "state");
        record.configuration =
            objectAt(json, "configuration").dump(-1, ' ', false, Json::error_handler_t::replace);
        record.device = textAt(json, "device");
        record.dataFile = textAt(objectAt(json, "data"), "file");
        record.images = countAt(objectAt(json, "data"), "images");
        record.epochsAsked = static_cast<int>(countAt(objectAt(json, "resolved"), "epochs", kMostEpochs));
        record.parameters = countAt(json, "parameters");
        record.seconds = numberAt(json, "seconds");
        record.epochs = epochsOf(json);
        return record;
    } catch (const Wrong& wrong) {
        return damaged(called, "'" + wrong.part + "' has a value of the wrong kind");
    }
}

} // namespace

Result<RunRecord> parseRunRecord(const std::string& json) {
    return parse(json, "record of the run");
}

Result<RunRecord> readRunRecord(const std::filesystem::path& file) {
    std::error_code problem;
    const auto bytes = std::filesystem::file_size(file, problem);
    std::ifstream in(file, std::ios::binary);
    if (problem || !in)
        return Error{ErrorCode::NotFound, "The record " + quoted(file) + " cannot be opened."};
    if (bytes > kMostBytes)
        return Error{ErrorCode::TooLarge, "The record " + quoted(file) + " has more than 64 MiB."};
    std::stringstream text;
    text << in.rdbuf();
    return parse(text.str(), "record " + quoted(file));
}

} // namespace sparlet::train
