// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/exchange_coroutine.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <stdexcept>
#include <utility>

namespace hawser::server {

namespace asio = boost::asio;

namespace {

unsigned status_of(const error_code& ec) noexcept
{
    if (ec == error::body_too_large)
        return 413;
    if (ec == error::body_timeout)
        return 408;
    return ec == condition::protocol_error || ec == error::end_of_stream ? 400 : 500;
}

bool has_no_body(const Exchange& exchange) noexcept
{
    const auto status = exchange.response().status();
    return exchange.request().method() == Method::head || status == 204 || status == 304;
}

} // namespace

/// Held by the response: tells what becomes of the body, also that nobody asks for it.
class ExchangeCoroutine::Beginning {
public:
    explicit Beginning(std::shared_ptr<ExchangeCoroutine> state) noexcept : state_{std::move(state)} {}
    Beginning(const Beginning&) = delete;
    Beginning& operator=(const Beginning&) = delete;
    ~Beginning() { settle(std::nullopt); }

    void settle(std::optional<BodyWriter> writer)
    {
        const auto state = std::exchange(state_, nullptr);
        if (!state || !std::exchange(state->is_beginning_, false))
            return;
        state->writer_ = std::move(writer);
        state->wake();
    }

private:
    std::shared_ptr<ExchangeCoroutine> state_;
};

ExchangeCoroutine::ExchangeCoroutine(Deferred deferred, std::chrono::milliseconds grace)
    : deferred_{std::move(deferred)}, exchange_{deferred_->exchange()}, body_{exchange_.body()}, grace_{grace},
      executor_{exchange_.executor()}, event_{executor_, asio::steady_timer::time_point::max()}
{
}

void ExchangeCoroutine::start()
{
    exchange_.on_leave([weak = weak_from_this()](error_code reason) {
        if (const auto self = weak.lock())
            self->client_left(reason);
    });
}

Response& ExchangeCoroutine::response()
{
    if (!deferred_)
        throw std::logic_error{"hawser: the response is being sent"};
    return exchange_.response();
}

void ExchangeCoroutine::trailer(std::string_view name, std::string_view value)
{
    if (deferred_)
        throw std::logic_error{"hawser: the body has not begun"};
    if (writer_) // else nobody wants a body
        writer_->trailer(name, value);
}

// --- what is awaited

ExchangeCoroutine::Awaitable<void> ExchangeCoroutine::wait()
{
    error_code ignored;
    co_await event_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error{asio::error::operation_aborted};
}

ExchangeCoroutine::Awaitable<std::optional<std::string>> ExchangeCoroutine::read(
    std::shared_ptr<ExchangeCoroutine> self)
{
    auto piece = co_await self->body_.async_read(asio::use_awaitable);
    if (piece.empty())
        co_return std::nullopt;
    co_return piece;
}

ExchangeCoroutine::Awaitable<bool> ExchangeCoroutine::begin(std::shared_ptr<ExchangeCoroutine> self,
                                                            std::optional<std::uint64_t> length)
{
    if (!self->deferred_)
        co_return self->may_write();
    auto& response = self->exchange_.response();
    if (has_no_body(self->exchange_)) {
        std::exchange(self->deferred_, std::nullopt)->respond();
        co_return false;
    }
    const std::string type{response.fields()["Content-Type"]};
    self->is_beginning_ = true;
    response.stream([beginning = std::make_shared<Beginning>(self)](
                        BodyWriter writer) { beginning->settle(std::move(writer)); },
                    type.empty() ? "application/octet-stream" : type, length);
    std::exchange(self->deferred_, std::nullopt)->respond();
    while (self->is_beginning_)
        co_await self->wait();
    co_return self->may_write();
}

ExchangeCoroutine::Awaitable<bool> ExchangeCoroutine::write(std::shared_ptr<ExchangeCoroutine> self,
                                                            std::string piece)
{
    if (self->deferred_)
        co_await begin(self, std::nullopt);
    while (self->may_write()) {
        self->is_drained_ = false;
        self->writer_->on_drain([weak = std::weak_ptr{self}] {
            if (const auto state = weak.lock()) {
                state->is_drained_ = true;
                state->wake();
            }
        });
        const auto result = self->writer_->write(piece);
        if (result == SendResult::sent)
            break;
        while (!self->is_drained_ && self->may_write())
            co_await self->wait();
        if (result == SendResult::queued)
            break;
    }
    co_return self->may_write();
}

// --- the end

void ExchangeCoroutine::client_left(error_code reason)
{
    wake();
    if (reason == error::end_of_stream || is_done_)
        return;
    if (patience_)
        return;
    patience_.emplace(executor_, reason == error::connection_cut ? std::chrono::milliseconds{0} : grace_);
    patience_->async_wait([self = shared_from_this()](error_code ec) {
        if (!ec)
            self->signal_.emit(asio::cancellation_type::terminal);
    });
}

void ExchangeCoroutine::finished(const std::exception_ptr& failure) noexcept
try {
    is_done_ = true;
    if (patience_)
        patience_->cancel();
    if (failure)
        answer_failure(failure);
    else if (may_write())
        writer_->finish();
    if (deferred_)
        std::exchange(deferred_, std::nullopt)->respond();
} catch (const std::exception& e) {
    exchange_.logger().write(LogLevel::error, std::string{"an answer could not be given: "} + e.what());
}

void ExchangeCoroutine::answer_failure(const std::exception_ptr& failure)
{
    unsigned status = 500;
    std::string what = "unknown exception";
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& e) {
        status = status_of(e.code());
        what = e.what();
    } catch (const std::exception& e) {
        what = e.what();
    } catch (...) {
    }
    if (status == 500 && !exchange_.client_has_left())
        exchange_.logger().write(LogLevel::error,
                                 "coroutine of " + std::string{exchange_.request().path()} + " threw: " + what);
    if (may_write())
        writer_->abort();
    if (deferred_) {
        exchange_.response().clear();
        exchange_.response().status_page(status);
    }
}

} // namespace hawser::server
