#include "run_record.h"

#include "base/printable.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <system_error>
#include <thread>

namespace sparlet::results {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t longestList = 1000; // per-query lists stay out of the repository

/// The value after "key : " in a file of such lines.
std::string lineValue(const char* file, const std::string& key) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.rfind(key, 0) == 0) {
            const auto at = line.find_first_not_of(" \t", line.find(':') + 1);
            return at == std::string::npos ? "" : line.substr(at);
        }
    }
    return "";
}

} // namespace

Json withoutAbsolutePaths(const Json& value) {
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        return !text.empty() && text.front() == '/' ? Json(fs::path(text).filename().string()) : value;
    }
    if (!value.is_structured()) {
        return value;
    }
    Json copy = value.is_array() ? Json::array() : Json::object();
    for (const auto& [key, item] : value.items()) {
        if (item.is_array() && item.size() > longestList) {
            continue;
        }
        if (value.is_array()) {
            copy.push_back(withoutAbsolutePaths(item));
        } else {
            copy[key] = withoutAbsolutePaths(item);
        }
    }
    return copy;
}

Json toJson(const RunRecord& record) {
    Json json = {{"title", record.title}, {"group", record.group}};
    if (!record.note.empty()) {
        json["note"] = record.note;
    }
    json["command"] = record.command;
    json["machine"] = record.machine;
    json["date"] = record.date;
    if (!record.commit.empty()) {
        json["commit"] = record.commit;
    }
    json["report"] = withoutAbsolutePaths(record.report);
    if (!record.training.is_null()) {
        json["training"] = withoutAbsolutePaths(record.training);
    }
    return json;
}

Result<RunRecord> parseRecord(const std::string& name, const std::string& text) {
    const auto refuse = [&](const std::string& what) {
        return Error{ErrorCode::Corrupt, "The run record '" + name + "' cannot be read: " + what + "."};
    };
    const auto json = Json::parse(text, nullptr, false);
    if (!json.is_object()) {
        return refuse("it is not a JSON object");
    }
    RunRecord record;
    record.name = name;
    const auto take = [&](const char* field, std::string& into, bool required) {
        const auto at = json.find(field);
        if (at == json.end()) {
            return !required;
        }
        into = at->is_string() ? at->get<std::string>() : "";
        return at->is_string() && (!required || !into.empty());
    };
    const struct {
        const char* field;
        std::string* into;
        bool required;
    } fields[] = {{"title", &record.title, true},     {"group", &record.group, true},
                  {"note", &record.note, false},      {"command", &record.command, true},
                  {"machine", &record.machine, true}, {"date", &record.date, true},
                  {"commit", &record.commit, false}};
    for (const auto& [field, into, required] : fields) {
        if (!take(field, *into, required)) {
            return refuse(std::string("its field '") + field + "' is missing or no text");
        }
    }
    if (!json.contains("report") || !json["report"].is_object()) {
        return refuse("its field 'report' is missing or no object");
    }
    record.report = json["report"];
    record.training = json.value("training", Json());
    return record;
}

Result<std::string> readFile(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        return Error{ErrorCode::NotFound, "The file " + quoted(file) + " cannot be opened."};
    }
    return std::string(std::istreambuf_iterator<char>(in), {});
}

Result<std::vector<RunRecord>> readRecords(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().extension() == ".json") {
            files.push_back(entry.path());
        }
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        return Error{ErrorCode::Io, "The folder " + quoted(folder) + " cannot be read."};
    }
    // By name, so that "a" stands before "a-float".
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.stem() < b.stem(); });
    std::vector<RunRecord> records;
    for (const auto& file : files) {
        const auto text = readFile(file);
        if (!text.ok()) {
            return text.error();
        }
        auto record = parseRecord(file.stem().string(), *text);
        if (!record.ok()) {
            return record.error();
        }
        records.push_back(std::move(*record));
    }
    return records;
}

std::string describeMachine() {
    auto cpu = lineValue("/proc/cpuinfo", "model name");
    if (cpu.empty()) {
        cpu = "unknown processor";
    }
    const auto kilobytes = std::strtod(lineValue("/proc/meminfo", "MemTotal").c_str(), nullptr);
    return cpu + ", " + std::to_string(std::thread::hardware_concurrency()) + " threads, " +
           std::to_string(std::lround(kilobytes / 1e6)) + " GB";
}

} // namespace sparlet::results
