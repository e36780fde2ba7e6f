// A job's share on a progress bar.
#pragma once

class QProgressBar;

namespace sparlet::ui {

/// `fraction`: 0..1; negative where it is not known, which the bar shows by moving to and fro.
void showFraction(QProgressBar& bar, double fraction);

} // namespace sparlet::ui
