// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <array>
#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <span>

namespace hawser::tls {

/// The secret that a server's session tickets are sealed with (RFC 5077 §4). Whoever learns it can read the
/// connections of TLS 1.2 that came back with such a ticket, so it changes: each is used for new tickets for
/// an hour, opens old ones for two more, and is wiped when a key is asked for after that.
///
/// It is apart from the certificates, so that sessions outlive a reload.
///
/// *Thread safety*: all members may be called from any thread.
class TicketKeys {
public:
    struct Key {
        std::array<unsigned char, 16> name;
        std::array<unsigned char, 32> cipher; ///< AES-256
        std::array<unsigned char, 32> mac;    ///< HMAC with SHA-256
    };

    using Clock = std::chrono::steady_clock::time_point (*)();
    static constexpr std::chrono::hours use{1};  ///< for new tickets
    static constexpr std::chrono::hours life{3}; ///< for old ones

    explicit TicketKeys(Clock clock = std::chrono::steady_clock::now) : clock_{clock} {}
    ~TicketKeys();
    TicketKeys(const TicketKeys&) = delete;
    TicketKeys& operator=(const TicketKeys&) = delete;

    /// For a new ticket.
    Key current();

    struct Found {
        Key key;
        bool is_current; ///< false: the client should get a new ticket
    };
    /// For an old one; nothing if its key has gone, or never was one.
    std::optional<Found> find(std::span<const unsigned char, 16> name);

private:
    struct Born {
        Key key;
        std::chrono::steady_clock::time_point at;
    };

    void renew(std::chrono::steady_clock::time_point now);

    const Clock clock_;
    std::mutex mutex_;      // guards the next
    std::deque<Born> keys_; // the present one first
};

} // namespace hawser::tls
