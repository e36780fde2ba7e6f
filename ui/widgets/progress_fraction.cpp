#include "widgets/progress_fraction.h"

#include <QProgressBar>

#include <cmath>

namespace sparlet::ui {

void showFraction(QProgressBar& bar, double fraction) {
    constexpr int kFine = 1000; // finer than a bar has pixels
    bar.setRange(0, fraction < 0 ? 0 : kFine);
    if (fraction >= 0) bar.setValue(static_cast<int>(std::lround(fraction * kFine)));
}

} // namespace sparlet::ui
