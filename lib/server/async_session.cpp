// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/async_session.hpp>

#include "server/coroutine_state.hpp"
#include "server/service_state.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <stdexcept>
#include <utility>

namespace hawser {

namespace server {

namespace {

using Run = std::function<boost::asio::awaitable<void>(AsyncSession&)>;

// `run` is shared because a lambda coroutine refers to its captures as long as it runs.
boost::asio::awaitable<void> run_coroutine(std::shared_ptr<CoroutineState> state,
                                           std::shared_ptr<const Run> run)
{
    std::exception_ptr failure;
    try {
        AsyncSession session{state};
        auto body = (*run)(session);
        co_await std::move(body);
    } catch (...) {
        failure = std::current_exception();
    }
    state->finished(failure);
}

} // namespace

/// Hands what happens to a session to its coroutine.
class CoroutineBehavior : public Behavior {
public:
    CoroutineBehavior(std::shared_ptr<const Run> run, std::chrono::milliseconds grace) noexcept
        : run_{std::move(run)}, grace_{grace}
    {
    }
    ~CoroutineBehavior() override
    {
        if (state_)
            state_->abandon();
    }

private:
    void on_open() override
    {
        state_ = std::make_shared<CoroutineState>(session().session_, grace_);
        // The completion handler holds the state: the signal behind the slot has to outlive the coroutine.
        boost::asio::co_spawn(state_->executor(), run_coroutine(state_, run_),
                              boost::asio::bind_cancellation_slot(state_->cancellation(),
                                                                  [state = state_](std::exception_ptr) {}));
    }
    void on_message(const Message& message) override { state_->receive(message); }
    void on_fragment(const Fragment& fragment) override
    {
        partial_ += fragment.text();
        if (fragment.is_last())
            state_->receive({fragment.type(), std::exchange(partial_, {})});
    }
    void on_drain() override { state_->drained(); }
    void on_error(error_code ec, std::string_view) override { was_cut_ = ec == error::connection_cut; }
    void on_close(const CloseInfo& info) override { state_->end(info, was_cut_); }

    const std::shared_ptr<const Run> run_;
    const std::chrono::milliseconds grace_;
    std::shared_ptr<CoroutineState> state_;
    std::string partial_; // with `WebSocketOptions::deliver_fragments`, which is of no use here
    bool was_cut_ = false;
};

} // namespace server

using server::CoroutineState;

AsyncSession::AsyncSession(std::shared_ptr<CoroutineState> state) noexcept : state_{std::move(state)} {}

boost::asio::awaitable<std::optional<OwnedMessage>> AsyncSession::read()
{
    return CoroutineState::read(state_);
}

boost::asio::awaitable<bool> AsyncSession::send(std::string_view text, Compression compress)
{
    const auto drains = state_->drains();
    const auto result = state_->in_batch([&] { return session().send(text, compress); });
    return CoroutineState::sent(state_, result, drains);
}

boost::asio::awaitable<bool> AsyncSession::send(std::span<const std::byte> data, Compression compress)
{
    const auto drains = state_->drains();
    const auto result = state_->in_batch([&] { return session().send(data, compress); });
    return CoroutineState::sent(state_, result, drains);
}

boost::asio::awaitable<bool> AsyncSession::send(const Message& message, Compression compress)
{
    const auto drains = state_->drains();
    const auto result = state_->in_batch([&] { return session().send(message, compress); });
    return CoroutineState::sent(state_, result, drains);
}

boost::asio::awaitable<std::chrono::nanoseconds> AsyncSession::ping(std::string_view payload)
{
    return CoroutineState::answered(state_, state_->begin_ping(payload));
}

boost::asio::awaitable<CloseInfo> AsyncSession::close(CloseCode code, std::string_view reason)
{
    state_->in_batch([&] { session().close(code, reason); });
    state_->discard_input();
    return CoroutineState::ended(state_);
}

boost::asio::awaitable<CloseInfo> AsyncSession::ended()
{
    return CoroutineState::ended(state_);
}

std::optional<CloseInfo> AsyncSession::close_info() const
{
    return state_->close_info();
}

const Session& AsyncSession::session() const noexcept
{
    return state_->session();
}

SessionManager& AsyncSession::sessions() const noexcept
{
    return state_->internals().service().sessions;
}

const Request& AsyncSession::request() const noexcept
{
    return state_->internals().request();
}

BehaviorFactory coroutine(std::function<boost::asio::awaitable<void>(AsyncSession&)> run,
                          std::chrono::milliseconds grace)
{
    if (!run)
        throw std::invalid_argument{"coroutine: there is none"};
    auto shared = std::make_shared<const server::Run>(std::move(run));
    return [shared, grace](const Request&, Response&) -> std::unique_ptr<Behavior> {
        return std::make_unique<server::CoroutineBehavior>(shared, grace);
    };
}

} // namespace hawser
