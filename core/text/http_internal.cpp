#include "text/http_internal.h"

#include <curl/curl.h>

#include <csignal>
#include <mutex>
#include <new>
#include <pthread.h>

namespace sparlet::text {
namespace {

struct FreeUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct FreeHeaders {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

void initializeCurl() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

// OpenSSL writes to sockets without MSG_NOSIGNAL: a peer that hangs up must not end the program.
class SigpipeGuard {
public:
    SigpipeGuard() {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~SigpipeGuard() {
        if (sigismember(&before_, SIGPIPE) == 1) return;
        const timespec now{0, 0};
        while (sigtimedwait(&pipe_, nullptr, &now) == SIGPIPE) {
        }
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    SigpipeGuard(const SigpipeGuard&) = delete;
    SigpipeGuard& operator=(const SigpipeGuard&) = delete;

private:
    sigset_t pipe_{}, before_{};
};

struct Sink {
    std::string body;
    std::size_t limit = 0;
    bool overflow = false;
};

std::size_t takeBody(char* data, std::size_t size, std::size_t count, void* user) {
    auto* sink = static_cast<Sink*>(user);
    const std::size_t bytes = size * count;
    if (bytes > sink->limit - sink->body.size()) {
        sink->overflow = true;
        return 0;
    }
    try {
        sink->body.append(data, bytes);
    } catch (const std::bad_alloc&) {
        sink->overflow = true;
        return 0;
    }
    return bytes;
}

TransportProblem classify(CURLcode code, bool overflow) {
    if (overflow) return TransportProblem::TooLong;
    switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return TransportProblem::BadUrl;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
        return TransportProblem::Unreachable;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
        return TransportProblem::Tls;
    case CURLE_OPERATION_TIMEDOUT:
        return TransportProblem::TimedOut;
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_WEIRD_SERVER_REPLY:
        return TransportProblem::Dropped;
    default:
        return TransportProblem::Other;
    }
}

} // namespace

struct HttpClient::Data {
    CURL* easy = nullptr;
    CURLM* multi = nullptr;

    Data() {
        initializeCurl();
        easy = curl_easy_init();
        multi = curl_multi_init();
    }
    ~Data() {
        if (easy) curl_easy_cleanup(easy);
        if (multi) curl_multi_cleanup(multi);
    }
    Data(const Data&) = delete;
    Data& operator=(const Data&) = delete;

    void prepare(const HttpRequest& request, curl_slist* headers, Sink& sink, char* message);
    bool transfer(const CancelToken& cancel, CURLcode& code);
};

void HttpClient::Data::prepare(const HttpRequest& request, curl_slist* headers, Sink& sink, char* message) {
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connectTimeout.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &takeBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &sink);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, message);
    const auto parts = splitUrl(request.url);
    if (parts && parts->loopback) curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
}

// False when cancelled; otherwise `code` is how the transfer ended.
bool HttpClient::Data::transfer(const CancelToken& cancel, CURLcode& code) {
    code = CURLE_FAILED_INIT;
    if (curl_multi_add_handle(multi, easy) != CURLM_OK) return true;
    bool finished = false;
    while (!finished && !cancel.cancelled()) {
        int running = 0;
        if (curl_multi_perform(multi, &running) != CURLM_OK) break;
        int queued = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi, &queued))
            if (message->msg == CURLMSG_DONE) {
                code = message->data.result;
                finished = true;
            }
        if (!finished && curl_multi_poll(multi, nullptr, 0, 50, nullptr) != CURLM_OK) break;
    }
    const bool cancelled = !finished && cancel.cancelled();
    curl_multi_remove_handle(multi, easy);
    return !cancelled;
}

HttpClient::HttpClient() : data_(std::make_unique<Data>()) {}
HttpClient::~HttpClient() {
    const SigpipeGuard guard;
    data_.reset();
}

HttpOutcome HttpClient::post(const HttpRequest& request, const CancelToken& cancel) {
    HttpOutcome out;
    if (!data_->easy || !data_->multi) {
        out.detail = "libcurl could not be started";
        return out;
    }
    const SigpipeGuard guard;
    std::unique_ptr<curl_slist, FreeHeaders> headers;
    for (const std::string& line : request.headers) {
        curl_slist* longer = curl_slist_append(headers.get(), line.c_str());
        if (!longer) throw std::bad_alloc();
        static_cast<void>(headers.release());
        headers.reset(longer);
    }
    Sink sink;
    sink.limit = request.maxAnswerBytes;
    char message[CURL_ERROR_SIZE] = "";
    data_->prepare(request, headers.get(), sink, message);
    CURLcode code = CURLE_OK;
    if (!data_->transfer(cancel, code)) {
        out.problem = TransportProblem::Cancelled;
        return out;
    }
    if (code != CURLE_OK) {
        out.problem = classify(code, sink.overflow);
        out.detail = message[0] != '\0' ? message : curl_easy_strerror(code);
        return out;
    }
    HttpAnswer answer;
    long status = 0;
    curl_easy_getinfo(data_->easy, CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    curl_off_t wait = 0;
    if (curl_easy_getinfo(data_->easy, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0)
        answer.retryAfter = std::chrono::seconds(wait);
    char* target = nullptr;
    if (curl_easy_getinfo(data_->easy, CURLINFO_REDIRECT_URL, &target) == CURLE_OK && target)
        answer.redirect = target;
    answer.body = std::move(sink.body);
    out.answer = std::move(answer);
    return out;
}

std::optional<UrlParts> splitUrl(const std::string& url) {
    initializeCurl();
    const std::unique_ptr<CURLU, FreeUrl> handle(curl_url());
    if (!handle || curl_url_set(handle.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK)
        return std::nullopt;
    const auto part = [&](CURLUPart which) {
        char* text = nullptr;
        std::string out;
        if (curl_url_get(handle.get(), which, &text, 0) == CURLUE_OK && text) out = text;
        curl_free(text);
        return out;
    };
    UrlParts out;
    out.scheme = part(CURLUPART_SCHEME);
    out.host = part(CURLUPART_HOST);
    if ((out.scheme != "http" && out.scheme != "https") || out.host.empty()) return std::nullopt;
    out.loopback = out.host == "localhost" || out.host.starts_with("127.") || out.host == "[::1]";
    return out;
}

} // namespace sparlet::text
