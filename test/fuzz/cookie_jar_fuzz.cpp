// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// A cookie jar among servers that may send anything: what goes out is clean and within the limits, belongs to
// the host that it goes to, and comes out of a copy of the jar just the same.

#include <hawser/cookie_jar.hpp>

#include "support/fuzz_check.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using hawser::CookieJar;
using hawser::test::FuzzInput;

constexpr CookieJar::Limits limits{
    .max_cookie_size = 64, .max_per_host = 4, .max_cookies = 10, .max_header_size = 100};

constexpr std::array<std::string_view, 8> hosts{
    "example.com", "www.example.com", "x.www.example.com", "example.org",
    "com",         "localhost",       "127.0.0.1",         "[::1]"};

/// The last labels of a host, which no cookie of a host that ends otherwise may come to.
std::string_view site_of(std::string_view host)
{
    return host.ends_with("example.com") ? "example.com" : host;
}

struct Request {
    std::string_view host, path;
    bool is_secure;
};

/// A host and path: some of those above, or whatever the input has.
Request take_request(FuzzInput& input)
{
    const auto kind = input.byte();
    const auto host = (kind & 8) != 0 ? input.take(input.byte() & 31) : hosts.at(kind & 7);
    const auto path = (kind & 16) != 0 ? input.take(input.byte() & 31) : std::string_view{"/a/b/c"};
    return {host, path, (kind & 32) != 0};
}

void check_header(const CookieJar& jar, const Request& request, CookieJar::time_point now)
{
    const auto header = jar.header(request.host, request.path, request.is_secure, now);
    FUZZ_CHECK(header.size() <= limits.max_header_size);
    FUZZ_CHECK(std::none_of(header.begin(), header.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    }));
    const auto cookies = jar.cookies(request.host, now);
    const auto separators = std::count(header.begin(), header.end(), ';');
    FUZZ_CHECK(header.empty() || static_cast<std::size_t>(separators) < cookies.size());
    std::size_t found = 0;
    for (const auto& cookie : cookies) {
        const auto pair = cookie.name + (cookie.name.empty() ? "" : "=") + cookie.value;
        const bool may_go = request.is_secure || !cookie.secure;
        found += may_go && ("; " + header + "; ").find("; " + pair + "; ") != std::string::npos ? 1U : 0U;
    }
    FUZZ_CHECK(header.empty() || found > static_cast<std::size_t>(separators));
}

void check_entries(const CookieJar& jar, CookieJar::time_point now)
{
    FUZZ_CHECK(jar.size() <= limits.max_cookies);
    CookieJar copy{limits};
    for (const auto& entry : jar.entries(now)) {
        const auto& cookie = entry.cookie;
        FUZZ_CHECK(cookie.name.size() + cookie.value.size() <= limits.max_cookie_size);
        FUZZ_CHECK(cookie.path.starts_with('/') && cookie.path.size() <= 1024 && !cookie.max_age);
        FUZZ_CHECK(cookie.domain.empty() || cookie.domain == entry.host);
        FUZZ_CHECK(cookie.domain.empty() || cookie.domain.find('.') != std::string::npos);
        FUZZ_CHECK(cookie.domain.find_first_of(":[]") == std::string::npos);
        FUZZ_CHECK(copy.set(entry.host, "/", true, cookie, now));
    }
    for (const auto host : hosts) {
        FUZZ_CHECK(jar.cookies(host, now).size() <= 3 * limits.max_per_host);
        for (const bool is_secure : {false, true})
            FUZZ_CHECK(copy.header(host, "/a/b/c", is_secure, now) ==
                       jar.header(host, "/a/b/c", is_secure, now));
    }
}

/// What one host sets comes to no other site.
void check_apart(std::string_view field, CookieJar::time_point now)
{
    for (const auto from : hosts) {
        CookieJar jar;
        if (!jar.receive(field, from, "/", true, now))
            continue;
        for (const auto to : hosts)
            FUZZ_CHECK(site_of(from) == site_of(to) || jar.cookies(to, now).empty());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    FuzzInput input{data, size};
    auto now = CookieJar::Clock::from_time_t(1'000'000'000);
    CookieJar jar{limits};
    // Each line of the input is an answer.
    for (int i = 0; i < 64 && !input.rest().empty(); ++i) {
        const auto request = take_request(input);
        now += std::chrono::seconds{input.byte() & 15};
        const auto field = input.take(std::min(input.rest().find('\n'), input.rest().size()));
        input.byte(); // the end of the line
        const auto before = jar.size();
        const bool is_taken = jar.receive(field, request.host, request.path, request.is_secure, now);
        FUZZ_CHECK(is_taken || jar.size() <= before);
        check_header(jar, request, now);
        check_entries(jar, now);
        check_apart(field, now);
    }
    return 0;
}
