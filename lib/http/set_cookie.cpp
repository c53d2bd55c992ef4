// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// The lenient side of a cookie: what a user agent makes of a Set-Cookie field (RFC 6265bis §5.6).

#include <hawser/cookie.hpp>

#include "core/ascii.hpp"
#include "http/cookie_date.hpp"
#include "http/cookie_limits.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace hawser {
namespace {

using core::npos;

/// Longer than any browser keeps a cookie, and short enough to be added to any time.
constexpr std::int64_t max_age_limit = 400LL * 24 * 60 * 60;

/// What stands before the first `;` off the front, split at its first `=` and trimmed.
struct Pair {
    std::string_view name, value;
    bool has_equals = false;
};

Pair take_pair(std::string_view& text) noexcept
{
    auto end = text.find(';');
    auto pair = text.substr(0, end);
    text.remove_prefix(end == npos ? text.size() : end + 1);
    auto equals = pair.find('=');
    if (equals == npos) {
        return {core::trim(pair), {}, false};
    }
    return {core::trim(pair.substr(0, equals)), core::trim(pair.substr(equals + 1)), true};
}

void set_expires(Cookie& cookie, std::string_view value)
{
    if (auto date = http::parse_cookie_date(value)) {
        using Clock = std::chrono::system_clock;
        // The clock counts nanoseconds and ends before the years that can be written do.
        const auto latest = Clock::to_time_t(Clock::time_point::max());
        const auto earliest = Clock::to_time_t(Clock::time_point::min()) + 1;
        cookie.expires = Clock::from_time_t(std::clamp(*date, earliest, latest));
    }
}

/// Digits with a minus sign or none; nothing of a number is as if it had not come.
void set_max_age(Cookie& cookie, std::string_view value)
{
    bool is_negative = value.starts_with('-');
    value.remove_prefix(is_negative ? 1 : 0);
    std::int64_t seconds = 0;
    for (char c : value) {
        if (c < '0' || c > '9') {
            return;
        }
        seconds = std::min(seconds * 10 + (c - '0'), max_age_limit);
    }
    if (!value.empty()) {
        cookie.max_age = std::chrono::seconds{is_negative ? 0 : seconds};
    }
}

void set_domain(Cookie& cookie, std::string_view value)
{
    value.remove_prefix(value.starts_with('.') ? 1 : 0);
    cookie.domain.assign(value);
    std::transform(cookie.domain.begin(), cookie.domain.end(), cookie.domain.begin(), core::to_lower);
}

SameSite to_same_site(std::string_view value) noexcept
{
    return core::iequals(value, "None")     ? SameSite::none
           : core::iequals(value, "Lax")    ? SameSite::lax
           : core::iequals(value, "Strict") ? SameSite::strict
                                            : SameSite::unset;
}

void set_attribute(Cookie& cookie, const Pair& attribute)
{
    const auto is = [&](std::string_view name) { return core::iequals(attribute.name, name); };
    if (is("Expires")) {
        set_expires(cookie, attribute.value);
    } else if (is("Max-Age")) {
        set_max_age(cookie, attribute.value);
    } else if (is("Domain")) {
        set_domain(cookie, attribute.value);
    } else if (is("Path")) {
        cookie.path.assign(attribute.value.starts_with('/') ? attribute.value : std::string_view{});
    } else if (is("Secure")) {
        cookie.secure = true;
    } else if (is("HttpOnly")) {
        cookie.http_only = true;
    } else if (is("SameSite")) {
        cookie.same_site = to_same_site(attribute.value);
    } else if (is("Partitioned")) {
        cookie.partitioned = true;
    }
}

/// A name that promises something has to keep it (§5.7, steps 8 and 19 to 22). A value alone must not look
/// like such a name: it is sent back just as it is.
bool keeps_promises(const Cookie& cookie) noexcept
{
    const auto begins_with = [](std::string_view text, std::string_view prefix) {
        return core::iequals(text.substr(0, prefix.size()), prefix);
    };
    const auto text = cookie.name.empty() ? std::string_view{cookie.value} : std::string_view{cookie.name};
    bool is_host = begins_with(text, "__Host-");
    bool has_prefix = is_host || begins_with(text, "__Secure-");
    if (has_prefix && (cookie.name.empty() || !cookie.secure)) {
        return false;
    }
    if (is_host && (cookie.path != "/" || !cookie.domain.empty())) {
        return false;
    }
    return cookie.secure || (cookie.same_site != SameSite::none && !cookie.partitioned);
}

} // namespace

std::optional<Cookie> Cookie::parse(std::string_view set_cookie)
{
    if (std::any_of(set_cookie.begin(), set_cookie.end(), core::is_control_but_tab)) {
        return std::nullopt;
    }
    auto pair = take_pair(set_cookie);
    if (!pair.has_equals) { // a value without a name (step 3)
        pair.value = pair.name;
        pair.name = {};
    }
    const auto size = pair.name.size() + pair.value.size();
    if (size > http::max_cookie_pair_size || size == 0) {
        return std::nullopt;
    }
    Cookie cookie{.name = std::string{pair.name},
                  .value = std::string{pair.value},
                  .path = {},
                  .http_only = false,
                  .same_site = SameSite::unset};
    while (!set_cookie.empty()) {
        auto attribute = take_pair(set_cookie);
        if (attribute.value.size() <= http::max_cookie_attribute_size) {
            set_attribute(cookie, attribute);
        }
    }
    return keeps_promises(cookie) ? std::optional{std::move(cookie)} : std::nullopt;
}

} // namespace hawser
