// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/session_id.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <unordered_set>

namespace session_id_test {

BOOST_AUTO_TEST_SUITE(session_id_test)

using hawser::server::SessionId;

BOOST_AUTO_TEST_CASE(thirty_two_hexadecimal_digits_and_back)
{
    SessionId id;
    for (std::size_t i = 0; i < id.bytes.size(); ++i) {
        id.bytes[i] = static_cast<unsigned char>(i * 17);
    }
    const std::string text = "00112233445566778899aabbccddeeff";
    BOOST_TEST(id.to_string() == text);
    BOOST_TEST((SessionId::parse(text) == id));
}

BOOST_AUTO_TEST_CASE(what_is_no_id)
{
    const std::string good = "00112233445566778899aabbccddeeff";
    for (const auto& text :
         {std::string{}, good.substr(1), good + "0", "g" + good.substr(1), good.substr(1) + "G",
          good.substr(1) + " ", good.substr(1) + std::string(1, '\0'),
          std::string{"00112233445566778899AABBCCDDEEFF"}}) {
        BOOST_TEST(!SessionId::parse(text), text);
    }
}

BOOST_AUTO_TEST_CASE(random_ones_differ)
{
    std::unordered_set<SessionId, SessionId::Hash> seen;
    for (int i = 0; i < 1000; ++i) {
        BOOST_REQUIRE(seen.insert(SessionId::random()).second);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace session_id_test
