// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// What the load generator sends to a WebSocket echo server, and how it reads the answers.
#pragma once

#include "support/socket.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

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

/// Printable ASCII without a short period, so that a payload put together wrongly is noticed.
inline std::string sample_payload(std::size_t size)
{
    std::string payload(size, '\0');
    std::uint32_t state = 12345;
    for (char& c : payload) {
        state = state * 1664525U + 1013904223U;
        c = static_cast<char>(' ' + (state >> 24) % 95);
    }
    return payload;
}

/// The messages of one run, shared by all its connections.
class WebSocketTraffic {
public:
    class Replies;

    /// @param verify_all compare every payload; otherwise large ones are compared now and then, since the
    /// comparison would make the generator slower than the server.
    WebSocketTraffic(std::string path, std::size_t size, std::size_t in_flight, bool text, bool verify_all)
        : path_{std::move(path)}, payload_{sample_payload(size)}, first_{text ? '\x81' : '\x82'},
          verify_interval_{verify_all || size <= 1024 ? 1U : 16U}
    {
        const std::string frame = masked_frame(static_cast<unsigned char>(first_), payload_);
        unit_ = frame.size();
        for (std::size_t i = 0; i < in_flight; ++i) {
            batch_ += frame;
        }
    }

    /// As many messages as may be in flight, back to back.
    std::string_view batch() const { return batch_; }
    /// Bytes of one message in batch().
    std::size_t unit() const { return unit_; }

    std::string_view payload() const { return payload_; }
    unsigned char first_byte() const { return static_cast<unsigned char>(first_); }
    unsigned verify_interval() const { return verify_interval_; }

    /// Does the opening handshake with the sample key of RFC 6455 section 1.3.
    void open(int fd, Clock::time_point deadline) const
    {
        const std::string request =
            "GET " + path_ +
            " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n";
        if (::send(fd, request.data(), request.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(request.size())) {
            throw_errno("send of the handshake");
        }
        std::string head;
        while (head.find("\r\n\r\n") == std::string::npos) {
            // One byte beyond the head would be lost, so the head is looked at before it is taken.
            std::array<char, 2048> peeked;
            wait_for(fd, POLLIN, deadline);
            const ssize_t seen = ::recv(fd, peeked.data(), peeked.size(), MSG_PEEK);
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
            if (::recv(fd, peeked.data(), taken, 0) != static_cast<ssize_t>(taken)) {
                throw_errno("recv of the handshake");
            }
        }
        if (head.rfind("HTTP/1.1 101", 0) != 0 ||
            head.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") == std::string::npos) {
            throw std::runtime_error{"the server refused the handshake: " + head.substr(0, head.find('\r'))};
        }
    }

private:
    std::string path_;
    std::string payload_;
    char first_;
    unsigned verify_interval_;
    std::string batch_;
    std::size_t unit_ = 0;
};

/// Reads one connection's answers from bytes in whatever pieces they come.
class WebSocketTraffic::Replies {
public:
    explicit Replies(WebSocketTraffic& traffic) : traffic_{&traffic} {}

    /// Returns how many messages @p size bytes at @p data complete; throws when one is not the one sent.
    /// Pongs to send, if the server pinged, are appended to @p control.
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
            if (header_[0] != traffic_->first_byte() || length_ != traffic_->payload().size()) {
                throw std::runtime_error{"an answer's opcode or length differs from what was sent"};
            }
            verifying_ = ++seen_ % traffic_->verify_interval() == 0;
        } else if (header_[0] != 0x89 || length_ > control_.size()) {
            throw std::runtime_error{"the server sent a control frame other than a ping"};
        }
    }

    void take_payload(const unsigned char* data, std::size_t size)
    {
        if (!is_message_) {
            std::memcpy(control_.data() + position_, data, size);
        } else if (verifying_ && std::memcmp(traffic_->payload().data() + position_, data, size) != 0) {
            throw std::runtime_error{"an answer's payload differs from what was sent"};
        }
        position_ += size;
    }

    /// 1 for a message, 0 for a ping.
    std::size_t finish_frame(std::string& control)
    {
        if (is_message_) {
            return 1;
        }
        control += masked_frame(0x8a, {control_.data(), length_});
        return 0;
    }

    WebSocketTraffic* traffic_;
    std::array<unsigned char, 10> header_{};
    std::array<char, 125> control_{};
    std::size_t have_ = 0;
    std::size_t length_ = 0;
    std::size_t position_ = 0;
    unsigned seen_ = 0;
    bool in_payload_ = false;
    bool is_message_ = true;
    bool verifying_ = false;
};

} // namespace bench
