// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// What all contexts of ours have in common.

#pragma once

#include "tls/openssl.hpp"

#include <hawser/tls_info.hpp>

#include <string>

namespace hawser::tls {

/// A context with nothing in it that would be unsafe.
SslContextPtr make_base_context(const SSL_METHOD* method, TlsVersion min_version, const std::string& ciphers,
                                const std::string& cipher_suites);

/// Gives it a certificate, its chain and its key.
struct LoadedCertificate;
void use_certificate(SSL_CTX* context, const LoadedCertificate& certificate);

/// Makes those the issuers that are trusted; `what` names them in errors.
void trust(SSL_CTX* context, const std::string& pem, const std::string& what);

/// Refuses what the lists in `pem` say is revoked; all issuers of a chain need one.
void use_revocation_lists(SSL_CTX* context, const std::string& pem, const std::string& what);

} // namespace hawser::tls
