#include "engine/training_runs_internal.h"
#include "engine_fixture.h"

#include <algorithm>
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

namespace sparlet::engine {
namespace {

namespace fs = std::filesystem;
using State = RunSummary::State;

class TrainingRunsTest : public EngineTest {
protected:
    TrainRequest request(int epochs = 1) const {
        TrainRequest out;
        out.data = pictures().string();
        out.side = 32;
        out.config.method = "baseline";
        out.config.backbone = "mobilenet_v3_small";
        out.config.preset = "quick";
        out.config.dimensions = 32;
        out.config.epochs = epochs;
        out.config.batch = 8;
        out.config.device = "cpu";
        return out;
    }

    std::string create(int epochs = 1, const std::string& name = "") {
        const auto id = workspace().createRun(request(epochs), name);
        EXPECT_TRUE(id.ok()) << id.error().message;
        return id.ok() ? *id : std::string();
    }

    Result<train::TrainReport> trainRun(const std::string& id, const ProgressCallback& progress = {},
                                        const CancelToken& cancel = {}) {
        TrainRequest resume;
        resume.resume = id;
        return workspace().train(resume, progress, {}, cancel);
    }

    RunSummary summary(const std::string& id) {
        const auto run = workspace().run(id);
        EXPECT_TRUE(run.ok()) << run.error().message;
        return run.ok() ? run->summary : RunSummary{};
    }

    fs::path folder(const std::string& id) const { return home() / "runs" / id; }

    /// A run whose record says so much, as another Sparlet would have left it.
    std::string record(const std::string& id, const std::string& state, int epochs = 2) {
        fs::create_directories(folder(id));
        std::string list;
        for (int epoch = 1; epoch <= epochs; ++epoch)
            list += (epoch > 1 ? "," : "") + std::string("{\"epoch\":") + std::to_string(epoch) +
                    ",\"accuracy\":0." + std::to_string(epoch) + "}";
        test::writeText(
            folder(id) / "record.json",
            R"({"state":")" + state + R"(","configuration":{"method":"sparse","backbone":"resnet18"},)" +
                R"("resolved":{"epochs":5},"seconds":12.5,"device":"cpu","epochs":[)" + list + "]}");
        test::writeText(folder(id) / "request.json",
                        R"({"data":"/data/birds","out":"/nowhere/m.safetensors"})");
        return id;
    }
};

TEST_F(TrainingRunsTest, ARunThatHasNotBegunIsListedAsWaiting) {
    EXPECT_TRUE((*workspace().runs()).empty());
    const auto id = create(4, "With a name");
    const auto run = summary(id);
    EXPECT_EQ(run.state, State::Waiting);
    EXPECT_EQ(run.name, "With a name");
    EXPECT_EQ(run.method, "baseline");
    EXPECT_EQ(run.backboneTitle, "MobileNetV3-Small");
    EXPECT_EQ(run.data, pictures().string());
    EXPECT_EQ(run.epochs, 4);
    EXPECT_EQ(run.epochsDone, 0);
    EXPECT_TRUE(run.model.empty());
    EXPECT_TRUE(run.resumable());
    EXPECT_GT(run.created, 1'700'000'000);
    EXPECT_EQ(summary(create()).name, "Baseline · MobileNetV3-Small · pictures");
}

TEST_F(TrainingRunsTest, AWrongConfigurationMakesNoRun) {
    auto wrong = request();
    wrong.config.hyper["no_such_thing"] = 1;
    const auto id = workspace().createRun(wrong, "");
    ASSERT_FALSE(id.ok());
    EXPECT_NE(id.error().message.find("no_such_thing"), std::string::npos);
    EXPECT_TRUE((*workspace().runs()).empty());
}

TEST_F(TrainingRunsTest, AFinishedRunHasItsCurvesAndAModelToIndexWith) {
    addClasses(4);
    const auto id = create(2, "Mine");
    const auto report = trainRun(id);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->runId, id);
    const auto run = workspace().run(id);
    ASSERT_TRUE(run.ok());
    EXPECT_EQ(run->summary.state, State::Finished);
    EXPECT_FALSE(run->summary.resumable());
    EXPECT_EQ(run->summary.epochsDone, 2);
    ASSERT_EQ(run->epochs.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(run->epochs[i].epoch, static_cast<int>(i) + 1);
        EXPECT_EQ(run->epochs[i].loss, report->epochs[i].loss);
        EXPECT_EQ(run->epochs[i].imagesPerSecond, report->epochs[i].imagesPerSecond);
    }
    EXPECT_EQ(run->summary.accuracy, report->epochs.back().accuracy);
    EXPECT_EQ(run->images, 12);
    EXPECT_GT(run->parameters, 0);
    EXPECT_EQ(run->config.batch, 8);
    EXPECT_EQ(run->summary.model, (home() / "models" / (id + ".safetensors")).string());
    const auto models = workspace().models();
    const auto found =
        std::find_if(models->begin(), models->end(), [&](const auto& m) { return m.id == id; });
    ASSERT_NE(found, models->end());
    EXPECT_EQ(found->title, "Mine");
    auto with = indexRequest();
    with.model = id;
    EXPECT_EQ(index(with).indexed, 12);
}

TEST_F(TrainingRunsTest, APausedRunGoesOnAfterItsCheckpoint) {
    addClasses(4);
    const auto id = create(3);
    const CancelToken cancel;
    State during = State::Waiting;
    const auto stopped = trainRun(
        id,
        [&](const Progress& step) {
            if (step.stage != "training") return;
            during = summary(id).state;
            cancel.cancel();
        },
        cancel);
    ASSERT_FALSE(stopped.ok());
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(during, State::Running);
    EXPECT_EQ(summary(id).state, State::Stopped);
    const auto report = trainRun(id);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->epochs.size(), 3U);
    EXPECT_EQ(summary(id).state, State::Finished);
}

TEST_F(TrainingRunsTest, ARunIsTrainedOnceAtATime) {
    addClasses(4);
    const auto id = create(2);
    const CancelToken cancel;
    ErrorCode second = ErrorCode::Internal, deleted = ErrorCode::Internal;
    const auto first = trainRun(
        id,
        [&](const Progress& step) {
            if (step.stage != "training") return;
            TrainRequest resume;
            resume.resume = id;
            const auto other = reopen()->train(resume, {}, {}, {});
            if (!other.ok()) second = other.error().code;
            const auto gone = workspace().deleteRun(id);
            if (!gone.ok()) deleted = gone.error().code;
            cancel.cancel();
        },
        cancel);
    EXPECT_EQ(second, ErrorCode::Busy);
    EXPECT_EQ(deleted, ErrorCode::Busy);
    ASSERT_FALSE(first.ok());
    EXPECT_TRUE(trainRun(id).ok());
}

TEST_F(TrainingRunsTest, ARunWhoseProcessWasKilledIsInterrupted) {
    const auto id = create();
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const auto lock = RunLock::take(folder(id));
        const char good = lock.ok() ? 1 : 0;
        if (::write(ready[1], &good, 1) != 1) ::_exit(1);
        for (;;)
            ::pause();
    }
    char good = 0;
    ASSERT_EQ(::read(ready[0], &good, 1), 1);
    EXPECT_EQ(good, 1);
    EXPECT_EQ(summary(id).state, State::Running);
    EXPECT_EQ(trainRun(id).error().code, ErrorCode::Busy);
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    EXPECT_EQ(summary(id).state, State::Interrupted);
    addClasses(4);
    EXPECT_TRUE(trainRun(id).ok());
    EXPECT_EQ(summary(id).state, State::Finished);
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST_F(TrainingRunsTest, TheRecordSaysWhatBecameOfARun) {
    EXPECT_EQ(summary(record("sparse-a", "running")).state, State::Interrupted);
    EXPECT_EQ(summary(record("sparse-b", "cancelled")).state, State::Stopped);
    const auto done = summary(record("sparse-c", "finished"));
    EXPECT_EQ(done.state, State::Finished);
    EXPECT_TRUE(done.model.empty()) << "the file is gone";
    EXPECT_EQ(done.epochs, 5);
    EXPECT_EQ(done.epochsDone, 2);
    EXPECT_DOUBLE_EQ(done.accuracy, 0.2);
    EXPECT_DOUBLE_EQ(done.seconds, 12.5);
    EXPECT_EQ(done.name, "SPARSE · ResNet18 · birds");
}

TEST_F(TrainingRunsTest, AFailureIsKeptUntilTheRunIsTriedAgain) {
    const auto id = create(); // there are no pictures
    ASSERT_FALSE(trainRun(id).ok());
    auto run = summary(id);
    EXPECT_EQ(run.state, State::Failed);
    EXPECT_NE(run.problem.find(pictures().string()), std::string::npos) << run.problem;
    addClasses(4);
    ASSERT_TRUE(trainRun(id).ok());
    run = summary(id);
    EXPECT_EQ(run.state, State::Finished);
    EXPECT_TRUE(run.problem.empty());
}

TEST_F(TrainingRunsTest, OneDamagedRecordHidesNoOther) {
    const auto good = record("sparse-good", "cancelled");
    for (const std::string text :
         {"", "{", "[]", R"({"epochs":7,"state":3})",
          R"({"state":"running","epochs":[1,"x",{"epoch":"y"}],"configuration":[]})"}) {
        test::writeText(folder(record("sparse-bad", "running")) / "record.json", text);
        const auto runs = workspace().runs();
        ASSERT_TRUE(runs.ok()) << text;
        ASSERT_EQ(runs->size(), 2U) << text;
        EXPECT_TRUE(workspace().run("sparse-bad").ok()) << text;
    }
    test::writeText(folder("sparse-bad") / "record.json", "{");
    EXPECT_EQ(summary("sparse-bad").state, State::Failed);
    EXPECT_NE(summary("sparse-bad").problem.find("damaged"), std::string::npos);
    EXPECT_EQ(summary(good).state, State::Stopped);
}

TEST_F(TrainingRunsTest, NewestFirstAndFoldersOfOthersAreNone) {
    record("sparse-resnet18-20250101-000000", "finished");
    record("sparse-resnet18-20260101-000000-2", "finished");
    record("sparse-resnet18-20260101-000000", "finished");
    fs::create_directories(folder("empty"));
    fs::create_directories(folder(".hidden"));
    const auto runs = workspace().runs();
    ASSERT_TRUE(runs.ok());
    ASSERT_EQ(runs->size(), 3U);
    EXPECT_EQ((*runs)[0].id, "sparse-resnet18-20260101-000000-2");
    EXPECT_EQ((*runs)[2].id, "sparse-resnet18-20250101-000000");
}

TEST_F(TrainingRunsTest, ANameIsForPeople) {
    const auto id = create();
    ASSERT_TRUE(workspace().renameRun(id, "Zwölf Klassen").ok());
    EXPECT_EQ(summary(id).name, "Zwölf Klassen");
    EXPECT_EQ(summary(id).id, id);
    EXPECT_EQ(workspace().renameRun(id, "").error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(workspace().renameRun(id, std::string(300, 'x')).error().code, ErrorCode::InvalidArgument);
    ASSERT_TRUE(workspace().renameRun(id, "two\nlines").ok());
    EXPECT_EQ(summary(id).name.find('\n'), std::string::npos);
    EXPECT_EQ(workspace().renameRun("none", "x").error().code, ErrorCode::NotFound);
    EXPECT_EQ(workspace().renameRun("../runs/" + id, "x").error().code, ErrorCode::NotFound);
}

TEST_F(TrainingRunsTest, ADeletedRunComesBackUntilTheWorkspaceIsClosed) {
    const auto id = create(1, "Mine");
    ASSERT_TRUE(workspace().deleteRun(id).ok());
    EXPECT_TRUE((*workspace().runs()).empty());
    EXPECT_EQ(workspace().run(id).error().code, ErrorCode::NotFound);
    ASSERT_TRUE(workspace().restoreRun(id).ok());
    EXPECT_EQ(summary(id).name, "Mine");
    EXPECT_EQ(summary(id).state, State::Waiting);
    EXPECT_EQ(workspace().restoreRun(id).error().code, ErrorCode::NotFound) << "it is back already";
    for (const std::string bad : {"none", "", "..", "a/b"})
        EXPECT_EQ(workspace().deleteRun(bad).error().code, ErrorCode::NotFound) << bad;

    auto other = reopen();
    ASSERT_TRUE(other->deleteRun(id).ok());
    EXPECT_FALSE(workspace().restoreRun(id).ok()) << "each workspace has a trash of its own";
    EXPECT_TRUE(fs::exists(home() / "trash"));
    other.reset();
    EXPECT_FALSE(fs::exists(home() / "trash"));
    EXPECT_TRUE((*workspace().runs()).empty());
}

TEST_F(TrainingRunsTest, TheModelOfADeletedRunStays) {
    addClasses(4);
    auto elsewhere = request();
    elsewhere.out = path("elsewhere.safetensors").string();
    const auto report = workspace().train(elsewhere, {}, {}, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    auto with = indexRequest();
    with.model = report->runId;
    ASSERT_EQ(index(with).indexed, 12);
    ASSERT_TRUE(workspace().deleteRun(report->runId).ok());
    auto other = reopen();
    QueryRequest query;
    query.collection = "c";
    QueryPart part;
    part.value = (pictures() / "red/0.bmp").string();
    query.parts = {part};
    const auto found = other->query(query, {});
    ASSERT_TRUE(found.ok()) << found.error().message;
    EXPECT_EQ(found->results.size(), 12U);
}

TEST_F(TrainingRunsTest, TheTrashOfAKilledProcessIsEmptied) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) ::_exit(0);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    const auto left = home() / "trash" / (std::to_string(child) + "-1") / "old";
    fs::create_directories(left);
    ASSERT_TRUE(workspace().deleteRun(create()).ok());
    EXPECT_FALSE(fs::exists(left.parent_path()));
}

TEST_F(TrainingRunsTest, ChoicesNameEverythingThereIs) {
    const auto choices = workspace().trainingChoices();
    const auto sparse = std::find_if(choices.methods.begin(), choices.methods.end(),
                                     [](const auto& method) { return method.id == "sparse"; });
    ASSERT_NE(sparse, choices.methods.end());
    EXPECT_EQ(sparse->title, "SPARSE");
    EXPECT_TRUE(sparse->modules.lkd && sparse->modules.ase && sparse->modules.spq);
    EXPECT_FALSE(sparse->hyper.empty());
    for (const auto& hyper : sparse->hyper) {
        EXPECT_FALSE(hyper.help.empty()) << hyper.name;
        EXPECT_LE(hyper.least, hyper.standard) << hyper.name;
        EXPECT_GE(hyper.most, hyper.standard) << hyper.name;
    }
    EXPECT_EQ(choices.backbones.size(), 3U);
    EXPECT_EQ(choices.presets.size(), 4U);
    ASSERT_FALSE(choices.devices.empty());
    EXPECT_EQ(choices.devices.front().id, "cpu") << "the workspace was opened for it";
    EXPECT_GT(choices.devices.front().memoryBytes, 0U);
}

TEST_F(TrainingRunsTest, APreviewCountsClassesAndShowsOneOfEach) {
    addClasses(3);
    addPicture("red/more.bmp", 7, test::kRed);
    test::writeText(pictures() / "blue/0.bmp", "BM");
    const auto preview = workspace().previewTrainingData(pictures().string(), {});
    ASSERT_TRUE(preview.ok()) << preview.error().message;
    EXPECT_EQ(preview->kind, TrainingDataPreview::Kind::ClassFolders);
    EXPECT_EQ(preview->images, 10);
    EXPECT_EQ(preview->side, 64);
    ASSERT_EQ(preview->classes.size(), 3U);
    EXPECT_EQ(preview->classes[0].name, "blue");
    EXPECT_EQ(preview->classes[2].name, "red");
    EXPECT_EQ(preview->classes[2].images, 4);
    ASSERT_EQ(preview->samples.size(), 3U) << "the unreadable picture has a neighbour";
    EXPECT_EQ(preview->samples[2].label, "red");
    EXPECT_GT(preview->samples[2].picture.rgb[0], preview->samples[2].picture.rgb[2]);
}

TEST_F(TrainingRunsTest, APreviewSaysWhatIsWrongWithTheData) {
    const auto problem = [&](const std::string& data) {
        const auto preview = workspace().previewTrainingData(data, {});
        return preview.ok() ? std::string("nothing") : preview.error().message;
    };
    EXPECT_NE(problem(path("none").string()).find("none"), std::string::npos);
    EXPECT_NE(problem(pictures().string()).find("sub-folders"), std::string::npos);
    EXPECT_NE(problem(""), "nothing");
    addPicture("only/1.bmp", 1);
    EXPECT_NE(problem(pictures().string()).find("2 to 65535 classes"), std::string::npos);
    test::writeText(path("packed"), "not packed");
    EXPECT_NE(problem(path("packed").string()).find("packed"), std::string::npos);
    const CancelToken cancel;
    cancel.cancel();
    EXPECT_EQ(workspace().previewTrainingData(pictures().string(), cancel).error().code,
              ErrorCode::Cancelled);
}

TEST_F(TrainingRunsTest, APackedFileAndCifarArePreviewedToo) {
    addClasses(2);
    ASSERT_TRUE(trainRun(create()).error().message.size() > 0) << "a batch of 8 is too large for 6 pictures";
    fs::path packed;
    for (const auto& file : fs::directory_iterator(home() / "cache/packed"))
        packed = file.path();
    const auto preview = workspace().previewTrainingData(packed.string(), {});
    ASSERT_TRUE(preview.ok()) << preview.error().message;
    EXPECT_EQ(preview->kind, TrainingDataPreview::Kind::Packed);
    EXPECT_EQ(preview->side, 32);
    EXPECT_TRUE(preview->sideFixed);
    EXPECT_EQ(preview->images, 6);
    EXPECT_EQ(preview->samples.size(), 3U);

    const fs::path cifar = path("cifar-10-batches-bin");
    fs::create_directories(cifar);
    for (int number = 1; number <= 5; ++number) {
        std::string records;
        for (int label = 0; label < 10; ++label) {
            records += static_cast<char>(label);
            records += std::string(1024, static_cast<char>(200)) + std::string(2048, static_cast<char>(10));
        }
        test::writeText(cifar / ("data_batch_" + std::to_string(number) + ".bin"), records);
    }
    const auto other = workspace().previewTrainingData(path("").string(), {});
    ASSERT_TRUE(other.ok()) << other.error().message;
    EXPECT_EQ(other->kind, TrainingDataPreview::Kind::Cifar10);
    EXPECT_EQ(other->images, 50);
    EXPECT_EQ(other->classes[3].name, "cat");
    EXPECT_EQ(other->classes[3].images, 5);
    ASSERT_EQ(other->samples.size(), 10U);
    EXPECT_EQ(other->samples[0].picture.rgb[0], 200) << "the first plane is red";
    EXPECT_EQ(other->samples[0].picture.rgb[1], 10);
    test::writeText(cifar / "data_batch_2.bin", std::string(3073, static_cast<char>(77)));
    EXPECT_EQ(workspace().previewTrainingData(cifar.string(), {}).error().code, ErrorCode::Corrupt);
}

} // namespace
} // namespace sparlet::engine
