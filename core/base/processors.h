// How many processors this process may run on.
#pragma once

namespace sparlet {

/// Those that the process is allowed to use (taskset, a container's cpuset, a batch system), at least 1. What
/// the C++ library calls hardware_concurrency counts all that the machine has, and two threads on one
/// processor wait for each other at every barrier. Thread-safe.
int usableProcessors();

} // namespace sparlet
