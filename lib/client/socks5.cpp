// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/socks5.hpp"

#include <hawser/endpoint.hpp>

#include <boost/system/errc.hpp>

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace hawser::client {
namespace {

namespace errc = boost::system::errc;

constexpr unsigned socks_version = 5;
constexpr unsigned password_version = 1; // of RFC 1929 alone
constexpr unsigned method_none = 0x00;
constexpr unsigned method_password = 0x02;
constexpr unsigned method_refused = 0xff;
constexpr unsigned command_connect = 1;
constexpr unsigned type_ipv4 = 1;
constexpr unsigned type_name = 3;
constexpr unsigned type_ipv6 = 4;
constexpr unsigned reply_not_allowed = 2;
constexpr unsigned reply_unknown_command = 7;
constexpr unsigned reply_unknown_type = 8; // of address: a proxy without IPv6, most of all
constexpr std::size_t max_size = 255;      // what one byte of length can say

unsigned byte_at(std::string_view bytes, std::size_t at) noexcept
{
    return static_cast<unsigned char>(bytes[at]);
}

void append_byte(std::string& out, std::size_t value)
{
    out.push_back(static_cast<char>(static_cast<unsigned char>(value)));
}

bool has_length(std::string_view text) noexcept
{
    return !text.empty() && text.size() <= max_size;
}

void append_counted(std::string& out, std::string_view text)
{
    append_byte(out, text.size());
    out.append(text);
}

std::string_view without_brackets(std::string_view host) noexcept
{
    const bool has_brackets = host.size() >= 2 && host.front() == '[' && host.back() == ']';
    return has_brackets ? host.substr(1, host.size() - 2) : host;
}

/// A proxy may hand the name on to something that gives such bytes a meaning: the end of a C string, a port.
bool is_name(std::string_view host) noexcept
{
    return has_length(host) && std::none_of(host.begin(), host.end(), [](char c) {
               return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f ||
                      std::string_view{":/[]%@"}.find(c) != std::string_view::npos;
           });
}

void append_address(std::string& out, const Endpoint& endpoint)
{
    const bool is_ipv4 = endpoint.family() == Endpoint::Family::ipv4;
    append_byte(out, is_ipv4 ? type_ipv4 : type_ipv6);
    const auto& bytes = endpoint.address_bytes();
    std::for_each(bytes.begin(), bytes.begin() + (is_ipv4 ? 4 : 16),
                  [&](unsigned char byte) { append_byte(out, byte); });
}

void append_host(std::string& out, std::string_view host)
{
    const auto bare = without_brackets(host);
    const auto colons = std::count(bare.begin(), bare.end(), ':');
    // An endpoint can be read from more than a host has: a port, a scope, brackets in brackets.
    const bool may_be_address = bare.find_first_of("[]%") == std::string_view::npos &&
                                (colons > 1 || (colons == 0 && bare.size() == host.size()));
    if (const auto endpoint = may_be_address ? Endpoint::from_string(bare) : std::nullopt) {
        append_address(out, *endpoint);
        return;
    }
    if (!is_name(host))
        throw std::invalid_argument{
            "hawser: a host for a SOCKS5 proxy is an IP address without a scope, or a "
            "name of 1 to 255 bytes"};
    append_byte(out, type_name);
    append_counted(out, host);
}

std::string make_request(std::string_view host, std::uint16_t port)
{
    std::string out;
    append_byte(out, socks_version);
    append_byte(out, command_connect);
    append_byte(out, 0); // reserved
    append_host(out, host);
    append_byte(out, port >> 8U);
    append_byte(out, port & 0xffU);
    return out;
}

std::string make_password(std::string_view user, std::string_view password)
{
    if (user.empty() && password.empty())
        return {};
    if (!has_length(user) || !has_length(password))
        throw std::invalid_argument{
            "hawser: a SOCKS5 proxy takes a user name and a password of 1 to 255 bytes "
            "each (RFC 1929)"};
    std::string out;
    append_byte(out, password_version);
    append_counted(out, user);
    append_counted(out, password);
    return out;
}

/// RFC 1928 §6. Those that it does not assign refuse as well, for reasons of the proxy's own.
error_code error_of(unsigned reply) noexcept
{
    switch (reply) {
    case 0x02: return errc::make_error_code(errc::permission_denied);
    case 0x03: return errc::make_error_code(errc::network_unreachable);
    case 0x04: return errc::make_error_code(errc::host_unreachable);
    case 0x05: return errc::make_error_code(errc::connection_refused);
    case 0x06: return errc::make_error_code(errc::timed_out); // "TTL expired"
    default: return hawser::error::proxy_refused;
    }
}

} // namespace

Socks5::Socks5(std::string_view host, std::uint16_t port, std::string_view user, std::string_view password)
    : request_{make_request(host, port)}, password_{make_password(user, password)}
{
    std::string methods;
    append_byte(methods, method_none);
    if (!password_.empty())
        append_byte(methods, method_password);
    append_byte(output_, socks_version);
    append_counted(output_, methods);
}

Socks5::Event Socks5::next(std::string_view& bytes)
{
    // Byte by byte, as few as they are: what is behind the last reply is not ours.
    while (event_ == Event::need_more && !bytes.empty()) {
        if (!output_.empty())
            return fail(hawser::error::proxy_protocol_error);
        reply_.push_back(bytes.front());
        bytes.remove_prefix(1);
        event_ = judge();
    }
    return event_;
}

/// The version comes first in each reply; two bytes are enough to know about the other steps.
Socks5::Event Socks5::judge()
{
    if (byte_at(reply_, 0) != (step_ == Step::password ? password_version : socks_version))
        return fail(hawser::error::proxy_protocol_error);
    if (reply_.size() < 2)
        return Event::need_more;
    switch (step_) {
    case Step::method: return judge_method(byte_at(reply_, 1));
    case Step::password: return judge_password(byte_at(reply_, 1));
    case Step::request: break;
    }
    return judge_request();
}

Socks5::Event Socks5::judge_method(unsigned method)
{
    if (method == method_none)
        return send(request_, Step::request);
    if (method == method_password && !password_.empty())
        return send(password_, Step::password);
    if (method != method_refused)
        return fail(hawser::error::proxy_protocol_error);
    return fail(password_.empty() ? hawser::error::proxy_authentication_required
                                  : hawser::error::proxy_credentials_refused);
}

Socks5::Event Socks5::judge_password(unsigned status)
{
    return status == 0 ? send(request_, Step::request) : fail(hawser::error::proxy_credentials_refused);
}

/// Status, a reserved byte, and the address that the proxy connected from, which is of no use to us.
Socks5::Event Socks5::judge_request()
{
    if (const auto status = byte_at(reply_, 1); status != 0) {
        is_of_address_ =
            status != reply_not_allowed && status != reply_unknown_command && status <= reply_unknown_type;
        return fail(error_of(status)); // some proxies say no more than that
    }
    if (reply_.size() < 4)
        return Event::need_more;
    std::size_t address = 0;
    switch (byte_at(reply_, 3)) {
    case type_ipv4: address = 4; break;
    case type_ipv6: address = 16; break;
    case type_name:
        if (reply_.size() < 5)
            return Event::need_more;
        address = 1 + byte_at(reply_, 4);
        break;
    default: return fail(hawser::error::proxy_protocol_error);
    }
    return reply_.size() < 4 + address + 2 ? Event::need_more : Event::complete;
}

Socks5::Event Socks5::send(std::string_view bytes, Step step)
{
    output_ = bytes;
    reply_.clear();
    step_ = step;
    return Event::need_more;
}

Socks5::Event Socks5::fail(error_code why) noexcept
{
    output_.clear(); // nothing more is said to such a proxy
    error_ = why;
    event_ = Event::failed;
    return event_;
}

} // namespace hawser::client
