#include "report/figure.h"

namespace sparlet::report {

FigureChoices figureChoices() {
    FigureChoices choices;
    // Okabe and Ito, "Color Universal Design", 2008.
    choices.palettes.push_back({"okabe-ito",
                                "Okabe–Ito",
                                {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000},
                                true});
    choices.widths = {{"One column, 85 mm", 85}, {"Two columns, 178 mm", 178}};
    return choices;
}

} // namespace sparlet::report
