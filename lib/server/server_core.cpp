// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/server_core.hpp"

#include "net/socket_transport.hpp"
#include "net/tls_transport.hpp"
#include "server/first_protocol.hpp"
#include "server/http_connection.hpp"
#include "server/option_check.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <csignal>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace hawser::server {

namespace asio = net::asio;

namespace {

std::vector<Listen> places_of(const ServerOptions& options)
{
    if (!options.listen.empty())
        return options.listen;
    return {{.address = options.address, .port = options.port}};
}

void warn(const Site& site, const std::vector<std::string>& of)
{
    for (const auto& each : of)
        site.logger().write(LogLevel::warning, each);
}

} // namespace

ServerCore::ServerCore(Site::Kind kind, std::optional<asio::any_io_executor> executor, ServerOptions options)
    : site_{std::make_shared<Site>(kind, std::move(options))}, executor_{std::move(executor)},
      places_{places_of(site_->options())},
      address_limits_{std::make_shared<AddressLimits>(site_->options().max_connections_per_address,
                                                      site_->options().uncounted_networks)},
      tls_{site_->options().tls ? std::make_shared<TlsSettings>(*site_->options().tls) : nullptr}
{
}

ServerCore::~ServerCore() = default;

// --- starting

void ServerCore::start()
{
    std::unique_lock lock{mutex_};
    if (phase_ == Phase::stopped)
        release_threads(lock); // of the run before, after an async_stop; another start may come between
    if (phase_ != Phase::stopped)
        throw boost::system::system_error{error::already_running, "start"};
    const auto& options = site_->options();
    if (site_->kind() == Site::Kind::http)
        site_->open_document_root();
    const auto warnings = tls_ ? tls_->load() : std::vector<std::string>{};

    auto threads = executor_ ? std::make_shared<net::IoThreads>(*executor_, options.logger)
                             : std::make_shared<net::IoThreads>(options.threads, options.logger);
    auto listener = std::make_shared<net::Listener>(threads->loops().front(), options.logger);
    for (const auto& place : places_)
        listener->open(place, options.backlog); // one that fails closes those before with the listener
    for (const auto& loop : threads->loops()) {
        loop->traffic(site_->counters().traffic());
        loop->on_removed([weak = weak_from_this()] {
            if (const auto self = weak.lock())
                self->on_removed();
        });
    }

    threads_ = std::move(threads);
    listener_ = std::move(listener);
    listener_closed_ = false;
    clean_ = true;
    accept_paused_ = false;
    site_->stopping(false);
    port_ = listener_->port();
    phase_ = Phase::running;
    listener_->start({
        next_loop(),
        [weak = weak_from_this()](net::Loop& loop, net::Listener::Socket socket, std::size_t place) {
            if (const auto self = weak.lock())
                self->accept(loop, std::move(socket), place);
        },
    });
    lock.unlock();
    warn(*site_, warnings);
}

// The listener may ask after the server has gone: the application's executor runs on, and holds a handler
// of the listener's that was due already. Threads of ours have ended by then.
std::function<net::Loop&()> ServerCore::next_loop() const
{
    if (executor_)
        return [loop = threads_->loops().front()]() -> net::Loop& { return *loop; };
    return [threads = threads_.get()]() -> net::Loop& { return threads->next(); };
}

// Called on the listener's loop; the connection begins on its own.
void ServerCore::accept(net::Loop& loop, net::Listener::Socket socket, std::size_t place)
{
    const auto& listen = places_[place];
    error_code ec;
    ConnectionEnds ends;
    ends.local = net::to_endpoint(socket.local_endpoint(ec));
    ends.remote = net::to_endpoint(socket.remote_endpoint(ec));
    if (ec)
        return; // gone already
    if (ends.remote.family() != Endpoint::Family::local)
        socket.set_option(asio::ip::tcp::no_delay{true}, ec);
    AddressLimits::Place share;
    if (listen.proxy_protocol) {
        if (!contains(listen.proxies, ends.remote))
            return log_refusal(*site_, ends.remote, "not one of the proxies of this listener");
    } else {
        auto admitted = admit(*site_, *address_limits_, ends.remote);
        if (!admitted)
            return;
        share = std::move(*admitted);
    }
    open_.fetch_add(1, std::memory_order_relaxed);
    site_->counters().add(ServerCount::connections);
    const auto executor = socket.get_executor();
    auto transport = net::make_socket_transport(loop, std::move(socket));
    const auto tls = listen.tls.value_or(true) ? tls_ : nullptr;
    if (tls)
        transport = std::make_unique<net::TlsTransport>(loop, std::move(transport));
    auto connection = std::make_shared<CountedConnection>(loop.shared_from_this(), std::move(transport),
                                                          HttpConnection::connection_settings(site_->options()));
    connection->place(std::move(share));
    auto protocol = listen.proxy_protocol ? make_proxy_protocol(site_, address_limits_, tls, ends)
                                          : make_first_protocol(site_, tls, ends);
    asio::post(executor, [connection = std::move(connection), protocol = std::move(protocol), site = site_] {
        connection->start(protocol);
        if (site->is_stopping()) // the stop did not see this one
            connection->on_stop();
    });
    limit_connections();
}

void ServerCore::limit_connections()
{
    const auto limit = site_->options().max_connections;
    if (open_.load() < limit)
        return;
    site_->logger().write(LogLevel::warning, "connection limit reached, accepting no more until one ends");
    const std::lock_guard lock{mutex_};
    if (!listener_)
        return;
    accept_paused_ = true;
    site_->counters().add(ServerCount::limit_reached);
    listener_->pause();
    resume_accepting(); // if one ended meanwhile
}

// `mutex_` is held, so that no pause of another thread is undone.
void ServerCore::resume_accepting()
{
    if (listener_ && open_.load() < site_->options().max_connections && accept_paused_.exchange(false))
        listener_->resume();
}

void ServerCore::on_removed()
{
    open_.fetch_sub(1);
    if (accept_paused_) {
        const std::lock_guard lock{mutex_};
        resume_accepting();
    }
    if (site_->is_stopping())
        finish_if_over();
}

// --- stopping

void ServerCore::begin_stop(std::chrono::milliseconds deadline, Done done)
{
    std::unique_lock lock{mutex_};
    if (phase_ == Phase::stopped) {
        const bool clean = clean_;
        lock.unlock();
        if (done)
            done(clean);
        return;
    }
    if (done)
        waiting_.push_back(std::move(done));
    const bool first = std::exchange(phase_, Phase::stopping) == Phase::running;
    if (first) {
        site_->stopping(true);
        port_ = 0;
        listener_->close([weak = weak_from_this()] {
            const auto self = weak.lock();
            if (!self)
                return;
            {
                const std::lock_guard inner{self->mutex_};
                self->listener_closed_ = true;
            }
            self->finish_if_over();
        });
        for (const auto& loop : threads_->loops())
            loop->stop_all();
    }
    arm_stop_deadline(deadline);
}

// A later call may only shorten the time that is left; `mutex_` is held.
void ServerCore::arm_stop_deadline(std::chrono::milliseconds deadline)
{
    // A day is as good as for ever, and no clock overflows.
    const auto at = std::chrono::steady_clock::now() + std::min<std::chrono::milliseconds>(deadline, std::chrono::hours{24});
    if (stop_timer_ && stop_timer_->expiry() <= at)
        return;
    auto& loop = *threads_->loops().front();
    auto timer = std::make_shared<asio::steady_timer>(loop.executor(), at);
    auto previous = std::exchange(stop_timer_, timer);
    loop.post([previous, timer, weak = weak_from_this()] { // timers are used on the loop only
        if (previous)
            previous->cancel();
        timer->async_wait([timer, weak](error_code ec) {
            if (const auto self = weak.lock(); self && !ec)
                self->cut();
        });
    });
}

void ServerCore::cut()
{
    const std::lock_guard lock{mutex_};
    if (phase_ != Phase::stopping)
        return;
    clean_ = clean_ && open_.load() == 0;
    for (const auto& loop : threads_->loops())
        loop->cut_all(error::connection_cut);
}

void ServerCore::finish_if_over()
{
    std::vector<Done> waiting;
    bool clean = false;
    {
        const std::lock_guard lock{mutex_};
        if (phase_ != Phase::stopping || !listener_closed_ || open_.load() != 0)
            return;
        if (auto timer = std::exchange(stop_timer_, nullptr))
            threads_->loops().front()->post([timer] { timer->cancel(); });
        listener_.reset();
        phase_ = Phase::stopped;
        clean = clean_;
        waiting.swap(waiting_);
    }
    changed_.notify_all();
    for (const auto& done : waiting)
        done(clean);
}

bool ServerCore::stop(std::chrono::milliseconds deadline)
{
    begin_stop(deadline, {});
    std::unique_lock lock{mutex_};
    if (is_in_callback())
        return false; // waiting would wait for itself
    changed_.wait(lock, [this] { return phase_ == Phase::stopped; });
    const bool clean = clean_;
    release_threads(lock);
    return clean;
}

bool ServerCore::is_in_callback() const noexcept
{
    if (!threads_)
        return false;
    if (threads_->is_own_thread())
        return true;
    const auto* batch = net::Batch::current();
    const auto& loops = threads_->loops();
    return batch && std::any_of(loops.begin(), loops.end(), [batch](const auto& loop) { return loop.get() == &batch->loop(); });
}

// Joins the threads without the lock, since their last handlers may need it.
void ServerCore::release_threads(std::unique_lock<std::mutex>& lock)
{
    auto threads = std::exchange(threads_, nullptr);
    if (!threads)
        return;
    lock.unlock();
    if (threads->is_own_thread()) // a thread cannot join itself: another one does
        std::thread{[threads = std::move(threads)]() mutable { threads.reset(); }}.detach();
    threads.reset();
    lock.lock();
}

void ServerCore::shut_down()
{
    begin_stop({}, {});
    std::unique_lock lock{mutex_};
    if (!executor_ && !is_in_callback())
        changed_.wait(lock, [this] { return phase_ == Phase::stopped; });
    if (const auto threads = executor_ ? threads_ : nullptr) {
        lock.unlock(); // a connection that goes tells us so
        for (const auto& loop : threads->loops())
            loop->abandon(error::connection_cut);
        lock.lock();
    }
    release_threads(lock);
}

// --- the rest

void ServerCore::run(const std::function<void()>& on_listening)
{
    if (executor_)
        throw std::logic_error{"run() is for servers with threads of their own; call start() and run the "
                               "executor that the server was given"};
    // Signals are caught before anybody can know that the server listens.
    asio::io_context context{1};
    asio::signal_set signals{context, SIGINT, SIGTERM};
    const auto on_signal = [&](auto& self, std::chrono::milliseconds deadline) -> void {
        signals.async_wait([&, deadline](error_code ec, int) {
            if (ec)
                return;
            begin_stop(deadline, {});
            self(self, std::chrono::milliseconds{0}); // the second time there is no patience
        });
    };
    on_signal(on_signal, site_->options().stop_deadline);
    if (!is_running())
        start();
    if (on_listening)
        on_listening();
    std::unique_lock lock{mutex_};
    if (phase_ != Phase::stopped) {
        waiting_.emplace_back([&](bool) { asio::post(context, [&] { signals.cancel(); }); });
        lock.unlock();
        context.run();
        lock.lock();
    }
    changed_.wait(lock, [this] { return phase_ == Phase::stopped; });
    release_threads(lock); // after which nobody refers to the context any more
}

void ServerCore::reload_certificates()
{
    if (!tls_)
        throw std::logic_error{"reload_certificates() of a server without ServerOptions::tls"};
    warn(*site_, tls_->load());
}

void ServerCore::reload_certificates(TlsOptions options)
{
    if (!tls_)
        throw std::logic_error{"reload_certificates() of a server without ServerOptions::tls"};
    require_valid(options);
    warn(*site_, tls_->load(std::move(options)));
}

bool ServerCore::is_running() const
{
    const std::lock_guard lock{mutex_};
    return phase_ == Phase::running;
}

std::vector<Endpoint> ServerCore::endpoints() const
{
    const std::lock_guard lock{mutex_};
    return phase_ == Phase::running ? listener_->endpoints() : std::vector<Endpoint>{};
}

asio::any_io_executor ServerCore::completion_executor() const
{
    if (executor_)
        return *executor_;
    const std::lock_guard lock{mutex_};
    return threads_ ? threads_->loops().front()->executor() : asio::system_executor{};
}

} // namespace hawser::server
