// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/async_exchange.hpp>

#include "server/exchange_coroutine.hpp"
#include "server/new_file.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

#include <stdexcept>
#include <utility>

namespace hawser {

namespace asio = boost::asio;
using server::ExchangeCoroutine;

namespace {

asio::awaitable<void> run_exchange(std::shared_ptr<ExchangeCoroutine> state,
                                   std::function<asio::awaitable<void>(AsyncExchange&)> run)
{
    AsyncExchange exchange{std::move(state)};
    co_await run(exchange);
}

} // namespace

AsyncBody::AsyncBody(std::shared_ptr<ExchangeCoroutine> state) noexcept : state_{std::move(state)} {}

asio::awaitable<std::optional<std::string>> AsyncBody::read()
{
    return ExchangeCoroutine::read(state_);
}

asio::awaitable<std::string> AsyncBody::read_all()
{
    const auto state = state_;
    std::string whole;
    while (const auto piece = co_await ExchangeCoroutine::read(state))
        whole += *piece;
    co_return whole;
}

asio::awaitable<std::uint64_t> AsyncBody::save_to(std::string path)
{
    const auto state = state_;
    server::NewFile file{std::move(path)};
    std::uint64_t size = 0;
    while (const auto piece = co_await ExchangeCoroutine::read(state)) {
        file.write(*piece);
        size += piece->size();
    }
    file.keep();
    co_return size;
}

AsyncExchange::AsyncExchange(std::shared_ptr<ExchangeCoroutine> state) noexcept
    : state_{std::move(state)}, body_{state_}
{
}

const Request& AsyncExchange::request() const noexcept
{
    return std::as_const(state_->exchange()).request();
}

Response& AsyncExchange::response()
{
    return state_->response();
}

asio::awaitable<bool> AsyncExchange::begin(std::optional<std::uint64_t> length)
{
    return ExchangeCoroutine::begin(state_, length);
}

asio::awaitable<bool> AsyncExchange::write(std::string_view piece)
{
    return ExchangeCoroutine::write(state_, std::string{piece});
}

void AsyncExchange::trailer(std::string_view name, std::string_view value)
{
    state_->trailer(name, value);
}

bool AsyncExchange::client_has_left() const noexcept
{
    return state_->exchange().client_has_left();
}

AsyncHandler coroutine(std::function<asio::awaitable<void>(AsyncExchange&)> run, std::chrono::milliseconds grace)
{
    if (!run)
        throw std::invalid_argument{"hawser: the coroutine of a route is empty"};
    return [run = std::move(run), grace](Deferred deferred) {
        const auto state = std::make_shared<ExchangeCoroutine>(std::move(deferred), grace);
        state->start();
        asio::co_spawn(state->executor(), run_exchange(state, run),
                       asio::bind_cancellation_slot(state->cancellation(),
                                                    [state](const std::exception_ptr& failure) {
                                                        state->finished(failure);
                                                    }));
    };
}

} // namespace hawser
