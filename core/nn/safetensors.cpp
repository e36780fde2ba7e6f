#include "nn/safetensors.h"

#include "base/atomic_file.h"
#include "nn/checksum_internal.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <unordered_set>

namespace sparlet::nn {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors files are little endian");

constexpr std::uint64_t kMostHeaderBytes = 100'000'000; // the reference implementation's bound
constexpr std::size_t kMostTensorDimensions = 8;

constexpr const char* kHeaderChecksum = "sparlet.xxh64.header";
constexpr const char* kDataChecksum = "sparlet.xxh64.data";
const std::string kNoDigits(16, '0');

struct TypeName {
    DType type;
    const char* name;
    std::size_t bytes;
};
constexpr TypeName kTypes[] = {{DType::F32, "F32", 4},
                               {DType::F16, "F16", 2},
                               {DType::BF16, "BF16", 2},
                               {DType::I64, "I64", 8},
                               {DType::U8, "U8", 1}};

Error corrupt(const std::filesystem::path& file, const std::string& what) {
    return {ErrorCode::Corrupt, "The model file '" + file.string() + "' is damaged: " + what + "."};
}

Error ioError(const std::filesystem::path& file, const char* doing) {
    const int number = errno;
    const auto code = number == ENOENT                      ? ErrorCode::NotFound
                      : number == EACCES || number == EPERM ? ErrorCode::PermissionDenied
                      : number == ENOSPC                    ? ErrorCode::DiskFull
                                                            : ErrorCode::Io;
    return {code,
            "The file '" + file.string() + "' could not be " + doing + ": " + std::strerror(number) + "."};
}

/// Product of a shape times the element's size, or nothing where it overflows.
bool bytesOfShape(const std::vector<std::int64_t>& shape, std::size_t element, std::uint64_t& out) {
    std::uint64_t product = element;
    for (const auto extent : shape) {
        const auto factor = static_cast<std::uint64_t>(extent);
        if (factor != 0 && product > std::numeric_limits<std::uint64_t>::max() / factor) return false;
        product *= factor;
    }
    out = product;
    return true;
}

Result<TensorEntry> parseEntry(const std::filesystem::path& file, const std::string& name,
                               const nlohmann::json& value) {
    const auto bad = [&](const std::string& what) {
        return corrupt(file, "the tensor '" + name.substr(0, 80) + "' " + what);
    };
    if (!value.is_object()) return bad("is not described by an object");
    const auto type = value.find("dtype"), shape = value.find("shape"), offsets = value.find("data_offsets");
    if (type == value.end() || !type->is_string()) return bad("has no type");
    if (shape == value.end() || !shape->is_array() || shape->size() > kMostTensorDimensions) {
        return bad("has no valid shape");
    }
    if (offsets == value.end() || !offsets->is_array() || offsets->size() != 2 ||
        !(*offsets)[0].is_number_unsigned() || !(*offsets)[1].is_number_unsigned()) {
        return bad("has no valid offsets");
    }
    TensorEntry entry;
    entry.name = name;
    const auto& typeText = type->get_ref<const std::string&>();
    const auto* known =
        std::find_if(std::begin(kTypes), std::end(kTypes), [&](const auto& t) { return typeText == t.name; });
    if (known == std::end(kTypes))
        return bad("has the type '" + typeText.substr(0, 16) + "', which is not supported");
    entry.type = known->type;
    for (const auto& extent : *shape) {
        if (!extent.is_number_unsigned() ||
            extent.get<std::uint64_t>() >
                static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
            return bad("has no valid shape");
        }
        entry.shape.push_back(extent.get<std::int64_t>());
    }
    entry.begin = (*offsets)[0].get<std::uint64_t>();
    entry.end = (*offsets)[1].get<std::uint64_t>();
    std::uint64_t wanted = 0;
    if (!bytesOfShape(entry.shape, known->bytes, wanted) || entry.end < entry.begin ||
        entry.end - entry.begin != wanted) {
        return bad("has offsets that do not fit its shape");
    }
    return entry;
}

Status checkCoverage(const std::filesystem::path& file, const std::vector<TensorEntry>& tensors,
                     std::uint64_t dataBytes) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> spans;
    spans.reserve(tensors.size());
    for (const auto& entry : tensors)
        spans.emplace_back(entry.begin, entry.end);
    std::sort(spans.begin(), spans.end());
    std::uint64_t at = 0;
    for (const auto& [begin, end] : spans) {
        if (begin != at) return corrupt(file, "its tensors overlap or leave a gap");
        at = end;
    }
    if (at != dataBytes) return corrupt(file, "its size does not match its header (cut off or extended)");
    return {};
}

/// Where the header's own checksum stands in its text, as the writer puts it; npos where it does not.
std::size_t placeOfHeaderChecksum(const std::string& text) {
    const std::string before = '"' + std::string(kHeaderChecksum) + "\":\"";
    const auto at = text.find(before);
    return at == std::string::npos ? at : at + before.size();
}

/// Of the length and the text, in which the digits at `place` count as zeros.
std::string headerChecksum(std::string text, std::size_t place) {
    text.replace(place, kNoDigits.size(), kNoDigits);
    const std::uint64_t length = text.size();
    Xxh64 hash;
    hash.add(std::as_bytes(std::span(&length, 1)));
    hash.add(std::as_bytes(std::span(text)));
    return hash.hex();
}

/// Takes the checksums out of the metadata, after a look whether the header's is right.
Status checkHeader(const std::filesystem::path& file, const std::string& text, SafetensorsHeader& header) {
    const auto own = header.metadata.find(kHeaderChecksum), data = header.metadata.find(kDataChecksum);
    if (own == header.metadata.end() && data == header.metadata.end()) return {};
    const auto place = placeOfHeaderChecksum(text);
    const bool right = own != header.metadata.end() && data != header.metadata.end() &&
                       own->second.size() == kNoDigits.size() && place < text.size() - kNoDigits.size() &&
                       headerChecksum(text, place) == own->second;
    if (!right) return corrupt(file, "its header is not what was written");
    header.dataChecksum = data->second;
    header.metadata.erase(kHeaderChecksum);
    header.metadata.erase(kDataChecksum);
    return {};
}

Result<SafetensorsHeader> parseHeader(const std::filesystem::path& file, const std::string& text,
                                      std::uint64_t fileBytes) {
    SafetensorsHeader header;
    header.fileBytes = fileBytes;
    header.dataOffset = 8 + text.size();
    bool repeated = false;
    std::vector<std::unordered_set<std::string>> keys;
    const auto guard = [&](int depth, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
        if (event == nlohmann::json::parse_event_t::object_start) keys.emplace_back();
        if (event == nlohmann::json::parse_event_t::object_end && !keys.empty()) keys.pop_back();
        if (event == nlohmann::json::parse_event_t::key && !keys.empty()) {
            repeated = repeated || !keys.back().insert(parsed.get<std::string>()).second;
        }
        return depth <= 4;
    };
    const auto json = nlohmann::json::parse(text, guard, false);
    if (json.is_discarded() || !json.is_object()) return corrupt(file, "its header is not valid JSON");
    if (repeated) return corrupt(file, "its header names something twice");
    for (const auto& [name, value] : json.items()) {
        if (name == "__metadata__") {
            if (!value.is_object()) return corrupt(file, "its metadata is not an object");
            for (const auto& [key, item] : value.items()) {
                if (!item.is_string()) return corrupt(file, "its metadata holds something other than text");
                header.metadata[key] = item.get<std::string>();
            }
            continue;
        }
        auto entry = parseEntry(file, name, value);
        if (!entry) return entry.error();
        header.tensors.push_back(std::move(entry).value());
    }
    if (auto checked = checkCoverage(file, header.tensors, fileBytes - header.dataOffset); !checked) {
        return checked.error();
    }
    if (auto checked = checkHeader(file, text, header); !checked) return checked.error();
    return header;
}

Result<std::uint64_t> sizeOf(const std::filesystem::path& file, std::ifstream& stream) {
    std::error_code failure;
    if (std::filesystem::is_directory(file, failure)) {
        return Error{ErrorCode::InvalidArgument,
                     "The path '" + file.string() + "' is a folder, not a model file."};
    }
    errno = 0;
    stream.open(file, std::ios::binary);
    if (!stream) return ioError(file, "opened");
    const auto size = std::filesystem::file_size(file, failure);
    if (failure) return Error{ErrorCode::Io, "The file '" + file.string() + "' has no readable size."};
    return static_cast<std::uint64_t>(size);
}

Result<SafetensorsHeader> readHeader(const std::filesystem::path& file, std::ifstream& stream) {
    const auto size = sizeOf(file, stream);
    if (!size) return size.error();
    std::uint64_t length = 0;
    if (*size < 8 || !stream.read(reinterpret_cast<char*>(&length), 8)) {
        return corrupt(file, "it is too short to be a safetensors file");
    }
    if (length > *size - 8 || length > kMostHeaderBytes) {
        return corrupt(file, "its header would be longer than the file");
    }
    std::string text(static_cast<std::size_t>(length), '\0');
    if (!stream.read(text.data(), static_cast<std::streamsize>(length)))
        return corrupt(file, "it is cut off");
    return parseHeader(file, text, *size);
}

} // namespace

std::size_t bytesOf(DType type) {
    for (const auto& known : kTypes) {
        if (known.type == type) return known.bytes;
    }
    return 0;
}

Result<SafetensorsHeader> readSafetensorsHeader(const std::filesystem::path& file) {
    std::ifstream stream;
    return readHeader(file, stream);
}

Result<Safetensors> Safetensors::read(const std::filesystem::path& file) {
    std::ifstream stream;
    auto header = readHeader(file, stream);
    if (!header) return header.error();
    Safetensors out;
    out.header_ = std::move(header).value();
    out.data_.resize(static_cast<std::size_t>(out.header_.fileBytes - out.header_.dataOffset));
    if (!stream.read(reinterpret_cast<char*>(out.data_.data()),
                     static_cast<std::streamsize>(out.data_.size()))) {
        return corrupt(file, "it is cut off");
    }
    Xxh64 hash;
    hash.add(out.data_);
    const auto& wanted = out.header_.dataChecksum;
    if (!wanted.empty() && hash.hex() != wanted) return corrupt(file, "its weights are not what was written");
    return out;
}

const TensorEntry* Safetensors::find(const std::string& name) const {
    const auto found =
        std::lower_bound(header_.tensors.begin(), header_.tensors.end(), name,
                         [](const TensorEntry& entry, const std::string& key) { return entry.name < key; });
    return found != header_.tensors.end() && found->name == name ? &*found : nullptr;
}

std::span<const std::byte> Safetensors::bytes(const TensorEntry& entry) const {
    return std::span(data_).subspan(static_cast<std::size_t>(entry.begin),
                                    static_cast<std::size_t>(entry.end - entry.begin));
}

Status writeFileAtomically(const std::filesystem::path& file,
                           const std::vector<std::span<const std::byte>>& parts) {
    auto out = AtomicFile::create(file);
    if (!out) return out.error();
    for (const auto part : parts) {
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(part.data());
        if (auto wrote = out->write(std::span(bytes, part.size())); !wrote) return wrote;
    }
    return out->commit();
}

Status writeSafetensors(const std::filesystem::path& file, const std::vector<TensorData>& tensors,
                        const std::map<std::string, std::string>& metadata) {
    nlohmann::json header = nlohmann::json::object();
    header["__metadata__"] = metadata;
    Xxh64 data;
    std::vector<std::span<const std::byte>> parts(2);
    std::uint64_t at = 0;
    for (const auto& tensor : tensors) {
        const auto* typeName = std::find_if(std::begin(kTypes), std::end(kTypes), [&](const auto& t) {
                                   return t.type == tensor.type;
                               })->name;
        header[tensor.name] = {
            {"dtype", typeName}, {"shape", tensor.shape}, {"data_offsets", {at, at + tensor.bytes.size()}}};
        at += tensor.bytes.size();
        parts.push_back(tensor.bytes);
        data.add(tensor.bytes);
    }
    header["__metadata__"][kHeaderChecksum] = kNoDigits;
    header["__metadata__"][kDataChecksum] = data.hex();
    auto text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    text.append((8 - text.size() % 8) % 8, ' ');
    const auto place = placeOfHeaderChecksum(text);
    text.replace(place, kNoDigits.size(), headerChecksum(text, place));
    const std::uint64_t length = text.size();
    parts[0] = std::as_bytes(std::span(&length, 1));
    parts[1] = std::as_bytes(std::span(text));
    return writeFileAtomically(file, parts);
}

} // namespace sparlet::nn
