// Tables for papers and documents.
#pragma once

#include "base/result.h"
#include "eval/measurement.h"
#include "report/figure.h"

#include <string>
#include <vector>

namespace sparlet::report {

enum class TableFormat { Latex, Markdown, Csv }; // LaTeX: booktabs

struct TableRequest {
    std::string name = "table", title;
    std::vector<eval::Measurement>
        measurements;                 // grouped over seeds: mean ± deviation where there are several
    std::vector<std::string> metrics; // columns; empty: all that any row has
    bool boldBest = true;             // LaTeX and Markdown
    Language language = Language::English;
};

/// InvalidArgument where there is no row.
Result<std::string> renderTable(const TableRequest& request, TableFormat format,
                                const Provenance& provenance);

} // namespace sparlet::report
