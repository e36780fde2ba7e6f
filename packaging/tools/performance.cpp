#include "performance.h"

#include "markdown.h"

#include <algorithm>
#include <cmath>

namespace sparlet::results {

namespace {

constexpr const char* kGenerated =
    "<!-- Written by packaging/results.sh from docs/runs; edits are lost. -->\n\n";

bool isSpread(const Json& value) {
    return value.is_object() && value.contains("median") &&
           (value.contains("quartiles") || (value.contains("lower") && value.contains("upper")));
}

/// As many digits as tell values of one magnitude apart.
std::string number(double value) {
    const double size = std::abs(value);
    const int digits = size == std::floor(size) && size < 1e15 ? 0
                       : size >= 1000                          ? 0
                       : size >= 100                           ? 1
                       : size >= 1                             ? 2
                                                               : 3;
    return fixed(value, digits);
}

std::string cell(const Json& value) {
    if (value.is_number()) return number(value.get<double>());
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
    if (isSpread(value)) {
        const bool listed = value.contains("quartiles");
        const auto& lower = listed ? value["quartiles"].at(0) : value["lower"];
        const auto& upper = listed ? value["quartiles"].at(1) : value["upper"];
        return cell(value["median"]) + " (" + cell(lower) + "–" + cell(upper) + ")";
    }
    return nothing;
}

bool isCell(const Json& value) {
    return value.is_primitive() || isSpread(value);
}

bool isTable(const Json& value) {
    return value.is_array() && !value.empty() &&
           std::all_of(value.begin(), value.end(), [](const Json& row) { return row.is_object(); });
}

std::string words(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

std::string tableOf(const Json& list) {
    std::vector<std::string> columns, head;
    for (const auto& row : list) {
        for (const auto& [name, value] : row.items()) {
            if (isCell(value) && std::find(columns.begin(), columns.end(), name) == columns.end()) {
                columns.push_back(name);
                head.push_back(words(name));
            }
        }
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& row : list) {
        std::vector<std::string> cells;
        for (const auto& column : columns)
            cells.push_back(row.contains(column) ? cell(row[column]) : nothing);
        rows.push_back(std::move(cells));
    }
    return table(head, rows);
}

/// What is neither a list nor a table, as "name value" pairs; a nested object's with its name before them.
void collectFacts(const Json& report, const std::string& before, std::vector<std::string>& facts) {
    for (const auto& [name, value] : report.items()) {
        if (isCell(value) && !value.is_null()) {
            facts.push_back(before + words(name) + " " + cell(value));
        } else if (value.is_object()) {
            collectFacts(value, before + words(name) + ": ", facts);
        }
    }
}

/// Tables of a report, those within its objects too; one of several has its name above it.
void collectTables(const Json& report, std::vector<std::pair<std::string, std::string>>& tables) {
    for (const auto& [name, value] : report.items()) {
        if (isTable(value)) {
            tables.emplace_back(words(name), tableOf(value));
            // Stages of a run, files of a collection: a table within a row, under the row's first word.
            for (const auto& row : value) {
                for (const auto& [inner, list] : row.items())
                    if (isTable(list))
                        tables.emplace_back(words(inner) + ", " + cell(row.front()), tableOf(list));
            }
        } else if (value.is_object() && !isSpread(value)) {
            collectTables(value, tables);
        }
    }
}

std::string section(const RunRecord& record) {
    std::string out = "### " + record.title + "\n\n`" + record.command + "` on " + record.machine + ", " +
                      record.date + (record.commit.empty() ? "." : ", at " + record.commit + ".") +
                      (record.note.empty() ? "" : " " + record.note) + "\n\n";
    std::vector<std::string> facts;
    collectFacts(record.report, "", facts);
    for (std::size_t i = 0; i < facts.size(); ++i)
        out += (i == 0 ? "" : "; ") + facts[i];
    out += facts.empty() ? "" : ".\n\n";
    std::vector<std::pair<std::string, std::string>> tables;
    collectTables(record.report, tables);
    for (const auto& [name, rows] : tables)
        out += (tables.size() > 1 ? "**" + name + "**\n\n" : "") + rows;
    return out;
}

} // namespace

bool isPerformance(const RunRecord& record) {
    return record.name.rfind("performance-", 0) == 0;
}

std::string performanceDocument(const std::string& introduction, const std::vector<RunRecord>& records) {
    std::string out = kGenerated + introduction;
    std::vector<std::string> groups;
    for (const auto& record : records)
        if (isPerformance(record) && std::find(groups.begin(), groups.end(), record.group) == groups.end())
            groups.push_back(record.group);
    for (const auto& group : groups) {
        out += "\n## " + group + "\n\n";
        for (const auto& record : records)
            if (isPerformance(record) && record.group == group) out += section(record);
        out.pop_back();
    }
    return out;
}

} // namespace sparlet::results
