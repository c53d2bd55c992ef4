// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace hawser {

enum class TlsVersion : unsigned char { tls_1_2, tls_1_3 };

/// A certificate that the other side has shown, and what is to be thought of it.
struct PeerCertificate {
    std::string subject;     ///< RFC 2253, UTF-8: `CN=alice,O=Example`
    std::string common_name; ///< the last CN of the subject, or `""`
    std::string issuer;      ///< as `subject`
    std::string serial;      ///< hexadecimal digits

    // Subject alternative names (RFC 5280 §4.2.1.6)
    std::vector<std::string> dns_names;
    std::vector<std::string> ip_addresses;
    std::vector<std::string> emails;
    std::vector<std::string> uris;

    std::chrono::system_clock::time_point not_before;
    std::chrono::system_clock::time_point not_after;

    std::string fingerprint; ///< SHA-256 of the certificate: `AB:CD:...`
    std::string
        key_pin; ///< SHA-256 of its public key in base64; curl's `--pinnedpubkey` puts `sha256//` before it

    bool verified = false; ///< its chain leads to an issuer that is trusted, nothing has expired, and so on
    error_code error; ///< why not: the worst fault that was found. With a date, all else was well
};

/// What two sides have agreed on in a TLS handshake.
struct TlsInfo {
    TlsVersion version = TlsVersion::tls_1_3;
    std::string cipher;      ///< the standard name: `TLS_AES_128_GCM_SHA256`
    std::string server_name; ///< that the client asked for (SNI), or `""`
    std::string protocol;    ///< agreed on (ALPN, RFC 7301), or `""`
    bool resumed = false;    ///< with a ticket from a connection before

    /// What the other side has shown, if it has.
    std::optional<PeerCertificate> peer;
};

} // namespace hawser
