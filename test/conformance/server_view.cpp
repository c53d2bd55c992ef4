// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/server_view.hpp"

#include "conformance/shown.hpp"
#include "core/utf8.hpp"
#include "support/frame_builder.hpp"
#include "support/http_answers.hpp"

#include <cstdint>
#include <utility>

namespace hawser::test::conformance {

namespace {

constexpr std::size_t inflated_limit = 200'000;

// Of the key that nearly all cases send (RFC 6455 §1.3): not shown.
constexpr const char* usual_accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

unsigned byte_at(std::string_view bytes, std::size_t i)
{
    return static_cast<unsigned char>(bytes[i]);
}

} // namespace

ServerView::ServerView(std::string_view bytes, bool to_head) : bytes_{bytes}
{
    take_answer(to_head);
    while (is_open_ && take_frame()) {}
    if (!bytes_.empty())
        violation(std::to_string(bytes_.size()) + " bytes that belong to nothing");
}

void ServerView::take_answer(bool to_head)
{
    const auto answer = test::take_answer(bytes_, to_head);
    if (!answer)
        return add("no answer");
    add(std::to_string(answer->status));
    is_open_ = answer->status == 101;
    if (is_open_ && (!answer->has("Upgrade: websocket") || !answer->has("Connection: Upgrade")))
        violation("no upgrade (RFC 6455 4.2.2)");
    if (is_open_ && answer->field("Sec-WebSocket-Accept").empty())
        violation("no Sec-WebSocket-Accept (RFC 6455 4.2.2)");
    if (answer->status == 426 && answer->field("Upgrade").empty())
        violation("426 without Upgrade (RFC 9110 15.5.22)");
    constexpr std::pair<const char*, const char*> fields[] = {{"Allow", "allow"},
                                                              {"Sec-WebSocket-Accept", "accept"},
                                                              {"Sec-WebSocket-Version", "version"},
                                                              {"Sec-WebSocket-Protocol", "subprotocol"},
                                                              {"Sec-WebSocket-Extensions", "extensions"}};
    for (const auto& [name, label] : fields)
        if (const auto value = answer->field(name); !value.empty() && value != usual_accept)
            line_.append(" [").append(label).append(" ").append(value).append("]");
    take_extension(answer->field("Sec-WebSocket-Extensions"));
    if (!is_open_)
        bytes_.clear(); // what frames get that were sent all the same is the business of HTTP
}

void ServerView::take_extension(std::string_view answer)
{
    constexpr std::string_view bits = "server_max_window_bits=";
    is_compressed_ = !answer.empty();
    takes_over_ = answer.find("server_no_context_takeover") == answer.npos;
    if (const auto at = answer.find(bits); at != answer.npos)
        window_bits_ = std::stoi(std::string{answer.substr(at + bits.size(), 2)});
}

// RFC 6455 §5.2. False: there is no whole frame left.
bool ServerView::take_frame()
{
    if (bytes_.size() < 2)
        return false;
    const auto first = byte_at(bytes_, 0);
    const auto second = byte_at(bytes_, 1);
    std::size_t header_size = 2;
    std::uint64_t length = second & 0x7f;
    if (length > 125) {
        header_size = length == 127 ? 10 : 4;
        if (bytes_.size() < header_size)
            return false;
        length = 0;
        for (std::size_t i = 2; i < header_size; ++i)
            length = length << 8 | byte_at(bytes_, i);
        if (length < (header_size == 10 ? 65'536u : 126u))
            violation("length not minimal (RFC 6455 5.2)");
    }
    if ((second & 0x80) != 0)
        violation("masked (RFC 6455 5.1)");
    if (bytes_.size() - header_size < length)
        return false;
    if (is_closed_)
        violation("a frame behind a Close frame (RFC 6455 5.5.1)");
    const auto payload = bytes_.substr(header_size, static_cast<std::size_t>(length));
    bytes_.erase(0, header_size + payload.size());
    const auto opcode = first & 15;
    const bool fin = (first & 0x80) != 0;
    if (opcode >= 8)
        control(opcode, fin, first >> 4 & 7, payload);
    else
        data(opcode, fin, first >> 4 & 7, payload);
    return true;
}

// RFC 6455 §5.5.
void ServerView::control(unsigned opcode, bool fin, unsigned rsv, std::string_view payload)
{
    if (!fin || rsv != 0 || payload.size() > 125 || opcode > 10)
        violation("control frame (RFC 6455 5.5)");
    if (opcode != 8)
        return add((opcode == 9 ? "ping " : "pong ") + shown(payload));
    is_closed_ = true;
    if (payload.size() < 2)
        return payload.empty() ? add("close") : violation("close payload of one byte (RFC 6455 5.5.1)");
    const auto reason = payload.substr(2);
    add("close " + std::to_string(byte_at(payload, 0) * 256 + byte_at(payload, 1)) +
        (reason.empty() ? "" : " " + shown(reason)));
}

// RFC 6455 §5.4, RFC 7692 §6.
void ServerView::data(unsigned opcode, bool fin, unsigned rsv, std::string_view payload)
{
    if (opcode > 2 || (opcode == 0) != (frames_ > 0))
        violation("opcode (RFC 6455 5.4)");
    if ((rsv & 3) != 0 || (rsv != 0 && (!is_compressed_ || frames_ > 0)))
        violation("reserved bits (RFC 6455 5.2, RFC 7692 6.1)");
    if (frames_ == 0) {
        opcode_ = opcode;
        is_deflated_ = rsv != 0;
        payload_.clear();
    }
    ++frames_;
    payload_ += payload;
    if (fin)
        message();
}

void ServerView::message()
{
    std::string fragments = frames_ > 1 ? " in fragments" : "";
    if (frames_ > 1 && !is_deflated_) // how much zlib makes of it is its own business
        fragments = " in " + std::to_string(frames_) + " fragments";
    frames_ = 0;
    if (is_deflated_) {
        if (!inflate_ || !takes_over_)
            inflate_.emplace(window_bits_);
        auto inflated = inflate_->message(payload_, inflated_limit);
        if (!inflated)
            return violation("not DEFLATE for the agreed window (RFC 7692 7.2.1)");
        payload_ = std::move(*inflated);
    }
    if (opcode_ == 1 && !core::is_valid_utf8(payload_))
        violation("text that is not UTF-8 (RFC 6455 8.1)");
    add((is_deflated_ ? "compressed " : "") + std::string{opcode_ == 1 ? "text " : "binary "} +
        shown(payload_) + fragments);
}

void ServerView::add(std::string_view item)
{
    line_.append(line_.empty() ? "" : ", ").append(item);
}

void ServerView::violation(std::string_view what)
{
    add("VIOLATION " + std::string{what});
}

} // namespace hawser::test::conformance
