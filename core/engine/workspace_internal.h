// The one implementation of Workspace, in a file for each use case.
#pragma once

#include "engine/home_internal.h"
#include "engine/models_internal.h"
#include "engine/workspace.h"
#include "index/code_index.h"
#include "store/catalogue.h"
#include "store/image_view.h"
#include "text/text_encoder.h"

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sparlet::engine {

/// A collection as it was at one moment. Immutable; thread-safe.
struct OpenCollection {
    store::CollectionRecord record;
    std::vector<store::FolderRecord> folders;
    std::vector<store::SegmentRecord> segments;
    std::shared_ptr<const store::ImageView> images;
    std::shared_ptr<const CollectionView> view;
    std::shared_ptr<const index::CodeIndex> index; // null: no image yet

    std::optional<ImageInfo> find(ImageId id) const;
    std::optional<ImageInfo> find(const std::string& path) const;
    /// Corrupt where the catalogue promises a code that no segment has.
    Result<std::span<const std::uint8_t>> codeOf(const ImageInfo& image) const;
};

class StageClock;
struct TrashedImages;
struct EvaluationOutcome;
class KeptRanking;
class AblationRunner;

/// Collections under construction by a re-index; never shown.
inline constexpr const char* kStagingPrefix = ".reindex-";
/// Whose lock covers a collection of the catalogue: its own, or that of the one it will replace.
std::string lockedName(const std::string& collection);

class WorkspaceImpl final : public Workspace {
public:
    WorkspaceImpl(HomeLayout home, std::filesystem::path shipped, nn::EncoderOptions wanted, int threads);
    ~WorkspaceImpl() override;

    const std::filesystem::path& home() const override { return home_.root; }
    std::string deviceName() override;

    Result<std::vector<ModelSummary>> models() override;
    Result<ModelDetails> model(const std::string& idOrFile) override;

    Result<std::vector<CollectionSummary>> collections() override;
    Result<IndexReport> index(const IndexRequest& request, const ProgressCallback& progress,
                              const CancelToken& cancel) override;
    Result<WatchReport> watch(const WatchRequest& request, const ProgressCallback& progress,
                              const std::function<void(const IndexReport&)>& indexed,
                              const CancelToken& cancel) override;
    Result<std::shared_ptr<const CollectionView>> collection(const std::string& name) override;
    Status removeCollection(const std::string& name) override;
    Status renameCollection(const std::string& name, const std::string& newName) override;
    Status compact(const std::string& name, const ProgressCallback& progress,
                   const CancelToken& cancel) override;

    Result<QueryReport> query(const QueryRequest& request, const CancelToken& cancel) override;

    Result<CodeReport> inspectIndexed(const std::string& collection, const std::string& path) override;
    Result<CodeReport> inspectFile(const std::string& model, const std::string& file) override;
    Result<CollectionStatistics> statistics(const std::string& collection) override;
    Result<ExplainReport> explain(const ExplainRequest& request) override;
    Result<DuplicatesReport> duplicates(const std::string& collection, float threshold,
                                        const ProgressCallback& progress, const CancelToken& cancel) override;
    Status writeDuplicates(const DuplicatesReport& report, const std::string& file) override;
    Result<TrashReport> trashImages(const std::string& collection, const std::vector<std::string>& paths,
                                    const ProgressCallback& progress, const CancelToken& cancel) override;
    Result<RestoreReport> restoreImages(const std::string& id, const ProgressCallback& progress,
                                        const CancelToken& cancel) override;

    TrainingChoices trainingChoices() override;
    Result<TrainingDataPreview> previewTrainingData(const std::string& data,
                                                    const CancelToken& cancel) override;
    Result<std::string> createRun(const TrainRequest& request, const std::string& name) override;
    Result<std::vector<RunSummary>> runs() override;
    Result<RunDetails> run(const std::string& id) override;
    Status renameRun(const std::string& id, const std::string& name) override;
    Status deleteRun(const std::string& id) override;
    Status restoreRun(const std::string& id) override;
    Result<train::TrainReport> train(const TrainRequest& request, const ProgressCallback& progress,
                                     const train::EpochCallback& epoch, const CancelToken& cancel) override;
    Result<EvaluationReport> evaluate(const EvaluateRequest& request, const ProgressCallback& progress,
                                      const CancelToken& cancel) override;

    Result<EvaluationSummary> keepEvaluation(const EvaluateRequest& request, const std::string& name,
                                             const ProgressCallback& progress,
                                             const CancelToken& cancel) override;
    Result<std::vector<EvaluationSummary>> evaluations() override;
    Result<EvaluationDetails> evaluation(const std::string& id) override;
    Result<QueryRanking> evaluationQuery(const std::string& id, const std::string& query, int top) override;
    Result<RankDifference> rankDifference(const std::string& left, const std::string& right,
                                          const std::string& query, int top) override;
    Status renameEvaluation(const std::string& id, const std::string& name) override;
    Status deleteEvaluation(const std::string& id) override;
    Status restoreEvaluation(const std::string& id) override;
    Result<std::string> setPicturesFolder(const std::string& from, const std::string& to) override;

    Result<AblationPlan> ablation(const std::string& file) override;
    Result<AblationPlan> ablate(const std::string& file, const ProgressCallback& progress,
                                const AblationCallback& changed, const CancelToken& cancel) override;

    Result<std::vector<eval::Measurement>> measurements() override;
    report::FigureChoices figureChoices() override { return report::figureChoices(); }
    Result<report::Preview> previewFigure(const report::FigureRequest& request, double pixelsPerMm) override;
    Status writeFigure(const report::FigureRequest& request, const std::string& file) override;
    Status writeTable(const report::TableRequest& request, const std::string& file) override;
    Result<report::FigureRequest> queryStrip(const StripRequest& request) override;
    Result<PublishReport> publish(const PublishRequest& request, const ProgressCallback& progress,
                                  const CancelToken& cancel) override;

    Result<std::vector<ProjectSummary>> projects() override;
    Status saveProject(const ProjectSummary& project) override;
    Status deleteProject(const std::string& name) override;
    Status exportProject(const std::string& name, const std::string& file, bool models,
                         const ProgressCallback& progress, const CancelToken& cancel) override;
    Result<ProjectSummary> importProject(const std::string& file, const ProgressCallback& progress,
                                         const CancelToken& cancel) override;

    Result<TuneReport> tuneExpansion(const TuneRequest& request, const ProgressCallback& progress,
                                     const CancelToken& cancel) override;
    Result<std::shared_ptr<CompactionSession>> openCompaction(const CompactionRequest& request,
                                                              const ProgressCallback& progress,
                                                              const CancelToken& cancel) override;
    Result<CalibrationReport> calibrateModel(const CalibrateRequest& request,
                                             const ProgressCallback& progress,
                                             const CancelToken& cancel) override;

    Result<DescribeOutcome> describePictures(const DescribeRequest& request, const ProgressCallback& progress,
                                             const CancelToken& cancel) override;
    Result<PictureTexts> captions(const std::string& file) override;
    Status saveCaptions(const std::string& file, const std::vector<PictureText>& texts) override;
    Result<ModelDetails> exportModel(const ExportRequest& request) override;

    std::vector<Check> doctor() override;
    Result<BenchmarkReport> benchmark(const BenchmarkRequest& request, const ProgressCallback& progress,
                                      const CancelToken& cancel) override;
    Result<image::Picture> thumbnail(const std::string& path, int side) override;
    Result<std::string> setting(const std::string& key) override;
    Status setSetting(const std::string& key, const std::string& value) override;

private:
    friend class AblationRunner;
    /// Null where the home has no catalogue yet.
    Result<std::unique_ptr<store::Catalogue>> openForReading() const;
    Result<std::unique_ptr<store::Catalogue>> openForWriting() const;
    Result<std::shared_ptr<const OpenCollection>> open(const std::string& name);
    Result<std::shared_ptr<const OpenCollection>> load(store::Catalogue& catalogue,
                                                       const store::CollectionRecord& record) const;
    Status loadInSnapshot(store::Catalogue& catalogue, OpenCollection& opened) const;
    /// The model that the collection's codes come from.
    Result<std::shared_ptr<Model>> modelOf(const OpenCollection& collection);
    Result<std::shared_ptr<const TextEncoder>> textEncoder(int dimensions);
    void checkCollections(std::vector<Check>& checks);
    /// What a request leaves open, and absolute paths; `run` names the model's file where none is asked for.
    Status settle(TrainRequest& request, const std::string& run) const;
    /// Takes the run's lock; what goes wrong is kept with the run.
    Status calibrateTrained(const TrainRequest& request, const std::filesystem::path& run,
                            const std::filesystem::path& packed, const ProgressCallback& progress,
                            const CancelToken& cancel);
    Result<train::TrainReport> trainRun(TrainRequest& request, const std::string& run,
                                        const ProgressCallback& progress, const train::EpochCallback& epoch,
                                        const CancelToken& cancel);
    /// What evaluate() and keepEvaluation() share; `curves` for the latter.
    Result<std::unique_ptr<EvaluationOutcome>> runEvaluation(const EvaluateRequest& request, bool curves,
                                                             const ProgressCallback& progress,
                                                             const CancelToken& cancel);
    /// Where a folder of pictures is by now: by the setting "moved-folders", a JSON object of old and new
    /// paths, the longest old one first.
    std::string movedPath(const std::string& path);
    /// A kept evaluation opened, the last few of them only once.
    Result<std::shared_ptr<const KeptRanking>> openRanking(const std::string& id);
    /// This workspace's part of the trash.
    std::filesystem::path trash() const;
    /// LKD's text side, for the packed data set; empty where the method takes none.
    Result<train::TextTargets> textTargets(const TrainRequest& request, const std::filesystem::path& packed);
    Result<ImageInfo> findImage(const OpenCollection& collection, const std::string& path) const;
    /// Embedding [D] of one query part, normalised; appends words that the text encoder does not know.
    Result<std::vector<float>> encodePart(const QueryPart& part, const OpenCollection& collection,
                                          Model& model, std::vector<std::string>& unknownWords);

    const HomeLayout home_;
    ModelRegistry registry_;
    std::mutex mutex_; // guards what follows
    std::map<std::string, std::shared_ptr<const OpenCollection>> opened_;
    std::shared_ptr<const TextEncoder> textEncoder_;
    std::map<std::string, std::shared_ptr<TrashedImages>> trashedImages_; // by id of their report
    std::size_t trashCount_ = 0;
    std::vector<std::string> trashed_; // runs and evaluations that can be brought back
    std::vector<std::pair<std::string, std::shared_ptr<const KeptRanking>>> rankings_; // the latest last
};

/// Runs one index request; the caller holds no lock. `stages`: where its time goes; may be null.
Result<IndexReport> runIndex(const HomeLayout& home, ModelRegistry& registry, const IndexRequest& request,
                             const ProgressCallback& progress, const CancelToken& cancel,
                             StageClock* stages = nullptr);

/// The collection's images, from their view file, which is made where it is missing, damaged or old. `record`
/// must be as the catalogue has it: call within inSnapshot(). `isWriter`: the caller holds the home's lock.
Result<std::shared_ptr<const store::ImageView>> openImages(const HomeLayout& home,
                                                           store::Catalogue& catalogue,
                                                           const store::CollectionRecord& record,
                                                           bool isWriter);

/// Has the next reader find a view file of today. Where that fails, it makes its own.
void writeImageView(const HomeLayout& home, store::Catalogue& catalogue, const std::string& collection);

/// InvalidArgument for an empty, overlong or unprintable name, and one that begins with a dot.
Status checkCollectionName(const std::string& name);

/// "There is no collection ...", with the names that exist.
Error noSuchCollection(store::Catalogue* catalogue, const std::string& name);

} // namespace sparlet::engine
