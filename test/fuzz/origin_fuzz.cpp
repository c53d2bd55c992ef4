// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Origin and Host, and the patterns that they are compared with.

#include "http/host.hpp"
#include "http/origin.hpp"
#include "support/fuzz_check.hpp"

#include <stdexcept>
#include <string>

using namespace hawser;

namespace {

std::string_view take_line(std::string_view& text) noexcept
{
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

bool is_web_page(std::string_view origin) noexcept
{
    return origin.starts_with("http://") || origin.starts_with("https://");
}

/// An origin is that of its own authority.
bool is_same_as_itself(std::string_view origin) noexcept
{
    return http::is_same_origin(origin, origin.substr(origin.find("://") + 3), false);
}

void check_patterns(std::string_view pattern, std::string_view text)
{
    try {
        const http::HostPattern host{pattern};
        // Nobody but a wildcard matches more than one host.
        if (host.matches(text) && !pattern.starts_with('*'))
            FUZZ_CHECK(text.size() <= pattern.size() + sizeof ".:65535" &&
                       http::HostPattern{text}.matches(text));
    } catch (const std::invalid_argument&) {
    }
    try {
        const http::OriginPattern allowed{pattern};
        const auto origin = http::parse_origin(text);
        if (origin && allowed.matches(*origin))
            FUZZ_CHECK(is_same_as_itself(text) || !is_web_page(text));
    } catch (const std::invalid_argument&) {
    }
}

void check_origin(std::string_view origin, std::string_view host)
{
    const auto parsed = http::parse_origin(origin);
    if (parsed) {
        FUZZ_CHECK(!parsed->host.empty() && parsed->host.find_first_of("/ @") == std::string_view::npos);
        FUZZ_CHECK(is_same_as_itself(origin) || !is_web_page(origin));
        const auto authority = origin.substr(origin.find("://") + 3);
        FUZZ_CHECK(!http::is_same_origin(origin, std::string{authority} + "x", false));
    } else {
        FUZZ_CHECK(!http::is_same_origin(origin, host, false) && !http::is_same_origin(origin, host, true));
    }
    FUZZ_CHECK(!http::is_same_origin(origin, host, true) || http::is_same_origin(origin, host, false));
}

void check_host(std::string_view host)
{
    const auto split = http::split_authority(host);
    FUZZ_CHECK(!split || (!split->host.empty() && host.starts_with(split->host)));
    FUZZ_CHECK(split || !http::is_local_host(host));
    FUZZ_CHECK(!http::is_local_host(std::string{host} + ".example.com"));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    auto rest = test::FuzzInput{data, size}.rest();
    const auto origin = take_line(rest);
    const auto host = take_line(rest);
    const auto pattern = take_line(rest);
    check_origin(origin, host);
    check_host(host);
    check_patterns(pattern, host);
    check_patterns(pattern, origin);
    return 0;
}
