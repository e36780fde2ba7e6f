#include "base/home_folder.h"
#include "base/printable.h"
#include "engine/training_runs_internal.h"
#include "engine/workspace_internal.h"
#include "nn/device.h"
#include "nn/model_file.h"
#include "nn/safetensors.h"

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

/// Beside an installed program, else where the build found them.
fs::path shippedModels() {
    if (auto set = environmentPath("SPARLET_MODELS"); !set.empty()) return set;
    std::error_code problem;
    const fs::path program = fs::read_symlink("/proc/self/exe", problem);
    if (!problem) {
        const fs::path beside = program.parent_path().parent_path() / "share" / "sparlet" / "models";
        if (fs::is_directory(beside, problem)) return beside;
    }
    return SPARLET_MODEL_DIR;
}

} // namespace

Result<std::shared_ptr<Workspace>> Workspace::open(const WorkspaceOptions& options) {
    if (options.home.empty()) return Error{ErrorCode::InvalidArgument, "No home folder is named."};
    if (options.threads < 0) {
        return Error{ErrorCode::InvalidArgument, "The number of threads must not be negative."};
    }
    std::error_code problem;
    HomeLayout home{fs::absolute(options.home, problem).lexically_normal()};
    if (problem) home.root = options.home;
    if (auto made = makeFolder(home.root); !made.ok()) return made.error();
    const fs::path shipped = options.models.empty() ? shippedModels() : options.models;
    return std::shared_ptr<Workspace>(std::make_shared<WorkspaceImpl>(
        std::move(home), shipped, nn::EncoderOptions{options.device, options.precision}, options.threads));
}

WorkspaceImpl::WorkspaceImpl(HomeLayout home, fs::path shipped, nn::EncoderOptions wanted, int threads)
    : home_(std::move(home)), registry_(home_, std::move(shipped), std::move(wanted), threads) {}

std::string WorkspaceImpl::deviceName() {
    const auto resolved = nn::resolveDevice(registry_.wantedDevice());
    if (!resolved.ok()) return registry_.wantedDevice();
    for (const auto& device : nn::availableDevices()) {
        if (device.id == *resolved) return device.name;
    }
    return *resolved;
}

Result<std::vector<ModelSummary>> WorkspaceImpl::models() {
    auto all = registry_.list();
    // Runs of one method have one title; a name that a person gave tells them apart.
    for (auto& model : all) {
        if (model.shipped) continue;
        if (auto name = givenName(home_.runs() / model.id); !name.empty()) model.title = std::move(name);
    }
    return all;
}

Result<ModelDetails> WorkspaceImpl::model(const std::string& idOrFile) {
    auto found = registry_.find(idOrFile);
    if (!found.ok()) return found.error();
    // Who asks about one model wants to know whether its file is whole.
    const auto whole = nn::Safetensors::read((*found)->summary().file);
    if (!whole.ok()) return whole.error();
    return ModelDetails{(*found)->summary(), (*found)->info()};
}

Result<ModelDetails> WorkspaceImpl::exportModel(const ExportRequest& request) {
    const auto model = registry_.find(request.model);
    if (!model.ok()) return model.error();
    const fs::path out = request.out;
    if (out.extension() != ".safetensors") {
        return Error{ErrorCode::InvalidArgument,
                     "A model is written as a .safetensors file, not as " + quoted(out) + "."};
    }
    nn::CardChanges changes;
    changes.id = out.stem().string();
    changes.inputSize = request.inputSize;
    changes.mergePatch = request.card;
    changes.halfWeights = request.halfWeights;
    changes.plainWeights = request.plainWeights;
    changes.mirror = request.mirror;
    const auto written = nn::updateCard((*model)->summary().file, out, changes);
    if (!written.ok()) return written.error();
    const auto exported = registry_.find(fs::absolute(out).string());
    if (!exported.ok()) return exported.error();
    return ModelDetails{(*exported)->summary(), (*exported)->info()};
}

Result<std::unique_ptr<store::Catalogue>> WorkspaceImpl::openForReading() const {
    std::error_code problem;
    if (!fs::exists(home_.catalogue(), problem)) return std::unique_ptr<store::Catalogue>();
    auto catalogue = store::Catalogue::open(home_.catalogue(), store::Catalogue::Mode::ReadOnly);
    if (catalogue.ok() || catalogue.error().code != ErrorCode::Unsupported) return catalogue;
    // Of an older program: brought up to date once. Of a newer one, this fails with the sentence that says
    // so.
    return openForWriting();
}

Result<std::unique_ptr<store::Catalogue>> WorkspaceImpl::openForWriting() const {
    return store::Catalogue::open(home_.catalogue(), store::Catalogue::Mode::ReadWrite);
}

Result<std::shared_ptr<Model>> WorkspaceImpl::modelOf(const OpenCollection& collection) {
    return registry_.findForCollection(collection.record.name, collection.record.model,
                                       collection.record.modelHash);
}

Result<IndexReport> WorkspaceImpl::index(const IndexRequest& request, const ProgressCallback& progress,
                                         const CancelToken& cancel) {
    return runIndex(home_, registry_, request, progress, cancel);
}

Result<std::string> WorkspaceImpl::setting(const std::string& key) {
    auto catalogue = openForReading();
    if (!catalogue.ok()) return catalogue.error();
    if (!*catalogue) return std::string();
    auto value = (*catalogue)->setting(key);
    if (!value.ok()) return value.error();
    return value->value_or("");
}

Status WorkspaceImpl::setSetting(const std::string& key, const std::string& value) {
    auto catalogue = openForWriting();
    if (!catalogue.ok()) return catalogue.error();
    return (*catalogue)->setSetting(key, value);
}

} // namespace sparlet::engine
