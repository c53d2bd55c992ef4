// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "support/frame_builder.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::test::conformance {

/// What the client does when all its bytes are sent.
enum class Ending {
    close, ///< it sends a Close frame with 1000 and waits for the server's end
    wait,  ///< it waits for the server's end
    eof,   ///< it ends its side of the TCP connection and waits for the server's end
};

/// The request of a handshake, as text that may break any rule. By default that of RFC 6455 §1.3.
struct RequestText {
    std::string line = "GET /echo HTTP/1.1";
    std::vector<std::pair<std::string, std::string>> fields = {
        {"Host", "localhost"},
        {"Upgrade", "websocket"},
        {"Connection", "Upgrade"},
        {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
        {"Sec-WebSocket-Version", "13"},
    };

    static RequestText of(std::string_view path)
    {
        RequestText request;
        request.line = "GET " + std::string{path} + " HTTP/1.1";
        return request;
    }
    RequestText& starts(std::string text)
    {
        line = std::move(text);
        return *this;
    }
    RequestText& without(std::string_view name)
    {
        std::erase_if(fields, [name](const auto& field) { return field.first == name; });
        return *this;
    }
    RequestText& with(std::string name, std::string value)
    {
        fields.emplace_back(std::move(name), std::move(value));
        return *this;
    }
    /// Replaces the value.
    RequestText& having(std::string_view name, std::string value)
    {
        for (auto& field : fields)
            if (field.first == name)
                field.second = std::move(value);
        return *this;
    }
    std::string text() const
    {
        auto out = line + "\r\n";
        for (const auto& [name, value] : fields)
            out.append(name).append(": ").append(value).append("\r\n");
        return out + "\r\n";
    }
};

/// One rule, put to the test: what a client sends. What it gets for that is in expected.txt.
struct Case {
    std::string name; ///< the section and a word: it never changes
    std::string rule; ///< the gist of what the section says
    std::string request;
    std::string bytes; ///< behind the request
    Ending ending = Ending::close;

    std::string all_bytes() const
    {
        return bytes + (ending == Ending::close ? frame(8, close_payload(1000)) : "");
    }
};

using Cases = std::vector<Case>;

/// Adds the cases of one section, all to one service.
class Section {
public:
    Section(Cases& cases, std::string prefix, std::string path)
        : cases_{cases}, prefix_{std::move(prefix)}, request_{RequestText::of(path).text()}
    {
    }

    /// The rule that the following cases are about.
    Section& rule(std::string text)
    {
        rule_ = std::move(text);
        return *this;
    }
    Section& sends(const std::string& name, std::string bytes, Ending ending = Ending::close)
    {
        cases_.push_back({prefix_ + name, rule_, request_, std::move(bytes), ending});
        return *this;
    }
    Section& asks(const std::string& name, const RequestText& request, std::string bytes = {})
    {
        cases_.push_back({prefix_ + name, rule_, request.text(), std::move(bytes), Ending::close});
        return *this;
    }

private:
    Cases& cases_;
    std::string prefix_;
    std::string request_;
    std::string rule_;
};

void add_handshake_cases(Cases& cases);  // RFC 6455 §4
void add_frame_cases(Cases& cases);      // §5.1, §5.2
void add_fragment_cases(Cases& cases);   // §5.4, §5.5.2 to §6
void add_close_cases(Cases& cases);      // §5.5.1, §7
void add_text_cases(Cases& cases);       // §8.1
void add_offer_cases(Cases& cases);      // RFC 7692 §5, §7.1
void add_compressed_cases(Cases& cases); // §6, §7.2

inline Cases all_cases()
{
    Cases cases;
    add_handshake_cases(cases);
    add_frame_cases(cases);
    add_fragment_cases(cases);
    add_close_cases(cases);
    add_text_cases(cases);
    add_offer_cases(cases);
    add_compressed_cases(cases);
    return cases;
}

/// Opcodes, for the tables.
inline constexpr unsigned more = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10;

/// A frame of a message that goes on.
inline std::string begun(unsigned opcode, std::string_view payload, std::uint8_t rsv = 0)
{
    return frame(opcode, payload, {.fin = false, .rsv = rsv});
}

/// `count` bytes that are not all the same, of ASCII.
inline std::string letters(std::size_t count)
{
    std::string out(count, ' ');
    for (std::size_t i = 0; i < count; ++i)
        out[i] = static_cast<char>('a' + (i + i / 26) % 26);
    return out;
}

} // namespace hawser::test::conformance
