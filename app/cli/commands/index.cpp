#include "base/printable.h"
#include "commands.h"
#include "output.h"

#include <iostream>

namespace sparlet::cli {

namespace {

constexpr const char* kFooter =
    R"(Only new and changed pictures are encoded; vanished ones are taken out. A run that was
stopped or killed goes on where it was when the same command is given again. Pictures that
cannot be read are listed with the reason and looked at again when they change.

JSON: collection, model, scanned, indexed, unchanged, removed, failed, seconds,
images_per_second, bytes_per_image, failures:[{path,error}]

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

} // namespace

void addIndex(CLI::App& app, Context& context) {
    auto request = std::make_shared<engine::IndexRequest>();
    auto* command = app.add_subcommand("index", "Encode the new and changed pictures of a folder");
    command->add_option("DIR", request->folder, "Folder with pictures, searched with all its sub-folders")
        ->required();
    command->add_option("--collection,-c", request->collection, "Collection to fill; made when it is new")
        ->required()
        ->type_name("NAME");
    command->add_option("--model,-m", request->model, "Id of a model, or a file (default: the collection's)")
        ->type_name("M");
    command->add_flag(
        "--reindex", request->reindex,
        "Encode everything again, also with another model; the collection stays as it is until done");
    addGeneral(*command, context);
    command->footer(kFooter);
    command->callback([&context, request] {
        context.run = [&context, request] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
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
