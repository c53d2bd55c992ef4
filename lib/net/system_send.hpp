// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

// What the system can do with a stream socket beside reading and writing, for the transports that own one.
namespace hawser::net {

/// Whether the system sends files by itself.
bool has_send_file() noexcept;

/// `Transport::send_file` for a non-blocking socket.
std::size_t send_file(int socket, std::span<const std::string_view> head, int file, std::uint64_t offset,
                      std::size_t size, error_code& ec) noexcept;

/// Bytes written to the socket that the peer's system has not acknowledged; 0 where that is not known.
std::size_t unacknowledged_bytes(int socket) noexcept;

} // namespace hawser::net
