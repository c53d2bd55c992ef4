// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/certificate.hpp>
#include <hawser/tls_info.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace boost::asio::ssl {
class context;
}

namespace hawser {

/// Whether a client checks who the server is.
enum class TlsVerify : unsigned char {
    full, ///< the chain leads to a trusted issuer, and the certificate is for the host that was asked for
    none, ///< no check at all: anybody on the way can read and change everything
};

/// How a client talks TLS, and whom it believes.
///
/// *Example*
/// @code
/// hawser::TlsClientOptions options{.ca_file = "our-ca.pem"};
/// @endcode
struct TlsClientOptions {
    TlsVerify verify = TlsVerify::full;

    /// Who may have signed the server's certificate: PEM as a file, a folder with hashed names
    /// (openssl-rehash(1)), or text. All empty: whom the system trusts.
    std::string ca_file{};
    std::string ca_folder{};
    std::string ca_pem{};

    /// What those have revoked (RFC 5280 §5): PEM, as a file or as text, with a list of each issuer in a
    /// chain.
    std::string crl_file{};
    std::string crl_pem{};

    /// The name that the server is asked for, and that its certificate must have (RFC 6125); empty: the host
    /// of the URL. IP addresses are looked for among the certificate's addresses.
    std::string server_name{};

    /// The server's public key must be one of these: SHA-256 hashes in base64, as `PeerCertificate::key_pin`
    /// has them. In addition to `verify`, or with `none` in its place.
    std::vector<std::string> pinned_keys{};

    /// Has the last word where the pins are right: sees the server's certificate with the verdict so far, and
    /// returns whether to go on. Must not block.
    std::function<bool(const PeerCertificate&)> verify_server{};

    /// What the client shows where the server asks for a certificate.
    std::optional<Certificate> certificate{};

    TlsVersion min_version = TlsVersion::tls_1_2;
    std::string ciphers{};       ///< for TLS 1.2, OpenSSL's form; empty: OpenSSL's own choice
    std::string cipher_suites{}; ///< for TLS 1.3

    /// A context of the application's own in place of all of the above but `server_name`.
    std::shared_ptr<boost::asio::ssl::context> context{};
};

} // namespace hawser
