#include "ui/support/fake_workspace.h"

namespace sparlet::testing {

Result<std::vector<eval::Measurement>> FakeWorkspace::measurements() {
    return Error{ErrorCode::Internal, "The fake has none."};
}

Result<report::Preview> FakeWorkspace::previewFigure(const report::FigureRequest& /*request*/,
                                                     double /*pixelsPerMm*/) {
    return Error{ErrorCode::Internal, "The fake has none."};
}

Status FakeWorkspace::writeFigure(const report::FigureRequest& /*request*/, const std::string& /*file*/) {
    return Error{ErrorCode::Internal, "The fake has none."};
}

Status FakeWorkspace::writeTable(const report::TableRequest& /*request*/, const std::string& /*file*/) {
    return Error{ErrorCode::Internal, "The fake has none."};
}

Result<report::FigureRequest> FakeWorkspace::queryStrip(const engine::StripRequest& /*request*/) {
    return Error{ErrorCode::Internal, "The fake has none."};
}

Result<engine::PublishReport> FakeWorkspace::publish(const engine::PublishRequest& /*request*/,
                                                     const ProgressCallback& /*progress*/,
                                                     const CancelToken& /*cancel*/) {
    return Error{ErrorCode::Internal, "The fake has none."};
}

} // namespace sparlet::testing
