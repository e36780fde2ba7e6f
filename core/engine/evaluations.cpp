#include "engine/workspace_internal.h"

namespace sparlet::engine {

Result<EvaluationSummary> WorkspaceImpl::keepEvaluation(const EvaluateRequest& /*request*/,
                                                        const std::string& /*name*/,
                                                        const ProgressCallback& /*progress*/,
                                                        const CancelToken& /*cancel*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

Result<std::vector<EvaluationSummary>> WorkspaceImpl::evaluations() {
    return Error{ErrorCode::Internal, "Not there yet."};
}

Result<EvaluationDetails> WorkspaceImpl::evaluation(const std::string& /*id*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

Result<QueryRanking> WorkspaceImpl::evaluationQuery(const std::string& /*id*/, const std::string& /*query*/,
                                                    int /*top*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

Result<RankDifference> WorkspaceImpl::rankDifference(const std::string& /*left*/,
                                                     const std::string& /*right*/,
                                                     const std::string& /*query*/, int /*top*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

Status WorkspaceImpl::renameEvaluation(const std::string& /*id*/, const std::string& /*name*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

Status WorkspaceImpl::deleteEvaluation(const std::string& /*id*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

Status WorkspaceImpl::restoreEvaluation(const std::string& /*id*/) {
    return Error{ErrorCode::Internal, "Not there yet."};
}

} // namespace sparlet::engine
