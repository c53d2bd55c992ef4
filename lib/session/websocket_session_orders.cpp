// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/websocket_session.hpp"

#include "net/loop.hpp"

#include <utility>

// How what a session is asked for from outside of its callbacks gets to its executor, and in which order.

namespace hawser::session {

namespace {

// How long orders wait for those of the next turns, at most.
constexpr int max_laps = 64;
constexpr std::size_t max_gathered = 64 * 1024;
constexpr std::chrono::microseconds max_gathering{200};

} // namespace

// Compares addresses only: from another thread the connection may be gone. If a new one has its address,
// `state_` is closed and nothing is done.
bool WebSocketSession::runs_here() const noexcept
{
    const auto* batch = net::Batch::current();
    return batch && (batch->corked() == connection_
                     || (&batch->loop() == loop_ && batch->loop().is_single_threaded()))
           && state_.load(std::memory_order_relaxed) != State::closed;
}

// Runs `action` on the executor, now if this is it. False if it never will be.
bool WebSocketSession::perform(std::function<void()> action)
{
    if (!runs_here())
        return post(std::move(action));
    catch_up();
    action();
    return true;
}

SessionInbox& WebSocketSession::inbox()
{
    if (auto* existing = inbox_.load(std::memory_order_acquire))
        return *existing;
    auto made = std::make_unique<SessionInbox>();
    SessionInbox* existing = nullptr;
    if (inbox_.compare_exchange_strong(existing, made.get(), std::memory_order_acq_rel))
        return *made.release(); // the session deletes it
    return *existing;
}

SendResult WebSocketSession::post(SessionOrder order)
{
    const auto connection = connection_handle_.lock();
    if (!connection)
        return SendResult::dropped;
    bool added = false;
    const auto result
        = inbox().put(std::move(order), connection->queued_bytes() + sender_.held_bytes(),
                      {options_.max_queue_size, options_.queue_high_mark, options_.queue_policy},
                      [this] { on_overflow(); }, added);
    if (added)
        schedule(*connection);
    if (result == SendResult::dropped) // else it is counted when its turn comes
        count(SessionCount::messages_dropped);
    return result;
}

bool WebSocketSession::post(std::function<void()> action)
{
    const auto connection = connection_handle_.lock();
    if (!connection || !inbox().put(std::move(action)))
        return false;
    schedule(*connection);
    return true;
}

// On a loop of one thread, orders and broadcasts go through the loop's own queue, which keeps them in the
// order in which a thread gave them. Elsewhere each order has a turn of its own on the connection's executor,
// or, where no broadcast has to find its place among them, all together. An order keeps the connection, too,
// which may close before its turn.
void WebSocketSession::schedule(net::Connection& connection)
{
    if (!has_broadcasts_ && !connection.loop().is_single_threaded()) {
        if (inbox().begin_turn())
            take_turn_later(connection.shared_from_this(), {});
        return;
    }
    auto carry_out = [self = shared_from_this(), keep = connection.shared_from_this(),
                      count = inbox().added_count()] { self->on_orders(count); };
    if (connection.loop().is_single_threaded())
        connection.loop().enqueue(std::move(carry_out));
    else
        connection.post(std::move(carry_out));
}

// A coroutine that answers message after message sends one in each turn of the executor. As long as each turn
// brings one more, the orders wait for the next: then they make one write, and not one each.
void WebSocketSession::take_turn(const std::shared_ptr<net::Connection>& connection, Turn turn)
{
    const auto added = inbox().added_count();
    const bool brings_more = !inbox().is_urgent() && (turn.laps == 0 ? has_unread() : added != turn.added);
    const auto now = brings_more ? Clock::now() : Clock::time_point{};
    if (turn.laps == 0)
        turn.end = now + max_gathering;
    if (brings_more && turn.laps < max_laps && now < turn.end && inbox().size() < max_gathered)
        return take_turn_later(connection, {turn.laps + 1, added, turn.end});
    inbox().end_turn();
    try {
        on_orders(inbox().added_count());
    } catch (...) { // which ends the connection; the other orders have to hear of that
        schedule(*connection);
        throw;
    }
}

void WebSocketSession::take_turn_later(const std::shared_ptr<net::Connection>& connection, const Turn& turn)
{
    connection->post([self = shared_from_this(), connection, turn] { self->take_turn(connection, turn); });
}

// Carries out all that had been asked for when this was scheduled, or its turn taken, unless a callback that
// sent something has done so. No less: another thread's order before this one's may be the older one, and no
// more: what was asked for since may have to come behind a broadcast.
void WebSocketSession::on_orders(std::uint64_t count)
{
    while (const auto order = inbox().take(count))
        carry_out(*order);
    if (inbox().empty() && inbox().take_drain_debt() && is_open())
        sender_.owe_drain();
}

void WebSocketSession::carry_out(const SessionOrder& order)
{
    if (!order.message)
        return order.action();
    if (!is_open())
        return;
    last_message_at_ = loop_->now();
    counted(sender_.message(order.message), order.message->size());
}

// Before something is sent from a callback of this session: what the same thread sent earlier, from a
// callback of another one, goes first. On a loop of one thread such a send has acted at once.
void WebSocketSession::catch_up(SessionInbox& inbox)
{
    while (!loop_->is_single_threaded() && !inbox.empty())
        if (const auto order = inbox.take())
            carry_out(*order);
}

} // namespace hawser::session
