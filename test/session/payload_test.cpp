// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/payload.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <stdexcept>
#include <string_view>

namespace payload_test {

BOOST_AUTO_TEST_SUITE(payload_test)

using namespace hawser::session;
using namespace std::string_view_literals;

BOOST_AUTO_TEST_CASE(text_must_be_utf8)
{
    for (auto text : {""sv, "abc"sv, "a\0b"sv, "\xe2\x82\xac"sv, "\xf4\x8f\xbf\xbf"sv}) {
        BOOST_CHECK_NO_THROW(require_utf8(text));
    }
    for (auto text :
         {"\xff"sv, "a\x80"sv, "\xe2\x82"sv, "\xc0\x80"sv, "\xed\xa0\x80"sv, "\xf4\x90\x80\x80"sv}) {
        BOOST_CHECK_THROW(require_utf8(text), std::invalid_argument);
    }
}

BOOST_AUTO_TEST_CASE(bytes_as_text)
{
    const std::array bytes{std::byte{0}, std::byte{0xff}, std::byte{'x'}};
    BOOST_TEST((as_text(bytes) == "\0\xffx"sv));
    BOOST_TEST(as_text({}).empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace payload_test
