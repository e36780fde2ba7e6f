// The format of projects and of the file that carries one.
#include "base/printable.h"
#include "engine/bytes_internal.h"
#include "engine/content_hash_internal.h"
#include "engine/json_fields_internal.h"
#include "engine/projects_internal.h"

#include <algorithm>
#include <fstream>
#include <set>

namespace sparlet::engine {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::string_view kMagic = "SPARPRJ1";
constexpr const char* kFormat = "sparlet-project";
constexpr std::uint64_t kMostManifestBytes = std::uint64_t{64} << 20U;
constexpr std::size_t kHashDigits = 32;
constexpr std::size_t kLongestName = 100;
constexpr std::size_t kLongestId = 200;

json projectJson(const ProjectSummary& project) {
    return {{"name", project.name},
            {"created", project.created},
            {"runs", project.runs},
            {"evaluations", project.evaluations},
            {"figures", project.figures}};
}

bool isSafeId(const std::string& id) {
    return isPlainId(id) && id.size() <= kLongestId && printable(id) == id;
}

std::optional<ProjectSummary> projectOf(const json& in) {
    ProjectSummary project;
    project.name = fieldOr(in, "name", std::string());
    project.created = fieldOr(in, "created", std::int64_t{0});
    project.runs = stringsAt(in, "runs");
    project.evaluations = stringsAt(in, "evaluations");
    project.figures = stringsAt(in, "figures");
    const auto safe = [](const std::vector<std::string>& ids) {
        return std::all_of(ids.begin(), ids.end(), isSafeId);
    };
    if (!isProjectName(project.name) || !safe(project.runs) || !safe(project.evaluations) ||
        !safe(project.figures))
        return std::nullopt;
    return project;
}

Error damaged(const fs::path& file, const std::string& what) {
    return {ErrorCode::Corrupt, "The project file " + quoted(file) + " " + what + "; nothing was imported."};
}

std::string hashOf(std::string_view bytes) {
    ContentHash hash;
    hash.add(bytes);
    return hash.hex();
}

/// Entries whose sizes add up to what the file has left.
Result<std::vector<ProjectFileEntry>> entriesOf(const json& list, std::uint64_t left, const fs::path& file) {
    std::vector<ProjectFileEntry> out;
    std::set<std::string> known;
    for (const json& one : list) {
        ProjectFileEntry entry;
        entry.path = fieldOr(one, "path", std::string());
        entry.hash = fieldOr(one, "hash", std::string());
        entry.bytes = fieldOr(one, "bytes", std::uint64_t{0});
        if (!isProjectPath(entry.path))
            return damaged(file,
                           "has a part " + quoted(fs::path(entry.path)) + " that belongs in no project");
        if (!known.insert(entry.path).second)
            return damaged(file, "has the part " + quoted(fs::path(entry.path)) + " twice");
        if (entry.bytes > left) return damaged(file, "is cut off");
        left -= entry.bytes;
        out.push_back(std::move(entry));
    }
    if (left != 0) return damaged(file, "has more bytes than it should");
    return out;
}

} // namespace

bool isProjectName(const std::string& name) {
    return isPlainId(name) && name.size() <= kLongestName && printable(name) == name;
}

bool isProjectPath(const std::string& path) {
    static const std::set<std::string> ofRun{"record.json", "request.json", "name.txt", "problem.txt",
                                             "model.safetensors"};
    static const std::set<std::string> ofEvaluation{"record.json", "name.txt",    "images.bin",
                                                    "details.bin", "vectors.bin", "codes.seg"};
    const auto slash = path.find('/');
    if (slash == std::string::npos) return false;
    const std::string kind = path.substr(0, slash), rest = path.substr(slash + 1);
    const auto last = rest.find('/');
    if (kind == "runs" || kind == "evaluations") {
        if (last == std::string::npos || !isSafeId(rest.substr(0, last))) return false;
        return (kind == "runs" ? ofRun : ofEvaluation).count(rest.substr(last + 1)) == 1;
    }
    const std::string ending = kind == "models" ? ".safetensors" : kind == "figures" ? ".json" : "";
    return !ending.empty() && rest.ends_with(ending) && isSafeId(rest.substr(0, rest.size() - ending.size()));
}

std::string toJson(const ProjectSummary& project) {
    json out = projectJson(project);
    out["format"] = kFormat;
    return dumped(out);
}

std::optional<ProjectSummary> parseProject(std::string_view text) {
    const json in = json::parse(text, nullptr, false);
    if (!in.is_object() || fieldOr(in, "format", std::string()) != kFormat) return std::nullopt;
    return projectOf(in);
}

std::string manifestBytes(const ProjectManifest& manifest) {
    json files = json::array();
    for (const auto& file : manifest.files)
        files.push_back({{"path", file.path}, {"bytes", file.bytes}, {"hash", file.hash}});
    const std::string text = dumped({{"format", kFormat},
                                     {"version", 1},
                                     {"sparlet", SPARLET_VERSION},
                                     {"project", projectJson(manifest.project)},
                                     {"files", files}});
    ByteWriter out(kMagic);
    out.number<std::uint64_t>(text.size());
    return out.bytes() + hashOf(text) + text;
}

Result<ProjectManifest> readManifest(const fs::path& file) {
    std::error_code problem;
    if (!fs::is_regular_file(file, problem))
        return Error{ErrorCode::NotFound, "There is no file " + quoted(file) + "."};
    const auto size = fs::file_size(file, problem);
    const std::size_t head = kMagic.size() + sizeof(std::uint64_t) + kHashDigits;
    std::ifstream in(file, std::ios::binary);
    std::vector<std::uint8_t> bytes(head);
    in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(head));
    ByteReader reader(bytes, kMagic);
    const auto length = reader.number<std::uint64_t>();
    if (problem || !in || !reader.ok()) return damaged(file, "is no Sparlet project");
    if (length > kMostManifestBytes || length > size - head) return damaged(file, "is cut off");
    std::string text(length, '\0');
    in.read(text.data(), static_cast<std::streamsize>(length));
    const std::string hash(bytes.end() - kHashDigits, bytes.end());
    if (!in || hashOf(text) != hash) return damaged(file, "is damaged");
    const json object = json::parse(text, nullptr, false);
    const bool fits = object.is_object() && fieldOr(object, "format", std::string()) == kFormat &&
                      object.contains("project") && object.contains("files") && object["files"].is_array();
    if (!fits) return damaged(file, "is no Sparlet project");
    if (fieldOr(object, "version", 0) != 1) {
        return Error{ErrorCode::Unsupported,
                     "The project file " + quoted(file) +
                         " comes from a newer Sparlet; update this one to import it."};
    }
    ProjectManifest manifest;
    auto project = projectOf(object["project"]);
    if (!project) return damaged(file, "names something that cannot be a name");
    manifest.project = std::move(*project);
    manifest.begin = head + length;
    auto files = entriesOf(object["files"], size - manifest.begin, file);
    if (!files.ok()) return files.error();
    manifest.files = std::move(*files);
    return manifest;
}

} // namespace sparlet::engine
