// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/request.hpp>

#include "core/ascii.hpp"
#include "core/percent.hpp"
#include "http/target.hpp"

#include <functional>
#include <stdexcept>

namespace hawser {
namespace {

/// Takes the next `name=value` from the front of a query; false at its end.
bool next_parameter(std::string_view& query, std::string_view& name, std::string_view& value) noexcept
{
    while (!query.empty()) {
        auto end = query.find('&');
        auto pair = query.substr(0, end);
        query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
        if (!pair.empty()) {
            auto equals = pair.find('=');
            name = pair.substr(0, equals);
            value = equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
            return true;
        }
    }
    return false;
}

std::string decode(std::string_view text)
{
    std::string out;
    core::percent_decode(out, text, core::PlusSign::space);
    return out;
}

bool decodes_to(std::string_view text, std::string_view name)
{
    if (text.find_first_of("%+") == std::string_view::npos) {
        return text == name;
    }
    return decode(text) == name;
}

} // namespace

Request::Request(Method method, std::string_view target) : method_{method}
{
    if (!this->target(target)) {
        throw std::invalid_argument{"hawser: not a valid request target"};
    }
}

std::string_view Request::method_string() const noexcept
{
    return method_ == Method::unknown ? text(method_begin_, static_cast<std::uint32_t>(text_.size())) : to_string(method_);
}

std::string_view Request::path() const noexcept
{
    // `http://host`, and a target that was never set, mean the root (RFC 9112 §3.2.1).
    if (path_begin_ == path_end_) {
        return "/";
    }
    return text(path_begin_, path_end_);
}

std::string_view Request::query_string() const noexcept
{
    return text(query_begin_, query_end_);
}

std::optional<std::string> Request::query(std::string_view name) const
{
    auto rest = query_string();
    std::string_view key, value;
    while (next_parameter(rest, key, value)) {
        if (decodes_to(key, name)) {
            return decode(value);
        }
    }
    return std::nullopt;
}

std::vector<std::string> Request::query_all(std::string_view name) const
{
    std::vector<std::string> values;
    auto rest = query_string();
    std::string_view key, value;
    while (next_parameter(rest, key, value)) {
        if (decodes_to(key, name)) {
            values.push_back(decode(value));
        }
    }
    return values;
}

std::string_view Request::parameter(std::string_view name) const noexcept
{
    for (const auto& [key, value] : parameters_) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

Request& Request::method(Method method)
{
    method_ = method;
    text_.resize(method_begin_);
    return *this;
}

Request& Request::method(std::string_view name)
{
    auto known = method_from_string(name);
    if (known == Method::unknown && !core::is_token(name)) {
        throw std::invalid_argument{"hawser: a request method is not a token"};
    }
    text_.resize(method_begin_);
    if (known == Method::unknown) {
        text_.append(name);
    }
    method_ = known;
    return *this;
}

bool Request::target(std::string_view target)
{
    auto parts = http::split_target(target);
    if (!parts) {
        return false;
    }
    if (std::less_equal<>{}(text_.data(), target.data())
        && std::less_equal<>{}(target.data(), text_.data() + text_.size())) {
        return this->target(std::string{target}); // a view of the text that is about to be replaced
    }
    std::string unknown_method{method_ == Method::unknown ? method_string() : std::string_view{}};
    text_.assign(target);
    target_end_ = static_cast<std::uint32_t>(text_.size());
    path_begin_ = parts->path_begin;
    path_end_ = parts->path_end;
    query_begin_ = parts->query_begin;
    query_end_ = parts->query_end;
    if (parts->escaped) {
        core::percent_decode(text_, target.substr(path_begin_, path_end_ - path_begin_));
        path_begin_ = target_end_;
        path_end_ = static_cast<std::uint32_t>(text_.size());
    }
    method_begin_ = static_cast<std::uint32_t>(text_.size());
    text_.append(unknown_method);
    return true;
}

Request& Request::version(unsigned version) noexcept
{
    version_ = static_cast<unsigned char>(version);
    return *this;
}

Request& Request::body(std::string_view body)
{
    body_.assign(body);
    return *this;
}

Request& Request::append_body(std::string_view piece)
{
    body_.append(piece);
    return *this;
}

Request& Request::parameter(std::string_view name, std::string_view value)
{
    for (auto& [key, old] : parameters_) {
        if (key == name) {
            old.assign(value);
            return *this;
        }
    }
    parameters_.emplace_back(name, value);
    return *this;
}

Request& Request::endpoints(const Endpoint& local, const Endpoint& remote, bool secure) noexcept
{
    local_ = local;
    remote_ = remote;
    secure_ = secure;
    return *this;
}

void Request::clear() noexcept
{
    text_.clear();
    body_.clear();
    parameters_.clear();
    fields_.clear();
    target_end_ = method_begin_ = path_begin_ = path_end_ = query_begin_ = query_end_ = 0;
    local_ = remote_ = Endpoint{};
    version_ = 11;
    method_ = Method::get;
    secure_ = false;
}

void Request::shrink_to_fit()
{
    text_.shrink_to_fit();
    body_.shrink_to_fit();
    parameters_.shrink_to_fit();
    fields_.shrink_to_fit();
}

} // namespace hawser
