// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/http_strict_answer.hpp"

#include "core/ascii.hpp"

#include <algorithm>
#include <charconv>

// The grammar of answers (RFC 9112 §4 to §7), without its leniencies, and what RFC 9110 forbids in them.

namespace hawser::test::conformance {

namespace {

bool all_of(std::string_view text, bool (*is)(char))
{
    return std::all_of(text.begin(), text.end(), is);
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_text(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

// Takes a line and its CRLF; nothing if there is none.
std::optional<std::string_view> take_line(std::string_view& bytes)
{
    const auto end = bytes.find("\r\n");
    if (end == bytes.npos)
        return std::nullopt;
    const auto line = bytes.substr(0, end);
    bytes.remove_prefix(end + 2);
    return line;
}

unsigned take_status_line(std::string_view line, std::string& violation)
{
    unsigned status = 0;
    // §4: the space is there also where no reason phrase follows.
    const bool is_valid = line.size() >= 13 && line.starts_with("HTTP/1.1 ") &&
                          all_of(line.substr(9, 3), is_digit) && line[12] == ' ' && all_of(line, is_text);
    if (!is_valid)
        violation = "malformed status line (RFC 9112 4)";
    else
        std::from_chars(line.data() + 9, line.data() + 12, status);
    return status;
}

bool take_fields(std::string_view& bytes, StrictAnswer& answer, std::string& violation)
{
    for (auto line = take_line(bytes); line; line = take_line(bytes)) {
        if (line->empty())
            return true;
        const auto colon = line->find(':');
        const auto name = line->substr(0, colon);
        if (colon == line->npos || name.empty() || !all_of(name, core::is_token_char) ||
            !all_of(*line, is_text))
            violation = "malformed field (RFC 9112 5)";
        std::string lower{name};
        for (auto& c : lower)
            c = core::to_lower(c);
        answer.fields.emplace_back(lower, core::trim(colon == line->npos ? "" : line->substr(colon + 1)));
    }
    return false;
}

// §7.1; false if it is not whole.
bool take_chunks(std::string_view& bytes, StrictAnswer& answer, std::string& violation)
{
    answer.is_chunked = true;
    for (;;) {
        const auto line = take_line(bytes);
        std::size_t size = 0;
        if (!line)
            return false;
        if (const auto [end, failure] = std::from_chars(line->data(), line->data() + line->size(), size, 16);
            failure != std::errc{} || end != line->data() + line->size())
            violation = "malformed chunk (RFC 9112 7.1)";
        if (size == 0) {
            StrictAnswer behind;
            const auto is_whole = take_fields(bytes, behind, violation);
            for (const auto& [name, value] : behind.fields)
                answer.trailers.append(answer.trailers.empty() ? "" : ", ").append(name + " " + value);
            return is_whole;
        }
        if (bytes.size() < size + 2)
            return false;
        answer.body += bytes.substr(0, size);
        if (bytes.substr(size, 2) != "\r\n")
            violation = "malformed chunk (RFC 9112 7.1)";
        bytes.remove_prefix(size + 2);
    }
}

// §6.3.
bool take_body(std::string_view& bytes, StrictAnswer& answer, const AskedBy& asked, std::string& violation)
{
    if (asked.method == "HEAD" || answer.status < 200 || answer.status == 204 || answer.status == 304)
        return true;
    if (answer.count("transfer-encoding") > 0)
        return take_chunks(bytes, answer, violation);
    std::size_t size = bytes.size();
    const auto length = answer.field("content-length");
    answer.ends_with_connection = length.empty();
    std::from_chars(length.data(), length.data() + length.size(), size);
    if (bytes.size() < size)
        return false;
    answer.body = bytes.substr(0, size);
    bytes.remove_prefix(size);
    return true;
}

// §5.6.7 of RFC 9110: "Thu, 02 Jan 2020 03:04:05 GMT".
bool is_date(std::string_view text)
{
    constexpr std::string_view form = "Aaa, 00 Aaa 0000 00:00:00 GMT";
    if (text.size() != form.size())
        return false;
    for (std::size_t i = 0; i < form.size(); ++i) {
        const auto c = text[i];
        const bool fits = i >= 25          ? c == form[i]
                          : form[i] == 'A' ? c >= 'A' && c <= 'Z'
                          : form[i] == 'a' ? c >= 'a' && c <= 'z'
                          : form[i] == '0' ? is_digit(c)
                                           : c == form[i];
        if (!fits)
            return false;
    }
    return true;
}

// A date as text that compares as the dates do: "2020 01 02 03:04:05".
std::string sortable(std::string_view date)
{
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const auto month = std::to_string(100 + months.find(date.substr(8, 3)));
    return std::string{date.substr(12, 4)} + month + std::string{date.substr(5, 2)} +
           std::string{date.substr(17, 8)};
}

bool is_tag(std::string_view text)
{
    if (text.starts_with("W/"))
        text.remove_prefix(2);
    return text.size() >= 2 && text.front() == '"' && text.find('"', 1) == text.size() - 1 &&
           text.find(' ') == text.npos;
}

bool is_singleton(std::string_view name)
{
    constexpr std::string_view names[] = {"content-length", "content-type", "content-range",
                                          "date",           "etag",         "last-modified",
                                          "location",       "server",       "accept-ranges"};
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

std::string broken_framing(const StrictAnswer& answer, const AskedBy& asked)
{
    const bool has_length = answer.count("content-length") > 0;
    const bool has_coding = answer.count("transfer-encoding") > 0;
    const bool is_bodiless = answer.status < 200 || answer.status == 204;
    if (has_length && has_coding)
        return "both Content-Length and Transfer-Encoding (RFC 9112 6.2)";
    if (has_length && is_bodiless)
        return "Content-Length in an answer without content (RFC 9110 8.6)";
    if (has_coding && is_bodiless)
        return "Transfer-Encoding in an answer without content (RFC 9112 6.1)";
    if (has_coding && asked.is_http10)
        return "Transfer-Encoding to HTTP/1.0 (RFC 9112 6.1)";
    if (has_coding && answer.field("transfer-encoding") != "chunked")
        return "another coding than chunked, unasked (RFC 9112 7.4)";
    if (const auto length = answer.field("content-length");
        has_length && (length.empty() || !all_of(length, is_digit)))
        return "malformed Content-Length (RFC 9110 8.6)";
    if (answer.status < 200 && asked.is_http10)
        return "1xx to HTTP/1.0 (RFC 9110 15.2)";
    if (answer.status == 205 && !answer.body.empty())
        return "content in a 205 (RFC 9110 15.3.6)";
    return {};
}

std::string missing_field(const StrictAnswer& answer)
{
    constexpr std::pair<unsigned, std::string_view> needed[] = {
        {101, "upgrade"}, {401, "www-authenticate"}, {405, "allow"}, {426, "upgrade"}};
    for (const auto& [status, name] : needed)
        if (answer.status == status && answer.count(name) == 0)
            return std::to_string(status) + " without " + std::string{name} + " (RFC 9110 15)";
    const bool is_multipart = answer.field("content-type").starts_with("multipart/byteranges");
    if (answer.status == 206 && is_multipart == (answer.count("content-range") > 0))
        return "206 without Content-Range, or with one above the parts (RFC 9110 15.3.7)";
    // A server with a clock, which we are (RFC 9110 §6.6.1).
    if (answer.status >= 200 && answer.status < 500 && answer.count("date") == 0)
        return "no Date (RFC 9110 6.6.1)";
    return {};
}

} // namespace

std::string StrictAnswer::field(std::string_view name) const
{
    std::string list;
    for (const auto& [field_name, value] : fields)
        if (field_name == name)
            list.append(list.empty() ? "" : ", ").append(value);
    return list;
}

std::size_t StrictAnswer::count(std::string_view name) const
{
    return static_cast<std::size_t>(std::count_if(fields.begin(), fields.end(),
                                                  [name](const auto& field) { return field.first == name; }));
}

std::optional<StrictAnswer> take_strict_answer(std::string_view& bytes, const AskedBy& asked,
                                               std::string& violation)
{
    auto rest = bytes;
    StrictAnswer answer;
    const auto line = take_line(rest);
    if (!line)
        return std::nullopt;
    answer.status = take_status_line(*line, violation);
    if (!take_fields(rest, answer, violation) || !take_body(rest, answer, asked, violation))
        return std::nullopt;
    bytes = rest;
    return answer;
}

std::string broken_rule(const StrictAnswer& answer, const AskedBy& asked)
{
    if (auto rule = broken_framing(answer, asked); !rule.empty())
        return rule;
    if (auto rule = missing_field(answer); !rule.empty())
        return rule;
    for (const auto& [name, value] : answer.fields) {
        if (is_singleton(name) && answer.count(name) > 1)
            return name + " more than once (RFC 9110 5.3)";
        if ((name == "date" || name == "last-modified") && !is_date(value))
            return "malformed date (RFC 9110 5.6.7)";
        if (name == "etag" && !is_tag(value))
            return "malformed entity tag (RFC 9110 8.8.3)";
    }
    if (answer.count("last-modified") > 0 &&
        sortable(answer.field("last-modified")) > sortable(answer.field("date")))
        return "Last-Modified later than Date (RFC 9110 8.8.2.1)";
    if (answer.count("upgrade") > 0 && answer.field("connection").find("pgrade") == std::string::npos)
        return "Upgrade that Connection does not name (RFC 9110 7.8)";
    return {};
}

} // namespace hawser::test::conformance
