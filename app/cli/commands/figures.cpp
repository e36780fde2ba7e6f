#include "commands.h"
#include "output.h"

#include <iostream>

namespace sparlet::cli {

namespace {

constexpr const char* kFiguresFooter =
    R"(The papers' figures 2 to 7 (accuracy, efficiency, trade-off, backbones, improvement,
overall-score), parallel-coordinates, ablation, sweep-density and sweep-bits, tables, and of
evaluations kept in the home their curves, a confusion and three queries with their results.
Without --runs and --group: the group with the most configurations, of the evaluations kept in
the home and the measurements that come with Sparlet. Seeds of one configuration are one row:
mean and deviation. Hollow marks are the papers' values, beside rows on CIFAR-10. What cannot be drawn is said, and the
rest is written. Each file says where it comes from; the environment's SOURCE_DATE_EPOCH sets
the date in it, and the same rows then give the same bytes.

JSON: files:[…], left_out:[…]

Examples:
  sparlet figures --out figures
  sparlet figures --out figures --format pdf,tex --width 178 --language ja
  sparlet figures --out figures --runs one-budget-sparse-resnet18-1 one-budget-mace-resnet18-1)";

struct FiguresOptions {
    engine::PublishRequest request;
    std::string language = "en", legend = "automatic";
    bool noPapers = false, plain = false;
};

report::LegendPlace legendPlace(const std::string& name) {
    using Place = report::LegendPlace;
    return name == "right"    ? Place::Right
           : name == "below"  ? Place::Below
           : name == "inside" ? Place::Inside
           : name == "none"   ? Place::None
                              : Place::Automatic;
}

void addStyle(CLI::App& command, FiguresOptions& options) {
    auto& style = options.request.style;
    command.add_option("--width", style.widthMm, "Width in mm: 85 a column, 178 both (default: 85)")
        ->type_name("MM")
        ->check(CLI::Range(30.0, 1000.0));
    command.add_option("--font", style.font, "Family (default: a sans-serif one)")->type_name("F");
    command.add_option("--font-size", style.fontPt, "Points of axis titles (default: 8)")
        ->type_name("PT")
        ->check(CLI::Range(4.0, 32.0));
    command.add_option("--palette", style.palette, "Colours (default: okabe-ito)")
        ->check([](const auto& asked) {
            // Looked up only here: it takes the machine's fonts to know all choices.
            std::string known;
            for (const auto& one : report::figureChoices().palettes) {
                if (one.id == asked) return std::string();
                known += (known.empty() ? "" : ", ") + one.id;
            }
            return "there is no palette of this name; there are " + known;
        });
    command.add_option("--legend", options.legend, "Where it stands")
        ->check(CLI::IsMember({"automatic", "right", "below", "inside", "none"}));
    command.add_option("--dpi", style.dpi, "Of PNG (default: 300)")->check(CLI::Range(36, 2400));
    command.add_option("--language", options.language, "en or ja")->check(CLI::IsMember({"en", "ja"}));
    command.add_flag("--plain", options.plain, "No hatches, dashes and marks for grey printing");
}

int print(const engine::PublishReport& report, bool json) {
    if (json) {
        Json out;
        setPaths(out, "files", report.files);
        out["left_out"] = report.leftOut;
        return printJson(out);
    }
    for (const auto& file : report.files)
        std::cout << file << "\n";
    for (const auto& sentence : report.leftOut)
        std::cerr << sentence << "\n";
    return finishOutput();
}

} // namespace

void addFigures(CLI::App& app, Context& context) {
    auto options = std::make_shared<FiguresOptions>();
    auto* command = app.add_subcommand("figures", "Write every figure and table for print");
    auto& request = options->request;
    command->add_option("--out,-o", request.folder, "Folder for the files; made when missing")
        ->required()
        ->type_name("DIR");
    auto* runs =
        command->add_option("--runs", request.ids, "Ids of evaluations and run records")->type_name("ID");
    command->add_option("--group", request.group, "The rows of one group")->type_name("G")->excludes(runs);
    command->add_option("--format", request.formats, "pdf, svg, png, csv, tex, md (default: all)")
        ->delimiter(',')
        ->check(CLI::IsMember({"pdf", "svg", "png", "csv", "tex", "md"}));
    command->add_flag("--no-papers", options->noPapers, "Without the papers' values");
    addStyle(*command, *options);
    addGeneral(*command, context);
    command->footer(kFiguresFooter);
    command->callback([&context, options] {
        auto& asked = options->request;
        asked.papers = !options->noPapers;
        asked.style.patterns = !options->plain;
        asked.style.legend = legendPlace(options->legend);
        asked.style.language =
            options->language == "ja" ? report::Language::Japanese : report::Language::English;
        context.run = [&context, options] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                const auto report = [&] {
                    const auto progress = context.progress();
                    return workspace.publish(options->request, progress, context.cancel);
                }();
                return report.ok() ? print(*report, context.json) : fail(report.error());
            });
        };
    });
}

} // namespace sparlet::cli
