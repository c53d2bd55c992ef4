// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace client {

/// Standard input, line by line. Nothing is read that nobody has asked for: whoever writes into it has to
/// wait as long as the server has us wait.
///
/// *Thread safety*: one thread.
class Input {
public:
    /// Bytes of a line.
    static constexpr std::size_t max_line = 16 * 1024 * 1024;

    explicit Input(const boost::asio::any_io_executor& executor);

    /// The next line, without its end; nothing at the end of the input. Valid until the next call.
    /// @throws std::runtime_error for a line that is too long, boost::system::system_error.
    boost::asio::awaitable<std::optional<std::string_view>> next_line();

    /// The number of the line that was read last; the first is 1.
    std::size_t line_number() const noexcept { return line_number_; }

private:
    std::string_view take(std::size_t size);
    boost::asio::awaitable<bool> read_more();

    boost::asio::posix::stream_descriptor stream_;
    std::string buffer_;
    std::size_t begin_ = 0; // of what has not been taken yet
    std::size_t line_number_ = 0;
};

} // namespace client
