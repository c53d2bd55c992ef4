// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// How a limit answers an opening handshake.
#pragma once

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace bench {

/// The value of the first field of that name, which is given in lower case with its colon.
inline std::string_view field_value(std::string_view head, std::string_view name)
{
    const auto found = std::search(head.begin(), head.end(), name.begin(), name.end(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : int{a}) == int{b};
    });
    if (found == head.end()) {
        return {};
    }
    std::string_view value = head.substr(static_cast<std::size_t>(found - head.begin()) + name.size());
    value = value.substr(0, value.find('\r'));
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    return value;
}

/// The answer to an opening handshake (RFC 6455 section 4.2.2), or nothing when the key is missing.
/// @param extensions the value of Sec-WebSocket-Extensions; empty: no such field.
inline std::string handshake_response(std::string_view head, std::string_view extensions)
{
    const std::string_view value = field_value(head, "sec-websocket-key:");
    const std::string key{value.substr(0, value.find(' '))};
    if (key.empty()) {
        return {};
    }
    const std::string joined = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
    SHA1(reinterpret_cast<const unsigned char*>(joined.data()), joined.size(), digest.data());
    std::array<unsigned char, 29> accept;
    EVP_EncodeBlock(accept.data(), digest.data(), static_cast<int>(digest.size()));
    std::string response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           "Sec-WebSocket-Accept: ";
    response.append(accept.begin(), accept.end() - 1).append("\r\n");
    if (!extensions.empty()) {
        response.append("Sec-WebSocket-Extensions: ").append(extensions).append("\r\n");
    }
    return response += "\r\n";
}

} // namespace bench
