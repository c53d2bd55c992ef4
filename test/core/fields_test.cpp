// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/fields.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace fields_test {

namespace {

using hawser::Fields;

std::string text(const Fields& fields)
{
    std::string out;
    for (auto [name, value] : fields) {
        out.append(name).append(": ").append(value).append("\n");
    }
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(fields_test)

BOOST_AUTO_TEST_CASE(empty)
{
    const Fields fields;
    BOOST_TEST(fields.empty());
    BOOST_TEST(fields.size() == 0u);
    BOOST_TEST(!fields.find("Host").has_value());
    BOOST_TEST(fields["Host"] == "");
    BOOST_TEST(fields.count("Host") == 0u);
    BOOST_TEST(!fields.has_token("Connection", "close"));
    BOOST_TEST((fields.begin() == fields.end()));
}

BOOST_AUTO_TEST_CASE(keeps_order_and_spelling)
{
    Fields fields;
    fields.add("Content-Type", "text/plain");
    fields.add("Set-Cookie", "a=1");
    fields.add("set-cookie", "b=2");
    fields.add("Empty", "");
    BOOST_TEST(text(fields) == "Content-Type: text/plain\nSet-Cookie: a=1\nset-cookie: b=2\nEmpty: \n");
    BOOST_TEST(fields.size() == 4u);
    BOOST_TEST(fields.count("SET-COOKIE") == 2u);
    BOOST_TEST(fields["set-cookie"] == "a=1");
    BOOST_TEST(fields.contains("empty"));
    BOOST_TEST(fields.find("empty").value() == "");
    BOOST_TEST(fields[1].name == "Set-Cookie");
    BOOST_TEST(fields[1].value == "a=1");
}

BOOST_AUTO_TEST_CASE(set_replaces_all)
{
    Fields fields;
    fields.add("A", "1");
    fields.add("B", "2");
    fields.add("a", "3");
    fields.set("A", "4");
    BOOST_TEST(text(fields) == "B: 2\nA: 4\n");
    fields.set("C", "5");
    BOOST_TEST(text(fields) == "B: 2\nA: 4\nC: 5\n");
}

BOOST_AUTO_TEST_CASE(erase_closes_the_gap)
{
    Fields fields;
    for (auto* name : {"A", "Long-Name", "B", "long-name", "C", "LONG-NAME"}) {
        fields.add(name, std::string{"value of "} + name);
    }
    BOOST_TEST(fields.erase("Long-Name") == 3u);
    BOOST_TEST(text(fields) == "A: value of A\nB: value of B\nC: value of C\n");
    BOOST_TEST(fields.erase("Long-Name") == 0u);
    BOOST_TEST(fields.erase(fields[0].name) == 1u);
    BOOST_TEST(text(fields) == "B: value of B\nC: value of C\n");
}

BOOST_AUTO_TEST_CASE(setting_again_and_again_does_not_grow)
{
    Fields fields;
    fields.add("Other", "x");
    for (int i = 0; i < 1000; ++i) {
        fields.set("Date", "Sun, 22 Nov 2026 14:32:50 GMT");
    }
    BOOST_TEST(text(fields) == "Other: x\nDate: Sun, 22 Nov 2026 14:32:50 GMT\n");
}

BOOST_AUTO_TEST_CASE(arguments_may_be_views_of_the_container)
{
    Fields fields;
    fields.add("First", "a value that is longer than a short string");
    for (int i = 0; i < 100; ++i) {
        fields.add(fields[0].name, fields[0].value);
    }
    for (auto [name, value] : fields) {
        BOOST_TEST(name == "First");
        BOOST_TEST(value == "a value that is longer than a short string");
    }
    fields.set(fields[50].name, fields[50].value);
    BOOST_TEST(text(fields) == "First: a value that is longer than a short string\n");
}

BOOST_AUTO_TEST_CASE(tokens_in_lists)
{
    Fields fields;
    fields.add("Connection", "keep-alive,\tUpgrade ,, x");
    fields.add("connection", "Close");
    for (auto* token : {"keep-alive", "upgrade", "UPGRADE", "x", "close"}) {
        BOOST_TEST(fields.has_token("Connection", token), token);
    }
    for (auto* token : {"keep", "alive", "up", "upgrades", "", "keep-alive,", "keep-alive,\tUpgrade"}) {
        BOOST_TEST(!fields.has_token("Connection", token), token);
    }
    BOOST_TEST(!fields.has_token("Upgrade", "x"));
}

BOOST_AUTO_TEST_CASE(refuses_bad_names)
{
    Fields fields;
    for (std::string name : {"", "a b", "a:", "a\r\nb", "a\n", "\xc3\xa4", "(a)", " a", "a\t"}) {
        BOOST_CHECK_THROW(fields.add(name, "x"), std::invalid_argument);
        BOOST_CHECK_THROW(fields.set(name, "x"), std::invalid_argument);
    }
    BOOST_CHECK_THROW(fields.add(std::string_view{"a\0b", 3}, "x"), std::invalid_argument);
    BOOST_TEST(fields.empty());
}

// A header of an attacker's must not get in through a value.
BOOST_AUTO_TEST_CASE(refuses_line_breaks_in_values)
{
    Fields fields;
    fields.add("A", "old");
    for (const auto& value : {std::string{"x\r\nSet-Cookie: a=1"}, std::string{"x\n"}, std::string{"\rx"},
                              std::string{"x\0y", 3}}) {
        BOOST_CHECK_THROW(fields.add("A", value), std::invalid_argument);
        BOOST_CHECK_THROW(fields.set("A", value), std::invalid_argument);
    }
    BOOST_TEST(text(fields) == "A: old\n");
    // Nothing is decoded on the way.
    fields.set("A", "x%0D%0ASet-Cookie: a=1\t\xc3\xa4");
    BOOST_TEST(fields["A"] == "x%0D%0ASet-Cookie: a=1\t\xc3\xa4");
}

BOOST_AUTO_TEST_CASE(clear_and_fill_again)
{
    Fields fields;
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 50; ++i) {
            fields.add("Name-" + std::to_string(i), std::string(40, 'v'));
        }
        BOOST_TEST(fields.size() == 50u);
        BOOST_TEST(fields["Name-49"].size() == 40u);
        fields.clear();
        BOOST_TEST(fields.empty());
    }
    fields.shrink_to_fit();
    BOOST_TEST(fields.empty());
}

BOOST_AUTO_TEST_CASE(iterators)
{
    Fields fields;
    fields.add("A", "1");
    fields.add("B", "2");
    auto it = fields.begin();
    BOOST_TEST((*it++).name == "A");
    BOOST_TEST((*it).name == "B");
    BOOST_TEST((++it == fields.end()));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace fields_test
