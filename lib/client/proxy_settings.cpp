// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/proxy_settings.hpp"

#include "client/url_parts.hpp"
#include "core/ascii.hpp"
#include "http/host.hpp"

#include <hawser/endpoint.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <initializer_list>
#include <stdexcept>
#include <utility>

namespace hawser::client {
namespace {

using core::npos;

struct Scheme {
    std::string_view name;
    Proxy::Kind kind;
    bool resolves_names;
    std::uint16_t port;
};

constexpr std::array<Scheme, 4> schemes{{{"http", Proxy::Kind::http, true, 1080},
                                         {"https", Proxy::Kind::https, true, 443},
                                         {"socks5", Proxy::Kind::socks5, false, 1080},
                                         {"socks5h", Proxy::Kind::socks5, true, 1080}}};

const Scheme* find_scheme(std::string_view name) noexcept
{
    for (const auto& scheme : schemes)
        if (core::iequals(scheme.name, name))
            return &scheme;
    return nullptr;
}

// RFC 1929 §2; both empty: there are none.
bool is_socks_user(std::string_view user, std::string_view password) noexcept
{
    constexpr std::size_t max_size = 255;
    return user.empty() == password.empty() && user.size() <= max_size && password.size() <= max_size;
}

// Null, or what is wrong with it.
const char* read_proxy(std::string_view text, Proxy& proxy)
{
    if (const auto* why = find_bad_character(text))
        return why;
    const auto mark = text.find("://");
    const auto* scheme = mark == npos ? schemes.data() : find_scheme(text.substr(0, mark));
    if (scheme == nullptr)
        return "the scheme must be http, https, socks5 or socks5h";
    if (mark != npos)
        text.remove_prefix(mark + 3);
    if (text.ends_with('/'))
        text.remove_suffix(1);
    if (text.find_first_of("/?#") != npos)
        return "it must end with host and port; in a user name or password /, ? and # are percent-encoded";
    UrlAuthority authority;
    if (const auto* why = read_authority(text, authority))
        return why;
    if (scheme->kind == Proxy::Kind::socks5 && !is_socks_user(authority.user, authority.password))
        return "SOCKS5 takes user names and passwords of 1 to 255 bytes";
    proxy.kind = scheme->kind;
    proxy.resolves_names = scheme->resolves_names;
    proxy.host = std::move(authority.host);
    proxy.port = authority.port.value_or(scheme->port);
    proxy.user = std::move(authority.user);
    proxy.password = std::move(authority.password);
    proxy.has_user = authority.has_user;
    return nullptr;
}

std::string refusal(std::string_view text, std::string_view why)
{
    return url_refusal(text, "a proxy such as http://proxy.example.com:3128", why);
}

struct Variable {
    const char* name = nullptr;
    std::string_view value{};
};

// The first of them that is set and not empty.
Variable find_variable(const EnvironmentLookup& lookup, std::initializer_list<const char*> names)
{
    for (const auto* name : names) {
        const auto* value = lookup(name);
        if (value != nullptr && *value != '\0')
            return {name, value};
    }
    return {};
}

// --- hosts that need no proxy

struct Host {
    std::string_view name; // without the root's dot and without a zone
    std::optional<Endpoint> address;
    std::uint16_t port;
};

bool is_same_address(const Endpoint& a, const Endpoint& b, unsigned bits) noexcept
{
    if (a.family() != b.family())
        return false;
    for (std::size_t i = 0; bits > 0; ++i) {
        const auto taken = bits < 8 ? bits : 8;
        const auto mask = 0xff00U >> taken & 0xffU;
        if (((a.address_bytes()[i] ^ b.address_bytes()[i]) & mask) != 0)
            return false;
        bits -= taken;
    }
    return true;
}

unsigned width(const Endpoint& address) noexcept
{
    return address.family() == Endpoint::Family::ipv4 ? 32 : 128;
}

// Unlike `Network`, it takes bits behind the prefix: these lists are written for all programs of a machine,
// and others take them.
bool is_in_range(std::string_view first, std::string_view prefix, const Endpoint& address) noexcept
{
    constexpr unsigned mapped_bits = 96; // RFC 4291 §2.5.5.2
    const auto network = Endpoint::from_string(first);
    unsigned bits = 0;
    const auto* end = prefix.data() + prefix.size();
    const auto [stop, failure] = std::from_chars(prefix.data(), end, bits);
    if (!network || network->port() != 0 || failure != std::errc{} || stop != end)
        return false;
    const bool is_mapped = network->family() == Endpoint::Family::ipv4 && first.find(':') != npos;
    if (is_mapped && bits < mapped_bits)
        return false;
    bits -= is_mapped ? mapped_bits : 0;
    return bits <= width(*network) && is_same_address(*network, address, bits);
}

bool is_at_or_beneath(std::string_view name, std::string_view domain) noexcept
{
    if (domain.empty() || name.size() < domain.size())
        return false;
    const auto above = name.size() - domain.size();
    return core::iequals(name.substr(above), domain) && (above == 0 || name[above - 1] == '.');
}

bool matches(std::string_view element, const Host& host)
{
    if (element == "*")
        return true;
    if (const auto slash = element.find('/'); slash != npos)
        return host.address &&
               is_in_range(element.substr(0, slash), element.substr(slash + 1), *host.address);
    const auto is_at = [&](std::uint16_t port) { return port == 0 || port == host.port; };
    if (const auto address = Endpoint::from_string(element))
        return host.address && is_at(address->port()) &&
               is_same_address(*address, *host.address, width(*address));
    if (host.address)
        return false; // `3.4` is not above 1.2.3.4
    if (element.starts_with("*."))
        element.remove_prefix(1);
    if (element.starts_with('.'))
        element.remove_prefix(1);
    const auto authority = http::split_authority(element);
    return authority && is_at(authority->port.value_or(0)) &&
           is_at_or_beneath(host.name, http::without_root(authority->host));
}

} // namespace

std::string Proxy::to_string() const
{
    std::string text;
    for (const auto& scheme : schemes)
        if (scheme.kind == kind && (kind != Kind::socks5 || scheme.resolves_names == resolves_names))
            text = scheme.name;
    return text.append("://").append(host_in_url(host)).append(":").append(std::to_string(port));
}

Proxy parse_proxy(std::string_view text)
{
    Proxy proxy;
    if (const auto* why = read_proxy(text, proxy))
        throw std::invalid_argument{refusal(text, why)};
    return proxy;
}

std::optional<Proxy> proxy_from_environment(const Url& url, const EnvironmentLookup& lookup)
{
    if (is_excluded(find_variable(lookup, {"no_proxy", "NO_PROXY"}).value, url))
        return std::nullopt;
    const auto variable =
        url.is_secure ? find_variable(lookup, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
                      : find_variable(lookup, {"http_proxy", "all_proxy", "ALL_PROXY"});
    if (variable.name == nullptr)
        return std::nullopt;
    Proxy proxy;
    if (const auto* why = read_proxy(variable.value, proxy))
        throw std::invalid_argument{refusal(variable.value, why) + " (environment variable " + variable.name +
                                    ")"};
    return proxy;
}

bool is_excluded(std::string_view no_proxy, const Url& url)
{
    constexpr std::string_view separators = ", \t";
    Host host{http::without_root(url.host), {}, url.port};
    host.name = host.name.substr(0, host.name.find('%'));
    host.address = Endpoint::from_string(host.name);
    while (!no_proxy.empty()) {
        const auto element = no_proxy.substr(0, no_proxy.find_first_of(separators));
        if (!element.empty() && matches(element, host))
            return true;
        no_proxy.remove_prefix(std::min(element.size() + 1, no_proxy.size()));
    }
    return false;
}

} // namespace hawser::client
