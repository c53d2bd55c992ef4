// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hawser {

/// The address and port of one end of a connection, as it was when the connection was accepted.
///
/// A small value: it stays valid after the peer has gone.
class HAWSER_DECL Endpoint {
public:
    enum class Family : std::uint8_t { none, ipv4, ipv6, local };

    Endpoint() = default;
    /// From bytes in network order. An IPv4 address mapped into IPv6 (`::ffff:a.b.c.d`, as a dual-stack
    /// listener sees it) becomes plain IPv4.
    static Endpoint ipv4(const std::array<unsigned char, 4>& address, std::uint16_t port) noexcept;
    static Endpoint ipv6(const std::array<unsigned char, 16>& address, std::uint16_t port,
                         std::uint32_t scope = 0) noexcept;
    static Endpoint local() noexcept;

    /// From text: `192.0.2.7`, `192.0.2.7:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`, with a
    /// scope only as a number (`fe80::1%2`); without a port it is 0. Strict: no spaces, no names, no leading
    /// zeros. Nothing for any other text, `local` among it: who may be local is not for a peer to say.
    static std::optional<Endpoint> from_string(std::string_view text) noexcept;

    Family family() const noexcept { return family_; }
    std::uint16_t port() const noexcept { return port_; }

    /// The address in network order: 16 bytes for IPv6, the first 4 for IPv4, else zeros.
    const std::array<unsigned char, 16>& address_bytes() const noexcept { return address_; }

    /// The address alone: `127.0.0.1`, `::1`, or `local` for a Unix socket.
    std::string address() const;

    /// Address and port: `127.0.0.1:80`, `[::1]:80`.
    std::string to_string() const;

    /// True for 127.0.0.0/8, ::1 and Unix sockets.
    bool is_loopback() const noexcept;

    friend bool operator==(const Endpoint&, const Endpoint&) = default;

private:
    std::array<unsigned char, 16> address_{};
    std::uint32_t scope_ = 0;
    std::uint16_t port_ = 0;
    Family family_ = Family::none;
};

} // namespace hawser
