// Holds the source tree against the rules of ARCHITECTURE.md.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace sparlet::arch {

enum class Rule {
    UndeclaredInclude, // a folder includes another that its CMakeLists.txt does not name in DEPENDS
    InternalLeak,      // a public header includes a private one, or a module far away does
    Cycle,             // modules depend on each other in a ring
    Order,             // a module stands above one it depends on in the root CMakeLists.txt
    QtInCore,
    ThirdPartyInHeader, // a public header of core includes more than std and core
    ThirdPartyHome,     // a third-party library is included outside the folders it belongs to
    FileLength,
    FolderName,
    LeftOverWord,
    PragmaOnce,
    NestedEventLoop, // QEventLoop, processEvents or terminate in ui
    Untranslated,    // a literal shown to a person without tr()
    Unreadable,      // the tree itself is not as expected
};

struct Violation {
    Rule rule;
    std::string file; // relative to the root
    int line = 0;     // from 1; 0 where the whole file is meant
    std::string text;
};

std::string name(Rule rule);
std::string describe(const Violation& violation);

/// A folder with a library or a program of ours.
struct Module {
    std::string name;               // as in DEPENDS: "codes", "ui_plots"; "" where only a program is built
    std::filesystem::path folder;   // relative: "core/codes"
    std::set<std::string> depends;  // names of modules
    std::set<std::string> wrappers; // further targets of the folder, such as "torch" around LibTorch
};

/// Every folder of core/, ui/, app/ and packaging/ that has a CMakeLists.txt with a target in it.
std::vector<Module> readModules(const std::filesystem::path& root);

/// A ring of names, first and last equal, or empty.
std::vector<std::string> findCycle(const std::vector<Module>& modules);

/// Everything that is wrong below `root`, in path order.
std::vector<Violation> checkTree(const std::filesystem::path& root);

} // namespace sparlet::arch
