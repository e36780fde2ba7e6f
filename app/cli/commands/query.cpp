#include "base/printable.h"
#include "commands.h"
#include "engine/expression.h"
#include "output.h"

#include <array>
#include <charconv>
#include <ctime>
#include <iostream>

namespace sparlet::cli {

namespace {

constexpr const char* kQueryFooter =
    R"(A query is the weighted sum of its parts: pictures (--image), things to stay away from
(--not-image), words (--text), and arithmetic (--expr) in which an existing file is a picture
and everything else is text. --image may name any file, or a picture of the collection.

IQE (iterative query expansion) lets the best results join the query, round by round; without
--iqe and --gamma the model's tuned settings serve.

--folder, --label, --after, --before, --min-size and --max-size say which images may be results;
any image may join the query.

JSON: collection, results:[{rank,path,score,label,rank_before}],
expansion:[{round, used:[{path,weight,joined}], overlap, drift}],
milliseconds:{encode,search,total}, model, rounds, gamma, unknown_words, considered

Examples:
  sparlet query --collection holidays --image beach.jpg --top 20
  sparlet query --collection holidays --image beach.jpg --crop 40,10,200,150
  sparlet query --collection holidays --text "sunset over the sea" --iqe 2 --gamma 0.4
  sparlet query --collection holidays --text beach --folder ~/Pictures/2024 --min-size 1MB
  sparlet query --collection holidays --expr "2:beach.jpg + 0.5:sunset - fruit" --json)";

struct QueryOptions {
    std::string collection, crop, expression;
    std::vector<std::string> images, notImages, texts, confirmed, rejected;
    std::string folder, label, after, before;
    double minBytes = -1, maxBytes = -1;
    bool labelled = false; // --label "" asks for images without one
    std::size_t top = 50;
    int rounds = -1;
    float gamma = -1;
};

Result<std::array<int, 4>> parseCrop(const std::string& text) {
    std::array<int, 4> numbers{};
    const char* at = text.data();
    const char* end = text.data() + text.size();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto [stop, problem] = std::from_chars(at, end, numbers[i]);
        const bool separated = i + 1 == numbers.size() ? stop == end : stop != end && *stop == ',';
        if (problem != std::errc() || !separated) {
            return Error{ErrorCode::InvalidArgument,
                         "--crop needs x,y,width,height in pixels, like 40,10,200,150."};
        }
        at = stop + 1;
    }
    if (numbers[2] < 1 || numbers[3] < 1) {
        return Error{ErrorCode::InvalidArgument, "--crop needs a width and a height of at least one pixel."};
    }
    return numbers;
}

/// The beginning of a day, or of a minute, of local time.
Result<std::int64_t> parseTime(const std::string& option, const std::string& text) {
    std::tm parts{};
    const char* const begin = text.c_str();
    const char* end = ::strptime(begin, "%Y-%m-%d", &parts);
    if (end != nullptr && (*end == 'T' || *end == ' ')) end = ::strptime(end + 1, "%H:%M", &parts);
    parts.tm_isdst = -1;
    const std::time_t seconds = end != nullptr && *end == '\0' ? std::mktime(&parts) : -1;
    if (seconds == -1) {
        return Error{ErrorCode::InvalidArgument,
                     option + " needs a day like 2024-05-31, or a minute like 2024-05-31T18:00."};
    }
    return std::int64_t{seconds} * 1000000000;
}

/// Wrong usage is thrown, as the parser does it.
engine::ImageFilter makeFilter(const QueryOptions& options) {
    engine::ImageFilter filter;
    filter.folder = options.folder;
    if (options.labelled) filter.label = options.label;
    const auto time = [](const char* option, const std::string& text, std::optional<std::int64_t>& into) {
        if (text.empty()) return;
        const auto parsed = parseTime(option, text);
        if (!parsed.ok()) throw CLI::ValidationError(parsed.error().message);
        into = *parsed;
    };
    time("--after", options.after, filter.afterNs);
    time("--before", options.before, filter.beforeNs);
    if (options.minBytes >= 0) filter.minBytes = static_cast<std::uint64_t>(options.minBytes);
    if (options.maxBytes >= 0) filter.maxBytes = static_cast<std::uint64_t>(options.maxBytes);
    return filter;
}

engine::QueryPart picturePart(const std::string& value, float weight) {
    engine::QueryPart part;
    std::error_code ignored;
    part.source = std::filesystem::exists(value, ignored) ? engine::QueryPart::Source::File
                                                          : engine::QueryPart::Source::Indexed;
    part.value = value;
    part.weight = weight;
    return part;
}

/// Wrong usage is thrown, as the parser does it.
engine::QueryRequest makeRequest(const QueryOptions& options) {
    engine::QueryRequest request;
    request.collection = options.collection;
    request.top = options.top;
    request.filter = makeFilter(options);
    if (options.rounds >= 0) request.rounds = options.rounds;
    if (options.gamma >= 0) request.gamma = options.gamma;
    for (const auto& image : options.images)
        request.parts.push_back(picturePart(image, 1.0F));
    if (!options.crop.empty()) {
        const auto crop = parseCrop(options.crop);
        if (!crop.ok()) throw CLI::ValidationError(crop.error().message);
        if (options.images.size() != 1) throw CLI::ValidationError("--crop needs exactly one --image.");
        request.parts.front().crop = *crop;
    }
    for (const auto& image : options.notImages)
        request.parts.push_back(picturePart(image, -1.0F));
    for (const auto& text : options.texts) {
        engine::QueryPart part;
        part.source = engine::QueryPart::Source::Text;
        part.value = text;
        request.parts.push_back(std::move(part));
    }
    if (!options.expression.empty()) {
        auto parts = engine::parseExpression(options.expression);
        if (!parts.ok()) throw CLI::ValidationError(parts.error().message);
        for (auto& part : *parts)
            request.parts.push_back(std::move(part));
    }
    if (request.parts.empty()) {
        throw CLI::ValidationError("Say what to look for with --image, --text or --expr.");
    }
    return request;
}

Result<std::vector<engine::ImageId>> findIds(engine::Workspace& workspace, const std::string& collection,
                                             const std::vector<std::string>& paths) {
    std::vector<engine::ImageId> ids;
    if (paths.empty()) return ids;
    const auto view = workspace.collection(collection);
    if (!view.ok()) return view.error();
    for (const auto& path : paths) {
        const std::string absolute = std::filesystem::absolute(path).lexically_normal().string();
        const std::size_t found = (*view)->images.find(std::string_view(absolute));
        if (found == (*view)->images.size()) {
            return Error{ErrorCode::NotFound,
                         "The collection \"" + collection + "\" has no picture " + printable(absolute) + "."};
        }
        ids.push_back((*view)->images.id(found));
    }
    return ids;
}

Json toJson(const engine::QueryReport& report) {
    Json out;
    out["collection"] = report.collection;
    out["results"] = Json::array();
    for (const auto& result : report.results) {
        Json one;
        one["rank"] = result.rank;
        setPath(one, "path", result.image.path);
        one["score"] = result.score;
        one["label"] = result.image.label;
        one["rank_before"] = result.rankBefore;
        out["results"].push_back(std::move(one));
    }
    out["expansion"] = Json::array();
    for (const auto& round : report.expansion) {
        Json one{{"round", round.round}, {"used", Json::array()}};
        for (const auto& use : round.used) {
            Json member;
            setPath(member, "path", use.image.path);
            member["weight"] = use.weight;
            member["joined"] = use.joined;
            one["used"].push_back(std::move(member));
        }
        one["overlap"] = round.overlap;
        one["drift"] = round.drift;
        out["expansion"].push_back(std::move(one));
    }
    out["milliseconds"] = {
        {"encode", report.encodeMs}, {"search", report.searchMs}, {"total", report.totalMs}};
    out["model"] = report.model;
    out["rounds"] = report.rounds;
    out["gamma"] = report.gamma;
    out["unknown_words"] = report.unknownWords;
    out["considered"] = report.considered;
    return out;
}

int print(const engine::QueryReport& report) {
    Table table({"rank", "score", "label", "path"}, {true, true, false, false});
    for (const auto& result : report.results) {
        table.add({std::to_string(result.rank), decimal(static_cast<double>(result.score), 4),
                   printable(result.image.label), printable(result.image.path)});
    }
    table.print();
    for (const auto& round : report.expansion) {
        std::cout << "round " << round.round << ": " << round.used.size()
                  << " pictures joined the query, drift " << decimal(round.drift, 3) << ", "
                  << decimal(100 * round.overlap, 0) << " % of the top stayed\n";
    }
    std::cout << "encoded in " << decimal(report.encodeMs, 1) << " ms, searched in "
              << decimal(report.searchMs, 1) << " ms\n";
    for (const auto& word : report.unknownWords)
        std::cerr << "sparlet: unknown word: " << printable(word) << '\n';
    return finishOutput();
}

int runQuery(const Context& context, const QueryOptions& options, engine::QueryRequest request) {
    return withWorkspace(context, [&](engine::Workspace& workspace) {
        auto confirmed = findIds(workspace, options.collection, options.confirmed);
        if (!confirmed.ok()) return fail(confirmed.error());
        auto rejected = findIds(workspace, options.collection, options.rejected);
        if (!rejected.ok()) return fail(rejected.error());
        request.confirmed = std::move(*confirmed);
        request.rejected = std::move(*rejected);
        const auto report = workspace.query(request, context.cancel);
        if (!report.ok()) return fail(report.error());
        return context.json ? printJson(toJson(*report)) : print(*report);
    });
}

void addFilter(CLI::App& command, QueryOptions& options) {
    command.add_option("--folder", options.folder, "Results below this folder only")->type_name("DIR");
    command
        .add_option_function<std::string>(
            "--label",
            [&options](const std::string& label) {
                options.label = label;
                options.labelled = true;
            },
            "Results with this label only")
        ->type_name("L");
    command.add_option("--after", options.after, "Results of files last changed on this day or later")
        ->type_name("DAY");
    command.add_option("--before", options.before, "Results of files last changed before this day")
        ->type_name("DAY");
    command
        .add_option("--min-size", options.minBytes, "Results of files of at least so many bytes, like 2MB")
        ->transform(CLI::AsSizeValue(false))
        ->type_name("SIZE");
    command
        .add_option("--max-size", options.maxBytes, "Results of files of at most so many bytes, like 20MB")
        ->transform(CLI::AsSizeValue(false))
        ->type_name("SIZE");
}

} // namespace

void addQuery(CLI::App& app, Context& context) {
    auto options = std::make_shared<QueryOptions>();
    auto* command = app.add_subcommand("query", "Rank a collection by likeness to pictures and words");
    command->add_option("--collection,-c", options->collection, "Collection to search")
        ->required()
        ->type_name("NAME");
    command->add_option("--image,-i", options->images, "A picture to look for; may be repeated")
        ->type_name("F")
        ->allow_extra_args(false);
    command->add_option("--not-image", options->notImages, "A picture to stay away from; may be repeated")
        ->type_name("F")
        ->allow_extra_args(false);
    command->add_option("--text,-t", options->texts, "Words to look for; may be repeated")
        ->type_name("T")
        ->allow_extra_args(false);
    command
        ->add_option("--crop", options->crop, "Region of the one --image, in pixels of the upright picture")
        ->type_name("X,Y,W,H");
    command
        ->add_option("--expr,-e", options->expression,
                     "Query arithmetic: \"2:beach.jpg + 0.5:sunset - fruit\"")
        ->type_name("E");
    command->add_option("--top,-k", options->top, "Results to show")
        ->type_name("K")
        ->check(CLI::Range(1, 1000000))
        ->capture_default_str();
    command->add_option("--iqe", options->rounds, "Rounds of query expansion, 0 to 5 (default: the model's)")
        ->type_name("ROUNDS")
        ->check(CLI::Range(0, 5));
    command->add_option("--gamma", options->gamma, "Weight of the first score, 0 to 1 (default: the model's)")
        ->type_name("G")
        ->check(CLI::Range(0.0, 1.0));
    command
        ->add_option("--confirm", options->confirmed,
                     "A result that is right; joins the query; may be repeated")
        ->type_name("PATH")
        ->allow_extra_args(false);
    command->add_option("--reject", options->rejected, "A result that is wrong; pushes away; may be repeated")
        ->type_name("PATH")
        ->allow_extra_args(false);
    addFilter(*command, *options);
    addGeneral(*command, context);
    command->footer(kQueryFooter);
    command->callback([&context, options] {
        context.run = [&context, options, request = makeRequest(*options)] {
            return runQuery(context, *options, request);
        };
    });
}

} // namespace sparlet::cli
