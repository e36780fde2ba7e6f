// A figure as primitives, before any file format: what builders draw and backends write. Points (1/72 inch),
// y downwards, the origin in the upper left corner.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sparlet::report {

struct Point {
    double x = 0, y = 0;
};

struct Box {
    double left = 0, top = 0, right = 0, bottom = 0;
    double width() const { return right - left; }
    double height() const { return bottom - top; }
    Point centre() const { return {(left + right) / 2, (top + bottom) / 2}; }
    Box grown(double by) const { return {left - by, top - by, right + by, bottom + by}; }
    bool overlaps(const Box& other) const {
        return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
    bool holds(const Box& other) const {
        return left <= other.left && top <= other.top && right >= other.right && bottom >= other.bottom;
    }
};

/// Whether a straight line passes through a box.
bool crosses(const Box& box, Point from, Point to);

struct Colour {
    std::uint32_t rgb = 0; // 0xRRGGBB
    double alpha = 1;
};

struct Stroke {
    Colour colour;
    double width = 0.6;
    std::vector<double> dash = {}; // lengths on and off; empty: solid
};

struct Step {
    enum class Verb { Move, Line, Curve, Close } verb = Verb::Move;
    Point to, first, second; // `first`, `second`: control points of a curve
};

struct Shape {
    std::vector<Step> path;
    std::optional<Colour> fill;
    std::optional<Stroke> stroke;
};

enum class Align { Start, Middle, End };

/// One line of text; `at` is on its baseline.
struct Text {
    std::string words;
    Point at;
    double size = 8;
    Align align = Align::Start;
    bool upwards = false; // read from bottom to top
    bool bold = false;
    Colour colour;
    Box box; // that it covers
};

struct Raster {
    Box box;
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgb;
    bool smooth = true; // false: pixels stay squares
};

using Item = std::variant<Shape, Text, Raster>;

enum class Mark { Circle, Square, Triangle, Diamond, TriangleDown, Pentagon, Plus, Cross };

struct Scene {
    double width = 0, height = 0;
    std::vector<Item> items;

    void line(Point from, Point to, const Stroke& stroke);
    void polyline(const std::vector<Point>& points, const Stroke& stroke);
    void rectangle(const Box& box, std::optional<Colour> fill, std::optional<Stroke> stroke = {});
    /// White lines that tell bars apart without colour: 0 has none.
    void hatch(const Box& box, std::size_t kind, Colour colour);
    void mark(Mark mark, Point at, double radius, std::optional<Colour> fill, std::optional<Stroke> stroke);
    void picture(Raster raster);
    void tick(Point at, double radius, const Stroke& stroke);  // a check mark
    void cross(Point at, double radius, const Stroke& stroke); // a cross
};

/// What a builder gives: the scene, the numbers in it, and what was left out and why.
struct NumberTable {
    std::vector<std::string> head;
    std::vector<std::vector<std::string>> rows;
};

struct Drawn {
    Scene scene;
    NumberTable numbers;
    std::vector<std::string> notes;
};

} // namespace sparlet::report
