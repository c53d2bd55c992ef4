// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/url_parts.hpp"

#include "core/ascii.hpp"
#include "core/json.hpp"
#include "core/percent.hpp"
#include "core/utf8.hpp"
#include "http/host.hpp"

#include <hawser/endpoint.hpp>

// Its sources are part of this library (boost_url.cpp).
#ifndef BOOST_URL_NO_LIB
#  define BOOST_URL_NO_LIB
#endif
#ifndef BOOST_URL_STATIC_LINK
#  define BOOST_URL_STATIC_LINK
#endif
#include <boost/url/ipv6_address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/pct_string_view.hpp>
#include <boost/url/rfc/pchars.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <charconv>

namespace hawser::client {
namespace {

namespace urls = boost::urls;

using core::npos;

// `allowed` is a set of characters of Boost.URL, whose own function for it takes no text that has escapes.
template <class Characters>
void append_escaped(std::string& out, std::string_view text, const Characters& allowed)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (allowed(byte))
            out.push_back(c);
        else
            out.append({'%', digits[byte >> 4], digits[byte & 0x0f]});
    }
}

constexpr auto escape_fault = "a % must stand before two hexadecimal digits; for itself it is written %25";

const char* read_user(std::string_view text, UrlAuthority& out)
{
    if (text.find('@') != npos)
        return "in a user name or password @ is written %40";
    if (!urls::make_pct_string_view(text))
        return escape_fault;
    const auto colon = std::min(text.find(':'), text.size());
    core::percent_decode(out.user, text.substr(0, colon));
    core::percent_decode(out.password, text.substr(std::min(colon + 1, text.size())));
    out.has_user = !text.empty();
    // Nothing that authenticates can say them, and in a header field they would be another field.
    if (std::any_of(out.user.begin(), out.user.end(), core::is_control) ||
        std::any_of(out.password.begin(), out.password.end(), core::is_control))
        return "a user name or password has no control characters, not even percent-encoded";
    return nullptr;
}

// RFC 6874 §2: `%25` and the zone behind the address. Reads it as `%` and the zone (RFC 4007 §11).
const char* read_zone(std::string_view text, const urls::ipv6_address& address, std::string& host)
{
    constexpr std::string_view mark = "%25";
    const auto bytes = address.to_bytes();
    if (!text.starts_with(mark))
        return "the zone of an IPv6 address stands behind %25";
    if (bytes[0] != 0xfe || (bytes[1] & 0xc0) != 0x80)
        return "only a link-local IPv6 address (fe80::/10) has a zone";
    std::string zone;
    core::percent_decode(zone, text.substr(mark.size()));
    // Names of interfaces, in which Linux takes no slash.
    const bool is_name = std::all_of(zone.begin(), zone.end(),
                                     [](char c) { return c > 0x20 && c < 0x7f && c != '%' && c != '/'; });
    if (zone.empty() || !is_name)
        return "the zone of an IPv6 address must be the name or number of an interface";
    host.append("%").append(zone);
    return nullptr;
}

const char* read_ipv6(std::string_view text, std::string& host)
{
    const auto percent = std::min(text.find('%'), text.size());
    const auto address = urls::parse_ipv6_address(text.substr(0, percent));
    if (!address)
        return "what stands in brackets must be an IPv6 address";
    host = address->to_string();
    return percent == text.size() ? nullptr : read_zone(text.substr(percent), *address, host);
}

// What getaddrinfo() would take for IPv4, whole or in part, decimal, octal or hexadecimal: the last label is
// a number (WHATWG URL §3.5, "ends in a number").
bool ends_in_number(std::string_view name) noexcept
{
    const auto label = name.substr(name.rfind('.') + 1); // npos + 1 is 0
    if (label.starts_with("0x"))
        return std::all_of(label.begin() + 2, label.end(), [](char c) { return core::hex_value(c) >= 0; });
    return !label.empty() && std::all_of(label.begin(), label.end(), core::is_digit);
}

// Letters, digits, hyphens (RFC 1123 §2.1), and underscores, which networks of containers are full of.
bool is_host_name(std::string_view name) noexcept
{
    constexpr std::size_t max_label = 63; // RFC 1035 §2.3.4
    constexpr std::size_t max_name = 253; // its 255 octets hold the root and one more length
    const auto belongs = [](char c) {
        return (c >= 'a' && c <= 'z') || core::is_digit(c) || c == '-' || c == '_';
    };
    if (name.size() > max_name)
        return false;
    for (;;) {
        const auto dot = name.find('.');
        const auto label = name.substr(0, dot);
        if (label.empty() || label.size() > max_label || !std::all_of(label.begin(), label.end(), belongs))
            return false;
        if (dot == npos)
            return true;
        name.remove_prefix(dot + 1);
    }
}

const char* read_name(std::string_view text, std::string& host)
{
    if (text.empty())
        return "the host is missing";
    core::percent_decode(host, text);
    std::transform(host.begin(), host.end(), host.begin(), core::to_lower);
    if (!core::is_ascii(host))
        return "an international host name must be given in its ASCII form, as A-labels (xn--...)";
    if (ends_in_number(http::without_root(host)))
        return Endpoint::from_string(host)
                   ? nullptr
                   : "an IPv4 address has four decimal numbers up to 255, without leading zeros";
    if (!is_host_name(http::without_root(host)))
        return "a host name has letters, digits, - and _, in labels of up to 63 characters, 253 in all";
    return nullptr;
}

constexpr auto port_fault =
    "the port must be a number from 1 to 65535, and an IPv6 address stand in brackets";

const char* read_port(std::string_view text, std::optional<std::uint16_t>& port) noexcept
{
    if (text.empty() || text == ":") // it may be empty (RFC 3986 §3.2.3)
        return nullptr;
    std::uint16_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data() + 1, end, number);
    if (text.front() != ':' || failure != std::errc{} || stop != end || number == 0)
        return port_fault;
    port = number;
    return nullptr;
}

} // namespace

const char* read_authority(std::string_view text, UrlAuthority& authority)
{
    authority = {};
    if (const auto at = text.rfind('@'); at != npos) {
        if (const auto* why = read_user(text.substr(0, at), authority))
            return why;
        text.remove_prefix(at + 1);
    }
    const bool is_literal = text.starts_with('[');
    const auto end = std::min(text.find(is_literal ? ']' : ':'), text.size());
    if (is_literal && end == text.size())
        return "the bracket of an IPv6 address is not closed";
    if (!is_literal && text.find(':') != text.rfind(':'))
        return port_fault;
    const auto* why = is_literal ? read_ipv6(text.substr(1, end - 1), authority.host)
                                 : read_name(text.substr(0, end), authority.host);
    return why != nullptr ? why : read_port(text.substr(is_literal ? end + 1 : end), authority.port);
}

const char* find_bad_character(std::string_view text) noexcept
{
    for (const char c : text) {
        if (c == ' ' || core::is_control(c))
            return "spaces and control characters must be percent-encoded";
        if (c == '\\')
            return "a backslash must be percent-encoded, or was meant to be a slash";
    }
    return nullptr;
}

std::string host_in_url(std::string_view host)
{
    if (host.find(':') == npos)
        return std::string{host};
    const auto percent = std::min(host.find('%'), host.size());
    std::string out = "[";
    out.append(host.substr(0, percent));
    append_escaped(out, host.substr(percent), urls::unreserved_chars);
    return out.append("]");
}

const char* read_target(std::string_view path, std::optional<std::string_view> query, std::string& target)
{
    // Brackets in queries are common, and escaped as well: some servers refuse them.
    constexpr auto allowed = urls::pchars + '/' + '?' + '%';
    target.clear();
    append_escaped(target, path.empty() ? "/" : path, allowed);
    if (query) {
        target.push_back('?');
        append_escaped(target, *query, allowed);
    }
    return urls::parse_origin_form(target) ? nullptr : escape_fault;
}

std::string url_refusal(std::string_view text, std::string_view what, std::string_view why)
{
    // The text may be anything, and its password have characters that should have been encoded: what lies
    // before the last @ is better hidden once too often.
    const auto slashes = text.find("://");
    const auto begin = slashes != npos && slashes == text.find_first_of(":@") ? slashes + 3 : 0;
    std::string shown{text};
    if (const auto at = text.rfind('@'); at != npos) {
        const auto user = text.substr(begin, at - begin);
        if (user.find(':') != npos || user.find_first_of("/?#") == npos)
            shown.replace(begin, user.size(), "***");
    }
    std::string message = "hawser: ";
    core::append_json_string(message, shown); // on one line, whatever it has in it
    return message.append(" is not ").append(what).append(": ").append(why);
}

} // namespace hawser::client
