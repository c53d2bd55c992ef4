// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/opening.hpp"

#include "support/opening_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace opening_answer_test {

// Answers that a client must not take for what it wants.

namespace {

using namespace hawser;
using namespace hawser::test;
using Kind = client::OpeningResult::Kind;

const std::string switching = "HTTP/1.1 101 Switching Protocols\r\n";
const std::string upgrade = "Upgrade: websocket\r\n";
const std::string connection = "Connection: Upgrade\r\n";
const std::string accepted = "Sec-WebSocket-Accept: " + sample_accept + "\r\n";

struct Fixture : TestLoop {
    const websocket::DeflatePolicy deflate;
    std::vector<std::string> subprotocols;
    bool offers_deflate = false;

    /// What comes of that answer to the handshake, whole and byte by byte.
    client::OpeningResult answered_with(const std::string& answer, bool ends = false)
    {
        client::OpeningResult result;
        for (const std::size_t limit : {std::size_t{1}, FakePeer::unlimited}) {
            OpeningRun run{*this, {}};
            run.steps.subprotocols = subprotocols;
            run.steps.deflate = offers_deflate ? &deflate : nullptr;
            run.far.on_upgrade = [&](const std::string&) { return answer; };
            run.peer->read_limit = limit;
            run.start();
            run.talk();
            if (ends) {
                run.far.end();
                run.loop.run();
            }
            BOOST_TEST_REQUIRE(run.dones == 1);
            BOOST_TEST(run.had_connection);
            BOOST_TEST(run.successor->starts == (run.result.kind == Kind::opened ? 1 : 0));
            BOOST_TEST((run.peer->send_ended || run.peer->closed) == (run.result.kind != Kind::opened));
            result = std::move(run.result);
        }
        return result;
    }

    void must_be(const std::string& answer, Kind kind, error why)
    {
        BOOST_TEST_CONTEXT(answer)
        {
            const auto result = answered_with(answer);
            BOOST_TEST((result.kind == kind));
            BOOST_TEST(result.error == why);
        }
    }
    void must_be_declined(const std::string& answer, error why) { must_be(answer, Kind::answered, why); }
    void must_fail(const std::string& answer, error why) { must_be(answer, Kind::failed, why); }

    /// The proxy's answer to CONNECT.
    client::OpeningResult tunnel_answered_with(const std::string& answer, bool is_secure, bool ends = false)
    {
        OpeningRun run{*this, {Way::Proxy::http, is_secure}};
        run.far.on_connect = [&](const std::string&) { return answer; };
        run.go();
        if (ends) {
            run.far.end();
            run.loop.run();
        }
        BOOST_TEST_REQUIRE(run.dones == 1);
        BOOST_TEST(run.tunnels.empty());
        BOOST_TEST(run.peer->sent == ""); // neither TLS nor the handshake has begun
        return std::move(run.result);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(opening_answer_test, Fixture)

// --- RFC 6455 §4.1, the list of what the client has to check

BOOST_AUTO_TEST_CASE(upgrade_must_be_websocket)
{
    const auto rest = connection + accepted + "\r\n";
    must_be_declined(switching + rest, error::handshake_no_upgrade);
    must_be_declined(switching + "Upgrade: \r\n" + rest, error::handshake_no_upgrade);
    must_be_declined(switching + "Upgrade: h2c\r\n" + rest, error::handshake_no_upgrade);
    must_be_declined(switching + "Upgrade: websockets\r\n" + rest, error::handshake_no_upgrade);
    must_be_declined(switching + "Upgrade: websocket, h2c\r\n" + rest, error::handshake_no_upgrade);
    must_be_declined(switching + upgrade + upgrade + rest, error::handshake_no_upgrade);
}

BOOST_AUTO_TEST_CASE(connection_must_have_upgrade)
{
    const auto rest = upgrade + accepted + "\r\n";
    must_be_declined(switching + rest, error::handshake_no_upgrade);
    must_be_declined(switching + "Connection: \r\n" + rest, error::handshake_no_upgrade);
    must_be_declined(switching + "Connection: keep-alive\r\n" + rest, error::handshake_no_upgrade);
    must_be_declined(switching + "Connection: upgraded\r\n" + rest, error::handshake_no_upgrade);
}

BOOST_AUTO_TEST_CASE(accept_must_match_the_key)
{
    const auto rest = upgrade + connection + "\r\n";
    must_be_declined(switching + rest, error::handshake_bad_accept);
    for (const std::string value :
         {"", "x", "dGhlIHNhbXBsZSBub25jZQ==", "S3PPLMBITXAQ9KYGZZHZRBK+XOO=", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo",
          "\"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\"", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=, s3pPLMBiTxaQ9kYGzzhZRbK+xOo="})
        must_be_declined(switching + "Sec-WebSocket-Accept: " + value + "\r\n" + rest,
                         error::handshake_bad_accept);
    must_be_declined(switching + accepted + accepted + rest, error::handshake_bad_accept);
}

BOOST_AUTO_TEST_CASE(a_subprotocol_must_have_been_offered)
{
    must_be_declined(upgrade_answer("Sec-WebSocket-Protocol: chat\r\n"), error::handshake_bad_subprotocol);
    subprotocols = {"chat", "echo"};
    BOOST_TEST((answered_with(upgrade_answer()).kind == Kind::opened)); // the server has to choose none
    for (const std::string value : {"", "Chat", "other", "chat, echo"})
        must_be_declined(upgrade_answer("Sec-WebSocket-Protocol: " + value + "\r\n"),
                         error::handshake_bad_subprotocol);
    must_be_declined(upgrade_answer("Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Protocol: chat\r\n"),
                     error::handshake_bad_subprotocol);
}

BOOST_AUTO_TEST_CASE(an_extension_must_have_been_offered)
{
    must_be_declined(upgrade_answer("Sec-WebSocket-Extensions: permessage-deflate\r\n"),
                     error::handshake_bad_extension);
    offers_deflate = true;
    BOOST_TEST((answered_with(upgrade_answer()).kind == Kind::opened));
    for (const std::string value :
         {"x-other", "permessage-deflate, permessage-deflate", "permessage-deflate; colour=red",
          "permessage-deflate; server_max_window_bits=16", "permessage-deflate; server_max_window_bits=",
          "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
          "permessage-deflate;"})
        must_be_declined(upgrade_answer("Sec-WebSocket-Extensions: " + value + "\r\n"),
                         error::handshake_bad_extension);
    must_be_declined(upgrade_answer("Sec-WebSocket-Extensions: permessage-deflate\r\n"
                                    "Sec-WebSocket-Extensions: permessage-deflate\r\n"),
                     error::handshake_bad_extension);
}

// --- other answers

BOOST_AUTO_TEST_CASE(another_status_declines)
{
    for (const unsigned status : {200u, 204u, 301u, 400u, 401u, 403u, 404u, 407u, 426u, 500u, 503u, 999u})
        BOOST_TEST_CONTEXT(status)
        {
            const auto result = answered_with("HTTP/1.1 " + std::to_string(status) +
                                              " Some reason\r\nX: y\r\nContent-Length: 4\r\n\r\nbody");
            BOOST_TEST((result.kind == Kind::answered));
            BOOST_TEST((result.error == error::handshake_declined));
            BOOST_TEST(result.head.status == status);
            BOOST_TEST(result.head.reason == "Some reason");
            BOOST_TEST(result.head.fields["X"] == "y");
            BOOST_TEST(result.body == (status == 204 ? "" : "body"));
        }
    // All that an upgrade needs, but for the status.
    must_be_declined("HTTP/1.1 200 OK\r\n" + upgrade + connection + accepted + "Content-Length: 0\r\n\r\n",
                     error::handshake_declined);
}

BOOST_AUTO_TEST_CASE(a_body_that_ends_with_the_stream)
{
    const auto result = answered_with("HTTP/1.1 404 Not Found\r\n\r\nhere it is not", true);
    BOOST_TEST((result.kind == Kind::answered));
    BOOST_TEST((result.error == error::handshake_declined));
    BOOST_TEST(result.body == "here it is not");
    const auto cut = answered_with("HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\nhere it", true);
    BOOST_TEST((cut.kind == Kind::answered));
    BOOST_TEST((cut.error == error::handshake_declined));
    BOOST_TEST(cut.body == "here it");
}

BOOST_AUTO_TEST_CASE(a_malformed_body_does_not_hide_the_status)
{
    const auto result = answered_with("HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n");
    BOOST_TEST((result.kind == Kind::answered));
    BOOST_TEST((result.error == error::handshake_declined));
    BOOST_TEST(result.head.status == 503u);
}

// RFC 9110 §15.2.2: behind a 101 there is the new protocol, and no body.
BOOST_AUTO_TEST_CASE(a_101_with_a_body)
{
    must_fail(upgrade_answer("Content-Length: 4\r\n"), error::bad_content_length);
    must_fail(upgrade_answer("Transfer-Encoding: chunked\r\n"), error::bad_transfer_encoding);
}

BOOST_AUTO_TEST_CASE(what_is_no_answer_of_http_1)
{
    for (const std::string answer :
         {"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 1 Short\r\n\r\n",
          "HTTP/1.1 0101 Long\r\n\r\n", "HTTP/1.1 101 Switching Protocols\n", "\x15\x03\x01\x00\x02\x02\x28",
          "<html>"})
        must_fail(answer, error::bad_status_line);
    must_fail(switching + upgrade + "No colon\r\n\r\n", error::bad_field);
    must_fail(switching + "Upgrade : websocket\r\n\r\n", error::bad_field);
    must_fail(switching + "Upgrade:\r\n websocket\r\n\r\n", error::bad_field);
    must_fail(switching + "Upgrade: websocket\n" + connection + accepted + "\r\n", error::bad_field);
    must_fail("HTTP/1.1 403 No\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", error::bad_content_length);
}

// --- hostile sizes: the end comes when a limit is crossed, not later

BOOST_AUTO_TEST_CASE(no_more_of_a_body_is_read_than_is_kept)
{
    for (const std::string framing :
         {"Content-Length: 10000000000\r\n\r\n", "\r\n", "Transfer-Encoding: chunked\r\n\r\n2540BE400\r\n"})
        BOOST_TEST_CONTEXT(framing)
        {
            OpeningRun run{*this, {}};
            run.far.on_upgrade = [&](const std::string&) { return "HTTP/1.1 403 Forbidden\r\n" + framing; };
            run.go();
            BOOST_TEST(run.dones == 0);
            run.far.send(std::string(1023, 'x'));
            run.loop.run();
            BOOST_TEST(run.dones == 0);
            run.far.send(std::string(200'000, 'x'));
            run.loop.run();
            BOOST_TEST(run.dones == 1);
            BOOST_TEST((run.result.kind == Kind::answered));
            BOOST_TEST(run.result.body == std::string(1024, 'x'));
            BOOST_TEST(run.result.body.capacity() < 4096u);
            BOOST_TEST(run.peer->send_ended);
            for (int i = 0; i < 20; ++i) { // it is not waited for either
                run.far.send(std::string(100'000, 'x'));
                pass_ticks(1);
            }
            BOOST_TEST(run.connection.expired());
        }
}

BOOST_AUTO_TEST_CASE(an_endless_header)
{
    for (const std::string& begin :
         std::vector<std::string>{"HTTP/1.1 101 ", switching + "X: ", switching + "X"})
        for (const bool is_proxy : {false, true})
            BOOST_TEST_CONTEXT(begin << (is_proxy ? "from a proxy" : ""))
            {
                OpeningRun run{*this, {is_proxy ? Way::Proxy::http : Way::Proxy::none, false}};
                run.far.on_upgrade = run.far.on_connect = [&](const std::string&) { return begin; };
                run.go();
                for (int i = 0; i < 100 && run.dones == 0; ++i) {
                    run.far.send(std::string(1000, 'x'));
                    run.loop.run();
                }
                BOOST_TEST(
                    (run.result.error == (is_proxy ? error::proxy_protocol_error : error::header_too_large)));
                BOOST_TEST(run.far.delivered < 34'000u);
            }
}

BOOST_AUTO_TEST_CASE(too_many_fields)
{
    std::string fields;
    for (int i = 0; i < 101; ++i)
        fields += "X: y\r\n";
    must_fail(switching + fields, error::too_many_fields);
}

BOOST_AUTO_TEST_CASE(endless_interim_answers)
{
    OpeningRun run{*this, {}};
    run.far.on_upgrade = [&](const std::string&) { return std::string{}; };
    run.go();
    int count = 0;
    for (; count < 100 && run.dones == 0; ++count) {
        run.far.send("HTTP/1.1 100 Continue\r\n\r\n");
        run.loop.run();
    }
    BOOST_TEST(count == 9);
    BOOST_TEST((run.result.error == error::header_too_large));
}

// --- a proxy's

BOOST_AUTO_TEST_CASE(a_proxy_that_refuses)
{
    for (const bool is_secure : {false, true})
        for (const unsigned status : {101u, 301u, 403u, 407u, 500u, 502u, 504u})
            BOOST_TEST_CONTEXT(status)
            {
                const auto result = tunnel_answered_with(
                    "HTTP/1.1 " + std::to_string(status) + " No\r\nContent-Length: 2\r\n\r\nnoX", is_secure);
                if (status == 101) { // nobody has asked for one
                    BOOST_TEST((result.kind != Kind::opened));
                    continue;
                }
                BOOST_TEST((result.kind == Kind::proxy_answered));
                BOOST_TEST((result.error == error::proxy_refused));
                BOOST_TEST(result.head.status == status);
                BOOST_TEST(result.body == "no");
            }
    const auto result = tunnel_answered_with("HTTP/1.0 502 Bad Gateway\r\n\r\nsorry", false, true);
    BOOST_TEST((result.kind == Kind::proxy_answered));
    BOOST_TEST(result.body == "sorry");
}

BOOST_AUTO_TEST_CASE(a_proxy_that_does_not_speak_http)
{
    for (const std::string answer : {"\5\1", "HTTP/1.1 200 OK\n\n", "HTTP/1.1 200 OK\r\nno field\r\n\r\n"}) {
        const auto result = tunnel_answered_with(answer, true);
        BOOST_TEST((result.kind == Kind::failed));
        BOOST_TEST(result.error == error::proxy_protocol_error);
        BOOST_TEST(result.detail != "");
    }
}

BOOST_AUTO_TEST_CASE(a_socks_proxy_that_refuses)
{
    const auto must_fail_with = [this](std::string method, std::string answer, error_code why) {
        for (const bool is_secure : {false, true}) {
            OpeningRun run{*this, {Way::Proxy::socks, is_secure}};
            run.far.socks_method_answer = method;
            run.far.socks_answer = answer;
            run.go();
            BOOST_TEST_REQUIRE(run.dones == 1);
            BOOST_TEST((run.result.kind == Kind::failed));
            BOOST_TEST(run.result.error == why);
        }
    };
    must_fail_with("\5\xff", {}, error::proxy_authentication_required);
    must_fail_with("\5\2", {}, error::proxy_protocol_error); // nobody has offered it a password
    must_fail_with("HTTP/1.1 400", {}, error::proxy_protocol_error);
    const std::string good{'\5', '\0'};
    must_fail_with(good, "\5\1" + std::string{"\0\1\0\0\0\0\0\0", 8}, error::proxy_refused);
    must_fail_with(good, "\5\5" + std::string{"\0\1\0\0\0\0\0\0", 8},
                   make_error_code(boost::system::errc::connection_refused));
    must_fail_with(good, "\4" + std::string(9, '\0'), error::proxy_protocol_error);
}

// It cannot have taken what has not been sent to it yet.
BOOST_AUTO_TEST_CASE(a_socks_proxy_that_answers_too_early)
{
    for (const bool is_secure : {false, true}) {
        OpeningRun run{*this, {Way::Proxy::socks, is_secure}};
        run.far.socks_method_answer += run.far.socks_answer;
        run.go();
        BOOST_TEST(run.dones == 1);
        BOOST_TEST((run.result.kind == Kind::failed));
        BOOST_TEST(run.result.error == error::proxy_protocol_error);
    }
}

// A server at the proxy's far end does not get to see what is the proxy's, and the other way round.
BOOST_AUTO_TEST_CASE(what_comes_behind_a_refusal_means_nothing)
{
    OpeningRun run{*this, {Way::Proxy::http, false}};
    run.far.on_connect = [](const std::string&) {
        return "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n" + upgrade_answer();
    };
    run.go();
    BOOST_TEST((run.result.kind == Kind::proxy_answered));
    BOOST_TEST(run.far.requests.size() == 1u);
    BOOST_TEST(run.far.received == "");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace opening_answer_test
