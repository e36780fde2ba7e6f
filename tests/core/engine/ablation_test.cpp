#include "engine/ablation_matrix_internal.h"
#include "engine/model_origin_internal.h"
#include "engine_fixture.h"

#include <gmock/gmock.h>

#include <set>

namespace sparlet::engine {
namespace {

namespace fs = std::filesystem;
using State = AblationCell::State;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> idsOf(const AblationMatrix& matrix) {
    std::vector<std::string> out;
    for (const auto& job : matrix.jobs)
        out.push_back(job.cell.id);
    return out;
}

constexpr const char* kData = R"("data":{"training":"t","evaluation":"/e"},"backbones":["resnet18"])";

Result<AblationMatrix> parse(const std::string& rest) {
    return parseAblation("{" + std::string(kData) + "," + rest + "}", "/home/me/x.json");
}

TEST(AblationMatrix, MultipliesTheAxesSeedBySeed) {
    const auto matrix = parse(
        R"("methods":["baseline","sparse"],"seeds":[2,1,2],"variants":["","no-lkd","with-ase"],
           "leave_out":[{"method":"sparse","variant":"no-lkd","seed":1}])");
    ASSERT_TRUE(matrix.ok()) << matrix.error().message;
    // The baseline has no LKD to leave out, and SPARSE has ASE already.
    EXPECT_THAT(idsOf(*matrix),
                ElementsAre("baseline-resnet18-2", "baseline-resnet18-with-ase-2", "sparse-resnet18-2",
                            "sparse-resnet18-no-lkd-2", "baseline-resnet18-1", "baseline-resnet18-with-ase-1",
                            "sparse-resnet18-1"));
    EXPECT_EQ(matrix->plan.name, "x");
    EXPECT_EQ(matrix->plan.training, "/home/me/t");
    EXPECT_EQ(matrix->plan.evaluation, "/e");
    EXPECT_TRUE(matrix->timing);
    const auto& cut = matrix->jobs[3].training.config;
    EXPECT_EQ(cut.modules.lkd, false);
    EXPECT_EQ(cut.seed, 2U);
    EXPECT_EQ(variantOf(cut), "no-lkd");
    std::set<std::string> fingerprints;
    for (const auto& job : matrix->jobs)
        fingerprints.insert(job.fingerprint);
    EXPECT_EQ(fingerprints.size(), matrix->jobs.size());
}

TEST(AblationMatrix, LaysConfigurationsOverEachOther) {
    const auto matrix = parse(
        R"("methods":["sparse"],"seeds":[1],"training":{"epochs":3,"batch":8,"hyper":{"flip":0,"jitter":0.1}},
           "per_method":{"sparse":{"batch":16,"hyper":{"flip":1}}},"per_backbone":{"resnet18":{"dimensions":64}},
           "variants":[{"name":"thin","set":{"targetDensity":0.1,"hyper":{"jitter":0.2}}}],"iqe":2)");
    ASSERT_TRUE(matrix.ok()) << matrix.error().message;
    const auto& config = matrix->jobs.front().training.config;
    EXPECT_EQ(config.epochs, 3);
    EXPECT_EQ(config.batch, 16);
    EXPECT_EQ(config.dimensions, 64);
    EXPECT_EQ(config.targetDensity, 0.1);
    EXPECT_EQ(config.hyper, (std::map<std::string, double>{{"flip", 1}, {"jitter", 0.2}}));
    EXPECT_EQ(matrix->jobs.front().evaluation.rounds, 2);
    EXPECT_EQ(matrix->jobs.front().cell.id, "sparse-resnet18-thin-1");
}

TEST(AblationMatrix, HasSeveralDataSets) {
    const auto matrix = parseAblation(
        R"({"data":[{"name":"a","training":"t","evaluation":"l.csv","protocol":"csv"},
                    {"name":"b","training":"t","evaluation":"g.json","protocol":"revisited","setup":"hard"}],
            "methods":["baseline"],"backbones":["resnet18"],"seeds":[1]})",
        "/x/y.json");
    ASSERT_TRUE(matrix.ok());
    EXPECT_THAT(idsOf(*matrix), ElementsAre("baseline-resnet18-a-1", "baseline-resnet18-b-1"));
    EXPECT_EQ(matrix->jobs[1].evaluation.protocol, EvaluateRequest::Protocol::GroundTruth);
    EXPECT_EQ(matrix->jobs[1].evaluation.setup, EvaluateRequest::Setup::Hard);
    EXPECT_EQ(matrix->jobs[1].cell.data, "b");
}

TEST(AblationMatrix, SaysWhatIsWrong) {
    const std::pair<const char*, const char*> wrong[] = {
        {R"("methods":["sparse"])", "'seeds'"},
        {R"("methods":[],"seeds":[1])", "'methods'"},
        {R"("methods":["sparse"],"seeds":[1.5])", "'seeds'"},
        {R"("methods":["sparse"],"seeds":[1],"surprise":1)", "'surprise'"},
        {R"("methods":["sparse"],"seeds":[1],"name":"../x")", "its name"},
        {R"("methods":["../../x"],"seeds":[1])", "'methods'"},
        {R"("methods":["sparse"],"seeds":[1],"variants":["no-such"])", "no-such"},
        {R"("methods":["sparse"],"seeds":[1],"variants":[{"name":"a/b","set":{}}])", "variant"},
        {R"("methods":["sparse"],"seeds":[1],"iqe":9)", "'iqe'"},
        {R"("methods":["sparse"],"seeds":[1],"training":3)", "'training'"},
        {R"("methods":["sparse"],"seeds":[1],"per_method":{"sparse":3})", "configuration"},
        {R"("methods":["sparse"],"seeds":[1],"leave_out":[{"colour":1}])", "'colour'"},
        {R"("methods":["sparse"],"seeds":[1],"leave_out":[{"seed":1}])", "no cell is left"}};
    for (const auto& [text, words] : wrong) {
        const auto matrix = parse(text);
        ASSERT_FALSE(matrix.ok()) << text;
        EXPECT_THAT(matrix.error().message, HasSubstr(words));
        EXPECT_THAT(matrix.error().message, HasSubstr("x.json"));
    }
    EXPECT_FALSE(parseAblation("", "f").ok());
    EXPECT_FALSE(parseAblation("[]", "f").ok());
    EXPECT_FALSE(readAblation("/no/such/file").ok());
}

TEST(AblationMatrix, KeepsACellWhoseConfigurationIsWrong) {
    const auto matrix = parse(
        R"("methods":["sparse","nonsense"],"seeds":[1],"variants":["",{"name":"x","set":{"hyper":{"no":1}}}])");
    ASSERT_TRUE(matrix.ok());
    ASSERT_EQ(matrix->jobs.size(), 4U);
    EXPECT_EQ(matrix->jobs[0].cell.state, State::Waiting);
    EXPECT_EQ(matrix->jobs[1].cell.state, State::Failed);
    EXPECT_THAT(matrix->jobs[1].cell.problem, HasSubstr("'no'"));
    EXPECT_THAT(matrix->jobs[2].cell.problem, HasSubstr("nonsense"));
}

TEST(Variants, OfConfigurations) {
    train::TrainConfig config;
    config.method = "sparse";
    EXPECT_EQ(variantOf(config), "");
    for (const char* name : {"no-lkd", "no-ase", "no-spq", "no-iqe", "ase-on-weights", "ase-on-both",
                             "no-lkd+no-spq", "no-lkd+ase-on-weights"}) {
        const auto changed = withVariant(config, name);
        ASSERT_TRUE(changed.ok());
        EXPECT_EQ(variantOf(*changed), name);
    }
    config.method = "baseline";
    EXPECT_EQ(variantOf(*withVariant(config, "with-ase+with-spq")), "with-ase+with-spq");
    EXPECT_FALSE(withVariant(config, "no-").ok());
    for (const char* name : {"no-lkd+", "+no-lkd", "no-lkd++no-spq", " no-lkd"})
        EXPECT_FALSE(withVariant(config, name).ok()) << name;
}

class AblationTest : public EngineTest {
protected:
    std::string write(const std::string& more) const {
        const std::string common =
            R"({"name":"small","data":{"training":")" + pictures().string() + R"(","evaluation":")" +
            pictures().string() +
            R"(","side":32},"backbones":["mobilenet_v3_small"],"training":{"preset":"quick","epochs":1,
               "dimensions":32,"batch":8,"device":"cpu"},)";
        test::writeText(path("matrix.json"), common + more + "}");
        return path("matrix.json").string();
    }
    static std::vector<std::string> states(const AblationPlan& plan) {
        std::vector<std::string> out;
        for (const auto& cell : plan.cells)
            out.push_back(cell.id + ":" + std::to_string(static_cast<int>(cell.state)));
        return out;
    }
    static std::string done(const std::string& id) {
        return id + ":" + std::to_string(static_cast<int>(State::Done));
    }
};

TEST_F(AblationTest, FillsItsCellsAndGoesOnWhereItStopped) {
    addClasses(3);
    const auto file =
        write(R"("methods":["baseline","sparse"],"seeds":[1],"per_method":{"sparse":{"epochs":20}})");
    const auto planned = workspace().ablation(file);
    ASSERT_TRUE(planned.ok()) << planned.error().message;
    ASSERT_EQ(planned->cells.size(), 2U);
    EXPECT_EQ(planned->cells[0].state, State::Waiting);

    // Stopped while the second is trained: the first stays done.
    const CancelToken cancel;
    const auto stop = [&](const AblationCell& cell) {
        if (cell.method == "sparse" && cell.state == State::Training && cell.progress > 0) cancel.cancel();
    };
    const auto stopped = workspace().ablate(file, {}, stop, cancel);
    ASSERT_FALSE(stopped.ok());
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_THAT(stopped.error().message, HasSubstr("sparlet ablate --config"));
    EXPECT_NE(workspace().ablation(file)->cells[0].evaluation, "");
    EXPECT_EQ(workspace().ablation(file)->cells[1].evaluation, "");

    const auto other = reopen();
    std::set<std::string> trained, timed;
    const auto note = [&](const AblationCell& cell) {
        if (cell.state == State::Training) trained.insert(cell.id);
        if (cell.state == State::Timing) timed.insert(cell.id);
    };
    const auto plan = other->ablate(file, {}, note, {});
    ASSERT_TRUE(plan.ok()) << plan.error().message;
    EXPECT_THAT(states(*plan),
                ElementsAre(done("baseline-mobilenet_v3_small-1"), done("sparse-mobilenet_v3_small-1")));
    EXPECT_THAT(trained, ElementsAre("sparse-mobilenet_v3_small-1"));
    EXPECT_EQ(timed.size(), 2U);
    EXPECT_EQ(workspace().runs()->size(), 2U);
    for (const auto& cell : plan->cells) {
        const auto details = workspace().evaluation(cell.evaluation);
        ASSERT_TRUE(details.ok()) << details.error().message;
        EXPECT_EQ(details->summary.name, cell.id);
        EXPECT_EQ(details->summary.run, cell.run);
        EXPECT_EQ(details->summary.seed, 1);
        EXPECT_EQ(details->summary.report.map, cell.report.map);
        EXPECT_GT(details->summary.report.latencyBatch1Ms, 0);
        EXPECT_GT(details->summary.report.latencyBatch32Ms, details->summary.report.latencyBatch1Ms);
        EXPECT_EQ(details->summary.report.latencyBatch1Ms, cell.report.latencyBatch1Ms);
        EXPECT_EQ(details->summary.report.peakMemoryBytes, 0U);
        EXPECT_EQ(workspace().run(cell.run)->summary.name, cell.id);
    }

    // Nothing is left to do; then one seed more, and an evaluation less.
    trained.clear();
    timed.clear();
    ASSERT_TRUE(other->ablate(file, {}, note, {}).ok());
    EXPECT_TRUE(trained.empty());
    EXPECT_TRUE(timed.empty());
    write(R"("methods":["baseline"],"seeds":[1,2],"timing":false)");
    ASSERT_TRUE(workspace().deleteEvaluation(plan->cells[0].evaluation).ok());
    const auto more = workspace().ablate(file, {}, note, {});
    ASSERT_TRUE(more.ok());
    EXPECT_THAT(states(*more),
                ElementsAre(done("baseline-mobilenet_v3_small-1"), done("baseline-mobilenet_v3_small-2")));
    EXPECT_THAT(trained, ElementsAre("baseline-mobilenet_v3_small-2"));
}

TEST_F(AblationTest, AFailureDoesNotStopTheRest) {
    addClasses(3);
    const auto file = write(
        R"("methods":["nonsense","baseline"],"seeds":[1],"timing":false,
           "variants":["",{"name":"lost","set":{"init":"/no/such/weights.safetensors"}}])");
    for (int again = 0; again < 2; ++again) {
        const auto plan = workspace().ablate(file, {}, {}, {});
        ASSERT_TRUE(plan.ok()) << plan.error().message;
        ASSERT_EQ(plan->cells.size(), 4U);
        EXPECT_THAT(plan->cells[0].problem, HasSubstr("nonsense"));
        EXPECT_EQ(plan->cells[2].state, State::Done);
        EXPECT_EQ(plan->cells[3].state, State::Failed);
        EXPECT_THAT(plan->cells[3].problem, HasSubstr("weights.safetensors"));
    }
    const auto seen = workspace().ablation(file);
    EXPECT_EQ(seen->cells[3].state, State::Failed);
    EXPECT_NE(seen->cells[3].problem, "");
}

} // namespace
} // namespace sparlet::engine
