#include "base/printable.h"
#include "report/provenance_internal.h"

#include <array>
#include <ctime>

namespace sparlet::report {

std::string isoDate(std::int64_t secondsSince1970) {
    const auto seconds = static_cast<std::time_t>(secondsSince1970);
    std::tm parts{};
    if (gmtime_r(&seconds, &parts) == nullptr) return "";
    std::array<char, 32> buffer{};
    return {buffer.data(), std::strftime(buffer.data(), buffer.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::vector<std::pair<std::string, std::string>> provenanceFields(const Provenance& provenance,
                                                                  const std::string& title) {
    std::vector<std::pair<std::string, std::string>> out;
    const auto add = [&](const char* name, std::string text) {
        // JSON may be laid out over lines; a comment is one.
        for (char& c : text) {
            if (c == '\n' || c == '\r' || c == '\t') c = ' ';
        }
        if (!text.empty()) out.emplace_back(name, printable(text));
    };
    add("Title", title);
    add("Command", provenance.command);
    add("Configuration", provenance.configuration);
    std::string seeds;
    for (const auto seed : provenance.seeds)
        seeds += (seeds.empty() ? "" : ", ") + std::to_string(seed);
    add("Seeds", seeds);
    add("Data", provenance.dataHash);
    std::string versions;
    for (const auto& [name, version] : provenance.versions)
        versions += (versions.empty() ? "" : ", ") + name + " " + version;
    add("Versions", versions);
    if (provenance.date != 0) add("Date", isoDate(provenance.date));
    return out;
}

std::string provenanceLines(const Provenance& provenance, const std::string& title,
                            const std::string& comment, const std::string& end) {
    std::string out;
    for (const auto& [name, text] : provenanceFields(provenance, title))
        out += comment + name + ": " + text + end + "\n";
    return out;
}

std::string csvCell(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

} // namespace sparlet::report
