#include "base/log.h"
#include "base/printable.h"
#include "engine/encode_pipeline_internal.h"
#include "engine/labelled_set_internal.h"
#include "engine/progress_meter_internal.h"
#include "image/scanner.h"

#include <algorithm>
#include <atomic>
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

Result<EncodedSet> encodeLabelled(const LabelledFiles& files, Model& model, int threads,
                                  const ProgressCallback& progress, const CancelToken& cancel) {
    EncodedSet set;
    ProgressMeter meter(progress, "encoding", files.paths.size());
    EncodeCallbacks callbacks;
    callbacks.encoded = [&](const EncodedPicture& picture) -> Status {
        set.paths.push_back(files.paths[picture.item]);
        set.names.push_back(files.names[picture.item]);
        set.labels.push_back(files.labels[picture.item]);
        set.embedding.insert(set.embedding.end(), picture.embedding.begin(), picture.embedding.end());
        set.sparse.insert(set.sparse.end(), picture.sparse.begin(), picture.sparse.end());
        set.threshold.push_back(picture.threshold);
        set.density.push_back(picture.density);
        return {};
    };
    callbacks.failed = [&](std::size_t item, const Error& error) -> Status {
        if (error.code == ErrorCode::Cancelled) return error;
        ++set.failed;
        log(LogLevel::Warning, "Left out " + quoted(fs::path(files.paths[item])) + ": " + error.message);
        return {};
    };
    callbacks.batchDone = [&](std::size_t done) -> Status {
        meter.report(done, static_cast<std::uint64_t>(set.failed));
        return {};
    };
    if (auto done = encodeFiles(files.paths, model, threads, callbacks, cancel); !done.ok())
        return done.error();
    return set;
}

Result<std::shared_ptr<const index::CodeIndex>> packCodes(const EncodedSet& set,
                                                          const std::vector<std::uint32_t>& members,
                                                          const codes::Codec& codec,
                                                          const fs::path& scratch) {
    static std::atomic<unsigned> counter{0};
    if (auto made = makeFolder(scratch); !made.ok()) return made.error();
    const fs::path file = scratch / (std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".seg");
    const auto dimensions = static_cast<std::size_t>(codec.dimensions());
    std::vector<index::SegmentRow> rows;
    std::vector<index::ImageId> ids;
    rows.reserve(members.size());
    for (const std::uint32_t member : members) {
        const auto z = std::span(set.sparse).subspan(member * dimensions, dimensions);
        ids.push_back(static_cast<index::ImageId>(member) + 1);
        rows.push_back({ids.back(), {z.begin(), z.end()}, set.threshold[member], set.density[member]});
    }
    if (auto done = index::writeSegment(file, codec, rows); !done.ok()) return done.error();
    auto segment = index::Segment::open(file);
    std::error_code ignored;
    fs::remove(file, ignored); // the mapping keeps it readable
    if (!segment.ok()) return segment.error();
    return index::CodeIndex::create({std::move(*segment)}, std::move(ids));
}

} // namespace sparlet::engine
