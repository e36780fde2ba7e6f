#include "eval/data_lists.h"

#include "base/printable.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <optional>
#include <unordered_map>

namespace sparlet::eval {
namespace {

using nlohmann::json;

Error damaged(const std::string& name, const std::string& what) {
    return {ErrorCode::Corrupt, "The list " + quoted(std::filesystem::path(name)) + " " + what + "."};
}

Status checkSize(std::string_view text, const std::string& name) {
    if (text.size() <= kMostListBytes) return {};
    return Error{ErrorCode::TooLarge, "The list " + quoted(std::filesystem::path(name)) + " is over " +
                                          std::to_string(kMostListBytes >> 20U) + " MiB; split it."};
}

std::string trimmed(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && blank(text.back()))
        text.remove_suffix(1);
    return std::string(text);
}

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(c < 128 ? std::tolower(c) : c); });
    return text;
}

/// The rows of a CSV, one at a time.
class CsvReader {
public:
    explicit CsvReader(std::string_view text) : text_(text) {
        if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    }

    bool atEnd() const { return at_ >= text_.size(); }
    /// Of the row that next() gave last, from 1.
    std::size_t line() const { return rowLine_; }

    /// Nothing where a quote is not closed.
    std::optional<std::vector<std::string>> next() {
        std::vector<std::string> cells;
        rowLine_ = line_;
        for (bool more = true; more;) {
            auto cell = readCell();
            if (!cell) return std::nullopt;
            cells.push_back(std::move(*cell));
            more = !atEnd() && text_[at_] == ',';
            if (more) ++at_;
        }
        if (!atEnd() && text_[at_] == '\r') ++at_;
        if (!atEnd() && text_[at_] == '\n') ++at_;
        ++line_;
        return cells;
    }

private:
    bool endsCell() const { return atEnd() || text_[at_] == ',' || text_[at_] == '\r' || text_[at_] == '\n'; }

    std::optional<std::string> readCell() {
        if (atEnd() || text_[at_] != '"') {
            const std::size_t begin = at_;
            while (!endsCell())
                ++at_;
            return trimmed(text_.substr(begin, at_ - begin));
        }
        std::string out;
        for (++at_; !atEnd(); ++at_) {
            if (text_[at_] == '\n') ++line_;
            if (text_[at_] != '"') {
                out += text_[at_];
            } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
                out += '"';
                ++at_;
            } else {
                for (++at_; !endsCell(); ++at_)
                    out += text_[at_];
                return out;
            }
        }
        return std::nullopt;
    }

    std::string_view text_;
    std::size_t at_ = 0, line_ = 1, rowLine_ = 1;
};

struct Columns {
    std::size_t path = 0, label = 1, split = 2;
};

/// The columns that a header names; nothing where the row is an image's.
std::optional<Columns> columnsOf(const std::vector<std::string>& cells) {
    Columns out{cells.size(), cells.size(), cells.size()};
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string name = lowered(cells[i]);
        if (name == "path") out.path = i;
        if (name == "label") out.label = i;
        if (name == "split") out.split = i;
    }
    if (out.path == cells.size() || out.label == cells.size()) return std::nullopt;
    // Cells beyond a shorter row are empty ones.
    if (out.split == cells.size()) out.split = static_cast<std::size_t>(-1);
    return out;
}

/// A problem with the row, or "".
std::string takeRow(const std::vector<std::string>& cells, const Columns& columns, ListedImage& image) {
    const auto cell = [&](std::size_t column) {
        return column < cells.size() ? cells[column] : std::string();
    };
    image.path = cell(columns.path);
    image.label = cell(columns.label);
    const std::string split = lowered(cell(columns.split));
    if (image.path.empty()) return "names no picture";
    if (image.path.find('\0') != std::string::npos) return "has a path that no file can have";
    if (image.label.empty()) return "gives " + quoted(std::filesystem::path(image.path)) + " no label";
    if (split == "query")
        image.split = ListedImage::Split::Query;
    else if (split == "gallery")
        image.split = ListedImage::Split::Gallery;
    else if (!split.empty())
        return "has the split '" + printable(split).substr(0, 40) + "', which is neither query nor gallery";
    return {};
}

/// One of the names' lists of the ground truth.
Result<std::vector<std::string>> namesAt(const json& object, const char* key, const std::string& file) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_array())
        return damaged(file, std::string("has no list '") + key + "'");
    if (found->size() > kMostListed)
        return Error{ErrorCode::TooLarge, "The list " + quoted(std::filesystem::path(file)) + " names over " +
                                              std::to_string(kMostListed) + " pictures."};
    std::vector<std::string> names;
    for (const json& name : *found) {
        if (!name.is_string() || name.get_ref<const std::string&>().empty() ||
            name.get_ref<const std::string&>().find('\0') != std::string::npos) {
            return damaged(file, std::string("has something else than a picture's name in '") + key + "'");
        }
        names.push_back(name.get<std::string>());
    }
    return names;
}

/// Ground truth while it is read: where each entry of imlist is among the images.
struct Reader {
    GroundTruth out;
    std::vector<std::uint32_t> imageOf;

    void takeImages(const std::vector<std::string>& names) {
        std::unordered_map<std::string, std::uint32_t> known;
        for (const auto& name : names) {
            const auto [entry, isNew] = known.emplace(name, static_cast<std::uint32_t>(out.images.size()));
            imageOf.push_back(entry->second);
            if (isNew)
                out.images.push_back(name);
            else
                addNote(out.notes, "The picture " + printable(name) + " is listed twice; it counts once.");
        }
    }

    std::vector<std::uint32_t> takeList(const json& query, const char* key, const std::string& name) {
        std::vector<std::uint32_t> list;
        const auto found = query.find(key);
        if (found == query.end() || found->is_null()) return list;
        std::size_t wrong = found->is_array() ? 0 : 1;
        for (const json& index : found->is_array() ? *found : json::array()) {
            const double value = index.is_number() ? index.get<double>() : -1;
            const bool fits = value >= 0 && value < static_cast<double>(imageOf.size());
            if (fits && value == std::floor(value))
                list.push_back(imageOf[static_cast<std::size_t>(value)]);
            else
                ++wrong;
        }
        if (wrong > 0) {
            addNote(out.notes, "The query " + printable(name) + " has " + std::to_string(wrong) +
                                   " entries in '" + key +
                                   "' that name no listed picture; they are left out.");
        }
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
        return list;
    }

    /// Takes out of `list` what an earlier list has.
    void keepFirst(std::vector<std::uint32_t>& list, const std::vector<std::uint32_t>& earlier,
                   const std::string& name) {
        const auto end = std::remove_if(list.begin(), list.end(), [&](std::uint32_t image) {
            return std::binary_search(earlier.begin(), earlier.end(), image);
        });
        if (end == list.end()) return;
        addNote(out.notes, "The query " + printable(name) +
                               " has a picture in two lists; the first of easy, hard and junk counts.");
        list.erase(end, list.end());
    }

    void takeBox(const json& query, GroundTruth::Query& one) {
        const auto box = query.find("bbx");
        if (box == query.end() || box->is_null()) return;
        std::array<double, 4> values{};
        bool fits = box->is_array() && box->size() == values.size();
        for (std::size_t i = 0; fits && i < values.size(); ++i) {
            fits = (*box)[i].is_number();
            if (fits) values[i] = (*box)[i].get<double>();
            fits = fits && std::isfinite(values[i]) && std::abs(values[i]) < 1e6;
        }
        if (fits && values[2] > values[0] && values[3] > values[1])
            one.box = values;
        else
            addNote(out.notes,
                    "The query " + printable(one.name) + " has no usable box; its whole picture is taken.");
    }
};

} // namespace

void addNote(std::vector<std::string>& notes, std::string note) {
    if (notes.size() + 1 < kMostNotes)
        notes.push_back(std::move(note));
    else if (notes.size() < kMostNotes)
        notes.emplace_back("There is more of this kind.");
}

Result<ImageList> parseImageList(std::string_view csv, const std::string& name) {
    if (auto fits = checkSize(csv, name); !fits) return fits.error();
    ImageList out;
    CsvReader reader(csv);
    Columns columns;
    for (bool first = true; !reader.atEnd(); first = false) {
        const auto cells = reader.next();
        if (!cells)
            return damaged(name,
                           "has a quote in line " + std::to_string(reader.line()) + " that is not closed");
        if (cells->size() == 1 && cells->front().empty()) continue;
        if (first) {
            if (const auto named = columnsOf(*cells)) {
                columns = *named;
                continue;
            }
        }
        ListedImage image;
        const std::string problem = takeRow(*cells, columns, image);
        if (problem.empty()) {
            out.images.push_back(std::move(image));
        } else {
            ++out.leftOut;
            addNote(out.notes, "Line " + std::to_string(reader.line()) + " " + problem + "; it is left out.");
        }
        if (out.images.size() > kMostListed)
            return Error{ErrorCode::TooLarge, "The list " + quoted(std::filesystem::path(name)) +
                                                  " has over " + std::to_string(kMostListed) +
                                                  " rows; split it."};
    }
    if (out.images.empty()) return damaged(name, "has no row of path,label");
    return out;
}

Result<GroundTruth> parseGroundTruth(std::string_view text, const std::string& name) {
    if (auto fits = checkSize(text, name); !fits) return fits.error();
    if (text.starts_with("\x80")) {
        return Error{ErrorCode::Unsupported,
                     "The list " + quoted(std::filesystem::path(name)) +
                         " is a pickle, which can run programs and is never opened; write it as JSON."};
    }
    const json object = json::parse(text, nullptr, false);
    if (!object.is_object()) return damaged(name, "is no JSON object of ground truth");
    const auto images = namesAt(object, "imlist", name);
    if (!images) return images.error();
    const auto queries = namesAt(object, "qimlist", name);
    if (!queries) return queries.error();
    const auto truth = object.find("gnd");
    if (truth == object.end() || !truth->is_array() || truth->size() != queries->size())
        return damaged(name, "must have one entry in 'gnd' for each query in 'qimlist'");
    if (images->empty() || queries->empty()) return damaged(name, "names no picture or no query");
    Reader reader;
    reader.takeImages(*images);
    for (std::size_t i = 0; i < queries->size(); ++i) {
        const json& entry = (*truth)[i];
        if (!entry.is_object()) return damaged(name, "has something else than lists in 'gnd'");
        GroundTruth::Query one;
        one.name = (*queries)[i];
        one.easy = reader.takeList(entry, entry.contains("easy") ? "easy" : "ok", one.name);
        one.hard = reader.takeList(entry, "hard", one.name);
        one.junk = reader.takeList(entry, "junk", one.name);
        reader.keepFirst(one.hard, one.easy, one.name);
        reader.keepFirst(one.junk, one.easy, one.name);
        reader.keepFirst(one.junk, one.hard, one.name);
        reader.takeBox(entry, one);
        reader.out.queries.push_back(std::move(one));
    }
    return std::move(reader.out);
}

} // namespace sparlet::eval
