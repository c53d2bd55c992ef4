// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/opening.hpp"

#include "support/opening_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace opening_test {

// Every way to a server, however its bytes come. What goes wrong is in opening_answer_test.cpp and
// opening_failure_test.cpp.

namespace {

using namespace hawser;
using namespace hawser::test;
using Kind = client::OpeningResult::Kind;

const std::string behind = "behind the answer";

// Checks a run that has come to its good end.
void must_be_open(OpeningRun& run)
{
    BOOST_TEST_REQUIRE(run.dones == 1);
    BOOST_TEST((run.result.kind == Kind::opened), run.result.error.message());
    BOOST_TEST(run.had_connection);
    BOOST_TEST(run.result.head.status == 101u);
    BOOST_TEST(run.far.requests.back() == upgrade_request);
    const bool has_tunnel = run.way.proxy == Way::Proxy::http || run.way.proxy == Way::Proxy::https;
    BOOST_TEST(run.far.requests.size() == (has_tunnel ? 2u : 1u));
    BOOST_TEST((!has_tunnel || run.far.requests.front() == tunnel_request));
    BOOST_TEST(run.tunnels.size() == (has_tunnel ? 1u : 0u));
    BOOST_TEST(run.successor->starts == 1);
    BOOST_TEST(run.successor->taken == behind);
    BOOST_TEST(run.far.received == "hello");
}

void answer_with_more(OpeningRun& run)
{
    run.far.on_upgrade = [](const std::string&) { return upgrade_answer() + behind; };
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(opening_test, TestLoop)

BOOST_AUTO_TEST_CASE(every_way_whole)
{
    for (const auto way : all_ways)
        BOOST_TEST_CONTEXT(way.name())
        {
            OpeningRun run{*this, way};
            answer_with_more(run);
            run.go();
            must_be_open(run);
            run.far.send(" and more");
            run.loop.run();
            BOOST_TEST(run.successor->taken == behind + " and more");
            run.far.end();
            run.loop.run();
            BOOST_TEST(run.successor->eofs == 1);
        }
}

BOOST_AUTO_TEST_CASE(every_way_split_at_every_byte)
{
    for (const auto way : all_ways) {
        // Of ciphertext, whose length differs from one time to the next, a sample is enough.
        const std::size_t stride = way.has_tls() ? 23 : 1;
        for (std::size_t offset = 1, end = 2; offset < end; offset += stride)
            BOOST_TEST_CONTEXT(way.name() << ", split at " << offset)
            {
                OpeningRun run{*this, way};
                answer_with_more(run);
                run.split_at(offset);
                run.go();
                must_be_open(run);
                end = run.far.delivered;
            }
    }
}

BOOST_AUTO_TEST_CASE(every_way_byte_by_byte)
{
    for (const auto way : all_ways)
        BOOST_TEST_CONTEXT(way.name())
        {
            OpeningRun run{*this, way};
            answer_with_more(run);
            run.peer->read_limit = 1;
            run.go();
            must_be_open(run);
        }
}

BOOST_AUTO_TEST_CASE(the_system_takes_a_few_bytes_at_a_time)
{
    for (const auto way : all_ways)
        BOOST_TEST_CONTEXT(way.name())
        {
            OpeningRun run{*this, way};
            answer_with_more(run);
            run.peer->room = 0;
            run.start();
            BOOST_TEST(run.peer->sent == "");
            for (int i = 0; i < 3000 && run.far.received != "hello"; ++i) {
                run.peer->take(7);
                run.loop.run();
                run.talk();
            }
            must_be_open(run);
        }
}

BOOST_AUTO_TEST_CASE(nothing_is_sent_before_its_step)
{
    for (const auto way : all_ways) {
        const auto steps = way.steps().size();
        for (std::size_t silent_from = 0; silent_from < steps; ++silent_from)
            BOOST_TEST_CONTEXT(way.name() << ", silent from step " << silent_from)
            {
                OpeningRun run{*this, way};
                run.far.steps_to_answer = silent_from;
                run.go();
                BOOST_TEST(run.dones == 0);
                BOOST_TEST(run.far.answered == silent_from);
                // The handshake's request is there only if all before it was answered.
                BOOST_TEST((run.far.received == upgrade_request) == (silent_from + 1 == steps));
                run.close();
                BOOST_TEST((run.result.error == error::connection_cut));
                BOOST_TEST(!run.had_connection);
            }
    }
}

BOOST_AUTO_TEST_CASE(interim_answers_are_skipped)
{
    OpeningRun run{*this, {Way::Proxy::http, false}};
    const std::string interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
    run.far.on_connect = [&](const std::string&) { return interim + "HTTP/1.1 200 OK\r\nVia: p\r\n\r\n"; };
    run.far.on_upgrade = [&](const std::string&) { return interim + upgrade_answer() + behind; };
    run.go();
    must_be_open(run);
    BOOST_TEST(run.tunnels.front() == "p");
}

// RFC 9110 §9.3.6: a 2xx to CONNECT has no body, whatever its fields say.
BOOST_AUTO_TEST_CASE(fields_of_a_body_mean_nothing_in_the_answer_of_a_tunnel)
{
    for (const std::string status : {"200 OK", "204 No Content", "299 Odd"})
        for (const std::string field : {"Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", ""})
            for (const bool is_secure : {false, true})
                BOOST_TEST_CONTEXT(status << ' ' << field)
                {
                    OpeningRun run{*this, {Way::Proxy::http, is_secure}};
                    run.far.on_connect = [&](const std::string&) {
                        return "HTTP/1.1 " + status + "\r\n" + field + "\r\n";
                    };
                    answer_with_more(run);
                    run.go();
                    must_be_open(run);
                }
}

BOOST_AUTO_TEST_CASE(what_was_agreed_on_is_told)
{
    OpeningRun run{*this, {}};
    const websocket::DeflatePolicy deflate;
    run.steps.subprotocols = {"chat.v2", "chat"};
    run.steps.deflate = &deflate;
    run.far.on_upgrade = [](const std::string&) {
        return upgrade_answer("Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Extensions: permessage-deflate; "
                              "server_no_context_takeover\r\nSet-Cookie: a=1\r\n");
    };
    run.go();
    BOOST_TEST((run.result.kind == Kind::opened));
    BOOST_TEST(run.result.handshake.subprotocol == "chat");
    BOOST_TEST_REQUIRE(run.result.handshake.deflate.has_value());
    BOOST_TEST(run.result.handshake.deflate->server_no_context_takeover);
    BOOST_TEST(run.result.head.fields["Set-Cookie"] == "a=1");
    BOOST_TEST(run.result.head.reason == "Switching Protocols");
}

// The case of names and of the tokens, and lists, are the server's to choose (RFC 6455 §4.1).
BOOST_AUTO_TEST_CASE(the_answer_may_be_spelt_otherwise)
{
    for (const std::string fields : {"UPGRADE: WebSocket\r\nconnection: upgrade\r\n",
                                     "upgrade:websocket\r\nConnection: keep-alive, UPGRADE\r\n",
                                     "Upgrade: \t websocket \r\nConnection: foo\r\nConnection: Upgrade\r\n"})
        BOOST_TEST_CONTEXT(fields)
        {
            OpeningRun run{*this, {}};
            run.far.on_upgrade = [&](const std::string&) {
                return "HTTP/1.1 101 \r\n" + fields + "SEC-WEBSOCKET-ACCEPT:  " + sample_accept +
                       "  \r\n\r\n";
            };
            run.go();
            BOOST_TEST((run.result.kind == Kind::opened));
        }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace opening_test
