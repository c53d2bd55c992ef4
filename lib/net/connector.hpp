// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/address_race.hpp"

#include <hawser/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hawser::net {

/// Where to connect to.
struct ConnectTarget {
    std::string host{}; ///< a name or an IP address, without brackets
    std::uint16_t port = 0;
    std::string unix_path{};     ///< a Unix socket in place of both; `@name`: in the abstract namespace
    std::string local_address{}; ///< to connect from; empty: the system chooses. Only its family is tried
};

/// Of each stage.
struct StageTimeouts {
    std::chrono::milliseconds resolve{10'000};
    std::chrono::milliseconds connect{10'000};
};

/// Makes one connected stream socket, to the address that answers first (RFC 8305).
///
/// *Lifecycle*: constructed → `start` → `done` is called, once, later; `cancel` brings that about. It keeps itself alive until
/// then.
///
/// *Thread safety*: all members are called on the executor, on which all its handlers run.
class Connector : public std::enable_shared_from_this<Connector> {
public:
    /// The head start that an address gets (RFC 8305 §5).
    static constexpr std::chrono::milliseconds attempt_delay{250};

    using Socket = boost::asio::generic::stream_protocol::socket;
    using Done = std::function<void(error_code, Socket)>;
    using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;
    /// Looks a name up; calls back on the executor, once, later.
    using Resolve = std::function<void(const std::string& host, std::uint16_t port,
                                       std::function<void(error_code, Endpoints)>)>;

    /// Without `resolve`, the system's resolver is asked, with a thread of Asio's.
    explicit Connector(boost::asio::any_io_executor executor, Resolve resolve = {});

    /// Errors: those of the resolver, such as `asio::error::host_not_found`; `error::resolve_timeout`;
    /// `error::connect_timeout`; those of the system.
    void start(ConnectTarget target, const StageTimeouts& timeouts, Done done);

    /// `done` gets `operation_aborted`, unless it has been called, or is about to be.
    void cancel();

private:
    using Tcp = boost::asio::ip::tcp;

    void resolve();
    void connect(const Endpoints& endpoints);
    void connect_local();
    void try_next();
    void start_attempt(std::size_t index);
    bool bind(Tcp::socket& socket, error_code& ec) const;
    void on_attempt(std::size_t index, error_code ec);
    void arm(std::chrono::milliseconds time, hawser::error otherwise);
    void finish(error_code ec, Socket socket);
    void finish(error_code ec) { finish(ec, Socket{executor_}); }

    const boost::asio::any_io_executor executor_;
    Resolve resolve_;
    ConnectTarget target_;
    StageTimeouts timeouts_;
    Done done_;
    std::optional<boost::asio::ip::address> local_;
    std::optional<AddressRace> race_;
    std::vector<std::unique_ptr<Tcp::socket>> attempts_; // by index; null: it is over
    std::optional<boost::asio::local::stream_protocol::socket> unix_;
    boost::asio::steady_timer stage_;
    boost::asio::steady_timer next_attempt_;
    Tcp::resolver resolver_;
};

} // namespace hawser::net
