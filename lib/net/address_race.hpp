// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace hawser::net {

/// Which of several addresses is tried when (RFC 8305): one after the other, without waiting long for any of them. Knows no
/// socket and no clock.
///
///     next() → connect to at(…), and start a timer of `Connector::attempt_delay`
///     the timer: next();  a failure: failed(), then next();  the first success wins
///
/// *Thread safety*: none.
class AddressRace {
public:
    using Endpoint = boost::asio::ip::tcp::endpoint;

    /// Takes the addresses as the resolver has ordered them (RFC 6724), and has the families take turns, that of the first
    /// address first (RFC 8305 §4).
    explicit AddressRace(const std::vector<Endpoint>& resolved);

    /// The next one to be tried; nothing: all are under way, or have failed.
    std::optional<std::size_t> next() noexcept;
    const Endpoint& at(std::size_t index) const { return order_[index]; }

    /// One of those that were tried has failed.
    void failed(error_code ec) noexcept;

    /// True if none is left, and none is under way.
    bool is_lost() const noexcept { return failures_ == order_.size(); }

    /// What to tell then: that a machine has refused, or has not answered, says more than that one family has no route.
    error_code error() const noexcept { return error_; }

private:
    std::vector<Endpoint> order_;
    std::size_t tried_ = 0;
    std::size_t failures_ = 0;
    error_code error_;
};

} // namespace hawser::net
