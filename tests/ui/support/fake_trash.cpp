#include "ui/support/fake_trash.h"

#include "ui/support/fake_workspace.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>

namespace sparlet::testing {

namespace {

engine::DuplicateGroup groupOf(int number, float threshold, const std::vector<std::string>& gone) {
    engine::DuplicateGroup group;
    group.reason = engine::BestReason::MorePixels;
    const std::string base = "/data/holiday/beach/beach_" + std::to_string(number);
    const auto add = [&](const std::string& path, int side, std::uint64_t bytes, float similarity) {
        if (similarity < threshold || std::find(gone.begin(), gone.end(), path) != gone.end()) return;
        engine::DuplicateImage one;
        one.image.id = number * 3 + static_cast<int>(group.images.size()) + 1;
        one.image.path = path;
        one.image.width = side;
        one.image.height = side * 3 / 4;
        one.image.size = bytes;
        one.image.modifiedNs = 1'700'000'000'000'000'000;
        one.similarity = similarity;
        group.images.push_back(std::move(one));
    };
    add(base + ".jpg", 1600, 400'000, 1.0F);
    add(base + "_small.jpg", 800, 100'000, 0.99F);
    add(base + "_cut.png", 760, 90'000, 0.96F);
    return group;
}

} // namespace

Result<engine::DuplicatesReport> FakeTrash::search(const std::string& collection, float threshold,
                                                   const ProgressCallback& progress,
                                                   const CancelToken& cancel) {
    {
        const std::lock_guard lock(mutex_);
        ++searches_;
    }
    for (std::uint64_t step = 0; stepMilliseconds > 0 && step < 100; ++step) {
        if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
        std::this_thread::sleep_for(std::chrono::milliseconds(stepMilliseconds));
        Progress now;
        now.stage = "comparing";
        now.done = step;
        now.total = 100;
        if (progress) progress(now);
    }
    if (!searchError.empty()) return Error{ErrorCode::Corrupt, searchError};
    const auto gone = trashed();
    engine::DuplicatesReport report;
    report.collection = collection;
    report.threshold = threshold;
    for (int i = 0; i < groups; ++i) {
        auto group = groupOf(i, threshold, gone);
        if (group.images.size() > 1) report.groups.push_back(std::move(group));
    }
    return report;
}

Result<engine::TrashReport> FakeTrash::move(const std::vector<std::string>& paths) {
    const std::lock_guard lock(mutex_);
    engine::TrashReport report;
    for (const auto& path : paths) {
        if (path == refused) {
            report.failures.push_back({path, "Cannot move it: permission denied."});
            continue;
        }
        trashed_.push_back(path);
        report.moved.push_back(path);
        report.bytes += 100'000;
    }
    if (report.moved.empty()) return report;
    report.id = "trash-" + std::to_string(moves_.size() + 1);
    moves_[report.id] = report.moved;
    return report;
}

Result<engine::RestoreReport> FakeTrash::restore(const std::string& id) {
    const std::lock_guard lock(mutex_);
    engine::RestoreReport report;
    const auto found = moves_.find(id);
    if (found == moves_.end()) return Error{ErrorCode::NotFound, "There is nothing left to bring back."};
    for (auto path = found->second.rbegin(); path != found->second.rend(); ++path) {
        if (*path == occupied) {
            report.failures.push_back({*path, "There is another file at its place by now."});
            continue;
        }
        trashed_.erase(std::remove(trashed_.begin(), trashed_.end(), *path), trashed_.end());
        report.restored.push_back(*path);
    }
    return report;
}

int FakeTrash::searches() const {
    const std::lock_guard lock(mutex_);
    return searches_;
}

std::vector<std::string> FakeTrash::trashed() const {
    const std::lock_guard lock(mutex_);
    return trashed_;
}

Result<engine::DuplicatesReport> FakeWorkspace::duplicates(const std::string& collection, float threshold,
                                                           const ProgressCallback& progress,
                                                           const CancelToken& cancel) {
    return trash_.search(collection, threshold, progress, cancel);
}

Status FakeWorkspace::writeDuplicates(const engine::DuplicatesReport& report, const std::string& file) {
    std::ofstream(file) << report.groups.size() << " groups";
    return {};
}

Result<engine::TrashReport> FakeWorkspace::trashImages(const std::string&,
                                                       const std::vector<std::string>& paths,
                                                       const ProgressCallback&, const CancelToken&) {
    return trash_.move(paths);
}

Result<engine::RestoreReport> FakeWorkspace::restoreImages(const std::string& id, const ProgressCallback&,
                                                           const CancelToken&) {
    return trash_.restore(id);
}

} // namespace sparlet::testing
