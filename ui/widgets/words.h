// Words that several views say in the same way.
#pragma once

#include <QString>

namespace sparlet::ui {

/// "45 s", "1 min 20 s", from ten minutes on "12 min", from an hour on "3 h 5 min"; parts that are 0 are left
/// out.
QString durationText(double seconds);

} // namespace sparlet::ui
