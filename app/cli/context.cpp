#include "context.h"

#include "base/home_folder.h"
#include "base/printable.h"
#include "progress_printer.h"

#include <iostream>

namespace sparlet::cli {

Result<std::shared_ptr<engine::Workspace>> Context::openWorkspace() const {
    engine::WorkspaceOptions options;
    options.home = home.empty() ? defaultHome() : std::filesystem::path(home);
    options.device = device;
    options.precision = precision;
    options.threads = threads;
    return engine::Workspace::open(options);
}

ProgressCallback Context::progress() const {
    if (quiet) return {};
    return [printer = std::make_shared<ProgressPrinter>()](const Progress& step) { printer->show(step); };
}

void addGeneral(CLI::App& command, Context& context) {
    constexpr const char* kGroup = "General";
    command
        .add_option("--home", context.home,
                    "Folder for everything Sparlet stores (default: $SPARLET_HOME, else the XDG data folder)")
        ->type_name("DIR")
        ->group(kGroup);
    command.add_option("--device", context.device, "Where networks run: auto, cpu, cuda or cuda:N")
        ->type_name("NAME")
        ->group(kGroup);
    command
        .add_option("--precision", context.precision,
                    "How networks compute: auto (the fastest that was checked), eager, fp32, bf16 or int8")
        ->check(CLI::IsMember({"auto", "eager", "fp32", "bf16", "int8"}))
        ->type_name("P")
        ->group(kGroup);
    command.add_option("--threads", context.threads, "Threads to use (default: the machine's)")
        ->type_name("N")
        ->check(CLI::Range(1, 1024))
        ->group(kGroup);
    command.add_flag("--json", context.json, "Print one JSON object on standard output at the end")
        ->group(kGroup);
    command.add_flag("--quiet,-q", context.quiet, "No progress and no notes on standard error")
        ->group(kGroup);
}

int fail(const Error& error) {
    std::cerr << "sparlet: " << printable(error.message) << std::endl;
    return error.code == ErrorCode::Cancelled ? kInterrupted : kFailed;
}

int finish(const Context& context, const Status& done, const Json& object) {
    if (!done.ok()) return fail(done.error());
    return context.json ? printJson(object) : kDone;
}

int withWorkspace(const Context& context, const std::function<int(engine::Workspace&)>& use) {
    const auto workspace = context.openWorkspace();
    if (!workspace.ok()) return fail(workspace.error());
    return use(**workspace);
}

} // namespace sparlet::cli
