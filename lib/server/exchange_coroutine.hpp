// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/body_writer.hpp>
#include <hawser/exchange.hpp>
#include <hawser/request_body.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::server {

/// What lies between an exchange and the coroutine that answers it.
///
/// *Lifecycle*: made by the handler; the coroutine holds it, and it holds the exchange and its connection.
///
/// *Thread safety*: used on the connection's executor only.
class ExchangeCoroutine : public std::enable_shared_from_this<ExchangeCoroutine> {
public:
    template <class T>
    using Awaitable = boost::asio::awaitable<T>;

    ExchangeCoroutine(Deferred deferred, std::chrono::milliseconds grace);

    /// To be called once it is shared.
    void start();
    /// The coroutine is done.
    void finished(const std::exception_ptr& failure) noexcept;

    const boost::asio::any_io_executor& executor() const noexcept { return executor_; }
    boost::asio::cancellation_slot cancellation() noexcept { return signal_.slot(); }
    Exchange& exchange() const noexcept { return exchange_; }
    Response& response();
    void trailer(std::string_view name, std::string_view value);

    // What is awaited. They hold the state themselves.
    static Awaitable<std::optional<std::string>> read(std::shared_ptr<ExchangeCoroutine> self);
    static Awaitable<bool> begin(std::shared_ptr<ExchangeCoroutine> self, std::optional<std::uint64_t> length);
    static Awaitable<bool> write(std::shared_ptr<ExchangeCoroutine> self, std::string piece);

private:
    class Beginning;

    void client_left(error_code reason);
    void answer_failure(const std::exception_ptr& failure);
    void wake() { event_.cancel(); }
    Awaitable<void> wait();
    bool may_write() const noexcept { return writer_ && writer_->is_open(); }

    std::optional<Deferred> deferred_; // until the response is handed over
    Exchange& exchange_;
    RequestBody body_; // holds the connection, and with it the exchange
    const std::chrono::milliseconds grace_;
    const boost::asio::any_io_executor executor_;
    boost::asio::cancellation_signal signal_;
    boost::asio::steady_timer event_; // never expires; cancelled when something has happened
    std::optional<boost::asio::steady_timer> patience_;
    std::optional<BodyWriter> writer_;
    bool is_beginning_ = false; // the head is on its way
    bool is_drained_ = false;
    bool is_done_ = false;
};

} // namespace hawser::server
