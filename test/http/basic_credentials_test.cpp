// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/basic_credentials.hpp"

#include "core/base64.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace basic_credentials_test {

using namespace hawser::http;

namespace {

std::optional<BasicCredentials> parse(std::string_view value)
{
    const auto field = parse_credentials(value);
    return field ? parse_basic_credentials(*field) : std::nullopt;
}

std::optional<BasicCredentials> parse_plain(std::string_view text)
{
    return parse("Basic " + hawser::core::base64_encode(
                                {reinterpret_cast<const unsigned char*>(text.data()), text.size()}));
}

} // namespace

BOOST_AUTO_TEST_SUITE(basic_credentials_test)

// RFC 7617 §2, §2.1.
BOOST_AUTO_TEST_CASE(reads)
{
    const auto aladdin = parse("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==").value();
    BOOST_TEST(aladdin.user == "Aladdin");
    BOOST_TEST(aladdin.password == "open sesame");
    const auto test = parse("basic dGVzdDoxMjPCow==").value();
    BOOST_TEST(test.user == "test");
    BOOST_TEST(test.password == "123£");
    BOOST_TEST(parse_plain("a:b:c:").value().password == "b:c:"); // the first colon ends the user
    BOOST_TEST(parse_plain("a:").value().password == "");
}

BOOST_AUTO_TEST_CASE(refuses)
{
    for (const std::string_view value :
         {"Basic", "Basic realm=\"x\"", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ",
          "Basic QWxhZGRpbjpvcGVuIHNlc2FtZR==", "Basic Zm9v-_==", "Basi QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
          "Basic QWxh ZGRpbjpvcGVuIHNlc2FtZQ=="})
        BOOST_TEST(!parse(value).has_value(), value);
    for (const std::string_view text :
         {"", "user", ":password", "a\nb:c", "a:b\x7f", "a:\t", "\xe4:c", "a:\xe4"})
        BOOST_TEST(!parse_plain(text).has_value(), text);
    BOOST_TEST(!parse_plain(std::string_view{"a:b\0c", 5}).has_value());
}

BOOST_AUTO_TEST_CASE(writes)
{
    BOOST_TEST(make_basic_credentials("Aladdin", "open sesame").value() ==
               "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    BOOST_TEST(parse(make_basic_credentials("", "a").value_or("")).has_value() == false);
    BOOST_TEST(!make_basic_credentials("a:b", "c").has_value());
    BOOST_TEST(!make_basic_credentials("a", "b\r\n").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace basic_credentials_test
