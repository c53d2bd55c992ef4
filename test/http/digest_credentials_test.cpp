// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/digest_credentials.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace digest_credentials_test {

using namespace hawser;
using namespace hawser::http;

namespace {

constexpr std::string_view good =
    R"(Digest username="Mufasa", realm="r", nonce="n", uri="/x?y=\"1\"", algorithm=SHA-256, nc=0000000A, )"
    R"(cnonce="c", qop=auth, response="abc", opaque="o")";

std::optional<DigestCredentials> parse(std::string_view value)
{
    const auto field = parse_credentials(value);
    return field ? parse_digest_credentials(*field) : std::nullopt;
}

/// The good ones with a piece replaced.
std::string with(std::string_view piece, std::string_view replacement)
{
    std::string text{good};
    const auto at = text.find(piece);
    BOOST_REQUIRE(at != std::string::npos);
    return text.replace(at, piece.size(), replacement);
}

} // namespace

BOOST_AUTO_TEST_SUITE(digest_credentials_test)

BOOST_AUTO_TEST_CASE(reads)
{
    const auto read = parse(good).value();
    BOOST_TEST(read.user == "Mufasa");
    BOOST_TEST(!read.is_user_hash);
    BOOST_TEST(read.realm == "r");
    BOOST_TEST(read.nonce == "n");
    BOOST_TEST(read.uri == "/x?y=\"1\"");
    BOOST_TEST((read.algorithm == DigestAlgorithm::sha256));
    BOOST_TEST((read.qop == DigestQop::auth));
    BOOST_TEST(read.nonce_count == "0000000A"); // goes into the hash as the client wrote it
    BOOST_TEST(read.count() == 10u);
    BOOST_TEST(read.client_nonce == "c");
    BOOST_TEST(read.response == "abc");
    BOOST_TEST(read.opaque == "o");
}

BOOST_AUTO_TEST_CASE(reads_what_clients_vary)
{
    BOOST_TEST((parse(with("algorithm=SHA-256, ", "")).value().algorithm == DigestAlgorithm::md5));
    BOOST_TEST((parse(with("algorithm=SHA-256", "algorithm=\"md5-sess\"")).value().algorithm ==
                DigestAlgorithm::md5_sess));
    BOOST_TEST((parse(with("qop=auth", "qop=\"auth-int\"")).value().qop == DigestQop::auth_int));
    BOOST_TEST(parse(with("username=\"Mufasa\"", "username*=UTF-8''J%C3%A4s")).value().user == "Jäs");
    BOOST_TEST(parse(with("\"Mufasa\"", "\"J\xc3\xa4s\"")).value().user == "Jäs");
    BOOST_TEST(parse(with("\"Mufasa\"", "\"abc\", userhash=true")).value().is_user_hash);
    BOOST_TEST(!parse(with("\"Mufasa\"", "\"abc\", userhash=false")).value().is_user_hash);
    BOOST_TEST(parse(with(", opaque=\"o\"", "")).value().opaque == "");
    BOOST_TEST(parse(with("opaque=\"o\"", "unknown=x")).has_value());
}

BOOST_AUTO_TEST_CASE(refuses)
{
    for (const std::string_view name :
         {"username=", "realm=", "nonce=", "uri=", "nc=", "cnonce=", "qop=", "response="})
        BOOST_TEST(!parse(with(name, "x" + std::string{name})).has_value(), name);
    for (const std::string_view bad :
         {"nc=", "nc=0000000", "nc=000000001", "nc=0000000g", "nc=-0000001", "nc=0x000001"})
        BOOST_TEST(!parse(with("nc=0000000A", bad)).has_value(), bad);
    BOOST_TEST(!parse(with("Digest", "Basic")).has_value());
    BOOST_TEST(!parse(with("qop=auth", "qop=\"auth,auth-int\"")).has_value());
    BOOST_TEST(!parse(with("qop=auth", "qop=other")).has_value());
    BOOST_TEST(!parse(with("SHA-256", "SHA-512-256")).has_value());
    BOOST_TEST(!parse(with("\"Mufasa\"", "\"\"")).has_value());
    BOOST_TEST(!parse(with("\"Mufasa\"", "\"a\tb\"")).has_value());
    BOOST_TEST(!parse(with("\"Mufasa\"", "\"\xe4\"")).has_value());
    BOOST_TEST(!parse(with("\"Mufasa\"", "\"Mufasa\", username*=UTF-8''Mufasa")).has_value());
    BOOST_TEST(!parse(with("username=\"Mufasa\"", "username*=UTF-8''a, userhash=true")).has_value());
    BOOST_TEST(!parse(with("username=\"Mufasa\"", "username*=Mufasa")).has_value());
    BOOST_TEST(!parse(with("username=\"Mufasa\"", "username*=UTF-8''a%0A")).has_value());
    BOOST_TEST(!parse(with("realm=\"r\"", "realm=\"r\", realm=\"r\"")).has_value());
}

BOOST_AUTO_TEST_CASE(reads_what_it_writes)
{
    for (const std::string_view user : {"Mufasa", "Jäs \"Doe\"", "a\\b\""}) {
        auto written = parse(good).value();
        written.user = user;
        written.algorithm = DigestAlgorithm::sha256_sess;
        written.qop = DigestQop::auth_int;
        written.count(0xabcdef);
        const auto read = parse(make_digest_credentials(written)).value();
        BOOST_TEST(read.user == user);
        BOOST_TEST(read.uri == written.uri);
        BOOST_TEST(read.nonce_count == "00abcdef");
        BOOST_TEST(read.count() == 0xabcdefu);
        BOOST_TEST((read.algorithm == written.algorithm && read.qop == written.qop));
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace digest_credentials_test
