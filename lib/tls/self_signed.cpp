// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Certificates that nobody has signed.

#include "tls/certificate.hpp"
#include "tls/openssl.hpp"

#include "core/random.hpp"

#include <hawser/certificate.hpp>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <new>
#include <stdexcept>

namespace hawser {

namespace {

// OpenSSL fails here for want of memory or randomness only.
template <class T>
T require(T result)
{
    if (!result)
        throw std::runtime_error{"a certificate could not be made: " + tls::take_reason()};
    return result;
}

std::string text_in(BIO* bio)
{
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

void set_serial(X509* certificate)
{
    std::array<unsigned char, 16> bytes{};
    core::fill_random(bytes);
    bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7f) | 1); // positive, and never short
    const std::unique_ptr<BIGNUM, tls::Release<BN_free>> number{
        require(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr))};
    require(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)));
}

void set_name(X509* certificate, const std::string& name)
{
    auto* subject = X509_get_subject_name(certificate);
    const auto common_name = name.substr(0, 64); // all that fits (RFC 5280, appendix A.1)
    require(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                                       0));
    require(X509_set_issuer_name(certificate, subject));
}

void add_extension(X509* certificate, int id, const std::string& value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, tls::Release<X509_EXTENSION_free>> extension{
        require(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()))};
    require(X509_add_ext(certificate, extension.get(), -1));
}

std::string alternative_names(const std::vector<std::string>& names)
{
    std::string list;
    for (const auto& name : names) {
        const bool is_ip = tls::address_of(name).has_value() && !name.starts_with('[');
        if (!is_ip && !tls::is_dns_name(name))
            throw std::invalid_argument{"hawser: not a DNS name or an IP address for a certificate: \"" +
                                        name + '"'};
        list.append(list.empty() ? "" : ",").append(is_ip ? "IP:" : "DNS:").append(name);
    }
    return list;
}

} // namespace

Certificate Certificate::self_signed(const std::vector<std::string>& names, std::chrono::hours validity)
{
    if (names.empty())
        throw std::invalid_argument{"hawser: a certificate needs a name"};
    const auto alternatives = alternative_names(names);
    const tls::KeyPtr key{require(EVP_EC_gen("P-256"))};
    const tls::X509Ptr made{require(X509_new())};
    auto* certificate = made.get();
    require(X509_set_version(certificate, X509_VERSION_3));
    set_serial(certificate);
    set_name(certificate, names.front());
    // An hour ago: clocks differ.
    require(X509_gmtime_adj(X509_getm_notBefore(certificate), -3600));
    require(X509_gmtime_adj(X509_getm_notAfter(certificate),
                            static_cast<long>(std::chrono::seconds{validity}.count())));
    require(X509_set_pubkey(certificate, key.get()));
    add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE");
    add_extension(certificate, NID_key_usage, "critical,digitalSignature");
    add_extension(certificate, NID_ext_key_usage, "serverAuth,clientAuth");
    add_extension(certificate, NID_subject_alt_name, alternatives);
    require(X509_sign(certificate, key.get(), EVP_sha256()));

    const tls::BioPtr chain{require(BIO_new(BIO_s_mem()))};
    const tls::BioPtr secret{require(BIO_new(BIO_s_mem()))};
    require(PEM_write_bio_X509(chain.get(), certificate));
    require(PEM_write_bio_PKCS8PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr));
    Certificate result;
    result.chain_pem = text_in(chain.get());
    result.key_pem = text_in(secret.get());
    return result;
}

} // namespace hawser
