// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <boost/beast/http/field.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace hawser::http {

/// What Beast's parser lets through and a server on the open internet must not: whatever two readers of
/// one request could take for two different messages (RFC 9112 §11.2). One guard per request; it is shown
/// each field as Beast hands it out and remembers what the framing and the connection need.
class FramingGuard {
public:
    /// `version` is 10 or 11.
    explicit FramingGuard(unsigned version) noexcept : version_{version} {}

    /// Checks one field of the header section; no error: go on.
    error_code on_field(boost::beast::http::field name, std::string_view value) noexcept;

    /// Checks what only the whole section can tell.
    error_code on_end() const noexcept;

    /// The value of Content-Length, if there is one.
    std::optional<std::uint64_t> content_length() const noexcept { return length_; }
    bool keep_alive() const noexcept { return !close_ && (version_ >= 11 || keep_alive_); }
    bool expects_continue() const noexcept { return continue_ && version_ >= 11; }

private:
    error_code on_length(std::string_view value) noexcept;
    error_code on_host(std::string_view value) noexcept;
    void on_connection(std::string_view value) noexcept;

    std::optional<std::uint64_t> length_;
    unsigned version_;
    bool has_host_ = false;
    bool has_encoding_ = false;
    bool close_ = false;
    bool keep_alive_ = false;
    bool continue_ = false;
};

/// The size in a chunk line, `1a;name=value` without its CRLF; nothing if it does not start with 1 to 16
/// hex digits or if what is behind them can be misread. Beast checks the grammar of extensions but lets
/// any byte pass in their quoted strings, a bare LF too.
std::optional<std::uint64_t> chunk_size(std::string_view line) noexcept;

/// The version at the end of a request line (CRLF included) is one, but not 1.0 or 1.1: 505, where any
/// other fault in a line means 400.
bool has_foreign_version(std::string_view line) noexcept;

} // namespace hawser::http
