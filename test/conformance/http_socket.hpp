// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "support/plain_tls.hpp"
#include "support/test_client.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::test::conformance {

/// A blocking TCP client of the loopback that hands each piece to the system as it comes, without waiting for
/// others (TCP_NODELAY). Nothing takes longer than 30 s.
class HttpSocket {
public:
    explicit HttpSocket(std::uint16_t port, Secure secure = Secure::no);
    ~HttpSocket();
    HttpSocket(const HttpSocket&) = delete;
    HttpSocket& operator=(const HttpSocket&) = delete;

    /// Sends `piece` bytes at a time, with TLS of the ciphertext. Stops, without an error, where the server has ended
    /// the connection.
    void write(std::string_view bytes, std::size_t piece);
    /// Ends our side.
    void end();
    /// Reads until the server ends its side, also by a reset. @throws std::runtime_error if it does not.
    std::string read_to_end();

private:
    void write_raw(std::string_view bytes, std::size_t piece);
    std::size_t read_raw(std::string& bytes);
    void feed_tls(std::string& received);

    int descriptor_;
    std::optional<PlainTls> tls_;
};

} // namespace hawser::test::conformance
