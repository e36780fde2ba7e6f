// Messages for the person who runs the program; never part of a result.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace sparlet {

enum class LogLevel { Debug, Info, Warning, Error };

/// Where messages go. Called from any thread, one call at a time. The default prints warnings and errors to
/// standard error.
using LogSink = std::function<void(LogLevel, std::string_view)>;

/// Thread-safe; replaces the sink for the whole process (composition roots and tests only).
void setLogSink(LogSink sink);

/// Thread-safe.
void log(LogLevel level, std::string_view message);

} // namespace sparlet
