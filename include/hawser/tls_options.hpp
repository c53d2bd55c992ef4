// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/certificate.hpp>
#include <hawser/tls_info.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace boost::asio::ssl {
class context;
}

namespace hawser {

/// Whether a server asks its clients for certificates (mutual TLS).
enum class ClientCertificates : unsigned char {
    none,    ///< they are not asked
    request, ///< they are asked; one that has none is served, too, and one with a bad one is not
    require, ///< who has none, or a bad one, is not served
};

/// How a server talks TLS. The same for all of its listeners with TLS.
///
/// What is on without being asked for: TLS 1.2 and 1.3 with ciphers that keep past traffic secret should the
/// key be stolen; no compression, no renegotiation, no early data; ALPN with `http/1.1`; session tickets
/// whose keys change every hour.
///
/// *Example*
/// @code
/// hawser::HttpServer server{{.port = 443, .tls = hawser::TlsOptions{.certificates = {{.chain_file =
/// "chain.pem",
///                                                                                    .key_file =
/// "key.pem"}}}}};
/// @endcode
struct TlsOptions {
    /// The first is for clients that name no host, or one that no certificate is for; which of them a client
    /// gets that does is decided by the names in them (SNI, RFC 6066 §3): the first that has the name, else
    /// the first with a wildcard for it. For clients of all ages the same names may come twice, with an ECDSA
    /// and an RSA key.
    std::vector<Certificate> certificates{};

    TlsVersion min_version = TlsVersion::tls_1_2;

    /// For TLS 1.2, in the form of OpenSSL's ciphers(1). The default has ECDHE with AEAD ciphers only.
    std::string ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                          "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                          "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
    /// For TLS 1.3; empty: OpenSSL's own choice, all of which are good.
    std::string cipher_suites{};

    ClientCertificates client_certificates = ClientCertificates::none;
    /// Who may have signed the clients' certificates: PEM, as a file or as text. Chains are followed up to an
    /// authority that has signed itself, which must be among them.
    std::string client_ca_file{};
    std::string client_ca_pem{};
    /// What those have revoked (RFC 5280 §5): PEM, as a file or as text, with a list of each issuer in a
    /// chain. Both empty: nothing is taken for revoked.
    std::string client_crl_file{};
    std::string client_crl_pem{};
    /// Has the last word about a client's certificate: it sees what was found, `PeerCertificate::verified`
    /// and `error`, and returns whether the client is served. To return true where `verified` is false is to
    /// trust whoever made the certificate. On an I/O thread, perhaps on several at once, in the middle of the
    /// handshake: it must not block, and must not call back into the server.
    std::function<bool(const PeerCertificate&)> verify_client{};

    /// Lets a client that comes back skip most of the handshake (RFC 5077, RFC 8446 §4.6.1). Not where
    /// clients are asked for certificates, which are looked at each time.
    bool session_tickets = true;

    /// How long a handshake may take, from the connection's first moment, or from the end of its PROXY
    /// header.
    std::chrono::milliseconds handshake_timeout = std::chrono::seconds{10};

    /// A context of the application's own in place of all of the above but `handshake_timeout`. Its versions,
    /// ciphers, verification, tickets and ALPN are the application's business; only renegotiation and what
    /// is older than TLS 1.2 are refused all the same, and its callbacks must answer at once. Not to be changed while the server runs.
    std::shared_ptr<boost::asio::ssl::context> context{};
};

} // namespace hawser
