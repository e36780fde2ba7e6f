#include "base/printable.h"
#include "commands.h"
#include "output.h"

#include <cmath>
#include <iostream>

namespace sparlet::cli {

namespace {

constexpr const char* kInspectFooter =
    R"(Either a picture of a collection (its stored code; value equals quantized), or any file with
a model (the code it would get). Entries are the dimensions that the code keeps.

JSON: path, model, dimensions, active, density, threshold, bytes,
entries:[{dimension,value,quantized,bits,importance}]

Examples:
  sparlet inspect --collection holidays --path ~/Pictures/beach.jpg
  sparlet inspect --model sparse-resnet18-tiny --image beach.jpg --json)";

struct InspectOptions {
    std::string collection, path, model, image;
};

Json toJson(const engine::CodeReport& report) {
    Json out;
    setPath(out, "path", report.path);
    out["model"] = report.model;
    out["dimensions"] = report.dimensions;
    out["active"] = report.active;
    out["density"] = report.density;
    out["threshold"] = report.threshold;
    out["bytes"] = report.bytes;
    out["entries"] = Json::array();
    for (const auto& entry : report.entries) {
        out["entries"].push_back({{"dimension", entry.dimension},
                                  {"value", entry.value},
                                  {"quantized", entry.quantized},
                                  {"bits", entry.bits},
                                  {"importance", entry.importance}});
    }
    return out;
}

/// A bar to the right for positive values, to the left for negative ones.
std::string bar(double value, double most) {
    constexpr int kHalf = 16;
    const int length = most > 0 ? static_cast<int>(std::lround(std::fabs(value) / most * kHalf)) : 0;
    const std::string filled(static_cast<std::size_t>(length), '#');
    const std::string empty(static_cast<std::size_t>(kHalf - length), ' ');
    return value < 0 ? empty + filled + "|" + std::string(kHalf, ' ')
                     : std::string(kHalf, ' ') + "|" + filled;
}

int print(const engine::CodeReport& report) {
    std::cout << printable(report.path) << "\nmodel " << report.model << ": " << report.active << " of "
              << report.dimensions << " dimensions kept (density "
              << decimal(static_cast<double>(report.density), 3) << ", threshold "
              << decimal(static_cast<double>(report.threshold), 4) << "), " << report.bytes << " bytes\n";
    double most = 0;
    for (const auto& entry : report.entries)
        most = std::max(most, std::fabs(static_cast<double>(entry.quantized)));
    Table table({"dimension", "value", "quantized", "bits", "importance", ""},
                {true, true, true, true, true, false});
    for (const auto& entry : report.entries) {
        table.add({std::to_string(entry.dimension), decimal(static_cast<double>(entry.value), 4),
                   decimal(static_cast<double>(entry.quantized), 4), std::to_string(entry.bits),
                   decimal(static_cast<double>(entry.importance), 2),
                   bar(static_cast<double>(entry.quantized), most)});
    }
    table.print();
    return finishOutput();
}

void checkUsage(const InspectOptions& options) {
    const bool indexed = !options.collection.empty() || !options.path.empty();
    const bool file = !options.model.empty() || !options.image.empty();
    const bool whole =
        indexed ? !options.collection.empty() && !options.path.empty() : !options.image.empty();
    if (indexed == file || !whole) {
        throw CLI::ValidationError(
            "Give either --collection and --path, or --image and (if wanted) --model.");
    }
}

} // namespace

void addInspect(CLI::App& app, Context& context) {
    auto options = std::make_shared<InspectOptions>();
    auto* command = app.add_subcommand("inspect", "Show one picture's code, dimension by dimension");
    command->add_option("--collection,-c", options->collection, "Collection that has the picture")
        ->type_name("NAME");
    command->add_option("--path,-p", options->path, "Picture of the collection")->type_name("P");
    command->add_option("--model,-m", options->model, "Id of a model, or a file (default: the default model)")
        ->type_name("M");
    command->add_option("--image,-i", options->image, "Any picture file")->type_name("F");
    addGeneral(*command, context);
    command->footer(kInspectFooter);
    command->callback([&context, options] {
        checkUsage(*options);
        context.run = [&context, options] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                const auto report = options->collection.empty()
                                        ? workspace.inspectFile(options->model, options->image)
                                        : workspace.inspectIndexed(options->collection, options->path);
                if (!report.ok()) return fail(report.error());
                return context.json ? printJson(toJson(*report)) : print(*report);
            });
        };
    });
}

} // namespace sparlet::cli
