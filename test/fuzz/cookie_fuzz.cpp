// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Cookies both ways: what a browser makes of Set-Cookie, what a server makes of Cookie, and signatures.

#include <hawser/cookie.hpp>
#include <hawser/request.hpp>
#include <hawser/signed_cookies.hpp>

#include "support/fuzz_check.hpp"

#include <stdexcept>
#include <string>

namespace {

using hawser::Cookie;

/// What can be written is clean, and read back it is the same.
void check_written(const Cookie& cookie)
{
    std::string text;
    try {
        text = cookie.to_string();
    } catch (const std::invalid_argument&) {
        return;
    }
    for (char c : text) {
        FUZZ_CHECK(c >= 0x20 && c < 0x7f);
    }
    auto again = Cookie::parse(text);
    FUZZ_CHECK(again && again->name == cookie.name && again->value == cookie.value &&
               again->secure == cookie.secure);
    FUZZ_CHECK(again->same_site == cookie.same_site && again->partitioned == cookie.partitioned);
    FUZZ_CHECK(again->expires.has_value() == cookie.expires.has_value());
}

void check_read(std::string_view text)
{
    auto cookie = Cookie::parse(text);
    if (!cookie) {
        return;
    }
    FUZZ_CHECK(cookie->name.size() + cookie->value.size() <= 4096);
    FUZZ_CHECK(cookie->path.empty() || cookie->path.front() == '/');
    FUZZ_CHECK(!cookie->max_age || cookie->max_age->count() >= 0);
    FUZZ_CHECK(cookie->secure || cookie->same_site != hawser::SameSite::none);
    check_written(*cookie);
}

void check_request(std::string_view text)
{
    hawser::Request request;
    try {
        request.fields().add("Cookie", text);
    } catch (const std::invalid_argument&) {
        return; // CR, LF or NUL
    }
    for (auto [name, value] : request.cookies()) {
        FUZZ_CHECK(request.cookie(name).has_value());
        FUZZ_CHECK(name.find_first_of(";=") == std::string_view::npos &&
                   value.find(';') == std::string_view::npos);
    }
}

void check_signed(std::string_view name, std::string_view text)
{
    static const hawser::SignedCookies cookies{{"0123456789abcdef0123456789abcdef"}};
    const auto now = hawser::SignedCookies::Clock::from_time_t(0);
    FUZZ_CHECK(!cookies.verify(name, text, now));
    if (name.find('\n') == std::string_view::npos) {
        FUZZ_CHECK(cookies.verify(name, cookies.sign(name, text), now) == std::string{text});
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    hawser::test::FuzzInput input{data, size};
    const auto name = input.take(input.byte() & 15);
    const auto text = input.rest();
    check_read(text);
    check_request(text);
    check_signed(name, text);
    check_written({.name = std::string{name},
                   .value = std::string{text.substr(0, text.size() / 2)},
                   .path = std::string{text.substr(text.size() / 2)}});
    return 0;
}
