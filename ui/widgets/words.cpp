#include "widgets/words.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(sparlet::ui::Words)
};

constexpr qlonglong kMinute = 60, kHour = 3600;
constexpr double kMost = 1e12; // far beyond what can be meant

} // namespace

QString durationText(double seconds) {
    const QLocale locale;
    auto whole =
        static_cast<qlonglong>(std::llround(std::isnan(seconds) ? 0 : std::clamp(seconds, 0.0, kMost)));
    if (whole >= 10 * kMinute) whole = (whole + kMinute / 2) / kMinute * kMinute;
    const auto hours = whole / kHour, minutes = whole % kHour / kMinute, rest = whole % kMinute;
    if (whole < kMinute) return Words::tr("%1 s").arg(locale.toString(whole));
    if (hours > 0 && minutes > 0)
        return Words::tr("%1 h %2 min").arg(locale.toString(hours), locale.toString(minutes));
    if (hours > 0) return Words::tr("%1 h").arg(locale.toString(hours));
    if (rest > 0) return Words::tr("%1 min %2 s").arg(locale.toString(minutes), locale.toString(rest));
    return Words::tr("%1 min").arg(locale.toString(minutes));
}

} // namespace sparlet::ui
