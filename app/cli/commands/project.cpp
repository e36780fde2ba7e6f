#include "base/printable.h"
#include "commands.h"
#include "output.h"

#include <algorithm>
#include <iostream>

namespace sparlet::cli {

namespace {

constexpr const char* kProjectFooter =
    R"(A project is runs, evaluations and figure settings that belong together.

  project list                          the projects
  project add NAME --run ID --evaluation ID --figure NAME    makes it, or adds to it
  project take NAME --run ID --evaluation ID --figure NAME   takes them out of it; they stay
  project remove NAME                   forgets it; what belongs to it stays
  project export NAME --out FILE [--models]                  one file with all of it
  project import FILE                   into this home; what is there already is never changed

JSON: list: projects:[{name, created, runs, evaluations, figures}]; add, take and import: the
project; export: file, bytes; remove: removed

Example:
  sparlet project add thesis --evaluation sparse-resnet18-cifar10-20261122-053000
  sparlet project export thesis --out thesis.sparlet --models)";

struct ProjectOptions {
    std::string name, file;
    std::vector<std::string> runs, evaluations, figures;
    bool models = false;
};

Json toJson(const engine::ProjectSummary& project) {
    return {{"name", project.name},
            {"created", project.created},
            {"runs", project.runs},
            {"evaluations", project.evaluations},
            {"figures", project.figures}};
}

int listProjects(const Context& context, engine::Workspace& workspace) {
    const auto all = workspace.projects();
    if (!all.ok()) return fail(all.error());
    if (context.json) {
        Json out{{"projects", Json::array()}};
        for (const auto& project : *all)
            out["projects"].push_back(toJson(project));
        return printJson(out);
    }
    if (all->empty()) {
        std::cout << "There are no projects yet; make one with: sparlet project add NAME\n";
        return finishOutput();
    }
    Table table({"name", "runs", "evaluations", "figures"}, {false, true, true, true});
    for (const auto& project : *all) {
        table.add({printable(project.name), std::to_string(project.runs.size()),
                   std::to_string(project.evaluations.size()), std::to_string(project.figures.size())});
    }
    table.print();
    return finishOutput();
}

/// NotFound, naming the first that the home does not have.
Status checkMembers(const ProjectOptions& options, engine::Workspace& workspace) {
    for (const auto& id : options.runs) {
        if (const auto run = workspace.run(id); !run.ok()) return run.error();
    }
    if (options.evaluations.empty()) return {};
    const auto all = workspace.evaluations();
    if (!all.ok()) return all.error();
    for (const auto& id : options.evaluations) {
        const bool known =
            std::any_of(all->begin(), all->end(), [&](const auto& one) { return one.id == id; });
        if (!known) {
            return Error{ErrorCode::NotFound,
                         "There is no evaluation '" + printable(id) + "'; 'sparlet evaluations' lists them."};
        }
    }
    return {};
}

int change(const Context& context, const ProjectOptions& options, bool add, engine::Workspace& workspace) {
    const auto all = workspace.projects();
    if (!all.ok()) return fail(all.error());
    engine::ProjectSummary project;
    project.name = options.name;
    const auto known =
        std::find_if(all->begin(), all->end(), [&](const auto& one) { return one.name == options.name; });
    if (known != all->end()) project = *known;
    if (known == all->end() && !add)
        return fail({ErrorCode::NotFound, "There is no project '" + printable(options.name) + "'."});
    if (add) {
        if (const auto checked = checkMembers(options, workspace); !checked.ok())
            return fail(checked.error());
    }
    const auto apply = [&](std::vector<std::string>& members, const std::vector<std::string>& named) {
        for (const auto& id : named)
            std::erase(members, id);
        if (add) members.insert(members.end(), named.begin(), named.end());
    };
    apply(project.runs, options.runs);
    apply(project.evaluations, options.evaluations);
    apply(project.figures, options.figures);
    if (const auto saved = workspace.saveProject(project); !saved.ok()) return fail(saved.error());
    return context.json ? printJson(toJson(project)) : kDone;
}

int remove(const Context& context, const ProjectOptions& options, engine::Workspace& workspace) {
    if (const auto done = workspace.deleteProject(options.name); !done.ok()) return fail(done.error());
    return context.json ? printJson(Json{{"removed", options.name}}) : kDone;
}

int exportTo(const Context& context, const ProjectOptions& options, engine::Workspace& workspace) {
    const auto done = [&] {
        const auto progress = context.progress();
        return workspace.exportProject(options.name, options.file, options.models, progress, context.cancel);
    }();
    if (!done.ok()) return fail(done.error());
    std::error_code problem;
    const auto bytes = std::filesystem::file_size(options.file, problem);
    if (context.json) {
        Json out;
        setPath(out, "file", std::filesystem::absolute(options.file).string());
        out["bytes"] = bytes;
        return printJson(out);
    }
    std::cout << printable(options.file) << ", " << bytesText(static_cast<double>(bytes)) << '\n';
    return finishOutput();
}

int importFrom(const Context& context, const ProjectOptions& options, engine::Workspace& workspace) {
    const auto project = [&] {
        const auto progress = context.progress();
        return workspace.importProject(options.file, progress, context.cancel);
    }();
    if (!project.ok()) return fail(project.error());
    if (context.json) return printJson(toJson(*project));
    std::cout << "The project " << printable(project->name) << " has " << project->runs.size() << " runs, "
              << project->evaluations.size() << " evaluations and " << project->figures.size()
              << " figures\n";
    return finishOutput();
}

using ProjectBody = int (*)(const Context&, const ProjectOptions&, engine::Workspace&);

void runs(CLI::App& command, Context& context, const std::shared_ptr<ProjectOptions>& options,
          ProjectBody body) {
    addGeneral(command, context);
    command.callback([&context, options, body] {
        context.run = [&context, options, body] {
            return withWorkspace(
                context, [&](engine::Workspace& workspace) { return body(context, *options, workspace); });
        };
    });
}

} // namespace

void addProject(CLI::App& app, Context& context) {
    auto options = std::make_shared<ProjectOptions>();
    auto* command = app.add_subcommand("project", "Keep runs and evaluations together, and move them");
    command->require_subcommand(1);
    command->footer(kProjectFooter);
    runs(*command->add_subcommand("list", "List the projects"), context, options,
         [](const Context& c, const ProjectOptions&, engine::Workspace& w) { return listProjects(c, w); });
    const auto named = [&](const char* verb, const char* help) {
        auto* sub = command->add_subcommand(verb, help);
        sub->add_option("NAME", options->name, "Project")->required();
        return sub;
    };
    auto* add = named("add", "Make a project, or add to one");
    auto* take = named("take", "Take members out of a project");
    for (auto* sub : {add, take}) {
        sub->add_option("--run", options->runs, "Run; may be repeated")->type_name("ID");
        sub->add_option("--evaluation", options->evaluations, "Evaluation; may be repeated")->type_name("ID");
        sub->add_option("--figure", options->figures, "Figure settings; may be repeated")->type_name("NAME");
    }
    runs(*add, context, options, [](const Context& c, const ProjectOptions& o, engine::Workspace& w) {
        return change(c, o, true, w);
    });
    runs(*take, context, options, [](const Context& c, const ProjectOptions& o, engine::Workspace& w) {
        return change(c, o, false, w);
    });
    runs(*named("remove", "Forget a project; what belongs to it stays"), context, options, remove);
    auto* out = named("export", "Write a project to one file");
    out->add_option("--out", options->file, "File to write")->required()->type_name("FILE");
    out->add_flag("--models", options->models, "With the models");
    runs(*out, context, options, exportTo);
    auto* in = command->add_subcommand("import", "Take a project in");
    in->add_option("FILE", options->file, "File of a project")->required();
    runs(*in, context, options, importFrom);
}

} // namespace sparlet::cli
