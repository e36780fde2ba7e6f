#include "base/printable.h"
#include "commands.h"
#include "output.h"

#include <iostream>

namespace sparlet::cli {

namespace {

using engine::BenchmarkRequest;

constexpr const char* kBenchFooter =
    R"(Every number is the median of --rounds rounds after warm-up, with the first and the third quartile; what is
compared takes turns in the same run. Nothing in the home changes.

JSON of all three: machine:{processor,instructions,scan,cores,threads,memory_bytes,cache_bytes,runtime,sparlet,
device}, model, precision (what 'auto' takes), rounds; a measured value is {median,quartiles:[first,third]}

Examples:
  sparlet bench encode --model sparse-resnet18-general
  sparlet bench search --collection holidays
  sparlet bench search --collection holidays --rows 1000000 --growth
  sparlet bench index ~/Pictures --threads 2)";

constexpr const char* kEncodeFooter =
    R"(The network alone, on pictures in memory: batches of 1, 8 and 32 by one thread and by several, in each
arithmetic that the model and the machine have (with --precision: in that one).

JSON: encode:[{precision,threads,batch,ms,images_per_second}])";

constexpr const char* kSearchFooter =
    R"(The best --top of a collection, with its own pictures as queries: one at a time and 32 together, by one thread
and by all, without query expansion and with 3 rounds of it. With --rows, codes are drawn: each is a code of the
collection moved by the difference of two codes that are nearest to each other, with as many dimensions kept, so
that spectrum, clusters and sparsity are the collection's. 'scans' reads every block of the codes, to be held
against what reading memory costs ('bandwidth', measured in the same run): the cache's where the columns of all
codes ('layout_bytes') fit into it, memory's where they do not, because each query reads other ones of them.

JSON: codes, bandwidth:[{what,bytes,one_thread_gb_s,all_threads_gb_s}], scans:[{rows,bytes,layout_bytes,gb_s}],
search:[{rows,iqe,threads,batch,queries_per_second,p50_ms,p99_ms,bytes_per_query,block_share,rows_scored,gb_s}])";

constexpr const char* kIndexFooter =
    R"(Whole index runs (walk, compare, read, decode, resize, encode, write) beside the network alone on the same
pictures, already decoded, with the same threads. 'ratio' is the one by the other. 'bound' is the most that it can
be on this machine when no core ever waits: encoding's share of all the work. The stages' shares show what to
improve; their seconds are of all threads together.

JSON: index:[{precision,pictures,images_per_second,encoder_images_per_second,ratio,bound,pipeline_bytes,
stages:[{stage,cpu_seconds,wall_seconds,share}]}])";

Json toJson(const engine::Spread& spread) {
    return {{"median", spread.median}, {"quartiles", {spread.lower, spread.upper}}};
}

/// "41.2 (40.9–41.6)".
std::string text(const engine::Spread& spread, int digits) {
    return decimal(spread.median, digits) + " (" + decimal(spread.lower, digits) + "–" +
           decimal(spread.upper, digits) + ")";
}

std::string percent(double share) {
    return decimal(100 * share, 1) + " %";
}

Json machineJson(const engine::MachineFacts& machine) {
    return {{"processor", machine.processor},
            {"instructions", machine.instructions},
            {"scan", machine.scan},
            {"cores", machine.cores},
            {"threads", machine.threads},
            {"memory_bytes", machine.memoryBytes},
            {"cache_bytes", machine.cacheBytes},
            {"runtime", machine.runtime},
            {"sparlet", machine.sparlet},
            {"device", machine.device}};
}

Json benchmarkJson(const engine::BenchmarkReport& report, BenchmarkRequest::Kind kind) {
    Json out{{"machine", machineJson(report.machine)}, {"model", report.model}};
    if (kind != BenchmarkRequest::Kind::Search) out["precision"] = report.precision;
    out["rounds"] = report.rounds;
    if (kind == BenchmarkRequest::Kind::Encode) {
        out["encode"] = Json::array();
        for (const auto& one : report.encode)
            out["encode"].push_back({{"precision", one.precision},
                                     {"threads", one.threads},
                                     {"batch", one.batch},
                                     {"ms", toJson(one.milliseconds)},
                                     {"images_per_second", toJson(one.imagesPerSecond)}});
        return out;
    }
    if (kind == BenchmarkRequest::Kind::Index) {
        out["index"] = Json::array();
        for (const auto& one : report.index) {
            double all = 0;
            for (const auto& stage : one.stages)
                all += stage.cpuSeconds;
            Json stages = Json::array();
            for (const auto& stage : one.stages)
                stages.push_back({{"stage", stage.stage},
                                  {"cpu_seconds", stage.cpuSeconds},
                                  {"wall_seconds", stage.wallSeconds},
                                  {"share", all > 0 ? stage.cpuSeconds / all : 0}});
            out["index"].push_back({{"precision", one.precision},
                                    {"pictures", one.pictures},
                                    {"images_per_second", toJson(one.indexed)},
                                    {"encoder_images_per_second", toJson(one.encoder)},
                                    {"ratio", toJson(one.ratio)},
                                    {"bound", one.bound},
                                    {"pipeline_bytes", one.boundBytes},
                                    {"stages", std::move(stages)}});
        }
        return out;
    }
    out["codes"] = report.codes;
    out["bandwidth"] = Json::array();
    for (const auto& one : report.bandwidth)
        out["bandwidth"].push_back({{"what", one.what},
                                    {"bytes", one.bytes},
                                    {"one_thread_gb_s", toJson(one.oneThread)},
                                    {"all_threads_gb_s", toJson(one.allThreads)}});
    out["scans"] = Json::array();
    for (const auto& one : report.scans)
        out["scans"].push_back({{"rows", one.rows},
                                {"bytes", one.bytes},
                                {"layout_bytes", one.layoutBytes},
                                {"gb_s", toJson(one.gigabytesPerSecond)}});
    out["search"] = Json::array();
    for (const auto& one : report.search) {
        Json row{{"rows", one.rows},
                 {"iqe", one.iqeRounds},
                 {"threads", one.threads},
                 {"batch", one.batch},
                 {"queries_per_second", toJson(one.queriesPerSecond)},
                 {"p50_ms", one.p50Ms},
                 {"p99_ms", one.p99Ms}};
        if (one.iqeRounds == 0) {
            row["bytes_per_query"] = one.bytesPerQuery;
            row["block_share"] = one.blockShare;
            row["rows_scored"] = one.rowsScored;
            row["gb_s"] = one.gigabytesPerSecond;
        }
        out["search"].push_back(std::move(row));
    }
    return out;
}

void printMachine(const engine::BenchmarkReport& report, BenchmarkRequest::Kind kind) {
    const auto& machine = report.machine;
    Table table({"machine", machine.processor + ", " + std::to_string(machine.cores) + " cores, " +
                                bytesText(static_cast<double>(machine.memoryBytes)) + ", " +
                                bytesText(static_cast<double>(machine.cacheBytes)) + " of cache"});
    table.add({"instructions", machine.instructions + "; searches use " + machine.scan});
    table.add({"program", "Sparlet " + machine.sparlet + ", " + machine.runtime});
    table.add({"threads", std::to_string(machine.threads)});
    table.add(
        {"model", report.model + (kind == BenchmarkRequest::Kind::Search
                                      ? std::string()
                                      : " on " + machine.device + "; 'auto' takes " + report.precision)});
    table.add({"rounds", std::to_string(report.rounds) + "; medians, quartiles in brackets"});
    table.print();
    std::cout << '\n';
}

void printEncode(const engine::BenchmarkReport& report) {
    Table table({"precision", "threads", "batch", "ms a batch", "images/s"}, {false, true, true, true, true});
    for (const auto& one : report.encode)
        table.add({one.precision, std::to_string(one.threads), std::to_string(one.batch),
                   text(one.milliseconds, 2), text(one.imagesPerSecond, 1)});
    table.print();
}

void printIndex(const engine::BenchmarkReport& report) {
    Table table(
        {"precision", "pictures", "indexed/s", "encoder alone/s", "ratio", "bound", "pictures in memory"},
        {false, true, true, true, true, true, true});
    for (const auto& one : report.index)
        table.add({one.precision, std::to_string(one.pictures), text(one.indexed, 1), text(one.encoder, 1),
                   text(one.ratio, 3), decimal(one.bound, 3),
                   "≤ " + bytesText(static_cast<double>(one.boundBytes))});
    table.print();
    std::cout << '\n';
    Table stages({"precision", "stage", "CPU ms a picture", "waited ms a picture", "share of the work"},
                 {false, false, true, true, true});
    for (const auto& one : report.index) {
        double all = 0;
        for (const auto& stage : one.stages)
            all += stage.cpuSeconds;
        const double each = 1e3 / static_cast<double>(one.pictures);
        for (const auto& stage : one.stages)
            stages.add({one.precision, stage.stage, decimal(stage.cpuSeconds * each, 3),
                        decimal(std::max(0.0, stage.wallSeconds - stage.cpuSeconds) * each, 3),
                        percent(all > 0 ? stage.cpuSeconds / all : 0)});
    }
    stages.print();
}

void printSearch(const engine::BenchmarkReport& report) {
    std::cout << "codes: " << printable(report.codes) << "\n\n";
    Table memory({"reading", "bytes", "GB/s, one thread", "GB/s, all threads"}, {false, true, true, true});
    for (const auto& one : report.bandwidth)
        memory.add({one.what, bytesText(static_cast<double>(one.bytes)), text(one.oneThread, 1),
                    text(one.allThreads, 1)});
    for (const auto& one : report.scans)
        memory.add({"all blocks of " + std::to_string(one.rows) + " codes (" +
                        bytesText(static_cast<double>(one.layoutBytes)) + " of columns)",
                    bytesText(static_cast<double>(one.bytes)), text(one.gigabytesPerSecond, 1), ""});
    memory.print();
    std::cout << '\n';
    Table table({"codes", "IQE", "threads", "batch", "queries/s", "p50 ms", "p99 ms", "read a query",
                 "blocks", "rows scored", "GB/s"},
                std::vector<bool>(11, true));
    for (const auto& one : report.search) {
        const bool counted = one.iqeRounds == 0;
        table.add({std::to_string(one.rows), std::to_string(one.iqeRounds), std::to_string(one.threads),
                   std::to_string(one.batch), text(one.queriesPerSecond, 1), decimal(one.p50Ms, 3),
                   decimal(one.p99Ms, 3), counted ? bytesText(one.bytesPerQuery) : "",
                   counted ? percent(one.blockShare) : "", counted ? decimal(one.rowsScored, 0) : "",
                   counted ? decimal(one.gigabytesPerSecond, 2) : ""});
    }
    table.print();
}

int measure(const Context& context, BenchmarkRequest request) {
    if (context.precision != "auto") request.precisions = {context.precision};
    return withWorkspace(context, [&](engine::Workspace& workspace) {
        const auto report = [&] {
            const auto progress = context.progress();
            return workspace.benchmark(request, progress, context.cancel);
        }();
        if (!report.ok()) return fail(report.error());
        if (context.json) return printJson(benchmarkJson(*report, request.kind));
        printMachine(*report, request.kind);
        if (request.kind == BenchmarkRequest::Kind::Encode) printEncode(*report);
        if (request.kind == BenchmarkRequest::Kind::Search) printSearch(*report);
        if (request.kind == BenchmarkRequest::Kind::Index) printIndex(*report);
        return finishOutput();
    });
}

/// What all three have; the callback chooses what to run.
std::shared_ptr<BenchmarkRequest> addCommon(CLI::App& command, Context& context, BenchmarkRequest::Kind kind,
                                            const char* footer) {
    auto request = std::make_shared<BenchmarkRequest>();
    request->kind = kind;
    command.add_option("--rounds", request->rounds, "Rounds that medians are taken of")
        ->check(CLI::Range(engine::kLeastRounds, 100000))
        ->capture_default_str()
        ->type_name("N");
    addGeneral(command, context);
    command.footer(footer);
    command.callback(
        [&context, request] { context.run = [&context, request] { return measure(context, *request); }; });
    return request;
}

void addModelOption(CLI::App& command, BenchmarkRequest& request) {
    command.add_option("--model,-m", request.model, "Id of a model, or a file (default: the default model)")
        ->type_name("M");
}

} // namespace

void addBench(CLI::App& app, Context& context) {
    auto* command =
        app.add_subcommand("bench", "Measure how fast this machine encodes, searches and indexes");
    command->require_subcommand(1);
    command->footer(kBenchFooter);
    auto* encode = command->add_subcommand("encode", "The network alone, in each arithmetic");
    auto encoding = addCommon(*encode, context, BenchmarkRequest::Kind::Encode, kEncodeFooter);
    addModelOption(*encode, *encoding);
    encode->add_option("--data", encoding->folder, "Folder with pictures to encode (default: noise)")
        ->type_name("DIR");

    auto* search =
        command->add_subcommand("search", "Queries of a collection, or of codes drawn like its own");
    auto searching = addCommon(*search, context, BenchmarkRequest::Kind::Search, kSearchFooter);
    search->add_option("--collection,-c", searching->collection, "Collection to search")
        ->required()
        ->type_name("NAME");
    search
        ->add_option("--rows", searching->rows, "Draw so many codes like the collection's (1000 to 10000000)")
        ->check(CLI::Range(std::int64_t{1000}, std::int64_t{10000000}))
        ->type_name("N");
    search->add_flag("--growth", searching->growth,
                     "Draw 10 thousand, 100 thousand, ... up to --rows or 10 million, and search each");
    search->add_option("--top,-k", searching->top, "Results of a query")
        ->check(CLI::Range(std::size_t{1}, std::size_t{100000}))
        ->capture_default_str()
        ->type_name("K");

    auto* index = command->add_subcommand("index", "Whole index runs beside the network alone");
    auto indexing = addCommon(*index, context, BenchmarkRequest::Kind::Index, kIndexFooter);
    index->add_option("DIR", indexing->folder, "Folder with pictures, searched with all its sub-folders")
        ->required();
    addModelOption(*index, *indexing);
    index
        ->add_option("--pictures", indexing->pictures,
                     "How many, evenly over the folder (default: some seconds' worth)")
        ->check(CLI::Range(64, 1000000))
        ->type_name("N");
}

} // namespace sparlet::cli
