// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conversation.hpp"

#include "input.hpp"
#include "report.hpp"
#include "support/command_line.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

namespace client {

namespace asio = boost::asio;
using asio::use_awaitable;

/// Gives the error among the results, not as an exception.
constexpr auto as_results = asio::as_tuple(use_awaitable);

Conversation::Conversation(const Options& options)
    : options_{options}, ws_{io_.get_executor(), options.url, options.connection}
{
    const auto go_on = [this] {
        has_room_ = true;
        change_.notify();
    };
    ws_.on_open([this, go_on] {
        tell_opening(screen_, ws_);
        go_on();
    });
    ws_.on_drain([this, go_on] {
        ws_.resume_receiving();
        go_on();
    });
    screen_.on_room([this] { ws_.resume_receiving(); });
    screen_.on_error([this](const hawser::error_code& ec) { give_up("standard output: " + ec.message()); });
    ws_.on_message([this](const hawser::Message& message) { receive(message); });
    ws_.on_error([this](hawser::error_code, std::string_view what) { screen_.tell(what); });
    ws_.on_reconnecting([this](const hawser::ReconnectInfo& info) { tell_reconnecting(screen_, info); });
    ws_.on_close([go_on](const hawser::CloseInfo&) { go_on(); }); // nobody has to wait any longer
}

ExitCode Conversation::run()
{
    end_on_signal();
    asio::co_spawn(ws_.executor(), talk(), [](std::exception_ptr failure) {
        if (failure)
            std::rethrow_exception(failure);
    });
    io_.run(); // until nothing is left to wait for
    return exit_code_;
}

/// The first signal closes in good order. The second one finds no handler, and ends the program.
void Conversation::end_on_signal()
{
    signals_.async_wait([this](const hawser::error_code& cancelled, int) {
        if (cancelled)
            return;
        signals_.clear();
        ws_.close();
    });
}

/// Runs a coroutine beside `talk`, which ends it.
void Conversation::start(asio::awaitable<void> part)
{
    auto& end = parts_.emplace_back();
    asio::co_spawn(ws_.executor(), std::move(part), asio::bind_cancellation_slot(end.slot(), asio::detached));
}

asio::awaitable<void> Conversation::talk()
{
    const auto [failure] = co_await ws_.async_connect(as_results);
    if (failure) { // which `on_error` has told, unless it is our own
        if (failure == asio::error::operation_aborted)
            screen_.tell("interrupted");
        tell_refusal(screen_, ws_);
        exit_code_ = exit_code(failure);
    } else {
        if (!options_.echoes)
            start(send_all());
        if (options_.ping.count() != 0)
            start(send_pings());
        while (ws_.ready_state() != hawser::ReadyState::closed)
            co_await change_.wait();

        const auto end = ws_.close_info().value_or(hawser::CloseInfo{});
        screen_.hide_prompt();
        tell_close(screen_, end);
        if (exit_code_ == ExitCode::success)
            exit_code_ = exit_code(end);
        co_await screen_.flush();
    }
    for (auto& part : parts_)
        part.emit(asio::cancellation_type::terminal);
    signals_.cancel();
}

/// If the reader of our output is slow, or the server with its own echo, the server has to wait: its messages
/// must not fill the memory here.
void Conversation::receive(const hawser::Message& message)
{
    const bool has_room =
        options_.echoes ? ws_.send(message) != hawser::SendResult::queued : screen_.show(message);
    if (!has_room)
        ws_.pause_receiving();
}

/// Closes in good order, for a reason that is neither the server's nor the network's.
void Conversation::give_up(std::string_view why)
{
    screen_.tell(why);
    exit_code_ = ExitCode::usage;
    ws_.close();
}

/// What there is to say, and that it is all.
asio::awaitable<void> Conversation::send_all()
{
    using hawser::ReadyState;
    try {
        if (options_.texts.empty())
            co_await send_lines();
        else
            co_await send_texts();
    } catch (const std::exception& error) { // what cannot be sent, or read; all before it is on its way
        if (ws_.ready_state() == ReadyState::closed)
            co_return; // it was ended, in the middle of waiting
        give_up(example::what(error));
    }
    // Between two connections, what was sent waits for the next one.
    while (ws_.ready_state() != ReadyState::open && ws_.ready_state() != ReadyState::closed)
        co_await change_.wait();
    ws_.close();
}

asio::awaitable<void> Conversation::send_texts()
{
    for (const auto& text : options_.texts)
        if (!co_await send(text, "--send"))
            co_return;
    asio::steady_timer timer{io_, options_.wait};
    co_await timer.async_wait(use_awaitable);
}

asio::awaitable<void> Conversation::send_lines()
{
    Input input{io_.get_executor()};
    screen_.show_prompt();
    while (const auto line = co_await input.next_line()) {
        screen_.prompt_was_answered();
        const auto where = "line " + std::to_string(input.line_number());
        if (!co_await send(*line, where))
            co_return;
        screen_.show_prompt();
    }
}

asio::awaitable<void> Conversation::send_pings()
{
    asio::steady_timer timer{io_};
    for (;;) {
        timer.expires_after(options_.ping);
        co_await timer.async_wait(use_awaitable);
        const auto [failure, time] = co_await ws_.async_ping({}, as_results);
        if (!failure)
            tell_round_trip(screen_, time);
    }
}

/// `where` the text is from. False: it is too late to send.
asio::awaitable<bool> Conversation::send(std::string_view text, std::string_view where)
{
    auto result = hawser::SendResult::dropped;
    try {
        result = options_.is_binary ? ws_.send(std::as_bytes(std::span{text})) : ws_.send(text);
    } catch (const std::invalid_argument& error) {
        throw std::runtime_error{std::string{where} + ": " + error.what()};
    }
    if (result == hawser::SendResult::dropped)
        screen_.tell(std::string{where} + " is not sent: the connection is closed");
    else
        co_await wait_for_room(result);
    co_return result != hawser::SendResult::dropped;
}

/// Waits, if much is on its way already, until the server has taken most of it: as much is read of the input
/// as the network takes, and no more.
asio::awaitable<void> Conversation::wait_for_room(hawser::SendResult result)
{
    has_room_ = result != hawser::SendResult::queued;
    while (!has_room_)
        co_await change_.wait();
}

} // namespace client
