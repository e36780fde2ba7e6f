#include "base/log.h"
#include "base/printable.h"
#include "commands/commands.h"
#include "context.h"
#include "interrupt.h"

#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>

namespace {

using namespace sparlet;
using namespace sparlet::cli;

constexpr const char* kAbout =
    "Sparlet finds pictures: it indexes folders into very small codes, answers queries by picture, region or "
    "words, and shows why each result matched.";

constexpr const char* kFooter = R"(Examples:
  sparlet index ~/Pictures --collection holidays
  sparlet query --collection holidays --image beach.jpg --iqe 2 --top 20
  sparlet query --collection holidays --expr "2:beach.jpg + 0.5:sunset - people"
  sparlet inspect --collection holidays --path ~/Pictures/beach.jpg

Exit status: 0 done, 1 failed (one sentence on standard error), 2 wrong usage, 130 interrupted (Ctrl-C and
SIGTERM stop cleanly; what was done is kept). Environment: SPARLET_HOME, SPARLET_MODELS.
'sparlet COMMAND --help' explains a command.)";

void logToStandardError(bool quiet) {
    setLogSink([quiet](LogLevel level, std::string_view message) {
        const bool wanted = level == LogLevel::Error || (!quiet && level != LogLevel::Debug);
        if (wanted) std::cerr << "sparlet: " << printable(message) << std::endl;
    });
}

int runProgram(int argc, char** argv) {
    CLI::App app{kAbout, "sparlet"};
    Context context;
    app.set_version_flag("--version", std::string("sparlet ") + SPARLET_VERSION);
    app.set_help_all_flag("--help-all", "Print the help of every command");
    app.require_subcommand(1);
    app.footer(kFooter);
    addGeneral(app, context);
    for (const auto add : {addIndex, addCollections, addQuery, addInspect, addExplain, addDuplicates,
                           addStatistics, addDescribe, addTrain, addEvaluate, addEvaluations, addAblate,
                           addProject, addFigures, addModel, addDoctor, addBench}) {
        add(app, context);
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& problem) {
        std::cerr << "sparlet: " << printable(problem.what()) << "\nTry: sparlet --help" << std::endl;
        return kUsage;
    }
    logToStandardError(context.quiet);
    cancelOnInterrupt(context.cancel);
    return context.run();
}

} // namespace

int main(int argc, char** argv) {
    try {
        return runProgram(argc, argv);
    } catch (const std::bad_alloc&) {
        std::cerr << "sparlet: There is not enough memory." << std::endl;
    } catch (const std::exception& problem) {
        std::cerr << "sparlet: An unexpected problem: " << problem.what() << std::endl;
    }
    return kFailed;
}
