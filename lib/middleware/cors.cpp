// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/cors.hpp>

#include "core/ascii.hpp"
#include "http/vary.hpp"
#include "middleware/origin_list.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace hawser {
namespace {

constexpr std::string_view allow_origin = "Access-Control-Allow-Origin";

std::string join_tokens(const std::vector<std::string>& tokens)
{
    std::string list;
    for (const auto& token : tokens) {
        if (!core::is_token(token))
            throw std::invalid_argument{"hawser: not a method or field name for Cors: " + token};
        list.append(list.empty() ? "" : ", ").append(token);
    }
    return list;
}

bool is_token_list(std::string_view list) noexcept
{
    while (!list.empty())
        if (!core::is_token(core::next_element(list)))
            return false;
    return true;
}

bool names_everybody(const std::vector<std::string>& origins) noexcept
{
    return std::find(origins.begin(), origins.end(), "*") != origins.end();
}

bool is_preflight(const Request& request) noexcept
{
    return request.method() == Method::options && request.fields().contains("Origin") &&
           request.fields().contains("Access-Control-Request-Method");
}

} // namespace

struct Cors::State {
    explicit State(CorsOptions given)
        : options{std::move(given)}, everybody{names_everybody(options.origins)},
          origins{everybody ? std::vector<std::string>{} : options.origins},
          methods{join_tokens(options.methods)}, headers{join_tokens(options.headers)},
          expose{join_tokens(options.expose)}, max_age{std::to_string(options.max_age.count())}
    {
        if (everybody && (options.credentials || options.origins.size() > 1 || options.allow))
            throw std::invalid_argument{
                "hawser: Cors for every origin goes neither with credentials nor with "
                "further origins"};
        if (!everybody && options.origins.empty() && !options.allow)
            throw std::invalid_argument{"hawser: Cors without an origin allows nothing"};
    }

    bool allows(const Request& request) const
    {
        if (request.fields().count("Origin") != 1)
            return false;
        const auto origin = request["Origin"];
        return everybody || origins.contains(origin) ||
               (origin != "null" && options.allow && options.allow(origin));
    }

    /// What preflight and actual answers have in common. Vary is needed also where permission is not given,
    /// or a cache might keep that answer for a page that has it (Fetch §3.2.5).
    bool give_permission(const Request& request, Fields& fields) const
    {
        if (!everybody)
            http::add_vary(fields, "Origin");
        if (!allows(request))
            return false;
        fields.set(allow_origin, everybody ? std::string_view{"*"} : request["Origin"]);
        if (options.credentials)
            fields.set("Access-Control-Allow-Credentials", "true");
        return true;
    }

    void answer_preflight(const Request& request, Fields& fields) const
    {
        constexpr std::string_view asked_headers = "Access-Control-Request-Headers";
        const bool permitted = give_permission(request, fields);
        if (headers.empty())
            http::add_vary(fields, asked_headers);
        if (!permitted)
            return;
        fields.set("Access-Control-Allow-Methods", methods);
        const auto allowed_headers = headers.empty() ? request[asked_headers] : std::string_view{headers};
        if (!allowed_headers.empty() && is_token_list(allowed_headers))
            fields.set("Access-Control-Allow-Headers", allowed_headers);
        fields.set("Access-Control-Max-Age", max_age);
        if (options.private_network && request["Access-Control-Request-Private-Network"] == "true")
            fields.set("Access-Control-Allow-Private-Network", "true");
    }

    CorsOptions options;
    bool everybody;
    middleware::OriginList origins;
    std::string methods, headers, expose, max_age;
};

Cors::Cors(List, std::vector<std::string> origins) : Cors{CorsOptions{.origins = std::move(origins)}} {}

Cors::Cors(CorsOptions options) : state_{std::make_shared<const State>(std::move(options))} {}

Action Cors::on_request(Exchange& exchange)
{
    if (!is_preflight(exchange.request()))
        return Action::next;
    exchange.response().status(204);
    state_->answer_preflight(exchange.request(), exchange.response().fields());
    return Action::respond;
}

void Cors::on_response(Exchange& exchange)
{
    auto& fields = exchange.response().fields();
    // A preflight has been answered, by this one or by one further in.
    if (exchange.is_upgrade() || fields.contains(allow_origin) || is_preflight(exchange.request()))
        return;
    if (state_->give_permission(exchange.request(), fields) && !state_->expose.empty())
        fields.set("Access-Control-Expose-Headers", state_->expose);
}

} // namespace hawser
