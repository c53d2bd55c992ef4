// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "client/authenticator.hpp"
#include "client/dial.hpp"
#include "client/memory.hpp"
#include "client/opening.hpp"
#include "client/proxy_settings.hpp"
#include "client/settings.hpp"
#include "client/url.hpp"
#include "net/connection.hpp"
#include "net/loop.hpp"

#include <hawser/client_options.hpp>
#include <hawser/endpoint.hpp>
#include <hawser/error.hpp>
#include <hawser/tls_info.hpp>
#include <hawser/websocket.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace hawser::client {

/// What connecting has come to.
struct ConnectResult {
    error_code error{};
    std::unique_ptr<const std::string> detail{}; ///< more about the error; null: there is no more
    std::unique_ptr<const Url> url{};            ///< where redirects have led to; null: nowhere else
    std::optional<HandshakeResponse> response{};
    Endpoint remote{};
    Endpoint local{};
    std::unique_ptr<const TlsInfo> tls{};
    std::unique_ptr<const std::string> subprotocol{}; ///< that was agreed on, as is the next; null: none
    std::optional<websocket::DeflateParameters> deflate{};
};

/// Connects once: over redirects, proxies and demands for credentials, each on a connection of its own, until
/// a handshake has succeeded, something has failed that does not mend, or the time is over.
///
/// *Lifecycle*: constructed → `start` → `opened` or `failed` is called, once. `cancel` makes it fail.
///
/// *Thread safety*: all members are called on the executor.
class ConnectOperation : public std::enable_shared_from_this<ConnectOperation> {
public:
    struct Callbacks {
        /// Returns what the connection talks from now on.
        std::function<std::shared_ptr<net::Protocol>(net::Connection&, ConnectResult)> opened;
        std::function<void(ConnectResult)> failed;
        /// Calls what is the application's, unless the client is gone.
        std::function<void(const std::function<void()>&)> call;
    };

    /// `memory` is used as long as it goes on.
    ConnectOperation(std::shared_ptr<net::Loop> loop, boost::asio::any_io_executor executor, Dial dial,
                     std::shared_ptr<const Settings> settings, Url url, std::shared_ptr<Memory> memory,
                     Callbacks callbacks);

    void start();
    void cancel(error_code reason);

private:
    void run_out_of_time();
    template <class Work>
    void guarded(Work&& work) noexcept;
    void hop();
    void choose_proxy();
    void resolve_for_proxy();
    bool connect_to_next_address();
    void connect();
    void on_connected(Dialed dialed);
    Socks5 make_socks() const;
    OpeningSteps make_steps(net::TlsTransport* proxy_tls, net::TlsTransport* tls);
    void on_opening(net::Connection* connection, OpeningResult result);
    void on_opened(net::Connection& connection, OpeningResult result);
    void on_answer(OpeningResult result);
    void on_proxy_answer(OpeningResult result);
    void redirect(const std::string& location);
    void authenticate(Authenticator& authenticator, bool is_proxy, OpeningResult& result);
    void ask(Authenticator& authenticator, bool is_proxy, error_code otherwise);
    void note(const OpeningResult& result, bool is_proxy);
    void keep_cookies(const Fields& fields);
    bool is_foreign() const noexcept { return !url_.is_same_origin(home_); }
    Authenticator& server_authenticator() noexcept { return is_foreign() ? *foreign_ : memory_->server; }
    std::string host_to_verify() const;
    void fail(error_code ec, std::string detail = {});

    const std::shared_ptr<net::Loop> loop_;
    const boost::asio::any_io_executor executor_;
    const Dial dial_;
    const std::shared_ptr<const Settings> settings_;
    const std::shared_ptr<Memory> memory_;
    const Url home_; // where the application wants to go
    Callbacks callbacks_;

    Url url_; // where it leads to
    std::optional<Proxy> proxy_;
    std::optional<Authenticator> foreign_; // of a server that a redirect has led to
    std::deque<std::string> socks_hosts_; // the server, as a SOCKS5 proxy is told: its name, or its addresses
    ConnectResult result_;
    unsigned redirects_ = 0;
    unsigned hops_ = 0;
    bool is_over_ = false;
    boost::asio::steady_timer timer_; // of all together
    std::weak_ptr<net::Lookup> lookup_;
    std::function<void()> stop_dialing_; // while it goes on
    std::weak_ptr<net::Connection> connection_;
    std::weak_ptr<Opening> opening_;
};

} // namespace hawser::client
