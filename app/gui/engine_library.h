// The one function of the library that brings the engine into the application.
#pragma once

#include "base/result.h"
#include "engine/workspace.h"

#include <memory>

namespace sparlet::gui {

using WorkspaceResult = Result<std::shared_ptr<engine::Workspace>>;

inline constexpr const char* kEngineLibrary = "sparlet-engine";
inline constexpr const char* kOpenFunction = "sparletOpenWorkspace";

/// As engine::Workspace::open; from the same compiler and the same build as the program, never another.
using OpenFunction = void (*)(const engine::WorkspaceOptions& options, WorkspaceResult& opened);

} // namespace sparlet::gui
