// A scene as a file.
#pragma once

#include "base/result.h"
#include "report/figure.h"
#include "report/lettering_internal.h"
#include "report/scene_internal.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace sparlet::report {

struct Pixels {
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgb;
};

/// `scale`: pixels a point. TooLarge over 200 million pixels.
Result<Pixels> drawPixels(const Scene& scene, Lettering& lettering, double scale);

Result<std::string> writePdf(const Scene& scene, Lettering& lettering, const std::string& title,
                             const Provenance& provenance);

Result<std::string> writeSvg(const Scene& scene, Lettering& lettering, const std::string& title,
                             const Provenance& provenance);

/// `texts` go into iTXt chunks; dpi 0 writes no size.
Result<std::string> writePng(const Pixels& pixels, int dpi,
                             const std::vector<std::pair<std::string, std::string>>& texts);

} // namespace sparlet::report
