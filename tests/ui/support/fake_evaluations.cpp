#include "ui/support/fake_workspace.h"

namespace sparlet::testing {

Result<engine::EvaluationSummary> FakeWorkspace::keepEvaluation(const engine::EvaluateRequest& /*request*/,
                                                                const std::string& /*name*/,
                                                                const ProgressCallback& /*progress*/,
                                                                const CancelToken& /*cancel*/) {
    return Error{ErrorCode::Internal, "The fake has none."};
}

Result<std::vector<engine::EvaluationSummary>> FakeWorkspace::evaluations() {
    return Error{ErrorCode::Internal, "The fake has none."};
}

Result<engine::EvaluationDetails> FakeWorkspace::evaluation(const std::string& /*id*/) {
    return Error{ErrorCode::Internal, "The fake has none."};
}

Result<engine::QueryRanking> FakeWorkspace::evaluationQuery(const std::string& /*id*/,
                                                            const std::string& /*query*/, int /*top*/) {
    return Error{ErrorCode::Internal, "The fake has none."};
}

Result<engine::RankDifference> FakeWorkspace::rankDifference(const std::string& /*left*/,
                                                             const std::string& /*right*/,
                                                             const std::string& /*query*/, int /*top*/) {
    return Error{ErrorCode::Internal, "The fake has none."};
}

Status FakeWorkspace::renameEvaluation(const std::string& /*id*/, const std::string& /*name*/) {
    return Error{ErrorCode::Internal, "The fake has none."};
}

Status FakeWorkspace::deleteEvaluation(const std::string& /*id*/) {
    return Error{ErrorCode::Internal, "The fake has none."};
}

Status FakeWorkspace::restoreEvaluation(const std::string& /*id*/) {
    return Error{ErrorCode::Internal, "The fake has none."};
}

Result<engine::AblationPlan> FakeWorkspace::ablation(const std::string& /*file*/) {
    return Error{ErrorCode::Internal, "The fake has none."};
}

Result<engine::AblationPlan> FakeWorkspace::ablate(const std::string& /*file*/,
                                                   const ProgressCallback& /*progress*/,
                                                   const engine::AblationCallback& /*changed*/,
                                                   const CancelToken& /*cancel*/) {
    return Error{ErrorCode::Internal, "The fake has none."};
}

} // namespace sparlet::testing
