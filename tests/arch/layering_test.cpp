#include "arch/layering.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

namespace sparlet::arch {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Layering, TheSourceTreeKeepsTheRules) {
    std::string all;
    for (const auto& violation : checkTree(SPARLET_SOURCE_DIR)) {
        all += describe(violation) + "\n";
    }
    EXPECT_TRUE(all.empty()) << all;
}

TEST(Layering, TheSourceTreeHasTheModulesOfTheDesign) {
    std::set<std::string> folders;
    for (const auto& module : readModules(SPARLET_SOURCE_DIR)) {
        folders.insert(module.folder.generic_string());
    }
    for (const char* folder :
         {"core/base", "core/image", "core/nn", "core/train", "core/text", "core/codes", "core/index",
          "core/search", "core/store", "core/eval", "core/engine", "app/cli", "app/gui", "ui/async",
          "ui/itemmodels", "ui/widgets", "ui/plots", "ui/pages", "ui/shell"}) {
        EXPECT_EQ(folders.count(folder), 1U) << folder;
    }
}

/// A small tree that keeps every rule; each test breaks one.
class PlantedTree : public ::testing::Test {
protected:
    void SetUp() override {
        std::random_device seed;
        root_ =
            fs::temp_directory_path() / ("sparlet-arch-" + std::to_string(seed()) + std::to_string(seed()));
        write("CMakeLists.txt", "add_subdirectory(core/base)\nadd_subdirectory(core/nn)  # LibTorch\n"
                                "add_subdirectory(core/index)\nadd_subdirectory(ui/plots)\n"
                                "add_subdirectory(ui/pages)\nadd_subdirectory(app/gui)\n");
        write("core/base/CMakeLists.txt", "sparlet_module(NAME base SOURCES a.cpp a.h)\n");
        write("core/base/a.h", "#pragma once\n#include <vector>\n");
        write("core/base/a.cpp", "#include \"base/a.h\"\n#include <unistd.h>\n");
        write("core/nn/CMakeLists.txt",
              "sparlet_module(NAME nn SOURCES n.cpp n.h\n  DEPENDS base PRIVATE_LIBS torch)\n");
        write("core/nn/n.h", "#pragma once\n#include \"base/a.h\"\n#include <cstdint>\n");
        write("core/nn/n_internal.h", "#pragma once\n#include <torch/torch.h>\n");
        write("core/nn/n.cpp", "#include \"nn/n_internal.h\"\n");
        write("core/index/CMakeLists.txt", "sparlet_module(NAME index SOURCES i.cpp DEPENDS base)\n");
        write("core/index/i.cpp", "#include \"base/a.h\"\n#include <zlib.h>\n");
        write("ui/plots/CMakeLists.txt", "sparlet_module(NAME ui_plots SOURCES p.cpp p.h DEPENDS base)\n");
        write("ui/plots/p.h", "#pragma once\n#include <QWidget>\n");
        write("ui/plots/p.cpp", "#include <qcustomplot.h>\n");
        write(
            "ui/pages/CMakeLists.txt",
            "sparlet_module(NAME ui_pages SOURCES g.cpp DEPENDS ui_plots base PRIVATE_LIBS Qt6::Widgets)\n");
        write("ui/pages/g.cpp",
              "#include \"plots/p.h\"\nvoid f() { label->setText(tr(\"Index a folder\")); }\n");
        write("app/gui/CMakeLists.txt", "add_executable(sparlet-gui main.cpp)\n"
                                        "target_link_libraries(sparlet-gui PRIVATE sparlet_ui_plots)\n");
        write("app/gui/main.cpp", "#include \"plots/p.h\"\nint main() { return app.exec(); }\n");
        ASSERT_THAT(rules(), IsEmpty());
    }
    void TearDown() override { fs::remove_all(root_); }

    void write(const std::string& path, const std::string& text) {
        fs::create_directories((root_ / path).parent_path());
        std::ofstream(root_ / path, std::ios::binary) << text;
    }
    void append(const std::string& path, const std::string& text) {
        std::ofstream(root_ / path, std::ios::binary | std::ios::app) << text;
    }
    std::vector<Rule> rules() const {
        std::vector<Rule> found;
        for (const auto& violation : checkTree(root_)) {
            found.push_back(violation.rule);
        }
        return found;
    }

    fs::path root_;
};

TEST_F(PlantedTree, UndeclaredIncludeIsFoundWithItsLine) {
    append("core/index/i.cpp", "#include \"nn/n.h\"\n");
    const auto found = checkTree(root_);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].rule, Rule::UndeclaredInclude);
    EXPECT_EQ(found[0].file, "core/index/i.cpp");
    EXPECT_EQ(found[0].line, 3);
}

TEST_F(PlantedTree, DependencyOfADependencyDoesNotCover) {
    append("app/gui/main.cpp", "#include \"base/a.h\"\n");
    EXPECT_THAT(rules(), ElementsAre(Rule::UndeclaredInclude));
}

TEST_F(PlantedTree, CoreCannotIncludeUi) {
    append("core/base/a.cpp", "#include \"plots/p.h\"\n");
    EXPECT_THAT(rules(), ElementsAre(Rule::UndeclaredInclude));
}

TEST_F(PlantedTree, CycleIsNamed) {
    write("core/base/CMakeLists.txt", "sparlet_module(NAME base SOURCES a.cpp a.h DEPENDS index)\n");
    const auto found = checkTree(root_);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].rule, Rule::Cycle);
    EXPECT_THAT(found[0].text, ::testing::HasSubstr("base -> index -> base"));
    EXPECT_EQ(found[1].rule, Rule::Order);
}

TEST_F(PlantedTree, ModuleAboveItsDependencyIsFound) {
    write("CMakeLists.txt", "add_subdirectory(core/nn)\nadd_subdirectory(core/base)\n"
                            "add_subdirectory(core/index)\nadd_subdirectory(ui/plots)\n"
                            "add_subdirectory(ui/pages)\nadd_subdirectory(app/gui)\n");
    EXPECT_THAT(rules(), ElementsAre(Rule::Order));
}

TEST_F(PlantedTree, CoreModuleThatDependsOnUiIsFound) {
    write("CMakeLists.txt", "add_subdirectory(ui/plots)\nadd_subdirectory(core/base)\n"
                            "add_subdirectory(core/nn)\nadd_subdirectory(core/index)\n"
                            "add_subdirectory(ui/pages)\nadd_subdirectory(app/gui)\n");
    write("ui/plots/CMakeLists.txt", "sparlet_module(NAME ui_plots SOURCES p.cpp p.h)\n");
    write("core/index/CMakeLists.txt", "sparlet_module(NAME index SOURCES i.cpp DEPENDS base ui_plots)\n");
    EXPECT_THAT(rules(), ElementsAre(Rule::Order));
}

TEST_F(PlantedTree, WrapperOfALibraryStandsForItsFolder) {
    append("core/nn/CMakeLists.txt", "add_library(sparlet_torch INTERFACE)\n");
    write("core/index/CMakeLists.txt",
          "sparlet_module(NAME index SOURCES i.cpp DEPENDS base PRIVATE_LIBS sparlet_torch)\n");
    append("core/index/i.cpp", "#include \"nn/n.h\"\n");
    EXPECT_THAT(rules(), IsEmpty());
}

TEST_F(PlantedTree, UnknownDependencyIsFound) {
    write("core/index/CMakeLists.txt", "sparlet_module(NAME index SOURCES i.cpp DEPENDS base qodes)\n");
    EXPECT_THAT(rules(), ElementsAre(Rule::Unreadable));
}

TEST_F(PlantedTree, QtInCoreIsFound) {
    append("core/base/a.cpp", "#include <QString>\n");
    append("core/index/i.cpp", "#  include <QtCore/QObject>\n");
    EXPECT_THAT(rules(), ElementsAre(Rule::QtInCore, Rule::QtInCore));
}

TEST_F(PlantedTree, StandardQueueIsNotQt) {
    append("core/base/a.h", "#include <queue>\n");
    EXPECT_THAT(rules(), IsEmpty());
}

TEST_F(PlantedTree, ThirdPartyInAPublicHeaderIsFound) {
    append("core/nn/n.h", "#include <nlohmann/json.hpp>\n");
    EXPECT_THAT(rules(), ElementsAre(Rule::ThirdPartyInHeader));
    write("core/nn/n.h", "#pragma once\n#include <sys/mman.h>\n");
    EXPECT_THAT(rules(), ElementsAre(Rule::ThirdPartyInHeader));
}

TEST_F(PlantedTree, PublicHeaderCannotIncludeAPrivateOne) {
    append("core/nn/n.h", "#include \"nn/n_internal.h\"\n");
    EXPECT_THAT(rules(), ElementsAre(Rule::InternalLeak));
}

TEST_F(PlantedTree, PrivateHeaderOfAnotherModuleIsFound) {
    write("core/index/CMakeLists.txt", "sparlet_module(NAME index SOURCES i.cpp DEPENDS base nn)\n");
    append("core/index/i.cpp", "#include \"nn/n_internal.h\"\n");
    EXPECT_THAT(rules(), ElementsAre(Rule::InternalLeak));
}

TEST_F(PlantedTree, ThirdPartyAwayFromHomeIsFound) {
    for (const char* include : {"<torch/torch.h>", "<opencv2/core.hpp>", "<sqlite3.h>", "<curl/curl.h>",
                                "<nlohmann/json.hpp>", "\"qcustomplot.h\"", "<CLI/CLI.hpp>"}) {
        write("ui/pages/h.cpp", std::string("#include ") + include + "\n");
        EXPECT_THAT(rules(), ElementsAre(Rule::ThirdPartyHome)) << include;
    }
    fs::remove(root_ / "ui/pages/h.cpp");
    append("core/nn/n.cpp", "#include <sqlite3.h>\n");
    EXPECT_THAT(rules(), ElementsAre(Rule::ThirdPartyHome));
}

TEST_F(PlantedTree, LongFileIsFound) {
    std::string text;
    for (int i = 0; i < 900; ++i) {
        text += "\n";
    }
    write("core/base/long.cpp", text);
    EXPECT_THAT(rules(), IsEmpty());
    append("core/base/long.cpp", "\n");
    EXPECT_THAT(rules(), ElementsAre(Rule::FileLength));
}

TEST_F(PlantedTree, CatchAllFolderIsFound) {
    write("core/base/utils/x.cpp", "");
    EXPECT_THAT(rules(), ElementsAre(Rule::FolderName));
}

TEST_F(PlantedTree, LeftOverWordIsFound) {
    append("core/base/a.cpp", "// TO"
                              "DO later\n");
    append("tests/core/x_test.cpp", "");
    write("tests/core/x_test.cpp", "// FIX"
                                   "ME\n");
    EXPECT_THAT(rules(), ElementsAre(Rule::LeftOverWord, Rule::LeftOverWord));
    write("core/base/a.cpp", "int aTO"
                             "DOb;\n");
    write("tests/core/x_test.cpp", "");
    EXPECT_THAT(rules(), IsEmpty());
}

TEST_F(PlantedTree, HeaderWithoutPragmaOnceIsFound) {
    write("ui/plots/p.h", "#include <QWidget>\n");
    EXPECT_THAT(rules(), ElementsAre(Rule::PragmaOnce));
}

TEST_F(PlantedTree, NestedEventLoopIsFound) {
    append("ui/pages/g.cpp", "QEventLoop loop;\nQCoreApplication::processEvents();\nthread->terminate();\n");
    EXPECT_THAT(rules(), ElementsAre(Rule::NestedEventLoop, Rule::NestedEventLoop, Rule::NestedEventLoop));
}

TEST_F(PlantedTree, UntranslatedTextIsFound) {
    append("ui/pages/g.cpp", "void g() { label->setText(\"Index a folder\"); }\n");
    append("ui/pages/g.cpp", "void h() { label->setToolTip(QStringLiteral(\"Stop\")); }\n");
    append("ui/pages/g.cpp", "void i() { label->setText(\"%1\"); label->setText(QString()); }\n");
    append("ui/pages/g.cpp",
           "void j() { label->setText(QStringLiteral(\"<table>%1</table>\").arg(rows)); }\n");
    EXPECT_THAT(rules(), ElementsAre(Rule::Untranslated, Rule::Untranslated));
}

TEST_F(PlantedTree, EmptyTreeIsNotPassed) {
    EXPECT_THAT(checkTree(root_ / "nowhere"), ::testing::SizeIs(1));
}

} // namespace
} // namespace sparlet::arch
