// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "tls/certificate.hpp"

#include "core/ascii.hpp"
#include "tls/peer_certificate.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

namespace hawser::tls {

namespace {

// Chains have some kilobytes; who names a device or a film by mistake gets an error in place of a full
// memory.
constexpr std::size_t max_file = 4 * 1024 * 1024;

BioPtr reader_of(std::string_view text)
{
    BioPtr bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
    if (!bio)
        throw std::bad_alloc{};
    return bio;
}

// Without it OpenSSL would ask on the terminal.
int give_password(char* buffer, int size, int, void* password)
{
    const auto& text = *static_cast<const std::string*>(password);
    if (text.size() > static_cast<std::size_t>(size))
        return -1;
    std::memcpy(buffer, text.data(), text.size());
    return static_cast<int>(text.size());
}

KeyPtr read_key(std::string_view pem, const std::string& password, const std::string& what)
{
    ERR_clear_error();
    const auto bio = reader_of(pem);
    KeyPtr key{
        PEM_read_bio_PrivateKey(bio.get(), nullptr, give_password, const_cast<std::string*>(&password))};
    if (!key)
        throw_unusable(password.empty() ? what + " has no private key that can be read without a password"
                                        : what + " has no private key that this password opens");
    return key;
}

LoadedCertificate load_pkcs12(const Certificate& certificate)
{
    const auto& path = certificate.pkcs12_file;
    const auto bytes = read_file(path);
    ERR_clear_error();
    const auto bio = reader_of(bytes);
    const std::unique_ptr<PKCS12, Release<PKCS12_free>> file{d2i_PKCS12_bio(bio.get(), nullptr)};
    if (!file)
        throw_unusable(path + " is not a PKCS#12 file");
    EVP_PKEY* key = nullptr;
    X509* leaf = nullptr;
    STACK_OF(X509)* others = nullptr;
    if (PKCS12_parse(file.get(), certificate.password.c_str(), &key, &leaf, &others) != 1)
        throw_unusable(
            path + " cannot be opened with this password, or has a cipher that OpenSSL takes for outdated");
    LoadedCertificate loaded{X509Ptr{leaf}, {}, KeyPtr{key}, {}};
    for (int i = 0; i < sk_X509_num(others); ++i)
        loaded.chain.emplace_back(sk_X509_value(others, i));
    sk_X509_free(others);
    if (!loaded.leaf || !loaded.key)
        throw_unusable(path + " lacks a certificate or a private key");
    return loaded;
}

LoadedCertificate load_pem(const Certificate& certificate)
{
    const auto chain = text_of(certificate.chain_file, certificate.chain_pem, "the certificate's chain");
    const auto what = certificate.chain_file.empty() ? "the certificate's PEM text" : certificate.chain_file;
    LoadedCertificate loaded;
    loaded.chain = read_certificates(chain, what);
    loaded.leaf = std::move(loaded.chain.front());
    loaded.chain.erase(loaded.chain.begin());
    const bool has_key = !certificate.key_file.empty() || !certificate.key_pem.empty();
    const auto key = has_key ? text_of(certificate.key_file, certificate.key_pem, "the private key") : chain;
    loaded.key = read_key(key, certificate.password,
                          !certificate.key_file.empty()  ? certificate.key_file
                          : !certificate.key_pem.empty() ? "the key's PEM text"
                                                         : what);
    return loaded;
}

} // namespace

bool is_end_of_pem() noexcept
{
    const auto code = ERR_peek_last_error();
    return ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
}

std::string read_file(const std::string& path)
{
    std::ifstream in{path, std::ios::binary};
    std::string text;
    text.resize(max_file);
    if (in)
        in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!in.is_open() || in.bad() || in.gcount() == 0)
        throw_unusable(path + " cannot be read, or is empty", {});
    if (in.gcount() == static_cast<std::streamsize>(max_file))
        throw_unusable(path + " is too large to be a certificate or a key", {});
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

std::string text_of(const std::string& path, const std::string& text, const char* what)
{
    if (!path.empty() && !text.empty())
        throw_unusable(std::string{what} + " is given twice, as a file and as text", {});
    return path.empty() ? text : read_file(path);
}

std::vector<X509Ptr> read_certificates(std::string_view pem, const std::string& what)
{
    ERR_clear_error();
    const auto bio = reader_of(pem);
    std::vector<X509Ptr> certificates;
    const std::string no_password;
    while (X509* next =
               PEM_read_bio_X509(bio.get(), nullptr, give_password, const_cast<std::string*>(&no_password)))
        certificates.emplace_back(next);
    const bool is_end = is_end_of_pem();
    if (certificates.empty() || !is_end)
        throw_unusable(certificates.empty() ? what + " has no certificate in PEM form"
                                            : what + " has a certificate that is corrupt");
    ERR_clear_error();
    return certificates;
}

LoadedCertificate load(const Certificate& certificate)
{
    const bool has_pem = !certificate.chain_file.empty() || !certificate.chain_pem.empty();
    if (!certificate.pkcs12_file.empty() && has_pem)
        throw_unusable("a certificate is given twice, as PKCS#12 and as PEM", {});
    if (certificate.pkcs12_file.empty() && !has_pem)
        throw_unusable("a certificate has neither chain_file, chain_pem nor pkcs12_file", {});
    auto loaded = has_pem ? load_pem(certificate) : load_pkcs12(certificate);
    if (X509_check_private_key(loaded.leaf.get(), loaded.key.get()) != 1)
        throw_unusable("the private key is not that of the certificate for " + subject_of(loaded.leaf.get()));
    loaded.names = host_names_of(loaded.leaf.get());
    return loaded;
}

std::optional<Endpoint> address_of(std::string_view host) noexcept
{
    const bool has_brackets = host.starts_with('[') && host.ends_with(']');
    if (has_brackets)
        host = host.substr(1, host.size() - 2);
    const auto endpoint = Endpoint::from_string(host);
    const bool is_ipv6 = endpoint && endpoint->family() == Endpoint::Family::ipv6;
    if (!endpoint || host.starts_with('[') || (!is_ipv6 && (has_brackets || host.find(':') != host.npos)))
        return std::nullopt;
    return endpoint;
}

bool is_dns_name(std::string_view host) noexcept
{
    constexpr std::string_view others = "-._*";
    return !host.empty() && std::all_of(host.begin(), host.end(), [&](char c) {
        const char lower = core::to_lower(c);
        return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || others.find(c) != others.npos;
    });
}

bool name_matches(std::string_view name, std::string_view host) noexcept
{
    if (!name.starts_with("*."))
        return name == host;
    name.remove_prefix(1);
    const auto dot = host.find('.');
    return dot != 0 && dot != std::string_view::npos && host.substr(dot) == name;
}

} // namespace hawser::tls

namespace hawser {

std::string Certificate::fingerprint() const
{
    return tls::fingerprint_of(tls::load(*this).leaf.get());
}

} // namespace hawser
