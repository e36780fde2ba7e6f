// Ground truth from hostile bytes: refused with a sentence, or lists that keep what the header promises.
#include "eval/data_lists.h"
#include "fuzz_seeds.h"

#include <cstdlib>
#include <string_view>

namespace {

using sparlet::eval::GroundTruth;

void require(bool condition) {
    if (!condition) std::abort();
}

void requireSound(const std::vector<std::uint32_t>& list, const GroundTruth& truth) {
    for (std::size_t i = 0; i < list.size(); ++i)
        require(list[i] < truth.images.size() && (i == 0 || list[i] > list[i - 1]));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sparlet::eval;
    const auto truth = parseGroundTruth({reinterpret_cast<const char*>(data), size}, "input");
    if (!truth.ok()) {
        require(!truth.error().message.empty());
        return 0;
    }
    require(!truth->images.empty() && !truth->queries.empty() && truth->notes.size() <= kMostNotes);
    for (const auto& query : truth->queries) {
        for (const auto* list : {&query.easy, &query.hard, &query.junk})
            requireSound(*list, *truth);
        for (const auto setup : {RevisitedSetup::Easy, RevisitedSetup::Medium, RevisitedSetup::Hard}) {
            const auto lists = relevanceOf(query, setup);
            requireSound(lists.right, *truth);
            requireSound(lists.junk, *truth);
        }
        require(query.box[2] >= query.box[0] && query.box[3] >= query.box[1]);
    }
    return 0;
}

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    const std::string_view seed =
        R"({"imlist":["a","b","c","a"],"qimlist":["q","r"],
            "gnd":[{"easy":[0,3],"hard":[1],"junk":[2,9],"bbx":[1,2,30.5,40]},{"ok":[1,-1,"x"],"junk":null}]})";
    add({reinterpret_cast<const std::uint8_t*>(seed.data()), seed.size()});
}

} // namespace sparlet::fuzz
