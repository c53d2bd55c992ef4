// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "tls/context.hpp"
#include "tls/ticket_keys.hpp"

#include <hawser/tls_options.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace hawser::server {

/// How a server talks TLS at present. New connections take what is current; those that are open keep what
/// they began with.
///
/// *Thread safety*: all members may be called from any thread.
class TlsSettings {
public:
    explicit TlsSettings(TlsOptions options) : options_{std::move(options)} {}

    /// Reads the certificates, and everything else that the options name, again, and makes it current.
    /// Returns what the application should be warned of. Nothing changes if that throws, as
    /// `tls::Context::for_server` does.
    std::vector<std::string> load();
    /// The same with other options.
    std::vector<std::string> load(TlsOptions options);

    /// For a new connection; null before the first `load`.
    std::shared_ptr<const tls::Context> current() const;
    std::chrono::milliseconds handshake_timeout() const;

private:
    const std::shared_ptr<tls::TicketKeys> tickets_ = std::make_shared<tls::TicketKeys>();
    std::mutex loading_mutex_; // held while somebody loads
    mutable std::mutex mutex_; // guards the next
    TlsOptions options_;
    std::shared_ptr<const tls::Context> context_;
};

} // namespace hawser::server
