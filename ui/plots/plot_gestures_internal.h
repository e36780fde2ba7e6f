// What a hand on a plot means, the same in every plot.
#pragma once

namespace sparlet::ui {

inline constexpr double kDragged = 4; // pixels from which on a press is a drag

} // namespace sparlet::ui
