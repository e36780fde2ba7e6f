#include "base/printable.h"
#include "commands.h"
#include "evaluation_output.h"

#include <iostream>
#include <map>

namespace sparlet::cli {

namespace {

using Protocol = engine::EvaluateRequest::Protocol;
using Setup = engine::EvaluateRequest::Setup;

constexpr const char* kEvaluateFooter =
    R"(cifar10: DIR (or DIR/test) has a folder for each class; in name order every fifth picture of
a class from the first is a query, the rest is the gallery.
folder: sub-folders are labels; every picture in turn is a query against all others.
csv: D is a file of rows path,label or path,label,split; paths are below the file's folder, split
is query, gallery or empty for both, and a first row with these names may order the columns.
revisited: D is a JSON file {"imlist":[...],"qimlist":[...],"gnd":[{"easy":[...],"hard":[...],
"junk":[...],"bbx":[x1,y1,x2,y2]}]} as of the revisited Oxford and Paris benchmarks, and --setup
says which lists count; the pictures are beside the file or in --images, also in jpg/ below it
and without ".jpg" in the list. Pickles are never opened.

AP is the mean of the precision at each relevant rank over the full ranking, without
interpolation; ties are broken by gallery order; a query is not in its own gallery. Of the
revisited benchmarks it is the mean of trapezoids with junk taken out first, as their published
program computes it. Queries without a relevant picture are left out of the means. Missing
pictures, repeated paths and the like are told in notes, and the rest is evaluated.
The stored codes are ranked, with the model's IQE settings unless --iqe or --gamma say
otherwise; map_without_iqe and map_float (float embeddings, no IQE) are measured beside.
--density and --bits evaluate the codes as they would be with another share of dimensions or
with other widths, for a sweep over them; the model is not trained again.
latency_ms: one call of the encoder with 1 and with 32 pictures, median of 25 after warm-up;
on a CPU by one thread.
--keep keeps the evaluation in the home, with all that is needed to look at any query again:
see 'sparlet evaluations --help'.

JSON: model, method, backbone, protocol, map, p_at_1, p_at_5, p_at_10, queries, gallery,
convention, map_without_iqe, map_float, iqe:{rounds,gamma}, latency_ms:{batch1,batch32,
batch1_spread,batch32_spread}, parameters, model_bytes, peak_memory_bytes, bytes_per_image,
density, mean_bits, failed, left_out, queries_without_relevant, notes:[...], device, precision;
with --keep before these: id, name, created, data, data_hash, run, variant, seed, project,
seconds, command, sparlet

Examples:
  sparlet evaluate --data caltech101-half --protocol folder
  sparlet evaluate --model sparse-resnet18 --data cifar --protocol cifar10 --iqe 0 --json
  sparlet evaluate --data list.csv --protocol csv --keep --name "first try"
  sparlet evaluate --data gnd_roxford5k.json --images oxford5k --protocol revisited --setup hard)";

struct EvaluateOptions {
    engine::EvaluateRequest request;
    std::string protocol, setup = "medium", name;
    int rounds = -1, bits = 0;
    float gamma = -1;
    double density = 0;
    bool untimed = false, perQuery = false, keep = false;
};

void settle(EvaluateOptions& options) {
    static const std::map<std::string, Protocol> protocols{{"cifar10", Protocol::Cifar10},
                                                           {"folder", Protocol::Folder},
                                                           {"csv", Protocol::Csv},
                                                           {"revisited", Protocol::GroundTruth}};
    static const std::map<std::string, Setup> setups{
        {"easy", Setup::Easy}, {"medium", Setup::Medium}, {"hard", Setup::Hard}};
    options.request.protocol = protocols.at(options.protocol);
    options.request.setup = setups.at(options.setup);
    if (options.rounds >= 0) options.request.rounds = options.rounds;
    if (options.gamma >= 0) options.request.gamma = options.gamma;
    if (options.density > 0) options.request.density = options.density;
    if (options.bits > 0) options.request.bits = options.bits;
    options.request.timing = !options.untimed;
    if (!options.name.empty()) options.keep = true;
}

int runKept(const Context& context, const EvaluateOptions& options, engine::Workspace& workspace) {
    const auto kept = [&] {
        const auto progress = context.progress();
        return workspace.keepEvaluation(options.request, options.name, progress, context.cancel);
    }();
    if (!kept.ok()) return fail(kept.error());
    if (context.json) return printJson(summaryJson(*kept, options.perQuery));
    std::cout << "kept as " << printable(kept->id) << '\n';
    printReport(kept->report);
    return finishOutput();
}

int runOnce(const Context& context, const EvaluateOptions& options, engine::Workspace& workspace) {
    const auto report = [&] {
        const auto progress = context.progress();
        return workspace.evaluate(options.request, progress, context.cancel);
    }();
    if (!report.ok()) return fail(report.error());
    if (context.json) return printJson(reportJson(*report, options.perQuery));
    printReport(*report);
    return finishOutput();
}

void addOptions(CLI::App& command, EvaluateOptions& options) {
    command
        .add_option("--model,-m", options.request.model, "Id of a model, or a file (default: the default)")
        ->type_name("M");
    command
        .add_option("--data,-d", options.request.data,
                    "Folder of class folders; the list's file for csv and revisited")
        ->required()
        ->type_name("D");
    command.add_option("--protocol", options.protocol, "cifar10, folder, csv or revisited")
        ->required()
        ->check(CLI::IsMember({"cifar10", "folder", "csv", "revisited"}));
    command.add_option("--setup", options.setup, "revisited: easy, medium (default) or hard")
        ->check(CLI::IsMember({"easy", "medium", "hard"}));
    command.add_option("--images", options.request.images, "revisited: folder of the pictures")
        ->type_name("DIR")
        ->check(CLI::ExistingDirectory);
    command.add_option("--iqe", options.rounds, "Rounds of query expansion, 0 to 5 (default: the model's)")
        ->type_name("ROUNDS")
        ->check(CLI::Range(0, 5));
    command.add_option("--gamma", options.gamma, "Weight of the first score, 0 to 1 (default: the model's)")
        ->type_name("G")
        ->check(CLI::Range(0.0, 1.0));
    command.add_flag("--float", options.request.floatEmbedding,
                     "Rank float embeddings instead of stored codes");
    command
        .add_option("--density", options.density,
                    "Codes with this share of dimensions kept, 0.01 to 1 (default: the model's)")
        ->type_name("SHARE")
        ->check(CLI::Range(0.01, 1.0));
    command
        .add_option("--bits", options.bits, "Codes of 2 to 8 bits in every dimension (default: the model's)")
        ->type_name("B")
        ->check(CLI::Range(2, 8));
    command.add_flag("--no-timing", options.untimed, "Leave the latency out (null in JSON)");
    command.add_flag("--per-query", options.perQuery, "With --json: per_query:[{path,ap}] too");
    command.add_flag("--keep", options.keep, "Keep the evaluation in the home");
    command.add_option("--name", options.name, "Name of the kept evaluation (implies --keep)");
}

} // namespace

void addEvaluate(CLI::App& app, Context& context) {
    auto options = std::make_shared<EvaluateOptions>();
    auto* command = app.add_subcommand("evaluate", "Measure one model under a stated protocol");
    addOptions(*command, *options);
    addGeneral(*command, context);
    command->footer(kEvaluateFooter);
    command->callback([&context, options] {
        settle(*options);
        context.run = [&context, options] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                return options->keep ? runKept(context, *options, workspace)
                                     : runOnce(context, *options, workspace);
            });
        };
    });
}

} // namespace sparlet::cli
