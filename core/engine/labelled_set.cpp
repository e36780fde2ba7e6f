#include "base/log.h"
#include "base/printable.h"
#include "engine/encode_pipeline_internal.h"
#include "engine/labelled_set_internal.h"
#include "engine/progress_meter_internal.h"
#include "image/image_file.h"
#include "image/scanner.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <unistd.h>

namespace sparlet::engine {

namespace fs = std::filesystem;

Result<LabelledFiles> listLabelled(const std::string& folder, const ProgressCallback& progress,
                                   const CancelToken& cancel) {
    std::error_code problem;
    const fs::path root = fs::canonical(folder, problem);
    if (problem || !fs::is_directory(root, problem)) {
        return Error{ErrorCode::NotFound, "There is no folder " + quoted(fs::path(folder)) + "."};
    }
    const auto scan = image::scan(root, progress, cancel);
    if (!scan.ok()) return scan.error();
    LabelledFiles out;
    out.root = root.string();
    for (const auto& file : scan->files) {
        const auto slash = file.relativePath.find('/');
        if (slash == std::string::npos) continue;
        out.paths.push_back(joinPath(out.root, file.relativePath));
        out.names.push_back(file.relativePath);
        out.labels.push_back(file.relativePath.substr(0, slash));
        out.sizes.push_back(file.size);
        out.modifiedNs.push_back(file.modifiedNs);
    }
    if (out.paths.empty()) {
        return Error{ErrorCode::NotFound,
                     "The folder " + quoted(root) +
                         " has no sub-folders with pictures; their names are the labels."};
    }
    return out;
}

LabelledFiles sampleOf(const LabelledFiles& files, std::size_t wanted) {
    std::map<std::string, std::vector<std::size_t>> byLabel;
    for (std::size_t i = 0; i < files.labels.size(); ++i)
        byLabel[files.labels[i]].push_back(i);
    const std::size_t perClass = std::max<std::size_t>(2, wanted / byLabel.size());
    LabelledFiles out;
    out.root = files.root;
    for (const auto& [label, members] : byLabel) {
        const std::size_t count = std::min(perClass, members.size());
        for (std::size_t k = 0; k < count; ++k) {
            const std::size_t at = members[k * members.size() / count];
            out.paths.push_back(files.paths[at]);
            out.names.push_back(files.names[at]);
            out.labels.push_back(label);
        }
    }
    return out;
}

namespace {

/// Of a picture, the part that is encoded.
Result<SquarePicture> loadBox(const std::string& file, const std::array<double, 4>& box, int side) {
    if (box == std::array<double, 4>{}) return loadSquare(file, side);
    const auto picture = image::load(file);
    if (!picture.ok()) return picture.error();
    const auto pixel = [](double at) { return static_cast<int>(std::lround(at)); };
    const int x = pixel(box[0]), y = pixel(box[1]);
    auto part = image::crop(*picture, x, y, pixel(box[2]) - x, pixel(box[3]) - y);
    if (!part.ok()) return part.error();
    return SquarePicture{picture->width, picture->height, image::toSquare(*part, side)};
}

/// Collects pictures and failures in the order of the files.
class SetBuilder {
public:
    explicit SetBuilder(const LabelledFiles& files) : files_(files) {}

    Status add(const EncodedPicture& picture) {
        const auto finite = [](std::span<const float> values) {
            return std::all_of(values.begin(), values.end(),
                               [](float value) { return std::isfinite(value); });
        };
        if (!finite(picture.embedding) || !finite(picture.sparse)) {
            return fail(picture.item, {ErrorCode::Corrupt, "The model's embedding of it is not a number."});
        }
        set.items.push_back(static_cast<std::uint32_t>(picture.item));
        set.paths.push_back(files_.paths[picture.item]);
        set.names.push_back(files_.names[picture.item]);
        set.labels.push_back(files_.labels[picture.item]);
        set.embedding.insert(set.embedding.end(), picture.embedding.begin(), picture.embedding.end());
        set.sparse.insert(set.sparse.end(), picture.sparse.begin(), picture.sparse.end());
        set.threshold.push_back(picture.threshold);
        set.density.push_back(picture.density);
        return {};
    }

    Status fail(std::size_t item, const Error& error) {
        constexpr std::size_t kMostKept = 100;
        if (error.code == ErrorCode::Cancelled) return error;
        ++set.failed;
        if (set.failures.size() < kMostKept) set.failures.push_back({files_.paths[item], error.message});
        log(LogLevel::Warning, "Left out " + quoted(fs::path(files_.paths[item])) + ": " + error.message);
        return {};
    }

    EncodedSet set;

private:
    const LabelledFiles& files_;
};

} // namespace

Result<EncodedSet> encodeLabelled(const LabelledFiles& files, Model& model, int threads,
                                  const ProgressCallback& progress, const CancelToken& cancel,
                                  const Boxes& boxes) {
    SetBuilder builder(files);
    ProgressMeter meter(progress, "encoding", files.paths.size());
    EncodeCallbacks callbacks;
    callbacks.encoded = [&](const EncodedPicture& picture) { return builder.add(picture); };
    callbacks.failed = [&](std::size_t item, const Error& error) { return builder.fail(item, error); };
    callbacks.batchDone = [&](std::size_t done) -> Status {
        meter.report(done, static_cast<std::uint64_t>(builder.set.failed));
        return {};
    };
    const auto load = [&](std::size_t item) {
        return loadBox(files.paths[item], boxes.empty() ? std::array<double, 4>{} : boxes[item],
                       model.info().inputSize);
    };
    if (auto done = encodePictures(files.paths.size(), load, model, threads, callbacks, cancel); !done.ok())
        return done.error();
    return std::move(builder.set);
}

Status writeCodes(const EncodedSet& set, const std::vector<std::uint32_t>& members, const codes::Codec& codec,
                  const fs::path& file) {
    const auto dimensions = static_cast<std::size_t>(codec.dimensions());
    std::vector<index::SegmentRow> rows;
    rows.reserve(members.size());
    for (const std::uint32_t member : members) {
        const auto z = std::span(set.sparse).subspan(member * dimensions, dimensions);
        rows.push_back({static_cast<index::ImageId>(member) + 1,
                        {z.begin(), z.end()},
                        set.threshold[member],
                        set.density[member]});
    }
    return index::writeSegment(file, codec, rows);
}

Result<std::shared_ptr<const index::CodeIndex>> readCodes(const fs::path& file,
                                                          const std::vector<std::uint32_t>& members) {
    auto segment = index::Segment::open(file);
    if (!segment.ok()) return segment.error();
    std::vector<index::ImageId> ids;
    ids.reserve(members.size());
    for (const std::uint32_t member : members)
        ids.push_back(static_cast<index::ImageId>(member) + 1);
    return index::CodeIndex::create({std::move(*segment)}, std::move(ids));
}

Result<std::shared_ptr<const index::CodeIndex>> packCodes(const EncodedSet& set,
                                                          const std::vector<std::uint32_t>& members,
                                                          const codes::Codec& codec,
                                                          const fs::path& scratch) {
    static std::atomic<unsigned> counter{0};
    if (auto made = makeFolder(scratch); !made.ok()) return made.error();
    const fs::path file = scratch / (std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".seg");
    if (auto done = writeCodes(set, members, codec, file); !done.ok()) return done.error();
    auto index = readCodes(file, members);
    std::error_code ignored;
    fs::remove(file, ignored); // the mapping keeps it readable
    return index;
}

} // namespace sparlet::engine
