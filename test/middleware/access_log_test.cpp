// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/access_log.hpp>

#include "core/utf8.hpp"
#include "support/middleware_exchange.hpp"
#include "support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace access_log_test {

using namespace hawser;
using namespace std::chrono_literals;
using Ask = hawser::test::MiddlewareExchange;

namespace {

const std::chrono::system_clock::time_point noon{1'795'366'350s + 250ms}; // Sun, 22 Nov 2026 16:52:30.25 GMT
constexpr Outcome outcome{.bytes_sent = 512, .duration = 1'500'250us};

std::string line_of(const Exchange& exchange, AccessLogFormat format, Outcome how = outcome)
{
    std::string seen;
    AccessLog log{{.sink = [&](std::string_view line) { seen = line; },
                   .format = format,
                   .clock = [] { return noon; }}};
    log.on_complete(exchange, how);
    return seen;
}

std::string combined(const Exchange& exchange)
{
    return line_of(exchange, AccessLogFormat::combined);
}
std::string json(const Exchange& exchange)
{
    return line_of(exchange, AccessLogFormat::json);
}

std::string content_of(const std::filesystem::path& path)
{
    std::ostringstream text;
    text << std::ifstream{path}.rdbuf();
    return text.str();
}

} // namespace

BOOST_AUTO_TEST_SUITE(access_log)

BOOST_AUTO_TEST_CASE(writes_the_combined_format)
{
    Ask ask{Method::get, "/a?b=c", {{"Referer", "https://page.example/"}, {"User-Agent", "Agent/1.0"}}};
    ask.from("192.0.2.7:4000").request().user("ann");
    BOOST_TEST(combined(ask) ==
               "192.0.2.7 - ann [22/Nov/2026:16:52:28 +0000] \"GET /a?b=c HTTP/1.1\" 200 512 "
               "\"https://page.example/\" \"Agent/1.0\"");
}

BOOST_AUTO_TEST_CASE(has_dashes_for_what_is_not_known)
{
    Ask ask{Method::head};
    ask.from("[2001:db8::7]:1").request().version(10);
    ask.response().status_page(404);
    BOOST_TEST(combined(ask) ==
               "2001:db8::7 - - [22/Nov/2026:16:52:28 +0000] \"HEAD / HTTP/1.0\" 404 512 \"-\" \"-\"");
}

BOOST_AUTO_TEST_CASE(tells_of_what_was_no_request)
{
    Ask failed;
    failed.request().clear();
    failed.failed().from("192.0.2.7:1").response().status_page(408);
    BOOST_TEST(combined(failed) == "192.0.2.7 - - [22/Nov/2026:16:52:28 +0000] \"-\" 408 512 \"-\" \"-\"");
    BOOST_TEST(json(failed) ==
               R"({"time":"2026-11-22T16:52:28.749Z","remote":"192.0.2.7","status":408,"bytes":512,)"
               R"("duration":1.500250,"trace":"00000000000000000000000000000000","secure":false})");
}

BOOST_AUTO_TEST_CASE(lets_nobody_forge_a_line)
{
    Ask ask{
        Method::get, "/\"\\\xc3\xa4", {{"User-Agent", "a\" 200 \"\x1b[31m\x7f\t\xff"}, {"Referer", "\\\""}}};
    ask.from("192.0.2.7:1").request().user("ann [x] \"\n");
    const auto line = combined(ask);
    BOOST_TEST(line == "192.0.2.7 - ann\\x20[x]\\x20\\\"\\x0a [22/Nov/2026:16:52:28 +0000] "
                       "\"GET /\\\"\\\\\\xc3\\xa4 HTTP/1.1\" 200 512 \"\\\\\\\"\" \"a\\\" 200 "
                       "\\\"\\x1b[31m\\x7f\\x09\\xff\"");
}

BOOST_AUTO_TEST_CASE(is_clean_whatever_a_client_sends)
{
    for (int c = 1; c < 256; ++c) {
        if (c == '\n' || c == '\r')
            continue; // no field may have them
        Ask ask{{{"User-Agent", std::string(1, static_cast<char>(c))}}};
        ask.request().user(std::string{"u"} + static_cast<char>(c));
        for (const auto& line : {combined(ask), json(ask)}) {
            BOOST_TEST(core::is_valid_utf8(line), c);
            BOOST_TEST(std::none_of(line.begin(), line.end(),
                                    [](char x) { return static_cast<unsigned char>(x) < 0x20 || x == 0x7f; }),
                       c);
        }
    }
}

BOOST_AUTO_TEST_CASE(writes_json_lines)
{
    Ask ask{Method::post, "/a", {{"Host", "example.com"}, {"User-Agent", "A\"\xff"}, {"Referer", "r"}}};
    ask.from("192.0.2.7:4000", "192.0.2.1:443", true).request().user("ann");
    BOOST_TEST(
        json(ask) ==
        R"({"time":"2026-11-22T16:52:28.749Z","remote":"192.0.2.7","user":"ann","method":"POST","target":"/a",)"
        R"("protocol":"HTTP/1.1","host":"example.com","status":200,"bytes":512,"duration":1.500250,)"
        R"("referer":"r","agent":"A\"\ufffd","trace":"00000000000000000000000000000000","secure":true})");
}

BOOST_AUTO_TEST_CASE(tells_of_handshakes_and_cut_answers)
{
    Ask ask;
    const auto line = line_of(ask.upgrade(), AccessLogFormat::json, {.duration = -1ns, .was_cut = true});
    BOOST_TEST(line.find("\"duration\":0.000000,") != std::string::npos);
    BOOST_TEST(line.find(",\"upgrade\":true,\"cut\":true}") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(appends_to_a_file_and_opens_it_anew)
{
    test::TempFolder folder;
    const auto path = folder.path() / "access.log";
    const auto old = folder.path() / "access.log.1";
    std::ofstream{path} << "before\n";
    AccessLog log{{.file = path.string(), .clock = [] { return noon; }}};
    AccessLog kept = log; // as `use` takes one
    Ask ask;
    log.on_complete(ask, outcome);
    std::filesystem::rename(path, old);
    log.on_complete(ask, outcome);
    BOOST_TEST(!std::filesystem::exists(path));
    kept.reopen();
    log.on_complete(ask, outcome);
    const auto line = combined(ask) + "\n";
    BOOST_TEST(content_of(old) == "before\n" + line + line);
    BOOST_TEST(content_of(path) == line);
}

BOOST_AUTO_TEST_CASE(keeps_the_old_file_if_the_new_one_cannot_be_opened)
{
    test::TempFolder folder;
    const auto inner = folder.path() / "logs";
    std::filesystem::create_directory(inner);
    AccessLog log{{.file = (inner / "access.log").string(), .clock = [] { return noon; }}};
    const auto moved = folder.path() / "moved";
    std::filesystem::rename(inner, moved);
    BOOST_CHECK_THROW(log.reopen(), std::system_error);
    Ask ask;
    log.on_complete(ask, outcome);
    BOOST_TEST(content_of(moved / "access.log") == combined(ask) + "\n");
}

BOOST_AUTO_TEST_CASE(keeps_lines_of_many_threads_whole)
{
    test::TempFolder folder;
    const auto path = folder.path() / "access.log";
    AccessLog log{{.file = path.string(), .clock = [] { return noon; }}};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            Ask ask;
            for (int n = 0; n < 200; ++n) {
                log.on_complete(ask, outcome);
                if (n % 50 == 0)
                    log.reopen();
            }
        });
    for (auto& thread : threads)
        thread.join();
    std::ifstream file{path};
    const auto expected = combined(Ask{});
    int count = 0;
    for (std::string line; std::getline(file, line); ++count)
        BOOST_TEST_REQUIRE(line == expected);
    BOOST_TEST(count == 800);
}

BOOST_AUTO_TEST_CASE(says_once_that_lines_are_lost)
{
    Ask ask;
    bool failing = true;
    AccessLog log{{.sink = [&](std::string_view) {
        if (failing)
            throw std::runtime_error{"full"};
    }}};
    log.on_complete(ask, outcome);
    log.on_complete(ask, outcome);
    BOOST_TEST(ask.lines().size() == 1u);
    failing = false;
    log.on_complete(ask, outcome);
    failing = true;
    log.on_complete(ask, outcome);
    BOOST_TEST(ask.lines().size() == 2u);
    BOOST_TEST(ask.lines().front() == "lines of the access log are being lost");
}

BOOST_AUTO_TEST_CASE(writes_to_a_logger)
{
    std::vector<std::string> lines;
    const Logger logger{LogLevel::info, [&](LogLevel level, std::string_view line) {
                            BOOST_TEST((level == LogLevel::info));
                            lines.emplace_back(line);
                        }};
    AccessLog log{{.logger = logger, .clock = [] { return noon; }}};
    Ask ask;
    log.on_complete(ask, outcome);
    log.reopen(); // has nothing to open
    BOOST_TEST((lines == std::vector{combined(ask)}));
}

BOOST_AUTO_TEST_CASE(needs_one_place_for_its_lines)
{
    BOOST_CHECK_THROW(AccessLog{AccessLogOptions{}}, std::invalid_argument);
    BOOST_CHECK_THROW((AccessLog{{.file = "/tmp/x", .logger = Logger{}}}), std::invalid_argument);
    BOOST_CHECK_THROW((AccessLog{{.file = "/nowhere/at/all.log"}}), std::system_error);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace access_log_test
