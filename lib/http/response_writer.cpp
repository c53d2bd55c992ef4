// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/response_writer.hpp"

#include "core/ascii.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace hawser::http {
namespace {

enum class Kind : unsigned char { other, date, server, upgrade, framing };

/// Tells apart the fields that the writer has to know; by length first, since nearly all are `other`.
Kind kind_of(std::string_view name) noexcept
{
    using core::iequals;
    switch (name.size()) {
    case 4: return iequals(name, "Date") ? Kind::date : Kind::other;
    case 6: return iequals(name, "Server") ? Kind::server : Kind::other;
    case 7:
        if (iequals(name, "Upgrade")) {
            return Kind::upgrade;
        }
        return iequals(name, "Trailer") ? Kind::framing : Kind::other;
    case 10: return iequals(name, "Connection") || iequals(name, "Keep-Alive") ? Kind::framing : Kind::other;
    case 14: return iequals(name, "Content-Length") ? Kind::framing : Kind::other;
    case 17: return iequals(name, "Transfer-Encoding") ? Kind::framing : Kind::other;
    default: return Kind::other;
    }
}

void append_number(std::string& out, std::uint64_t number)
{
    std::array<char, 20> digits; // NOLINT: filled by to_chars
    auto [end, failure] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), end);
}

// In one step: most of an answer's head is made here.
void append_field(std::string& out, std::string_view name, std::string_view value)
{
    const auto begin = out.size();
    out.resize(begin + name.size() + value.size() + 4);
    auto* place = std::copy(name.begin(), name.end(), out.data() + begin);
    *place++ = ':';
    *place++ = ' ';
    place = std::copy(value.begin(), value.end(), place);
    *place++ = '\r';
    *place = '\n';
}

void append_status_line(std::string& out, const Response& response)
{
    // Always our own version, also to an HTTP/1.0 client (RFC 9110 §6.2).
    if (response.status() == 200 && response.reason() == "OK") {
        out.append("HTTP/1.1 200 OK\r\n");
        return;
    }
    out.append("HTTP/1.1 ");
    append_number(out, response.status());
    // The space stays where there is no phrase (RFC 9112 §4).
    out.append(" ", 1).append(response.reason()).append("\r\n", 2);
}

void append_connection(std::string& out, bool keep_alive, unsigned version, bool upgrade)
{
    // Persistence is the default of HTTP/1.1 and has to be said in HTTP/1.0 (RFC 9112 §9.3). Who names
    // protocols in Upgrade names Upgrade here (RFC 9110 §7.8).
    std::string_view option = !keep_alive ? "close" : version < 11 ? "keep-alive" : "";
    if (!upgrade && option.empty()) {
        return;
    }
    out.append("Connection: ").append(upgrade ? "upgrade" : "");
    out.append(upgrade && !option.empty() ? ", " : "").append(option).append("\r\n", 2);
}

} // namespace

void write_response_head(std::string& out, const Response& response, const ResponseContext& context)
{
    append_status_line(out, response);
    bool has_date = false;
    bool has_server = false;
    bool has_upgrade = false;
    for (auto [name, value] : response.fields()) {
        auto kind = kind_of(name);
        if (kind == Kind::framing) {
            continue;
        }
        has_date |= kind == Kind::date;
        has_server |= kind == Kind::server;
        has_upgrade |= kind == Kind::upgrade;
        append_field(out, name, value);
    }
    if (!has_date && !context.date.empty()) {
        append_field(out, "Date", context.date);
    }
    if (!has_server && !context.server.empty()) {
        append_field(out, "Server", context.server);
    }
    append_connection(out, context.keep_alive && !response.closes_connection(), context.version, has_upgrade);
    // A 304 may name the length that 200 would have had, or none (RFC 9110 §8.6). None cannot be wrong.
    if (is_bodiless(response.status())) {
        out.append("\r\n", 2);
        return;
    }
    if (context.is_chunked && !has_empty_body(response.status())) {
        out.append("Transfer-Encoding: chunked\r\n");
    } else if (context.has_length || has_empty_body(response.status())) {
        out.append("Content-Length: ");
        append_number(out, has_empty_body(response.status())
                               ? 0
                               : context.content_length.value_or(response.body().size()));
        out.append("\r\n", 2);
    }
    out.append("\r\n", 2);
}

void write_continue(std::string& out)
{
    out.append("HTTP/1.1 100 Continue\r\n\r\n");
}

bool is_bodiless(unsigned status) noexcept
{
    return status < 200 || status == 204 || status == 304;
}

bool has_empty_body(unsigned status) noexcept
{
    return status == 205;
}

} // namespace hawser::http
