// Widths of text, and text in cairo, by one layout engine: what is measured is what is drawn, in every
// format.
#pragma once

#include "base/result.h"
#include "report/scene_internal.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

typedef struct _cairo cairo_t;

namespace sparlet::report {

/// The family that is taken where a style names none: the first sans-serif that is there of those that
/// journals ask for.
std::string standardFamily();
/// All families on this machine, by name.
std::vector<std::string> fontFamilies();

/// One thread at a time; each figure has its own.
class Lettering {
public:
    /// `family`: empty for the standard one. `japanese` prefers Japanese forms of Han characters.
    Lettering(const std::string& family, bool japanese);
    ~Lettering();
    Lettering(const Lettering&) = delete;
    Lettering& operator=(const Lettering&) = delete;

    double width(const std::string& words, double size, bool bold = false);

    /// The box of a line whose baseline is at `at`.
    Box box(const std::string& words, Point at, double size, Align align, bool upwards, bool bold);

    /// Lines no wider than `width` where words allow; at most `most`, the last cut with an ellipsis.
    std::vector<std::string> wrapped(const std::string& words, double size, double width, int most,
                                     bool bold = false);
    /// Cut with an ellipsis to fit.
    std::string elided(const std::string& words, double size, double width, bool bold = false);

    void draw(cairo_t* cairo, const Text& text);

    /// CSS: the family and those that characters missing in it come from.
    std::string families() const;
    /// A font file's part that a figure uses.
    struct Subset {
        std::string family;
        bool bold = false;
        bool cff = false;
        std::string bytes; // OpenType
    };
    /// Of everything the scene says. Faces that do not allow embedding, and such that cannot be cut, are left
    /// out: a reader then takes its own.
    std::vector<Subset> subsets(const Scene& scene);

private:
    struct Engine;
    std::unique_ptr<Engine> engine_;
    std::map<std::pair<std::string, bool>, double> widths_; // at size 1
};

/// No line ends at it; wrapped() makes a common space of it.
inline constexpr const char* kFixedSpace = "\u00A0";

/// Height of capitals and of a line, as shares of the size; the same for every family, so that a figure's
/// layout does not depend on what a font file says about itself.
inline constexpr double kCapHeight = 0.72, kAscent = 0.88, kDescent = 0.22, kLine = 1.18;

} // namespace sparlet::report
