// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "net/transport.hpp"
#include "tls/engine.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace hawser::net {

class Loop;

/// A filter over another transport that can begin to talk TLS: up to `start_tls` bytes pass as they are.
///
/// An idle connection has no buffers: ciphertext is received into, and made in, those of the thread. What the
/// system does not take of it waits here, at most what `write_some` encrypts at once, and is sent when the
/// connection calls again, which `has_unsent` makes it do.
///
/// The lower one may be such a filter as well: TLS to a server inside TLS to a proxy.
class TlsTransport : public Transport {
public:
    /// Called once, when the handshake is over, from within a read or `start_tls`.
    using Done = std::function<void(error_code)>;

    TlsTransport(Loop& loop, std::unique_ptr<Transport> lower);
    ~TlsTransport() override;

    /// Begins with the handshake. `early` is what was read in the clear and belongs to it already. Not from
    /// within `done` of the lower one, but from what the connection calls.
    void start_tls(std::unique_ptr<tls::Engine> engine, std::span<const char> early, Done done);

    /// Null before `start_tls`.
    const tls::Engine* engine() const noexcept { return engine_.get(); }

    std::size_t read_some(std::span<char> buffer, error_code& ec) override;
    std::size_t write_some(std::span<const std::string_view> pieces, error_code& ec) override;
    bool has_unsent() const noexcept override { return !unsent_.empty() || lower_->has_unsent(); }
    bool wants_input() const noexcept override { return is_blocked() || lower_->wants_input(); }
    bool has_last_word() const noexcept override { return engine_ || lower_->has_last_word(); }
    bool is_truncated() const noexcept override { return engine_ ? is_truncated_ : lower_->is_truncated(); }
    bool can_send_files() const noexcept override { return !engine_ && lower_->can_send_files(); }
    std::size_t send_file(std::span<const std::string_view> head, int file, std::uint64_t offset,
                          std::size_t size, error_code& ec) override;
    std::size_t unacknowledged() const noexcept override { return lower_->unacknowledged() + unsent_.size(); }
    void wait_readable(std::shared_ptr<Connection> connection) override;
    void wait_writable(std::shared_ptr<Connection> connection) override;
    void shutdown_send() override;
    void close() override;
    boost::asio::any_io_executor executor() override { return lower_->executor(); }

private:
    class Buffers;
    enum class Ending : unsigned char { none, notify, stream }; // what is to be sent next, when that can be

    bool is_blocked() const noexcept { return engine_ && engine_->wants_input() && !is_truncated_; }
    void after_step(error_code& ec);
    void after_input();
    std::size_t receive(std::span<char> input, std::size_t room, error_code& ec);
    void end_of_stream(error_code& ec);
    void tell_done(error_code ec);
    void hold(std::string_view input);
    error_code send(std::string_view ciphertext);
    error_code send_unsent();
    error_code why_not_written() const;
    void end_sending();
    std::size_t discard(error_code& ec);

    Loop& loop_;
    std::unique_ptr<Transport> lower_;
    std::unique_ptr<tls::Engine> engine_;
    Done done_;
    std::string held_;             // ciphertext that found no room for what it says
    std::string unsent_;           // ciphertext that the system has not taken
    Connection* writer_ = nullptr; // waits for input; owns this transport, and so outlives it
    std::size_t chunk_;
    std::uint32_t last_write_ = 0; // tick of the loop
    Ending ending_ = Ending::none;
    bool is_truncated_ = false;
    bool told_failure_ = false;
    bool wants_no_data_ = false; // who read last
};

} // namespace hawser::net
