// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/beast.hpp>

#include <stdexcept>
#include <string_view>

namespace hawser {
namespace {

namespace beast = boost::beast;

std::string_view view_of(beast::string_view text) noexcept
{
    return {text.data(), text.size()};
}

beast::string_view view_for_beast(std::string_view text) noexcept
{
    return {text.data(), text.size()};
}

void copy(const Fields& from, BeastFields& to)
{
    for (auto [name, value] : from) {
        to.insert(view_for_beast(name), view_for_beast(value));
    }
}

void copy(const BeastFields& from, Fields& to)
{
    for (const auto& field : from) {
        to.add(view_of(field.name_string()), view_of(field.value()));
    }
}

} // namespace

BeastFields to_beast(const Fields& fields)
{
    BeastFields copied;
    copy(fields, copied);
    return copied;
}

BeastRequest to_beast(const Request& request)
{
    BeastRequest message;
    message.method_string(view_for_beast(request.method_string()));
    message.target(view_for_beast(request.target()));
    message.version(request.version());
    copy(request.fields(), message);
    message.body().assign(request.body());
    return message;
}

BeastResponse to_beast(const Response& response)
{
    BeastResponse message;
    message.result(response.status());
    message.reason(view_for_beast(response.reason()));
    copy(response.fields(), message);
    message.body().assign(response.body());
    return message;
}

Fields from_beast(const BeastFields& fields)
{
    Fields copied;
    copy(fields, copied);
    return copied;
}

Request from_beast(const BeastRequest& message)
{
    Request request;
    if (!request.target(view_of(message.target()))) {
        throw std::invalid_argument{"hawser: not a valid request target"};
    }
    request.method(view_of(message.method_string())).version(message.version()).body(message.body());
    copy(message, request.fields());
    return request;
}

Response from_beast(const BeastResponse& message)
{
    Response response;
    // A phrase of its own only where it is not the usual one.
    const auto reason = view_of(message.reason());
    response.status(message.result_int(), reason == reason_phrase(message.result_int()) ? "" : reason);
    response.body(message.body(), "text/plain");
    response.fields().clear(); // of a type that nobody gave
    copy(message, response.fields());
    return response;
}

} // namespace hawser
