// A project's file from hostile bytes: refused with a sentence, or a manifest that names only what a project
// has and accounts for every byte.
#include "engine/projects_internal.h"
#include "fuzz_seeds.h"
#include "memory_file.h"

#include <cstdlib>
#include <string>

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sparlet::engine;
    const sparlet::fuzz::MemoryFile file({data, size});
    const auto manifest = readManifest(file.path());
    if (!manifest.ok()) {
        require(!manifest.error().message.empty());
    } else {
        std::uint64_t end = manifest->begin;
        for (const auto& entry : manifest->files) {
            require(isProjectPath(entry.path) && entry.path.find("..") != 0);
            end += entry.bytes;
        }
        require(end == size && isProjectName(manifest->project.name));
    }
    const auto project = parseProject({reinterpret_cast<const char*>(data), size});
    if (project) require(parseProject(toJson(*project)).has_value());
    return 0;
}

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    engine::ProjectManifest manifest;
    manifest.project = {"p", {"run-1"}, {"eval-1"}, {"figure"}, 7};
    manifest.files = {{"runs/run-1/record.json", std::string(32, '0'), 3}, {"figures/figure.json", "", 2}};
    for (const std::string& seed :
         {engine::manifestBytes(manifest) + "abcde", engine::toJson(manifest.project)})
        add({reinterpret_cast<const std::uint8_t*>(seed.data()), seed.size()});
}

} // namespace sparlet::fuzz
