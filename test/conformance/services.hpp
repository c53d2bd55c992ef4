// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/behavior.hpp>
#include <hawser/options.hpp>
#include <hawser/response.hpp>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace hawser::test::conformance {

/// What the one session of a case was told.
class SessionLog {
public:
    void message()
    {
        const std::lock_guard lock{mutex_};
        ++messages_;
    }
    void add(std::string_view event)
    {
        const std::lock_guard lock{mutex_};
        add_messages();
        append(event);
    }
    void closed()
    {
        const std::lock_guard lock{mutex_};
        is_closed_ = true;
        changed_.notify_all();
    }

    /// Waits for the session's end. False if it does not come.
    bool wait() const
    {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, std::chrono::seconds{30}, [this] { return is_closed_; });
    }
    /// What came, for the next case to begin with nothing.
    std::string take()
    {
        const std::lock_guard lock{mutex_};
        add_messages();
        is_closed_ = false;
        return text_.empty() ? "no session" : std::exchange(text_, {});
    }

private:
    void add_messages()
    {
        if (const auto count = std::exchange(messages_, 0); count > 0)
            append(count == 1 ? "message" : std::to_string(count) + " messages");
    }
    void append(std::string_view event) { text_.append(text_.empty() ? "" : ", ").append(event); }

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::string text_;
    int messages_ = 0;
    bool is_closed_ = false;
};

/// Echoes; some of its services also take orders.
class EchoSession : public Behavior {
public:
    explicit EchoSession(SessionLog& log) : log_{log} {}

private:
    void on_open() override;
    void on_message(const Message& message) override;
    void on_fragment(const Fragment& fragment) override;
    void on_ping(std::string_view payload) override;
    void on_pong(std::string_view payload) override;
    void on_error(error_code error, std::string_view what) override;
    void on_close(const CloseInfo& info) override;

    SessionLog& log_;
    std::string pieces_;
};

/// The services that the cases talk to, as path and options. `in_pieces`: they are handed messages as they
/// arrive, which makes no difference for a client.
std::vector<std::pair<std::string, WebSocketOptions>> services(bool in_pieces);

/// Adds them to a server or site.
template <class Server>
void add_services(Server& server, SessionLog& log, bool in_pieces)
{
    for (const auto& [path, options] : services(in_pieces))
        server.add_service(
            path, [&log](const Request&, Response&) { return std::make_unique<EchoSession>(log); }, options);
}

} // namespace hawser::test::conformance
