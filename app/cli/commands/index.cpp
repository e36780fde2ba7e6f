#include "base/printable.h"
#include "commands.h"
#include "output.h"

#include <iostream>

namespace sparlet::cli {

namespace {

constexpr const char* kIndexFooter =
    R"(Only new and changed pictures are encoded; vanished ones are taken out. A run that was
stopped or killed goes on where it was when the same command is given again. Pictures that
cannot be read are listed with the reason and looked at again when they change.

With --watch it goes on: whatever changes in the collection's folders is indexed as soon as it is quiet for a
second, until Ctrl-C, which is a good end. A folder that is deleted or not mounted keeps its pictures in the
collection, and is looked through when it is back.

JSON: collection, model, scanned, indexed, unchanged, removed, failed, seconds,
images_per_second, bytes_per_image, failures:[{path,error}]; with --watch, at the end: collection, runs, indexed, removed, failed

Examples:
  sparlet index ~/Pictures --collection holidays
  sparlet index ~/Pictures --collection holidays --model sparse-resnet18.safetensors --reindex)";

Json toJson(const engine::IndexReport& report) {
    Json out;
    out["collection"] = report.collection;
    out["model"] = report.model;
    out["scanned"] = report.scanned;
    out["indexed"] = report.indexed;
    out["unchanged"] = report.unchanged;
    out["removed"] = report.removed;
    out["failed"] = report.failed;
    out["seconds"] = report.seconds;
    out["images_per_second"] = report.imagesPerSecond;
    out["bytes_per_image"] = report.bytesPerImage;
    out["failures"] = Json::array();
    for (const auto& failure : report.failures) {
        Json one;
        setPath(one, "path", failure.path);
        one["error"] = failure.error;
        out["failures"].push_back(std::move(one));
    }
    return out;
}

int print(const engine::IndexReport& report) {
    std::cout << "Collection " << report.collection << " (model " << report.model << "): " << report.indexed
              << " indexed, " << report.unchanged << " unchanged, " << report.removed << " removed, "
              << report.failed << " failed, in " << decimal(report.seconds, 2) << " s";
    if (report.indexed > 0) std::cout << " (" << decimal(report.imagesPerSecond, 1) << " images/s)";
    std::cout << "; " << decimal(report.bytesPerImage, 1) << " bytes per image\n";
    for (const auto& failure : report.failures) {
        std::cout << "  failed: " << printable(failure.path) << ": " << failure.error << '\n';
    }
    return finishOutput();
}

/// What changed, a line each time, for who looks on.
void note(const engine::IndexReport& report) {
    if (report.indexed == 0 && report.removed == 0) return;
    std::cerr << "sparlet: " << report.indexed << " indexed, " << report.removed << " removed, "
              << report.failed << " failed" << std::endl;
}

int watch(const Context& context, engine::Workspace& workspace, const engine::IndexRequest& request) {
    engine::WatchRequest wanted;
    wanted.folder = request.folder;
    wanted.collection = request.collection;
    wanted.model = request.model;
    const auto report = [&] {
        const auto progress = context.progress();
        return workspace.watch(
            wanted, progress,
            [&](const engine::IndexReport& indexed) {
                if (!context.quiet) note(indexed);
            },
            context.cancel);
    }();
    if (!report.ok()) return fail(report.error());
    if (context.json) {
        return printJson({{"collection", request.collection},
                          {"runs", report->runs},
                          {"indexed", report->indexed},
                          {"removed", report->removed},
                          {"failed", report->failed}});
    }
    std::cout << "Collection " << request.collection << ": " << report->indexed << " indexed, "
              << report->removed << " removed while it was watched\n";
    return finishOutput();
}

} // namespace

void addIndex(CLI::App& app, Context& context) {
    auto request = std::make_shared<engine::IndexRequest>();
    auto watching = std::make_shared<bool>(false);
    auto* command = app.add_subcommand("index", "Encode the new and changed pictures of a folder");
    command->add_option("DIR", request->folder, "Folder with pictures, searched with all its sub-folders")
        ->required();
    command->add_option("--collection,-c", request->collection, "Collection to fill; made when it is new")
        ->required()
        ->type_name("NAME");
    command->add_option("--model,-m", request->model, "Id of a model, or a file (default: the collection's)")
        ->type_name("M");
    auto* again = command->add_flag(
        "--reindex", request->reindex,
        "Encode everything again, also with another model; the collection stays as it is until done");
    command->add_flag("--watch", *watching, "Go on and index what changes, until Ctrl-C")->excludes(again);
    addGeneral(*command, context);
    command->footer(kIndexFooter);
    command->callback([&context, request, watching] {
        context.run = [&context, request, watching] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                if (*watching) return watch(context, workspace, *request);
                const auto report = [&] {
                    const auto progress = context.progress();
                    return workspace.index(*request, progress, context.cancel);
                }();
                if (!report.ok()) return fail(report.error());
                return context.json ? printJson(toJson(*report)) : print(*report);
            });
        };
    });
}

} // namespace sparlet::cli
