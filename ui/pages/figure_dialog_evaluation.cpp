#include "pages/figure_dialog_evaluation.h"

#include "pages/figure_dialog_options.h"

#include <algorithm>

namespace sparlet::ui {
namespace {

report::Curve curveOf(const std::string& title, const std::vector<engine::CurvePoint>& points) {
    report::Curve curve{title, {}, {}};
    for (const auto& point : points) {
        curve.x.push_back(point.x);
        curve.y.push_back(point.y);
    }
    return curve;
}

report::FigureRequest empty(report::FigureKind kind) {
    report::FigureRequest request;
    request.kind = kind;
    request.name = figureName(kind);
    return request;
}

} // namespace

std::vector<report::FigureRequest> evaluationFigures(const std::vector<engine::EvaluationDetails>& details) {
    using report::FigureKind;
    auto recall = empty(FigureKind::PrecisionRecall), at = empty(FigureKind::PrecisionAt),
         precisions = empty(FigureKind::AveragePrecisions), confusion = empty(FigureKind::Confusion);
    for (const auto& one : details) {
        recall.curves.push_back(curveOf(one.summary.name, one.precisionRecall));
        at.curves.push_back(curveOf(one.summary.name, one.precisionAt));
        report::Curve scores{one.summary.name, {}, {}};
        for (const auto& query : one.queries)
            scores.y.push_back(query.averagePrecision);
        precisions.curves.push_back(std::move(scores));
    }
    std::vector<report::FigureRequest> all{std::move(recall), std::move(at), std::move(precisions)};
    if (!details.empty() && !details.front().labels.empty()) {
        confusion.labels = details.front().labels;
        confusion.matrix = details.front().confusion;
        confusion.title = details.front().summary.name;
        all.push_back(std::move(confusion));
    }
    return all;
}

Result<std::vector<report::FigureRequest>> readEvaluationFigures(engine::Workspace& workspace,
                                                                 const std::vector<std::string>& ids,
                                                                 const std::string& query,
                                                                 report::FigureKind first) {
    std::vector<engine::EvaluationDetails> details;
    for (const auto& id : ids) {
        auto one = workspace.evaluation(id);
        if (!one) return one.error();
        details.push_back(std::move(*one));
    }
    auto figures = evaluationFigures(details);
    if (!ids.empty() && !query.empty()) {
        engine::StripRequest wanted;
        wanted.evaluation = ids.front();
        wanted.query = query;
        auto strip = workspace.queryStrip(wanted);
        // Pictures may have gone; the curves are there all the same.
        if (strip)
            figures.push_back(std::move(*strip));
        else if (first == report::FigureKind::QueryStrip)
            return strip.error();
    }
    std::stable_partition(figures.begin(), figures.end(),
                          [first](const auto& figure) { return figure.kind == first; });
    return figures;
}

} // namespace sparlet::ui
