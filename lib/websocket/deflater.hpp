// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <zlib.h>

namespace hawser::websocket {

struct DeflateSettings {
    std::uint8_t level = 6;        ///< 1, fast, to 9, thorough
    std::uint8_t memory_level = 8; ///< 1 to 9
    std::uint8_t window_bits = 15; ///< 9 to 15

    friend bool operator==(const DeflateSettings&, const DeflateSettings&) = default;
};

/// Deflates the messages of one direction of a connection (RFC 7692 §7.2.1). Each may refer to those before
/// unless `reset` is called in between.
///
/// Takes `2^(window_bits + 2) + 2^(memory_level + 9)` bytes and some 6 KiB.
class Deflater {
public:
    /// Throws `std::bad_alloc`, and `std::invalid_argument` for settings that zlib does not take.
    explicit Deflater(const DeflateSettings& settings);
    ~Deflater();
    Deflater(const Deflater&) = delete; // zlib's state points to stream_
    Deflater& operator=(const Deflater&) = delete;

    const DeflateSettings& settings() const noexcept { return settings_; }

    /// Appends the payload of a whole message to `out`.
    void message(std::span<const char> in, std::string& out);

    /// Writes the payload of a whole message to `out` and returns its size. If it does not fit: sets
    /// `spilled` to it and returns 0, and `out` holds rubbish.
    std::size_t message(std::span<const char> in, std::span<char> out, std::string& spilled);

    /// Appends what the next fragment of a message carries: all of `in`, so that the receiver needs no
    /// later fragment to read it. Nothing if `in` is empty and not the last piece.
    void piece(std::span<const char> in, bool last, std::string& out);

    /// Forgets what was deflated, so that the next message can be read without those before.
    void reset() noexcept;

private:
    void append(std::span<const char> in, std::string& out);
    bool run(std::span<const char>& in, std::span<char>& out);

    z_stream stream_{};
    DeflateSettings settings_;
    bool fresh_ = true;
};

} // namespace hawser::websocket
