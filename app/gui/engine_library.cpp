#include "engine_library.h"

extern "C" __attribute__((visibility("default"))) void
sparletOpenWorkspace(const sparlet::engine::WorkspaceOptions& options,
                     sparlet::gui::WorkspaceResult& opened) {
    opened = sparlet::engine::Workspace::open(options);
}
