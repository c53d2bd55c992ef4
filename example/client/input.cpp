// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "input.hpp"

#include "standard_stream.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <unistd.h>

#include <stdexcept>

namespace client {
namespace {

namespace asio = boost::asio;

constexpr std::size_t read_size = 64 * 1024;

} // namespace

Input::Input(const asio::any_io_executor& executor) : stream_{open_standard_stream(executor, STDIN_FILENO)} {}

asio::awaitable<std::optional<std::string_view>> Input::next_line()
{
    std::size_t searched = 0; // of what lies behind `begin_`
    for (;;) {
        const auto end = buffer_.find('\n', begin_ + searched);
        searched = (end == buffer_.npos ? buffer_.size() : end) - begin_;
        if (searched > max_line)
            throw std::runtime_error{"line " + std::to_string(line_number_ + 1) + " is longer than 16 MiB"};
        if (end != buffer_.npos) {
            const auto line = take(searched + 1);
            co_return line.substr(0, searched);
        }
        if (!co_await read_more())
            break;
    }
    if (searched == 0)
        co_return std::nullopt;
    co_return take(searched); // the last line has no end
}

std::string_view Input::take(std::size_t size)
{
    const auto taken = std::string_view{buffer_}.substr(begin_, size);
    begin_ += size;
    ++line_number_;
    return taken;
}

/// False at the end of the input.
asio::awaitable<bool> Input::read_more()
{
    buffer_.erase(0, begin_);
    begin_ = 0;
    const auto size = buffer_.size();
    buffer_.resize(size + read_size);
    boost::system::error_code ec;
    const auto count = co_await stream_.async_read_some(asio::buffer(buffer_.data() + size, read_size),
                                                        asio::redirect_error(asio::use_awaitable, ec));
    buffer_.resize(size + count);
    if (ec == asio::error::eof)
        co_return false;
    if (ec)
        throw boost::system::system_error{ec, "standard input"};
    co_return true;
}

} // namespace client
