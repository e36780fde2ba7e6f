#include "base/log.h"
#include "support/loopback_server.h"
#include "support/temp_dir.h"
#include "text/captions.h"
#include "text/describer.h"

#include <gmock/gmock.h>

#include <arpa/inet.h>
#include <condition_variable>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <set>
#include <sys/socket.h>
#include <unistd.h>

#if defined(__SANITIZE_THREAD__)
// The server's library is not built for the thread sanitizer, which so misses the order that its locks make.
extern "C" const char* __tsan_default_suppressions() {
    return "called_from_lib:libcpp-httplib.so";
}
#endif

namespace sparlet {
namespace {

using std::chrono::milliseconds;
using test::LoopbackServer;
using test::readText;
using test::TempDir;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

DescriberOptions quick(const std::string& endpoint) {
    DescriberOptions o;
    o.endpoint = endpoint;
    o.model = "eyes-1";
    o.timeout = milliseconds(20'000);
    o.maxRetries = 2;
    o.firstBackoff = milliseconds(1);
    o.maxBackoff = milliseconds(5'000);
    return o;
}

Describer make(const DescriberOptions& options) {
    auto describer = Describer::create(options);
    if (!describer.ok()) ADD_FAILURE() << describer.error().message;
    return std::move(*describer);
}

Error errorOf(const DescriberOptions& options) {
    const auto text = make(options).describe("jpeg", CancelToken());
    if (text.ok()) {
        ADD_FAILURE() << "described: " << *text;
        return {};
    }
    EXPECT_TRUE(text.error().message.ends_with('.')) << text.error().message;
    return text.error();
}

Result<std::string> nameAsJpeg(const std::string& image) {
    return "jpeg of " + image;
}

// The image that a request is about: what nameAsJpeg() made of it, looked up by its base64.
std::string imageOf(const std::string& body, const std::vector<std::string>& images) {
    static const auto encoded = [](const std::string& text) {
        std::string out(4 * ((text.size() + 2) / 3), '\0');
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
        return out;
    };
    for (const std::string& image : images)
        if (body.find("base64," + encoded("jpeg of " + image) + "\"") != std::string::npos) return image;
    return "?";
}

class Environment {
public:
    Environment(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
    ~Environment() { ::unsetenv(name_); }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    const char* name_;
};

TEST(Describer, DescribesAllImagesIntoTheFile) {
    const std::vector<std::string> images{"a.jpg", "b/ä.jpg", "c.jpg"};
    LoopbackServer server([&](const httplib::Request& q, httplib::Response& a) {
        EXPECT_EQ(q.get_header_value("Content-Type"), "application/json");
        EXPECT_FALSE(q.has_header("Authorization"));
        LoopbackServer::say(a, "Shows " + imageOf(q.body, images) + ".");
    });
    const TempDir folder;
    std::vector<Progress> steps;
    const auto report = make(quick(server.endpoint()))
                            .describeAll(
                                images, nameAsJpeg, folder / "c.jsonl",
                                [&](const Progress& p) { steps.push_back(p); }, CancelToken());
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->described, 3u);
    EXPECT_EQ(report->skipped, 0u);
    EXPECT_TRUE(report->failures.empty());
    EXPECT_THAT(readCaptions(folder / "c.jsonl")->captions,
                ElementsAre(Caption{"a.jpg", "Shows a.jpg."}, Caption{"b/ä.jpg", "Shows b/ä.jpg."},
                            Caption{"c.jpg", "Shows c.jpg."}));
    EXPECT_THAT(server.bodies()[0], HasSubstr("\"model\":\"eyes-1\""));
    ASSERT_GE(steps.size(), 2u);
    EXPECT_EQ(steps.front().done, 0u);
    EXPECT_EQ(steps.front().total, 3u);
    EXPECT_EQ(steps.back().done, 3u);
    EXPECT_EQ(steps.back().detail, "c.jpg");
}

TEST(Describer, GoesOnWhereTheFileEnds) {
    const std::vector<std::string> images{"a", "b", "c", "c"};
    LoopbackServer server(
        [&](const httplib::Request&, httplib::Response& a) { LoopbackServer::say(a, "New."); });
    const TempDir folder;
    test::writeText(folder / "c.jsonl", "{\"image\":\"b\",\"text\":\"Old.\"}\n{\"image\":\"c\",\"te");
    const auto describer = make(quick(server.endpoint()));
    const auto report = describer.describeAll(images, nameAsJpeg, folder / "c.jsonl", {}, CancelToken());
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->described, 2u);
    EXPECT_EQ(report->skipped, 2u);
    EXPECT_EQ(report->badLines, 1u);
    EXPECT_EQ(server.requests(), 2);
    EXPECT_THAT(readCaptions(folder / "c.jsonl")->captions,
                ElementsAre(Caption{"b", "Old."}, Caption{"a", "New."}, Caption{"c", "New."}));
    const auto again = describer.describeAll(images, nameAsJpeg, folder / "c.jsonl", {}, CancelToken());
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->skipped, 4u);
    EXPECT_EQ(server.requests(), 2);
}

TEST(Describer, RetriesAfterAServerError) {
    std::atomic<int> calls{0};
    LoopbackServer server([&](const httplib::Request&, httplib::Response& a) {
        if (++calls <= 2)
            a.status = 500;
        else
            LoopbackServer::say(a, "A car.");
    });
    EXPECT_EQ(make(quick(server.endpoint())).describe("jpeg", CancelToken()).value(), "A car.");
    EXPECT_EQ(server.requests(), 3);
}

TEST(Describer, WaitsAsLongAsRetryAfterSays) {
    std::atomic<int> calls{0};
    LoopbackServer server([&](const httplib::Request&, httplib::Response& a) {
        if (++calls == 1) {
            a.status = 429;
            a.set_header("Retry-After", "1");
        } else {
            LoopbackServer::say(a, "A car.");
        }
    });
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(make(quick(server.endpoint())).describe("jpeg", CancelToken()).value(), "A car.");
    EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(990));
}

TEST(Describer, EndsTheRunWhenRetryAfterIsTooLong) {
    LoopbackServer server([](const httplib::Request&, httplib::Response& a) {
        a.status = 429;
        a.set_header("Retry-After", "3600");
    });
    const TempDir folder;
    const auto report = make(quick(server.endpoint()))
                            .describeAll({"a", "b"}, nameAsJpeg, folder / "c.jsonl", {}, CancelToken());
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::Busy);
    EXPECT_THAT(report.error().message, HasSubstr("3600 s"));
    EXPECT_EQ(server.requests(), 1);
}

TEST(Describer, GivesUpAfterTheRetriesAndSaysHowMany) {
    LoopbackServer server([](const httplib::Request&, httplib::Response& a) { a.status = 429; });
    const Error error = errorOf(quick(server.endpoint()));
    EXPECT_EQ(error.code, ErrorCode::Busy);
    EXPECT_THAT(error.message, HasSubstr("429"));
    EXPECT_THAT(error.message, HasSubstr("after 3 tries"));
    EXPECT_EQ(server.requests(), 3);
}

TEST(Describer, BrokenAnswersAreTriedAgainThenNamed) {
    struct Case {
        const char* body;
        const char* message;
    };
    for (const Case& c : {Case{"{\"choices\":", "not JSON"}, Case{"{}", "choices[0]"},
                          Case{R"({"choices":[{"message":{"content":" "}}]})", "empty"}}) {
        LoopbackServer server(
            [&](const httplib::Request&, httplib::Response& a) { a.set_content(c.body, "text/plain"); });
        const Error error = errorOf(quick(server.endpoint()));
        EXPECT_THAT(error.message, HasSubstr(c.message));
        EXPECT_THAT(error.message, HasSubstr(server.endpoint()));
        EXPECT_EQ(server.requests(), 3);
    }
}

TEST(Describer, AnswersThatAreTooLongAreRefused) {
    LoopbackServer server([](const httplib::Request&, httplib::Response& a) {
        LoopbackServer::say(a, std::string(3000, 'x'));
    });
    const Error error = errorOf(quick(server.endpoint()));
    EXPECT_EQ(error.code, ErrorCode::TooLarge);
    EXPECT_EQ(server.requests(), 1) << "asking again at temperature 0 would give the same";
    LoopbackServer flood([](const httplib::Request&, httplib::Response& a) {
        a.set_content(std::string(3u << 20, ' '), "application/json");
    });
    EXPECT_EQ(errorOf(quick(flood.endpoint())).code, ErrorCode::TooLarge);
}

TEST(Describer, DroppedConnectionsAreTriedAgain) {
    std::atomic<int> calls{0};
    LoopbackServer server([&](const httplib::Request&, httplib::Response& a) {
        if (++calls == 1)
            a.set_content_provider(1000, "application/json",
                                   [](std::size_t, std::size_t, httplib::DataSink& sink) {
                                       sink.write("{\"ch", 4);
                                       return false;
                                   });
        else
            LoopbackServer::say(a, "A car.");
    });
    EXPECT_EQ(make(quick(server.endpoint())).describe("jpeg", CancelToken()).value(), "A car.");
    EXPECT_EQ(server.requests(), 2);
}

// Accepts connections and closes them without a word.
class SilentServer {
public:
    SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(socket_, 8), 0);
        socklen_t size = sizeof address;
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] {
            for (;;) {
                const int connection = ::accept(socket_, nullptr, nullptr);
                if (connection < 0) return;
                ++connections_;
                ::close(connection);
            }
        });
    }
    ~SilentServer() {
        ::shutdown(socket_, SHUT_RDWR);
        thread_.join();
        ::close(socket_);
    }
    SilentServer(const SilentServer&) = delete;
    SilentServer& operator=(const SilentServer&) = delete;
    int port() const { return port_; }
    int connections() const { return connections_; }

private:
    int socket_;
    int port_ = 0;
    std::atomic<int> connections_{0};
    std::thread thread_;
};

TEST(Describer, AServerThatHangsUpIsNamed) {
    const SilentServer server;
    const Error error = errorOf(quick("http://127.0.0.1:" + std::to_string(server.port())));
    EXPECT_EQ(error.code, ErrorCode::Network);
    EXPECT_THAT(error.message, HasSubstr("dropped the connection"));
    EXPECT_GE(server.connections(), 3);
}

TEST(Describer, AnUnreachableHostEndsTheRun) {
    int port = 0;
    {
        const SilentServer gone;
        port = gone.port();
    }
    const TempDir folder;
    const auto report = make(quick("http://127.0.0.1:" + std::to_string(port) + "/v1"))
                            .describeAll({"a", "b"}, nameAsJpeg, folder / "c.jsonl", {}, CancelToken());
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::Network);
    EXPECT_THAT(report.error().message, HasSubstr("cannot be reached"));
}

TEST(Describer, ASlowAnswerRunsIntoTheTimeout) {
    std::atomic<bool> release{false};
    LoopbackServer server([&](const httplib::Request&, httplib::Response& a) {
        while (!release)
            std::this_thread::sleep_for(milliseconds(5));
        LoopbackServer::say(a, "Late.");
    });
    DescriberOptions options = quick(server.endpoint());
    options.timeout = milliseconds(150);
    options.maxRetries = 1;
    const Error error = errorOf(options);
    release = true;
    EXPECT_EQ(error.code, ErrorCode::Network);
    EXPECT_THAT(error.message, HasSubstr("did not answer within 0.15"));
}

TEST(Describer, CancellingDuringASlowAnswerReturns) {
    std::atomic<bool> release{false};
    std::atomic<int> waiting{0};
    LoopbackServer server([&](const httplib::Request&, httplib::Response& a) {
        ++waiting;
        while (!release)
            std::this_thread::sleep_for(milliseconds(5));
        LoopbackServer::say(a, "Late.");
    });
    const TempDir folder;
    DescriberOptions options = quick(server.endpoint());
    options.concurrency = 2;
    const CancelToken cancel;
    std::jthread canceller([&] {
        while (waiting < 2)
            std::this_thread::sleep_for(milliseconds(5));
        cancel.cancel();
    });
    const auto report =
        make(options).describeAll({"a", "b", "c"}, nameAsJpeg, folder / "c.jsonl", {}, cancel);
    release = true; // only now: the call above returned though no answer had come
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(readText(folder / "c.jsonl"), "");
    EXPECT_EQ(server.requests(), 2);
}

TEST(Describer, CancellingDuringABackoffReturns) {
    LoopbackServer server([](const httplib::Request&, httplib::Response& a) { a.status = 503; });
    DescriberOptions options = quick(server.endpoint());
    options.firstBackoff = options.maxBackoff = std::chrono::hours(1);
    const CancelToken cancel;
    std::jthread canceller([&] {
        while (server.requests() < 1)
            std::this_thread::sleep_for(milliseconds(5));
        cancel.cancel();
    });
    EXPECT_EQ(make(options).describe("jpeg", cancel).error().code, ErrorCode::Cancelled);
}

TEST(Describer, ARefusedKeyEndsTheRunAndIsNeverRepeated) {
    const Environment key("SPARLET_TEST_KEY", "sk-secret-123");
    LoopbackServer server([](const httplib::Request& q, httplib::Response& a) {
        EXPECT_EQ(q.get_header_value("Authorization"), "Bearer sk-secret-123");
        a.status = 401;
        a.set_content(R"({"error":{"message":"Incorrect key: sk-secret-123 given"}})", "application/json");
    });
    const TempDir folder;
    DescriberOptions options = quick(server.endpoint());
    options.keyVariable = "SPARLET_TEST_KEY";
    std::string logged;
    setLogSink([&](LogLevel, std::string_view message) { logged += message; });
    const auto report =
        make(options).describeAll({"a", "b"}, nameAsJpeg, folder / "c.jsonl", {}, CancelToken());
    setLogSink({});
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::PermissionDenied);
    EXPECT_THAT(report.error().message, HasSubstr("Incorrect key: *** given"));
    EXPECT_THAT(report.error().message, HasSubstr("SPARLET_TEST_KEY"));
    EXPECT_THAT(report.error().message, Not(HasSubstr("sk-secret")));
    EXPECT_THAT(logged, Not(HasSubstr("sk-secret")));
    EXPECT_THAT(readText(folder / "c.jsonl"), Not(HasSubstr("sk-secret")));
    EXPECT_EQ(server.requests(), 1);
}

TEST(Describer, AnUnknownModelEndsTheRun) {
    LoopbackServer server([](const httplib::Request&, httplib::Response& a) {
        a.status = 404;
        a.set_content(R"({"error":{"message":"pull it first"}})", "application/json");
    });
    const Error error = errorOf(quick(server.endpoint()));
    EXPECT_EQ(error.code, ErrorCode::NotFound);
    EXPECT_THAT(error.message, HasSubstr("eyes-1"));
    EXPECT_THAT(error.message, HasSubstr("pull it first"));
    EXPECT_EQ(server.requests(), 1);
}

TEST(Describer, RedirectsAreNotFollowed) {
    const Environment key("SPARLET_TEST_KEY", "sk-secret-123");
    LoopbackServer other(
        [](const httplib::Request&, httplib::Response& a) { LoopbackServer::say(a, "Stolen."); });
    const std::string target = other.endpoint() + "/chat/completions";
    LoopbackServer server(
        [&](const httplib::Request&, httplib::Response& a) { a.set_redirect(target, 307); });
    DescriberOptions options = quick(server.endpoint());
    options.keyVariable = "SPARLET_TEST_KEY";
    const Error error = errorOf(options);
    EXPECT_THAT(error.message, HasSubstr(target));
    EXPECT_EQ(other.requests(), 0);
    EXPECT_EQ(server.requests(), 1);
}

TEST(Describer, AServerWithoutAValidCertificateIsRefused) {
    EVP_PKEY* key = EVP_RSA_gen(2048);
    X509* certificate = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    X509_sign(certificate, key, EVP_sha256());
    {
        httplib::SSLServer server(certificate, key);
        ASSERT_TRUE(server.is_valid());
        std::atomic<int> requests{0};
        server.Post("/v1/chat/completions", [&](const httplib::Request&, httplib::Response& a) {
            ++requests;
            LoopbackServer::say(a, "Hello.");
        });
        const int port = server.bind_to_any_port("127.0.0.1");
        std::thread thread([&] { server.listen_after_bind(); });
        while (!server.is_running())
            std::this_thread::sleep_for(milliseconds(1));
        const Error error = errorOf(quick("https://127.0.0.1:" + std::to_string(port) + "/v1"));
        EXPECT_EQ(error.code, ErrorCode::Network);
        EXPECT_THAT(error.message, HasSubstr("certificate"));
        EXPECT_EQ(requests, 0);
        server.stop();
        thread.join();
    }
    X509_free(certificate);
    EVP_PKEY_free(key);
}

TEST(Describer, OneBadImageDoesNotStopTheOthers) {
    const std::vector<std::string> images{"a", "unreadable", "refused", "d", "\xFF"};
    LoopbackServer server([&](const httplib::Request& q, httplib::Response& a) {
        if (imageOf(q.body, images) == "refused") {
            a.status = 400;
            return;
        }
        LoopbackServer::say(a, "Fine.");
    });
    const TempDir folder;
    const JpegSource jpeg = [](const std::string& image) -> Result<std::string> {
        if (image == "unreadable") return Error{ErrorCode::Corrupt, "It is no picture."};
        return nameAsJpeg(image);
    };
    const auto report =
        make(quick(server.endpoint())).describeAll(images, jpeg, folder / "c.jsonl", {}, CancelToken());
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->described, 2u);
    ASSERT_EQ(report->failures.size(), 3u);
    EXPECT_EQ(report->failures[0].image, "unreadable");
    EXPECT_EQ(report->failures[0].error.message, "It is no picture.");
    EXPECT_EQ(report->failures[1].image, "refused");
    EXPECT_THAT(report->failures[1].error.message, HasSubstr("400"));
    EXPECT_EQ(report->failures[2].error.code, ErrorCode::InvalidArgument);
    EXPECT_EQ(readCaptions(folder / "c.jsonl")->captions.size(), 2u);
}

TEST(Describer, AThrowingSourceIsAFailureOfItsImage) {
    LoopbackServer server(
        [](const httplib::Request&, httplib::Response& a) { LoopbackServer::say(a, "Fine."); });
    const TempDir folder;
    const JpegSource jpeg = [](const std::string& image) -> Result<std::string> {
        if (image == "a") throw std::runtime_error("boom");
        return nameAsJpeg(image);
    };
    const auto report =
        make(quick(server.endpoint())).describeAll({"a", "b"}, jpeg, folder / "c.jsonl", {}, CancelToken());
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->described, 1u);
    ASSERT_EQ(report->failures.size(), 1u);
    EXPECT_EQ(report->failures[0].error.code, ErrorCode::Internal);
}

TEST(Describer, AThrowingCallbackEndsTheRunWithAnError) {
    LoopbackServer server(
        [](const httplib::Request&, httplib::Response& a) { LoopbackServer::say(a, "Fine."); });
    const TempDir folder;
    const auto report = make(quick(server.endpoint()))
                            .describeAll(
                                {"a"}, nameAsJpeg, folder / "c.jsonl",
                                [](const Progress& p) {
                                    if (p.done > 0) throw std::runtime_error("boom");
                                },
                                CancelToken());
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::Internal);
    EXPECT_THAT(report.error().message, HasSubstr("boom"));
    EXPECT_THAT(readCaptions(folder / "c.jsonl")->captions, ElementsAre(Caption{"a", "Fine."}));
}

TEST(Describer, FiveFailuresInARowEndTheRun) {
    LoopbackServer server([](const httplib::Request&, httplib::Response& a) { a.status = 500; });
    const TempDir folder;
    DescriberOptions options = quick(server.endpoint());
    options.maxRetries = 0;
    const auto report = make(options).describeAll({"1", "2", "3", "4", "5", "6", "7"}, nameAsJpeg,
                                                  folder / "c.jsonl", {}, CancelToken());
    ASSERT_FALSE(report.ok());
    EXPECT_THAT(report.error().message, HasSubstr("status 500"));
    EXPECT_EQ(server.requests(), 5);
}

TEST(Describer, AsksAsManyAtATimeAsAllowed) {
    constexpr int wanted = 4;
    std::mutex mutex;
    std::condition_variable changed;
    int inside = 0, most = 0;
    LoopbackServer server([&](const httplib::Request&, httplib::Response& a) {
        {
            std::unique_lock lock(mutex);
            ++inside;
            most = std::max(most, inside);
            changed.notify_all();
            // The first four meet here; the rest find the mark already reached.
            changed.wait_for(lock, std::chrono::seconds(20), [&] { return most >= wanted; });
        }
        std::this_thread::sleep_for(milliseconds(5));
        LoopbackServer::say(a, "Fine.");
        const std::lock_guard lock(mutex);
        --inside;
    });
    const TempDir folder;
    DescriberOptions options = quick(server.endpoint());
    options.concurrency = wanted;
    std::vector<std::string> images;
    for (int i = 0; i < 24; ++i)
        images.push_back(std::to_string(i));
    const auto report = make(options).describeAll(images, nameAsJpeg, folder / "c.jsonl", {}, CancelToken());
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->described, 24u);
    {
        const std::lock_guard lock(mutex);
        EXPECT_EQ(most, wanted);
    }
    std::set<std::string> distinct;
    const auto file = readCaptions(folder / "c.jsonl");
    ASSERT_TRUE(file.ok());
    for (const Caption& c : file->captions)
        distinct.insert(c.image);
    EXPECT_EQ(distinct.size(), 24u);
}

TEST(Describer, OptionsAreCheckedByName) {
    const auto message = [](auto change) {
        DescriberOptions options;
        change(options);
        const auto describer = Describer::create(options);
        return describer.ok() ? std::string("no error") : describer.error().message;
    };
    using O = DescriberOptions;
    for (const char* bad :
         {"", "127.0.0.1", "ftp://x/v1", "file:///etc/passwd", "http://", "http://user:pw@host/v1",
          "http://host/v1?x=1", "http://host/v1#x", "javascript:x"})
        EXPECT_THAT(message([&](O& o) { o.endpoint = bad; }), HasSubstr("endpoint")) << bad;
    EXPECT_THAT(message([](O& o) { o.concurrency = 0; }), HasSubstr("concurrency"));
    EXPECT_THAT(message([](O& o) { o.concurrency = 9; }), HasSubstr("concurrency"));
    EXPECT_THAT(message([](O& o) { o.maxRetries = -1; }), HasSubstr("retries"));
    EXPECT_THAT(message([](O& o) { o.timeout = milliseconds(0); }), HasSubstr("timeout"));
    EXPECT_THAT(message([](O& o) { o.prompt = ""; }), HasSubstr("prompt"));
    EXPECT_THAT(message([](O& o) { o.keyVariable = "SPARLET_NO_SUCH_VARIABLE"; }),
                HasSubstr("SPARLET_NO_SUCH_VARIABLE"));
    const Environment key("SPARLET_TEST_KEY", "abc\r\nX-Evil: 1");
    const std::string broken = message([](O& o) { o.keyVariable = "SPARLET_TEST_KEY"; });
    EXPECT_THAT(broken, HasSubstr("line break"));
    EXPECT_THAT(broken, Not(HasSubstr("X-Evil")));
    EXPECT_EQ(message([](O&) {}), "no error");
}

TEST(Describer, AcceptsTheFullAddressToo) {
    LoopbackServer server(
        [](const httplib::Request&, httplib::Response& a) { LoopbackServer::say(a, "A car."); });
    EXPECT_TRUE(make(quick(server.endpoint() + "/chat/completions")).describe("jpeg", CancelToken()).ok());
    EXPECT_TRUE(make(quick(server.endpoint() + "//")).describe("jpeg", CancelToken()).ok());
    EXPECT_EQ(server.requests(), 2);
}

TEST(Describer, NothingToDoAsksNothing) {
    const TempDir folder;
    const auto report = make(quick("http://127.0.0.1:1/v1"))
                            .describeAll({}, nameAsJpeg, folder / "c.jsonl", {}, CancelToken());
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->described, 0u);
}

} // namespace
} // namespace sparlet
