#include "base/printable.h"
#include "engine/describe_reports.h"
#include "engine/labelled_set_internal.h"
#include "engine/train_job_internal.h"
#include "engine/workspace_internal.h"
#include "image/image_file.h"
#include "text/captions.h"
#include "text/describer.h"

#include <algorithm>
#include <chrono>
#include <unordered_map>
#include <unordered_set>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

constexpr int kJpegQuality = 88;

Status checkRequest(const DescribeRequest& request) {
    if (request.captions.empty()) {
        return Error{ErrorCode::InvalidArgument, "Name the captions file to write."};
    }
    if (request.side < 32 || request.side > 2048) {
        return Error{ErrorCode::InvalidArgument,
                     "Pictures are sent with 32 to 2048 pixels on their longer side."};
    }
    if (request.sample < 0) {
        return Error{ErrorCode::InvalidArgument, "A sample has at least one picture."};
    }
    return {};
}

Result<Describer> makeDescriber(const DescribeRequest& request) {
    DescriberOptions options;
    options.endpoint = request.endpoint;
    options.model = request.model;
    if (!request.prompt.empty()) options.prompt = request.prompt;
    options.keyVariable = request.keyVariable;
    options.concurrency = request.concurrency;
    options.key = request.key;
    return Describer::create(std::move(options));
}

/// `count` of the names, spread evenly; all where there are no more, or for 0.
std::vector<std::string> spread(const std::vector<std::string>& names, std::int64_t count) {
    const auto wanted = static_cast<std::size_t>(count);
    if (wanted == 0 || wanted >= names.size()) return names;
    std::vector<std::string> out;
    out.reserve(wanted);
    for (std::size_t i = 0; i < wanted; ++i)
        out.push_back(names[i * names.size() / wanted]);
    return out;
}

Result<std::string> jpegOf(const std::string& file, int side) {
    const auto picture = image::load(file, side);
    if (!picture.ok()) return picture.error();
    const auto bytes = image::encodeJpeg(image::thumbnail(*picture, side), kJpegQuality);
    if (!bytes.ok()) return bytes.error();
    return std::string(bytes->begin(), bytes->end());
}

/// What is left to do, priced by what was done.
void estimate(DescribeOutcome& outcome, const DescribeRequest& request) {
    if (outcome.described == 0) return;
    const double share = static_cast<double>(outcome.left) / static_cast<double>(outcome.described);
    outcome.secondsLeft = outcome.seconds * share;
    outcome.costLeft = share *
                       (static_cast<double>(outcome.promptTokens) * request.promptPrice +
                        static_cast<double>(outcome.answerTokens) * request.answerPrice) /
                       1e6;
}

} // namespace

Result<DescribeOutcome> WorkspaceImpl::describePictures(const DescribeRequest& request,
                                                        const ProgressCallback& progress,
                                                        const CancelToken& cancel) {
    if (auto checked = checkRequest(request); !checked.ok()) return checked.error();
    const auto describer = makeDescriber(request);
    if (!describer.ok()) return describer.error();
    const auto files = listLabelled(classFolders(request.data).string(), progress, cancel);
    if (!files.ok()) return files.error();
    std::unordered_map<std::string, const std::string*> pathOf;
    for (std::size_t i = 0; i < files->names.size(); ++i)
        pathOf.emplace(files->names[i], &files->paths[i]);
    const JpegSource jpeg = [&](const std::string& name) { return jpegOf(*pathOf.at(name), request.side); };

    const auto start = std::chrono::steady_clock::now();
    const auto asked = spread(files->names, request.sample);
    const auto report = describer->describeAll(asked, jpeg, request.captions, progress, cancel);
    if (!report.ok()) return report.error();

    DescribeOutcome outcome;
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    outcome.pictures = static_cast<std::int64_t>(files->names.size());
    outcome.described = static_cast<std::int64_t>(report->described);
    outcome.present = static_cast<std::int64_t>(report->skipped);
    outcome.badLines = static_cast<std::int64_t>(report->badLines);
    outcome.promptTokens = report->promptTokens;
    outcome.answerTokens = report->answerTokens;
    outcome.captions = request.captions;
    for (const auto& failure : report->failures)
        outcome.failures.push_back({failure.image, failure.error});
    const auto captions = readCaptions(request.captions);
    if (!captions.ok()) return captions.error();
    std::unordered_set<std::string> have;
    for (const auto& caption : captions->captions)
        have.insert(caption.image);
    outcome.left = std::count_if(files->names.begin(), files->names.end(),
                                 [&](const std::string& name) { return have.count(name) == 0; });
    estimate(outcome, request);
    return outcome;
}

Result<PictureTexts> WorkspaceImpl::captions(const std::string& file) {
    auto read = readCaptions(file);
    if (!read.ok()) return read.error();
    PictureTexts out;
    for (auto& caption : read->captions)
        out.texts.push_back({std::move(caption.image), std::move(caption.text)});
    out.badLines = static_cast<std::int64_t>(read->badLines.size());
    return out;
}

Status WorkspaceImpl::saveCaptions(const std::string& file, const std::vector<PictureText>& texts) {
    std::vector<Caption> captions;
    captions.reserve(texts.size());
    for (const auto& one : texts)
        captions.push_back({one.image, one.text});
    return writeCaptions(file, captions);
}

} // namespace sparlet::engine
