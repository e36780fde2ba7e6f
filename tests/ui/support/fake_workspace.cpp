#include "ui/support/fake_workspace.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <thread>

namespace sparlet::testing {

using namespace engine;

namespace {

constexpr float threshold = 0.6F;

std::size_t labelOf(const std::string& text) {
    const auto& all = FakeWorkspace::labels();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (text.find(all[i]) != std::string::npos) return i;
    return all.size();
}

std::vector<float> noise(std::size_t seed, float scale) {
    std::mt19937_64 generator(seed);
    std::normal_distribution<float> normal(0.0F, scale);
    std::vector<float> v(FakeWorkspace::dimensions);
    for (float& x : v)
        x = normal(generator);
    return v;
}

/// Around the direction of the label, with what is left below the threshold set to zero.
std::vector<float> embed(const std::string& text) {
    auto v = noise(std::hash<std::string>{}(text), 0.5F);
    const auto centre = noise(1000 + labelOf(text), 1.0F);
    for (std::size_t i = 0; i < v.size(); ++i) {
        v[i] += centre[i];
        if (std::abs(v[i]) <= threshold) v[i] = 0;
    }
    return v;
}

void normalise(std::vector<float>& v) {
    float sum = 0;
    for (const float x : v)
        sum += x * x;
    if (sum <= 0) return;
    for (float& x : v)
        x /= std::sqrt(sum);
}

float dot(const std::vector<float>& a, const std::vector<float>& b) {
    float sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

int bitsOf(int dimension) {
    return 2 + dimension % 7;
}

std::shared_ptr<const CollectionView> makeView(const std::string& name, const std::string& folder,
                                               const FakeOptions& options) {
    auto view = std::make_shared<CollectionView>();
    view->summary = {name, "fake-sparse", 0, options.failures, 24.0, {folder}};
    for (const auto& label : FakeWorkspace::labels()) {
        for (int i = 0; i < options.imagesPerLabel; ++i) {
            ImageInfo image;
            image.id = static_cast<ImageId>(view->images.size()) + 1;
            image.path = folder + "/" + label + "/" + label + "_" + std::to_string(i + 1) + ".jpg";
            image.label = label;
            image.size = 40'000U + static_cast<std::uint64_t>(i) * 977U;
            image.modifiedNs = 1'700'000'000'000'000'000;
            image.width = 320;
            image.height = i % 3 == 0 ? 320 : 240;
            image.codeBytes = 24;
            view->images.push_back(image);
        }
    }
    for (int i = 0; i < options.failures; ++i)
        view->failures.push_back(
            {folder + "/broken_" + std::to_string(i + 1) + ".jpg", "The file ends too early."});
    view->summary.images = static_cast<std::int64_t>(view->images.size());
    return view;
}

Error noSuch(const std::string& name) {
    return {ErrorCode::NotFound, "There is no collection named " + name + ". Index a folder into it first."};
}

} // namespace

const std::vector<std::string>& FakeWorkspace::labels() {
    static const std::vector<std::string> names{"beach", "boat", "cactus", "forest", "lamp", "rose"};
    return names;
}

FakeWorkspace::FakeWorkspace(std::filesystem::path home, FakeOptions options)
    : home_(std::move(home)), options_(options) {}

void FakeWorkspace::addCollection(const std::string& name, const std::string& folder) {
    std::scoped_lock lock(mutex_);
    collections_[name] = makeView(name, folder, options_);
}

QueryRequest FakeWorkspace::lastQuery() const {
    std::scoped_lock lock(mutex_);
    return lastQuery_;
}

IndexRequest FakeWorkspace::lastIndex() const {
    std::scoped_lock lock(mutex_);
    return lastIndex_;
}

Result<std::vector<ModelSummary>> FakeWorkspace::models() {
    ModelSummary summary;
    summary.id = "fake-sparse";
    summary.method = "sparse";
    summary.backbone = "resnet18";
    summary.dimensions = dimensions;
    summary.bytes = 44'800'000;
    summary.isDefault = true;
    summary.shipped = true;
    summary.title = "SPARSE · ResNet18";
    summary.file = "/models/fake-sparse.safetensors";
    ModelSummary second = summary;
    second.id = "fake-small";
    second.title = "SPARSE · MobileNetV3-Small";
    second.backbone = "mobilenet_v3_small";
    second.file = "/models/fake-small.safetensors";
    second.bytes = 6'100'000;
    second.isDefault = false;
    return std::vector<ModelSummary>{summary, second};
}

Result<ModelDetails> FakeWorkspace::model(const std::string& idOrFile) {
    if (idOrFile.find("torchvision") != std::string::npos)
        return Error{ErrorCode::Corrupt, "'" + idOrFile + "' is no model of Sparlet."};
    ModelDetails details;
    const auto all = models().value();
    details.summary = all.front();
    for (const auto& one : all)
        if (one.id == idOrFile || one.file == idOrFile) details.summary = one;
    details.info.smallImageStem = true;
    details.info.id = details.summary.id;
    details.info.dimensions = dimensions;
    details.info.textDimensions = options_.text ? 50 : 0;
    details.info.expansion.rounds = 1;
    details.info.expansion.gamma = 0.5F;
    return details;
}

Result<std::vector<CollectionSummary>> FakeWorkspace::collections() {
    std::scoped_lock lock(mutex_);
    std::vector<CollectionSummary> all;
    for (const auto& [name, view] : collections_)
        all.push_back(view->summary);
    return all;
}

Result<WatchReport> FakeWorkspace::watch(const WatchRequest& request, const ProgressCallback& progress,
                                         const std::function<void(const IndexReport&)>& indexed,
                                         const CancelToken& cancel) {
    {
        std::scoped_lock lock(mutex_);
        watched_.push_back(request.collection);
    }
    if (progress) progress({});
    const auto takeChange = [&] {
        std::scoped_lock lock(mutex_);
        return std::erase(changedFolders_, request.collection) > 0;
    };
    while (!cancel.cancelled()) {
        IndexReport report;
        report.collection = request.collection;
        report.indexed = 2;
        if (takeChange()) indexed(report);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    std::scoped_lock lock(mutex_);
    std::erase(watched_, request.collection);
    return WatchReport{};
}

void FakeWorkspace::changeFolder(const std::string& collection) {
    std::scoped_lock lock(mutex_);
    changedFolders_.push_back(collection);
}

std::vector<std::string> FakeWorkspace::watched() const {
    std::scoped_lock lock(mutex_);
    return watched_;
}

Result<IndexReport> FakeWorkspace::index(const IndexRequest& request, const ProgressCallback& progress,
                                         const CancelToken& cancel) {
    {
        std::scoped_lock lock(mutex_);
        lastIndex_ = request;
    }
    if (options_.indexFails)
        return Error{ErrorCode::DiskFull, "The disk is full. Free some space and index again."};
    const auto view = makeView(request.collection, request.folder, options_);
    Progress now;
    now.stage = "encoding";
    now.total = view->images.size();
    now.ratePerSecond = 100;
    for (std::size_t done = 0; done <= view->images.size(); done += 10) {
        if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Cancelled."};
        now.done = done;
        now.failures = done > 20 ? static_cast<std::uint64_t>(options_.failures) : 0;
        if (progress) progress(now);
        if (options_.stepMilliseconds > 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(options_.stepMilliseconds));
    }
    IndexReport report;
    report.collection = request.collection;
    report.model = "fake-sparse";
    report.scanned = report.indexed = view->summary.images;
    report.failed = options_.failures;
    report.failures = view->failures;
    report.seconds = 1.2;
    report.imagesPerSecond = 100;
    std::scoped_lock lock(mutex_);
    collections_[request.collection] = view;
    return report;
}

std::shared_ptr<const CollectionView> FakeWorkspace::find(const std::string& name) const {
    std::scoped_lock lock(mutex_);
    const auto found = collections_.find(name);
    return found == collections_.end() ? nullptr : found->second;
}

Result<std::shared_ptr<const CollectionView>> FakeWorkspace::collection(const std::string& name) {
    if (options_.collectionFails)
        return Error{ErrorCode::Corrupt, "The index of " + name + " is damaged. Index its folder again."};
    auto view = find(name);
    if (!view) return noSuch(name);
    return view;
}

Status FakeWorkspace::removeCollection(const std::string& name) {
    std::scoped_lock lock(mutex_);
    return collections_.erase(name) > 0 ? Status() : Status(noSuch(name));
}

Status FakeWorkspace::renameCollection(const std::string& name, const std::string& newName) {
    std::scoped_lock lock(mutex_);
    const auto found = collections_.find(name);
    if (found == collections_.end()) return noSuch(name);
    auto renamed = std::make_shared<CollectionView>(*found->second);
    renamed->summary.name = newName;
    collections_.erase(found);
    collections_[newName] = renamed;
    return {};
}

Result<FakeWorkspace::Vector> FakeWorkspace::vectorOf(const QueryPart& part,
                                                      std::vector<std::string>& unknown) const {
    if (part.source == QueryPart::Source::Pixels)
        return embed("pasted " + labels()[part.pixels.rgb.size() % 6]);
    if (part.source != QueryPart::Source::Text) return embed(part.value);
    std::istringstream words(part.value);
    Vector sum(dimensions, 0.0F);
    bool known = false;
    for (std::string word; words >> word;) {
        if (labelOf(word) == labels().size()) {
            unknown.push_back(word);
            continue;
        }
        known = true;
        const auto v = embed(word);
        for (std::size_t i = 0; i < sum.size(); ++i)
            sum[i] += v[i];
    }
    if (!known)
        return Error{ErrorCode::NotFound, "None of these words is known to the model: " + part.value +
                                              ". Try other words, or a picture."};
    return sum;
}

Result<QueryReport> FakeWorkspace::query(const QueryRequest& request, const CancelToken& cancel) {
    ++queries_;
    {
        std::scoped_lock lock(mutex_);
        lastQuery_ = request;
    }
    if (options_.queryFails) return Error{ErrorCode::Corrupt, "The model file is damaged. Install it again."};
    const auto view = find(request.collection);
    if (!view) return noSuch(request.collection);
    QueryReport report;
    report.collection = request.collection;
    report.model = "fake-sparse";
    Vector initial(dimensions, 0.0F);
    for (const auto& part : request.parts) {
        auto v = vectorOf(part, report.unknownWords);
        if (!v) return v.error();
        normalise(*v);
        for (std::size_t i = 0; i < initial.size(); ++i)
            initial[i] += part.weight * (*v)[i];
    }
    normalise(initial);
    const auto rank = [&](const Vector& q) {
        std::vector<std::pair<float, ImageInfo>> scored;
        for (const auto& image : view->images) {
            auto v = embed(image.path);
            normalise(v);
            const bool no = std::find(request.rejected.begin(), request.rejected.end(), image.id) !=
                            request.rejected.end();
            scored.emplace_back(dot(q, v) - (no ? 2.0F : 0.0F), image);
        }
        std::stable_sort(scored.begin(), scored.end(),
                         [](const auto& a, const auto& b) { return a.first > b.first; });
        return scored;
    };
    auto ranking = rank(initial);
    std::map<ImageId, int> before;
    for (std::size_t i = 0; i < ranking.size(); ++i)
        before[ranking[i].second.id] = static_cast<int>(i) + 1;
    report.rounds = request.rounds.value_or(1);
    report.gamma = request.gamma.value_or(0.5F);
    std::vector<ImageId> members;
    for (int round = 1; round <= report.rounds; ++round) {
        if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Cancelled."};
        ExpansionReport step;
        step.round = round;
        Vector expanded(dimensions, 0.0F);
        std::vector<ImageId> now;
        for (std::size_t i = 0; i < std::min<std::size_t>(10, ranking.size()); ++i) {
            const auto& image = ranking[i].second;
            const bool isNew = std::find(members.begin(), members.end(), image.id) == members.end();
            const float weight = std::pow(std::max(ranking[i].first, 0.0F), 3.0F);
            step.used.push_back({image, weight, isNew});
            if (!isNew) step.overlap += 0.1;
            now.push_back(image.id);
            auto v = embed(image.path);
            normalise(v);
            for (std::size_t d = 0; d < expanded.size(); ++d)
                expanded[d] += weight * v[d];
        }
        normalise(expanded);
        step.drift = 1.0 - static_cast<double>(dot(initial, expanded));
        for (std::size_t d = 0; d < expanded.size(); ++d)
            expanded[d] = report.gamma * initial[d] + (1 - report.gamma) * expanded[d];
        ranking = rank(expanded);
        members = now;
        report.expansion.push_back(std::move(step));
    }
    for (std::size_t i = 0; i < std::min(request.top, ranking.size()); ++i) {
        const auto& image = ranking[i].second;
        report.results.push_back(
            {static_cast<int>(i) + 1, ranking[i].first, image, report.rounds > 0 ? before[image.id] : 0});
    }
    report.encodeMs = 18;
    report.searchMs = 1.2;
    report.totalMs = 19.2;
    return report;
}

Result<CodeReport> FakeWorkspace::report(const std::string& path) const {
    CodeReport code;
    code.path = path;
    code.model = "fake-sparse";
    code.dimensions = dimensions;
    code.threshold = threshold;
    code.bytes = 24;
    const auto v = embed(path);
    for (int d = 0; d < dimensions; ++d) {
        const float importance = 0.25F + 1.5F * static_cast<float>((d * 37) % 64) / 64.0F;
        code.bits.push_back(static_cast<std::uint8_t>(bitsOf(d)));
        code.importance.push_back(importance);
        const float value = v[static_cast<std::size_t>(d)];
        if (value == 0) continue;
        code.entries.push_back({d, value, value, bitsOf(d), importance});
    }
    code.active = static_cast<int>(code.entries.size());
    code.density = static_cast<float>(code.active) / dimensions;
    return code;
}

Result<CodeReport> FakeWorkspace::inspectIndexed(const std::string& collection, const std::string& path) {
    if (!find(collection)) return noSuch(collection);
    return report(path);
}

Result<CodeReport> FakeWorkspace::inspectFile(const std::string&, const std::string& file) {
    return report(file);
}

Result<CollectionStatistics> FakeWorkspace::statistics(const std::string& collection) {
    const auto view = find(collection);
    if (!view) return noSuch(collection);
    CollectionStatistics s;
    s.collection = collection;
    s.images = view->summary.images;
    s.dimensions = dimensions;
    s.bytesPerImage = 24;
    s.activity.assign(dimensions, 0.0);
    for (const auto& image : view->images) {
        const auto code = report(image.path);
        s.densities.push_back(static_cast<double>(code->density));
        s.meanDensity += static_cast<double>(code->density) / static_cast<double>(view->images.size());
        for (const auto& entry : code->entries)
            s.activity[static_cast<std::size_t>(entry.dimension)] +=
                1.0 / static_cast<double>(view->images.size());
    }
    std::sort(s.densities.begin(), s.densities.end());
    const auto code = report("any");
    s.bits = code->bits;
    s.importance = code->importance;
    for (const auto b : s.bits)
        s.meanBits += static_cast<double>(b) / dimensions;
    return s;
}

Result<image::Picture> FakeWorkspace::thumbnail(const std::string& path, int side) {
    if (path.find("broken") != std::string::npos)
        return Error{ErrorCode::Corrupt, "The file ends too early."};
    const auto seed = std::hash<std::string>{}(path);
    const auto hue = static_cast<double>(labelOf(path)) / 6.0 * 6.283;
    image::Picture picture;
    picture.width = side;
    picture.height = side * 3 / 4;
    picture.rgb.resize(static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height) *
                       3);
    const double cx = 0.3 + 0.4 * static_cast<double>(seed % 97) / 97.0;
    const double cy = 0.3 + 0.4 * static_cast<double>(seed / 97 % 89) / 89.0;
    std::size_t at = 0;
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            const double u = static_cast<double>(x) / picture.width,
                         v = static_cast<double>(y) / picture.height;
            const double r = std::hypot(u - cx, (v - cy) * 0.75);
            const double light = 0.35 + 0.4 * (1 - v) + (r < 0.2 ? 0.3 : 0.0);
            for (int c = 0; c < 3; ++c) {
                const double tint = 0.65 + 0.35 * std::cos(hue - c * 2.094);
                picture.rgb[at++] = static_cast<std::uint8_t>(std::clamp(light * tint * 255, 0.0, 255.0));
            }
        }
    }
    return picture;
}

Result<std::string> FakeWorkspace::setting(const std::string& key) {
    std::scoped_lock lock(mutex_);
    const auto found = settings_.find(key);
    return found == settings_.end() ? std::string() : found->second;
}

Status FakeWorkspace::setSetting(const std::string& key, const std::string& value) {
    std::scoped_lock lock(mutex_);
    settings_[key] = value;
    return {};
}

namespace {
Error notPartOfThis() {
    return {ErrorCode::Unsupported, "The workspace of the tests does not do this."};
}
} // namespace

Result<ExplainReport> FakeWorkspace::explain(const ExplainRequest&) {
    return notPartOfThis();
}
Result<EvaluationReport> FakeWorkspace::evaluate(const EvaluateRequest&, const ProgressCallback&,
                                                 const CancelToken&) {
    return notPartOfThis();
}
Result<engine::DescribeOutcome> FakeWorkspace::describePictures(const engine::DescribeRequest& request,
                                                                const ProgressCallback&, const CancelToken&) {
    describeRequests_.push_back(request);
    if (!describeProblem_.empty()) return Error{ErrorCode::Network, describeProblem_};
    engine::DescribeOutcome outcome;
    outcome.pictures = 20;
    outcome.described = request.sample > 0 ? request.sample : 20;
    outcome.left = outcome.pictures - outcome.described;
    outcome.seconds = 4;
    outcome.promptTokens = 1000;
    outcome.answerTokens = 100;
    outcome.secondsLeft = 120;
    outcome.costLeft = 0.25;
    outcome.captions = request.captions;
    for (std::int64_t i = 0; i < outcome.described; ++i)
        captions_.push_back({"a/" + std::to_string(i) + ".jpg", "A plain square."});
    return outcome;
}

Result<engine::PictureTexts> FakeWorkspace::captions(const std::string&) {
    return engine::PictureTexts{captions_, 0};
}

Status FakeWorkspace::saveCaptions(const std::string&, const std::vector<engine::PictureText>& texts) {
    captions_ = texts;
    return {};
}

Result<ModelDetails> FakeWorkspace::exportModel(const ExportRequest& request) {
    compaction_.lastExport = request;
    if (!compaction_.exportProblem.empty()) return Error{ErrorCode::DiskFull, compaction_.exportProblem};
    std::ofstream(request.out) << "model";
    return model(request.model);
}

Result<CalibrationReport> FakeWorkspace::calibrateModel(const CalibrateRequest&, const ProgressCallback&,
                                                        const CancelToken&) {
    return notPartOfThis();
}

Result<TuneReport> FakeWorkspace::tuneExpansion(const TuneRequest&, const ProgressCallback&,
                                                const CancelToken&) {
    return notPartOfThis();
}

} // namespace sparlet::testing
