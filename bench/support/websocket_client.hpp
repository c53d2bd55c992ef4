// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// The client's side of WebSocket: its handshake, its frames, and how it reads the server's.
#pragma once

#include "support/channel.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bench {

/// One masked frame with a mask other than zero, ready to be sent any number of times.
inline std::string masked_frame(unsigned char first, std::string_view payload)
{
    constexpr std::array<unsigned char, 4> mask{0x37, 0xfa, 0x21, 0x3d};
    std::string frame(1, static_cast<char>(first));
    const std::size_t size = payload.size();
    const unsigned extended = size < 126 ? 0 : size < 65536 ? 2 : 8;
    frame += static_cast<char>(0x80U | (extended == 0 ? size : extended == 2 ? 126 : 127));
    for (unsigned i = extended; i > 0; --i) {
        frame += static_cast<char>((std::uint64_t{size} >> (8 * (i - 1))) & 0xff);
    }
    frame.append(mask.begin(), mask.end());
    for (std::size_t i = 0; i < size; ++i) {
        frame += static_cast<char>(static_cast<unsigned char>(payload[i]) ^ mask[i % 4]);
    }
    return frame;
}

/// Does the opening handshake with the sample key of RFC 6455 section 1.3 and returns the answer's head.
/// @param fields further lines of the request, each with its CRLF.
inline std::string open_websocket(Channel& channel, const std::string& path, const std::string& fields,
                                  Clock::time_point deadline)
{
    const std::string request =
        "GET " + path +
        " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Version: 13\r\n" +
        fields + "\r\n";
    if (channel.send(request) != static_cast<ssize_t>(request.size())) {
        throw_errno("send of the handshake");
    }
    std::string head;
    while (head.find("\r\n\r\n") == std::string::npos) {
        // One byte beyond the head would be lost, so the head is looked at before it is taken.
        std::array<char, 2048> peeked;
        channel.wait_readable(deadline);
        const ssize_t seen = channel.peek(peeked.data(), peeked.size());
        if (seen < 0 && errno == EAGAIN) { // a record of TLS that holds no data
            continue;
        }
        if (seen <= 0) {
            throw std::runtime_error{"the server closed during the handshake"};
        }
        const std::string_view fresh{peeked.data(), static_cast<std::size_t>(seen)};
        const std::size_t known = head.size();
        head += fresh;
        if (const auto end = head.find("\r\n\r\n"); end != std::string::npos) {
            head.resize(end + 4);
        }
        const std::size_t taken = head.size() - known;
        if (channel.receive(reinterpret_cast<unsigned char*>(peeked.data()), taken) !=
            static_cast<ssize_t>(taken)) {
            throw_errno("recv of the handshake");
        }
    }
    if (head.rfind("HTTP/1.1 101", 0) != 0 ||
        head.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") == std::string::npos) {
        throw std::runtime_error{"the server refused the handshake: " + head.substr(0, head.find('\r'))};
    }
    return head;
}

/// Reads a server's frames from bytes in whatever pieces they come, and answers its pings.
///
/// @tparam Derived sees the frames of messages: `begin_frame(first_byte, length)`, `take_payload(data, size,
/// position)` and `bool end_frame()`, true at the end of a message. What it throws ends the connection.
template <class Derived>
class FrameReader {
public:
    /// Returns how many messages @p size bytes at @p data complete. Pongs to send are appended to @p control.
    std::size_t consume(const unsigned char* data, std::size_t size, std::string& control)
    {
        std::size_t complete = 0;
        while (size > 0) {
            if (!in_payload_) {
                if (!take_header(data, size)) {
                    break;
                }
            }
            const std::size_t part = std::min(size, length_ - position_);
            take_payload(data, part);
            data += part;
            size -= part;
            if (position_ == length_) {
                in_payload_ = false;
                have_ = 0;
                complete += finish_frame(control);
            }
        }
        return complete;
    }

private:
    Derived& derived() { return static_cast<Derived&>(*this); }

    static std::size_t header_size(unsigned char second)
    {
        return (second & 0x7f) < 126 ? 2 : (second & 0x7f) == 126 ? 4 : 10;
    }

    /// Advances past the bytes it takes; false when the header goes on in the next piece.
    bool take_header(const unsigned char*& data, std::size_t& size)
    {
        while (have_ < 2 || have_ < header_size(header_[1])) {
            if (size == 0) {
                return false;
            }
            header_[have_++] = *data++;
            --size;
        }
        length_ = header_[1] & 0x7f;
        if (have_ > 2) {
            length_ = 0;
            for (std::size_t i = 2; i < have_; ++i) {
                length_ = length_ << 8 | header_[i];
            }
        }
        in_payload_ = true;
        position_ = 0;
        is_message_ = (header_[0] & 0x08) == 0;
        check_header();
        return true;
    }

    void check_header()
    {
        if ((header_[1] & 0x80) != 0) {
            throw std::runtime_error{"a server's frame was masked"};
        }
        if (is_message_) {
            derived().begin_frame(header_[0], length_);
        } else if (header_[0] != 0x89 || length_ > control_.size()) {
            throw std::runtime_error{"the server sent a control frame other than a ping"};
        }
    }

    void take_payload(const unsigned char* data, std::size_t size)
    {
        if (is_message_) {
            derived().take_payload(data, size, position_);
        } else {
            std::memcpy(control_.data() + position_, data, size);
        }
        position_ += size;
    }

    /// 1 at the end of a message, else 0.
    std::size_t finish_frame(std::string& control)
    {
        if (is_message_) {
            return derived().end_frame() ? 1 : 0;
        }
        control += masked_frame(0x8a, {control_.data(), length_});
        return 0;
    }

    std::array<unsigned char, 10> header_{};
    std::array<char, 125> control_{};
    std::size_t have_ = 0;
    std::size_t length_ = 0;
    std::size_t position_ = 0;
    bool in_payload_ = false;
    bool is_message_ = true;
};

} // namespace bench
