// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/option_check.hpp"

#include "server/site.hpp"

#include <boost/asio/system_executor.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace option_check_test {

namespace {

using hawser::CloseCode;
using hawser::ServerOptions;
using hawser::WebSocketOptions;
using hawser::server::require_valid;
using hawser::server::Site;
using namespace std::chrono_literals;

/// What is wrong with the options; empty: nothing.
template <class Options>
std::string fault(const std::function<void(Options&)>& change)
{
    Options options;
    change(options);
    try {
        require_valid(options);
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return {};
}

std::string service_fault(const std::function<void(WebSocketOptions&)>& change)
{
    return fault<WebSocketOptions>(change);
}
std::string server_fault(const std::function<void(ServerOptions&)>& change)
{
    return fault<ServerOptions>(change);
}

} // namespace

BOOST_AUTO_TEST_SUITE(option_check)

BOOST_AUTO_TEST_CASE(the_defaults_are_valid)
{
    require_valid(WebSocketOptions{});
    require_valid(ServerOptions{});
}

BOOST_AUTO_TEST_CASE(the_settings_of_compression_have_ranges)
{
    struct Case {
        int hawser::DeflateOptions::*option;
        std::string name;
        int lowest, highest;
    };
    for (const auto& [option, name, lowest, highest] :
         {Case{&hawser::DeflateOptions::server_max_window_bits, "deflate.server_max_window_bits", 9, 15},
          Case{&hawser::DeflateOptions::client_max_window_bits, "deflate.client_max_window_bits", 9, 15},
          Case{&hawser::DeflateOptions::level, "deflate.level", 1, 9},
          Case{&hawser::DeflateOptions::memory_level, "deflate.memory_level", 1, 9}}) {
        const auto with = [&](int value) {
            return service_fault([&](WebSocketOptions& options) { options.deflate.*option = value; });
        };
        for (int value = lowest; value <= highest; ++value)
            BOOST_TEST(with(value) == "");
        for (const int value : {lowest - 1, highest + 1, -1, 256 + lowest})
            BOOST_TEST(with(value) == "option " + name + " is " + std::to_string(value) +
                                          ", but must be from " + std::to_string(lowest) + " to " +
                                          std::to_string(highest));
    }
}

BOOST_AUTO_TEST_CASE(sizes_are_not_zero)
{
    BOOST_TEST(service_fault([](auto& options) { options.max_message_size = 0; }) ==
               "option max_message_size is 0, but must be at least 1");
    BOOST_TEST(service_fault([](auto& options) { options.max_queue_size = 0; }) ==
               "option max_queue_size is 0, but must be at least 1");
    BOOST_TEST(service_fault([](auto& options) {
                   options.max_message_size = 1;
                   options.max_queue_size = 1;
                   options.fragment_size = 0; // in one frame
                   options.deflate.min_size = 0;
               }) == "");
}

BOOST_AUTO_TEST_CASE(the_low_mark_is_not_above_the_high_one)
{
    const auto with = [](std::size_t low, std::size_t high) {
        return service_fault([&](auto& options) {
            options.queue_low_mark = low;
            options.queue_high_mark = high;
        });
    };
    BOOST_TEST(with(0, 0) == "");
    BOOST_TEST(with(1000, 1000) == "");
    BOOST_TEST(with(1001, 1000) ==
               "option queue_low_mark is 1001, but must be at most queue_high_mark, which is 1000");
}

BOOST_AUTO_TEST_CASE(the_close_code_is_one_that_a_server_may_send)
{
    const auto with = [](unsigned code) {
        return service_fault(
            [&](auto& options) { options.queue_close_code = CloseCode{static_cast<std::uint16_t>(code)}; });
    };
    for (const unsigned code : {1000u, 1001u, 1008u, 1011u, 1013u, 3000u, 4999u})
        BOOST_TEST(with(code) == "");
    for (const unsigned code : {0u, 999u, 1004u, 1005u, 1006u, 1010u, 1015u, 2000u, 2999u, 5000u})
        BOOST_TEST(with(code).starts_with("option queue_close_code is " + std::to_string(code) +
                                          ", but must be a code that a server may send"));
}

BOOST_AUTO_TEST_CASE(times_are_not_negative_and_some_not_zero)
{
    using Time = std::chrono::milliseconds WebSocketOptions::*;
    const auto with = [](Time option, std::chrono::milliseconds value) {
        return service_fault([&](WebSocketOptions& options) { options.*option = value; });
    };
    for (const auto option : {&WebSocketOptions::ping_interval, &WebSocketOptions::idle_timeout,
                              &WebSocketOptions::close_timeout}) {
        BOOST_TEST(with(option, 0ms) == "");
        BOOST_TEST(with(option, -1ms).find(" is -1 ms, but must be 0 ms or more") != std::string::npos);
    }
    for (const auto option : {&WebSocketOptions::message_timeout, &WebSocketOptions::pong_timeout}) {
        BOOST_TEST(with(option, 1ms) == "");
        BOOST_TEST(with(option, std::chrono::milliseconds::max()) == "");
        BOOST_TEST(with(option, 0ms).find(" is 0 ms, but must be more than 0 ms") != std::string::npos);
        BOOST_TEST(with(option, -5s).find(" is -5000 ms, but must be more than 0 ms") != std::string::npos);
    }
    BOOST_TEST(with(&WebSocketOptions::ping_interval, -1ms).starts_with("option ping_interval is"));
    BOOST_TEST(with(&WebSocketOptions::idle_timeout, -1ms).starts_with("option idle_timeout is"));
    BOOST_TEST(with(&WebSocketOptions::close_timeout, -1ms).starts_with("option close_timeout is"));
    BOOST_TEST(with(&WebSocketOptions::message_timeout, 0ms).starts_with("option message_timeout is"));
    BOOST_TEST(with(&WebSocketOptions::pong_timeout, 0ms).starts_with("option pong_timeout is"));
}

// RFC 6455 §4.1: tokens, and all different.
BOOST_AUTO_TEST_CASE(subprotocols_are_different_tokens)
{
    const auto with = [](std::vector<std::string> names) {
        return service_fault([&](auto& options) { options.subprotocols = std::move(names); });
    };
    BOOST_TEST(with({}) == "");
    BOOST_TEST(with({"chat", "Chat", "v2.chat!#$%&'*+-^_`|~"}) == "");
    for (const auto* name : {"", "a b", "a,b", "a/b", "a\"", "a\r\n", "\xc3\xa4"})
        BOOST_TEST(with({"chat", name})
                       .starts_with("option subprotocols is \"" + std::string{name} +
                                    "\", but must be a list of tokens"));
    BOOST_TEST(with({"chat", "soap", "chat"}) ==
               "option subprotocols is \"chat\" twice, but must be a list of different ones");
}

BOOST_AUTO_TEST_CASE(the_receive_queue_has_room_if_it_is_used)
{
    BOOST_TEST(service_fault([](auto& options) { options.receive_queue_size = 0; }) == "");
    BOOST_TEST(service_fault([](auto& options) {
                   options.receive_queue_size = 0;
                   options.callback_executor = boost::asio::system_executor{};
               }) == "option receive_queue_size is 0, but must be at least 1");
    BOOST_TEST(service_fault([](auto& options) {
                   options.receive_queue_size = 1;
                   options.callback_executor = boost::asio::system_executor{};
               }) == "");
}

// --- servers

BOOST_AUTO_TEST_CASE(a_servers_own_options_are_checked)
{
    const auto starts = [](const std::string& text, std::string_view with) {
        BOOST_TEST_CONTEXT(text) BOOST_TEST(text.starts_with("option " + std::string{with}));
    };
    starts(server_fault([](auto& options) { options.max_connections = 0; }), "max_connections is 0");
    starts(server_fault([](auto& options) { options.backlog = 0; }), "backlog is 0");
    starts(server_fault([](auto& options) { options.write_timeout = 0ms; }), "write_timeout is 0 ms");
    starts(server_fault([](auto& options) { options.stop_deadline = -1ms; }), "stop_deadline is -1 ms");
    starts(server_fault([](auto& options) { options.server_name = "x\r\nSet-Cookie: a=b"; }),
           "server_name is");
    starts(server_fault([](auto& options) { options.http.request_line = 0; }), "http.request_line is 0");
    starts(server_fault([](auto& options) { options.http.header = 0; }), "http.header is 0");
    starts(server_fault([](auto& options) { options.http.fields = 0; }), "http.fields is 0");
    starts(server_fault([](auto& options) { options.http.header_timeout = 0ms; }),
           "http.header_timeout is 0 ms");
    starts(server_fault([](auto& options) { options.http.body_timeout = 0ms; }), "http.body_timeout is 0 ms");
    starts(server_fault([](auto& options) { options.http.idle_timeout = -1ms; }),
           "http.idle_timeout is -1 ms");
    BOOST_TEST(server_fault([](ServerOptions& options) {
                   options.http.body = 0; // no bodies
                   options.http.min_body_rate = 0;
                   options.stop_deadline = 0ms;
                   options.server_name = "";
                   options.threads = 0;
               }) == "");
}

BOOST_AUTO_TEST_CASE(and_those_of_its_services)
{
    BOOST_TEST(server_fault([](auto& options) { options.websocket.deflate.level = 10; }) ==
               "option deflate.level is 10, but must be from 1 to 9");
}

BOOST_AUTO_TEST_CASE(a_site_refuses_options_that_are_not_valid)
{
    ServerOptions bad;
    bad.websocket.max_queue_size = 0;
    BOOST_CHECK_THROW((Site{Site::Kind::http, bad}), std::invalid_argument);

    Site site{Site::Kind::http, {}};
    const auto factory = [](const hawser::Request&, hawser::Response&) -> std::unique_ptr<hawser::Behavior> {
        return nullptr;
    };
    WebSocketOptions own;
    own.subprotocols = {"a", "a"};
    BOOST_CHECK_THROW(site.add_service("/a", factory, &own), std::invalid_argument);
    BOOST_TEST(site.services().empty());
    own.subprotocols = {"a"};
    BOOST_TEST(site.add_service("/a", factory, &own)->options.subprotocols.size() == 1u);
}

BOOST_AUTO_TEST_CASE(limits_of_connections_are_not_zero)
{
    BOOST_TEST(server_fault([](auto& options) { options.max_connections_per_address = 0; }) ==
               "option max_connections_per_address is 0, but must be at least 1");
    BOOST_TEST(server_fault([](auto& options) { options.http.max_requests = 0; }) ==
               "option http.max_requests is 0, but must be at least 1");
}

BOOST_AUTO_TEST_CASE(a_list_of_places_stands_alone)
{
    const auto text =
        "option listen is set beside address or port, but must be the only one of them: put these into "
        "a Listen";
    BOOST_TEST(server_fault([](auto& options) {
                   options.listen = {{.port = 80}, {.unix_path = "/a"}};
               }) == "");
    BOOST_TEST(server_fault([](auto& options) {
                   options.listen = {{.port = 80}};
                   options.port = 81;
               }) == text);
    BOOST_TEST(server_fault([](auto& options) {
                   options.listen = {{.port = 80}};
                   options.address = "localhost";
               }) == text);
}

BOOST_AUTO_TEST_CASE(a_place_is_one_place)
{
    using hawser::Listen;
    const auto place_fault = [](const Listen& place) {
        return server_fault([&](auto& options) { options.listen = {{.port = 80}, place}; });
    };
    for (const Listen& place : {Listen{}, Listen{.address = "::1", .reuse_port = true},
                                Listen{.unix_path = "@a", .unix_mode = 0777}, Listen{.descriptor = 0},
                                Listen{.proxy_protocol = true}, Listen{.backlog = 1}})
        BOOST_TEST(place_fault(place) == "");
    const auto several =
        "option listen[1] is more than one place, but must be an address and port, a unix_path, or "
        "a descriptor; each further place is a Listen of its own";
    for (const Listen& place :
         {Listen{.port = 80, .unix_path = "/a"}, Listen{.address = "::1", .descriptor = 3},
          Listen{.reuse_port = true, .unix_path = "/a"}, Listen{.unix_path = "/a", .descriptor = 3}})
        BOOST_TEST(place_fault(place) == several);
    BOOST_TEST(place_fault({.descriptor = -2}) ==
               "option listen[1].descriptor is -2, but must be -1 for none, or 0 and above");
    for (const std::string& path : {std::string{"@"}, std::string{"a\0b", 3}, std::string{"\0b", 2}})
        BOOST_TEST(
            place_fault({.unix_path = path}) ==
            "option listen[1].unix_path is no name, but must be a path, or \"@\" and a name, without NUL");
    BOOST_TEST(place_fault({.unix_path = "/a", .unix_mode = 01000}) ==
               "option listen[1].unix_mode is not a file mode, but must be at most 0777 (octal)");
    BOOST_TEST(
        place_fault({.proxy_protocol = true, .proxies = {}}) ==
        "option listen[1].proxies is empty, but must be the networks of the proxies: nobody could connect");
    BOOST_TEST(place_fault({.backlog = -1}) ==
               "option listen[1].backlog is -1, but must be from 0 to 2147483647");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace option_check_test
