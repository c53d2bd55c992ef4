// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/endpoint.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace endpoint_test {

using hawser::Endpoint;
using Family = Endpoint::Family;

namespace {

constexpr std::array<unsigned char, 16> loopback6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
constexpr std::array<unsigned char, 16> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 7};
constexpr std::array<unsigned char, 16> link_local{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2};

} // namespace

BOOST_AUTO_TEST_SUITE(endpoint)

BOOST_AUTO_TEST_CASE(writes_addresses)
{
    BOOST_TEST(Endpoint::ipv4({192, 0, 2, 7}, 80).address() == "192.0.2.7");
    BOOST_TEST(Endpoint::ipv4({192, 0, 2, 7}, 80).to_string() == "192.0.2.7:80");
    BOOST_TEST(Endpoint::ipv6(loopback6, 65535).address() == "::1");
    BOOST_TEST(Endpoint::ipv6(loopback6, 65535).to_string() == "[::1]:65535");
    BOOST_TEST(Endpoint::ipv6(link_local, 80, 3).to_string() == "[fe80::2%3]:80");
    BOOST_TEST(Endpoint::local().address() == "local");
    BOOST_TEST(Endpoint::local().to_string() == "local");
    BOOST_TEST(Endpoint{}.to_string() == "");
}

BOOST_AUTO_TEST_CASE(turns_a_mapped_address_into_plain_ipv4)
{
    auto endpoint = Endpoint::ipv6(mapped, 80, 3);
    BOOST_TEST((endpoint.family() == Family::ipv4));
    BOOST_TEST(endpoint.to_string() == "192.0.2.7:80");
    BOOST_TEST((endpoint == Endpoint::ipv4({192, 0, 2, 7}, 80)));
}

BOOST_AUTO_TEST_CASE(knows_loopback)
{
    BOOST_TEST(Endpoint::ipv4({127, 0, 0, 1}, 80).is_loopback());
    BOOST_TEST(Endpoint::ipv4({127, 255, 0, 9}, 80).is_loopback());
    BOOST_TEST(Endpoint::ipv6(loopback6, 80).is_loopback());
    BOOST_TEST(Endpoint::local().is_loopback());
    BOOST_TEST(!Endpoint::ipv4({128, 0, 0, 1}, 80).is_loopback());
    BOOST_TEST(!Endpoint::ipv6(link_local, 80).is_loopback());
    BOOST_TEST(!Endpoint::ipv6({}, 80).is_loopback());
    BOOST_TEST(!Endpoint{}.is_loopback());
    auto mapped_loopback = mapped;
    mapped_loopback[12] = 127;
    BOOST_TEST(Endpoint::ipv6(mapped_loopback, 80).is_loopback());
}

BOOST_AUTO_TEST_CASE(compares_all_it_holds)
{
    BOOST_TEST((Endpoint::ipv4({1, 2, 3, 4}, 80) != Endpoint::ipv4({1, 2, 3, 4}, 81)));
    BOOST_TEST((Endpoint::ipv4({1, 2, 3, 4}, 80) != Endpoint::ipv4({1, 2, 3, 5}, 80)));
    BOOST_TEST((Endpoint::ipv6(link_local, 80, 1) != Endpoint::ipv6(link_local, 80, 2)));
    BOOST_TEST((Endpoint{} == Endpoint{}));
    BOOST_TEST(Endpoint::ipv4({1, 2, 3, 4}, 80).port() == 80u);
}

BOOST_AUTO_TEST_CASE(reads_addresses_with_and_without_a_port)
{
    const auto read = [](std::string_view text) { return Endpoint::from_string(text).value_or(Endpoint{}); };
    BOOST_TEST((read("192.0.2.7") == Endpoint::ipv4({192, 0, 2, 7}, 0)));
    BOOST_TEST((read("192.0.2.7:80") == Endpoint::ipv4({192, 0, 2, 7}, 80)));
    BOOST_TEST((read("192.0.2.7:65535") == Endpoint::ipv4({192, 0, 2, 7}, 65535)));
    BOOST_TEST((read("192.0.2.7:0") == Endpoint::ipv4({192, 0, 2, 7}, 0)));
    BOOST_TEST((read("::1") == Endpoint::ipv6(loopback6, 0)));
    BOOST_TEST((read("[::1]") == Endpoint::ipv6(loopback6, 0)));
    BOOST_TEST((read("[::1]:80") == Endpoint::ipv6(loopback6, 80)));
    BOOST_TEST((read("::") == Endpoint::ipv6({}, 0)));
    BOOST_TEST((read("fe80::2%3") == Endpoint::ipv6(link_local, 0, 3)));
    BOOST_TEST((read("[fe80::2%3]:80") == Endpoint::ipv6(link_local, 80, 3)));
    BOOST_TEST((read("::ffff:192.0.2.7") == Endpoint::ipv4({192, 0, 2, 7}, 0)));
    BOOST_TEST((read("[::ffff:192.0.2.7]:80") == Endpoint::ipv4({192, 0, 2, 7}, 80)));
    for (const std::string text : {"192.0.2.7:80", "[::1]:80", "[fe80::2%3]:80", "[2001:db8::1]:443"})
        BOOST_TEST(read(text).to_string() == text);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_address)
{
    using namespace std::string_view_literals;
    for (const auto text : {""sv,
                            ":"sv,
                            ":80"sv,
                            "192.0.2"sv,
                            "192.0.2.256"sv,
                            "192.0.2.07"sv,
                            "0192.0.2.7"sv,
                            "192.0.2.7:"sv,
                            "192.0.2.7:080"sv,
                            "192.0.2.7:65536"sv,
                            "192.0.2.7:+80"sv,
                            "192.0.2.7:-1"sv,
                            "192.0.2.7: 80"sv,
                            " 192.0.2.7"sv,
                            "192.0.2.7 "sv,
                            "192.0.2.7:80:80"sv,
                            "[192.0.2.7]"sv,
                            "[192.0.2.7]:80"sv,
                            "["sv,
                            "[]"sv,
                            "[::1"sv,
                            "[::1]80"sv,
                            "[::1]:"sv,
                            "[::1]:x"sv,
                            "::1]"sv,
                            "[[::1]]"sv,
                            ":::"sv,
                            "1::2::3"sv,
                            "12345::"sv,
                            "::1%"sv,
                            "::1%lo"sv,
                            "::1%01"sv,
                            "::1%4294967296"sv,
                            "::1/64"sv,
                            "local"sv,
                            "unix"sv,
                            "localhost"sv,
                            "unknown"sv,
                            "_hidden"sv,
                            "192.0.2.7\0"sv,
                            "192.0.2.7\0.5"sv,
                            "0x7f.0.0.1"sv,
                            "2130706433"sv,
                            "0000:0000:0000:0000:0000:0000:0000:0000:0000:0001"sv}) {
        BOOST_TEST_CONTEXT(text)
        {
            BOOST_TEST(!Endpoint::from_string(text));
        }
    }
}

BOOST_AUTO_TEST_CASE(shows_the_bytes_of_the_address)
{
    const auto four = Endpoint::ipv4({192, 0, 2, 7}, 80).address_bytes();
    BOOST_TEST(four[0] == 192);
    BOOST_TEST(four[3] == 7);
    BOOST_TEST(four[4] == 0);
    BOOST_TEST((Endpoint::ipv6(link_local, 80, 3).address_bytes() == link_local));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace endpoint_test
