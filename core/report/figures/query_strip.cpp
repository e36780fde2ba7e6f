// A query and its first results. Right and wrong are told by the border's colour, its dashes and a sign, so
// that they are told apart in grey too.
#include "report/builders_internal.h"
#include "report/rows_internal.h"

#include <algorithm>
#include <cmath>

namespace sparlet::report {

namespace {

using Mark_ = StripPicture::Mark;
constexpr std::size_t kMostPictures = 200;

struct Cell {
    std::vector<std::string> caption;
    std::string score;
    bool usable = false;
};

bool isPicture(const StripPicture& picture) {
    return picture.width > 0 && picture.height > 0 &&
           picture.rgb.size() ==
               3U * static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
}

void drawPicture(Scene& scene, const Kit& kit, const StripPicture& picture, const Box& square, bool query) {
    if (isPicture(picture)) {
        const double scale = std::min(square.width() / picture.width, square.height() / picture.height);
        const double w = picture.width * scale / 2, h = picture.height * scale / 2;
        const Point c = square.centre();
        scene.picture(
            {{c.x - w, c.y - h, c.x + w, c.y + h}, picture.width, picture.height, picture.rgb, true});
    } else {
        scene.rectangle(square, Colour{0xEEEEEE, 1});
        scene.line({square.left, square.top}, {square.right, square.bottom}, {kFaint, 0.5});
        scene.line({square.left, square.bottom}, {square.right, square.top}, {kFaint, 0.5});
    }
    const Box border = square.grown(0.9);
    if (query) {
        scene.rectangle(border, {}, Stroke{kInk, 1.6});
        return;
    }
    if (picture.mark == Mark_::None) {
        scene.rectangle(border, {}, Stroke{kFaint, 0.6});
        return;
    }
    const bool right = picture.mark == Mark_::Right;
    // Bluish green and vermilion of Okabe and Ito, whatever the palette: these two mean something.
    const Colour colour{right ? 0x009E73U : 0xD55E00U, 1};
    const bool patterns = kit.request.style.patterns;
    scene.rectangle(
        border, {},
        Stroke{colour, 1.8, !right && patterns ? std::vector<double>{3.2, 1.6} : std::vector<double>{}});
    const double r = std::clamp(0.075 * square.width(), 2.6, 4.6);
    const Point at{square.right - r - 1, square.top + r + 1};
    scene.mark(Mark::Circle, at, r, kPaper, Stroke{colour, 0.8});
    if (right) {
        scene.tick(at, 0.62 * r, {colour, 1.1});
    } else {
        scene.cross(at, 0.62 * r, {colour, 1.1});
    }
}

/// The query in a column of its own, the results beside it in rows of about the same length.
struct StripLayout {
    double edge = 2, between = 0, afterQuery = 0, rowGap = 0, side = 0;
    std::size_t columns = 0; // of results

    Box square(std::size_t picture, double textHeight) const {
        double x = edge, y = edge;
        if (picture > 0) {
            x += side + afterQuery + static_cast<double>((picture - 1) % columns) * (side + between);
            y += static_cast<double>((picture - 1) / columns) * (side + textHeight + rowGap);
        }
        return {x, y, x + side, y + side};
    }
};

StripLayout layoutOf(const Kit& kit, std::size_t pictures) {
    StripLayout out;
    out.between = 0.6 * kit.label;
    out.afterQuery = 1.1 * kit.label;
    out.rowGap = 0.5 * kit.label;
    const double least = 4.2 * kit.label, whole = kit.width - 2 * out.edge;
    const auto fitting =
        static_cast<std::size_t>((whole - out.afterQuery + out.between) / (least + out.between));
    const auto across = fitting > 1 ? fitting - 1 : 1, results = pictures - 1;
    const auto rows = std::max<std::size_t>(1, (results + across - 1) / across);
    out.columns = (results + rows - 1) / rows;
    const double used =
        out.columns == 0 ? 0 : out.afterQuery + out.between * static_cast<double>(out.columns - 1);
    out.side = std::min((whole - used) / static_cast<double>(out.columns + 1), 45 * kPointsPerMm);
    return out;
}

} // namespace

Result<Drawn> buildQueryStrip(const Kit& kit) {
    Drawn drawn;
    const auto& strip = kit.request.strip;
    if (strip.empty()) return nothing("A strip needs a query and its results.");
    const auto shown = std::min(strip.size(), kMostPictures);
    if (shown < strip.size()) {
        drawn.notes.push_back("Only the first " + std::to_string(shown) + " of " +
                              std::to_string(strip.size()) + " pictures are drawn.");
    }
    const StripLayout layout = layoutOf(kit, shown);
    const double side = layout.side;
    std::vector<Cell> cells(shown);
    std::size_t captionLines = 0, missing = 0;
    bool scores = false;
    for (std::size_t i = 0; i < shown; ++i) {
        const auto caption = i == 0 && strip[i].caption.empty() ? kit.say("query") : strip[i].caption;
        cells[i].caption = kit.lettering.wrapped(caption, kit.small_, side, 2);
        cells[i].score = kit.lettering.elided(strip[i].score, kit.small_, side);
        captionLines = std::max(captionLines, cells[i].caption.size());
        scores = scores || !strip[i].score.empty();
        missing += isPicture(strip[i]) ? 0 : 1;
    }
    if (missing > 0) {
        drawn.notes.push_back(std::to_string(missing) + " of " + std::to_string(shown) +
                              " pictures could not be shown.");
    }
    const double textHeight = 3.5 + kLine * kit.small_ * static_cast<double>(captionLines + (scores ? 1 : 0));
    Scene scene;
    scene.width = kit.width;
    drawn.numbers.head = {"rank", "caption", "score", "relevance"};
    static constexpr const char* relevance[] = {"", "right", "wrong"};
    for (std::size_t i = 0; i < shown; ++i) {
        const Box square = layout.square(i, textHeight);
        drawPicture(scene, kit, strip[i], square, i == 0);
        double base = square.bottom + 3.5 + kAscent * kit.small_;
        for (const auto& line : cells[i].caption) {
            kit.write(scene, line, {square.centre().x, base}, kit.small_, Align::Middle, false,
                      i == 0 && strip[i].caption.empty());
            base += kLine * kit.small_;
        }
        kit.write(scene, cells[i].score, {square.centre().x, base}, kit.small_, Align::Middle);
        drawn.numbers.rows.push_back({std::to_string(i), strip[i].caption, strip[i].score,
                                      relevance[static_cast<int>(strip[i].mark)]});
    }
    scene.height = layout.square(shown - 1, textHeight).bottom + textHeight;
    drawn.scene = std::move(scene);
    return drawn;
}

} // namespace sparlet::report
