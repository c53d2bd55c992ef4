// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "tls/openssl.hpp"

#include <openssl/err.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace hawser::test {

/// A TLS end made of OpenSSL and its memory BIOs alone, so that our engine is tested against something else.
/// It believes whomever it is told to; a client without `trust` believes anybody.
class PlainTls {
public:
    enum class Role { client, server };

    explicit PlainTls(Role role = Role::client)
        : context_{SSL_CTX_new(role == Role::client ? TLS_client_method() : TLS_server_method())}
    {
        if (!context_)
            throw std::runtime_error{"no SSL_CTX"};
        SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_OFF);
        is_client_ = role == Role::client;
    }

    /// To be changed before `start`.
    SSL_CTX* context() const noexcept { return context_.get(); }
    SSL* ssl() const noexcept { return ssl_.get(); }

    /// Makes the connection; `session` is one to be resumed.
    void start(SSL_SESSION* session = nullptr, const char* server_name = nullptr)
    {
        ssl_.reset(SSL_new(context_.get()));
        in_ = BIO_new(BIO_s_mem());
        out_ = BIO_new(BIO_s_mem());
        SSL_set_bio(ssl_.get(), in_, out_);
        if (session)
            SSL_set_session(ssl_.get(), session);
        if (server_name)
            SSL_set_tlsext_host_name(ssl_.get(), server_name);
        if (is_client_)
            SSL_set_connect_state(ssl_.get());
        else
            SSL_set_accept_state(ssl_.get());
        step();
    }

    /// Ciphertext has come.
    void feed(std::string_view ciphertext)
    {
        BIO_write(in_, ciphertext.data(), static_cast<int>(ciphertext.size()));
        step();
    }

    /// Ciphertext to be sent.
    std::string take_output()
    {
        char* data = nullptr;
        const auto size = BIO_get_mem_data(out_, &data);
        std::string output{data, static_cast<std::size_t>(size)};
        static_cast<void>(BIO_reset(out_));
        return output;
    }

    std::string encrypt(std::string_view text)
    {
        if (!text.empty() && SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())) <= 0)
            fail();
        return take_output();
    }
    std::string close()
    {
        SSL_shutdown(ssl_.get());
        return take_output();
    }

    bool is_open() const noexcept { return is_open_; }
    bool has_failed() const noexcept { return !failure_.empty(); }
    /// The peer has said that it sends no more.
    bool is_ended() const noexcept { return is_ended_; }
    const std::string& failure() const noexcept { return failure_; } ///< OpenSSL's words
    std::string take_received() { return std::exchange(received_, {}); }
    const std::string& received() const noexcept { return received_; }

private:
    void step()
    {
        ERR_clear_error();
        if (!is_open_) {
            const int result = SSL_do_handshake(ssl_.get());
            is_open_ = result == 1;
            if (!is_open_)
                return look_at(result);
        }
        for (;;) {
            std::array<char, 16 * 1024> buffer; // NOLINT: filled by SSL_read
            const int count = SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()));
            if (count <= 0)
                return look_at(count);
            received_.append(buffer.data(), static_cast<std::size_t>(count));
        }
    }

    void look_at(int result)
    {
        switch (SSL_get_error(ssl_.get(), result)) {
        case SSL_ERROR_WANT_READ: break;
        case SSL_ERROR_ZERO_RETURN: is_ended_ = true; break;
        default: fail();
        }
    }

    void fail()
    {
        const char* reason = ERR_reason_error_string(ERR_peek_error());
        failure_ = reason ? reason : "unknown";
    }

    tls::SslContextPtr context_;
    tls::SslPtr ssl_;
    BIO* in_ = nullptr; // of `ssl_`
    BIO* out_ = nullptr;
    std::string received_;
    std::string failure_;
    bool is_client_ = true;
    bool is_open_ = false;
    bool is_ended_ = false;
};

} // namespace hawser::test
