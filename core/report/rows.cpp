#include "base/printable.h"
#include "report/rows_internal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <set>
#include <tuple>

namespace sparlet::report {

namespace {

constexpr double kLargest = 1e15;

template <class Take>
bool differs(const std::vector<Row>& rows, const std::vector<std::size_t>& members, Take take) {
    return std::any_of(members.begin(), members.end(), [&](std::size_t i) {
        return take(rows[i].data.first) != take(rows[members.front()].data.first);
    });
}

/// The last `parts` of a path.
std::string lastParts(const std::string& path, int parts) {
    std::filesystem::path rest(path), out;
    if (!rest.has_filename()) rest = rest.parent_path();
    for (; parts > 0 && rest.has_filename(); --parts, rest = rest.parent_path())
        out = out.empty() ? rest.filename() : rest.filename() / out;
    return out.string();
}

/// Data get their folder's or file's own name, with as much of where it lies as tells them apart: the rest
/// says where somebody keeps files, and stands in the provenance.
void nameData(std::vector<Row>& rows) {
    std::set<std::string> data;
    for (const Row& row : rows)
        data.insert(row.data.first.data);
    constexpr int kDeepest = 64;
    int parts = 1;
    for (; parts < kDeepest; ++parts) {
        std::set<std::string> names;
        for (const std::string& one : data)
            names.insert(lastParts(one, parts));
        if (names.size() == data.size()) break;
    }
    for (Row& row : rows)
        if (!row.data.first.data.empty()) row.data.first.data = lastParts(row.data.first.data, parts);
}

/// Says what tells rows of one name apart.
void tellApart(std::vector<Row>& rows, const std::vector<std::size_t>& members) {
    using Field = std::string eval::Measurement::*;
    std::vector<std::string> added(members.size());
    for (const Field field :
         {&eval::Measurement::precision, &eval::Measurement::protocol, &eval::Measurement::data,
          &eval::Measurement::device, &eval::Measurement::group}) {
        if (!differs(rows, members, [&](const eval::Measurement& m) { return m.*field; })) continue;
        for (std::size_t k = 0; k < members.size(); ++k) {
            const auto& text = rows[members[k]].data.first.*field;
            if (!text.empty()) added[k] += (added[k].empty() ? "" : ", ") + printable(text);
        }
    }
    std::set<std::string> seen;
    for (std::size_t k = 0; k < members.size(); ++k) {
        std::string suffix = added[k].empty() ? "" : " [" + added[k] + "]";
        while (!seen.insert(suffix).second)
            suffix += " #" + std::to_string(k + 1);
        rows[members[k]].label += suffix;
        rows[members[k]].brief += suffix;
    }
}

std::string family(const std::string& backbone) {
    return backbone.rfind("mobilenet_v3", 0) == 0 ? "mobilenet_v3" : backbone;
}

void sortRows(std::vector<Row>& rows) {
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        const auto key = [](const Row& row) {
            const eval::Measurement& m = row.data.first;
            return std::tuple(backbonePlace(m.backbone), methodPlace(m.method));
        };
        return key(a) < key(b);
    });
}

} // namespace

std::vector<Row> rowsOf(const std::vector<eval::Measurement>& measurements, Language language) {
    std::vector<Row> rows;
    for (auto& one : eval::aggregate(measurements))
        rows.push_back({std::move(one), "", ""});
    nameData(rows);
    sortRows(rows);
    std::set<std::string> backbones;
    for (const Row& row : rows)
        backbones.insert(row.data.first.backbone);
    std::map<std::string, std::vector<std::size_t>> byLabel;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const eval::Measurement& m = rows[i].data.first;
        const auto name = !m.method.empty() ? methodTitle(m.method) : !m.title.empty() ? m.title : m.id;
        const auto backbone = backbones.size() > 1 ? printable(backboneTitle(m.backbone)) : std::string();
        const auto variant = printable(variantTitle(m.variant, language));
        const auto part = variant.empty() ? "" : " (" + variant + ")";
        rows[i].label = printable(name) + (backbone.empty() ? "" : ", " + backbone) + part;
        rows[i].brief = printable(name) + part;
        byLabel[rows[i].label].push_back(i);
    }
    for (const auto& [label, members] : byLabel) {
        if (members.size() > 1) tellApart(rows, members);
    }
    return rows;
}

std::optional<eval::Aggregate::Value> valueOf(const eval::Aggregate& row, const std::string& metric) {
    const auto at = row.values.find(metric);
    if (at == row.values.end() || at->second.count == 0) return std::nullopt;
    if (!std::isfinite(at->second.mean) || std::abs(at->second.mean) > kLargest ||
        !std::isfinite(at->second.deviation)) {
        return std::nullopt;
    }
    return at->second;
}

std::size_t countWith(const std::vector<Row>& rows, const std::string& metric) {
    return static_cast<std::size_t>(std::count_if(
        rows.begin(), rows.end(), [&](const Row& row) { return valueOf(row.data, metric).has_value(); }));
}

std::vector<std::string> metricsOf(const FigureRequest& request, const std::vector<Row>& rows,
                                   const std::vector<std::string>& wanted) {
    std::vector<std::string> out;
    for (const auto& metric : request.metrics.empty() ? wanted : request.metrics) {
        const bool known = std::find(out.begin(), out.end(), metric) != out.end();
        if (!known && countWith(rows, metric) > 0) out.push_back(metric);
    }
    return out;
}

void noteMissing(std::vector<std::string>& notes, const std::vector<Row>& rows,
                 const std::vector<std::string>& metrics) {
    for (const auto& metric : metrics) {
        const auto missing = rows.size() - countWith(rows, metric);
        if (missing == 0) continue;
        notes.push_back(std::to_string(missing) + " of " + std::to_string(rows.size()) + " rows " +
                        (missing == 1 ? "has" : "have") + " no value for " +
                        metricTitle(metric, Language::English, false) + ".");
    }
}

std::vector<std::string> methodsOf(const std::vector<Row>& rows) {
    std::vector<std::string> out;
    for (const Row& row : rows) {
        if (std::find(out.begin(), out.end(), row.data.first.method) == out.end()) {
            out.push_back(row.data.first.method);
        }
    }
    return out;
}

Papers::Papers(const Kit& kit) : rows_(eval::aggregate(kit.request.papers)) {
    for (const auto& row : rows_) {
        const auto& group = row.first.group;
        if (std::find(groups_.begin(), groups_.end(), group) != groups_.end()) continue;
        groups_.push_back(group);
        const auto end = group.rfind(" paper");
        const bool named = end != std::string::npos && end + 6 == group.size();
        titles_.push_back(named ? filled(kit.say("{} paper"), {printable(group.substr(0, end))})
                                : printable(group));
    }
}

std::size_t Papers::paperOf(const eval::Measurement& row) const {
    return static_cast<std::size_t>(std::find(groups_.begin(), groups_.end(), row.group) - groups_.begin());
}

std::vector<Papers::Value> Papers::of(const eval::Measurement& row, const std::string& metric) const {
    std::vector<Value> out;
    for (const auto& paper : rows_) {
        if (paper.first.method != row.method || paper.first.variant != row.variant ||
            family(paper.first.backbone) != family(row.backbone)) {
            continue;
        }
        if (const auto value = valueOf(paper, metric)) out.push_back({paperOf(paper.first), value->mean});
    }
    return out;
}

Mark paperMark(std::size_t paper) {
    static constexpr Mark marks[] = {Mark::Diamond, Mark::TriangleDown, Mark::Square, Mark::Circle};
    return marks[paper % std::size(marks)];
}

std::string valueText(const eval::Aggregate::Value& value, int decimals) {
    auto text = numberText(value.mean, decimals);
    if (value.count > 1) text += " ± " + numberText(value.deviation, decimals);
    return text;
}

int figureDecimals(const std::string& metric) {
    const eval::Metric* known = eval::findMetric(metric);
    return known == nullptr ? 3 : std::min(known->decimals, 3);
}

std::string exact(double value) {
    std::array<char, 64> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), error == std::errc() ? end : buffer.data()};
}

NumberTable numbersOf(const std::vector<Row>& rows, const std::vector<std::string>& metrics,
                      const Papers& papers) {
    NumberTable table;
    table.head = {"label", "method", "backbone", "variant", "source", "ids"};
    for (const auto& metric : metrics) {
        for (const char* part : {"", "_deviation", "_seeds"})
            table.head.push_back(metric + part);
        for (const auto& title : papers.titles())
            table.head.push_back(metric + " (" + title + ")");
    }
    static constexpr const char* sources[] = {"home", "shipped", "paper"};
    for (const Row& row : rows) {
        const eval::Measurement& m = row.data.first;
        std::string ids;
        for (const auto& id : row.data.ids)
            ids += (ids.empty() ? "" : " ") + id;
        std::vector<std::string> cells = {
            row.label, m.method, m.backbone, m.variant, sources[static_cast<int>(m.source)], ids};
        for (const auto& metric : metrics) {
            const auto value = valueOf(row.data, metric);
            cells.push_back(value ? exact(value->mean) : "");
            cells.push_back(value && value->count > 1 ? exact(value->deviation) : "");
            cells.push_back(value ? std::to_string(value->count) : "");
            std::vector<std::string> printed(papers.titles().size());
            for (const auto& paper : papers.of(m, metric))
                printed[paper.paper] = exact(paper.value);
            cells.insert(cells.end(), printed.begin(), printed.end());
        }
        table.rows.push_back(std::move(cells));
    }
    return table;
}

} // namespace sparlet::report
