// The papers' figure 3: what every model costs, and what one of its codes does.
#include "report/builders_internal.h"
#include "report/row_chart_internal.h"

namespace sparlet::report {

Result<Drawn> buildEfficiency(const Kit& kit) {
    return buildMetricPanels(kit, {"latency_batch1_ms", "model_mb", "bytes_per_image", "memory_mb"},
                             "an inference time, a size or another cost");
}

} // namespace sparlet::report
