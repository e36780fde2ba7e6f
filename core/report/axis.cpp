#include "report/axis_internal.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace sparlet::report {

namespace {

/// 1, 2 or 5 times a power of ten, so that at most `most` of them lie in the range.
double niceStep(double range, int most) {
    const double rough = range / std::max(1, most);
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
        if (factor * power >= rough * (1 - 1e-9)) return factor * power;
    }
    return 10 * power;
}

int decimalsOf(double step) {
    return std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
}

std::vector<Tick> linearTicks(double low, double high, int most) {
    std::vector<Tick> out;
    const double step = niceStep(high - low, most);
    if (!(step > 0) || !std::isfinite(step)) return out;
    const int decimals = decimalsOf(step);
    const double first = std::ceil(low / step - 1e-9);
    for (int i = 0; i <= 2 * most + 2; ++i) {
        double value = (first + i) * step;
        if (value > high + 1e-9 * step) break;
        if (std::abs(value) < 1e-9 * step) value = 0;
        out.push_back({value, tickText(value, decimals)});
    }
    return out;
}

std::string logText(double value) {
    const int power = static_cast<int>(std::floor(std::log10(value) + 1e-9));
    return tickText(value, std::max(0, -power));
}

/// Multiples of the powers of ten, every `stride`-th power.
std::vector<Tick> logTicks(const Axis& axis, const std::vector<double>& factors, int stride) {
    std::vector<Tick> out;
    const int first = static_cast<int>(std::floor(std::log10(axis.low)));
    const int last = static_cast<int>(std::ceil(std::log10(axis.high)));
    for (int power = first; power <= last; ++power) {
        if (((power % stride) + stride) % stride != 0) continue;
        for (const double factor : factors) {
            const double value = factor * std::pow(10, power);
            if (value >= axis.low * (1 - 1e-9) && value <= axis.high * (1 + 1e-9)) {
                out.push_back({value, logText(value)});
            }
        }
    }
    return out;
}

bool fit(const std::vector<Tick>& ticks, const Axis& axis, const Kit& kit, double length, bool across) {
    double before = -std::numeric_limits<double>::infinity();
    for (const Tick& one : ticks) {
        const double half = across ? kit.lettering.width(one.label, kit.tick) / 2 : 0.5 * kit.tick;
        const double at = axis.share(one.value) * length;
        if (at - half < before) return false;
        before = at + half + (across ? 0.6 : 0.35) * kit.tick;
    }
    return true;
}

std::vector<Tick> chooseLogTicks(const Axis& axis, const Kit& kit, double length, bool across) {
    std::vector<std::vector<Tick>> choices;
    for (int stride = 1; stride <= 64; stride *= 2)
        choices.push_back(logTicks(axis, {1}, stride));
    choices.insert(choices.begin(), logTicks(axis, {1, 2, 5}, 1));
    if (axis.high / axis.low < 30) {
        for (int most = 8; most >= 2; --most)
            choices.push_back(linearTicks(axis.low, axis.high, most));
    }
    std::vector<Tick> best;
    for (const auto& one : choices) {
        if (one.size() > best.size() && fit(one, axis, kit, length, across)) {
            if (one.size() >= 3) return one;
            best = one;
        }
    }
    return best;
}

std::string superscript(int number) {
    static const char* digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string out = number < 0 ? "⁻" : "";
    for (const char c : std::to_string(std::abs(number)))
        out += digits[c - '0'];
    return out;
}

} // namespace

double Axis::share(double value) const {
    if (log) return std::log(value / low) / std::log(high / low);
    return (value - low) / (high - low);
}

std::string tickText(double value, int decimals) {
    const double size = std::abs(value);
    if (size != 0 && (size >= 1e6 || size < 1e-4)) {
        const int power = static_cast<int>(std::floor(std::log10(size) + 1e-9));
        const double front = size / std::pow(10, power);
        const bool whole = std::abs(front - std::round(front)) < 1e-6;
        std::string out = value < 0 ? "−" : "";
        if (!whole || std::lround(front) != 1) out.append(numberText(front, whole ? 0 : 1)).append("×");
        return out.append("10").append(superscript(power));
    }
    auto text = numberText(value, decimals);
    if (size >= 10000) {
        const auto point = std::min(text.find('.'), text.size());
        text.insert(text.begin() + static_cast<std::ptrdiff_t>(point) - 3, ',');
    }
    return text;
}

Axis axisOver(const std::vector<double>& values, bool log, std::string title) {
    Axis axis;
    axis.title = std::move(title);
    axis.log = log;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const double value : values) {
        if (!std::isfinite(value) || (log && value < kLeastLog)) continue;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (low > high) {
        axis.low = log ? 0.1 : 0;
        axis.high = 1;
    } else if (log) {
        const double margin = std::max(std::pow(high / low, 0.07), 1.08);
        axis.low = low / margin;
        axis.high = high * margin;
        if (!(axis.low > 0)) axis.low = low;
    } else {
        // Where all values are one, something has to be on both sides of it.
        const double least = std::max(std::abs(high) * 1e-6, 1e-12);
        const double margin = high - low > least ? 0.07 * (high - low)
                              : high == 0        ? 0.5
                                                 : 0.1 * std::abs(high);
        axis.low = low >= 0 ? std::max(0.0, low - margin) : low - margin;
        axis.high = high + margin;
    }
    return axis;
}

void addTicks(Axis& axis, const Kit& kit, double length, bool across) {
    axis.minor.clear();
    if (axis.log) {
        axis.ticks = chooseLogTicks(axis, kit, length, across);
        if (axis.high / axis.low < 1e6) {
            for (const Tick& one : logTicks(axis, {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1))
                axis.minor.push_back(one.value);
        }
        return;
    }
    for (int most = 8; most >= 1; --most) {
        axis.ticks = linearTicks(axis.low, axis.high, most);
        if (fit(axis.ticks, axis, kit, length, across)) return;
    }
    axis.ticks.clear();
}

Point Frame::at(double xValue, double yValue) const {
    return {plot.left + x.share(xValue) * plot.width(), plot.bottom - y.share(yValue) * plot.height()};
}

Point Frame::atMost(double xValue, double yValue) const {
    return at(std::clamp(xValue, x.low, x.high), std::clamp(yValue, y.low, y.high));
}

double heightBelow(const Kit& kit, const Axis& axis, double length) {
    const auto lines = kit.lettering.wrapped(keptTogether(axis.title), kit.label, length, 3);
    return kTickLength + 1.5 + kLine * kit.tick + 0.3 * kit.label +
           kLine * kit.label * static_cast<double>(lines.size());
}

void drawAxisBelow(Scene& scene, const Kit& kit, const Axis& axis, const Box& plot) {
    const Stroke ink{kInk, kAxisWidth};
    scene.line({plot.left, plot.bottom}, {plot.right, plot.bottom}, ink);
    for (const double value : axis.minor) {
        const double x = plot.left + axis.share(value) * plot.width();
        scene.line({x, plot.bottom}, {x, plot.bottom + 0.6 * kTickLength}, ink);
    }
    const double base = plot.bottom + kTickLength + 1.5 + kAscent * kit.tick;
    for (const Tick& one : axis.ticks) {
        const double x = plot.left + axis.share(one.value) * plot.width();
        scene.line({x, plot.bottom}, {x, plot.bottom + kTickLength}, ink);
        kit.write(scene, one.label, {x, base}, kit.tick, Align::Middle);
    }
    double y = plot.bottom + kTickLength + 1.5 + kLine * kit.tick + 0.3 * kit.label + kAscent * kit.label;
    for (const auto& line : kit.lettering.wrapped(keptTogether(axis.title), kit.label, plot.width(), 3)) {
        kit.write(scene, line, {(plot.left + plot.right) / 2, y}, kit.label, Align::Middle);
        y += kLine * kit.label;
    }
}

Frame layoutFrame(const Kit& kit, const Box& outer, Axis x, Axis y) {
    Frame frame;
    frame.x = std::move(x);
    frame.y = std::move(y);
    frame.plot = outer;
    frame.plot.top += 0.6 * kit.tick;
    double right = 0.5 * kit.tick, left = outer.width() / 4;
    // Each axis' room depends on the other's texts; a second round settles it.
    for (int round = 0; round < 3; ++round) {
        const double length = std::max(10.0, outer.width() - left - right);
        frame.plot.bottom = outer.bottom - heightBelow(kit, frame.x, length);
        addTicks(frame.y, kit, std::max(10.0, frame.plot.height()), false);
        double widest = 0;
        for (const Tick& one : frame.y.ticks)
            widest = std::max(widest, kit.lettering.width(one.label, kit.tick));
        left = widest + kTickLength + 2 + (frame.y.title.empty() ? 0 : 0.5 * kit.label + kLine * kit.label);
        addTicks(frame.x, kit, length, true);
        for (const Tick& one : frame.x.ticks) {
            const double half = kit.lettering.width(one.label, kit.tick) / 2;
            right = std::max(right, half - (1 - frame.x.share(one.value)) * length);
            left = std::max(left, half - frame.x.share(one.value) * length);
        }
    }
    frame.plot.left = outer.left + left;
    frame.plot.right = outer.right - right;
    addTicks(frame.x, kit, frame.plot.width(), true);
    return frame;
}

void drawFrame(Scene& scene, const Kit& kit, const Frame& frame) {
    const Box& plot = frame.plot;
    const Stroke ink{kInk, kAxisWidth};
    drawAxisBelow(scene, kit, frame.x, plot);
    scene.line({plot.left, plot.top}, {plot.left, plot.bottom}, ink);
    for (const double value : frame.y.minor) {
        const double y = plot.bottom - frame.y.share(value) * plot.height();
        scene.line({plot.left - 0.6 * kTickLength, y}, {plot.left, y}, ink);
    }
    double widest = 0;
    for (const Tick& one : frame.y.ticks) {
        const double y = plot.bottom - frame.y.share(one.value) * plot.height();
        scene.line({plot.left - kTickLength, y}, {plot.left, y}, ink);
        kit.write(scene, one.label, {plot.left - kTickLength - 2, Kit::baseline(y, kit.tick)}, kit.tick,
                  Align::End);
        widest = std::max(widest, kit.lettering.width(one.label, kit.tick));
    }
    const double x = plot.left - kTickLength - 2 - widest - 0.5 * kit.label - kDescent * kit.label;
    kit.write(scene, kit.lettering.elided(frame.y.title, kit.label, plot.height() + 2 * kit.label),
              {x, (plot.top + plot.bottom) / 2}, kit.label, Align::Middle, true);
}

} // namespace sparlet::report
