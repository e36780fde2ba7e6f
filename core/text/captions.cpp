#include "text/captions.h"

#include "base/atomic_file.h"
#include "base/printable.h"
#include "text/file_bytes_internal.h"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <fcntl.h>
#include <mutex>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sparlet {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMostCaptionBytes = 1ull << 30;
constexpr std::size_t kMaxLine = 64u << 10;

// Why the line is of no use, or nullptr after `out` was filled.
const char* parseLine(std::string_view line, Caption& out) {
    if (line.size() > kMaxLine) return "is longer than 64 KiB";
    const json value = json::parse(line, nullptr, false);
    if (value.is_discarded()) return "is not JSON";
    if (!value.is_object()) return "is not a JSON object";
    const auto image = value.find("image");
    if (image == value.end() || !image->is_string() || image->get_ref<const std::string&>().empty())
        return "has no “image”";
    const auto text = value.find("text");
    if (text == value.end() || !text->is_string() || text->get_ref<const std::string&>().empty())
        return "has no “text”";
    out = {image->get<std::string>(), text->get<std::string>()};
    return nullptr;
}

Status writeAll(int fd, std::string_view bytes, const std::filesystem::path& file) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return systemError(errno, "write", file);
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
}

} // namespace

CaptionFile parseCaptions(std::string_view lines) {
    CaptionFile out;
    std::size_t number = 0;
    while (!lines.empty()) {
        ++number;
        const std::size_t end = lines.find('\n');
        std::string_view line = lines.substr(0, end);
        lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (number == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
        if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
        Caption caption;
        if (const char* reason = parseLine(line, caption))
            out.badLines.push_back({number, reason});
        else
            out.captions.push_back(std::move(caption));
    }
    return out;
}

Result<CaptionFile> readCaptions(const std::filesystem::path& file) {
    auto bytes = text::readWholeFile(file, kMostCaptionBytes);
    if (!bytes.ok()) return bytes.error();
    return parseCaptions(*bytes);
}

Result<std::string> captionLine(const Caption& caption) {
    if (caption.image.empty() || caption.text.empty())
        return Error{ErrorCode::InvalidArgument, "A caption needs an image and a text."};
    nlohmann::ordered_json value;
    value["image"] = caption.image;
    value["text"] = caption.text;
    std::string line;
    try {
        line = value.dump();
    } catch (const json::type_error&) {
        return Error{ErrorCode::InvalidArgument,
                     "The caption of “" + caption.image +
                         "” cannot be stored: its name or its text is not UTF-8."};
    }
    if (line.size() > kMaxLine)
        return Error{ErrorCode::TooLarge,
                     "The caption of “" + printable(caption.image) + "” is longer than 64 KiB."};
    return line + "\n";
}

struct CaptionWriter::Data {
    std::filesystem::path file;
    int fd = -1;
    bool torn = false; // the last write failed half-way: close its line first
    std::mutex mutex;
    ~Data() {
        if (fd >= 0) ::close(fd);
    }
};

CaptionWriter::CaptionWriter(std::unique_ptr<Data> data) : data_(std::move(data)) {}
CaptionWriter::~CaptionWriter() = default;
CaptionWriter::CaptionWriter(CaptionWriter&&) noexcept = default;
CaptionWriter& CaptionWriter::operator=(CaptionWriter&&) noexcept = default;

Result<CaptionWriter> CaptionWriter::open(const std::filesystem::path& file) {
    auto data = std::make_unique<Data>();
    data->file = file;
    data->fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0644);
    if (data->fd < 0) return systemError(errno, "write", file);
    struct stat info {};
    if (::fstat(data->fd, &info) != 0) return systemError(errno, "write", file);
    if (!S_ISREG(info.st_mode))
        return Error{ErrorCode::InvalidArgument,
                     "The captions file " + quoted(file) + " is not a regular file."};
    if (::flock(data->fd, LOCK_EX | LOCK_NB) != 0)
        return Error{ErrorCode::Busy, "The captions file " + quoted(file) +
                                          " is being written by another process; wait for it or stop it."};
    if (::fstat(data->fd, &info) != 0) return systemError(errno, "write", file);
    char last = '\n';
    if (info.st_size > 0 && ::pread(data->fd, &last, 1, info.st_size - 1) != 1)
        return systemError(errno, "write", file);
    data->torn = last != '\n';
    return CaptionWriter(std::move(data));
}

Status CaptionWriter::append(const Caption& caption) {
    auto line = captionLine(caption);
    if (!line.ok()) return line.error();
    const std::lock_guard lock(data_->mutex);
    if (data_->torn) line->insert(line->begin(), '\n');
    const Status written = writeAll(data_->fd, *line, data_->file);
    data_->torn = !written.ok();
    return written;
}

Status writeCaptions(const std::filesystem::path& file, const std::vector<Caption>& captions) {
    std::string lines;
    for (const auto& caption : captions) {
        auto line = captionLine(caption);
        if (!line.ok()) return line.error();
        lines += *line;
    }
    // Held while the new file takes its place, so that nothing is appended to the old one meanwhile.
    const auto held = CaptionWriter::open(file);
    if (!held.ok()) return held.error();
    return writeFileAtomically(file, lines);
}

} // namespace sparlet
