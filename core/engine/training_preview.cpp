// What a data set holds, before anything is trained on it.
#include "base/atomic_file.h"
#include "base/printable.h"
#include "engine/labelled_set_internal.h"
#include "engine/train_job_internal.h"
#include "engine/workspace_internal.h"
#include "train/packed_dataset.h"

#include <algorithm>
#include <array>
#include <fstream>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kSamples = 12;
constexpr int kSampleSide = 96;
constexpr int kTries = 3; // pictures of a class that are tried for its sample
constexpr std::size_t kPlane = std::size_t{kCifarSide} * kCifarSide;
constexpr std::size_t kRecord = 1 + 3 * kPlane;
constexpr std::array<const char*, 10> kCifarClasses = {"airplane", "automobile", "bird",  "cat",  "deer",
                                                       "dog",      "frog",       "horse", "ship", "truck"};

Error cancelled() {
    return {ErrorCode::Cancelled, "Reading the data set was cancelled."};
}

/// Positions of at most kSamples of `count` classes, spread evenly.
std::vector<std::size_t> sampledClasses(std::size_t count) {
    std::vector<std::size_t> out;
    const std::size_t wanted = std::min(count, kSamples);
    for (std::size_t i = 0; i < wanted; ++i)
        out.push_back(i * count / wanted);
    return out;
}

Result<TrainingDataPreview> previewFolders(const std::string& data, const CancelToken& cancel) {
    const auto files = listLabelled(classFolders(data).string(), {}, cancel);
    if (!files.ok()) return files.error();
    TrainingDataPreview preview;
    preview.images = static_cast<std::int64_t>(files->paths.size());
    preview.side = defaultSide(data);
    std::vector<std::size_t> first; // of each class; the files are in the order of their names
    for (std::size_t i = 0; i < files->labels.size(); ++i) {
        if (preview.classes.empty() || preview.classes.back().name != files->labels[i]) {
            preview.classes.push_back({files->labels[i], 0});
            first.push_back(i);
        }
        ++preview.classes.back().images;
    }
    if (auto enough = checkClasses(data, preview.classes.size()); !enough.ok()) return enough.error();
    for (const std::size_t c : sampledClasses(preview.classes.size())) {
        const auto count = static_cast<std::size_t>(preview.classes[c].images);
        for (std::size_t i = 0; i < std::min<std::size_t>(count, kTries); ++i) {
            if (cancel.cancelled()) return cancelled();
            const auto picture = image::load(files->paths[first[c] + i], kSampleSide);
            if (!picture.ok()) continue;
            preview.samples.push_back({preview.classes[c].name, image::thumbnail(*picture, kSampleSide)});
            break;
        }
    }
    return preview;
}

image::Picture cifarPicture(const std::vector<char>& record) {
    image::Picture picture{kCifarSide, kCifarSide, std::vector<std::uint8_t>(3 * kPlane)};
    for (std::size_t p = 0; p < kPlane; ++p) {
        for (std::size_t c = 0; c < 3; ++c)
            picture.rgb[3 * p + c] = static_cast<std::uint8_t>(record[1 + c * kPlane + p]);
    }
    return picture;
}

Result<TrainingDataPreview> previewCifar(const fs::path& folder, const CancelToken& cancel) {
    TrainingDataPreview preview;
    preview.kind = TrainingDataPreview::Kind::Cifar10;
    preview.side = kCifarSide;
    preview.sideFixed = true;
    for (const char* name : kCifarClasses)
        preview.classes.push_back({name, 0});
    std::array<bool, kCifarClasses.size()> sampled{};
    std::vector<char> record(kRecord);
    for (int number = 1; number <= kCifarBatches; ++number) {
        if (cancel.cancelled()) return cancelled();
        const fs::path file = cifarBatch(folder, number);
        std::error_code problem;
        const auto bytes = fs::file_size(file, problem);
        if (problem) return systemError(problem.value(), "read", file);
        std::ifstream in(file, std::ios::binary);
        for (std::uintmax_t i = 0; i < bytes / kRecord && in.read(record.data(), kRecord); ++i) {
            const auto label = static_cast<std::uint8_t>(record[0]);
            if (label >= kCifarClasses.size()) {
                return Error{ErrorCode::Corrupt, quoted(file) +
                                                     " is not a CIFAR-10 batch: it holds the label " +
                                                     std::to_string(label) + "."};
            }
            ++preview.classes[label].images;
            ++preview.images;
            if (!std::exchange(sampled[label], true))
                preview.samples.push_back({kCifarClasses[label], cifarPicture(record)});
        }
    }
    return preview;
}

Result<TrainingDataPreview> previewPacked(const fs::path& file, const CancelToken& cancel) {
    const auto data = train::PackedDataset::open(file);
    if (!data.ok()) return data.error();
    TrainingDataPreview preview;
    preview.kind = TrainingDataPreview::Kind::Packed;
    preview.side = (*data)->side();
    preview.sideFixed = true;
    preview.images = static_cast<std::int64_t>((*data)->size());
    for (const auto& name : (*data)->classNames())
        preview.classes.push_back({name, 0});
    if (auto enough = checkClasses(file, preview.classes.size()); !enough.ok()) return enough.error();
    std::vector<std::size_t> first(preview.classes.size(), (*data)->size());
    for (std::size_t i = 0; i < (*data)->size(); ++i) {
        const auto label = (*data)->label(i);
        first[label] = std::min(first[label], i);
        ++preview.classes[label].images;
    }
    for (const std::size_t c : sampledClasses(preview.classes.size())) {
        if (cancel.cancelled()) return cancelled();
        if (first[c] == (*data)->size()) continue;
        const auto pixels = (*data)->image(first[c]);
        image::Picture picture{(*data)->side(), (*data)->side(), {pixels.begin(), pixels.end()}};
        preview.samples.push_back({preview.classes[c].name, image::thumbnail(picture, kSampleSide)});
    }
    return preview;
}

} // namespace

Result<TrainingDataPreview> WorkspaceImpl::previewTrainingData(const std::string& data,
                                                               const CancelToken& cancel) {
    if (data.empty()) return Error{ErrorCode::InvalidArgument, "Choose a folder or a file of training data."};
    std::error_code problem;
    if (fs::is_regular_file(data, problem)) return previewPacked(data, cancel);
    if (!fs::is_directory(data, problem)) {
        return Error{ErrorCode::NotFound, "There is no folder or file " + quoted(fs::path(data)) + "."};
    }
    if (const fs::path cifar = cifarFolder(data); !cifar.empty()) return previewCifar(cifar, cancel);
    return previewFolders(data, cancel);
}

} // namespace sparlet::engine
