// Lists that say which images are evaluated and what is right: a CSV, or ground truth of the revisited Oxford
// and Paris kind. Texts from outside: whatever is wrong with a part is told, and the rest is taken.
#pragma once

#include "base/result.h"
#include "eval/revisited.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sparlet::eval {

inline constexpr std::size_t kMostListBytes = std::size_t{64} << 20;
inline constexpr std::size_t kMostListed = 1'000'000; // images, or queries
inline constexpr std::size_t kMostNotes = 100;

struct ListedImage {
    enum class Split { Both, Query, Gallery };
    std::string path, label; // as the file has them; neither is empty
    Split split = Split::Both;
};

struct ImageList {
    std::vector<ListedImage> images;
    std::int64_t leftOut = 0;       // rows that are no image
    std::vector<std::string> notes; // a sentence for each of them, at most kMostNotes
};

/// Rows of path,label or path,label,split; RFC 4180: commas, quotes where needed, CRLF or LF. A first row
/// whose cells begin with "path" and "label" names the columns, in any order, and may name others; empty rows
/// are skipped. `split` is "query", "gallery" or empty for both; a row with another one, as "train", is left
/// out. Corrupt where no row is left or a quote is not closed, TooLarge over the bounds above; `name` is for
/// these sentences.
Result<ImageList> parseImageList(std::string_view csv, const std::string& name);

/// {"imlist": [names], "qimlist": [names], "gnd": [{"easy": [indices into imlist], "hard": […], "junk": […],
/// "bbx": [x1, y1, x2, y2]}]}, one of `gnd` for each of `qimlist`: what the published gnd_roxford5k.pkl and
/// gnd_rparis6k.pkl hold, written as JSON ("ok" is read as "easy"). Names that `imlist` has twice are one
/// image. Corrupt for anything else than this shape, TooLarge over the bounds above.
Result<GroundTruth> parseGroundTruth(std::string_view json, const std::string& name);

/// Appends a note unless there are kMostNotes; the last says that there are more.
void addNote(std::vector<std::string>& notes, std::string note);

} // namespace sparlet::eval
