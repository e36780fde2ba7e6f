// Pictures that are nearly the same, and what came of moving some of them to the trash.
#pragma once

#include "engine/image_list.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sparlet::engine {

/// Why the best picture of a group is taken for the best: the first of these that tells it from the others.
enum class BestReason { MorePixels, MoreBytes, Older, FirstByPath };

struct DuplicateImage {
    ImageInfo image;
    float similarity = 0; // cosine of its code and the best one's, 0..1; 1 for the best itself
};

/// Pictures that are connected by likeness. Two of them may be less alike than the threshold, each with
/// others between them that are: `similarity` says so.
struct DuplicateGroup {
    std::vector<DuplicateImage> images; // the best first, then by falling similarity, at least two
    BestReason reason = BestReason::FirstByPath;
};

struct DuplicatesReport {
    std::string collection;
    float threshold = 0;
    std::vector<DuplicateGroup> groups; // largest first
    double seconds = 0;
};

struct TrashFailure {
    std::string path, error;
};

struct TrashReport {
    std::string id;                 // for restoreImages(); "" where nothing moved
    std::vector<std::string> moved; // in their order
    std::uint64_t bytes = 0;        // of them
    std::vector<TrashFailure> failures;
    bool stopped = false; // cancelled: those after the last one were not looked at
};

struct RestoreReport {
    std::vector<std::string> restored;
    std::vector<std::string> unindexed; // of them, not back in the collection; index its folder again
    std::vector<TrashFailure> failures; // they are still in the trash and can be asked for again
};

inline std::uint64_t freeableBytes(const DuplicateGroup& group) {
    std::uint64_t bytes = 0; // of all but the best
    for (std::size_t i = 1; i < group.images.size(); ++i)
        bytes += group.images[i].image.size;
    return bytes;
}

/// Pictures that a cleaning may move: those at least `threshold` like the best one itself. What hangs on a
/// group by others between alone is left to a person.
inline std::vector<std::string> othersOf(const DuplicateGroup& group, float threshold) {
    constexpr float kRounding = 1e-5F; // two ways of computing one cosine
    std::vector<std::string> paths;
    for (std::size_t i = 1; i < group.images.size(); ++i)
        if (group.images[i].similarity >= threshold - kRounding) paths.push_back(group.images[i].image.path);
    return paths;
}

/// One JSON object: groups (paths), pictures (group by group: path, bytes, width, height, modified in seconds
/// since 1970, similarity, best), freeable_bytes and the threshold. Paths that are not UTF-8 stand in
/// groups_bytes, percent-encoded, beside the others.
std::string duplicatesAsJson(const DuplicatesReport& report);
/// A header and a row a picture: group, best, similarity, bytes, width, height, modified, path.
std::string duplicatesAsCsv(const DuplicatesReport& report);

} // namespace sparlet::engine
