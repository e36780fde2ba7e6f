// A chat endpoint on this machine's loopback interface, answering as a test says.
#pragma once

#include <atomic>
#include <functional>
#include <httplib.h>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace sparlet::test {

class LoopbackServer {
public:
    using Handler = std::function<void(const httplib::Request&, httplib::Response&)>;

    explicit LoopbackServer(Handler handler) {
        server_.set_keep_alive_timeout(1);
        server_.Post("/v1/chat/completions",
                     [this, handler](const httplib::Request& q, httplib::Response& a) {
                         {
                             const std::lock_guard lock(mutex_);
                             bodies_.push_back(q.body);
                         }
                         ++requests_;
                         handler(q, a);
                     });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
        while (!server_.is_running())
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ~LoopbackServer() {
        server_.stop();
        thread_.join();
    }
    LoopbackServer(const LoopbackServer&) = delete;
    LoopbackServer& operator=(const LoopbackServer&) = delete;

    std::string endpoint() const { return "http://127.0.0.1:" + std::to_string(port_) + "/v1"; }
    int requests() const { return requests_; }
    std::vector<std::string> bodies() const {
        const std::lock_guard lock(mutex_);
        return bodies_;
    }

    static void say(httplib::Response& answer, const std::string& text) {
        answer.set_content(R"({"choices":[{"message":{"content":")" + text +
                               R"("},"finish_reason":"stop"}]})",
                           "application/json");
    }

private:
    httplib::Server server_;
    std::thread thread_;
    int port_ = 0;
    std::atomic<int> requests_{0};
    mutable std::mutex mutex_;
    std::vector<std::string> bodies_;
};

} // namespace sparlet::test
