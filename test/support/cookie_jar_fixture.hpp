// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/cookie_jar.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

namespace hawser::test {

/// A jar whose clock stands still unless it is told otherwise; requests are for `/a/b` over TLS.
struct CookieJarFixture {
    using time_point = CookieJar::time_point;

    static inline const time_point start = CookieJar::Clock::from_time_t(1'000'000'000);

    CookieJar jar;
    time_point now = start;

    bool receive(std::string_view field, std::string_view host = "www.example.com", bool is_secure = true,
                 std::string_view path = "/a/b")
    {
        return jar.receive(field, host, path, is_secure, now);
    }

    std::string sent(std::string_view host = "www.example.com", std::string_view path = "/a/b",
                     bool is_secure = true) const
    {
        return jar.header(host, path, is_secure, now);
    }

    /// What a refusal to set says; `""`: none.
    std::string refusal(const Cookie& cookie, std::string_view host = "www.example.com",
                        bool is_secure = true, std::string_view path = "/a/b")
    {
        try {
            jar.set(host, path, is_secure, cookie, now);
            return {};
        } catch (const std::invalid_argument& e) {
            return e.what();
        }
    }

    static bool contains(std::string_view text, std::string_view part)
    {
        return text.find(part) != std::string_view::npos;
    }
};

} // namespace hawser::test
