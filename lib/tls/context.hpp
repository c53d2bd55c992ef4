// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "tls/openssl.hpp"

#include <hawser/tls_client_options.hpp>
#include <hawser/tls_options.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::tls {

class TicketKeys;

/// Certificates, rules and secrets that many connections share; made once, and never changed. Who reloads a
/// certificate makes another one, and connections that are open keep theirs.
///
/// *Thread safety*: all members may be called from any thread.
class Context {
public:
    /// Reads and checks all that the options name. @throws boost::system::system_error with
    /// `error::unusable_certificate` for what cannot be used. There must be one certificate at least.
    static std::shared_ptr<const Context> for_server(const TlsOptions& options,
                                                     std::shared_ptr<TicketKeys> tickets);
    static std::shared_ptr<const Context> for_client(const TlsClientOptions& options);
    /// Somebody else's, which `owner` keeps.
    static std::shared_ptr<const Context> adopt(SSL_CTX* context, std::shared_ptr<const void> owner);

    /// What the application should know, and what is no reason not to go on: that a certificate has expired.
    const std::vector<std::string>& warnings() const noexcept { return warnings_; }

    /// For one connection.
    SslPtr make_ssl() const;

    /// What decides about a certificate that the peer has shown.
    struct Rules {
        bool accepts_unverified = false;
        std::vector<std::string> pinned_keys;
        std::function<bool(const PeerCertificate&)> callback;
    };

private:
    struct Entry {
        SslContextPtr context;
        std::vector<std::string> names; ///< sorted
        std::vector<int> key_types;
    };

    Context() = default;
    void add_certificate(const Certificate& certificate, const TlsOptions& options);
    SslContextPtr make_server_context(const TlsOptions& options) const;
    void ask_for_certificates(SSL_CTX* context, const TlsOptions& options) const;
    SSL_CTX* context_for(std::string_view host) const noexcept;

    static int choose_certificate(SSL* ssl, int* alert, void* self) noexcept;
    static int verify(X509_STORE_CTX* store, void* rules) noexcept;

    std::vector<std::string> warnings_;
    std::vector<Entry> entries_; // the first is for whom none is for
    Rules rules_;
    std::shared_ptr<TicketKeys> tickets_;
    std::shared_ptr<const void> owner_;
    SSL_CTX* adopted_ = nullptr;
};

/// Where `Context` leaves word of why it refused a certificate, for the connection's own error.
struct Verdict {
    error_code error;
};
void set_verdict(SSL* ssl, Verdict* verdict) noexcept;

} // namespace hawser::tls
