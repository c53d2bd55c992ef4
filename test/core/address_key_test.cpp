// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/address_key.hpp"

#include <boost/test/unit_test.hpp>

#include <string_view>
#include <unordered_set>

namespace address_key_test {

using hawser::Endpoint;
using hawser::core::AddressKey;

namespace {

AddressKey key(std::string_view address)
{
    return AddressKey{Endpoint::from_string(address).value()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(address_key)

BOOST_AUTO_TEST_CASE(an_ipv4_address_counts_by_itself)
{
    BOOST_TEST((key("192.0.2.1:1") == key("192.0.2.1:2")));
    BOOST_TEST((key("192.0.2.1") == key("::ffff:192.0.2.1")));
    BOOST_TEST((key("192.0.2.1") != key("192.0.2.2")));
}

BOOST_AUTO_TEST_CASE(the_addresses_of_a_64_count_as_one)
{
    BOOST_TEST((key("2001:db8::1") == key("[2001:db8::ffff:ffff:ffff:ffff]:80")));
    BOOST_TEST((key("2001:db8::1") != key("2001:db8:0:1::1")));
    BOOST_TEST((key("fe80::1%1") == key("fe80::2%2")));
}

BOOST_AUTO_TEST_CASE(families_are_told_apart)
{
    BOOST_TEST((key("0.0.0.0") != key("::1")));
    BOOST_TEST((key("0.0.0.0") != AddressKey{Endpoint::local()}));
    BOOST_TEST((AddressKey{Endpoint::local()} == AddressKey{Endpoint::local()}));
}

BOOST_AUTO_TEST_CASE(neighbours_hash_differently)
{
    std::unordered_set<std::size_t> hashes;
    std::unordered_set<AddressKey> keys;
    for (unsigned i = 0; i < 65536; ++i) {
        const AddressKey one{
            Endpoint::ipv4({10, 0, static_cast<unsigned char>(i >> 8), static_cast<unsigned char>(i)}, 0)};
        hashes.insert(one.hash());
        keys.insert(one);
    }
    BOOST_TEST(keys.size() == 65536U);
    BOOST_TEST(hashes.size() > 65500U);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace address_key_test
