#include "ui/support/fake_evaluations.h"

#include "ui/support/fake_workspace.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <thread>

namespace sparlet::testing {

using namespace engine;

namespace {

constexpr int kPerLabel = 20;
constexpr const char* kConvention =
    "folder: every image is a query against all others, sub-folders are labels; AP = mean of precision at "
    "each "
    "relevant rank over the full ranking, no interpolation; ties by gallery order; queries not in gallery";

struct Picture {
    std::string path;
    std::size_t label = 0;
};

const std::vector<Picture>& pictures() {
    static const std::vector<Picture> all = [] {
        std::vector<Picture> made;
        for (std::size_t label = 0; label < FakeWorkspace::labels().size(); ++label) {
            const auto& name = FakeWorkspace::labels()[label];
            for (int i = 1; i <= kPerLabel; ++i)
                made.push_back(
                    {"/data/flowers/" + name + "/" + name + "_" + std::to_string(i) + ".jpg", label});
        }
        return made;
    }();
    return all;
}

double noise(const std::string& seed) {
    std::mt19937_64 generator(std::hash<std::string>{}(seed));
    return std::normal_distribution<double>(0.0, 1.0)(generator);
}

/// A few pictures look like those of another label, whatever the model.
std::size_t looksLike(std::size_t image) {
    const auto label = pictures()[image].label;
    return image % 37 == 7 ? (label + 1) % FakeWorkspace::labels().size() : label;
}

QueryRanking rank(const FakeEvaluations::Kept& kept, std::size_t query) {
    const auto& all = pictures();
    struct Scored {
        double score;
        std::size_t image;
    };
    std::vector<Scored> scored;
    const std::string base = all[query].path, own = kept.model.method + kept.model.backbone +
                                                    kept.model.variant + std::to_string(kept.model.seed);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i == query) continue;
        const auto a = looksLike(query), b = looksLike(i);
        double score = 0.1;
        if (a == b)
            score = kept.model.quality;
        else if (a / 2 == b / 2)
            score = kept.model.quality * 0.55;
        score += 0.13 * noise(base + all[i].path) + 0.09 * noise(own + base + all[i].path);
        if (kept.model.precision == "int8") score += 0.015 * noise("int8" + base + all[i].path);
        scored.push_back({std::clamp(score, -1.0, 1.0), i});
    }
    std::stable_sort(scored.begin(), scored.end(),
                     [](const Scored& x, const Scored& y) { return x.score > y.score; });
    QueryRanking ranking;
    ranking.evaluation = kept.summary.id;
    ranking.model = kept.summary.report.model;
    const auto& labels = FakeWorkspace::labels();
    ranking.query.path = all[query].path;
    ranking.query.label = labels[all[query].label];
    std::vector<int> wrong(labels.size(), 0);
    double sum = 0;
    int found = 0;
    for (std::size_t i = 0; i < scored.size(); ++i) {
        const auto& image = all[scored[i].image];
        const bool right = image.label == all[query].label;
        RankedImage result{static_cast<int>(i) + 1, image.path, labels[image.label],
                           static_cast<float>(scored[i].score),
                           right ? RankedImage::Relevance::Right : RankedImage::Relevance::Wrong};
        if (right) sum += static_cast<double>(++found) / static_cast<double>(i + 1);
        if (i < 10 && right) ranking.query.pAt10 += 0.1;
        if (i < 10 && !right) ++wrong[image.label];
        if (i == 0) ranking.query.pAt1 = right ? 1 : 0;
        ranking.results.push_back(std::move(result));
    }
    ranking.query.relevant = found;
    ranking.query.averagePrecision = found > 0 ? sum / found : std::numeric_limits<double>::quiet_NaN();
    const auto most = std::max_element(wrong.begin(), wrong.end());
    if (*most > 0) ranking.query.worstConfusion = labels[static_cast<std::size_t>(most - wrong.begin())];
    return ranking;
}

/// Counts the numbers of a summary from its rankings.
void count(FakeEvaluations::Kept& kept) {
    auto& report = kept.summary.report;
    const auto& all = pictures();
    report.map = report.pAt1 = report.pAt5 = report.pAt10 = 0;
    const auto n = static_cast<double>(all.size());
    for (std::size_t q = 0; q < all.size(); ++q) {
        const auto ranking = rank(kept, q);
        report.map += ranking.query.averagePrecision / n;
        report.pAt1 += ranking.query.pAt1 / n;
        report.pAt10 += ranking.query.pAt10 / n;
        const auto right = [](const RankedImage& r) { return r.relevance == RankedImage::Relevance::Right; };
        report.pAt5 +=
            static_cast<double>(std::count_if(ranking.results.begin(), ranking.results.begin() + 5, right)) /
            5 / n;
    }
    report.mapWithoutExpansion = report.map - 0.021;
    report.mapFloat = report.map - 0.012;
}

FakeEvaluations::Kept makeKept(const FakeModel& model, std::int64_t created) {
    FakeEvaluations::Kept kept;
    kept.model = model;
    auto& s = kept.summary;
    auto& r = s.report;
    r.model = model.method + "-" + model.backbone + (model.variant.empty() ? "" : "-" + model.variant) + "-" +
              std::to_string(model.seed);
    s.id = r.model + (model.precision == "eager" ? "" : "-" + model.precision);
    s.name = s.id;
    s.run = r.model;
    s.variant = model.variant;
    s.seed = model.seed;
    s.data = "/data/flowers";
    s.dataHash = "5e1f";
    s.created = created;
    s.seconds = 12.5;
    s.version = "0.1.0";
    s.command = "sparlet evaluate --model " + r.model + " --data /data/flowers --protocol folder";
    r.method = model.method;
    r.backbone = model.backbone;
    r.protocol = "folder";
    r.convention = kConvention;
    r.queries = static_cast<std::int64_t>(pictures().size());
    r.gallery = r.queries - 1;
    const bool small = model.backbone != "resnet18", bytes = model.precision == "int8";
    r.latencyBatch1Ms = (small ? 4.1 : 21.4) * (bytes ? 0.42 : 1) + 0.1 * static_cast<double>(model.seed);
    r.latencyBatch32Ms = r.latencyBatch1Ms * 0.71;
    r.parameters = small ? 1'518'881 : 11'242'176;
    r.modelBytes = static_cast<std::uint64_t>(r.parameters) * (bytes ? 1 : 4);
    r.peakMemoryBytes = small ? 118'000'000 : 214'000'000;
    const bool sparse = model.method == "sparse";
    r.bytesPerImage = sparse ? 38.4 : 512;
    r.density = sparse ? 0.24 : 1;
    r.meanBits = sparse ? 4.3 : 32;
    r.rounds = sparse ? 2 : 0;
    r.gamma = sparse ? 0.5F : 0;
    r.device = "CPU";
    r.precision = model.precision;
    count(kept);
    return kept;
}

Error noSuchEvaluation(const std::string& id) {
    return {ErrorCode::NotFound, "There is no evaluation '" + id + "'."};
}

std::vector<FakeEvaluations::Kept>::iterator findKept(std::vector<FakeEvaluations::Kept>& all,
                                                      const std::string& id) {
    return std::find_if(all.begin(), all.end(), [&](const auto& kept) { return kept.summary.id == id; });
}

std::size_t pictureAt(const std::string& path) {
    const auto& all = pictures();
    return static_cast<std::size_t>(
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.path == path; }) -
        all.begin());
}

/// Interpolated precision of one ranking at 101 recalls.
void addCurve(const QueryRanking& ranking, std::vector<CurvePoint>& curve, double share) {
    std::vector<double> precision(101, 0.0);
    int found = 0;
    for (const auto& result : ranking.results) {
        if (result.relevance != RankedImage::Relevance::Right) continue;
        ++found;
        const double now = static_cast<double>(found) / result.rank;
        const auto upTo =
            static_cast<std::size_t>(100.0 * found / static_cast<double>(ranking.query.relevant));
        for (std::size_t i = 0; i <= upTo; ++i)
            precision[i] = std::max(precision[i], now);
    }
    for (std::size_t i = 0; i < curve.size(); ++i)
        curve[i].y += precision[i] * share;
}

EvaluationDetails detailsOf(const FakeEvaluations::Kept& kept) {
    EvaluationDetails details;
    details.summary = kept.summary;
    details.labels = FakeWorkspace::labels();
    const auto labels = details.labels.size(), n = pictures().size();
    details.confusion.assign(labels * labels, 0);
    for (int i = 0; i <= 100; ++i)
        details.precisionRecall.push_back({i / 100.0, 0});
    for (std::size_t k = 1; k < n; ++k)
        details.precisionAt.push_back({static_cast<double>(k), 0});
    for (std::size_t q = 0; q < n; ++q) {
        const auto ranking = rank(kept, q);
        details.queries.push_back(ranking.query);
        addCurve(ranking, details.precisionRecall, 1.0 / static_cast<double>(n));
        int right = 0;
        for (const auto& result : ranking.results) {
            right += result.relevance == RankedImage::Relevance::Right ? 1 : 0;
            auto& point = details.precisionAt[static_cast<std::size_t>(result.rank) - 1];
            point.y += static_cast<double>(right) / result.rank / static_cast<double>(n);
            if (result.rank > 10) continue;
            const auto column = static_cast<std::size_t>(
                std::find(details.labels.begin(), details.labels.end(), result.label) -
                details.labels.begin());
            details.confusion[pictures()[q].label * labels + column] += 0.1 / kPerLabel;
        }
    }
    return details;
}

} // namespace

void addSampleEvaluations(FakeEvaluations& store) {
    std::scoped_lock lock(store.mutex);
    std::int64_t created = 1'790'000'000;
    const std::pair<const char*, double> methods[] = {{"baseline", 0.36}, {"hamlet", 0.47}, {"sparse", 0.52}};
    for (const auto& [method, quality] : methods) {
        for (const char* backbone : {"resnet18", "mobilenet_v3_small"}) {
            for (std::int64_t seed = 1; seed <= 3; ++seed) {
                const double less = std::string(backbone) == "resnet18" ? 0 : 0.05;
                const double spread = 0.012 * static_cast<double>(seed - 2);
                store.kept.insert(store.kept.begin(),
                                  makeKept({method, backbone, "", "eager", seed, quality - less + spread},
                                           created += 3600));
            }
        }
    }
    store.kept.insert(store.kept.begin(),
                      makeKept({"sparse", "resnet18", "", "int8", 1, 0.508}, created += 3600));
    FakeEvaluations::Kept damaged;
    damaged.summary.id = damaged.summary.name = "copied-from-the-server";
    damaged.summary.created = created += 3600;
    damaged.summary.problem =
        "The evaluation 'copied-from-the-server' has no rankings.bin: copy its folder again.";
    store.kept.insert(store.kept.begin(), std::move(damaged));
}

std::vector<EvaluationSummary> manyEvaluations(int count) {
    std::vector<EvaluationSummary> all;
    const char* methods[] = {"baseline", "hamlet", "sparse", "mace", "dscf"};
    std::mt19937 generator(7);
    std::uniform_real_distribution<double> any(0, 1);
    for (int i = 0; i < count; ++i) {
        EvaluationSummary s;
        s.id = "evaluation-" + std::to_string(i);
        s.report.method = methods[i % 5];
        s.report.backbone = i % 2 == 0 ? "resnet18" : "mobilenet_v3_small";
        s.name = s.report.method + " " + s.report.backbone + " " + std::to_string(i);
        s.report.model = s.name;
        s.report.protocol = "folder";
        s.seed = i % 7;
        s.created = 1'790'000'000 + i;
        s.report.map = any(generator);
        s.report.pAt1 = any(generator);
        s.report.latencyBatch1Ms = 40 * any(generator);
        all.push_back(std::move(s));
    }
    return all;
}

Result<EvaluationSummary> FakeWorkspace::keepEvaluation(const EvaluateRequest& request,
                                                        const std::string& name,
                                                        const ProgressCallback& progress,
                                                        const CancelToken& cancel) {
    {
        std::scoped_lock lock(evaluations_.mutex);
        evaluations_.requests.push_back(request);
    }
    constexpr int steps = 20;
    for (int i = 0; i < steps; ++i) {
        if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Cancelled."};
        Progress now;
        now.stage = "encoding";
        now.done = static_cast<std::uint64_t>(i) * 6;
        now.total = steps * 6;
        now.ratePerSecond = 240;
        now.secondsLeft = (steps - i) * 0.5;
        if (progress) progress(now);
        std::this_thread::sleep_for(std::chrono::milliseconds(evaluations_.stepMilliseconds));
    }
    if (request.data.find("bad") != std::string::npos)
        return Error{ErrorCode::InvalidArgument,
                     "'" + request.data +
                         "' names 3 images that are not there, the first is 'beach_9.jpg': put them "
                         "there or take their lines out."};
    std::scoped_lock lock(evaluations_.mutex);
    auto kept = makeKept({"sparse", "resnet18", "", "eager", 1, 0.55}, 1'795'000'000);
    kept.summary.id = "evaluation-" + std::to_string(evaluations_.requests.size());
    kept.summary.name = name.empty() ? kept.summary.id : name;
    kept.summary.data = request.data;
    evaluations_.kept.insert(evaluations_.kept.begin(), kept);
    return kept.summary;
}

Result<std::vector<EvaluationSummary>> FakeWorkspace::evaluations() {
    std::scoped_lock lock(evaluations_.mutex);
    if (evaluations_.listFails)
        return Error{ErrorCode::Io, "The folder of the evaluations cannot be read: allow reading it."};
    std::vector<EvaluationSummary> all;
    for (const auto& kept : evaluations_.kept)
        all.push_back(kept.summary);
    return all;
}

Result<EvaluationDetails> FakeWorkspace::evaluation(const std::string& id) {
    std::scoped_lock lock(evaluations_.mutex);
    const auto found = findKept(evaluations_.kept, id);
    if (found == evaluations_.kept.end()) return noSuchEvaluation(id);
    if (!found->summary.problem.empty()) return Error{ErrorCode::Corrupt, found->summary.problem};
    auto details = detailsOf(*found);
    const auto& folders = evaluations_.folders;
    const auto moved = folders.find(details.summary.folder);
    if (moved != folders.end()) details.summary.folderNow = moved->second;
    details.missing = evaluations_.picturesMissing && moved == folders.end() ? 1 : 0;
    return details;
}

Result<QueryRanking> FakeWorkspace::evaluationQuery(const std::string& id, const std::string& query,
                                                    int top) {
    std::scoped_lock lock(evaluations_.mutex);
    const auto found = findKept(evaluations_.kept, id);
    if (found == evaluations_.kept.end()) return noSuchEvaluation(id);
    if (pictureAt(query) == pictures().size())
        return Error{ErrorCode::NotFound, "'" + query + "' is no query of this evaluation."};
    auto ranking = rank(*found, pictureAt(query));
    ranking.results.resize(std::min(ranking.results.size(), static_cast<std::size_t>(top)));
    return ranking;
}

Result<RankDifference> FakeWorkspace::rankDifference(const std::string& left, const std::string& right,
                                                     const std::string& query, int top) {
    std::scoped_lock lock(evaluations_.mutex);
    const auto a = findKept(evaluations_.kept, left), b = findKept(evaluations_.kept, right);
    if (a == evaluations_.kept.end()) return noSuchEvaluation(left);
    if (b == evaluations_.kept.end()) return noSuchEvaluation(right);
    if (a->summary.dataHash != b->summary.dataHash)
        return Error{ErrorCode::InvalidArgument,
                     "The two evaluations did not rank the same images: choose two over one data set."};
    RankDifference difference{rank(*a, pictureAt(query)), rank(*b, pictureAt(query)), {}, 0, 0};
    std::map<std::string, const RankedImage*> onRight;
    for (const auto& result : difference.right.results)
        onRight[result.path] = &result;
    double concordant = 0, pairs = 0;
    const auto& images = difference.left.results;
    for (std::size_t i = 0; i < images.size(); ++i) {
        const auto* other = onRight[images[i].path];
        for (std::size_t j = i + 1; j < images.size(); ++j, ++pairs)
            concordant += onRight[images[j].path]->rank > other->rank ? 1 : -1;
        if (images[i].rank > top && other->rank > top) continue;
        if (images[i].rank <= top && other->rank <= top) difference.overlap += 1.0 / top;
        difference.moves.push_back({images[i].path, images[i].label, images[i].rank, other->rank,
                                    images[i].score, other->score, images[i].relevance});
    }
    difference.kendallTau = concordant / pairs;
    std::stable_sort(difference.moves.begin(), difference.moves.end(), [](const auto& x, const auto& y) {
        return std::min(x.left, x.right) < std::min(y.left, y.right);
    });
    const auto first = static_cast<std::size_t>(top);
    if (difference.left.results.size() > first) difference.left.results.resize(first);
    if (difference.right.results.size() > first) difference.right.results.resize(first);
    return difference;
}

Status FakeWorkspace::renameEvaluation(const std::string& id, const std::string& name) {
    std::scoped_lock lock(evaluations_.mutex);
    const auto found = findKept(evaluations_.kept, id);
    if (found == evaluations_.kept.end()) return noSuchEvaluation(id);
    found->summary.name = name;
    return {};
}

Status FakeWorkspace::deleteEvaluation(const std::string& id) {
    std::scoped_lock lock(evaluations_.mutex);
    const auto found = findKept(evaluations_.kept, id);
    if (found == evaluations_.kept.end()) return noSuchEvaluation(id);
    evaluations_.deleted.push_back(*found);
    evaluations_.kept.erase(found);
    return {};
}

Status FakeWorkspace::restoreEvaluation(const std::string& id) {
    std::scoped_lock lock(evaluations_.mutex);
    const auto found = findKept(evaluations_.deleted, id);
    if (found == evaluations_.deleted.end()) return noSuchEvaluation(id);
    evaluations_.kept.push_back(*found);
    evaluations_.deleted.erase(found);
    return {};
}

Result<std::string> FakeWorkspace::setPicturesFolder(const std::string& from, const std::string& to) {
    std::scoped_lock lock(evaluations_.mutex);
    if (to.find("nowhere") != std::string::npos)
        return Error{ErrorCode::NotFound, "There is no folder '" + to + "'."};
    const auto before = evaluations_.folders.find(from);
    const std::string said = before == evaluations_.folders.end() ? "" : before->second;
    evaluations_.folders.erase(from);
    if (!to.empty()) evaluations_.folders[from] = to;
    return said;
}

} // namespace sparlet::testing
