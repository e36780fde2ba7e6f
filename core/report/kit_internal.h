// What every builder draws with: sizes, colours, words and text of one figure.
#pragma once

#include "report/figure.h"
#include "report/lettering_internal.h"
#include "report/names.h"
#include "report/scene_internal.h"

#include <string>
#include <vector>

namespace sparlet::report {

inline constexpr double kPointsPerMm = 72 / 25.4;

struct Kit {
    Kit(const FigureRequest& request, Lettering& lettering);

    const FigureRequest& request;
    Lettering& lettering;
    double width;               // of the figure
    double label, tick, small_; // sizes: axis titles; tick labels and legends; values and notes
    double gap;                 // between neighbours
    std::vector<std::uint32_t> palette;

    Language language() const { return request.style.language; }
    std::string say(const std::string& english) const { return report::say(english, language()); }

    Colour colour(std::size_t index) const;
    /// Solid for 0; with patterns switched off all are.
    std::vector<double> dash(std::size_t index) const;
    Mark mark(std::size_t index) const;
    /// 0 with patterns switched off.
    std::size_t hatch(std::size_t index) const;
    /// Of a method in every figure; unknown ones follow the known by `others`.
    std::size_t methodIndex(const std::string& method, const std::vector<std::string>& others) const;

    /// Adds one line of text.
    void write(Scene& scene, const std::string& words, Point at, double size, Align align = Align::Start,
               bool upwards = false, bool bold = false, Colour colour = {}) const;
    /// The baseline that puts capitals of this size in the middle of `y`.
    static double baseline(double y, double size) { return y + kCapHeight * size / 2; }
};

inline constexpr Colour kInk{0x000000, 1}, kFaint{0x8C8C8C, 1}, kPaper{0xFFFFFF, 1};
inline constexpr double kAxisWidth = 0.5;

/// Dark to light, readable in grey and by the colour-blind: cividis (Nuñez, Anderton and Renslow, PLoS ONE
/// 2018), by nine of its colours. `t` from 0 to 1.
Colour shade(double t);
/// White to dark blue, for shares.
Colour blueShade(double t);
/// Whether white text reads better on it than black.
bool isDark(Colour colour);

/// "batch 1" without a line's end between word and number.
std::string keptTogether(std::string words);

/// "{}" in `pattern` replaced by the values in turn.
std::string filled(std::string pattern, const std::vector<std::string>& values);

} // namespace sparlet::report
