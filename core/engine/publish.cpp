#include "engine/workspace_internal.h"

namespace sparlet::engine {

Result<std::vector<eval::Measurement>> WorkspaceImpl::measurements() {
    return Error{ErrorCode::Internal, "Not there yet."};
}

Result<report::Preview> WorkspaceImpl::previewFigure(const report::FigureRequest& /*request*/,
                                                     double /*pixelsPerMm*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

Status WorkspaceImpl::writeFigure(const report::FigureRequest& /*request*/, const std::string& /*file*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

Status WorkspaceImpl::writeTable(const report::TableRequest& /*request*/, const std::string& /*file*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

Result<report::FigureRequest> WorkspaceImpl::queryStrip(const StripRequest& /*request*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

Result<PublishReport> WorkspaceImpl::publish(const PublishRequest& /*request*/,
                                             const ProgressCallback& /*progress*/,
                                             const CancelToken& /*cancel*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

} // namespace sparlet::engine
