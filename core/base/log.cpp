#include "base/log.h"

#include <cstdio>
#include <mutex>
#include <utility>

namespace sparlet {
namespace {

void printToStandardError(LogLevel level, std::string_view message) {
    if (level < LogLevel::Warning) return;
    std::fprintf(stderr, "%.*s\n", static_cast<int>(message.size()), message.data());
}

struct State {
    std::mutex mutex;
    LogSink sink = printToStandardError;
};

State& state() {
    static State instance;
    return instance;
}

} // namespace

void setLogSink(LogSink sink) {
    std::scoped_lock lock(state().mutex);
    state().sink = sink ? std::move(sink) : LogSink(printToStandardError);
}

void log(LogLevel level, std::string_view message) {
    std::scoped_lock lock(state().mutex);
    state().sink(level, message);
}

} // namespace sparlet
