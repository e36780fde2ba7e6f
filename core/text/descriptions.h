// Written descriptions of classes: several short texts for each, in one JSON file.
#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sparlet {

struct ClassDescriptions {
    std::string name;                      // the class folder's name
    std::string title;                     // for people; the name if the file has none
    std::vector<std::string> descriptions; // at least one
};

struct DescriptionSet {
    std::string licence, source;
    std::vector<ClassDescriptions> classes; // distinct names, as the file has them

    /// By name, else by title, upper and lower case alike for the title; null if neither fits.
    const ClassDescriptions* find(std::string_view nameOrTitle) const;
};

/// {"format": "sparlet-descriptions", "version": 1, "licence": …, "source": …, "classes": [{"name": …,
/// "title": …, "descriptions": [text, …]}, …]}. Unknown keys are ignored. At most 64 MiB, 100,000 classes,
/// 1,000 texts a class, 4,000 bytes a text. Errors name the file and the class.
Result<DescriptionSet> readDescriptions(const std::filesystem::path& file);

/// The same from memory; `name` stands for the file in messages.
Result<DescriptionSet> parseDescriptions(std::string_view json, const std::string& name);

/// The content of such a file.
std::string toJson(const DescriptionSet& set);

/// One text for each class made from its name ("sea_horse" → "a photo of a sea horse"), for folders that
/// nobody has described.
DescriptionSet describeByName(const std::vector<std::string>& classNames);

} // namespace sparlet
