// Ctrl-C and SIGTERM as a request to stop.
#pragma once

#include "base/task.h"

namespace sparlet::cli {

/// The first SIGINT or SIGTERM cancels the token; a second one ends the process at once. The token must live
/// as long as the process.
void cancelOnInterrupt(const CancelToken& token);

} // namespace sparlet::cli
