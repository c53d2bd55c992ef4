// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/log.hpp>

#include <array>
#include <cerrno>
#include <ctime>
#include <mutex>
#include <string>
#include <utility>

#include <unistd.h>

namespace hawser {
namespace {

constexpr std::array<std::string_view, 7> names = {"trace", "debug", "info", "warning",
                                                   "error", "fatal", "none"};

bool is_control(unsigned char c) noexcept { return c < 0x20 || c == 0x7f; }

// U+0080 to U+009F in UTF-8: terminals take some of them for the start of an escape sequence.
bool is_c1_control(std::string_view text, std::size_t i) noexcept
{
    return text[i] == '\xc2' && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0x80 &&
           static_cast<unsigned char>(text[i + 1]) < 0xa0;
}

void append_hex(std::string& out, unsigned char c)
{
    constexpr std::string_view digits = "0123456789abcdef";
    out.append("\\x").push_back(digits[c >> 4]);
    out.push_back(digits[c & 15]);
}

std::string escape(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto c = static_cast<unsigned char>(text[i]);
        if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (is_control(c)) {
            append_hex(out, c);
        } else if (is_c1_control(text, i)) {
            append_hex(out, c);
            append_hex(out, static_cast<unsigned char>(text[++i]));
        } else {
            out += text[i];
        }
    }
    return out;
}

// One write(2) for a line, so that lines of several processes on one terminal or file do not mix.
void write_to_stderr(LogLevel level, std::string_view text)
{
    std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    std::array<char, 32> stamp{};
    auto stamp_size = std::strftime(stamp.data(), stamp.size(), "%Y-%m-%dT%H:%M:%SZ ", &utc);

    std::string line{stamp.data(), stamp_size};
    line.append(to_string(level)).append(": ").append(text).push_back('\n');

    std::string_view rest = line;
    while (!rest.empty()) {
        auto n = ::write(STDERR_FILENO, rest.data(), rest.size());
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return; // there is nowhere left to report it
        }
        rest.remove_prefix(static_cast<std::size_t>(n));
    }
}

} // namespace

std::string_view to_string(LogLevel level) noexcept
{
    auto index = static_cast<std::size_t>(level);
    return index < names.size() ? names[index] : std::string_view{"unknown"};
}

std::optional<LogLevel> log_level_from_string(std::string_view name) noexcept
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name) {
            return static_cast<LogLevel>(i);
        }
    }
    return std::nullopt;
}

struct Logger::State {
    std::atomic<LogLevel> level;
    // Recursive, and with the flag: a sink may use the library, whose log lines must neither deadlock
    // nor come back into the sink.
    std::recursive_mutex mutex;
    std::shared_ptr<const Sink> sink;
    bool writing = false;
};

Logger::Logger(LogLevel level, Sink sink) : state_{std::make_shared<State>()}
{
    state_->level = level;
    this->sink(std::move(sink));
}

LogLevel Logger::level() const noexcept { return state_->level.load(std::memory_order_relaxed); }

void Logger::level(LogLevel level) noexcept { state_->level.store(level, std::memory_order_relaxed); }

void Logger::sink(Sink sink)
{
    auto shared = sink ? std::make_shared<const Sink>(std::move(sink)) : nullptr;
    std::lock_guard lock{state_->mutex};
    state_->sink.swap(shared);
}

bool Logger::enabled(LogLevel level) const noexcept
{
    return level != LogLevel::none && level >= this->level();
}

void Logger::write(LogLevel level, std::string_view text) const noexcept
{
    if (!enabled(level)) {
        return;
    }
    auto state = state_; // the sink may destroy this very logger
    try {
        std::lock_guard lock{state->mutex};
        if (state->writing) {
            return;
        }
        struct Guard {
            bool& flag;
            ~Guard() { flag = false; }
        } guard{state->writing};
        state->writing = true;
        auto sink = state->sink; // kept alive if the sink replaces itself
        auto line = escape(text);
        if (sink) {
            (*sink)(level, line);
        } else {
            write_to_stderr(level, line);
        }
    } catch (...) {
        // A log line is not worth an exception on an I/O path.
    }
}

} // namespace hawser
