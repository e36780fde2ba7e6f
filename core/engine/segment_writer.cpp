#include "base/atomic_file.h"
#include "engine/index_job_internal.h"
#include "engine/workspace_internal.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kRowsPerSegment = 512;
constexpr std::chrono::seconds kBetweenCommits{2};
/// Segments of at least so many live rows are left alone by a merge.
constexpr std::int64_t kLargeSegment = 65536;
constexpr const char* kExtension = ".seg";

std::uint16_t inSteps(float share) {
    return static_cast<std::uint16_t>(std::lround(std::clamp(share, 0.0F, 1.0F) * 65535.0F));
}

bool isNumber(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

/// Entries of a folder; none where it cannot be listed.
std::vector<fs::path> entriesOf(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code problem;
    for (auto entry = fs::directory_iterator(folder, problem); !problem && entry != fs::directory_iterator();
         entry.increment(problem)) {
        entries.push_back(entry->path());
    }
    return entries;
}

Status removeUnknownSegments(const HomeLayout& home, store::Catalogue& catalogue, store::CollectionId id) {
    const auto segments = catalogue.segments(id);
    if (!segments.ok()) return segments.error();
    const fs::path folder = home.segments(id);
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) return {};
    for (const auto& entry : entriesOf(folder)) {
        const bool known = std::any_of(segments->begin(), segments->end(), [&](const auto& segment) {
            return segment.fileName == entry.filename().string();
        });
        if (entry.extension() == kExtension && !known) fs::remove(entry, ignored);
    }
    const auto removed = removeAbandonedTemporaries(folder);
    return removed.ok() ? Status{} : Status{removed.error()};
}

} // namespace

SegmentWriter::SegmentWriter(const HomeLayout& home, store::Catalogue& catalogue,
                             store::CollectionId collection, const codes::Codec& codec)
    : home_(home), catalogue_(catalogue), collection_(collection), codec_(codec) {}

void SegmentWriter::add(store::ImageRecord image, index::SegmentRow row) {
    std::vector<std::uint8_t> code;
    image.codeBytes = static_cast<std::uint32_t>(codec_.encode(row.z, code));
    image.shares = {inSteps(row.threshold), inSteps(row.density)};
    images_.push_back(std::move(image));
    rows_.push_back(std::move(row));
}

void SegmentWriter::addFailure(store::FailureRecord failure, store::ImageId previous) {
    failures_.push_back(std::move(failure));
    if (previous != 0) superseded_.push_back(previous);
}

Status SegmentWriter::commitIfDue() {
    const bool due = images_.size() + failures_.size() >= kRowsPerSegment ||
                     std::chrono::steady_clock::now() - lastCommit_ >= kBetweenCommits;
    return due ? commit() : Status{};
}

Status SegmentWriter::commit() {
    lastCommit_ = std::chrono::steady_clock::now();
    std::string name;
    if (!images_.empty()) {
        const auto count = static_cast<std::int64_t>(images_.size());
        const auto first = catalogue_.reserveImageIds(collection_, count);
        if (!first.ok()) return first.error();
        for (std::size_t i = 0; i < images_.size(); ++i) {
            images_[i].id = *first + static_cast<std::int64_t>(i);
            rows_[i].image = images_[i].id;
        }
        auto chosen = newSegmentName(home_, catalogue_, collection_);
        if (!chosen.ok()) return chosen.error();
        name = *chosen;
        const fs::path file = home_.segments(collection_) / name;
        if (auto done = index::writeSegment(file, codec_, rows_); !done.ok()) return done;
    }
    if (!images_.empty() || !failures_.empty()) {
        if (auto done = catalogue_.commitSegment(collection_, name, images_, failures_); !done.ok()) {
            std::error_code ignored;
            if (!name.empty()) fs::remove(home_.segments(collection_) / name, ignored);
            return done;
        }
    }
    if (!superseded_.empty()) {
        if (auto done = catalogue_.removeImages(collection_, superseded_); !done.ok()) return done;
    }
    written_ += static_cast<std::int64_t>(images_.size());
    images_.clear();
    rows_.clear();
    failures_.clear();
    superseded_.clear();
    return {};
}

Result<std::string> newSegmentName(const HomeLayout& home, store::Catalogue& catalogue,
                                   store::CollectionId collection) {
    if (auto made = makeFolder(home.segments(collection)); !made.ok()) return made.error();
    const auto segments = catalogue.segments(collection);
    if (!segments.ok()) return segments.error();
    unsigned long long highest = 0;
    const auto consider = [&](const std::string& name) {
        const std::string stem = fs::path(name).stem().string();
        if (isNumber(stem) && stem.size() < 19) highest = std::max(highest, std::stoull(stem));
    };
    for (const auto& segment : *segments)
        consider(segment.fileName);
    for (const auto& entry : entriesOf(home.segments(collection)))
        consider(entry.filename().string());
    char name[32];
    std::snprintf(name, sizeof name, "%04llu%s", highest + 1, kExtension);
    return std::string(name);
}

Status removeLeftovers(const HomeLayout& home, store::Catalogue& catalogue, const std::string& held) {
    // Listed before the catalogue is read: a folder is made after its entry, so none that is new is unknown.
    const auto folders = entriesOf(home.collections());
    const auto records = catalogue.collections();
    if (!records.ok()) return records.error();
    for (const auto& entry : folders) {
        const std::string name = entry.filename().string();
        const bool known = std::any_of(records->begin(), records->end(),
                                       [&](const auto& record) { return std::to_string(record.id) == name; });
        std::error_code ignored;
        if (!known && isNumber(name)) fs::remove_all(entry, ignored);
    }
    for (const auto& record : *records) {
        const std::string name = lockedName(record.name);
        std::optional<WriteLock> lock;
        if (name != held) {
            auto taken = WriteLock::take(home, name);
            if (!taken.ok()) continue;
            lock.emplace(std::move(*taken));
            // It may have been removed before it was locked, and its number be another's by now.
            const auto now = catalogue.findCollection(record.name);
            if (!now.ok()) return now.error();
            if (!now->has_value() || (*now)->id != record.id) continue;
        }
        if (auto done = removeUnknownSegments(home, catalogue, record.id); !done.ok()) return done;
    }
    return {};
}

namespace {

/// What a merge takes, and what it leaves to the catalogue.
struct Merge {
    std::vector<store::SegmentId> replaced;
    std::vector<std::shared_ptr<const index::Segment>> sources;
    std::vector<store::ImageId> keep;
    std::vector<std::pair<store::ImageId, store::ImageShares>> shares; // of images that have none there
    bool worthIt = false;
};

/// Merged segments have no thresholds and densities. Catalogues of the first version left them to the
/// segments.
void keepShares(const index::Segment& segment, const std::vector<store::ImageId>& live, Merge& merge) {
    if (!segment.hasShares()) return;
    for (std::size_t row = 0; row < segment.size(); ++row) {
        const store::ImageId image = segment.imageId(row);
        if (std::binary_search(live.begin(), live.end(), image))
            merge.shares.emplace_back(
                image, store::ImageShares{inSteps(segment.threshold(row)), inSteps(segment.density(row))});
    }
}

Result<Merge> planMerge(const HomeLayout& home, store::Catalogue& catalogue, store::CollectionId collection) {
    const auto segments = catalogue.segments(collection);
    if (!segments.ok()) return segments.error();
    Merge merge;
    for (const auto& segment : *segments) {
        auto live = catalogue.imagesIn(segment.id);
        if (!live.ok()) return live.error();
        const auto alive = static_cast<std::int64_t>(live->size());
        const bool mostlyDead = segment.rows > 2 * alive;
        const bool large = alive >= kLargeSegment && !mostlyDead;
        std::shared_ptr<const index::Segment> opened;
        if (alive > 0) {
            auto file = index::Segment::open(home.segments(collection) / segment.fileName);
            if (!file.ok()) return file.error();
            opened = std::move(*file);
        }
        // A large one is rewritten once, when it comes from a program that did not order it.
        if (large && !opened->hasShares()) continue;
        merge.worthIt = merge.worthIt || mostlyDead || large;
        merge.replaced.push_back(segment.id);
        if (!opened) continue;
        const auto unknown = catalogue.imagesWithoutShares(segment.id);
        if (!unknown.ok()) return unknown.error();
        keepShares(*opened, *unknown, merge);
        merge.sources.push_back(std::move(opened));
        merge.keep.insert(merge.keep.end(), live->begin(), live->end());
    }
    std::sort(merge.keep.begin(), merge.keep.end());
    return merge;
}

} // namespace

Status mergeSmallSegments(const HomeLayout& home, store::Catalogue& catalogue, store::CollectionId collection,
                          const CancelToken& cancel) {
    auto merge = planMerge(home, catalogue, collection);
    if (!merge.ok()) return merge.error();
    if (merge->replaced.size() < 2 && !merge->worthIt) return {};
    std::string name;
    if (!merge->sources.empty()) {
        auto chosen = newSegmentName(home, catalogue, collection);
        if (!chosen.ok()) return chosen.error();
        name = *chosen;
        const auto merged =
            index::mergeSegments(home.segments(collection) / name, merge->sources, merge->keep, cancel);
        if (!merged.ok()) return merged;
    }
    // Known twice for a moment, never unknown.
    if (!merge->shares.empty()) {
        if (auto done = catalogue.setShares(collection, merge->shares); !done.ok()) return done;
    }
    if (auto done = catalogue.commitMerge(collection, name, merge->replaced); !done.ok()) return done;
    return removeUnknownSegments(home, catalogue, collection);
}

} // namespace sparlet::engine
