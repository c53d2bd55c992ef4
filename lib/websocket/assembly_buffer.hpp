// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>

namespace hawser::websocket {

/// Collects the pieces of a message.
///
/// Grows with what arrives, never with what a header announces, and by half its size: with `realloc`,
/// which moves large blocks without a second copy, a message never takes more than twice its own size.
/// A `std::vector` would hold three times as much while it grows.
class AssemblyBuffer {
public:
    AssemblyBuffer() = default;
    AssemblyBuffer(const AssemblyBuffer&) = delete;
    AssemblyBuffer& operator=(const AssemblyBuffer&) = delete;

    /// Appends a piece. `coming`: how many bytes of the message follow the piece if that is known, else
    /// `unknown`; memory for more is not taken. Throws `std::bad_alloc`.
    void append(std::span<const char> piece, std::uint64_t coming = unknown);

    std::span<char> bytes() noexcept { return {data_.get(), size_}; }
    std::size_t size() const noexcept { return size_; }
    std::size_t capacity() const noexcept { return capacity_; }

    static constexpr std::uint64_t unknown = UINT64_MAX;

private:
    void grow(std::size_t needed, std::uint64_t coming);

    struct Free {
        void operator()(char* p) const noexcept { std::free(p); }
    };
    std::unique_ptr<char[], Free> data_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

} // namespace hawser::websocket
