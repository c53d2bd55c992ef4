// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace client {

/// Wakes coroutines. What they have waited for has to be looked up, as with a condition variable:
/// `while (!is_ready) co_await event.wait();`
///
/// *Thread safety*: one thread.
class Event {
public:
    explicit Event(boost::asio::any_io_executor executor) : timer_{std::move(executor), never} {}

    /// Wakes all that wait now.
    void notify() { timer_.cancel(); }

    boost::asio::awaitable<void> wait()
    {
        boost::system::error_code cancelled; // as it always is
        co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    }

private:
    static constexpr auto never = boost::asio::steady_timer::time_point::max();

    boost::asio::steady_timer timer_;
};

} // namespace client
