// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/dispatcher.hpp"

#include "server/file_answer.hpp"
#include "server/file_service.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace hawser::server {

namespace {

// The value of Allow: HEAD comes with GET, OPTIONS always (RFC 9110 §10.2.1).
std::string allow_list(std::vector<Method> methods)
{
    const auto has = [&](Method method) { return std::find(methods.begin(), methods.end(), method) != methods.end(); };
    if (has(Method::get) && !has(Method::head))
        methods.push_back(Method::head);
    if (!has(Method::options))
        methods.push_back(Method::options);
    std::sort(methods.begin(), methods.end());
    std::string list;
    for (auto method : methods)
        list.append(list.empty() ? "" : ", ").append(to_string(method));
    return list;
}

void answer_options(const std::vector<Method>& methods, Response& response)
{
    response.status(204);
    response.set("Allow", allow_list(methods));
}

void answer_not_allowed(const std::vector<Method>& methods, Response& response)
{
    response.status_page(405);
    response.set("Allow", allow_list(methods));
}

void call_handler(const Site& site, const Handler& handler, const Request& request, Answer& answer)
{
    call_guarded(site, request, answer, "handler", [&] {
        handler(request, answer.response);
        open_response_file(request, answer);
    });
}

bool answer_from_files(const MountState& mount, const Request& request, Answer& answer)
{
    auto path = request.path().substr(mount.prefix.size());
    return mount.files->answer(request, path.empty() ? "/" : path, answer);
}

} // namespace

std::shared_ptr<const MiddlewareList::List> Target::middleware() const
{
    if (route)
        return route->middleware->snapshot();
    if (service)
        return service->middleware->snapshot();
    return mount ? mount->middleware->snapshot() : nullptr;
}

void answer_upgrade_required(Response& response)
{
    response.status_page(426, "This is a WebSocket service; connect to it with a WebSocket client.");
    response.set("Upgrade", "websocket");
    response.set("Sec-WebSocket-Version", "13");
}

Target find_target(const RouteTable& routes, Request& request, bool is_handshake)
{
    const auto take_parameters = [&](const RouteMatch& match) {
        for (const auto& [name, value] : match.parameters)
            request.parameter(name, value);
    };
    Target target;
    request.clear_parameters();
    if (is_handshake) {
        auto match = routes.find_service(request.path());
        if (match.service) {
            take_parameters(match);
            target.service = std::move(match.service);
            target.is_upgrade = true;
            return target;
        }
    }
    auto match = routes.find(request.method(), request.path());
    take_parameters(match);
    target.route = match.route;
    target.allowed = std::move(match.allowed);
    if (!target.route && target.allowed.empty())
        target.service = std::move(match.service);
    if (!target.route && target.allowed.empty() && !target.service)
        target.mount = routes.find_mount(request.path());
    return target;
}

void dispatch(const Site& site, const Target& target, const Request& request, Answer& answer)
{
    auto& response = answer.response;
    const bool asks_options = request.method() == Method::options;
    if (asks_options && request.path() == "*")
        return answer_options({Method::get, Method::post, Method::put, Method::patch, Method::delete_}, response);
    if (target.route)
        return call_handler(site, std::get<Handler>(target.route->handler), request, answer);
    if (!target.allowed.empty() && asks_options)
        return answer_options(target.allowed, response);
    if (!target.allowed.empty())
        return answer_not_allowed(target.allowed, response);
    if (target.service && asks_options)
        return answer_options({Method::get}, response);
    if (target.service)
        return answer_upgrade_required(response);
    if (!target.mount || !answer_from_files(*target.mount, request, answer))
        response.status_page(404);
}

} // namespace hawser::server
