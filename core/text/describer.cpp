#include "text/describer.h"

#include "base/log.h"
#include "base/printable.h"
#include "text/captions.h"
#include "text/chat_internal.h"
#include "text/http_internal.h"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <optional>
#include <sstream>
#include <thread>
#include <unordered_set>

namespace sparlet {
namespace {

using std::chrono::milliseconds;
using text::HttpAnswer;
using text::HttpOutcome;
using text::TransportProblem;

constexpr int kMaxFailuresInARow = 5;

// How one try ended, when not with a description.
struct Failure {
    Error error;
    bool retry = false;   // the same question may succeed later
    bool endsRun = false; // no other question will succeed either
    std::optional<std::chrono::seconds> wait;
};

struct Attempt {
    std::optional<std::string> text;
    Failure failure;
    text::ChatUsage usage;
};

Error refused(const std::string& option, const std::string& why) {
    return {ErrorCode::InvalidArgument, "The describer's " + option + " " + why + "."};
}

Status checkOptions(const DescriberOptions& o) {
    if (!text::splitUrl(o.endpoint))
        return refused(
            "endpoint “" + o.endpoint + "”",
            "is not an address such as http://127.0.0.1:8080/v1 (http or https, no password in it)");
    if (o.endpoint.find_first_of("?#") != std::string::npos)
        return refused("endpoint “" + o.endpoint + "”", "must not contain “?” or “#”");
    if (o.concurrency < 1 || o.concurrency > 8) return refused("concurrency", "must be 1 to 8");
    if (o.maxRetries < 0 || o.maxRetries > 20) return refused("number of retries", "must be 0 to 20");
    if (o.timeout.count() < 1 || o.connectTimeout.count() < 1) return refused("timeout", "must be positive");
    if (o.firstBackoff.count() < 0 || o.maxBackoff < o.firstBackoff)
        return refused("longest wait", "must not be shorter than its first one");
    if (o.maxTokens < 1 || o.maxTextBytes < 1) return refused("answer limit", "must be positive");
    if (o.prompt.empty()) return refused("prompt", "is empty");
    return {};
}

Result<std::string> readKey(const std::string& variable) {
    if (variable.empty()) return std::string();
    const char* value = std::getenv(variable.c_str());
    if (!value || *value == '\0')
        return Error{ErrorCode::InvalidArgument, "The environment variable " + variable +
                                                     " holds no key; set it before the program starts."};
    return std::string(value);
}

/// The key given, else the variable's.
Result<std::string> keyOf(const DescriberOptions& options) {
    auto key = options.key.empty() ? readKey(options.keyVariable) : Result<std::string>(options.key);
    if (!key.ok()) return key;
    if (std::any_of(key->begin(), key->end(), [](char c) { return c <= 0x20 || c >= 0x7F; }))
        return Error{ErrorCode::InvalidArgument,
                     (options.key.empty() ? "The key in the environment variable " + options.keyVariable
                                          : std::string("The key")) +
                         " has a space, line break or non-ASCII character; set it again."};
    return key;
}

std::string chatUrl(std::string endpoint) {
    while (endpoint.ends_with('/'))
        endpoint.pop_back();
    if (!endpoint.ends_with("/chat/completions")) endpoint += "/chat/completions";
    return endpoint;
}

std::string inSeconds(milliseconds time) {
    std::ostringstream out;
    out << static_cast<double>(time.count()) / 1000.0;
    return out.str();
}

std::string tries(int n) {
    return n == 1 ? "1 try" : std::to_string(n) + " tries";
}

} // namespace

struct Describer::Data {
    DescriberOptions options;
    std::string url;
    std::string key;

    std::string withoutKey(std::string message) const;
    Failure transportFailure(const HttpOutcome& outcome) const;
    Failure statusFailure(const HttpAnswer& answer) const;
    Attempt attempt(text::HttpClient& client, const std::string& body, const CancelToken& cancel) const;
    Attempt ask(text::HttpClient& client, std::string_view jpeg, const CancelToken& cancel) const;
};

// A server may repeat the key in its message.
std::string Describer::Data::withoutKey(std::string message) const {
    if (key.empty()) return message;
    for (std::size_t at = message.find(key); at != std::string::npos; at = message.find(key, at + 3))
        message.replace(at, key.size(), "***");
    return message;
}

Failure Describer::Data::transportFailure(const HttpOutcome& outcome) const {
    const auto network = [&](const std::string& what, bool retry, bool endsRun) {
        return Failure{{ErrorCode::Network, what}, retry, endsRun, std::nullopt};
    };
    switch (outcome.problem) {
    case TransportProblem::Cancelled:
        return {{ErrorCode::Cancelled, "Describing was cancelled."}, false, true, std::nullopt};
    case TransportProblem::BadUrl:
        return {
            {ErrorCode::InvalidArgument, url + " is not an address that can be asked; correct the endpoint."},
            false,
            true,
            std::nullopt};
    case TransportProblem::Unreachable:
        return network(options.endpoint + " cannot be reached (" + outcome.detail +
                           "); check the address and that the server runs",
                       true, true);
    case TransportProblem::Tls:
        return network("The secure connection to " + options.endpoint + " was refused (" + outcome.detail +
                           "); check the server's certificate",
                       false, true);
    case TransportProblem::TimedOut:
        return network(options.endpoint + " did not answer within " + inSeconds(options.timeout) +
                           " s; allow a longer timeout or use a faster model",
                       true, false);
    case TransportProblem::Dropped:
        return network(options.endpoint + " dropped the connection (" + outcome.detail +
                           "); see the server's log",
                       true, false);
    case TransportProblem::TooLong:
        return {{ErrorCode::TooLarge, options.endpoint +
                                          " sent an answer of more than 1 MiB; check that it is a "
                                          "chat endpoint"},
                false,
                false,
                std::nullopt};
    case TransportProblem::Other:
        break;
    }
    return network("Asking " + options.endpoint + " failed: " + outcome.detail, true, false);
}

Failure Describer::Data::statusFailure(const HttpAnswer& answer) const {
    const std::string words = withoutKey(text::chatErrorMessage(answer.body));
    const std::string said = words.empty() ? "" : " (it says: " + words + ")";
    const std::string status = std::to_string(answer.status);
    switch (answer.status) {
    case 401:
    case 403:
        return {{ErrorCode::PermissionDenied,
                 options.endpoint + " refused the key with status " + status + said + "; " +
                     (key.empty()           ? "name the environment variable that holds one"
                      : options.key.empty() ? "check the one in " + options.keyVariable
                                            : "check it")},
                false,
                true,
                std::nullopt};
    case 404:
        return {{ErrorCode::NotFound, options.endpoint + " has no model “" + options.model +
                                          "” or no chat there (status 404)" + said +
                                          "; check the model's name and the address"},
                false,
                true,
                std::nullopt};
    case 429:
        return {{ErrorCode::Busy, options.endpoint + " accepts no more questions now (status 429)" + said +
                                      "; wait and go on later, or ask fewer at a time"},
                true,
                true,
                answer.retryAfter};
    default:
        break;
    }
    if (answer.status >= 300 && answer.status < 400)
        return {{ErrorCode::Network, options.endpoint + " points to " +
                                         (answer.redirect.empty() ? "another address" : answer.redirect) +
                                         "; give that as the endpoint if you trust it"},
                false,
                true,
                std::nullopt};
    const bool temporary = answer.status == 408 || answer.status >= 500;
    return {{ErrorCode::Network,
             options.endpoint + " answered with status " + status + said +
                 (temporary ? "; see the server's log" : "; the server does not accept this image")},
            temporary,
            false,
            answer.retryAfter};
}

Attempt Describer::Data::attempt(text::HttpClient& client, const std::string& body,
                                 const CancelToken& cancel) const {
    text::HttpRequest request;
    request.url = url;
    // An empty Expect keeps libcurl from waiting a second for a "100 Continue" that small servers never send.
    request.headers = {"Content-Type: application/json", "Accept: application/json", "Expect:"};
    if (!key.empty()) request.headers.push_back("Authorization: Bearer " + key);
    request.body = body;
    request.connectTimeout = options.connectTimeout;
    request.timeout = options.timeout;
    const HttpOutcome outcome = client.post(request, cancel);
    if (!outcome.answer) return {std::nullopt, transportFailure(outcome), {}};
    if (outcome.answer->status != 200) return {std::nullopt, statusFailure(*outcome.answer), {}};
    auto description = text::chatDescription(outcome.answer->body, options.maxTextBytes);
    if (description.ok()) return {std::move(*description), {}, text::chatUsage(outcome.answer->body)};
    Error error = description.error();
    error.message = withoutKey(options.endpoint + " " + error.message + "; check the endpoint and the model");
    // Models are asked at temperature 0, but servers do send broken answers once and whole ones the next
    // time.
    return {std::nullopt,
            {std::move(error), description.error().code != ErrorCode::TooLarge, false, std::nullopt},
            {}};
}

namespace {

// False when cancelled meanwhile.
bool waitFor(milliseconds time, const CancelToken& cancel) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (!cancel.cancelled()) {
        const auto left = end - std::chrono::steady_clock::now();
        if (left <= left.zero()) return true;
        std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(left, milliseconds(20)));
    }
    return false;
}

} // namespace

Attempt Describer::Data::ask(text::HttpClient& client, std::string_view jpeg,
                             const CancelToken& cancel) const {
    const auto cancelled = [] {
        return Attempt{std::nullopt,
                       {{ErrorCode::Cancelled, "Describing was cancelled."}, false, true, std::nullopt},
                       {}};
    };
    auto body = text::chatRequest(options.model, options.prompt, jpeg, options.maxTokens);
    if (!body.ok()) return {std::nullopt, {body.error(), false, true, std::nullopt}, {}};
    milliseconds backoff = options.firstBackoff;
    for (int number = 1;; ++number) {
        Attempt result = attempt(client, *body, cancel);
        if (cancel.cancelled()) return cancelled();
        if (result.text || !result.failure.retry || number > options.maxRetries) {
            if (!result.text && result.failure.retry)
                result.failure.error.message += ", after " + tries(number);
            if (!result.text && !result.failure.error.message.ends_with('.'))
                result.failure.error.message += ".";
            return result;
        }
        milliseconds wait = std::min(backoff, options.maxBackoff);
        if (const auto asked = result.failure.wait) {
            if (*asked > options.maxBackoff) {
                result.failure.error.message += ", not before " + std::to_string(asked->count()) + " s.";
                result.failure.endsRun = true;
                return result;
            }
            wait = *asked;
        }
        backoff = std::min(backoff * 2, options.maxBackoff);
        if (!waitFor(wait, cancel)) return cancelled();
    }
}

Describer::Describer(std::unique_ptr<Data> data) : data_(std::move(data)) {}
Describer::~Describer() = default;
Describer::Describer(Describer&&) noexcept = default;
Describer& Describer::operator=(Describer&&) noexcept = default;

Result<Describer> Describer::create(DescriberOptions options) {
    if (const Status checked = checkOptions(options); !checked.ok()) return checked.error();
    auto key = keyOf(options);
    if (!key.ok()) return key.error();
    const auto parts = text::splitUrl(options.endpoint);
    if (!key->empty() && parts->scheme == "http" && !parts->loopback)
        log(LogLevel::Warning,
            "The key is sent to " + parts->host + " over an unencrypted connection; use https.");
    auto data = std::make_unique<Data>();
    data->url = chatUrl(options.endpoint);
    data->options = std::move(options);
    data->key = std::move(*key);
    return Describer(std::move(data));
}

Result<std::string> Describer::describe(std::string_view jpeg, const CancelToken& cancel) const {
    text::HttpClient client;
    Attempt result = data_->ask(client, jpeg, cancel);
    if (!result.text) return result.failure.error;
    return std::move(*result.text);
}

namespace {

// What the threads of one describeAll() share.
class Run {
public:
    Run(std::vector<std::string> images, std::uint64_t skipped, CaptionWriter writer,
        const ProgressCallback& progress, CancelToken cancel)
        : images_(std::move(images)), writer_(std::move(writer)), progress_(progress),
          outer_(std::move(cancel)), start_(std::chrono::steady_clock::now()) {
        report_.skipped = skipped;
    }

    std::optional<std::string> next() {
        const std::lock_guard lock(mutex_);
        if (ended_ || outer_.cancelled() || taken_ == images_.size()) return std::nullopt;
        return images_[taken_++];
    }

    void succeed(const std::string& image, const std::string& text, const text::ChatUsage& usage) {
        const std::lock_guard lock(mutex_);
        report_.promptTokens += usage.promptTokens;
        report_.answerTokens += usage.answerTokens;
        inARow_ = 0;
        if (const Status written = writer_.append({image, text}); written.ok()) {
            ++report_.described;
        } else {
            report_.failures.push_back({image, written.error()});
            if (written.error().code != ErrorCode::InvalidArgument &&
                written.error().code != ErrorCode::TooLarge)
                endWith(written.error());
        }
        showProgress(image);
    }

    /// `service`: the failure is the endpoint's, not the image's.
    void fail(const std::string& image, const Error& error, bool service, bool endsRun) {
        const std::lock_guard lock(mutex_);
        if (ended_) return; // cut short by the failure that ended the run
        report_.failures.push_back({image, error});
        if (service) ++inARow_;
        if (endsRun || inARow_ >= kMaxFailuresInARow) endWith(error);
        showProgress(image);
    }

    /// After an exception, the progress callback's included.
    void abort(const char* reason) noexcept {
        const std::lock_guard lock(mutex_);
        endWith({ErrorCode::Internal, std::string("Describing stopped: ") + reason + "."});
    }

    /// Set when the run is to stop, whoever asked for it.
    const CancelToken& stop() const { return stop_; }
    const std::optional<Error>& error() const { return error_; }
    DescribeReport takeReport() { return std::move(report_); }
    void showFirst() {
        const std::lock_guard lock(mutex_);
        showProgress("");
    }

private:
    void endWith(const Error& error) {
        if (!ended_) error_ = error;
        ended_ = true;
        stop_.cancel();
    }

    void showProgress(const std::string& image) {
        if (!progress_) return;
        const auto now = std::chrono::steady_clock::now();
        const std::uint64_t finished = report_.described + report_.failures.size();
        const bool last = finished == images_.size();
        if (!last && finished > 0 && now - shown_ < milliseconds(50)) return;
        shown_ = now;
        Progress p;
        p.stage = "describing";
        p.done = report_.skipped + finished;
        p.total = report_.skipped + images_.size();
        p.failures = report_.failures.size();
        p.detail = image;
        const double seconds = std::chrono::duration<double>(now - start_).count();
        if (finished > 0 && seconds > 0) {
            p.ratePerSecond = static_cast<double>(finished) / seconds;
            p.secondsLeft = static_cast<double>(images_.size() - finished) / p.ratePerSecond;
        }
        progress_(p);
    }

    std::mutex mutex_;
    std::vector<std::string> images_;
    std::size_t taken_ = 0;
    CaptionWriter writer_;
    const ProgressCallback& progress_;
    CancelToken outer_;
    CancelToken stop_;
    DescribeReport report_;
    std::optional<Error> error_;
    bool ended_ = false;
    int inARow_ = 0;
    std::chrono::steady_clock::time_point start_, shown_;
};

// Passes an outer cancellation on to the run's own token while the workers are busy.
class CancelRelay {
public:
    CancelRelay(const CancelToken& from, const CancelToken& to)
        : thread_([from, to](std::stop_token stop) {
              while (!stop.stop_requested() && !to.cancelled()) {
                  if (from.cancelled()) to.cancel();
                  std::this_thread::sleep_for(milliseconds(20));
              }
          }) {}

private:
    std::jthread thread_;
};

Result<std::string> readJpeg(const JpegSource& jpeg, const std::string& image) {
    try {
        return jpeg(image);
    } catch (const std::exception& e) {
        return Error{ErrorCode::Internal, "Reading " + printable(image) + " failed: " + e.what() + "."};
    }
}

std::vector<std::string> missingImages(const std::vector<std::string>& images, const CaptionFile& captions) {
    std::unordered_set<std::string_view> have;
    for (const Caption& caption : captions.captions)
        have.insert(caption.image);
    std::vector<std::string> out;
    for (const std::string& image : images)
        if (have.insert(image).second) out.push_back(image);
    return out;
}

} // namespace

Result<DescribeReport> Describer::describeAll(const std::vector<std::string>& images, const JpegSource& jpeg,
                                              const std::filesystem::path& captions,
                                              const ProgressCallback& progress,
                                              const CancelToken& cancel) const {
    auto writer = CaptionWriter::open(captions);
    if (!writer.ok()) return writer.error();
    const auto present = readCaptions(captions);
    if (!present.ok()) return present.error();
    std::vector<std::string> missing = missingImages(images, *present);
    const std::size_t count = missing.size();
    Run run(std::move(missing), images.size() - count, std::move(*writer), progress, cancel);
    run.showFirst();

    const auto describeNext = [&](text::HttpClient& client, const std::string& image) {
        const auto bytes = readJpeg(jpeg, image);
        if (!bytes.ok()) return run.fail(image, bytes.error(), false, false);
        const Attempt result = data_->ask(client, *bytes, run.stop());
        if (result.text)
            run.succeed(image, *result.text, result.usage);
        else if (result.failure.error.code != ErrorCode::Cancelled)
            run.fail(image, result.failure.error, true, result.failure.endsRun);
    };
    const auto work = [&] {
        try {
            text::HttpClient client;
            while (const auto image = run.next())
                describeNext(client, *image);
        } catch (const std::exception& e) {
            run.abort(e.what());
        } catch (...) {
            run.abort("unknown reason");
        }
    };
    if (count > 0) {
        const CancelRelay relay(cancel, run.stop());
        std::vector<std::jthread> workers;
        const std::size_t threads = std::min(count, static_cast<std::size_t>(data_->options.concurrency));
        for (std::size_t i = 0; i < threads; ++i)
            workers.emplace_back(work);
    }
    if (run.error()) return *run.error();
    if (cancel.cancelled())
        return Error{ErrorCode::Cancelled, "Describing was cancelled; run it again to go on."};
    DescribeReport report = run.takeReport();
    report.badLines = present->badLines.size();
    return report;
}

} // namespace sparlet
