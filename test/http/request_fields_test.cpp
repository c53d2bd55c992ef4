// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/request.hpp>

#include <boost/test/unit_test.hpp>

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace request_fields_test {

using namespace hawser;

namespace {

Request with(std::vector<std::pair<std::string, std::string>> fields, std::string_view target = "/")
{
    Request request{Method::get, target};
    for (const auto& [name, value] : fields) {
        request.fields().add(name, value);
    }
    return request;
}

} // namespace

BOOST_AUTO_TEST_SUITE(request_fields)

BOOST_AUTO_TEST_CASE(finds_cookies_leniently)
{
    auto request = with({{"Cookie", "a=1;b = 2 ;; lonely; a=3; q=\"x y\"; =empty;e="}, {"cookie", "c=d=e"}});
    BOOST_TEST(request.cookie("a").value() == "1"); // the first
    BOOST_TEST(request.cookie("b").value() == "2");
    BOOST_TEST(request.cookie("c").value() == "d=e");
    BOOST_TEST(request.cookie("q").value() == "\"x y\"");
    BOOST_TEST(request.cookie("e").value() == "");
    BOOST_TEST(request.cookie("").value() == "lonely");
    BOOST_TEST(!request.cookie("A").has_value());
    std::string all;
    for (auto [name, value] : request.cookies()) {
        all.append(name).append("=").append(value).append("|");
    }
    BOOST_TEST(all == "a=1|b=2|=lonely|a=3|q=\"x y\"|=empty|e=|c=d=e|");
    BOOST_TEST(!Request{}.cookie("a").has_value());
    BOOST_TEST(Request{}.cookies().empty());
}

BOOST_AUTO_TEST_CASE(tells_what_the_body_is)
{
    auto request = with({{"Content-Type", "Text/Plain; Charset=\"UTF-8\""}, {"Content-Length", "12"}});
    BOOST_TEST(request.content_type() == "text/plain");
    BOOST_TEST(request.charset() == "utf-8");
    BOOST_TEST(request.content_length().value() == 12u);
    BOOST_TEST(Request{}.content_type() == "");
    BOOST_TEST(Request{}.charset() == "");
    BOOST_TEST(!Request{}.content_length().has_value());
    for (auto bad : {"", "-1", "+1", "1 ", "0x1", "18446744073709551616"}) {
        BOOST_TEST(!with({{"Content-Length", bad}}).content_length().has_value(), bad);
    }
}

BOOST_AUTO_TEST_CASE(negotiates)
{
    auto request =
        with({{"Accept", "text/html, */*;q=0.1, image/*;q=0"}, {"Accept-Language", "de, en;q=0.5"}});
    BOOST_TEST(request.accept_types() == (std::vector<std::string_view>{"text/html", "*/*"}),
               boost::test_tools::per_element());
    BOOST_TEST(request.accepts({"application/json", "text/html"}) == "text/html");
    BOOST_TEST(request.accepts({"application/json"}) == "application/json");
    BOOST_TEST(request.accepts({"image/png"}) == "");
    const std::vector<std::string_view> types{"image/png", "text/css"};
    BOOST_TEST(request.accepts(types) == "text/css");
    BOOST_TEST(request.accept_languages() == (std::vector<std::string_view>{"de", "en"}),
               boost::test_tools::per_element());
    BOOST_TEST(request.prefers_language({"en", "de-AT"}) == "de-AT");
    BOOST_TEST(request.prefers_language(std::vector<std::string_view>{"fr"}) == "");
    BOOST_TEST(Request{}.prefers_language({"fr", "en"}) == "fr");
}

BOOST_AUTO_TEST_CASE(puts_the_url_together)
{
    auto request = with({{"Host", "example.com:8080"}}, "/a%20b?c=d");
    BOOST_TEST(request.authority() == "example.com:8080");
    BOOST_TEST(request.host() == "example.com");
    BOOST_TEST(request.url() == "http://example.com:8080/a%20b?c=d");
    request.endpoints(Endpoint::ipv4({127, 0, 0, 1}, 80), Endpoint{}, true);
    BOOST_TEST(request.url() == "https://example.com:8080/a%20b?c=d");
    BOOST_TEST(with({{"Host", "[::1]:80"}}).host() == "[::1]");
    BOOST_TEST(with({{"Host", "[::1]"}}).host() == "[::1]");
    BOOST_TEST(with({{"Host", "["}}).host() == "[");

    // The target wins over the Host field (RFC 9112 §3.2.2).
    auto proxied = with({{"Host", "other"}}, "http://example.com?q=1");
    BOOST_TEST(proxied.authority() == "example.com");
    BOOST_TEST(proxied.url() == "http://example.com?q=1");
    BOOST_TEST(with({{"Host", "a"}}, "/x://y/z").url() == "http://a/x://y/z");

    Request options{Method::options, "*"};
    options.fields().add("Host", "a");
    BOOST_TEST(options.url() == "http://a");
    Request connect{Method::connect, "b:443"};
    BOOST_TEST(connect.url() == "http://b:443");
    BOOST_TEST(connect.host() == "b");
}

BOOST_AUTO_TEST_CASE(has_a_url_without_a_host)
{
    Request request{Method::get, "/x"};
    BOOST_TEST(request.authority() == "");
    BOOST_TEST(request.host() == "");
    BOOST_TEST(request.url() == "http://localhost/x");
    request.endpoints(Endpoint::ipv4({127, 0, 0, 1}, 81), Endpoint{});
    BOOST_TEST(request.url() == "http://127.0.0.1:81/x");
    request.endpoints(Endpoint::local(), Endpoint::local());
    BOOST_TEST(request.url() == "http://localhost/x");
}

BOOST_AUTO_TEST_CASE(tells_who_came_from_where)
{
    auto request = with({{"Referer", "https://a/b"}, {"User-Agent", "curl/8"}});
    BOOST_TEST(request.referrer() == "https://a/b");
    BOOST_TEST(request.user_agent() == "curl/8");
    BOOST_TEST(Request{}.referrer() == "");
}

BOOST_AUTO_TEST_CASE(recognises_a_handshake)
{
    auto request = with({{"Connection", "keep-alive, Upgrade"}, {"Upgrade", "WebSocket"}});
    BOOST_TEST(request.is_websocket_request());
    BOOST_TEST(!Request{request}.method(Method::post).is_websocket_request());
    BOOST_TEST(!Request{request}.version(10).is_websocket_request());
    BOOST_TEST(!with({{"Upgrade", "websocket"}}).is_websocket_request());
    BOOST_TEST(!with({{"Connection", "Upgrade"}, {"Upgrade", "h2c"}}).is_websocket_request());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace request_fields_test
