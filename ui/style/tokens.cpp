#include "style/tokens.h"

#include <QtGlobal>

#include <algorithm>
#include <array>
#include <cmath>

namespace sparlet::ui {
namespace {

struct Rgb {
    double red, green, blue;
};

QColor mix(const QColor& a, const QColor& b, double t) {
    const auto part = [t](int x, int y) { return static_cast<int>(std::lround(x + (y - x) * t)); };
    return QColor(part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue()));
}

double toGamma(double linear) {
    const double v = std::clamp(linear, 0.0, 1.0);
    return v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1.0 / 2.4) - 0.055;
}

/// OKLab (Ottosson 2020) to sRGB.
QColor fromOklab(double lightness, double a, double b) {
    const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
    const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
    const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
    const Rgb linear{4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
                     -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
                     -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
    return QColor::fromRgbF(static_cast<float>(toGamma(linear.red)),
                            static_cast<float>(toGamma(linear.green)),
                            static_cast<float>(toGamma(linear.blue)));
}

struct Shades {
    QColor window, panel, raised, border, text, textDim, accent, onAccent;
};

QPalette makePalette(const Shades& s) {
    QPalette p;
    p.setColor(QPalette::Window, s.window);
    p.setColor(QPalette::Base, s.window);
    p.setColor(QPalette::AlternateBase, s.panel);
    p.setColor(QPalette::Button, s.raised);
    p.setColor(QPalette::Light, mix(s.raised, s.text, 0.12));
    p.setColor(QPalette::Midlight, mix(s.raised, s.text, 0.06));
    p.setColor(QPalette::Mid, s.border);
    p.setColor(QPalette::Dark, mix(s.window, s.border, 0.5));
    p.setColor(QPalette::Shadow, QColor(0, 0, 0));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::BrightText,
                            QPalette::ToolTipText})
        p.setColor(role, s.text);
    p.setColor(QPalette::ToolTipBase, s.raised);
    p.setColor(QPalette::PlaceholderText, s.textDim);
    p.setColor(QPalette::Highlight, s.accent);
    p.setColor(QPalette::HighlightedText, s.onAccent);
    p.setColor(QPalette::Link, s.accent);
    p.setColor(QPalette::LinkVisited, s.accent);
    const QColor disabled = mix(s.window, s.textDim, 0.62);
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText})
        p.setColor(QPalette::Disabled, role, disabled);
    p.setColor(QPalette::Disabled, QPalette::Highlight, s.border);
    p.setColor(QPalette::Disabled, QPalette::HighlightedText, s.text);
    return p;
}

QColor grey(int value) {
    return QColor(value, value, value);
}

bool isHighContrast(const QPalette& palette) {
    const QColor window = palette.color(QPalette::Active, QPalette::Window);
    const QColor text = palette.color(QPalette::Active, QPalette::WindowText);
    return std::abs(window.lightness() - text.lightness()) == 255;
}

} // namespace

Tokens tokensFor(const QPalette& palette) {
    const auto role = [&palette](QPalette::ColorRole r) { return palette.color(QPalette::Active, r); };
    Tokens t;
    t.window = role(QPalette::Window);
    t.dark = t.window.lightness() < 128;
    t.panel = role(QPalette::AlternateBase);
    t.raised = role(QPalette::Button);
    t.border = role(QPalette::Mid);
    t.text = role(QPalette::WindowText);
    t.textDim = role(QPalette::PlaceholderText);
    t.accent = role(QPalette::Highlight);
    t.onAccent = role(QPalette::HighlightedText);
    t.accentDim = mix(t.panel, t.accent, t.dark ? 0.28 : 0.18);
    t.warning = t.dark ? QColor(0xf2, 0xb1, 0x3c) : QColor(0x8a, 0x4b, 0x00);
    t.right = t.dark ? QColor(0x3d, 0xcf, 0xa0) : QColor(0x00, 0x6b, 0x4e);
    t.wrong = t.dark ? QColor(0xff, 0x8a, 0x5c) : QColor(0xa8, 0x3f, 0x00);
    t.grid = isHighContrast(palette) ? mix(t.window, t.text, 0.45) : mix(t.panel, t.text, 0.12);
    t.axis = mix(t.panel, t.text, 0.62);

    // Okabe & Ito 2008, the colours that stand out on this background first.
    const QColor orange(0xe6, 0x9f, 0x00), sky(0x56, 0xb4, 0xe9), green(0x00, 0x9e, 0x73),
        yellow(0xf0, 0xe4, 0x42), blue(0x00, 0x72, 0xb2), vermillion(0xd5, 0x5e, 0x00),
        purple(0xcc, 0x79, 0xa7);
    if (t.dark)
        t.categorical = {sky, orange, green, yellow, purple, vermillion, blue, grey(0xbb)};
    else
        t.categorical = {blue, vermillion, green, purple, orange, sky, grey(0), yellow};
    return t;
}

QPalette darkPalette() {
    return makePalette({grey(24), grey(32), grey(42), grey(64), grey(232), grey(170),
                        QColor(0x66, 0xae, 0xff), QColor(0x08, 0x16, 0x28)});
}

QPalette lightPalette() {
    return makePalette({grey(247), grey(238), grey(255), grey(196), grey(26), grey(88),
                        QColor(0x0b, 0x54, 0xa0), grey(255)});
}

QPalette highContrastPalette() {
    return makePalette(
        {grey(0), grey(0), grey(18), grey(200), grey(255), grey(225), QColor(0xff, 0xd8, 0x3d), grey(0)});
}

QFont numberFont(const QFont& base) {
    QFont font = base;
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature("tnum", 1);
#endif
    // Older Qt cannot ask for tabular figures; the fonts desktops ship have them by default, and kerning off
    // keeps pairs such as "11" at full width.
    font.setKerning(false);
    return font;
}

QFont headingFont(const QFont& base) {
    QFont font = base;
    font.setWeight(QFont::DemiBold);
    return font;
}

QColor viridis(double t) {
    // Nine stations of viridis (van der Walt & Smith 2015), joined by straight lines in sRGB.
    static const std::array<QColor, 9> stations{
        QColor(68, 1, 84),    QColor(71, 44, 122),  QColor(59, 81, 139),
        QColor(44, 113, 142), QColor(33, 144, 141), QColor(39, 173, 129),
        QColor(92, 200, 99),  QColor(170, 220, 50), QColor(253, 231, 37)};
    const double at = (std::isnan(t) ? 0.0 : std::clamp(t, 0.0, 1.0)) * 8.0;
    const auto index = std::min<std::size_t>(static_cast<std::size_t>(at), 7);
    return mix(stations[index], stations[index + 1], at - static_cast<double>(index));
}

QColor diverging(double t) {
    const double strength = std::isnan(t) ? 0.0 : std::clamp(std::abs(t), 0.0, 1.0);
    // Both arms fall from white to the same lightness, so equal strengths look equally strong.
    const double lightness = 0.97 - 0.47 * strength;
    const double chroma = 0.16 * strength;
    const double hue = t < 0 ? 4.45 : 0.5; // blue, red, in radians
    return fromOklab(lightness, chroma * std::cos(hue), chroma * std::sin(hue));
}

} // namespace sparlet::ui
