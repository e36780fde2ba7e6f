#include "text/descriptions.h"

#include "base/printable.h"
#include "text/file_bytes_internal.h"
#include "text/tokenizer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <unordered_set>

namespace sparlet {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMostDescriptionBytes = 64ull << 20;
constexpr std::size_t kMaxClasses = 100'000;
constexpr std::size_t kMaxTexts = 1'000;
constexpr std::size_t kMaxTextBytes = 4'000;

Error wrong(const std::string& name, const std::string& why) {
    return {ErrorCode::Corrupt, "The descriptions file " + name + " cannot be used: " + why + "."};
}

std::string stringOr(const json& object, const char* key, const std::string& fallback) {
    const auto it = object.find(key);
    return it != object.end() && it->is_string() ? it->get<std::string>() : fallback;
}

Result<ClassDescriptions> parseClass(const json& entry, std::size_t number, const std::string& name) {
    const std::string which = "class " + std::to_string(number);
    if (!entry.is_object()) return wrong(name, which + " is not an object");
    ClassDescriptions out;
    out.name = stringOr(entry, "name", "");
    if (out.name.empty()) return wrong(name, which + " has no “name”");
    out.title = stringOr(entry, "title", out.name);
    const auto texts = entry.find("descriptions");
    if (texts == entry.end() || !texts->is_array() || texts->empty())
        return wrong(name, "class “" + printable(out.name) + "” has no “descriptions”");
    if (texts->size() > kMaxTexts)
        return wrong(name, "class “" + printable(out.name) + "” has more than " + std::to_string(kMaxTexts) +
                               " descriptions");
    for (const json& text : *texts) {
        if (!text.is_string() || text.get_ref<const std::string&>().empty())
            return wrong(name, "class “" + printable(out.name) + "” has a description that is not a text");
        if (text.get_ref<const std::string&>().size() > kMaxTextBytes)
            return wrong(name, "class “" + printable(out.name) + "” has a description of more than " +
                                   std::to_string(kMaxTextBytes) + " bytes");
        out.descriptions.push_back(text.get<std::string>());
    }
    return out;
}

std::string asciiLower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

} // namespace

const ClassDescriptions* DescriptionSet::find(std::string_view nameOrTitle) const {
    for (const ClassDescriptions& c : classes)
        if (c.name == nameOrTitle) return &c;
    const std::string wanted = asciiLower(nameOrTitle);
    for (const ClassDescriptions& c : classes)
        if (asciiLower(c.title) == wanted) return &c;
    return nullptr;
}

Result<DescriptionSet> parseDescriptions(std::string_view text, const std::string& name) {
    if (text.size() > kMostDescriptionBytes) return wrong(name, "it has more than 64 MiB");
    json root;
    try {
        root = json::parse(text);
    } catch (const json::parse_error& e) {
        return wrong(name, "it is not JSON (byte " + std::to_string(e.byte) + ")");
    } catch (const json::exception&) {
        return wrong(name, "a number in it is too large");
    }
    if (!root.is_object() || stringOr(root, "format", "") != "sparlet-descriptions")
        return wrong(name, "its “format” is not “sparlet-descriptions”");
    const auto version = root.find("version");
    if (version == root.end() || !version->is_number_integer() || version->get<std::int64_t>() != 1)
        return wrong(name, "its “version” is not 1, the only one this program reads");
    const auto classes = root.find("classes");
    if (classes == root.end() || !classes->is_array()) return wrong(name, "it has no list “classes”");
    if (classes->size() > kMaxClasses) return wrong(name, "it has more than 100,000 classes");
    DescriptionSet out;
    out.licence = stringOr(root, "licence", "");
    out.source = stringOr(root, "source", "");
    std::unordered_set<std::string> seen;
    for (const json& entry : *classes) {
        auto one = parseClass(entry, out.classes.size() + 1, name);
        if (!one.ok()) return one.error();
        if (!seen.insert(one->name).second)
            return wrong(name, "class “" + printable(one->name) + "” occurs twice");
        out.classes.push_back(std::move(*one));
    }
    return out;
}

Result<DescriptionSet> readDescriptions(const std::filesystem::path& file) {
    auto bytes = text::readWholeFile(file, kMostDescriptionBytes);
    if (!bytes.ok()) return bytes.error();
    return parseDescriptions(*bytes, quoted(file));
}

std::string toJson(const DescriptionSet& set) {
    nlohmann::ordered_json root;
    root["format"] = "sparlet-descriptions";
    root["version"] = 1;
    root["licence"] = set.licence;
    root["source"] = set.source;
    root["classes"] = nlohmann::ordered_json::array();
    for (const ClassDescriptions& c : set.classes) {
        nlohmann::ordered_json entry;
        entry["name"] = c.name;
        entry["title"] = c.title;
        entry["descriptions"] = c.descriptions;
        root["classes"].push_back(std::move(entry));
    }
    return root.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

DescriptionSet describeByName(const std::vector<std::string>& classNames) {
    DescriptionSet out;
    out.source = "class names";
    for (const std::string& name : classNames) {
        std::string title;
        for (const std::string& word : tokenize(name))
            title += (title.empty() ? "" : " ") + word;
        if (title.empty()) title = name;
        out.classes.push_back({name, title, {"a photo of a " + title}});
    }
    return out;
}

} // namespace sparlet
