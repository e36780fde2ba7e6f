// Every command adds itself to the parser and says what to run.
#pragma once

#include "context.h"

#include <CLI/CLI.hpp>

namespace sparlet::cli {

void addIndex(CLI::App& app, Context& context);
void addCollections(CLI::App& app, Context& context); // collections, remove, rename
void addQuery(CLI::App& app, Context& context);
void addInspect(CLI::App& app, Context& context);
void addExplain(CLI::App& app, Context& context);
void addDuplicates(CLI::App& app, Context& context);
void addStatistics(CLI::App& app, Context& context);
void addDescribe(CLI::App& app, Context& context);
void addTrain(CLI::App& app, Context& context);
void addEvaluate(CLI::App& app, Context& context);
void addFigures(CLI::App& app, Context& context);
void addEvaluations(CLI::App& app, Context& context); // list, show, diff, rename, remove
void addAblate(CLI::App& app, Context& context);
void addProject(CLI::App& app, Context& context); // list, add, take, remove, export, import
void addModel(CLI::App& app, Context& context);   // model list, info, tune
void addDoctor(CLI::App& app, Context& context);
void addBench(CLI::App& app, Context& context); // encode, search, index

} // namespace sparlet::cli
