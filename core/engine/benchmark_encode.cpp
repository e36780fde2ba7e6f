// The network alone: batches of 1, 8 and 32 by one thread and by several, in each arithmetic.
#include "engine/benchmark_internal.h"
#include "engine/encode_pipeline_internal.h"
#include "image/scanner.h"
#include "nn/device.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace sparlet::engine {

namespace {

constexpr std::array kBatches = {1, 8, 32};

struct EncodeCase {
    std::string precision;
    int threads = 1, batch = 1;
    std::vector<std::vector<double>> ms; // [threads][rounds]
    std::vector<double> rate;            // [rounds], of all threads
};

/// Noise, or pictures of the folder: what they show changes no time.
Result<std::vector<std::uint8_t>> pixelsFor(const BenchmarkContext& context, int side, std::size_t count) {
    std::vector<std::uint8_t> pixels;
    if (!context.request.folder.empty()) {
        const auto scan = image::scan(context.request.folder, {}, context.cancel);
        if (!scan.ok()) return scan.error();
        for (const auto& file : scan->files) {
            if (pixels.size() >= count * static_cast<std::size_t>(side * side) * 3) break;
            const auto square = loadSquare(joinPath(context.request.folder, file.relativePath), side);
            if (square.ok()) pixels.insert(pixels.end(), square->rgb.begin(), square->rgb.end());
        }
        if (pixels.empty()) {
            return Error{ErrorCode::NotFound,
                         "The folder " + context.request.folder + " has no picture that can be read."};
        }
    }
    const std::size_t wanted = count * static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3;
    const std::size_t real = pixels.size();
    pixels.resize(wanted);
    for (std::size_t i = real; i < wanted; ++i)
        pixels[i] = real > 0 ? pixels[i % real] : static_cast<std::uint8_t>(i * 2654435761U >> 13U);
    return pixels;
}

/// One encoder a thread, each opened on its thread.
using Encoders = std::vector<std::unique_ptr<nn::Encoder>>;

Result<Encoders> openEncoders(const Model& model, const std::string& device, const std::string& precision,
                              Team& team, int threads) {
    Encoders encoders(static_cast<std::size_t>(threads));
    std::vector<Status> outcomes(static_cast<std::size_t>(threads));
    team.run(threads, [&](int thread) {
        nn::setThreads(1);
        auto opened = nn::Encoder::open(model.summary().file, {device, precision});
        const auto at = static_cast<std::size_t>(thread);
        if (opened.ok())
            encoders[at] = std::move(*opened);
        else
            outcomes[at] = opened.error();
    });
    for (const auto& outcome : outcomes)
        if (!outcome.ok()) return outcome.error();
    return encoders;
}

void runCase(EncodeCase& one, const Encoders& encoders, const std::vector<std::uint8_t>& pixels, Team& team,
             bool counts) {
    const std::size_t bytes = pixels.size() / kBatches.back() * static_cast<std::size_t>(one.batch);
    std::vector<double> ms(static_cast<std::size_t>(one.threads));
    const double seconds = team.run(one.threads, [&](int thread) {
        const auto at = static_cast<std::size_t>(thread);
        const auto start = std::chrono::steady_clock::now();
        const auto encoded =
            encoders[at]->encode(std::span(pixels).first(bytes), static_cast<std::size_t>(one.batch));
        ms[at] = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
        if (!encoded.ok()) throw std::runtime_error(encoded.error().message);
    });
    if (!counts) return;
    for (std::size_t i = 0; i < ms.size(); ++i)
        one.ms[i].push_back(ms[i]);
    one.rate.push_back(static_cast<double>(one.threads) * one.batch / seconds);
}

EncodeTiming timingOf(const EncodeCase& one) {
    std::vector<double> all;
    for (const auto& thread : one.ms)
        all.insert(all.end(), thread.begin(), thread.end());
    return {one.precision, one.threads, one.batch, spreadOf(all), spreadOf(one.rate)};
}

} // namespace

Status benchmarkEncoding(const BenchmarkContext& context, BenchmarkReport& report) {
    const auto model = context.registry.find(context.request.model);
    if (!model.ok()) return model.error();
    const auto precisions = precisionsOf(context.request, **model, context.device);
    if (!precisions.ok()) return precisions.error();
    report.model = (*model)->summary().id;
    report.precision = nn::nameOf(
        nn::fastestPrecision((*model)->info().activations, (*model)->info().checks, context.device));
    const auto pixels = pixelsFor(context, (*model)->info().inputSize, kBatches.back());
    if (!pixels.ok()) return pixels.error();

    const int most = context.device == "cpu" ? context.registry.threads() : 1;
    Team team(most);
    std::vector<std::pair<std::size_t, EncodeCase>> cases; // which encoders
    std::vector<Encoders> encoders;
    for (const auto& precision : *precisions) {
        auto opened = openEncoders(**model, context.device, precision, team, most);
        if (!opened.ok()) return opened.error();
        encoders.push_back(std::move(*opened));
        for (const int threads : threadCounts(most))
            for (const int batch : kBatches)
                cases.push_back({encoders.size() - 1,
                                 {precision,
                                  threads,
                                  batch,
                                  std::vector<std::vector<double>>(static_cast<std::size_t>(threads)),
                                  {}}});
    }
    const int rounds = context.request.rounds;
    ProgressMeter meter(context.progress, "encoding",
                        static_cast<std::uint64_t>(rounds + kWarmUpRounds) * cases.size());
    std::uint64_t done = 0;
    // In turns: a slow minute of the machine meets all of them.
    for (int round = -kWarmUpRounds; round < rounds; ++round) {
        for (auto& [at, one] : cases) {
            if (context.cancel.cancelled()) return stopped();
            runCase(one, encoders[at], *pixels, team, round >= 0);
            meter.report(++done, 0, one.precision);
        }
    }
    for (const auto& [at, one] : cases)
        report.encode.push_back(timingOf(one));
    return {};
}

} // namespace sparlet::engine
