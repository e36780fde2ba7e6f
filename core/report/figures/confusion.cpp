// Which labels come back for which: of the first ten results, the share with a column's label.
#include "report/axis_internal.h"
#include "report/builders_internal.h"
#include "report/rows_internal.h"

#include <algorithm>
#include <cmath>

namespace sparlet::report {

namespace {

constexpr std::size_t kMostLabels = 1000;
constexpr std::size_t kMostCells = 40; // a side: beyond it the matrix is a picture

double share(const FigureRequest& request, std::size_t row, std::size_t column) {
    const double value = request.matrix[row * request.labels.size() + column];
    return std::isfinite(value) ? std::clamp(value, 0.0, 1.0) : 0;
}

void drawCells(Scene& scene, const Kit& kit, const Box& plot, double most) {
    const auto count = kit.request.labels.size();
    const double cell = plot.width() / static_cast<double>(count);
    const auto text = [&](std::size_t row, std::size_t column) {
        return numberText(100 * share(kit.request, row, column), 0);
    };
    const bool written =
        kit.lettering.width("100", kit.small_) + 2 < cell && (kAscent + kDescent) * kit.small_ < cell;
    for (std::size_t row = 0; row < count; ++row) {
        for (std::size_t column = 0; column < count; ++column) {
            const double value = share(kit.request, row, column);
            const Colour colour = blueShade(value / most);
            const Point at{plot.left + cell * static_cast<double>(column),
                           plot.top + cell * static_cast<double>(row)};
            const Box box{at.x, at.y, at.x + cell, at.y + cell};
            if (value > 0) scene.rectangle(box, colour);
            if (written && value >= 0.005) {
                kit.write(scene, text(row, column),
                          {box.centre().x, Kit::baseline(box.centre().y, kit.small_)}, kit.small_,
                          Align::Middle, false, false, isDark(colour) ? kPaper : kInk);
            }
        }
    }
}

void drawPicture(Scene& scene, const Kit& kit, const Box& plot, double most) {
    const auto count = kit.request.labels.size();
    Raster raster;
    raster.box = plot;
    raster.width = raster.height = static_cast<int>(count);
    raster.smooth = false;
    raster.rgb.reserve(3 * count * count);
    for (std::size_t row = 0; row < count; ++row) {
        for (std::size_t column = 0; column < count; ++column) {
            const auto rgb = blueShade(share(kit.request, row, column) / most).rgb;
            for (const unsigned shift : {16U, 8U, 0U})
                raster.rgb.push_back(static_cast<std::uint8_t>(rgb >> shift & 0xFFU));
        }
    }
    scene.picture(std::move(raster));
}

/// Every so many labels are written that they do not touch.
std::size_t strideFor(double cell, double size) {
    return static_cast<std::size_t>(std::max(1.0, std::ceil(1.02 * (kAscent + kDescent) * size / cell)));
}

void drawLabels(Scene& scene, const Kit& kit, const Box& plot, double labels, std::size_t stride) {
    const auto count = kit.request.labels.size();
    const double cell = plot.width() / static_cast<double>(count);
    for (std::size_t i = 0; i < count; i += stride) {
        const auto words = kit.lettering.elided(kit.request.labels[i], kit.tick, labels);
        const double at = cell * (static_cast<double>(i) + 0.5);
        kit.write(scene, words, {plot.left - 3, Kit::baseline(plot.top + at, kit.tick)}, kit.tick,
                  Align::End);
        kit.write(scene, words, {plot.left + at + kCapHeight * kit.tick / 2, plot.bottom + 3}, kit.tick,
                  Align::End, true);
    }
    kit.write(scene, kit.say("Query label"), {plot.left - 4 - labels - kDescent * kit.label, plot.centre().y},
              kit.label, Align::Middle, true);
    kit.write(scene, kit.say("Retrieved label"),
              {plot.centre().x, plot.bottom + 4 + labels + kAscent * kit.label}, kit.label, Align::Middle);
}

/// What the shades stand for, to the right.
void drawKey(Scene& scene, const Kit& kit, const Box& plot, double most) {
    const Box scale{plot.right + kit.label, plot.top, plot.right + 1.8 * kit.label, plot.bottom};
    Raster raster;
    raster.box = scale;
    raster.width = 1;
    raster.height = 64;
    raster.smooth = false;
    for (int i = 0; i < raster.height; ++i) {
        const auto rgb = blueShade(1 - (i + 0.5) / raster.height).rgb;
        for (const unsigned shift : {16U, 8U, 0U})
            raster.rgb.push_back(static_cast<std::uint8_t>(rgb >> shift & 0xFFU));
    }
    scene.picture(std::move(raster));
    scene.rectangle(scale, {}, Stroke{kInk, kAxisWidth});
    kit.write(scene, numberText(100 * most, 0) + " %", {scale.right + 2, scale.top + kCapHeight * kit.small_},
              kit.small_);
    kit.write(scene, "0 %", {scale.right + 2, scale.bottom}, kit.small_);
}

} // namespace

Result<Drawn> buildConfusion(const Kit& kit) {
    Drawn drawn;
    const auto& request = kit.request;
    const auto count = request.labels.size();
    if (count == 0) return nothing("There are no labels to compare.");
    if (count > kMostLabels) return nothing("A matrix of more than 1000 labels cannot be read on paper.");
    if (request.matrix.size() != count * count)
        return nothing("The matrix does not have a cell for each pair of labels.");
    double most = 0, longest = 0;
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t k = 0; k < count; ++k)
            most = std::max(most, share(request, i, k));
        longest = std::max(longest, kit.lettering.width(request.labels[i], kit.tick));
    }
    if (!(most > 0)) return nothing("The matrix is empty.");
    const double title = kLine * kit.label;
    const double labels = std::min(longest, 0.24 * kit.width);
    const double bar = 0.8 * kit.label + kit.lettering.width("100 %", kit.small_) + 4 + kit.label;
    // On two columns a square of the whole width would fill the page.
    const double side = std::min(kit.width - title - labels - 4 - bar, 110 * kPointsPerMm);
    if (side < 4 * kit.label)
        return nothing("The labels leave no room for the matrix; choose a wider figure.");
    const double left = std::max(0.0, (kit.width - title - labels - 4 - side - bar) / 2) + title + labels + 4;
    const Box plot{left, 2, left + side, 2 + side};
    Scene scene;
    scene.width = kit.width;
    if (count <= kMostCells) {
        drawCells(scene, kit, plot, most);
    } else {
        drawPicture(scene, kit, plot, most);
    }
    scene.rectangle(plot, {}, Stroke{kInk, kAxisWidth});
    const double cell = side / static_cast<double>(count);
    const auto stride = strideFor(cell, kit.tick);
    if (stride > 1) drawn.notes.push_back("One label in " + std::to_string(stride) + " is written.");
    drawLabels(scene, kit, plot, labels, stride);
    scene.height = plot.bottom + 4 + labels + kLine * kit.label;
    drawKey(scene, kit, plot, most);
    drawn.numbers.head = {"query_label", "retrieved_label", "share"};
    for (std::size_t row = 0; row < count; ++row) {
        for (std::size_t column = 0; column < count; ++column) {
            drawn.numbers.rows.push_back(
                {request.labels[row], request.labels[column], exact(share(request, row, column))});
        }
    }
    drawn.scene = std::move(scene);
    return drawn;
}

} // namespace sparlet::report
