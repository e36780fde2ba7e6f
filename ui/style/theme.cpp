#include "style/theme.h"

#include "style/style.h"
#include "style/tokens.h"

#include <QApplication>
#include <QWidget>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

constexpr const char* desktopLooksLight = "sparletDesktopLooksLight";

double luminance(const QColor& colour) {
    const auto linear = [](double v) {
        return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

/// Keeps a widget's text in a colour of the palette without fixing that colour.
class ColouredText : public QObject {
public:
    using Colour = QColor (*)(const QPalette&);

    ColouredText(QWidget& widget, Colour colour) : QObject(&widget), colour_(colour) {
        widget.installEventFilter(this);
        apply(widget);
    }

    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::ApplicationPaletteChange || event->type() == QEvent::Show)
            apply(*static_cast<QWidget*>(watched));
        return false;
    }

private:
    void apply(QWidget& widget) const {
        QPalette own = widget.palette();
        const QColor colour = colour_(QApplication::palette());
        if (own.color(QPalette::WindowText) == colour) return;
        own.setColor(QPalette::WindowText, colour);
        own.setColor(QPalette::Text, colour);
        widget.setPalette(own);
    }

    Colour colour_;
};

} // namespace

QPalette paletteFor(Appearance appearance) {
    switch (appearance) {
    case Appearance::Light:
        return lightPalette();
    case Appearance::HighContrast:
        return highContrastPalette();
    case Appearance::Dark:
        return darkPalette();
    case Appearance::System:
        break;
    }
    const bool light = qApp != nullptr && qApp->property(desktopLooksLight).toBool();
    return light ? lightPalette() : darkPalette();
}

void installTheme(QApplication& application) {
    // Without a desktop environment Qt's own palette says nothing about what the person prefers.
    const bool known = !qEnvironmentVariableIsEmpty("XDG_CURRENT_DESKTOP");
    application.setProperty(desktopLooksLight,
                            known && QApplication::palette().color(QPalette::Window).lightness() >= 128);
    application.setStyle(new SparletStyle);
    QFont font = QApplication::font();
    font.setPointSizeF(10.0);
    QApplication::setFont(font);
    QApplication::setWindowIcon(applicationIcon());
}

void applyAppearance(QApplication& application, Appearance appearance) {
    Q_UNUSED(application)
    QApplication::setPalette(paletteFor(appearance));
}

QString appearanceName(Appearance appearance) {
    switch (appearance) {
    case Appearance::Dark:
        return QStringLiteral("dark");
    case Appearance::Light:
        return QStringLiteral("light");
    case Appearance::HighContrast:
        return QStringLiteral("high-contrast");
    case Appearance::System:
        break;
    }
    return QStringLiteral("system");
}

Appearance appearanceFromName(const QString& name) {
    for (const auto appearance : {Appearance::Dark, Appearance::Light, Appearance::HighContrast})
        if (name == appearanceName(appearance)) return appearance;
    return Appearance::System;
}

void asPanel(QWidget& widget) {
    widget.setBackgroundRole(QPalette::AlternateBase);
    widget.setAutoFillBackground(true);
}

void asDimText(QWidget& widget) {
    new ColouredText(widget,
                     [](const QPalette& palette) { return palette.color(QPalette::PlaceholderText); });
}

void asWarningText(QWidget& widget) {
    new ColouredText(widget, [](const QPalette& palette) { return tokensFor(palette).warning; });
}

double contrastRatio(const QColor& a, const QColor& b) {
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace sparlet::ui
