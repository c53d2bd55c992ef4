// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "event.hpp"
#include "exit_code.hpp"
#include "options.hpp"
#include "screen.hpp"

#include <hawser/websocket.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <list>
#include <string_view>

namespace client {

/// A connection from its beginning to its end, and what is said on it.
///
/// *Example*
/// @code
/// client::Conversation conversation{options};
/// return static_cast<int>(conversation.run());
/// @endcode
class Conversation {
public:
    /// @throws std::invalid_argument for a URL or an option that cannot be used.
    explicit Conversation(const Options& options);

    /// Returns when the conversation is over.
    ExitCode run();

private:
    void end_on_signal();
    void start(boost::asio::awaitable<void> part);

    boost::asio::awaitable<void> talk();
    void receive(const hawser::Message& message);
    void give_up(std::string_view why);
    boost::asio::awaitable<void> send_all();
    boost::asio::awaitable<void> send_texts();
    boost::asio::awaitable<void> send_lines();
    boost::asio::awaitable<void> send_pings();
    boost::asio::awaitable<bool> send(std::string_view text, std::string_view where);
    boost::asio::awaitable<void> wait_for_room(hawser::SendResult result);

    const Options& options_;
    boost::asio::io_context io_{1};
    hawser::WebSocket ws_;
    Screen screen_{io_.get_executor(), options_.is_verbose};
    boost::asio::signal_set signals_{io_, SIGINT, SIGTERM};
    std::list<boost::asio::cancellation_signal> parts_;
    Event change_{io_.get_executor()}; // of what is below, or of the connection
    bool has_room_ = true;             // for more to send
    ExitCode exit_code_ = ExitCode::success;
};

} // namespace client
