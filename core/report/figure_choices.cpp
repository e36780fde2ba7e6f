#include "report/figure.h"
#include "report/lettering_internal.h"
#include "report/palettes_internal.h"

namespace sparlet::report {

const std::vector<Palette>& standardPalettes() {
    static const std::vector<Palette> all = {
        // Okabe and Ito, "Color Universal Design", 2008; its yellow does not show on white.
        {"okabe-ito",
         "Okabe–Ito",
         {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000},
         true},
        // Tol, "Colour schemes", technical note SRON/EPS/TN/09-002, 2021.
        {"tol-bright",
         "Tol, bright",
         {0x4477AA, 0xEE6677, 0x228833, 0xAA3377, 0xCCBB44, 0x66CCEE, 0xBBBBBB},
         true},
        {"tol-muted",
         "Tol, muted",
         {0x332288, 0xCC6677, 0x117733, 0x882255, 0xDDCC77, 0x88CCEE, 0x44AA99, 0x999933, 0xAA4499},
         true},
        {"tol-high-contrast", "Tol, high contrast", {0x004488, 0xBB5566, 0xDDAA33, 0x000000, 0x888888}, true},
        {"grey", "Grey", {0x252525, 0x8C8C8C, 0x525252, 0xB5B5B5, 0x6E6E6E, 0xA0A0A0, 0x000000}, true},
    };
    return all;
}

FigureChoices figureChoices() {
    FigureChoices choices;
    choices.palettes = standardPalettes();
    // From the publishers' instructions to authors.
    choices.widths = {{"One column, 85 mm", 85},
                      {"Two columns, 178 mm", 178},
                      {"IEEE, one column", 88.9},
                      {"IEEE, two columns", 181.9},
                      {"ACM, one column", 84.7},
                      {"ACM, two columns", 177.8},
                      {"Springer LNCS, text width", 122},
                      {"Springer journals, one column", 84},
                      {"Springer journals, two columns", 174},
                      {"Elsevier, one column", 90},
                      {"Elsevier, one and a half", 140},
                      {"Elsevier, two columns", 190},
                      {"Nature, one column", 89},
                      {"Nature, two columns", 183},
                      {"PNAS, one column", 87},
                      {"PNAS, two columns", 178},
                      {"CVPR and ICCV, one column", 82.6},
                      {"NeurIPS, text width", 139.7}};
    choices.fonts = fontFamilies();
    return choices;
}

} // namespace sparlet::report
