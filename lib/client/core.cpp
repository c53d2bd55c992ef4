// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/core.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <string>

// What the user asks of a client; what happens to it by itself is in core_events.cpp.

namespace hawser::client {

namespace asio = boost::asio;

namespace {

std::shared_ptr<Memory> make_memory(const Settings& settings, const Url& url)
{
    const auto& options = settings.options();
    auto memory = std::make_shared<Memory>();
    memory->cookies.share(options.cookie_jar);
    for (const auto& cookie : options.cookies)
        memory->cookies.get()->set(url.host, "/", url.is_secure, cookie);
    if (url.user)
        memory->server.credentials(ClientCredentials{.user = url.user->name, .password = url.user->password});
    else
        memory->server.credentials(options.credentials);
    if (options.proxy.credentials)
        Authenticator{true}.credentials(options.proxy.credentials); // throws for what cannot be said
    return memory;
}

std::unique_ptr<const asio::any_io_executor> make_strand(const net::Loop& loop)
{
    return loop.is_single_threaded()
               ? nullptr
               : std::make_unique<const asio::any_io_executor>(loop.connection_executor());
}

} // namespace

Core::Core(ThreadUse thread, std::shared_ptr<net::Loop> loop, std::shared_ptr<const Settings> settings,
           Url url, Dial dial)
    : thread_{std::move(thread)}, loop_{std::move(loop)}, strand_{make_strand(*loop_)},
      settings_{std::move(settings)}, url_{std::move(url)},
      dial_{dial.connect ? std::make_unique<const Dial>(std::move(dial)) : nullptr}, memory_{make_memory(
                                                                                         *settings_, url_)}
{
    if (settings_->options().reconnect)
        reconnecting_ = std::make_unique<Reconnecting>(*settings_->options().reconnect);
}

Core::~Core() = default;

// Runs later, on the executor, in a batch.
template <class Work>
void Core::perform(Work work)
{
    asio::post(executor(), [self = shared_from_this(), work = std::move(work)]() mutable {
        net::Batch batch{*self->loop_};
        work();
    });
}

// --- what it is

std::optional<CloseInfo> Core::close_info() const
{
    const std::lock_guard lock{mutex_};
    return close_info_ ? std::optional{*close_info_} : std::nullopt;
}

std::shared_ptr<const ConnectResult> Core::result() const
{
    const std::lock_guard lock{mutex_};
    return result_;
}

std::shared_ptr<ClientSession> Core::session() const
{
    const std::lock_guard lock{mutex_};
    return session_;
}

bool Core::must_not_block() const noexcept
{
    const auto* threads = thread_.threads();
    return !threads || threads->is_own_thread();
}

// --- connecting

void Core::set(const std::function<void(Callbacks&)>& change)
{
    const auto gate = hold_callbacks();
    if (state() != ReadyState::idle && state() != ReadyState::closed)
        throw std::logic_error{"callbacks are set before connecting, or when it is over"};
    if (!callbacks_)
        callbacks_ = std::make_unique<Callbacks>();
    change(*callbacks_);
}

void Core::connect(std::uint64_t id, std::function<void(error_code)> done)
{
    auto expected = ReadyState::idle;
    if (!state_.compare_exchange_strong(expected, ReadyState::connecting)) {
        expected = ReadyState::closed;
        if (!state_.compare_exchange_strong(expected, ReadyState::connecting))
            return done ? done(error::already_running) : void();
    }
    if (auto* messages = messages_.find())
        messages->begin();
    if (!done)
        return perform([this] { begin_connect({}); });
    operations_.get().add(id, [this, done](error_code ec) {
        done(ec);
        perform([this] { stop_connecting(asio::error::operation_aborted); });
    });
    perform([this, id, done] {
        begin_connect([this, id, done](error_code ec) {
            if (operations_.get().finish(id))
                done(ec);
        });
    });
}

void Core::cancel(std::uint64_t id)
{
    if (auto* operations = operations_.find())
        operations->break_off(id, asio::error::operation_aborted);
    if (auto* messages = messages_.find())
        messages->cancel(id, asio::error::operation_aborted);
}

// --- the end

void Core::close(CloseCode code, std::string_view reason, std::function<void(CloseInfo)> done)
{
    if (settings_->options().reconnect)
        keep_messages(false); // from here on, nothing is for a connection to come
    perform([this, code, reason = std::string{reason}, done = std::move(done)]() mutable {
        if (state() == ReadyState::idle || state() == ReadyState::closed) {
            if (done)
                done(close_info().value_or(CloseInfo{}));
            return;
        }
        is_closing_ = true;
        if (done) {
            if (!close_done_)
                close_done_ = std::make_unique<std::vector<std::function<void(CloseInfo)>>>();
            close_done_->push_back(std::move(done));
        }
        if (const auto open = session())
            open->close(code, reason);
        else
            stop_connecting(asio::error::operation_aborted);
    });
}

void Core::close(std::uint64_t id, CloseCode code, std::string_view reason,
                 std::function<void(error_code, CloseInfo)> done)
{
    operations_.get().add(id, [done](error_code ec) { done(ec, {}); });
    close(code, reason, [this, id, done](const CloseInfo& info) {
        if (operations_.get().finish(id))
            done({}, info);
    });
}

void Core::abandon(std::function<void()> closed)
{
    {
        const auto gate = hold_callbacks();
        is_abandoned_ = true;
    }
    if (auto* operations = operations_.find())
        operations->break_all(asio::error::operation_aborted);
    if (auto* messages = messages_.find())
        messages->end(asio::error::operation_aborted);
    close(CloseCode::going_away, {}, [this, closed = std::move(closed)](const CloseInfo&) {
        if (closed)
            closed();
        perform([this] { callbacks_.reset(); }); // which may be on the stack here
    });
}

// --- sending

// Null: what is sent has to wait, if it may.
std::shared_ptr<ClientSession> Core::session_to_send_on() const
{
    const std::lock_guard lock{mutex_};
    const bool is_in_order = !kept_ || kept_->teller == std::this_thread::get_id();
    return session_ && session_->is_open() && is_in_order ? session_ : nullptr;
}

SendResult Core::send(MessageType type, std::string_view payload, Compression compress)
{
    // Here nobody else changes which session there is, and without reconnecting nothing waits for another.
    if (!settings_->options().reconnect && loop_->runs_here()) {
        const auto open = session_;
        return open ? open->send(type, payload, compress) : SendResult::dropped;
    }
    if (const auto open = session_to_send_on())
        return open->send(type, payload, compress);
    return keep(type, payload, compress, {});
}

void Core::send(std::uint64_t id, MessageType type, std::string_view payload,
                std::function<void(error_code)> done)
{
    operations_.get().add(id, done);
    const auto finish = [weak = weak_from_this(), id, done](error_code ec) { // weak: it may wait in `kept_`
        if (const auto self = weak.lock(); self && self->operations_.get().finish(id))
            done(ec);
    };
    if (const auto open = session_to_send_on())
        open->send(type, payload, Compression::automatic, finish);
    else if (keep(type, payload, Compression::automatic, finish) == SendResult::dropped)
        finish(keeps_messages() ? error::queue_full : error::not_open);
}

void Core::stream(MessageType type, std::shared_ptr<session::MessageSource> source, SendHandler done,
                  Compression compress)
{
    if (const auto open = session())
        return open->stream(type, std::move(source), std::move(done), compress);
    source->abandon();
    if (done)
        perform([done = std::move(done)] { done(error::not_open); });
}

void Core::ping(std::uint64_t id, std::string_view payload,
                std::function<void(error_code, std::chrono::nanoseconds)> done)
{
    operations_.get().add(id, [done](error_code ec) { done(ec, {}); });
    const auto finish = [self = shared_from_this(), id, done](error_code ec, std::chrono::nanoseconds time) {
        if (self->operations_.get().finish(id))
            done(ec, time);
    };
    if (const auto open = session())
        open->ping(payload, finish);
    else
        finish(error::not_open, {});
}

bool Core::keeps_messages() const noexcept
{
    const std::lock_guard lock{mutex_};
    return keeps_;
}

std::size_t Core::kept_bytes() const noexcept
{
    const std::lock_guard lock{mutex_};
    return kept_ ? kept_->size - kept_->messages.size() * kept_cost(0) : 0;
}

SendResult Core::keep(MessageType type, std::string_view payload, Compression compress,
                      std::function<void(error_code)> done)
{
    const auto& options = settings_->options();
    const std::lock_guard lock{mutex_};
    if (!keeps_)
        return SendResult::dropped;
    if (!kept_)
        kept_ = std::make_unique<KeptQueue>();
    const auto cost = kept_cost(payload.size());
    const auto fits = [&] { return kept_->messages.empty() || kept_->size + cost <= options.max_queue_size; };
    while (options.queue_policy == QueuePolicy::drop_oldest && !fits()) {
        kept_->size -= kept_cost(kept_->messages.front().message->size());
        if (const auto dropped = std::move(kept_->messages.front().done))
            asio::post(executor(), [dropped] { dropped(error::queue_full); });
        kept_->messages.pop_front();
    }
    if (!fits()) {
        owes_drain_ = true;
        return SendResult::dropped;
    }
    kept_->size += cost;
    kept_->messages.push_back({session::SharedMessage::unframed(type, payload, compress), std::move(done)});
    if (kept_->size <= options.queue_high_mark)
        return SendResult::sent;
    owes_drain_ = true;
    return SendResult::queued;
}

// --- receiving

void Core::read(std::uint64_t id, std::function<void(error_code)> done)
{
    if (state() == ReadyState::idle)
        return done(error::not_open);
    messages().wait(id, std::move(done));
}

std::optional<OwnedMessage> Core::take_message(error_code& ec)
{
    auto flow = ReadQueue::Flow::as_before;
    auto message = messages().take(flow, ec);
    adjust(flow);
    return message;
}

bool Core::has_unread() const
{
    const auto* messages = messages_.find();
    return messages && messages->has_messages();
}

// In the order in which the queue has decided: each looks again at what it is now.
void Core::adjust(ReadQueue::Flow flow)
{
    if (flow == ReadQueue::Flow::as_before)
        return;
    perform([this] {
        if (const auto open = session())
            messages().is_full() ? open->pause_receiving(session::PauseReason::queue)
                                 : open->resume_receiving(session::PauseReason::queue);
    });
}

void Core::pause_receiving()
{
    if (const auto open = session())
        open->pause_receiving();
}

void Core::resume_receiving()
{
    if (const auto open = session())
        open->resume_receiving();
}

} // namespace hawser::client
