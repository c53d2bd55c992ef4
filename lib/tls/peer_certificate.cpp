// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "tls/peer_certificate.hpp"

#include "core/ascii.hpp"
#include "core/base64.hpp"

#include <hawser/endpoint.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <string_view>

namespace hawser::tls {

namespace {

struct ReleaseNames {
    void operator()(GENERAL_NAMES* names) const noexcept { GENERAL_NAMES_free(names); }
};

std::string text_of_name(const X509_NAME* name)
{
    const BioPtr bio{BIO_new(BIO_s_mem())};
    // RFC 2253, but with letters beyond ASCII as they are.
    if (!bio || X509_NAME_print_ex(bio.get(), name, 0,
                                   XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB)) < 0)
        return {};
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

// A NUL some would take for the end, and others not: nothing that has one is a name.
std::string without_nul(std::string text)
{
    return text.find('\0') == std::string::npos ? std::move(text) : std::string{};
}

std::string utf8_of(const ASN1_STRING* text)
{
    unsigned char* bytes = nullptr;
    const int size = ASN1_STRING_to_UTF8(&bytes, text);
    if (size < 0)
        return {};
    std::string result{reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
    OPENSSL_free(bytes);
    return without_nul(std::move(result));
}

std::string common_name_of(const X509* certificate)
{
    const auto* name = X509_get_subject_name(certificate);
    int index = -1;
    for (int next = -1; (next = X509_NAME_get_index_by_NID(name, NID_commonName, next)) >= 0;)
        index = next;
    return index < 0 ? std::string{} : utf8_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
}

std::string ascii_of(const ASN1_IA5STRING* text)
{
    return without_nul({reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                        static_cast<std::size_t>(ASN1_STRING_length(text))});
}

std::string address_of(const ASN1_OCTET_STRING* address)
{
    const auto* bytes = ASN1_STRING_get0_data(address);
    if (ASN1_STRING_length(address) == 4) {
        std::array<unsigned char, 4> ipv4{};
        std::copy_n(bytes, 4, ipv4.begin());
        return Endpoint::ipv4(ipv4, 0).address();
    }
    if (ASN1_STRING_length(address) == 16) {
        std::array<unsigned char, 16> ipv6{};
        std::copy_n(bytes, 16, ipv6.begin());
        return Endpoint::ipv6(ipv6, 0).address();
    }
    return {};
}

void add(std::vector<std::string>& list, std::string text)
{
    if (!text.empty())
        list.push_back(std::move(text));
}

// Returns whether there are alternative names of any kind.
bool read_alternative_names(X509* certificate, PeerCertificate& result)
{
    const std::unique_ptr<GENERAL_NAMES, ReleaseNames> names{
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const auto* name = sk_GENERAL_NAME_value(names.get(), i);
        switch (name->type) {
        case GEN_DNS: add(result.dns_names, ascii_of(name->d.dNSName)); break;
        case GEN_EMAIL: add(result.emails, ascii_of(name->d.rfc822Name)); break;
        case GEN_URI: add(result.uris, ascii_of(name->d.uniformResourceIdentifier)); break;
        case GEN_IPADD: add(result.ip_addresses, address_of(name->d.iPAddress)); break;
        default: break;
        }
    }
    return names != nullptr;
}

std::string serial_of(X509* certificate)
{
    const std::unique_ptr<BIGNUM, Release<BN_free>> number{
        ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr)};
    char* digits = number ? BN_bn2hex(number.get()) : nullptr;
    std::string result = digits ? digits : "";
    OPENSSL_free(digits);
    return result;
}

std::chrono::system_clock::time_point time_of(const ASN1_TIME* time)
{
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return {};
    // The year 9999 stands for "no end" (RFC 5280 §4.1.2.5), and is more than the clock can count to.
    using Clock = std::chrono::system_clock;
    const std::chrono::seconds time_in_seconds{::timegm(&parts)};
    if (time_in_seconds >= std::chrono::floor<std::chrono::seconds>(Clock::duration::max()))
        return Clock::time_point::max();
    if (time_in_seconds <= std::chrono::ceil<std::chrono::seconds>(Clock::duration::min()))
        return Clock::time_point::min();
    return Clock::time_point{time_in_seconds};
}

} // namespace

std::string subject_of(const X509* certificate)
{
    return text_of_name(X509_get_subject_name(certificate));
}

std::vector<std::string> host_names_of(X509* certificate)
{
    PeerCertificate names;
    if (!read_alternative_names(certificate, names))
        add(names.dns_names, common_name_of(certificate));
    for (auto& name : names.dns_names)
        std::transform(name.begin(), name.end(), name.begin(), core::to_lower);
    return std::move(names.dns_names);
}

std::string fingerprint_of(const X509* certificate)
{
    std::array<unsigned char, 32> hash{};
    unsigned size = 0;
    X509_digest(certificate, EVP_sha256(), hash.data(), &size);
    std::string text;
    for (const auto byte : hash) {
        if (!text.empty())
            text.push_back(':');
        text.push_back("0123456789ABCDEF"[byte >> 4]);
        text.push_back("0123456789ABCDEF"[byte & 15]);
    }
    return text;
}

std::string key_pin_of(const X509* certificate)
{
    unsigned char* bytes = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &bytes);
    if (size < 0)
        return {};
    std::array<unsigned char, 32> hash{};
    const bool is_well =
        EVP_Digest(bytes, static_cast<std::size_t>(size), hash.data(), nullptr, EVP_sha256(), nullptr) == 1;
    OPENSSL_free(bytes);
    return is_well ? core::base64_encode(hash) : std::string{};
}

error_code verify_error(long verify_result) noexcept
{
    switch (verify_result) {
    case X509_V_OK: return {};
    case X509_V_ERR_CERT_HAS_EXPIRED: return error::certificate_expired;
    case X509_V_ERR_CERT_NOT_YET_VALID: return error::certificate_not_yet_valid;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return error::certificate_wrong_host;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return error::certificate_self_signed;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED: return error::certificate_unknown_issuer;
    case X509_V_ERR_CERT_REVOKED: return error::certificate_revoked;
    case X509_V_ERR_APPLICATION_VERIFICATION: return error::certificate_refused;
    default: return error::certificate_invalid;
    }
}

PeerCertificate describe(X509* certificate, long verify_result)
{
    PeerCertificate result;
    result.subject = subject_of(certificate);
    result.common_name = common_name_of(certificate);
    result.issuer = text_of_name(X509_get_issuer_name(certificate));
    result.serial = serial_of(certificate);
    read_alternative_names(certificate, result);
    result.not_before = time_of(X509_get0_notBefore(certificate));
    result.not_after = time_of(X509_get0_notAfter(certificate));
    result.fingerprint = fingerprint_of(certificate);
    result.key_pin = key_pin_of(certificate);
    result.error = verify_error(verify_result);
    result.verified = !result.error;
    return result;
}

} // namespace hawser::tls
