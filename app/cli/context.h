// What every command has: the general options, the home, a way to be stopped, and a place for progress.
#pragma once

#include "base/task.h"
#include "engine/workspace.h"
#include "output.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>

namespace sparlet::cli {

/// Exit statuses of the program.
enum Exit { kDone = 0, kFailed = 1, kUsage = 2, kInterrupted = 130 };

struct Context {
    std::string home;
    std::string device = "auto";
    std::string precision = "auto";
    int threads = 0;
    bool json = false;
    bool quiet = false;
    CancelToken cancel;
    std::function<int()> run; // set by the command that was chosen

    Result<std::shared_ptr<engine::Workspace>> openWorkspace() const;
    /// Empty with --quiet.
    ProgressCallback progress() const;
};

/// Adds the general options to a command.
void addGeneral(CLI::App& command, Context& context);

/// One sentence on standard error, and the status that goes with it.
int fail(const Error& error);

/// What is left of a command that only had something done: the sentence of a failure, or `object` with
/// --json.
int finish(const Context& context, const Status& done, const Json& object);

/// Runs `use` on the opened home; `use` returns an exit status.
int withWorkspace(const Context& context, const std::function<int(engine::Workspace&)>& use);

} // namespace sparlet::cli
