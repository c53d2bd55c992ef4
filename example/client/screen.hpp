// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "output.hpp"

#include <hawser/message.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string_view>
#include <utility>

namespace client {

/// What the user sees: messages on standard output, facts about the connection on standard error. Where a
/// terminal is both input and output there is a prompt, which stays the last line, whatever comes meanwhile.
///
/// *Thread safety*: one thread.
class Screen {
public:
    Screen(const boost::asio::any_io_executor& executor, bool is_verbose);

    /// A message that has come: on a line of its own, and on a terminal with a mark and in colour. False: who
    /// reads them is behind; `on_room` tells when to go on.
    bool show(const hawser::Message& message);
    void on_room(std::function<void()> callback) { output_.on_room(std::move(callback)); }
    /// Called when standard output does not take what it should.
    void on_error(Output::ErrorCallback callback) { output_.on_error(std::move(callback)); }

    /// One line: `client: <text>`.
    void tell(std::string_view text);
    /// The same with `--verbose`, and nothing without.
    void tell_more(std::string_view text);
    bool is_verbose() const noexcept { return is_verbose_; }

    /// Asks for a line, if there is somebody to be asked.
    void show_prompt();
    void hide_prompt();
    /// The user has ended the line of the prompt.
    void prompt_was_answered() noexcept { has_prompt_ = false; }

    /// Waits until all is written.
    boost::asio::awaitable<void> flush() { return output_.flush(); }

private:
    Output output_;
    const bool is_verbose_;
    const bool is_terminal_;
    const bool has_colours_;
    const bool can_prompt_;
    bool has_prompt_ = false; // it is the last thing that was written
};

} // namespace client
