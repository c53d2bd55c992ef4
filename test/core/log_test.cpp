// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/log.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <unistd.h>

namespace log_test {

namespace {

using hawser::Logger;
using hawser::LogLevel;

struct Captured {
    std::vector<std::pair<LogLevel, std::string>> lines;

    Logger::Sink sink()
    {
        return [this](LogLevel level, std::string_view text) { lines.emplace_back(level, text); };
    }
};

// What `action` writes to standard error; little enough to fit into the pipe.
template <class Action>
std::string stderr_of(Action action)
{
    std::array<int, 2> ends{};
    BOOST_TEST_REQUIRE(::pipe(ends.data()) == 0);
    const int saved = ::dup(STDERR_FILENO);
    ::dup2(ends[1], STDERR_FILENO);
    ::close(ends[1]);
    action();
    ::dup2(saved, STDERR_FILENO);
    ::close(saved);
    std::string text;
    std::array<char, 1024> buffer;
    for (ssize_t n; (n = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
        text.append(buffer.data(), static_cast<std::size_t>(n));
    }
    ::close(ends[0]);
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(log_test)

BOOST_AUTO_TEST_CASE(names_of_levels)
{
    for (auto level : {LogLevel::trace, LogLevel::debug, LogLevel::info, LogLevel::warning, LogLevel::error,
                       LogLevel::fatal, LogLevel::none}) {
        BOOST_TEST((hawser::log_level_from_string(to_string(level)) == level));
    }
    BOOST_TEST(to_string(LogLevel::warning) == "warning");
    BOOST_TEST(to_string(static_cast<LogLevel>(99)) == "unknown");
    BOOST_TEST(!hawser::log_level_from_string("Error").has_value());
    BOOST_TEST(!hawser::log_level_from_string("").has_value());
}

BOOST_AUTO_TEST_CASE(only_enabled_levels_are_written)
{
    Captured captured;
    const Logger logger{LogLevel::warning, captured.sink()};
    logger.write(LogLevel::info, "no");
    logger.write(LogLevel::warning, "first");
    logger.write(LogLevel::fatal, "second");
    BOOST_TEST_REQUIRE(captured.lines.size() == 2u);
    BOOST_TEST((captured.lines[0].first == LogLevel::warning));
    BOOST_TEST(captured.lines[0].second == "first");
    BOOST_TEST((captured.lines[1].first == LogLevel::fatal));
    BOOST_TEST(!logger.enabled(LogLevel::info));
    BOOST_TEST(logger.enabled(LogLevel::error));
}

BOOST_AUTO_TEST_CASE(none_silences)
{
    Captured captured;
    const Logger logger{LogLevel::none, captured.sink()};
    logger.write(LogLevel::fatal, "no");
    logger.write(LogLevel::none, "no");
    BOOST_TEST(captured.lines.empty());
    BOOST_TEST(!logger.enabled(LogLevel::none));
}

BOOST_AUTO_TEST_CASE(default_level_is_error)
{
    const Logger logger;
    BOOST_TEST((logger.level() == LogLevel::error));
}

BOOST_AUTO_TEST_CASE(copies_share_level_and_sink)
{
    Captured captured;
    Logger original{LogLevel::error};
    const Logger copy = original;
    original.level(LogLevel::trace);
    original.sink(captured.sink());
    copy.write(LogLevel::trace, "x");
    BOOST_TEST((copy.level() == LogLevel::trace));
    BOOST_TEST(captured.lines.size() == 1u);
}

BOOST_AUTO_TEST_CASE(control_characters_are_escaped)
{
    Captured captured;
    const Logger logger{LogLevel::info, captured.sink()};
    const std::pair<std::string, std::string> cases[] = {
        {"GET /\r\n2026-11-22T00:00:00Z fatal: forged", "GET /\\r\\n2026-11-22T00:00:00Z fatal: forged"},
        {"a\tb", "a\\tb"},
        {std::string{"\0\x1b[31m\x7f", 7}, "\\x00\\x1b[31m\\x7f"},
        {"\xc2\x9b"
         "31m",
         "\\xc2\\x9b"
         "31m"}, // CSI as one character
        {"gr\xc3\xbc\xc3\x9f"
         "e \xe2\x82\xac \xc2\xa0",
         "gr\xc3\xbc\xc3\x9f"
         "e \xe2\x82\xac \xc2\xa0"},
        {"cut \xc2", "cut \xc2"},
    };
    for (const auto& [text, expected] : cases) {
        logger.write(LogLevel::info, text);
        BOOST_TEST(captured.lines.back().second == expected);
    }
}

BOOST_AUTO_TEST_CASE(default_sink_writes_a_line_to_standard_error)
{
    const Logger logger{LogLevel::info};
    const auto text = stderr_of([&] {
        logger.write(LogLevel::error, "some\ntext");
        logger.write(LogLevel::debug, "not this");
        logger.write(LogLevel::info, "more");
    });
    // Digits as zeros: what is left is the form.
    std::string form = text;
    std::replace_if(
        form.begin(), form.end(), [](char c) { return c >= '0' && c <= '9'; }, '0');
    BOOST_TEST(form == "0000-00-00T00:00:00Z error: some\\ntext\n0000-00-00T00:00:00Z info: more\n");
}

BOOST_AUTO_TEST_CASE(empty_sink_means_standard_error_again)
{
    Captured captured;
    Logger logger{LogLevel::info, captured.sink()};
    logger.sink({});
    const auto text = stderr_of([&] { logger.write(LogLevel::info, "x"); });
    BOOST_TEST(text.ends_with(" info: x\n"), text);
    BOOST_TEST(captured.lines.empty());
}

BOOST_AUTO_TEST_CASE(a_throwing_sink_is_harmless)
{
    int calls = 0;
    const Logger logger{LogLevel::info, [&](LogLevel, std::string_view) {
                            ++calls;
                            throw std::runtime_error{"sink"};
                        }};
    logger.write(LogLevel::info, "x");
    logger.write(LogLevel::info, "x");
    BOOST_TEST(calls == 2);
}

BOOST_AUTO_TEST_CASE(a_sink_may_log_and_replace_itself)
{
    Captured captured;
    Logger logger{LogLevel::info};
    logger.sink([&, keep = std::string(100, 'k')](LogLevel, std::string_view text) {
        logger.write(LogLevel::error, "from the sink: dropped");
        logger.sink(captured.sink());
        captured.lines.emplace_back(LogLevel::info, std::string{text} + keep.substr(99));
    });
    logger.write(LogLevel::info, "first");
    logger.write(LogLevel::info, "second");
    BOOST_TEST_REQUIRE(captured.lines.size() == 2u);
    BOOST_TEST(captured.lines[0].second == "firstk");
    BOOST_TEST(captured.lines[1].second == "second");
}

BOOST_AUTO_TEST_CASE(threads_take_turns)
{
    std::vector<std::string> lines; // unguarded on purpose: the logger's lock is what is tested
    Logger logger{LogLevel::info, [&](LogLevel, std::string_view text) { lines.emplace_back(text); }};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&logger] {
            for (int i = 0; i < 500; ++i) {
                logger.write(LogLevel::info, "line");
                logger.level(LogLevel::debug);
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    BOOST_TEST(lines.size() == 2000u);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace log_test
