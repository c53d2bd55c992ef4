// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/middleware.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace hawser {

struct InspectorOptions {
    /// Where the page is. Its parts and its WebSocket service are beneath it.
    std::string path = "/inspector";

    /// Who may look: a middleware that lets them pass, such as `BasicAuth` or `DigestAuth`; asked for all
    /// that lies at and beneath `path`, handshakes too. Null: only clients on this machine, over a connection
    /// that no proxy has passed on, are let in; others get 403.
    std::shared_ptr<Middleware> authenticate{};

    /// Sessions in the table, those with the longest queues; the page says how many there are beside them.
    std::size_t max_sessions = 100;

    /// The time between two updates of the page, at least 100 ms.
    std::chrono::milliseconds interval = std::chrono::seconds{1};
};

/// A page that shows what the server does: connections, requests, services and their sessions, with rates,
/// round trips, queues and close codes as plots, over a WebSocket service of the library's own.
///
/// It only looks. All viewers get one snapshot, which is made while there are any, and looks at each session
/// of the server. Add it after `TrustedProxies`, `AccessLog` and `HostCheck`, so that these apply to it.
///
/// *Lifecycle*: belongs to one server; `use` adds the service `path + "/live"` to it.
///
/// *Thread safety*: as any `Middleware`.
///
/// *Errors*: the constructor throws `std::invalid_argument` if `path` does not begin with `/`, ends in `/` or
/// has `{`, `}` or `*` in it, or if `interval` is too short. `use` throws it if it is there already.
///
/// *Example*
/// @code
/// auto admins = std::make_shared<hawser::DigestAuth>(
///     hawser::DigestAuthOptions{.realm = "Inspector", .find = find_user, .require_role = "admin"});
/// server.use(hawser::Inspector{{.path = "/inspector", .authenticate = admins}});
/// @endcode
class HAWSER_DECL Inspector final : public Middleware {
public:
    Inspector();
    explicit Inspector(InspectorOptions options);

    void on_attach(Server& server) override;
    Action on_request(Exchange& exchange) override;

private:
    std::shared_ptr<const InspectorOptions> options_;
};

} // namespace hawser
