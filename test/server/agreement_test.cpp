// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/agreement.hpp"

#include "support/http_answers.hpp"
#include "support/websocket_fixture.hpp"

#include <hawser/handshake.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace agreement_test {

namespace {

using namespace hawser::test;
using hawser::Handshake;
using hawser::WebSocketOptions;

/// A service at `/ws` with the options of the test, and the answers to handshakes with it.
struct Fixture : ServerFixture {
    WebSocketOptions options;
    Record record;

    ~Fixture() { close_all(); }

    void close_all()
    {
        loop.loop->cut_all(hawser::error::connection_cut);
        loop.run();
    }

    HttpAnswer answer(std::string_view fields = {})
    {
        site->remove_service("/ws");
        site->add_service(
            "/ws",
            [this](const hawser::Request&, hawser::Response&) { return std::make_unique<Recorder>(record); },
            &options);
        auto bytes = exchange(handshake("/ws", fields));
        const auto result = take_answer(bytes);
        BOOST_REQUIRE(result.has_value());
        return *result;
    }

    /// The subprotocol of the answer; empty: none.
    std::string chosen(std::string_view fields)
    {
        const auto result = answer(fields);
        BOOST_TEST(result.status == 101u);
        BOOST_TEST(result.head.find("\r\nSec-WebSocket-Protocol: ") ==
                   result.head.rfind("\r\nSec-WebSocket-Protocol: "));
        return result.field("Sec-WebSocket-Protocol");
    }

    /// The answer to an offer of extensions, with 101.
    std::string negotiated(std::string_view offer)
    {
        const auto result = answer("Sec-WebSocket-Extensions: " + std::string{offer} + "\r\n");
        BOOST_TEST(result.status == 101u);
        return result.field("Sec-WebSocket-Extensions");
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(agreement, Fixture)

BOOST_AUTO_TEST_CASE(a_plain_handshake_agrees_on_nothing)
{
    const auto result = answer();
    BOOST_TEST(result.head ==
               "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nServer: Hawser\r\n");
    BOOST_TEST(record.opens == 1);
}

// --- subprotocols

BOOST_AUTO_TEST_CASE(the_services_preference_counts)
{
    options.subprotocols = {"v3", "v2", "v1"};
    BOOST_TEST(chosen("Sec-WebSocket-Protocol: v1\r\n") == "v1");
    BOOST_TEST(chosen("Sec-WebSocket-Protocol: v1, v2\r\n") == "v2");
    BOOST_TEST(chosen("Sec-WebSocket-Protocol: v0,v1 ,, v3,v2\r\n") == "v3");
}

BOOST_AUTO_TEST_CASE(several_fields_are_one_list)
{
    options.subprotocols = {"v3", "v2"};
    BOOST_TEST(chosen("Sec-WebSocket-Protocol: v1\r\nX: y\r\nsec-websocket-protocol: v2\r\n") == "v2");
    BOOST_TEST(chosen("Sec-WebSocket-Protocol: v2\r\nSec-WebSocket-Protocol: v0, v3\r\n") == "v3");
}

BOOST_AUTO_TEST_CASE(without_a_common_subprotocol_there_is_none)
{
    options.subprotocols = {"v3", "v2"};
    BOOST_TEST(chosen("") == "");
    BOOST_TEST(chosen("Sec-WebSocket-Protocol: v1\r\n") == "");
    BOOST_TEST(chosen("Sec-WebSocket-Protocol: V2\r\n") == ""); // with regard to case
    BOOST_TEST(record.opens == 3);
}

BOOST_AUTO_TEST_CASE(what_a_service_does_not_speak_is_not_echoed)
{
    BOOST_TEST(chosen("Sec-WebSocket-Protocol: v1, v2\r\n") == "");
}

BOOST_AUTO_TEST_CASE(a_malformed_offer_is_refused)
{
    for (const auto* offer : {"a b", "a, a", "a/b", ",", "\"a\""})
        BOOST_TEST(answer("Sec-WebSocket-Protocol: " + std::string{offer} + "\r\n").status == 400u);
    BOOST_TEST(record.opens == 0);
}

BOOST_AUTO_TEST_CASE(the_session_and_its_behavior_know_the_subprotocol)
{
    options.subprotocols = {"v2"};
    std::string seen;
    record.when_open = [&](Recorder& self) { seen = self.session().subprotocol(); };
    BOOST_TEST(chosen("Sec-WebSocket-Protocol: v1, v2\r\n") == "v2");
    BOOST_TEST(seen == "v2");
    BOOST_TEST(chosen("Sec-WebSocket-Protocol: v1\r\n") == "");
    BOOST_TEST(seen == "");
}

// --- on_handshake

BOOST_AUTO_TEST_CASE(on_handshake_sees_the_request_and_the_choice)
{
    options.subprotocols = {"v2"};
    std::string seen;
    options.on_handshake = [&](Handshake& handshake) {
        seen = std::string{handshake.request().path()} + ' ' + handshake.subprotocol() + " of";
        for (const auto& each : handshake.offered_subprotocols())
            seen += ' ' + each;
        BOOST_TEST(record.opens == 0);
    };
    answer("Sec-WebSocket-Protocol: v1, v2\r\nSec-WebSocket-Protocol: v3\r\n");
    BOOST_TEST(seen == "/ws v2 of v1 v2 v3");
    BOOST_TEST(record.opens == 1);
}

BOOST_AUTO_TEST_CASE(on_handshake_may_choose_another_or_none)
{
    options.subprotocols = {"v2"};
    options.on_handshake = [](Handshake& handshake) { handshake.subprotocol("v1"); };
    BOOST_TEST(chosen("Sec-WebSocket-Protocol: v1, v2\r\n") == "v1"); // of no list of ours
    options.on_handshake = [](Handshake& handshake) { handshake.subprotocol(""); };
    BOOST_TEST(chosen("Sec-WebSocket-Protocol: v1, v2\r\n") == "");
}

BOOST_AUTO_TEST_CASE(choosing_what_is_not_offered_answers_with_500)
{
    options.on_handshake = [](Handshake& handshake) { handshake.subprotocol("v9"); };
    const auto result = answer("Sec-WebSocket-Protocol: v1, v2\r\n");
    BOOST_TEST(result.status == 500u);
    BOOST_TEST(result.field("Sec-WebSocket-Protocol") == "");
    BOOST_TEST(result.field("Sec-WebSocket-Accept") == "");
    BOOST_TEST(result.body.find("v9") == std::string::npos); // the log is told, the client is not
    BOOST_TEST(logged("on_handshake of GET /ws threw"));
    BOOST_TEST(logged("\"v9\""));
    BOOST_TEST(record.opens == 0);
    BOOST_TEST(record.destroyed == 1);
}

BOOST_AUTO_TEST_CASE(whatever_on_handshake_throws_answers_with_500)
{
    options.on_handshake = [](Handshake&) { throw std::runtime_error{"no luck"}; };
    const auto result = answer();
    BOOST_TEST(result.status == 500u);
    BOOST_TEST(result.has("Connection: close"));
    BOOST_TEST(result.body.find("no luck") == std::string::npos);
    BOOST_TEST(logged("no luck"));
    options.on_handshake = [](Handshake&) { throw 42; };
    BOOST_TEST(answer().status == 500u);
    BOOST_TEST(logged("unknown exception"));
    BOOST_TEST(record.opens == 0);
    BOOST_TEST(record.closes == 0);
}

BOOST_AUTO_TEST_CASE(on_handshake_is_not_asked_about_a_bad_handshake)
{
    options.on_handshake = [](Handshake&) { BOOST_ERROR("asked"); };
    BOOST_TEST(answer("Sec-WebSocket-Version: 12\r\n").status == 400u);
}

// --- fields of the answer

BOOST_AUTO_TEST_CASE(fields_of_on_handshake_are_in_the_answer)
{
    options.on_handshake = [](Handshake& handshake) {
        handshake.set("X-Served-By", "node-7");
        handshake.add("Set-Cookie", "a=1");
        handshake.add("Set-Cookie", "b=2");
    };
    const auto result = answer();
    BOOST_TEST(result.status == 101u);
    BOOST_TEST(result.has("X-Served-By: node-7"));
    BOOST_TEST(result.has("Set-Cookie: a=1"));
    BOOST_TEST(result.has("Set-Cookie: b=2"));
    BOOST_TEST(result.has("Server: Hawser"));
}

BOOST_AUTO_TEST_CASE(the_server_field_may_be_another)
{
    options.on_handshake = [](Handshake& handshake) { handshake.set("server", "Mine"); };
    const auto result = answer();
    BOOST_TEST(result.has("server: Mine"));
    BOOST_TEST(result.head.find("Hawser") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(fields_that_would_break_the_answer_never_get_there)
{
    options.on_handshake = [](Handshake& handshake) { handshake.set("Sec-WebSocket-Accept", "mine"); };
    BOOST_TEST(answer().status == 500u);
    options.on_handshake = [](Handshake& handshake) {
        handshake.set("X-Node", "7\r\nSec-WebSocket-Protocol: x");
    };
    const auto result = answer();
    BOOST_TEST(result.status == 500u);
    BOOST_TEST(result.field("Sec-WebSocket-Protocol") == "");
}

// --- permessage-deflate

BOOST_AUTO_TEST_CASE(offers_are_ignored_unless_the_service_compresses)
{
    BOOST_TEST(negotiated("permessage-deflate") == "");
    BOOST_TEST(negotiated("permessage-deflate; client_max_window_bits, x") == "");
}

BOOST_AUTO_TEST_CASE(by_default_each_message_is_compressed_by_itself)
{
    options.compression = true;
    BOOST_TEST(negotiated("permessage-deflate") ==
               "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
    BOOST_TEST(negotiated("permessage-deflate; client_max_window_bits") == // what browsers send
               "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
    BOOST_TEST(answer().field("Sec-WebSocket-Extensions") == "");
}

BOOST_AUTO_TEST_CASE(the_answer_is_the_narrower_of_offer_and_options)
{
    options.compression = true;
    options.deflate.server_no_context_takeover = false;
    options.deflate.client_no_context_takeover = false;
    BOOST_TEST(negotiated("permessage-deflate") == "permessage-deflate");
    BOOST_TEST(negotiated("permessage-deflate; server_no_context_takeover") ==
               "permessage-deflate; server_no_context_takeover");
    BOOST_TEST(negotiated("permessage-deflate; server_max_window_bits=10") ==
               "permessage-deflate; server_max_window_bits=10");
    BOOST_TEST(negotiated("permessage-deflate; client_max_window_bits=11") ==
               "permessage-deflate; client_max_window_bits=11");
    options.deflate.server_max_window_bits = 12;
    options.deflate.client_max_window_bits = 9;
    BOOST_TEST(negotiated("permessage-deflate") == "permessage-deflate; server_max_window_bits=12");
    BOOST_TEST(negotiated("permessage-deflate; server_max_window_bits=14; client_max_window_bits") ==
               "permessage-deflate; server_max_window_bits=12; client_max_window_bits=9");
    BOOST_TEST(negotiated("permessage-deflate; server_max_window_bits=11; client_max_window_bits=10") ==
               "permessage-deflate; server_max_window_bits=11; client_max_window_bits=9");
}

BOOST_AUTO_TEST_CASE(the_first_offer_that_can_be_taken_is)
{
    options.compression = true;
    options.deflate.server_no_context_takeover = false;
    options.deflate.client_no_context_takeover = false;
    BOOST_TEST(negotiated("bzip2, permessage-deflate; unknown, permessage-deflate; server_max_window_bits=9, "
                          "permessage-deflate") == "permessage-deflate; server_max_window_bits=9");
    BOOST_TEST(negotiated("permessage-deflate; server_max_window_bits=8, permessage-deflate") ==
               "permessage-deflate"); // zlib has no such window
    BOOST_TEST(negotiated("permessage-deflate; server_max_window_bits=16") == "");
    BOOST_TEST(negotiated("x-webkit-deflate-frame") == "");
}

BOOST_AUTO_TEST_CASE(offers_in_several_fields_are_one_list)
{
    options.compression = true;
    const auto result = answer("Sec-WebSocket-Extensions: permessage-deflate; unknown\r\n"
                               "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=13\r\n");
    BOOST_TEST(result.field("Sec-WebSocket-Extensions") ==
               "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
               "server_max_window_bits=13");
}

// RFC 6455 §9.1.
BOOST_AUTO_TEST_CASE(malformed_extensions_are_refused_whether_or_not_the_service_compresses)
{
    for (const auto* offer :
         {"permessage-deflate;", "permessage-deflate; =1", "a b", "x=\"", "permessage-deflate; a=\"b c\""}) {
        BOOST_TEST_CONTEXT(offer)
        {
            const auto field = "Sec-WebSocket-Extensions: " + std::string{offer} + "\r\n";
            options.compression = true;
            BOOST_TEST(answer(field).status == 400u);
            options.compression = false;
            BOOST_TEST(answer(field).status == 400u);
        }
    }
}

BOOST_AUTO_TEST_CASE(extensions_may_be_ignored_for_one_client)
{
    options.compression = true;
    options.on_handshake = [](Handshake& handshake) { handshake.ignore_extensions(); };
    bool is_compressed = true;
    record.when_open = [&](Recorder& self) { is_compressed = self.session().is_compressed(); };
    BOOST_TEST(negotiated("permessage-deflate") == "");
    BOOST_TEST(!is_compressed);
    options.on_handshake = {};
    BOOST_TEST(negotiated("permessage-deflate") != "");
    BOOST_TEST(is_compressed);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace agreement_test
