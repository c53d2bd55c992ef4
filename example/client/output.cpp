// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "output.hpp"

#include "standard_stream.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <unistd.h>

namespace client {

namespace {

namespace asio = boost::asio;

constexpr std::size_t high_mark = 64 * 1024; // bytes that wait

} // namespace

Output::Output(const asio::any_io_executor& executor)
    : stream_{open_standard_stream(executor, STDOUT_FILENO)}, written_{executor}
{
}

bool Output::write(std::string_view text)
{
    if (has_failed_)
        return true;
    waiting_ += text;
    if (writing_.empty())
        write_waiting();
    is_full_ = waiting_.size() > high_mark;
    return !is_full_;
}

void Output::write_waiting()
{
    writing_.swap(waiting_);
    asio::async_write(stream_, asio::buffer(writing_),
                      [this](const boost::system::error_code& ec, std::size_t) { on_written(ec); });
}

void Output::on_written(const boost::system::error_code& ec)
{
    writing_.clear();
    has_failed_ = ec.failed();
    if (has_failed_)
        waiting_.clear();
    if (waiting_.empty())
        written_.notify();
    else
        write_waiting();
    if (has_failed_ && on_error_)
        on_error_(ec);
    if (std::exchange(is_full_, false) && on_room_)
        on_room_();
}

asio::awaitable<void> Output::flush()
{
    while (!writing_.empty())
        co_await written_.wait();
}

} // namespace client
