// The parts of the workspace of the tests that run a matrix and that keep projects.
#include "ui/support/fake_workspace.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace sparlet::testing {

using namespace engine;

namespace {

AblationPlan makePlan(const std::string& file) {
    AblationPlan plan;
    plan.file = file;
    plan.name = "modules";
    plan.training = "/data/flowers-train";
    plan.evaluation = "/data/flowers";
    plan.methods = {"sparse", "baseline"};
    plan.variants = {"", "no-lkd", "no-ase"};
    plan.backbones = {"resnet18", "mobilenet_v3_small"};
    plan.seeds = {1, 2};
    for (const auto& method : plan.methods) {
        for (const auto& variant : plan.variants) {
            if (method == "baseline" && !variant.empty()) continue;
            for (const auto& backbone : plan.backbones) {
                for (const auto seed : plan.seeds) {
                    AblationCell cell;
                    cell.id = method + "-" + backbone + (variant.empty() ? "" : "-" + variant) + "-" +
                              std::to_string(seed);
                    cell.method = method;
                    cell.backbone = backbone;
                    cell.variant = variant;
                    cell.seed = seed;
                    plan.cells.push_back(std::move(cell));
                }
            }
        }
    }
    return plan;
}

bool diverges(const AblationCell& cell) {
    return cell.variant == "no-ase" && cell.backbone != "resnet18" && cell.seed == 2;
}

void fill(AblationCell& cell) {
    cell.run = cell.model = cell.evaluation = cell.id;
    auto& r = cell.report;
    r.map = (cell.method == "sparse" ? 0.71 : 0.55) - (cell.variant.empty() ? 0 : 0.04) -
            (cell.backbone == "resnet18" ? 0 : 0.06) + 0.008 * static_cast<double>(cell.seed);
    r.pAt1 = r.map + 0.1;
    r.latencyBatch1Ms = cell.backbone == "resnet18" ? 21.4 : 4.1;
}

} // namespace

Result<AblationPlan> FakeWorkspace::ablation(const std::string& file) {
    if (file.find("bad") != std::string::npos)
        return Error{ErrorCode::InvalidArgument,
                     "'" + file + "' names the method 'spars', line 3: write baseline, hamlet or sparse."};
    std::scoped_lock lock(evaluations_.mutex);
    return evaluations_.ablations.try_emplace(file, makePlan(file)).first->second;
}

Result<AblationPlan> FakeWorkspace::ablate(const std::string& file, const ProgressCallback& progress,
                                           const AblationCallback& changed, const CancelToken& cancel) {
    auto plan = ablation(file);
    if (!plan) return plan.error();
    const auto store = [&](const AblationCell& cell, std::size_t at) {
        {
            std::scoped_lock lock(evaluations_.mutex);
            evaluations_.ablations[file].cells[at] = cell;
        }
        if (changed) changed(cell);
    };
    for (std::size_t at = 0; at < plan->cells.size(); ++at) {
        auto& cell = plan->cells[at];
        if (cell.state == AblationCell::State::Done) continue;
        for (const auto state :
             {AblationCell::State::Training, AblationCell::State::Evaluating, AblationCell::State::Timing}) {
            for (const double part : {0.0, 0.3, 0.6, 1.0}) {
                if (cancel.cancelled()) {
                    cell.state = AblationCell::State::Waiting;
                    cell.progress = 0;
                    store(cell, at);
                    return Error{ErrorCode::Cancelled, "Cancelled."};
                }
                cell.state = state;
                cell.progress = part;
                store(cell, at);
                Progress now;
                now.stage = "cells";
                now.done = at;
                now.total = plan->cells.size();
                if (progress) progress(now);
                std::this_thread::sleep_for(std::chrono::milliseconds(evaluations_.stepMilliseconds));
            }
            if (diverges(cell)) break;
        }
        cell.state = diverges(cell) ? AblationCell::State::Failed : AblationCell::State::Done;
        if (diverges(cell))
            cell.problem = "Training diverged in epoch 3: lower the learning rate.";
        else
            fill(cell);
        store(cell, at);
    }
    return ablation(file);
}

Result<std::vector<ProjectSummary>> FakeWorkspace::projects() {
    std::scoped_lock lock(evaluations_.mutex);
    return evaluations_.projects;
}

Status FakeWorkspace::saveProject(const ProjectSummary& project) {
    std::scoped_lock lock(evaluations_.mutex);
    auto& all = evaluations_.projects;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == project.name; });
    if (found == all.end())
        all.push_back(project);
    else
        *found = project;
    for (auto& kept : evaluations_.kept) {
        const auto& ids = project.evaluations;
        if (std::find(ids.begin(), ids.end(), kept.summary.id) != ids.end())
            kept.summary.project = project.name;
    }
    return {};
}

Status FakeWorkspace::deleteProject(const std::string& name) {
    std::scoped_lock lock(evaluations_.mutex);
    std::erase_if(evaluations_.projects, [&](const auto& one) { return one.name == name; });
    for (auto& kept : evaluations_.kept)
        if (kept.summary.project == name) kept.summary.project.clear();
    return {};
}

Status FakeWorkspace::exportProject(const std::string& /*name*/, const std::string& file, bool /*models*/,
                                    const ProgressCallback& /*progress*/, const CancelToken& /*cancel*/) {
    std::scoped_lock lock(evaluations_.mutex);
    evaluations_.exported.push_back(file);
    return {};
}

Result<ProjectSummary> FakeWorkspace::importProject(const std::string& file,
                                                    const ProgressCallback& /*progress*/,
                                                    const CancelToken& /*cancel*/) {
    if (file.find("bad") != std::string::npos)
        return Error{ErrorCode::Corrupt,
                     "'" + file + "' is not a project of Sparlet: choose a file that was exported."};
    ProjectSummary project;
    project.name = "imported";
    {
        std::scoped_lock lock(evaluations_.mutex);
        if (!evaluations_.kept.empty()) project.evaluations.push_back(evaluations_.kept.back().summary.id);
    }
    (void)saveProject(project).ok();
    return project;
}

} // namespace sparlet::testing
