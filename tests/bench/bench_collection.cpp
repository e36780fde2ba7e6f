// A collection of as many images as wanted, without their pictures: codes of real embeddings, straight
// through the catalogue and the index. Two steps, so that the long one is done once:
//   bench_collection make --vectors DIR --home H --images N    vectors: of `bench_codes embed`
//   bench_collection measure --home H                          times, memory and sizes as JSON
// and between them, for segments of an earlier program: bench_collection compact --home H.
// With --tree T the files exist as well: hard links to --picture, so that the folder can be indexed again.
#include "engine/home_internal.h"
#include "engine/models_internal.h"
#include "engine/workspace.h"
#include "index/segment.h"
#include "store/catalogue.h"
#include "vectors.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <malloc.h>
#include <sstream>
#include <sys/stat.h>

namespace {

namespace fs = std::filesystem;
using namespace sparlet;
using bench::fail;
using bench::valueOf;
using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

constexpr const char* kModel = "bench";
constexpr const char* kCollection = "bench";
constexpr std::size_t kRowsPerSegment = 65536;

void done(const Status& status) {
    if (!status.ok()) fail(status.error().message);
}

double milliseconds(Clock::time_point since) {
    return std::chrono::duration<double, std::milli>(Clock::now() - since).count();
}

// ------------------------------------------------------------------------------------------------ make

struct MakeOptions {
    std::string vectors, home, tree, picture;
    std::size_t images = 1000000, linksAPicture = 50000;
};

/// As cameras and people name things: a year, a day with an occasion, a picture with a time.
std::string pathOf(std::size_t image) {
    static const char* occasions[] = {"Birthday", "Summer holidays",    "At the lake", "Garden",
                                      "Old town", "Wedding of A and B", "Hike",        "New kitchen"};
    constexpr std::size_t kPerFolder = 200;
    const std::size_t folder = image / kPerFolder;
    char text[160];
    const int year = 2004 + static_cast<int>(folder % 20), month = 1 + static_cast<int>(folder / 20 % 12),
              day = 1 + static_cast<int>(folder / 240 % 28), second = static_cast<int>(image % 86400);
    std::snprintf(text, sizeof text, "%04d/%04d-%02d-%02d %s/IMG_%04d%02d%02d_%02d%02d%02d.jpg", year, year,
                  month, day, occasions[folder % 8], year, month, day, second / 3600, second / 60 % 60,
                  second % 60);
    return text;
}

/// Hard links of the picture under all names; a new copy of it before a file system's limit of links.
void makeTree(const MakeOptions& options) {
    fs::path source;
    fs::path folder;
    for (std::size_t image = 0; image < options.images; ++image) {
        const fs::path file = fs::path(options.tree) / pathOf(image);
        if (file.parent_path() != folder) {
            folder = file.parent_path();
            fs::create_directories(folder);
        }
        if (image % options.linksAPicture == 0) {
            source = fs::path(options.tree) / (".picture-" + std::to_string(image));
            fs::copy_file(options.picture, source, fs::copy_options::overwrite_existing);
        }
        std::error_code problem;
        fs::create_hard_link(source, file, problem);
        if (problem && problem != std::errc::file_exists) fail(problem.message());
    }
}

void setFacts(store::ImageRecord& image, const MakeOptions& options, std::size_t number) {
    image.size = 2000000 + number * 7919 % 3000000;
    image.modifiedNs = 1100000000000000000 + static_cast<std::int64_t>(number) * 600000000000;
    image.width = number % 3 == 0 ? 3000 : 4000;
    image.height = number % 3 == 0 ? 4000 : 3000;
    if (options.tree.empty()) return;
    struct stat facts {};
    if (::stat((fs::path(options.tree) / image.relativePath).c_str(), &facts) != 0)
        fail("A link is missing.");
    image.size = static_cast<std::uint64_t>(facts.st_size);
    image.modifiedNs = std::int64_t{facts.st_mtim.tv_sec} * 1000000000 + facts.st_mtim.tv_nsec;
}

void make(const MakeOptions& options) {
    const engine::HomeLayout home{fs::absolute(options.home)};
    fs::create_directories(home.models());
    const fs::path model = home.models() / (std::string(kModel) + ".safetensors");
    fs::copy_file(fs::path(options.vectors) / "model.safetensors", model,
                  fs::copy_options::overwrite_existing);
    engine::ModelRegistry registry(home, {}, {}, 1);
    const auto opened = valueOf(registry.find(kModel));
    const bench::Vectors vectors(options.vectors, opened->info().dimensions);
    if (!options.tree.empty()) makeTree(options);

    auto catalogue = valueOf(store::Catalogue::open(home.catalogue(), store::Catalogue::Mode::ReadWrite));
    const auto record = valueOf(catalogue->createCollection(kCollection, kModel, valueOf(opened->hash())));
    const std::string root =
        options.tree.empty() ? "/home/someone/Pictures" : fs::canonical(options.tree).string();
    const auto folder = valueOf(catalogue->addFolder(record.id, root));
    done(engine::makeFolder(home.segments(record.id)));
    std::vector<std::shared_ptr<const index::Segment>> segments;
    std::vector<store::ImageId> all;
    std::vector<float> embedding;
    for (std::size_t first = 0; first < options.images; first += kRowsPerSegment) {
        const std::size_t count = std::min(kRowsPerSegment, options.images - first);
        std::vector<index::SegmentRow> rows(count);
        std::vector<store::ImageRecord> images(count);
        const auto id = valueOf(catalogue->reserveImageIds(record.id, static_cast<std::int64_t>(count)));
        std::vector<std::uint8_t> code;
        for (std::size_t i = 0; i < count; ++i) {
            rows[i].image = images[i].id = id + static_cast<store::ImageId>(i);
            all.push_back(images[i].id);
            vectors.row(first + i, embedding, rows[i].z);
            rows[i].threshold = 0.05F;
            rows[i].density = 0.4F;
            images[i].folder = folder.id;
            images[i].relativePath = pathOf(first + i);
            images[i].label = fs::path(images[i].relativePath).parent_path().filename().string();
            images[i].codeBytes = static_cast<std::uint32_t>(opened->codec().encode(rows[i].z, code));
            setFacts(images[i], options, first + i);
        }
        const std::string name = "part-" + std::to_string(first) + ".seg";
        done(index::writeSegment(home.segments(record.id) / name, opened->codec(), rows));
        done(catalogue->commitSegment(record.id, name, images, {}));
        segments.push_back(valueOf(index::Segment::open(home.segments(record.id) / name)));
        std::cerr << first + count << " of " << options.images << '\n';
    }
    // As an index run leaves it at its end.
    const auto merging = Clock::now();
    done(index::mergeSegments(home.segments(record.id) / "9999.seg", segments, all));
    std::vector<store::SegmentId> replaced;
    for (const auto& segment : valueOf(catalogue->segments(record.id)))
        replaced.push_back(segment.id);
    done(catalogue->commitMerge(record.id, "9999.seg", replaced));
    for (const auto& entry : fs::directory_iterator(home.segments(record.id)))
        if (entry.path().filename().string().starts_with("part-")) fs::remove(entry.path());
    std::cerr << "merged in " << milliseconds(merging) / 1e3 << " s\n";
}

// ------------------------------------------------------------------------------------------------ measure

struct MeasureOptions {
    std::string home;
    std::size_t queries = 50;
    int threads = 2;
};

/// A field of /proc/self/smaps_rollup in MB.
double memory(const std::string& field) {
    std::ifstream in("/proc/self/smaps_rollup");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(field + ":")) return std::stod(line.substr(field.size() + 1)) / 1024;
    return 0;
}

Json spread(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return {{"median", values[values.size() / 2]}, {"smallest", values.front()}, {"largest", values.back()}};
}

Json sizes(const engine::HomeLayout& home) {
    Json out;
    std::uintmax_t segments = 0, others = 0;
    for (const auto& entry : fs::recursive_directory_iterator(home.collections()))
        if (entry.is_regular_file())
            (entry.path().extension() == ".seg" ? segments : others) += entry.file_size();
    out["segments"] = segments;
    out["views"] = others;
    out["catalogue"] = fs::file_size(home.catalogue());
    return out;
}

void measure(const MeasureOptions& options) {
    engine::WorkspaceOptions wanted;
    wanted.home = options.home;
    wanted.threads = options.threads;
    const auto workspace = valueOf(engine::Workspace::open(wanted));
    Json out;
    const double before = memory("Anonymous");
    const auto opening = Clock::now();
    const auto view = valueOf(workspace->collection(kCollection));
    out["images"] = view->images.size();
    out["open_ms"] = milliseconds(opening);
    out["anonymous_mb"]["before"] = before;
    out["anonymous_mb"]["opened"] = memory("Anonymous");
    const auto listing = Clock::now();
    const auto all = valueOf(workspace->collections());
    out["list_collections_ms"] = milliseconds(listing);

    const auto ask = [&](std::size_t number, int rounds, const engine::ImageFilter& filter = {}) {
        engine::QueryRequest request;
        request.filter = filter;
        request.collection = kCollection;
        engine::QueryPart part;
        part.source = engine::QueryPart::Source::Indexed;
        part.value = view->images[number * 7919 % view->images.size()].path;
        request.parts = {part};
        request.top = 100;
        request.rounds = rounds;
        return valueOf(workspace->query(request, {})).searchMs;
    };
    const auto first = Clock::now();
    out["first_query_ms"] = {{"search", ask(0, 3)}};
    out["first_query_ms"]["with_opening_the_model"] = milliseconds(first);
    for (const int rounds : {0, 3}) {
        std::vector<double> times;
        for (std::size_t i = 1; i <= options.queries; ++i)
            times.push_back(ask(i, rounds));
        out[rounds == 0 ? "query_ms" : "query_3_rounds_ms"] = spread(times);
    }
    engine::ImageFilter ofOneDay, ofOneYear, large;
    const auto some = view->images[view->images.size() / 3];
    ofOneDay.label = some.label;
    ofOneYear.folder = fs::path(some.path).parent_path().parent_path().string();
    large.minBytes = some.size;
    for (const auto& [name, filter] :
         {std::pair{"label", ofOneDay}, {"folder", ofOneYear}, {"size", large}}) {
        std::vector<double> times;
        for (std::size_t i = 1; i <= options.queries; ++i)
            times.push_back(ask(i, 3, filter));
        out["query_3_rounds_filtered_ms"][name] = spread(times);
    }
    out["anonymous_mb"]["after_queries"] = memory("Anonymous");
    ::malloc_trim(0);
    out["anonymous_mb"]["after_trim"] = memory("Anonymous");
    out["resident_mb"] = memory("Rss");
    const auto counting = Clock::now();
    const auto statistics = valueOf(workspace->statistics(kCollection));
    out["statistics_ms"] = milliseconds(counting);
    out["bytes"] = sizes({fs::path(options.home)});
    out["bytes"]["codes"] = statistics.bytesPerImage * static_cast<double>(statistics.images);
    out["segments_by_codes"] = out["bytes"]["segments"].get<double>() / out["bytes"]["codes"].get<double>();
    std::cout << out.dump(1) << '\n';
}

/// What the application does in a quiet moment; also brings segments of earlier programs up to date.
void compact(const std::string& home) {
    engine::WorkspaceOptions wanted;
    wanted.home = home;
    const auto workspace = valueOf(engine::Workspace::open(wanted));
    const auto start = Clock::now();
    done(workspace->compact(kCollection, {}, {}));
    std::cout << "compacted in " << milliseconds(start) / 1e3 << " s\n";
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("A large collection: opened, searched, weighed");
    MakeOptions makeOptions;
    auto* making = app.add_subcommand("make", "Make a home with a collection of that many images");
    making->add_option("--vectors", makeOptions.vectors)->required();
    making->add_option("--home", makeOptions.home)->required();
    making->add_option("--images", makeOptions.images)->capture_default_str();
    auto* tree =
        making->add_option("--tree", makeOptions.tree, "Folder for the files, as links to --picture");
    making->add_option("--picture", makeOptions.picture)->needs(tree)->check(CLI::ExistingFile);
    MeasureOptions measureOptions;
    auto* measuring = app.add_subcommand("measure", "Open it and ask");
    measuring->add_option("--home", measureOptions.home)->required();
    measuring->add_option("--queries", measureOptions.queries)->capture_default_str();
    measuring->add_option("--threads", measureOptions.threads)->capture_default_str();
    std::string compacted;
    auto* compacting = app.add_subcommand("compact", "Merge its segments");
    compacting->add_option("--home", compacted)->required();
    app.require_subcommand(1);
    CLI11_PARSE(app, argc, argv);
    if (*compacting) compact(compacted);
    if (*making) make(makeOptions);
    if (*measuring) measure(measureOptions);
    return 0;
}
