// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/forwarded.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace forwarded_test {

using namespace hawser;
using namespace hawser::http;

namespace {

using Texts = std::vector<std::string>;

Fields fields_of(const Texts& values)
{
    Fields fields;
    fields.add("Other", "x,y");
    for (const auto& value : values) {
        fields.add("Forwarded", value);
        fields.add("Other", "x,y");
    }
    return fields;
}

Texts plain(const Texts& values)
{
    const auto fields = fields_of(values);
    ListFromRight list{fields, "forwarded"};
    Texts found;
    while (const auto element = list.next())
        found.emplace_back(*element);
    BOOST_TEST(!list.next().has_value());
    return found;
}

Texts quoted(const Texts& values)
{
    const auto fields = fields_of(values);
    ListFromRight list{fields, "forwarded"};
    Texts found;
    while (const auto element = list.next_with_quotes())
        found.emplace_back(*element);
    BOOST_TEST(!list.next_with_quotes().has_value());
    return found;
}

void check_hop(std::string_view text, std::string_view node, std::string_view proto, std::string_view host)
{
    const auto hop = parse_forwarded_element(text);
    BOOST_TEST_REQUIRE(hop.has_value(), text);
    BOOST_TEST(hop->node == node);
    BOOST_TEST(hop->proto == proto);
    BOOST_TEST(hop->host == host);
}

} // namespace

BOOST_AUTO_TEST_SUITE(forwarded)

BOOST_AUTO_TEST_CASE(takes_lists_from_the_right)
{
    BOOST_TEST(plain({}) == Texts{}, boost::test_tools::per_element());
    BOOST_TEST((plain({"a"}) == Texts{"a"}));
    BOOST_TEST((plain({"a, b ,c"}) == Texts{"c", "b", "a"}));
    BOOST_TEST((plain({"a,b", "c", "d,e"}) == Texts{"e", "d", "c", "b", "a"}));
    BOOST_TEST((plain({",a,, ,b,", "", ","}) == Texts{"b", "a"}));
    BOOST_TEST((quoted({"a,b", "c"}) == Texts{"c", "b", "a"}));
    BOOST_TEST((quoted({",a,, ,b,", "", ","}) == Texts{"b", "a"}));
}

BOOST_AUTO_TEST_CASE(leaves_commas_in_quotes_alone)
{
    BOOST_TEST((quoted({R"(for="a,b", for="c")"}) == Texts{R"(for="c")", R"(for="a,b")"}));
    BOOST_TEST((quoted({R"(for="a\",b";x="\\")"}) == Texts{R"(for="a\",b";x="\\")"}));
}

BOOST_AUTO_TEST_CASE(keeps_what_a_proxy_has_appended_to_rubbish)
{
    for (const auto rubbish :
         {R"(for="x)", R"(for="x\)", R"(")", R"("")", R"(for=")", R"(\")", "for=\"\xff", ";;=\"=\""}) {
        const auto found = quoted({std::string{rubbish} + R"(, for="[2001:db8::1]:80";proto=https)"});
        BOOST_TEST_REQUIRE(!found.empty(), rubbish);
        BOOST_TEST(found.front() == R"(for="[2001:db8::1]:80";proto=https)");
        const auto bare = quoted({std::string{rubbish} + ", for=192.0.2.1"});
        BOOST_TEST_REQUIRE(!bare.empty(), rubbish);
        BOOST_TEST(bare.front() == "for=192.0.2.1");
    }
}

BOOST_AUTO_TEST_CASE(ends_at_a_quote_without_partner)
{
    BOOST_TEST((quoted({"for=a", R"(for=b, for="c)", "for=d"}) == Texts{"for=d"}));
}

BOOST_AUTO_TEST_CASE(reads_elements)
{
    check_hop("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60", "http", "");
    check_hop("for=192.0.2.60; proto=http; by=203.0.113.43", "192.0.2.60", "http", "");
    check_hop(R"(For="[2001:db8:cafe::17]:4711")", "[2001:db8:cafe::17]:4711", "", "");
    check_hop(R"(host="example.com:8080";PROTO=https;For="_gazonk")", "_gazonk", "https", "example.com:8080");
    check_hop(R"(for="a\"b\\c")", R"(a"b\c)", "", "");
    check_hop("for=unknown;ext=1;ext=2", "unknown", "", "");
    check_hop("for=192.0.2.1:80", "192.0.2.1:80", "", ""); // should be quoted, and often is not
    check_hop(";;for=a;;", "a", "", "");
    check_hop("", "", "", "");
}

BOOST_AUTO_TEST_CASE(refuses_malformed_elements)
{
    for (const auto text : {"for", "for=", "=a", "for a", "for=a b", "for=a;for=b", "for=\"a", "for=\"a\"b",
                            "for=\"a\\", "for=\"\x01\"", "for = a", "for=a\"b\"", "(=1", "for=a=b"})
        BOOST_TEST(!parse_forwarded_element(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(reads_node_identifiers)
{
    const auto address = [](std::string_view node) {
        const auto endpoint = node_address(node);
        return endpoint ? endpoint->to_string() : std::string{};
    };
    BOOST_TEST(address("192.0.2.1") == "192.0.2.1:0");
    BOOST_TEST(address("192.0.2.1:4711") == "192.0.2.1:4711");
    BOOST_TEST(address("192.0.2.1:_hidden") == "192.0.2.1:0");
    BOOST_TEST(address("[2001:db8::1]") == "[2001:db8::1]:0");
    BOOST_TEST(address("[2001:db8::1]:80") == "[2001:db8::1]:80");
    BOOST_TEST(address("[2001:db8::1]:_port") == "[2001:db8::1]:0");
    BOOST_TEST(address("2001:db8::1") == "[2001:db8::1]:0");
    BOOST_TEST(address("::ffff:192.0.2.1") == "192.0.2.1:0");
    for (const auto node :
         {"", "unknown", "_gazonk", "_SEVKISEK", "example.com", "192.0.2", "192.0.2.256", "192.0.2.1 ",
          "192.0.2.1:65536", "192.0.2.1:", "[::1", "local", "unix", "127.1", ":_x"})
        BOOST_TEST(address(node) == "", node);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace forwarded_test
