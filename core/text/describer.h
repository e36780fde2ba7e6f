// Has a multimodal language model describe images, once, into a captions file. Works with any
// OpenAI-compatible chat endpoint: a llama.cpp or Ollama server on this machine, or a hosted service.
#pragma once

#include "base/result.h"
#include "base/task.h"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sparlet {

struct DescriberOptions {
    /// Base address, such as "http://127.0.0.1:8080/v1"; "/chat/completions" is added unless it is there.
    /// http and https only, no user name or password within. Certificates are verified, redirects are not
    /// followed.
    std::string endpoint = "http://127.0.0.1:8080/v1";
    std::string model; // as the server calls it; may stay empty for servers with a single model
    std::string prompt = "Describe what this picture shows in two short, plain sentences: the main object, "
                         "its shape, parts and "
                         "colours, and where it is. Do not guess names or mention the picture itself.";
    /// Name of the environment variable that holds the key; empty: no key is sent. The key itself is never
    /// logged, written to a file or repeated in a message.
    std::string keyVariable;
    std::string key; // the key itself, instead of the variable's
    std::chrono::milliseconds connectTimeout{10'000};
    std::chrono::milliseconds timeout{120'000}; // for one answer
    int maxRetries = 4;                         // after the first try; 0 to 20
    /// Waits firstBackoff · 2^n after try n, or as long as the server's Retry-After says, never over
    /// maxBackoff; a longer Retry-After ends the run.
    std::chrono::milliseconds firstBackoff{1'000};
    std::chrono::milliseconds maxBackoff{60'000};
    int concurrency = 1; // 1 to 8 questions at a time
    int maxTokens = 160;
    std::size_t maxTextBytes = 2'000; // a longer description is refused as not one
};

struct DescribeFailure {
    std::string image;
    Error error;
};

struct DescribeReport {
    std::uint64_t described = 0; // in this run
    std::uint64_t skipped = 0;   // already in the captions file
    /// As the server counts them, of the pictures described in this run; 0 where it does not say.
    std::uint64_t promptTokens = 0, answerTokens = 0;
    std::vector<DescribeFailure> failures; // not in the file, so the next run tries them again
    std::size_t badLines = 0;              // of the captions file as it was found
};

/// The JPEG bytes of an image, as they shall be sent (a few hundred pixels wide will do). Called from the
/// describer's threads, several at once if concurrency > 1.
using JpegSource = std::function<Result<std::string>(const std::string& image)>;

/// Immutable; its functions may be called from several threads.
class Describer {
public:
    /// InvalidArgument names the option that is out of range, the address that is none, or the environment
    /// variable that holds no key.
    static Result<Describer> create(DescriberOptions options);
    ~Describer();
    Describer(Describer&&) noexcept;
    Describer& operator=(Describer&&) noexcept;

    /// One description, retries included. Cancelled within about 100 ms of a cancellation.
    Result<std::string> describe(std::string_view jpeg, const CancelToken& cancel) const;

    /// Describes every image that `captions` does not have yet, each appended as one line as soon as it is
    /// there. An image that cannot be read or described is reported and left out. The whole run ends with an
    /// error where going on is of no use: the host is unreachable, the key or the model is refused, the
    /// service is out of quota or keeps failing (five images in a row), the captions file cannot be written,
    /// or Cancelled. What was described until then stays in the file, and the next run goes on from there.
    Result<DescribeReport> describeAll(const std::vector<std::string>& images, const JpegSource& jpeg,
                                       const std::filesystem::path& captions,
                                       const ProgressCallback& progress, const CancelToken& cancel) const;

private:
    struct Data;
    explicit Describer(std::unique_ptr<Data> data);
    std::unique_ptr<Data> data_;
};

} // namespace sparlet
