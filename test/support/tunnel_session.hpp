// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/tls_transport.hpp"
#include "support/print_error.hpp"
#include "support/scripted_protocol.hpp"
#include "support/split_tickets.hpp"
#include "support/test_loop.hpp"
#include "support/tls_engines.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hawser::test {

/// A client's connection; a proxy, which it asks for the server and which says yes; and the server.
struct TunnelSession {
    TestLoop& loop;
    std::shared_ptr<FakePeer> peer = loop.make_peer();
    std::shared_ptr<ScriptedProtocol> tunnel =
        std::make_shared<ScriptedProtocol>(); ///< inside TLS to the proxy
    std::shared_ptr<ScriptedProtocol> protocol = std::make_shared<ScriptedProtocol>(); ///< inside both
    PlainTls proxy{PlainTls::Role::server};
    PlainTls server{PlainTls::Role::server};
    std::shared_ptr<net::Connection> connection;
    net::TlsTransport* outer = nullptr; ///< to the proxy
    net::TlsTransport* inner = nullptr; ///< to the server
    std::optional<error_code> outer_done, inner_done;
    std::string asked;      ///< what the proxy was asked
    bool is_tunnel = false; ///< the proxy hands on what comes
    std::size_t steps = 0;

    explicit TunnelSession(TestLoop& loop_) : loop{loop_}
    {
        certify(proxy);
        certify(server);
        tunnel->when_start = [](net::Connection& c) { c.write("CONNECT"); };
        tunnel->when_bytes = [this](net::Connection& c, std::string_view bytes) -> std::size_t {
            if (!bytes.starts_with("OK"))
                return 0;
            inner->start_tls(client_engine(), bytes.substr(2), [this, &c](error_code ec) {
                BOOST_TEST(!inner_done.has_value());
                inner_done = ec;
                if (ec)
                    c.finish();
                else
                    c.replace_protocol(protocol);
            });
            return bytes.size();
        };
    }
    ~TunnelSession()
    {
        if (connection)
            connection->close();
        connection.reset();
        loop.run();
    }

    static std::unique_ptr<tls::Engine> client_engine()
    {
        static const auto trust = tls::Context::for_client({.verify = TlsVerify::none});
        return tls::Engine::connect(trust, "");
    }

    void open(const net::ConnectionSettings& settings = {})
    {
        auto lower = std::make_unique<net::TlsTransport>(*loop.loop, std::make_unique<FakeTransport>(peer));
        outer = lower.get();
        auto upper = std::make_unique<net::TlsTransport>(*loop.loop, std::move(lower));
        inner = upper.get();
        connection = std::make_shared<net::Connection>(loop.loop, std::move(upper), settings);
        const auto first = std::make_shared<ScriptedProtocol>();
        first->when_start = [this](net::Connection& c) {
            outer->start_tls(client_engine(), {}, [this, &c](error_code ec) {
                outer_done = ec;
                if (ec)
                    c.finish();
                else
                    c.replace_protocol(tunnel);
            });
        };
        proxy.start();
        server.start();
        connection->start(first);
        loop.run();
    }

    /// Moves what there is a step further; false if there is nothing.
    bool step()
    {
        const auto before = peer->operations;
        const auto sent = std::exchange(peer->sent, {});
        if (!sent.empty())
            proxy.feed(sent);
        if (const auto plain = proxy.take_received(); is_tunnel && !plain.empty()) {
            server.feed(plain);
        } else if (!is_tunnel && (asked += plain) == "CONNECT") {
            is_tunnel = true;
            peer->send(proxy.encrypt("OK"));
        }
        if (is_tunnel)
            peer->send(proxy.encrypt(server.take_output()));
        else
            peer->send(proxy.take_output());
        loop.run();
        ++steps;
        return !sent.empty() || peer->operations != before;
    }
    void exchange()
    {
        for (int quiet = 0; quiet < 2;)
            quiet = step() ? 0 : quiet + 1;
    }
    void connect(const net::ConnectionSettings& settings = {})
    {
        open(settings);
        exchange();
        BOOST_REQUIRE(server.is_open());
    }

    /// The server sends that.
    void send(std::string_view text)
    {
        peer->send(proxy.encrypt(server.encrypt(text)));
        exchange();
    }

    template <class Work>
    void in_batch(Work work)
    {
        {
            net::Batch batch{*loop.loop, connection.get()};
            work();
        }
        loop.run();
    }
};

} // namespace hawser::test
