#include "engine/workspace_internal.h"

namespace sparlet::engine {

Result<std::vector<ProjectSummary>> WorkspaceImpl::projects() {
    return Error{ErrorCode::Internal, "Not there yet."};
}

Status WorkspaceImpl::saveProject(const ProjectSummary& /*project*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

Status WorkspaceImpl::deleteProject(const std::string& /*name*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

Status WorkspaceImpl::exportProject(const std::string& /*name*/, const std::string& /*file*/, bool /*models*/,
                                    const ProgressCallback& /*progress*/, const CancelToken& /*cancel*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

Result<ProjectSummary> WorkspaceImpl::importProject(const std::string& /*file*/,
                                                    const ProgressCallback& /*progress*/,
                                                    const CancelToken& /*cancel*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

} // namespace sparlet::engine
