#include "base/atomic_file.h"
#include "base/printable.h"
#include "engine/workspace_internal.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace sparlet::engine {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kNanoseconds = 1'000'000'000;

/// As the command line writes paths that are not UTF-8: all but printable ASCII, and '%', as %XX.
std::string encodedBytes(const std::string& path) {
    constexpr const char* kHex = "0123456789ABCDEF";
    std::string out;
    for (const char letter : path) {
        const auto byte = static_cast<unsigned char>(letter);
        if (byte > 0x20 && byte < 0x7F && letter != '%') {
            out += letter;
        } else {
            out += '%';
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        }
    }
    return out;
}

bool isText(const std::string& path) {
    const std::string text = Json(path).dump(-1, ' ', false, Json::error_handler_t::ignore);
    return text == Json(path).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string cell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char letter : text)
        out += letter == '"' ? std::string("\"\"") : std::string(1, letter);
    return out + '"';
}

} // namespace

std::string duplicatesAsJson(const DuplicatesReport& report) {
    Json out, encoded = Json::array(), pictures = Json::array();
    out["groups"] = Json::array();
    bool needed = false;
    std::uint64_t freeable = 0;
    for (const auto& group : report.groups) {
        Json paths = Json::array(), bytes = Json::array(), facts = Json::array();
        for (std::size_t i = 0; i < group.images.size(); ++i) {
            const auto& [image, similarity] = group.images[i];
            paths.push_back(image.path);
            bytes.push_back(encodedBytes(image.path));
            needed = needed || !isText(image.path);
            facts.push_back({{"path", image.path},
                             {"bytes", image.size},
                             {"width", image.width},
                             {"height", image.height},
                             {"modified", image.modifiedNs / kNanoseconds},
                             {"similarity", similarity},
                             {"best", i == 0}});
        }
        freeable += freeableBytes(group);
        out["groups"].push_back(std::move(paths));
        encoded.push_back(std::move(bytes));
        pictures.push_back(std::move(facts));
    }
    if (needed) out["groups_bytes"] = std::move(encoded);
    out["pictures"] = std::move(pictures);
    out["freeable_bytes"] = freeable;
    out["threshold"] = report.threshold;
    return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string duplicatesAsCsv(const DuplicatesReport& report) {
    std::string out = "group,best,similarity,bytes,width,height,modified,path\n";
    for (std::size_t g = 0; g < report.groups.size(); ++g) {
        const auto& images = report.groups[g].images;
        for (std::size_t i = 0; i < images.size(); ++i) {
            const auto& [image, similarity] = images[i];
            char score[32];
            std::snprintf(score, sizeof score, "%.4f", static_cast<double>(similarity));
            out += std::to_string(g + 1) + (i == 0 ? ",1," : ",0,") + score + ',' +
                   std::to_string(image.size) + ',' + std::to_string(image.width) + ',' +
                   std::to_string(image.height) + ',' + std::to_string(image.modifiedNs / kNanoseconds) +
                   ',' + cell(image.path) + '\n';
        }
    }
    return out;
}

Status WorkspaceImpl::writeDuplicates(const DuplicatesReport& report, const std::string& file) {
    const auto extension = std::filesystem::path(file).extension();
    if (extension == ".csv") return writeFileAtomically(file, duplicatesAsCsv(report));
    if (extension == ".json") return writeFileAtomically(file, duplicatesAsJson(report) + '\n');
    return Error{ErrorCode::InvalidArgument,
                 "Groups are written as .csv or .json, not as '" + printable(file) + "'."};
}

} // namespace sparlet::engine
