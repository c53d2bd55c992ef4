// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/extensions.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

namespace extensions_test {

namespace {

using hawser::Fields;
using hawser::websocket::parse_extensions;

// As text again, so that it can be compared: name{parameter}{parameter=value} …
std::string shown(const Fields& fields)
{
    const auto extensions = parse_extensions(fields);
    if (!extensions) {
        return "malformed";
    }
    std::string text;
    for (const auto& extension : *extensions) {
        text += (text.empty() ? "" : " ") + extension.name;
        for (const auto& [name, value] : extension.parameters) {
            text += "{" + name + (value ? "=" + *value : "") + "}";
        }
    }
    return text;
}

std::string parsed(std::string_view value)
{
    Fields fields;
    fields.add("Sec-WebSocket-Extensions", value);
    return shown(fields);
}

} // namespace

BOOST_AUTO_TEST_SUITE(extensions_test)

BOOST_AUTO_TEST_CASE(none)
{
    BOOST_TEST(shown({}) == "");
    Fields fields;
    fields.add("Sec-WebSocket-Protocol", "chat");
    BOOST_TEST(shown(fields) == "");
}

BOOST_AUTO_TEST_CASE(extensions_and_parameters)
{
    BOOST_TEST(parsed("foo") == "foo");
    BOOST_TEST(parsed("foo,bar") == "foo bar");
    BOOST_TEST(parsed(" foo ; a;b = 1\t,\tbar; c ") == "foo{a}{b=1} bar{c}");
    // RFC 6455 §9.1.
    BOOST_TEST(parsed("foo, bar; baz=2") == "foo bar{baz=2}");
    BOOST_TEST(parsed("deflate-stream") == "deflate-stream");
    BOOST_TEST(parsed("mux; max-channels=4; flow-control, deflate-stream") ==
               "mux{max-channels=4}{flow-control} deflate-stream");
    BOOST_TEST(parsed("private-extension") == "private-extension");
    // Chromium, Firefox.
    BOOST_TEST(parsed("permessage-deflate; client_max_window_bits") ==
               "permessage-deflate{client_max_window_bits}");
    BOOST_TEST(parsed("permessage-deflate") == "permessage-deflate");
    BOOST_TEST(parsed("a; x; x, a") == "a{x}{x} a"); // twice is for those to judge who know the extension
}

BOOST_AUTO_TEST_CASE(quoted_values_stand_for_tokens)
{
    BOOST_TEST(parsed("a; b=\"10\"; c=\"x\"") == "a{b=10}{c=x}");
    BOOST_TEST(parsed("a; b=\"1\\0\"") == "a{b=10}");
    for (auto* value : {"a; b=\"\"", "a; b=\"1 0\"", "a; b=\"10", "a; b=\"10\\\"", "a; b=\"\\\"",
                        "a; b=\"1,0\"", "a; b=\"1\";\"", "a; b=\"1\"0", "a; \"b\"=1", "\"a\"", "a; b=\""}) {
        BOOST_TEST(parsed(value) == "malformed", value);
    }
}

BOOST_AUTO_TEST_CASE(all_fields_in_order)
{
    Fields fields;
    fields.add("Sec-WebSocket-Extensions", "a; x");
    fields.add("Host", "b");
    fields.add("sec-websocket-extensions", ", c=1, d");
    BOOST_TEST(shown(fields) == "malformed");
    fields.set("sec-websocket-extensions", "a; x");
    fields.add("SEC-WEBSOCKET-EXTENSIONS", ",c ,, d,");
    BOOST_TEST(shown(fields) == "a{x} c d");
}

BOOST_AUTO_TEST_CASE(a_field_without_an_element_is_none)
{
    for (auto* value : {"", " ", ",", ", ,"}) {
        BOOST_TEST(parsed(value) == "", value);
    }
}

BOOST_AUTO_TEST_CASE(malformed)
{
    for (auto* value : {";",    "=",      "a b",      "a;",
                        "a;,b", "a; =1",  "a; b=",    "a; b=,c", "a=1",   "a; b c", "a; b=1 2", "a; b=1=2",
                        "a/b",  "a; b=@", "\xc3\xa4", "a; b; ",  "a, b;", "(a)"}) {
        BOOST_TEST(parsed(value) == "malformed", value);
    }
}

BOOST_AUTO_TEST_CASE(limits)
{
    std::string extensions = "e";
    std::string parameters = "e";
    for (int i = 1; i < 16; ++i) {
        extensions += ",e";
        parameters += ";p=1";
    }
    parameters += ";p";
    BOOST_TEST(parsed(extensions) != "malformed");
    BOOST_TEST(parsed(extensions + ",e") == "malformed");
    BOOST_TEST(parsed(parameters + "," + parameters) != "malformed");
    BOOST_TEST(parsed(parameters + ";p") == "malformed");
    Fields fields;
    fields.add("Sec-WebSocket-Extensions", extensions);
    fields.add("Sec-WebSocket-Extensions", "e");
    BOOST_TEST(shown(fields) == "malformed");
}

// CVE-2021-32640 was a regular expression for such a field.
BOOST_AUTO_TEST_CASE(takes_linear_time)
{
    constexpr std::size_t many = 5'000'000;
    const auto begin = std::chrono::steady_clock::now();
    for (const auto& value :
         {std::string(many, ','), std::string(many, ';'), std::string(many, ' '),
          "a" + std::string(many, ' ') + "a", "a;" + std::string(many, '\t') + "=",
          "a;b=\"" + std::string(many, '\\'), "a;b=\"" + std::string(many, '1'), std::string(many, '"')}) {
        const bool is_empty = value.find_first_not_of(", ") == std::string::npos;
        BOOST_TEST((parsed(value) == (is_empty ? "" : "malformed")));
    }
    // Far more than linear time takes, far less than quadratic time would.
    BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds{20}));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace extensions_test
