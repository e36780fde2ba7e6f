// Projects: what belongs together, and one file that takes it to another home.
//
// The file: "SPARPRJ1", the manifest's length (8 bytes, little end first), its ContentHash (32 hex digits),
// the manifest (JSON: {"format", "version", "sparlet", "project": {name, created, runs, evaluations,
// figures}, "files": [{"path", "bytes", "hash"}]}), then the files' bytes in that order and nothing after
// them. Paths are one of
//   runs/ID/…         record.json request.json name.txt problem.txt model.safetensors
//   evaluations/ID/…  record.json name.txt images.bin details.bin vectors.bin codes.seg
//   models/ID.safetensors
//   figures/NAME.json
// and nothing else: a file that names another is refused before anything is written.
#pragma once

#include "base/result.h"
#include "engine/home_internal.h"
#include "engine/publish_reports.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sparlet::engine {

/// The project that each evaluation belongs to, the first by name; projects that cannot be read are none.
std::map<std::string, std::string> projectsByEvaluation(const HomeLayout& home);

std::string toJson(const ProjectSummary& project);
/// Nothing where the text is none, or names what cannot be a name.
std::optional<ProjectSummary> parseProject(std::string_view json);

/// A name that can be a file's: 1 to 100 bytes, no slash, no control character, no dot first.
bool isProjectName(const std::string& name);

struct ProjectFileEntry {
    std::string path, hash;
    std::uint64_t bytes = 0;
};
struct ProjectManifest {
    ProjectSummary project;
    std::vector<ProjectFileEntry> files;
    std::uint64_t begin = 0; // of the first file's bytes
};

/// Everything before the files' bytes.
std::string manifestBytes(const ProjectManifest& manifest);
/// Corrupt unless the manifest is sound and accounts for the whole file to the byte.
Result<ProjectManifest> readManifest(const std::filesystem::path& file);

/// One of the paths above.
bool isProjectPath(const std::string& path);

} // namespace sparlet::engine
