// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "support/http_answers.hpp"
#include "support/print_send_result.hpp"
#include "support/server_fixture.hpp"

#include <hawser/body_writer.hpp>
#include <hawser/event_stream.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace response_stream_test {

namespace {

using namespace hawser::test;
using hawser::BodyWriter;
using hawser::EventStream;
using hawser::Method;
using hawser::Request;
using hawser::Response;
using hawser::SendResult;

constexpr auto get_stream = "GET /s HTTP/1.1\r\nHost: x\r\n\r\n";

/// A route `/s` whose body the test writes.
struct Fixture : ServerFixture {
    std::optional<BodyWriter> body;
    std::optional<std::uint64_t> length;
    hawser::Response::BodyFilter filter;

    static hawser::ServerOptions small()
    {
        hawser::ServerOptions options;
        options.server_name.clear();
        options.http.stream_queue = 100'000;
        return options;
    }

    Fixture() : ServerFixture{small()}
    {
        site->add_route(Method::get, "/s", [this](const Request&, Response& response) {
            response.stream([this](BodyWriter writer) { body = std::move(writer); }, "text/plain", length);
            if (filter)
                response.filter_stream(filter);
        });
        site->add_route(Method::get, "/hello", [](const Request&, Response& r) { r.text("Hello"); });
    }
    ~Fixture() { body.reset(); }

    std::string body_of(const FakePeer& peer)
    {
        return peer.sent.substr(peer.sent.find("\r\n\r\n") + 4);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(response_stream_test, Fixture)

BOOST_AUTO_TEST_CASE(pieces_become_chunks)
{
    const auto peer = connect();
    send(*peer, std::string{get_stream} + "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(peer->sent.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
    BOOST_TEST(peer->sent.find("Content-Length") == std::string::npos);
    BOOST_TEST(body->write("Hello, ") == SendResult::sent);
    BOOST_TEST(body->write("") == SendResult::sent); // which must not end it
    BOOST_TEST(body->write("World and all others") == SendResult::sent);
    body->trailer("X-Sum", "27");
    body->finish();
    loop.run();
    const auto rest = body_of(*peer);
    const std::string expected = "7\r\nHello, \r\n14\r\nWorld and all others\r\n0\r\nX-Sum: 27\r\n\r\n";
    BOOST_TEST(rest.substr(0, expected.size()) == expected);
    BOOST_TEST(rest.substr(expected.size()).starts_with("HTTP/1.1 200 OK\r\n")); // the one behind it
    BOOST_TEST(!body->is_open());
    BOOST_CHECK_THROW(body->write("more"), std::logic_error);
    BOOST_CHECK_THROW(body->finish(), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_known_length)
{
    length = 5;
    const auto peer = connect();
    send(*peer, get_stream);
    body->write("abc");
    BOOST_CHECK_THROW(body->finish(), std::logic_error);
    BOOST_CHECK_THROW(body->write("def"), std::length_error);
    body->write("de");
    body->finish();
    loop.run();
    auto bytes = peer->sent;
    const auto answer = take_answer(bytes);
    BOOST_REQUIRE(answer);
    BOOST_TEST(answer->body == "abcde");
    BOOST_TEST(!answer->has("Transfer-Encoding: chunked"));
}

BOOST_AUTO_TEST_CASE(http_1_0_gets_it_up_to_the_end)
{
    const auto peer = connect();
    send(*peer, "GET /s HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    body->write("abc");
    body->trailer("X-Sum", "3");
    body->finish();
    loop.run();
    BOOST_TEST(body_of(*peer) == "abc");
    BOOST_TEST(peer->sent.find("Connection: close\r\n") != std::string::npos);
    BOOST_TEST(peer->send_ended);
}

BOOST_AUTO_TEST_CASE(nobody_is_asked_for_a_body_that_is_not_sent)
{
    const auto peer = connect();
    send(*peer, "HEAD /s HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(!body);
    send(*peer, "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(statuses(peer->sent) == "200 200");
}

BOOST_AUTO_TEST_CASE(a_writer_that_is_dropped_cuts)
{
    const auto peer = connect();
    send(*peer, get_stream);
    body->write("abc");
    loop.run();
    body.reset();
    loop.run();
    BOOST_TEST(peer->closed);
    BOOST_TEST(body_of(*peer) == "3\r\nabc\r\n");
}

BOOST_AUTO_TEST_CASE(a_slow_reader_holds_it_up)
{
    const auto peer = connect();
    peer->room = 1000;
    send(*peer, get_stream);
    int drains = 0;
    body->on_drain([&] { ++drains; });
    const std::string piece(30'000, 'a');
    BOOST_TEST(body->write(piece) == SendResult::sent);
    loop.run();
    BOOST_TEST(body->write(piece) == SendResult::sent);
    BOOST_TEST(body->write(piece) == SendResult::queued);
    BOOST_TEST(body->write(piece) == SendResult::dropped);
    loop.run();
    BOOST_TEST(drains == 0);
    BOOST_TEST(body->buffered_amount() > 80'000u);
    take(*peer);
    BOOST_TEST(drains == 1);
    BOOST_TEST(body->write("end") == SendResult::sent);
    body->finish();
    loop.run();
    BOOST_TEST(body_of(*peer).size() == 3 * (30'000 + 8) + 8 + 5);
}

BOOST_AUTO_TEST_CASE(the_client_leaves)
{
    const auto peer = connect();
    send(*peer, get_stream);
    int leaves = 0;
    body->on_leave([&] { ++leaves; });
    end(*peer);
    BOOST_TEST(leaves == 1);
    BOOST_TEST(body->write("it may still read") == SendResult::sent);
    loop.loop->cut_all(hawser::error::connection_cut);
    loop.run();
    BOOST_TEST(leaves == 1);
    BOOST_TEST(!body->is_open());
    BOOST_TEST(body->write("gone") == SendResult::dropped);
    body->finish(); // says nothing
}

BOOST_AUTO_TEST_CASE(a_filter_makes_other_bytes_of_it)
{
    filter = [](std::string_view piece, bool is_last) {
        return is_last ? std::string{"."} : std::string(piece.size(), '*');
    };
    length = 3;
    const auto peer = connect();
    send(*peer, get_stream);
    body->write("abc");
    body->finish();
    loop.run();
    BOOST_TEST(body_of(*peer) == "3\r\n***\r\n1\r\n.\r\n0\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(trailers_that_would_mislead_are_refused)
{
    const auto peer = connect();
    send(*peer, get_stream);
    BOOST_CHECK_THROW(body->trailer("Content-Length", "3"), std::invalid_argument);
    BOOST_CHECK_THROW(body->trailer("Set-Cookie", "a=b"), std::invalid_argument);
    BOOST_CHECK_THROW(body->trailer("X-A", "b\r\nc"), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(every_operation_may_fail)
{
    for (std::size_t at = 0; at < 12; ++at) {
        auto peer = loop.make_peer();
        peer->fail_at = at;
        connect(peer);
        send(*peer, get_stream);
        if (!body)
            continue;
        body->write("abc");
        loop.run();
        body->write(std::string(200'000, 'a'));
        loop.run();
        if (body->is_open())
            body->finish();
        loop.run();
        body.reset();
        loop.run();
    }
}

BOOST_AUTO_TEST_CASE(other_threads_may_write)
{
    const auto peer = connect();
    send(*peer, get_stream);
    std::thread other{[this] {
        for (int i = 0; i < 100; ++i)
            body->write("x");
        body->finish();
    }};
    other.join();
    loop.run();
    BOOST_TEST(body_of(*peer).size() == 100 * 6 + 5);
}

BOOST_AUTO_TEST_CASE(a_callback_may_hold_the_last_writer)
{
    for (const bool drains : {true, false}) {
        const auto peer = connect();
        peer->room = 100;
        send(*peer, get_stream);
        int calls = 0;
        if (drains)
            body->on_drain([writer = *body, &calls] { ++calls; });
        else
            body->on_leave([writer = *body, &calls] { ++calls; });
        body->write(std::string(90'000, 'a'));
        body.reset();
        loop.loop->cut_all(hawser::error::connection_cut);
        loop.run();
        BOOST_TEST(calls == 1);
    }
    BOOST_TEST(loop.loop->size() == 0u);
}

BOOST_AUTO_TEST_CASE(a_body_that_ends_lets_go_of_its_callbacks)
{
    const auto peer = connect();
    send(*peer, get_stream);
    const auto token = std::make_shared<int>();
    body->on_drain([token, writer = *body] {});
    body->on_leave([token, writer = *body] {});
    body->finish();
    body.reset();
    loop.run();
    BOOST_TEST(token.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(a_piece_that_is_dropped_behind_a_short_queue)
{
    const auto peer = connect();
    peer->room = 300;
    send(*peer, get_stream);
    BOOST_TEST(body->write(std::string(5000, 'a')) == SendResult::sent);
    loop.run();
    int drains = 0;
    body->on_drain([&] { ++drains; });
    BOOST_TEST(body->write(std::string(99'000, 'a')) == SendResult::dropped);
    loop.run();
    take(*peer);
    BOOST_TEST(drains > 0);
    BOOST_TEST(body->write("end") == SendResult::sent);
    body->finish();
}

BOOST_AUTO_TEST_CASE(callbacks_that_throw_are_logged)
{
    const auto peer = connect();
    send(*peer, get_stream);
    body->on_leave([] { throw 42; }); // NOLINT
    loop.loop->cut_all(hawser::error::connection_cut);
    loop.run();
    BOOST_TEST(logged("a callback of a streamed body threw"));
    body->finish();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(event_stream_test)

BOOST_AUTO_TEST_CASE(events_as_browsers_read_them)
{
    ServerFixture server;
    std::optional<EventStream> events;
    server.site->add_route(Method::get, "/e", [&](const Request&, Response& response) {
        response.events([&](EventStream stream) { events = std::move(stream); });
    });
    const auto peer = server.connect();
    server.send(*peer, "GET /e HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(peer->sent.find("Content-Type: text/event-stream\r\n") != std::string::npos);
    BOOST_TEST(peer->sent.find("Cache-Control: no-store\r\n") != std::string::npos);
    const auto sent = [&] {
        server.loop.run();
        const auto at = peer->sent.find("\r\n", peer->sent.find("\r\n\r\n") + 4) + 2;
        const auto text = peer->sent.substr(at, peer->sent.rfind("\r\n") - at);
        peer->sent = "\r\n\r\n";
        return text;
    };
    events->send("one");
    BOOST_TEST(sent() == "data: one\n\n");
    events->send({.data = "two\nlines\r\nthree\r", .event = "tick", .id = "7", .retry = std::chrono::seconds{3}});
    BOOST_TEST(sent() == "event: tick\nid: 7\nretry: 3000\ndata: two\ndata: lines\ndata: three\ndata: \n\n");
    events->comment("note");
    BOOST_TEST(sent() == ": note\n\n");
    BOOST_CHECK_THROW(events->send({.data = "", .event = "a\nb"}), std::invalid_argument);
    BOOST_CHECK_THROW(events->send({.data = "", .id = std::string{"a\0", 2}}), std::invalid_argument);

    server.tick(32); // 15 seconds with nothing to say
    BOOST_TEST(sent() == ":\n\n");
    events.reset();
    server.loop.run();
    BOOST_TEST(peer->sent == "\r\n\r\n0\r\n\r\n");
    BOOST_TEST(!peer->closed);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_them)
{
    ServerFixture server;
    std::optional<EventStream> events;
    server.site->add_route(Method::get, "/e", [&](const Request&, Response& response) {
        response.events([&](EventStream stream) { events = std::move(stream); });
    });
    const auto peer = server.connect();
    server.send(*peer, "GET /e HTTP/1.1\r\nHost: x\r\n\r\n");
    server.site->stopping(true);
    server.loop.loop->stop_all();
    server.loop.run();
    BOOST_TEST(!events->is_open());
    BOOST_TEST(events->send("late") == SendResult::dropped); // of which its sender cannot know
    events->close();
    BOOST_TEST(peer->sent.ends_with("0\r\n\r\n"));
    BOOST_TEST(peer->send_ended);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace response_stream_test
