// The files of a kept evaluation from hostile bytes: nothing, or something whose every index is in range.
#include "engine/kept_evaluation_internal.h"
#include "fuzz_seeds.h"

#include <cstdlib>
#include <string>

namespace {

using namespace sparlet::engine;

void require(bool condition) {
    if (!condition) std::abort();
}

std::span<const std::uint8_t> bytesOf(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span bytes(data, size);
    if (const auto images = parseRankedImages(bytes)) {
        for (const auto* list : {&images->protocol.queries, &images->protocol.gallery})
            for (const std::uint32_t image : *list)
                require(image < images->names.size() && image < images->labels.size());
        require(parseRankedImages(bytesOf(toBytes(*images))).has_value());
    }
    if (const auto details = parseKeptDetails(bytes)) {
        require(details->confusion.size() == details->labels.size() * details->labels.size());
        require(parseKeptDetails(bytesOf(toBytes(*details))).has_value());
    }
    if (const auto vectors = parseKeptVectors(bytes))
        require(parseKeptVectors(bytesOf(toBytes(*vectors))).has_value());
    if (const auto record = parseKeptRecord({reinterpret_cast<const char*>(data), size}))
        require(parseKeptRecord(toJson(*record)).has_value());
    return 0;
}

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    RankedImages images;
    images.names = {"a", "b", "c"};
    images.labels = {"x", "", "y"};
    images.protocol = {"revisited-hard", {2}, {0, 1}, eval::Rule::Revisited};
    images.relevance = {{{0}, {1}}};
    KeptDetails details;
    details.queries = {{"", "", 0.5, 1, 0.5, 3, "dog"}};
    details.precisionRecall = {{0, 1}, {1, 0.5}};
    details.precisionAt = {{1, 1}};
    details.labels = {"x", "y"};
    details.confusion = {1, 0, 0, 1};
    KeptRecord record;
    record.files["images.bin"] = {3, "00"};
    record.summary.report.notes = {"note"};
    for (const std::string& seed :
         {toBytes(images), toBytes(details), toBytes(KeptVectors{2, {1, 2}, {3, 4}}), toJson(record)})
        add(bytesOf(seed));
}

} // namespace sparlet::fuzz
