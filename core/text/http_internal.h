// One blocking, cancellable HTTP POST over libcurl.
#pragma once

#include "base/result.h"
#include "base/task.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sparlet::text {

struct HttpRequest {
    std::string url;                  // http or https
    std::vector<std::string> headers; // "Name: value"
    std::string body;
    std::chrono::milliseconds connectTimeout{10'000};
    std::chrono::milliseconds timeout{120'000};
    std::size_t maxAnswerBytes = 1u << 20;
};

struct HttpAnswer {
    int status = 0;
    std::string body;
    std::string redirect; // where the server points to, for 3xx
    std::optional<std::chrono::seconds> retryAfter;
};

enum class TransportProblem {
    Cancelled,
    BadUrl,
    Unreachable, // no such host, refused, no route
    Tls,         // the certificate or the handshake was refused
    TimedOut,
    Dropped, // the connection broke before a whole answer was there
    TooLong, // more than maxAnswerBytes
    Other,
};

struct HttpOutcome {
    std::optional<HttpAnswer> answer; // any status; none if the transport failed
    TransportProblem problem = TransportProblem::Other;
    std::string detail; // libcurl's words for the problem
};

/// Keeps its connection open between posts. Certificates are verified; redirects are never followed; no other
/// protocol than http and https is spoken. One thread at a time; different clients are independent.
class HttpClient {
public:
    HttpClient();
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    /// Returns within about 100 ms of a cancellation.
    HttpOutcome post(const HttpRequest& request, const CancelToken& cancel);

private:
    struct Data;
    std::unique_ptr<Data> data_;
};

struct UrlParts {
    std::string scheme; // lower case
    std::string host;
    bool loopback = false; // localhost, 127.x, ::1
};

/// Nothing if `url` is not an absolute http(s) URL without user name and password.
std::optional<UrlParts> splitUrl(const std::string& url);

} // namespace sparlet::text
