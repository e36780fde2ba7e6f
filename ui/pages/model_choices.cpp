#include "pages/model_choices.h"

#include <algorithm>

namespace sparlet::ui {

Result<std::vector<engine::ModelSummary>> modelChoices(engine::Workspace& workspace) {
    auto models = workspace.models();
    if (!models) return models.error();
    std::erase_if(*models, [](const auto& model) { return model.file.empty() || !model.problem.empty(); });
    const auto runs = workspace.runs();
    if (!runs) return runs.error();
    for (const auto& run : *runs) {
        const auto isIt = [&](const auto& model) { return model.file == run.model; };
        if (run.model.empty() || std::any_of(models->begin(), models->end(), isIt)) continue;
        engine::ModelSummary model;
        model.id = run.id;
        model.title = run.name;
        model.file = run.model;
        models->push_back(std::move(model));
    }
    return models;
}

} // namespace sparlet::ui
