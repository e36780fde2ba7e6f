#include "base/printable.h"
#include "report/backends_internal.h"
#include "report/builders_internal.h"
#include "report/figure.h"
#include "report/provenance_internal.h"

namespace sparlet::report {

namespace {

std::string csvOf(const Drawn& drawn, const std::string& title, const Provenance& provenance) {
    std::string out = provenanceLines(provenance, title, "# ");
    for (const auto& note : drawn.notes)
        out += "# Note: " + printable(note) + "\n";
    const auto line = [&](const std::vector<std::string>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i)
            out.append(i == 0 ? "" : ",").append(csvCell(cells[i]));
        out += "\n";
    };
    line(drawn.numbers.head);
    for (const auto& row : drawn.numbers.rows)
        line(row);
    return out;
}

} // namespace

Result<std::string> render(const FigureRequest& request, FigureFormat format, const Provenance& provenance) {
    Lettering lettering(request.style.font, request.style.language == Language::Japanese);
    const auto drawn = draw(request, lettering);
    if (!drawn.ok()) return drawn.error();
    const auto title = printable(request.title);
    switch (format) {
    case FigureFormat::Pdf:
        return writePdf(drawn->scene, lettering, title, provenance);
    case FigureFormat::Svg:
        return writeSvg(drawn->scene, lettering, title, provenance);
    case FigureFormat::Png: {
        const auto pixels = drawPixels(drawn->scene, lettering, request.style.dpi / 72.0);
        if (!pixels.ok()) return pixels.error();
        auto texts = provenanceFields(provenance, title);
        texts.emplace_back("Software", "Sparlet");
        return writePng(*pixels, request.style.dpi, texts);
    }
    case FigureFormat::Csv:
        break;
    }
    return csvOf(*drawn, title, provenance);
}

Result<Preview> preview(const FigureRequest& request, double pixelsPerMm) {
    if (!(pixelsPerMm > 0.1 && pixelsPerMm < 200)) {
        return Error{ErrorCode::InvalidArgument, "A preview has 0.1 to 200 pixels a millimetre."};
    }
    Lettering lettering(request.style.font, request.style.language == Language::Japanese);
    auto drawn = draw(request, lettering);
    if (!drawn.ok()) return drawn.error();
    auto pixels = drawPixels(drawn->scene, lettering, pixelsPerMm / kPointsPerMm);
    if (!pixels.ok()) return pixels.error();
    return Preview{pixels->width, pixels->height, std::move(pixels->rgb), std::move(drawn->notes)};
}

} // namespace sparlet::report
