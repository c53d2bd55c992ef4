// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/framing_guard.hpp"

#include "core/ascii.hpp"
#include "core/percent.hpp"
#include "http/target.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>

namespace hawser::http {

error_code FramingGuard::on_field(boost::beast::http::field name, std::string_view value) noexcept
{
    using boost::beast::http::field;
    switch (name) {
    case field::content_length: return on_length(value);
    case field::transfer_encoding:
        // Beast treats any coding that does not end in chunked as no body at all, and takes chunked in
        // HTTP/1.0, where the next proxy may not know it (RFC 9112 §6.1).
        if (length_ || has_encoding_ || version_ < 11 || !core::iequals(value, "chunked")) {
            return error::bad_transfer_encoding;
        }
        has_encoding_ = true;
        return {};
    case field::host: return on_host(value);
    case field::connection: on_connection(value); return {};
    case field::expect:
        // HTTP/1.0 knows no expectations: to be ignored (RFC 9110 §10.1.1).
        if (version_ >= 11 && !core::iequals(value, "100-continue")) {
            return error::expectation_failed;
        }
        continue_ = true;
        return {};
    default: return {};
    }
}

error_code FramingGuard::on_end() const noexcept
{
    if (version_ >= 11 && !has_host_) {
        return error::bad_host;
    }
    return {};
}

error_code FramingGuard::on_length(std::string_view value) noexcept
{
    // Beast takes repeated and listed lengths that agree (RFC 9112 §6.3 allows it), but no honest client
    // sends them. from_chars takes digits only and tells of an overflow.
    std::uint64_t length = 0;
    const char* end = value.data() + value.size();
    auto [stop, failure] = std::from_chars(value.data(), end, length);
    if (length_ || has_encoding_ || failure != std::errc{} || stop != end) {
        return error::bad_content_length;
    }
    length_ = length;
    return {};
}

error_code FramingGuard::on_host(std::string_view value) noexcept
{
    if (has_host_ || !is_authority(value)) {
        return error::bad_host;
    }
    has_host_ = true;
    return {};
}

void FramingGuard::on_connection(std::string_view value) noexcept
{
    while (!value.empty()) {
        auto option = core::next_element(value);
        close_ |= core::iequals(option, "close");
        keep_alive_ |= core::iequals(option, "keep-alive");
    }
}

std::optional<std::uint64_t> chunk_size(std::string_view line) noexcept
{
    std::uint64_t size = 0;
    std::size_t digits = 0;
    for (; digits < line.size() && core::hex_value(line[digits]) >= 0; ++digits) {
        // 16 digits cannot overflow, and nobody needs leading zeros beyond.
        if (digits == 16) {
            return std::nullopt;
        }
        size = size * 16 + static_cast<std::uint64_t>(core::hex_value(line[digits]));
    }
    auto extensions = line.substr(digits);
    bool may_follow = extensions.empty() || extensions.front() == ';' || extensions.front() == ' ' ||
                      extensions.front() == '\t';
    bool is_printable = std::all_of(extensions.begin(), extensions.end(), [](char c) {
        auto byte = static_cast<unsigned char>(c);
        return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
    });
    if (digits == 0 || !may_follow || !is_printable) {
        return std::nullopt;
    }
    return size;
}

bool has_foreign_version(std::string_view line) noexcept
{
    constexpr std::size_t size = 11; // " HTTP/9.9\r\n"
    if (line.size() < size) {
        return false;
    }
    auto tail = line.substr(line.size() - size);
    auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (!tail.starts_with(" HTTP/") || !is_digit(tail[6]) || tail[7] != '.' || !is_digit(tail[8]) ||
        !tail.ends_with("\r\n")) {
        return false;
    }
    return tail[6] != '1' || tail[8] > '1';
}

} // namespace hawser::http
