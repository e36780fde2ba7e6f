// What each method costs on each backbone and in each arithmetic: time for a batch of 1 and of 32,
// parameters, file and memory, with untrained weights (none of these depends on their values). The methods
// take turns, so that a slow minute of the machine meets all of them. Prints one JSON object for
// `sparlet-results add`.
#include "nn/calibration.h"
#include "nn/encoder.h"
#include "nn/model_file.h"
#include "nn/model_file_internal.h"
#include "nn/pictures_internal.h"
#include "support/temp_dir.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <sys/resource.h>

namespace {

namespace fs = std::filesystem;
using namespace sparlet;
using Json = nlohmann::ordered_json;

constexpr int kClasses = 10, kTextDimensions = 50, kLarge = 32;

/// What is built for each backbone and side.
struct Variant {
    std::string method;
    std::string without;                      // a module of SPARSE
    std::string pruned;                       // the model whose channels these are
    std::map<std::string, int> innerChannels; // of a pruned backbone's blocks

    std::string title() const {
        return !without.empty() ? "no " + without : pruned.empty() ? "" : "channels of " + pruned;
    }
};

struct Candidate {
    Variant variant;
    std::string backbone;
    int side = 0;
    nn::Precision precision = nn::Precision::Fp32;
    fs::path file;
    std::unique_ptr<nn::Encoder> encoder;
    std::vector<double> single, batch; // ms
    /// Of the eager one, which is timed as LibTorch's users run it: all pictures of a batch in one call. The
    /// encoder gives it one at a time, so that a picture's code does not depend on the others.
    std::shared_ptr<nn::Method> network{};
};

Status write(const Candidate& candidate) {
    const Variant& variant = candidate.variant;
    const auto* entry = nn::findMethod(variant.method);
    nn::MethodConfig config;
    config.method = variant.method;
    config.backbone = {candidate.backbone, candidate.side <= 64, candidate.side};
    config.backbone.innerChannels = variant.innerChannels;
    config.classes = kClasses;
    config.lkd = entry->lkd && variant.without != "LKD";
    config.textDimensions = config.lkd ? kTextDimensions : 0;
    config.ase = entry->ase && variant.without != "ASE";
    config.spq = entry->spq && variant.without != "SPQ";
    torch::manual_seed(1);
    auto method = nn::makeMethod(config);
    if (!method) return method.error();
    (*method)->eval();
    nn::ModelInfo info;
    info.id = variant.method;
    info.inputSize = info.trainSize = candidate.side;
    info.mean = {0.485F, 0.456F, 0.406F};
    info.stddev = {0.229F, 0.224F, 0.225F};
    for (int c = 0; c < kClasses; ++c)
        info.classNames.push_back(std::to_string(c));
    return nn::saveModel(**method, info, candidate.file, {true, "{}"});
}

/// Ranges for 8 bits. Which pictures they come from changes no time.
Status calibrate(const Candidate& candidate, const std::vector<std::uint8_t>& pixels) {
    auto calibrator = nn::Calibrator::open(candidate.file);
    if (!calibrator) return calibrator.error();
    if (auto added = (*calibrator)->add(pixels, kLarge); !added) return added;
    nn::CardChanges changes;
    changes.activations = (*calibrator)->ranges();
    return nn::updateCard(candidate.file, candidate.file, changes);
}

std::vector<std::uint8_t> picture(int side, int count) {
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3U *
                                     static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::uint8_t>(i * 2654435761U >> 13U);
    return pixels;
}

template <class Work>
double millisecondsOf(const Work& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double milliseconds(nn::Encoder& encoder, const std::vector<std::uint8_t>& pixels, int count) {
    return millisecondsOf([&] {
        if (!encoder.encode(pixels, static_cast<std::size_t>(count))) std::abort();
    });
}

double milliseconds(Candidate& candidate, const std::vector<std::uint8_t>& pixels, int count) {
    if (!candidate.network) return milliseconds(*candidate.encoder, pixels, count);
    return millisecondsOf([&] {
        const torch::NoGradGuard noGrad;
        candidate.network->forward(nn::normalised(pixels, candidate.encoder->info()));
    });
}

double quantile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

/// Milliseconds from a file (in the system's cache after the first time) to an encoder, and to its first
/// code, in each precision in turn. `rounds` after one that warms up.
int printLoading(const std::vector<fs::path>& files, const std::vector<std::string>& precisions, int rounds) {
    struct Row {
        fs::path file;
        std::string precision;
        std::vector<double> open, first;
    };
    std::vector<Row> rows;
    for (const auto& file : files)
        for (const auto& precision : precisions)
            if (nn::Encoder::open(file, {"cpu", precision})) rows.push_back({file, precision, {}, {}});
    for (int round = -1; round < rounds; ++round) {
        for (auto& row : rows) {
            const auto start = std::chrono::steady_clock::now();
            auto encoder = nn::Encoder::open(row.file, {"cpu", row.precision});
            const std::chrono::duration<double, std::milli> opened = std::chrono::steady_clock::now() - start;
            if (!encoder) return 1;
            const double coded = milliseconds(**encoder, picture((*encoder)->info().inputSize, 1), 1);
            if (round < 0) continue;
            row.open.push_back(opened.count());
            row.first.push_back(opened.count() + coded);
        }
    }
    auto out = Json::array();
    for (const auto& row : rows)
        out.push_back({{"model", row.file.stem().string()},
                       {"bytes", static_cast<std::uint64_t>(fs::file_size(row.file))},
                       {"precision", row.precision},
                       {"load_ms", quantile(row.open, 0.5)},
                       {"load_ms_quartiles", {quantile(row.open, 0.25), quantile(row.open, 0.75)}},
                       {"load_ms_least", quantile(row.open, 0)},
                       {"first_code_ms", quantile(row.first, 0.5)}});
    std::cout << out.dump(1) << "\n";
    return 0;
}

/// The highest memory of a process that opens the model and encodes a batch of 32.
int printMemory(const fs::path& file, const std::string& precision) {
    auto encoder = nn::Encoder::open(file, {"cpu", precision});
    if (!encoder) return 1;
    const auto pixels = picture((*encoder)->info().inputSize, kLarge);
    if (!(*encoder)->encode(pixels, kLarge)) return 1;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::cout << usage.ru_maxrss << "\n";
    return 0;
}

std::uint64_t memoryOf(const fs::path& self, const Candidate& candidate, int threads) {
    const auto command = "'" + self.string() + "' --threads " + std::to_string(threads) + " --precisions " +
                         nn::nameOf(candidate.precision) + " --memory '" + candidate.file.string() + "'";
    std::FILE* const pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return 0;
    std::uint64_t kibibytes = 0;
    const bool read = fscanf(pipe, "%" SCNu64, &kibibytes) == 1;
    return pclose(pipe) == 0 && read ? kibibytes * 1024 : 0;
}

/// One file, opened once for each precision.
Status addCandidates(std::vector<Candidate>& group, const fs::path& folder, const Variant& variant,
                     const std::string& backbone, int side, const std::vector<std::string>& precisions) {
    const auto file = folder / (variant.method + variant.without + variant.pruned);
    const Candidate first{variant, backbone, side, nn::Precision::Fp32, file, {}, {}, {}};
    if (nn::findMethod(variant.method) == nullptr) {
        return Error{ErrorCode::InvalidArgument, "There is no method '" + variant.method + "'."};
    }
    if (auto written = write(first); !written) return written;
    if (auto done = calibrate(first, picture(side, kLarge)); !done) return done;
    for (const auto& name : precisions) {
        const auto precision = nn::parsePrecision(name);
        if (!precision) return precision.error();
        auto encoder = nn::Encoder::open(file, {"cpu", name});
        if (!encoder) return encoder.error();
        group.push_back({variant, backbone, side, *precision, file, std::move(encoder).value(), {}, {}});
        if (*precision != nn::Precision::Eager) continue;
        auto model = nn::loadModel(file);
        if (!model) return model.error();
        group.back().network = model->method;
        for (auto& weight : model->method->parameters()) {
            if (weight.dim() == 4) weight.set_data(weight.contiguous(at::MemoryFormat::ChannelsLast));
        }
    }
    return {};
}

/// `batches`: how many of the rounds time the batch of 32 too, spread over them.
Json measured(std::vector<Candidate>& group, int rounds, int batches, int threads, const fs::path& self) {
    const auto one = picture(group.front().side, 1), many = picture(group.front().side, kLarge);
    for (int round = -3; round < rounds; ++round) { // the first three warm up
        for (auto& candidate : group) {
            const double single = milliseconds(candidate, one, 1);
            if (round >= 0) candidate.single.push_back(single);
            const bool due =
                round == -1 || (round >= 0 && round * batches / rounds != (round + 1) * batches / rounds);
            if (!due) continue;
            const double batch = milliseconds(candidate, many, kLarge);
            if (round >= 0) candidate.batch.push_back(batch);
        }
    }
    auto rows = Json::array();
    for (const auto& c : group) {
        rows.push_back({{"method", c.variant.method},
                        {"backbone", c.backbone},
                        {"variant", c.variant.title()},
                        {"side", c.side},
                        {"precision", nn::nameOf(c.precision)},
                        {"batch1", quantile(c.single, 0.5)},
                        {"batch1_quartiles", {quantile(c.single, 0.25), quantile(c.single, 0.75)}},
                        {"batch32", quantile(c.batch, 0.5)},
                        {"batch32_quartiles", {quantile(c.batch, 0.25), quantile(c.batch, 0.75)}},
                        {"parameters", c.encoder->info().parameters},
                        {"model_bytes", static_cast<std::uint64_t>(fs::file_size(c.file))},
                        {"peak_memory_bytes", memoryOf(self, c, threads)}});
    }
    return rows;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Time, size and memory of every method on every backbone.", "bench_efficiency");
    int rounds = 21, batches = 0, threads = 1;
    std::vector<int> sides = {32, 224};
    std::vector<std::string> backbones = nn::backboneNames();
    std::vector<std::string> precisions, methods;
    fs::path memory;
    std::vector<fs::path> load, pruned;
    app.add_option("--precisions", precisions, "eager, fp32, bf16, int8; default: all that the machine has")
        ->delimiter(',');
    app.add_option("--methods", methods, "Methods, whole; default: all, and SPARSE without each module")
        ->delimiter(',');
    app.add_option("--rounds", rounds, "Rounds to take medians of")->check(CLI::Range(1, 1000));
    app.add_option("--batches", batches, "Rounds in which the batch of 32 is timed too (default: all)")
        ->check(CLI::Range(1, 1000));
    app.add_option("--threads", threads, "Threads")->check(CLI::Range(1, 1024));
    app.add_option("--sides", sides, "Pixels of a side; to 64 with the stem for small images")
        ->delimiter(',');
    app.add_option("--backbones", backbones, "Backbones")->delimiter(',');
    app.add_option("--pruned", pruned, "Pruned models: SPARSE with as few channels, beside the others")
        ->delimiter(',');
    app.add_option("--memory", memory, "Prints only what this model takes, in KiB");
    app.add_option("--load", load, "Prints only how long opening these models takes")->delimiter(',');
    CLI11_PARSE(app, argc, argv);
    batches = batches == 0 ? rounds : std::min(batches, rounds);
    at::set_num_threads(threads);
    if (!memory.empty()) return printMemory(memory, precisions.empty() ? "auto" : precisions.front());
    if (precisions.empty()) {
        for (const auto precision : nn::supportedPrecisions("cpu"))
            precisions.push_back(nn::nameOf(precision));
    }
    if (!load.empty()) return printLoading(load, precisions, rounds);

    std::vector<Variant> wanted;
    for (const auto& name : methods)
        wanted.push_back({name, "", "", {}});
    for (const auto& entry : nn::methodEntries()) {
        if (!methods.empty()) break;
        wanted.push_back({entry.name, "", "", {}});
        if (!entry.spq) continue;
        for (const char* module : {"LKD", "ASE", "SPQ"})
            wanted.push_back({entry.name, module, "", {}});
    }
    std::map<std::string, std::vector<Variant>> narrower; // by backbone
    for (const auto& file : pruned) {
        const auto info = nn::readModelInfo(file);
        if (!info) {
            std::cerr << info.error().message << "\n";
            return 1;
        }
        narrower[info->backbone].push_back({"sparse", "", info->id, info->innerChannels});
    }
    const test::TempDir folder;
    Json report = {{"rounds", rounds}, {"batches", batches}, {"threads", threads}, {"weights", "file fp16"}};
    auto& rows = report["efficiency"] = Json::array();
    for (const auto& backbone : backbones) {
        for (const int side : sides) {
            std::vector<Candidate> group;
            auto variants = wanted;
            variants.insert(variants.end(), narrower[backbone].begin(), narrower[backbone].end());
            for (const auto& variant : variants) {
                if (const auto made =
                        addCandidates(group, folder.path(), variant, backbone, side, precisions);
                    !made) {
                    std::cerr << made.error().message << "\n";
                    return 1;
                }
            }
            for (const auto& row : measured(group, rounds, batches, threads, fs::canonical("/proc/self/exe")))
                rows.push_back(row);
            std::cerr << backbone << " at " << side << " px\n";
        }
    }
    std::cout << report.dump(1) << "\n";
    return 0;
}
