// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "client/dial.hpp"
#include "support/fake_transport.hpp"
#include "support/far_end.hpp"
#include "support/test_loop.hpp"
#include "websocket/handshake.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::test {

/// The value of a field of a request; empty if it is not there.
inline std::string field_of(const std::string& request, std::string_view name)
{
    const auto at = request.find("\r\n" + std::string{name} + ": ");
    if (at == std::string::npos)
        return {};
    const auto begin = at + name.size() + 4;
    return request.substr(begin, request.find("\r\n", begin) - begin);
}

/// The answer that opens the WebSocket, with more fields.
inline std::string accepted(const std::string& request, std::string_view more = {})
{
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
           "Upgrade\r\nSec-WebSocket-Accept: " +
           websocket::accept_for_key(field_of(request, "Sec-WebSocket-Key")) + "\r\n" + std::string{more} +
           "\r\n";
}

/// Any other answer, without a body.
inline std::string answer(unsigned status, std::string_view fields = {})
{
    return "HTTP/1.1 " + std::to_string(status) + " Because\r\nContent-Length: 0\r\n" + std::string{fields} +
           "\r\n";
}

/// In place of sockets: what a client dials, and the far ends that it gets, which answer as the test has set.
class FakeNetwork {
public:
    /// One call of `Dial`.
    struct Line {
        net::ConnectTarget target;
        net::ConnectTimeouts timeouts;
        std::function<void(client::Dialed)> done; ///< not called yet
        std::shared_ptr<FakePeer> peer;           ///< null until it is
        std::unique_ptr<FarEnd> far;
        bool is_stopped = false;
    };

    explicit FakeNetwork(TestLoop& loop) : loop_{loop} {}
    FakeNetwork(const FakeNetwork&) = delete;
    FakeNetwork& operator=(const FakeNetwork&) = delete;
    ~FakeNetwork()
    {
        if (!loop_.runs_at_end)
            return;
        for (auto& line : lines)
            if (line->peer)
                line->peer->end();
        loop_.run();
    }

    std::vector<std::unique_ptr<Line>> lines;
    std::deque<error_code> refusals; ///< of the next calls
    bool holds = false;              ///< calls are not answered but by `connect`
    std::function<Way(const net::ConnectTarget&)> way = [](const net::ConnectTarget&) { return Way{}; };
    std::function<std::string(const std::string& request)> on_upgrade = [](const std::string& r) {
        return accepted(r);
    };
    std::function<std::string(const std::string& request)> on_connect = [](const std::string&) {
        return answer(200);
    };
    std::function<void(Line&)> on_line; ///< it stands

    std::map<std::string, net::Addresses> names; ///< for a proxy that is not to resolve them
    net::Resolved unanswered;                    ///< of the last name that is not among them

    auto connecting()
    {
        return [this](const std::shared_ptr<net::Loop>&, const boost::asio::any_io_executor&,
                      net::ConnectTarget target, const net::ConnectTimeouts& timeouts,
                      std::function<void(client::Dialed)> done) -> std::function<void()> {
            auto* line = lines.emplace_back(std::make_unique<Line>()).get();
            line->target = std::move(target);
            line->timeouts = timeouts;
            line->done = std::move(done);
            if (!holds)
                boost::asio::post(loop_.context, [this, line] { connect(*line); });
            return [this, line] {
                line->is_stopped = true;
                boost::asio::post(loop_.context, [line] {
                    if (const auto waiting = std::exchange(line->done, nullptr))
                        waiting({.error = boost::asio::error::operation_aborted,
                                 .transport = {},
                                 .remote = {},
                                 .local = {}});
                });
            };
        };
    }

    net::Resolve resolving()
    {
        return [this](const std::string& host, const std::string&, net::Resolved resolved) {
            if (const auto found = names.find(host); found != names.end())
                return resolved(found->second.empty() ? boost::asio::error::host_not_found : error_code{},
                                found->second);
            unanswered = std::move(resolved);
        };
    }

    client::Dial dial() { return {.connect = connecting(), .resolve = resolving()}; }

    /// Answers a call.
    void connect(Line& line)
    {
        const auto waiting = std::exchange(line.done, nullptr);
        if (!waiting)
            return;
        client::Dialed dialed;
        if (!refusals.empty()) {
            dialed.error = refusals.front();
            refusals.pop_front();
        }
        if (!dialed.error) {
            line.peer = loop_.make_peer();
            line.far = std::make_unique<FarEnd>(line.peer, way(line.target));
            line.far->on_upgrade = [this](const std::string& request) { return on_upgrade(request); };
            line.far->on_connect = [this](const std::string& request) { return on_connect(request); };
            dialed.transport = std::make_unique<FakeTransport>(line.peer);
            dialed.remote = Endpoint::ipv4({192, 0, 2, 1}, line.target.port);
            dialed.local = Endpoint::ipv4({192, 0, 2, 2}, 50'000);
            if (on_line)
                on_line(line);
        }
        waiting(std::move(dialed));
    }

    /// What waits is forgotten, as what waits in an io_context is with that.
    void forsake()
    {
        for (auto& line : lines) {
            line->done = nullptr;
            if (line->peer) {
                line->peer->reader.reset();
                line->peer->writer.reset();
            }
        }
    }

    /// Lets all ends talk until none has anything to say.
    void talk()
    {
        loop_.run();
        for (bool goes_on = true; goes_on;) {
            goes_on = false;
            for (std::size_t i = 0; i < lines.size(); ++i)
                if (lines[i]->far && lines[i]->far->act()) {
                    goes_on = true;
                    loop_.run();
                }
        }
    }

    /// The requests of CONNECT and of handshakes, over all connections.
    std::vector<std::string> requests() const
    {
        std::vector<std::string> all;
        for (const auto& line : lines)
            if (line->far)
                all.insert(all.end(), line->far->requests.begin(), line->far->requests.end());
        return all;
    }

    Line& last() const { return *lines.back(); }

private:
    TestLoop& loop_;
};

} // namespace hawser::test
