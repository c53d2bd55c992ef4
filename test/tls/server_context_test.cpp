// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Whom a server's context lets in, and which certificate it shows.

#include "tls/context.hpp"

#include "support/certificate_authority.hpp"
#include "support/print_error.hpp"
#include "support/tls_engines.hpp"
#include "tls/peer_certificate.hpp"

#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace server_context_test {

namespace {

using namespace hawser;
using namespace hawser::test;
using State = tls::Engine::State;

struct SessionPtr {
    SSL_SESSION* session = nullptr;
    ~SessionPtr() { SSL_SESSION_free(session); }
};

/// What came of a handshake with a client that may have a certificate.
struct Met {
    EngineEnd server;
    PlainTls client;

    explicit Met(const std::shared_ptr<const tls::Context>& context) : server{tls::Engine::accept(context)} {}

    void show(const Certificate& certificate) const
    {
        const auto loaded = tls::load(certificate);
        SSL_CTX_use_certificate(client.context(), loaded.leaf.get());
        SSL_CTX_use_PrivateKey(client.context(), loaded.key.get());
        for (const auto& each : loaded.chain)
            SSL_CTX_add1_chain_cert(client.context(), each.get());
    }
    Met& connect(const char* name = nullptr, SSL_SESSION* session = nullptr)
    {
        client.start(session, name);
        talk(server, client);
        return *this;
    }
    bool is_open() const { return server.engine->state() == State::open; }
    error_code error() const { return server.engine->error(); }
    /// The common name of the certificate that the server has shown.
    std::string shown() const
    {
        const tls::X509Ptr peer{SSL_get1_peer_certificate(client.ssl())};
        return peer ? tls::describe(peer.get(), X509_V_OK).common_name : "none";
    }
};

struct Fixture {
    CertificateAuthority authority;
    CertificateAuthority stranger{"Stranger CA"};
    TlsOptions options;

    Fixture() { options.certificates = {authority.issue()}; }

    Met meet() const { return Met{server_context(options)}; }
    Certificate named(const std::string& name, bool is_rsa = false) const
    {
        return authority.issue({.common_name = name, .alternative_names = "DNS:" + name, .is_rsa = is_rsa});
    }
    void ask(ClientCertificates how)
    {
        options.client_certificates = how;
        options.client_ca_pem = authority.pem();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(server_context_suite, Fixture)

BOOST_AUTO_TEST_CASE(names_choose_the_certificate)
{
    options.certificates = {named("first.example"), named("*.wild.example"), named("exact.wild.example")};
    const auto shown = [&](const char* asked) { return meet().connect(asked).shown(); };
    BOOST_TEST(shown(nullptr) == "first.example");
    BOOST_TEST(shown("first.example") == "first.example");
    BOOST_TEST(shown("unknown.example") == "first.example");
    BOOST_TEST(shown("a.wild.example") == "*.wild.example");
    BOOST_TEST(shown("A.Wild.Example") == "*.wild.example");
    BOOST_TEST(shown("exact.wild.example") == "exact.wild.example");
    BOOST_TEST(shown("a.b.wild.example") == "first.example");
    auto met = meet();
    met.connect("a.wild.example");
    BOOST_TEST(met.server.engine->info().server_name == "a.wild.example");
}

BOOST_AUTO_TEST_CASE(keys_of_two_kinds)
{
    options.certificates = {named("a.example"), named("a.example", true)};
    const auto kind = [&](const char* algorithms) {
        auto met = meet();
        SSL_CTX_set1_sigalgs_list(met.client.context(), algorithms);
        met.connect("a.example");
        const tls::X509Ptr peer{SSL_get1_peer_certificate(met.client.ssl())};
        return peer ? EVP_PKEY_get_base_id(X509_get0_pubkey(peer.get())) : 0;
    };
    BOOST_TEST(kind("ECDSA+SHA256") == EVP_PKEY_EC);
    BOOST_TEST(kind("RSA-PSS+SHA256:RSA+SHA256") == EVP_PKEY_RSA);
}

BOOST_AUTO_TEST_CASE(nobody_is_asked_by_default)
{
    auto met = meet();
    met.show(authority.issue());
    BOOST_TEST(met.connect().is_open());
    BOOST_TEST(!met.server.engine->info().peer.has_value());
}

BOOST_AUTO_TEST_CASE(a_certificate_is_required)
{
    ask(ClientCertificates::require);
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto without = meet();
        SSL_CTX_set_max_proto_version(without.client.context(), version);
        BOOST_TEST((without.connect().error() == error::certificate_missing));
        BOOST_TEST((without.error() == condition::untrusted_peer));
        BOOST_TEST(without.client.has_failed());

        auto good = meet();
        SSL_CTX_set_max_proto_version(good.client.context(), version);
        good.show(authority.issue({.common_name = "alice", .alternative_names = "email:alice@example.com"}));
        BOOST_TEST(good.connect().is_open());
        const auto peer = good.server.engine->info().peer;
        BOOST_REQUIRE(peer.has_value());
        BOOST_TEST(peer->verified);
        BOOST_TEST(peer->common_name == "alice");
        BOOST_TEST(peer->emails.at(0) == "alice@example.com");

        auto foreign = meet();
        SSL_CTX_set_max_proto_version(foreign.client.context(), version);
        foreign.show(stranger.issue());
        BOOST_TEST((foreign.connect().error() == error::certificate_unknown_issuer));

        auto old = meet();
        SSL_CTX_set_max_proto_version(old.client.context(), version);
        old.show(authority.issue({.end = std::chrono::hours{-1}}));
        BOOST_TEST((old.connect().error() == error::certificate_expired));
    }
}

BOOST_AUTO_TEST_CASE(a_certificate_is_requested)
{
    ask(ClientCertificates::request);
    BOOST_TEST(meet().connect().is_open());
    auto good = meet();
    good.show(authority.issue());
    BOOST_TEST(good.connect().is_open());
    auto foreign = meet();
    foreign.show(stranger.issue());
    BOOST_TEST(!foreign.connect().is_open());
}

BOOST_AUTO_TEST_CASE(the_callback_has_the_last_word)
{
    ask(ClientCertificates::require);
    bool answer = false;
    PeerCertificate seen;
    options.verify_client = [&](const PeerCertificate& peer) {
        seen = peer;
        return answer;
    };
    auto refused = meet();
    refused.show(authority.issue({.common_name = "alice"}));
    BOOST_TEST((refused.connect().error() == error::certificate_refused));
    BOOST_TEST(seen.common_name == "alice");
    BOOST_TEST(seen.verified);
    answer = true;
    auto foreign = meet();
    foreign.show(stranger.issue());
    BOOST_TEST(foreign.connect().is_open());
    BOOST_TEST(!seen.verified);
    BOOST_TEST((foreign.server.engine->info().peer->error == error::certificate_unknown_issuer));
    options.verify_client = [](const PeerCertificate&) -> bool { throw std::runtime_error{"no idea"}; };
    auto thrown = meet();
    thrown.show(authority.issue());
    BOOST_TEST((thrown.connect().error() == error::certificate_refused));
}

BOOST_AUTO_TEST_CASE(intermediates_and_revoked_ones)
{
    ask(ClientCertificates::require);
    const CertificateAuthority middle{"Middle CA", &authority};
    auto chained = middle.issue({.common_name = "bob"});
    auto alone = meet();
    alone.show(chained);
    BOOST_TEST((alone.connect().error() == error::certificate_unknown_issuer));
    chained.chain_pem += middle.pem();
    auto whole = meet();
    whole.show(chained);
    BOOST_TEST(whole.connect().is_open());

    const auto good = authority.issue();
    const auto bad = authority.issue();
    options.client_crl_pem = authority.revoke({bad.chain_pem, middle.pem()}) + middle.revoke({});
    auto fine = meet();
    fine.show(good);
    BOOST_TEST(fine.connect().is_open());
    auto revoked = meet();
    revoked.show(bad);
    BOOST_TEST((revoked.connect().error() == error::certificate_revoked));
    auto below = meet(); // the authority above it was revoked
    below.show(chained);
    BOOST_TEST((below.connect().error() == error::certificate_revoked));
}

BOOST_AUTO_TEST_CASE(tickets_make_it_short)
{
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto context = server_context(options);
        Met first{context};
        SSL_CTX_set_max_proto_version(first.client.context(), version);
        first.connect();
        first.client.feed(first.server.encrypt("the ticket comes with it"));
        const SessionPtr ticket{SSL_get1_session(first.client.ssl())};
        BOOST_TEST_CONTEXT("version " << version)
        for (const auto& later : {context, server_context(options)}) { // also after a reload
            Met second{later};
            SSL_CTX_set_max_proto_version(second.client.context(), version);
            const SessionPtr copy{
                SSL_SESSION_dup(ticket.session)}; // it is spoilt by a connection that is just dropped
            second.connect(nullptr, copy.session);
            BOOST_TEST(second.is_open());
            BOOST_TEST(SSL_session_reused(second.client.ssl()) == 1);
            BOOST_TEST(second.server.engine->info().resumed);
            second.client.feed(second.server.encrypt("a new ticket"));
            const SessionPtr renewed{SSL_get1_session(second.client.ssl())};
            const SessionPtr again{SSL_SESSION_dup(renewed.session)};
            Met third{later};
            SSL_CTX_set_max_proto_version(third.client.context(), version);
            third.connect(nullptr, again.session);
            BOOST_TEST(third.server.engine->info().resumed);
        }
        options.session_tickets = false;
        Met without{server_context(options)};
        without.connect(nullptr, ticket.session);
        BOOST_TEST(without.is_open());
        BOOST_TEST(!without.server.engine->info().resumed);
        options.session_tickets = true;
    }
}

BOOST_AUTO_TEST_CASE(a_ticket_spares_nobody_the_look_at_his_certificate)
{
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        options.client_certificates = ClientCertificates::none;
        options.client_ca_pem.clear();
        Met first = meet();
        SSL_CTX_set_max_proto_version(first.client.context(), version);
        first.connect(); // without a certificate
        first.client.feed(first.server.encrypt("ticket"));
        const SessionPtr ticket{SSL_get1_session(first.client.ssl())};
        ask(ClientCertificates::require);
        Met second = meet();
        SSL_CTX_set_max_proto_version(second.client.context(), version);
        BOOST_TEST(!second.connect(nullptr, ticket.session).is_open());

        int looks = 0;
        options.verify_client = [&](const PeerCertificate& peer) { return ++looks, peer.verified; };
        const auto shown = authority.issue();
        Met third = meet();
        SSL_CTX_set_max_proto_version(third.client.context(), version);
        third.show(shown);
        third.connect();
        third.client.feed(third.server.encrypt("a ticket?"));
        const SessionPtr session{SSL_get1_session(third.client.ssl())};
        Met fourth = meet();
        SSL_CTX_set_max_proto_version(fourth.client.context(), version);
        fourth.show(shown);
        BOOST_TEST(fourth.connect(nullptr, session.session).is_open());
        BOOST_TEST(looks == 2);
        options.verify_client = nullptr;
    }
}

BOOST_AUTO_TEST_CASE(one_that_has_expired_is_served_with_a_warning)
{
    options.certificates = {authority.issue({.common_name = "old", .end = std::chrono::hours{-1}})};
    const auto context = server_context(options);
    BOOST_TEST(context->warnings().size() == 1u);
    BOOST_TEST(context->warnings().front() == "the certificate for CN=old,O=Hawser tests has expired");
}

BOOST_AUTO_TEST_CASE(options_that_cannot_be_used)
{
    const auto fails = [](const TlsOptions& wrong) {
        try {
            static_cast<void>(server_context(wrong));
        } catch (const boost::system::system_error& e) {
            return e.code() == error::unusable_certificate;
        }
        return false;
    };
    BOOST_TEST(fails({.certificates = {{.chain_file = "/no/such/file"}}}));
    BOOST_TEST(fails({.ciphers = "NO-SUCH-CIPHER"}));
    BOOST_TEST(fails({.cipher_suites = "NO-SUCH-SUITE"}));
    BOOST_TEST(fails({.client_certificates = ClientCertificates::require, .client_ca_pem = "noise"}));
    BOOST_TEST(fails({.client_certificates = ClientCertificates::require,
                      .client_ca_pem = authority.pem(),
                      .client_crl_pem = "noise"}));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace server_context_test
