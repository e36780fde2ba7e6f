#include "base/printable.h"
#include "commands.h"
#include "output.h"

#include <algorithm>
#include <iostream>

namespace sparlet::cli {

namespace {

constexpr const char* kDoctorFooter =
    R"(Looks at versions, devices, instruction sets, data paths, the home's catalogue and every
segment, models and word vectors. The exit status is 1 when a check fails; the list is
printed all the same.

JSON: checks:[{name,ok,detail}]

Example:
  sparlet doctor)";

int print(const std::vector<engine::Check>& checks) {
    Table table({"", "check", "detail"});
    for (const auto& check : checks) {
        table.add({check.ok ? "ok" : "FAILED", printable(check.name), printable(check.detail)});
    }
    table.print();
    return finishOutput();
}

int printAsJson(const std::vector<engine::Check>& checks) {
    Json out;
    out["checks"] = Json::array();
    for (const auto& check : checks) {
        out["checks"].push_back({{"name", check.name}, {"ok", check.ok}, {"detail", check.detail}});
    }
    return printJson(out);
}

} // namespace

void addDoctor(CLI::App& app, Context& context) {
    auto* command = app.add_subcommand("doctor", "Check this installation and a home");
    addGeneral(*command, context);
    command->footer(kDoctorFooter);
    command->callback([&context] {
        context.run = [&context] {
            return withWorkspace(context, [&](engine::Workspace& workspace) -> int {
                const auto checks = workspace.doctor();
                const int printed = context.json ? printAsJson(checks) : print(checks);
                const auto failed =
                    std::count_if(checks.begin(), checks.end(), [](const auto& check) { return !check.ok; });
                if (printed != kDone || failed == 0) return printed;
                return fail({ErrorCode::Corrupt, failed == 1 ? std::string("One check failed.")
                                                             : std::to_string(failed) + " checks failed."});
            });
        };
    });
}

} // namespace sparlet::cli
