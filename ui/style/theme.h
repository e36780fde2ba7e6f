// Applies an appearance to the whole application: palette, style and font.
#pragma once

#include "style/tokens.h"

class QApplication;
class QWidget;

namespace sparlet::ui {

QPalette darkPalette();
QPalette lightPalette();
QPalette highContrastPalette();

/// Call once, before the first widget: installs the style, notes how the desktop looks, sets the font to 10
/// pt.
void installTheme(QApplication& application);

/// May be called at any time; widgets hear of it by PaletteChange.
void applyAppearance(QApplication& application, Appearance appearance);

/// "system", "dark", "light", "high-contrast" and back; unknown names are System.
QString appearanceName(Appearance appearance);
Appearance appearanceFromName(const QString& name);

/// Gives the widget the panel's grey (docks, bars) in every appearance.
void asPanel(QWidget& widget);

/// Text in the dimmed colour that follows the palette.
void asDimText(QWidget& widget);

/// The same in the colour of warnings.
void asWarningText(QWidget& widget);

/// The application's own icon.
QIcon applicationIcon();

/// WCAG 2.1 contrast ratio of two opaque colours, 1..21.
double contrastRatio(const QColor& a, const QColor& b);

} // namespace sparlet::ui
