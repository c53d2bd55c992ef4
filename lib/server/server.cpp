// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/server.hpp>

#include "server/server_core.hpp"

#include <utility>

namespace hawser {

namespace {

std::optional<Service> handle(std::shared_ptr<server::ServiceState> state)
{
    return state ? std::optional{Service{std::move(state)}} : std::nullopt;
}

} // namespace

Server::Server(std::shared_ptr<server::ServerCore> core) noexcept : core_{std::move(core)} {}

Server::~Server()
{
    core_->shut_down();
}

void Server::add_middleware(std::shared_ptr<Middleware> middleware)
{
    if (middleware)
        middleware->on_attach(*this);
    core_->site().use(std::move(middleware));
}

Service Server::add_service(std::string_view path, BehaviorFactory factory)
{
    return Service{core_->site().add_service(path, std::move(factory), nullptr)};
}

Service Server::add_service(std::string_view path, BehaviorFactory factory, const WebSocketOptions& options)
{
    return Service{core_->site().add_service(path, std::move(factory), &options)};
}

bool Server::remove_service(std::string_view path)
{
    const auto removed = core_->site().remove_service(path);
    if (removed)
        removed->registry->close_all(CloseCode::going_away);
    return removed != nullptr;
}

void Server::clear_services()
{
    for (const auto& service : core_->site().services())
        remove_service(service->path);
}

std::optional<Service> Server::find_service(std::string_view path) const
{
    return handle(core_->site().find_service(path));
}

std::vector<Service> Server::services() const
{
    std::vector<Service> services;
    for (auto& state : core_->site().services())
        services.emplace_back(std::move(state));
    return services;
}

void Server::start()
{
    core_->start();
}

void Server::run(const std::function<void()>& on_listening)
{
    core_->run(on_listening);
}

bool Server::stop(std::chrono::milliseconds deadline)
{
    return core_->stop(deadline);
}

void Server::reload_certificates()
{
    core_->reload_certificates();
}

void Server::reload_certificates(TlsOptions options)
{
    core_->reload_certificates(std::move(options));
}

bool Server::is_listening() const noexcept
{
    return core_->is_running();
}

std::uint16_t Server::port() const noexcept
{
    return core_->port();
}

std::vector<Endpoint> Server::endpoints() const
{
    return core_->endpoints();
}

std::size_t Server::connection_count() const noexcept
{
    return core_->connection_count();
}

ServerStatistics Server::statistics() const
{
    return core_->statistics();
}

ServerMonitor Server::monitor() const noexcept
{
    return ServerMonitor{core_};
}

const ServerOptions& Server::options() const noexcept
{
    return core_->site().options();
}

boost::asio::any_io_executor Server::completion_executor()
{
    return core_->completion_executor();
}

void Server::begin_stop(std::chrono::milliseconds deadline, std::function<void(bool)> done)
{
    core_->begin_stop(deadline, std::move(done));
}

} // namespace hawser
