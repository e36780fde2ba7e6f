// The interface's colours and measures, all derived from the palette in force: dark, light or high contrast.
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QPalette>
#include <QString>
#include <QVector>

namespace sparlet::ui {

/// Measures in device-independent pixels, on the grid of 8.
namespace metric {
inline constexpr int grid = 8;
inline constexpr int margin = 16;
inline constexpr int gap = 8;
inline constexpr int control = 28;
inline constexpr int iconSize = 24;
inline constexpr int thumbnailMin = 96;
inline constexpr int thumbnailMax = 320;
} // namespace metric

/// Colours a widget or plot needs beside QPalette's own roles.
struct Tokens {
    bool dark = true;
    QColor window, panel, raised;       // three steps of neutral grey
    QColor border, text, textDim;       // text: contrast >= 7:1 on panel; textDim: >= 4.5:1
    QColor accent, onAccent, accentDim; // selection and actions; accentDim: a tint for areas
    QColor warning;                     // the second accent
    QColor right, wrong;                // always drawn with a shape (tick, cross) as well
    QColor grid, axis;                  // plots
    QVector<QColor> categorical;        // Okabe-Ito, in an order that works on this background
};

/// Pure; cheap enough to call in changeEvent(PaletteChange) and paint setup.
Tokens tokensFor(const QPalette& palette);

enum class Appearance { System, Dark, Light, HighContrast };
QPalette paletteFor(Appearance appearance); // System: as the desktop has it, dark when unknown

/// One of our own icons (resources/icons/NAME.svg, 24 px, 1.5 px strokes) in the palette's text colour, with
/// disabled and checked states. `name` without extension.
QIcon themedIcon(const QString& name, const QPalette& palette);

/// The desktop's font at 10 pt with tabular figures for numbers.
QFont numberFont(const QFont& base);
QFont headingFont(const QFont& base);

/// Viridis at t in 0..1; and the even blue-white-red at t in -1..1.
QColor viridis(double t);
QColor diverging(double t);

} // namespace sparlet::ui
