// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/connection.hpp"

#include "support/connection_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace connection_read_test {

namespace {

using hawser::error;
using hawser::net::Batch;
using hawser::net::Connection;
using hawser::net::ConnectionSettings;
using hawser::test::ConnectionFixture;
using hawser::test::ScriptedProtocol;

using Pieces = std::vector<std::string>;

// Bytes up to and with the last line feed: of a line without its end nothing is taken.
std::size_t whole_lines(std::string_view bytes)
{
    return bytes.rfind('\n') + 1;
}

std::size_t one_line(std::string_view bytes)
{
    return bytes.find('\n') + 1;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(connection_read, ConnectionFixture)

BOOST_AUTO_TEST_CASE(a_protocol_hears_of_its_start_before_any_byte)
{
    peer->send("early");
    protocol->when_start = [&](Connection&) { BOOST_TEST(protocol->shown.empty()); };
    open();
    BOOST_TEST(protocol->starts == 1);
    BOOST_TEST(protocol->taken == "early");
    send(" late");
    BOOST_TEST(protocol->taken == "early late");
    BOOST_TEST(protocol->starts == 1);
}

BOOST_AUTO_TEST_CASE(bytes_not_taken_are_shown_again_in_one_piece_with_what_follows)
{
    protocol->when_bytes = [](Connection&, std::string_view bytes) { return whole_lines(bytes); };
    open();
    for (auto piece : {"ab", "c\nde", "f", "\n\n", "g"})
        send(piece);
    BOOST_TEST(protocol->shown == (Pieces{"ab", "abc\nde", "def", "def\n\n", "g"}),
               boost::test_tools::per_element());
    BOOST_TEST(protocol->taken == "abc\ndef\n\n");
}

BOOST_AUTO_TEST_CASE(the_cut_of_the_input_does_not_matter)
{
    const std::string input = "first\nsecond one\n\nfourth\nno end";
    const std::string lines = "first\nsecond one\n\nfourth\n";
    const auto check = [&](std::vector<std::size_t> cuts) {
        auto far = make_peer();
        auto script = std::make_shared<ScriptedProtocol>();
        script->when_bytes = [](Connection&, std::string_view bytes) { return whole_lines(bytes); };
        const auto made = connect(far, script);
        std::size_t begin = 0;
        cuts.push_back(input.size());
        for (auto end : cuts) {
            far->send(std::string_view{input}.substr(begin, end - begin));
            run();
            begin = end;
        }
        BOOST_TEST(script->taken == lines);
        BOOST_TEST(script->shown.back().ends_with("no end"));
    };
    check({});
    for (std::size_t cut = 1; cut < input.size(); ++cut)
        check({cut});
    std::vector<std::size_t> all;
    for (std::size_t cut = 1; cut < input.size(); ++cut)
        all.push_back(cut);
    check(all);
}

BOOST_AUTO_TEST_CASE(one_read_takes_no_more_than_the_read_size)
{
    ConnectionSettings settings;
    settings.read_size = 4;
    open(settings);
    send("0123456789");
    BOOST_TEST(protocol->shown == (Pieces{"0123", "4567", "89"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_protocol_that_takes_nothing_cannot_fill_the_memory)
{
    protocol->when_bytes = [](Connection&, std::string_view) { return 0U; };
    open();
    send(std::string(Batch::receive_size - 1, 'x'));
    BOOST_TEST(protocol->closings == 0);
    BOOST_TEST(protocol->shown.back().size() == Batch::receive_size - 1);
    protocol->shown.clear();
    send("yz");
    BOOST_TEST(protocol->shown.back().size() == Batch::receive_size);
    BOOST_TEST(protocol->closings == 1);
    BOOST_TEST(protocol->reason == error::header_too_large);
}

// --- the end of the stream

BOOST_AUTO_TEST_CASE(the_end_comes_after_all_bytes_and_once)
{
    protocol->when_eof = [&](Connection&) { BOOST_TEST(protocol->taken == "last words"); };
    open();
    peer->send("last words");
    end();
    BOOST_TEST(protocol->eofs == 1);
    BOOST_TEST(protocol->closings == 0);
    in_batch([&] { connection->write("answer"); });
    BOOST_TEST(peer->sent == "answer");
    BOOST_TEST(protocol->eofs == 1);
}

BOOST_AUTO_TEST_CASE(the_end_comes_although_bytes_were_not_taken)
{
    protocol->when_bytes = [](Connection&, std::string_view) { return 0U; };
    open();
    peer->send("half a line");
    end();
    BOOST_TEST(protocol->eofs == 1);
}

// --- replaced protocols

struct ReplaceFixture : ConnectionFixture {
    std::shared_ptr<ScriptedProtocol> successor = std::make_shared<ScriptedProtocol>();

    // Hands over behind the first line.
    void replace_after_a_line()
    {
        protocol->when_bytes = [this](Connection& c, std::string_view bytes) {
            const auto line = one_line(bytes);
            if (line > 0)
                c.replace_protocol(successor);
            return line;
        };
    }
};

BOOST_FIXTURE_TEST_CASE(a_successor_gets_the_rest_at_once, ReplaceFixture)
{
    replace_after_a_line();
    open();
    const std::weak_ptr watch = protocol;
    protocol->when_closed = [](auto) { BOOST_TEST(false, "the first protocol was closed"); };
    send("upgrade\nrest");
    BOOST_TEST(protocol->taken == "upgrade\n");
    BOOST_TEST(successor->starts == 1);
    BOOST_TEST(successor->shown == Pieces{"rest"}, boost::test_tools::per_element());
    BOOST_TEST(protocol.use_count() == 1);
    send(" and more");
    end();
    BOOST_TEST(successor->taken == "rest and more");
    BOOST_TEST(successor->eofs == 1);
    BOOST_TEST(protocol->shown.size() == 1U);
    in_batch([&] { connection->close(); });
    BOOST_TEST(successor->closings == 1);
    BOOST_TEST(protocol->closings == 0);
}

BOOST_FIXTURE_TEST_CASE(a_successor_is_not_shown_an_empty_rest, ReplaceFixture)
{
    replace_after_a_line();
    open();
    send("upgrade\n");
    BOOST_TEST(successor->starts == 1);
    BOOST_TEST(successor->shown.empty());
    send("x");
    BOOST_TEST(successor->taken == "x");
}

BOOST_FIXTURE_TEST_CASE(the_cut_of_a_hand_over_does_not_matter, ReplaceFixture)
{
    const std::string input = "upgrade\nrest";
    for (std::size_t cut = 0; cut <= input.size(); ++cut) {
        reset();
        successor = std::make_shared<ScriptedProtocol>();
        replace_after_a_line();
        open();
        send(std::string_view{input}.substr(0, cut));
        send(std::string_view{input}.substr(cut));
        BOOST_TEST(protocol->taken == "upgrade\n");
        BOOST_TEST(successor->taken == "rest");
    }
}

BOOST_FIXTURE_TEST_CASE(a_successor_may_be_replaced_in_its_turn, ReplaceFixture)
{
    auto third = std::make_shared<ScriptedProtocol>();
    replace_after_a_line();
    successor->when_bytes = [third](Connection& c, std::string_view bytes) {
        c.replace_protocol(third);
        return one_line(bytes);
    };
    open();
    send("one\ntwo\nthree\n");
    BOOST_TEST(protocol->taken == "one\n");
    BOOST_TEST(successor->taken == "two\n");
    BOOST_TEST(third->taken == "three\n");
}

BOOST_FIXTURE_TEST_CASE(a_successor_may_be_replaced_at_its_start, ReplaceFixture)
{
    auto third = std::make_shared<ScriptedProtocol>();
    replace_after_a_line();
    successor->when_start = [third](Connection& c) { c.replace_protocol(third); };
    open();
    send("one\ntwo\n");
    BOOST_TEST(successor->shown.empty());
    BOOST_TEST(third->starts == 1);
    BOOST_TEST(third->taken == "two\n");
}

BOOST_FIXTURE_TEST_CASE(a_successor_that_ends_the_connection_at_its_start_is_shown_nothing, ReplaceFixture)
{
    for (const bool at_once : {true, false}) {
        reset();
        successor = std::make_shared<ScriptedProtocol>();
        replace_after_a_line();
        successor->when_start = [at_once](Connection& c) { at_once ? c.close() : c.finish(); };
        open();
        send("upgrade\nrest");
        end();
        BOOST_TEST(successor->shown.empty());
        BOOST_TEST(successor->closings == 1);
        BOOST_TEST(protocol->closings == 0);
    }
}

BOOST_FIXTURE_TEST_CASE(a_protocol_may_be_replaced_from_outside_its_callbacks, ReplaceFixture)
{
    protocol->when_bytes = [](Connection&, std::string_view) { return 0U; };
    open();
    send("kept");
    in_batch([&] {
        connection->replace_protocol(successor);
        BOOST_TEST(successor->starts == 0);
    });
    BOOST_TEST(successor->starts == 1);
    BOOST_TEST(successor->shown == Pieces{"kept"}, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(bytes_behind_a_replacement_are_not_shown_to_the_replaced, ReplaceFixture)
{
    protocol->when_bytes = [](Connection&, std::string_view) { return 0U; };
    open();
    send("kept");
    peer->send(" and new"); // its handler is ahead of the replacement's
    in_batch([&] { connection->replace_protocol(successor); });
    BOOST_TEST(protocol->shown == Pieces{"kept"}, boost::test_tools::per_element());
    BOOST_TEST(successor->starts == 1);
    BOOST_TEST(successor->taken == "kept and new");
}

BOOST_FIXTURE_TEST_CASE(a_replacement_of_a_closed_connection_is_dropped, ReplaceFixture)
{
    open();
    in_batch([&] {
        connection->replace_protocol(successor);
        connection->close();
    });
    BOOST_TEST(successor->starts == 0);
    BOOST_TEST(successor.use_count() == 1);
    BOOST_TEST(protocol->closings == 1);
}

// --- pausing

BOOST_AUTO_TEST_CASE(a_paused_connection_is_shown_nothing_until_it_resumes)
{
    open();
    in_batch([&] { connection->pause_reading(); });
    send("one ");
    peer->send("two");
    end();
    BOOST_TEST(protocol->shown.empty());
    BOOST_TEST(peer->incoming.size() == 7U); // left with the system, which slows the peer down
    in_batch([&] { connection->resume_reading(); });
    BOOST_TEST(protocol->taken == "one two");
    BOOST_TEST(protocol->eofs == 1);
}

BOOST_AUTO_TEST_CASE(resuming_shows_what_was_kept_without_new_bytes)
{
    protocol->when_bytes = [](Connection& c, std::string_view bytes) {
        if (one_line(bytes) > 0)
            c.pause_reading();
        return one_line(bytes);
    };
    open();
    send("a\nb\nc");
    BOOST_TEST(protocol->taken == "a\n");
    in_batch([&] {
        connection->resume_reading();
        BOOST_TEST(protocol->shown.size() == 1U); // not from within
    });
    BOOST_TEST(protocol->taken == "a\nb\n");
    send("\n");
    in_batch([&] { connection->resume_reading(); });
    BOOST_TEST(protocol->taken == "a\nb\nc\n");
    BOOST_TEST(protocol->shown == (Pieces{"a\nb\nc", "b\nc", "c", "c\n"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(resuming_within_the_callback_that_paused_shows_the_rest_again)
{
    protocol->when_bytes = [](Connection& c, std::string_view bytes) {
        c.pause_reading();
        c.resume_reading();
        return one_line(bytes);
    };
    open();
    send("a\nb\n");
    BOOST_TEST(protocol->taken == "a\nb\n");
    BOOST_TEST(protocol->shown == (Pieces{"a\nb\n", "b\n"}), boost::test_tools::per_element());
    send("c\n");
    BOOST_TEST(protocol->taken == "a\nb\nc\n");
}

BOOST_AUTO_TEST_CASE(resuming_and_pausing_again_shows_nothing)
{
    protocol->when_bytes = [](Connection& c, std::string_view) {
        c.pause_reading();
        return 0U;
    };
    open();
    send("kept");
    in_batch([&] {
        connection->resume_reading();
        connection->pause_reading();
    });
    BOOST_TEST(protocol->shown.size() == 1U);
    in_batch([&] {
        connection->resume_reading();
        connection->resume_reading();
    });
    BOOST_TEST(protocol->shown.size() == 2U);
}

BOOST_AUTO_TEST_CASE(pausing_after_each_line_loses_nothing_wherever_the_input_is_cut)
{
    const std::string input = "first\nsecond\n\nthird\n";
    for (std::size_t limit = 1; limit <= input.size(); ++limit) {
        auto far = make_peer();
        far->read_limit = limit;
        auto script = std::make_shared<ScriptedProtocol>();
        script->when_bytes = [](Connection& c, std::string_view bytes) {
            if (one_line(bytes) > 0) {
                c.pause_reading();
                c.post([&c] { c.resume_reading(); });
            }
            return one_line(bytes);
        };
        const auto made = connect(far, script);
        far->send(input);
        far->end();
        run();
        BOOST_TEST(script->taken == input);
        BOOST_TEST(script->eofs == 1);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace connection_read_test
