// Shipped measurements, the papers' values, a kept figure's settings and a query's expression, from hostile
// bytes.
#include "engine/expression.h"
#include "engine/publish_internal.h"
#include "engine/run_records_internal.h"
#include "fuzz_seeds.h"

#include <cstdlib>
#include <string>

namespace {

using namespace sparlet::engine;

void require(bool condition) {
    if (!condition) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto record = parseMeasuredRecord("name", text);
    require(record.ok() || !record.error().message.empty());
    if (record.ok()) measurementsOf(std::vector<MeasuredRecord>{*record});
    const auto values = parsePaperValues(text);
    require(values.ok() || !values.error().message.empty());
    if (values.ok()) measurementsOf(*values);
    if (const auto figure = readKeptFigure(text)) require(!nameOf(figure->figure.kind).empty());
    const auto parts = parseExpression(text);
    require(parts.ok() || !parts.error().message.empty());
    return 0;
}

namespace sparlet::fuzz {

void addFuzzSeeds(const std::function<void(std::span<const std::uint8_t>)>& add) {
    for (
        const std::string seed :
        {R"({"title":"T","group":"G","command":"sparlet evaluate","machine":"m","date":"2026-11-22",)"
         R"("report":{"map":0.5,"p_at_1":0.6,"queries":10,"gallery":9,"latency_ms":{"batch1":1,"batch32":2},)"
         R"("model_bytes":100,"configuration":{"method":"sparse","backbone":"resnet18"}},"training":null})",
         "source,table,model,backbone,metric,value,unit\nSPARSE,1,MACE,ResNet18,mAP,0.2922,\n",
         R"({"kind":"trade-off","x":"latency","y":"map","logX":true,"weights":{"map":1},)"
         R"("style":{"width":86,"font":"Noto Sans","points":8,"legend":1,"language":1,"dpi":300}})",
         R"("2:dog" + pool.jpg - fruit + (a b))"})
        add({reinterpret_cast<const std::uint8_t*>(seed.data()), seed.size()});
}

} // namespace sparlet::fuzz
