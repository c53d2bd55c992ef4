// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/core.hpp"

#include <boost/asio/error.hpp>

#include <exception>
#include <string>

// What happens to a client by itself, and what it tells the application. What it is asked for is in core.cpp.

namespace hawser::client {

namespace asio = boost::asio;

// --- callbacks

// Within a callback of the session, which sees to what is thrown.
template <class Call>
void Core::call(Call callback)
{
    const auto gate = hold_callbacks();
    if (is_abandoned_)
        return;
    Callbacks none; // of a client that has set none; it is asked all the same whether to connect again
    callback(callbacks_ ? *callbacks_ : none);
}

template <class Call>
bool Core::call_guarded(Call callback) noexcept
{
    try {
        call(callback);
        return true;
    } catch (const std::exception& e) {
        settings_->options().logger.write(LogLevel::error, "client of " + url_.to_string() +
                                                               ": a callback threw: " + e.what());
    } catch (...) {
        settings_->options().logger.write(LogLevel::error,
                                          "client of " + url_.to_string() + ": a callback threw");
    }
    return false;
}

// --- connecting

void Core::begin_connect(std::function<void(error_code)> done)
{
    if (done)
        connect_done_ = std::make_unique<std::function<void(error_code)>>(std::move(done));
    is_closing_ = false;
    last_error_ = {};
    if (reconnecting_) {
        // With all its attempts, and the first delay, whatever came before.
        reconnecting_ = std::make_unique<Reconnecting>(*settings_->options().reconnect);
        reconnecting_->lost_at = Clock::now();
        keep_messages(settings_->options().reconnect->retry_first);
    }
    attempt();
}

void Core::attempt()
{
    operation_ = std::make_shared<ConnectOperation>(
        loop_, executor(), dial_ ? *dial_ : socket_dial(), settings_, url_, memory_,
        ConnectOperation::Callbacks{
            // Weak: the operation is ours. An executor that ends in the middle of it must leave no circle.
            [weak = weak_from_this()](net::Connection& connection, ConnectResult result) {
                const auto self = weak.lock();
                return self ? self->on_opened(connection, std::move(result)) : nullptr;
            },
            [weak = weak_from_this()](ConnectResult result) {
                if (const auto self = weak.lock())
                    self->on_failed(std::move(result));
            },
            [weak = weak_from_this()](const std::function<void()>& callback) {
                if (const auto self = weak.lock())
                    self->call([&](Callbacks&) { callback(); });
            }});
    const auto operation = operation_; // which may end at once
    operation->start();
}

std::shared_ptr<net::Protocol> Core::on_opened(net::Connection& connection, ConnectResult result)
{
    operation_.reset();
    auto session = std::make_shared<ClientSession>(connection, shared_from_this(), settings_, result.deflate);
    const std::lock_guard lock{mutex_};
    session_ = session;
    result_ = std::make_shared<const ConnectResult>(std::move(result));
    return session;
}

void Core::on_failed(ConnectResult result)
{
    operation_.reset();
    const auto ec = result.error;
    const auto what = result.detail ? ec.message() + " (" + *result.detail + ')' : ec.message();
    const auto status = result.response ? result.response->status : 0;
    {
        const std::lock_guard lock{mutex_};
        result_ = std::make_shared<const ConnectResult>(std::move(result));
    }
    if (!is_closing_)
        call_guarded([&](Callbacks& callbacks) {
            if (callbacks.on_error)
                callbacks.on_error(ec, what);
        });
    last_error_ = ec;
    const bool is_untrusted = ec == condition::untrusted_peer;
    const CloseInfo info{.code = is_untrusted ? CloseCode::tls_handshake_failed : CloseCode::abnormal,
                         .reason = {},
                         .was_clean = false};
    if (!connects_again(info, ec, status))
        finish(info);
}

// Ends what goes on in order to be connected; `on_failed` or `finish` follows.
void Core::stop_connecting(error_code reason)
{
    is_closing_ = true;
    if (const auto operation = operation_)
        return operation->cancel(reason);
    if (const auto open = session())
        return open->close(CloseCode::normal, {});
    if (state() != ReadyState::connecting)
        return;
    if (reconnecting_ && reconnecting_->timer)
        reconnecting_->timer->cancel();
    last_error_ = reason;
    finish({});
}

void Core::answer_connect(error_code ec)
{
    if (const auto done = std::exchange(connect_done_, nullptr))
        (*done)(ec);
}

// --- the session

void Core::session_opened()
{
    state_.store(ReadyState::open, std::memory_order_release);
    last_error_ = {};
    if (reconnecting_) {
        reconnecting_->backoff.opened();
        reconnecting_->opened_at = Clock::now();
        keep_messages(true);
    }
    if (const auto* messages = messages_.find(); messages && messages->is_full())
        session()->pause_receiving(session::PauseReason::queue);
    {
        const std::lock_guard lock{mutex_};
        if (kept_)
            kept_->teller = std::this_thread::get_id();
    }
    std::exception_ptr failure; // the session is told of it when all others have been served
    try {
        call([](Callbacks& callbacks) {
            if (callbacks.on_open)
                callbacks.on_open();
        });
    } catch (...) {
        failure = std::current_exception();
    }
    send_kept();
    answer_connect({});
    if (failure)
        std::rethrow_exception(failure);
}

void Core::session_message(const Message& message)
{
    const auto gate = hold_callbacks();
    if (is_abandoned_)
        return;
    if (callbacks_ && callbacks_->on_message)
        return callbacks_->on_message(message);
    const bool is_wanted = state() == ReadyState::open && !is_closing_;
    adjust(messages().push({message.type(), std::string{message.text()}}, is_wanted));
}

void Core::session_fragment(const Fragment& fragment)
{
    call([&](Callbacks& callbacks) {
        if (const auto* rare = callbacks.rare.get(); rare && rare->on_fragment)
            rare->on_fragment(fragment);
    });
}

void Core::session_ping(std::string_view payload)
{
    call([&](Callbacks& callbacks) {
        if (const auto* rare = callbacks.rare.get(); rare && rare->on_ping)
            rare->on_ping(payload);
    });
}

void Core::session_pong(std::string_view payload)
{
    call([&](Callbacks& callbacks) {
        if (const auto* rare = callbacks.rare.get(); rare && rare->on_pong)
            rare->on_pong(payload);
    });
}

void Core::session_drained()
{
    call([](Callbacks& callbacks) {
        if (const auto* rare = callbacks.rare.get(); rare && rare->on_drain)
            rare->on_drain();
    });
}

void Core::session_failed(error_code ec, std::string_view what)
{
    last_error_ = ec;
    if (ec == error::handler_failed) // what the application cannot take now, it could not take again
        is_closing_ = true;
    call([&](Callbacks& callbacks) {
        if (callbacks.on_error)
            callbacks.on_error(ec, what);
    });
}

void Core::session_closed(const CloseInfo& info)
{
    set_session(nullptr);
    if (reconnecting_) {
        reconnecting_->lost_at = Clock::now();
        reconnecting_->was_lost = true;
        reconnecting_->backoff.lost(std::chrono::duration_cast<std::chrono::milliseconds>(
            reconnecting_->lost_at - reconnecting_->opened_at));
    }
    if (!connects_again(info, last_error_, 0))
        finish(info);
}

// --- again, or the end

// True if a connection will be made again.
bool Core::connects_again(const CloseInfo& info, error_code ec, unsigned status)
{
    if (!reconnecting_ || is_closing_)
        return false;
    auto& state = *reconnecting_;
    const auto& options = *settings_->options().reconnect;
    if (!state.was_lost && !options.retry_first)
        return false;
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - state.lost_at);
    const auto delay = state.backoff.next(elapsed);
    if (!delay)
        return false;
    const ReconnectInfo next{
        .attempt = state.backoff.attempt(), .delay = *delay, .error = ec, .close = info, .status = status};
    bool goes_on = false;
    const bool is_well = call_guarded([&](Callbacks&) {
        goes_on = options.should_reconnect ? options.should_reconnect(next) : default_should_reconnect(next);
    });
    if (!is_well || !goes_on)
        return false;
    state_.store(ReadyState::connecting, std::memory_order_release);
    if (!state.timer)
        state.timer.emplace(executor());
    state.timer->expires_after(*delay);
    state.timer->async_wait([self = shared_from_this()](error_code cancelled) {
        if (cancelled || self->is_closing_ || self->state() != ReadyState::connecting || self->operation_)
            return;
        net::Batch batch{*self->loop_};
        self->attempt();
    });
    call_guarded([&](Callbacks& callbacks) {
        if (const auto* rare = callbacks.rare.get(); rare && rare->on_reconnecting)
            rare->on_reconnecting(next);
    });
    return true;
}

void Core::finish(const CloseInfo& info)
{
    {
        const std::lock_guard lock{mutex_};
        close_info_ = std::make_unique<CloseInfo>(info);
    }
    drop_kept(last_error_ ? last_error_ : make_error_code(error::not_open));
    messages().end(); // before another thread may connect again
    state_.store(ReadyState::closed, std::memory_order_release);
    call_guarded([&](Callbacks& callbacks) {
        if (const auto on_close = callbacks.on_close) // which may set another one
            on_close(info);
    });
    answer_connect(last_error_ ? last_error_ : make_error_code(error::connection_cut));
    if (const auto waiting = std::exchange(close_done_, nullptr))
        for (const auto& done : *waiting)
            done(info);
}

void Core::set_session(std::shared_ptr<ClientSession> session)
{
    const std::lock_guard lock{mutex_};
    session_ = std::move(session);
}

// --- what waits for a connection

void Core::keep_messages(bool keeps)
{
    const std::lock_guard lock{mutex_};
    keeps_ = keeps && settings_->options().reconnect->keep_queued;
}

// Behind what on_open has sent, and before all that is sent from elsewhere.
void Core::send_kept()
{
    const auto open = session();
    for (;;) {
        Kept next;
        {
            const std::lock_guard lock{mutex_};
            if (!kept_ || kept_->messages.empty()) {
                kept_.reset();
                break;
            }
            next = std::move(kept_->messages.front());
            kept_->messages.pop_front();
            kept_->size -= kept_cost(next.message->size());
        }
        const auto& message = *next.message;
        if (next.done)
            open->send(message.type(), message.payload(), message.compress(), std::move(next.done));
        else
            open->send(message.type(), message.payload(), message.compress());
    }
    bool owes_drain = false;
    {
        const std::lock_guard lock{mutex_};
        owes_drain = std::exchange(owes_drain_, false);
    }
    if (owes_drain)
        open->owe_drain();
}

void Core::drop_kept(error_code reason)
{
    std::unique_ptr<KeptQueue> dropped;
    {
        const std::lock_guard lock{mutex_};
        keeps_ = false;
        dropped = std::move(kept_);
    }
    if (dropped)
        for (const auto& each : dropped->messages)
            if (each.done)
                each.done(reason);
}

} // namespace hawser::client
