#include "base/printable.h"
#include "commands.h"
#include "output.h"

#include <algorithm>
#include <iostream>

namespace sparlet::cli {

namespace {

constexpr const char* kFooter =
    R"(Two pictures belong together when the cosine of their codes reaches the threshold, and a
group holds everything that is connected so. 1 finds equal codes only.

JSON: groups:[[path,...],...] (largest first)

Example:
  sparlet duplicates --collection holidays --threshold 0.98)";

Json toJson(const std::vector<std::vector<engine::ImageInfo>>& groups) {
    Json out;
    out["groups"] = Json::array();
    Json encoded = Json::array();
    bool needed = false;
    for (const auto& group : groups) {
        Json paths = Json::array();
        Json bytes = Json::array();
        for (const auto& image : group) {
            paths.push_back(image.path);
            bytes.push_back(percentEncoded(image.path));
            needed = needed || !isUtf8(image.path);
        }
        out["groups"].push_back(std::move(paths));
        encoded.push_back(std::move(bytes));
    }
    if (needed) out["groups_bytes"] = std::move(encoded);
    return out;
}

int print(const std::vector<std::vector<engine::ImageInfo>>& groups) {
    for (std::size_t i = 0; i < groups.size(); ++i) {
        std::cout << "group " << i + 1 << ", " << groups[i].size() << " pictures\n";
        for (const auto& image : groups[i])
            std::cout << "  " << printable(image.path) << '\n';
    }
    if (groups.empty()) std::cout << "No two pictures are that alike.\n";
    return finishOutput();
}

} // namespace

void addDuplicates(CLI::App& app, Context& context) {
    struct Options {
        std::string collection;
        float threshold = 0.97F;
    };
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("duplicates", "Group pictures that are nearly the same");
    command->add_option("--collection,-c", options->collection, "Collection to search")
        ->required()
        ->type_name("NAME");
    command->add_option("--threshold", options->threshold, "Least cosine of two codes, above 0, at most 1")
        ->type_name("T")
        ->check(CLI::Range(0.000001, 1.0))
        ->capture_default_str();
    addGeneral(*command, context);
    command->footer(kFooter);
    command->callback([&context, options] {
        context.run = [&context, options] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                const auto groups = [&] {
                    const auto progress = context.progress();
                    return workspace.duplicates(options->collection, options->threshold, progress,
                                                context.cancel);
                }();
                if (!groups.ok()) return fail(groups.error());
                return context.json ? printJson(toJson(*groups)) : print(*groups);
            });
        };
    });
}

} // namespace sparlet::cli
