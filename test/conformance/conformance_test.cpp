// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// The conformance table: each case is run without sockets, in several pieces, and over a socket; what the
// client and the session see has to be the line in expected.txt, every time. The cases of a client, which has
// no server to talk to, are run without sockets only.
//
//     hawser_test_conformance [options of Boost.Test] -- path/to/expected.txt [--update]

#include "conformance/case.hpp"
#include "conformance/client_cases.hpp"
#include "conformance/expectations.hpp"
#include "conformance/server_view.hpp"
#include "conformance/services.hpp"
#include "support/server_fixture.hpp"
#include "support/test_client.hpp"

#include <hawser/websocket_server.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace hawser;
using namespace hawser::test;
using namespace hawser::test::conformance;

const Cases& table()
{
    static const Cases cases = all_cases();
    return cases;
}

ServerOptions server_options()
{
    ServerOptions options;
    options.address = "127.0.0.1";
    options.threads = 1;
    options.server_name.clear();
    return options;
}

bool is_to_head(const Case& each)
{
    return each.request.starts_with("HEAD");
}

/// Runs cases against a server without sockets.
class InMemory {
public:
    explicit InMemory(bool in_pieces) : fixture_{server_options(), server::Site::Kind::websocket_only}
    {
        add_services(*fixture_.site, log_, in_pieces);
    }

    /// Request and frames in one piece, of which the server reads as much at a time as `read_limit` says.
    std::string run(const Case& each, std::size_t read_limit = FakePeer::unlimited)
    {
        const auto peer = fixture_.loop.make_peer();
        peer->read_limit = read_limit;
        fixture_.connect(peer);
        fixture_.send(*peer, each.request + each.all_bytes());
        return finish(*peer, each);
    }

    /// In two pieces.
    std::string run_cut(const Case& each, std::size_t cut)
    {
        const auto bytes = each.request + each.all_bytes();
        const auto peer = fixture_.connect();
        fixture_.send(*peer, std::string_view{bytes}.substr(0, cut));
        fixture_.send(*peer, std::string_view{bytes}.substr(cut));
        return finish(*peer, each);
    }

private:
    std::string finish(FakePeer& peer, const Case& each)
    {
        if (each.ending == Ending::eof)
            fixture_.end(peer);
        const bool is_ended = peer.send_ended || peer.closed || !peer.sent.starts_with("HTTP/1.1 101 ");
        fixture_.end(peer);
        fixture_.loop.loop->cut_all(error::connection_cut); // where the server did not end it: is_ended tells
        fixture_.loop.run();
        return ServerView{peer.sent, is_to_head(each)}.line() + (is_ended ? "" : ", not ended") + " | " +
               log_.take();
    }

    SessionLog log_;
    ServerFixture fixture_;
};

/// Runs cases against a server on the loopback, as a client that waits for the answer to its handshake.
class OverSocket {
public:
    explicit OverSocket(Secure secure) : secure_{secure}, server_{options(secure)}
    {
        add_services(server_, log_, false);
        server_.start();
    }
    ~OverSocket() { server_.stop(std::chrono::seconds{0}); }

    std::string run(const Case& each)
    {
        const ServerView view{exchange(each), is_to_head(each)};
        const bool is_ended = !view.is_open() || log_.wait();
        return view.line() + (is_ended ? "" : ", not ended") + " | " + log_.take();
    }

private:
    static ServerOptions options(Secure secure)
    {
        auto options = server_options();
        if (secure == Secure::yes)
            options.tls = TlsOptions{.certificates = {Certificate::self_signed({"localhost"})}};
        return options;
    }

    std::string exchange(const Case& each) const
    {
        TestClient client{server_.port(), secure_};
        client.write(each.request);
        std::string received;
        if (!is_to_head(each)) {
            const auto answer = client.read_answer();
            received = answer.head + "\r\n" + answer.body;
            if (answer.status == 101)
                client.write(each.all_bytes());
        }
        if (each.ending == Ending::eof || !received.starts_with("HTTP/1.1 101 "))
            client.end();
        return received + client.read_to_end();
    }

    SessionLog log_;
    const Secure secure_;
    WebSocketServer server_;
};

template <class AnyCase>
void check_line(const AnyCase& each, std::string line)
{
    check({each.name, each.rule, std::move(line)});
}

std::vector<CaseOutcome> all_outcomes()
{
    InMemory server{false};
    std::vector<CaseOutcome> outcomes;
    for (const auto& each : table())
        outcomes.push_back({each.name, each.rule, server.run(each)});
    for (const auto& each : client_cases())
        outcomes.push_back({each.name, each.rule, run_client(each, each.bytes.size())});
    return outcomes;
}

BOOST_AUTO_TEST_SUITE(conformance_table)

// First, so that the others compare with what was written.
BOOST_AUTO_TEST_CASE(names_and_expectations_match)
{
    std::vector<std::string> names;
    for (const auto& each : table())
        names.push_back(each.name);
    for (const auto& each : client_cases())
        names.push_back(each.name);
    check_names(names, all_outcomes);
}

BOOST_AUTO_TEST_CASE(in_one_piece)
{
    InMemory server{false};
    for (const auto& each : table())
        check_line(each, server.run(each));
}

// Of long cases a few pieces: how bytes are cut matters at their borders, which the short ones have too.
BOOST_AUTO_TEST_CASE(in_many_pieces)
{
    InMemory server{false};
    for (const auto& each : table()) {
        const auto size = each.bytes.size();
        check_line(each, server.run(each, size < 3000 ? 1 : size / 50 + 1));
        for (const auto cut :
             {std::size_t{0}, std::size_t{1}, std::size_t{2}, size / 3, size / 2, size - size / 4})
            if (cut <= size && size < 100'000)
                check_line(each, server.run_cut(each, each.request.size() + cut));
    }
}

// A service that is handed messages as they arrive: nobody on the other side can tell.
BOOST_AUTO_TEST_CASE(received_in_pieces)
{
    InMemory server{true};
    for (const auto& each : table()) {
        const auto size = each.bytes.size();
        check_line(each, server.run(each));
        check_line(each, server.run(each, size < 1000 ? 1 : size / 20 + 1));
    }
}

BOOST_AUTO_TEST_CASE(over_a_socket)
{
    OverSocket server{Secure::no};
    for (const auto& each : table())
        check_line(each, server.run(each));
}

BOOST_AUTO_TEST_CASE(over_tls)
{
    OverSocket server{Secure::yes};
    for (const auto& each : table())
        if (each.request.find("http://") == std::string::npos) // of another scheme than ours, then
            check_line(each, server.run(each));
}

BOOST_AUTO_TEST_CASE(as_a_client)
{
    for (const auto& each : client_cases())
        for (const auto piece : {each.bytes.size(), std::size_t{1}, std::size_t{3}})
            check_line(each, run_client(each, piece));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
