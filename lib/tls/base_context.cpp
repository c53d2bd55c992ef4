// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "tls/base_context.hpp"

#include "tls/certificate.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <new>

namespace hawser::tls {

namespace {

// Nobody is asked on the terminal.
int no_password(char*, int, int, void*) noexcept
{
    return -1;
}

} // namespace

SslContextPtr make_base_context(const SSL_METHOD* method, TlsVersion min_version, const std::string& ciphers,
                                const std::string& cipher_suites)
{
    ERR_clear_error();
    SslContextPtr context{SSL_CTX_new(method)};
    if (!context)
        throw std::bad_alloc{};
    SSL_CTX_set_min_proto_version(context.get(),
                                  min_version == TlsVersion::tls_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                           SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    if (!ciphers.empty() && SSL_CTX_set_cipher_list(context.get(), ciphers.c_str()) != 1)
        throw_unusable("TLS option ciphers has none that OpenSSL knows: " + ciphers);
    if (!cipher_suites.empty() && SSL_CTX_set_ciphersuites(context.get(), cipher_suites.c_str()) != 1)
        throw_unusable("TLS option cipher_suites has one that OpenSSL does not know: " + cipher_suites);
    return context;
}

void use_certificate(SSL_CTX* context, const LoadedCertificate& certificate)
{
    ERR_clear_error();
    // Refused here: keys and hashes too weak for today, as the system's security level has it.
    if (SSL_CTX_use_certificate(context, certificate.leaf.get()) != 1 ||
        SSL_CTX_use_PrivateKey(context, certificate.key.get()) != 1)
        throw_unusable("OpenSSL does not take the certificate");
    SSL_CTX_clear_chain_certs(context);
    for (const auto& each : certificate.chain)
        if (SSL_CTX_add1_chain_cert(context, each.get()) != 1)
            throw_unusable("OpenSSL does not take a certificate of the chain");
}

void trust(SSL_CTX* context, const std::string& pem, const std::string& what)
{
    auto* store = SSL_CTX_get_cert_store(context);
    for (const auto& each : read_certificates(pem, what))
        if (X509_STORE_add_cert(store, each.get()) != 1)
            throw_unusable(what + " has a certificate that OpenSSL does not take");
}

void use_revocation_lists(SSL_CTX* context, const std::string& pem, const std::string& what)
{
    ERR_clear_error();
    const BioPtr bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    auto* store = SSL_CTX_get_cert_store(context);
    std::size_t count = 0;
    while (X509_CRL* list = PEM_read_bio_X509_CRL(bio.get(), nullptr, no_password, nullptr)) {
        const std::unique_ptr<X509_CRL, Release<X509_CRL_free>> owned{list};
        if (X509_STORE_add_crl(store, list) != 1)
            throw_unusable(what + " has a revocation list that OpenSSL does not take");
        ++count;
    }
    if (count == 0 || !is_end_of_pem())
        throw_unusable(what + " is not revocation lists in PEM form");
    ERR_clear_error();
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
}

} // namespace hawser::tls
