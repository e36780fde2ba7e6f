// GNU OpenMP's threads, which LibTorch computes with, spin while they wait. Beside any other work on the
// machine they take the cores from those that they wait for, and a training takes several times as long. Its
// library reads the variable once, in its constructor, so it is set before the constructors of shared
// libraries run; what the user has chosen stands.
#include <cstdlib>

namespace {

void waitWithoutSpinning(int /*argc*/, char** /*argv*/, char** /*environment*/) {
    ::setenv("OMP_WAIT_POLICY", "passive", 0);
}

[[gnu::section(".preinit_array"), gnu::used]] void (*const beforeLibraries)(int, char**,
                                                                            char**) = waitWithoutSpinning;

} // namespace
