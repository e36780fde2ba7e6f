// The folders of training runs: who holds one, and what is written beside the trainer's own files.
#pragma once

#include "base/result.h"
#include "engine/home_internal.h"
#include "engine/reports.h"

#include <filesystem>
#include <string>

namespace sparlet::engine {

/// Held while a run is trained, by one process at a time; released also by a killed one. A process that ends
/// without releasing it leaves its number in the lock's file, which tells an interrupted run from others.
class RunLock {
public:
    /// Busy when the run is being trained.
    static Result<RunLock> take(const std::filesystem::path& folder);
    RunLock(RunLock&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
    RunLock& operator=(RunLock&&) = delete;
    ~RunLock();

private:
    explicit RunLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

enum class RunHolder { Nobody, Process, ProcessThatIsGone };
/// Takes nothing, so that nobody who wants the lock is kept from it.
RunHolder holderOf(const std::filesystem::path& folder);

/// "sparse-resnet18-20261122-053000", with a number where the second is not enough to tell two runs apart.
Result<std::string> makeRunFolder(const HomeLayout& home, const train::TrainConfig& config);
Result<TrainRequest> readRequest(const std::filesystem::path& runFolder);
Status writeRequest(const std::filesystem::path& runFolder, const TrainRequest& request);

/// The sentence with which the last training of the run ended; "": none.
Status writeProblem(const std::filesystem::path& runFolder, const std::string& problem);

/// The name a person gave to the run, or to a kept evaluation; "": none.
std::string givenName(const std::filesystem::path& runFolder);
/// InvalidArgument for an empty or overlong name.
Status writeName(const std::filesystem::path& runFolder, const std::string& name);

} // namespace sparlet::engine
