#include "base/printable.h"
#include "engine/evaluation_data_internal.h"
#include "eval/data_lists.h"

#include <algorithm>
#include <limits>
#include <set>
#include <unordered_map>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {

using Protocol = EvaluateRequest::Protocol;
using Setup = EvaluateRequest::Setup;
constexpr std::size_t kMostImages = 200000;
constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();

Error tooMany(const std::string& data, std::size_t count) {
    return {ErrorCode::TooLarge, quoted(fs::path(data)) + " has " + std::to_string(count) +
                                     " pictures; at most " + std::to_string(kMostImages) +
                                     " can be evaluated at a time."};
}

/// Class folders without a single picture.
void noteEmptyClasses(EvaluationData& data) {
    const std::set<std::string> used(data.files.labels.begin(), data.files.labels.end());
    std::vector<std::string> empty;
    std::error_code problem;
    for (auto entry = fs::directory_iterator(data.files.root, problem);
         !problem && entry != fs::directory_iterator(); entry.increment(problem)) {
        std::error_code ignored;
        const std::string name = entry->path().filename().string();
        if (!name.starts_with('.') && entry->is_directory(ignored) && used.count(name) == 0)
            empty.push_back(name);
    }
    std::sort(empty.begin(), empty.end());
    for (const auto& name : empty)
        eval::addNote(data.notes, "The class " + quoted(fs::path(name)) + " has no pictures.");
}

Result<EvaluationData> listFolder(const EvaluateRequest& request, const ProgressCallback& progress,
                                  const CancelToken& cancel) {
    std::string folder = request.data;
    if (request.protocol == Protocol::Cifar10) {
        std::error_code problem;
        const fs::path test = fs::path(folder) / "test";
        if (fs::is_directory(test, problem)) folder = test.string();
    }
    auto files = listLabelled(folder, progress, cancel);
    if (!files.ok()) return files.error();
    EvaluationData data;
    data.files = std::move(*files);
    noteEmptyClasses(data);
    return data;
}

/// The text of a list, and its folder, made absolute.
Result<std::string> readList(const std::string& file, fs::path& folder) {
    std::error_code problem;
    const fs::path path = fs::canonical(file, problem);
    if (problem) return Error{ErrorCode::NotFound, "There is no file " + quoted(fs::path(file)) + "."};
    image::DecodeLimits limits;
    limits.maxFileBytes = eval::kMostListBytes;
    auto bytes = image::readFile(path, limits);
    if (!bytes.ok()) return bytes.error();
    folder = path.parent_path();
    return std::string(bytes->begin(), bytes->end());
}

/// Files in the order they are added, each once.
class FileList {
public:
    explicit FileList(EvaluationData& data) : data_(data) {}

    void add(const std::string& path, const std::string& label) {
        data_.files.paths.push_back(path);
        const std::string below = pathBelow(path, data_.files.root);
        data_.files.names.push_back(below.empty() ? path : below);
        data_.files.labels.push_back(label);
    }

    void leaveOut(const std::string& note) {
        ++data_.leftOut;
        eval::addNote(data_.notes, note);
    }

private:
    EvaluationData& data_;
};

Result<EvaluationData> listCsv(const EvaluateRequest& request, const CancelToken& cancel) {
    fs::path folder;
    const auto text = readList(request.data, folder);
    if (!text.ok()) return text.error();
    auto list = eval::parseImageList(*text, request.data);
    if (!list.ok()) return list.error();
    if (list->images.size() > kMostImages) return tooMany(request.data, list->images.size());
    EvaluationData data;
    data.files.root = folder.string();
    data.notes = std::move(list->notes);
    data.leftOut = list->leftOut;
    FileList files(data);
    std::unordered_map<std::string, std::string> known; // labels by path
    for (const auto& image : list->images) {
        if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
        const std::string path = (folder / image.path).lexically_normal().string();
        std::error_code problem;
        if (const auto before = known.find(path); before != known.end()) {
            files.leaveOut("The picture " + quoted(fs::path(image.path)) + " is listed again" +
                           (before->second == image.label ? "" : " with another label") +
                           "; its first row counts.");
        } else if (!fs::is_regular_file(path, problem)) {
            files.leaveOut("The picture " + quoted(fs::path(image.path)) + " is listed but not there.");
        } else {
            known.emplace(path, image.label);
            files.add(path, image.label);
            data.isQuery.push_back(image.split == eval::ListedImage::Split::Gallery ? 0 : 1);
            data.isGallery.push_back(image.split == eval::ListedImage::Split::Query ? 0 : 1);
        }
    }
    return data;
}

/// The file of a name of the ground truth, which has no ending and lies in a sub-folder as the data sets are
/// published; "" where there is none.
std::string findPicture(const fs::path& folder, const std::string& name) {
    for (const char* below : {"", "jpg", "images"}) {
        for (const char* ending : {"", ".jpg", ".jpeg", ".png"}) {
            const fs::path path = (folder / below / (name + ending)).lexically_normal();
            std::error_code problem;
            if (fs::is_regular_file(path, problem)) return path.string();
        }
    }
    return {};
}

eval::RevisitedSetup setupOf(Setup setup) {
    switch (setup) {
    case Setup::Easy:
        return eval::RevisitedSetup::Easy;
    case Setup::Hard:
        return eval::RevisitedSetup::Hard;
    case Setup::Medium:
        break;
    }
    return eval::RevisitedSetup::Medium;
}

/// Positions of the images that are there, still rising.
std::vector<std::uint32_t> mapped(const std::vector<std::uint32_t>& images,
                                  const std::vector<std::uint32_t>& positions) {
    std::vector<std::uint32_t> out;
    for (const std::uint32_t image : images) {
        if (positions[image] != kNowhere) out.push_back(positions[image]);
    }
    return out;
}

Result<EvaluationData> listGroundTruth(const EvaluateRequest& request, const CancelToken& cancel) {
    fs::path folder;
    const auto text = readList(request.data, folder);
    if (!text.ok()) return text.error();
    auto truth = eval::parseGroundTruth(*text, request.data);
    if (!truth.ok()) return truth.error();
    const std::size_t count = truth->images.size() + truth->queries.size();
    if (count > kMostImages) return tooMany(request.data, count);
    std::error_code problem;
    if (!request.images.empty()) folder = fs::canonical(request.images, problem);
    if (problem)
        return Error{ErrorCode::NotFound, "There is no folder " + quoted(fs::path(request.images)) + "."};
    EvaluationData data;
    data.files.root = folder.string();
    data.notes = std::move(truth->notes);
    FileList files(data);
    std::vector<std::uint32_t> positions; // of the images among the files
    for (const auto& name : truth->images) {
        if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
        const std::string path = findPicture(folder, name);
        positions.push_back(path.empty() ? kNowhere : static_cast<std::uint32_t>(data.files.paths.size()));
        if (path.empty())
            files.leaveOut("The picture " + quoted(fs::path(name)) + " is listed but not there.");
        else
            files.add(path, {});
    }
    data.isGallery.assign(data.files.paths.size(), 1);
    data.isQuery.assign(data.files.paths.size(), 0);
    data.boxes.assign(data.files.paths.size(), {});
    data.relevance.resize(data.files.paths.size());
    std::set<std::string> asked;
    for (const auto& query : truth->queries) {
        const std::string path = findPicture(folder, query.name);
        if (path.empty()) {
            files.leaveOut("The query " + quoted(fs::path(query.name)) + " is listed but not there.");
            continue;
        }
        if (!asked.insert(path).second) {
            files.leaveOut("The query " + quoted(fs::path(query.name)) +
                           " is listed again; its first entry "
                           "counts.");
            continue;
        }
        files.add(path, {});
        data.isGallery.push_back(0);
        data.isQuery.push_back(1);
        data.boxes.push_back(query.box);
        const auto lists = eval::relevanceOf(query, setupOf(request.setup));
        data.relevance.push_back({mapped(lists.right, positions), mapped(lists.junk, positions)});
    }
    return data;
}

/// Those of `all` that the kept items have.
template <class T>
std::vector<T> kept(const std::vector<T>& all, const std::vector<std::uint32_t>& items) {
    std::vector<T> out;
    out.reserve(items.size());
    for (const std::uint32_t item : items)
        out.push_back(all[item]);
    return out;
}

} // namespace

std::string protocolName(const EvaluateRequest& request) {
    switch (request.protocol) {
    case Protocol::Cifar10:
        return "cifar10";
    case Protocol::Folder:
        return "folder";
    case Protocol::Csv:
        return "csv";
    case Protocol::GroundTruth:
        break;
    }
    switch (request.setup) {
    case Setup::Easy:
        return "revisited-easy";
    case Setup::Hard:
        return "revisited-hard";
    case Setup::Medium:
        break;
    }
    return "revisited-medium";
}

std::string protocolText(const EvaluateRequest& request) {
    const auto name = protocolName(request);
    for (const auto& known : eval::kProtocolSentences) {
        if (known.name == name) return std::string(known.sentence);
    }
    return name;
}

Result<EvaluationData> listEvaluationData(const EvaluateRequest& request, const ProgressCallback& progress,
                                          const CancelToken& cancel) {
    const bool listed = request.protocol == Protocol::Csv || request.protocol == Protocol::GroundTruth;
    auto data = !listed                             ? listFolder(request, progress, cancel)
                : request.protocol == Protocol::Csv ? listCsv(request, cancel)
                                                    : listGroundTruth(request, cancel);
    if (!data.ok()) return data;
    if (data->files.paths.size() > kMostImages) return tooMany(request.data, data->files.paths.size());
    if (data->files.paths.empty()) {
        return Error{ErrorCode::NotFound, "None of the pictures that " + quoted(fs::path(request.data)) +
                                              " lists is there; check the folder they are in."};
    }
    return data;
}

Result<EvaluationSet> makeEvaluationSet(const EvaluateRequest& request, EvaluationData& data,
                                        EncodedSet encoded) {
    EvaluationSet out;
    const auto& items = encoded.items;
    Result<eval::Protocol> protocol =
        request.protocol == Protocol::Cifar10 ? eval::cifar10Protocol(encoded.names, encoded.labels)
        : request.protocol == Protocol::Folder
            ? eval::folderProtocol(encoded.names.size())
            : eval::markedProtocol(protocolName(request), kept(data.isQuery, items),
                                   kept(data.isGallery, items));
    if (!protocol.ok()) return protocol.error();
    out.protocol = std::move(*protocol);
    if (!data.relevance.empty()) {
        out.protocol.rule = eval::Rule::Revisited;
        std::vector<std::uint32_t> positions(data.files.paths.size(), kNowhere);
        for (std::size_t i = 0; i < items.size(); ++i)
            positions[items[i]] = static_cast<std::uint32_t>(i);
        for (const std::uint32_t query : out.protocol.queries) {
            const eval::Relevance& lists = data.relevance[items[query]];
            out.relevance.push_back({mapped(lists.right, positions), mapped(lists.junk, positions)});
        }
    }
    for (const auto& failure : encoded.failures)
        eval::addNote(data.notes, "Left out " + quoted(fs::path(failure.path)) + ": " + failure.error);
    out.encoded = std::move(encoded);
    return out;
}

} // namespace sparlet::engine
