// A workspace in memory with drawn pictures and exact, small codes: what the interface's tests run against.
#pragma once

#include "engine/workspace.h"
#include "ui/support/fake_compaction.h"
#include "ui/support/fake_evaluations.h"
#include "ui/support/fake_publishing.h"
#include "ui/support/fake_trash.h"

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace sparlet::testing {

struct FakeOptions {
    int imagesPerLabel = 20;  // of six labels
    int stepMilliseconds = 0; // of indexing, per ten images
    bool text = true;         // the model answers words
    bool indexFails = false;
    bool queryFails = false;
    bool collectionFails = false;
    int failures = 2; // files an index run cannot read
    int trainStepMilliseconds = 5;
    int trainSteps = 4; // of an epoch
    bool trainFails = false;
    bool runsFail = false;
};

class FakeWorkspace final : public engine::Workspace {
public:
    static constexpr int dimensions = 64;
    static const std::vector<std::string>& labels();

    explicit FakeWorkspace(std::filesystem::path home, FakeOptions options = {});

    /// As if `name` had been indexed from `folder` before.
    void addCollection(const std::string& name, const std::string& folder);
    FakeOptions& options() { return options_; }
    int queries() const { return queries_; }
    engine::QueryRequest lastQuery() const;
    engine::IndexRequest lastIndex() const;
    /// Collections that are kept up to date at the moment.
    std::vector<std::string> watched() const;
    /// As if two pictures had come into a watched collection's folder.
    void changeFolder(const std::string& collection);
    /// As if a run had got so far before.
    void addRun(const std::string& id, engine::RunSummary::State state, int epochsDone);
    /// Requests that runs were created with, oldest first.
    std::vector<engine::TrainRequest> trainRequests() const;

    const std::filesystem::path& home() const override { return home_; }
    std::string deviceName() override { return "CPU"; }
    Result<std::vector<engine::ModelSummary>> models() override;
    Result<engine::ModelDetails> model(const std::string& idOrFile) override;
    Result<std::vector<engine::CollectionSummary>> collections() override;
    Result<engine::IndexReport> index(const engine::IndexRequest& request, const ProgressCallback& progress,
                                      const CancelToken& cancel) override;
    Result<engine::WatchReport> watch(const engine::WatchRequest& request, const ProgressCallback& progress,
                                      const std::function<void(const engine::IndexReport&)>& indexed,
                                      const CancelToken& cancel) override;
    Result<std::shared_ptr<const engine::CollectionView>> collection(const std::string& name) override;
    Status compact(const std::string&, const ProgressCallback&, const CancelToken&) override {
        ++compactions_;
        return {};
    }
    int compactions() const { return compactions_; }
    Status removeCollection(const std::string& name) override;
    Status renameCollection(const std::string& name, const std::string& newName) override;
    Result<engine::QueryReport> query(const engine::QueryRequest& request,
                                      const CancelToken& cancel) override;
    Result<engine::CodeReport> inspectIndexed(const std::string& collection,
                                              const std::string& path) override;
    Result<engine::CodeReport> inspectFile(const std::string& model, const std::string& file) override;
    Result<engine::CollectionStatistics> statistics(const std::string& collection) override;
    Result<engine::ExplainReport> explain(const engine::ExplainRequest& request) override;
    Result<engine::DuplicatesReport> duplicates(const std::string& collection, float threshold,
                                                const ProgressCallback& progress,
                                                const CancelToken& cancel) override;
    Status writeDuplicates(const engine::DuplicatesReport& report, const std::string& file) override;
    Result<engine::TrashReport> trashImages(const std::string& collection,
                                            const std::vector<std::string>& paths, const ProgressCallback&,
                                            const CancelToken&) override;
    Result<engine::RestoreReport> restoreImages(const std::string& id, const ProgressCallback&,
                                                const CancelToken&) override;
    FakeTrash& trash() { return trash_; }
    engine::TrainingChoices trainingChoices() override;
    /// Fails for a path that has "bad" in it.
    Result<engine::TrainingDataPreview> previewTrainingData(const std::string& data,
                                                            const CancelToken& cancel) override;
    Result<std::string> createRun(const engine::TrainRequest& request, const std::string& name) override;
    Result<std::vector<engine::RunSummary>> runs() override;
    Result<engine::RunDetails> run(const std::string& id) override;
    Status renameRun(const std::string& id, const std::string& name) override;
    Status deleteRun(const std::string& id) override;
    Status restoreRun(const std::string& id) override;
    Result<train::TrainReport> train(const engine::TrainRequest& request, const ProgressCallback& progress,
                                     const train::EpochCallback& epoch, const CancelToken& cancel) override;
    Result<engine::EvaluationReport> evaluate(const engine::EvaluateRequest& request,
                                              const ProgressCallback& progress,
                                              const CancelToken& cancel) override;
    Result<engine::EvaluationSummary> keepEvaluation(const engine::EvaluateRequest& request,
                                                     const std::string& name,
                                                     const ProgressCallback& progress,
                                                     const CancelToken& cancel) override;
    Result<std::vector<engine::EvaluationSummary>> evaluations() override;
    Result<engine::EvaluationDetails> evaluation(const std::string& id) override;
    Result<engine::QueryRanking> evaluationQuery(const std::string& id, const std::string& query,
                                                 int top) override;
    Result<engine::RankDifference> rankDifference(const std::string& left, const std::string& right,
                                                  const std::string& query, int top) override;
    Status renameEvaluation(const std::string& id, const std::string& name) override;
    Status deleteEvaluation(const std::string& id) override;
    Status restoreEvaluation(const std::string& id) override;
    Result<std::string> setPicturesFolder(const std::string& from, const std::string& to) override;

    Result<engine::AblationPlan> ablation(const std::string& file) override;
    Result<engine::AblationPlan> ablate(const std::string& file, const ProgressCallback& progress,
                                        const engine::AblationCallback& changed,
                                        const CancelToken& cancel) override;

    Result<std::vector<eval::Measurement>> measurements() override;
    report::FigureChoices figureChoices() override;
    Result<report::Preview> previewFigure(const report::FigureRequest& request, double pixelsPerMm) override;
    Status writeFigure(const report::FigureRequest& request, const std::string& file) override;
    Status writeTable(const report::TableRequest& request, const std::string& file) override;
    Result<report::FigureRequest> queryStrip(const engine::StripRequest& request) override;
    Result<engine::PublishReport> publish(const engine::PublishRequest& request,
                                          const ProgressCallback& progress,
                                          const CancelToken& cancel) override;

    Result<std::vector<engine::ProjectSummary>> projects() override;
    Status saveProject(const engine::ProjectSummary& project) override;
    Status deleteProject(const std::string& name) override;
    Status exportProject(const std::string& name, const std::string& file, bool models,
                         const ProgressCallback& progress, const CancelToken& cancel) override;
    Result<engine::ProjectSummary> importProject(const std::string& file, const ProgressCallback& progress,
                                                 const CancelToken& cancel) override;
    Result<engine::DescribeOutcome> describePictures(const engine::DescribeRequest&, const ProgressCallback&,
                                                     const CancelToken&) override;
    Result<engine::PictureTexts> captions(const std::string& file) override;
    Status saveCaptions(const std::string& file, const std::vector<engine::PictureText>& texts) override;
    Result<engine::ModelDetails> exportModel(const engine::ExportRequest&) override;
    Result<engine::TuneReport> tuneExpansion(const engine::TuneRequest& request,
                                             const ProgressCallback& progress,
                                             const CancelToken& cancel) override;
    /// Everything stored so far.
    std::map<std::string, std::string> settings() const {
        std::scoped_lock lock(mutex_);
        return settings_;
    }
    Result<std::shared_ptr<engine::CompactionSession>>
    openCompaction(const engine::CompactionRequest& request, const ProgressCallback& progress,
                   const CancelToken& cancel) override;
    Result<engine::CalibrationReport> calibrateModel(const engine::CalibrateRequest& request,
                                                     const ProgressCallback& progress,
                                                     const CancelToken& cancel) override;
    CompactionScript& compaction() { return compaction_; }
    FakeEvaluations& evaluationStore() { return evaluations_; }
    FakePublishing& publishing() { return publishing_; }
    const std::vector<engine::DescribeRequest>& describeRequests() const { return describeRequests_; }
    const std::vector<engine::PictureText>& savedCaptions() const { return captions_; }
    /// Describing fails with this sentence from now on.
    void failDescribing(const std::string& sentence) { describeProblem_ = sentence; }
    Result<engine::BenchmarkReport> benchmark(const engine::BenchmarkRequest&, const ProgressCallback&,
                                              const CancelToken&) override {
        return Error{ErrorCode::Unsupported, "Nothing is measured here."};
    }
    std::vector<engine::Check> doctor() override { return {}; }
    Result<image::Picture> thumbnail(const std::string& path, int side) override;
    Result<std::string> setting(const std::string& key) override;
    Status setSetting(const std::string& key, const std::string& value) override;

private:
    using Vector = std::vector<float>;
    std::shared_ptr<const engine::CollectionView> find(const std::string& name) const;
    Result<Vector> vectorOf(const engine::QueryPart& part, std::vector<std::string>& unknown) const;
    Result<engine::CodeReport> report(const std::string& path) const;

    std::filesystem::path home_;
    FakeOptions options_;
    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<const engine::CollectionView>> collections_;
    std::map<std::string, std::string> settings_;
    std::atomic<int> queries_{0}, compactions_{0};
    engine::QueryRequest lastQuery_;
    engine::IndexRequest lastIndex_;
    std::vector<std::string> watched_, changedFolders_;
    std::vector<engine::RunDetails> runs_, deletedRuns_; // newest first
    std::vector<engine::TrainRequest> trainRequests_;
    std::vector<engine::DescribeRequest> describeRequests_;
    std::vector<engine::PictureText> captions_;
    std::string describeProblem_;
    CompactionScript compaction_;
    FakeEvaluations evaluations_;
    FakePublishing publishing_;
    FakeTrash trash_;
};

} // namespace sparlet::testing
