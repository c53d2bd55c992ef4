// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// Compressed traffic: what the load generator sends to an echo server that has agreed on permessage-deflate
/// (RFC 7692), and how it reads the answers.
#pragma once

#include "support/deflate.hpp"
#include "support/json_sample.hpp"
#include "support/message_cycle.hpp"
#include "support/websocket_client.hpp"

#include <cstddef>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

/// The messages of one run, shared by all its connections.
///
/// They are different texts, together twice as long as the window, so that a server with context takeover
/// finds similar messages in it but never the same one. Each is compressed by itself, which a receiver with
/// context takeover must take, too: the same frames do for all connections.
class DeflateTraffic {
public:
    class Replies;

    struct Settings {
        std::string path;
        std::size_t size = 0; ///< of a message before it is compressed
        std::size_t in_flight = 0;
        bool text = true;
        bool takeover = false; ///< context takeover in both directions, or in none
    };

    explicit DeflateTraffic(Settings settings)
        : settings_{std::move(settings)}, room_{std::make_unique<unsigned char[]>(room_size())}
    {
        constexpr std::size_t twice_the_window = std::size_t{2} << deflate_window_bits;
        const std::size_t count = std::min<std::size_t>(twice_the_window / (settings_.size + 1) + 1, 64);
        Deflater deflater;
        for (std::size_t i = 0; i < count; ++i) {
            texts_.push_back(sample_json(settings_.size, static_cast<std::uint32_t>(i)));
            const std::string& text = texts_.back();
            std::string compressed(deflater.bound(text.size()), '\0');
            deflater.reset();
            compressed.resize(
                deflater.compress(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                                  reinterpret_cast<unsigned char*>(compressed.data()), compressed.size()));
            messages_.add(masked_frame(static_cast<unsigned char>(0xc0 | opcode()), compressed));
        }
        messages_.close(settings_.in_flight);
    }

    const MessageCycle& messages() const { return messages_; }

    /// Insists on the extension, with the context takeover that is to be measured.
    void open(Channel& channel, Clock::time_point deadline) const
    {
        const std::string offer = settings_.takeover ? "permessage-deflate"
                                                     : "permessage-deflate; server_no_context_takeover; "
                                                       "client_no_context_takeover";
        const std::string head =
            open_websocket(channel, settings_.path, "Sec-WebSocket-Extensions: " + offer + "\r\n", deadline);
        if (head.find("permessage-deflate") == std::string::npos) {
            throw std::runtime_error{"the server does not compress"};
        }
        if (settings_.takeover != (head.find("no_context_takeover") == std::string::npos)) {
            throw std::runtime_error{"the server does not agree on this context takeover"};
        }
    }

private:
    unsigned opcode() const { return settings_.text ? 1 : 2; }
    std::size_t room_size() const { return settings_.size + 64; }

    Settings settings_;
    std::vector<std::string> texts_;
    MessageCycle messages_;
    Inflater inflater_; ///< for all connections without context takeover
    std::unique_ptr<unsigned char[]> room_;
};

/// Inflates every answer and compares it with what was sent. With context takeover it must: what cannot be
/// inflated spoils all that follows. Without, it can: the server spends several times as long on a message.
class DeflateTraffic::Replies : public FrameReader<Replies> {
public:
    explicit Replies(DeflateTraffic& traffic) : traffic_{&traffic} {}

private:
    friend FrameReader;

    void begin_frame(unsigned char first, std::size_t length)
    {
        const unsigned opcode = first & 0x0fU;
        if (opcode != (in_message_ ? 0 : traffic_->opcode()) || (first & (in_message_ ? 0x70 : 0x30)) != 0) {
            throw std::runtime_error{"an answer's opcode or reserved bits are wrong"};
        }
        if (!in_message_) {
            compressed_ = (first & 0x40) != 0; // a server may leave short messages as they are
        }
        last_frame_ = (first & 0x80) != 0;
        length_ = length;
        in_message_ = true;
    }

    void take_payload(const unsigned char* data, std::size_t size, std::size_t)
    {
        // A message that came in one piece, the usual case, is inflated from where it was received.
        if (size == length_ && last_frame_ && collected_.empty()) {
            whole_ = {data, size};
        } else {
            collected_.append(reinterpret_cast<const char*>(data), size);
        }
    }

    bool end_frame()
    {
        if (!last_frame_) {
            return false;
        }
        if (!collected_.empty()) {
            whole_ = {reinterpret_cast<const unsigned char*>(collected_.data()), collected_.size()};
        }
        check_message();
        collected_.clear();
        in_message_ = false;
        return true;
    }

    void check_message()
    {
        const std::string& text = traffic_->texts_[next_];
        next_ = next_ + 1 == traffic_->texts_.size() ? 0 : next_ + 1;
        if (compressed_) {
            inflate();
        }
        if (whole_.size != text.size() || std::memcmp(whole_.data, text.data(), text.size()) != 0) {
            throw std::runtime_error{"an answer differs from what was sent"};
        }
    }

    void inflate()
    {
        Inflater& inflater = choose_inflater();
        const std::size_t room = traffic_->room_size();
        inflater.set_output(traffic_->room_.get(), room);
        inflater.expand(whole_.data, whole_.size);
        const std::size_t left = inflater.expand(deflate_tail.data(), deflate_tail.size());
        whole_ = {traffic_->room_.get(), room - left};
    }

    Inflater& choose_inflater()
    {
        if (!traffic_->settings_.takeover) {
            traffic_->inflater_.reset();
            return traffic_->inflater_;
        }
        if (!inflater_) {
            inflater_ = std::make_unique<Inflater>();
        }
        return *inflater_;
    }

    struct Whole {
        const unsigned char* data = nullptr;
        std::size_t size = 0;
    };

    DeflateTraffic* traffic_;
    std::unique_ptr<Inflater> inflater_; ///< with context takeover
    std::string collected_;              ///< a message that comes in pieces
    Whole whole_;
    std::size_t length_ = 0; ///< of the frame
    std::size_t next_ = 0;   ///< the text that the next answer must have
    bool in_message_ = false;
    bool compressed_ = false;
    bool last_frame_ = false;
};

} // namespace bench
