#include "text/word_vectors.h"

#include "base/atomic_file.h"
#include "base/printable.h"
#include "text/file_bytes_internal.h"

#include <zlib.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <unordered_set>

namespace sparlet {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is read as it lies in memory");

constexpr char kMagic[] = "SPARLETW";
constexpr std::size_t kMagicBytes = 8;
constexpr std::size_t kHeaderBytes = kMagicBytes + 4 * sizeof(std::uint32_t) + sizeof(double);
constexpr std::uint32_t kVersion = 1;
constexpr std::uint32_t kMaxDimensions = 4096;
constexpr std::uint32_t kMaxWords = 4'000'000;
constexpr std::uint64_t kMostVectorBytes = 1ull << 30;

std::uint32_t checksum(std::string_view bytes) {
    return static_cast<std::uint32_t>(
        crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<z_size_t>(bytes.size())));
}

class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}
    template <class T>
    T take() {
        T value;
        std::memcpy(&value, bytes_.data(), sizeof value);
        bytes_.remove_prefix(sizeof value);
        return value;
    }
    template <class T>
    std::vector<T> takeMany(std::size_t n) {
        std::vector<T> out(n);
        if (n > 0) std::memcpy(out.data(), bytes_.data(), n * sizeof(T));
        bytes_.remove_prefix(n * sizeof(T));
        return out;
    }
    std::string_view takeBytes(std::size_t n) {
        const std::string_view out = bytes_.substr(0, n);
        bytes_.remove_prefix(n);
        return out;
    }
    std::size_t left() const { return bytes_.size(); }

private:
    std::string_view bytes_;
};

Error corrupt(const std::string& name, const std::string& why) {
    return {ErrorCode::Corrupt,
            "The word vectors " + name + " cannot be used: " + why + "; get the file again."};
}

bool takeWords(Reader& reader, std::size_t count, std::vector<std::string>& out) {
    std::unordered_set<std::string_view> seen;
    seen.reserve(count);
    out.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (reader.left() < 1) return false;
        const auto length = reader.take<std::uint8_t>();
        if (length == 0 || reader.left() < length) return false;
        const std::string_view word = reader.takeBytes(length);
        if (!seen.insert(word).second) return false;
        out.emplace_back(word);
    }
    return reader.left() == 0;
}

// What is wrong with the values, or nullptr.
const char* findBadValue(const WordVectors& v) {
    if (!(v.smoothing > 0 && v.smoothing <= 1)) return "its smoothing constant is out of range";
    double norm = 0;
    for (const float x : v.component) {
        if (!std::isfinite(x)) return "its common component has a value that is not a number";
        norm += static_cast<double>(x) * static_cast<double>(x);
    }
    if (norm != 0 && std::abs(norm - 1) > 1e-3) return "its common component is not of length 1";
    for (const float p : v.probability)
        if (!(p >= 0 && p <= 1)) return "a word has a probability outside 0 to 1";
    for (const float s : v.scale)
        if (!(s > 0 && s < 1e6F)) return "a word has a scale that is out of range";
    return nullptr;
}

template <class T>
void put(std::string& out, const T& value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class T>
void putMany(std::string& out, const std::vector<T>& values) {
    out.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

} // namespace

double zipfProbability(std::size_t rank, std::size_t vocabulary) {
    constexpr double shift = 2.7;
    // The sum over the vocabulary by Euler–Maclaurin is exact to 1e-6 of what adding up would give.
    const auto harmonic = [](double n) {
        double sum = 0;
        const double exact = std::min(n, 100.0);
        for (double r = 1; r <= exact; ++r)
            sum += 1 / (r + shift);
        if (n > exact) {
            const double low = exact + shift, high = n + shift;
            sum +=
                std::log(high / low) + (1 / high - 1 / low) / 2 + (1 / (low * low) - 1 / (high * high)) / 12;
        }
        return sum;
    };
    return 1 / (static_cast<double>(rank) + 1 + shift) / harmonic(static_cast<double>(vocabulary));
}

Result<WordVectors> parseWordVectors(std::string_view bytes, const std::string& name) {
    if (bytes.size() < kHeaderBytes + sizeof(std::uint32_t) || bytes.substr(0, kMagicBytes) != kMagic)
        return corrupt(name, "it is not a Sparlet word-vector file");
    Reader reader(bytes.substr(kMagicBytes, bytes.size() - kMagicBytes - sizeof(std::uint32_t)));
    const auto version = reader.take<std::uint32_t>();
    if (version != kVersion)
        return Error{ErrorCode::Unsupported, "The word vectors " + name + " have format version " +
                                                 std::to_string(version) + "; this program reads version 1."};
    const std::uint64_t dimensions = reader.take<std::uint32_t>();
    const std::uint64_t words = reader.take<std::uint32_t>();
    const std::uint64_t wordBytes = reader.take<std::uint32_t>();
    WordVectors out;
    out.smoothing = reader.take<double>();
    if (dimensions == 0 || dimensions > kMaxDimensions || words == 0 || words > kMaxWords)
        return corrupt(name, "its header states an impossible size");
    if (reader.left() != 4 * dimensions + words * (8 + dimensions) + wordBytes)
        return corrupt(name, "its length does not agree with its header");
    std::uint32_t stored = 0;
    std::memcpy(&stored, bytes.data() + bytes.size() - sizeof stored, sizeof stored);
    if (checksum(bytes.substr(0, bytes.size() - sizeof stored)) != stored)
        return corrupt(name, "its checksum does not agree with its content");
    out.dimensions = static_cast<int>(dimensions);
    out.component = reader.takeMany<float>(dimensions);
    out.probability = reader.takeMany<float>(words);
    out.scale = reader.takeMany<float>(words);
    out.values = reader.takeMany<std::int8_t>(words * dimensions);
    if (!takeWords(reader, words, out.words)) return corrupt(name, "its list of words is damaged");
    if (const char* why = findBadValue(out)) return corrupt(name, why);
    bool none = true;
    for (const float x : out.component)
        none = none && x == 0;
    if (none) out.component.clear();
    return out;
}

Result<WordVectors> readWordVectors(const std::filesystem::path& file) {
    auto bytes = text::readWholeFile(file, kMostVectorBytes);
    if (!bytes.ok()) return bytes.error();
    return parseWordVectors(*bytes, quoted(file));
}

std::string serializeWordVectors(const WordVectors& v) {
    std::string block;
    for (const std::string& word : v.words) {
        assert(!word.empty() && word.size() <= 255);
        block.push_back(static_cast<char>(static_cast<unsigned char>(word.size())));
        block += word;
    }
    std::string out(kMagic, kMagicBytes);
    put(out, kVersion);
    put(out, static_cast<std::uint32_t>(v.dimensions));
    put(out, static_cast<std::uint32_t>(v.words.size()));
    put(out, static_cast<std::uint32_t>(block.size()));
    put(out, v.smoothing);
    std::vector<float> component = v.component;
    component.resize(static_cast<std::size_t>(v.dimensions), 0.0F);
    putMany(out, component);
    putMany(out, v.probability);
    putMany(out, v.scale);
    putMany(out, v.values);
    out += block;
    put(out, checksum(out));
    return out;
}

Status writeWordVectors(const WordVectors& vectors, const std::filesystem::path& file) {
    return writeFileAtomically(file, serializeWordVectors(vectors));
}

} // namespace sparlet
