// The language of the interface.
#pragma once

#include <QString>

class QApplication;

namespace sparlet::ui {

/// `language`: "" for the desktop's, else "en" or "ja". Call once, before the first widget: installs the
/// translations of Sparlet and of Qt, the number formats, and fonts that draw the language as its readers
/// expect.
void installLanguage(QApplication& application, const QString& language);

} // namespace sparlet::ui
