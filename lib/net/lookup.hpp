// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hawser::net {

using Addresses = std::vector<boost::asio::ip::tcp::endpoint>;
using Resolved = std::function<void(error_code, Addresses)>;

/// Finds the addresses of a host for a service, which is the port as text. Called on the executor; calls back
/// at once or later, on any thread, or never. What comes too late is ignored.
using Resolve = std::function<void(const std::string& host, const std::string& service, Resolved resolved)>;

/// Looks up the addresses of a name, within a time.
///
/// *Lifecycle*: constructed → `start` → `done` is called, on the executor, unless `cancel` came before. Its
/// handlers own it, so that it goes before their context does: others hold it weakly.
///
/// Names are resolved by the system, in the thread that Asio has for it in each context. A look-up that hangs
/// there does not delay `done`. It does delay look-ups behind it, a `run` that waits for the last work, and
/// the destruction of the context: the system has no way to break it off.
///
/// *Thread safety*: all members are called on the executor.
class Lookup : public std::enable_shared_from_this<Lookup> {
public:
    /// `resolve`, if not empty, is asked in place of the system.
    Lookup(boost::asio::any_io_executor executor, Resolve resolve);

    /// `done` gets what has been found, or `error::resolve_timeout`, or the resolver's error; never from
    /// within this call.
    void start(const std::string& host, std::uint16_t port, std::chrono::milliseconds time, Resolved done);
    /// `done` is let go, and not called. Without effect once it was.
    void cancel() noexcept;

private:
    void finish(error_code ec, Addresses addresses);

    boost::asio::any_io_executor executor_;
    Resolve resolve_;
    Resolved done_; // null when it is over
    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::steady_timer deadline_;
};

/// From now. Any time will do, also the longest that there is.
inline void expire_after(boost::asio::steady_timer& timer, std::chrono::milliseconds time)
{
    constexpr std::chrono::milliseconds longest = std::chrono::hours{24 * 365}; // the sum must not overflow
    timer.expires_after(time < longest ? time : longest);
}

} // namespace hawser::net
