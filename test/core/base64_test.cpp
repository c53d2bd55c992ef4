// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/base64.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace base64_test {

namespace {

using hawser::core::base64_decode;
using hawser::core::base64_encode;

std::string encode(std::string_view text)
{
    return base64_encode({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
}

} // namespace

BOOST_AUTO_TEST_SUITE(base64_test)

// RFC 4648 §10.
BOOST_AUTO_TEST_CASE(test_vectors)
{
    const std::pair<std::string, std::string> vectors[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };
    for (const auto& [plain, coded] : vectors) {
        BOOST_TEST(encode(plain) == coded);
        BOOST_TEST(base64_decode(coded).value() == plain);
    }
}

BOOST_AUTO_TEST_CASE(all_byte_values_in_all_positions)
{
    std::string bytes;
    for (int i = 0; i < 256 * 3; ++i) {
        bytes.push_back(static_cast<char>(i * 7 + i / 256));
        BOOST_TEST(base64_decode(encode(bytes)).value() == bytes);
    }
    BOOST_TEST(encode("\xfb\xef\xbe\xff\xff\xff") == "++++////");
}

BOOST_AUTO_TEST_CASE(refuses_what_the_encoder_never_writes)
{
    for (std::string_view text : {
             "Z",        "Zg",       "Zg=",     "Zm8",   "Zm9vY", // padding missing
             "Zg===",    "Zm9v====", "====",    "=",     "Z===",  // too much of it
             "Zg==Zm9v", "Zm=v",     "=m9v",                      // in the middle
             "Zh==",     "Zm9=",                                  // bits left over are not zero
             "Zm 9v",    " Zm9v",    "Zm9v\n",  "Zm9\n",          // white space
             "Zm-v",     "Zm_v",     "Zm9\xc3", "Zm.v",           // other alphabets
         }) {
        BOOST_TEST(!base64_decode(text).has_value(), text);
    }
    BOOST_TEST(!base64_decode(std::string_view{"Zm9\0", 4}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace base64_test
