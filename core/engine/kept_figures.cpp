// Figures whose settings a project keeps, as the application's figure dialog writes them into the setting
// "figures/NAME".
#include "engine/publish_internal.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <type_traits>

namespace sparlet::engine {

namespace {

using report::FigureKind;

template <class T>
T valueOr(const nlohmann::json& from, const char* key, T otherwise) {
    const auto at = from.find(key);
    if (at == from.end()) return otherwise;
    if constexpr (std::is_same_v<T, bool>) {
        return at->is_boolean() ? at->get<bool>() : otherwise;
    } else if constexpr (std::is_same_v<T, std::string>) {
        return at->is_string() ? at->get<std::string>() : otherwise;
    } else {
        const double number = at->is_number() ? at->get<double>() : NAN;
        return std::isfinite(number) && std::abs(number) < 1e6 ? static_cast<T>(number) : otherwise;
    }
}

template <class Choice>
Choice choiceOr(const nlohmann::json& from, const char* key, Choice otherwise, Choice last) {
    const int value = valueOr(from, key, static_cast<int>(otherwise));
    return value < 0 || value > static_cast<int>(last) ? otherwise : static_cast<Choice>(value);
}

void readStyle(const nlohmann::json& from, report::FigureStyle& style) {
    style.widthMm = valueOr(from, "width", style.widthMm);
    style.heightMm = valueOr(from, "height", style.heightMm);
    style.font = valueOr(from, "font", style.font);
    style.fontPt = valueOr(from, "points", style.fontPt);
    style.palette = valueOr(from, "palette", style.palette);
    style.patterns = valueOr(from, "patterns", style.patterns);
    style.legend = choiceOr(from, "legend", style.legend, report::LegendPlace::None);
    style.language = choiceOr(from, "language", style.language, report::Language::Japanese);
    style.dpi = valueOr(from, "dpi", style.dpi);
}

} // namespace

std::optional<KeptFigure> readKeptFigure(const std::string& text) {
    const auto kept = nlohmann::json::parse(text, nullptr, false);
    if (!kept.is_object()) return std::nullopt;
    const auto kind = valueOr(kept, "kind", std::string());
    KeptFigure out;
    bool known = false;
    // The kinds that rows alone make; the others have their evaluations behind them.
    for (const FigureKind one : {FigureKind::Accuracy, FigureKind::Efficiency, FigureKind::TradeOff,
                                 FigureKind::Backbones, FigureKind::Improvement, FigureKind::OverallScore,
                                 FigureKind::ParallelCoordinates, FigureKind::Ablation, FigureKind::Sweep}) {
        if (kind != nameOf(one)) continue;
        out.figure.kind = one;
        known = true;
    }
    if (!known) return std::nullopt;
    auto& figure = out.figure;
    figure.x = valueOr(kept, "x", figure.x);
    figure.y = valueOr(kept, "y", figure.y);
    figure.logX = valueOr(kept, "logX", figure.logX);
    figure.logY = valueOr(kept, "logY", figure.logY);
    figure.sizeBy = valueOr(kept, "size", figure.sizeBy);
    figure.colourBy = valueOr(kept, "colour", figure.colourBy);
    figure.baseline = valueOr(kept, "baseline", figure.baseline);
    out.papers = valueOr(kept, "papers", true);
    if (const auto weights = kept.find("weights"); weights != kept.end() && weights->is_object()) {
        for (const auto& [metric, weight] : weights->items()) {
            if (weight.is_number()) figure.weights[metric] = weight.get<double>();
        }
    }
    if (const auto style = kept.find("style"); style != kept.end() && style->is_object()) {
        readStyle(*style, figure.style);
    }
    return out;
}

} // namespace sparlet::engine
