#include "engine/train_job_internal.h"
#include "engine_fixture.h"
#include "train/packed_dataset.h"

namespace sparlet::engine {
namespace {

namespace fs = std::filesystem;

class TrainTest : public EngineTest {
protected:
    TrainRequest request() const {
        TrainRequest out;
        out.data = pictures().string();
        out.side = 32;
        out.out = path("out.safetensors").string();
        out.config.method = "baseline";
        out.config.backbone = "mobilenet_v3_small";
        out.config.preset = "quick";
        out.config.dimensions = 32;
        out.config.epochs = 1;
        out.config.batch = 8;
        out.config.device = "cpu";
        return out;
    }

    Result<fs::path> pack() const {
        return packedDataset(HomeLayout{home()}, pictures().string(), 32, 2, {}, {});
    }
};

TEST_F(TrainTest, PackedDataSetHasEveryPictureOnce) {
    addClasses(3);
    test::writeText(pictures() / "red/bad.bmp", "BM");
    const auto file = pack();
    ASSERT_TRUE(file.ok()) << file.error().message;
    const auto data = train::PackedDataset::open(*file);
    ASSERT_TRUE(data.ok());
    EXPECT_EQ((*data)->size(), 9U);
    EXPECT_EQ((*data)->classNames(), (std::vector<std::string>{"blue", "green", "red"}));
    EXPECT_EQ((*data)->name(0), "blue/0.bmp");
    EXPECT_EQ((*data)->label(8), 2);
}

TEST_F(TrainTest, PackedDataSetIsMadeOnceUntilSomethingChanges) {
    addClasses(2);
    const auto first = *pack();
    const auto made = fs::last_write_time(first);
    EXPECT_EQ(*pack(), first);
    EXPECT_EQ(fs::last_write_time(first), made);
    addPicture("red/more.bmp", 7);
    EXPECT_NE(*pack(), first);
    test::writeText(first, "damaged");
    fs::remove(pictures() / "red/more.bmp");
    EXPECT_EQ(*pack(), first);
    EXPECT_TRUE(train::PackedDataset::open(first).ok());
}

TEST_F(TrainTest, FolderCalledTrainIsPreferred) {
    addPicture("train/a/1.bmp", 1);
    addPicture("train/b/1.bmp", 2);
    addPicture("test/a/9.bmp", 3);
    const auto data = train::PackedDataset::open(*pack());
    ASSERT_TRUE(data.ok());
    EXPECT_EQ((*data)->size(), 2U);
}

TEST_F(TrainTest, OneClassIsNotEnough) {
    addPicture("only/1.bmp", 1);
    const auto file = pack();
    ASSERT_FALSE(file.ok());
    EXPECT_EQ(file.error().code, ErrorCode::InvalidArgument);
}

TEST_F(TrainTest, RequestSurvivesItsFile) {
    TrainRequest out = request();
    out.descriptions = "/d.json";
    out.captions = "/c.jsonl";
    out.config.modules.spq = false;
    out.config.seed = 77;
    const auto back = parseTrainRequest(toJson(out), "request.json");
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_EQ(toJson(*back), toJson(out));
    EXPECT_EQ(back->config.seed, 77U);
    EXPECT_EQ(back->config.modules.spq, false);
    for (const std::string damaged : {"", "{", "{}", "[]", R"({"config":{},"data":1})"}) {
        EXPECT_FALSE(parseTrainRequest(damaged, "request.json").ok()) << damaged;
    }
}

TEST_F(TrainTest, TrainedModelCanBeUsedByItsRun) {
    addClasses(4);
    const auto report = workspace().train(request(), {}, {}, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->epochs.size(), 1U);
    EXPECT_TRUE(fs::exists(path("out.safetensors")));
    EXPECT_TRUE(fs::exists(home() / "runs" / report->runId / "request.json"));
    const auto details = workspace().model(path("out.safetensors").string());
    ASSERT_TRUE(details.ok());
    EXPECT_EQ(details->info.method, "baseline");
    EXPECT_EQ(details->info.classNames, (std::vector<std::string>{"blue", "green", "red"}));
    auto again = indexRequest();
    again.model = path("out.safetensors").string();
    EXPECT_EQ(index(again).indexed, 12);
    EXPECT_EQ((*workspace().statistics("c")).meanBits, 8.0);
}

TEST_F(TrainTest, InterruptedRunGoesOn) {
    addClasses(4);
    auto wanted = request();
    wanted.config.epochs = 2;
    const CancelToken cancel;
    const auto stopped = workspace().train(
        wanted,
        [&](const Progress& step) {
            if (step.stage != "packing" && step.stage != "scanning") cancel.cancel();
        },
        {}, cancel);
    ASSERT_FALSE(stopped.ok());
    ASSERT_EQ(stopped.error().code, ErrorCode::Cancelled) << stopped.error().message;
    TrainRequest resume;
    for (const auto& run : fs::directory_iterator(home() / "runs")) {
        resume.resume = run.path().filename().string();
        EXPECT_NE(stopped.error().message.find(resume.resume), std::string::npos);
    }
    const auto report = workspace().train(resume, {}, {}, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->runId, resume.resume);
    EXPECT_EQ(report->epochs.size(), 2U);
    EXPECT_TRUE(fs::exists(path("out.safetensors")));
}

TEST_F(TrainTest, UnknownRunIsNamed) {
    TrainRequest resume;
    resume.resume = "nothing";
    const auto report = workspace().train(resume, {}, {}, {});
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::NotFound);
    EXPECT_NE(report.error().message.find("nothing"), std::string::npos);
}

} // namespace
} // namespace sparlet::engine
