#include "report/table.h"

#include "base/printable.h"
#include "report/names.h"
#include "report/provenance_internal.h"
#include "report/rows_internal.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

namespace sparlet::report {

namespace {

struct Cell {
    std::string text; // Markdown's and LaTeX's words, not escaped
    bool best = false;
};

struct Grid {
    std::vector<std::string> head;
    std::size_t names = 0; // columns of text, before those of numbers
    std::vector<std::vector<Cell>> rows;
};

using Field = std::function<std::string(const eval::Measurement&)>;

/// Method, backbone and variant, and whatever else tells rows apart; columns that say the same in every row
/// or nothing are left out, except the method.
std::vector<std::pair<std::string, Field>> nameColumns(const std::vector<Row>& rows, Language language) {
    const std::vector<std::pair<std::string, Field>> all = {
        {"Method",
         [](const eval::Measurement& m) {
             return m.method.empty() ? (m.title.empty() ? m.id : m.title) : methodTitle(m.method);
         }},
        {"Backbone", [](const eval::Measurement& m) { return backboneTitle(m.backbone); }},
        {"Variant", [language](const eval::Measurement& m) { return variantTitle(m.variant, language); }},
        {"Precision", [](const eval::Measurement& m) { return m.precision; }},
        {"Protocol", [](const eval::Measurement& m) { return m.protocol; }},
        {"Data", [](const eval::Measurement& m) { return m.data; }},
        {"Device", [](const eval::Measurement& m) { return m.device; }},
        {"Group", [](const eval::Measurement& m) { return m.group; }},
    };
    std::vector<std::pair<std::string, Field>> out;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto first = all[i].second(rows.front().data.first);
        const bool differs = std::any_of(
            rows.begin(), rows.end(), [&](const Row& row) { return all[i].second(row.data.first) != first; });
        if (i == 0 || differs || (i == 1 && !first.empty())) out.push_back(all[i]);
    }
    return out;
}

int decimalsOf(const std::string& metric) {
    const eval::Metric* known = eval::findMetric(metric);
    return known == nullptr ? 4 : known->decimals;
}

/// What is printed alike is equally good.
void markBest(Grid& grid, const std::vector<Row>& rows, const std::vector<std::string>& metrics) {
    for (std::size_t k = 0; k < metrics.size(); ++k) {
        const eval::Metric* metric = eval::findMetric(metrics[k]);
        if (metric == nullptr || metric->better == eval::Metric::Better::Neither) continue;
        const double sign = metric->better == eval::Metric::Better::Higher ? 1 : -1;
        std::optional<double> best;
        std::size_t count = 0;
        for (const Row& row : rows) {
            if (const auto value = valueOf(row.data, metrics[k])) {
                best = best ? std::max(*best, sign * value->mean) : sign * value->mean;
                ++count;
            }
        }
        if (count < 2) continue;
        const auto printed = numberText(sign * *best, metric->decimals);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto value = valueOf(rows[i].data, metrics[k]);
            grid.rows[i][grid.names + k].best = value && numberText(value->mean, metric->decimals) == printed;
        }
    }
}

Grid gridOf(const TableRequest& request, const std::vector<Row>& rows,
            const std::vector<std::string>& metrics) {
    Grid grid;
    const auto names = nameColumns(rows, request.language);
    grid.names = names.size();
    for (const auto& [title, field] : names)
        grid.head.push_back(say(title, request.language));
    for (const auto& metric : metrics)
        grid.head.push_back(metricTitle(metric, request.language));
    const bool seeds =
        std::any_of(rows.begin(), rows.end(), [](const Row& row) { return row.data.ids.size() > 1; });
    if (seeds) grid.head.push_back(say("Seeds", request.language));
    for (const Row& row : rows) {
        std::vector<Cell> cells;
        for (const auto& [title, field] : names)
            cells.push_back({printable(field(row.data.first)), false});
        for (const auto& metric : metrics) {
            const auto value = valueOf(row.data, metric);
            cells.push_back({value ? valueText(*value, decimalsOf(metric)) : "–", false});
        }
        if (seeds) cells.push_back({std::to_string(row.data.ids.size()), false});
        grid.rows.push_back(std::move(cells));
    }
    if (request.boldBest) markBest(grid, rows, metrics);
    return grid;
}

/// What TeX takes for its own, and characters that pdfTeX has another name for.
std::string texText(const std::string& text) {
    static const std::pair<const char*, const char*> names[] = {{"\\", "\\textbackslash{}"},
                                                                {"{", "\\{"},
                                                                {"}", "\\}"},
                                                                {"#", "\\#"},
                                                                {"$", "\\$"},
                                                                {"%", "\\%"},
                                                                {"&", "\\&"},
                                                                {"_", "\\_"},
                                                                {"~", "\\textasciitilde{}"},
                                                                {"^", "\\textasciicircum{}"},
                                                                {"<", "\\textless{}"},
                                                                {">", "\\textgreater{}"},
                                                                {"|", "\\textbar{}"},
                                                                {"\"", "\\textquotedbl{}"},
                                                                {"±", "$\\pm$"},
                                                                {"−", "$-$"},
                                                                {"–", "--"},
                                                                {"—", "---"},
                                                                {"×", "$\\times$"},
                                                                {"·", "$\\cdot$"},
                                                                {"…", "\\ldots{}"},
                                                                {"λ", "$\\lambda$"},
                                                                {"τ", "$\\tau$"},
                                                                {"γ", "$\\gamma$"}};
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto name = std::find_if(std::begin(names), std::end(names), [&](const auto& one) {
            return text.compare(at, std::char_traits<char>::length(one.first), one.first) == 0;
        });
        if (name == std::end(names)) {
            out += text[at++];
        } else {
            out += name->second;
            at += std::char_traits<char>::length(name->first);
        }
    }
    return out;
}

/// A long head stands in two lines, or a table of six numbers is wider than a page.
std::string texHead(const std::string& text) {
    constexpr std::size_t kOneLine = 12; // bytes
    if (text.size() <= kOneLine) return texText(text);
    for (const auto& [mark, kept] : {std::pair(", ", std::size_t{1}), std::pair(" (", std::size_t{0}),
                                     std::pair("（", std::size_t{0})}) {
        const auto at = text.find(mark);
        if (at == std::string::npos || at == 0 || at + kept + 1 >= text.size()) continue;
        auto second = text.substr(at + kept);
        if (second.front() == ' ') second.erase(0, 1);
        return "\\shortstack[r]{" + texText(text.substr(0, at + kept)) + "\\\\" + texText(second) + "}";
    }
    return texText(text);
}

std::string latex(const Grid& grid, const TableRequest& request) {
    std::string columns(grid.names, 'l');
    columns.append(grid.head.size() - grid.names, 'r');
    std::string out = "% Needs \\usepackage{booktabs}; text beyond Latin letters needs LuaLaTeX or XeLaTeX.\n"
                      "\\begin{table}[t]\n\\centering\n";
    if (!request.title.empty()) out += "\\caption{" + texText(printable(request.title)) + "}\n";
    std::string label;
    for (const char c : request.name)
        label += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '-';
    out += "\\label{tab:" + label + "}\n\\begin{tabular}{" + columns + "}\n\\toprule\n";
    const auto line = [&](const auto& cells, auto textOf) {
        for (std::size_t i = 0; i < cells.size(); ++i)
            out += (i == 0 ? "" : " & ") + textOf(cells[i]);
        out += " \\\\\n";
    };
    line(grid.head, texHead);
    out += "\\midrule\n";
    for (const auto& row : grid.rows) {
        line(row, [](const Cell& cell) {
            // Bold mathematics, or the sign between mean and deviation would stay light.
            return cell.best ? "\\textbf{\\boldmath " + texText(cell.text) + "}" : texText(cell.text);
        });
    }
    return out + "\\bottomrule\n\\end{tabular}\n\\end{table}\n";
}

std::string markdownText(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view("\\|*_`<>[]").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string markdown(const Grid& grid, const TableRequest& request) {
    std::string out = request.title.empty() ? "" : "**" + markdownText(printable(request.title)) + "**\n\n";
    const auto line = [&](const auto& cells, auto textOf) {
        out += "|";
        for (const auto& cell : cells)
            out.append(" ").append(textOf(cell)).append(" |");
        out += "\n";
    };
    line(grid.head, markdownText);
    for (std::size_t i = 0; i < grid.head.size(); ++i)
        out += i < grid.names ? "|---" : "|---:";
    out += "|\n";
    for (const auto& row : grid.rows) {
        line(row, [](const Cell& cell) {
            return cell.best ? "**" + markdownText(cell.text) + "**" : markdownText(cell.text);
        });
    }
    return out;
}

std::string csv(const TableRequest& request, const std::vector<Row>& rows,
                const std::vector<std::string>& metrics) {
    FigureRequest plain; // no papers beside
    plain.style.language = request.language;
    Lettering unused("", false);
    const auto table = numbersOf(rows, metrics, Papers(Kit(plain, unused)));
    std::string out;
    const auto line = [&](const std::vector<std::string>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i)
            out.append(i == 0 ? "" : ",").append(csvCell(printable(cells[i])));
        out += "\n";
    };
    line(table.head);
    for (const auto& row : table.rows)
        line(row);
    return out;
}

/// A comment of HTML ends at two hyphens.
std::string commentText(std::string text) {
    for (auto at = text.find("--"); at != std::string::npos; at = text.find("--", at))
        text.replace(at, 2, "- -");
    return text;
}

} // namespace

Result<std::string> renderTable(const TableRequest& request, TableFormat format,
                                const Provenance& provenance) {
    const auto rows = rowsOf(request.measurements, request.language);
    if (rows.empty()) return Error{ErrorCode::InvalidArgument, "A table needs at least one row."};
    std::vector<std::string> metrics;
    for (const eval::Metric& metric : eval::metrics()) {
        if (request.metrics.empty() && countWith(rows, metric.id) > 0) metrics.push_back(metric.id);
    }
    for (const auto& metric : request.metrics) {
        if (std::find(metrics.begin(), metrics.end(), metric) == metrics.end()) metrics.push_back(metric);
    }
    const auto title = printable(request.title);
    switch (format) {
    case TableFormat::Latex:
        return provenanceLines(provenance, title, "% ") + latex(gridOf(request, rows, metrics), request);
    case TableFormat::Markdown: {
        std::string out;
        for (const auto& [name, text] : provenanceFields(provenance, ""))
            out += "<!-- " + name + ": " + commentText(text) + " -->\n";
        return out + (out.empty() ? "" : "\n") + markdown(gridOf(request, rows, metrics), request);
    }
    case TableFormat::Csv:
        break;
    }
    return provenanceLines(provenance, title, "# ") + csv(request, rows, metrics);
}

} // namespace sparlet::report
