#include "base/printable.h"
#include "report/builders_internal.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace sparlet::report {

Error nothing(const std::string& sentence) {
    return {ErrorCode::InvalidArgument, sentence};
}

Builder builderOf(FigureKind kind) {
    static const std::map<FigureKind, Builder> all = {
        {FigureKind::Accuracy, buildAccuracy},
        {FigureKind::Efficiency, buildEfficiency},
        {FigureKind::TradeOff, buildTradeOff},
        {FigureKind::Backbones, buildBackbones},
        {FigureKind::Improvement, buildImprovement},
        {FigureKind::OverallScore, buildOverallScore},
        {FigureKind::ParallelCoordinates, buildParallelCoordinates},
        {FigureKind::Ablation, buildAblation},
        {FigureKind::Sweep, buildSweep},
        {FigureKind::PrecisionRecall, buildPrecisionRecall},
        {FigureKind::PrecisionAt, buildPrecisionAt},
        {FigureKind::AveragePrecisions, buildAveragePrecisions},
        {FigureKind::Confusion, buildConfusion},
        {FigureKind::QueryStrip, buildQueryStrip},
    };
    const auto at = all.find(kind);
    return at == all.end() ? nullptr : at->second;
}

namespace {

Status checkStyle(const FigureStyle& style) {
    const auto outside = [](double value, double least, double most) {
        return !(value >= least && value <= most); // NaN is outside
    };
    if (outside(style.widthMm, 30, 1000)) return nothing("A figure is 30 to 1000 mm wide.");
    if (style.heightMm != 0 && outside(style.heightMm, 20, 1000)) {
        return nothing("A figure is 20 to 1000 mm high, or 0 for what suits it.");
    }
    if (outside(style.fontPt, 4, 32)) return nothing("A figure's text is 4 to 32 points.");
    if (style.dpi < 36 || style.dpi > 2400) return nothing("A PNG has 36 to 2400 dpi.");
    return {};
}

/// Text that every format can hold: valid UTF-8 on one line.
FigureRequest printableRequest(FigureRequest request) {
    request.title = printable(request.title);
    for (auto* list : {&request.measurements, &request.papers}) {
        for (eval::Measurement& one : *list) {
            for (std::string* text : {&one.id, &one.title, &one.method, &one.backbone, &one.variant,
                                      &one.group, &one.data, &one.protocol, &one.precision, &one.device}) {
                *text = printable(*text);
            }
        }
    }
    for (Curve& curve : request.curves)
        curve.title = printable(curve.title);
    for (std::string& label : request.labels)
        label = printable(label);
    for (StripPicture& picture : request.strip) {
        picture.caption = printable(picture.caption);
        picture.score = printable(picture.score);
    }
    return request;
}

} // namespace

Result<Drawn> draw(const FigureRequest& asked, Lettering& lettering) {
    if (const auto checked = checkStyle(asked.style); !checked.ok()) return checked.error();
    const FigureRequest request = printableRequest(asked);
    const Builder build = builderOf(request.kind);
    if (build == nullptr) return nothing("There is no figure of this kind.");
    const Kit kit(request, lettering);
    auto drawn = build(kit);
    if (!drawn.ok()) return drawn;
    Scene& scene = drawn->scene;
    // A little white, so that strokes at the edge are whole; and no more than asked for of the height.
    const double edge = 1;
    scene.height += 2 * edge;
    for (Item& item : scene.items) {
        const auto shift = [&](Point& point) { point.y += edge; };
        if (auto* shape = std::get_if<Shape>(&item)) {
            for (Step& step : shape->path) {
                shift(step.to);
                shift(step.first);
                shift(step.second);
            }
        } else if (auto* text = std::get_if<Text>(&item)) {
            shift(text->at);
            text->box.top += edge;
            text->box.bottom += edge;
        } else if (auto* raster = std::get_if<Raster>(&item)) {
            raster->box.top += edge;
            raster->box.bottom += edge;
        }
    }
    return drawn;
}

} // namespace sparlet::report
