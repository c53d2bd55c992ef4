// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/services.hpp"

#include "conformance/shown.hpp"

#include <hawser/close_code.hpp>
#include <hawser/request.hpp>

#include <stdexcept>
#include <vector>

namespace hawser::test::conformance {

void EchoSession::on_open()
{
    if (request().path() == "/ping")
        ping("are you there?");
    else if (request().path() == "/close-at-once")
        close(CloseCode{4000}, "at once");
}

// To /close a client says how it wants to be closed: "4001 bye".
void EchoSession::on_message(const Message& message)
{
    log_.message();
    if (request().path() != "/close") {
        send(message);
        return;
    }
    const auto order = message.text();
    const auto code = static_cast<std::uint16_t>(std::stoul(std::string{order.substr(0, 4)}));
    close(CloseCode{code}, order.size() > 5 ? order.substr(5) : "");
    send("dropped: nothing follows a Close frame");
}

void EchoSession::on_fragment(const Fragment& fragment)
{
    if (fragment.is_first())
        pieces_.clear();
    pieces_ += fragment.text();
    if (fragment.is_last())
        on_message({fragment.type(), pieces_});
}

void EchoSession::on_ping(std::string_view payload)
{
    log_.add("ping " + shown(payload));
}

void EchoSession::on_pong(std::string_view payload)
{
    log_.add("pong " + shown(payload));
}

void EchoSession::on_error(error_code error, std::string_view)
{
    log_.add("error: " + error.message());
}

void EchoSession::on_close(const CloseInfo& info)
{
    log_.add("closed " + std::to_string(static_cast<unsigned>(info.code)) +
             (info.reason.empty() ? "" : " " + shown(info.reason)) +
             (info.was_clean ? ", clean" : ", not clean"));
    log_.closed();
}

std::vector<std::pair<std::string, WebSocketOptions>> services(bool in_pieces)
{
    WebSocketOptions plain;
    plain.deliver_fragments = in_pieces;

    auto limited = plain;
    limited.max_message_size = 1000;
    auto in_fragments = plain;
    in_fragments.fragment_size = 10;
    auto chat = plain;
    chat.subprotocols = {"chat.v2", "chat"};

    auto deflate = plain;
    deflate.compression = true;
    deflate.deflate.min_size = 0;
    auto takeover = deflate;
    takeover.deflate.server_no_context_takeover = false;
    takeover.deflate.client_no_context_takeover = false;
    auto window = takeover;
    window.deflate.server_max_window_bits = 10;
    window.deflate.client_max_window_bits = 10;
    auto deflate_limited = deflate;
    deflate_limited.max_message_size = 1000;
    auto deflate_in_fragments = deflate;
    deflate_in_fragments.fragment_size = 10;

    return {{"/echo", plain},
            {"/limit", limited},
            {"/fragments", in_fragments},
            {"/chat", chat},
            {"/ping", plain},
            {"/close", plain},
            {"/close-at-once", plain},
            {"/deflate", deflate},
            {"/takeover", takeover},
            {"/window", window},
            {"/deflate-limit", deflate_limited},
            {"/deflate-fragments", deflate_in_fragments}};
}

} // namespace hawser::test::conformance
