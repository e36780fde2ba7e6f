// Results on standard output: one JSON object, or text for people.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace sparlet::cli {

using Json = nlohmann::ordered_json;

/// Prints the object; bytes that are not UTF-8 become U+FFFD. Returns the exit status.
int printJson(const Json& object);

/// Flushes standard output; a full disk or a closed pipe is a failure.
int finishOutput();

/// Sets object[key] to a path. A path that is not valid UTF-8 gets a second field, key + "_bytes", with every
/// byte that is not printable ASCII (and '%') as %XX, from which it can be restored.
void setPath(Json& object, const std::string& key, const std::string& path);

/// The same for a list of paths: key + "_bytes" has the same length, and is only there when it is needed.
void setPaths(Json& object, const std::string& key, const std::vector<std::string>& paths);

bool isUtf8(std::string_view text);
std::string percentEncoded(std::string_view bytes);

/// Columns padded to their widest cell; numbers are for the caller to align by `right`.
class Table {
public:
    explicit Table(std::vector<std::string> header, std::vector<bool> right = {});
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    void print() const;

private:
    std::vector<std::vector<std::string>> rows_;
    std::vector<bool> right_;
};

/// Fixed number of decimals.
std::string decimal(double value, int digits);
/// "4.6 MB", powers of ten.
std::string bytesText(double bytes);

} // namespace sparlet::cli
