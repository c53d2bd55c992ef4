// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// What a request says in its fields, read only when somebody asks.

#include <hawser/request.hpp>

#include "core/ascii.hpp"
#include "http/accept.hpp"
#include "http/cookie_header.hpp"
#include "http/media_type.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace hawser {
namespace {

using core::npos;

/// Of `http://host:80/where?q`, which is neither origin-form nor CONNECT's `host:80`, what stands before
/// the path.
std::string_view take_origin(std::string_view& target) noexcept
{
    if (target.empty() || target.front() == '/') {
        return {};
    }
    auto slashes = target.find("://");
    if (slashes == npos) {
        return {};
    }
    auto origin = target.substr(0, target.find_first_of("/?", slashes + 3));
    target.remove_prefix(origin.size());
    return origin;
}

} // namespace

std::optional<std::string_view> Request::cookie(std::string_view name) const noexcept
{
    for (auto [field_name, rest] : fields_) {
        if (!core::iequals(field_name, "Cookie")) {
            continue;
        }
        std::string_view key, value;
        while (http::next_cookie(rest, key, value)) {
            if (key == name) {
                return value;
            }
        }
    }
    return std::nullopt;
}

std::vector<std::pair<std::string_view, std::string_view>> Request::cookies() const
{
    std::vector<std::pair<std::string_view, std::string_view>> all;
    for (auto [field_name, rest] : fields_) {
        if (!core::iequals(field_name, "Cookie")) {
            continue;
        }
        std::string_view name, value;
        while (http::next_cookie(rest, name, value)) {
            all.emplace_back(name, value);
        }
    }
    return all;
}

std::string Request::content_type() const
{
    return http::media_type(fields_["Content-Type"]);
}

std::string Request::charset() const
{
    auto value = http::media_parameter(fields_["Content-Type"], "charset").value_or("");
    std::transform(value.begin(), value.end(), value.begin(), core::to_lower);
    return value;
}

std::optional<std::uint64_t> Request::content_length() const noexcept
{
    auto text = fields_["Content-Length"];
    std::uint64_t length = 0;
    auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (failure != std::errc{} || stop != text.data() + text.size()) {
        return std::nullopt;
    }
    return length;
}

std::vector<std::string_view> Request::accept_types() const
{
    return http::preferences(fields_, "Accept");
}

std::string_view Request::accepts(std::initializer_list<std::string_view> offered) const noexcept
{
    return http::best_type(fields_, {offered.begin(), offered.size()});
}

std::string_view Request::accepts(std::span<const std::string_view> offered) const noexcept
{
    return http::best_type(fields_, offered);
}

std::vector<std::string_view> Request::accept_languages() const
{
    return http::preferences(fields_, "Accept-Language");
}

std::string_view Request::prefers_language(std::initializer_list<std::string_view> offered) const
{
    return http::best_language(fields_, {offered.begin(), offered.size()});
}

std::string_view Request::prefers_language(std::span<const std::string_view> offered) const
{
    return http::best_language(fields_, offered);
}

std::string_view Request::authority() const noexcept
{
    auto rest = target();
    if (method_ == Method::connect && !rest.empty()) {
        return rest;
    }
    if (auto origin = take_origin(rest); !origin.empty()) {
        return origin.substr(origin.find("://") + 3);
    }
    return fields_["Host"];
}

std::string_view Request::host() const noexcept
{
    auto whole = authority();
    if (whole.starts_with('[')) {
        return whole.substr(0, std::min(whole.find(']'), whole.size() - 1) + 1);
    }
    return whole.substr(0, whole.find(':'));
}

std::string Request::url() const
{
    auto rest = target();
    take_origin(rest);
    // `*` and CONNECT's target are about a server or a host, not about anything on it.
    auto where = rest.starts_with('/') || rest.starts_with('?') ? rest : std::string_view{};
    std::string url{secure_ ? "https://" : "http://"};
    if (auto named = authority(); !named.empty()) {
        url.append(named);
    } else {
        url.append(local_.family() == Endpoint::Family::none || local_.family() == Endpoint::Family::local
                       ? std::string{"localhost"}
                       : local_.to_string());
    }
    return url.append(where);
}

bool Request::is_websocket_request() const noexcept
{
    return method_ == Method::get && version_ >= 11 && fields_.has_token("Upgrade", "websocket") &&
           fields_.has_token("Connection", "upgrade");
}

} // namespace hawser
