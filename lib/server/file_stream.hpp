// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/file.hpp"

#include <hawser/error.hpp>
#include <hawser/send_result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hawser::net {
class Connection;
}

namespace hawser::server {

/// Sends a file, or parts of it, as a body, no faster than the peer takes it. Where the transport can, the
/// system sends the bytes straight from its own memory; else they go through a buffer, a piece at a time.
class FileStream {
public:
    static constexpr std::size_t piece_size = 64 * 1024;
    /// Sent at most in one go, so that a fast reader does not keep the thread from the others.
    static constexpr std::size_t turn_size = 1024 * 1024;

    enum class State : unsigned char {
        done,    ///< all is sent or queued
        waiting, ///< the peer takes no more: call `pump` on the next `on_drain`
        yielded, ///< the turn is over: call `pump` again later
        failed,  ///< the file changed or cannot be read: the connection must be closed
    };

    /// Text, and the bytes of the file that come behind it.
    struct Part {
        std::string head;
        std::uint64_t offset = 0;
        std::uint64_t size = 0;
    };

    explicit FileStream(core::File file);
    explicit FileStream(std::shared_ptr<const core::File> file) noexcept;
    /// A stretch of the file.
    FileStream(std::shared_ptr<const core::File> file, std::uint64_t offset, std::uint64_t size) noexcept;
    /// Several parts, sent in that order.
    FileStream(std::shared_ptr<const core::File> file, std::vector<Part> parts) noexcept;

    /// Bytes that it sends in all.
    std::uint64_t size() const noexcept { return size_; }

    /// Bytes that were sent so far, or wait to be.
    std::uint64_t sent() const noexcept { return sent_; }

    State pump(net::Connection& connection);

private:
    enum class Step : unsigned char { more, waiting, failed };

    Step begin_next_part(net::Connection& connection);
    Step send_directly(net::Connection& connection, std::size_t limit, std::size_t& sent);
    Step send_copy(net::Connection& connection, std::size_t& sent);
    static Step step_of(SendResult result) noexcept;

    std::shared_ptr<const core::File> file_;
    std::vector<Part> parts_; // those that come after the present stretch, in reverse order
    std::uint64_t offset_ = 0;
    std::uint64_t left_ = 0; // of the present stretch
    std::uint64_t size_ = 0;
    std::uint64_t sent_ = 0;
    bool copies_ = false; // the system cannot send this file by itself
};

} // namespace hawser::server
