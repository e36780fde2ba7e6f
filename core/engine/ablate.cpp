#include "engine/workspace_internal.h"

namespace sparlet::engine {

Result<AblationPlan> WorkspaceImpl::ablation(const std::string& /*file*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

Result<AblationPlan> WorkspaceImpl::ablate(const std::string& /*file*/, const ProgressCallback& /*progress*/,
                                           const AblationCallback& /*changed*/,
                                           const CancelToken& /*cancel*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

} // namespace sparlet::engine
