// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "support/frame_builder.hpp"
#include "support/print_error.hpp"
#include "websocket/protocol.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hawser::test {

/// Not random, so that what a client sends can be compared.
inline void example_random(std::span<unsigned char> out)
{
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = example_key[i % example_key.size()];
    }
}

/// A payload as expectations show it: text as it is, long or other bytes by size and hash.
inline std::string shown(std::string_view payload)
{
    const bool plain =
        std::all_of(payload.begin(), payload.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (plain && payload.size() <= 60) {
        return "'" + std::string{payload} + "'";
    }
    return std::to_string(payload.size()) + " bytes #" +
           std::to_string(std::hash<std::string_view>{}(payload));
}

/// What happens to one side of a connection, in order, and what it has to say to that.
///
///     Script{}.receive(frame(9, "x")).close(1000, "").eof()
///         .expect({"ping 'x'", "send 8a0178", "send 880203e8"});
///
/// `expect` runs the script with all bytes in one piece, split in two at every place, and byte by byte:
/// events, output and state have to be the same each time.
class Script {
public:
    explicit Script(websocket::Protocol::Options options = {}) : options_{options}
    {
        options_.random = example_random;
    }

    static Script client()
    {
        websocket::Protocol::Options options;
        options.role = websocket::Role::client;
        return Script{options};
    }

    Script& receive(std::string_view bytes)
    {
        steps_.emplace_back(std::string{bytes});
        return *this;
    }
    Script& close(unsigned code, std::string_view reason = {})
    {
        steps_.emplace_back(Action{[code, text = std::string{reason}](websocket::Protocol& protocol) {
            return std::string{protocol.close(static_cast<CloseCode>(code), text) ? "closing"
                                                                                  : "not closing"};
        }});
        return *this;
    }
    Script& eof()
    {
        steps_.emplace_back(Action{[](websocket::Protocol& protocol) {
            protocol.receive_eof();
            return std::string{"eof"};
        }});
        return *this;
    }
    Script& deadline()
    {
        steps_.emplace_back(Action{[](websocket::Protocol& protocol) {
            protocol.on_deadline();
            return std::string{"deadline"};
        }});
        return *this;
    }

    /// Checks the events; returns the protocol as it is after the run in one piece.
    websocket::Protocol expect(const std::vector<std::string>& events) const
    {
        websocket::Protocol protocol{options_};
        const auto whole = run(protocol, {});
        BOOST_TEST(whole.events == events, boost::test_tools::per_element());

        const auto size = received_size();
        const auto cuts =
            std::clamp<std::size_t>(4'000'000 / (size + 1), 20, 300); // of long scripts, a sample
        const auto stride = std::max<std::size_t>(1, size / cuts);
        for (std::size_t cut = 1; cut < size; cut += stride) {
            BOOST_TEST_CONTEXT("cut at " << cut)
            {
                check_same(whole, [cut](std::size_t at) { return at == cut; });
            }
        }
        BOOST_TEST_CONTEXT("byte by byte")
        {
            check_same(whole, [](std::size_t) { return true; });
        }
        BOOST_TEST_CONTEXT("in threes")
        {
            check_same(whole, [](std::size_t at) { return at % 3 == 0; });
        }
        return protocol;
    }

private:
    using Action = std::function<std::string(websocket::Protocol&)>;
    using Cut = std::function<bool(std::size_t at)>;

    struct Transcript {
        std::vector<std::string> events;
        std::vector<std::string> states; // after each event
        std::string message;             // that comes in pieces
        std::size_t largest_input = 0;
    };

    void check_same(const Transcript& whole, const Cut& cut) const
    {
        websocket::Protocol protocol{options_};
        const auto pieces = run(protocol, cut);
        BOOST_TEST(pieces.events == whole.events, boost::test_tools::per_element());
        BOOST_TEST(pieces.states == whole.states, boost::test_tools::per_element());
    }

    std::size_t received_size() const
    {
        std::size_t size = 0;
        for (const auto& step : steps_) {
            const auto* bytes = std::get_if<std::string>(&step);
            size += bytes != nullptr ? bytes->size() : 0;
        }
        return size;
    }

    Transcript run(websocket::Protocol& protocol, const Cut& cut) const
    {
        Transcript transcript;
        std::size_t at = 0;
        for (const auto& step : steps_) {
            if (const auto* action = std::get_if<Action>(&step)) {
                note(transcript, protocol, (*action)(protocol));
                continue;
            }
            std::string piece;
            for (char byte : std::get<std::string>(step)) {
                if (cut && !piece.empty() && cut(at)) {
                    feed(transcript, protocol, piece);
                    piece.clear();
                }
                piece.push_back(byte);
                ++at;
            }
            feed(transcript, protocol, piece);
        }
        transcript.states.push_back(state(protocol));
        return transcript;
    }

    // The piece in memory of its own, exactly as large, so that a sanitizer sees what reads past it.
    static void feed(Transcript& transcript, websocket::Protocol& protocol, std::string_view piece)
    {
        std::vector<char> memory{piece.begin(), piece.end()};
        std::span<char> bytes{memory};
        transcript.largest_input = std::max(transcript.largest_input, piece.size());
        for (;;) {
            const auto event = protocol.receive(bytes);
            if (event.kind == websocket::Protocol::Event::Kind::need_more) {
                BOOST_TEST(bytes.empty());
                BOOST_TEST(protocol.output().empty());
                return;
            }
            if (event.kind == websocket::Protocol::Event::Kind::piece) {
                note_piece(transcript, protocol, event);
            } else {
                note(transcript, protocol, describe(protocol, event));
            }
        }
    }

    // How a message is cut depends on how the bytes are: noted is the whole, at its end.
    static void note_piece(Transcript& transcript, websocket::Protocol& protocol,
                           const websocket::Protocol::Event& piece)
    {
        BOOST_TEST(piece.first == transcript.message.empty());
        BOOST_TEST((piece.last || !piece.payload.empty()));
        BOOST_TEST(piece.payload.size() <= std::max<std::size_t>(65'536, transcript.largest_input));
        if (piece.first) {
            transcript.message = kind_of(piece);
        }
        BOOST_TEST(transcript.message.starts_with(kind_of(piece)));
        transcript.message.append(piece.payload.begin(), piece.payload.end());
        if (piece.last) {
            const std::string_view payload{transcript.message};
            const auto kind = kind_of(piece);
            note(transcript, protocol, kind + shown(payload.substr(kind.size())) + " in pieces");
            transcript.message.clear();
        }
    }

    static std::string kind_of(const websocket::Protocol::Event& event)
    {
        return std::string{event.compressed ? "compressed " : ""} +
               (event.opcode == websocket::Opcode::text ? "text " : "binary ");
    }

    static void note(Transcript& transcript, websocket::Protocol& protocol, std::string event)
    {
        transcript.events.push_back(std::move(event));
        if (!protocol.output().empty()) {
            transcript.events.push_back("send " + hex(protocol.output()));
            protocol.clear_output();
        }
        transcript.states.push_back(state(protocol));
    }

    static std::string describe(const websocket::Protocol& protocol, const websocket::Protocol::Event& event)
    {
        using Kind = websocket::Protocol::Event::Kind;
        const std::string_view payload{event.payload.data(), event.payload.size()};
        switch (event.kind) {
        case Kind::need_more: return "need more";
        case Kind::message: return kind_of(event) + shown(payload);
        case Kind::piece: break;
        case Kind::ping: return "ping " + shown(payload);
        case Kind::pong: return "pong " + shown(payload);
        case Kind::close: return "close " + ending(protocol);
        case Kind::failure: return "failure " + ending(protocol) + ": " + protocol.error().message();
        }
        return "unknown";
    }

    static std::string ending(const websocket::Protocol& protocol)
    {
        const auto& info = protocol.close_info();
        return std::to_string(static_cast<unsigned>(info.code)) +
               (info.reason.empty() ? "" : " '" + info.reason + "'") +
               (info.was_clean ? " clean" : " not clean");
    }

    static std::string state(const websocket::Protocol& protocol)
    {
        return "wait " + std::to_string(static_cast<int>(protocol.wait())) +
               (protocol.can_send() ? ", can send, " : ", ") + ending(protocol) + ", " +
               protocol.error().message();
    }

    websocket::Protocol::Options options_;
    std::vector<std::variant<std::string, Action>> steps_;
};

} // namespace hawser::test
