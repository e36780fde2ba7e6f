#include "engine/projects_internal.h"
#include "engine_fixture.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstring>
#include <random>

namespace sparlet::engine {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ProjectsTest : public EngineTest {
protected:
    ProjectsTest() { addClasses(2); }

    std::string keep(bool floats = false) {
        EvaluateRequest request;
        request.model = "tiny";
        request.data = pictures().string();
        request.timing = false;
        request.floatEmbedding = floats;
        const auto kept = workspace().keepEvaluation(request, floats ? "floats" : "codes", {}, {});
        EXPECT_TRUE(kept.ok());
        return kept->id;
    }
    /// A run that never began; enough to belong to a project.
    std::string makeRun() {
        TrainRequest request;
        request.data = pictures().string();
        request.config.method = "baseline";
        request.config.backbone = "mobilenet_v3_small";
        return *workspace().createRun(request, "a run");
    }
    std::shared_ptr<Workspace> anotherHome(const std::string& name) const {
        WorkspaceOptions options;
        options.home = path(name);
        options.models = models();
        options.device = "cpu";
        return *Workspace::open(options);
    }
    std::string file() const { return path("p.sparlet").string(); }
};

TEST_F(ProjectsTest, KeepsWhatBelongsTogether) {
    EXPECT_THAT(*workspace().projects(), IsEmpty());
    const auto id = keep();
    ProjectSummary project;
    project.name = "thesis";
    project.evaluations = {id, id};
    ASSERT_TRUE(workspace().saveProject(project).ok());
    const auto all = reopen()->projects();
    ASSERT_TRUE(all.ok());
    ASSERT_EQ(all->size(), 1U);
    EXPECT_THAT(all->front().evaluations, ElementsAre(id));
    EXPECT_GT(all->front().created, 0);
    EXPECT_EQ(workspace().evaluations()->front().project, "thesis");
    EXPECT_EQ(workspace().evaluation(id)->summary.project, "thesis");
    ASSERT_TRUE(workspace().deleteProject("thesis").ok());
    EXPECT_FALSE(workspace().deleteProject("thesis").ok());
    EXPECT_EQ(workspace().evaluations()->front().project, "");
}

TEST_F(ProjectsTest, RefusesNamesThatAreNoFiles) {
    for (const std::string name : {"", ".hidden", "a/b", "..", "two\nlines"}) {
        ProjectSummary project;
        project.name = name;
        EXPECT_FALSE(workspace().saveProject(project).ok()) << name;
        EXPECT_FALSE(workspace().deleteProject(name).ok()) << name;
        EXPECT_FALSE(workspace().exportProject(name, file(), false, {}, {}).ok()) << name;
    }
    ProjectSummary project;
    project.name = "ok";
    project.runs = {"../../etc"};
    EXPECT_FALSE(workspace().saveProject(project).ok());
}

TEST_F(ProjectsTest, GoesToAnotherHomeInOneFile) {
    const auto codes = keep(), floats = keep(true), run = makeRun();
    ASSERT_TRUE(workspace().setSetting("figures/trade-off", R"({"kind":1})").ok());
    ASSERT_TRUE(workspace().saveProject({"thesis", {run}, {codes, floats, "gone"}, {"trade-off"}, 5}).ok());
    ASSERT_TRUE(workspace().exportProject("thesis", file(), true, {}, {}).ok());

    const auto other = anotherHome("other");
    const auto imported = other->importProject(file(), {}, {});
    ASSERT_TRUE(imported.ok()) << imported.error().message;
    EXPECT_THAT(imported->evaluations, ElementsAre(codes, floats));
    EXPECT_THAT(imported->runs, ElementsAre(run));
    EXPECT_EQ(imported->created, 5);
    EXPECT_EQ(*other->setting("figures/trade-off"), R"({"kind":1})");
    EXPECT_EQ(other->run(run)->summary.name, "a run");
    for (const auto& id : {codes, floats}) {
        const auto here = workspace().evaluation(id), there = other->evaluation(id);
        ASSERT_TRUE(there.ok()) << there.error().message;
        EXPECT_EQ(there->summary.report.map, here->summary.report.map);
        EXPECT_EQ(there->summary.name, here->summary.name);
        EXPECT_EQ(there->summary.project, "thesis");
        const auto query = here->queries.front().path;
        EXPECT_EQ(other->evaluationQuery(id, query, 3)->results[0].path,
                  workspace().evaluationQuery(id, query, 3)->results[0].path);
    }
    EXPECT_FALSE(fs::exists(path("other") / "cache/scratch") &&
                 !fs::is_empty(path("other") / "cache/scratch"));

    // Again: nothing changes. A name given meanwhile stays.
    ASSERT_TRUE(other->renameEvaluation(codes, "mine").ok());
    const auto again = other->importProject(file(), {}, {});
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(other->evaluation(codes)->summary.name, "mine");
}

TEST_F(ProjectsTest, NeverOverwrites) {
    const auto codes = keep(), floats = keep(true);
    ASSERT_TRUE(workspace().saveProject({"thesis", {}, {codes, floats}, {}, 5}).ok());
    ASSERT_TRUE(workspace().exportProject("thesis", file(), false, {}, {}).ok());
    const auto other = anotherHome("other");
    fs::create_directories(path("other") / "evaluations" / floats);
    test::writeText(path("other") / "evaluations" / floats / "record.json", "something else");
    const auto refused = other->importProject(file(), {}, {});
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(refused.error().message, HasSubstr("another 'evaluations/" + floats));
    EXPECT_EQ(test::readText(path("other") / "evaluations" / floats / "record.json"), "something else");
    EXPECT_FALSE(fs::exists(path("other") / "evaluations" / codes)); // nothing at all was imported
    EXPECT_THAT(*other->projects(), IsEmpty());
}

TEST_F(ProjectsTest, MembersOfAProjectThatIsThereStay) {
    const auto codes = keep(), floats = keep(true);
    ASSERT_TRUE(workspace().saveProject({"thesis", {}, {codes}, {}, 5}).ok());
    ASSERT_TRUE(workspace().exportProject("thesis", file(), false, {}, {}).ok());
    ASSERT_TRUE(workspace().saveProject({"thesis", {}, {floats}, {}, 5}).ok());
    EXPECT_THAT(workspace().importProject(file(), {}, {})->evaluations, ElementsAre(floats, codes));
}

TEST_F(ProjectsTest, DamagedFilesImportNothing) {
    ASSERT_TRUE(workspace().saveProject({"thesis", {}, {keep()}, {}, 5}).ok());
    ASSERT_TRUE(workspace().exportProject("thesis", file(), false, {}, {}).ok());
    const auto good = test::readBytes(file());
    std::mt19937 random(4);
    for (int i = 0; i < 60; ++i) {
        auto bad = good;
        if (i % 3 == 0)
            bad.resize(random() % good.size());
        else if (i % 3 == 1)
            bad[random() % bad.size()] ^= static_cast<std::uint8_t>(1 + random() % 255);
        else
            bad.push_back(0);
        test::writeBytes(file(), bad);
        const auto other = anotherHome("other");
        const auto refused = other->importProject(file(), {}, {});
        ASSERT_FALSE(refused.ok());
        EXPECT_THAT(refused.error().message, HasSubstr("p.sparlet"));
        EXPECT_THAT(*other->evaluations(), IsEmpty());
        EXPECT_THAT(*other->projects(), IsEmpty());
    }
    EXPECT_FALSE(workspace().importProject("/no/such/file", {}, {}).ok());
    EXPECT_FALSE(workspace().importProject("/dev/zero", {}, {}).ok());
}

TEST(ProjectPaths, AreThoseOfAProjectOnly) {
    for (const char* good : {"runs/a-1/record.json", "runs/a/model.safetensors", "evaluations/x.y/codes.seg",
                             "models/m.safetensors", "figures/trade off.json"})
        EXPECT_TRUE(isProjectPath(good)) << good;
    for (const char* bad :
         {"", "runs", "runs/", "runs/a", "runs//record.json", "runs/../record.json", "runs/./record.json",
          "../runs/a/record.json", "/runs/a/record.json", "runs/a/b/record.json", "runs/a/checkpoint.bin",
          "runs/.a/record.json", "evaluations/a/../../x", "models/../x.safetensors", "models/.safetensors",
          "models/a/b.safetensors", "figures/a.txt", "settings/a.json", "runs/a\n/record.json"})
        EXPECT_FALSE(isProjectPath(bad)) << bad;
}

TEST_F(ProjectsTest, ManifestsThatNameOtherPathsAreRefused) {
    ProjectManifest manifest;
    manifest.project.name = "x";
    for (const char* wrong : {"../../.bashrc", "catalogue.sqlite", "runs/../x/record.json"}) {
        manifest.files = {{wrong, "00", 4}};
        test::writeText(file(), manifestBytes(manifest) + "evil");
        const auto refused = workspace().importProject(file(), {}, {});
        ASSERT_FALSE(refused.ok());
        EXPECT_THAT(refused.error().message, HasSubstr("belongs in no project"));
    }
    manifest.files = {{"figures/f.json", "00", 1}, {"figures/f.json", "00", 1}};
    test::writeText(file(), manifestBytes(manifest) + "ab");
    EXPECT_THAT(workspace().importProject(file(), {}, {}).error().message, HasSubstr("twice"));
    manifest.files = {{"figures/f.json", "00", std::uint64_t{1} << 50U}};
    test::writeText(file(), manifestBytes(manifest) + "ab");
    EXPECT_THAT(workspace().importProject(file(), {}, {}).error().message, HasSubstr("cut off"));
}

} // namespace
} // namespace sparlet::engine
