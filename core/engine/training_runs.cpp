// The runs of a home: their list, their records, their names, and the trash.
#include "base/atomic_file.h"
#include "base/printable.h"
#include "engine/models_internal.h"
#include "engine/train_job_internal.h"
#include "engine/training_runs_internal.h"
#include "engine/workspace_internal.h"
#include "train/run_record.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <ctime>
#include <fstream>
#include <regex>
#include <sstream>
#include <unistd.h>

namespace sparlet::engine {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

using State = RunSummary::State;
constexpr std::uintmax_t kMostRequestBytes = std::uintmax_t{16} << 20;

/// A JSON object, or null where the file is missing or is none.
json readObject(const fs::path& file) {
    std::error_code problem;
    const auto bytes = fs::file_size(file, problem);
    if (problem || bytes > kMostRequestBytes) return {};
    std::ifstream in(file, std::ios::binary);
    auto parsed = json::parse(in, nullptr, false);
    return parsed.is_object() ? parsed : json();
}

/// What stands at a key if it has the kind of `standard`.
template <class T>
T valueAt(const json& object, const char* key, T standard) {
    if (!object.is_object()) return standard;
    const auto found = object.find(key);
    if (found == object.end()) return standard;
    bool fits = false;
    if constexpr (std::is_same_v<T, std::string>)
        fits = found->is_string();
    else if constexpr (std::is_same_v<T, double>)
        fits = found->is_number();
    else
        fits = found->is_number_integer() && std::abs(found->template get<double>()) < 1e15;
    return fits ? found->template get<T>() : standard;
}

json at(const json& object, const char* key) {
    if (!object.is_object()) return {};
    const auto found = object.find(key);
    return found == object.end() ? json() : *found;
}

/// The id ends with the second of its making; a folder named otherwise is as old as its request.
std::int64_t createdAt(const fs::path& folder) {
    static const std::regex pattern("-([0-9]{8}-[0-9]{6})(-[0-9]+)?$");
    const std::string id = folder.filename().string();
    std::smatch match;
    std::tm parts{};
    if (std::regex_search(id, match, pattern) &&
        ::strptime(match[1].str().c_str(), "%Y%m%d-%H%M%S", &parts) != nullptr) {
        parts.tm_isdst = -1;
        return std::mktime(&parts);
    }
    std::error_code problem;
    const auto written = fs::last_write_time(folder / "request.json", problem);
    if (problem) return 0;
    const auto ago = fs::file_time_type::clock::now() - written;
    return std::time(nullptr) - std::chrono::duration_cast<std::chrono::seconds>(ago).count();
}

std::string firstLine(const fs::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return printable(line);
}

/// A record's state is what the trainer knew last; the lock tells what has become of it.
State stateOf(const fs::path& folder, const std::string& recorded, const std::string& problem) {
    const auto holder = holderOf(folder);
    if (holder == RunHolder::Process) return State::Running;
    if (recorded == "finished") return State::Finished;
    if (!problem.empty()) return State::Failed;
    if (holder == RunHolder::ProcessThatIsGone) return State::Interrupted;
    if (recorded == "cancelled") return State::Stopped;
    return recorded.empty() ? State::Waiting : State::Interrupted;
}

int epochsAsked(const train::RunRecord& record, const json& config) {
    std::int64_t epochs = record.epochsAsked;
    if (epochs <= 0) epochs = valueAt<std::int64_t>(config, "epochs", 0);
    if (epochs <= 0) {
        const auto wanted = valueAt<std::string>(config, "preset", "standard");
        for (const auto& preset : train::presets()) {
            if (preset.name == wanted) epochs = preset.epochs;
        }
    }
    return static_cast<int>(std::clamp<std::int64_t>(epochs, 0, 1'000'000));
}

std::string nameOf(const fs::path& folder, const RunSummary& summary) {
    if (auto given = givenName(folder); !given.empty()) return given;
    const fs::path data = fs::path(summary.data).lexically_normal();
    const auto last = data.has_filename() ? data.filename() : data.parent_path().filename();
    const std::string made = summary.methodTitle + " · " + summary.backboneTitle;
    return last.empty() ? made : made + " · " + printable(last.string());
}

/// What was asked for, and what the record says over it.
void describe(RunDetails& run, const json& request, const train::RunRecord& record) {
    const json config =
        record.configuration.empty() ? at(request, "config") : json::parse(record.configuration);
    RunSummary& summary = run.summary;
    summary.method = valueAt<std::string>(config, "method", "");
    summary.methodTitle = methodTitle(summary.method);
    summary.backbone = valueAt<std::string>(config, "backbone", "");
    summary.backboneTitle = backboneTitle(summary.backbone);
    summary.preset = valueAt<std::string>(config, "preset", "");
    summary.device = record.device.empty() ? valueAt<std::string>(config, "device", "") : record.device;
    summary.data = valueAt(request, "data", record.dataFile);
    summary.epochs = epochsAsked(record, config);
    summary.seconds = record.seconds;
    summary.epochsDone = static_cast<int>(record.epochs.size());
    if (!record.epochs.empty()) summary.accuracy = record.epochs.back().accuracy;
    run.descriptions = valueAt<std::string>(request, "descriptions", "");
    run.captions = valueAt<std::string>(request, "captions", "");
    run.epochs = record.epochs;
    run.parameters = record.parameters;
    run.images = record.images;
    if (auto parsed = train::parseTrainConfig(config.dump(-1, ' ', false, json::error_handler_t::replace));
        parsed.ok()) {
        run.config = std::move(*parsed);
    }
}

/// Nothing where the folder is not a run's.
std::optional<RunDetails> readRun(const fs::path& folder) {
    std::error_code ignored;
    const bool begun = fs::exists(folder / "record.json", ignored);
    if (!begun && !fs::exists(folder / "request.json", ignored)) return std::nullopt;
    const json request = readObject(folder / "request.json");
    train::RunRecord record;
    std::string damage;
    if (begun) {
        if (auto read = train::readRunRecord(folder / "record.json"); read.ok())
            record = std::move(*read);
        else
            damage = read.error().message;
    }
    RunDetails run;
    RunSummary& summary = run.summary;
    summary.id = folder.filename().string();
    summary.folder = folder.string();
    summary.created = createdAt(folder);
    describe(run, request, record);
    summary.problem = damage.empty() ? firstLine(folder / "problem.txt") : damage;
    if (damage.empty() && !request.is_object() && record.state != "finished")
        summary.problem = "What was asked of the run " + quoted(folder) + " cannot be read.";
    summary.state = stateOf(folder, record.state, summary.problem);
    if (summary.state != State::Failed) summary.problem.clear();
    const auto out = valueAt<std::string>(request, "out", "");
    for (const auto& file : {fs::path(out), folder / "model.safetensors"}) {
        if (summary.state == State::Finished && summary.model.empty() && fs::is_regular_file(file, ignored))
            summary.model = file.string();
    }
    summary.name = nameOf(folder, summary);
    return run;
}

Error noSuchRun(const std::string& id) {
    return {ErrorCode::NotFound, "There is no run " + quoted(fs::path(id)) + "."};
}

Status moveFolder(const fs::path& from, const fs::path& to) {
    if (auto made = makeFolder(to.parent_path()); !made.ok()) return made;
    std::error_code problem;
    fs::rename(from, to, problem);
    if (problem) return systemError(problem.value(), "move the run", from);
    return {};
}

/// Collections may have been indexed with the model of a run that wrote its own elsewhere: it stays, under
/// the id it was known by.
Status keepModel(const fs::path& folder, const HomeLayout& home) {
    const fs::path model = folder / "model.safetensors";
    const fs::path kept = home.models() / (folder.filename().string() + ".safetensors");
    std::error_code problem;
    if (!fs::is_regular_file(model, problem) || fs::exists(kept, problem)) return {};
    if (auto made = makeFolder(home.models()); !made.ok()) return made;
    const fs::path partial = home.models() / (folder.filename().string() + ".partial");
    fs::copy_file(model, partial, fs::copy_options::overwrite_existing, problem);
    if (!problem) fs::rename(partial, kept, problem);
    if (problem) return systemError(problem.value(), "copy the model to", kept);
    return {};
}

/// Parts of the trash whose process is gone, as it was killed.
void removeAbandoned(const fs::path& trash) {
    std::error_code problem;
    for (auto entry = fs::directory_iterator(trash, problem); !problem && entry != fs::directory_iterator();
         entry.increment(problem)) {
        const std::string name = entry->path().filename().string();
        pid_t owner = 0;
        const auto parsed = std::from_chars(name.data(), name.data() + name.size(), owner);
        std::error_code ignored;
        if (parsed.ec == std::errc() && owner > 0 && ::kill(owner, 0) != 0 && errno == ESRCH)
            fs::remove_all(entry->path(), ignored);
    }
}

} // namespace

fs::path WorkspaceImpl::trash() const {
    // Two workspaces of one process have each their own.
    return home_.trash() /
           (std::to_string(::getpid()) + "-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
}

WorkspaceImpl::~WorkspaceImpl() {
    if (trashed_.empty()) return;
    std::error_code ignored;
    fs::remove_all(trash(), ignored);
    fs::remove(home_.trash(), ignored); // only where nobody else has something in it
}

Result<std::string> WorkspaceImpl::createRun(const TrainRequest& given, const std::string& name) {
    TrainRequest request = given;
    if (auto followed = followModel(request); !followed.ok()) return followed.error();
    if (auto checked = train::parseTrainConfig(train::toJson(request.config)); !checked.ok())
        return checked.error();
    auto run = makeRunFolder(home_, request.config);
    if (!run.ok()) return run;
    const fs::path folder = home_.runs() / *run;
    Status done = settle(request, *run);
    if (done.ok()) done = writeRequest(folder, request);
    if (done.ok() && !name.empty()) done = writeName(folder, name);
    if (done.ok()) return run;
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    return done.error();
}

Result<std::vector<RunSummary>> WorkspaceImpl::runs() {
    std::vector<RunSummary> all;
    std::error_code problem;
    for (auto entry = fs::directory_iterator(home_.runs(), problem);
         !problem && entry != fs::directory_iterator(); entry.increment(problem)) {
        std::error_code ignored;
        if (!entry->is_directory(ignored) || !isPlainId(entry->path().filename().string())) continue;
        if (auto run = readRun(entry->path())) all.push_back(std::move(run->summary));
    }
    if (problem && problem != std::errc::no_such_file_or_directory)
        return systemError(problem.value(), "read the folder", home_.runs());
    std::sort(all.begin(), all.end(), [](const RunSummary& a, const RunSummary& b) {
        return a.created != b.created ? a.created > b.created : a.id > b.id;
    });
    return all;
}

Result<RunDetails> WorkspaceImpl::run(const std::string& id) {
    if (!isPlainId(id)) return noSuchRun(id);
    auto run = readRun(home_.runs() / id);
    if (!run) return noSuchRun(id);
    return std::move(*run);
}

Status WorkspaceImpl::renameRun(const std::string& id, const std::string& name) {
    std::error_code ignored;
    if (!isPlainId(id) || !fs::is_directory(home_.runs() / id, ignored)) return noSuchRun(id);
    return writeName(home_.runs() / id, name);
}

Status WorkspaceImpl::deleteRun(const std::string& id) {
    const fs::path folder = home_.runs() / id;
    std::error_code ignored;
    if (!isPlainId(id) || !fs::is_directory(folder, ignored)) return noSuchRun(id);
    removeAbandoned(home_.trash());
    const auto run = readRun(folder); // before the lock is held, which would be its state
    const bool finished = run && run->summary.state == State::Finished;
    const auto lock = RunLock::take(folder); // whoever wants to train it waits or is told
    if (!lock.ok()) return lock.error();
    if (finished) {
        if (auto kept = keepModel(folder, home_); !kept.ok()) return kept;
    }
    if (auto moved = moveFolder(folder, trash() / id); !moved.ok()) return moved;
    const std::lock_guard guard(mutex_);
    trashed_.push_back(id);
    return {};
}

Status WorkspaceImpl::restoreRun(const std::string& id) {
    std::error_code ignored;
    if (!isPlainId(id) || !fs::is_directory(trash() / id, ignored)) return noSuchRun(id);
    if (auto moved = moveFolder(trash() / id, home_.runs() / id); !moved.ok()) return moved;
    fs::remove(trash(), ignored); // these two only where nothing else is in them
    fs::remove(home_.trash(), ignored);
    return {};
}

} // namespace sparlet::engine
