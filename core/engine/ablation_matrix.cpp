#include "base/printable.h"
#include "engine/ablation_matrix_internal.h"
#include "engine/content_hash_internal.h"
#include "engine/evaluation_data_internal.h"
#include "engine/json_fields_internal.h"
#include "engine/model_origin_internal.h"
#include "engine/projects_internal.h"
#include "engine/train_job_internal.h"
#include "image/image_file.h"

#include <algorithm>
#include <set>

namespace sparlet::engine {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::size_t kMostFileBytes = std::size_t{4} << 20U;
constexpr std::size_t kMostOfAnAxis = 1000;

/// Thrown while a file is read, and caught where it is: the reading is nested deeply.
struct Wrong {
    std::string what;
};

struct DataSet {
    std::string name;
    TrainRequest training;
    EvaluateRequest evaluation;
};

struct Variant {
    std::string name;
    json change; // of the training configuration; null: a name that withVariant() knows
};

bool isPlainWord(const std::string& text) {
    const auto plain = [](unsigned char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == '.' || c == '+';
    };
    return !text.empty() && text.size() <= 60 && text.front() != '.' &&
           std::all_of(text.begin(), text.end(), plain);
}

void checkKeys(const json& object, const std::set<std::string>& known, const std::string& where) {
    if (!object.is_object()) throw Wrong{where + " must be an object"};
    for (const auto& [key, value] : object.items()) {
        if (known.count(key) == 0) throw Wrong{"the key '" + key + "' of " + where + " is not known"};
    }
}

std::string textAt(const json& object, const char* key, const std::string& standard) {
    if (!object.contains(key)) return standard;
    if (!object.at(key).is_string()) throw Wrong{std::string("'") + key + "' must be a text"};
    return object.at(key).get<std::string>();
}

int numberAt(const json& object, const char* key, int least, int most, int standard) {
    if (!object.contains(key)) return standard;
    const json& value = object.at(key);
    const bool fits =
        value.is_number_integer() && value.get<double>() >= least && value.get<double>() <= most;
    if (!fits) {
        throw Wrong{std::string("'") + key + "' must be a whole number of " + std::to_string(least) + " to " +
                    std::to_string(most)};
    }
    return value.get<int>();
}

bool switchAt(const json& object, const char* key, bool standard) {
    if (!object.contains(key)) return standard;
    if (!object.at(key).is_boolean()) throw Wrong{std::string("'") + key + "' must be true or false"};
    return object.at(key).get<bool>();
}

const json& listAt(const json& object, const char* key) {
    if (!object.contains(key) || !object.at(key).is_array() || object.at(key).empty())
        throw Wrong{std::string("'") + key + "' must be a list that is not empty"};
    if (object.at(key).size() > kMostOfAnAxis) throw Wrong{std::string("'") + key + "' is too long"};
    return object.at(key);
}

/// Each once, in the order of the file.
std::vector<std::string> wordsAt(const json& object, const char* key) {
    std::vector<std::string> out;
    for (const json& one : listAt(object, key)) {
        if (!one.is_string() || !isPlainWord(one.get_ref<const std::string&>()))
            throw Wrong{std::string("'") + key + "' must be a list of names"};
        const auto name = one.get<std::string>();
        if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
    }
    return out;
}

std::vector<std::int64_t> seedsAt(const json& object) {
    std::vector<std::int64_t> out;
    for (const json& one : listAt(object, "seeds")) {
        const bool fits =
            one.is_number_integer() && one.get<double>() >= 0 && one.get<double>() <= 2147483647.0;
        if (!fits) throw Wrong{"'seeds' must be a list of whole numbers from 0"};
        const auto seed = one.get<std::int64_t>();
        if (std::find(out.begin(), out.end(), seed) == out.end()) out.push_back(seed);
    }
    return out;
}

std::vector<Variant> variantsAt(const json& object) {
    std::vector<Variant> out;
    const auto add = [&](Variant variant) {
        const bool known =
            std::any_of(out.begin(), out.end(), [&](const Variant& one) { return one.name == variant.name; });
        if (!known) out.push_back(std::move(variant));
    };
    if (!object.contains("variants")) return {Variant{}};
    for (const json& one : listAt(object, "variants")) {
        if (one.is_string()) {
            const auto name = one.get<std::string>();
            if (auto checked = withVariant({}, name); !checked.ok())
                throw Wrong{"it names a variant that "
                            "is none: " +
                            checked.error().message};
            add({name, {}});
            continue;
        }
        checkKeys(one, {"name", "set"}, "a variant");
        const std::string name = textAt(one, "name", "");
        if (!isPlainWord(name)) throw Wrong{"a variant's 'name' must be letters, digits, - _ . +"};
        if (!one.contains("set") || !one.at("set").is_object())
            throw Wrong{"the variant '" + name + "' must have an object 'set'"};
        add({name, one.at("set")});
    }
    return out;
}

EvaluateRequest::Protocol protocolAt(const json& object) {
    using Protocol = EvaluateRequest::Protocol;
    const std::string name = textAt(object, "protocol", "folder");
    if (name == "cifar10") return Protocol::Cifar10;
    if (name == "folder") return Protocol::Folder;
    if (name == "csv") return Protocol::Csv;
    if (name == "revisited") return Protocol::GroundTruth;
    throw Wrong{"'protocol' must be cifar10, folder, csv or revisited"};
}

EvaluateRequest::Setup setupAt(const json& object) {
    using Setup = EvaluateRequest::Setup;
    const std::string name = textAt(object, "setup", "medium");
    if (name == "easy") return Setup::Easy;
    if (name == "medium") return Setup::Medium;
    if (name == "hard") return Setup::Hard;
    throw Wrong{"'setup' must be easy, medium or hard"};
}

/// Reads a file into a matrix.
class MatrixReader {
public:
    MatrixReader(const json& object, const fs::path& file) : object_(object), folder_(file.parent_path()) {
        checkKeys(object,
                  {"name", "data", "methods", "backbones", "variants", "seeds", "training", "per_method",
                   "per_backbone", "leave_out", "tune", "timing", "iqe"},
                  "the ablation");
        out_.plan.file = file.string();
        out_.plan.name = textAt(object, "name", file.stem().string());
        if (!isProjectName(out_.plan.name))
            throw Wrong{"its name must have 1 to 100 bytes, no slash, and no dot first"};
        out_.tunePictures = numberAt(object, "tune", 0, 1'000'000, 0);
        out_.timing = switchAt(object, "timing", true);
    }

    AblationMatrix read() {
        readData();
        AblationPlan& plan = out_.plan;
        plan.methods = wordsAt(object_, "methods");
        plan.backbones = wordsAt(object_, "backbones");
        plan.seeds = seedsAt(object_);
        const auto variants = variantsAt(object_);
        for (const auto& variant : variants)
            plan.variants.push_back(variant.name);
        plan.training = data_.front().training.data;
        plan.evaluation = data_.front().evaluation.data;
        checkLeaveOut();
        // Seeds last but one: with the first seed done everywhere, there is a whole table.
        for (const DataSet& data : data_)
            for (const std::int64_t seed : plan.seeds)
                for (const auto& method : plan.methods)
                    for (const auto& backbone : plan.backbones)
                        for (const Variant& variant : variants)
                            addCell(data, method, backbone, variant, seed);
        if (out_.jobs.empty()) throw Wrong{"no cell is left of it"};
        return std::move(out_);
    }

private:
    std::string pathAt(const json& object, const char* key) const {
        const std::string path = textAt(object, key, "");
        return path.empty() ? path : (folder_ / path).lexically_normal().string();
    }

    void readData() {
        if (!object_.contains("data")) throw Wrong{"it has no 'data'"};
        const json& given = object_.at("data");
        const json list = given.is_array() ? given : json::array({given});
        for (const json& one : list) {
            checkKeys(one,
                      {"name", "training", "evaluation", "protocol", "setup", "images", "side",
                       "descriptions", "captions"},
                      "'data'");
            DataSet data;
            data.name = textAt(one, "name", "");
            data.training.data = pathAt(one, "training");
            data.training.side = numberAt(one, "side", 0, 512, 0);
            data.training.descriptions = pathAt(one, "descriptions");
            data.training.captions = pathAt(one, "captions");
            data.evaluation.data = pathAt(one, "evaluation");
            data.evaluation.protocol = protocolAt(one);
            data.evaluation.setup = setupAt(one);
            data.evaluation.images = pathAt(one, "images");
            data.evaluation.timing = false; // it runs alone, after all the others
            if (data.training.data.empty() || data.evaluation.data.empty())
                throw Wrong{"'data' must name 'training' and 'evaluation'"};
            if (list.size() > 1 && !isPlainWord(data.name))
                throw Wrong{"each of several 'data' needs a 'name'"};
            const bool known = std::any_of(data_.begin(), data_.end(),
                                           [&](const DataSet& other) { return other.name == data.name; });
            if (known) throw Wrong{"two of 'data' have the name '" + data.name + "'"};
            data_.push_back(std::move(data));
        }
        if (data_.empty() || data_.size() > kMostOfAnAxis) throw Wrong{"'data' must have one entry or some"};
    }

    void checkLeaveOut() const {
        if (!object_.contains("leave_out")) return;
        for (const json& rule : listAt(object_, "leave_out"))
            checkKeys(rule, {"method", "backbone", "variant", "seed", "data"}, "'leave_out'");
    }

    bool isLeftOut(const DataSet& data, const AblationCell& cell) const {
        if (!object_.contains("leave_out")) return false;
        const json facts = {{"method", cell.method},
                            {"backbone", cell.backbone},
                            {"variant", cell.variant},
                            {"seed", cell.seed},
                            {"data", data.name}};
        const auto& rules = object_.at("leave_out");
        return std::any_of(rules.begin(), rules.end(), [&](const json& rule) {
            for (const auto& [key, value] : rule.items())
                if (facts.at(key) != value) return false;
            return true;
        });
    }

    /// The configuration: common, of the method, of the backbone, of the variant, each over the last.
    Result<train::TrainConfig> configFor(const AblationCell& cell, const Variant& variant) const {
        json config = object_.contains("training") ? object_.at("training") : json::object();
        if (!config.is_object()) throw Wrong{"'training' must be an object"};
        for (const auto& [key, name] :
             {std::pair("per_method", &cell.method), std::pair("per_backbone", &cell.backbone)}) {
            if (!object_.contains(key)) continue;
            if (!object_.at(key).is_object()) throw Wrong{std::string("'") + key + "' must be an object"};
            if (object_.at(key).contains(*name)) config.merge_patch(object_.at(key).at(*name));
        }
        if (variant.change.is_object()) config.merge_patch(variant.change);
        if (!config.is_object()) throw Wrong{"a configuration must be an object"};
        config["method"] = cell.method;
        config["backbone"] = cell.backbone;
        config["seed"] = cell.seed;
        auto parsed = train::parseTrainConfig(config.dump(-1, ' ', false, json::error_handler_t::replace));
        if (!parsed.ok()) return parsed;
        if (!parsed->init.empty()) parsed->init = (folder_ / parsed->init).lexically_normal().string();
        return parsed;
    }

    void addCell(const DataSet& data, const std::string& method, const std::string& backbone,
                 const Variant& variant, std::int64_t seed) {
        AblationJob job;
        AblationCell& cell = job.cell;
        cell.method = method;
        cell.backbone = backbone;
        cell.variant = variant.name;
        cell.seed = seed;
        cell.data = data.name;
        cell.id = method + "-" + backbone + (variant.name.empty() ? "" : "-" + variant.name) +
                  (data_.size() > 1 ? "-" + data.name : "") + "-" + std::to_string(seed);
        if (isLeftOut(data, cell)) return;
        job.training = data.training;
        job.evaluation = data.evaluation;
        // Settings are told apart by their name; modules that a text names are in the model's card.
        if (variant.change.is_object()) job.evaluation.variant = variant.name;
        if (object_.contains("iqe")) job.evaluation.rounds = numberAt(object_, "iqe", 0, 5, 0);
        auto config = configFor(cell, variant);
        if (config.ok() && variant.change.is_null() && !variant.name.empty()) {
            const std::string before = variantOf(*config);
            config = withVariant(std::move(*config), variant.name);
            if (config.ok() && variantOf(*config) == before) return; // the method has no such part
        }
        if (config.ok()) {
            job.training.config = std::move(*config);
            // IQE works on queries: a method's own is in the model's card, and left out it is not asked for.
            if (!job.evaluation.rounds && job.training.config.modules.iqe == false) job.evaluation.rounds = 0;
        } else {
            cell.state = AblationCell::State::Failed;
            cell.problem = config.error().message;
        }
        job.fingerprint = fingerprintOf(job);
        if (out_.jobs.size() >= kMostCells) throw Wrong{"it has over 10,000 cells"};
        out_.jobs.push_back(std::move(job));
    }

    std::string fingerprintOf(const AblationJob& job) const {
        ContentHash hash;
        hash.addField(toJson(job.training));
        hash.addField(job.evaluation.data);
        hash.addField(job.evaluation.images);
        hash.addField(protocolName(job.evaluation));
        hash.addNumber(static_cast<std::uint64_t>(job.evaluation.rounds.value_or(-1) + 1));
        hash.addNumber(static_cast<std::uint64_t>(out_.tunePictures));
        return hash.hex();
    }

    const json& object_;
    const fs::path folder_;
    std::vector<DataSet> data_;
    AblationMatrix out_;
};

} // namespace

Result<AblationMatrix> parseAblation(std::string_view text, const fs::path& file) {
    const json object = json::parse(text, nullptr, false, true);
    try {
        if (!object.is_object()) throw Wrong{"it is no JSON object"};
        return MatrixReader(object, file).read();
    } catch (const Wrong& wrong) {
        return Error{ErrorCode::InvalidArgument,
                     "The ablation " + quoted(file) + " cannot be used: " + printable(wrong.what) + "."};
    } catch (const json::exception&) {
        return Error{ErrorCode::InvalidArgument,
                     "The ablation " + quoted(file) + " has a value of the wrong kind."};
    }
}

Result<AblationMatrix> readAblation(const std::string& file) {
    std::error_code problem;
    const fs::path path = fs::canonical(file, problem);
    if (problem) return Error{ErrorCode::NotFound, "There is no file " + quoted(fs::path(file)) + "."};
    const auto bytes = image::readFile(path, {kMostFileBytes, 0});
    if (!bytes.ok()) return bytes.error();
    return parseAblation({reinterpret_cast<const char*>(bytes->data()), bytes->size()}, path);
}

} // namespace sparlet::engine
