// The papers' figure 2: how well every model retrieves.
#include "report/builders_internal.h"
#include "report/row_chart_internal.h"

namespace sparlet::report {

Result<Drawn> buildAccuracy(const Kit& kit) {
    return buildMetricPanels(kit, {"map", "p_at_1", "p_at_5", "p_at_10"}, "an accuracy");
}

} // namespace sparlet::report
