// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/dispatcher.hpp"

#include "http/conditional.hpp"
#include "http/date.hpp"
#include "http/mime_type.hpp"

#include <algorithm>
#include <ctime>
#include <exception>
#include <string>

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

// Adds what describes a file, and turns the answer into 304 or 412 where the request's conditions say so.
void describe_file(const Request& request, const std::string& name, Answer& answer)
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    const auto now_ns = std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
    const auto& stamp = answer.file->stamp();
    auto& response = answer.response;
    const auto tag = http::make_entity_tag(stamp.size, stamp.modified_ns, stamp.inode, now_ns);
    response.set("ETag", tag);
    response.set("Last-Modified", http::format_date(std::min(stamp.modified(), now.tv_sec)));
    const auto verdict = http::evaluate_preconditions(request, {tag, stamp.modified(), true}, now.tv_sec);
    if (verdict == http::Precondition::proceed) {
        if (!response.fields().contains("Content-Type"))
            response.set("Content-Type", http::mime_type(name));
        return;
    }
    answer.file.reset();
    if (verdict == http::Precondition::not_modified)
        response.status(304);
    else
        response.status_page(412);
}

// A folder's relative links need the slash at its end. The target as it came is the encoded path; the
// document root takes no path that begins with "//", which would lead to another host.
void redirect_to_folder(const Request& request, Response& response)
{
    const auto query = request.query_string();
    auto path = request.target().substr(0, request.target().find('?'));
    if (!path.starts_with('/')) // absolute-form
        return response.status_page(404);
    std::string location{path};
    location += '/';
    if (!query.empty())
        location.append("?").append(query);
    response.redirect(location, 301);
}

// Answers from the document root; false if there is nothing of that path.
bool answer_from_files(const DocumentRoot& root, const Request& request, Answer& answer)
{
    auto found = root.find(request.path());
    if (found.kind == DocumentRoot::Kind::missing)
        return false;
    const std::vector<Method> allowed{Method::get};
    if (request.method() == Method::options) {
        answer_options(allowed, answer.response);
    } else if (request.method() != Method::get && request.method() != Method::head) {
        answer_not_allowed(allowed, answer.response);
    } else if (found.kind == DocumentRoot::Kind::directory) {
        redirect_to_folder(request, answer.response);
    } else {
        answer.file = std::move(found.file);
        describe_file(request, found.name, answer);
    }
    return true;
}

void call_handler(const Site& site, const Handler& handler, const Request& request, Answer& answer)
{
    std::string what = "unknown exception";
    try {
        handler(request, answer.response);
        open_response_file(request, answer);
        return;
    } catch (const std::exception& e) {
        what = e.what();
    } catch (...) {
    }
    site.logger().write(LogLevel::error, "handler of " + std::string{request.method_string()} + ' '
                                             + std::string{request.path()} + " threw: " + what);
    answer.clear();
    answer.response.status_page(500);
}

} // namespace

void open_response_file(const Request& request, Answer& answer)
{
    if (!answer.response.has_file())
        return;
    error_code ec;
    const auto path = answer.response.file_path();
    answer.file = File::open(path, ec);
    if (answer.file && answer.response.status() == 200)
        describe_file(request, path, answer);
    else if (answer.file && !answer.response.fields().contains("Content-Type"))
        answer.response.set("Content-Type", http::mime_type(path));
    else if (!answer.file)
        answer.response.status_page(404);
}

void answer_upgrade_required(Response& response)
{
    response.status_page(426, "This is a WebSocket service; connect to it with a WebSocket client.");
    response.set("Upgrade", "websocket");
    response.set("Sec-WebSocket-Version", "13");
}

void dispatch(const Site& site, const RouteTable& routes, Request& request, Answer& answer)
{
    auto& response = answer.response;
    if (request.method() == Method::options && request.path() == "*")
        return answer_options({Method::get, Method::post, Method::put, Method::patch, Method::delete_}, response);
    auto match = routes.find(request.method(), request.path());
    if (match.handler) {
        request.clear_parameters();
        for (const auto& [name, value] : match.parameters)
            request.parameter(name, value);
        return call_handler(site, *match.handler, request, answer);
    }
    if (!match.allowed.empty()) {
        if (request.method() == Method::options)
            return answer_options(match.allowed, response);
        return answer_not_allowed(match.allowed, response);
    }
    if (match.service && request.method() == Method::options)
        return answer_options({Method::get}, response);
    if (match.service)
        return answer_upgrade_required(response);
    if (const auto* root = site.document_root(); root && answer_from_files(*root, request, answer))
        return;
    response.status_page(404);
}

} // namespace hawser::server
