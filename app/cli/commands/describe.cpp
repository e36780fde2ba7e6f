#include "base/printable.h"
#include "commands.h"
#include "engine/describe_reports.h"
#include "output.h"

#include <iostream>

namespace sparlet::cli {

namespace {

constexpr const char* kDescribeFooter =
    R"(Asks a multimodal model behind an OpenAI-compatible chat address (a llama.cpp or Ollama server
on this machine, or a hosted service) to describe each picture, once, into a captions file:
JSON Lines {"image":...,"text":...}. `train --captions FILE` learns from it. What the file has
is not asked for again, so an interrupted run goes on; --sample N tries a few pictures first
and says what the rest will take. The key is read from an environment variable and is never
written down or printed.

JSON: pictures, described, present, failed:[{path,error}], bad_lines, seconds, prompt_tokens,
answer_tokens, left, seconds_left, cost_left, captions

Examples:
  sparlet describe --data pets --out pets.jsonl --sample 20
  sparlet describe --data pets --out pets.jsonl --endpoint https://host/v1 --model M --key-variable API_KEY)";

Json toJson(const engine::DescribeOutcome& outcome) {
    Json out;
    out["pictures"] = outcome.pictures;
    out["described"] = outcome.described;
    out["present"] = outcome.present;
    out["failed"] = Json::array();
    for (const auto& failure : outcome.failures) {
        Json one;
        setPath(one, "path", failure.name);
        one["error"] = failure.error.message;
        out["failed"].push_back(std::move(one));
    }
    out["bad_lines"] = outcome.badLines;
    out["seconds"] = outcome.seconds;
    out["prompt_tokens"] = outcome.promptTokens;
    out["answer_tokens"] = outcome.answerTokens;
    out["left"] = outcome.left;
    out["seconds_left"] = outcome.secondsLeft;
    out["cost_left"] = outcome.costLeft;
    setPath(out, "captions", outcome.captions);
    return out;
}

int print(const engine::DescribeOutcome& outcome, bool priced) {
    Table table({"described", std::to_string(outcome.described) + " of " + std::to_string(outcome.pictures) +
                                  " pictures in " + decimal(outcome.seconds, 1) + " s, " +
                                  std::to_string(outcome.present) + " were there before"});
    if (outcome.promptTokens + outcome.answerTokens > 0) {
        table.add({"tokens", std::to_string(outcome.promptTokens) + " asked, " +
                                 std::to_string(outcome.answerTokens) + " answered"});
    }
    if (outcome.left > 0 && outcome.described > 0) {
        table.add({"left", std::to_string(outcome.left) + " pictures, about " +
                               decimal(outcome.secondsLeft / 60, 1) + " minutes" +
                               (priced ? ", cost " + decimal(outcome.costLeft, 2) : std::string())});
    }
    if (outcome.badLines > 0)
        table.add(
            {"unusable lines", std::to_string(outcome.badLines) + " of the captions file, left as they are"});
    table.add({"captions", printable(outcome.captions)});
    table.print();
    for (const auto& failure : outcome.failures)
        std::cerr << printable(failure.name) << ": " << failure.error.message << "\n";
    return finishOutput();
}

} // namespace

void addDescribe(CLI::App& app, Context& context) {
    auto request = std::make_shared<engine::DescribeRequest>();
    auto* command = app.add_subcommand("describe", "Have a language model describe pictures for LKD");
    command->add_option("--data,-d", request->data, "Folder of class folders")->required()->type_name("D");
    command->add_option("--out,-o", request->captions, "Captions file to write or to go on with (JSON Lines)")
        ->required()
        ->type_name("FILE");
    command->add_option("--endpoint", request->endpoint, "Address of the chat service")
        ->type_name("URL")
        ->capture_default_str();
    command->add_option("--model,-m", request->model, "Model, as the service calls it")->type_name("M");
    command->add_option("--prompt", request->prompt, "What is asked (default: two plain sentences)")
        ->type_name("TEXT");
    command->add_option("--key-variable", request->keyVariable, "Environment variable that holds the key")
        ->type_name("NAME");
    command->add_option("--concurrency", request->concurrency, "Questions at a time")
        ->check(CLI::Range(1, 8))
        ->capture_default_str();
    command->add_option("--side", request->side, "Pixels of the longer side of what is sent")
        ->check(CLI::Range(32, 2048))
        ->capture_default_str();
    command->add_option("--sample", request->sample, "Only so many pictures, spread evenly over all")
        ->type_name("N")
        ->check(CLI::PositiveNumber);
    command->add_option("--prompt-price", request->promptPrice, "Money for a million tokens asked")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--answer-price", request->answerPrice, "Money for a million tokens answered")
        ->check(CLI::NonNegativeNumber);
    addGeneral(*command, context);
    command->footer(kDescribeFooter);
    command->callback([&context, request] {
        context.run = [&context, request] {
            return withWorkspace(context, [&](engine::Workspace& workspace) {
                const auto outcome = [&] {
                    const auto progress = context.progress();
                    return workspace.describePictures(*request, progress, context.cancel);
                }();
                if (!outcome.ok()) return fail(outcome.error());
                const bool priced = request->promptPrice > 0 || request->answerPrice > 0;
                return context.json ? printJson(toJson(*outcome)) : print(*outcome, priced);
            });
        };
    });
}

} // namespace sparlet::cli
