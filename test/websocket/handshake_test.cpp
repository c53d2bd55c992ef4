// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/handshake.hpp"

#include "core/base64.hpp"
#include "support/print_error.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <set>
#include <string>
#include <vector>

namespace handshake_test {

namespace {

using namespace hawser::websocket;
using hawser::error;
using hawser::Fields;

const std::string sample_key = "dGhlIHNhbXBsZSBub25jZQ=="; // RFC 6455 §1.3
const std::string sample_accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

Fields good_request()
{
    Fields fields;
    fields.add("Host", "server.example.com");
    fields.add("Upgrade", "websocket");
    fields.add("Connection", "Upgrade");
    fields.add("Sec-WebSocket-Key", sample_key);
    fields.add("Origin", "http://example.com");
    fields.add("Sec-WebSocket-Version", "13");
    return fields;
}

Fields good_response()
{
    Fields fields;
    fields.add("Upgrade", "websocket");
    fields.add("Connection", "Upgrade");
    fields.add("Sec-WebSocket-Accept", sample_accept);
    return fields;
}

void check_refused(const Fields& fields, unsigned status, error reason)
{
    const auto result = check_request("GET", 11, fields);
    BOOST_TEST(result.status == status);
    BOOST_TEST(result.error == reason);
    BOOST_TEST(result.accept == "");
    BOOST_TEST(result.subprotocols.empty());
}

void check_refused(std::string_view name, std::string_view value, unsigned status, error reason)
{
    BOOST_TEST_CONTEXT(name << ": " << value)
    {
        auto fields = good_request();
        fields.set(name, value);
        check_refused(fields, status, reason);
    }
}

void check_accepted(const Fields& fields)
{
    const auto result = check_request("GET", 11, fields);
    BOOST_TEST(!result.error, result.error.message());
    BOOST_TEST(result.status == 101u);
    BOOST_TEST(result.accept == sample_accept);
}

hawser::error_code response_error(std::string_view name, std::string_view value)
{
    auto fields = good_response();
    fields.set(name, value);
    return check_response(101, fields, sample_key, {}).error;
}

} // namespace

BOOST_AUTO_TEST_SUITE(handshake_test)

BOOST_AUTO_TEST_CASE(accept_of_the_rfc)
{
    BOOST_TEST(accept_for_key(sample_key) == sample_accept);
}

BOOST_AUTO_TEST_CASE(good_requests)
{
    check_accepted(good_request());
    auto fields = good_request();
    fields.set("Upgrade", "h2c, WebSocket");
    fields.set("Connection", "keep-alive, upgrade"); // Firefox
    fields.set("Sec-WebSocket-Version", " 13 ");
    fields.set("Sec-WebSocket-Key", " " + sample_key + "\t");
    fields.set("Content-Length", "0");
    check_accepted(fields);
}

BOOST_AUTO_TEST_CASE(method_and_version)
{
    for (auto* method : {"POST", "HEAD", "get", "CONNECT", ""}) {
        const auto result = check_request(method, 11, good_request());
        BOOST_TEST(result.status == 405u);
        BOOST_TEST(result.error == error::handshake_bad_method);
    }
    const auto result = check_request("GET", 10, good_request());
    BOOST_TEST(result.status == 400u);
    BOOST_TEST(result.error == error::handshake_bad_version);
}

BOOST_AUTO_TEST_CASE(no_upgrade)
{
    for (auto* value : {"", "h2c", "websockets", "web socket", "websocket/13"}) {
        check_refused("Upgrade", value, 426, error::handshake_no_upgrade);
    }
    for (auto* value : {"", "close", "keep-alive", "upgraded"}) {
        check_refused("Connection", value, 400, error::handshake_no_upgrade);
    }
    check_refused(Fields{}, 426, error::handshake_no_upgrade);
    BOOST_TEST(!wants_websocket(Fields{}));
    BOOST_TEST(wants_websocket(good_request()));
}

BOOST_AUTO_TEST_CASE(sec_websocket_version)
{
    for (auto* value : {"12", "8", "0", "013", "1 3", "13.0", "", "8, 7", "8, 13", "13, 13"}) {
        check_refused("Sec-WebSocket-Version", value, 426, error::handshake_unsupported_version);
    }
    auto fields = good_request();
    fields.erase("Sec-WebSocket-Version");
    check_refused(fields, 400, error::handshake_unsupported_version);
    fields.add("Sec-WebSocket-Version", "13");
    fields.add("Sec-WebSocket-Version", "13");
    check_refused(fields, 400, error::handshake_unsupported_version);
}

BOOST_AUTO_TEST_CASE(sec_websocket_key)
{
    for (std::string value : {
             "",
             "x",
             "dGhlIHNhbXBsZSBub25jZQ",
             "dGhlIHNhbXBsZSBub25jZQ=",
             "dGhlIHNhbXBsZSBub25jZQ===",
             "dGhlIHNhbXBsZSBub25j",     // 15 bytes
             "dGhlIHNhbXBsZSBub25jZTE=", // 17 bytes
             "dGhlIHNhbXBsZSBub25jZTEx", // 18 bytes
             "dGhlIHNhbXBsZSBub25jZR==", // bits left over
             "dGhlIHNhbXBsZSBub25jZ_==",
             "dGhlIHNhbX sZSBub25jZQ==",
             "dGhlIHNhbXBsZSBub25jZQ==,x",
         }) {
        check_refused("Sec-WebSocket-Key", value, 400, error::handshake_bad_key);
    }
    check_refused("Sec-WebSocket-Key", std::string(1'000'000, 'A'), 400, error::handshake_bad_key);
    auto fields = good_request();
    fields.add("sec-websocket-key", sample_key);
    check_refused(fields, 400, error::handshake_bad_key);
    fields.erase("Sec-WebSocket-Key");
    check_refused(fields, 400, error::handshake_bad_key);
}

// Bytes of a body would be read as frames.
BOOST_AUTO_TEST_CASE(no_body)
{
    check_refused("Content-Length", "5", 400, error::bad_content_length);
    check_refused("Content-Length", "x", 400, error::bad_content_length);
    check_refused("Transfer-Encoding", "chunked", 400, error::bad_transfer_encoding);
}

BOOST_AUTO_TEST_CASE(offered_subprotocols)
{
    auto fields = good_request();
    BOOST_TEST(check_request("GET", 11, fields).subprotocols.empty());
    fields.add("Sec-WebSocket-Protocol", "chat");
    fields.add("X", "y");
    fields.add("sec-websocket-protocol", "superchat,\tv1.example , ,Chat");
    const std::vector<std::string> expected = {"chat", "superchat", "v1.example", "Chat"};
    const auto result = check_request("GET", 11, fields);
    BOOST_TEST(!result.error);
    BOOST_TEST(result.subprotocols == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(malformed_subprotocols)
{
    for (auto* value :
         {"", " ", ",", "a b", "chat, a=b/c", "a;b", "\"chat\"", "chat, chat", "a, b, a", "\xc3\xa4"}) {
        check_refused("Sec-WebSocket-Protocol", value, 400, error::handshake_bad_subprotocol);
    }
    auto fields = good_request();
    fields.add("Sec-WebSocket-Protocol", "chat");
    fields.add("Sec-WebSocket-Protocol", "chat");
    check_refused(fields, 400, error::handshake_bad_subprotocol);
}

// Neither many elements nor long ones may cost more than linear time (CVE-2021-32640 was a regex).
BOOST_AUTO_TEST_CASE(subprotocols_that_cost_little)
{
    std::string most = "p0";
    for (int i = 1; i < 64; ++i) {
        most += ",p" + std::to_string(i);
    }
    auto fields = good_request();
    fields.set("Sec-WebSocket-Protocol", most);
    BOOST_TEST(check_request("GET", 11, fields).subprotocols.size() == 64u);
    check_refused("Sec-WebSocket-Protocol", most + ",p64", 400, error::handshake_bad_subprotocol);

    const auto begin = std::chrono::steady_clock::now();
    for (const auto& value :
         {std::string(5'000'000, ','), "a" + std::string(5'000'000, ' ') + "a",
          std::string(5'000'000, ' ') + ",", "a," + std::string(5'000'000, '\t') + "=", most + most}) {
        check_refused("Sec-WebSocket-Protocol", value, 400, error::handshake_bad_subprotocol);
    }
    // Far more than linear time takes, far less than quadratic time would.
    BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds{20}));
}

BOOST_AUTO_TEST_CASE(compression_is_negotiated)
{
    const DeflatePolicy policy;
    auto fields = good_request();
    auto result = check_request("GET", 11, fields, &policy);
    BOOST_TEST(!result.error);
    BOOST_TEST(!result.deflate);
    BOOST_TEST(result.extensions == "");

    fields.add("Sec-WebSocket-Extensions", "x-unknown");
    fields.add("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits=10");
    result = check_request("GET", 11, fields, &policy);
    BOOST_TEST(!result.error);
    BOOST_TEST(result.accept == sample_accept);
    BOOST_TEST(result.deflate.value().client_max_window_bits == 10);
    BOOST_TEST(result.extensions == "permessage-deflate; client_max_window_bits=10");
    // Without a policy there is no compression.
    BOOST_TEST(!check_request("GET", 11, fields).deflate);
    check_accepted(fields);

    fields.add("Sec-WebSocket-Extensions", "="); // fails either way (RFC 6455 §9.1)
    for (const auto* compressing : {&policy, static_cast<const DeflatePolicy*>(nullptr)}) {
        result = check_request("GET", 11, fields, compressing);
        BOOST_TEST(result.status == 400u);
        BOOST_TEST(result.error == error::handshake_bad_extension);
        BOOST_TEST(result.accept == "");
        BOOST_TEST(!result.deflate);
    }
}

BOOST_AUTO_TEST_CASE(compression_is_offered)
{
    const DeflatePolicy policy{.server_no_context_takeover = true};
    Fields request;
    fill_request(request, sample_key, {}, &policy);
    BOOST_TEST(request["Sec-WebSocket-Extensions"] ==
               "permessage-deflate; server_no_context_takeover; client_max_window_bits");
    fill_request(request, sample_key, {});
    BOOST_TEST(!request.contains("Sec-WebSocket-Extensions"));

    auto response = good_response();
    auto result = check_response(101, response, sample_key, {}, &policy);
    BOOST_TEST(!result.error);
    BOOST_TEST(!result.deflate);
    response.set("Sec-WebSocket-Extensions", "permessage-deflate; server_no_context_takeover");
    result = check_response(101, response, sample_key, {}, &policy);
    BOOST_TEST(!result.error);
    BOOST_TEST(result.deflate.value().server_no_context_takeover);
    BOOST_TEST(check_response(101, response, sample_key, {}).error == error::handshake_bad_extension);
    for (auto* value : {"permessage-deflate", "permessage-deflate; x", "permessage-deflate;", "other"}) {
        response.set("Sec-WebSocket-Extensions", value);
        result = check_response(101, response, sample_key, {}, &policy);
        BOOST_TEST(result.error == error::handshake_bad_extension, value);
        BOOST_TEST(!result.deflate);
    }
}

BOOST_AUTO_TEST_CASE(keys_are_fresh)
{
    std::set<std::string> keys;
    for (int i = 0; i < 100; ++i) {
        const auto key = make_key();
        BOOST_TEST(key.size() == 24u);
        BOOST_TEST(hawser::core::base64_decode(key).value().size() == 16u);
        BOOST_TEST(keys.insert(key).second);
    }
}

BOOST_AUTO_TEST_CASE(requests_of_ours_pass_our_check)
{
    Fields fields;
    fields.add("Host", "example.com");
    fields.add("Connection", "close");
    fields.add("Sec-WebSocket-Protocol", "stale");
    fields.add("Sec-WebSocket-Extensions", "stale");
    fill_request(fields, sample_key, {"chat", "superchat"});
    check_accepted(fields);
    const std::vector<std::string> expected = {"chat", "superchat"};
    BOOST_TEST(check_request("GET", 11, fields).subprotocols == expected, boost::test_tools::per_element());
    BOOST_TEST(fields["Sec-WebSocket-Protocol"] == "chat, superchat");
    fill_request(fields, make_key(), {});
    BOOST_TEST(!fields.contains("Sec-WebSocket-Protocol"));
    BOOST_TEST(fields.count("Sec-WebSocket-Key") == 1u);
    BOOST_TEST(fields.size() == 5u);
}

BOOST_AUTO_TEST_CASE(good_responses)
{
    BOOST_TEST(!check_response(101, good_response(), sample_key, {}).error);
    auto fields = good_response();
    fields.set("Upgrade", " WebSocket ");
    fields.set("Connection", "keep-alive, upgrade");
    fields.set("Sec-WebSocket-Accept", "\t" + sample_accept + " ");
    fields.set("Sec-WebSocket-Protocol", "superchat ");
    const auto result = check_response(101, fields, sample_key, {"chat", "superchat"});
    BOOST_TEST(!result.error);
    BOOST_TEST(result.subprotocol == "superchat");
    // The server need not choose any of those offered.
    BOOST_TEST(!check_response(101, good_response(), sample_key, {"chat"}).error);
}

BOOST_AUTO_TEST_CASE(bad_responses)
{
    for (unsigned status : {100u, 200u, 301u, 401u, 404u, 426u, 503u}) {
        BOOST_TEST(check_response(status, good_response(), sample_key, {}).error ==
                   error::handshake_declined);
    }
    BOOST_TEST(response_error("Upgrade", "h2c") == error::handshake_no_upgrade);
    BOOST_TEST(response_error("Upgrade", "websocket, h2c") == error::handshake_no_upgrade);
    BOOST_TEST(response_error("Connection", "close") == error::handshake_no_upgrade);
    BOOST_TEST(response_error("Sec-WebSocket-Accept", "") == error::handshake_bad_accept);
    BOOST_TEST(response_error("Sec-WebSocket-Accept", "S3PPLMBITXAQ9KYGZZHZRBK+XOO=") ==
               error::handshake_bad_accept);
    BOOST_TEST(response_error("Sec-WebSocket-Extensions", "permessage-deflate") ==
               error::handshake_bad_extension);
    BOOST_TEST(response_error("Sec-WebSocket-Protocol", "chat") == error::handshake_bad_subprotocol);

    for (auto* name : {"Upgrade", "Connection", "Sec-WebSocket-Accept"}) {
        auto fields = good_response();
        fields.erase(name);
        BOOST_TEST(check_response(101, fields, sample_key, {}).error.failed(), name);
    }
    auto fields = good_response();
    fields.add("Sec-WebSocket-Accept", sample_accept);
    BOOST_TEST(check_response(101, fields, sample_key, {}).error == error::handshake_bad_accept);
    BOOST_TEST(check_response(101, good_response(), make_key(), {}).error == error::handshake_bad_accept);
}

BOOST_AUTO_TEST_CASE(subprotocols_that_were_not_offered)
{
    for (auto* value : {"", "Chat", "chat, superchat", "other"}) {
        auto fields = good_response();
        fields.set("Sec-WebSocket-Protocol", value);
        const auto result = check_response(101, fields, sample_key, {"chat", "superchat"});
        BOOST_TEST(result.error == error::handshake_bad_subprotocol, value);
        BOOST_TEST(result.subprotocol == "");
    }
    auto fields = good_response();
    fields.add("Sec-WebSocket-Protocol", "chat");
    fields.add("Sec-WebSocket-Protocol", "chat");
    BOOST_TEST(check_response(101, fields, sample_key, {"chat"}).error == error::handshake_bad_subprotocol);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace handshake_test
