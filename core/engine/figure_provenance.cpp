#include "base/printable.h"
#include "engine/content_hash_internal.h"
#include "engine/publish_internal.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <set>

namespace sparlet::engine {

namespace {

using Json = nlohmann::ordered_json;

Json idsOf(const std::vector<eval::Measurement>& rows) {
    Json ids = Json::array();
    for (const auto& row : rows)
        ids.push_back(row.id);
    return ids;
}

std::string languageOf(report::Language language) {
    return language == report::Language::Japanese ? "ja" : "en";
}

Json styleOf(const report::FigureStyle& style) {
    static constexpr const char* places[] = {"automatic", "right", "below", "inside", "none"};
    return {{"width_mm", style.widthMm},
            {"height_mm", style.heightMm},
            {"font", style.font},
            {"font_pt", style.fontPt},
            {"palette", style.palette},
            {"patterns", style.patterns},
            {"legend", places[static_cast<int>(style.legend)]},
            {"language", languageOf(style.language)},
            {"dpi", style.dpi}};
}

/// Bytes that are no UTF-8 become U+FFFD.
std::string textOf(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::int64_t dateOf() {
    if (const char* set = std::getenv("SOURCE_DATE_EPOCH"); set != nullptr) {
        std::int64_t seconds = 0;
        const auto [end, error] = std::from_chars(set, set + std::strlen(set), seconds);
        if (error == std::errc() && *end == '\0' && seconds >= 0) return seconds;
    }
    return std::time(nullptr);
}

/// Of the numbers themselves, so that two files say whether they were made from the same ones.
std::string hashOf(const std::vector<eval::Measurement>& rows) {
    ContentHash hash;
    for (const auto& row : rows) {
        hash.addField(row.id);
        for (const auto& [metric, value] : row.values) {
            std::uint64_t bits = 0;
            std::memcpy(&bits, &value, sizeof bits);
            hash.addField(metric);
            hash.addNumber(bits);
        }
    }
    return hash.hex();
}

} // namespace

std::string nameOf(report::FigureKind kind) {
    static constexpr const char* names[] = {
        "accuracy",      "efficiency",           "trade-off", "backbones",  "improvement",
        "overall-score", "parallel-coordinates", "ablation",  "sweep",      "precision-recall",
        "precision-at",  "average-precisions",   "confusion", "query-strip"};
    return names[static_cast<int>(kind)];
}

std::string configurationOf(const report::FigureRequest& request) {
    Json configuration = {{"figure", nameOf(request.kind)}, {"name", request.name}};
    if (!request.metrics.empty()) configuration["metrics"] = request.metrics;
    if (request.kind == report::FigureKind::TradeOff || request.kind == report::FigureKind::Sweep) {
        configuration["x"] = request.x;
        configuration["y"] = request.y;
        configuration["log_x"] = request.logX;
        configuration["log_y"] = request.logY;
    }
    if (request.kind == report::FigureKind::TradeOff) {
        configuration["size_by"] = request.sizeBy;
        configuration["colour_by"] = request.colourBy;
    }
    if (!request.weights.empty()) configuration["weights"] = request.weights;
    if (request.kind == report::FigureKind::Improvement) configuration["baseline"] = request.baseline;
    configuration["style"] = styleOf(request.style);
    if (!request.measurements.empty()) configuration["rows"] = idsOf(request.measurements);
    if (!request.papers.empty()) configuration["papers"] = idsOf(request.papers);
    Json curves = Json::array();
    for (const auto& curve : request.curves)
        curves.push_back(curve.title);
    if (!curves.empty()) configuration["curves"] = curves;
    return textOf(configuration);
}

std::string configurationOf(const report::TableRequest& request) {
    return textOf(Json{{"table", request.name},
                       {"metrics", request.metrics},
                       {"bold_best", request.boldBest},
                       {"language", languageOf(request.language)},
                       {"rows", idsOf(request.measurements)}});
}

report::Provenance provenanceOf(const std::vector<eval::Measurement>& rows, std::string command,
                                std::string configuration) {
    report::Provenance out;
    out.command = std::move(command);
    out.configuration = std::move(configuration);
    std::set<std::int64_t> seeds;
    std::set<std::string> data;
    for (const auto& row : rows) {
        if (row.seed >= 0) seeds.insert(row.seed);
        if (!row.dataHash.empty()) data.insert(row.dataHash);
    }
    out.seeds.assign(seeds.begin(), seeds.end());
    for (const auto& hash : data)
        out.dataHash += (out.dataHash.empty() ? "" : ", ") + hash;
    if (!rows.empty()) out.dataHash += (out.dataHash.empty() ? "" : "; ") + ("rows " + hashOf(rows));
    out.versions = report::rendererVersions();
    out.versions["sparlet"] = SPARLET_VERSION;
    out.date = dateOf();
    return out;
}

std::string shellWord(const std::string& text) {
    const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 ||
               std::string_view("/._-+=:,@%").find(static_cast<char>(c)) != std::string_view::npos;
    });
    if (plain) return text;
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

} // namespace sparlet::engine
