// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/inspector.hpp>

#include "middleware/inspector_feed.hpp"
#include "middleware/inspector_page.hpp"

#include <hawser/server.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace hawser {

namespace {

using namespace std::chrono_literals;
using middleware::InspectorFeed;

// Scripts and styles are files of their own, so nothing that is written into the page could run.
constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What of `path` is beneath `root`, or nothing; empty for `root` itself and its slash.
std::optional<std::string_view> rest_of(std::string_view path, std::string_view root) noexcept
{
    if (!path.starts_with(root))
        return std::nullopt;
    path.remove_prefix(root.size());
    if (path.empty())
        return path;
    return path.front() == '/' ? std::optional{path.substr(1)} : std::nullopt;
}

void check(const InspectorOptions& options)
{
    const std::string_view path = options.path;
    if (path.size() < 2 || path.front() != '/' || path.back() == '/' ||
        path.find_first_of("{}*") != path.npos)
        throw std::invalid_argument{"Inspector: \"" + options.path +
                                    "\" is not a path such as \"/inspector\""};
    if (options.interval < 100ms)
        throw std::invalid_argument{"Inspector: interval must be at least 100 ms"};
}

// A proxy on this machine makes everybody look local.
bool came_through_proxy(const Request& request)
{
    const auto& fields = request.fields();
    return fields.contains("Forwarded") || fields.contains("X-Forwarded-For") ||
           fields.contains("X-Real-IP") || fields.contains("Via");
}

/// Stands before the inspector and its service: says who may look. A middleware of its own, so that it may
/// put its decision off.
class InspectorGate final : public Middleware {
public:
    explicit InspectorGate(std::shared_ptr<const InspectorOptions> options) : options_{std::move(options)} {}

    void on_attach(Server& server) override
    {
        if (options_->authenticate)
            options_->authenticate->on_attach(server);
    }

    Action on_request(Exchange& exchange) override
    {
        if (!concerns(exchange))
            return Action::next;
        if (options_->authenticate)
            return options_->authenticate->on_request(exchange);
        if (exchange.request().is_local() && !exchange.was_forwarded() && !came_through_proxy(exchange.request()))
            return Action::next;
        exchange.response().status_page(403, "The inspector is for this machine only.");
        return Action::respond;
    }

    void on_response(Exchange& exchange) override
    {
        if (options_->authenticate && concerns(exchange))
            options_->authenticate->on_response(exchange);
    }

    void on_complete(const Exchange& exchange, const Outcome& outcome) override
    {
        if (options_->authenticate && concerns(exchange))
            options_->authenticate->on_complete(exchange, outcome);
    }

private:
    bool concerns(const Exchange& exchange) const noexcept
    {
        return rest_of(exchange.request().path(), options_->path).has_value();
    }

    std::shared_ptr<const InspectorOptions> options_;
};

/// One who looks at the page.
class InspectorView final : public Behavior {
public:
    explicit InspectorView(std::shared_ptr<InspectorFeed> feed) : feed_{std::move(feed)} {}

private:
    void on_open() override { feed_->enter(session()); }
    void on_close(const CloseInfo&) override { feed_->leave(session()); }

    const std::shared_ptr<InspectorFeed> feed_;
};

WebSocketOptions live_options()
{
    WebSocketOptions options;
    options.max_message_size = 125;                  // the page has nothing to say
    options.queue_policy = QueuePolicy::drop_newest; // who reads slowly sees fewer snapshots
    options.compression = true;
    return options;
}

} // namespace

Inspector::Inspector() : Inspector{InspectorOptions{}} {}

Inspector::Inspector(InspectorOptions options)
{
    check(options);
    options_ = std::make_shared<const InspectorOptions>(std::move(options));
}

void Inspector::on_attach(Server& server)
{
    // Before the service, so that no handshake finds it without its guard. It comes before this one, too.
    server.use(std::make_shared<InspectorGate>(options_));
    const auto path = options_->path + "/live";
    auto feed = std::make_shared<InspectorFeed>(
        server.monitor(), InspectorFeed::Settings{path, options_->max_sessions, options_->interval});
    server.add_service(
        path,
        [feed = std::move(feed)](const Request&, Response&) { return std::make_unique<InspectorView>(feed); },
        live_options());
}

Action Inspector::on_request(Exchange& exchange)
{
    const auto& request = exchange.request();
    const auto rest = rest_of(request.path(), options_->path);
    if (!rest || (request.method() != Method::get && request.method() != Method::head))
        return Action::next;
    auto& response = exchange.response();
    if (request.path().size() ==
        options_->path.size()) { // relative links need the slash, also behind a proxy
        response.redirect(options_->path.substr(options_->path.rfind('/') + 1) + "/", 308);
        return Action::respond;
    }
    const auto* part = middleware::find_page_part(*rest);
    if (!part)
        return Action::next;
    response.body(std::string{part->content}, part->type);
    response.set("Cache-Control", "no-cache");
    response.set("Content-Security-Policy", content_security_policy);
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Referrer-Policy", "no-referrer");
    return Action::respond;
}

} // namespace hawser
