#include "report/backends_internal.h"
#include "report/provenance_internal.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace sparlet::report {

namespace {

/// Well-formed XML from text that is valid UTF-8 without control characters, as printable() leaves it.
std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

/// At most three decimals, which is a thousandth of a point; never in the locale's way.
std::string number(double value) {
    std::array<char, 64> buffer{};
    const auto [end, error] =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, 3);
    std::string out(buffer.data(), error == std::errc() ? end : buffer.data());
    while (!out.empty() && out.back() == '0')
        out.pop_back();
    if (!out.empty() && out.back() == '.') out.pop_back();
    return out.empty() || out == "-0" ? "0" : out;
}

std::string base64(const std::string& bytes) {
    static constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8U | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += k <= count ? letters[group >> (18U - 6U * k) & 63U] : '=';
    }
    return out;
}

std::string colour(const char* name, Colour value) {
    std::array<char, 8> hex{};
    std::snprintf(hex.data(), hex.size(), "#%06X", value.rgb & 0xFFFFFFU);
    std::string out = std::string(" ") + name + "=\"" + hex.data() + "\"";
    if (value.alpha < 1) out += std::string(" ") + name + "-opacity=\"" + number(value.alpha) + "\"";
    return out;
}

std::string pathOf(const Shape& shape) {
    std::string out;
    const auto add = [&](char verb, std::initializer_list<Point> points) {
        out += verb;
        for (const Point point : points)
            out.append(out.back() == verb ? "" : " ")
                .append(number(point.x))
                .append(" ")
                .append(number(point.y));
    };
    for (const Step& step : shape.path) {
        switch (step.verb) {
        case Step::Verb::Move:
            add('M', {step.to});
            break;
        case Step::Verb::Line:
            add('L', {step.to});
            break;
        case Step::Verb::Curve:
            add('C', {step.first, step.second, step.to});
            break;
        case Step::Verb::Close:
            out += 'Z';
            break;
        }
    }
    return out;
}

Status write(std::string& out, const Shape& shape) {
    out.append("<path d=\"").append(pathOf(shape)).append("\"");
    out += shape.fill ? colour("fill", *shape.fill) : std::string(" fill=\"none\"");
    if (shape.stroke) {
        out +=
            colour("stroke", shape.stroke->colour) + " stroke-width=\"" + number(shape.stroke->width) + "\"";
        std::string dash;
        for (const double length : shape.stroke->dash)
            dash.append(dash.empty() ? "" : " ").append(number(length));
        if (!dash.empty()) out.append(" stroke-dasharray=\"").append(dash).append("\"");
    }
    out += "/>\n";
    return {};
}

Status write(std::string& out, const Text& text) {
    static constexpr const char* anchors[] = {"start", "middle", "end"};
    const auto x = number(text.at.x), y = number(text.at.y);
    out.append("<text x=\"").append(x).append("\" y=\"").append(y);
    out.append("\" font-size=\"").append(number(text.size)).append("\"");
    if (text.align != Align::Start) {
        out += std::string(" text-anchor=\"") + anchors[static_cast<int>(text.align)] + "\"";
    }
    if (text.bold) out += " font-weight=\"bold\"";
    if (text.upwards) out.append(" transform=\"rotate(-90 ").append(x).append(" ").append(y).append(")\"");
    if (text.colour.rgb != 0) out += colour("fill", text.colour);
    out.append(">").append(escaped(text.words)).append("</text>\n");
    return {};
}

Status write(std::string& out, const Raster& raster) {
    const auto png = writePng({raster.width, raster.height, raster.rgb}, 0, {});
    if (!png.ok()) return png.error();
    out += "<image x=\"" + number(raster.box.left) + "\" y=\"" + number(raster.box.top) + "\" width=\"" +
           number(raster.box.width()) + "\" height=\"" + number(raster.box.height()) +
           "\" preserveAspectRatio=\"none\"" + (raster.smooth ? "" : " image-rendering=\"pixelated\"") +
           " xlink:href=\"data:image/png;base64," + base64(*png) + "\"/>\n";
    return {};
}

std::string metadata(const std::string& title, const Provenance& provenance) {
    std::string out = "<metadata>\n<provenance xmlns=\"https://sparlet.invalid/provenance\">\n";
    for (const auto& [name, text] : provenanceFields(provenance, title))
        out += "<entry name=\"" + escaped(name) + "\">" + escaped(text) + "</entry>\n";
    return out + "</provenance>\n</metadata>\n";
}

} // namespace

Result<std::string> writeSvg(const Scene& scene, Lettering& lettering, const std::string& title,
                             const Provenance& provenance) {
    const auto millimetres = [](double points) { return number(points * 25.4 / 72) + "mm"; };
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                      "xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\" width=\"" +
                      millimetres(scene.width) + "\" height=\"" + millimetres(scene.height) +
                      "\" viewBox=\"0 0 " + number(scene.width) + " " + number(scene.height) + "\">\n";
    if (!title.empty()) out += "<title>" + escaped(title) + "</title>\n";
    out += metadata(title, provenance);
    out += "<style>\n";
    for (const auto& font : lettering.subsets(scene)) {
        out += "@font-face { font-family: '" + escaped(font.family) +
               "'; font-weight: " + (font.bold ? "bold" : "normal") + "; src: url(data:font/" +
               (font.cff ? "otf" : "ttf") + ";base64," + base64(font.bytes) + "); }\n";
    }
    out += "text { font-family: " + escaped(lettering.families()) +
           "; white-space: pre; }\npath { stroke-linejoin: round; }\n</style>\n";
    out += "<rect width=\"" + number(scene.width) + "\" height=\"" + number(scene.height) +
           "\" fill=\"#FFFFFF\"/>\n";
    for (const Item& item : scene.items) {
        const auto written = std::visit([&](const auto& one) { return write(out, one); }, item);
        if (!written.ok()) return written.error();
    }
    return out + "</svg>\n";
}

} // namespace sparlet::report
