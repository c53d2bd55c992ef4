// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/endpoint.hpp>

#include <algorithm>
#include <charconv>
#include <cstring>

#if defined(_WIN32)
#  include <winsock2.h>
#  include <ws2tcpip.h>
#else
#  include <arpa/inet.h>
#  include <sys/socket.h>
#endif

namespace hawser {
namespace {

constexpr std::array<unsigned char, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

// Decimal digits without a leading zero, and nothing else.
template <class Number>
bool read_number(std::string_view text, Number& number) noexcept
{
    if (text.empty() || text.front() < '0' || text.front() > '9' || (text.front() == '0' && text.size() > 1)) {
        return false;
    }
    auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    return ec == std::errc{} && end == text.data() + text.size();
}

// `inet_pton` is as strict as we are, but wants a C string.
bool read_address(int family, std::string_view text, void* bytes) noexcept
{
    std::array<char, INET6_ADDRSTRLEN> terminated{};
    if (text.size() >= terminated.size() || text.find('\0') != std::string_view::npos) {
        return false;
    }
    std::memcpy(terminated.data(), text.data(), text.size());
    return inet_pton(family, terminated.data(), bytes) == 1;
}

std::optional<Endpoint> read_ipv6(std::string_view text, std::uint16_t port) noexcept
{
    std::uint32_t scope = 0;
    if (auto percent = text.find('%'); percent != std::string_view::npos) {
        if (!read_number(text.substr(percent + 1), scope)) {
            return {};
        }
        text = text.substr(0, percent);
    }
    std::array<unsigned char, 16> bytes{};
    if (!read_address(AF_INET6, text, bytes.data())) {
        return {};
    }
    return Endpoint::ipv6(bytes, port, scope);
}

} // namespace

Endpoint Endpoint::ipv4(const std::array<unsigned char, 4>& address, std::uint16_t port) noexcept
{
    Endpoint endpoint;
    std::copy(address.begin(), address.end(), endpoint.address_.begin());
    endpoint.port_ = port;
    endpoint.family_ = Family::ipv4;
    return endpoint;
}

Endpoint Endpoint::ipv6(const std::array<unsigned char, 16>& address, std::uint16_t port,
                        std::uint32_t scope) noexcept
{
    // One peer must compare equal to itself whichever listener it came through (RFC 4291 §2.5.5.2).
    if (std::equal(mapped_prefix.begin(), mapped_prefix.end(), address.begin())) {
        return ipv4({address[12], address[13], address[14], address[15]}, port);
    }
    Endpoint endpoint;
    endpoint.address_ = address;
    endpoint.scope_ = scope;
    endpoint.port_ = port;
    endpoint.family_ = Family::ipv6;
    return endpoint;
}

Endpoint Endpoint::local() noexcept
{
    Endpoint endpoint;
    endpoint.family_ = Family::local;
    return endpoint;
}

std::optional<Endpoint> Endpoint::from_string(std::string_view text) noexcept
{
    std::uint16_t port = 0;
    if (text.starts_with('[')) {
        auto end = text.find(']');
        if (end == std::string_view::npos) {
            return {};
        }
        auto rest = text.substr(end + 1);
        if (!rest.empty() && (rest.front() != ':' || !read_number(rest.substr(1), port))) {
            return {};
        }
        return read_ipv6(text.substr(1, end - 1), port);
    }
    auto colon = text.find(':');
    if (colon != text.rfind(':')) {
        return read_ipv6(text, 0); // more than one: they are the address's
    }
    if (colon != std::string_view::npos && !read_number(text.substr(colon + 1), port)) {
        return {};
    }
    std::array<unsigned char, 4> bytes{};
    if (!read_address(AF_INET, text.substr(0, colon), bytes.data())) {
        return {};
    }
    return ipv4(bytes, port);
}

std::string Endpoint::address() const
{
    if (family_ == Family::none) {
        return {};
    }
    if (family_ == Family::local) {
        return "local";
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    int family = family_ == Family::ipv4 ? AF_INET : AF_INET6;
    inet_ntop(family, address_.data(), text.data(), text.size());
    std::string result{text.data()};
    if (scope_ != 0) {
        result.append("%").append(std::to_string(scope_)); // RFC 4007 §11
    }
    return result;
}

std::string Endpoint::to_string() const
{
    switch (family_) {
    case Family::ipv4: return address() + ":" + std::to_string(port_);
    case Family::ipv6: return "[" + address() + "]:" + std::to_string(port_);
    case Family::local:
    case Family::none: break;
    }
    return address();
}

bool Endpoint::is_loopback() const noexcept
{
    switch (family_) {
    case Family::ipv4: return address_[0] == 127;
    case Family::ipv6:
        return address_[15] == 1 && std::all_of(address_.begin(), address_.end() - 1,
                                                [](unsigned char byte) { return byte == 0; });
    case Family::local: return true;
    case Family::none: break;
    }
    return false;
}

} // namespace hawser
