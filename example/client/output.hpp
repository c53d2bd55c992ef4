// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "event.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace client {

/// Standard output that does not block: while a pager waits for its reader, the rest of the program does not.
///
/// *Thread safety*: one thread.
class Output {
public:
    explicit Output(const boost::asio::any_io_executor& executor);

    using ErrorCallback = std::function<void(const boost::system::error_code&)>;

    /// Writes, now or as soon as what was written before is gone. False: enough waits; `on_room` tells when
    /// to go on.
    bool write(std::string_view text);

    /// Called when there is room again.
    void on_room(std::function<void()> callback) { on_room_ = std::move(callback); }
    /// Called when something could not be written; nothing more will be.
    void on_error(ErrorCallback callback) { on_error_ = std::move(callback); }

    /// Waits until all is written, or writing has failed.
    boost::asio::awaitable<void> flush();

private:
    void write_waiting();
    void on_written(const boost::system::error_code& ec);

    boost::asio::posix::stream_descriptor stream_;
    std::string writing_;
    std::string waiting_;
    std::function<void()> on_room_;
    ErrorCallback on_error_;
    bool is_full_ = false;
    bool has_failed_ = false;
    Event written_; // all of it
};

} // namespace client
