// Figures for print: what to draw, how it shall look, and the file that comes out.
#pragma once

#include "base/result.h"
#include "eval/measurement.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sparlet::report {

enum class FigureKind {
    Accuracy,            // mAP and P@k of every model: the papers' figure 2
    Efficiency,          // inference time and model size: figure 3
    TradeOff,            // one metric against another, with the Pareto front: figure 4
    Backbones,           // the methods on each backbone: figure 5
    Improvement,         // rates over the baseline: figure 6
    OverallScore,        // figure 7; its weights are the request's
    ParallelCoordinates, // all metrics of every model
    Ablation,            // what each module buys
    Sweep,               // density or bits against accuracy
    PrecisionRecall,     // curves of `curves`
    PrecisionAt,
    AveragePrecisions, // distribution over the queries
    Confusion,
    QueryStrip // a query and its first results, with right and wrong borders
};

enum class FigureFormat { Pdf, Svg, Png, Csv };
enum class LegendPlace { Automatic, Right, Below, Inside, None };
enum class Language { English, Japanese };

struct FigureStyle {
    double widthMm = 85;               // a column; 178: both
    double heightMm = 0;               // 0: what suits the figure
    std::string font;                  // family; empty: a sans-serif face that is there
    double fontPt = 8;                 // of axis labels; nothing is set smaller than 0.8 of it
    std::string palette = "okabe-ito"; // a Palette's id
    bool patterns = true;              // line styles, marks and hatches that survive grey printing
    LegendPlace legend = LegendPlace::Automatic;
    Language language = Language::English;
    int dpi = 300; // of PNG
};

struct Palette {
    std::string id, title;
    std::vector<std::uint32_t> colours; // 0xRRGGBB
    bool colourBlindSafe = true;
};
struct JournalWidth {
    std::string title; // "IEEE, one column"
    double widthMm = 0;
};

struct FigureChoices {
    std::vector<Palette> palettes;
    std::vector<JournalWidth> widths;
    std::vector<std::string> fonts; // families on this machine
};
FigureChoices figureChoices();

struct Curve {
    std::string title;
    std::vector<double> x, y;
};

/// A picture of a strip: pixels are decoded by the caller.
struct StripPicture {
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgb; // width * height * 3
    std::string caption, score;    // below it; may be empty
    enum class Mark { None, Right, Wrong } mark = Mark::None;
};

/// All that decides how a figure looks: the same request gives the same bytes, dates excepted.
struct FigureRequest {
    FigureKind kind = FigureKind::Accuracy;
    std::string name = "figure"; // file's stem
    std::string title;           // not drawn: journals set captions; kept in the file
    std::vector<eval::Measurement> measurements;
    std::vector<eval::Measurement> papers;          // a ghost overlay; empty: none
    std::vector<std::string> metrics;               // ids; empty: those the kind is about
    std::string x = "latency_batch1_ms", y = "map"; // TradeOff, Sweep
    std::string sizeBy,
        colourBy = "method"; // TradeOff: a metric's id; "method", "backbone", "variant" or a metric
    bool logX = true, logY = false;
    std::map<std::string, double> weights; // OverallScore, by metric; empty: the papers'
    std::string baseline = "baseline";     // Improvement: the method that rates are over
    std::vector<Curve> curves;             // PrecisionRecall, PrecisionAt, AveragePrecisions
    std::vector<std::string> labels;       // Confusion
    std::vector<double> matrix;            // Confusion: [labels, labels], rows sum to 1
    std::vector<StripPicture> strip;       // QueryStrip: the query first
    FigureStyle style;
};

/// Where a figure or table comes from. Written into each file that leaves Sparlet.
struct Provenance {
    std::string command;       // that makes it again
    std::string configuration; // JSON
    std::vector<std::int64_t> seeds;
    std::string dataHash;
    std::map<std::string, std::string> versions; // "sparlet", "libtorch", …
    std::int64_t date = 0; // seconds since 1970; 0: not written, for files that must not differ
};

/// The file's bytes. InvalidArgument with one sentence where nothing can be drawn ("No measurement has an
/// inference time."); thread-safe.
Result<std::string> render(const FigureRequest& request, FigureFormat format, const Provenance& provenance);

/// The figure as it will be printed, for the screen.
struct Preview {
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgb;
    std::vector<std::string> notes; // what was left out and why: "2 of 9 rows have no model size."
};
Result<Preview> preview(const FigureRequest& request, double pixelsPerMm);

/// "cairo" and "pango" with their versions: other ones may place text otherwise.
std::map<std::string, std::string> rendererVersions();

} // namespace sparlet::report
