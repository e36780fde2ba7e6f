// The papers' figure 4: one metric against another. Points are named where there is room; what no other point
// beats in both is joined to the Pareto front.
#include "report/axis_internal.h"
#include "report/builders_internal.h"
#include "report/legend_internal.h"
#include "report/line_chart_internal.h"
#include "report/placement_internal.h"
#include "report/rows_internal.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sparlet::report {

namespace {

/// A legend of more could not be read.
constexpr std::size_t kMostCategories = 20, kMostShapes = 6;

struct Dot {
    const Row* row = nullptr;
    eval::Aggregate::Value x, y;
    double radius = 2.6;
    Colour colour;
    std::size_t shape = 0; // of a mark: the backbone's where there are several
    bool front = false;
};

struct Ghost {
    double x = 0, y = 0;
    std::size_t paper = 0;
    std::string label;
};

/// How points are told apart: by a name in `categories`, or on a scale.
struct ColourKey {
    std::vector<std::string> categories, titles;
    std::vector<std::size_t> indices; // of colours
    std::string metric;               // not empty: a scale over this metric
    double low = 0, high = 1;
};

struct Plan {
    std::vector<Row> rows;
    std::vector<Dot> dots;
    std::vector<Ghost> ghosts;
    ColourKey key;
    std::vector<std::string> backbones; // those with a shape of their own; empty: shapes go with colours
    bool logX = false, logY = false;
    double sizeLow = 0, sizeHigh = 0; // of sizeBy
    Papers papers;
};

std::string categoryOf(const Kit& kit, const eval::Measurement& m) {
    if (kit.request.colourBy == "backbone") return m.backbone;
    if (kit.request.colourBy == "variant") return m.variant;
    return m.method;
}

ColourKey keyOf(const Kit& kit, const std::vector<Row>& rows) {
    ColourKey key;
    if (eval::findMetric(kit.request.colourBy) != nullptr && countWith(rows, kit.request.colourBy) > 0) {
        key.metric = kit.request.colourBy;
        key.low = std::numeric_limits<double>::infinity();
        key.high = -key.low;
        for (const Row& row : rows) {
            const auto value = valueOf(row.data, key.metric);
            if (!value) continue;
            key.low = std::min(key.low, value->mean);
            key.high = std::max(key.high, value->mean);
        }
        return key;
    }
    const auto methods = methodsOf(rows);
    for (const Row& row : rows) {
        const auto category = categoryOf(kit, row.data.first);
        if (std::find(key.categories.begin(), key.categories.end(), category) != key.categories.end())
            continue;
        const bool method = kit.request.colourBy != "backbone" && kit.request.colourBy != "variant";
        key.indices.push_back(method ? kit.methodIndex(category, methods) : key.categories.size());
        key.categories.push_back(category);
        key.titles.push_back(method                               ? methodTitle(category)
                             : kit.request.colourBy == "backbone" ? backboneTitle(category)
                             : category.empty()                   ? kit.say("full")
                                                                  : variantTitle(category, kit.language()));
    }
    return key;
}

/// Empty where there is one, or more than shapes.
std::vector<std::string> shapedBackbones(const Kit& kit, const std::vector<Row>& rows) {
    std::vector<std::string> out;
    for (const Row& row : rows) { // they are in the backbones' order
        if (out.empty() || out.back() != row.data.first.backbone) out.push_back(row.data.first.backbone);
        if (out.size() > kMostShapes) break;
    }
    const bool use = out.size() > 1 && out.size() <= kMostShapes && kit.request.style.patterns;
    return use ? out : std::vector<std::string>();
}

/// Area in proportion to the value's place between the smallest and the largest.
double radiusOf(const Kit& kit, double value, double low, double high) {
    const double least = 0.22 * kit.label, most = 0.72 * kit.label;
    const double share = high > low ? (value - low) / (high - low) : 0.5;
    return std::sqrt(least * least + share * (most * most - least * least));
}

/// Thousands of points are a cloud, and are to look like one.
double crowding(std::size_t points) {
    return points <= 100 ? 1 : std::max(0.22, std::sqrt(100.0 / static_cast<double>(points)));
}

bool drawable(double value, bool log) {
    return std::isfinite(value) && (!log || value >= kLeastLog);
}

void addDots(const Kit& kit, Plan& plan, std::vector<std::string>& notes) {
    std::size_t dropped = 0;
    const bool sized = countWith(plan.rows, kit.request.sizeBy) > 0;
    plan.sizeLow = std::numeric_limits<double>::infinity();
    plan.sizeHigh = -plan.sizeLow;
    for (const Row& row : plan.rows) {
        const auto x = valueOf(row.data, kit.request.x), y = valueOf(row.data, kit.request.y);
        if (!x || !y || !drawable(x->mean, plan.logX) || !drawable(y->mean, plan.logY)) {
            dropped += x && y ? 1 : 0;
            continue;
        }
        Dot dot;
        dot.row = &row;
        dot.x = *x;
        dot.y = *y;
        dot.radius = 0.34 * kit.label * crowding(plan.rows.size());
        if (const auto size = valueOf(row.data, kit.request.sizeBy); sized && size) {
            plan.sizeLow = std::min(plan.sizeLow, size->mean);
            plan.sizeHigh = std::max(plan.sizeHigh, size->mean);
        }
        plan.dots.push_back(dot);
    }
    if (dropped > 0) {
        notes.push_back(std::to_string(dropped) + " rows have no positive value for a logarithmic axis.");
    }
    for (Dot& dot : plan.dots) {
        const auto backbone =
            std::find(plan.backbones.begin(), plan.backbones.end(), dot.row->data.first.backbone);
        dot.shape = static_cast<std::size_t>(backbone - plan.backbones.begin());
        if (const auto size = valueOf(dot.row->data, kit.request.sizeBy); sized && size) {
            dot.radius = radiusOf(kit, size->mean, plan.sizeLow, plan.sizeHigh);
        }
        if (!plan.key.metric.empty()) {
            const auto value = valueOf(dot.row->data, plan.key.metric);
            const double range = plan.key.high - plan.key.low;
            dot.colour = value ? shade(range > 0 ? (value->mean - plan.key.low) / range : 0.5) : kFaint;
            continue;
        }
        const auto at = std::find(plan.key.categories.begin(), plan.key.categories.end(),
                                  categoryOf(kit, dot.row->data.first));
        const auto index = plan.key.indices[static_cast<std::size_t>(at - plan.key.categories.begin())];
        dot.colour = kit.colour(index);
        if (plan.backbones.empty()) dot.shape = index;
    }
}

void markFront(const Kit& kit, Plan& plan) {
    const auto better = [](const std::string& id) {
        const eval::Metric* metric = eval::findMetric(id);
        return metric == nullptr ? eval::Metric::Better::Neither : metric->better;
    };
    const auto xBetter = better(kit.request.x), yBetter = better(kit.request.y);
    if (xBetter == eval::Metric::Better::Neither || yBetter == eval::Metric::Better::Neither) return;
    std::vector<double> x, y;
    for (const Dot& dot : plan.dots) {
        x.push_back(dot.x.mean);
        y.push_back(dot.y.mean);
    }
    for (const auto i : eval::paretoFront(x, y, xBetter, yBetter))
        plan.dots[i].front = true;
}

void addGhosts(const Kit& kit, Plan& plan) {
    for (const auto& row : plan.papers.rows()) {
        const auto x = valueOf(row, kit.request.x), y = valueOf(row, kit.request.y);
        if (!x || !y || !drawable(x->mean, plan.logX) || !drawable(y->mean, plan.logY)) continue;
        const eval::Measurement& m = row.first;
        if (!m.variant.empty()) continue; // a table of parts, not a model of its own
        plan.ghosts.push_back({x->mean, y->mean, plan.papers.paperOf(m),
                               methodTitle(m.method) + ", " + backboneTitle(m.backbone)});
    }
}

struct Labels {
    std::vector<PlacedLabel> placed;
    std::vector<std::string> words;
    std::vector<PlacedLabel> ghosts;
    std::size_t leftOut = 0;
};

/// The steps along which the front runs: what lies beyond them is beaten.
std::vector<Point> frontLine(const Kit& kit, const Plan& plan, const Frame& frame) {
    std::vector<const Dot*> front;
    for (const Dot& dot : plan.dots) {
        if (dot.front) front.push_back(&dot);
    }
    std::sort(front.begin(), front.end(), [](const Dot* a, const Dot* b) {
        return std::tie(a->x.mean, a->y.mean) < std::tie(b->x.mean, b->y.mean);
    });
    std::vector<Point> out;
    const bool lower = eval::findMetric(kit.request.x)->better == eval::Metric::Better::Lower;
    for (std::size_t i = 0; i < front.size(); ++i) {
        const Point at = frame.at(front[i]->x.mean, front[i]->y.mean);
        if (i > 0) out.push_back(lower ? Point{at.x, out.back().y} : Point{out.back().x, at.y});
        out.push_back(at);
    }
    return out;
}

std::vector<std::pair<Point, Point>> segments(const std::vector<Point>& line) {
    std::vector<std::pair<Point, Point>> out;
    for (std::size_t i = 0; i + 1 < line.size(); ++i)
        out.emplace_back(line[i], line[i + 1]);
    return out;
}

Labels place(const Kit& kit, const Plan& plan, const Frame& frame) {
    Labels out;
    std::vector<std::size_t> order;
    for (const bool front : {true, false}) {
        for (std::size_t i = 0; i < plan.dots.size(); ++i) {
            if (plan.dots[i].front == front) order.push_back(i);
        }
    }
    std::vector<Box> marks;
    auto avoided = segments(frontLine(kit, plan, frame));
    for (const Dot& dot : plan.dots) {
        const Point at = frame.at(dot.x.mean, dot.y.mean);
        marks.push_back(Box{at.x, at.y, at.x, at.y}.grown(1.3 * dot.radius));
        if (dot.y.count > 1) {
            avoided.emplace_back(frame.atMost(dot.x.mean, dot.y.mean - dot.y.deviation),
                                 frame.atMost(dot.x.mean, dot.y.mean + dot.y.deviation));
        }
    }
    for (const Ghost& ghost : plan.ghosts) {
        const Point at = frame.at(ghost.x, ghost.y);
        marks.push_back(Box{at.x, at.y, at.x, at.y}.grown(3));
    }
    std::vector<LabelWish> wishes;
    std::vector<std::size_t> owner;
    out.placed.resize(plan.dots.size());
    out.words.resize(plan.dots.size());
    const double height = (kAscent + kDescent) * kit.small_;
    for (const auto i : order) {
        const Dot& dot = plan.dots[i];
        const auto& words = plan.backbones.empty() ? dot.row->label : dot.row->brief;
        out.words[i] = kit.lettering.elided(words, kit.small_, 0.45 * frame.plot.width());
        wishes.push_back({frame.at(dot.x.mean, dot.y.mean), 1.3 * dot.radius,
                          kit.lettering.width(out.words[i], kit.small_), height});
        owner.push_back(i);
    }
    const auto own = wishes.size();
    for (const Ghost& ghost : plan.ghosts) {
        wishes.push_back(
            {frame.at(ghost.x, ghost.y), 3, kit.lettering.width(ghost.label, kit.small_), height});
    }
    const auto placed = placeLabels(wishes, frame.plot.grown(-1), marks, avoided);
    for (std::size_t k = 0; k < placed.size(); ++k) {
        if (k >= own) {
            out.ghosts.push_back(placed[k]);
            continue;
        }
        out.placed[owner[k]] = placed[k];
        out.leftOut += placed[k].placed ? 0 : 1;
    }
    return out;
}

void drawDots(Scene& scene, const Kit& kit, const Plan& plan, const Frame& frame) {
    for (const Ghost& ghost : plan.ghosts) {
        scene.mark(paperMark(ghost.paper), frame.at(ghost.x, ghost.y), 2.1, kPaper, Stroke{kFaint, 0.8});
    }
    scene.polyline(frontLine(kit, plan, frame), {kFaint, 0.8, {3, 2}});
    // Dots that touch are told apart by a rim; a cloud has none.
    const auto rim = plan.dots.size() <= 500 ? std::optional<Stroke>(Stroke{kPaper, 0.5}) : std::nullopt;
    for (const Dot& dot : plan.dots) {
        const Stroke ink{dot.colour, 0.7};
        if (dot.y.count > 1) {
            const auto low = frame.atMost(dot.x.mean, dot.y.mean - dot.y.deviation);
            const auto high = frame.atMost(dot.x.mean, dot.y.mean + dot.y.deviation);
            scene.line(low, high, ink);
        }
        if (dot.x.count > 1) {
            scene.line(frame.atMost(dot.x.mean - dot.x.deviation, dot.y.mean),
                       frame.atMost(dot.x.mean + dot.x.deviation, dot.y.mean), ink);
        }
        scene.mark(kit.mark(dot.shape), frame.at(dot.x.mean, dot.y.mean), dot.radius, dot.colour, rim);
    }
}

void drawLabel(Scene& scene, const Kit& kit, const PlacedLabel& label, const std::string& words,
               Colour colour, const std::vector<std::pair<Point, Point>>& front) {
    if (!label.placed) return;
    // Where no other place was left, the front stops for a name.
    const bool onFront = std::any_of(front.begin(), front.end(), [&](const auto& line) {
        return crosses(label.box, line.first, line.second);
    });
    if (onFront) scene.rectangle(label.box.grown(-0.4), kPaper);
    if (label.leader) scene.line(label.from, label.to, {kFaint, 0.4});
    kit.write(scene, words, {label.box.left, label.box.top + kAscent * kit.small_}, kit.small_, Align::Start,
              false, false, colour);
}

std::vector<LegendEntry> entriesOf(const Kit& kit, const Plan& plan, bool categories) {
    std::vector<LegendEntry> out;
    const auto point = [&](std::string title, Colour colour, Mark mark, bool hollow, double radius) {
        LegendEntry entry;
        entry.kind = LegendEntry::Kind::Point;
        entry.title = std::move(title);
        entry.colour = colour;
        entry.mark = mark;
        entry.hollow = hollow;
        entry.radius = radius;
        out.push_back(std::move(entry));
    };
    for (std::size_t i = 0; categories && i < plan.key.categories.size(); ++i) {
        const auto index = plan.key.indices[i];
        const auto mark = plan.backbones.empty() ? kit.mark(index) : Mark::Circle;
        point(plan.key.titles[i], kit.colour(index), mark, false, 2.4);
    }
    for (std::size_t i = 0; i < plan.backbones.size(); ++i)
        point(backboneTitle(plan.backbones[i]), kInk, kit.mark(i), false, 2.4);
    if (plan.sizeHigh > plan.sizeLow) {
        const auto decimals = figureDecimals(kit.request.sizeBy);
        const auto title = metricTitle(kit.request.sizeBy, kit.language()) + ": ";
        point(title + numberText(plan.sizeLow, decimals), kFaint, Mark::Circle, false,
              radiusOf(kit, 0, 0, 1));
        point(numberText(plan.sizeHigh, decimals), kFaint, Mark::Circle, false, radiusOf(kit, 1, 0, 1));
    }
    for (std::size_t i = 0; i < plan.papers.titles().size(); ++i) {
        const bool used = std::any_of(plan.ghosts.begin(), plan.ghosts.end(),
                                      [&](const Ghost& ghost) { return ghost.paper == i; });
        if (used) point(plan.papers.titles()[i], kFaint, paperMark(i), true, 2.1);
    }
    const auto front =
        std::count_if(plan.dots.begin(), plan.dots.end(), [](const Dot& d) { return d.front; });
    if (front > 1) {
        LegendEntry entry;
        entry.kind = LegendEntry::Kind::Line;
        entry.title = kit.say("Pareto front");
        entry.colour = kFaint;
        entry.dash = {3, 2};
        out.push_back(std::move(entry));
    }
    return out;
}

/// The scale of a metric's colours, along the right edge. Returns the width it takes.
double scaleWidth(const Kit& kit, const ColourKey& key) {
    if (key.metric.empty()) return 0;
    const auto decimals = figureDecimals(key.metric);
    const double numbers = std::max(kit.lettering.width(numberText(key.low, decimals), kit.small_),
                                    kit.lettering.width(numberText(key.high, decimals), kit.small_));
    return kit.label + 0.8 * kit.label + 2 + std::max(numbers, 0.0) + kLine * kit.tick + 2;
}

void drawScale(Scene& scene, const Kit& kit, const ColourKey& key, const Box& plot) {
    const double left = plot.right + kit.label, right = left + 0.8 * kit.label;
    constexpr int steps = 64;
    Raster raster;
    raster.box = {left, plot.top, right, plot.bottom};
    raster.width = 1;
    raster.height = steps;
    raster.smooth = false;
    for (int i = 0; i < steps; ++i) {
        const auto rgb = shade(1 - (i + 0.5) / steps).rgb;
        for (const unsigned shift : {16U, 8U, 0U})
            raster.rgb.push_back(static_cast<std::uint8_t>(rgb >> shift & 0xFFU));
    }
    scene.picture(std::move(raster));
    const auto decimals = figureDecimals(key.metric);
    kit.write(scene, numberText(key.high, decimals), {right + 2, plot.top + kCapHeight * kit.small_},
              kit.small_);
    kit.write(scene, numberText(key.low, decimals), {right + 2, plot.bottom}, kit.small_);
    const auto title = kit.lettering.elided(metricTitle(key.metric, kit.language()), kit.tick,
                                            plot.height() - 3 * kit.label);
    kit.write(scene, title, {right + 2 + kAscent * kit.tick, plot.centre().y}, kit.tick, Align::Middle, true);
}

struct Attempt {
    Scene scene;
    std::size_t leftOut = 0;
};

/// `categories`: the legend says what the colours are, which the labels say too where all have room.
Attempt drawTradeOff(const Kit& kit, const Plan& plan, bool categories) {
    const auto place_ = kit.request.style.legend;
    auto entries = entriesOf(kit, plan, categories);
    if (place_ == LegendPlace::None) entries.clear();
    const bool right = place_ == LegendPlace::Right && !entries.empty();
    const auto legend = layoutLegend(kit, entries, right ? 0.34 * kit.width : kit.width);
    std::vector<double> xs, ys;
    for (const Dot& dot : plan.dots) {
        xs.insert(xs.end(), {dot.x.mean, dot.x.mean - dot.x.deviation, dot.x.mean + dot.x.deviation});
        ys.insert(ys.end(), {dot.y.mean, dot.y.mean - dot.y.deviation, dot.y.mean + dot.y.deviation});
    }
    for (const Ghost& ghost : plan.ghosts) {
        xs.push_back(ghost.x);
        ys.push_back(ghost.y);
    }
    Attempt out;
    out.scene.width = kit.width;
    out.scene.height = heightOf(kit, 0.78);
    Box outer{0, 0, kit.width - scaleWidth(kit, plan.key), out.scene.height};
    if (right) outer.right -= legend.width + kit.label;
    const Frame frame =
        layoutFrame(kit, outer, axisOver(xs, plan.logX, metricTitle(kit.request.x, kit.language())),
                    axisOver(ys, plan.logY, metricTitle(kit.request.y, kit.language())));
    const Labels labels = place(kit, plan, frame);
    drawDots(out.scene, kit, plan, frame);
    drawFrame(out.scene, kit, frame);
    const auto front = segments(frontLine(kit, plan, frame));
    for (std::size_t i = 0; i < plan.dots.size(); ++i)
        drawLabel(out.scene, kit, labels.placed[i], labels.words[i], kInk, front);
    for (std::size_t i = 0; i < labels.ghosts.size(); ++i)
        drawLabel(out.scene, kit, labels.ghosts[i], plan.ghosts[i].label, {0x6E6E6E, 1}, front);
    if (!plan.key.metric.empty()) drawScale(out.scene, kit, plan.key, frame.plot);
    if (right) {
        drawLegend(out.scene, kit, legend, {kit.width - legend.width - 1, frame.plot.top});
        out.scene.height = std::max(out.scene.height, frame.plot.top + legend.height);
    } else if (!entries.empty()) {
        drawLegend(out.scene, kit, legend,
                   {std::max(0.0, (kit.width - legend.width) / 2), out.scene.height + 2});
        out.scene.height += legend.height + 3;
    }
    out.leftOut = labels.leftOut;
    return out;
}

} // namespace

Result<Drawn> buildTradeOff(const Kit& kit) {
    Drawn drawn;
    Plan plan{rowsOf(kit.request.measurements, kit.language()),
              {},
              {},
              {},
              {},
              kit.request.logX,
              kit.request.logY,
              0,
              0,
              Papers(kit)};
    for (const auto* axis : {&kit.request.x, &kit.request.y}) {
        if (countWith(plan.rows, *axis) == 0) {
            return nothing("No row has a value for " + metricTitle(*axis, Language::English, false) + ".");
        }
    }
    plan.key = keyOf(kit, plan.rows);
    plan.backbones = shapedBackbones(kit, plan.rows);
    addDots(kit, plan, drawn.notes);
    if (plan.dots.empty()) {
        return nothing("No row has both " + metricTitle(kit.request.x, Language::English, false) + " and " +
                       metricTitle(kit.request.y, Language::English, false) + ".");
    }
    markFront(kit, plan);
    addGhosts(kit, plan);
    noteMissing(drawn.notes, plan.rows, {kit.request.x, kit.request.y});
    // Names beside the points need no legend to be looked up in; where they do not fit, it has the colours.
    const auto place = kit.request.style.legend;
    const bool few = plan.key.categories.size() <= kMostCategories;
    const bool asked = place == LegendPlace::Right || place == LegendPlace::Below;
    auto attempt = drawTradeOff(kit, plan, asked && few);
    if (attempt.leftOut > 0 && few && !asked) attempt = drawTradeOff(kit, plan, true);
    if (attempt.leftOut > 0) {
        drawn.notes.push_back(std::to_string(attempt.leftOut) + " of " + std::to_string(plan.dots.size()) +
                              " names had no room.");
    }
    drawn.scene = std::move(attempt.scene);
    std::vector<std::string> metrics = {kit.request.x, kit.request.y};
    for (const auto& more : {kit.request.sizeBy, plan.key.metric}) {
        if (!more.empty()) metrics.push_back(more);
    }
    drawn.numbers = numbersOf(plan.rows, metrics, plan.papers);
    drawn.numbers.head.push_back("pareto");
    for (std::size_t i = 0; i < plan.rows.size(); ++i) {
        const auto at = std::find_if(plan.dots.begin(), plan.dots.end(),
                                     [&](const Dot& dot) { return dot.row == &plan.rows[i]; });
        drawn.numbers.rows[i].push_back(at == plan.dots.end() ? "" : at->front ? "1" : "0");
    }
    return drawn;
}

} // namespace sparlet::report
