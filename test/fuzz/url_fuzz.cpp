// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// URLs of WebSockets, where they redirect to, and the settings of proxies. The lines of an input are a URL or
// a proxy, a Location, and two lists of hosts that need no proxy.

#include "client/proxy_settings.hpp"
#include "client/url.hpp"
#include "http/host.hpp"
#include "support/fuzz_check.hpp"

#include <hawser/endpoint.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>

using namespace hawser;
using client::Url;

namespace {

std::string_view take_line(std::string_view& text) noexcept
{
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

bool is_printable(std::string_view text) noexcept
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

/// Nobody else reads an address in it, or another one.
void check_host(const std::string& host)
{
    FUZZ_CHECK(!host.empty() && is_printable(host));
    const auto address = Endpoint::from_string(std::string_view{host}.substr(0, host.find('%')));
    FUZZ_CHECK(address || host.find_first_of(":%[]") == std::string::npos);
    FUZZ_CHECK(address || host.find_first_of("/?#@\\") == std::string::npos);
    in_addr other{};
    FUZZ_CHECK(address || inet_aton(host.c_str(), &other) == 0);
    if (address && host.find(':') == std::string::npos)
        FUZZ_CHECK(address->address() == host);
    if (address && address->family() == Endpoint::Family::ipv6)
        FUZZ_CHECK(host.starts_with(address->address()));
}

void check_url(const Url& url)
{
    check_host(url.host);
    FUZZ_CHECK(url.port != 0);
    FUZZ_CHECK(url.target.starts_with('/') && is_printable(url.target));
    FUZZ_CHECK(url.target.find_first_of("#\\\"<>[]^`{|}") == std::string::npos);
    const auto authority = url.authority();
    const auto split = http::split_authority(authority);
    FUZZ_CHECK(split && split->port.value_or(url.is_secure ? 443 : 80) == url.port);
    const auto again = client::parse_url(url.to_string());
    FUZZ_CHECK(again.is_same_origin(url) && again.target == url.target && !again.user);
    FUZZ_CHECK(again.to_string() == url.to_string() && again.authority() == authority);
}

void check_message(const std::invalid_argument& fault)
{
    const std::string_view text{fault.what()};
    FUZZ_CHECK(std::none_of(text.begin(), text.end(),
                            [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }));
}

std::optional<Url> read_url(const std::string& text)
{
    try {
        auto url = client::parse_url(text);
        check_url(url);
        return url;
    } catch (const std::invalid_argument& fault) {
        check_message(fault);
        return std::nullopt;
    }
}

void check_proxy(const std::string& text)
{
    try {
        const auto proxy = client::parse_proxy(text);
        check_host(proxy.host);
        FUZZ_CHECK(proxy.port != 0);
        const auto again = client::parse_proxy(proxy.to_string());
        FUZZ_CHECK(again.kind == proxy.kind && again.resolves_names == proxy.resolves_names);
        FUZZ_CHECK(again.host == proxy.host && again.port == proxy.port && !again.has_user);
    } catch (const std::invalid_argument& fault) {
        check_message(fault);
    }
}

void check_redirect(const Url& base, const std::string& location)
{
    const auto url = client::resolve_redirect(base, location);
    if (!url)
        return;
    check_url(*url);
    const bool is_same = url->is_same_origin(base);
    FUZZ_CHECK(url->user == (is_same ? base.user : nullptr));
    FUZZ_CHECK(is_same || location.find("//") != std::string::npos);
    FUZZ_CHECK(url->host.find('%') == std::string::npos || url->host == base.host);
}

void check_list(const std::string& list, const std::string& more, const Url& url)
{
    const bool is_listed = client::is_excluded(list, url);
    FUZZ_CHECK(client::is_excluded(list + ',' + more, url) == (is_listed || client::is_excluded(more, url)));
    FUZZ_CHECK(client::is_excluded(list + " *", url));
    const auto address = url.host.substr(0, url.host.find('%'));
    FUZZ_CHECK(client::is_excluded(list + ' ' + address, url));
    FUZZ_CHECK(client::is_excluded(address + "," + list, url));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    auto rest = test::FuzzInput{data, size}.rest();
    const std::string text{take_line(rest)};
    const std::string location{take_line(rest)};
    const std::string list{take_line(rest)};
    const std::string more{take_line(rest)};
    check_proxy(text);
    check_proxy("socks5://" + text);
    // Most inputs would fail at their scheme.
    for (const auto* before : {"", "ws://", "wss://user:secret@", "http://host/", "https://["}) {
        const auto url = read_url(before + text);
        if (!url)
            continue;
        check_redirect(*url, location);
        check_redirect(*url, "//" + location);
        check_redirect(*url, text);
        check_list(list, more, *url);
    }
    return 0;
}
