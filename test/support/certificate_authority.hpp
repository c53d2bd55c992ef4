// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "tls/certificate.hpp"
#include "tls/openssl.hpp"

#include <hawser/certificate.hpp>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

namespace hawser::test {

/// What a certificate of a test says.
struct CertificateWish {
    std::string common_name = "localhost";
    std::string alternative_names = "DNS:localhost,IP:127.0.0.1"; ///< as openssl.cnf has them; empty: none
    std::chrono::hours begin{-24};                                ///< from now
    std::chrono::hours end{24 * 30};
    bool is_rsa = false;
    bool is_authority = false;
};

/// An authority that signs certificates for tests; may itself be signed by another.
class CertificateAuthority {
public:
    explicit CertificateAuthority(std::string name = "Test CA")
        : CertificateAuthority{std::move(name), nullptr}
    {
    }
    CertificateAuthority(std::string name, const CertificateAuthority* parent, CertificateWish wish = {})
    {
        wish.common_name = std::move(name);
        wish.alternative_names.clear();
        wish.is_authority = true;
        key_ = make_key(wish);
        certificate_ =
            parent ? parent->sign(wish, key_.get()) : make(wish, key_.get(), nullptr, key_.get(), 1);
    }

    /// A new key, and a certificate for it.
    Certificate issue(const CertificateWish& wish = {}) const
    {
        const auto key = make_key(wish);
        const auto made = sign(wish, key.get());
        return {.chain_pem = pem_of(made.get()), .key_pem = pem_of(key.get())};
    }

    std::string pem() const { return pem_of(certificate_.get()); }

    /// A list with these certificates in it.
    std::string revoke(const std::vector<std::string>& pems) const
    {
        const std::unique_ptr<X509_CRL, tls::Release<X509_CRL_free>> list{X509_CRL_new()};
        X509_CRL_set_version(list.get(), 1);
        X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(certificate_.get()));
        const std::unique_ptr<ASN1_TIME, tls::Release<ASN1_TIME_free>> now{X509_gmtime_adj(nullptr, -60)};
        const std::unique_ptr<ASN1_TIME, tls::Release<ASN1_TIME_free>> next{X509_gmtime_adj(nullptr, 86400)};
        X509_CRL_set1_lastUpdate(list.get(), now.get());
        X509_CRL_set1_nextUpdate(list.get(), next.get());
        for (const auto& pem : pems) {
            const auto certificates = tls::read_certificates(pem, "revoked");
            auto* entry = X509_REVOKED_new();
            X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(certificates.front().get()));
            X509_REVOKED_set_revocationDate(entry, now.get());
            X509_CRL_add0_revoked(list.get(), entry);
        }
        X509_CRL_sign(list.get(), key_.get(), EVP_sha256());
        const tls::BioPtr bio{BIO_new(BIO_s_mem())};
        PEM_write_bio_X509_CRL(bio.get(), list.get());
        return text_in(bio.get());
    }

private:
    tls::X509Ptr sign(const CertificateWish& wish, EVP_PKEY* key) const
    {
        return make(wish, key, certificate_.get(), key_.get(), ++serial_);
    }

    static tls::KeyPtr make_key(const CertificateWish& wish)
    {
        tls::KeyPtr key{wish.is_rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256")};
        if (!key)
            throw std::runtime_error{"no key: " + tls::take_reason()};
        return key;
    }

    static tls::X509Ptr make(const CertificateWish& wish, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key,
                             long serial)
    {
        tls::X509Ptr made{X509_new()};
        auto* certificate = made.get();
        X509_set_version(certificate, X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
        auto* subject = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>("Hawser tests"), -1, -1, 0);
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(wish.common_name.c_str()), -1, -1,
                                   0);
        X509_set_issuer_name(certificate, issuer ? X509_get_subject_name(issuer) : subject);
        const auto seconds = [](std::chrono::hours time) {
            return static_cast<long>(std::chrono::seconds{time}.count());
        };
        X509_gmtime_adj(X509_getm_notBefore(certificate), seconds(wish.begin));
        X509_gmtime_adj(X509_getm_notAfter(certificate), seconds(wish.end));
        X509_set_pubkey(certificate, key);
        add_extension(certificate, NID_basic_constraints,
                      wish.is_authority ? "critical,CA:TRUE" : "CA:FALSE");
        if (wish.is_authority)
            add_extension(certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
        if (!wish.alternative_names.empty())
            add_extension(certificate, NID_subject_alt_name, wish.alternative_names.c_str());
        if (X509_sign(certificate, issuer_key, EVP_sha256()) == 0)
            throw std::runtime_error{"no certificate: " + tls::take_reason()};
        return made;
    }

    static void add_extension(X509* certificate, int id, const char* value)
    {
        X509V3_CTX context;
        X509V3_set_ctx_nodb(&context);
        X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
        auto* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value);
        if (!extension)
            throw std::runtime_error{"no extension: " + tls::take_reason()};
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
    }

    static std::string text_in(BIO* bio)
    {
        char* data = nullptr;
        const auto size = BIO_get_mem_data(bio, &data);
        return {data, static_cast<std::size_t>(size)};
    }
    static std::string pem_of(X509* certificate)
    {
        const tls::BioPtr bio{BIO_new(BIO_s_mem())};
        PEM_write_bio_X509(bio.get(), certificate);
        return text_in(bio.get());
    }
    static std::string pem_of(EVP_PKEY* key)
    {
        const tls::BioPtr bio{BIO_new(BIO_s_mem())};
        PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
        return text_in(bio.get());
    }

    tls::KeyPtr key_;
    tls::X509Ptr certificate_;
    mutable long serial_ = 1;
};

} // namespace hawser::test
