// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/request.hpp>

#include "core/ascii.hpp"
#include "core/percent.hpp"
#include "core/random.hpp"
#include "http/target.hpp"
#include "http/urlencoded.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <stdexcept>

namespace hawser {
namespace {

bool decodes_to(std::string_view text, std::string_view name)
{
    if (text.find_first_of("%+") == std::string_view::npos) {
        return text == name;
    }
    return http::decode_parameter(text) == name;
}

} // namespace

// Copies share the extras, so that a request with none of them pays for one pointer.
struct Request::Extras {
    std::string user;
    std::vector<std::string> roles;
    Fields trailers;
    std::string body_file;
    std::shared_ptr<const void> body_owner;

    static const Extras none;
};

const Request::Extras Request::Extras::none{};

Request::Extras& Request::extras()
{
    auto copy = extras_ ? std::make_shared<Extras>(*extras_) : std::make_shared<Extras>();
    auto& changed = *copy;
    extras_ = std::move(copy);
    return changed;
}

Request::Request(Method method, std::string_view target) : method_{method}
{
    if (!this->target(target)) {
        throw std::invalid_argument{"hawser: not a valid request target"};
    }
}

std::string_view Request::method_string() const noexcept
{
    return method_ == Method::unknown ? text(method_begin_, static_cast<std::uint32_t>(text_.size()))
                                      : to_string(method_);
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
    while (http::next_parameter(rest, key, value)) {
        if (decodes_to(key, name)) {
            return http::decode_parameter(value);
        }
    }
    return std::nullopt;
}

std::vector<std::string> Request::query_all(std::string_view name) const
{
    std::vector<std::string> values;
    auto rest = query_string();
    std::string_view key, value;
    while (http::next_parameter(rest, key, value)) {
        if (decodes_to(key, name)) {
            values.push_back(http::decode_parameter(value));
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
    if (std::less_equal<>{}(text_.data(), target.data()) &&
        std::less_equal<>{}(target.data(), text_.data() + text_.size())) {
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

Request& Request::tls(std::shared_ptr<const TlsInfo> info) noexcept
{
    tls_ = std::move(info);
    return *this;
}

const std::string& Request::user() const noexcept
{
    return (extras_ ? *extras_ : Extras::none).user;
}

const std::vector<std::string>& Request::roles() const noexcept
{
    return (extras_ ? *extras_ : Extras::none).roles;
}

bool Request::has_role(std::string_view role) const noexcept
{
    return std::find(roles().begin(), roles().end(), role) != roles().end();
}

const Fields& Request::trailers() const noexcept
{
    return (extras_ ? *extras_ : Extras::none).trailers;
}

const std::string& Request::body_file() const noexcept
{
    return (extras_ ? *extras_ : Extras::none).body_file;
}

Request& Request::user(std::string name, std::vector<std::string> roles)
{
    auto& changed = extras();
    changed.user = std::move(name);
    changed.roles = std::move(roles);
    return *this;
}

Request& Request::trailers(Fields trailers)
{
    extras().trailers = std::move(trailers);
    return *this;
}

Request& Request::body_file(std::string path, std::shared_ptr<const void> owner)
{
    auto& changed = extras();
    changed.body_file = std::move(path);
    changed.body_owner = std::move(owner);
    return *this;
}

Request& Request::keep_alive(bool value) noexcept
{
    keep_alive_ = value;
    return *this;
}

Request& Request::serial(std::uint64_t number) noexcept
{
    serial_ = number;
    return *this;
}

std::string Request::trace_id() const
{
    // Chance tells processes apart, counting the requests of one: no request pays for randomness.
    static const auto prefix = [] {
        std::array<unsigned char, 8> bytes{};
        core::fill_random(bytes);
        return bytes;
    }();
    std::string text(32, '0');
    if (serial_ == 0) {
        return text;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    for (std::size_t i = 0; i < 8; ++i) {
        auto low = static_cast<unsigned char>(serial_ >> (56 - 8 * i));
        text[2 * i] = digits[prefix[i] >> 4];
        text[2 * i + 1] = digits[prefix[i] & 15];
        text[16 + 2 * i] = digits[low >> 4];
        text[17 + 2 * i] = digits[low & 15];
    }
    return text;
}

void Request::clear() noexcept
{
    extras_.reset();
    tls_.reset();
    serial_ = 0;
    keep_alive_ = true;
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
