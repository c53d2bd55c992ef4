// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/authenticator.hpp"
#include "support/authenticator_side.hpp"

#include <boost/test/unit_test.hpp>

#include <openssl/evp.h>

#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace authenticator_test {

using namespace hawser;
using client::Authenticator;
using test::basic;
using test::digest;
using test::mufasa;
using test::Side;
using Verdict = Authenticator::Verdict;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(authenticator_test)

// --- Basic

// RFC 7617 §2, §2.1.
BOOST_AUTO_TEST_CASE(basic_of_the_standard)
{
    Side server;
    server.authenticator.credentials(ClientCredentials{.user = "Aladdin", .password = "open sesame"});
    BOOST_TEST(server.header() == "");
    server.must_retry({R"(Basic realm="WallyWorld")"});
    BOOST_TEST(server.authenticator.realm() == "WallyWorld");
    BOOST_TEST(server.header() == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    server.authenticator.accepted({});
    BOOST_TEST(server.header() == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="); // the next connection

    server.authenticator.credentials(ClientCredentials{.user = "test", .password = "123\xc2\xa3"});
    BOOST_TEST(server.header() == "");
    server.must_retry({R"(Basic realm="foo", charset="UTF-8")"});
    BOOST_TEST(server.header() == "Basic dGVzdDoxMjPCow==");
}

BOOST_AUTO_TEST_CASE(basic_without_being_asked)
{
    Side server;
    server.authenticator.credentials(ClientCredentials{.user = "u", .password = "p", .preemptive = true});
    BOOST_TEST(server.header() == basic("u:p"));
    server.authenticator.accepted({});
    BOOST_TEST(server.header() == basic("u:p"));
    server.must_stop({R"(Basic realm="r")"}, Verdict::give_up, error::credentials_refused);

    // A server that would rather have Digest has not refused the password.
    Side strict;
    const ClientCredentials credentials{.user = "u", .password = "p", .preemptive = true};
    strict.authenticator.credentials(credentials);
    BOOST_TEST(strict.header() == basic("u:p"));
    strict.must_retry({digest("n")});
    strict.digest_header(credentials);
    strict.must_stop({digest("n2"), "Basic realm=r"}, Verdict::give_up, error::credentials_refused);

    Side silent;
    silent.authenticator.credentials(credentials);
    BOOST_TEST(silent.header() == basic("u:p"));
    silent.must_stop({}, Verdict::give_up, error::credentials_refused);
}

BOOST_AUTO_TEST_CASE(one_of_name_and_password_is_enough)
{
    for (const auto& [credentials, text] : {std::pair{ClientCredentials{.user = "key"}, "key:"},
                                            std::pair{ClientCredentials{.password = "key"}, ":key"}}) {
        Side server;
        server.authenticator.credentials(credentials);
        server.must_retry({"Basic realm=r"});
        BOOST_TEST(server.header() == basic(text));
    }
}

// --- which challenge is answered

BOOST_AUTO_TEST_CASE(the_strongest_is_taken)
{
    const std::string md5 = R"(Digest realm="m", qop="auth", nonce="n")";
    const std::string sha = R"(Digest realm="s", qop="auth", algorithm=SHA-256-sess, nonce="n")";
    const std::string weak = R"(Basic realm="b")";
    const auto answered = [](std::initializer_list<std::string_view> challenges) {
        Side server;
        server.authenticator.credentials(mufasa);
        server.must_retry(challenges);
        return server.authenticator.realm() + " " + server.header().substr(0, 6);
    };
    for (const auto& all : {md5 + ", " + sha + ", " + weak, weak + "," + sha + " ,, " + md5,
                            R"(Negotiate abc==, Hoba x="Basic realm=\"h\"", )" + weak + ", " + sha})
        BOOST_TEST(answered({all}) == "s Digest", all);
    BOOST_TEST(answered({md5, sha, weak}) == "s Digest");
    BOOST_TEST(answered({weak, md5}) == "m Digest");
    BOOST_TEST(answered({weak, sha, md5}) == "s Digest");
    BOOST_TEST(answered({"Negotiate", "Bearer realm=\"t\"", weak}) == "b Basic ");
    // The first of those that are as good.
    BOOST_TEST(answered({R"(Digest realm="1", qop="auth", nonce="n")", md5}) == "1 Digest");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_understood_is_passed_over)
{
    for (const std::string bad :
         {"Digest realm=\"r\", qop=\"auth\", nonce=\"n", "Digest",
          "Digest abc==", "Digest realm=\"r\", nonce=\"n\"", "Digest qop=\"auth\", nonce=\"n\"",
          "Digest realm=\"r\", qop=\"auth\"", "Digest realm=\"r\", qop=\"auth-int\", nonce=\"n\"",
          "Digest realm=\"r\", qop=\"auth\", nonce=\"n\", algorithm=SHA-512-256",
          "Digest realm=\"r\", realm=\"r\", qop=\"auth\", nonce=\"n\"", "\"", "=", ",", "", "NTLM",
          "Basic realm=\"r", "Basic realm=r realm=r"}) {
        BOOST_TEST_CONTEXT(bad)
        {
            Side server;
            server.authenticator.credentials(mufasa);
            server.must_retry({bad, digest("good"), bad});
            BOOST_TEST(server.digest_header().nonce == "good");
            Side alone;
            alone.authenticator.credentials(mufasa);
            alone.must_stop({bad}, Verdict::give_up, error::challenge_unsupported);
            BOOST_TEST(alone.header() == "");
            Side without;
            without.must_stop({bad}, Verdict::give_up, error::challenge_unsupported);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_password_is_not_sent_against_the_will_of_its_owner)
{
    auto careful = mufasa;
    careful.allow_basic = false;
    Side server;
    server.authenticator.credentials(careful);
    server.must_stop({"Basic realm=r"}, Verdict::give_up, error::challenge_unsupported);
    BOOST_TEST(server.header() == "");
    server.must_retry({"Basic realm=r", digest("n")});
    server.digest_header();
    // Nor by a server that refuses the one to get the other; whoever allows it.
    server.must_stop({"Basic realm=r"}, Verdict::give_up, error::challenge_unsupported);

    Side other;
    other.authenticator.credentials(mufasa);
    other.must_retry({digest("n")});
    other.digest_header();
    other.must_stop({"Basic realm=r"}, Verdict::give_up, error::credentials_refused);
    BOOST_TEST(other.header() == "");
}

// What FIPS mode does to MD5; here to all, and so Basic is what is left.
BOOST_AUTO_TEST_CASE(hashes_may_be_missing)
{
    BOOST_REQUIRE(EVP_set_default_properties(nullptr, "provider=none") == 1);
    const auto* const md5 = R"(Digest realm="r", qop="auth", nonce="n")";
    Side server;
    server.authenticator.credentials(mufasa);
    const auto verdict = server.challenge({md5});
    const auto ec = server.ec;
    const auto with_basic = server.challenge({md5, "Basic realm=r"});
    BOOST_REQUIRE(EVP_set_default_properties(nullptr, "") == 1);
    BOOST_TEST((verdict == Verdict::give_up));
    BOOST_TEST(ec == error::challenge_unsupported);
    BOOST_TEST((with_basic == Verdict::retry));
    BOOST_TEST(server.header() == basic("Mufasa:Circle of Life"));
}

// --- refusals, and fresh credentials

BOOST_AUTO_TEST_CASE(refused_credentials_are_not_sent_again)
{
    for (const auto& challenge : {digest("n"), std::string{"Basic realm=\"r\""}}) {
        for (const bool is_proxy : {false, true}) {
            Side side{.is_proxy = is_proxy};
            side.authenticator.credentials(mufasa);
            side.must_retry({challenge});
            BOOST_TEST(side.header() != "");
            side.must_stop({challenge}, Verdict::give_up, side.refused);
            BOOST_TEST(side.header() == ""); // on the next connection
            side.must_stop({challenge}, Verdict::give_up, side.refused);
            side.authenticator.credentials(mufasa); // but they may have been set right at the other end
            BOOST_TEST(side.header() != "");
            side.authenticator.accepted({});
            BOOST_TEST(side.header() != "");
        }
    }
}

BOOST_AUTO_TEST_CASE(credentials_are_asked_for)
{
    for (const bool is_proxy : {false, true}) {
        Side side{.is_proxy = is_proxy};
        BOOST_TEST(side.header() == "");
        side.must_stop({digest("n"), "Basic realm=b"}, Verdict::need_credentials, side.required);
        BOOST_TEST(side.authenticator.realm() == "r");
        BOOST_TEST(side.header() == "");
        side.authenticator.credentials(mufasa); // answers the challenge that waits
        BOOST_TEST(side.digest_header().nonce == "n");
        side.must_stop({digest("n2")}, Verdict::give_up, side.refused);
        const ClientCredentials other{.user = "other", .password = "p"};
        side.authenticator.credentials(other);
        const auto made = side.digest_header(other);
        BOOST_TEST(made.nonce == "n2");
        BOOST_TEST(made.user == "other");
        side.authenticator.credentials(std::nullopt);
        BOOST_TEST(side.header() == "");
        side.must_stop({digest("n3")}, Verdict::need_credentials, side.required);
    }
}

BOOST_AUTO_TEST_CASE(other_credentials_begin_anew)
{
    Side server;
    server.log_in(mufasa, digest("n"));
    server.authenticator.credentials(mufasa); // the same: the nonce is still good
    BOOST_TEST(server.digest_header().count() == 2u);
    server.authenticator.accepted({});
    server.authenticator.credentials(ClientCredentials{.user = "other"});
    BOOST_TEST(server.header() == "");

    server.log_in(mufasa, digest("n"));
    server.authenticator.forget();
    BOOST_TEST(server.authenticator.realm() == "");
    BOOST_TEST(server.header() == "");
    server.must_retry({digest("n2")});
    server.digest_header();
}

BOOST_AUTO_TEST_CASE(tokens)
{
    for (const bool is_proxy : {false, true}) {
        Side side{.is_proxy = is_proxy};
        side.authenticator.credentials(ClientCredentials{.bearer = "aZ09-._~+/=="});
        BOOST_TEST(side.header() == "Bearer aZ09-._~+/==");
        side.authenticator.accepted({});
        BOOST_TEST(side.header() == "Bearer aZ09-._~+/==");
        const auto* const challenge = R"(Bearer realm="r", error="invalid_token")";
        side.must_stop({challenge}, Verdict::need_credentials, side.refused);
        BOOST_TEST(side.authenticator.realm() == "r");
        side.must_stop({challenge}, Verdict::give_up, side.refused); // there was none that is newer
        BOOST_TEST(side.header() == "");
        side.authenticator.credentials(ClientCredentials{.bearer = "newer"});
        BOOST_TEST(side.header() == "Bearer newer");
        side.must_stop({"Basic realm=r"}, Verdict::need_credentials, side.refused);
        side.authenticator.credentials(mufasa);
        BOOST_TEST(side.header() == basic("Mufasa:Circle of Life"));
    }
    Side asked;
    asked.must_stop({"Bearer realm=t"}, Verdict::need_credentials, error::authentication_required);
    BOOST_TEST(asked.authenticator.realm() == "t");
    asked.authenticator.credentials(mufasa);
    BOOST_TEST(asked.header() == "");
    asked.must_stop({"Bearer realm=t"}, Verdict::give_up, error::challenge_unsupported);
}

// --- the two sides

// A server that answers 407, or a proxy 401, gets nothing for it: each side reads its own fields only.
BOOST_AUTO_TEST_CASE(sides_are_kept_apart)
{
    BOOST_TEST(Authenticator{false}.header_name() == "Authorization");
    BOOST_TEST(Authenticator{true}.header_name() == "Proxy-Authorization");
    for (const bool is_proxy : {false, true}) {
        Fields wrong;
        for (const auto& challenge :
             {digest("n"), std::string{"Basic realm=r"}, std::string{"Bearer realm=r"}})
            wrong.add(is_proxy ? "WWW-Authenticate" : "Proxy-Authenticate", challenge);
        for (const auto& credentials :
             {std::optional<ClientCredentials>{}, std::optional<ClientCredentials>{mufasa}}) {
            Side side{.is_proxy = is_proxy};
            side.authenticator.credentials(credentials);
            BOOST_TEST((side.authenticator.challenged(wrong, side.ec) == Verdict::give_up));
            BOOST_TEST(side.ec == error::challenge_unsupported);
            BOOST_TEST(side.authenticator.realm() == "");
            BOOST_TEST(side.header() == "");
        }
    }
}

// --- misuse

BOOST_AUTO_TEST_CASE(credentials_that_cannot_be_sent)
{
    const auto refuses = [](const ClientCredentials& credentials, std::string_view because) {
        Side server;
        server.log_in(mufasa, digest("n"));
        BOOST_CHECK_EXCEPTION(
            server.authenticator.credentials(credentials), std::invalid_argument,
            [&](const std::invalid_argument& e) { return std::string_view{e.what()}.find(because) < 200; });
        BOOST_TEST(server.digest_header().count() == 2u); // nothing has changed
    };
    refuses({}, "either");
    refuses({.user = "u", .bearer = "t"}, "either");
    refuses({.password = "p", .bearer = "t"}, "either");
    for (const std::string token : {" ", "a b", "a ", " a", "a,b", "a=b", "=", "a\"", "\xc3\xa4", "a\n"})
        refuses({.bearer = token}, "RFC 6750");
    for (const auto& text : {"a\nb"s, "a\tb"s, "a\0b"s, "\x7f"s, "\xe4"s, "\xed\xa0\x80"s}) {
        refuses({.user = text, .password = "p"}, "control");
        refuses({.user = "u", .password = text}, "control");
        refuses({.user = text, .password = "p", .allow_basic = false}, "control");
    }
    refuses({.user = "a:b", .password = "p"}, "colon");
    refuses({.user = "u", .password = "p", .preemptive = true, .allow_basic = false}, "preemptive");
}

BOOST_AUTO_TEST_CASE(credentials_that_can)
{
    Side server;
    const ClientCredentials colon{.user = "a:b", .password = "p:q", .allow_basic = false};
    server.authenticator.credentials(colon);
    server.must_retry({digest("n")});
    BOOST_TEST(server.digest_header(colon).user == "a:b");
    const ClientCredentials quotes{.user = R"(a"b\c)", .password = "p:\xc3\xa4"};
    server.authenticator.credentials(quotes);
    server.must_retry({R"(Digest realm="a \"b\" \\", qop="auth", nonce="n", opaque="\"")"});
    const auto made = server.digest_header(quotes);
    BOOST_TEST(made.user == R"(a"b\c)");
    BOOST_TEST(made.realm == R"(a "b" \)");
    BOOST_TEST(made.opaque == "\"");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace authenticator_test
