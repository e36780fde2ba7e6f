// An ablation's file from hostile bytes: refused with a sentence, or cells whose ids can be files' names.
#include "engine/ablation_matrix_internal.h"
#include "fuzz_seeds.h"

#include <cstdlib>
#include <set>
#include <string_view>

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto matrix =
        sparlet::engine::parseAblation({reinterpret_cast<const char*>(data), size}, "/folder/input.json");
    if (!matrix.ok()) {
        require(!matrix.error().message.empty());
        return 0;
    }
    require(!matrix->jobs.empty() && matrix->jobs.size() <= sparlet::engine::kMostCells);
    require(matrix->plan.name.find('/') == std::string::npos && matrix->plan.name.front() != '.');
    std::set<std::string> ids;
    for (const auto& job : matrix->jobs) {
        const auto& id = job.cell.id;
        require(ids.insert(id).second && id.find('/') == std::string::npos && id.front() != '.');
        require(job.fingerprint.size() == 32 && !job.training.data.empty());
    }
    return 0;
}

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    const std::string_view seed =
        R"({"name":"n","data":[{"name":"a","training":"t","evaluation":"e","protocol":"csv"},
             {"name":"b","training":"t","evaluation":"e","protocol":"revisited","setup":"hard"}],
            "methods":["sparse","baseline"],"backbones":["resnet18"],"seeds":[1,2],
            "variants":["","no-lkd",{"name":"v","set":{"targetDensity":0.1}}],"training":{"epochs":2},
            "per_method":{"sparse":{"batch":4}},"leave_out":[{"seed":2,"data":"a"}],"tune":9,"iqe":1,"timing":false})";
    add({reinterpret_cast<const std::uint8_t*>(seed.data()), seed.size()});
}

} // namespace sparlet::fuzz
