// The models that a person can choose from where a file of weights is needed.
#pragma once

#include "engine/workspace.h"

#include <vector>

namespace sparlet::ui {

/// The usable models with a file of their own, the default one first, and those that runs wrote elsewhere,
/// with the run's id and name. Blocks.
Result<std::vector<engine::ModelSummary>> modelChoices(engine::Workspace& workspace);

} // namespace sparlet::ui
