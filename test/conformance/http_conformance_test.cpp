// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// The table of HTTP: each case is run without sockets, in several pieces, and over a socket; what the client
// sees has to be the line in http_expected.txt, every time. Those that wait for a deadline need no socket.
//
//     hawser_test_http_conformance [options of Boost.Test] -- path/to/http_expected.txt [--update]

#include "conformance/expectations.hpp"
#include "conformance/http_case.hpp"
#include "conformance/http_placeholders.hpp"
#include "conformance/http_site.hpp"
#include "conformance/http_socket.hpp"
#include "conformance/http_view.hpp"
#include "support/server_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace hawser;
using namespace hawser::test;
using namespace hawser::test::conformance;

const HttpCases& table()
{
    static const auto cases = all_http_cases();
    return cases;
}

const HttpFiles& files()
{
    static const HttpFiles all;
    return all;
}

std::string line_of(const HttpCase& each, std::string_view received, int handled)
{
    return HttpView{received, each}.line() + " | handled " + std::to_string(handled);
}

/// Runs cases against a server without sockets.
class InMemory {
public:
    InMemory() : fixture_{http_options(files())}
    {
        fixture_.remote = Endpoint::ipv4({127, 0, 0, 1}, 50000); // as over a socket
        fixture_.local = Endpoint::ipv4({127, 0, 0, 1}, 80);
        for (const auto& [method, pattern, handler, guard] : http_routes(log_)) {
            const auto middleware = fixture_.site->add_route(method, pattern, handler);
            if (guard)
                middleware->add(guard);
        }
        fixture_.site->add_service(
            "/ws", [](const Request&, Response&) { return std::make_unique<SilentSession>(); }, {});
        fixture_.site->open_document_root();
        tag_ = fixture_.exchange(ask_for_tag);
    }

    /// In one piece, of which the server reads as much at a time as `read_limit` says.
    std::string run(const HttpCase& each, std::size_t read_limit = FakePeer::unlimited)
    {
        const auto bytes = bytes_of(each);
        const auto peer = fixture_.loop.make_peer();
        peer->read_limit = read_limit;
        fixture_.connect(peer);
        fixture_.send(*peer, bytes);
        return finish(*peer, each);
    }

    /// In two pieces.
    std::string run_cut(const HttpCase& each, std::size_t cut)
    {
        const auto bytes = bytes_of(each);
        const auto peer = fixture_.connect();
        fixture_.send(*peer, std::string_view{bytes}.substr(0, cut));
        fixture_.send(*peer, std::string_view{bytes}.substr(cut));
        return finish(*peer, each);
    }

private:
    std::string bytes_of(const HttpCase& each)
    {
        return http_bytes(each, tag_, needs_challenge(each) ? fixture_.exchange(ask_for_challenge) : "");
    }

    std::string finish(FakePeer& peer, const HttpCase& each)
    {
        if (each.ending == HttpEnding::eof)
            fixture_.end(peer);
        if (each.ending == HttpEnding::silence)
            fixture_.tick(150); // 75 s, longer than any deadline
        const bool is_ended = peer.send_ended || peer.closed;
        fixture_.end(peer);
        fixture_.loop.loop->cut_all(error::connection_cut); // where the server did not end it: is_ended tells
        fixture_.loop.run();
        return line_of(each, peer.sent, log_.take()) + (is_ended ? "" : ", not ended");
    }

    HandlerLog log_;
    ServerFixture fixture_;
    std::string tag_;
};

/// Runs cases against a server on the loopback.
class OverSocket {
    static constexpr auto unlimited = FakePeer::unlimited;

public:
    explicit OverSocket(Secure secure) : secure_{secure}, server_{options(secure)}
    {
        for (const auto& [method, pattern, handler, guard] : http_routes(log_)) {
            auto route = server_.route(method, pattern, handler);
            if (guard)
                route.use(guard);
        }
        server_.add_service<SilentSession>("/ws");
        server_.start();
        tag_ = exchange(ask_for_tag, unlimited, false);
    }
    ~OverSocket() { server_.stop(std::chrono::seconds{0}); }

    std::string run(const HttpCase& each, std::size_t piece)
    {
        const auto challenge = needs_challenge(each) ? exchange(ask_for_challenge, unlimited, false) : "";
        const auto received =
            exchange(http_bytes(each, tag_, challenge), piece, each.ending == HttpEnding::eof);
        return line_of(each, received, log_.take());
    }

private:
    static ServerOptions options(Secure secure)
    {
        auto options = http_options(files());
        if (secure == Secure::yes)
            options.tls = TlsOptions{.certificates = {Certificate::self_signed({"localhost"})}};
        return options;
    }

    std::string exchange(std::string_view bytes, std::size_t piece, bool ends) const
    {
        HttpSocket socket{server_.port(), secure_};
        socket.write(bytes, piece);
        if (ends)
            socket.end();
        return socket.read_to_end();
    }

    HandlerLog log_;
    const Secure secure_;
    HttpServer server_;
    std::string tag_;
};

// Targets in absolute form and origins name a scheme, and those of the table that of a plain connection.
bool depends_on_scheme(const HttpCase& each)
{
    return std::any_of(each.requests.begin(), each.requests.end(), [](std::string_view request) {
        return request.find("://") != std::string_view::npos;
    });
}

void check_line(const HttpCase& each, std::string line)
{
    check({each.name, each.rule, std::move(line)});
}

std::vector<CaseOutcome> all_outcomes()
{
    InMemory server;
    std::vector<CaseOutcome> outcomes;
    for (const auto& each : table())
        outcomes.push_back({each.name, each.rule, server.run(each)});
    return outcomes;
}

// Of long cases a few pieces: how bytes are cut matters at borders, which the short ones have too.
std::size_t small_piece(const HttpCase& each)
{
    return each.size() < 3000 ? 1 : each.size() / 100;
}

BOOST_AUTO_TEST_SUITE(http_conformance_table)

// First, so that the others compare with what was written.
BOOST_AUTO_TEST_CASE(names_and_expectations_match)
{
    std::vector<std::string> names;
    for (const auto& each : table())
        names.push_back(each.name);
    check_names(names, all_outcomes);
}

BOOST_AUTO_TEST_CASE(in_one_piece)
{
    InMemory server;
    for (const auto& each : table())
        check_line(each, server.run(each));
}

BOOST_AUTO_TEST_CASE(in_many_pieces)
{
    InMemory server;
    for (const auto& each : table()) {
        check_line(each, server.run(each, small_piece(each)));
        const auto size = each.size();
        for (const auto cut : {std::size_t{1}, size / 3, size / 2, size - size / 4, size - size / 10, size})
            if (cut <= size)
                check_line(each, server.run_cut(each, cut));
    }
}

BOOST_AUTO_TEST_CASE(over_a_socket)
{
    OverSocket server{Secure::no};
    for (const auto& each : table())
        if (each.ending != HttpEnding::silence)
            for (const auto piece : {FakePeer::unlimited, small_piece(each)})
                check_line(each, server.run(each, piece));
}

BOOST_AUTO_TEST_CASE(over_tls)
{
    OverSocket server{Secure::yes};
    for (const auto& each : table())
        if (each.ending != HttpEnding::silence && !depends_on_scheme(each))
            for (const auto piece : {FakePeer::unlimited, small_piece(each)})
                check_line(each, server.run(each, piece));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
