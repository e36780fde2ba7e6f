#include "output.h"

#include "context.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>

namespace sparlet::cli {

namespace {

/// Code points, which is close enough to columns for a table.
std::size_t widthOf(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char letter) {
        return (static_cast<unsigned char>(letter) & 0xC0U) != 0x80U;
    }));
}

} // namespace

int finishOutput() {
    std::cout.flush();
    if (std::cout) return kDone;
    std::cerr << "sparlet: The result cannot be written to standard output." << std::endl;
    return kFailed;
}

int printJson(const Json& object) {
    std::cout << object.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return finishOutput();
}

bool isUtf8(std::string_view text) {
    try {
        (void)Json(std::string(text)).dump();
        return true;
    } catch (const Json::type_error&) {
        return false;
    }
}

std::string percentEncoded(std::string_view bytes) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char letter : bytes) {
        const auto byte = static_cast<unsigned char>(letter);
        if (byte > 0x20 && byte < 0x7F && byte != '%') {
            out += letter;
        } else {
            out += {'%', kHex[byte >> 4U], kHex[byte & 0xFU]};
        }
    }
    return out;
}

void setPath(Json& object, const std::string& key, const std::string& path) {
    object[key] = path;
    if (!isUtf8(path)) object[key + "_bytes"] = percentEncoded(path);
}

void setPaths(Json& object, const std::string& key, const std::vector<std::string>& paths) {
    object[key] = paths;
    if (std::all_of(paths.begin(), paths.end(), [](const auto& path) { return isUtf8(path); })) return;
    Json encoded = Json::array();
    for (const auto& path : paths)
        encoded.push_back(percentEncoded(path));
    object[key + "_bytes"] = std::move(encoded);
}

Table::Table(std::vector<std::string> header, std::vector<bool> right) : right_(std::move(right)) {
    right_.resize(header.size(), false);
    rows_.push_back(std::move(header));
}

void Table::print() const {
    std::vector<std::size_t> widths(rows_.front().size(), 0);
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], widthOf(row[i]));
    }
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string padding(widths[i] - widthOf(row[i]), ' ');
            line += (i == 0 ? "" : "  ") + (right_[i] ? padding + row[i] : row[i] + padding);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        std::cout << line << '\n';
    }
}

std::string decimal(double value, int digits) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    return text.data();
}

std::string bytesText(double bytes) {
    constexpr std::array kUnits{" B", " kB", " MB", " GB"};
    std::size_t unit = 0;
    while (bytes >= 1000 && unit + 1 < kUnits.size()) {
        bytes /= 1000;
        ++unit;
    }
    return decimal(bytes, unit == 0 ? 0 : 1) + kUnits[unit];
}

} // namespace sparlet::cli
