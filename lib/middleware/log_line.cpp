// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "middleware/log_line.hpp"

#include "core/json.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <ctime>
#include <string_view>

namespace hawser::middleware {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

/// As Apache does it (mod_log_config): what is escaped can end neither the line nor the quoted value, and
/// does nothing to a terminal.
void append_escaped(std::string& out, std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (code < 0x20 || code >= 0x7f) {
            out.append("\\x");
            out.push_back(digits[code >> 4]);
            out.push_back(digits[code & 15]);
        } else {
            out.push_back(c);
        }
    }
}

void append_quoted(std::string& out, std::string_view text)
{
    out.push_back('"');
    append_escaped(out, text.empty() ? "-" : text);
    out.push_back('"');
}

/// A value without quotes around it must not have spaces in it either.
void append_word(std::string& out, std::string_view text)
{
    if (text.empty())
        out.push_back('-');
    for (auto space = text.find(' '); space != std::string_view::npos; space = text.find(' ')) {
        append_escaped(out, text.substr(0, space));
        out.append("\\x20");
        text.remove_prefix(space + 1);
    }
    append_escaped(out, text);
}

void append_number(std::string& out, std::uint64_t number)
{
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void append_padded(std::string& out, std::uint64_t number, std::size_t width)
{
    std::string digits;
    append_number(digits, number);
    out.append(width > digits.size() ? width - digits.size() : 0, '0').append(digits);
}

std::tm to_utc(LogTime time) noexcept
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    const auto count = static_cast<std::time_t>(seconds);
    std::tm utc{};
    ::gmtime_r(&count, &utc);
    return utc;
}

void append_number(std::string& out, int number, std::size_t width)
{
    append_padded(out, static_cast<std::uint64_t>(number), width);
}

/// `[22/Nov/2026:14:32:50 +0000]`; not by strftime, whose months follow the locale.
void append_combined_time(std::string& out, LogTime time)
{
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const auto utc = to_utc(time);
    out.push_back('[');
    append_number(out, utc.tm_mday, 2);
    out.append("/").append(months.substr(static_cast<std::size_t>(utc.tm_mon) * 3, 3)).append("/");
    append_number(out, utc.tm_year + 1900, 4);
    for (const int part : {utc.tm_hour, utc.tm_min, utc.tm_sec}) {
        out.push_back(':');
        append_number(out, part, 2);
    }
    out.append(" +0000]");
}

/// `2026-11-22T14:32:50.123Z` (RFC 3339).
void append_json_time(std::string& out, LogTime time)
{
    const auto utc = to_utc(time);
    append_number(out, utc.tm_year + 1900, 4);
    out.push_back('-');
    append_number(out, utc.tm_mon + 1, 2);
    out.push_back('-');
    append_number(out, utc.tm_mday, 2);
    char before = 'T';
    for (const int part : {utc.tm_hour, utc.tm_min, utc.tm_sec}) {
        out.push_back(before);
        append_number(out, part, 2);
        before = ':';
    }
    const auto within = time - std::chrono::floor<std::chrono::seconds>(time);
    out.push_back('.');
    append_number(out, static_cast<int>(duration_cast<milliseconds>(within).count()), 3);
    out.push_back('Z');
}

LogTime begin_of(const Outcome& outcome, LogTime now)
{
    return now - duration_cast<LogTime::duration>(outcome.duration);
}

void append_request_line(std::string& out, const Request& request)
{
    out.push_back('"');
    append_escaped(out, request.method_string());
    out.push_back(' ');
    append_escaped(out, request.target());
    out.append(request.version() == 10 ? " HTTP/1.0\"" : " HTTP/1.1\"");
}

/// Members of a JSON object, one after the other.
class JsonObject {
public:
    explicit JsonObject(std::string& out) : out_{out} { out_.push_back('{'); }

    std::string& name(std::string_view name)
    {
        out_.append(first_ ? "\"" : ",\"").append(name).append("\":");
        first_ = false;
        return out_;
    }
    void text(std::string_view name, std::string_view value)
    {
        core::append_json_string(this->name(name), value);
    }
    void text_if_any(std::string_view name, std::string_view value)
    {
        if (!value.empty())
            text(name, value);
    }
    void number(std::string_view name, std::uint64_t value) { append_number(this->name(name), value); }
    void flag(std::string_view name, bool value) { this->name(name).append(value ? "true" : "false"); }
    void end() { out_.push_back('}'); }

private:
    std::string& out_;
    bool first_ = true;
};

void append_seconds(std::string& out, std::chrono::nanoseconds duration)
{
    const auto micro = duration_cast<std::chrono::microseconds>(duration).count();
    const auto count = micro < 0 ? std::uint64_t{0} : static_cast<std::uint64_t>(micro);
    append_number(out, count / 1'000'000);
    out.push_back('.');
    append_padded(out, count % 1'000'000, 6);
}

} // namespace

std::string combined_line(const Exchange& exchange, const Outcome& outcome, LogTime now)
{
    const auto& request = exchange.request();
    std::string line;
    append_word(line, request.remote_endpoint().address());
    line.append(" - ");
    append_word(line, request.user());
    line.push_back(' ');
    append_combined_time(line, begin_of(outcome, now));
    line.push_back(' ');
    if (exchange.has_failed() && request.target().empty())
        append_quoted(line, {});
    else
        append_request_line(line, request);
    line.push_back(' ');
    append_number(line, exchange.response().status());
    line.push_back(' ');
    append_number(line, outcome.bytes_sent);
    line.push_back(' ');
    append_quoted(line, request["Referer"]);
    line.push_back(' ');
    append_quoted(line, request["User-Agent"]);
    return line;
}

std::string json_line(const Exchange& exchange, const Outcome& outcome, LogTime now)
{
    const auto& request = exchange.request();
    std::string line;
    JsonObject object{line};
    object.name("time").push_back('"');
    append_json_time(line, begin_of(outcome, now));
    line.push_back('"');
    object.text("remote", request.remote_endpoint().address());
    object.text_if_any("user", request.user());
    if (!exchange.has_failed() || !request.target().empty()) {
        object.text("method", request.method_string());
        object.text("target", request.target());
        object.text("protocol", request.version() == 10 ? "HTTP/1.0" : "HTTP/1.1");
        object.text_if_any("host", request.authority());
    }
    object.number("status", exchange.response().status());
    object.number("bytes", outcome.bytes_sent);
    append_seconds(object.name("duration"), outcome.duration);
    object.text_if_any("referer", request["Referer"]);
    object.text_if_any("agent", request["User-Agent"]);
    object.text("trace", request.trace_id());
    object.flag("secure", request.is_secure());
    if (exchange.is_upgrade())
        object.flag("upgrade", true);
    if (outcome.was_cut)
        object.flag("cut", true);
    object.end();
    return line;
}

} // namespace hawser::middleware
