// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Whom a client's context believes.

#include "support/certificate_authority.hpp"
#include "support/print_error.hpp"
#include "support/temp_folder.hpp"
#include "support/tls_engines.hpp"
#include "tls/peer_certificate.hpp"

#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace client_context_test {

namespace {

using namespace hawser;
using namespace hawser::test;
using State = tls::Engine::State;

struct Fixture {
    CertificateAuthority authority;
    TlsClientOptions options;
    Certificate shown = authority.issue();
    std::string host = "localhost";
    std::optional<TlsInfo> info; ///< of the last `meet` that was successful

    Fixture() { options.ca_pem = authority.pem(); }

    /// The client's error in a handshake with a server of OpenSSL's that shows `shown`.
    error_code meet()
    {
        PlainTls server{PlainTls::Role::server};
        const auto loaded = tls::load(shown);
        SSL_CTX_use_certificate(server.context(), loaded.leaf.get());
        SSL_CTX_use_PrivateKey(server.context(), loaded.key.get());
        for (const auto& each : loaded.chain)
            SSL_CTX_add1_chain_cert(server.context(), each.get());
        if (asks_client)
            SSL_CTX_set_verify(server.context(), SSL_VERIFY_PEER, [](int, X509_STORE_CTX*) { return 1; });
        EngineEnd client{tls::Engine::connect(tls::Context::for_client(options), host)};
        std::string_view nothing;
        client.engine->handshake(nothing, client.output);
        server.start();
        talk(client, server);
        info.reset();
        if (client.engine->state() == State::open) {
            info = client.engine->info();
            server.feed(client.encrypt("hello"));
            BOOST_TEST(server.received() == "hello");
            if (asks_client) {
                const tls::X509Ptr peer{SSL_get1_peer_certificate(server.ssl())};
                client_name = peer ? tls::describe(peer.get(), X509_V_OK).common_name : "none";
            }
        }
        return client.engine->error();
    }

    bool asks_client = false;
    std::string client_name;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(client_context_suite, Fixture)

BOOST_AUTO_TEST_CASE(a_good_certificate)
{
    BOOST_TEST(!meet());
    BOOST_TEST(info->peer->verified);
    host = "127.0.0.1";
    BOOST_TEST(!meet());
}

BOOST_AUTO_TEST_CASE(the_reasons_of_a_refusal)
{
    shown = authority.issue({.end = std::chrono::hours{-1}});
    BOOST_TEST((meet() == error::certificate_expired));
    shown = authority.issue({.begin = std::chrono::hours{1}});
    BOOST_TEST((meet() == error::certificate_not_yet_valid));
    shown = authority.issue({.common_name = "localhost", .alternative_names = "DNS:other.example"});
    BOOST_TEST((meet() == error::certificate_wrong_host));
    host = "127.0.0.1";
    BOOST_TEST((meet() == error::certificate_wrong_host));
    host = "localhost";
    shown = Certificate::self_signed({"localhost"});
    BOOST_TEST((meet() == error::certificate_self_signed));
    shown = CertificateAuthority{"Stranger CA"}.issue();
    BOOST_TEST((meet() == error::certificate_unknown_issuer));
    BOOST_TEST((meet() == condition::untrusted_peer));
    shown = authority.issue();
    options.crl_pem = authority.revoke({shown.chain_pem});
    BOOST_TEST((meet() == error::certificate_revoked));
}

BOOST_AUTO_TEST_CASE(whom_the_system_trusts)
{
    options.ca_pem.clear();
    BOOST_TEST((meet() == error::certificate_unknown_issuer));
}

BOOST_AUTO_TEST_CASE(issuers_in_a_file_and_in_a_folder)
{
    const TempFolder folder;
    folder.write("ca.pem", authority.pem());
    options.ca_pem.clear();
    options.ca_file = folder / "ca.pem";
    BOOST_TEST(!meet());
    options.ca_file.clear();
    options.ca_folder = folder / "";
    BOOST_TEST((meet() == error::certificate_unknown_issuer)); // no hashed names in it
    const auto certificates = tls::read_certificates(authority.pem(), "ca");
    char name[16]; // NOLINT: filled by snprintf
    std::snprintf(name, sizeof name, "%08lx.0", X509_subject_name_hash(certificates.front().get()));
    folder.write(name, authority.pem());
    BOOST_TEST(!meet());
}

BOOST_AUTO_TEST_CASE(no_check_only_where_that_is_said)
{
    shown = Certificate::self_signed({"other.example"});
    options.verify = TlsVerify::none;
    BOOST_TEST(!meet());
    BOOST_TEST(!info->peer->verified);
}

BOOST_AUTO_TEST_CASE(pinned_keys)
{
    const auto pin = tls::key_pin_of(tls::load(shown).leaf.get());
    options.pinned_keys = {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", pin};
    BOOST_TEST(!meet());
    options.pinned_keys.pop_back();
    BOOST_TEST((meet() == error::certificate_not_pinned));
    options.verify = TlsVerify::none; // a pin in place of all issuers
    BOOST_TEST((meet() == error::certificate_not_pinned));
    shown = Certificate::self_signed({"anything"});
    options.pinned_keys = {tls::key_pin_of(tls::load(shown).leaf.get())};
    BOOST_TEST(!meet());
    options.verify = TlsVerify::full; // and not in addition
    BOOST_TEST((meet() == error::certificate_self_signed));
}

BOOST_AUTO_TEST_CASE(the_callback_has_the_last_word)
{
    PeerCertificate seen;
    bool answer = true;
    options.verify_server = [&](const PeerCertificate& peer) {
        seen = peer;
        return answer;
    };
    shown = authority.issue({.end = std::chrono::hours{-1}});
    BOOST_TEST(!meet());
    BOOST_TEST((seen.error == error::certificate_expired));
    answer = false;
    shown = authority.issue();
    BOOST_TEST((meet() == error::certificate_refused));
    BOOST_TEST(seen.verified);
}

BOOST_AUTO_TEST_CASE(a_certificate_of_the_clients)
{
    asks_client = true;
    BOOST_TEST(!meet());
    BOOST_TEST(client_name == "none");
    options.certificate = authority.issue({.common_name = "alice"});
    BOOST_TEST(!meet());
    BOOST_TEST(client_name == "alice");
}

BOOST_AUTO_TEST_CASE(wildcards)
{
    shown =
        authority.issue({.common_name = "x", .alternative_names = "DNS:*.example.com,DNS:f*.example.org"});
    host = "a.example.com";
    BOOST_TEST(!meet());
    for (const char* other : {"example.com", "a.b.example.com", "foo.example.org"}) {
        host = other;
        BOOST_TEST((meet() == error::certificate_wrong_host));
    }
}

BOOST_AUTO_TEST_CASE(hosts_in_other_words)
{
    for (const char* same : {"localhost.", "LOCALHOST", "[127.0.0.1]"}) {
        host = same;
        if (host.front() == '[')
            BOOST_CHECK_THROW(meet(), std::invalid_argument);
        else
            BOOST_TEST(!meet());
    }
    shown = authority.issue({.common_name = "localhost", .alternative_names = "IP:2001:db8::1"});
    for (const char* same : {"2001:db8::1", "[2001:db8::1]", "2001:DB8:0::1"}) {
        host = same;
        BOOST_TEST(!meet());
    }
    host = "fe80::1%1";
    BOOST_TEST((meet() == error::certificate_wrong_host));
    host = "localhost"; // which is its subject, and no more
    BOOST_TEST((meet() == error::certificate_wrong_host));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_checked_is_no_host)
{
    using namespace std::string_literals;
    for (const auto& wrong : {"other.example\0x"s, "localhost:443"s, "127.0.0.1:443"s, "[::1]:443"s, "a b"s,
                              std::string(300, 'a') + ".example"}) {
        host = wrong;
        BOOST_CHECK_THROW(meet(), std::invalid_argument);
    }
}

BOOST_AUTO_TEST_CASE(the_worst_fault_is_told)
{
    const CertificateAuthority old{"Old CA", &authority, {.end = std::chrono::hours{-1}}};
    shown = old.issue();
    shown.chain_pem += old.pem();
    BOOST_TEST((meet() == error::certificate_expired));
    const CertificateAuthority forger{"Old CA"}; // the same name and another key
    shown = forger.issue();
    shown.chain_pem += old.pem();
    BOOST_TEST((meet() != error::certificate_expired));
    BOOST_TEST((meet() == condition::untrusted_peer));
}

BOOST_AUTO_TEST_CASE(a_server_that_speaks_no_tls)
{
    EngineEnd client{tls::Engine::connect(tls::Context::for_client(options), host)};
    std::string_view nothing;
    client.engine->handshake(nothing, client.output);
    client.feed("HTTP/1.1 400 Bad Request\r\n\r\n");
    BOOST_TEST((client.engine->error() == error::tls_not_spoken));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace client_context_test
