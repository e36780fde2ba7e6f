#include "base/printable.h"
#include "commands.h"
#include "evaluation_output.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <iostream>

namespace sparlet::cli {

namespace {

constexpr const char* kEvaluationsFooter =
    R"(Kept evaluations are made by 'sparlet evaluate --keep' and by 'sparlet ablate'.

  evaluations                        list them, newest first
  evaluations show ID                numbers, curves, and the queries, worst first
  evaluations show ID --query P      what the query P found, right and wrong
  evaluations diff ID ID --query P   how two models or precisions rank for one query
  evaluations rename ID NAME         give one a name
  evaluations remove ID              throw one away
  evaluations moved OLD NEW          the pictures that were in OLD are in NEW, as after a
                                     project came from another machine

JSON: evaluations:[{id, name, ...evaluate's fields}] (problem where one cannot be opened);
show: evaluation:{...}, queries:[{path,label,ap,p_at_1,p_at_10,relevant,worst_confusion}],
precision_recall:[[recall,precision],...], precision_at:[[k,precision],...], labels:[...],
confusion:[[...],...];
show --query: evaluation, model, query:{...}, results:[{rank,path,label,score,relevance}];
diff: query, overlap, kendall_tau, moves:[{path,label,relevance,left,right,left_score,
right_score}], left:{...}, right:{...}; moved: moved:{OLD:NEW})";

struct EvaluationsOptions {
    std::string id, other, query, name;
    int top = 10;
};

const char* nameOf(engine::RankedImage::Relevance relevance) {
    using Relevance = engine::RankedImage::Relevance;
    return relevance == Relevance::Right ? "right" : relevance == Relevance::Junk ? "junk" : "wrong";
}

std::string dateText(std::int64_t seconds) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    char text[32] = "";
    if (seconds > 0 && ::localtime_r(&time, &parts) != nullptr)
        std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts);
    return text;
}

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json();
}

Json toJson(const engine::QueryScore& query) {
    Json out;
    setPath(out, "path", query.path);
    out["label"] = query.label;
    out["ap"] = number(query.averagePrecision);
    out["p_at_1"] = query.pAt1;
    out["p_at_10"] = query.pAt10;
    out["relevant"] = query.relevant;
    out["worst_confusion"] = query.worstConfusion;
    return out;
}

Json toJson(const std::vector<engine::CurvePoint>& curve) {
    Json out = Json::array();
    for (const auto& point : curve)
        out.push_back({point.x, point.y});
    return out;
}

Json toJson(const engine::EvaluationDetails& details) {
    Json out;
    out["evaluation"] = summaryJson(details.summary);
    out["queries"] = Json::array();
    for (const auto& query : details.queries)
        out["queries"].push_back(toJson(query));
    out["precision_recall"] = toJson(details.precisionRecall);
    out["precision_at"] = toJson(details.precisionAt);
    out["labels"] = details.labels;
    out["confusion"] = Json::array();
    const std::size_t labels = details.labels.size();
    for (std::size_t row = 0; row < labels; ++row) {
        const auto begin = details.confusion.begin() + static_cast<std::ptrdiff_t>(row * labels);
        out["confusion"].push_back(std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(labels)));
    }
    return out;
}

Json toJson(const engine::QueryRanking& ranking) {
    Json out;
    out["evaluation"] = ranking.evaluation;
    out["model"] = ranking.model;
    out["query"] = toJson(ranking.query);
    out["results"] = Json::array();
    for (const auto& result : ranking.results) {
        Json one{{"rank", result.rank}};
        setPath(one, "path", result.path);
        one["label"] = result.label;
        one["score"] = number(result.score);
        one["relevance"] = nameOf(result.relevance);
        out["results"].push_back(std::move(one));
    }
    return out;
}

Json toJson(const engine::RankDifference& difference) {
    Json out;
    setPath(out, "query", difference.left.query.path);
    out["overlap"] = difference.overlap;
    out["kendall_tau"] = difference.kendallTau;
    out["moves"] = Json::array();
    for (const auto& move : difference.moves) {
        Json one;
        setPath(one, "path", move.path);
        one["label"] = move.label;
        one["relevance"] = nameOf(move.relevance);
        one["left"] = move.left;
        one["right"] = move.right;
        one["left_score"] = number(move.leftScore);
        one["right_score"] = number(move.rightScore);
        out["moves"].push_back(std::move(one));
    }
    out["left"] = toJson(difference.left);
    out["right"] = toJson(difference.right);
    return out;
}

int listEvaluations(const Context& context, engine::Workspace& workspace) {
    const auto all = workspace.evaluations();
    if (!all.ok()) return fail(all.error());
    if (context.json) {
        Json out{{"evaluations", Json::array()}};
        for (const auto& one : *all)
            out["evaluations"].push_back(summaryJson(one));
        return printJson(out);
    }
    if (all->empty()) {
        std::cout << "No evaluation is kept; keep one with: sparlet evaluate --keep\n";
        return finishOutput();
    }
    Table table({"id", "name", "protocol", "mAP", "P@1", "P@10", "made"},
                {false, false, false, true, true, true, false});
    for (const auto& one : *all) {
        table.add({one.id, printable(one.name), one.report.protocol, decimal(one.report.map, 4),
                   decimal(one.report.pAt1, 4), decimal(one.report.pAt10, 4), dateText(one.created)});
    }
    table.print();
    for (const auto& one : *all) {
        if (!one.problem.empty()) std::cout << printable(one.problem) << '\n';
    }
    return finishOutput();
}

int print(const engine::EvaluationDetails& details, int top) {
    const auto& summary = details.summary;
    std::cout << printable(summary.name) << " (" << summary.id << ")\ndata      " << printable(summary.data)
              << "\nmade by   " << printable(summary.command) << "\n\n";
    printReport(summary.report);
    auto queries = details.queries;
    std::erase_if(queries, [](const auto& query) { return std::isnan(query.averagePrecision); });
    std::stable_sort(queries.begin(), queries.end(),
                     [](const auto& a, const auto& b) { return a.averagePrecision < b.averagePrecision; });
    std::cout << "\nWorst queries\n";
    Table table({"AP", "P@10", "relevant", "taken for", "query"}, {true, true, true, false, false});
    for (std::size_t i = 0; i < std::min(queries.size(), static_cast<std::size_t>(top)); ++i) {
        const auto& query = queries[i];
        table.add({decimal(query.averagePrecision, 4), decimal(query.pAt10, 2),
                   std::to_string(query.relevant), printable(query.worstConfusion), printable(query.path)});
    }
    table.print();
    return finishOutput();
}

int print(const engine::QueryRanking& ranking) {
    std::cout << printable(ranking.query.path) << "  " << printable(ranking.query.label) << "  AP "
              << decimal(ranking.query.averagePrecision, 4) << '\n';
    Table table({"rank", "score", "", "label", "path"}, {true, true, false, false, false});
    for (const auto& result : ranking.results) {
        table.add({std::to_string(result.rank), decimal(static_cast<double>(result.score), 4),
                   nameOf(result.relevance), printable(result.label), printable(result.path)});
    }
    table.print();
    return finishOutput();
}

int print(const engine::RankDifference& difference) {
    std::cout << printable(difference.left.query.path) << "\nleft  " << difference.left.evaluation << ", AP "
              << decimal(difference.left.query.averagePrecision, 4) << "\nright "
              << difference.right.evaluation << ", AP " << decimal(difference.right.query.averagePrecision, 4)
              << "\noverlap " << decimal(difference.overlap, 2) << ", Kendall's tau "
              << decimal(difference.kendallTau, 4) << '\n';
    Table table({"left", "right", "moved", "", "label", "path"}, {true, true, true, false, false, false});
    for (const auto& move : difference.moves) {
        const int by = move.left - move.right;
        table.add({std::to_string(move.left), std::to_string(move.right),
                   by > 0 ? "+" + std::to_string(by) : std::to_string(by), nameOf(move.relevance),
                   printable(move.label), printable(move.path)});
    }
    table.print();
    return finishOutput();
}

template <class T>
int show(const Context& context, const Result<T>& result) {
    if (!result.ok()) return fail(result.error());
    return context.json ? printJson(toJson(*result)) : print(*result);
}

using SharedOptions = std::shared_ptr<EvaluationsOptions>;
using EvaluationsBody = std::function<int(engine::Workspace&)>;

void runs(CLI::App& command, Context& context, EvaluationsBody body) {
    addGeneral(command, context);
    command.callback(
        [&context, body] { context.run = [&context, body] { return withWorkspace(context, body); }; });
}

CLI::Option* addTop(CLI::App& command, EvaluationsOptions& options) {
    return command.add_option("--top", options.top, "Results (or worst queries) to show (default: 10)")
        ->type_name("K")
        ->check(CLI::Range(1, 1000000));
}

void addShow(CLI::App& parent, Context& context, const SharedOptions& options) {
    auto* command = parent.add_subcommand("show", "Numbers, curves, queries, or what one query found");
    command->add_option("ID", options->id, "Evaluation")->required();
    command->add_option("--query", options->query, "A query's picture")->type_name("P");
    addTop(*command, *options);
    runs(*command, context, [&context, options](engine::Workspace& workspace) {
        if (!options->query.empty()) {
            const auto path = std::filesystem::absolute(options->query).lexically_normal().string();
            return show(context, workspace.evaluationQuery(options->id, path, options->top));
        }
        const auto details = workspace.evaluation(options->id);
        if (!details.ok()) return fail(details.error());
        return context.json ? printJson(toJson(*details)) : print(*details, options->top);
    });
}

void addDiff(CLI::App& parent, Context& context, const SharedOptions& options) {
    auto* command = parent.add_subcommand("diff", "How two evaluations rank for one query");
    command->add_option("LEFT", options->id, "Evaluation")->required();
    command->add_option("RIGHT", options->other, "Another one, of the same images")->required();
    command->add_option("--query", options->query, "The query's picture")->type_name("P")->required();
    addTop(*command, *options);
    runs(*command, context, [&context, options](engine::Workspace& workspace) {
        const auto path = std::filesystem::absolute(options->query).lexically_normal().string();
        return show(context, workspace.rankDifference(options->id, options->other, path, options->top));
    });
}

void addChanges(CLI::App& parent, Context& context, const SharedOptions& options) {
    auto* rename = parent.add_subcommand("rename", "Give an evaluation a name");
    rename->add_option("ID", options->id, "Evaluation")->required();
    rename->add_option("NAME", options->name, "Its name")->required();
    runs(*rename, context, [&context, options](engine::Workspace& workspace) {
        return finish(context, workspace.renameEvaluation(options->id, options->name),
                      Json{{"id", options->id}, {"name", options->name}});
    });
    auto* remove = parent.add_subcommand("remove", "Throw an evaluation away");
    remove->add_option("ID", options->id, "Evaluation")->required();
    runs(*remove, context, [&context, options](engine::Workspace& workspace) {
        return finish(context, workspace.deleteEvaluation(options->id), Json{{"removed", options->id}});
    });
}

int noteMoved(const Context& context, const std::string& from, const std::string& to,
              engine::Workspace& workspace) {
    const auto before = workspace.setPicturesFolder(from, to);
    if (!before.ok()) return fail(before.error());
    const auto plain = [](const std::string& path) {
        return std::filesystem::absolute(path).lexically_normal().string();
    };
    return finish(context, Status{}, Json{{"moved", {{plain(from), plain(to)}}}});
}

void addMoved(CLI::App& parent, Context& context, const SharedOptions& options) {
    auto* command = parent.add_subcommand("moved", "Say where pictures are by now");
    command->add_option("OLD", options->id, "Folder that evaluations name")->required();
    command->add_option("NEW", options->other, "Where its pictures are on this machine")
        ->required()
        ->check(CLI::ExistingDirectory);
    runs(*command, context, [&context, options](engine::Workspace& workspace) {
        return noteMoved(context, options->id, options->other, workspace);
    });
}

} // namespace

void addEvaluations(CLI::App& app, Context& context) {
    auto options = std::make_shared<EvaluationsOptions>();
    auto* command = app.add_subcommand("evaluations", "List kept evaluations and look into them");
    command->require_subcommand(0, 1);
    command->footer(kEvaluationsFooter);
    addShow(*command, context, options);
    addDiff(*command, context, options);
    addChanges(*command, context, options);
    addMoved(*command, context, options);
    addGeneral(*command, context);
    // A sub-command's own callback ran before this one.
    command->callback([&context, command] {
        if (!command->get_subcommands().empty()) return;
        context.run = [&context] {
            return withWorkspace(
                context, [&](engine::Workspace& workspace) { return listEvaluations(context, workspace); });
        };
    });
}

} // namespace sparlet::cli
