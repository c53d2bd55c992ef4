// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/proxy_protocol.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

namespace hawser::http {

namespace {

using Status = ProxyRead::Status;
using namespace std::string_view_literals;

constexpr auto v1_start = "PROXY "sv;
constexpr auto v2_signature = "\r\n\r\n\0\r\nQUIT\n"sv;
constexpr std::size_t v2_fixed = 16; // signature, version and command, family, length

ProxyRead failed(const char* why) noexcept
{
    return {Status::failed, 0, {}, why};
}

ProxyRead complete(std::size_t size, const ProxyHeader& header) noexcept
{
    return {Status::complete, size, header, ""};
}

// True while `bytes` may still become, or has become, something that begins with `start`.
bool may_begin(std::string_view bytes, std::string_view start) noexcept
{
    return bytes.substr(0, start.size()) == start.substr(0, bytes.size());
}

// --- version 1: a line of text

// Takes a word and the one space behind it, or the last word.
std::string_view next_word(std::string_view& line) noexcept
{
    const auto space = line.find(' ');
    const auto word = line.substr(0, space);
    line.remove_prefix(space == std::string_view::npos ? line.size() : space + 1);
    return word;
}

// An address and a port; `Endpoint` reads them as strictly as §2.1 asks, once they are put together.
std::optional<Endpoint> read_end(bool is_ipv6, std::string_view address, std::string_view port) noexcept
{
    if (address.find_first_of("[]%") != std::string_view::npos ||
        (address.find(':') != std::string_view::npos) != is_ipv6)
        return {};
    std::array<char, max_proxy_header_v1 + 3> text{};
    auto* end = text.data();
    const auto add = [&](std::string_view part) { end = std::copy(part.begin(), part.end(), end); };
    add(is_ipv6 ? "[" : "");
    add(address);
    add(is_ipv6 ? "]:" : ":");
    add(port);
    return Endpoint::from_string({text.data(), static_cast<std::size_t>(end - text.data())});
}

ProxyRead read_v1(std::string_view bytes) noexcept
{
    const auto window = bytes.substr(0, max_proxy_header_v1);
    const auto feed = window.find('\n');
    if (feed == std::string_view::npos)
        return window.size() == max_proxy_header_v1 ? failed("line too long") : ProxyRead{};
    if (window[feed - 1] != '\r')
        return failed("line without CR");
    const auto size = feed + 1;
    auto line = window.substr(v1_start.size(), feed - 1 - v1_start.size());
    const auto protocol = next_word(line);
    if (protocol == "UNKNOWN")
        return complete(size, {}); // what else the line says does not count
    if (protocol != "TCP4" && protocol != "TCP6")
        return failed("unknown protocol");
    const bool is_ipv6 = protocol == "TCP6";
    std::array<std::string_view, 4> words;
    for (auto& word : words)
        word = next_word(line);
    // A space behind the last word leaves an empty line behind it, too, but not an empty word.
    if (!line.empty() || window[feed - 2] == ' ')
        return failed("malformed line");
    const auto source = read_end(is_ipv6, words[0], words[2]);
    const auto destination = read_end(is_ipv6, words[1], words[3]);
    if (!source || !destination)
        return failed("malformed address or port");
    return complete(size, {*source, *destination, true, false});
}

// --- version 2: binary

unsigned byte_at(std::string_view bytes, std::size_t at) noexcept
{
    return static_cast<unsigned char>(bytes[at]);
}

std::uint16_t read_16(std::string_view bytes, std::size_t at) noexcept
{
    return static_cast<std::uint16_t>(byte_at(bytes, at) << 8 | byte_at(bytes, at + 1));
}

std::uint32_t read_32(std::string_view bytes, std::size_t at) noexcept
{
    return static_cast<std::uint32_t>(read_16(bytes, at)) << 16 | read_16(bytes, at + 2);
}

// The checksum of RFC 9260, appendix A, of the header with its own four bytes as zeros (§2.2.3). Without a
// table: it is rare, and short.
std::uint32_t crc32c(std::string_view header, std::size_t zeros_at) noexcept
{
    std::uint32_t crc = 0xffffffff;
    for (std::size_t i = 0; i < header.size(); ++i) {
        crc ^= i >= zeros_at && i < zeros_at + 4 ? 0 : byte_at(header, i);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (0x82f63b78U & (0U - (crc & 1)));
    }
    return ~crc;
}

template <std::size_t Size>
std::array<unsigned char, Size> read_address(std::string_view bytes, std::size_t at) noexcept
{
    std::array<unsigned char, Size> address;
    std::memcpy(address.data(), bytes.data() + at, Size);
    return address;
}

enum class V2Family : unsigned char { unspecified, ipv4, ipv6, local };

constexpr std::array<std::size_t, 4> v2_address_sizes{0, 12, 36, 216};

ProxyHeader read_v2_ends(V2Family family, std::string_view bytes) noexcept
{
    switch (family) {
    case V2Family::ipv4:
        return {Endpoint::ipv4(read_address<4>(bytes, 0), read_16(bytes, 8)),
                Endpoint::ipv4(read_address<4>(bytes, 4), read_16(bytes, 10)), true, false};
    case V2Family::ipv6:
        return {Endpoint::ipv6(read_address<16>(bytes, 0), read_16(bytes, 32)),
                Endpoint::ipv6(read_address<16>(bytes, 16), read_16(bytes, 34)), true, false};
    case V2Family::local: return {Endpoint::local(), Endpoint::local(), true, false};
    case V2Family::unspecified: break;
    }
    return {};
}

// The extensions behind the addresses, from `at` on (§2.2). Null, or what is wrong with them.
const char* read_extensions(std::string_view bytes, std::size_t at, bool& secure) noexcept
{
    constexpr unsigned type_crc32c = 0x03;
    constexpr unsigned type_ssl = 0x20;
    constexpr unsigned client_ssl = 0x01;
    while (at < bytes.size()) {
        if (bytes.size() - at < 3)
            return "truncated extension";
        const auto type = byte_at(bytes, at);
        const std::size_t size = read_16(bytes, at + 1);
        at += 3;
        if (bytes.size() - at < size)
            return "truncated extension";
        if (type == type_crc32c && (size != 4 || read_32(bytes, at) != crc32c(bytes, at)))
            return "wrong checksum";
        if (type == type_ssl) {
            if (size < 5)
                return "truncated extension";
            secure = (byte_at(bytes, at) & client_ssl) != 0;
        }
        at += size;
    }
    return nullptr;
}

ProxyRead read_v2(std::string_view bytes) noexcept
{
    // Each of the fixed bytes is judged as soon as it is there.
    const auto version_command = bytes.size() > 12 ? byte_at(bytes, 12) : 0x20;
    if (version_command != 0x20 && version_command != 0x21)
        return failed("unknown version or command");
    const auto family_transport = bytes.size() > 13 ? byte_at(bytes, 13) : 0;
    const auto family = family_transport >> 4;
    const auto transport = family_transport & 0x0f;
    const bool is_local = version_command == 0x20; // whose family does not count
    if (!is_local && (family >= v2_address_sizes.size() || transport > 2))
        return failed("unknown address family or transport");
    if (bytes.size() < v2_fixed)
        return {};
    const std::size_t length = read_16(bytes, 14);
    const auto size = v2_fixed + length;
    if (size > max_proxy_header_v2)
        return failed("header too long");
    const bool is_known = !is_local && family != 0 && transport != 0;
    const auto addresses = is_known ? v2_address_sizes[family] : 0;
    if (length < addresses)
        return failed("header too short for its addresses");
    if (bytes.size() < size)
        return {};
    if (!is_known)
        return complete(size, {});
    auto header = read_v2_ends(static_cast<V2Family>(family), bytes.substr(v2_fixed));
    if (const auto* why = read_extensions(bytes.substr(0, size), v2_fixed + addresses, header.secure))
        return failed(why);
    return complete(size, header);
}

} // namespace

ProxyRead read_proxy_header(std::string_view bytes) noexcept
{
    if (bytes.empty())
        return {};
    if (may_begin(bytes, v1_start))
        return bytes.size() < v1_start.size() ? ProxyRead{} : read_v1(bytes);
    if (may_begin(bytes, v2_signature))
        return bytes.size() < v2_signature.size() ? ProxyRead{} : read_v2(bytes);
    return failed("no header of the PROXY protocol");
}

} // namespace hawser::http
