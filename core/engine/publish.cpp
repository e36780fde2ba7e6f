// One figure or table as a file, and a query's results as a figure.
#include "base/atomic_file.h"
#include "base/printable.h"
#include "engine/publish_internal.h"
#include "engine/workspace_internal.h"
#include "image/image_file.h"

#include <algorithm>
#include <cstdio>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

constexpr int kMostResults = 100, kPictureSide = 384; // enough for 32 mm at 300 dpi

std::string rowsCommand(const std::vector<eval::Measurement>& rows) {
    if (rows.empty()) return "";
    std::string out = "sparlet figures --out figures --runs";
    for (const auto& row : rows)
        out.append(" ").append(shellWord(row.id));
    return out;
}

template <class Format>
Result<Format> formatOf(const fs::path& file, const std::map<std::string, Format>& formats) {
    const auto at = formats.find(file.extension().string());
    if (at != formats.end()) return at->second;
    std::string all;
    for (const auto& [ending, format] : formats)
        all += (all.empty() ? "" : ", ") + ending;
    return Error{ErrorCode::InvalidArgument, "The name " + quoted(file) +
                                                 " says no format that can be written; it ends with one of " +
                                                 all + "."};
}

/// Empty where the file cannot be read: the figure says so in its place.
report::StripPicture pictureOf(const std::string& path) {
    report::StripPicture out;
    if (const auto loaded = image::load(path, kPictureSide); loaded.ok()) {
        auto small = image::thumbnail(*loaded, kPictureSide);
        out.width = small.width;
        out.height = small.height;
        out.rgb = std::move(small.rgb);
    }
    return out;
}

std::string captionOf(const std::string& label, const std::string& path) {
    return label.empty() ? fs::path(path).filename().string() : label;
}

} // namespace

Result<report::Preview> WorkspaceImpl::previewFigure(const report::FigureRequest& request,
                                                     double pixelsPerMm) {
    return report::preview(request, pixelsPerMm);
}

Status WorkspaceImpl::writeFigure(const report::FigureRequest& request, const std::string& file) {
    using Format = report::FigureFormat;
    const auto format = formatOf<Format>(
        file, {{".pdf", Format::Pdf}, {".svg", Format::Svg}, {".png", Format::Png}, {".csv", Format::Csv}});
    if (!format.ok()) return format.error();
    const auto provenance =
        provenanceOf(request.measurements, rowsCommand(request.measurements), configurationOf(request));
    const auto bytes = report::render(request, *format, provenance);
    return bytes.ok() ? writeFileAtomically(file, *bytes) : Status(bytes.error());
}

Status WorkspaceImpl::writeTable(const report::TableRequest& request, const std::string& file) {
    using Format = report::TableFormat;
    const auto format =
        formatOf<Format>(file, {{".tex", Format::Latex}, {".md", Format::Markdown}, {".csv", Format::Csv}});
    if (!format.ok()) return format.error();
    const auto provenance =
        provenanceOf(request.measurements, rowsCommand(request.measurements), configurationOf(request));
    const auto text = report::renderTable(request, *format, provenance);
    return text.ok() ? writeFileAtomically(file, *text) : Status(text.error());
}

Result<report::FigureRequest> WorkspaceImpl::queryStrip(const StripRequest& request) {
    if (request.top < 1 || request.top > kMostResults) {
        return Error{ErrorCode::InvalidArgument, "A strip shows 1 to 100 results."};
    }
    const auto ranking = evaluationQuery(request.evaluation, request.query, request.top);
    if (!ranking.ok()) return ranking.error();
    report::FigureRequest out;
    out.kind = report::FigureKind::QueryStrip;
    out.name = "query-" + fs::path(request.query).stem().string();
    out.title = ranking->model + ": " + fs::path(ranking->query.path).filename().string();
    auto query = pictureOf(ranking->query.path);
    if (request.captions) query.caption = captionOf(ranking->query.label, ranking->query.path);
    if (request.scores) {
        char text[32];
        std::snprintf(text, sizeof text, "AP %.3f", ranking->query.averagePrecision);
        query.score = text;
    }
    out.strip.push_back(std::move(query));
    for (const RankedImage& one : ranking->results) {
        auto picture = pictureOf(one.path);
        if (request.captions) picture.caption = captionOf(one.label, one.path);
        if (request.scores) {
            char text[32];
            std::snprintf(text, sizeof text, "%.3f", static_cast<double>(one.score));
            picture.score = text;
        }
        using Mark = report::StripPicture::Mark;
        picture.mark = one.relevance == RankedImage::Relevance::Right   ? Mark::Right
                       : one.relevance == RankedImage::Relevance::Wrong ? Mark::Wrong
                                                                        : Mark::None;
        out.strip.push_back(std::move(picture));
    }
    return out;
}

} // namespace sparlet::engine
