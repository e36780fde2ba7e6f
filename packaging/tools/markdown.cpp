#include "markdown.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace sparlet::results {

namespace {

/// What may stand in a cell of a Markdown table.
std::string escaped(std::string value) {
    for (std::size_t at = 0; (at = value.find('|', at)) != std::string::npos; at += 2) {
        value.insert(at, "\\");
    }
    std::replace(value.begin(), value.end(), '\n', ' ');
    return value;
}

std::string row(const std::vector<std::string>& cells) {
    std::string line = "|";
    for (const auto& value : cells) {
        line += " " + escaped(value) + " |";
    }
    return line + "\n";
}

} // namespace

std::string fixed(double value, int digits) {
    std::array<char, 64> buffer{};
    const int length = std::snprintf(buffer.data(), buffer.size(), "%.*f", digits, value);
    return {buffer.data(), static_cast<std::size_t>(std::clamp(length, 0, 63))};
}

std::string table(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows) {
    std::string out = row(head) + "|";
    for (std::size_t i = 0; i < head.size(); ++i) {
        out += i == 0 ? "---|" : "---:|";
    }
    out += "\n";
    for (const auto& cells : rows) {
        out += row(cells);
    }
    return out + "\n";
}

} // namespace sparlet::results
