// All figures and tables of the papers from one choice of rows, as `sparlet figures` writes them.
#include "base/atomic_file.h"
#include "base/printable.h"
#include "engine/publish_internal.h"
#include "engine/workspace_internal.h"
#include "report/names.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

using eval::Measurement;
using report::FigureKind;
using report::FigureRequest;

/// A figure or a table, and what it needs a sentence for where it cannot be made.
struct Piece {
    std::string name;
    std::optional<FigureRequest> figure;
    std::optional<report::TableRequest> table;
    std::string command; // that makes it; "": the whole set's
};

struct Choice {
    std::vector<Measurement> rows, plain, papers; // plain: methods as they are, without parts left out
    std::string command;
};

const std::map<std::string, report::FigureFormat> kFigureFormats = {{"pdf", report::FigureFormat::Pdf},
                                                                    {"svg", report::FigureFormat::Svg},
                                                                    {"png", report::FigureFormat::Png},
                                                                    {"csv", report::FigureFormat::Csv}};
const std::map<std::string, report::TableFormat> kTableFormats = {{"tex", report::TableFormat::Latex},
                                                                  {"md", report::TableFormat::Markdown},
                                                                  {"csv", report::TableFormat::Csv}};

std::vector<std::string> groupsOf(const std::vector<Measurement>& all) {
    std::vector<std::string> groups;
    for (const auto& row : all) {
        if (row.source == Measurement::Source::Paper) continue;
        if (std::find(groups.begin(), groups.end(), row.group) == groups.end()) groups.push_back(row.group);
    }
    return groups;
}

std::vector<Measurement> membersOf(const std::vector<Measurement>& all, const std::string& group) {
    std::vector<Measurement> out;
    std::copy_if(all.begin(), all.end(), std::back_inserter(out), [&](const Measurement& row) {
        return row.source != Measurement::Source::Paper && row.group == group;
    });
    return out;
}

Result<std::vector<Measurement>> chosenRows(const std::vector<Measurement>& all,
                                            const PublishRequest& request) {
    if (!request.ids.empty()) {
        std::vector<Measurement> out;
        for (const auto& id : request.ids) {
            const auto at =
                std::find_if(all.begin(), all.end(), [&](const auto& row) { return row.id == id; });
            if (at == all.end()) {
                return Error{ErrorCode::NotFound,
                             "There is no evaluation or run record " + quoted(fs::path(id)) + "."};
            }
            out.push_back(*at);
        }
        return out;
    }
    const auto groups = groupsOf(all);
    if (groups.empty()) {
        return Error{ErrorCode::NotFound, "There is no evaluation to draw; run sparlet evaluate first."};
    }
    if (!request.group.empty()) {
        auto out = membersOf(all, request.group);
        if (!out.empty()) return out;
        std::string known;
        for (const auto& group : groups)
            known += (known.empty() ? "" : "; ") + printable(group);
        return Error{ErrorCode::NotFound,
                     "There is no group '" + printable(request.group) + "'; there are: " + known + "."};
    }
    std::vector<Measurement> best;
    std::size_t most = 0;
    for (const auto& group : groups) {
        auto members = membersOf(all, group);
        auto compared = members; // what a sweep went through is one configuration
        std::erase_if(compared, [](const Measurement& row) { return report::isSweep(row.variant); });
        const auto count = eval::aggregate(compared).size();
        if (count > most) {
            most = count;
            best = std::move(members);
        }
    }
    return best;
}

std::string commandOf(const PublishRequest& request, const std::vector<Measurement>& rows) {
    std::string out = "sparlet figures --out figures";
    if (request.ids.empty()) {
        out += " --group " + shellWord(rows.front().group);
    } else {
        out += " --runs";
        for (const auto& id : request.ids)
            out += " " + shellWord(id);
    }
    std::string formats;
    for (const auto& format : request.formats)
        formats += (formats.empty() ? "" : ",") + format;
    if (!formats.empty()) out += " --format " + formats;
    const report::FigureStyle usual;
    const auto number = [](double value) {
        auto text = std::to_string(value);
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') text.pop_back();
        return text;
    };
    if (request.style.widthMm != usual.widthMm) out += " --width " + number(request.style.widthMm);
    if (request.style.fontPt != usual.fontPt) out += " --font-size " + number(request.style.fontPt);
    if (!request.style.font.empty()) out += " --font " + shellWord(request.style.font);
    if (request.style.palette != usual.palette) out += " --palette " + shellWord(request.style.palette);
    if (request.style.dpi != usual.dpi) out += " --dpi " + std::to_string(request.style.dpi);
    if (request.style.language == report::Language::Japanese) out += " --language ja";
    static constexpr const char* places[] = {"", "right", "below", "inside", "none"};
    if (request.style.legend != usual.legend) {
        out += std::string(" --legend ") + places[static_cast<int>(request.style.legend)];
    }
    if (!request.style.patterns) out += " --plain";
    return out + (request.papers ? "" : " --no-papers");
}

FigureRequest figure(FigureKind kind, const std::string& name, const Choice& choice,
                     const report::FigureStyle& style) {
    FigureRequest out;
    out.kind = kind;
    out.name = name;
    out.title = name;
    out.measurements = kind == FigureKind::Ablation || kind == FigureKind::Sweep ? choice.rows : choice.plain;
    out.papers = choice.papers;
    out.style = style;
    return out;
}

/// The papers' figures 2 to 7, and what one asks next.
void addFigures(std::vector<Piece>& pieces, const Choice& choice, const report::FigureStyle& style) {
    const auto add = [&](FigureRequest request) {
        const auto name = request.name;
        pieces.push_back({name, std::move(request), {}, {}});
    };
    add(figure(FigureKind::Accuracy, "accuracy", choice, style));
    add(figure(FigureKind::Efficiency, "efficiency", choice, style));
    const std::pair<const char*, const char*> axes[] = {{"trade-off", "latency_batch1_ms"},
                                                        {"trade-off-size", "model_mb"},
                                                        {"trade-off-code", "bytes_per_image"},
                                                        {"trade-off-memory", "memory_mb"},
                                                        {"trade-off-parameters", "parameters_m"}};
    for (const auto& [name, metric] : axes) {
        auto one = figure(FigureKind::TradeOff, name, choice, style);
        one.x = metric;
        // Far values of others would press one's own rows together: they have a figure of their own.
        one.papers.clear();
        add(std::move(one));
    }
    if (!choice.papers.empty()) {
        add(figure(FigureKind::TradeOff, "trade-off-papers", choice, style));
    }
    add(figure(FigureKind::Backbones, "backbones", choice, style));
    add(figure(FigureKind::Improvement, "improvement", choice, style));
    add(figure(FigureKind::OverallScore, "overall-score", choice, style));
    add(figure(FigureKind::ParallelCoordinates, "parallel-coordinates", choice, style));
    add(figure(FigureKind::Ablation, "ablation", choice, style));
}

/// Density and bits against accuracy. Where nobody chose rows and those of the other figures have no sweep,
/// the largest sweep there is.
void addSweeps(std::vector<Piece>& pieces, const std::vector<Measurement>& all, Choice choice,
               const PublishRequest& request) {
    const auto countIn = [](const std::vector<Measurement>& rows) {
        return std::count_if(rows.begin(), rows.end(),
                             [](const Measurement& row) { return report::isSweep(row.variant); });
    };
    const bool chosen = !request.ids.empty() || !request.group.empty();
    auto most = countIn(choice.rows);
    std::string command;
    if (!chosen && most == 0) {
        for (const auto& group : groupsOf(all)) {
            auto members = membersOf(all, group);
            if (countIn(members) <= most) continue;
            most = countIn(members);
            command = commandOf(request, members);
            choice.rows = std::move(members);
        }
    }
    for (const auto& [name, metric] :
         {std::pair("sweep-density", "density"), std::pair("sweep-bits", "mean_bits")}) {
        auto one = figure(FigureKind::Sweep, name, choice, request.style);
        one.x = metric;
        one.papers.clear();
        pieces.push_back({name, std::move(one), {}, command});
    }
}

void addTables(std::vector<Piece>& pieces, const Choice& choice, report::Language language) {
    const auto add = [&](const char* name, const char* title, const std::vector<Measurement>& rows,
                         std::vector<std::string> metrics) {
        report::TableRequest table;
        table.name = name;
        table.title = title;
        table.measurements = rows;
        table.language = language;
        // A column that no row has anything in is left out.
        for (auto& metric : metrics) {
            if (std::any_of(rows.begin(), rows.end(),
                            [&](const Measurement& row) { return row.values.count(metric) != 0; })) {
                table.metrics.push_back(std::move(metric));
            }
        }
        if (table.metrics.empty() && !metrics.empty()) table.measurements.clear();
        pieces.push_back({name, {}, std::move(table), {}});
    };
    const bool japanese = language == report::Language::Japanese;
    add("table-accuracy", japanese ? "検索精度" : "Retrieval accuracy", choice.plain,
        {"map", "p_at_1", "p_at_5", "p_at_10"});
    add("table-efficiency", japanese ? "効率性" : "Efficiency", choice.plain,
        {"latency_batch1_ms", "latency_batch32_ms", "model_mb", "parameters_m", "memory_mb",
         "bytes_per_image"});
    std::set<std::pair<std::string, std::string>> varied;
    for (const auto& row : choice.rows) {
        if (!row.variant.empty() && !report::isSweep(row.variant)) varied.insert({row.method, row.backbone});
    }
    std::vector<Measurement> ablation;
    std::copy_if(choice.rows.begin(), choice.rows.end(), std::back_inserter(ablation), [&](const auto& row) {
        return !report::isSweep(row.variant) && varied.count({row.method, row.backbone}) != 0;
    });
    add("table-ablation", japanese ? "アブレーション" : "Ablation", ablation,
        {"map", "p_at_1", "latency_batch1_ms", "model_mb", "bytes_per_image"});
    add("table-all", japanese ? "全結果" : "All results", choice.rows, {});
}

/// What a kept evaluation has behind its numbers.
struct Behind {
    std::vector<report::Curve> recall, at, precisions;
    std::optional<EvaluationDetails> best;
};

FigureRequest curves(FigureKind kind, std::vector<report::Curve> lines, const Choice& choice,
                     const report::FigureStyle& style) {
    auto out = figure(kind, nameOf(kind), choice, style);
    out.papers.clear();
    out.curves = std::move(lines);
    return out;
}

void addBehind(std::vector<Piece>& pieces, Behind& behind, const Choice& choice,
               const report::FigureStyle& style) {
    const auto add = [&](FigureRequest request) {
        const auto name = request.name;
        pieces.push_back({name, std::move(request), {}, {}});
    };
    add(curves(FigureKind::PrecisionRecall, std::move(behind.recall), choice, style));
    add(curves(FigureKind::PrecisionAt, std::move(behind.at), choice, style));
    add(curves(FigureKind::AveragePrecisions, std::move(behind.precisions), choice, style));
    auto confusion = figure(FigureKind::Confusion, "confusion", choice, style);
    confusion.labels = behind.best->labels;
    confusion.matrix = behind.best->confusion;
    confusion.title = "confusion of " + behind.best->summary.name;
    add(std::move(confusion));
}

/// The query with the lowest AP, the one in the middle and the one with the highest.
std::vector<std::pair<std::string, std::string>> telling(const EvaluationDetails& details) {
    std::vector<const QueryScore*> order;
    for (const QueryScore& query : details.queries) {
        if (std::isfinite(query.averagePrecision)) order.push_back(&query);
    }
    if (order.empty()) return {};
    std::stable_sort(order.begin(), order.end(), [](const QueryScore* a, const QueryScore* b) {
        return a->averagePrecision < b->averagePrecision;
    });
    return {{"query-worst", order.front()->path},
            {"query-median", order[order.size() / 2]->path},
            {"query-best", order.back()->path}};
}

Choice choiceOf(const std::vector<Measurement>& all, std::vector<Measurement> rows,
                const PublishRequest& request) {
    Choice choice;
    choice.command = commandOf(request, rows);
    for (const auto& row : rows) {
        if (row.variant.empty()) choice.plain.push_back(row);
    }
    if (choice.plain.empty()) choice.plain = rows;
    // The papers measured CIFAR-10; beside other data their values would say nothing.
    const bool comparable = std::any_of(rows.begin(), rows.end(),
                                        [](const Measurement& row) { return row.protocol == "cifar10"; });
    for (const auto& row : all) {
        if (request.papers && comparable && row.source == Measurement::Source::Paper) {
            choice.papers.push_back(row);
        }
    }
    choice.rows = std::move(rows);
    return choice;
}

report::Curve curveOf(const std::string& title, const std::vector<CurvePoint>& points) {
    report::Curve out{title, {}, {}};
    for (const CurvePoint& point : points) {
        out.x.push_back(point.x);
        out.y.push_back(point.y);
    }
    return out;
}

/// The name that a person gave; where that is only the model's, what the model is.
std::string titleOf(const Measurement& row, const std::string& model) {
    if (!row.title.empty() && row.title != model) return row.title;
    if (row.method.empty()) return row.id;
    const auto variant = report::variantTitle(row.variant);
    return report::methodTitle(row.method) + ", " + report::backboneTitle(row.backbone) +
           (variant.empty() ? "" : " (" + variant + ")");
}

Behind lookBehind(Workspace& workspace, const Choice& choice, std::vector<std::string>& leftOut) {
    Behind behind;
    for (const auto& row : choice.rows) {
        if (row.source != Measurement::Source::Home) continue;
        auto details = workspace.evaluation(row.id);
        if (!details.ok()) {
            leftOut.push_back(details.error().message);
            continue;
        }
        const auto title = titleOf(row, details->summary.report.model);
        behind.recall.push_back(curveOf(title, details->precisionRecall));
        behind.at.push_back(curveOf(title, details->precisionAt));
        report::Curve precisions{title, {}, {}};
        for (const QueryScore& query : details->queries)
            precisions.y.push_back(query.averagePrecision);
        behind.precisions.push_back(std::move(precisions));
        if (!behind.best || details->summary.report.map > behind.best->summary.report.map) {
            behind.best = std::move(*details);
        }
    }
    if (!behind.best) {
        leftOut.push_back("Curves, confusions and strips of queries need an evaluation that is kept in this "
                          "home; shipped records have none.");
    }
    return behind;
}

void addStrips(std::vector<Piece>& pieces, Workspace& workspace, const EvaluationDetails& best,
               const Choice& choice, const report::FigureStyle& style, std::vector<std::string>& leftOut) {
    for (const auto& [name, query] : telling(best)) {
        StripRequest request;
        request.evaluation = best.summary.id;
        request.query = query;
        auto strip = workspace.queryStrip(request);
        if (!strip.ok()) {
            leftOut.push_back(name + ": " + strip.error().message);
            continue;
        }
        strip->name = name;
        strip->style = style;
        for (const auto& row : choice.rows) {
            if (row.id == best.summary.id) strip->measurements = {row};
        }
        pieces.push_back({name, std::move(*strip), {}, {}});
    }
}

/// Those of all projects, each once, over the rows chosen now: "kept-NAME".
void addKept(std::vector<Piece>& pieces, Workspace& workspace, const Choice& choice,
             std::vector<std::string>& leftOut) {
    const auto projects = workspace.projects();
    if (!projects.ok()) return; // a home without them is no reason to stop
    std::set<std::string> names;
    for (const auto& project : *projects)
        names.insert(project.figures.begin(), project.figures.end());
    for (const auto& name : names) {
        const auto text = workspace.setting("figures/" + name);
        const auto kept = text.ok() ? readKeptFigure(*text) : std::nullopt;
        if (!kept) {
            leftOut.push_back("The kept figure '" + printable(name) + "' is not one of rows alone.");
            continue;
        }
        auto request = kept->figure;
        std::string stem = "kept-";
        for (const char c : name)
            stem += c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 ? '_' : c;
        request.name = stem;
        request.title = name;
        const bool parts = request.kind == FigureKind::Ablation || request.kind == FigureKind::Sweep;
        request.measurements = parts ? choice.rows : choice.plain;
        if (kept->papers) request.papers = choice.papers;
        pieces.push_back({stem, std::move(request), {}, {}});
    }
}

/// Writes pieces in every format that is theirs.
class Writer {
public:
    Writer(fs::path folder, std::set<std::string> formats, std::string command, PublishReport& report)
        : folder_(std::move(folder)), formats_(std::move(formats)), command_(std::move(command)),
          report_(report) {}

    /// What cannot be drawn is said once, and is no failure; a disk that cannot be written to is.
    Status write(const Piece& piece) {
        for (const auto& format : formats_) {
            std::optional<Result<std::string>> bytes;
            if (piece.figure && kFigureFormats.count(format) != 0) {
                bytes = report::render(*piece.figure, kFigureFormats.at(format),
                                       provenance(piece, *piece.figure));
            } else if (piece.table && kTableFormats.count(format) != 0) {
                bytes = report::renderTable(*piece.table, kTableFormats.at(format),
                                            provenance(piece, *piece.table));
            }
            if (!bytes) continue;
            if (!bytes->ok()) {
                report_.leftOut.push_back(piece.name + ": " + bytes->error().message);
                return {}; // the other formats lack the same
            }
            const auto file = folder_ / (piece.name + "." + format);
            if (auto written = writeFileAtomically(file, **bytes); !written.ok()) return written;
            report_.files.push_back(file.string());
        }
        return {};
    }

private:
    template <class Request>
    report::Provenance provenance(const Piece& piece, const Request& request) const {
        return provenanceOf(request.measurements, piece.command.empty() ? command_ : piece.command,
                            configurationOf(request));
    }

    fs::path folder_;
    std::set<std::string> formats_;
    std::string command_;
    PublishReport& report_;
};

Result<std::set<std::string>> formatsOf(const PublishRequest& request) {
    std::set<std::string> formats(request.formats.begin(), request.formats.end());
    for (const auto& format : formats) {
        if (kFigureFormats.count(format) == 0 && kTableFormats.count(format) == 0) {
            return Error{ErrorCode::InvalidArgument, "There is no format '" + printable(format) +
                                                         "'; there are pdf, svg, png, csv, tex and md."};
        }
    }
    if (formats.empty()) formats = {"pdf", "svg", "png", "csv", "tex", "md"};
    return formats;
}

} // namespace

Result<PublishReport> WorkspaceImpl::publish(const PublishRequest& request, const ProgressCallback& progress,
                                             const CancelToken& cancel) {
    auto formats = formatsOf(request);
    if (!formats.ok()) return formats.error();
    if (request.folder.empty()) {
        return Error{ErrorCode::InvalidArgument, "No folder is named for the figures."};
    }
    const auto all = measurements();
    if (!all.ok()) return all.error();
    auto rows = chosenRows(*all, request);
    if (!rows.ok()) return rows.error();
    const Choice choice = choiceOf(*all, std::move(*rows), request);
    std::error_code problem;
    const fs::path folder = fs::absolute(request.folder, problem).lexically_normal();
    if (auto made = makeFolder(folder); !made.ok()) return made.error();

    PublishReport report;
    std::vector<Piece> pieces;
    addFigures(pieces, choice, request.style);
    addSweeps(pieces, *all, choice, request);
    addTables(pieces, choice, request.style.language);
    addKept(pieces, *this, choice, report.leftOut);
    Behind behind = lookBehind(*this, choice, report.leftOut);
    if (behind.best) {
        addStrips(pieces, *this, *behind.best, choice, request.style, report.leftOut);
        addBehind(pieces, behind, choice, request.style);
    }
    Writer writer(folder, std::move(*formats), choice.command, report);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped; what was written stays."};
        if (progress) progress({"drawing", i, pieces.size(), 0, 0, {}, pieces[i].name});
        if (auto written = writer.write(pieces[i]); !written.ok()) return written.error();
    }
    return report;
}

} // namespace sparlet::engine
