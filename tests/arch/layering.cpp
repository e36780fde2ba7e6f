#include "arch/layering.h"

#include "arch/libraries.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>
#include <optional>
#include <regex>
#include <sstream>
#include <utility>

namespace sparlet::arch {
namespace fs = std::filesystem;

namespace {

constexpr int maxLines = 900;
const std::string libraryPrefix = "sparlet_";

// Joined from halves so that this file does not contain the words it looks for.
const std::array<std::string, 4> leftOverWords = {"TO"
                                                  "DO",
                                                  "FIX"
                                                  "ME",
                                                  "XX"
                                                  "X",
                                                  "HA"
                                                  "CK"};

const std::set<std::string> catchAllFolders = {"utils", "util", "helpers", "helper", "misc", "common"};

bool startsWith(const std::string& text, const std::string& prefix) {
    return text.rfind(prefix, 0) == 0;
}

bool endsWith(const std::string& text, const std::string& suffix) {
    return text.size() >= suffix.size() &&
           text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0;
}

/// `word` with no letter, digit or underscore beside it.
bool containsWord(const std::string& text, const std::string& word) {
    const auto isPart = [&](std::size_t at) {
        return at < text.size() &&
               (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_');
    };
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        if ((at == 0 || !isPart(at - 1)) && !isPart(at + word.size())) {
            return true;
        }
    }
    return false;
}

std::optional<std::string> readText(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        return std::nullopt;
    }
    return std::string(std::istreambuf_iterator<char>(in), {});
}

std::vector<std::string> splitLines(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// The words of a CMake file, comments left out; a parenthesis is a word of its own.
std::vector<std::string> cmakeWords(const std::string& text) {
    std::vector<std::string> words;
    for (std::string line : splitLines(text)) {
        line = line.substr(0, line.find('#'));
        std::string word;
        for (const char c : line + " ") {
            if (std::isspace(static_cast<unsigned char>(c)) == 0 && c != '(' && c != ')' && c != '"') {
                word += c;
                continue;
            }
            if (!word.empty()) {
                words.push_back(std::exchange(word, {}));
            }
            if (c == '(' || c == ')') {
                words.emplace_back(1, c);
            }
        }
    }
    return words;
}

/// The arguments of every call of `command`.
std::vector<std::vector<std::string>> cmakeCalls(const std::vector<std::string>& words,
                                                 const std::string& command) {
    std::vector<std::vector<std::string>> calls;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (words[i] != command || words[i + 1] != "(") {
            continue;
        }
        auto& arguments = calls.emplace_back();
        for (std::size_t j = i + 2; j < words.size() && words[j] != ")"; ++j) {
            arguments.push_back(words[j]);
        }
    }
    return calls;
}

Module readModule(const fs::path& folder, const std::string& cmake) {
    static const std::set<std::string> keywords = {"NAME", "SOURCES", "DEPENDS", "HEADERS_OF",
                                                   "PRIVATE_LIBS"};
    Module module;
    module.folder = folder;
    const auto words = cmakeWords(cmake);
    for (const auto& arguments : cmakeCalls(words, "sparlet_module")) {
        std::string section;
        for (const auto& word : arguments) {
            if (keywords.count(word) != 0) {
                section = word;
            } else if (section == "NAME" && module.name.empty()) {
                module.name = word;
            } else if (section == "DEPENDS" || section == "HEADERS_OF") {
                module.depends.insert(word);
            } else if (section == "PRIVATE_LIBS" && startsWith(word, "sparlet_")) {
                module.depends.insert(word.substr(libraryPrefix.size()));
            }
        }
    }
    for (const auto& arguments : cmakeCalls(words, "target_link_libraries")) {
        for (std::size_t i = 1; i < arguments.size(); ++i) {
            if (startsWith(arguments[i], libraryPrefix) && arguments[i] != "sparlet_options") {
                module.depends.insert(arguments[i].substr(libraryPrefix.size()));
            }
        }
    }
    for (const auto& arguments : cmakeCalls(words, "add_library")) {
        if (!arguments.empty() && startsWith(arguments.front(), libraryPrefix)) {
            module.wrappers.insert(arguments.front().substr(libraryPrefix.size()));
        }
    }
    return module;
}

struct Include {
    std::string path;
    bool quoted = false;
    int line = 0;
};

std::vector<Include> readIncludes(const std::vector<std::string>& lines) {
    static const std::regex pattern(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
    std::vector<Include> includes;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::smatch match;
        if (lines[i].find("include") != std::string::npos && std::regex_search(lines[i], match, pattern)) {
            includes.push_back({match[2], match[1] == "\"", static_cast<int>(i) + 1});
        }
    }
    return includes;
}

/// The work of checkTree(): the tree as read, and what was found in it.
class Checker {
public:
    explicit Checker(fs::path root) : root_(std::move(root)), modules_(readModules(root_)) {
        for (const auto& module : modules_) {
            byFolder_[module.folder.generic_string()] = &module;
        }
    }

    std::vector<Violation> run() {
        checkGraph();
        for (const std::string top : {"core", "ui", "app", "tests", "packaging"}) {
            if (fs::is_directory(root_ / top)) {
                checkFolder(top);
            }
        }
        std::stable_sort(found_.begin(), found_.end(), [](const Violation& a, const Violation& b) {
            return std::tie(a.file, a.line) < std::tie(b.file, b.line);
        });
        return std::move(found_);
    }

private:
    struct Source {
        std::string path;   // relative, generic
        std::string folder; // first two parts: "core/nn"
        std::vector<std::string> lines;
        bool header = false;
        bool internal = false;
        bool in(const std::string& top) const { return startsWith(path, top + "/"); }
    };

    void add(Rule rule, const std::string& file, int line, std::string text) {
        found_.push_back({rule, file, line, std::move(text)});
    }

    void checkGraph() {
        if (modules_.empty()) {
            add(Rule::Unreadable, "CMakeLists.txt", 0, "no module was found below this folder");
            return;
        }
        if (const auto ring = findCycle(modules_); !ring.empty()) {
            std::string text = ring.front();
            for (std::size_t i = 1; i < ring.size(); ++i) {
                text += " -> " + ring[i];
            }
            add(Rule::Cycle, "CMakeLists.txt", 0, "modules depend on each other: " + text);
        }
        std::map<std::string, std::string> folderOf;
        for (const auto& module : modules_) {
            if (!module.name.empty()) {
                folderOf[module.name] = module.folder.generic_string();
            }
        }
        checkOrder(folderOf);
        for (const auto& module : modules_) {
            const auto file = (module.folder / "CMakeLists.txt").generic_string();
            const bool core = startsWith(file, "core/");
            for (const auto& dependency : module.depends) {
                const auto at = folderOf.find(dependency);
                if (at == folderOf.end()) {
                    add(Rule::Unreadable, file, 0, "depends on '" + dependency + "', which no folder builds");
                } else if (core && !startsWith(at->second, "core/")) {
                    add(Rule::Order, file, 0, "a core module depends on " + at->second);
                }
            }
        }
    }

    void checkOrder(const std::map<std::string, std::string>& folderOf) {
        const auto text = readText(root_ / "CMakeLists.txt");
        if (!text) {
            add(Rule::Unreadable, "CMakeLists.txt", 0, "the root CMakeLists.txt is missing");
            return;
        }
        std::map<std::string, std::size_t> place;
        for (const auto& call : cmakeCalls(cmakeWords(*text), "add_subdirectory")) {
            place.emplace(call.empty() ? "" : call.front(), place.size());
        }
        for (const auto& module : modules_) {
            const auto folder = module.folder.generic_string();
            if (place.count(folder) == 0) {
                add(Rule::Order, folder + "/CMakeLists.txt", 0, "the root CMakeLists.txt does not add it");
                continue;
            }
            for (const auto& dependency : module.depends) {
                const auto at = folderOf.find(dependency);
                if (at != folderOf.end() && place.count(at->second) != 0 &&
                    place[at->second] > place[folder]) {
                    add(Rule::Order, folder + "/CMakeLists.txt", 0,
                        "stands above " + at->second + ", which it depends on, in the root CMakeLists.txt");
                }
            }
        }
    }

    void checkFolder(const std::string& top) {
        std::vector<fs::path> files;
        for (const auto& entry : fs::recursive_directory_iterator(root_ / top)) {
            const auto path = entry.path().lexically_relative(root_);
            if (entry.is_directory() && catchAllFolders.count(path.filename().string()) != 0) {
                add(Rule::FolderName, path.generic_string(), 0, "a folder is named for what is in it");
            }
            if (entry.is_regular_file()) {
                files.push_back(path);
            }
        }
        std::sort(files.begin(), files.end());
        for (const auto& file : files) {
            checkFile(file);
        }
    }

    void checkFile(const fs::path& path) {
        static const std::set<std::string> sourceEndings = {".h", ".hpp", ".cpp", ".cc"};
        static const std::set<std::string> textEndings = {".txt", ".cmake", ".sh"};
        const auto ending = path.extension().string();
        const bool code = sourceEndings.count(ending) != 0;
        if (!code && textEndings.count(ending) == 0) {
            return;
        }
        Source source;
        source.path = path.generic_string();
        const auto text = readText(root_ / path);
        if (!text) {
            add(Rule::Unreadable, source.path, 0, "the file cannot be read");
            return;
        }
        source.lines = splitLines(*text);
        checkWords(source);
        if (!code) {
            return;
        }
        source.header = ending == ".h" || ending == ".hpp";
        source.internal = endsWith(path.stem().string(), "_internal");
        auto part = path.begin();
        source.folder = part->string();
        if (++part != path.end()) {
            source.folder += "/" + part->string();
        }
        checkShape(source);
        for (const auto& include : readIncludes(source.lines)) {
            checkInclude(source, include);
        }
        if (source.in("ui") || source.in("app/gui")) {
            checkUiLines(source);
        }
    }

    void checkWords(const Source& source) {
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            for (const auto& word : leftOverWords) {
                if (containsWord(source.lines[i], word)) {
                    add(Rule::LeftOverWord, source.path, static_cast<int>(i) + 1, "contains " + word);
                }
            }
        }
    }

    void checkShape(const Source& source) {
        if (source.lines.size() > maxLines) {
            add(Rule::FileLength, source.path, 0,
                std::to_string(source.lines.size()) + " lines, at most " + std::to_string(maxLines));
        }
        const bool once = std::any_of(source.lines.begin(), source.lines.end(), [](const std::string& line) {
            return startsWith(line, "#pragma once");
        });
        if (source.header && !once) {
            add(Rule::PragmaOnce, source.path, 0, "a header without #pragma once");
        }
    }

    void checkInclude(const Source& source, const Include& include) {
        const bool test = source.in("tests");
        if (source.in("core") && isQtHeader(include.path)) {
            add(Rule::QtInCore, source.path, include.line, "includes " + include.path);
            return;
        }
        for (const auto& library : libraries()) {
            const bool hit = std::any_of(library.prefixes.begin(), library.prefixes.end(),
                                         [&](const std::string& p) { return startsWith(include.path, p); });
            const bool ours = include.quoted && fs::exists(root_ / "ui" / include.path);
            if (hit && !ours && !test && !source.in("packaging") && library.homes.count(source.folder) == 0) {
                add(Rule::ThirdPartyHome, source.path, include.line, "includes " + library.name);
            }
        }
        if (!include.quoted) {
            if (source.in("core") && source.header && !source.internal && !isStandardHeader(include.path)) {
                add(Rule::ThirdPartyInHeader, source.path, include.line,
                    "a public header of core includes <" + include.path + ">");
            }
            return;
        }
        if (!test) {
            checkOwnInclude(source, include);
        }
    }

    void checkOwnInclude(const Source& source, const Include& include) {
        const auto slash = include.path.find('/');
        const bool internal = endsWith(fs::path(include.path).stem().string(), "_internal");
        // A tool's headers are nobody's interface.
        if (internal && source.header && !source.internal && !source.in("packaging")) {
            add(Rule::InternalLeak, source.path, include.line,
                "a public header includes the private " + include.path);
        }
        if (slash == std::string::npos) {
            return;
        }
        const Module* target = nullptr;
        for (const std::string top : {"core/", "ui/"}) {
            const auto at = byFolder_.find(top + include.path.substr(0, slash));
            if (at != byFolder_.end()) {
                target = at->second;
            }
        }
        const auto own = byFolder_.find(source.folder);
        if (target == nullptr || (own != byFolder_.end() && own->second == target)) {
            return;
        }
        const auto targetFolder = target->folder.generic_string();
        if (own == byFolder_.end() || own->second->depends.count(target->name) == 0) {
            add(Rule::UndeclaredInclude, source.path, include.line,
                "includes " + include.path + ", but " + source.folder + " does not name '" + target->name +
                    "' in DEPENDS");
        }
        if (internal && !mayIncludeInternals(source.folder, targetFolder)) {
            add(Rule::InternalLeak, source.path, include.line,
                "includes " + include.path + ", private to " + targetFolder);
        }
    }

    void checkUiLines(const Source& source) {
        static const std::regex loop(R"(\bQEventLoop\b|\bprocessEvents\s*\(|(->|\.)terminate\s*\()");
        static const std::regex literal(
            R"re(\b(setText|setTitle|setWindowTitle|setToolTip|setStatusTip|setPlaceholderText|setAccessibleName|addTab|showMessage)\s*\(\s*(QStringLiteral\s*\(\s*|QString\s*\(\s*)?"(?!<)[^"]*[A-Za-z]{2})re"); // markup is no text
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            const auto& line = source.lines[i];
            const auto codePart = line.substr(0, line.find("//"));
            const bool suspect = codePart.find("Event") != std::string::npos ||
                                 codePart.find("terminate") != std::string::npos;
            if (suspect && std::regex_search(codePart, loop)) {
                add(Rule::NestedEventLoop, source.path, static_cast<int>(i) + 1,
                    "runs a nested event loop or ends a thread by force");
            }
            std::smatch match;
            if (line.find('"') != std::string::npos && std::regex_search(line, match, literal)) {
                add(Rule::Untranslated, source.path, static_cast<int>(i) + 1,
                    match[1].str() + "() without tr()");
            }
        }
    }

    fs::path root_;
    std::vector<Module> modules_;
    std::map<std::string, const Module*> byFolder_;
    std::vector<Violation> found_;
};

} // namespace

std::string name(Rule rule) {
    switch (rule) {
    case Rule::UndeclaredInclude:
        return "undeclared include";
    case Rule::InternalLeak:
        return "private header";
    case Rule::Cycle:
        return "cycle";
    case Rule::Order:
        return "order";
    case Rule::QtInCore:
        return "Qt in core";
    case Rule::ThirdPartyInHeader:
        return "third party in a public header";
    case Rule::ThirdPartyHome:
        return "third party away from home";
    case Rule::FileLength:
        return "file length";
    case Rule::FolderName:
        return "folder name";
    case Rule::LeftOverWord:
        return "left-over word";
    case Rule::PragmaOnce:
        return "pragma once";
    case Rule::NestedEventLoop:
        return "nested event loop";
    case Rule::Untranslated:
        return "untranslated text";
    case Rule::Unreadable:
        return "unreadable";
    }
    return "unknown";
}

std::string describe(const Violation& violation) {
    std::string text = violation.file;
    if (violation.line > 0) {
        text += ":" + std::to_string(violation.line);
    }
    return text + ": " + violation.text + " [" + name(violation.rule) + "]";
}

std::vector<Module> readModules(const fs::path& root) {
    std::vector<Module> modules;
    for (const std::string top : {"core", "ui", "app", "packaging"}) {
        if (!fs::is_directory(root / top)) {
            continue;
        }
        for (const auto& entry : fs::directory_iterator(root / top)) {
            const auto cmake = readText(entry.path() / "CMakeLists.txt");
            if (cmake && cmake->find('(') != std::string::npos) {
                modules.push_back(readModule(entry.path().lexically_relative(root), *cmake));
            }
        }
    }
    std::sort(modules.begin(), modules.end(),
              [](const Module& a, const Module& b) { return a.folder < b.folder; });
    for (const auto& owner : modules) {
        for (const auto& wrapper : owner.wrappers) {
            for (auto& module : modules) {
                if (module.depends.erase(wrapper) != 0) {
                    module.depends.insert(owner.name);
                }
            }
        }
    }
    for (auto& module : modules) {
        module.depends.erase(module.name);
    }
    return modules;
}

std::vector<std::string> findCycle(const std::vector<Module>& modules) {
    std::map<std::string, const Module*> byName;
    for (const auto& module : modules) {
        if (!module.name.empty()) {
            byName[module.name] = &module;
        }
    }
    std::vector<std::string> path;
    std::set<std::string> finished;
    std::vector<std::string> ring;
    const auto visit = [&](const auto& self, const std::string& at) -> bool {
        if (const auto again = std::find(path.begin(), path.end(), at); again != path.end()) {
            ring.assign(again, path.end());
            ring.push_back(at);
            return true;
        }
        const auto module = byName.find(at);
        if (module == byName.end() || finished.count(at) != 0) {
            return false;
        }
        path.push_back(at);
        for (const auto& dependency : module->second->depends) {
            if (self(self, dependency)) {
                return true;
            }
        }
        path.pop_back();
        finished.insert(at);
        return false;
    };
    for (const auto& [name, module] : byName) {
        if (visit(visit, name)) {
            break;
        }
    }
    return ring;
}

std::vector<Violation> checkTree(const fs::path& root) {
    return Checker(root).run();
}

} // namespace sparlet::arch
