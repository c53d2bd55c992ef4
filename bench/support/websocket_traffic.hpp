// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// What the load generator sends to a WebSocket echo server, and how it reads the answers.
#pragma once

#include "support/message_cycle.hpp"
#include "support/websocket_client.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// Printable ASCII without a short period, so that a payload put together wrongly is noticed.
inline std::string sample_payload(std::size_t size, std::uint32_t seed)
{
    std::string payload(size, '\0');
    std::uint32_t state = 12345 + seed;
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

    struct Settings {
        std::string path;
        std::size_t size = 0; ///< of a message
        std::size_t in_flight = 0;
        bool text = true;
        /// How many different messages are sent in turn.
        std::uint32_t variety = 1;
        /// Compare every payload; otherwise large ones are compared now and then, since the comparison would
        /// make the generator slower than the server.
        bool verify_all = false;
    };

    explicit WebSocketTraffic(Settings settings) : settings_{std::move(settings)}
    {
        for (std::uint32_t i = 0; i < settings_.variety; ++i) {
            payloads_.push_back(sample_payload(settings_.size, i));
            messages_.add(masked_frame(first_byte(), payloads_.back()));
        }
        messages_.close(settings_.in_flight);
    }

    const MessageCycle& messages() const { return messages_; }

    void open(Channel& channel, Clock::time_point deadline) const
    {
        open_websocket(channel, settings_.path, "", deadline);
    }

private:
    unsigned char first_byte() const { return settings_.text ? 0x81 : 0x82; }
    unsigned verify_interval() const { return settings_.verify_all || settings_.size <= 1024 ? 1 : 16; }

    Settings settings_;
    std::vector<std::string> payloads_;
    MessageCycle messages_;
};

/// Checks that one connection's answers are what was sent, in order and a frame each.
class WebSocketTraffic::Replies : public FrameReader<Replies> {
public:
    explicit Replies(WebSocketTraffic& traffic) : traffic_{&traffic} {}

private:
    friend FrameReader;

    void begin_frame(unsigned char first, std::size_t length)
    {
        if (first != traffic_->first_byte() || length != traffic_->settings_.size) {
            throw std::runtime_error{"an answer's opcode or length differs from what was sent"};
        }
        verifying_ = ++seen_ % traffic_->verify_interval() == 0;
    }

    void take_payload(const unsigned char* data, std::size_t size, std::size_t position)
    {
        if (verifying_ && std::memcmp(traffic_->payloads_[next_].data() + position, data, size) != 0) {
            throw std::runtime_error{"an answer's payload differs from what was sent"};
        }
    }

    bool end_frame()
    {
        next_ = next_ + 1 == traffic_->payloads_.size() ? 0 : next_ + 1;
        return true;
    }

    WebSocketTraffic* traffic_;
    std::size_t next_ = 0; ///< the payload that the next answer must have
    unsigned seen_ = 0;
    bool verifying_ = false;
};

} // namespace bench
