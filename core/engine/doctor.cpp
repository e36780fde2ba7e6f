#include "base/printable.h"
#include "engine/machine_internal.h"
#include "engine/workspace_internal.h"
#include "nn/device.h"
#include "nn/precision.h"
#include "nn/safetensors.h"
#include "text/word_vector_encoder.h"

#include <algorithm>
#include <unistd.h>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kLittleSpace = std::uintmax_t{200} << 20U;

void addDevices(const std::string& wanted, std::vector<Check>& checks) {
    const auto resolved = nn::resolveDevice(wanted);
    std::string all;
    for (const auto& device : nn::availableDevices()) {
        all += (all.empty() ? "" : "; ") + device.id + ": " + device.name;
    }
    checks.push_back(
        {"devices", resolved.ok(), resolved.ok() ? all + "; used: " + *resolved : resolved.error().message});
}

/// What "auto" may choose from, and what this processor lacks.
Check arithmeticCheck() {
    return {"arithmetic", true, arithmeticText(nn::supportedPrecisions("cpu"), nn::int8ActivationBits())};
}

Check homeCheck(const HomeLayout& home) {
    std::error_code problem;
    const auto space = fs::space(home.root, problem);
    const bool writable = ::access(home.root.c_str(), W_OK) == 0;
    const bool roomy = !problem && space.available >= kLittleSpace;
    std::string detail = printable(home.root.string());
    if (!writable) detail += ", not writable";
    if (!problem) detail += ", " + std::to_string(space.available >> 20U) + " MiB free";
    return {"home", writable && roomy, detail};
}

Check catalogueCheck(store::Catalogue& catalogue) {
    const auto problems = catalogue.integrityProblems();
    if (!problems.ok()) return {"catalogue", false, problems.error().message};
    std::string detail = problems->empty() ? "sound" : "";
    for (const auto& problem : *problems)
        detail += (detail.empty() ? "" : "; ") + problem;
    return {"catalogue", problems->empty(), detail};
}

/// The whole file, not only its beginning, which is all that the list looks at.
Check modelCheck(const ModelSummary& model) {
    const std::string name = "model " + model.id;
    if (!model.problem.empty()) return {name, false, model.problem};
    const auto file = nn::Safetensors::read(model.file);
    if (!file.ok()) return {name, false, file.error().message};
    const bool checked = !file->header().dataChecksum.empty();
    return {name, true,
            model.title + (model.isDefault ? ", default" : "") + (checked ? "" : ", without a checksum")};
}

} // namespace

void WorkspaceImpl::checkCollections(std::vector<Check>& checks) {
    auto catalogue = openForReading();
    if (!catalogue.ok()) {
        checks.push_back({"catalogue", false, catalogue.error().message});
        return;
    }
    if (!*catalogue) {
        checks.push_back({"catalogue", true, "none yet"});
        return;
    }
    checks.push_back(catalogueCheck(**catalogue));
    const auto records = (*catalogue)->collections();
    if (!records.ok()) return;
    for (const auto& record : *records) {
        if (record.name.starts_with(kStagingPrefix)) continue;
        const std::string name = "collection " + record.name;
        const auto loaded = load(**catalogue, record);
        if (!loaded.ok()) {
            checks.push_back({name, false, loaded.error().message});
            continue;
        }
        const std::size_t codes = (*loaded)->index ? (*loaded)->index->size() : 0;
        const std::size_t images = (*loaded)->view->images.size();
        const auto model = modelOf(**loaded);
        std::string detail = std::to_string(images) + " images, " +
                             std::to_string((*loaded)->segments.size()) + " segments, model " + record.model;
        if (codes != images) detail += "; " + std::to_string(images - codes) + " images have no code";
        if (!model.ok()) detail = model.error().message;
        checks.push_back({name, codes == images && model.ok(), detail});
    }
}

std::vector<Check> WorkspaceImpl::doctor() {
    std::vector<Check> checks;
    checks.push_back({"version", true, std::string("Sparlet ") + SPARLET_VERSION});
    checks.push_back({"runtime", true, nn::runtimeDescription()});
    addDevices(registry_.wantedDevice(), checks);
    checks.push_back(arithmeticCheck());
    checks.push_back({"instruction sets", true, instructionSets()});
    checks.push_back({"threads", true, std::to_string(registry_.threads())});
    checks.push_back(homeCheck(home_));
    checkCollections(checks);

    std::error_code ignored;
    const bool shipped = fs::is_directory(registry_.shippedFolder(), ignored);
    checks.push_back({"shipped models", shipped, printable(registry_.shippedFolder().string())});
    const auto models = registry_.list();
    if (models.empty()) {
        checks.push_back({"models", false, "none is installed; name a file with --model, or train one"});
    }
    for (const auto& model : models)
        checks.push_back(modelCheck(model));
    const auto text = textEncoder(0);
    checks.push_back({"word vectors", text.ok(),
                      text.ok()
                          ? (*text)->name() + ", " + std::to_string((*text)->dimensions()) + " dimensions"
                          : text.error().message});
    return checks;
}

} // namespace sparlet::engine
