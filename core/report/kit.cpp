#include "report/kit_internal.h"
#include "report/palettes_internal.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace sparlet::report {

namespace {

std::vector<std::uint32_t> coloursOf(const std::string& id) {
    const auto choices = standardPalettes();
    for (const Palette& one : choices) {
        if (one.id == id) return one.colours;
    }
    return choices.front().colours;
}

Colour between(const std::uint32_t* colours, std::size_t count, double t) {
    const double at = std::clamp(std::isfinite(t) ? t : 0.0, 0.0, 1.0) * static_cast<double>(count - 1);
    const auto low = std::min(static_cast<std::size_t>(at), count - 2);
    const double share = at - static_cast<double>(low);
    std::uint32_t out = 0;
    for (const unsigned shift : {16U, 8U, 0U}) {
        const double a = colours[low] >> shift & 0xFFU, b = colours[low + 1] >> shift & 0xFFU;
        out |= static_cast<std::uint32_t>(std::lround(a + share * (b - a))) << shift;
    }
    return {out, 1};
}

} // namespace

Kit::Kit(const FigureRequest& request_, Lettering& lettering_)
    : request(request_), lettering(lettering_), width(request_.style.widthMm * kPointsPerMm),
      label(request_.style.fontPt), tick(0.9 * label), small_(0.8 * label), gap(0.5 * label),
      palette(coloursOf(request_.style.palette)) {}

Colour Kit::colour(std::size_t index) const {
    return {palette[index % palette.size()], 1};
}

std::vector<double> Kit::dash(std::size_t index) const {
    static const std::vector<std::vector<double>> dashes = {
        {}, {4, 1.6}, {1.2, 1.4}, {5, 1.4, 1.2, 1.4}, {2.6, 1.2}, {6, 1.4, 1.2, 1.4, 1.2, 1.4}, {8, 2}};
    return request.style.patterns ? dashes[index % dashes.size()] : std::vector<double>();
}

Mark Kit::mark(std::size_t index) const {
    static constexpr Mark marks[] = {Mark::Circle,   Mark::Square,       Mark::Triangle, Mark::Diamond,
                                     Mark::Pentagon, Mark::TriangleDown, Mark::Plus,     Mark::Cross};
    return request.style.patterns ? marks[index % std::size(marks)] : Mark::Circle;
}

std::size_t Kit::hatch(std::size_t index) const {
    return request.style.patterns ? index % 5 : 0;
}

std::size_t Kit::methodIndex(const std::string& method, const std::vector<std::string>& others) const {
    const auto known = methodPlace(method);
    if (known < methodOrder().size()) return known;
    std::size_t place = methodOrder().size();
    for (const auto& other : others) {
        if (other == method) break;
        if (methodPlace(other) >= methodOrder().size()) ++place;
    }
    return place;
}

void Kit::write(Scene& scene, const std::string& words, Point at, double size, Align align, bool upwards,
                bool bold, Colour colour_) const {
    if (words.empty()) return;
    scene.items.push_back(Text{words, at, size, align, upwards, bold, colour_,
                               lettering.box(words, at, size, align, upwards, bold)});
}

Colour shade(double t) {
    static constexpr std::uint32_t cividis[] = {0x00204D, 0x00336F, 0x39486B, 0x575C6D, 0x707173,
                                                0x8A8779, 0xA69D75, 0xC4B56C, 0xE4CF5B};
    return between(cividis, std::size(cividis), t);
}

Colour blueShade(double t) {
    static constexpr std::uint32_t blues[] = {0xFFFFFF, 0xD6E6F4, 0xABD0E6, 0x6AAED6,
                                              0x3787C0, 0x105BA4, 0x08306B};
    return between(blues, std::size(blues), t);
}

bool isDark(Colour colour) {
    const auto part = [&](unsigned shift) { return static_cast<double>(colour.rgb >> shift & 0xFFU); };
    return 0.299 * part(16) + 0.587 * part(8) + 0.114 * part(0) < 140; // luma, ITU-R BT.601
}

std::string keptTogether(std::string words) {
    for (std::size_t at = 0; (at = words.find("batch ", at)) != std::string::npos; ++at)
        words.replace(at + 5, 1, kFixedSpace);
    return words;
}

std::string filled(std::string pattern, const std::vector<std::string>& values) {
    std::size_t from = 0;
    for (const auto& value : values) {
        const auto at = pattern.find("{}", from);
        if (at == std::string::npos) break;
        pattern.replace(at, 2, value);
        from = at + value.size();
    }
    return pattern;
}

} // namespace sparlet::report
