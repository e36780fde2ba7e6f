// A figure's settings as text, to be kept between sessions and in a project. Not its numbers: those are read
// anew each time.
#pragma once

#include "report/figure.h"

#include <QString>

#include <string>

namespace sparlet::ui {

/// Key of Workspace::setting() for the style that was used last.
inline constexpr const char* kFigureStyleKey = "figure-style";
/// Key of Workspace::setting() for a figure that is kept under a name.
std::string keptFigureKey(const std::string& name);

QString figureStyleText(const report::FigureStyle& style);
/// What cannot be read stays as in `style`; values out of bounds are brought into them.
void readFigureStyle(const QString& text, report::FigureStyle& style);

QString figureSettingsText(const report::FigureRequest& request);
/// As readFigureStyle(); false where the text is not a figure's settings at all.
bool readFigureSettings(const QString& text, report::FigureRequest& request);

} // namespace sparlet::ui
