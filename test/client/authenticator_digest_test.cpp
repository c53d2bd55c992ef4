// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/authenticator.hpp"
#include "support/authenticator_side.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace authenticator_digest_test {

using namespace hawser;
using test::digest;
using test::mufasa;
using test::Side;
using Verdict = client::Authenticator::Verdict;

namespace {

// The examples of RFC 7616 §3.9.1; its client nonce is 33 bytes in base64.
constexpr std::string_view example_nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
constexpr std::string_view example_client_nonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

void example_random(std::span<unsigned char> out)
{
    const auto bytes = core::base64_decode(example_client_nonce).value();
    BOOST_TEST_REQUIRE(out.size() == bytes.size());
    std::copy(bytes.begin(), bytes.end(), out.begin());
}

std::string example_challenge(std::string_view algorithm)
{
    return R"(Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=)" +
           std::string{algorithm} +
           R"(, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", )"
           R"(opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS")";
}

} // namespace

BOOST_AUTO_TEST_SUITE(authenticator_digest_test)

// RFC 7616 §3.9.1; the sessions' and the proxy's responses were computed with Python's hashlib.
BOOST_AUTO_TEST_CASE(digest_of_the_standard)
{
    for (const auto& [algorithm, response] : {
             std::pair{"SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"},
             std::pair{"MD5", "8ca523f5e9506fed4657c9700eebdbec"},
             std::pair{"SHA-256-sess", "2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7"},
             std::pair{"MD5-sess", "e783283f46242139c486a698fec7211d"},
         }) {
        Side server{.random = example_random};
        server.authenticator.credentials(mufasa);
        BOOST_TEST(server.header() == "");
        server.must_retry({example_challenge(algorithm)});
        BOOST_TEST(server.authenticator.realm() == "http-auth@example.org");
        BOOST_TEST(server.header() ==
                   R"(Digest username="Mufasa", realm="http-auth@example.org", nonce=")" +
                       std::string{example_nonce} + R"(", uri="/dir/index.html", response=")" + response +
                       R"(", cnonce=")" + std::string{example_client_nonce} +
                       R"(", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", algorithm=)" + algorithm +
                       ", qop=auth, nc=00000001");
    }
}

BOOST_AUTO_TEST_CASE(digest_for_a_tunnel)
{
    Side proxy{.is_proxy = true, .random = example_random};
    proxy.authenticator.credentials(mufasa);
    proxy.must_retry({example_challenge("SHA-256")});
    const auto text = proxy.authenticator.header("CONNECT", "example.org:443");
    BOOST_TEST(text.find("uri=\"example.org:443\"") != std::string::npos);
    BOOST_TEST(text.find("d202f3ddb3d5adc68adeedd5399a01b8f14fa6863459398febf4f9a6ec8eb172") !=
               std::string::npos);
}

// As RFC 7616 §3.9.2, with SHA-256; computed with Python's hashlib.
BOOST_AUTO_TEST_CASE(user_names_are_hashed_if_the_server_takes_that)
{
    const ClientCredentials doe{.user = "J\xc3\xa4s\xc3\xb8n Doe", .password = "Secret, or not?"};
    Side server;
    server.authenticator.credentials(doe);
    server.must_retry({digest("n", ", charset=UTF-8, userhash=true")});
    const auto hashed = server.digest_header(doe);
    BOOST_TEST(hashed.is_user_hash);
    BOOST_TEST(hashed.user == digest_user_hash(DigestAlgorithm::sha256, doe.user, "r"));
    server.must_retry({R"(Digest realm="api@example.org", qop="auth", algorithm=SHA-256, nonce="n2", )"
                       R"(stale=true, userhash=true)"});
    BOOST_TEST(
        server.header().find("username=\"5a1a8a47df5c298551b9b42ba9b05835174a5bd7d511ff7fe9191d8e946fc4e7"
                             "\"") != std::string::npos);
    server.must_retry({digest("n3", ", stale=true, charset=UTF-8")});
    BOOST_TEST(!server.digest_header(doe).is_user_hash);
    BOOST_TEST(server.header().find("username*=UTF-8''J%C3%A4s%C3%B8n%20Doe") != std::string::npos);
    server.must_retry({digest("n4", ", stale=true")}); // of a server that knows nothing of RFC 7616
    BOOST_TEST(server.header().find("username=\"J\xc3\xa4s\xc3\xb8n Doe\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nonces_are_counted_and_client_nonces_fresh)
{
    Side server;
    server.log_in(mufasa, digest("n"));
    std::set<std::string> client_nonces;
    for (unsigned count = 2; count < 20; ++count) { // these are connections to come
        const auto made = server.digest_header();
        BOOST_TEST(made.nonce == "n");
        BOOST_TEST(made.count() == count);
        BOOST_TEST(made.client_nonce.size() == 44u);
        BOOST_TEST(client_nonces.insert(made.client_nonce).second);
        server.authenticator.accepted({});
    }
    server.must_retry({digest("n", ", stale=true")});
    BOOST_TEST(server.digest_header().count() == 20u); // of the same nonce
    server.must_retry({digest("other", ", stale=true")});
    BOOST_TEST(server.digest_header().count() == 1u);
}

BOOST_AUTO_TEST_CASE(sessions_keep_their_key)
{
    for (const std::string algorithm : {"MD5-sess", "SHA-256-sess"}) {
        Side server;
        server.authenticator.credentials(mufasa);
        server.must_retry({R"(Digest realm="r", qop="auth", nonce="n", algorithm=)" + algorithm});
        const auto first = server.digest_header();
        Fields next;
        next.add("Authentication-Info", "nextnonce=\"n2\"");
        server.authenticator.accepted(next);
        const auto second = server.digest_header();
        BOOST_TEST(second.client_nonce == first.client_nonce);
        BOOST_TEST(second.nonce == "n");
        BOOST_TEST(second.count() == 2u);
        server.must_retry(
            {R"(Digest realm="r", qop="auth", nonce="n3", stale=true, algorithm=)" + algorithm});
        BOOST_TEST(server.digest_header().client_nonce != first.client_nonce);
    }
}

BOOST_AUTO_TEST_CASE(stale_nonces_are_replaced_a_few_times)
{
    Side server;
    server.authenticator.credentials(mufasa);
    server.must_retry({digest("n0")});
    BOOST_TEST(server.digest_header().nonce == "n0");
    for (const std::string nonce : {"n1", "n2", "n3"}) {
        server.must_retry({digest(nonce, ", stale=TRUE")});
        BOOST_TEST(server.digest_header().nonce == nonce);
    }
    server.must_stop({digest("n4", ", stale=true")}, Verdict::give_up, error::credentials_refused);
    // The credentials may be good: the next connection begins anew, and ends as well.
    BOOST_TEST(server.header() == "");
    server.must_retry({digest("n5")});
    BOOST_TEST(server.digest_header().nonce == "n5");
    server.authenticator.accepted({});
    server.digest_header();
    for (const std::string nonce : {"n6", "n7", "n8"}) { // in a row, again
        server.must_retry({digest(nonce, ", stale=true")});
        server.digest_header();
    }
    server.authenticator.accepted({});
    server.digest_header();
    server.must_retry({digest("n9", ", stale=true")});
}

BOOST_AUTO_TEST_CASE(servers_may_not_say_that_a_nonce_is_stale)
{
    Side server;
    server.log_in(mufasa, digest("n"));
    server.digest_header();
    server.must_retry({digest("n2")}); // one that restarts, for instance
    server.digest_header();
    server.must_stop({digest("n3")}, Verdict::give_up, error::credentials_refused);

    // A nonce whose first use was not answered, because the connection was lost.
    Side other;
    other.authenticator.credentials(mufasa);
    other.must_retry({digest("n")});
    other.digest_header();
    other.digest_header();
    other.must_retry({digest("n2")});
    other.digest_header();
    other.must_stop({digest("n3")}, Verdict::give_up, error::credentials_refused);

    // The same nonce again: that was not the reason.
    Side same;
    same.log_in(mufasa, digest("n"));
    same.digest_header();
    same.must_stop({digest("n")}, Verdict::give_up, error::credentials_refused);
}

BOOST_AUTO_TEST_CASE(next_nonces_are_taken)
{
    for (const bool is_proxy : {false, true}) {
        Side side{.is_proxy = is_proxy};
        side.log_in(mufasa, digest("n"));
        side.digest_header();
        Fields fields;
        fields.add(is_proxy ? "Authentication-Info" : "Proxy-Authentication-Info", "nextnonce=\"wrong\"");
        fields.add(is_proxy ? "Proxy-Authentication-Info" : "Authentication-Info",
                   "qop=auth, rspauth=\"abc\", nextnonce=\"n2\", nc=00000002");
        side.authenticator.accepted(fields);
        const auto made = side.digest_header();
        BOOST_TEST(made.nonce == "n2");
        BOOST_TEST(made.count() == 1u);
        side.must_retry({digest("n3")}); // the password is known to be right
    }
    for (const std::string_view bad :
         {"", "nextnonce=", "nextnonce=\"\"", "nextnonce=\"a", "Basic nextnonce=a",
          "nextnonce=a, nextnonce=b", "nonce=a", ",", "abc=="}) {
        Side server;
        server.log_in(mufasa, digest("n"));
        server.digest_header();
        Fields fields;
        fields.add("Authentication-Info", bad);
        server.authenticator.accepted(fields);
        BOOST_TEST(server.digest_header().nonce == "n", bad);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace authenticator_digest_test
