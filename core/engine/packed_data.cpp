#include "base/atomic_file.h"
#include "base/log.h"
#include "base/printable.h"
#include "engine/content_hash_internal.h"
#include "engine/encode_pipeline_internal.h"
#include "engine/labelled_set_internal.h"
#include "engine/progress_meter_internal.h"
#include "engine/train_job_internal.h"

#include <algorithm>
#include <sys/stat.h>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

bool isUsable(const fs::path& packed) {
    std::error_code ignored;
    return fs::is_regular_file(packed, ignored) && train::PackedDataset::open(packed).ok();
}

Result<fs::path> packCifar(const HomeLayout& home, const fs::path& folder, const ProgressCallback& progress,
                           const CancelToken& cancel) {
    std::vector<fs::path> batches;
    ContentHash key;
    for (int number = 1; number <= kCifarBatches; ++number) {
        const fs::path file = cifarBatch(folder, number);
        struct stat facts {};
        if (::stat(file.c_str(), &facts) != 0) return systemError(errno, "read", file);
        key.addField(file.string());
        key.addNumber(static_cast<std::uint64_t>(facts.st_size));
        key.addNumber(static_cast<std::uint64_t>(facts.st_mtim.tv_sec));
        batches.push_back(file);
    }
    const fs::path out = home.packed() / (key.hex() + ".packed");
    if (isUsable(out)) return out;
    if (auto done = train::packCifar10Binary(batches, out, progress, cancel); !done.ok()) return done.error();
    return out;
}

std::vector<std::string> classesOf(const LabelledFiles& files) {
    std::vector<std::string> classes = files.labels;
    std::sort(classes.begin(), classes.end());
    classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
    return classes;
}

Status writePacked(const LabelledFiles& files, const std::vector<std::string>& classes, int side,
                   const fs::path& out, int threads, const ProgressCallback& progress,
                   const CancelToken& cancel) {
    auto writer = train::PackedDatasetWriter::create(out, side, classes);
    if (!writer.ok()) return writer.error();
    ProgressMeter meter(progress, "packing", files.paths.size());
    std::uint64_t failures = 0;
    const auto decoded = [&](std::size_t item, const SquarePicture& picture) -> Status {
        const auto at = std::lower_bound(classes.begin(), classes.end(), files.labels[item]);
        meter.report(item + 1, failures, files.names[item]);
        return (*writer)->add(picture.rgb, static_cast<std::uint16_t>(at - classes.begin()),
                              files.names[item]);
    };
    const auto failed = [&](std::size_t item, const Error& error) -> Status {
        if (error.code == ErrorCode::Cancelled) return error;
        ++failures;
        log(LogLevel::Warning, "Left out " + quoted(fs::path(files.paths[item])) + ": " + error.message);
        return {};
    };
    if (auto done = decodeFiles(files.paths, side, threads, decoded, failed, cancel); !done.ok()) return done;
    return (*writer)->finish();
}

} // namespace

fs::path cifarBatch(const fs::path& folder, int number) {
    return folder / ("data_batch_" + std::to_string(number) + ".bin");
}

fs::path cifarFolder(const fs::path& data) {
    std::error_code ignored;
    for (const auto& folder : {data, data / "cifar-10-batches-bin"}) {
        if (fs::is_regular_file(cifarBatch(folder, 1), ignored)) return folder;
    }
    return {};
}

fs::path classFolders(const fs::path& data) {
    std::error_code ignored;
    return fs::is_directory(data / "train", ignored) ? data / "train" : data;
}

Status checkClasses(const fs::path& data, std::size_t classes) {
    if (classes >= 2 && classes <= 65535) return {};
    return Error{ErrorCode::InvalidArgument, "Training needs 2 to 65535 classes, one folder each; " +
                                                 quoted(data) + " has " + std::to_string(classes) + "."};
}

int defaultSide(const std::string& data) {
    if (!cifarFolder(data).empty()) return kCifarSide;
    return fs::path(data).lexically_normal().string().find("cifar") != std::string::npos ? kCifarSide : 64;
}

Result<fs::path> packedDataset(const HomeLayout& home, const std::string& data, int side, int threads,
                               const ProgressCallback& progress, const CancelToken& cancel) {
    std::error_code problem;
    if (fs::is_regular_file(data, problem)) return fs::absolute(data);
    if (auto made = makeFolder(home.packed()); !made.ok()) return made.error();
    if (const fs::path cifar = cifarFolder(data); !cifar.empty()) {
        if (side != kCifarSide) {
            return Error{ErrorCode::InvalidArgument,
                         "CIFAR-10's binary pictures have 32 pixels a side; leave the side out."};
        }
        return packCifar(home, cifar, progress, cancel);
    }
    const auto files = listLabelled(classFolders(data).string(), progress, cancel);
    if (!files.ok()) return files.error();
    const auto classes = classesOf(*files);
    if (auto enough = checkClasses(data, classes.size()); !enough.ok()) return enough.error();
    ContentHash key;
    key.addField(files->root);
    key.addNumber(static_cast<std::uint64_t>(side));
    for (std::size_t i = 0; i < files->names.size(); ++i) {
        key.addField(files->names[i]);
        key.addNumber(files->sizes[i]);
        key.addNumber(static_cast<std::uint64_t>(files->modifiedNs[i]));
    }
    const fs::path out = home.packed() / (key.hex() + ".packed");
    if (isUsable(out)) return out;
    if (auto done = writePacked(*files, classes, side, out, threads, progress, cancel); !done.ok()) {
        return done.error();
    }
    return out;
}

} // namespace sparlet::engine
