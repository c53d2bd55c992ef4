// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "client/proxy_settings.hpp"
#include "client/url.hpp"
#include "tls/context.hpp"
#include "websocket/deflate_negotiation.hpp"

#include <hawser/client_options.hpp>
#include <hawser/options.hpp>

#include <memory>
#include <mutex>
#include <optional>

namespace hawser::client {

/// The options of a client, checked, with what is made of them once for all clients that share them.
///
/// *Thread safety*: all members may be called from any thread.
class Settings {
public:
    /// @throws std::invalid_argument for an option that makes no sense; its text names it.
    explicit Settings(ClientOptions options);

    const ClientOptions& options() const noexcept { return options_; }
    /// Those of them that a session has.
    const WebSocketOptions& session() const noexcept { return session_; }
    /// What is offered; null: no compression.
    const websocket::DeflatePolicy* deflate() const noexcept { return deflate_ ? &*deflate_ : nullptr; }

    /// The way to `url`; nothing: a direct one. @throws std::invalid_argument for an environment that names
    /// none.
    std::optional<Proxy> proxy_for(const Url& url) const;

    /// Made when they are first needed, since the system's list of issuers is long.
    /// @throws boost::system::system_error for certificates that cannot be used.
    std::shared_ptr<const tls::Context> server_context() const { return server_context_.get(options_.tls); }
    /// For a server that a redirect has led to: a certificate of the client's is not for its eyes.
    std::shared_ptr<const tls::Context> foreign_context() const;
    std::shared_ptr<const tls::Context> proxy_context() const
    {
        return proxy_context_.get(options_.proxy.tls);
    }

private:
    class LazyContext {
    public:
        std::shared_ptr<const tls::Context> get(const TlsClientOptions& options);

    private:
        std::mutex mutex_;
        std::shared_ptr<const tls::Context> context_;
    };

    const ClientOptions options_;
    const WebSocketOptions session_;
    std::optional<websocket::DeflatePolicy> deflate_;
    std::optional<Proxy> proxy_;
    mutable LazyContext server_context_;
    mutable LazyContext foreign_context_;
    mutable LazyContext proxy_context_;
};

} // namespace hawser::client
