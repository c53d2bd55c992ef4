// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/behavior.hpp>
#include <hawser/config.hpp>
#include <hawser/detail/completion.hpp>
#include <hawser/middleware.hpp>
#include <hawser/endpoint.hpp>
#include <hawser/options.hpp>
#include <hawser/request.hpp>
#include <hawser/response.hpp>
#include <hawser/service.hpp>
#include <hawser/statistics.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser {

namespace server {
class ServerCore;
}

/// Makes the `Behavior` of a new session, or refuses it: null answers the handshake with `refusal`,
/// which is a plain 403 unless the factory changes it.
using BehaviorFactory = std::function<std::unique_ptr<Behavior>(const Request& request, Response& refusal)>;

/// What `HttpServer` and `WebSocketServer` have in common: services and the life of a server.
///
/// *Lifecycle*: constructed → `start` → running → `stop` → stopped → `start` → … The destructor stops
/// with no time for anything to finish. With threads of its own (no executor given) it returns when the
/// last callback has; on the application's executor it cuts all connections, and their last callbacks
/// come on that executor afterwards: `async_stop` first to wait for them.
///
/// *Thread safety*: all members but the destructor may be called from any thread, also from callbacks.
class HAWSER_DECL Server {
public:
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Puts a middleware around all exchanges: one by value, in a `std::shared_ptr`, or a function
    /// `Action(Exchange&)`. The first one is the outermost. May be called while the server runs; requests that
    /// have begun are not affected.
    template <class T>
    Server& use(T&& middleware)
    {
        add_middleware(detail::to_middleware(std::forward<T>(middleware)));
        return *this;
    }

    /// Adds a service whose sessions are objects of type `T`, default-constructed and then handed to
    /// `initialise`. See `add_service(path, factory)`.
    template <std::derived_from<Behavior> T>
    Service add_service(std::string_view path, std::function<void(T&)> initialise = {})
    {
        return add_service(path, make_factory<T>(std::move(initialise)));
    }
    template <std::derived_from<Behavior> T>
    Service add_service(std::string_view path, std::function<void(T&)> initialise, const WebSocketOptions& options)
    {
        return add_service(path, make_factory<T>(std::move(initialise)), options);
    }

    /// Adds a service. `path` is exact (`/Echo`), has parameters (`/rooms/{name}`) or ends in `*`. Without
    /// `options` it has those of the server. May be called while the server runs.
    /// @throws std::invalid_argument if `path` is malformed or has a service already, or an option cannot be
    /// used; the text says which.
    Service add_service(std::string_view path, BehaviorFactory factory);
    Service add_service(std::string_view path, BehaviorFactory factory, const WebSocketOptions& options);

    /// Removes the service added with that path and closes its sessions with code 1001. False if there
    /// is none.
    bool remove_service(std::string_view path);

    /// Removes all services.
    void clear_services();

    /// The service added with exactly that path, or nothing.
    std::optional<Service> find_service(std::string_view path) const;

    /// All services, in the order in which they were added.
    std::vector<Service> services() const;

    /// Starts to listen and returns; connections are served from then on.
    /// @throws boost::system::system_error if the address cannot be listened on, the document root is
    /// missing (`error::document_root_missing`) or the server runs already (`error::already_running`).
    void start();

    /// Starts if it has not, then blocks until SIGINT or SIGTERM, or until another thread stops the
    /// server; a signal gives connections `ServerOptions::stop_deadline` to finish, a second one none.
    /// `on_listening`, if given, is called once, as soon as `port` is known and signals are caught.
    /// @throws what `start` does; std::logic_error on a server that uses the application's executor.
    void run(const std::function<void()>& on_listening = {});

    /// Stops: accepts no more, lets requests that have begun be answered, closes all sessions with code
    /// 1001 and, after `deadline`, cuts what is left. Blocks until all is over and every `on_close` has
    /// returned; from a callback of the server itself it only begins. Without effect on a stopped one.
    ///
    /// On the application's executor another thread must be running that executor meanwhile; where
    /// there is none, use `async_stop`.
    /// @return true if nothing had to be cut.
    bool stop(std::chrono::milliseconds deadline = std::chrono::seconds{10});

    /// `stop` without blocking. Completion signature `void(bool clean)`; the handler runs on its
    /// associated executor, by default one of the server's. It cannot be cancelled.
    template <class CompletionToken>
    auto async_stop(std::chrono::milliseconds deadline, CompletionToken&& token)
    {
        return boost::asio::async_initiate<CompletionToken, void(bool)>(
            [this, deadline](auto handler) {
                begin_stop(deadline,
                           detail::post_completion<bool>(std::move(handler), completion_executor()));
            },
            token);
    }

    /// Reads the certificates and all other files of `ServerOptions::tls` again, or takes other options in their
    /// place. Handshakes that begin from now on use them; connections that are open are not affected, and neither
    /// are session tickets. Blocks for the time that reading takes, which is milliseconds.
    /// @throws boost::system::system_error with `error::unusable_certificate` and a text that names file and fault,
    /// and std::invalid_argument for options that contradict themselves: then nothing has changed. std::logic_error
    /// on a server without TLS.
    void reload_certificates();
    void reload_certificates(TlsOptions options);

    /// True from `start` until a stop begins.
    bool is_listening() const noexcept;

    /// The TCP port that the server listens on, the first if there are several; 0 while it does not.
    std::uint16_t port() const noexcept;

    /// All that the server listens on, in the order of `ServerOptions::listen`, with the ports that the
    /// system picked; two for `"localhost"`, and `local` for a Unix socket. Empty while it does not.
    std::vector<Endpoint> endpoints() const;

    /// Open connections of any kind, now.
    std::size_t connection_count() const noexcept;

    /// What the server has done since it was made. It looks at each session for its queue, which takes about
    /// 0.1 ms for a thousand of them: once a second is fine, once a request is not.
    ServerStatistics statistics() const;

    /// A handle to ask the same, that may outlive the server.
    ServerMonitor monitor() const noexcept;

    const ServerOptions& options() const noexcept;

protected:
    explicit Server(std::shared_ptr<server::ServerCore> core) noexcept;
    server::ServerCore& core() const noexcept { return *core_; }

private:
    template <class T>
    static BehaviorFactory make_factory(std::function<void(T&)> initialise)
    {
        return [initialise = std::move(initialise)](const Request&, Response&) -> std::unique_ptr<Behavior> {
            auto behavior = std::make_unique<T>();
            if (initialise)
                initialise(*behavior);
            return behavior;
        };
    }

    void add_middleware(std::shared_ptr<Middleware> middleware);
    boost::asio::any_io_executor completion_executor();
    void begin_stop(std::chrono::milliseconds deadline, std::function<void(bool)> done);

    std::shared_ptr<server::ServerCore> core_;
};

} // namespace hawser
