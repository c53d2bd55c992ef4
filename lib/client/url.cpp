// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/url.hpp"

#include "client/url_parts.hpp"
#include "core/ascii.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace hawser::client {
namespace {

using core::npos;

std::uint16_t default_port(bool is_secure) noexcept
{
    return is_secure ? 443 : 80;
}

// The parts of a URI reference (RFC 3986, appendix B), still encoded. Boost.URL 1.81 is no help: it finds
// the host 127.0.0.1 in ws://127.0.0.1.example.com/, and b in ws://a@b@c/ (boostorg/url#755).
struct Reference {
    std::optional<std::string_view> scheme{};
    std::optional<std::string_view> authority{};
    std::string_view path{};
    std::optional<std::string_view> query{};
    bool has_fragment = false;
};

Reference split_reference(std::string_view text) noexcept
{
    Reference parts;
    const auto take = [&](std::size_t end) {
        const auto part = text.substr(0, end);
        text.remove_prefix(part.size());
        return part;
    };
    parts.has_fragment = text.find('#') != npos;
    text = text.substr(0, text.find('#'));
    if (const auto end = text.find_first_of(":/?"); end != npos && text[end] == ':') {
        parts.scheme = take(end);
        text.remove_prefix(1);
    }
    if (text.starts_with("//")) {
        text.remove_prefix(2);
        parts.authority = take(text.find_first_of("/?"));
    }
    parts.path = take(text.find('?'));
    if (!text.empty())
        parts.query = text.substr(1);
    return parts;
}

const char* read_scheme(std::string_view scheme, bool& is_secure) noexcept
{
    is_secure = core::iequals(scheme, "wss") || core::iequals(scheme, "https");
    if (!is_secure && !core::iequals(scheme, "ws") && !core::iequals(scheme, "http"))
        return "the scheme must be ws or wss; http and https mean the same";
    return nullptr;
}

// What has an authority; all but the scheme. Null, or what is wrong with it.
const char* read_located(const Reference& parts, Url& url)
{
    UrlAuthority authority;
    if (const auto* why = read_authority(*parts.authority, authority))
        return why;
    url.host = std::move(authority.host);
    url.port = authority.port.value_or(default_port(url.is_secure));
    url.user = authority.has_user ? std::make_shared<const Url::User>(
                                        Url::User{std::move(authority.user), std::move(authority.password)})
                                  : nullptr;
    return read_target(parts.path, parts.query, url.target);
}

const char* read_url(std::string_view text, Url& url)
{
    if (const auto* why = find_bad_character(text))
        return why;
    const auto parts = split_reference(text);
    if (!parts.scheme || !parts.authority)
        return "it must begin with ws:// or wss://";
    if (const auto* why = read_scheme(*parts.scheme, url.is_secure))
        return why;
    if (parts.has_fragment)
        return "it must have no fragment (RFC 6455 §3); in a path or query # is written %23";
    return read_located(parts, url);
}

// --- references

// RFC 3986 §5.2.4, of a path that is empty or begins with a slash. Each segment is copied and erased once.
std::string without_dot_segments(std::string_view path)
{
    std::string out;
    while (!path.empty()) {
        const auto segment = path.substr(0, path.find('/', 1)); // with the slash before it
        path.remove_prefix(segment.size());
        if (segment == "/.." && !out.empty())
            out.erase(out.rfind('/'));
        if (segment != "/." && segment != "/..")
            out.append(segment);
        else if (path.empty())
            out.push_back('/');
    }
    return out;
}

// The path and query of a reference without authority (RFC 3986 §5.2.2, §5.2.3).
const char* resolve_target(const Reference& parts, std::string_view base, std::string& target)
{
    const auto end = std::min(base.find('?'), base.size());
    const auto base_path = base.substr(0, end);
    if (parts.path.empty() && !parts.query) {
        target = base;
        return nullptr;
    }
    if (parts.path.empty())
        return read_target(base_path, parts.query, target);
    std::string path;
    if (!parts.path.starts_with('/'))
        path = base_path.substr(0, base_path.rfind('/') + 1);
    return read_target(without_dot_segments(path.append(parts.path)), parts.query, target);
}

} // namespace

std::string Url::authority() const
{
    auto text = host_in_url(std::string_view{host}.substr(0, host.find('%')));
    if (port != default_port(is_secure))
        text.append(":").append(std::to_string(port));
    return text;
}

std::string Url::to_string() const
{
    std::string text = is_secure ? "wss://" : "ws://";
    text.append(host_in_url(host));
    if (port != default_port(is_secure))
        text.append(":").append(std::to_string(port));
    return text.append(target);
}

bool Url::is_same_origin(const Url& other) const noexcept
{
    return is_secure == other.is_secure && port == other.port && host == other.host;
}

Url parse_url(std::string_view text)
{
    Url url;
    if (const auto* why = read_url(text, url))
        throw std::invalid_argument{url_refusal(text, "a WebSocket URL such as wss://example.com/chat", why)};
    return url;
}

std::optional<Url> resolve_redirect(const Url& base, std::string_view location)
{
    if (find_bad_character(location) != nullptr)
        return std::nullopt;
    const auto parts = split_reference(location);
    Url url = base;
    if (parts.scheme && (!parts.authority || read_scheme(*parts.scheme, url.is_secure) != nullptr))
        return std::nullopt;
    if (!parts.authority)
        return resolve_target(parts, base.target, url.target) == nullptr ? std::optional{url} : std::nullopt;
    const auto path = without_dot_segments(parts.path);
    auto located = parts;
    located.path = path;
    if (read_located(located, url) != nullptr || url.host.find('%') != npos)
        return std::nullopt;
    // The same address is that on the same link: the peer was not told which.
    if (url.host.find(':') != npos && base.host.starts_with(url.host + '%'))
        url.host = base.host;
    url.user = url.is_same_origin(base) ? base.user : nullptr;
    return url;
}

} // namespace hawser::client
