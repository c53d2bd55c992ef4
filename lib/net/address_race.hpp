// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace hawser::net {

/// Which of a host's addresses are tried when ("Happy Eyeballs", RFC 8305), without sockets and clock.
///
/// The addresses take turns. A turn comes a while after the last one, so that an address at which nobody
/// answers does not hold up the others, or at once when an attempt fails. Whoever is connected first wins.
///
///     ask `next` until it has nothing → wait for `next_turn`, or for the end of an attempt → ask again
///
/// *Thread safety*: none.
class AddressRace {
public:
    using Address = boost::asio::ip::tcp::endpoint;
    using Time = std::chrono::steady_clock::time_point;

    /// From one start to the next (RFC 8305 §5).
    static constexpr std::chrono::milliseconds delay{250};

    /// `resolved` is in the order of preference that the system has found (RFC 6724 §6). The families
    /// alternate, beginning with that of the first address (RFC 8305 §4); what comes twice is tried once.
    explicit AddressRace(const std::vector<Address>& resolved);

    /// In the order of their turns; an attempt is known by its place here.
    const std::vector<Address>& addresses() const noexcept { return addresses_; }

    /// The attempt to begin now; nothing, if it is not time.
    std::optional<std::size_t> next(Time now);

    /// When the next attempt begins if none ends before; nothing, if there are no more of them.
    std::optional<Time> next_turn() const noexcept;

    /// The attempt is connected. False if another one was before: close it.
    bool on_connected(std::size_t attempt) noexcept;

    /// The attempt has failed.
    void on_failed(error_code ec) noexcept;

    /// Who has won, if somebody has.
    std::optional<std::size_t> winner() const noexcept { return winner_; }

    /// Whether all have failed, or there was none.
    bool is_lost() const noexcept { return failures_ == addresses_.size(); }

    /// What to say of that: of the errors that tell most about the host the last one, for that a network
    /// cannot be reached often means no more than that this machine has no IPv6. `host_not_found` if there
    /// was no address.
    error_code error() const noexcept { return error_; }

private:
    std::vector<Address> addresses_;
    std::size_t started_ = 0;
    std::size_t failures_ = 0;
    std::optional<std::size_t> winner_;
    Time next_turn_ = Time::min();
    error_code error_;
    int weight_ = 0; // of that
};

} // namespace hawser::net
