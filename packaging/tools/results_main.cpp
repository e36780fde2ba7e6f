// sparlet-results: adds a measurement to docs/runs, and writes or checks the documents made from them.
#include "base/atomic_file.h"
#include "base/printable.h"
#include "documents.h"
#include "nn/encoder.h"
#include "performance.h"
#include "run_record.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <memory>
namespace {

namespace fs = std::filesystem;
using namespace sparlet;
using namespace sparlet::results;

struct AddRequest {
    std::string name, title, group, variant, note, commandText, machine, date, commit;
    fs::path report, training;
    std::vector<std::string> command;
};

int fail(const std::string& message) {
    std::cerr << message << "\n";
    return 1;
}

std::string shellQuoted(const std::string& word) {
    std::string out = "'";
    for (const char c : word) {
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return out + "'";
}

std::string today() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 16> buffer{};
    const auto length = std::strftime(buffer.data(), buffer.size(), "%Y-%m-%d", &parts);
    return {buffer.data(), length};
}

/// Standard output of a command that ended well; its standard error goes to ours.
Result<std::string> outputOf(const std::vector<std::string>& command) {
    std::string line;
    for (const auto& word : command) {
        line += (line.empty() ? "" : " ") + shellQuoted(word);
    }
    std::FILE* const pipe = popen(line.c_str(), "r");
    if (pipe == nullptr) {
        return Error{ErrorCode::Io, "The command '" + command.front() + "' could not be started."};
    }
    std::string out;
    std::array<char, 4096> buffer{};
    for (std::size_t got = 0; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
        out.append(buffer.data(), got);
    }
    const int status = pclose(pipe);
    if (status != 0) {
        return Error{ErrorCode::Io, "The command '" + command.front() + "' failed; nothing was recorded."};
    }
    return out;
}

int add(const fs::path& root, const AddRequest& request) {
    RunRecord record;
    record.title = request.title;
    record.group = request.group;
    record.variant = request.variant;
    record.note = request.note;
    record.commit = request.commit;
    record.machine = request.machine.empty() ? describeMachine() : request.machine;
    record.date = request.date.empty() ? today() : request.date;
    record.command = request.commandText;
    if (record.command.empty()) {
        for (const auto& word : request.command) {
            record.command += (record.command.empty() ? "" : " ") + word;
        }
    }
    const auto output = request.report.empty() ? outputOf(request.command) : readFile(request.report);
    if (!output.ok()) {
        return fail(output.error().message);
    }
    record.report = Json::parse(*output, nullptr, false);
    if (!record.report.is_object()) {
        return fail("The command did not print one JSON object; it needs --json.");
    }
    if (!request.training.empty()) {
        const auto training = readFile(request.training);
        if (!training.ok()) {
            return fail(training.error().message);
        }
        record.training = Json::parse(*training, nullptr, false);
        if (!record.training.is_object()) {
            return fail("The training record " + quoted(request.training) + " is not a JSON object.");
        }
    }
    const auto file = root / "docs/runs" / (request.name + ".json");
    const auto written = writeFileAtomically(file, toJson(record).dump(1) + "\n");
    return written.ok() ? 0 : fail(written.error().message);
}

/// The models of a folder, the default first, then by id.
Result<std::vector<ShippedModel>> shippedModels(const fs::path& folder) {
    std::string defaultId;
    if (const auto text = readFile(folder / "default.txt"); text.ok()) {
        defaultId = text->substr(0, text->find_first_of(" \n"));
    }
    std::vector<ShippedModel> models;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().extension() != ".safetensors") {
            continue;
        }
        const auto info = nn::readModelInfo(entry.path());
        if (!info.ok()) {
            return info.error();
        }
        const auto id = entry.path().stem().string();
        models.push_back({id, id == defaultId, info->fileBytes, Json::parse(info->cardJson, nullptr, false)});
    }
    if (error) {
        return Error{ErrorCode::NotFound, "The folder " + quoted(folder) + " cannot be read."};
    }
    std::sort(models.begin(), models.end(), [](const ShippedModel& a, const ShippedModel& b) {
        return a.isDefault != b.isDefault ? a.isDefault : a.id < b.id;
    });
    return models;
}

struct Document {
    fs::path file;
    std::string text;
};

Result<std::vector<Document>> makeDocuments(const fs::path& root) {
    const auto records = engine::readMeasuredRecords(root / "docs/runs");
    const auto models = shippedModels(root / "models");
    const auto introduction = readFile(root / "docs/results-introduction.md");
    const auto performance = readFile(root / "docs/performance-introduction.md");
    const auto modelsIntroduction = readFile(root / "docs/models-introduction.md");
    const auto readme = readFile(root / "README.md");
    const auto claims = readFile(root / "docs/papers/claims.csv");
    if (!records.ok()) {
        return records.error();
    }
    if (!models.ok()) {
        return models.error();
    }
    for (const auto* text : {&introduction, &performance, &modelsIntroduction, &readme, &claims}) {
        if (!text->ok()) {
            return text->error();
        }
    }
    const auto papers = parsePaperValues(*claims);
    if (!papers.ok()) {
        return papers.error();
    }
    const auto withTable = withBlock(*readme, "models", modelsSummary(*models, *records));
    if (!withTable.ok()) {
        return withTable.error();
    }
    return std::vector<Document>{
        {root / "docs/results.md", resultsDocument(*introduction, *records, *papers)},
        {root / "docs/performance.md", performanceDocument(*performance, *records)},
        {root / "models/README.md", modelsDocument(*modelsIntroduction, *models, *records)},
        {root / "README.md", *withTable}};
}

int writeDocuments(const fs::path& root, bool checkOnly) {
    const auto documents = makeDocuments(root);
    if (!documents.ok()) {
        return fail(documents.error().message);
    }
    for (const auto& document : *documents) {
        const auto present = readFile(document.file);
        if (present.ok() && *present == document.text) {
            continue;
        }
        if (checkOnly) {
            return fail(quoted(document.file) +
                        " is not what docs/runs and models give; run packaging/results.sh.");
        }
        if (const auto written = writeFileAtomically(document.file, document.text); !written.ok()) {
            return fail(written.error().message);
        }
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Keeps Sparlet's measured numbers and the documents made from them.", "sparlet-results");
    app.require_subcommand(1);
    fs::path root = ".";
    app.add_option("--root", root, "The repository")->check(CLI::ExistingDirectory);

    AddRequest request;
    auto* const addCommand =
        app.add_subcommand("add", "Runs a command and keeps what it printed in docs/runs");
    addCommand->add_option("--name", request.name, "File name without .json")->required();
    addCommand->add_option("--title", request.title, "Of the row")->required();
    addCommand->add_option("--group", request.group, "The table it stands in")->required();
    addCommand->add_option("--variant", request.variant,
                           "What tells it from others of its method, where its configuration does not");
    addCommand->add_option("--note", request.note, "A sentence beside it");
    addCommand->add_option("--as", request.commandText, "The command as a reader would type it");
    addCommand->add_option("--machine", request.machine, "Where it ran; default: this machine");
    addCommand->add_option("--date", request.date, "When it ran, YYYY-MM-DD; default: today");
    addCommand->add_option("--commit", request.commit, "The program's commit");
    addCommand->add_option("--training", request.training, "A training run's record.json")
        ->check(CLI::ExistingFile);
    auto* const report =
        addCommand->add_option("--report", request.report, "What the command printed earlier")
            ->check(CLI::ExistingFile);
    auto* const command = addCommand->add_option("command", request.command, "The command, after --");
    report->excludes(command);
    addCommand->callback([&] {
        if (request.report.empty() == request.command.empty()) {
            throw CLI::ValidationError("add", "needs either a command after -- or --report");
        }
        if (request.command.empty() && request.commandText.empty()) {
            throw CLI::ValidationError("add", "--report needs --as");
        }
    });
    app.add_subcommand(
        "write", "Writes docs/results.md, docs/performance.md, models/README.md and the table in README.md");
    app.add_subcommand("check", "Fails where one of them is out of date");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    if (addCommand->parsed()) {
        return add(root, request);
    }
    return writeDocuments(root, app.got_subcommand("check"));
}
