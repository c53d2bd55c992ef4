// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "tls/certificate.hpp"

#include "support/certificate_authority.hpp"
#include "support/temp_folder.hpp"
#include "tls/peer_certificate.hpp"

#include <hawser/error.hpp>

#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <openssl/pkcs12.h>

#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace certificate_test {

namespace {

using namespace hawser;
using namespace hawser::test;

/// What is said of a certificate that cannot be used.
std::string complaint(const Certificate& certificate)
{
    try {
        static_cast<void>(tls::load(certificate));
    } catch (const boost::system::system_error& e) {
        BOOST_TEST((e.code() == error::unusable_certificate));
        return e.what();
    }
    return "none";
}

bool complains(const Certificate& certificate, std::string_view of)
{
    const auto said = complaint(certificate);
    BOOST_TEST_INFO("said: " << said);
    return said.find(of) != std::string::npos;
}

std::string with_password(const std::string& key_pem, const std::string& password)
{
    const tls::BioPtr in{BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size()))};
    const tls::KeyPtr key{PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr)};
    const tls::BioPtr out{BIO_new(BIO_s_mem())};
    PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), EVP_aes_256_cbc(), password.data(),
                                  static_cast<int>(password.size()), nullptr, nullptr);
    char* data = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

void write_pkcs12(const std::string& path, const Certificate& certificate, const char* password)
{
    const auto loaded = tls::load(certificate);
    const std::unique_ptr<PKCS12, tls::Release<PKCS12_free>> made{
        PKCS12_create(password, "name", loaded.key.get(), loaded.leaf.get(), nullptr, 0, 0, 0, 0, 0)};
    std::FILE* file = std::fopen(path.c_str(), "wb");
    i2d_PKCS12_fp(file, made.get());
    std::fclose(file);
}

struct Fixture {
    CertificateAuthority authority;
    TempFolder folder;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(certificate, Fixture)

BOOST_AUTO_TEST_CASE(pem_as_text_and_as_files)
{
    const auto text = authority.issue();
    BOOST_TEST(complaint(text) == "none");
    folder.write("chain.pem", text.chain_pem + authority.pem());
    folder.write("key.pem", text.key_pem);
    folder.write("both.pem", text.key_pem + text.chain_pem);
    const auto loaded = tls::load({.chain_file = folder / "chain.pem", .key_file = folder / "key.pem"});
    BOOST_TEST(loaded.chain.size() == 1u);
    BOOST_TEST(loaded.names == std::vector<std::string>{"localhost"}, boost::test_tools::per_element());
    BOOST_TEST(complaint({.chain_file = folder / "both.pem"}) == "none");
    BOOST_TEST(complaint({.chain_pem = text.chain_pem + text.key_pem}) == "none");
}

BOOST_AUTO_TEST_CASE(keys_with_a_password)
{
    auto certificate = authority.issue();
    certificate.key_pem = with_password(certificate.key_pem, "secret");
    BOOST_TEST(complains(certificate, "without a password"));
    certificate.password = "wrong";
    BOOST_TEST(complains(certificate, "no private key that this password opens"));
    certificate.password = "secret";
    BOOST_TEST(complaint(certificate) == "none");
}

BOOST_AUTO_TEST_CASE(pkcs12)
{
    const auto path = folder / "both.pfx";
    write_pkcs12(path, authority.issue(), "secret");
    BOOST_TEST(complaint({.pkcs12_file = path, .password = "secret"}) == "none");
    BOOST_TEST(complains({.pkcs12_file = path, .password = "wrong"}, "cannot be opened with this password"));
    folder.write("noise.pfx", "noise");
    BOOST_TEST(complains({.pkcs12_file = folder / "noise.pfx"}, "is not a PKCS#12 file"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_used_is_named)
{
    const auto good = authority.issue();
    const auto other = authority.issue();
    BOOST_TEST(complains({}, "neither chain_file"));
    BOOST_TEST(complains({.chain_file = "/no/such/file"}, "/no/such/file cannot be read"));
    BOOST_TEST(complains({.chain_pem = "noise", .key_pem = good.key_pem}, "no certificate in PEM form"));
    BOOST_TEST(complains({.chain_pem = good.chain_pem}, "no private key"));
    BOOST_TEST(
        complains({.chain_pem = good.chain_pem, .key_pem = other.key_pem}, "not that of the certificate"));
    BOOST_TEST(complains({.chain_file = "a", .chain_pem = "b"}, "given twice"));
    BOOST_TEST(complains({.pkcs12_file = "a", .chain_pem = "b"}, "given twice"));
    auto corrupt = good.chain_pem + good.chain_pem;
    corrupt[good.chain_pem.size() + 100] = '!';
    BOOST_TEST(complains({.chain_pem = corrupt, .key_pem = good.key_pem}, "corrupt"));
    folder.write("huge.pem", std::string(5'000'000, 'x'));
    BOOST_TEST(complains({.chain_file = folder / "huge.pem"}, "too large"));
    folder.write("empty.pem", "");
    BOOST_TEST(complains({.chain_file = folder / "empty.pem"}, "is empty"));
    BOOST_TEST(complains({.chain_file = folder / ""}, "cannot be read")); // a folder
}

BOOST_AUTO_TEST_CASE(self_signed_ones)
{
    const auto made = Certificate::self_signed({"localhost", "127.0.0.1", "::1"});
    const auto loaded = tls::load(made);
    const auto said = tls::describe(loaded.leaf.get(), X509_V_OK);
    BOOST_TEST(said.subject == "CN=localhost");
    BOOST_TEST(said.issuer == said.subject);
    BOOST_TEST(said.dns_names == std::vector<std::string>{"localhost"}, boost::test_tools::per_element());
    BOOST_TEST(said.ip_addresses == (std::vector<std::string>{"127.0.0.1", "::1"}),
               boost::test_tools::per_element());
    BOOST_TEST(made.fingerprint() == said.fingerprint);
    BOOST_TEST(made.fingerprint().size() == 32u * 3 - 1);
    BOOST_TEST((Certificate::self_signed({"localhost"}).fingerprint() != made.fingerprint()));
    const auto left = said.not_after - std::chrono::system_clock::now();
    BOOST_TEST((left > std::chrono::hours{24 * 89} && left <= std::chrono::hours{24 * 90}));
    BOOST_CHECK_THROW(Certificate::self_signed({}), std::invalid_argument);
    BOOST_CHECK_THROW(Certificate::self_signed({""}), std::invalid_argument);
    for (const char* wrong : {"a,DNS:b", "127.0.0.1:80", "[::1]", "[::1]:80", "a b", "https://a.example"})
        BOOST_CHECK_THROW(Certificate::self_signed({wrong}), std::invalid_argument);
    BOOST_TEST((Certificate::self_signed({std::string(100, 'a') + ".example"}).chain_pem != ""));
}

BOOST_AUTO_TEST_CASE(what_a_certificate_says)
{
    const auto made =
        authority.issue({.common_name = "Zoë",
                         .alternative_names = "DNS:A.example,DNS:*.b.example,IP:2001:db8::1,"
                                              "email:zoe@example.com,URI:spiffe://example/zoe"});
    const auto loaded = tls::load(made);
    const auto said = tls::describe(loaded.leaf.get(), X509_V_ERR_CERT_HAS_EXPIRED);
    BOOST_TEST(said.subject == "CN=Zoë,O=Hawser tests");
    BOOST_TEST(said.common_name == "Zoë");
    BOOST_TEST(said.issuer == "CN=Test CA,O=Hawser tests");
    BOOST_TEST(said.serial == "02");
    BOOST_TEST(said.emails.at(0) == "zoe@example.com");
    BOOST_TEST(said.uris.at(0) == "spiffe://example/zoe");
    BOOST_TEST(said.ip_addresses.at(0) == "2001:db8::1");
    BOOST_TEST(said.key_pin.size() == 44u);
    BOOST_TEST(!said.verified);
    BOOST_TEST((said.error == error::certificate_expired));
    BOOST_TEST(loaded.names == (std::vector<std::string>{"a.example", "*.b.example"}),
               boost::test_tools::per_element());
    const auto old = tls::load(authority.issue({.common_name = "Old.example", .alternative_names = {}}));
    BOOST_TEST(old.names == std::vector<std::string>{"old.example"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_end)
{
    const auto made = authority.issue({.end = std::chrono::hours{24} * 365 * 7900});
    const auto said = tls::describe(tls::load(made).leaf.get(), X509_V_OK);
    BOOST_TEST((said.not_after == std::chrono::system_clock::time_point::max()));
    BOOST_TEST((said.not_before < std::chrono::system_clock::now()));
}

BOOST_AUTO_TEST_CASE(names_and_hosts)
{
    BOOST_TEST(tls::name_matches("a.example", "a.example"));
    BOOST_TEST(!tls::name_matches("a.example", "b.a.example"));
    BOOST_TEST(tls::name_matches("*.example", "a.example"));
    BOOST_TEST(!tls::name_matches("*.example", "a.b.example"));
    BOOST_TEST(!tls::name_matches("*.example", ".example"));
    BOOST_TEST(!tls::name_matches("*.example", "example"));
    BOOST_TEST(!tls::name_matches("*.example", ""));
}

BOOST_AUTO_TEST_CASE(every_verdict_has_an_error)
{
    BOOST_TEST(!tls::verify_error(X509_V_OK));
    for (long result = 1; result < 100; ++result)
        BOOST_TEST((tls::verify_error(result) == condition::untrusted_peer));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace certificate_test
