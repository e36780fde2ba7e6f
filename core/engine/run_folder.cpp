#include "base/atomic_file.h"
#include "base/printable.h"
#include "engine/train_job_internal.h"
#include "engine/training_runs_internal.h"

#include <cerrno>
#include <ctime>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

constexpr const char* kLockFile = "lock";
constexpr const char* kRequestFile = "request.json";
constexpr const char* kProblemFile = "problem.txt";
constexpr const char* kNameFile = "name.txt";
constexpr std::size_t kLongestName = 200;

struct flock wholeFile() {
    struct flock whole {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    return whole;
}

} // namespace

Result<RunLock> RunLock::take(const fs::path& folder) {
    const fs::path file = folder / kLockFile;
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) return systemError(errno, "open the lock", file);
    RunLock lock(descriptor);
    auto whole = wholeFile();
    if (::fcntl(descriptor, F_OFD_SETLK, &whole) != 0) {
        ::close(std::exchange(lock.descriptor_, -1));
        return Error{ErrorCode::Busy,
                     "The run " + quoted(folder.filename()) + " is being trained; stop it first."};
    }
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(descriptor, 0) != 0 ||
        ::pwrite(descriptor, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
        return systemError(errno, "write the lock", file);
    }
    return lock;
}

RunLock::~RunLock() {
    if (descriptor_ < 0) return;
    // Where this fails, the run is taken for an interrupted one, and can be resumed all the same.
    (void)!::ftruncate(descriptor_, 0);
    ::close(descriptor_);
}

RunHolder holderOf(const fs::path& folder) {
    const int descriptor = ::open((folder / kLockFile).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return RunHolder::Nobody;
    auto whole = wholeFile();
    struct stat facts {};
    const bool held = ::fcntl(descriptor, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
    const bool left = ::fstat(descriptor, &facts) == 0 && facts.st_size > 0;
    ::close(descriptor);
    if (held) return RunHolder::Process;
    return left ? RunHolder::ProcessThatIsGone : RunHolder::Nobody;
}

Result<std::string> makeRunFolder(const HomeLayout& home, const train::TrainConfig& config) {
    if (auto made = makeFolder(home.runs()); !made.ok()) return made.error();
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::localtime_r(&now, &parts);
    char stamp[32];
    std::strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &parts);
    const std::string base = config.method + "-" + config.backbone + "-" + stamp;
    for (int number = 1; number < 1000; ++number) {
        const std::string id = number == 1 ? base : base + "-" + std::to_string(number);
        std::error_code problem;
        if (fs::create_directory(home.runs() / id, problem)) return id;
        if (problem) return systemError(problem.value(), "make the folder", home.runs() / id);
    }
    return Error{ErrorCode::Busy, "There are too many runs of this second; try again."};
}

Result<TrainRequest> readRequest(const fs::path& runFolder) {
    std::ifstream in(runFolder / kRequestFile);
    if (!in) {
        return Error{ErrorCode::NotFound, "There is no run " + quoted(runFolder) + " to go on with."};
    }
    std::stringstream text;
    text << in.rdbuf();
    return parseTrainRequest(text.str(), (runFolder / kRequestFile).string());
}

Status writeRequest(const fs::path& runFolder, const TrainRequest& request) {
    return writeFileAtomically(runFolder / kRequestFile, toJson(request));
}

Status writeProblem(const fs::path& runFolder, const std::string& problem) {
    const fs::path file = runFolder / kProblemFile;
    if (!problem.empty()) return writeFileAtomically(file, problem);
    std::error_code failure;
    fs::remove(file, failure);
    if (failure) return systemError(failure.value(), "remove", file);
    return {};
}

std::string givenName(const fs::path& runFolder) {
    std::ifstream in(runFolder / kNameFile);
    std::string name;
    std::getline(in, name);
    return printable(name).substr(0, 4 * kLongestName);
}

Status writeName(const fs::path& runFolder, const std::string& name) {
    if (name.empty() || name.size() > kLongestName) {
        return Error{ErrorCode::InvalidArgument, "A name has 1 to 200 bytes."};
    }
    return writeFileAtomically(runFolder / kNameFile, printable(name));
}

} // namespace sparlet::engine
