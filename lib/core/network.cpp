// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/network.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace hawser {
namespace {

using Bytes = std::array<unsigned char, 16>;
using Family = Endpoint::Family;

constexpr int mapped_bits = 96; // before the IPv4 address in a mapped one (RFC 4291 §2.5.5.2)

int width(Family family) noexcept
{
    return family == Family::ipv4 ? 32 : family == Family::ipv6 ? 128 : 0;
}

bool read_prefix(std::string_view text, int& prefix) noexcept
{
    if (text.empty() || text.size() > 3 || (text.front() == '0' && text.size() > 1)) {
        return false;
    }
    unsigned value = 0;
    auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    prefix = static_cast<int>(value);
    return ec == std::errc{} && end == text.data() + text.size();
}

// An address alone: what `Endpoint` takes, but for ports and scopes.
std::optional<Endpoint> read_address(std::string_view text) noexcept
{
    if (text.find_first_of("[]%") != std::string_view::npos) {
        return {};
    }
    auto endpoint = Endpoint::from_string(text);
    if (endpoint && text.find(':') != std::string_view::npos && text.find(':') == text.rfind(':')) {
        return {};
    }
    return endpoint;
}

bool same_prefix(const Bytes& a, const Bytes& b, int bits) noexcept
{
    const auto whole = static_cast<std::size_t>(bits / 8);
    if (!std::equal(a.begin(), a.begin() + whole, b.begin())) {
        return false;
    }
    const auto mask = static_cast<unsigned char>(0xff00U >> (bits % 8));
    return bits % 8 == 0 || ((a[whole] ^ b[whole]) & mask) == 0;
}

bool is_clear_behind(const Bytes& bytes, int bits) noexcept
{
    for (auto i = static_cast<std::size_t>(bits); i < bytes.size() * 8; ++i) {
        if ((bytes[i / 8] & (0x80U >> (i % 8))) != 0) {
            return false;
        }
    }
    return true;
}

} // namespace

std::optional<Network> Network::parse(std::string_view text) noexcept
{
    Network network;
    if (text == "unix") {
        network.first_ = Endpoint::local();
        return network;
    }
    const auto slash = text.find('/');
    const auto address = read_address(text.substr(0, slash));
    if (!address) {
        return {};
    }
    network.first_ = *address;
    network.prefix_ = width(address->family());
    if (slash != std::string_view::npos) {
        if (!read_prefix(text.substr(slash + 1), network.prefix_)) {
            return {};
        }
        if (address->family() == Family::ipv4 && text.find(':') < slash) {
            network.prefix_ -= mapped_bits; // written as IPv6
        }
    }
    if (network.prefix_ < 0 || network.prefix_ > width(address->family()) ||
        !is_clear_behind(address->address_bytes(), network.prefix_)) {
        return {};
    }
    return network;
}

Network::Network(std::string_view text)
{
    const auto network = parse(text);
    if (!network) {
        throw std::invalid_argument{"\"" + std::string{text} +
                                    "\" is not a network: expected an address, an address/prefix without "
                                    "bits behind the prefix, or \"unix\""};
    }
    *this = *network;
}

std::vector<Network> Network::loopback()
{
    return {"127.0.0.0/8", "::1", "unix"};
}

std::vector<Network> Network::private_use()
{
    return {"127.0.0.0/8",    "::1",      "unix",     "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
            "169.254.0.0/16", "fc00::/7", "fe80::/10"};
}

bool Network::contains(const Endpoint& endpoint) const noexcept
{
    return endpoint.family() == first_.family() &&
           same_prefix(endpoint.address_bytes(), first_.address_bytes(), prefix_);
}

std::string Network::to_string() const
{
    if (first_.family() == Family::local) {
        return "unix";
    }
    auto text = first_.address();
    if (prefix_ != width(first_.family())) {
        text.append("/").append(std::to_string(prefix_));
    }
    return text;
}

bool contains(const std::vector<Network>& networks, const Endpoint& endpoint) noexcept
{
    return std::any_of(networks.begin(), networks.end(),
                       [&](const Network& network) { return network.contains(endpoint); });
}

} // namespace hawser
