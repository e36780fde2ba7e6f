// Captions of single images: JSON Lines, {"image": …, "text": …}, one to a line, whoever wrote them.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sparlet {

struct Caption {
    std::string image; // how the writer names it; for Sparlet's own files the path relative to the folder
    std::string text;
    bool operator==(const Caption&) const = default;
};

struct BadCaptionLine {
    std::size_t line = 0; // from 1
    std::string reason;   // "is not JSON", "has no “text”"
};

struct CaptionFile {
    std::vector<Caption> captions;        // in the file's order; an image may have several
    std::vector<BadCaptionLine> badLines; // skipped; the file itself is never changed by reading
};

/// Empty lines are ignored, other keys too. A line that cannot be used is reported and skipped; the rest
/// counts. At most 1 GiB, and 64 KiB a line. NotFound, PermissionDenied, TooLarge and Io as errors.
Result<CaptionFile> readCaptions(const std::filesystem::path& file);

/// The same from memory.
CaptionFile parseCaptions(std::string_view lines);

/// One line, with its line feed. InvalidArgument if either string is empty or not UTF-8, or the line is too
/// long to be read again.
Result<std::string> captionLine(const Caption& caption);

/// Replaces a captions file by these lines, all at once: a reader sees the old file or the new one. Busy
/// while a CaptionWriter holds it; InvalidArgument as of captionLine().
Status writeCaptions(const std::filesystem::path& file, const std::vector<Caption>& captions);

/// Appends to a captions file: each caption is one write of one whole line, so that a killed process leaves
/// at most one torn line, which the next writer closes and a reader reports. Holds the file against other
/// writers (Busy) as long as it lives. append() is thread-safe.
class CaptionWriter {
public:
    /// Creates the file if there is none.
    static Result<CaptionWriter> open(const std::filesystem::path& file);
    ~CaptionWriter();
    CaptionWriter(CaptionWriter&&) noexcept;
    CaptionWriter& operator=(CaptionWriter&&) noexcept;

    Status append(const Caption& caption);

private:
    struct Data;
    explicit CaptionWriter(std::unique_ptr<Data> data);
    std::unique_ptr<Data> data_;
};

} // namespace sparlet
