#include "base/printable.h"
#include "engine/encode_pipeline_internal.h"
#include "engine/workspace_internal.h"
#include "search/expansion.h"

#include <algorithm>

namespace sparlet::engine {

namespace {

std::vector<float> importanceOf(const nn::ModelInfo& info) {
    if (!info.quantizer.importance.empty()) return info.quantizer.importance;
    return std::vector<float>(static_cast<std::size_t>(info.dimensions), 1.0F);
}

CodeReport describeCode(const Model& model, std::span<const std::uint8_t> code) {
    CodeReport report;
    report.model = model.summary().id;
    report.dimensions = model.info().dimensions;
    report.bytes = code.size();
    report.bits = model.codec().parameters().bits;
    report.importance = importanceOf(model.info());
    for (const auto& entry : model.codec().entries(code)) {
        report.entries.push_back({entry.dimension, entry.value, entry.value, entry.bits,
                                  report.importance[static_cast<std::size_t>(entry.dimension)]});
    }
    report.active = static_cast<int>(report.entries.size());
    return report;
}

} // namespace

Result<CodeReport> WorkspaceImpl::inspectIndexed(const std::string& name, const std::string& path) {
    auto opened = open(name);
    if (!opened.ok()) return opened.error();
    const auto image = findImage(**opened, path);
    if (!image.ok()) return image.error();
    auto model = modelOf(**opened);
    if (!model.ok()) return model.error();
    const auto code = (*opened)->codeOf(*image);
    if (!code.ok()) return code.error();
    const auto& index = *(*opened)->index;
    const std::size_t row = index.find(image->id);
    CodeReport report = describeCode(**model, *code);
    report.path = image->path;
    // Where the catalogue does not know them, the segment does.
    const std::size_t at = (*opened)->images->rowOf(image->id);
    const auto shares = at < (*opened)->images->size() ? (*opened)->images->shares(at) : std::nullopt;
    report.density = shares ? static_cast<float>(shares->density) / 65535.0F : index.density(row);
    report.threshold = shares ? static_cast<float>(shares->threshold) / 65535.0F : index.threshold(row);
    return report;
}

Result<CodeReport> WorkspaceImpl::inspectFile(const std::string& modelId, const std::string& file) {
    auto model = registry_.find(modelId);
    if (!model.ok()) return model.error();
    auto square = loadSquare(file, (*model)->info().inputSize);
    if (!square.ok()) {
        return Error{square.error().code, "The picture " + quoted(std::filesystem::path(file)) +
                                              " cannot be used: " + square.error().message};
    }
    const auto encoded = (*model)->encode(square->rgb, 1);
    if (!encoded.ok()) return encoded.error();
    std::vector<std::uint8_t> code;
    (*model)->codec().encode(encoded->sparse, code);
    CodeReport report = describeCode(**model, code);
    std::error_code problem;
    report.path = std::filesystem::absolute(file, problem).lexically_normal().string();
    report.density = encoded->density.front();
    report.threshold = encoded->threshold.front();
    report.embedding = encoded->embedding;
    for (auto& entry : report.entries)
        entry.value = encoded->sparse[static_cast<std::size_t>(entry.dimension)];
    return report;
}

Result<ExplainReport> WorkspaceImpl::explain(const ExplainRequest& request) {
    auto opened = open(request.collection);
    if (!opened.ok()) return opened.error();
    const auto image = findImage(**opened, request.path);
    if (!image.ok()) return image.error();
    auto model = modelOf(**opened);
    if (!model.ok()) return model.error();
    std::vector<std::string> unknownWords;
    const auto query = encodePart(request.query, **opened, **model, unknownWords);
    if (!query.ok()) return query.error();
    const auto code = (*opened)->codeOf(*image);
    if (!code.ok()) return code.error();
    ExplainReport report;
    report.path = image->path;
    report.model = (*model)->summary().id;
    double score = 0;
    for (const auto& one : search::explain((*opened)->index->codec(), *query, *code)) {
        report.contributions.push_back({one.dimension, one.query, one.result, one.product});
        score += static_cast<double>(one.product);
    }
    report.score = static_cast<float>(score);
    return report;
}

} // namespace sparlet::engine
