// The use cases. The command line and the application call these and nothing below them.
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "engine/ablation_reports.h"
#include "engine/benchmark_reports.h"
#include "engine/compaction_session.h"
#include "engine/describe_reports.h"
#include "engine/duplicate_reports.h"
#include "engine/evaluation_reports.h"
#include "engine/publish_reports.h"
#include "engine/reports.h"
#include "engine/training_reports.h"
#include "image/image_file.h"
#include "train/trainer.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sparlet::engine {

struct WorkspaceOptions {
    std::filesystem::path home;   // created when missing
    std::filesystem::path models; // shipped models; empty: beside the program, or the build's
    std::string device = "auto";
    std::string precision = "auto"; // of nn::EncoderOptions
    int threads = 0;                // 0: the machine's
};

/// One home folder. Every method blocks, may be called from any thread, and may run beside others; encoders
/// and opened collections are cached inside. Nothing is loaded before it is needed: open() is fast.
class Workspace {
public:
    static Result<std::shared_ptr<Workspace>> open(const WorkspaceOptions& options);
    virtual ~Workspace() = default;

    virtual const std::filesystem::path& home() const = 0;
    virtual std::string deviceName() = 0;

    // Models
    virtual Result<std::vector<ModelSummary>> models() = 0; // default first
    virtual Result<ModelDetails> model(const std::string& idOrFile) = 0;

    // Journey 1: index
    virtual Result<std::vector<CollectionSummary>> collections() = 0;
    virtual Result<IndexReport> index(const IndexRequest& request, const ProgressCallback& progress,
                                      const CancelToken& cancel) = 0;
    /// Indexes what changed in the collection's folders, and again whenever something changes, until it is
    /// cancelled: that is its good end. A folder that goes away keeps its pictures in the collection; one
    /// that is back is looked through. While somebody else writes, changes wait. `indexed`: after each index
    /// run, on the watching thread.
    virtual Result<WatchReport> watch(const WatchRequest& request, const ProgressCallback& progress,
                                      const std::function<void(const IndexReport&)>& indexed,
                                      const CancelToken& cancel) = 0;
    /// A snapshot; the next call after an index run gives a newer one.
    virtual Result<std::shared_ptr<const CollectionView>> collection(const std::string& name) = 0;
    /// Merges what index runs have left in small pieces, so that searches read less; for a quiet moment.
    /// Readers go on meanwhile. Stopped or killed, all is as it was. Busy while somebody indexes.
    virtual Status compact(const std::string& name, const ProgressCallback& progress,
                           const CancelToken& cancel) = 0;
    virtual Status removeCollection(const std::string& name) = 0;
    virtual Status renameCollection(const std::string& name, const std::string& newName) = 0;

    // Journeys 2 and 3: query and expand
    virtual Result<QueryReport> query(const QueryRequest& request, const CancelToken& cancel) = 0;

    // Journeys 4 and 5: explain and inspect
    virtual Result<CodeReport> inspectIndexed(const std::string& collection, const std::string& path) = 0;
    virtual Result<CodeReport> inspectFile(const std::string& model, const std::string& file) = 0;
    virtual Result<CollectionStatistics> statistics(const std::string& collection) = 0;

    virtual Result<ExplainReport> explain(const ExplainRequest& request) = 0;
    /// Groups of images whose codes have a cosine of at least `threshold` with another of the group, largest
    /// group first. Exact; images without any likeness (empty codes) are in no group.
    virtual Result<DuplicatesReport> duplicates(const std::string& collection, float threshold,
                                                const ProgressCallback& progress,
                                                const CancelToken& cancel) = 0;
    /// By the file's name: .csv has a row a picture, .json what `sparlet duplicates --json` prints.
    virtual Status writeDuplicates(const DuplicatesReport& report, const std::string& file) = 0;
    /// Moves files to the desktop's trash and takes them out of the collection; what cannot be moved is told
    /// file by file, and so is a file that is not as it was when it was indexed. Waits for whoever writes.
    /// Cancelled, what has moved stays moved and is in the report.
    virtual Result<TrashReport> trashImages(const std::string& collection,
                                            const std::vector<std::string>& paths,
                                            const ProgressCallback& progress, const CancelToken& cancel) = 0;
    /// Moves what a trashImages() of this workspace has moved back to where it was, the last one first, and
    /// into the collection with the codes it had. Nothing is overwritten. NotFound where nothing of it is
    /// left to restore.
    virtual Result<RestoreReport> restoreImages(const std::string& id, const ProgressCallback& progress,
                                                const CancelToken& cancel) = 0;

    // Journey 6: train
    virtual TrainingChoices trainingChoices() = 0;
    /// What training on `data` would see; the errors are those that training would meet. Reads names and a
    /// few pictures only.
    virtual Result<TrainingDataPreview> previewTrainingData(const std::string& data,
                                                            const CancelToken& cancel) = 0;
    /// The folder of a run that has not begun; train() with the returned id as `resume` begins it. With an
    /// empty `out` the model goes to the home's models under the run's id.
    virtual Result<std::string> createRun(const TrainRequest& request, const std::string& name) = 0;
    /// Newest first. A run that cannot be read is listed as failed.
    virtual Result<std::vector<RunSummary>> runs() = 0;
    virtual Result<RunDetails> run(const std::string& id) = 0;
    /// The name is for people; the id stays.
    virtual Status renameRun(const std::string& id, const std::string& name) = 0;
    /// Busy while the run is trained. It can be restored until this workspace is destroyed. The model of a
    /// finished run stays among the home's models.
    virtual Status deleteRun(const std::string& id) = 0;
    virtual Status restoreRun(const std::string& id) = 0;

    // Journeys 6 and 7: train and evaluate
    virtual Result<train::TrainReport> train(const TrainRequest& request, const ProgressCallback& progress,
                                             const train::EpochCallback& epoch,
                                             const CancelToken& cancel) = 0;
    virtual Result<EvaluationReport>
    evaluate(const EvaluateRequest& request, const ProgressCallback& progress, const CancelToken& cancel) = 0;

    /// As evaluate(), and keeps it: the returned one can be opened from now on, also after a restart.
    virtual Result<EvaluationSummary> keepEvaluation(const EvaluateRequest& request, const std::string& name,
                                                     const ProgressCallback& progress,
                                                     const CancelToken& cancel) = 0;
    /// Kept ones, newest first. One that cannot be read is listed with its problem.
    virtual Result<std::vector<EvaluationSummary>> evaluations() = 0;
    virtual Result<EvaluationDetails> evaluation(const std::string& id) = 0;
    virtual Result<QueryRanking> evaluationQuery(const std::string& id, const std::string& query,
                                                 int top) = 0;
    /// InvalidArgument where the two did not rank the same images.
    virtual Result<RankDifference> rankDifference(const std::string& left, const std::string& right,
                                                  const std::string& query, int top) = 0;
    virtual Status renameEvaluation(const std::string& id, const std::string& name) = 0;
    /// It can be restored until this workspace is destroyed.
    virtual Status deleteEvaluation(const std::string& id) = 0;
    virtual Status restoreEvaluation(const std::string& id) = 0;
    /// The pictures that were in the folder `from`, or below it, are in `to` by now; "": where they were. All
    /// evaluations of the home look there from now on. Returns what was said before, "" for nothing: said
    /// again, it undoes this. NotFound where there is no folder `to`.
    virtual Result<std::string> setPicturesFolder(const std::string& from, const std::string& to) = 0;

    // Journey 8: ablate
    /// Reads the matrix in `file` and what of it is done already.
    virtual Result<AblationPlan> ablation(const std::string& file) = 0;
    /// Runs what is not done. A cell that fails says why and the rest goes on.
    virtual Result<AblationPlan> ablate(const std::string& file, const ProgressCallback& progress,
                                        const AblationCallback& changed, const CancelToken& cancel) = 0;

    // Journeys 8 and 9: compare and publish
    /// The home's evaluations, the shipped run records and the papers' values.
    virtual Result<std::vector<eval::Measurement>> measurements() = 0;
    virtual report::FigureChoices figureChoices() = 0;
    virtual Result<report::Preview> previewFigure(const report::FigureRequest& request,
                                                  double pixelsPerMm) = 0;
    /// Writes one figure; its format is that of the file's name.
    virtual Status writeFigure(const report::FigureRequest& request, const std::string& file) = 0;
    virtual Status writeTable(const report::TableRequest& request, const std::string& file) = 0;
    virtual Result<report::FigureRequest> queryStrip(const StripRequest& request) = 0;
    virtual Result<PublishReport> publish(const PublishRequest& request, const ProgressCallback& progress,
                                          const CancelToken& cancel) = 0;

    virtual Result<std::vector<ProjectSummary>> projects() = 0;
    /// Creates it, or replaces what belongs to it.
    virtual Status saveProject(const ProjectSummary& project) = 0;
    /// What belongs to it stays.
    virtual Status deleteProject(const std::string& name) = 0;
    /// One file with the runs, evaluations and figures; models only with `models`.
    virtual Status exportProject(const std::string& name, const std::string& file, bool models,
                                 const ProgressCallback& progress, const CancelToken& cancel) = 0;
    virtual Result<ProjectSummary> importProject(const std::string& file, const ProgressCallback& progress,
                                                 const CancelToken& cancel) = 0;

    /// Has a language model describe the pictures of a training set into a captions file, which train()
    /// reads. What was described stays there, also where the run ends with an error.
    virtual Result<DescribeOutcome> describePictures(const DescribeRequest& request,
                                                     const ProgressCallback& progress,
                                                     const CancelToken& cancel) = 0;

    /// A captions file as it is; NotFound where there is none.
    virtual Result<PictureTexts> captions(const std::string& file) = 0;
    /// Replaces the file by these texts, all at once. Busy while something is being described into it.
    virtual Status saveCaptions(const std::string& file, const std::vector<PictureText>& texts) = 0;

    /// Chooses a model's IQE settings on training images.
    virtual Result<TuneReport> tuneExpansion(const TuneRequest& request, const ProgressCallback& progress,
                                             const CancelToken& cancel) = 0;

    /// Measures what the values in a model's network span, for 8-bit arithmetic, and how near each arithmetic
    /// comes to the eager network; from then on the fastest good one is taken.
    virtual Result<CalibrationReport> calibrateModel(const CalibrateRequest& request,
                                                     const ProgressCallback& progress,
                                                     const CancelToken& cancel) = 0;

    /// Opens a model to give its weights fewer bits, each layer as many as it needs. Long: measures every
    /// layer.
    virtual Result<std::shared_ptr<CompactionSession>> openCompaction(const CompactionRequest& request,
                                                                      const ProgressCallback& progress,
                                                                      const CancelToken& cancel) = 0;

    /// Writes a model as a file of its own, with what the request changes; its id is the file's name.
    virtual Result<ModelDetails> exportModel(const ExportRequest& request) = 0;

    virtual std::vector<Check> doctor() = 0;

    /// How fast this machine encodes, searches or indexes. Long; nothing of the home changes. InvalidArgument
    /// for a request that cannot be measured.
    virtual Result<BenchmarkReport> benchmark(const BenchmarkRequest& request,
                                              const ProgressCallback& progress,
                                              const CancelToken& cancel) = 0;

    /// At most `side` pixels on the longer side, from the cache on disk where it is fresh.
    virtual Result<image::Picture> thumbnail(const std::string& path, int side) = 0;

    /// Small named values that survive a restart (window state, last collection).
    virtual Result<std::string> setting(const std::string& key) = 0; // "" when unset
    virtual Status setSetting(const std::string& key, const std::string& value) = 0;
};

} // namespace sparlet::engine
