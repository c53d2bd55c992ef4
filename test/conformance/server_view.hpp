// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "support/plain_zlib.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::test::conformance {

/// What a server sent, as a client sees it, in one line: its answer to the handshake, and its frames.
///
/// It is decoded by the drawings of the RFCs, not by the library's own reader. Where the server breaks a rule
/// the line says VIOLATION: no line that is expected does.
class ServerView {
public:
    /// `to_head`: of an answer that has no body whatever it says.
    ServerView(std::string_view bytes, bool to_head);

    /// True if the handshake was accepted.
    bool is_open() const noexcept { return is_open_; }
    const std::string& line() const noexcept { return line_; }

private:
    void take_answer(bool to_head);
    void take_extension(std::string_view answer);
    bool take_frame();
    void control(unsigned opcode, bool fin, unsigned rsv, std::string_view payload);
    void data(unsigned opcode, bool fin, unsigned rsv, std::string_view payload);
    void message();
    void add(std::string_view item);
    void violation(std::string_view what);

    std::string bytes_;
    std::string line_;
    bool is_open_ = false;
    bool is_closed_ = false; // a Close frame came

    bool is_compressed_ = false; // permessage-deflate was agreed on
    bool takes_over_ = true;
    int window_bits_ = 15;
    std::optional<PlainInflate> inflate_;

    // The message that is being received.
    std::size_t frames_ = 0;
    unsigned opcode_ = 0;
    bool is_deflated_ = false;
    std::string payload_;
};

} // namespace hawser::test::conformance
