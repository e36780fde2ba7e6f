#include "base/printable.h"
#include "engine/encode_pipeline_internal.h"
#include "engine/image_filter_internal.h"
#include "engine/workspace_internal.h"
#include "image/image_file.h"
#include "search/expansion.h"
#include "text/word_vector_encoder.h"

#include <algorithm>
#include <chrono>
#include <unordered_map>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double, std::milli>(to - from).count();
}

Error aboutFile(Error error, const std::string& file) {
    const std::string name = printable(file);
    if (error.message.find(name) == std::string::npos) {
        error.message = "The picture " + quoted(fs::path(file)) + " cannot be used: " + error.message;
    }
    return error;
}

/// The part's pixels as the encoder wants them.
Result<std::vector<std::uint8_t>> squareOf(const QueryPart& part, int side) {
    if (part.source != QueryPart::Source::Pixels && !part.crop) {
        auto square = loadSquare(part.value, side);
        if (!square.ok()) return aboutFile(square.error(), part.value);
        return std::move(square->rgb);
    }
    image::Picture picture = part.pixels;
    if (part.source != QueryPart::Source::Pixels) {
        auto loaded = image::load(part.value);
        if (!loaded.ok()) return aboutFile(loaded.error(), part.value);
        picture = std::move(*loaded);
    }
    if (part.crop) {
        const auto& [x, y, width, height] = *part.crop;
        auto cropped = image::crop(picture, x, y, width, height);
        if (!cropped.ok()) return cropped.error();
        picture = std::move(*cropped);
    }
    if (picture.width < 1 || picture.height < 1) {
        return Error{ErrorCode::InvalidArgument, "The pasted picture has no pixels."};
    }
    return image::toSquare(picture, side);
}

/// The word vectors among the shipped models; every text model was trained with them.
Result<std::unique_ptr<WordVectorEncoder>> loadWordVectors(const fs::path& folder, int dimensions) {
    std::error_code problem;
    Error last{ErrorCode::NotFound, "There are no word vectors in " + quoted(folder) +
                                        ", which text queries need; install the shipped models."};
    for (auto entry = fs::directory_iterator(folder, problem); !problem && entry != fs::directory_iterator();
         entry.increment(problem)) {
        if (entry->path().extension() != ".bin") continue;
        auto loaded = WordVectorEncoder::load(entry->path());
        if (!loaded.ok()) {
            last = loaded.error();
        } else if (dimensions == 0 || (*loaded)->dimensions() == dimensions) {
            return loaded;
        } else {
            last = {ErrorCode::Unsupported, "The model was trained with texts of " +
                                                std::to_string(dimensions) + " dimensions, but " +
                                                quoted(entry->path()) + " has " +
                                                std::to_string((*loaded)->dimensions()) + "."};
        }
    }
    return last;
}

search::ExpansionOptions optionsOf(const QueryRequest& request, const nn::ExpansionDefaults& defaults) {
    search::ExpansionOptions options;
    options.rounds = request.rounds.value_or(defaults.rounds);
    options.topK = defaults.topK;
    options.alpha = defaults.alpha;
    options.gamma = request.gamma.value_or(defaults.gamma);
    options.confirmed = request.confirmed;
    options.rejected = request.rejected;
    return options;
}

std::vector<ExpansionReport> describe(const std::vector<search::ExpansionRound>& rounds,
                                      const OpenCollection& collection) {
    std::vector<ExpansionReport> out;
    for (const auto& round : rounds) {
        ExpansionReport report;
        report.round = round.round;
        report.overlap = round.overlap;
        report.drift = round.drift;
        for (const auto& member : round.members) {
            if (const auto image = collection.find(member.image)) {
                report.used.push_back({*image, member.weight, member.joined});
            }
        }
        out.push_back(std::move(report));
    }
    return out;
}

} // namespace

Result<std::shared_ptr<const TextEncoder>> WorkspaceImpl::textEncoder(int dimensions) {
    const std::lock_guard lock(mutex_);
    if (textEncoder_ && (dimensions == 0 || textEncoder_->dimensions() == dimensions)) return textEncoder_;
    auto loaded = loadWordVectors(registry_.shippedFolder() / "text", dimensions);
    if (!loaded.ok()) return loaded.error();
    textEncoder_ = std::move(*loaded);
    return textEncoder_;
}

Result<ImageInfo> WorkspaceImpl::findImage(const OpenCollection& collection, const std::string& path) const {
    if (const auto image = collection.find(path)) return *image;
    std::error_code problem;
    const fs::path absolute = fs::absolute(path, problem).lexically_normal();
    if (const auto image = collection.find(absolute.string())) return *image;
    const fs::path resolved = fs::canonical(path, problem);
    if (!problem) {
        if (const auto image = collection.find(resolved.string())) return *image;
    }
    for (const auto& folder : collection.folders) {
        if (const auto image = collection.find(joinPath(folder.path, path))) return *image;
    }
    for (const auto& failure : collection.view->failures) {
        if (failure.path == absolute.string()) {
            return Error{ErrorCode::NotFound,
                         "The picture " + quoted(absolute) + " could not be indexed: " + failure.error};
        }
    }
    return Error{ErrorCode::NotFound, "The collection \"" + collection.record.name + "\" has no picture " +
                                          quoted(absolute) + "."};
}

Result<std::vector<float>> WorkspaceImpl::encodePart(const QueryPart& part, const OpenCollection& collection,
                                                     Model& model, std::vector<std::string>& unknownWords) {
    if (part.source == QueryPart::Source::Text) {
        if (model.info().textDimensions == 0) {
            return Error{ErrorCode::Unsupported,
                         "The model \"" + model.summary().id +
                             "\" was trained without texts and answers no text query; ask with a picture."};
        }
        auto encoder = textEncoder(model.info().textDimensions);
        if (!encoder.ok()) return encoder.error();
        auto text = (*encoder)->encode(part.value);
        if (!text.ok()) return text.error();
        unknownWords.insert(unknownWords.end(), text->unknown.begin(), text->unknown.end());
        auto encoded = model.encodeText(text->vector);
        if (!encoded.ok()) return encoded.error();
        return std::move(encoded->sparse);
    }
    QueryPart resolved = part;
    if (part.source == QueryPart::Source::Indexed) {
        const auto image = findImage(collection, part.value);
        if (!image.ok()) return image.error();
        if (!part.crop) {
            const auto code = collection.codeOf(*image);
            if (!code.ok()) return code.error();
            std::vector<float> vector(static_cast<std::size_t>(model.info().dimensions));
            collection.index->codec().decode(*code, vector);
            return vector;
        }
        resolved.value = image->path;
    }
    auto square = squareOf(resolved, model.info().inputSize);
    if (!square.ok()) return square.error();
    auto encoded = model.encode(*square, 1);
    if (!encoded.ok()) return encoded.error();
    return std::move(encoded->sparse);
}

Result<QueryReport> WorkspaceImpl::query(const QueryRequest& request, const CancelToken& cancel) {
    const auto start = Clock::now();
    auto opened = open(request.collection);
    if (!opened.ok()) return opened.error();
    const OpenCollection& collection = **opened;
    auto model = modelOf(collection);
    if (!model.ok()) return model.error();
    QueryReport report;
    report.collection = collection.record.name;
    report.model = (*model)->summary().id;

    const auto encodeStart = Clock::now();
    std::vector<search::QueryTerm> terms;
    for (const auto& part : request.parts) {
        if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
        auto vector = encodePart(part, collection, **model, report.unknownWords);
        if (!vector.ok()) return vector.error();
        terms.push_back({std::move(*vector), part.weight});
    }
    const auto combined = search::combine(terms);
    if (!combined.ok()) return combined.error();

    const auto searchStart = Clock::now();
    auto options = optionsOf(request, (*model)->info().expansion);
    options.threads = registry_.threads();
    report.rounds = options.rounds;
    report.gamma = options.gamma;
    const auto filtered = FilteredImages::of(*collection.images, request.filter);
    report.considered = static_cast<std::int64_t>(filtered ? filtered->size() : collection.images->size());
    std::function<bool(ImageId)> accept;
    if (filtered) accept = [&](ImageId image) { return filtered->contains(image); };
    if (filtered) options.few = filtered->few();
    options.acceptFirst = filtered && !options.few;
    if (collection.index) {
        const auto found = search::searchExpanded(*collection.index, *combined, request.top, options, accept);
        if (!found.ok()) return found.error();
        std::unordered_map<ImageId, int> before;
        if (!found->rounds.empty()) {
            auto plain = options;
            plain.rounds = 0;
            plain.confirmed.clear();
            plain.rejected.clear();
            plain.excluded.clear();
            const auto first =
                search::searchExpanded(*collection.index, *combined, request.top, plain, accept);
            if (!first.ok()) return first.error();
            for (const auto& hit : first->hits)
                before.emplace(hit.image, static_cast<int>(before.size()) + 1);
        }
        for (const auto& hit : found->hits) {
            const int rank = static_cast<int>(report.results.size()) + 1;
            const auto earlier = before.find(hit.image);
            const int rankBefore = found->rounds.empty()     ? rank
                                   : earlier == before.end() ? 0
                                                             : earlier->second;
            if (const auto image = collection.find(hit.image)) {
                report.results.push_back({rank, hit.score, *image, rankBefore});
            }
        }
        report.expansion = describe(found->rounds, collection);
    }
    const auto end = Clock::now();
    report.encodeMs = milliseconds(encodeStart, searchStart);
    report.searchMs = milliseconds(searchStart, end);
    report.totalMs = milliseconds(start, end);
    return report;
}

} // namespace sparlet::engine
