// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

namespace hawser::tls {

template <auto release>
struct Release {
    template <class T>
    void operator()(T* object) const noexcept
    {
        release(object);
    }
};

// What OpenSSL owns by pointers.
using BioPtr = std::unique_ptr<BIO, Release<BIO_free_all>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using SslContextPtr = std::unique_ptr<SSL_CTX, Release<SSL_CTX_free>>;
using SslPtr = std::unique_ptr<SSL, Release<SSL_free>>;
using X509Ptr = std::unique_ptr<X509, Release<X509_free>>;

/// What OpenSSL's last call in this thread had to complain of, in a few words; forgets it.
std::string take_reason();

/// Throws `error::unusable_certificate` with that text, and the reason behind it if there is one.
[[noreturn]] void throw_unusable(const std::string& what, const std::string& reason = take_reason());

} // namespace hawser::tls
