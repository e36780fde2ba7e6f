// Codes of a trained model searched among as many as wanted, with what a peer needs to be measured on the
// same vectors. Two steps, so that the long one is done once:
//   bench_codes embed --model M --data D… --out DIR     encodes pictures, and altered copies of some of them
//   bench_codes search --vectors DIR --rows N …         builds codes of N rows and times exact searches, as
//   JSON
//   bench_codes entropy --vectors DIR                   what an ideal entropy coder would make of the codes
#include "codes/code_walk_internal.h"
#include "codes/codec.h"
#include "image/image_file.h"
#include "image/scanner.h"
#include "index/code_index.h"
#include "nn/encoder.h"
#include "search/near_duplicates.h"
#include "vectors.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <numeric>
#include <random>

namespace {

namespace fs = std::filesystem;
using namespace sparlet;
using bench::fail;
using bench::valueOf;
using bench::Vectors;
using bench::write;
using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

double milliseconds(Clock::time_point since) {
    return std::chrono::duration<double, std::milli>(Clock::now() - since).count();
}

// ---------------------------------------------------------------------------------------------- embed

/// What people do to pictures before they store them twice: cut a border off, mirror, brighten, compress
/// again.
image::Picture altered(const image::Picture& picture, std::mt19937& random) {
    std::uniform_real_distribution<double> keep(0.8, 1.0), light(0.85, 1.15), place(0.0, 1.0);
    const int width = std::max(1, static_cast<int>(picture.width * keep(random)));
    const int height = std::max(1, static_cast<int>(picture.height * keep(random)));
    auto out =
        valueOf(image::crop(picture, static_cast<int>(place(random) * (picture.width - width)),
                            static_cast<int>(place(random) * (picture.height - height)), width, height));
    if (random() % 2 == 0) {
        for (int y = 0; y < out.height; ++y)
            for (int x = 0; x < out.width / 2; ++x)
                for (int c = 0; c < 3; ++c)
                    std::swap(out.rgb[static_cast<std::size_t>((y * out.width + x) * 3 + c)],
                              out.rgb[static_cast<std::size_t>((y * out.width + out.width - 1 - x) * 3 + c)]);
    }
    const double factor = light(random);
    for (auto& value : out.rgb)
        value = static_cast<std::uint8_t>(std::min(255.0, value * factor));
    const auto jpeg = valueOf(image::encodeJpeg(out, 60 + static_cast<int>(random() % 35)));
    return valueOf(image::decode(jpeg));
}

struct EmbedOptions {
    std::string model, out;
    std::vector<std::string> data;
    std::size_t copies = 20000;
};

void embed(const EmbedOptions& options) {
    auto encoder = valueOf(nn::Encoder::open(options.model));
    const int side = encoder->info().inputSize;
    std::vector<std::string> files;
    for (const auto& folder : options.data)
        for (const auto& found : valueOf(image::scan(folder, {}, {})).files)
            files.push_back((fs::path(folder) / found.relativePath).string());
    fs::create_directories(options.out);
    std::vector<float> embeddings, thresholds, copies;
    std::vector<std::uint32_t> copied;
    const std::size_t stride =
        std::max<std::size_t>(1, files.size() / std::max<std::size_t>(1, options.copies));
    std::vector<std::uint8_t> pixels, altering;
    std::mt19937 random(1);
    const auto start = Clock::now();
    const auto run = [&](std::vector<std::uint8_t>& batch, bool copy) {
        const std::size_t count = batch.size() / static_cast<std::size_t>(side * side * 3);
        if (count == 0) return;
        const auto encoded = valueOf(encoder->encode(batch, count));
        auto& into = copy ? copies : embeddings;
        into.insert(into.end(), encoded.embedding.begin(), encoded.embedding.end());
        if (!copy) thresholds.insert(thresholds.end(), encoded.threshold.begin(), encoded.threshold.end());
        batch.clear();
    };
    constexpr std::size_t kBatch = 64;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto picture = valueOf(image::load(files[i]));
        const auto square = image::toSquare(picture, side);
        pixels.insert(pixels.end(), square.begin(), square.end());
        if (i % stride == 0) {
            const auto other = image::toSquare(altered(picture, random), side);
            altering.insert(altering.end(), other.begin(), other.end());
            copied.push_back(static_cast<std::uint32_t>(i));
        }
        if (i % kBatch == kBatch - 1) run(pixels, false);
        if (altering.size() >= kBatch * square.size()) run(altering, true);
        if (i % 20000 == 0)
            std::cerr << i << " of " << files.size() << ", " << milliseconds(start) / 1e3 << " s\n";
    }
    run(pixels, false);
    run(altering, true);
    const fs::path folder = options.out;
    write(folder / "embeddings.f32", embeddings);
    write(folder / "thresholds.f32", thresholds);
    write(folder / "copies.f32", copies);
    write(folder / "copied.u32", copied);
    fs::copy_file(options.model, folder / "model.safetensors", fs::copy_options::overwrite_existing);
    std::cerr << files.size() << " pictures, " << copied.size() << " altered copies\n";
}

// ---------------------------------------------------------------------------------------------- search

codes::Codec codecOf(const nn::ModelInfo& info) {
    if (!info.spq) fail("The model has no SPQ; its codes would not be small.");
    const auto& quantizer = info.quantizer;
    return valueOf(codes::Codec::create({quantizer.bits, quantizer.minimum, quantizer.maximum}));
}

struct SearchOptions {
    std::string vectors, write;
    std::size_t rows = 1000000, queries = 200, top = 100, truth = 50;
    int rounds = 5;
    bool unordered = false, beforeAse = false, wholeQuery = false;
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// The rows whose floats are nearest, by the definition.
std::vector<std::uint32_t> nearest(const std::vector<float>& embeddings, std::size_t rows,
                                   const std::vector<float>& query, std::size_t top) {
    const std::size_t dimensions = query.size();
    std::vector<float> scores(rows);
    for (std::size_t row = 0; row < rows; ++row) {
        float sum = 0;
        for (std::size_t d = 0; d < dimensions; ++d)
            sum += embeddings[row * dimensions + d] * query[d];
        scores[row] = sum;
    }
    std::vector<std::uint32_t> order(rows);
    std::iota(order.begin(), order.end(), 0U);
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(top), order.end(),
                      [&](std::uint32_t a, std::uint32_t b) {
                          return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
                      });
    order.resize(top);
    return order;
}

void searchAll(const SearchOptions& options) {
    const fs::path folder = options.vectors;
    const auto info = valueOf(nn::readModelInfo(folder / "model.safetensors"));
    const auto codec = codecOf(info);
    const Vectors vectors(folder, info.dimensions);
    const auto dimensions = static_cast<std::size_t>(info.dimensions);

    std::vector<float> floats, embedding, sparse;
    std::vector<index::SegmentRow> rows;
    for (std::size_t row = 0; row < options.rows; ++row) {
        vectors.row(row, embedding, sparse);
        const auto& truth = options.beforeAse ? embedding : sparse;
        floats.insert(floats.end(), truth.begin(), truth.end());
        rows.push_back({static_cast<index::ImageId>(row), sparse, 0, 0});
    }
    // Queries are altered copies that are not in the index.
    std::vector<std::vector<float>> floatQueries, queries;
    for (std::size_t i = 0; i < options.queries; ++i) {
        vectors.row(options.rows + vectors.real() * 50 + i * 7919, embedding, sparse);
        floatQueries.push_back(options.beforeAse ? embedding : sparse);
        queries.push_back(options.wholeQuery ? embedding : sparse);
    }
    if (!options.write.empty()) {
        fs::create_directories(options.write);
        write(fs::path(options.write) / "rows.f32", floats);
        std::vector<float> flat;
        for (const auto& query : floatQueries)
            flat.insert(flat.end(), query.begin(), query.end());
        write(fs::path(options.write) / "queries.f32", flat);
    }
    std::vector<index::ImageId> live(options.rows);
    std::iota(live.begin(), live.end(), index::ImageId{0});
    std::shared_ptr<const index::Segment> segment = valueOf(index::packSegment(codec, rows));
    const auto ordering = Clock::now();
    if (!options.unordered) {
        // As a merge of segments leaves them.
        std::vector<std::span<const std::uint8_t>> codes;
        for (std::size_t row = 0; row < segment->size(); ++row)
            codes.push_back(segment->code(row));
        std::vector<index::SegmentRow> ordered;
        for (const auto row : index::orderByLikeness(codec, codes, codes::ColumnBlocks::kBlock))
            ordered.push_back(std::move(rows[row]));
        segment = valueOf(index::packSegment(codec, ordered));
    }
    const double orderMs = milliseconds(ordering);
    rows.clear();
    rows.shrink_to_fit();
    const auto built = Clock::now();
    const auto index = valueOf(index::CodeIndex::create(std::vector{segment}, std::move(live)));
    const double indexMs = milliseconds(built);
    const auto laid = Clock::now();
    if (segment->layout() == nullptr) fail("The model's codes have no level for 0.");
    const double layOutMs = milliseconds(laid);

    std::vector<double> times;
    double recall = 0;
    for (int round = 0; round < options.rounds; ++round) {
        for (std::size_t q = 0; q < queries.size(); ++q) {
            const auto start = Clock::now();
            const auto hits = index->search(queries[q], options.top);
            times.push_back(milliseconds(start));
            if (round > 0 || q >= options.truth) continue;
            const auto truth = nearest(floats, options.rows, floatQueries[q], options.top);
            for (const auto& hit : hits)
                recall += std::find(truth.begin(), truth.end(), static_cast<std::uint32_t>(hit.image)) !=
                          truth.end();
        }
    }
    recall /= static_cast<double>(std::min(options.truth, queries.size()) * options.top);
    double active = 0;
    for (const auto& query : queries)
        active +=
            static_cast<double>(std::count_if(query.begin(), query.end(), [](float v) { return v != 0; }));
    Json out;
    out["rows"] = options.rows;
    out["real_pictures"] = std::min(options.rows, vectors.real());
    out["dimensions"] = dimensions;
    out["bytes_per_image"] = index->meanCodeBytes();
    out["layout_bytes_per_image"] =
        static_cast<double>(segment->layout()->bytes()) / static_cast<double>(options.rows);
    out["floats"] = options.beforeAse ? "before ASE" : "after ASE";
    out["query_dimensions"] = active / static_cast<double>(queries.size());
    out["recall_at_100"] = recall;
    out["search_ms"] = median(times);
    std::sort(times.begin(), times.end());
    out["search_ms_10"] = times[times.size() / 10];
    out["search_ms_90"] = times[times.size() * 9 / 10];
    out["queries_per_second"] = 1000.0 / median(times);
    out["order_ms"] = orderMs;
    out["open_ms"] = indexMs;
    out["lay_out_ms"] = layOutMs;
    std::cout << out.dump(1) << '\n';
}

// ---------------------------------------------------------------------------------------------- duplicates

struct DuplicatesOptions {
    std::string vectors;
    std::vector<std::size_t> rows{10000, 30000, 100000, 300000, 1000000};
    float threshold = 0.97F;
    int threads = 1;
};

void duplicates(const DuplicatesOptions& options) {
    const fs::path folder = options.vectors;
    const auto info = valueOf(nn::readModelInfo(folder / "model.safetensors"));
    const auto codec = codecOf(info);
    const Vectors vectors(folder, info.dimensions);
    Json out = Json::array();
    for (const std::size_t count : options.rows) {
        std::vector<float> embedding, sparse;
        std::vector<index::SegmentRow> rows;
        for (std::size_t row = 0; row < count; ++row) {
            // A tenth are copies of the others, at any number of rows.
            vectors.row(row % 10 == 9 ? vectors.real() + row : row % vectors.real(), embedding, sparse);
            rows.push_back({static_cast<index::ImageId>(row), sparse, 0, 0});
        }
        std::vector<index::ImageId> live(count);
        std::iota(live.begin(), live.end(), index::ImageId{0});
        const auto index = valueOf(index::CodeIndex::create(
            std::vector<std::shared_ptr<const index::Segment>>{valueOf(index::packSegment(codec, rows))},
            std::move(live)));
        const auto start = Clock::now();
        const auto groups =
            valueOf(search::nearDuplicates(*index, options.threshold, options.threads, {}, {}));
        out.push_back({{"rows", count}, {"seconds", milliseconds(start) / 1e3}, {"groups", groups.size()}});
        std::cerr << out.back().dump() << '\n';
    }
    std::cout << out.dump(1) << '\n';
}

// ---------------------------------------------------------------------------------------------- entropy

/// Bits that each of these events costs on average when it is coded with its own share.
double entropyOf(const std::vector<std::size_t>& counts) {
    const auto whole = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::size_t{0}));
    double bits = 0;
    for (const std::size_t count : counts)
        if (count > 0)
            bits -= static_cast<double>(count) / whole * std::log2(static_cast<double>(count) / whole);
    return bits;
}

/// Bytes of masks and of levels as they are stored, and as the shares of every dimension allow (Shannon
/// 1948): a coder that knows nothing but the dimension cannot do better.
void entropy(const std::string& folder) {
    const auto info = valueOf(nn::readModelInfo(fs::path(folder) / "model.safetensors"));
    const auto codec = codecOf(info);
    const Vectors vectors(folder, info.dimensions);
    const auto& bits = codec.parameters().bits;
    std::vector<std::vector<std::size_t>> levels;
    for (const auto width : bits)
        levels.emplace_back(std::size_t{1} << width, 0);
    std::vector<float> embedding, sparse;
    std::vector<std::uint8_t> code;
    std::size_t bytes = 0;
    for (std::size_t row = 0; row < vectors.real(); ++row) {
        vectors.row(row, embedding, sparse);
        code.clear();
        bytes += codec.encode(sparse, code);
        codes::walkCode(code, bits, [&](std::size_t d, unsigned level) { ++levels[d][level]; });
    }
    const auto rows = static_cast<double>(vectors.real());
    double masks = 0, values = 0;
    for (const auto& counts : levels) {
        const std::size_t set = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
        masks += entropyOf({set, vectors.real() - set});
        if (set > 0) values += static_cast<double>(set) / rows * entropyOf(counts);
    }
    Json out;
    out["rows"] = vectors.real();
    out["mask_bytes"] = (bits.size() + 7) / 8;
    out["mask_entropy_bytes"] = masks / 8;
    out["level_bytes"] = static_cast<double>(bytes) / rows - static_cast<double>((bits.size() + 7) / 8);
    out["level_entropy_bytes"] = values / 8;
    std::cout << out.dump(1) << '\n';
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Codes of a trained model, searched");
    EmbedOptions embedOptions;
    auto* embedding = app.add_subcommand("embed", "Encode pictures and altered copies of some");
    embedding->add_option("--model", embedOptions.model)->required();
    embedding->add_option("--data", embedOptions.data)->required();
    embedding->add_option("--out", embedOptions.out)->required();
    embedding->add_option("--copies", embedOptions.copies);
    SearchOptions searchOptions;
    auto* searching = app.add_subcommand("search", "Time exact searches, one thread");
    searching->add_option("--vectors", searchOptions.vectors)->required();
    searching->add_option("--rows", searchOptions.rows);
    searching->add_option("--queries", searchOptions.queries);
    searching->add_option("--truth", searchOptions.truth, "Queries whose recall is measured");
    searching->add_option("--rounds", searchOptions.rounds);
    searching->add_flag("--unordered", searchOptions.unordered, "Rows as they come");
    searching->add_flag("--before-ase", searchOptions.beforeAse,
                        "Recall of the ranking by what goes into ASE, not by what the network puts out");
    searching->add_flag("--whole-query", searchOptions.wholeQuery, "Queries without ASE");
    searching->add_option("--write", searchOptions.write, "Folder for the floats, for peers");
    DuplicatesOptions duplicatesOptions;
    auto* grouping = app.add_subcommand("duplicates", "Time grouping what is nearly the same");
    grouping->add_option("--vectors", duplicatesOptions.vectors)->required();
    grouping->add_option("--rows", duplicatesOptions.rows);
    grouping->add_option("--threshold", duplicatesOptions.threshold);
    grouping->add_option("--threads", duplicatesOptions.threads);
    std::string entropyVectors;
    auto* bounding =
        app.add_subcommand("entropy", "Bytes of codes, and what entropy coding could make of them");
    bounding->add_option("--vectors", entropyVectors)->required();
    app.require_subcommand(1);
    CLI11_PARSE(app, argc, argv);
    if (*embedding) embed(embedOptions);
    if (*searching) searchAll(searchOptions);
    if (*grouping) duplicates(duplicatesOptions);
    if (*bounding) entropy(entropyVectors);
    return 0;
}
