// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/batch.hpp"
#include "net/output_queue.hpp"
#include "net/protocol.hpp"
#include "net/transport.hpp"

#include <hawser/endpoint.hpp>
#include <hawser/send_result.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace hawser::net {

class Loop;

/// What a connection needs to know beside its transport.
struct ConnectionSettings {
    std::size_t queue_high_mark = 64 * 1024;
    std::size_t queue_low_mark = 16 * 1024;
    std::size_t read_size = 64 * 1024; ///< bytes taken by one read; also bounds what a paused one keeps
    std::uint32_t write_ticks = 60;    ///< deadline for progress of a waiting queue
};

/// One open connection: a transport, the protocol that it talks at present, and what waits to be sent.
///
/// *Lifecycle*: constructed → `start` → open → `finish` (queue drained, end of stream sent, peer's end
/// awaited) or `close` (at once) → the protocol's `on_closed` → gone. The loop keeps it alive while open.
///
/// *Thread safety*: all members but `queued_bytes` and `post` are called on the connection's executor,
/// inside a batch of its loop.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(std::shared_ptr<Loop> loop, std::unique_ptr<Transport> transport,
               const ConnectionSettings& settings);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Registers with the loop and begins to read. Call it on the executor, outside a batch.
    void start(std::shared_ptr<Protocol> protocol);

    // --- for protocols

    /// Sends both pieces. What the kernel does not take is copied to the queue.
    SendResult write(std::string_view head, std::string_view body = {});
    /// Sends shared bytes; the queue keeps a reference and no copy.
    SendResult write(const SharedBytes& bytes);

    /// Whether `send_file` does anything here.
    bool can_send_files() const noexcept { return transport_->can_send_files(); }

    /// How far `send_file` came.
    struct FileProgress {
        enum class State : unsigned char {
            sent,        ///< all of it
            waiting,     ///< the system takes no more now: go on when `Protocol::on_drain` is called
            ended,       ///< the file is shorter than that
            unsupported, ///< the bytes of this file have to be read and written
            dropped,     ///< the connection is not open (any more)
        };
        State state = State::dropped;
        std::size_t bytes = 0; ///< of the file
    };

    /// Sends bytes of an open file, behind all that was written before, without passing them through our
    /// memory: what the system does not take is not queued.
    FileProgress send_file(int file, std::uint64_t offset, std::size_t size);

    /// Room for `size` bytes to be sent with the batch, which the caller fills at once; null where they
    /// have to go through `write`. Spares very small messages most of the way.
    char* space(std::size_t size)
    {
        auto* batch = Batch::current();
        if (!is_open() || !queue_.empty() || batch->corked() != this)
            return nullptr;
        char* place = batch->extend(size);
        return place ? place : batch->begin_copy(size);
    }

    /// Hands the connection to `successor`, which also gets the bytes that the present protocol did not
    /// take. From within `on_bytes` it takes effect when that returns.
    void replace_protocol(std::shared_ptr<Protocol> successor);

    const ConnectionSettings& settings() const noexcept { return settings_; }
    void settings(const ConnectionSettings& settings) noexcept { settings_ = settings; }

    /// Writes what the system takes of the queue now, without waiting for the end of the batch.
    void try_write() { flush(); }

    /// Has `Protocol::on_drain` called, later, once the queue is at its low mark, also if it is now.
    void want_drain();

    /// Where what is written next begins, in `written_bytes`.
    std::uint64_t write_position() const noexcept;

    /// Has `Protocol::on_written` called, later, once, when `written_bytes` has reached `position`, also if
    /// it has now. There is one such place; another call replaces it.
    void want_written(std::uint64_t position);

    /// Stops reading; bytes that a protocol did not take are kept. `resume_reading` shows them again.
    void pause_reading() noexcept { paused_ = true; }
    void resume_reading();

    /// Arms the protocol's one deadline, from now; zero disarms it. It is coarse: up to a tick late.
    void set_deadline(std::chrono::milliseconds from_now) noexcept;
    /// The same at a tick of the loop's; 0 disarms it.
    void set_deadline_at(std::uint32_t tick) noexcept;

    /// Sends what waits, then the end of the stream; drops what the peer still sends.
    void finish();

    /// Ends the connection at once. `on_closed` comes later, not from within.
    void close(error_code reason = {});

    bool is_open() const noexcept { return !closed_ && !finishing_; }

    /// True on the thread that may call the other members now.
    bool runs_here() const noexcept;

    /// Bytes that the system has taken so far.
    std::uint64_t written_bytes() const noexcept { return written_; }

    /// Bytes waiting in the queue. Any thread.
    std::size_t queued_bytes() const noexcept { return queued_.load(std::memory_order_relaxed); }

    /// Runs `work` later on the executor, in a batch. Any thread.
    template <class Work>
    void post(Work work);

    Loop& loop() const noexcept { return *loop_; }
    Transport& transport() const noexcept { return *transport_; }

    // --- for the transport
    void on_readable(error_code ec);
    void on_writable(error_code ec);

    // --- for the loop
    void on_tick(std::uint32_t now);
    bool is_due(std::uint32_t now) const noexcept;
    void on_stop();

private:
    friend class Batch;
    friend class Loop;

    template <class Work>
    void guarded(Work&& work) noexcept;
    void fail(const char* what) noexcept;
    void read(Batch& batch);
    void read_no_data();
    void feed(std::span<char> bytes);
    bool attach_successor();
    void show_kept_bytes();
    void keep(std::span<const char> bytes);
    void arm_read();
    void arm_write();
    SendResult write_at_once(const SharedBytes& bytes);
    SendResult write_through(Batch& batch, std::string_view head, std::string_view body);
    SendResult enqueued();
    std::size_t write_some(std::span<const std::string_view> pieces, error_code& ec);
    bool write_or_queue(std::span<const std::string_view> pieces);
    void queue_rest(std::span<const std::string_view> pieces, std::size_t written);
    FileProgress wait_for_room(std::size_t bytes);
    void tell_written();
    void begin_write_window() noexcept;
    std::size_t progress_in_window() const noexcept;
    void flush();
    void flush_cork(Batch& batch);
    void flush_dirty();
    void after_flush();
    void drained();
    void begin_linger();
    void discard_input(Batch& batch);
    void teardown(error_code reason) noexcept;
    void count_written(std::size_t bytes) noexcept;
    void arm_unsent();
    void publish_queue() noexcept { queued_.store(queue_.size(), std::memory_order_relaxed); }

    std::shared_ptr<Loop> loop_;
    std::unique_ptr<Transport> transport_;
    std::shared_ptr<Protocol> protocol_;
    std::shared_ptr<Protocol> successor_;
    ConnectionSettings settings_;
    OutputQueue queue_;
    std::vector<char> kept_;             // bytes shown and not taken
    std::atomic<std::size_t> queued_{0}; // queue_.size(), for other threads

    // Ticks of the loop at which a deadline passes; 0: none. The loop's sweep reads them.
    std::atomic<std::uint32_t> deadline_{0};
    std::atomic<std::uint32_t> write_deadline_{0};
    std::size_t written_in_window_ = 0;
    std::size_t unacknowledged_ = 0; // of what was written before the window
    std::uint64_t written_ = 0;
    std::uint64_t wanted_written_ = UINT64_MAX; // the protocol hears of that

    // Membership in the loop, guarded by the loop.
    std::shared_ptr<Connection> self_;
    Connection* previous_ = nullptr;
    Connection* next_ = nullptr;

    Connection* next_dirty_ = nullptr;
    std::uint32_t last_batch_ = 0; // in which shared bytes were written
    bool dirty_ = false;
    bool paused_ = false;
    bool read_armed_ = false;
    bool write_armed_ = false;
    bool wants_drain_ = false;
    bool peer_ended_ = false;
    bool finishing_ = false;
    bool lingering_ = false;
    bool closed_ = false;
    bool feeding_ = false;
};

} // namespace hawser::net
