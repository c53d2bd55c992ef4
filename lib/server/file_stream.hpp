// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/file.hpp"

#include <hawser/error.hpp>
#include <hawser/send_result.hpp>

#include <cstddef>
#include <cstdint>

namespace hawser::net {
class Connection;
}

namespace hawser::server {

/// Sends a file as a body, a piece at a time, no faster than the peer takes it.
class FileStream {
public:
    static constexpr std::size_t piece_size = 64 * 1024;
    /// Sent at most in one go, so that a fast reader does not keep the thread from the others.
    static constexpr std::size_t turn_size = 1024 * 1024;

    enum class State : unsigned char {
        done,    ///< all is sent or queued
        waiting, ///< the queue is full: call `pump` on the next `on_drain`
        yielded, ///< the turn is over: call `pump` again later
        failed,  ///< the file changed or cannot be read: the connection must be closed
    };

    explicit FileStream(File file) noexcept;

    State pump(net::Connection& connection);

private:
    File file_;
    std::uint64_t offset_ = 0;
};

} // namespace hawser::server
