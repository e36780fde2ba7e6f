#include "run_record.h"

#include "base/printable.h"

#include <cmath>
#include <fstream>
#include <iterator>
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
    if (!record.variant.empty()) {
        json["variant"] = record.variant;
    }
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

Result<std::string> readFile(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        return Error{ErrorCode::NotFound, "The file " + quoted(file) + " cannot be opened."};
    }
    return std::string(std::istreambuf_iterator<char>(in), {});
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
