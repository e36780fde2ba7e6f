// A home's projects: kept, exported to one file, imported from one.
#include "base/atomic_file.h"
#include "base/log.h"
#include "base/printable.h"
#include "engine/content_hash_internal.h"
#include "engine/json_fields_internal.h"
#include "engine/kept_evaluation_internal.h"
#include "engine/projects_internal.h"
#include "engine/workspace_internal.h"

#include <algorithm>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <unistd.h>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kMostProjectBytes = std::uintmax_t{64} << 20U;
constexpr std::size_t kChunk = std::size_t{1} << 20U;

fs::path projectPath(const HomeLayout& home, const std::string& name) {
    return home.projects() / (name + ".json");
}

Error noSuchProject(const std::string& name) {
    return {ErrorCode::NotFound, "There is no project " + quoted(fs::path(name)) + "."};
}

Error badName(const std::string& name) {
    return {ErrorCode::InvalidArgument, "A project cannot be called " + quoted(fs::path(name)) +
                                            "; use 1 to 100 bytes without slashes and no dot first."};
}

std::string figureKey(const std::string& name) {
    return "figures/" + name;
}

Result<ProjectSummary> readProject(const HomeLayout& home, const std::string& name) {
    std::error_code problem;
    const fs::path file = projectPath(home, name);
    if (!isProjectName(name) || !fs::is_regular_file(file, problem)) return noSuchProject(name);
    auto project = parseProject(readJsonObject(file, kMostProjectBytes)
                                    .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    if (!project || project->name != name)
        return Error{ErrorCode::Corrupt, "The project file " + quoted(file) + " is damaged; remove it."};
    return std::move(*project);
}

/// Those of `more` that are not there yet, after what is there.
void merge(std::vector<std::string>& all, const std::vector<std::string>& more) {
    for (const auto& one : more) {
        if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
    }
}

/// Hands a file's bytes on in pieces.
Status readChunks(std::istream& in, std::uint64_t bytes, const fs::path& file,
                  const std::function<Status(std::string_view)>& use, const CancelToken& cancel) {
    std::string buffer(std::min<std::uint64_t>(bytes, kChunk), '\0');
    while (bytes > 0) {
        if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
        const auto wanted = std::min<std::uint64_t>(bytes, buffer.size());
        in.read(buffer.data(), static_cast<std::streamsize>(wanted));
        if (!in) return Error{ErrorCode::Io, "Cannot read " + quoted(file) + " to its end; try again."};
        if (auto used = use(std::string_view(buffer).substr(0, wanted)); !used.ok()) return used;
        bytes -= wanted;
    }
    return {};
}

Result<ProjectFileEntry> entryFor(const fs::path& file, const std::string& path, const CancelToken& cancel) {
    std::error_code problem;
    ProjectFileEntry entry;
    entry.path = path;
    entry.bytes = fs::file_size(file, problem);
    if (problem) return systemError(problem.value(), "read", file);
    std::ifstream in(file, std::ios::binary);
    ContentHash hash;
    const auto add = [&](std::string_view piece) -> Status {
        hash.add(piece);
        return {};
    };
    if (auto read = readChunks(in, entry.bytes, file, add, cancel); !read.ok()) return read.error();
    entry.hash = hash.hex();
    return entry;
}

void show(const ProgressCallback& progress, const char* stage, std::uint64_t done, std::uint64_t total) {
    if (!progress) return;
    Progress step;
    step.stage = stage;
    step.done = done;
    step.total = total;
    progress(step);
}

/// What goes into a project file, and where it comes from.
class Export {
public:
    Export(const HomeLayout& home, const CancelToken& cancel) : home_(home), cancel_(cancel) {}

    Status addRun(const RunSummary& run, bool models) {
        const fs::path folder = home_.runs() / run.id;
        for (const char* name : {"record.json", "request.json", "name.txt", "problem.txt"}) {
            if (auto added = add(folder / name, "runs/" + run.id + "/" + name); !added.ok()) return added;
        }
        if (models && !run.model.empty()) {
            if (auto added = add(run.model, "runs/" + run.id + "/model.safetensors"); !added.ok())
                return added;
        }
        manifest.project.runs.push_back(run.id);
        return {};
    }

    Status addEvaluation(const std::string& id) {
        const fs::path folder = home_.evaluations() / id;
        for (const char* name :
             {"record.json", "name.txt", "images.bin", "details.bin", "vectors.bin", "codes.seg"}) {
            if (auto added = add(folder / name, "evaluations/" + id + "/" + name); !added.ok()) return added;
        }
        manifest.project.evaluations.push_back(id);
        return {};
    }

    /// A file that is not there is not part of what is exported.
    Status add(const fs::path& file, const std::string& path) {
        std::error_code problem;
        const bool known = std::any_of(manifest.files.begin(), manifest.files.end(),
                                       [&](const ProjectFileEntry& entry) { return entry.path == path; });
        if (known || !fs::is_regular_file(file, problem)) return {};
        auto entry = entryFor(file, path, cancel_);
        if (!entry.ok()) return entry.error();
        manifest.files.push_back(std::move(*entry));
        sources_.push_back({file, {}});
        return {};
    }

    void addText(const std::string& text, const std::string& path) {
        ContentHash hash;
        hash.add(text);
        manifest.files.push_back({path, hash.hex(), text.size()});
        sources_.push_back({{}, text});
    }

    Status write(const fs::path& target, const ProgressCallback& progress) const {
        auto out = AtomicFile::create(target);
        if (!out.ok()) return out.error();
        if (auto wrote = out->write(manifestBytes(manifest)); !wrote.ok()) return wrote;
        std::uint64_t total = 0, done = 0;
        for (const auto& entry : manifest.files)
            total += entry.bytes;
        for (std::size_t i = 0; i < sources_.size(); ++i) {
            const ProjectFileEntry& entry = manifest.files[i];
            ContentHash hash;
            const auto pass = [&](std::string_view piece) -> Status {
                hash.add(piece);
                done += piece.size();
                show(progress, "exporting", done, total);
                return out->write(piece);
            };
            std::ifstream in(sources_[i].file, std::ios::binary);
            Status wrote = sources_[i].file.empty()
                               ? pass(sources_[i].text)
                               : readChunks(in, entry.bytes, sources_[i].file, pass, cancel_);
            if (!wrote.ok()) return wrote;
            if (hash.hex() != entry.hash) {
                return Error{ErrorCode::Busy, "The file " + quoted(sources_[i].file) +
                                                  " changed while it was exported; try again."};
            }
        }
        return out->commit();
    }

    ProjectManifest manifest;

private:
    struct Source {
        fs::path file;
        std::string text; // where there is no file
    };
    const HomeLayout& home_;
    const CancelToken& cancel_;
    std::vector<Source> sources_;
};

/// Files under construction, gone when this is.
class Staging {
public:
    explicit Staging(const HomeLayout& home)
        : folder(home.scratch() / ("import-" + std::to_string(::getpid()) + "-" +
                                   std::to_string(reinterpret_cast<std::uintptr_t>(this)))) {}
    Staging(const Staging&) = delete;
    Staging& operator=(const Staging&) = delete;
    ~Staging() {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }

    const fs::path folder;
};

Status unpack(const fs::path& file, const ProjectManifest& manifest, const fs::path& staging,
              const ProgressCallback& progress, const CancelToken& cancel) {
    std::ifstream in(file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(manifest.begin));
    std::uint64_t total = 0, done = 0;
    for (const auto& entry : manifest.files)
        total += entry.bytes;
    for (const auto& entry : manifest.files) {
        const fs::path target = staging / entry.path;
        if (auto made = makeFolder(target.parent_path()); !made.ok()) return made;
        auto out = AtomicFile::create(target);
        if (!out.ok()) return out.error();
        ContentHash hash;
        const auto pass = [&](std::string_view piece) -> Status {
            hash.add(piece);
            done += piece.size();
            show(progress, "importing", done, total);
            return out->write(piece);
        };
        if (auto read = readChunks(in, entry.bytes, file, pass, cancel); !read.ok()) return read;
        if (hash.hex() != entry.hash) {
            return Error{ErrorCode::Corrupt, "The project file " + quoted(file) + " is damaged in " +
                                                 quoted(fs::path(entry.path)) + "; nothing was imported."};
        }
        if (auto written = out->commit(); !written.ok()) return written;
    }
    return {};
}

/// A name that a person gave may differ; all else that is there must be what comes.
Status checkAgainstHome(const HomeLayout& home, const ProjectManifest& manifest, const CancelToken& cancel) {
    for (const auto& entry : manifest.files) {
        const fs::path there = home.root / entry.path;
        std::error_code problem;
        if (entry.path.starts_with("figures/") || there.filename() == "name.txt") continue;
        if (!fs::exists(there, problem)) continue;
        const auto known = entryFor(there, entry.path, cancel);
        if (!known.ok()) return known.error();
        if (known->hash == entry.hash && known->bytes == entry.bytes) continue;
        return Error{ErrorCode::InvalidArgument,
                     "This home has another " + quoted(fs::path(entry.path)) +
                         " than the project; nothing was imported. Import into a new home (--home), or "
                         "remove the one that is there."};
    }
    return {};
}

/// Whole folders where there are none; else the files that are missing.
Status place(const HomeLayout& home, const ProjectManifest& manifest, const fs::path& staging) {
    std::set<fs::path> moved;
    for (const auto& entry : manifest.files) {
        if (entry.path.starts_with("figures/")) continue;
        const fs::path from = staging / entry.path, to = home.root / entry.path;
        const bool inFolder = !entry.path.starts_with("models/");
        if (inFolder && moved.count(to.parent_path()) == 1) continue;
        std::error_code problem;
        const bool whole = inFolder && !fs::exists(to.parent_path(), problem);
        if (!whole && fs::exists(to, problem)) continue;
        if (auto made = makeFolder(whole ? to.parent_path().parent_path() : to.parent_path()); !made.ok())
            return made;
        fs::rename(whole ? from.parent_path() : from, whole ? to.parent_path() : to, problem);
        if (problem) return systemError(problem.value(), "import", to);
        if (whole) moved.insert(to.parent_path());
        if (auto synced = syncFolder((whole ? to.parent_path() : to).parent_path()); !synced.ok())
            return synced;
    }
    return {};
}

std::string readText(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

std::map<std::string, std::string> projectsByEvaluation(const HomeLayout& home) {
    std::set<std::string> names;
    std::error_code problem;
    for (auto entry = fs::directory_iterator(home.projects(), problem);
         !problem && entry != fs::directory_iterator(); entry.increment(problem)) {
        if (entry->path().extension() == ".json") names.insert(entry->path().stem().string());
    }
    std::map<std::string, std::string> out;
    for (const auto& name : names) {
        const auto project = readProject(home, name);
        if (!project.ok()) continue;
        for (const auto& id : project->evaluations)
            out.emplace(id, name);
    }
    return out;
}

Result<std::vector<ProjectSummary>> WorkspaceImpl::projects() {
    std::vector<ProjectSummary> all;
    std::error_code problem;
    for (auto entry = fs::directory_iterator(home_.projects(), problem);
         !problem && entry != fs::directory_iterator(); entry.increment(problem)) {
        if (entry->path().extension() != ".json") continue;
        auto project = readProject(home_, entry->path().stem().string());
        if (project.ok())
            all.push_back(std::move(*project));
        else
            log(LogLevel::Warning, project.error().message);
    }
    if (problem && problem != std::errc::no_such_file_or_directory)
        return systemError(problem.value(), "read the folder", home_.projects());
    std::sort(all.begin(), all.end(),
              [](const ProjectSummary& a, const ProjectSummary& b) { return a.name < b.name; });
    return all;
}

Status WorkspaceImpl::saveProject(const ProjectSummary& project) {
    if (!isProjectName(project.name)) return badName(project.name);
    ProjectSummary kept = project;
    if (kept.created == 0) kept.created = std::time(nullptr);
    for (auto* ids : {&kept.runs, &kept.evaluations, &kept.figures}) {
        std::vector<std::string> once;
        merge(once, *ids);
        *ids = std::move(once);
    }
    if (!parseProject(toJson(kept))) {
        return Error{ErrorCode::InvalidArgument, "The project " + quoted(fs::path(project.name)) +
                                                     " names something that is no id; check its members."};
    }
    if (auto made = makeFolder(home_.projects()); !made.ok()) return made;
    return writeFileAtomically(projectPath(home_, kept.name), toJson(kept));
}

Status WorkspaceImpl::deleteProject(const std::string& name) {
    std::error_code problem;
    if (!isProjectName(name) || !fs::remove(projectPath(home_, name), problem))
        return problem ? systemError(problem.value(), "remove", projectPath(home_, name))
                       : noSuchProject(name);
    return {};
}

Status WorkspaceImpl::exportProject(const std::string& name, const std::string& file, bool models,
                                    const ProgressCallback& progress, const CancelToken& cancel) {
    const auto project = readProject(home_, name);
    if (!project.ok()) return project.error();
    Export out(home_, cancel);
    out.manifest.project.name = project->name;
    out.manifest.project.created = project->created;
    const auto leftOut = [](const std::string& sentence) { log(LogLevel::Warning, "Left out: " + sentence); };
    for (const auto& id : project->runs) {
        const auto details = run(id);
        if (!details.ok())
            leftOut(details.error().message);
        else if (auto added = out.addRun(details->summary, models); !added.ok())
            return added;
    }
    for (const auto& id : project->evaluations) {
        const auto record = readKeptRecord(home_.evaluations() / id);
        if (!record.summary.problem.empty()) {
            leftOut(record.summary.problem);
            continue;
        }
        if (auto added = out.addEvaluation(id); !added.ok()) return added;
        const std::string& model = record.summary.report.model;
        const std::string path = "models/" + model + ".safetensors";
        if (models && isProjectPath(path)) {
            if (auto added = out.add(home_.root / path, path); !added.ok()) return added;
        }
    }
    for (const auto& figure : project->figures) {
        const auto kept = setting(figureKey(figure));
        if (!kept.ok()) return kept.error();
        if (!kept->empty()) out.addText(*kept, "figures/" + figure + ".json");
        out.manifest.project.figures.push_back(figure);
    }
    return out.write(fs::absolute(file), progress);
}

Result<ProjectSummary> WorkspaceImpl::importProject(const std::string& file, const ProgressCallback& progress,
                                                    const CancelToken& cancel) {
    const auto manifest = readManifest(file);
    if (!manifest.ok()) return manifest.error();
    const Staging staging(home_);
    if (auto done = makeFolder(staging.folder); !done.ok()) return done.error();
    if (auto done = unpack(file, *manifest, staging.folder, progress, cancel); !done.ok())
        return done.error();
    if (auto done = checkAgainstHome(home_, *manifest, cancel); !done.ok()) return done.error();
    ProjectSummary project = manifest->project;
    if (const auto there = readProject(home_, project.name); there.ok()) {
        project = *there;
        merge(project.runs, manifest->project.runs);
        merge(project.evaluations, manifest->project.evaluations);
        merge(project.figures, manifest->project.figures);
    }
    std::map<std::string, std::string> figures;
    for (const auto& figure : manifest->project.figures) {
        const std::string text = readText(staging.folder / "figures" / (figure + ".json"));
        const auto there = setting(figureKey(figure));
        if (!there.ok()) return there.error();
        if (!there->empty() && *there != text && !text.empty()) {
            return Error{ErrorCode::InvalidArgument, "This home has another figure " +
                                                         quoted(fs::path(figure)) +
                                                         " than the project; nothing was imported."};
        }
        if (!text.empty()) figures[figure] = text;
    }
    if (auto done = place(home_, *manifest, staging.folder); !done.ok()) return done.error();
    for (const auto& [figure, text] : figures) {
        if (auto done = setSetting(figureKey(figure), text); !done.ok()) return done.error();
    }
    if (auto done = saveProject(project); !done.ok()) return done.error();
    return project;
}

} // namespace sparlet::engine
