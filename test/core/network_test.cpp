// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/network.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

namespace network_test {

using hawser::Endpoint;
using hawser::Network;

namespace {

bool holds(std::string_view network, std::string_view address)
{
    return Network{network}.contains(Endpoint::from_string(address).value());
}

} // namespace

BOOST_AUTO_TEST_SUITE(network)

BOOST_AUTO_TEST_CASE(contains_the_addresses_that_share_its_prefix)
{
    BOOST_TEST(holds("10.0.0.0/8", "10.0.0.0"));
    BOOST_TEST(holds("10.0.0.0/8", "10.255.255.255:80"));
    BOOST_TEST(!holds("10.0.0.0/8", "11.0.0.0"));
    BOOST_TEST(!holds("10.0.0.0/8", "9.255.255.255"));
    BOOST_TEST(holds("192.0.2.128/25", "192.0.2.128"));
    BOOST_TEST(!holds("192.0.2.128/25", "192.0.2.127"));
    BOOST_TEST(holds("192.0.2.4/31", "192.0.2.5"));
    BOOST_TEST(!holds("192.0.2.4/31", "192.0.2.6"));
    BOOST_TEST(holds("192.0.2.4", "192.0.2.4"));
    BOOST_TEST(!holds("192.0.2.4", "192.0.2.5"));
    BOOST_TEST(holds("0.0.0.0/0", "255.1.2.3"));
    BOOST_TEST(holds("2001:db8::/32", "[2001:db8:ffff::1]:80"));
    BOOST_TEST(!holds("2001:db8::/32", "2001:db9::"));
    BOOST_TEST(holds("fe80::/10", "febf::1"));
    BOOST_TEST(!holds("fe80::/10", "fec0::1"));
    BOOST_TEST(holds("::1", "::1"));
    BOOST_TEST(!holds("::1", "::2"));
    BOOST_TEST(holds("::/0", "2001:db8::1"));
    BOOST_TEST(holds("fe80::/10", "fe80::1%3"));
}

BOOST_AUTO_TEST_CASE(every_length_of_prefix_is_exact)
{
    for (unsigned bits = 1; bits <= 32; ++bits) {
        const auto value = 0xc0000207U & (0xffffffffU << (32 - bits));
        const auto at = [](unsigned address) {
            return Endpoint::ipv4(
                {static_cast<unsigned char>(address >> 24), static_cast<unsigned char>(address >> 16),
                 static_cast<unsigned char>(address >> 8), static_cast<unsigned char>(address)},
                0);
        };
        const Network network{at(value).address() + "/" + std::to_string(bits)};
        const auto last_bit = 1U << (32 - bits);
        BOOST_TEST_CONTEXT(network.to_string())
        {
            BOOST_TEST(network.contains(at(value)));
            BOOST_TEST(network.contains(at(value | (last_bit - 1))));
            BOOST_TEST(!network.contains(at(value ^ last_bit)));
        }
    }
}

BOOST_AUTO_TEST_CASE(tells_families_apart)
{
    BOOST_TEST(!holds("0.0.0.0/0", "::1"));
    BOOST_TEST(!holds("::/0", "127.0.0.1"));
    BOOST_TEST(!Network{"0.0.0.0/0"}.contains(Endpoint::local()));
    BOOST_TEST(!Network{"0.0.0.0/0"}.contains(Endpoint{}));
    BOOST_TEST(Network{"unix"}.contains(Endpoint::local()));
    BOOST_TEST(!Network{"unix"}.contains(Endpoint{}));
    BOOST_TEST(!holds("unix", "127.0.0.1"));
}

BOOST_AUTO_TEST_CASE(a_mapped_network_is_one_of_ipv4)
{
    BOOST_TEST(Network{"::ffff:10.0.0.0/104"}.to_string() == "10.0.0.0/8");
    BOOST_TEST((Network{"::ffff:192.0.2.1"} == Network{"192.0.2.1"}));
    BOOST_TEST(holds("::ffff:0:0/96", "192.0.2.1"));
    BOOST_TEST(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
    BOOST_TEST(!Network::parse("::ffff:0:0/95"));
}

BOOST_AUTO_TEST_CASE(writes_what_it_reads)
{
    for (const std::string text :
         {"10.0.0.0/8", "192.0.2.1", "2001:db8::/32", "::1", "::/0", "0.0.0.0/0", "unix"})
        BOOST_TEST(Network{text}.to_string() == text);
    BOOST_TEST(Network{"192.0.2.1/32"}.to_string() == "192.0.2.1");
    BOOST_TEST(Network{"2001:0db8:0000::/32"}.to_string() == "2001:db8::/32");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_network)
{
    using namespace std::string_view_literals;
    for (const auto text : {""sv,
                            "/"sv,
                            "10.0.0.0/"sv,
                            "/8"sv,
                            "10.0.0.0/33"sv,
                            "::/129"sv,
                            "10.0.0.0/-1"sv,
                            "10.0.0.0/08"sv,
                            "10.0.0.0/8 "sv,
                            " 10.0.0.0/8"sv,
                            "10.0.0.0/8/8"sv,
                            "10/8"sv,
                            "10.0.0.0:80/8"sv,
                            "10.0.0.0:80"sv,
                            "[::1]"sv,
                            "[::1]:80"sv,
                            "fe80::1%2"sv,
                            "Unix"sv,
                            "unix/8"sv,
                            "local"sv,
                            "localhost"sv,
                            "010.0.0.0/8"sv,
                            "10.0.0.0\0/8"sv,
                            "10.0.0.0/8\0"sv,
                            "::1::/8"sv,
                            "10.0.0.1/8"sv,
                            "2001:db8::1/32"sv,
                            "128.0.0.0/0"sv,
                            "192.0.2.3/31"sv,
                            "10.0.0.0/4294967304"sv}) {
        BOOST_TEST_CONTEXT(text)
        {
            BOOST_TEST(!Network::parse(text));
            BOOST_CHECK_THROW(Network{text}, std::invalid_argument);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_names_the_text)
{
    try {
        const Network network{"10.0.0.1/8"};
        BOOST_TEST(false);
    } catch (const std::invalid_argument& e) {
        BOOST_TEST(std::string_view{e.what()}.starts_with("\"10.0.0.1/8\" is not a network"));
    }
}

BOOST_AUTO_TEST_CASE(ready_made_lists)
{
    const auto in = [](const std::vector<Network>& networks, std::string_view address) {
        return contains(networks, Endpoint::from_string(address).value());
    };
    for (const auto* address : {"127.0.0.1", "127.9.9.9", "::1"}) {
        BOOST_TEST(in(Network::loopback(), address));
        BOOST_TEST(in(Network::private_use(), address));
    }
    BOOST_TEST(contains(Network::loopback(), Endpoint::local()));
    BOOST_TEST(contains(Network::private_use(), Endpoint::local()));
    for (const auto* address :
         {"10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.0.1", "fd00::1", "fe80::1"}) {
        BOOST_TEST(!in(Network::loopback(), address));
        BOOST_TEST(in(Network::private_use(), address));
    }
    for (const auto* address : {"8.8.8.8", "172.32.0.1", "100.64.0.1", "2001:db8::1", "::2"})
        BOOST_TEST(!in(Network::private_use(), address));
    BOOST_TEST(!contains({}, Endpoint::local()));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace network_test
