#include "report/scene_internal.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace sparlet::report {

namespace {

using Verb = Step::Verb;

Step move(Point to) {
    return {Verb::Move, to, {}, {}};
}
Step lineTo(Point to) {
    return {Verb::Line, to, {}, {}};
}
Step close() {
    return {Verb::Close, {}, {}, {}};
}

std::vector<Step> polygon(const std::vector<Point>& corners) {
    std::vector<Step> path;
    for (const Point corner : corners)
        path.push_back(path.empty() ? move(corner) : lineTo(corner));
    path.push_back(close());
    return path;
}

std::vector<Step> circle(Point at, double r) {
    const double k = 0.5522847498 * r; // the cubic that is nearest to a quarter of a circle
    const auto curve = [](Point first, Point second, Point to) {
        return Step{Verb::Curve, to, first, second};
    };
    return {move({at.x + r, at.y}),
            curve({at.x + r, at.y + k}, {at.x + k, at.y + r}, {at.x, at.y + r}),
            curve({at.x - k, at.y + r}, {at.x - r, at.y + k}, {at.x - r, at.y}),
            curve({at.x - r, at.y - k}, {at.x - k, at.y - r}, {at.x, at.y - r}),
            curve({at.x + k, at.y - r}, {at.x + r, at.y - k}, {at.x + r, at.y}),
            close()};
}

std::vector<Step> regular(Point at, double r, int corners, double turned) {
    std::vector<Point> points;
    for (int i = 0; i < corners; ++i) {
        const double angle = turned + 2 * std::numbers::pi * i / corners;
        points.push_back({at.x + r * std::sin(angle), at.y - r * std::cos(angle)});
    }
    return polygon(points);
}

/// Of about the same area, so that no mark looks more important than another.
std::vector<Step> outline(Mark mark, Point at, double r) {
    switch (mark) {
    case Mark::Circle:
        return circle(at, r);
    case Mark::Square:
        return regular(at, 1.25 * r, 4, std::numbers::pi / 4);
    case Mark::Triangle:
        return regular(at, 1.45 * r, 3, 0);
    case Mark::TriangleDown:
        return regular(at, 1.45 * r, 3, std::numbers::pi);
    case Mark::Diamond:
        return regular(at, 1.35 * r, 4, 0);
    case Mark::Pentagon:
        return regular(at, 1.15 * r, 5, 0);
    case Mark::Plus:
    case Mark::Cross:
        break;
    }
    const double a = 1.3 * r, b = 0.42 * r;
    std::vector<Point> corners = {{-b, -a}, {b, -a}, {b, -b}, {a, -b}, {a, b},   {b, b},
                                  {b, a},   {-b, a}, {-b, b}, {-a, b}, {-a, -b}, {-b, -b}};
    const double turn = mark == Mark::Cross ? std::numbers::pi / 4 : 0;
    for (Point& corner : corners) {
        corner = {at.x + corner.x * std::cos(turn) - corner.y * std::sin(turn),
                  at.y + corner.x * std::sin(turn) + corner.y * std::cos(turn)};
    }
    return polygon(corners);
}

/// The part of y = slope · x + offset inside the box; nothing where they do not meet.
std::optional<std::pair<Point, Point>> clipped(const Box& box, double slope, double offset) {
    double from = box.left, to = box.right;
    const double first = (box.top - offset) / slope, second = (box.bottom - offset) / slope;
    from = std::max(from, std::min(first, second));
    to = std::min(to, std::max(first, second));
    if (from >= to) return std::nullopt;
    return std::pair{Point{from, slope * from + offset}, Point{to, slope * to + offset}};
}

void slanted(Scene& scene, const Box& box, double slope, double gap, const Stroke& stroke) {
    // Offsets are multiples of the gap, so that neighbouring bars share one pattern.
    const double a = box.top - slope * box.left, b = box.top - slope * box.right;
    const double c = box.bottom - slope * box.left, d = box.bottom - slope * box.right;
    const double low = std::min({a, b, c, d}), high = std::max({a, b, c, d});
    for (double offset = std::ceil(low / gap) * gap; offset < high; offset += gap) {
        if (const auto part = clipped(box, slope, offset)) scene.line(part->first, part->second, stroke);
    }
}

} // namespace

bool crosses(const Box& box, Point from, Point to) {
    double begin = 0, end = 1;
    const double dx = to.x - from.x, dy = to.y - from.y;
    const std::pair<double, double> sides[] = {{-dx, from.x - box.left},
                                               {dx, box.right - from.x},
                                               {-dy, from.y - box.top},
                                               {dy, box.bottom - from.y}};
    for (const auto& [direction, distance] : sides) { // Liang and Barsky
        if (direction == 0) {
            if (distance < 0) return false;
        } else if (direction < 0) {
            begin = std::max(begin, distance / direction);
        } else {
            end = std::min(end, distance / direction);
        }
    }
    return begin < end;
}

void Scene::line(Point from, Point to, const Stroke& stroke) {
    items.push_back(Shape{{move(from), lineTo(to)}, {}, stroke});
}

void Scene::polyline(const std::vector<Point>& points, const Stroke& stroke) {
    if (points.size() < 2) return;
    Shape shape;
    for (const Point point : points)
        shape.path.push_back(shape.path.empty() ? move(point) : lineTo(point));
    shape.stroke = stroke;
    items.push_back(std::move(shape));
}

void Scene::rectangle(const Box& box, std::optional<Colour> fill, std::optional<Stroke> stroke) {
    items.push_back(Shape{
        polygon({{box.left, box.top}, {box.right, box.top}, {box.right, box.bottom}, {box.left, box.bottom}}),
        fill, std::move(stroke)});
}

void Scene::hatch(const Box& box, std::size_t kind, Colour colour) {
    const Stroke stroke{colour, 0.7};
    switch (kind % 5) {
    case 1:
        slanted(*this, box, -1, 4, stroke);
        break;
    case 2:
        slanted(*this, box, 1, 4, stroke);
        break;
    case 3:
        slanted(*this, box, -1, 4, stroke);
        slanted(*this, box, 1, 4, stroke);
        break;
    case 4:
        for (double x = std::ceil(box.left / 2.5) * 2.5; x < box.right; x += 2.5)
            line({x, box.top}, {x, box.bottom}, stroke);
        break;
    default:
        break;
    }
}

void Scene::mark(Mark mark, Point at, double radius, std::optional<Colour> fill,
                 std::optional<Stroke> stroke) {
    items.push_back(Shape{outline(mark, at, radius), fill, std::move(stroke)});
}

void Scene::picture(Raster raster) {
    items.emplace_back(std::in_place_type<Raster>, std::move(raster));
}

void Scene::tick(Point at, double radius, const Stroke& stroke) {
    polyline({{at.x - radius, at.y},
              {at.x - 0.25 * radius, at.y + 0.75 * radius},
              {at.x + radius, at.y - 0.75 * radius}},
             stroke);
}

void Scene::cross(Point at, double radius, const Stroke& stroke) {
    const double r = 0.8 * radius;
    line({at.x - r, at.y - r}, {at.x + r, at.y + r}, stroke);
    line({at.x - r, at.y + r}, {at.x + r, at.y - r}, stroke);
}

} // namespace sparlet::report
