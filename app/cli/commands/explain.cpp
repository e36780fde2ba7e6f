#include "base/printable.h"
#include "commands.h"
#include "output.h"

#include <iostream>

namespace sparlet::cli {

namespace {

constexpr const char* kExplainFooter =
    R"(The score of a result is the cosine of the query and its stored code, so it is a sum with one
product for each dimension of the code.

JSON: path, model, score, contributions:[{dimension,query,result,product}] (largest product
first; the products sum to the score)

Example:
  sparlet explain --collection holidays --image beach.jpg --path ~/Pictures/coast.jpg)";

Json toJson(const engine::ExplainReport& report) {
    Json out;
    setPath(out, "path", report.path);
    out["model"] = report.model;
    out["score"] = report.score;
    out["contributions"] = Json::array();
    for (const auto& one : report.contributions) {
        out["contributions"].push_back({{"dimension", one.dimension},
                                        {"query", one.query},
                                        {"result", one.result},
                                        {"product", one.product}});
    }
    return out;
}

int print(const engine::ExplainReport& report) {
    std::cout << printable(report.path) << "\nscore " << decimal(static_cast<double>(report.score), 4)
              << '\n';
    Table table({"dimension", "query", "result", "product"}, {true, true, true, true});
    for (const auto& one : report.contributions) {
        table.add({std::to_string(one.dimension), decimal(static_cast<double>(one.query), 4),
                   decimal(static_cast<double>(one.result), 4),
                   decimal(static_cast<double>(one.product), 4)});
    }
    table.print();
    return finishOutput();
}

} // namespace

void addExplain(CLI::App& app, Context& context) {
    auto request = std::make_shared<engine::ExplainRequest>();
    auto* command = app.add_subcommand("explain", "Show which dimensions carried a match");
    command->add_option("--collection,-c", request->collection, "Collection that has the result")
        ->required()
        ->type_name("NAME");
    command->add_option("--image,-i", request->query.value, "The query picture")->required()->type_name("Q");
    command->add_option("--path,-p", request->path, "The result")->required()->type_name("P");
    addGeneral(*command, context);
    command->footer(kExplainFooter);
    command->callback([&context, request] {
        context.run = [&context, request] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                std::error_code ignored;
                const bool file = std::filesystem::exists(request->query.value, ignored);
                request->query.source =
                    file ? engine::QueryPart::Source::File : engine::QueryPart::Source::Indexed;
                const auto report = workspace.explain(*request);
                if (!report.ok()) return fail(report.error());
                return context.json ? printJson(toJson(*report)) : print(*report);
            });
        };
    });
}

} // namespace sparlet::cli
