// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/random.hpp"
#include "websocket/close_rules.hpp"
#include "websocket/deflate_pool.hpp"
#include "websocket/frame.hpp"

#include <hawser/close_code.hpp>
#include <hawser/error.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hawser::websocket {

class MessageInflater;

/// What a peer may send at most. Crossing one ends the connection with close code 1009.
struct ProtocolLimits {
    std::uint64_t message = 16 * 1024 * 1024; ///< bytes of a message, all its fragments together, inflated
    std::uint64_t frame = 16 * 1024 * 1024;   ///< bytes of one frame's payload
};

/// How the peer compresses, as agreed on in the handshake (RFC 7692 §7.1).
struct InflateOptions {
    bool context_takeover = true;  ///< a message may refer to those before it
    std::uint8_t window_bits = 15; ///< at most, 8 to 15
};

/// What the protocol waits for, in place of a clock: whoever drives it arms a deadline when this
/// changes and calls `on_deadline` when it passes.
enum class Wait : unsigned char {
    none,        ///< nothing in particular: the connection is open
    message_end, ///< a message or frame has begun and not ended
    close_reply, ///< our Close frame is out, the peer's is missing
    peer_eof,    ///< both Close frames are exchanged; the client waits for the server's FIN
    finished,    ///< nothing will come: end the transport
};

/// One side of an open WebSocket connection: bytes in, events out, and automatic answers as bytes to
/// send. Knows no socket, thread or clock.
///
/// Driving it:
///
///     while (protocol.receive(bytes) → event, event is not need_more) {
///         write protocol.output(), then clear_output();   // Pong, Close echo, Close after a failure
///         handle the event;
///     }
///
///     open → closing (one Close frame sent or received) → closed (both, or a failure, or EOF)
///
/// All bytes are taken; what is left of a partial frame is kept inside, unmasked and validated already.
class Protocol {
public:
    struct Event {
        enum class Kind : unsigned char {
            need_more, ///< all bytes are used up
            message,   ///< a whole message: `opcode` text or binary, `payload`
            piece,     ///< instead of that with `deliver_pieces`: the next part of a message
            ping,      ///< `payload`; the Pong is in output() already
            pong,      ///< `payload`
            close,     ///< the closing handshake is over or the peer began it: see close_info(); output()
                       ///< holds the reply if ours was missing. No further event follows.
            failure,   ///< the peer broke a rule or a limit: error() says which; output() holds the
                       ///< Close frame. No further event follows; end the transport after sending.
        };
        Kind kind = Kind::need_more;
        Opcode opcode = Opcode::binary;
        bool compressed = false; ///< the message came compressed; `payload` is inflated
        bool first = true;       ///< of a piece: the message begins with it
        bool last = true;        ///< of a piece: the message ends with it. Only this one may be empty.
        /// Valid until the next call; may be written to. Lies in the caller's bytes where the message
        /// came in one piece, else in the assembly buffer, or one lent by the thread to inflate to.
        std::span<char> payload{};
    };

    struct Options {
        Role role = Role::server;
        ProtocolLimits limits{};
        std::optional<InflateOptions> inflate{}; ///< nothing: messages are not compressed
        /// Messages are not put together but delivered as they arrive, in pieces of what is there of a
        /// frame, or of at most 64 KiB if compressed. A piece of a text may end inside a character.
        bool deliver_pieces = false;
        core::RandomSource random = core::fill_random; ///< of a client's masking keys
    };

    explicit Protocol(const Options& options);
    ~Protocol();
    Protocol(Protocol&&) noexcept;
    Protocol& operator=(Protocol&&) noexcept;

    /// Takes bytes from the front of `bytes`, unmasking in place, up to the next event. What it leaves has
    /// to be there, unchanged, in front of any others, at the next call, which has to be made even if that
    /// is nothing: there may be another event. Throws `std::bad_alloc`. After `close` or
    /// `failure` all further bytes are dropped and the answer is `need_more`.
    Event receive(std::span<char>& bytes);

    /// The peer ended its side of the transport. Afterwards `close_info()` is final.
    void receive_eof();

    /// The deadline for `wait()` passed; `wait()` is `finished` afterwards.
    ///
    /// - `message_end`: a failure as by `receive`, with `error::message_timeout` and close code 1008, as
    ///   the peer broke no rule of the protocol but the policy of this endpoint.
    /// - `close_reply`: `error::close_timeout`; the connection did not end cleanly.
    /// - `peer_eof`: the transport may be ended; the close was clean and stays so.
    void on_deadline();

    /// Starts the closing handshake: appends a Close frame to `output()`. False, and nothing happens, if
    /// a Close frame was sent before. `code` no_status sends an empty Close frame. The caller has
    /// checked code and reason with `check_close`.
    bool close(CloseCode code, std::string_view reason);

    /// True while data and ping frames may be sent: no Close frame has been sent or received.
    bool can_send() const noexcept;

    Wait wait() const noexcept;

    /// Changes whenever `message_end` is about another message than before. A driver that looks at
    /// `wait()` once a batch sees `message_end` on both sides of it, though the message that the deadline
    /// was armed for has ended in between: arm it anew if this number differs. It also does when a piece of
    /// a message has been delivered.
    std::uint32_t wait_epoch() const noexcept { return wait_epoch_; }

    std::string_view output() const noexcept { return output_; }

    /// Forgets the output, and its memory if it took any.
    void clear_output() noexcept { std::string{}.swap(output_); }

    /// How the connection ended, for `Behavior::on_close`: final once wait() is `finished` or after
    /// receive_eof().
    ///
    /// The code is the peer's if its Close frame came; after a failure the one that answers it, whether or
    /// not it could still be sent; else `abnormal`.
    const CloseInfo& close_info() const noexcept;

    /// Why the connection failed; nothing if it did not. `end_of_stream`: the peer ended it inside a
    /// message.
    error_code error() const noexcept;

private:
    struct Partial;

    bool deaf() const noexcept { return close_received_ || ended_; }
    bool in_progress() const noexcept;
    Partial& partial();

    bool delivers_pieces() const noexcept { return whole_kind_ == Event::Kind::piece; }
    FrameRules header_rules(std::span<const char> bytes) const noexcept;

    bool take_whole_message(std::span<char>& bytes, Event& event);
    Event take_frames(std::span<char>& bytes);
    std::size_t take_header(std::span<char>& bytes, FrameHeader& header, error_code& ec);
    bool begin_frame(const FrameHeader& header, std::span<char>& bytes, Event& event);
    Event take_payload(std::span<char>& bytes);
    Event take_data(std::span<char> piece);
    Event take_whole_deflated(const FrameHeader& header, std::span<char>& bytes);
    Event take_deflated(std::span<char>& bytes, std::span<char> piece);
    std::size_t note_used(std::uint64_t there, std::size_t left) noexcept;
    MessageInflater message_inflater(Opcode opcode);
    Event end_message(std::span<char> payload);
    Event piece_event(std::span<char> piece, bool last);
    Event deliver_control(Opcode opcode, std::span<char> payload);
    Event deliver_close(std::span<const char> payload);
    Event fail(hawser::error reason);
    void append_frame(Opcode opcode, std::string_view payload);
    void release() noexcept;

    // Nothing here or behind the pointers lasts longer than it is needed: an idle connection is this
    // object and, if messages refer to those before, what inflates them.
    std::unique_ptr<Partial> partial_;   // only while a message, or a frame, is incomplete
    DeflateBufferLease lent_;            // only while the last event's payload lies in it
    std::unique_ptr<Inflater> inflater_; // with context takeover, from the first compressed message on
    ProtocolLimits limits_;
    std::string output_;
    std::unique_ptr<CloseInfo> close_info_; // only once the connection is ending
    core::RandomSource random_;
    hawser::error error_{};
    std::uint32_t wait_epoch_ = 0;
    Role role_;
    Event::Kind whole_kind_;        // of the event of a whole message
    std::uint8_t inflate_bits_ = 0; // 0: messages are not compressed
    bool keeps_context_ = false;
    bool close_sent_ = false;
    bool close_received_ = false;
    bool ended_ = false; // by a failure, a deadline or the end of the transport
};

} // namespace hawser::websocket
