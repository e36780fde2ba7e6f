#include "commands.h"
#include "output.h"

#include <iostream>

namespace sparlet::cli {

namespace {

constexpr const char* kStatisticsFooter =
    R"(JSON: collection, images, dimensions, mean_density, mean_bits, bytes_per_image,
density_quantiles:{min,q25,median,q75,max}, dimension:[{dimension,bits,importance,activity}]
(activity: the share of pictures whose code keeps the dimension)

Example:
  sparlet statistics --collection holidays)";

double quantile(const std::vector<double>& rising, double share) {
    if (rising.empty()) return 0;
    return rising[static_cast<std::size_t>(share * static_cast<double>(rising.size() - 1) + 0.5)];
}

Json toJson(const engine::CollectionStatistics& statistics) {
    Json out;
    out["collection"] = statistics.collection;
    out["images"] = statistics.images;
    out["dimensions"] = statistics.dimensions;
    out["mean_density"] = statistics.meanDensity;
    out["mean_bits"] = statistics.meanBits;
    out["bytes_per_image"] = statistics.bytesPerImage;
    const auto& densities = statistics.densities;
    out["density_quantiles"] = {{"min", quantile(densities, 0)},
                                {"q25", quantile(densities, 0.25)},
                                {"median", quantile(densities, 0.5)},
                                {"q75", quantile(densities, 0.75)},
                                {"max", quantile(densities, 1)}};
    out["dimension"] = Json::array();
    for (std::size_t d = 0; d < statistics.activity.size(); ++d) {
        out["dimension"].push_back({{"dimension", d},
                                    {"bits", statistics.bits[d]},
                                    {"importance", statistics.importance[d]},
                                    {"activity", statistics.activity[d]}});
    }
    return out;
}

int print(const engine::CollectionStatistics& statistics) {
    std::cout << statistics.collection << ": " << statistics.images << " images, "
              << decimal(statistics.bytesPerImage, 1) << " bytes per image, mean density "
              << decimal(statistics.meanDensity, 3) << ", mean bits " << decimal(statistics.meanBits, 2)
              << '\n';
    Table table({"dimension", "bits", "importance", "activity"}, {true, true, true, true});
    for (std::size_t d = 0; d < statistics.activity.size(); ++d) {
        table.add({std::to_string(d), std::to_string(statistics.bits[d]),
                   decimal(static_cast<double>(statistics.importance[d]), 2),
                   decimal(statistics.activity[d], 3)});
    }
    table.print();
    return finishOutput();
}

} // namespace

void addStatistics(CLI::App& app, Context& context) {
    auto collection = std::make_shared<std::string>();
    auto* command = app.add_subcommand("statistics", "Show sparsity and bits over a whole collection");
    command->add_option("--collection,-c", *collection, "Collection to look at")
        ->required()
        ->type_name("NAME");
    addGeneral(*command, context);
    command->footer(kStatisticsFooter);
    command->callback([&context, collection] {
        context.run = [&context, collection] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                const auto statistics = workspace.statistics(*collection);
                if (!statistics.ok()) return fail(statistics.error());
                return context.json ? printJson(toJson(*statistics)) : print(*statistics);
            });
        };
    });
}

} // namespace sparlet::cli
