// The evaluations of a home: kept, listed, looked into, compared, renamed and thrown away.
#include "base/atomic_file.h"
#include "base/log.h"
#include "base/printable.h"
#include "engine/kept_evaluation_internal.h"
#include "engine/model_origin_internal.h"
#include "engine/other_codes_internal.h"
#include "engine/projects_internal.h"
#include "engine/publish_internal.h"
#include "engine/training_runs_internal.h"
#include "engine/workspace_internal.h"
#include "eval/rank_comparison.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <map>
#include <optional>
#include <unistd.h>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostOpened = 4;
constexpr const char* kStaging = ".new-";
constexpr const char* kMovedFolders = "moved-folders";

Error noSuchEvaluation(const std::string& id) {
    return {ErrorCode::NotFound, "There is no evaluation " + quoted(fs::path(id)) + "."};
}

std::string shortNumber(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

std::string commandOf(const EvaluateRequest& request, const EvaluationReport& report) {
    using Protocol = EvaluateRequest::Protocol;
    const bool truth = request.protocol == Protocol::GroundTruth;
    std::string out = "sparlet evaluate --model " + shellWord(report.model) + " --data " +
                      shellWord(request.data) + " --protocol " +
                      (truth ? std::string("revisited") : protocolName(request));
    if (truth) {
        out += request.setup == EvaluateRequest::Setup::Easy   ? " --setup easy"
               : request.setup == EvaluateRequest::Setup::Hard ? " --setup hard"
                                                               : " --setup medium";
        if (!request.images.empty()) out += " --images " + shellWord(request.images);
    }
    if (request.density) out += " --density " + shortNumber(*request.density);
    if (request.bits) out += " --bits " + std::to_string(*request.bits);
    out += " --iqe " + std::to_string(report.rounds) + " --gamma " + shortNumber(report.gamma);
    out += " --precision " + shellWord(report.precision);
    return out + (request.floatEmbedding ? " --float" : "") + (request.timing ? "" : " --no-timing");
}

/// "sparse-resnet18-cifar10-20261122-053000": plain letters only, as it is a folder's name.
std::string idOf(const EvaluationReport& report, std::time_t now) {
    std::string out;
    for (const char c : report.model + "-" + report.protocol) {
        const bool plain =
            std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
        out += plain && (c != '.' || !out.empty()) ? c : '_';
    }
    constexpr std::size_t kLongest = 120;
    out.resize(std::min(out.size(), kLongest));
    std::tm parts{};
    ::localtime_r(&now, &parts);
    char stamp[32];
    std::strftime(stamp, sizeof stamp, "-%Y%m%d-%H%M%S", &parts);
    return out + stamp;
}

/// Moves a written folder to where it is seen, under the first free id.
Result<std::string> publishFolder(const fs::path& staging, const fs::path& all, const std::string& base) {
    for (int number = 1; number < 1000; ++number) {
        const std::string id = number == 1 ? base : base + "-" + std::to_string(number);
        if (::rename(staging.c_str(), (all / id).c_str()) == 0) {
            if (auto synced = syncFolder(all); !synced.ok()) return synced.error();
            return id;
        }
        if (errno != ENOTEMPTY && errno != EEXIST) return systemError(errno, "keep", all / id);
    }
    return Error{ErrorCode::Busy, "There are too many evaluations of this second; try again."};
}

/// Those that a killed process left half written.
void removeAbandoned(const fs::path& all) {
    std::error_code problem;
    for (auto entry = fs::directory_iterator(all, problem); !problem && entry != fs::directory_iterator();
         entry.increment(problem)) {
        const std::string name = entry->path().filename().string();
        if (!name.starts_with(kStaging)) continue;
        const char* begin = name.data() + std::string_view(kStaging).size();
        pid_t owner = 0;
        const auto parsed = std::from_chars(begin, name.data() + name.size(), owner);
        std::error_code ignored;
        if (parsed.ec == std::errc() && owner > 0 && ::kill(owner, 0) != 0 && errno == ESRCH)
            fs::remove_all(entry->path(), ignored);
    }
}

/// The image of a query's path; nothing where it is none.
std::optional<std::uint32_t> findQuery(const KeptRanking& ranking, const std::string& path) {
    for (const std::uint32_t query : ranking.images().protocol.queries) {
        if (ranking.pathOf(query) == path) return query;
    }
    return std::nullopt;
}

RankedImage::Relevance relevanceOf(eval::Grade grade) {
    return grade == eval::Grade::Right  ? RankedImage::Relevance::Right
           : grade == eval::Grade::Junk ? RankedImage::Relevance::Junk
                                        : RankedImage::Relevance::Wrong;
}

/// A kept evaluation's record with all that is known about it elsewhere in the home.
EvaluationSummary completed(EvaluationSummary summary, const fs::path& folder,
                            const std::map<std::string, std::string>& projects) {
    summary.name = givenName(folder);
    if (summary.name.empty()) summary.name = summary.report.model.empty() ? summary.id : summary.report.model;
    if (const auto project = projects.find(summary.id); project != projects.end())
        summary.project = project->second;
    return summary;
}

/// Of pictures spread over all: enough to tell that a folder is gone, at once also over a network.
double missingShare(const KeptRanking& ranking) {
    constexpr std::size_t kLooked = 48;
    const std::size_t count = ranking.images().names.size();
    std::size_t looked = 0, missing = 0;
    for (std::size_t i = 0; i < count; i += std::max<std::size_t>(1, count / kLooked)) {
        std::error_code problem;
        ++looked;
        missing += fs::exists(ranking.pathOf(static_cast<std::uint32_t>(i)), problem) ? 0 : 1;
    }
    return looked == 0 ? 0 : static_cast<double>(missing) / static_cast<double>(looked);
}

QueryRanking firstResults(const KeptRanking& ranking, const KeptRanking::Ranked& ranked,
                          const QueryScore& score, int top) {
    QueryRanking out;
    out.evaluation = ranking.record().summary.id;
    out.model = ranking.record().summary.report.model;
    out.query = score;
    const std::size_t count = std::min(ranked.order.size(), static_cast<std::size_t>(std::max(top, 0)));
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t image = ranked.order[i];
        out.results.push_back({static_cast<int>(i) + 1, ranking.pathOf(image), ranking.images().labels[image],
                               ranked.scores[i], relevanceOf(ranked.grades[i])});
    }
    return out;
}

Result<KeptDetails> readDetails(const fs::path& folder, const KeptRecord& record, std::size_t queries) {
    const auto bytes = readKeptFile(folder, record, "details.bin");
    if (!bytes.ok()) return bytes.error();
    auto details = parseKeptDetails(*bytes);
    if (!details || details->queries.size() != queries) {
        return Error{ErrorCode::Corrupt, "The evaluation " + quoted(folder.filename()) +
                                             " is damaged: its details do not fit its images."};
    }
    return std::move(*details);
}

/// The images that either has among its first, by the better of their ranks.
std::vector<RankMove> movesOf(const KeptRanking& ranking, const KeptRanking::Ranked& left,
                              const KeptRanking::Ranked& right, std::size_t top) {
    std::map<std::uint32_t, RankMove> byImage;
    const auto add = [&](const KeptRanking::Ranked& ranked) {
        for (std::size_t i = 0; i < std::min(top, ranked.order.size()); ++i)
            byImage[ranked.order[i]].relevance = relevanceOf(ranked.grades[i]);
    };
    add(left);
    add(right);
    for (std::size_t i = 0; i < left.order.size(); ++i) {
        const int rank = static_cast<int>(i) + 1;
        if (const auto known = byImage.find(left.order[i]); known != byImage.end()) {
            known->second.left = rank;
            known->second.leftScore = left.scores[i];
        }
        if (const auto known = byImage.find(right.order[i]); known != byImage.end()) {
            known->second.right = rank;
            known->second.rightScore = right.scores[i];
        }
    }
    std::vector<RankMove> out;
    for (auto& [image, move] : byImage) {
        move.path = ranking.pathOf(image);
        move.label = ranking.images().labels[image];
        out.push_back(std::move(move));
    }
    std::stable_sort(out.begin(), out.end(), [](const RankMove& a, const RankMove& b) {
        const int bestA = std::min(a.left, a.right), bestB = std::min(b.left, b.right);
        return bestA != bestB ? bestA < bestB : a.left < b.left;
    });
    return out;
}

double tauOf(const KeptRanking::Ranked& left, const KeptRanking::Ranked& right) {
    // Items numbered by their place in the left ranking.
    std::map<std::uint32_t, std::uint32_t> numbers;
    std::vector<std::uint32_t> a, b;
    for (const std::uint32_t image : left.order) {
        const auto number = static_cast<std::uint32_t>(numbers.size());
        numbers.emplace(image, number);
        a.push_back(number);
    }
    for (const std::uint32_t image : right.order)
        b.push_back(numbers.at(image));
    return eval::kendallTau(a, b);
}

} // namespace

Result<EvaluationSummary> WorkspaceImpl::keepEvaluation(const EvaluateRequest& given, const std::string& name,
                                                        const ProgressCallback& progress,
                                                        const CancelToken& cancel) {
    EvaluateRequest request = given;
    std::error_code problem;
    request.data = fs::absolute(given.data, problem).lexically_normal().string();
    if (!given.images.empty())
        request.images = fs::absolute(given.images, problem).lexically_normal().string();
    const auto started = std::chrono::steady_clock::now();
    auto outcome = runEvaluation(request, true, progress, cancel);
    if (!outcome.ok()) return outcome.error();
    const fs::path all = home_.evaluations();
    if (auto made = makeFolder(all); !made.ok()) return made.error();
    removeAbandoned(all);

    KeptRecord record;
    EvaluationSummary& summary = record.summary;
    summary.report = std::move((*outcome)->report);
    summary.data = request.data;
    const ModelOrigin origin = originOf((*outcome)->model->info());
    summary.run = origin.run;
    summary.variant = request.variant.empty() ? origin.variant : request.variant;
    if (const auto set = variantOf(CodeSettings{request.density, request.bits}); !set.empty())
        summary.variant += (summary.variant.empty() ? "" : "+") + set;
    summary.seed = origin.seed;
    summary.created = std::time(nullptr);
    summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    summary.command = commandOf(request, summary.report);
    summary.version = SPARLET_VERSION;
    record.root = summary.folder = summary.folderNow = (*outcome)->root;
    record.settings = (*outcome)->settings;
    record.floats = request.floatEmbedding;
    const fs::path staging = all / (kStaging + std::to_string(::getpid()) + "-" +
                                    std::to_string(reinterpret_cast<std::uintptr_t>(outcome->get())));
    Status kept = writeKept(staging, **outcome, record);
    if (kept.ok() && !name.empty()) kept = writeName(staging, name);
    Result<std::string> id = Error{};
    if (kept.ok()) id = publishFolder(staging, all, idOf(summary.report, summary.created));
    std::error_code ignored;
    if (!kept.ok() || !id.ok()) fs::remove_all(staging, ignored);
    if (!kept.ok()) return kept.error();
    if (!id.ok()) return id.error();
    summary.id = *id;
    return completed(std::move(summary), all / *id, {});
}

Result<std::vector<EvaluationSummary>> WorkspaceImpl::evaluations() {
    std::vector<EvaluationSummary> all;
    const auto projects = projectsByEvaluation(home_);
    std::error_code problem;
    for (auto entry = fs::directory_iterator(home_.evaluations(), problem);
         !problem && entry != fs::directory_iterator(); entry.increment(problem)) {
        std::error_code ignored;
        if (!entry->is_directory(ignored) || !isPlainId(entry->path().filename().string())) continue;
        auto record = readKeptRecord(entry->path());
        record.summary.folder = record.root;
        record.summary.folderNow = movedPath(record.root);
        all.push_back(completed(std::move(record.summary), entry->path(), projects));
    }
    if (problem && problem != std::errc::no_such_file_or_directory)
        return systemError(problem.value(), "read the folder", home_.evaluations());
    std::sort(all.begin(), all.end(), [](const EvaluationSummary& a, const EvaluationSummary& b) {
        return a.created != b.created ? a.created > b.created : a.id > b.id;
    });
    return all;
}

Result<std::string> WorkspaceImpl::setPicturesFolder(const std::string& from, const std::string& to) {
    const auto plain = [](const std::string& path) {
        std::error_code ignored;
        std::string out = fs::absolute(path, ignored).lexically_normal().string();
        while (out.size() > 1 && out.back() == '/')
            out.pop_back();
        return out;
    };
    std::error_code problem;
    if (!to.empty() && !fs::is_directory(to, problem))
        return Error{ErrorCode::NotFound, "There is no folder " + quoted(fs::path(to)) + "."};
    if (from.empty()) return Error{ErrorCode::InvalidArgument, "No folder is named that pictures were in."};
    const auto text = setting(kMovedFolders);
    if (!text.ok()) return text.error();
    auto moved = nlohmann::json::parse(*text, nullptr, false);
    if (!moved.is_object()) moved = nlohmann::json::object();
    const std::string key = plain(from);
    const auto known = moved.find(key);
    const std::string before =
        known != moved.end() && known->is_string() ? known->get<std::string>() : std::string();
    if (to.empty() || plain(to) == key)
        moved.erase(key);
    else
        moved[key] = plain(to);
    // Names of files need not be UTF-8; those are not found again, and the rest is.
    const auto replaced = nlohmann::json::error_handler_t::replace;
    if (auto set = setSetting(kMovedFolders, moved.dump(-1, ' ', false, replaced)); !set.ok())
        return set.error();
    return before;
}

std::string WorkspaceImpl::movedPath(const std::string& path) {
    const auto text = setting(kMovedFolders);
    const auto moved = nlohmann::json::parse(text.ok() ? *text : std::string(), nullptr, false);
    if (!moved.is_object()) return path;
    std::size_t longest = 0;
    std::string out = path;
    for (const auto& [from, to] : moved.items()) {
        const std::string below = pathBelow(path, from);
        if (from.size() <= longest || !to.is_string() || (path != from && below.empty())) continue;
        longest = from.size();
        out = below.empty() ? to.get<std::string>() : joinPath(to.get<std::string>(), below);
    }
    return out;
}

Result<std::shared_ptr<const KeptRanking>> WorkspaceImpl::openRanking(const std::string& id) {
    const fs::path folder = home_.evaluations() / id;
    std::error_code problem;
    if (!isPlainId(id) || !fs::is_directory(folder, problem)) return noSuchEvaluation(id);
    KeptRecord record = readKeptRecord(folder);
    record.root = movedPath(record.root);
    {
        const std::lock_guard guard(mutex_);
        for (const auto& [known, ranking] : rankings_) {
            if (known == id && ranking->record().root == record.root) return ranking;
        }
    }
    auto ranking = KeptRanking::open(folder, record);
    if (!ranking.ok()) return ranking;
    const std::lock_guard guard(mutex_);
    std::erase_if(rankings_, [&](const auto& opened) { return opened.first == id; });
    if (rankings_.size() >= kMostOpened) rankings_.erase(rankings_.begin());
    rankings_.emplace_back(id, *ranking);
    return ranking;
}

Result<EvaluationDetails> WorkspaceImpl::evaluation(const std::string& id) {
    const auto ranking = openRanking(id);
    if (!ranking.ok()) return ranking.error();
    const fs::path folder = home_.evaluations() / id;
    const auto record = readKeptRecord(folder); // its timing may have been added since
    const auto& images = (*ranking)->images();
    auto details = readDetails(folder, record, images.protocol.queries.size());
    if (!details.ok()) return details.error();
    EvaluationDetails out;
    out.summary = completed(record.summary, folder, projectsByEvaluation(home_));
    out.summary.folder = record.root;
    out.summary.folderNow = (*ranking)->record().root;
    out.missing = missingShare(**ranking);
    out.queries = std::move(details->queries);
    for (std::size_t i = 0; i < out.queries.size(); ++i) {
        const std::uint32_t query = images.protocol.queries[i];
        out.queries[i].path = (*ranking)->pathOf(query);
        out.queries[i].label = images.labels[query];
    }
    out.precisionRecall = std::move(details->precisionRecall);
    out.precisionAt = std::move(details->precisionAt);
    out.labels = std::move(details->labels);
    out.confusion = std::move(details->confusion);
    return out;
}

Result<QueryRanking> WorkspaceImpl::evaluationQuery(const std::string& id, const std::string& query,
                                                    int top) {
    const auto details = evaluation(id);
    if (!details.ok()) return details.error();
    const auto ranking = openRanking(id);
    if (!ranking.ok()) return ranking.error();
    const auto image = findQuery(**ranking, query);
    if (!image) {
        return Error{ErrorCode::NotFound, "The picture " + quoted(fs::path(query)) +
                                              " is no query of the evaluation " + quoted(fs::path(id)) + "."};
    }
    const auto ranked = (*ranking)->rank(*image);
    if (!ranked.ok()) return ranked.error();
    const auto& queries = (*ranking)->images().protocol.queries;
    const auto place = std::lower_bound(queries.begin(), queries.end(), *image) - queries.begin();
    return firstResults(**ranking, *ranked, details->queries[static_cast<std::size_t>(place)], top);
}

Result<RankDifference> WorkspaceImpl::rankDifference(const std::string& left, const std::string& right,
                                                     const std::string& query, int top) {
    const auto a = openRanking(left), b = openRanking(right);
    if (!a.ok()) return a.error();
    if (!b.ok()) return b.error();
    if ((*a)->record().summary.dataHash != (*b)->record().summary.dataHash) {
        return Error{ErrorCode::InvalidArgument, "The evaluations " + quoted(fs::path(left)) + " and " +
                                                     quoted(fs::path(right)) +
                                                     " did not rank the same images; choose two of one data "
                                                     "set and protocol."};
    }
    RankDifference out;
    auto leftResults = evaluationQuery(left, query, top);
    if (!leftResults.ok()) return leftResults.error();
    const std::uint32_t image = *findQuery(**a, query);
    // The same images may lie elsewhere by now; the other evaluation knows them by its own paths.
    auto rightResults = evaluationQuery(right, (*b)->pathOf(image), top);
    if (!rightResults.ok()) return rightResults.error();
    const auto leftRanked = (*a)->rank(image), rightRanked = (*b)->rank(image);
    if (!leftRanked.ok()) return leftRanked.error();
    if (!rightRanked.ok()) return rightRanked.error();
    const auto first = static_cast<std::size_t>(std::max(top, 0));
    out.left = std::move(*leftResults);
    out.right = std::move(*rightResults);
    out.moves = movesOf(**a, *leftRanked, *rightRanked, first);
    out.overlap = eval::topOverlap(leftRanked->order, rightRanked->order, first);
    out.kendallTau = tauOf(*leftRanked, *rightRanked);
    return out;
}

Status WorkspaceImpl::renameEvaluation(const std::string& id, const std::string& name) {
    std::error_code ignored;
    const fs::path folder = home_.evaluations() / id;
    if (!isPlainId(id) || !fs::is_directory(folder, ignored)) return noSuchEvaluation(id);
    return writeName(folder, name);
}

Status WorkspaceImpl::deleteEvaluation(const std::string& id) {
    std::error_code problem;
    const fs::path folder = home_.evaluations() / id;
    if (!isPlainId(id) || !fs::is_directory(folder, problem)) return noSuchEvaluation(id);
    if (auto made = makeFolder(trash() / "evaluations"); !made.ok()) return made;
    fs::rename(folder, trash() / "evaluations" / id, problem);
    if (problem) return systemError(problem.value(), "move the evaluation", folder);
    const std::lock_guard guard(mutex_);
    std::erase_if(rankings_, [&](const auto& opened) { return opened.first == id; });
    trashed_.push_back("evaluations/" + id);
    return {};
}

Status WorkspaceImpl::restoreEvaluation(const std::string& id) {
    std::error_code problem;
    const fs::path thrown = trash() / "evaluations" / id;
    if (!isPlainId(id) || !fs::is_directory(thrown, problem)) return noSuchEvaluation(id);
    if (auto made = makeFolder(home_.evaluations()); !made.ok()) return made;
    fs::rename(thrown, home_.evaluations() / id, problem);
    if (problem) return systemError(problem.value(), "move the evaluation", thrown);
    fs::remove(trash() / "evaluations", problem); // these only where nothing else is in them
    fs::remove(trash(), problem);
    fs::remove(home_.trash(), problem);
    return {};
}

} // namespace sparlet::engine
