// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/message_source.hpp"

#include "support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <ios>
#include <istream>
#include <limits>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace hawser::session {

static std::ostream& operator<<(std::ostream& out, MessageSource::State state)
{
    constexpr std::string_view names[] = {"more", "last", "waiting", "failed"};
    return out << names[static_cast<int>(state)];
}

static std::ostream& operator<<(std::ostream& out, WriterSource::Result result)
{
    constexpr std::string_view names[] = {"taken", "abandoned", "full"};
    return out << names[static_cast<int>(result)];
}

} // namespace hawser::session

namespace message_source_test {

namespace {

using namespace hawser::session;
using hawser::MessageType;
using State = MessageSource::State;
using Result = WriterSource::Result;

constexpr auto no_limit = std::numeric_limits<std::size_t>::max();

/// All pieces up to the one that is not `more`, and what that was: `"abc|d last"`.
std::string pieces(MessageSource& source, std::size_t size)
{
    std::string all;
    std::string piece = "of the message before";
    for (int i = 0; i < 1000; ++i) {
        const auto state = source.read(piece, size);
        if (state == State::failed)
            return all + " failed";
        BOOST_TEST(piece.size() <= size);
        all.append(i == 0 ? "" : "|").append(piece);
        if (state != State::more)
            return all + (state == State::last ? " last" : " waiting");
    }
    return all + " and so on";
}

std::string digits(std::size_t size)
{
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        text[i] = static_cast<char>('0' + i % 10);
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(message_source)

// --- files

struct FileFixture {
    hawser::test::TempFolder folder;

    FileSource source(std::string_view content)
    {
        folder.write("file", content);
        folder.age("file"); // a write within the clock's resolution would show no change
        hawser::error_code ec;
        auto file = hawser::core::File::open(folder / "file", ec);
        BOOST_REQUIRE(file);
        return FileSource{std::move(*file)};
    }
};

BOOST_FIXTURE_TEST_SUITE(file_source, FileFixture)

BOOST_AUTO_TEST_CASE(an_empty_file_is_one_empty_piece)
{
    auto empty = source("");
    BOOST_TEST(pieces(empty, 4) == " last");
}

BOOST_AUTO_TEST_CASE(a_file_comes_in_pieces_the_last_of_which_is_known_as_such)
{
    for (const auto& [size, expected] :
         std::vector<std::pair<std::size_t, std::string>>{{1, "0 last"},
                                                          {3, "012 last"},
                                                          {4, "0123 last"},
                                                          {5, "0123|4 last"},
                                                          {8, "0123|4567 last"},
                                                          {9, "0123|4567|8 last"}}) {
        auto file = source(digits(size));
        BOOST_TEST(pieces(file, 4) == expected);
    }
}

BOOST_AUTO_TEST_CASE(it_holds_nothing_in_memory)
{
    auto file = source(digits(100));
    std::string piece;
    BOOST_TEST(file.read(piece, 10) == State::more);
    BOOST_TEST(file.buffered() == 0u);
}

BOOST_AUTO_TEST_CASE(a_file_that_shrinks_fails)
{
    for (const std::size_t left : {0u, 2u, 4u, 7u}) {
        auto file = source(digits(8));
        std::string piece;
        BOOST_TEST(file.read(piece, 4) == State::more);
        std::filesystem::resize_file(folder.path() / "file", left);
        BOOST_TEST(file.read(piece, 4) == State::failed);
    }
}

BOOST_AUTO_TEST_CASE(a_file_that_grows_or_changes_fails)
{
    auto grows = source(digits(8));
    std::string piece;
    BOOST_TEST(grows.read(piece, 4) == State::more);
    std::ofstream{folder / "file", std::ios::app} << "more";
    BOOST_TEST(grows.read(piece, 4) == State::failed);

    auto changes = source(digits(8));
    BOOST_TEST(changes.read(piece, 4) == State::more);
    folder.write("file", "abcdefgh");
    BOOST_TEST(changes.read(piece, 4) == State::failed);
}

BOOST_AUTO_TEST_CASE(a_change_before_the_first_piece_fails_too)
{
    auto file = source("");
    folder.write("file", "content");
    std::string piece;
    BOOST_TEST(file.read(piece, 4) == State::failed);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_replaced_or_removed_is_sent_as_it_was)
{
    auto file = source(digits(8));
    folder.write("new", "abcdefgh");
    std::filesystem::rename(folder.path() / "new", folder.path() / "file");
    BOOST_TEST(pieces(file, 4) == "0123|4567 last");
}

BOOST_AUTO_TEST_SUITE_END()

// --- streams

namespace {

/// Gives some bytes and then throws, as a source that breaks does.
class BrokenBuffer : public std::streambuf {
public:
    explicit BrokenBuffer(std::string text) : text_{std::move(text)}
    {
        setg(text_.data(), text_.data(), text_.data() + text_.size());
    }

private:
    int_type underflow() override { throw std::runtime_error{"broken"}; }

    std::string text_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(stream_source)

BOOST_AUTO_TEST_CASE(no_more_than_the_length_is_read)
{
    std::istringstream stream{digits(20)};
    StreamSource empty{stream, 0};
    BOOST_TEST(pieces(empty, 4) == " last");
    StreamSource exact{stream, 8};
    BOOST_TEST(pieces(exact, 4) == "0123|4567 last");
    StreamSource odd{stream, 5};
    BOOST_TEST(pieces(odd, 4) == "8901|2 last");
    BOOST_TEST(stream.get() == '3');
}

BOOST_AUTO_TEST_CASE(a_stream_that_is_shorter_than_the_length_ends_the_message)
{
    std::istringstream stream{digits(6)};
    StreamSource source{stream, 100};
    BOOST_TEST(pieces(source, 4) == "0123|45 last");

    std::istringstream multiple{digits(8)}; // its end shows with the piece after
    StreamSource whole{multiple, std::numeric_limits<std::uint64_t>::max()};
    BOOST_TEST(pieces(whole, 4) == "0123|4567| last");

    std::istringstream nothing;
    StreamSource none{nothing, 100};
    BOOST_TEST(pieces(none, 4) == " last");
    StreamSource again{nothing, 100}; // at its end already
    BOOST_TEST(pieces(again, 4) == " last");
}

BOOST_AUTO_TEST_CASE(a_stream_that_failed_before_is_not_waited_for)
{
    std::ifstream missing{"/nonexistent/file"};
    StreamSource source{missing, 10};
    BOOST_TEST(pieces(source, 4) == " failed");

    std::istringstream failed{digits(20)};
    StreamSource halfway{failed, 20};
    std::string piece;
    BOOST_TEST(halfway.read(piece, 4) == State::more);
    failed.setstate(std::ios::failbit);
    BOOST_TEST(halfway.read(piece, 4) == State::failed);
}

BOOST_AUTO_TEST_CASE(a_bad_stream_fails)
{
    BrokenBuffer buffer{digits(6)};
    std::istream stream{&buffer};
    StreamSource source{stream, 100};
    BOOST_TEST(pieces(source, 4) == "0123 failed");

    std::istream none{nullptr};
    StreamSource from_nothing{none, 1};
    BOOST_TEST(pieces(from_nothing, 4) == " failed");
}

// Whoever reads takes what is thrown for a failure.
BOOST_AUTO_TEST_CASE(a_stream_with_exceptions_throws_them)
{
    BrokenBuffer buffer{digits(6)};
    std::istream stream{&buffer};
    stream.exceptions(std::ios::badbit);
    StreamSource source{stream, 100};
    std::string piece;
    BOOST_TEST(source.read(piece, 4) == State::more);
    BOOST_CHECK_THROW(source.read(piece, 4), std::exception);

    std::istringstream exact{digits(4)};
    exact.exceptions(std::ios::badbit | std::ios::failbit | std::ios::eofbit);
    StreamSource whole{exact, 4};
    BOOST_TEST(pieces(whole, 4) == "0123 last"); // the end is not touched
}

BOOST_AUTO_TEST_SUITE_END()

// --- writers

BOOST_AUTO_TEST_SUITE(writer_source)

BOOST_AUTO_TEST_CASE(pieces_are_read_in_their_order_in_other_sizes)
{
    for (std::size_t size = 1; size <= 30; ++size) {
        WriterSource source{MessageType::binary};
        std::string expected;
        for (const std::size_t length : {5u, 1u, 7u, 0u, 3u, 10u}) {
            const auto piece = digits(length);
            BOOST_TEST(source.append(piece, no_limit) == Result::taken);
            expected += piece;
        }
        BOOST_TEST(source.buffered() == expected.size());
        BOOST_TEST(source.end());
        auto all = pieces(source, size);
        std::erase(all, '|');
        BOOST_TEST(all == expected + " last");
        BOOST_TEST(source.buffered() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(pieces_are_put_together_up_to_the_size)
{
    WriterSource source{MessageType::text};
    for (const auto* piece : {"ab", "cdefgh", "i"})
        source.append(piece, no_limit);
    BOOST_TEST(pieces(source, 4) == "abcd|efgh|i| waiting");
    source.append("jkl", no_limit);
    std::string piece;
    BOOST_TEST(source.read(piece, 2) == State::more);
    BOOST_TEST(source.buffered() == 1u);
    source.append("mn", no_limit);
    source.end();
    BOOST_TEST(pieces(source, 2) == "lm|n last");
}

BOOST_AUTO_TEST_CASE(a_long_piece_is_read_in_many)
{
    WriterSource source{MessageType::binary};
    const auto text = digits(1'000'000);
    source.append(text, no_limit);
    source.end();
    std::string all, piece;
    auto state = State::more;
    while (state == State::more) {
        state = source.read(piece, 999);
        all += piece;
        BOOST_REQUIRE(source.buffered() == text.size() - all.size());
    }
    BOOST_TEST(state == State::last);
    BOOST_CHECK(all == text);
}

BOOST_AUTO_TEST_CASE(while_nothing_is_written_it_waits)
{
    WriterSource source{MessageType::binary};
    std::string piece;
    BOOST_TEST(source.read(piece, 4) == State::waiting);
    BOOST_TEST(source.append("", no_limit) == Result::taken);
    BOOST_TEST(source.read(piece, 4) == State::waiting);
    BOOST_TEST(!source.has_ended());
    BOOST_TEST(source.end());
    BOOST_TEST(source.has_ended());
    BOOST_TEST(source.read(piece, 4) == State::last);
    BOOST_TEST(piece == "");
}

BOOST_AUTO_TEST_CASE(no_more_is_taken_than_there_is_room_for)
{
    WriterSource source{MessageType::binary};
    BOOST_TEST(source.append(digits(100), 10) == Result::taken); // an empty one takes any
    BOOST_TEST(source.append("a", 10) == Result::full);
    BOOST_TEST(source.append("a", 101) == Result::taken);
    BOOST_TEST(source.append("a", 101) == Result::full);
    std::string piece;
    source.read(piece, 50);
    BOOST_TEST(source.append(digits(50), 101) == Result::taken);
    BOOST_TEST(source.append("a", 101) == Result::full);
    BOOST_TEST(source.buffered() == 101u);
}

BOOST_AUTO_TEST_CASE(a_text_is_checked_across_its_pieces)
{
    WriterSource source{MessageType::text};
    const std::string euro = "\xe2\x82\xac";
    for (const char byte : euro)
        BOOST_TEST(source.append({&byte, 1}, no_limit) == Result::taken);
    BOOST_TEST(source.end());
    BOOST_TEST(pieces(source, 10) == euro + " last");

    WriterSource binary{MessageType::binary};
    BOOST_TEST(binary.append("\xff\xe2", no_limit) == Result::taken);
    BOOST_TEST(binary.end());
}

BOOST_AUTO_TEST_CASE(a_piece_that_is_refused_leaves_no_trace)
{
    WriterSource source{MessageType::text};
    source.append("a\xe2\x82", no_limit);
    BOOST_CHECK_THROW(source.append("b", no_limit), std::invalid_argument);
    BOOST_CHECK_THROW(source.append("\xac\xff", no_limit), std::invalid_argument);
    BOOST_TEST(source.append("\xff", 3) == Result::full); // of which nothing is looked at
    BOOST_TEST(source.append("\xac"
                             "c",
                             3) == Result::full);
    BOOST_TEST(source.buffered() == 3u);
    BOOST_TEST(source.append("\xac"
                             "c",
                             5) == Result::taken);
    BOOST_TEST(source.end());
    BOOST_TEST(pieces(source, 10) == "a\xe2\x82\xac"
                                     "c last");
}

BOOST_AUTO_TEST_CASE(a_text_must_not_end_inside_a_character)
{
    WriterSource source{MessageType::text};
    source.append("\xe2\x82", no_limit);
    BOOST_CHECK_THROW(source.end(), std::invalid_argument);
    BOOST_TEST(!source.has_ended());
    source.append("\xac", no_limit);
    BOOST_TEST(source.end());
}

BOOST_AUTO_TEST_CASE(what_is_abandoned_takes_nothing_and_holds_nothing)
{
    WriterSource source{MessageType::text};
    source.append(digits(100), no_limit);
    std::string piece;
    source.read(piece, 10);
    source.abandon();
    BOOST_TEST(source.buffered() == 0u);
    BOOST_TEST(source.append("a", no_limit) == Result::abandoned);
    BOOST_TEST(source.append("\xff", no_limit) == Result::abandoned);
    BOOST_TEST(!source.end());
    BOOST_TEST(source.read(piece, 10) == State::failed);
    BOOST_TEST(source.buffered() == 0u);
}

BOOST_AUTO_TEST_CASE(what_was_ended_may_be_abandoned)
{
    WriterSource source{MessageType::text};
    source.append("a", no_limit);
    BOOST_TEST(source.end());
    source.abandon();
    std::string piece;
    BOOST_TEST(source.read(piece, 10) == State::failed);
}

BOOST_AUTO_TEST_CASE(one_thread_writes_and_another_reads)
{
    constexpr std::size_t count = 3000;
    WriterSource source{MessageType::text};
    std::thread writer{[&source] {
        for (std::size_t i = 0; i < count;)
            switch (source.append(std::to_string(i) + ' ', 200)) {
            case Result::taken: ++i; break;
            case Result::full: std::this_thread::yield(); break;
            case Result::abandoned: return;
            }
        source.end();
    }};
    std::string all, piece;
    auto state = State::more;
    while (state == State::more || state == State::waiting) {
        state = source.read(piece, 1 + all.size() % 50);
        all += piece;
        BOOST_REQUIRE(source.buffered() <= 200u);
        if (state == State::waiting)
            std::this_thread::yield();
    }
    writer.join();
    BOOST_TEST(state == State::last);
    std::istringstream numbers{all};
    for (std::size_t i = 0, number = 0; i < count; ++i) {
        BOOST_REQUIRE(numbers >> number);
        BOOST_REQUIRE(number == i);
    }
}

BOOST_AUTO_TEST_CASE(it_may_be_abandoned_while_another_thread_writes)
{
    WriterSource source{MessageType::binary};
    std::thread writer{[&source] {
        while (source.append("piece", no_limit) != Result::abandoned) {}
    }};
    while (source.buffered() < 1000)
        std::this_thread::yield();
    source.abandon();
    writer.join();
    BOOST_TEST(source.buffered() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

} // namespace message_source_test
