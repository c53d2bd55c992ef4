// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>
#include <hawser/request.hpp>

#include "http/framing_guard.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hawser::http {

/// Beast's parser for one request: a new one for each. Fields go straight into a `Request`; the framing
/// guard sees them on the way. Beast itself allocates nothing as long as it gets one contiguous buffer.
///
/// `RequestParser` cuts the input and hands over whole units only (request line, field section, chunk
/// line, piece of content), so Beast never has to search again what it has searched before, and no check
/// of ours comes too late.
class MessageParser : public boost::beast::http::basic_parser<true> {
public:
    explicit MessageParser(Request& request) noexcept;

    /// Hands `unit` to Beast, which has to take all of it.
    error_code put_all(std::string_view unit);

    /// Hands over what it takes from the front of `bytes` of the content: at most what is left of it or of
    /// the chunk. Returns how much that was.
    std::size_t put_content(std::string_view bytes, error_code& ec);

    /// The sizes of method and target, which begin the request line and are one space apart.
    std::size_t method_size() const noexcept { return method_size_; }
    std::size_t target_size() const noexcept { return target_size_; }
    unsigned version() const noexcept { return version_; }

    const FramingGuard& guard() const noexcept { return guard_; }

    /// The fields behind a chunked body, as far as they may stand there.
    Fields& trailers() noexcept { return trailers_; }

private:
    using Field = boost::beast::http::field;
    using Verb = boost::beast::http::verb;
    using StringView = boost::beast::string_view;

    std::size_t put_some(std::string_view bytes, error_code& ec);

    void on_request_impl(Verb, StringView method, StringView target, int version, error_code&) override;
    void on_response_impl(int, StringView, int, error_code&) override {}
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

    Request& request_;
    FramingGuard guard_{11};
    Fields trailers_;
    std::size_t method_size_ = 0;
    std::size_t target_size_ = 0;
    unsigned version_ = 11;
    bool in_trailer_ = false;
};

} // namespace hawser::http
