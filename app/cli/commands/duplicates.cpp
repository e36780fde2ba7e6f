#include "base/atomic_file.h"
#include "base/printable.h"
#include "commands.h"
#include "output.h"

#include <algorithm>
#include <iostream>

namespace sparlet::cli {

namespace {

constexpr const char* kDuplicatesFooter =
    R"(Two pictures belong together when the cosine of their codes reaches the threshold, and a
group holds everything that is connected so. 1 finds equal codes only. The first picture of a
group is its best: more pixels, else more bytes, else older.

--trash others moves what is that like the best of its group to the desktop's trash and out of
the collection. Nothing is deleted: your file manager can restore it.

JSON: groups:[[path,...],...] (largest first, best first), pictures:[[{path,bytes,width,height,
      modified,similarity,best},...],...], freeable_bytes, threshold; with --trash
      trashed:[path,...], trashed_bytes, failures:[{path,error}]

Examples:
  sparlet duplicates --collection holidays --threshold 0.98
  sparlet duplicates --collection holidays --csv groups.csv
  sparlet duplicates --collection holidays --threshold 0.995 --trash others)";

struct DuplicatesOptions {
    std::string collection, csv, trash;
    float threshold = 0.97F;
    std::size_t limit = 0;
};

void print(const engine::DuplicatesReport& report) {
    std::uint64_t freeable = 0;
    std::size_t pictures = 0;
    for (std::size_t i = 0; i < report.groups.size(); ++i) {
        const auto& group = report.groups[i];
        std::cout << "group " << i + 1 << ", " << group.images.size() << " pictures\n";
        for (const auto& [image, similarity] : group.images)
            std::cout << "  " << decimal(static_cast<double>(similarity), 3) << "  " << image.width << " x "
                      << image.height << "  " << bytesText(static_cast<double>(image.size)) << "  "
                      << printable(image.path) << '\n';
        freeable += engine::freeableBytes(group);
        pictures += group.images.size();
    }
    if (report.groups.empty())
        std::cout << "No two pictures are that alike.\n";
    else
        std::cout << report.groups.size() << " groups, " << pictures << " pictures; "
                  << bytesText(static_cast<double>(freeable)) << " could be freed\n";
}

Result<engine::TrashReport> moveOthers(engine::Workspace& workspace, const engine::DuplicatesReport& report,
                                       Context& context) {
    std::vector<std::string> paths;
    for (const auto& group : report.groups) {
        const auto others = engine::othersOf(group, report.threshold);
        paths.insert(paths.end(), others.begin(), others.end());
    }
    const auto progress = context.progress();
    return workspace.trashImages(report.collection, paths, progress, context.cancel);
}

void addTrashed(Json& out, const engine::TrashReport& moved) {
    setPaths(out, "trashed", moved.moved);
    out["trashed_bytes"] = moved.bytes;
    out["failures"] = Json::array();
    for (const auto& failure : moved.failures) {
        Json one;
        setPath(one, "path", failure.path);
        one["error"] = failure.error;
        out["failures"].push_back(std::move(one));
    }
}

int run(engine::Workspace& workspace, Context& context, const DuplicatesOptions& options) {
    auto report = [&] {
        const auto progress = context.progress();
        return workspace.duplicates(options.collection, options.threshold, progress, context.cancel);
    }();
    if (!report.ok()) return fail(report.error());
    if (options.limit > 0 && report->groups.size() > options.limit) report->groups.resize(options.limit);
    if (!options.csv.empty()) {
        if (const auto done = writeFileAtomically(options.csv, engine::duplicatesAsCsv(*report)); !done.ok())
            return fail(done.error());
    }
    engine::TrashReport moved;
    if (!options.trash.empty()) {
        auto done = moveOthers(workspace, *report, context);
        if (!done.ok()) return fail(done.error());
        moved = std::move(*done);
    }
    if (context.json) {
        auto out = Json::parse(engine::duplicatesAsJson(*report));
        if (!options.trash.empty()) addTrashed(out, moved);
        return std::max(printJson(out), moved.stopped ? 1 : 0);
    }
    print(*report);
    for (const auto& failure : moved.failures)
        std::cerr << printable(failure.path) << ": " << failure.error << '\n';
    if (!options.trash.empty())
        std::cout << moved.moved.size() << " pictures, " << bytesText(static_cast<double>(moved.bytes))
                  << ", are in the trash now\n";
    return std::max(finishOutput(), moved.stopped ? 1 : 0);
}

} // namespace

void addDuplicates(CLI::App& app, Context& context) {
    auto options = std::make_shared<DuplicatesOptions>();
    auto* command = app.add_subcommand("duplicates", "Group pictures that are nearly the same");
    command->add_option("--collection,-c", options->collection, "Collection to search")
        ->required()
        ->type_name("NAME");
    command->add_option("--threshold", options->threshold, "Least cosine of two codes, above 0, at most 1")
        ->type_name("T")
        ->check(CLI::Range(0.000001, 1.0))
        ->capture_default_str();
    command->add_option("--limit", options->limit, "Only so many groups, the largest; 0: all")
        ->type_name("N")
        ->capture_default_str();
    command->add_option("--csv", options->csv, "Write a row a picture to this file")->type_name("FILE");
    command->add_option("--trash", options->trash, "Move all but the best of each group to the trash")
        ->type_name("others")
        ->check(CLI::IsMember({"others"}));
    addGeneral(*command, context);
    command->footer(kDuplicatesFooter);
    command->callback([&context, options] {
        context.run = [&context, options] {
            return withWorkspace(
                context, [&](engine::Workspace& workspace) { return run(workspace, context, *options); });
        };
    });
}

} // namespace sparlet::cli
