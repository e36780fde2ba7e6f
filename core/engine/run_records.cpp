#include "base/printable.h"
#include "engine/run_records_internal.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

namespace sparlet::engine {

namespace fs = std::filesystem;

namespace {
constexpr std::uintmax_t kLargestRecord = std::uintmax_t{16} << 20U;
} // namespace

Result<MeasuredRecord> parseMeasuredRecord(const std::string& name, const std::string& text) {
    const auto refuse = [&](const std::string& what) {
        return Error{ErrorCode::Corrupt,
                     "The run record '" + printable(name) + "' cannot be read: " + what + "."};
    };
    const auto json = OrderedJson::parse(text, nullptr, false);
    if (!json.is_object()) return refuse("it is not a JSON object");
    MeasuredRecord record;
    record.name = name;
    const struct {
        const char* field;
        std::string* into;
        bool required;
    } fields[] = {{"title", &record.title, true},      {"group", &record.group, true},
                  {"variant", &record.variant, false}, {"note", &record.note, false},
                  {"command", &record.command, true},  {"machine", &record.machine, true},
                  {"date", &record.date, true},        {"commit", &record.commit, false}};
    for (const auto& [field, into, required] : fields) {
        const auto at = json.find(field);
        const bool there = at != json.end();
        if (there && at->is_string()) *into = at->get<std::string>();
        if ((there && !at->is_string()) || (required && into->empty())) {
            return refuse(std::string("its field '") + field + "' is missing or no text");
        }
    }
    if (!json.contains("report") || !json["report"].is_object()) {
        return refuse("its field 'report' is missing or no object");
    }
    record.report = json["report"];
    record.training = json.value("training", OrderedJson());
    return record;
}

Result<std::string> readRecordFile(const fs::path& file) {
    std::error_code problem;
    const auto size = fs::file_size(file, problem);
    std::ifstream in(file, std::ios::binary);
    if (problem || !in) return Error{ErrorCode::NotFound, "The file " + quoted(file) + " cannot be opened."};
    if (size > kLargestRecord) {
        return Error{ErrorCode::TooLarge, "The file " + quoted(file) + " is too large for a record."};
    }
    return std::string(std::istreambuf_iterator<char>(in), {});
}

Result<std::vector<MeasuredRecord>> readMeasuredRecords(const fs::path& folder,
                                                        std::vector<Error>* problems) {
    std::error_code error;
    std::vector<fs::path> files;
    for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        if (entry->path().extension() == ".json") files.push_back(entry->path());
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        return Error{ErrorCode::Io, "The folder " + quoted(folder) + " cannot be read."};
    }
    // By name, so that "a" stands before "a-float".
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.stem() < b.stem(); });
    std::vector<MeasuredRecord> records;
    for (const auto& file : files) {
        const auto text = readRecordFile(file);
        auto record = text.ok() ? parseMeasuredRecord(file.stem().string(), *text)
                                : Result<MeasuredRecord>(text.error());
        if (record.ok()) {
            records.push_back(std::move(*record));
        } else if (problems != nullptr) {
            problems->push_back(record.error());
        } else {
            return record.error();
        }
    }
    return records;
}

Result<std::vector<PaperValue>> parsePaperValues(const std::string& csv) {
    std::istringstream in(csv);
    std::vector<PaperValue> out;
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (number == 1 || line.empty()) continue;
        std::vector<std::string> cells(1);
        for (const char letter : line) {
            if (letter == ',') {
                cells.emplace_back();
            } else {
                cells.back() += letter;
            }
        }
        char* end = nullptr;
        const double value = cells.size() == 7 ? std::strtod(cells[5].c_str(), &end) : 0;
        if (end == nullptr || cells[5].empty() || *end != '\0' || !std::isfinite(value)) {
            return Error{ErrorCode::Corrupt, "Line " + std::to_string(number) +
                                                 " of the papers' values cannot be read; it needs "
                                                 "source,table,model,backbone,metric,value,unit."};
        }
        out.push_back({cells[0], cells[1], cells[2], cells[3], cells[4], cells[6], value});
    }
    return out;
}

} // namespace sparlet::engine
