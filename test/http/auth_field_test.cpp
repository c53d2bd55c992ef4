// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/auth_field.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace auth_field_test {

using namespace hawser::http;

namespace {

/// `scheme token68` or `scheme name=[value] …`.
std::string show(const AuthField& field)
{
    auto text = field.scheme;
    if (!field.token.empty())
        text += " " + field.token;
    for (const auto& [name, value] : field.parameters)
        text += " " + name + "=[" + value + "]";
    return text;
}

std::string show(const std::vector<AuthField>& fields)
{
    std::string text;
    for (const auto& field : fields)
        text += (text.empty() ? "" : " | ") + show(field);
    return text;
}

std::string challenges(std::string_view value)
{
    hawser::Fields fields;
    fields.add("WWW-Authenticate", value);
    return show(parse_challenges(fields));
}

std::string credentials(std::string_view value)
{
    const auto field = parse_credentials(value);
    return field ? show(*field) : "malformed";
}

} // namespace

BOOST_AUTO_TEST_SUITE(auth_field_test)

BOOST_AUTO_TEST_CASE(reads_credentials)
{
    BOOST_TEST(credentials("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    BOOST_TEST(credentials("Basic   abc \t") == "Basic abc");
    BOOST_TEST(credentials("Bearer a-b._~+/c=") == "Bearer a-b._~+/c=");
    BOOST_TEST(credentials("Negotiate") == "Negotiate");
    BOOST_TEST(credentials("Digest username=\"a\", nc=00000001,uri=\"/?x,y=z\"") ==
               "Digest username=[a] nc=[00000001] uri=[/?x,y=z]");
    BOOST_TEST(credentials("Digest a = \"b\" ,, c\t=\td , ") == "Digest a=[b] c=[d]");
    BOOST_TEST(credentials("Digest , a=b") == "Digest a=[b]");
    BOOST_TEST(credentials("Digest a=\"\", b=\"q\\\"q\\\\\", c=\"\xc3\xa4\t\"") ==
               "Digest a=[] b=[q\"q\\] c=[\xc3\xa4\t]");
    BOOST_TEST(credentials("Digest username*=UTF-8''J%C3%A4s") == "Digest username*=[UTF-8''J%C3%A4s]");
}

BOOST_AUTO_TEST_CASE(finds_parameters_without_regard_to_case)
{
    const auto field = parse_credentials("DIGEST Realm=\"x\"").value();
    BOOST_TEST(field.is_scheme("Digest"));
    BOOST_TEST(!field.is_scheme("Diges"));
    BOOST_REQUIRE(field.find("realm") != nullptr);
    BOOST_TEST(*field.find("realm") == "x");
    BOOST_TEST((field.find("real") == nullptr));
}

BOOST_AUTO_TEST_CASE(refuses_malformed_credentials)
{
    for (const std::string_view value : {
             "",
             " ",
             ",",
             "=",
             "\"Basic\"",
             "Basic \"abc\"",
             "Basic =",
             "Basic ab c",
             "Basic a=b c=d",
             "Basic abc def",
             "Digest a=b, c",
             "Digest a=,b=c",
             "Digest a=\"b",
             "Digest a=\"b\\",
             "Digest a=\"b\"c",
             "Digest a=b \"c\"",
             "Digest a=b;c=d",
             "Digest a=b, A=c",
             "Digest a=\"\x01\"",
             "Digest a=\"\x7f\"",
             "Digest a=b c",
             "Basic abc, x=y",
             "a=b",
             "Digest a=b, Digest c=d",
             "Di(gest a=b",
             "Digest a(=b",
             "A B C",
         })
        BOOST_TEST(credentials(value) == "malformed", value);
}

BOOST_AUTO_TEST_CASE(limits_parameters)
{
    std::string value = "Digest a0=b";
    for (std::size_t i = 1; i < max_auth_parameters; ++i)
        value += ",a" + std::to_string(i) + "=b";
    BOOST_TEST(parse_credentials(value).value().parameters.size() == max_auth_parameters);
    BOOST_TEST(!parse_credentials(value + ",x=y").has_value());
}

// RFC 9110 §11.6.1, and what servers send.
BOOST_AUTO_TEST_CASE(reads_several_challenges_in_a_field)
{
    BOOST_TEST(
        challenges(
            "Basic realm=\"simple\", Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\"") ==
        "Basic realm=[simple] | Newauth realm=[apps] type=[1] title=[Login to \"apps\"]");
    BOOST_TEST(challenges("Negotiate, NTLM,Basic realm=x") == "Negotiate | NTLM | Basic realm=[x]");
    BOOST_TEST(challenges("Negotiate abc==, Basic realm=x") == "Negotiate abc== | Basic realm=[x]");
    BOOST_TEST(challenges(", Digest a=b, , Basic , ,") == "Digest a=[b] | Basic");
    BOOST_TEST(challenges("Negotiate , Basic") == "Negotiate | Basic");
    BOOST_TEST(challenges("Basic realm=\"a, Digest b=c\"") == "Basic realm=[a, Digest b=c]");
}

BOOST_AUTO_TEST_CASE(reads_several_fields_and_leaves_malformed_ones_out)
{
    hawser::Fields fields;
    fields.add("WWW-Authenticate", "Digest realm=\"a\"");
    fields.add("WWW-Authenticate", "Digest realm=\"b");
    fields.add("www-authenticate", "Basic realm=\"c\"");
    fields.add("Proxy-Authenticate", "Basic realm=\"d\"");
    BOOST_TEST(show(parse_challenges(fields)) == "Digest realm=[a] | Basic realm=[c]");
    BOOST_TEST(show(parse_challenges(fields, "Proxy-Authenticate")) == "Basic realm=[d]");
}

BOOST_AUTO_TEST_CASE(limits_challenges)
{
    hawser::Fields fields;
    for (std::size_t i = 0; i < max_challenges + 3; ++i)
        fields.add("WWW-Authenticate", "Scheme" + std::to_string(i));
    BOOST_TEST(parse_challenges(fields).size() == max_challenges);

    std::string all = "a";
    for (std::size_t i = 0; i < max_challenges; ++i)
        all += ", a";
    BOOST_TEST(challenges(all) == "");
}

// A prefix of good credentials is refused or means less, and none reads beyond its end.
BOOST_AUTO_TEST_CASE(cut_at_every_offset)
{
    const std::string whole = "Digest username=\"a\\\"b\", realm=\"r\", nc=00000001, token=abc";
    for (std::size_t n = 0; n < whole.size(); ++n) {
        const std::vector<char> exact(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
        const auto field = parse_credentials({exact.data(), exact.size()});
        BOOST_TEST((!field || field->parameters.size() <= 4), whole.substr(0, n));
    }
}

BOOST_AUTO_TEST_CASE(quotes)
{
    std::string text;
    append_quoted(text, "a\"b\\c");
    BOOST_TEST(text == "\"a\\\"b\\\\c\"");
    BOOST_TEST(parse_credentials("X a=" + text).value().parameters.front().second == "a\"b\\c");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace auth_field_test
