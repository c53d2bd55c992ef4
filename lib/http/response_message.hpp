// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include "http/response_parser.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hawser::http {

/// Beast's parser for one answer, interim or final: a new one for each. It fills a `ResponseHead` and adds
/// what Beast lets through: whatever two readers could take for two different messages (RFC 9112 §11.1).
///
/// `ResponseParser` cuts the input and hands over whole units only, in the order of the functions here, so
/// Beast never has to search again what it has searched before, and allocates nothing.
class ResponseMessage : public boost::beast::http::basic_parser<false> {
public:
    /// How the end of the body is told (RFC 9112 §6.3).
    enum class Framing {
        no_body,
        length,
        chunked,
        end_of_stream,
    };

    /// `is_connect`: the request's method was CONNECT.
    explicit ResponseMessage(bool is_connect) noexcept;

    /// A line with its CRLF.
    error_code put_status_line(std::string_view line);

    /// The field lines with the empty one behind them, none of them folded.
    error_code put_fields(std::string_view section);

    /// A chunk line with its CRLF, and before it the CRLF of the chunk before.
    error_code put_chunk_line(std::string_view line);

    /// Not more than what is left of the chunk.
    error_code put_chunk_data(std::string_view piece);

    /// A chunk line of size 0, as above, with the trailers and the empty line behind it. Trailers are checked
    /// and dropped: what they could say comes too late for a handshake.
    error_code put_last_chunk(std::string_view unit);

    /// True for 1xx, but for 101, which is the last answer in this protocol (RFC 9110 §15.2).
    bool is_interim() const noexcept { return head_.status < 200 && head_.status != 101; }

    /// Behind `put_fields`.
    Framing framing() const noexcept;

    /// Content-Length, or 0, behind `put_fields`.
    std::uint64_t length() const noexcept { return length_; }

    ResponseHead& head() noexcept { return head_; }

private:
    using Field = boost::beast::http::field;
    using Verb = boost::beast::http::verb;
    using StringView = boost::beast::string_view;

    error_code put_all(std::string_view unit);
    error_code translate(const error_code& ec) const noexcept;
    bool is_tunnel() const noexcept { return is_connect_ && head_.status / 100 == 2; }
    error_code on_length() noexcept;
    error_code on_encoding(std::string_view value) noexcept;

    void on_request_impl(Verb, StringView, StringView, int, error_code&) override {}
    void on_response_impl(int status, StringView reason, int version, error_code& ec) override;
    void on_field_impl(Field field, StringView name, StringView value, error_code& ec) override;
    void on_header_impl(error_code& ec) override;
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(StringView body, error_code&) override { return body.size(); }
    void on_chunk_header_impl(std::uint64_t, StringView, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, StringView body, error_code&) override
    {
        return body.size();
    }
    void on_finish_impl(error_code&) override {}

    ResponseHead head_;
    std::uint64_t length_ = 0;
    bool is_connect_;
    bool has_length_ = false;
    bool has_encoding_ = false;
    bool ends_in_chunked_ = false;
};

} // namespace hawser::http
