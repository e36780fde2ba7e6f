// Rows from records, evaluations and the papers, and all figures and tables from them.
#include "engine/publish_internal.h"
#include "engine/run_records_internal.h"
#include "engine_fixture.h"
#include "report/names.h"
#include "train/trainer.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <set>

namespace sparlet::engine {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Json = OrderedJson;

constexpr const char* kGroup = "CIFAR-10 (JPEG), one budget";

/// As packaging/train-methods.sh leaves it.
MeasuredRecord record(const std::string& method, const std::string& backbone, int seed, double map,
                      const Json& modules = Json::object()) {
    MeasuredRecord out;
    out.name = "one-budget-" + method + "-" + backbone + "-" + std::to_string(seed);
    for (const auto& [module, used] : modules.items())
        out.name += "-no-" + module;
    out.title = out.name;
    out.group = kGroup;
    out.command = "sparlet evaluate --model m --data cifar10-test --protocol cifar10 --no-timing --json";
    out.machine = "a processor, 2 threads";
    out.date = "2026-11-22";
    out.report = {{"method", method},
                  {"backbone", backbone},
                  {"protocol", "cifar10"},
                  {"map", map},
                  {"p_at_1", map + 0.05},
                  {"p_at_5", map + 0.04},
                  {"p_at_10", map + 0.03},
                  {"map_without_iqe", map - 0.02},
                  {"map_float", map},
                  {"latency_ms", {{"batch1", nullptr}, {"batch32", nullptr}}},
                  {"parameters", 11000000},
                  {"model_bytes", 45000000},
                  {"peak_memory_bytes", 529000000},
                  {"bytes_per_image", 31.9},
                  {"density", 0.24},
                  {"mean_bits", 4},
                  {"device", "cpu"},
                  {"precision", seed % 2 == 0 ? "int8" : "bf16"}};
    out.training = {{"seed", seed},
                    {"configuration", {{"method", method}, {"backbone", backbone}, {"modules", modules}}}};
    return out;
}

Json efficiency(const std::string& method, const std::string& backbone, const std::string& variant,
                double ms) {
    return {{"method", method},        {"backbone", backbone},
            {"variant", variant},      {"side", 224},
            {"precision", "fp32"},     {"batch1", ms},
            {"batch32", 20 * ms},      {"parameters", 12000000},
            {"model_bytes", 22500000}, {"peak_memory_bytes", 300000000}};
}

MeasuredRecord efficiencyRecord() {
    MeasuredRecord out = record("x", "y", 1, 0);
    out.name = "one-budget-efficiency";
    Json rows = Json::array();
    for (const char* backbone : {"resnet18", "mobilenet_v3_small"}) {
        double ms = 30;
        for (const char* method : {"baseline", "mace", "spca", "dscf", "sparse", "hamlet"})
            rows.push_back(efficiency(method, backbone, "", ms += 1));
        rows.push_back(efficiency("sparse", backbone, "no LKD", 34.5));
    }
    auto other = efficiency("baseline", "resnet18", "", 1);
    other["side"] = 32;
    rows.push_back(other);
    other = efficiency("baseline", "resnet18", "", 2);
    other["precision"] = "int8";
    rows.push_back(other);
    out.report = {{"rounds", 21}, {"efficiency", rows}};
    out.training = Json();
    return out;
}

const eval::Measurement* find(const std::vector<eval::Measurement>& rows, const std::string& id) {
    for (const auto& row : rows) {
        if (row.id == id) return &row;
    }
    return nullptr;
}

TEST(RecordRows, HaveMethodSeedVariantAndNumbers) {
    const auto rows =
        measurementsOf({record("sparse", "resnet18", 3, 0.8),
                        record("sparse", "resnet18", 3, 0.7, {{"lkd", false}, {"spq", false}})});
    ASSERT_EQ(rows.size(), 3U);
    const auto& whole = rows[0];
    EXPECT_EQ(whole.source, eval::Measurement::Source::Shipped);
    EXPECT_EQ(whole.method, "sparse");
    EXPECT_EQ(whole.variant, "");
    EXPECT_EQ(whole.seed, 3);
    EXPECT_EQ(whole.group, kGroup);
    EXPECT_EQ(whole.data, "cifar10-test");
    EXPECT_EQ(whole.created, 1795305600);
    EXPECT_DOUBLE_EQ(whole.values.at("model_mb"), 45);
    EXPECT_DOUBLE_EQ(whole.values.at("parameters_m"), 11);
    EXPECT_EQ(whole.values.count("latency_batch1_ms"), 0U);
    EXPECT_EQ(rows[2].variant, "no-lkd+no-spq");
    // Without IQE: the same model, its own mAP, and nothing that was not measured.
    EXPECT_EQ(rows[1].variant, "no-iqe");
    EXPECT_DOUBLE_EQ(rows[1].values.at("map"), 0.78);
    EXPECT_EQ(rows[1].values.count("p_at_1"), 0U);
}

TEST(RecordRows, SeedsAreOneRowWhateverArithmeticWasChosenForThem) {
    const auto rows =
        measurementsOf({record("mace", "resnet18", 1, 0.7), record("mace", "resnet18", 2, 0.8)});
    const auto groups = eval::aggregate(rows);
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_THAT(groups[0].seeds, ElementsAre(1, 2));
    EXPECT_NEAR(groups[0].values.at("map").mean, 0.75, 1e-12);
}

TEST(RecordRows, CommandsAndFieldsTellVariants) {
    auto floats = record("sparse", "resnet18", 1, 0.8);
    floats.training = Json();
    floats.command += " --float";
    auto rounds = floats;
    rounds.command = "sparlet evaluate --data caltech --iqe 0 --precision int8 --json";
    auto named = record("sparse", "resnet18", 1, 0.8);
    named.variant = "mirror";
    const auto rows = measurementsOf({floats, rounds, named});
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].variant, "float");
    EXPECT_EQ(rows[1].variant, "no-iqe");
    EXPECT_EQ(rows[1].precision, "int8");
    EXPECT_EQ(rows[2].variant, "mirror");
}

TEST(RecordRows, TakeTimesAndSizesFromTheBenchmarkOfTheirGroup) {
    auto elsewhere = record("baseline", "resnet18", 9, 0.7);
    elsewhere.name = "elsewhere";
    elsewhere.group = "other";
    const auto rows = measurementsOf(
        {record("baseline", "resnet18", 1, 0.7), record("sparse", "resnet18", 1, 0.8),
         record("sparse", "resnet18", 1, 0.7, {{"lkd", false}}), elsewhere, efficiencyRecord()});
    EXPECT_DOUBLE_EQ(find(rows, "one-budget-baseline-resnet18-1")->values.at("latency_batch1_ms"), 31);
    EXPECT_DOUBLE_EQ(find(rows, "one-budget-baseline-resnet18-1")->values.at("model_mb"), 22.5);
    EXPECT_DOUBLE_EQ(find(rows, "one-budget-sparse-resnet18-1")->values.at("latency_batch1_ms"), 35);
    EXPECT_DOUBLE_EQ(find(rows, "one-budget-sparse-resnet18-1/no-iqe")->values.at("latency_batch1_ms"), 35);
    EXPECT_DOUBLE_EQ(find(rows, "one-budget-sparse-resnet18-1-no-lkd")->values.at("latency_batch1_ms"), 34.5);
    EXPECT_EQ(find(rows, "elsewhere")->values.count("latency_batch1_ms"), 0U);
    EXPECT_DOUBLE_EQ(find(rows, "elsewhere")->values.at("model_mb"), 45);
    // A network that is not in the benchmark has no size that could stand beside the others'.
    const auto other =
        measurementsOf({record("sparse", "resnet18", 1, 0.7, {{"spq", false}}), efficiencyRecord()});
    EXPECT_EQ(other.front().values.count("model_mb"), 0U);
}

TEST(RecordRows, TakeNothingFromBenchmarksThatComparedOtherwise) {
    auto threads = efficiencyRecord();
    threads.report["threads"] = 2;
    threads.report["efficiency"][0]["batch1"] = 7;
    auto small = efficiencyRecord();
    for (auto& row : small.report["efficiency"])
        row["side"] = 64;
    auto one = efficiencyRecord();
    one.report["threads"] = 1;
    const auto rows = measurementsOf({record("baseline", "resnet18", 1, 0.7), one, threads, small});
    EXPECT_DOUBLE_EQ(rows.front().values.at("latency_batch1_ms"), 31);
}

TEST(PaperRows, JoinTablesAndKeepPapersApart) {
    const auto csv = readRecordFile(std::filesystem::path(SPARLET_SOURCE_DIR) / "docs/papers/claims.csv");
    ASSERT_TRUE(csv.ok()) << csv.error().message;
    const auto values = parsePaperValues(*csv);
    ASSERT_TRUE(values.ok()) << values.error().message;
    const auto rows = measurementsOf(*values);
    const auto* sparse = find(rows, "paper/SPARSE/sparse/resnet18");
    ASSERT_NE(sparse, nullptr);
    EXPECT_EQ(sparse->group, "SPARSE paper");
    EXPECT_DOUBLE_EQ(sparse->values.at("map"), 0.3105);
    EXPECT_DOUBLE_EQ(sparse->values.at("latency_batch1_ms"), 6.23);
    EXPECT_DOUBLE_EQ(sparse->values.at("model_mb"), 7.12);
    ASSERT_NE(find(rows, "paper/SPARSE/sparse/resnet18/no-ase"), nullptr);
    EXPECT_DOUBLE_EQ(find(rows, "paper/SPARSE/sparse/resnet18/no-ase")->values.at("model_mb"), 22.45);
    EXPECT_DOUBLE_EQ(find(rows, "paper/HAMLET/hamlet/mobilenet_v3")->values.at("memory_mb"), 70.68);
    EXPECT_DOUBLE_EQ(find(rows, "paper/HAMLET/sparse/resnet18")->values.at("map"), 0.3312);
    std::set<std::string> ids;
    for (const auto& row : rows)
        EXPECT_TRUE(ids.insert(row.id).second) << row.id;
}

TEST(Names, AreThoseOfTraining) {
    for (const auto& method : train::methods())
        EXPECT_EQ(report::methodTitle(method.name), method.title);
    for (const auto& backbone : train::backbones())
        EXPECT_NE(report::backboneTitle(backbone), backbone);
}

/// A home, and records and papers of a test's own.
class PublishTest : public EngineTest {
protected:
    PublishTest() {
        setenv("SPARLET_RECORDS", path("records").c_str(), 1);
        setenv("SOURCE_DATE_EPOCH", "1795000000", 1);
        std::filesystem::create_directories(path("records") / "runs");
        std::filesystem::create_directories(path("records") / "papers");
        std::filesystem::copy_file(std::filesystem::path(SPARLET_SOURCE_DIR) / "docs/papers/claims.csv",
                                   path("records") / "papers" / "claims.csv");
    }
    ~PublishTest() override {
        unsetenv("SPARLET_RECORDS");
        unsetenv("SOURCE_DATE_EPOCH");
    }

    void add(const MeasuredRecord& one) const {
        Json json = {{"title", one.title},     {"group", one.group}, {"command", one.command},
                     {"machine", one.machine}, {"date", one.date},   {"report", one.report}};
        if (!one.training.is_null()) json["training"] = one.training;
        std::ofstream(path("records") / "runs" / (one.name + ".json")) << json.dump();
    }
    void addAll() const {
        double map = 0.7;
        for (const char* backbone : {"resnet18", "mobilenet_v3_small"}) {
            for (const char* method : {"baseline", "mace", "spca", "dscf", "sparse", "hamlet"}) {
                for (const int seed : {1, 2, 3})
                    add(record(method, backbone, seed, map += 0.003));
            }
        }
        for (const char* module : {"lkd", "ase", "spq"}) {
            for (const int seed : {1, 2, 3})
                add(record("sparse", "resnet18", seed, map -= 0.003, {{module, false}}));
        }
        add(efficiencyRecord());
    }
    Result<PublishReport> publish(const std::string& folder, std::vector<std::string> formats = {}) {
        PublishRequest request;
        request.folder = path(folder).string();
        request.formats = std::move(formats);
        return workspace().publish(request, {}, {});
    }
};

std::string contentOf(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST_F(PublishTest, WritesEveryFigureAndTableFromRecordsAlone) {
    addAll();
    const auto report = publish("figures");
    ASSERT_TRUE(report.ok()) << report.error().message;
    std::set<std::string> names;
    for (const auto& file : report->files) {
        EXPECT_GT(std::filesystem::file_size(file), 0U) << file;
        names.insert(std::filesystem::path(file).filename().string());
    }
    for (const char* figure : {"accuracy", "efficiency", "trade-off", "trade-off-size", "backbones",
                               "improvement", "overall-score", "parallel-coordinates", "ablation"}) {
        for (const char* format : {".pdf", ".svg", ".png", ".csv"})
            EXPECT_EQ(names.count(std::string(figure) + format), 1U) << figure << format;
    }
    for (const char* table : {"table-accuracy", "table-efficiency", "table-ablation", "table-all"}) {
        for (const char* format : {".tex", ".md", ".csv"})
            EXPECT_EQ(names.count(std::string(table) + format), 1U) << table << format;
    }
    EXPECT_THAT(report->leftOut, Contains(HasSubstr("kept in this home")));
    const auto csv = contentOf((path("figures") / "accuracy.csv").string());
    EXPECT_THAT(csv,
                HasSubstr("# Command: sparlet figures --out figures --group 'CIFAR-10 (JPEG), one budget'"));
    EXPECT_THAT(csv, HasSubstr("# Seeds: 1, 2, 3"));
    EXPECT_THAT(csv, HasSubstr("# Date: 2026-11-18"));
    EXPECT_THAT(csv, HasSubstr("\"SPARSE, ResNet18\",sparse,resnet18,"));
    const auto table = contentOf((path("figures") / "table-accuracy.tex").string());
    EXPECT_THAT(table, HasSubstr("\\toprule"));
    EXPECT_THAT(table, Not(HasSubstr("no LKD")));
}

TEST_F(PublishTest, SweepsAreDrawnFromTheGroupThatHasThem) {
    addAll();
    auto point = record("sparse", "resnet18", 1, 0.6);
    point.training = Json();
    point.group = "photographs";
    const auto add = [&](const std::string& name, const std::string& options, double density, double bits,
                         double map) {
        point.name = name;
        point.command = "sparlet evaluate --data photographs" + options + " --json";
        point.report["density"] = density;
        point.report["mean_bits"] = bits;
        point.report["map"] = map;
        this->add(point);
    };
    add("own", "", 0.5, 4.1, 0.6);
    add("few", " --density 0.1", 0.1, 4.1, 0.4);
    add("some", " --density 0.2", 0.2, 4.1, 0.5);
    add("coarse", " --bits 2", 0.5, 2, 0.55);
    const auto report = publish("figures", {"csv"});
    ASSERT_TRUE(report.ok()) << report.error().message;
    const auto density = contentOf((path("figures") / "sweep-density.csv").string());
    EXPECT_THAT(density, HasSubstr("# Command: sparlet figures --out figures --group photographs"));
    EXPECT_THAT(density, HasSubstr("sparse,resnet18,,0.1,0.4,"));
    EXPECT_THAT(density, HasSubstr("sparse,resnet18,,0.2,0.5,"));
    EXPECT_THAT(density, HasSubstr("sparse,resnet18,,0.5,0.6,"));
    EXPECT_THAT(contentOf((path("figures") / "sweep-bits.csv").string()),
                HasSubstr("sparse,resnet18,,2,0.55,"));
    EXPECT_THAT(contentOf((path("figures") / "accuracy.csv").string()), HasSubstr("one budget"));
    // In a group of its own a sweep is no ablation.
    PublishRequest request;
    request.folder = path("own").string();
    request.group = "photographs";
    request.formats = {"csv"};
    const auto alone = workspace().publish(request, {}, {});
    ASSERT_TRUE(alone.ok()) << alone.error().message;
    EXPECT_THAT(alone->leftOut, Contains(HasSubstr("table-ablation: ")));
    EXPECT_THAT(alone->leftOut, Contains(HasSubstr("ablation: An ablation needs")));
}

TEST_F(PublishTest, TheSameRecordsGiveTheSameBytesAnywhere) {
    addAll();
    const auto first = publish("one"), second = publish("two/deeper");
    ASSERT_TRUE(first.ok());
    ASSERT_TRUE(second.ok());
    ASSERT_EQ(first->files.size(), second->files.size());
    for (std::size_t i = 0; i < first->files.size(); ++i)
        EXPECT_TRUE(contentOf(first->files[i]) == contentOf(second->files[i])) << first->files[i];
    setenv("SOURCE_DATE_EPOCH", "1796000000", 1);
    const auto later = publish("three", {"csv"});
    ASSERT_TRUE(later.ok());
    EXPECT_NE(contentOf(later->files[0]),
              contentOf((path("one") / std::filesystem::path(later->files[0]).filename()).string()));
}

TEST_F(PublishTest, SaysWhatCannotBeDrawnAndGoesOn) {
    add(record("mace", "resnet18", 1, 0.7));
    std::ofstream(path("records") / "runs" / "broken.json") << "{";
    const auto report = publish("figures", {"pdf", "md"});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_THAT(report->files, Contains(HasSubstr("accuracy.pdf")));
    EXPECT_THAT(report->leftOut, Contains(HasSubstr("improvement: ")));
    EXPECT_THAT(report->leftOut, Contains(HasSubstr("backbones: ")));
    EXPECT_THAT(report->leftOut, Contains(HasSubstr("table-ablation: ")));
    std::set<std::string> once(report->leftOut.begin(), report->leftOut.end());
    EXPECT_EQ(once.size(), report->leftOut.size());
}

TEST_F(PublishTest, RefusesWhatIsNotThere) {
    EXPECT_EQ(publish("none").error().code, ErrorCode::NotFound);
    add(record("mace", "resnet18", 1, 0.7));
    EXPECT_THAT(publish("f", {"docx"}).error().message, HasSubstr("docx"));
    PublishRequest request;
    request.folder = path("f").string();
    request.ids = {"no such run"};
    EXPECT_THAT(workspace().publish(request, {}, {}).error().message, HasSubstr("no such run"));
    request.ids = {};
    request.group = "no such group";
    EXPECT_THAT(workspace().publish(request, {}, {}).error().message, HasSubstr(kGroup));
    request.group = kGroup;
    std::ofstream(path("file")) << "x";
    request.folder = path("file").string();
    EXPECT_FALSE(workspace().publish(request, {}, {}).ok());
    request.folder = path("f").string();
    const CancelToken stopped;
    stopped.cancel();
    EXPECT_EQ(workspace().publish(request, {}, stopped).error().code, ErrorCode::Cancelled);
}

TEST_F(PublishTest, KeptEvaluationsHaveCurvesConfusionAndQueries) {
    addClasses(5);
    EvaluateRequest asked;
    asked.model = "tiny";
    asked.data = pictures().string();
    asked.timing = false;
    const auto kept = workspace().keepEvaluation(asked, "mine", {}, {});
    ASSERT_TRUE(kept.ok()) << kept.error().message;
    const auto rows = workspace().measurements();
    ASSERT_TRUE(rows.ok());
    const auto* row = find(*rows, kept->id);
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->source, eval::Measurement::Source::Home);
    EXPECT_EQ(row->group, "pictures, folder");
    EXPECT_EQ(row->dataHash, kept->dataHash);
    EXPECT_DOUBLE_EQ(row->values.at("map"), kept->report.map);
    EXPECT_EQ(row->values.count("latency_batch1_ms"), 0U);
    PublishRequest request;
    request.folder = path("figures").string();
    request.ids = {kept->id};
    request.formats = {"svg", "csv"};
    const auto report = workspace().publish(request, {}, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    for (const char* name : {"precision-recall.svg", "precision-at.svg", "average-precisions.svg",
                             "confusion.svg", "query-worst.svg", "query-median.svg", "query-best.svg"})
        EXPECT_TRUE(std::filesystem::exists(path("figures") / name)) << name;
    EXPECT_THAT(contentOf((path("figures") / "confusion.csv").string()), HasSubstr(kept->dataHash));
    StripRequest strip;
    strip.evaluation = kept->id;
    strip.query = workspace().evaluation(kept->id)->queries.front().path;
    strip.top = 4;
    const auto figure = workspace().queryStrip(strip);
    ASSERT_TRUE(figure.ok()) << figure.error().message;
    ASSERT_EQ(figure->strip.size(), 5U);
    EXPECT_FALSE(figure->strip[0].rgb.empty());
    EXPECT_NE(figure->strip[1].mark, report::StripPicture::Mark::None);
    strip.top = 0;
    EXPECT_FALSE(workspace().queryStrip(strip).ok());
}

TEST_F(PublishTest, KeptFiguresOfProjectsAreDrawnAgain) {
    addAll();
    ProjectSummary project;
    project.name = "paper";
    project.figures = {"figure 3", "old"};
    ASSERT_TRUE(workspace().saveProject(project).ok());
    ASSERT_TRUE(workspace()
                    .setSetting("figures/figure 3", R"({"kind": "trade-off", "x": "model_mb", "papers": false,
                    "style": {"width": 120, "palette": "tol-bright", "legend": 2, "dpi": "no number"}})")
                    .ok());
    ASSERT_TRUE(workspace().setSetting("figures/old", "[]").ok());
    const auto report = publish("figures", {"csv"});
    ASSERT_TRUE(report.ok()) << report.error().message;
    const auto csv = contentOf((path("figures") / "kept-figure 3.csv").string());
    EXPECT_THAT(csv, HasSubstr("\"x\":\"model_mb\""));
    EXPECT_THAT(csv, HasSubstr("\"width_mm\":120"));
    EXPECT_THAT(csv, Not(HasSubstr("paper)")));
    EXPECT_THAT(report->leftOut, Contains(HasSubstr("'old'")));
    EXPECT_FALSE(readKeptFigure("").has_value());
    EXPECT_FALSE(readKeptFigure(R"({"kind": "confusion"})").has_value());
}

TEST_F(PublishTest, OneFigureAndOneTableByTheirNames) {
    addAll();
    const auto rows = workspace().measurements();
    ASSERT_TRUE(rows.ok());
    report::FigureRequest figure;
    for (const auto& row : *rows)
        (row.source == eval::Measurement::Source::Paper ? figure.papers : figure.measurements).push_back(row);
    for (const char* name : {"a.pdf", "a.svg", "a.png", "a.csv"}) {
        const auto written = workspace().writeFigure(figure, path(name).string());
        EXPECT_TRUE(written.ok()) << written.error().message;
    }
    EXPECT_THAT(workspace().writeFigure(figure, path("a.doc").string()).error().message, HasSubstr(".pdf"));
    EXPECT_FALSE(workspace().writeFigure(figure, path("no/such/folder/a.pdf").string()).ok());
    report::TableRequest table;
    table.measurements = figure.measurements;
    for (const char* name : {"t.tex", "t.md", "t.csv"})
        EXPECT_TRUE(workspace().writeTable(table, path(name).string()).ok());
    EXPECT_FALSE(workspace().writeTable(table, path("t.pdf").string()).ok());
    EXPECT_TRUE(workspace().previewFigure(figure, 4).ok());
}

} // namespace
} // namespace sparlet::engine
