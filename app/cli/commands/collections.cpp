#include "base/printable.h"
#include "commands.h"
#include "output.h"

#include <iostream>

namespace sparlet::cli {

namespace {

Json toJson(const std::vector<engine::CollectionSummary>& all) {
    Json out;
    out["collections"] = Json::array();
    for (const auto& collection : all) {
        Json one;
        one["name"] = collection.name;
        one["model"] = collection.model;
        one["images"] = collection.images;
        one["failures"] = collection.failures;
        one["bytes_per_image"] = collection.bytesPerImage;
        setPaths(one, "folders", collection.folders);
        out["collections"].push_back(std::move(one));
    }
    return out;
}

int print(const std::vector<engine::CollectionSummary>& all) {
    if (all.empty()) {
        std::cout << "There are no collections yet; make one with: sparlet index DIR --collection NAME\n";
        return finishOutput();
    }
    Table table({"name", "images", "failed", "bytes/image", "model", "folders"},
                {false, true, true, true, false, false});
    for (const auto& collection : all) {
        std::string folders;
        for (const auto& folder : collection.folders)
            folders += (folders.empty() ? "" : ", ") + printable(folder);
        table.add({collection.name, std::to_string(collection.images), std::to_string(collection.failures),
                   decimal(collection.bytesPerImage, 1), collection.model, folders});
    }
    table.print();
    return finishOutput();
}

void addRemove(CLI::App& app, Context& context) {
    auto name = std::make_shared<std::string>();
    auto* command =
        app.add_subcommand("remove", "Forget a collection; the pictures themselves are not touched");
    command->add_option("NAME", *name, "Collection to forget")->required();
    addGeneral(*command, context);
    command->footer("JSON: removed\n\nExample:\n  sparlet remove holidays");
    command->callback([&context, name] {
        context.run = [&context, name] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                return finish(context, workspace.removeCollection(*name), Json{{"removed", *name}});
            });
        };
    });
}

void addRename(CLI::App& app, Context& context) {
    auto names = std::make_shared<std::pair<std::string, std::string>>();
    auto* command = app.add_subcommand("rename", "Give a collection another name");
    command->add_option("NAME", names->first, "Collection to rename")->required();
    command->add_option("NEW", names->second, "Its new name")->required();
    addGeneral(*command, context);
    command->footer("JSON: name\n\nExample:\n  sparlet rename holidays holidays-2025");
    command->callback([&context, names] {
        context.run = [&context, names] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                return finish(context, workspace.renameCollection(names->first, names->second),
                              Json{{"name", names->second}});
            });
        };
    });
}

} // namespace

void addCollections(CLI::App& app, Context& context) {
    auto* command = app.add_subcommand("collections", "List the collections");
    addGeneral(*command, context);
    command->footer("JSON: collections:[{name, model, images, failures, bytes_per_image, folders:[...]}]\n\n"
                    "Example:\n  sparlet collections --json");
    command->callback([&context] {
        context.run = [&context] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                const auto all = workspace.collections();
                if (!all.ok()) return fail(all.error());
                return context.json ? printJson(toJson(*all)) : print(*all);
            });
        };
    });
    addRemove(app, context);
    addRename(app, context);
}

} // namespace sparlet::cli
