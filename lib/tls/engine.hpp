// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "tls/context.hpp"
#include "tls/openssl.hpp"

#include <hawser/error.hpp>
#include <hawser/tls_info.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace hawser::tls {

/// One side of a TLS connection, without I/O: ciphertext goes in and comes out of strings.
///
///     handshake → open → ended (the peer has said that it sends no more) | failed
///
/// OpenSSL reads straight from the caller's input and writes straight to his output, so an engine has no
/// buffers of its own but those of a record that has come in part.
///
/// *Thread safety*: none.
class Engine {
public:
    enum class State : unsigned char { handshake, open, ended, failed };

    static std::unique_ptr<Engine> accept(std::shared_ptr<const Context> context);
    /// `host` is whom the server must be: a name or an IP address; empty: no matter.
    /// @throws std::invalid_argument if it is neither.
    static std::unique_ptr<Engine> connect(std::shared_ptr<const Context> context, const std::string& host);

    State state() const noexcept { return state_; }

    /// Goes on with the handshake: takes what it can of `input` and appends to `output` what has to be sent.
    /// A client calls it first, without input. Afterwards it takes the rest of what `wants_input` is about,
    /// and nothing of what comes behind that.
    void handshake(std::string_view& input, std::string& output);

    /// Takes ciphertext from the front of `input` and puts what it says into `plaintext`; returns how many
    /// bytes. What is left of `input` found no room there. `output` gets answers to what is no data. Goes on
    /// with the handshake first.
    std::size_t read(std::string_view& input, std::span<char> plaintext, std::string& output);

    /// Whether `read` has something without any input.
    bool has_pending() const noexcept { return state_ == State::open && SSL_pending(ssl_.get()) > 0; }

    /// Whether a message about the connection itself (NewSessionTicket, KeyUpdate; RFC 8446 §4.6) has come in
    /// part. OpenSSL writes nothing before it has the rest.
    bool wants_input() const noexcept { return state_ == State::open && SSL_in_init(ssl_.get()) == 1; }

    /// Appends the ciphertext of `pieces`, up to `limit` bytes of them, to `output`; returns how many of
    /// their bytes. Only when open or ended. Records have 16 KiB, but the first ones, which the peer can read
    /// sooner, less. Fewer bytes than that: it has failed, or `wants_input`.
    std::size_t write(std::span<const std::string_view> pieces, std::size_t limit, std::string& output);

    /// After a pause: the next records are first ones again.
    void begin_burst() noexcept { burst_ = 0; }

    /// Says that no more is sent (close_notify, RFC 8446 §6.1). Nothing where there is nobody to tell, and
    /// nothing while it `wants_input`.
    void shutdown(std::string& output);

    /// Why it has failed: the error, and OpenSSL's words, perhaps none.
    error_code error() const noexcept { return error_; }
    const std::string& reason() const noexcept { return reason_; }

    /// What the handshake has brought.
    TlsInfo info() const;

private:
    Engine(std::shared_ptr<const Context> context, bool is_server);

    struct Call;
    static BIO_METHOD* bio_method();
    static int bio_read(BIO* bio, char* data, std::size_t size, std::size_t* count) noexcept;
    static int bio_write(BIO* bio, const char* data, std::size_t size, std::size_t* count) noexcept;
    static long bio_control(BIO*, int command, long, void*) noexcept;

    bool expect(std::string_view host);
    void step();
    void handle(int result);
    void fail();
    error_code classify(unsigned long code) const noexcept;
    std::size_t record_size() const noexcept;
    bool write_record(const char* data, std::size_t size);

    std::shared_ptr<const Context> context_;
    Verdict verdict_;
    std::string_view* input_ = nullptr; // of the call that goes on
    std::string* output_ = nullptr;
    SslPtr ssl_;
    std::string reason_;
    error_code error_;
    std::uint32_t burst_ = 0; // bytes written since the last pause, up to where it does not matter any more
    State state_ = State::handshake;
    const bool is_server_;
};

} // namespace hawser::tls
