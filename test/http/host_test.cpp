// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/host.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace host_test {

using namespace hawser;
using namespace hawser::http;

namespace {

const auto loopback = Endpoint::ipv4({127, 0, 0, 1}, 80);
const auto loopback6 = Endpoint::from_string("[::1]:80").value();
const auto outside = Endpoint::ipv4({192, 0, 2, 7}, 4000);

Request request_for(std::string_view host, const Endpoint& local = loopback,
                    const Endpoint& remote = loopback)
{
    Request request{Method::get, "/"};
    request.fields().add("Host", host);
    request.endpoints(local, remote);
    return request;
}

} // namespace

BOOST_AUTO_TEST_SUITE(host)

BOOST_AUTO_TEST_CASE(splits_an_authority)
{
    const auto check = [](std::string_view text, std::string_view host, std::optional<std::uint16_t> port) {
        const auto authority = split_authority(text);
        BOOST_TEST_REQUIRE(authority.has_value(), text);
        BOOST_TEST(authority->host == host);
        BOOST_TEST((authority->port == port), text);
    };
    check("example.com", "example.com", {});
    check("example.com:80", "example.com", 80);
    check("example.com:", "example.com", {});
    check("example.com:65535", "example.com", 65535);
    check("[::1]", "[::1]", {});
    check("[::1]:8080", "[::1]", 8080);
    check("127.0.0.1:1", "127.0.0.1", 1);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_authority)
{
    for (const auto text : {"", ":80", "a:65536", "a:b", "a:-1", "a:+1", "a b", "a/b", "user@a", "[::1",
                            "::1", "a:80:80", "[::1]x", "\xc3\xa4"})
        BOOST_TEST(!split_authority(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(knows_the_names_of_this_machine)
{
    for (const auto text :
         {"localhost", "LocalHost:80", "localhost.", "a.localhost", "a.b.localhost:1", "127.0.0.1",
          "127.0.0.1.", "127.0.0.1:8080", "127.255.255.254", "[::1]", "[::1]:80"})
        BOOST_TEST(is_local_host(text), text);
    for (const auto text : {"",
                            "example.com",
                            "localhost.example.com",
                            "notlocalhost",
                            ".localhost.com",
                            "127.0.0.1.example.com",
                            "127.0.0",
                            "127.0.0.1.1",
                            "127.0.0.256",
                            "127.1",
                            "127.0.0.01",
                            "0127.0.0.1",
                            "128.0.0.1",
                            "0.0.0.0",
                            "127.0.0.",
                            "127...1",
                            "[::2]",
                            "2130706433",
                            "0x7f.0.0.1",
                            "localhost:x",
                            "127.0.0.-1"})
        BOOST_TEST(!is_local_host(text), text);
}

BOOST_AUTO_TEST_CASE(takes_a_foreign_host_on_a_loopback_connection_for_rebound)
{
    BOOST_TEST(is_rebound(request_for("evil.example")));
    BOOST_TEST(is_rebound(request_for("evil.example:80", loopback6, loopback6)));
    BOOST_TEST(is_rebound(request_for("192.168.0.1")));
    BOOST_TEST(is_rebound(request_for("a b")));
    BOOST_TEST(!is_rebound(request_for("localhost")));
    BOOST_TEST(!is_rebound(request_for("localhost:80", loopback6, loopback6)));
}

BOOST_AUTO_TEST_CASE(takes_nothing_else_for_rebound)
{
    BOOST_TEST(!is_rebound(request_for("example.com", outside, outside)));
    BOOST_TEST(!is_rebound(request_for("example.com", loopback, outside))); // through a trusted proxy
    BOOST_TEST(!is_rebound(request_for("example.com", Endpoint::local(), Endpoint::local())));
    BOOST_TEST(!is_rebound(request_for("example.com", Endpoint{}, Endpoint{})));
    BOOST_TEST(!is_rebound(request_for("")));
    Request without_host;
    without_host.endpoints(loopback, loopback);
    BOOST_TEST(!is_rebound(without_host));
}

BOOST_AUTO_TEST_CASE(looks_at_an_absolute_target_before_host)
{
    auto request = request_for("localhost");
    BOOST_TEST_REQUIRE(request.target("http://evil.example/"));
    BOOST_TEST(is_rebound(request));
    BOOST_TEST_REQUIRE(request.target("http://localhost/"));
    request.fields().set("Host", "evil.example");
    BOOST_TEST(!is_rebound(request));
}

BOOST_AUTO_TEST_CASE(matches_patterns)
{
    BOOST_TEST(HostPattern{"example.com"}.matches("example.com"));
    BOOST_TEST(HostPattern{"example.com"}.matches("EXAMPLE.com.:8080"));
    BOOST_TEST(!HostPattern{"example.com"}.matches("www.example.com"));
    BOOST_TEST(!HostPattern{"example.com"}.matches("example.com.evil.example"));
    BOOST_TEST(!HostPattern{"example.com"}.matches(""));
    BOOST_TEST(HostPattern{"example.com:80"}.matches("example.com:80"));
    BOOST_TEST(!HostPattern{"example.com:80"}.matches("example.com"));
    BOOST_TEST(!HostPattern{"example.com:80"}.matches("example.com:81"));
    BOOST_TEST(HostPattern{"*.example.com"}.matches("a.b.Example.com:1"));
    BOOST_TEST(!HostPattern{"*.example.com"}.matches("example.com"));
    BOOST_TEST(!HostPattern{"*.example.com"}.matches(".example.com"));
    BOOST_TEST(!HostPattern{"*.example.com"}.matches("evilexample.com"));
    BOOST_TEST(HostPattern{"[::1]"}.matches("[::1]:8080"));
    BOOST_TEST(HostPattern{"*"}.matches("anything:1"));
    BOOST_TEST(!HostPattern{"*"}.matches(""));
}

BOOST_AUTO_TEST_CASE(refuses_patterns_that_are_none)
{
    for (const auto text :
         {"", "https://example.com", "a.*.com", "**", "*.", "*example.com", "a b", "a:x", "*.*.com"})
        BOOST_CHECK_THROW(HostPattern{text}, std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace host_test
