// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace hawser {

/// Where a certificate with its chain and its private key comes from: PEM files, a PKCS#12 file, or PEM text.
///
/// Nothing is read before the server starts, or reloads its certificates.
///
/// *Example*
/// @code
/// hawser::Certificate a{.chain_file = "/etc/letsencrypt/live/example.com/fullchain.pem",
///                       .key_file = "/etc/letsencrypt/live/example.com/privkey.pem"};
/// hawser::Certificate b{.pkcs12_file = "server.pfx", .password = "secret"};
/// @endcode
struct HAWSER_DECL Certificate {
    /// PEM: the certificate itself first, then those that lead from it to a known issuer, without the last.
    std::string chain_file{};
    /// PEM: the private key; empty: it is in `chain_file`, too.
    std::string key_file{};
    /// All of it in one file (RFC 7292, often `.pfx` or `.p12`), in place of the two above.
    std::string pkcs12_file{};

    /// The same as text, in place of files.
    std::string chain_pem{};
    std::string key_pem{}; ///< empty: it is in `chain_pem`, too

    /// Of the key or of the PKCS#12 file, if it has one.
    std::string password{};

    /// Makes a certificate that nobody has signed, with a new key (P-256), in memory: for tests, and for a
    /// first look at https on one's own machine. Clients refuse it unless they are told its fingerprint.
    /// @param names DNS names and IP addresses, one at least.
    /// @throws std::invalid_argument for an empty list or name.
    static Certificate self_signed(const std::vector<std::string>& names,
                                   std::chrono::hours validity = std::chrono::hours{24 * 90});

    /// The SHA-256 hash of the certificate itself, as browsers and `openssl x509 -fingerprint -sha256` show
    /// it: `AB:CD:...`.
    /// @throws what starting a server with it would.
    std::string fingerprint() const;
};

} // namespace hawser
