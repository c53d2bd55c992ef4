// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "support/http_answers.hpp"
#include "support/server_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace http_connection_deadline_test {

namespace {

using namespace hawser::test;
using hawser::Method;
using hawser::Request;
using hawser::Response;

const std::string get = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

/// With the default options: header 10 s, body 20 s at 500 bytes/s, idle 60 s, write 30 s.
struct Fixture : ServerFixture {
    Fixture()
    {
        site->add_route(Method::get, "/a", [](const Request&, Response& r) { r.text("a"); });
        site->add_route(Method::get, "/big",
                        [](const Request&, Response& r) { r.text(std::string(300'000, 'x')); });
        site->add_route(Method::post, "/a",
                        [](const Request& q, Response& r) { r.text(std::to_string(q.body().size())); });
    }

    /// Ticks until the connection says or ends something, at most `limit`.
    int ticks_until_end(FakePeer& peer, int limit)
    {
        for (int i = 0; i < limit; ++i) {
            if (peer.send_ended || peer.closed) {
                return i;
            }
            tick();
        }
        return limit;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(http_connection_deadline_test, Fixture)

BOOST_AUTO_TEST_CASE(a_connection_without_a_byte_is_closed_without_a_byte)
{
    const auto peer = connect();
    const auto ticks = ticks_until_end(*peer, 100);
    BOOST_TEST((ticks >= 20 && ticks <= 22));
    BOOST_TEST(peer->sent.empty());
    tick(6); // the peer does not end its side
    BOOST_TEST(peer->closed);
    BOOST_TEST(loop.loop->size() == 0);
}

BOOST_AUTO_TEST_CASE(bytes_do_not_extend_the_deadline_of_a_header)
{
    const auto peer = connect();
    tick(10);
    send(*peer, "GET /a HTTP/1.1\r\nHost: x\r\nX: "); // the time runs from the first byte
    int ticks = 0;
    for (; ticks < 100 && peer->sent.empty(); ++ticks) {
        send(*peer, "x");
        tick();
    }
    BOOST_TEST((ticks >= 20 && ticks <= 22));
    BOOST_TEST(statuses(peer->sent) == "408");
    BOOST_TEST(all_answers(peer->sent).front().has("Connection: close"));
    BOOST_TEST(peer->send_ended);
}

BOOST_AUTO_TEST_CASE(the_second_request_has_a_deadline_of_its_own)
{
    const auto peer = connect();
    send(*peer, get);
    tick(50);
    send(*peer, "G");
    tick(19);
    BOOST_TEST(statuses(peer->sent) == "200");
    tick(3);
    BOOST_TEST(statuses(peer->sent) == "200 408");
}

BOOST_AUTO_TEST_CASE(a_part_of_a_request_behind_another_in_one_packet)
{
    const auto peer = connect();
    send(*peer, get + "GET");
    tick(22);
    BOOST_TEST(statuses(peer->sent) == "200 408");
}

BOOST_AUTO_TEST_CASE(idle_connections_are_closed_without_a_byte)
{
    const auto peer = connect();
    send(*peer, get);
    const auto sent = peer->sent;
    const auto ticks = ticks_until_end(*peer, 200);
    BOOST_TEST((ticks >= 120 && ticks <= 122));
    BOOST_TEST(peer->sent == sent);
    end(*peer);
    BOOST_TEST(peer->closed);
}

BOOST_AUTO_TEST_CASE(each_request_starts_the_idle_time_anew)
{
    const auto peer = connect();
    for (int i = 0; i < 5; ++i) {
        send(*peer, get);
        tick(100);
    }
    BOOST_TEST(statuses(peer->sent) == "200 200 200 200 200");
    BOOST_TEST(!peer->send_ended);
}

BOOST_AUTO_TEST_CASE(a_body_that_makes_no_progress)
{
    const auto peer = connect();
    send(*peer, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
    int ticks = 0;
    for (; ticks < 200 && peer->sent.empty(); ++ticks) {
        send(*peer, std::string(200, 'x')); // 400 bytes a second
        tick();
    }
    BOOST_TEST((ticks >= 40 && ticks <= 42));
    BOOST_TEST(statuses(peer->sent) == "408");
    BOOST_TEST(peer->send_ended);
}

BOOST_AUTO_TEST_CASE(a_body_that_is_fast_enough_may_take_long)
{
    const auto peer = connect();
    send(*peer, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n");
    for (int i = 0; i < 300; ++i) {
        send(*peer, std::string(300, 'x')); // 600 bytes a second
        tick();
    }
    BOOST_TEST(statuses(peer->sent) == "200");
    BOOST_TEST(all_answers(peer->sent).front().body == "90000");
}

BOOST_AUTO_TEST_CASE(a_body_that_was_fast_and_stops)
{
    const auto peer = connect();
    send(*peer, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n" + std::string(50'000, 'x'));
    tick(60);
    BOOST_TEST(peer->sent.empty());
    tick(24);
    BOOST_TEST(statuses(peer->sent) == "408");
}

BOOST_AUTO_TEST_CASE(an_answer_may_take_as_long_as_the_peer_reads)
{
    for (const auto* before : {"", "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"}) {
        const auto peer = loop.make_peer();
        connect(peer);
        send(*peer, before);
        peer->sent.clear();
        peer->room = 0;
        send(*peer, "GET /big HTTP/1.1\r\nHost: x\r\n\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n");
        for (int i = 0; i < 400; ++i) { // 200 seconds
            take(*peer, 1000);
            tick();
        }
        BOOST_TEST(statuses(peer->sent) == "200 200");
        BOOST_TEST(!peer->send_ended);
    }
}

BOOST_AUTO_TEST_CASE(a_peer_that_reads_nothing_is_cut)
{
    const auto peer = loop.make_peer();
    peer->room = 0;
    connect(peer);
    send(*peer, get);
    tick(58);
    BOOST_TEST(!peer->closed);
    tick(4);
    BOOST_TEST(peer->closed);
    BOOST_TEST(loop.loop->size() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(http_connection_stop_test, Fixture)

BOOST_AUTO_TEST_CASE(idle_connections_are_closed_at_once)
{
    const auto fresh = connect();
    const auto idle = connect();
    send(*idle, get);
    site->stopping(true);
    loop.loop->stop_all();
    loop.run();
    BOOST_TEST(fresh->closed);
    BOOST_TEST(idle->closed);
    BOOST_TEST(loop.loop->size() == 0);
}

BOOST_AUTO_TEST_CASE(a_request_that_has_begun_is_answered_with_close)
{
    const auto header = connect();
    const auto body = connect();
    send(*header, "GET /a HTTP/1.1\r\n");
    send(*body, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na");
    site->stopping(true);
    loop.loop->stop_all();
    loop.run();
    BOOST_TEST(!header->closed);
    BOOST_TEST(!body->closed);
    send(*header, "Host: x\r\n\r\n" + get);
    send(*body, "bc" + get);
    for (const auto& peer : {header, body}) {
        BOOST_TEST(statuses(peer->sent) == "200");
        BOOST_TEST(all_answers(peer->sent).front().has("Connection: close"));
        BOOST_TEST(peer->send_ended);
        end(*peer);
        BOOST_TEST(peer->closed);
    }
}

BOOST_AUTO_TEST_CASE(an_answer_on_its_way_is_sent_to_its_end)
{
    const auto peer = loop.make_peer();
    peer->room = 0;
    connect(peer);
    send(*peer, "GET /big HTTP/1.1\r\nHost: x\r\n\r\n" + get);
    site->stopping(true);
    loop.loop->stop_all();
    loop.run();
    take(*peer);
    BOOST_TEST(statuses(peer->sent) == "200");
    BOOST_TEST(peer->send_ended);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace http_connection_deadline_test
