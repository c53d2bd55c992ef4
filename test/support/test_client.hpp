// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "support/frame_builder.hpp"
#include "support/http_answers.hpp"
#include "support/plain_tls.hpp"
#include "websocket/frame.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace hawser::test {

/// Whether a client talks TLS.
enum class Secure { no, yes };

/// A blocking HTTP and WebSocket client on a real socket of the loopback. What takes longer than its
/// patience throws, so no test hangs. With TLS it believes every certificate.
class TestClient {
public:
    static constexpr std::chrono::seconds patience{30};

    TestClient() = default;
    explicit TestClient(std::uint16_t port, Secure secure = Secure::no)
    {
        connect(port);
        if (secure == Secure::yes)
            start_tls();
    }

    void connect(std::uint16_t port)
    {
        socket_.async_connect({boost::asio::ip::address_v4::loopback(), port},
                              [this](boost::system::error_code ec) { result_ = ec; });
        wait("connect");
    }

    /// Goes on with TLS. @throws std::runtime_error if the handshake fails.
    PlainTls& start_tls(const char* server_name = "localhost")
    {
        tls_.emplace();
        return handshake(server_name);
    }
    /// The same for one that has been prepared: a version, a certificate of the client's.
    PlainTls& start_tls(PlainTls&& prepared)
    {
        tls_.emplace(std::move(prepared));
        return handshake("localhost");
    }

    void write(std::string_view bytes)
    {
        if (tls_)
            write_raw(tls_->encrypt(bytes));
        else
            write_raw(bytes);
    }

    /// Ends our side; with TLS it says so first.
    void end()
    {
        if (tls_)
            write_raw(tls_->close());
        cut_end();
    }
    /// Ends our side without a word.
    void cut_end() { socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send); }

    /// With TLS: whether the server has said that it sends no more.
    bool was_ended() const noexcept { return tls_ && tls_->is_ended(); }

    /// Ends the connection at once; the server sees a reset.
    void reset()
    {
        socket_.set_option(boost::asio::socket_base::linger{true, 0});
        socket_.close();
    }

    HttpAnswer read_answer()
    {
        for (;;) {
            if (auto answer = take_answer(bytes_)) {
                return *answer;
            }
            read_some();
        }
    }

    HttpAnswer get(std::string_view path)
    {
        write("GET " + std::string{path} + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return read_answer();
    }

    /// Reads until the server ends the connection; returns what came.
    std::string read_to_end()
    {
        while (try_read_some()) {}
        return std::exchange(bytes_, {});
    }

    // --- WebSocket

    void upgrade(std::string_view target)
    {
        write("GET " + std::string{target} +
              " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "
              "13\r\n"
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        if (const auto answer = read_answer(); answer.status != 101) {
            throw std::runtime_error{"handshake answered with " + std::to_string(answer.status)};
        }
    }
    void send(std::string_view text) { write(frame(1, text)); }
    void send_close(unsigned code) { write(frame(8, close_payload(code))); }

    struct Frame {
        websocket::Opcode opcode;
        std::string payload;
    };
    Frame read_frame()
    {
        for (;;) {
            websocket::FrameHeader header;
            websocket::FrameRules rules;
            rules.reader = websocket::Role::client;
            error_code ec;
            const auto size = websocket::read_frame_header({bytes_.data(), bytes_.size()}, rules, header, ec);
            if (ec) {
                throw boost::system::system_error{ec, "frame of the server"};
            }
            if (size > 0 && bytes_.size() >= size + header.length) {
                Frame result{header.opcode, bytes_.substr(size, header.length)};
                bytes_.erase(0, size + header.length);
                return result;
            }
            read_some();
        }
    }
    /// The payload of the next message.
    std::string read_message()
    {
        auto next = read_frame();
        if (next.opcode != websocket::Opcode::text && next.opcode != websocket::Opcode::binary) {
            throw std::runtime_error{"no message but opcode " +
                                     std::to_string(static_cast<int>(next.opcode))};
        }
        return std::move(next.payload);
    }
    /// Reads up to a Close frame, answers it, and waits for the end; returns its code.
    unsigned finish()
    {
        for (;;) {
            const auto next = read_frame();
            if (next.opcode == websocket::Opcode::close) {
                write(frame(8, next.payload));
                read_to_end();
                return next.payload.size() < 2 ? 1005
                                               : static_cast<unsigned char>(next.payload[0]) * 256u +
                                                     static_cast<unsigned char>(next.payload[1]);
            }
        }
    }

private:
    PlainTls& handshake(const char* server_name)
    {
        tls_->start(nullptr, server_name);
        write_raw(tls_->take_output());
        while (!tls_->is_open()) {
            if (!read_ciphertext() || tls_->has_failed())
                throw std::runtime_error{"TLS handshake: " + tls_->failure()};
        }
        return *tls_;
    }

    void write_raw(std::string_view bytes)
    {
        boost::asio::async_write(socket_, boost::asio::buffer(bytes),
                                 [this](boost::system::error_code ec, std::size_t) { result_ = ec; });
        wait("write");
    }

    // Ciphertext in, and what the client has to say to it out.
    bool read_ciphertext()
    {
        std::string ciphertext;
        if (!try_read_raw(ciphertext))
            return false;
        tls_->feed(ciphertext);
        bytes_ += tls_->take_received();
        if (const auto output = tls_->take_output(); !output.empty())
            write_raw(output);
        return true;
    }

    void wait(const char* what)
    {
        result_.reset();
        context_.restart();
        context_.run_for(patience);
        if (!result_) {
            throw std::runtime_error{std::string{what} + ": nothing happened"};
        }
        if (*result_) {
            throw boost::system::system_error{*result_, what};
        }
    }

    void read_some()
    {
        if (!try_read_some()) {
            throw std::runtime_error{"the server ended the connection"};
        }
    }

    /// False at the end of the stream, also by a reset.
    bool try_read_some()
    {
        if (!tls_)
            return try_read_raw(bytes_);
        for (const auto before = bytes_.size(); bytes_.size() == before;)
            if (tls_->is_ended() || tls_->has_failed() || !read_ciphertext())
                return false;
        return true;
    }

    bool try_read_raw(std::string& bytes)
    {
        const auto before = bytes.size();
        bytes.resize(before + 64 * 1024);
        std::size_t count = 0;
        socket_.async_read_some(boost::asio::buffer(bytes.data() + before, bytes.size() - before),
                                [&](boost::system::error_code ec, std::size_t n) {
                                    result_ = ec;
                                    count = n;
                                });
        try {
            wait("read");
        } catch (const boost::system::system_error&) {
            bytes.resize(before);
            return false;
        }
        bytes.resize(before + count);
        return true;
    }

    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_{context_};
    std::optional<boost::system::error_code> result_;
    std::string bytes_;
    std::optional<PlainTls> tls_;
};

} // namespace hawser::test
