#include "text/word_vector_builder.h"

#include "base/printable.h"
#include "text/file_bytes_internal.h"
#include "text/tokenizer.h"
#include "text/word_vector_encoder.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_set>

namespace sparlet {
namespace {

constexpr std::uint64_t kMostSourceBytes = 4ull << 30;

Error wrongLine(const std::string& name, std::size_t line, const std::string& why) {
    return {ErrorCode::Corrupt,
            "The word vectors " + name + " cannot be used: line " + std::to_string(line) + " " + why + "."};
}

std::string_view takeLine(std::string_view& text) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string_view takeField(std::string_view& line) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    const std::string_view field = line.substr(0, line.find_first_of(" \t"));
    line.remove_prefix(field.size());
    return field;
}

template <class T>
bool parseNumber(std::string_view field, T& out) {
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), out);
    return error == std::errc() && end == field.data() + field.size() && !field.empty();
}

void appendRow(WordVectors& out, std::string word, const std::vector<double>& row, double probability) {
    double largest = 0;
    for (const double x : row)
        largest = std::max(largest, std::abs(x));
    // What is too small for a float's step is as good as 0.
    const float scale =
        largest > 0 ? std::max(static_cast<float>(largest / 127), std::numeric_limits<float>::min()) : 1.0F;
    for (const double x : row) {
        const double level = std::floor(x / static_cast<double>(scale) + 0.5);
        out.values.push_back(static_cast<std::int8_t>(std::clamp(level, -127.0, 127.0)));
    }
    out.words.push_back(std::move(word));
    out.scale.push_back(scale);
    out.probability.push_back(static_cast<float>(probability));
}

double norm(const std::vector<double>& v) {
    double square = 0;
    for (const double x : v)
        square += x * x;
    return std::sqrt(square);
}

double medianRowNorm(const WordVectors& v) {
    const auto width = static_cast<std::size_t>(v.dimensions);
    std::vector<double> norms;
    for (std::size_t i = 0; i < v.words.size(); ++i) {
        double square = 0;
        for (std::size_t d = 0; d < width; ++d) {
            const double x = static_cast<double>(v.values[i * width + d]);
            square += x * x;
        }
        norms.push_back(std::sqrt(square) * static_cast<double>(v.scale[i]));
    }
    const auto middle = norms.begin() + static_cast<std::ptrdiff_t>(norms.size() / 2);
    std::nth_element(norms.begin(), middle, norms.end());
    return *middle;
}

std::vector<double> sumOfMeans(const WordVectorEncoder& encoder, const std::vector<std::string>& texts) {
    std::vector<double> sum(static_cast<std::size_t>(encoder.dimensions()), 0.0);
    for (const std::string& text : texts)
        if (const auto mean = encoder.weightedMean(text))
            for (std::size_t d = 0; d < sum.size(); ++d)
                sum[d] += (*mean)[d];
    return sum;
}

} // namespace

Result<WordVectors> parseWordVectorText(std::string_view text, const std::string& name) {
    std::string_view header = takeLine(text);
    std::uint32_t count = 0;
    std::uint32_t dimensions = 0;
    if (!parseNumber(takeField(header), count) || !parseNumber(takeField(header), dimensions) || count == 0 ||
        dimensions == 0 || dimensions > 4096)
        return wrongLine(name, 1, "is not “WORDS DIMENSIONS”");
    WordVectors out;
    out.dimensions = static_cast<int>(dimensions);
    std::unordered_set<std::string_view> seen;
    std::vector<double> row(dimensions);
    std::size_t number = 1;
    while (out.words.size() < count) {
        ++number;
        if (text.empty())
            return wrongLine(name, number,
                             "is missing: the first line states " + std::to_string(count) + " words");
        std::string_view line = takeLine(text);
        const std::string_view word = takeField(line);
        if (word.empty() || word.size() > 255 || !seen.insert(word).second)
            return wrongLine(name, number, "has no word, too long a word or one seen before");
        for (double& x : row)
            if (!parseNumber(takeField(line), x) || !(std::abs(x) < 1e6))
                return wrongLine(name, number, "does not have " + std::to_string(dimensions) + " numbers");
        if (!takeField(line).empty())
            return wrongLine(name, number, "has more than " + std::to_string(dimensions) + " numbers");
        appendRow(out, std::string(word), row, zipfProbability(out.words.size()));
    }
    return out;
}

Result<WordVectors> readWordVectorText(const std::filesystem::path& file) {
    auto bytes = text::readWholeFile(file, kMostSourceBytes);
    if (!bytes.ok()) return bytes.error();
    return parseWordVectorText(*bytes, quoted(file));
}

std::vector<std::string> addTitleWords(WordVectors& vectors, const std::vector<DescriptionSet>& sets) {
    const WordVectorEncoder encoder(vectors, "");
    const double length = medianRowNorm(vectors);
    std::vector<std::string> added;
    for (const DescriptionSet& set : sets)
        for (const ClassDescriptions& c : set.classes)
            for (const std::string& word : tokenize(c.title)) {
                if (encoder.knows(word) || isFunctionWord(word) || word.size() > 255 ||
                    std::find(added.begin(), added.end(), word) != added.end())
                    continue;
                std::vector<double> row = sumOfMeans(encoder, c.descriptions);
                const double size = norm(row);
                if (!(size > 0)) continue;
                for (double& x : row)
                    x *= length / size;
                appendRow(vectors, word, row, 0.0);
                added.push_back(word);
            }
    return added;
}

void setCommonComponent(WordVectors& vectors, const std::vector<DescriptionSet>& sets) {
    vectors.component.clear();
    const WordVectorEncoder encoder(vectors, "");
    std::vector<std::vector<double>> means;
    for (const DescriptionSet& set : sets)
        for (const ClassDescriptions& c : set.classes)
            for (const std::string& text : c.descriptions)
                if (auto mean = encoder.weightedMean(text)) means.push_back(std::move(*mean));
    for (const double x : firstPrincipalComponent(means))
        vectors.component.push_back(static_cast<float>(x));
}

std::vector<double> firstPrincipalComponent(const std::vector<std::vector<double>>& rows) {
    if (rows.empty()) return {};
    const std::size_t width = rows.front().size();
    std::vector<std::vector<double>> moment(width, std::vector<double>(width, 0.0));
    for (const auto& row : rows)
        for (std::size_t i = 0; i < width; ++i)
            for (std::size_t j = 0; j < width; ++j)
                moment[i][j] += row[i] * row[j];
    // An irregular start, so that no tidy matrix has its dominant eigenvector orthogonal to it.
    std::vector<double> v(width);
    for (std::size_t i = 0; i < width; ++i)
        v[i] = 1 + 0.1 * std::sin(static_cast<double>(i + 1));
    double length = 0;
    constexpr int maxRounds = 2000;
    for (int round = 0; round < maxRounds; ++round) {
        std::vector<double> next(width, 0.0);
        for (std::size_t i = 0; i < width; ++i)
            for (std::size_t j = 0; j < width; ++j)
                next[i] += moment[i][j] * v[j];
        length = norm(next);
        if (!(length > 0)) return {};
        double change = 0;
        for (std::size_t i = 0; i < width; ++i) {
            next[i] /= length;
            change = std::max(change, std::abs(next[i] - v[i]));
        }
        v = std::move(next);
        if (change < 1e-14) break;
    }
    const auto largest =
        std::max_element(v.begin(), v.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
    if (*largest < 0)
        for (double& x : v)
            x = -x;
    return v;
}

} // namespace sparlet
