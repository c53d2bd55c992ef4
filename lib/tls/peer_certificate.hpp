// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "tls/openssl.hpp"

#include <hawser/tls_info.hpp>

#include <string>
#include <vector>

namespace hawser::tls {

/// What there is to say of a certificate; `verify_result` is one of X509_V_...
PeerCertificate describe(X509* certificate, long verify_result);

/// What it means for the user that the verification of a certificate ended with X509_V_...; no error for
/// X509_V_OK.
error_code verify_error(long verify_result) noexcept;

std::string subject_of(const X509* certificate);
/// The DNS names that it is for, in lower case; its common name if it has no alternative names at all.
std::vector<std::string> host_names_of(X509* certificate);
std::string fingerprint_of(const X509* certificate);
/// SHA-256 of the public key in base64.
std::string key_pin_of(const X509* certificate);

} // namespace hawser::tls
