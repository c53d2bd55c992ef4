// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "client/opening.hpp"
#include "net/tls_transport.hpp"
#include "support/far_end.hpp"
#include "support/print_error.hpp"
#include "support/scripted_protocol.hpp"
#include "support/test_loop.hpp"
#include "tls/context.hpp"
#include "tls/engine.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::test {

/// Of RFC 6455 §1.3, with its answer.
inline const std::string sample_key = "dGhlIHNhbXBsZSBub25jZQ==";
inline const std::string sample_accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

inline const std::string upgrade_request = "GET /chat HTTP/1.1\r\nHost: localhost\r\n\r\n";
inline const std::string tunnel_request = "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n";

/// The answer that opens the WebSocket, with more fields.
inline std::string upgrade_answer(std::string_view more = {})
{
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: " +
           sample_accept + "\r\n" + std::string{more} + "\r\n";
}

inline std::shared_ptr<const tls::Context> trusting_context()
{
    static const auto context = tls::Context::for_client({.ca_pem = far_authority().pem()});
    return context;
}

/// One opening on one connection, with its far end and its successor.
class OpeningRun {
public:
    using Kind = client::OpeningResult::Kind;

    OpeningRun(TestLoop& loop_, Way way_) : loop{loop_}, way{way_}, far{peer, way}
    {
        far.on_upgrade = [](const std::string&) { return upgrade_answer(); };
        steps.timeouts = {.proxy = std::chrono::seconds{4},
                          .tls = std::chrono::seconds{6},
                          .handshake = std::chrono::seconds{8}};
        steps.upgrade = upgrade_request;
        steps.key = sample_key;
        successor->when_start = [](net::Connection& c) { c.write("hello"); };
    }
    OpeningRun(const OpeningRun&) = delete;
    OpeningRun& operator=(const OpeningRun&) = delete;
    ~OpeningRun()
    {
        if (!is_forsaken_) {
            peer->end();
            close();
        }
        BOOST_TEST(dones == 1);
        BOOST_TEST(connection.expired());
        BOOST_TEST(opening.expired());
    }

    TestLoop& loop;
    const Way way;
    std::shared_ptr<FakePeer> peer = loop.make_peer();
    FarEnd far;
    client::OpeningSteps steps;      ///< what the way needs is added by `start`
    std::function<void()> when_made; ///< changes of that
    std::shared_ptr<ScriptedProtocol> successor = std::make_shared<ScriptedProtocol>();
    std::weak_ptr<net::Connection> connection;
    std::weak_ptr<client::Opening> opening;

    int dones = 0;
    bool had_connection = false; ///< `done` got one
    client::OpeningResult result;
    std::vector<std::string> tunnels; ///< the first field of each answer to CONNECT that was taken

    /// Begins, and runs what can run.
    void start()
    {
        std::unique_ptr<net::Transport> transport = std::make_unique<FakeTransport>(peer);
        const auto add_tls = [&](std::unique_ptr<tls::Engine>& engine) {
            auto filter = std::make_unique<net::TlsTransport>(*loop.loop, std::move(transport));
            auto* added = filter.get();
            transport = std::move(filter);
            engine = tls::Engine::connect(trusting_context(), "localhost");
            return added;
        };
        if (way.proxy == Way::Proxy::https)
            steps.proxy_tls = add_tls(steps.proxy_engine);
        if (way.proxy == Way::Proxy::http || way.proxy == Way::Proxy::https)
            steps.connect = tunnel_request;
        if (way.proxy == Way::Proxy::socks)
            steps.socks.emplace("localhost", std::uint16_t{443});
        if (way.is_secure)
            steps.tls = add_tls(steps.engine);
        steps.on_tunnel = [this](const Fields& fields) {
            tunnels.emplace_back(fields.empty() ? std::string_view{} : (*fields.begin()).value);
        };
        if (when_made)
            when_made();
        auto protocol = std::make_shared<client::Opening>(
            std::move(steps), [this](net::Connection* c, client::OpeningResult r) { done(c, std::move(r)); });
        auto made =
            std::make_shared<net::Connection>(loop.loop, std::move(transport), net::ConnectionSettings{});
        opening = protocol;
        connection = made;
        made->start(std::move(protocol));
        made.reset();
        loop.run();
    }

    /// Lets both ends talk until neither has something to say.
    void talk()
    {
        while (far.act())
            loop.run();
    }
    void go()
    {
        start();
        talk();
    }

    /// Has what the far end sends arrive in two pieces, the first of them ending at that byte.
    void split_at(std::size_t offset)
    {
        far.deliver = [this, offset](std::string_view bytes) {
            const auto begin = far.delivered - bytes.size();
            const auto cut = begin < offset && offset < far.delivered ? offset - begin : bytes.size();
            peer->send(bytes.substr(0, cut));
            loop.run();
            if (cut < bytes.size())
                peer->send(bytes.substr(cut));
        };
    }

    /// Ends the connection if it is open.
    void close()
    {
        if (const auto open = connection.lock()) {
            net::Batch batch{*loop.loop, open.get()};
            open->close();
        }
        loop.run();
    }

    /// Prepares for the end of the loop, which comes first.
    void forsake()
    {
        is_forsaken_ = true;
        loop.runs_at_end = false;
        loop.loop->abandon(error::connection_cut);
        peer->reader.reset();
        peer->writer.reset();
    }

private:
    void done(net::Connection* c, client::OpeningResult r)
    {
        ++dones;
        had_connection = c != nullptr;
        result = std::move(r);
        BOOST_TEST((result.kind == Kind::opened) == !result.error);
        if (result.kind == Kind::opened)
            c->replace_protocol(successor);
    }

    bool is_forsaken_ = false;
};

} // namespace hawser::test
