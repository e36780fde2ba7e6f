#include "program.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sparlet::test {

namespace {

struct Pipe {
    int read = -1, write = -1;
    Pipe() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
        read = ends[0];
        write = ends[1];
    }
    ~Pipe() {
        closeEnd(read);
        closeEnd(write);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    static void closeEnd(int& end) {
        if (end >= 0) ::close(end);
        end = -1;
    }
};

[[noreturn]] void becomeProgram(const std::string& program, const std::vector<std::string>& arguments,
                                const RunOptions& options, const Pipe& out, const Pipe& err) {
    for (const auto& [name, value] : options.environment)
        ::setenv(name.c_str(), value.c_str(), 1);
    if (options.largestFile) {
        ::signal(SIGXFSZ, SIG_IGN);
        const struct rlimit limit { *options.largestFile, *options.largestFile };
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    const int target =
        options.standardOutput.empty() ? out.write : ::open(options.standardOutput.c_str(), O_WRONLY);
    ::dup2(target, STDOUT_FILENO);
    ::dup2(err.write, STDERR_FILENO);
    std::vector<char*> argv{const_cast<char*>(program.c_str())};
    for (const auto& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    ::execv(program.c_str(), argv.data());
    ::_exit(127);
}

/// Reads what is there; false at the end.
bool take(int& end, std::string& text) {
    std::array<char, 65536> block{};
    const ssize_t count = ::read(end, block.data(), block.size());
    if (count > 0) {
        text.append(block.data(), static_cast<std::size_t>(count));
        return true;
    }
    if (count < 0 && errno == EINTR) return true;
    Pipe::closeEnd(end);
    return false;
}

} // namespace

Outcome runProgram(const std::string& program, const std::vector<std::string>& arguments,
                   const RunOptions& options) {
    Pipe out;
    Pipe err;
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error(std::string("fork failed: ") + std::strerror(errno));
    if (child == 0) becomeProgram(program, arguments, options, out, err);
    Pipe::closeEnd(out.write);
    Pipe::closeEnd(err.write);

    Outcome outcome;
    const auto start = std::chrono::steady_clock::now();
    bool pending = options.signal != 0;
    while (out.read >= 0 || err.read >= 0) {
        std::array<pollfd, 2> ends{pollfd{out.read, POLLIN, 0}, pollfd{err.read, POLLIN, 0}};
        ::poll(ends.data(), ends.size(), 5);
        if (ends[0].revents != 0) take(out.read, outcome.out);
        if (ends[1].revents != 0) take(err.read, outcome.err);
        const auto waited = std::chrono::steady_clock::now() - start;
        const bool due = options.signalAfter.empty()
                             ? waited >= std::chrono::milliseconds(options.signalDelayMs)
                             : outcome.err.find(options.signalAfter) != std::string::npos;
        if (pending && due) {
            ::kill(child, options.signal);
            pending = false;
        }
    }
    int status = 0;
    struct rusage usage {};
    ::wait4(child, &status, 0, &usage);
    if (WIFEXITED(status)) outcome.status = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) outcome.signal = WTERMSIG(status);
    outcome.peakMemoryBytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
    return outcome;
}

} // namespace sparlet::test
