// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/io_threads.hpp"
#include "net/listener.hpp"
#include "server/address_limits.hpp"
#include "server/proxy_connection.hpp"
#include "server/site.hpp"
#include "server/tls_settings.hpp"

#include <hawser/endpoint.hpp>
#include <hawser/listen.hpp>
#include <hawser/options.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace hawser::server {

/// The life of a server: threads, listener, connections, start and stop.
///
///     stopped → (start) running → (begin_stop) stopping → stopped → …
///
/// *Thread safety*: all members may be called from any thread.
class ServerCore : public std::enable_shared_from_this<ServerCore> {
public:
    ServerCore(Site::Kind kind, std::optional<net::asio::any_io_executor> executor, ServerOptions options);
    ~ServerCore();

    Site& site() noexcept { return *site_; }
    const Site& site() const noexcept { return *site_; }

    void start();
    void run(const std::function<void()>& on_listening);
    bool stop(std::chrono::milliseconds deadline);
    /// `done`, if not empty, is called once all is over, on a thread of the server's.
    void begin_stop(std::chrono::milliseconds deadline, std::function<void(bool clean)> done);
    /// The owner goes: nothing may keep it waiting for an executor that nobody runs.
    void shut_down();

    bool is_running() const;
    std::uint16_t port() const noexcept { return port_.load(std::memory_order_relaxed); }
    /// All that is listened on; empty while the server does not.
    std::vector<Endpoint> endpoints() const;
    std::size_t connection_count() const noexcept { return open_.load(std::memory_order_relaxed); }
    /// Connections closed at once since the server was made, since their address had too many.
    std::uint64_t refused_connections() const noexcept { return address_limits_->refused(); }
    net::asio::any_io_executor completion_executor() const;
    /// Throws `std::logic_error` on a server without TLS; else what `TlsSettings::load` does.
    void reload_certificates();
    void reload_certificates(TlsOptions options);
    /// In statistics.cpp.
    ServerStatistics statistics() const;

private:
    enum class Phase : unsigned char { stopped, running, stopping };
    using Done = std::function<void(bool)>;

    std::function<net::Loop&()> next_loop() const;
    void accept(net::Loop& loop, net::Listener::Socket socket, std::size_t place);
    void on_removed();
    void limit_connections();
    void resume_accepting();
    void arm_stop_deadline(std::chrono::milliseconds deadline);
    void cut();
    void finish_if_over();
    bool is_in_callback() const noexcept;
    void release_threads(std::unique_lock<std::mutex>& lock);

    const std::shared_ptr<Site> site_;
    const std::optional<net::asio::any_io_executor> executor_;
    const std::vector<Listen> places_;
    const std::shared_ptr<AddressLimits> address_limits_;
    const std::shared_ptr<TlsSettings> tls_; // null: no listener talks TLS
    std::atomic<std::size_t> open_{0}; // connections accepted and not yet gone
    std::atomic<std::uint16_t> port_{0};
    std::atomic<bool> accept_paused_{false};

    mutable std::mutex mutex_; // guards all below
    std::condition_variable changed_;
    Phase phase_ = Phase::stopped;
    bool listener_closed_ = false;
    bool clean_ = true; // nothing was cut in the stop that goes on or was last
    std::vector<Done> waiting_;
    std::shared_ptr<net::IoThreads> threads_;
    std::shared_ptr<net::Listener> listener_;
    std::shared_ptr<net::asio::steady_timer> stop_timer_;
};

} // namespace hawser::server
