// Where a figure comes from, in the words that are written into it.
#pragma once

#include "report/figure.h"
#include "report/table.h"

#include <optional>
#include <string>
#include <vector>

namespace sparlet::engine {

/// JSON of everything that decides the figure or table, except the pictures of a strip.
std::string configurationOf(const report::FigureRequest& request);
std::string configurationOf(const report::TableRequest& request);

/// Seeds and data of the rows, this program's and the drawing libraries' versions, and the time: that of
/// SOURCE_DATE_EPOCH where the environment sets it, for files that must not differ.
report::Provenance provenanceOf(const std::vector<eval::Measurement>& rows, std::string command,
                                std::string configuration);

/// Settings of a figure that somebody kept: all but its rows.
struct KeptFigure {
    report::FigureRequest figure;
    bool papers = true; // with the papers' values
};
/// Nothing for another text, and for a kind that rows alone do not make.
std::optional<KeptFigure> readKeptFigure(const std::string& text);

/// "'a b'" where a shell needs it.
std::string shellWord(const std::string& text);

/// "accuracy", "trade-off": a kind's name in configurations and in file names.
std::string nameOf(report::FigureKind kind);

} // namespace sparlet::engine
