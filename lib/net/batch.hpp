// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace hawser::net {

class Connection;
class Loop;
struct ThreadBuffers;

/// The stretch of work between two returns to the event loop; every handler of this library opens one.
///
/// What is written meanwhile is collected and goes out when the batch ends: the bytes of one connection,
/// the *corked* one, in a buffer of the thread; those of other connections of a single-threaded loop in
/// their queues. So a hundred answers to a hundred frames of one read make one write.
///
/// The buffers are the thread's, not the connection's: an idle connection owns none. Should a callback
/// of the application run the event loop again from within, the inner batch gets buffers of its own, and
/// what the outer one has collected goes out first.
class Batch {
public:
    static constexpr std::size_t receive_size = 512 * 1024;
    static constexpr std::size_t cork_size = 64 * 1024;
    static constexpr std::size_t max_pieces = 12;
    /// From this size on, referring to a body is cheaper than copying it.
    static constexpr std::size_t min_reference = 2048;

    /// `corked`, if not null, is the connection that this batch is about.
    explicit Batch(Loop& loop, Connection* corked = nullptr) noexcept;
    ~Batch();
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

    /// The innermost batch of this thread, or null.
    static Batch* current() noexcept { return current_; }

    Loop& loop() const noexcept { return loop_; }
    /// Tells this batch from the others of its thread.
    std::uint32_t number() const noexcept { return number_; }
    Connection* corked() const noexcept { return corked_; }

    /// The buffer to receive into; one user at a time.
    std::span<char> receive_buffer();

    /// Collects both, or does nothing and returns false if there is no room for them. They are copied, but
    /// for a long body that lies in this batch's receive buffer: that stays as it is until the batch ends.
    bool cork(std::string_view head, std::string_view body);

    /// Room for `size` bytes more behind what was copied last, which the caller fills at once; null if the
    /// cork buffer has none, or the last that was collected is no copy. For what is sent very often.
    char* extend(std::size_t size) noexcept
    {
        if (!ends_with_copy_ || size > cork_size - cork_used_)
            return nullptr;
        auto& last = pieces_[piece_count_ - 1];
        last = {last.data(), last.size() + size};
        return cork_ + std::exchange(cork_used_, cork_used_ + size);
    }

    /// The same as a piece of its own, where `extend` cannot.
    char* begin_copy(std::size_t size);

    /// What is collected, in order.
    std::span<const std::string_view> corked_pieces() const noexcept { return {pieces_.data(), piece_count_}; }
    void clear_cork() noexcept
    {
        cork_used_ = 0;
        piece_count_ = 0;
        ends_with_copy_ = false;
    }

    /// Has `connection` flushed when the batch ends.
    void flush_later(Connection& connection) noexcept;

private:
    ThreadBuffers& buffers();
    void flush() noexcept;
    bool may_refer_to(std::string_view body) const noexcept;
    void copy(std::string_view bytes);

    static inline constinit thread_local Batch* current_ = nullptr;
    static inline constinit thread_local std::uint32_t last_number_ = 0;

    Loop& loop_;
    Connection* corked_;
    Connection* dirty_ = nullptr;
    Batch* outer_;
    const std::uint32_t number_ = ++last_number_;
    std::unique_ptr<ThreadBuffers> buffers_;
    char* receive_ = nullptr; // the buffers, once they are in use
    char* cork_ = nullptr;
    std::size_t cork_used_ = 0;
    std::size_t piece_count_ = 0;
    bool ends_with_copy_ = false;
    std::array<std::string_view, max_pieces> pieces_;
};

} // namespace hawser::net
