#include "text/word_vector_encoder.h"

#include "base/printable.h"
#include "text/tokenizer.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace sparlet {
namespace {

// For a message: on one line, long texts cut between characters.
std::string shown(std::string_view text) {
    constexpr std::size_t limit = 80;
    std::size_t end = std::min(limit, text.size());
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u)
        --end;
    return "“" + printable(text.substr(0, end)) + (end < text.size() ? "…”" : "”");
}

} // namespace

struct WordVectorEncoder::Data {
    WordVectors vectors;
    std::string name;
    std::unordered_map<std::string_view, std::size_t> rows; // keys lie in vectors.words

    std::optional<std::size_t> find(std::string_view word) const {
        if (const auto it = rows.find(word); it != rows.end()) return it->second;
        for (const std::string& spelling : spellings(word))
            if (const auto it = rows.find(spelling); it != rows.end()) return it->second;
        return std::nullopt;
    }
};

WordVectorEncoder::WordVectorEncoder(WordVectors vectors, std::string name)
    : data_(std::make_unique<Data>()) {
    assert(vectors.values.size() == vectors.words.size() * static_cast<std::size_t>(vectors.dimensions));
    data_->vectors = std::move(vectors);
    data_->name = std::move(name);
    data_->rows.reserve(data_->vectors.words.size());
    for (std::size_t i = 0; i < data_->vectors.words.size(); ++i)
        data_->rows.emplace(data_->vectors.words[i], i);
}

WordVectorEncoder::~WordVectorEncoder() = default;
WordVectorEncoder::WordVectorEncoder(WordVectorEncoder&&) noexcept = default;
WordVectorEncoder& WordVectorEncoder::operator=(WordVectorEncoder&&) noexcept = default;

Result<std::unique_ptr<WordVectorEncoder>> WordVectorEncoder::load(const std::filesystem::path& file) {
    auto vectors = readWordVectors(file);
    if (!vectors.ok()) return vectors.error();
    return std::make_unique<WordVectorEncoder>(std::move(*vectors), file.stem().string());
}

int WordVectorEncoder::dimensions() const {
    return data_->vectors.dimensions;
}
std::string WordVectorEncoder::name() const {
    return data_->name;
}
const WordVectors& WordVectorEncoder::vectors() const {
    return data_->vectors;
}
bool WordVectorEncoder::knows(std::string_view word) const {
    return data_->find(word).has_value();
}

std::optional<std::vector<double>> WordVectorEncoder::weightedMean(std::string_view text,
                                                                   std::vector<std::string>* known,
                                                                   std::vector<std::string>* unknown) const {
    const WordVectors& v = data_->vectors;
    const auto width = static_cast<std::size_t>(v.dimensions);
    std::vector<double> sum(width, 0.0);
    std::size_t count = 0;
    for (std::string& word : tokenize(text)) {
        const auto row = data_->find(word);
        if (!row) {
            if (unknown && !isFunctionWord(word)) unknown->push_back(std::move(word));
            continue;
        }
        const double weight = v.smoothing / (v.smoothing + static_cast<double>(v.probability[*row]));
        const double factor = weight * static_cast<double>(v.scale[*row]);
        for (std::size_t d = 0; d < width; ++d)
            sum[d] += factor * static_cast<double>(v.values[*row * width + d]);
        ++count;
        if (known) known->push_back(std::move(word));
    }
    if (count == 0) return std::nullopt;
    for (double& x : sum)
        x /= static_cast<double>(count);
    return sum;
}

Result<EncodedText> WordVectorEncoder::encode(std::string_view text) const {
    EncodedText out;
    auto mean = weightedMean(text, &out.known, &out.unknown);
    bool meaning = false;
    for (const std::string& word : out.known)
        meaning = meaning || !isFunctionWord(word);
    if (!mean || !meaning)
        return Error{ErrorCode::InvalidArgument,
                     "No known word in " + shown(text) +
                         "; use everyday English words, such as “red car on a street”."};
    const std::vector<float>& u = data_->vectors.component;
    double before = 0, along = 0, after = 0;
    for (std::size_t d = 0; d < mean->size(); ++d) {
        before += (*mean)[d] * (*mean)[d];
        if (!u.empty()) along += (*mean)[d] * static_cast<double>(u[d]);
    }
    for (std::size_t d = 0; d < mean->size(); ++d) {
        if (!u.empty()) (*mean)[d] -= along * static_cast<double>(u[d]);
        after += (*mean)[d] * (*mean)[d];
    }
    // What rounding leaves of a text that lies along the common component has no direction of its own.
    if (!(after > 1e-10 * before))
        return Error{ErrorCode::InvalidArgument,
                     "The words of " + shown(text) + " say nothing particular; name what the picture shows."};
    out.vector.reserve(mean->size());
    for (const double x : *mean)
        out.vector.push_back(static_cast<float>(x / std::sqrt(after)));
    return out;
}

} // namespace sparlet
