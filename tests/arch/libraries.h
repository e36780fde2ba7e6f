// What may be included where: the standard library, and each third-party library's home.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace sparlet::arch {

/// A third-party library, by what its includes begin with, and the folders that may include it. Each stays
/// where it is wrapped; a folder that is not named here reaches it through ours. Tests may include any.
struct Library {
    std::string name;
    std::vector<std::string> prefixes;
    std::set<std::string> homes;
};

const std::vector<Library>& libraries();

bool isStandardHeader(const std::string& include);
bool isQtHeader(const std::string& include);

/// May `folder`, which is not `owner`, include private headers of `owner`?
bool mayIncludeInternals(const std::string& folder, const std::string& owner);

} // namespace sparlet::arch
