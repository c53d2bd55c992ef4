// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/service_session.hpp"

#include "server/service_state.hpp"

#include <utility>

namespace hawser::server {

namespace {

std::shared_ptr<session::CallbackQueue> make_callback_queue(const WebSocketOptions& options)
{
    if (!options.callback_executor)
        return nullptr;
    return std::make_shared<session::CallbackQueue>(options.callback_executor, options.receive_queue_size);
}

} // namespace

ServiceSession::ServiceSession(std::shared_ptr<ServiceState> service, std::unique_ptr<Behavior> behavior,
                               Request request, Agreement agreement, net::Connection& connection)
    : WebSocketSession{connection,
                       {.role = websocket::Role::server,
                        .options = service->options,
                        .logger = service->logger,
                        .counters = &service->counters,
                        .callbacks = make_callback_queue(service->options),
                        .deflate = agreement.deflate}},
      service_{std::move(service)}, behavior_{std::move(behavior)}, request_{std::move(request)},
      traits_{agreement.subprotocol.empty() && !behavior_->attached_
                  ? nullptr
                  : new Traits{std::move(agreement.subprotocol), std::move(behavior_->attached_)}}
{
    behavior_->session_ = this;
}

ServiceSession::~ServiceSession() = default;

std::string_view ServiceSession::subprotocol() const noexcept
{
    return traits_ ? std::string_view{traits_->subprotocol} : std::string_view{};
}

std::shared_ptr<void> ServiceSession::attached(const std::type_info& type) const noexcept
{
    return traits_ && traits_->attached && *traits_->attached->type == type ? traits_->attached->state
                                                                            : nullptr;
}

std::shared_ptr<ServiceSession> ServiceSession::shared_from_this()
{
    return std::static_pointer_cast<ServiceSession>(WebSocketSession::shared_from_this());
}

void ServiceSession::join(std::string_view group)
{
    service_->registry->join(*this, group);
}

void ServiceSession::leave(std::string_view group)
{
    service_->registry->leave(*this, group);
}

// False: the service was removed during the handshake.
bool ServiceSession::enter()
{
    return service_->registry->add(*this, loop());
}

void ServiceSession::leave() noexcept
{
    service_->registry->remove(*this);
    service_->counters.closed(close_info().code);
}

std::string ServiceSession::describe() const
{
    return "session of " + service_->path + " from " + request_.remote_endpoint().to_string();
}

} // namespace hawser::server
