// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/agreement.hpp"
#include "server/session_id.hpp"
#include "server/session_places.hpp"
#include "session/websocket_session.hpp"

#include <hawser/behavior.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <typeinfo>

namespace hawser::server {

struct ServiceState;

/// A session of a service: the server's side of a connection, with the user's `Behavior` as the listener.
///
/// *Thread safety*: as its base; all that is added here may be called from any thread.
class ServiceSession final : public session::WebSocketSession {
public:
    ServiceSession(std::shared_ptr<ServiceState> service, std::unique_ptr<Behavior> behavior, Request request,
                   Agreement agreement, net::Connection& connection);
    ~ServiceSession() override;

    const SessionId& session_id() const noexcept { return id_; }
    const Request& request() const noexcept { return request_; }
    std::chrono::system_clock::time_point start_time() const noexcept { return start_time_; }
    std::string_view subprotocol() const noexcept;
    std::shared_ptr<void> attached(const std::type_info& type) const noexcept;
    ServiceState& service() const noexcept { return *service_; }
    std::shared_ptr<ServiceSession> shared_from_this();

    void join(std::string_view group);
    void leave(std::string_view group);

    /// Where the registry keeps the session; its own business.
    SessionPlaces places;

private:
    struct Traits { // of few sessions
        std::string subprotocol;
        std::unique_ptr<Behavior::Attached> attached;
    };

    bool enter() override;
    void leave() noexcept override;
    std::string describe() const override;

    bool has_listener() const noexcept override { return behavior_ != nullptr; }
    void tell_open() override { behavior_->on_open(); }
    void tell_message(const Message& message) override { behavior_->on_message(message); }
    void tell_fragment(const Fragment& fragment) override { behavior_->on_fragment(fragment); }
    void tell_ping(std::string_view payload) override { behavior_->on_ping(payload); }
    void tell_pong(std::string_view payload) override { behavior_->on_pong(payload); }
    void tell_drain() override { behavior_->on_drain(); }
    void tell_error(error_code ec, std::string_view what) override { behavior_->on_error(ec, what); }
    void tell_close(const CloseInfo& info) override { behavior_->on_close(info); }
    void forget_listener() noexcept override { behavior_.reset(); }

    const std::shared_ptr<ServiceState> service_;
    std::unique_ptr<Behavior> behavior_;
    const Request request_;
    const SessionId id_ = SessionId::random();
    const std::chrono::system_clock::time_point start_time_ = std::chrono::system_clock::now();
    const std::unique_ptr<const Traits> traits_;
};

} // namespace hawser::server
