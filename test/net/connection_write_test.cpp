// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/connection.hpp"

#include "support/connection_fixture.hpp"
#include "support/print_send_result.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace connection_write_test {

namespace {

using hawser::error;
using hawser::SendResult;
using hawser::net::Batch;
using hawser::net::Connection;
using hawser::net::ConnectionSettings;
using hawser::net::SharedBytes;
using hawser::test::ConnectionFixture;
using hawser::test::ScriptedProtocol;

SharedBytes share(std::string text)
{
    return std::make_shared<const std::string>(std::move(text));
}

const std::string large(Batch::cork_size + 6000, 'L');

} // namespace

BOOST_FIXTURE_TEST_SUITE(connection_write, ConnectionFixture)

// --- collecting

BOOST_AUTO_TEST_CASE(the_writes_of_a_batch_make_one_write)
{
    open();
    in_batch([&] {
        for (int i = 0; i < 100; ++i)
            BOOST_TEST(connection->write("head ", "body ") == SendResult::sent);
        BOOST_TEST(connection->write(share("shared")) == SendResult::sent);
        BOOST_TEST(peer->writes == 0U);
    });
    BOOST_TEST(peer->writes == 1U);
    BOOST_TEST(peer->sent.size() == 100U * 10 + 6);
    BOOST_TEST(connection->queued_bytes() == 0U);
}

BOOST_AUTO_TEST_CASE(answers_to_one_read_make_one_write)
{
    protocol->when_bytes = [](Connection& c, std::string_view bytes) {
        for (char byte : bytes)
            c.write({&byte, 1});
        return bytes.size();
    };
    open();
    peer->send("hello");
    run();
    BOOST_TEST(peer->sent == "hello");
    BOOST_TEST(peer->writes == 1U);
}

BOOST_AUTO_TEST_CASE(a_large_write_goes_out_at_once_behind_what_was_collected)
{
    open();
    in_batch([&] {
        connection->write("small ");
        BOOST_TEST(connection->write("head ", large) == SendResult::sent);
        BOOST_TEST(peer->writes == 1U);
        BOOST_TEST(peer->sent.size() == 11 + large.size());
        connection->write(" tail");
    });
    BOOST_TEST((peer->sent == "small head " + large + " tail"));
    BOOST_TEST(peer->writes == 2U);
}

BOOST_AUTO_TEST_CASE(large_shared_bytes_go_out_behind_what_was_collected_and_are_let_go)
{
    const auto shared = share(large);
    open();
    in_batch([&] {
        connection->write("small ");
        BOOST_TEST(connection->write(shared) == SendResult::sent);
        connection->write(" tail");
    });
    BOOST_TEST((peer->sent == "small " + large + " tail"));
    BOOST_TEST(shared.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(empty_writes_send_nothing)
{
    open();
    in_batch([&] {
        BOOST_TEST(connection->write(std::string_view{}) == SendResult::sent);
        BOOST_TEST(connection->write({}, "body") == SendResult::sent);
        BOOST_TEST(connection->write(share("")) == SendResult::sent);
    });
    BOOST_TEST(peer->sent == "body");
    peer->room = 0;
    in_batch([&] { connection->write("waits"); });
    in_batch([&] { BOOST_TEST(connection->write("") == SendResult::sent); });
    BOOST_TEST(connection->queued_bytes() == 5U);
}

BOOST_AUTO_TEST_CASE(writes_to_another_connection_go_out_with_one_write_at_the_end_of_the_batch)
{
    open();
    auto other_peer = make_peer();
    const auto other = connect(other_peer, std::make_shared<ScriptedProtocol>());
    protocol->when_bytes = [&](Connection&, std::string_view bytes) {
        for (std::size_t i = 0; i < bytes.size(); ++i)
            BOOST_TEST(other->write(bytes.substr(i, 1)) == SendResult::sent);
        other->write(share("!"));
        BOOST_TEST(other_peer->writes == 0U);
        return bytes.size();
    };
    peer->send("hello");
    run();
    BOOST_TEST(other_peer->sent == "hello!");
    BOOST_TEST(other_peer->writes == 1U);
    BOOST_TEST(other->queued_bytes() == 0U);
}

BOOST_AUTO_TEST_CASE(writes_to_another_connection_do_not_pile_up_above_its_high_mark)
{
    open();
    auto other_peer = make_peer();
    const auto other = connect(other_peer, std::make_shared<ScriptedProtocol>());
    in_batch([&] {
        for (int i = 0; i < 3; ++i) {
            BOOST_TEST(other->write("head ", large) == SendResult::sent);
            BOOST_TEST(other->queued_bytes() == 0U);
        }
    });
    BOOST_TEST(other_peer->sent.size() == 3 * (5 + large.size()));
    BOOST_TEST(other_peer->writes == 3U);
}

// --- space for very small messages

namespace {

bool fill(Connection& connection, std::string_view text)
{
    char* place = connection.space(text.size());
    if (place)
        std::copy(text.begin(), text.end(), place);
    return place != nullptr;
}

} // namespace

BOOST_AUTO_TEST_CASE(space_is_behind_what_was_written_and_goes_out_with_it)
{
    open();
    in_batch([&] {
        BOOST_TEST(fill(*connection, "one "));
        BOOST_TEST(fill(*connection, "two "));
        connection->write("three ", "four ");
        BOOST_TEST(fill(*connection, "five"));
    });
    BOOST_TEST(peer->sent == "one two three four five");
    BOOST_TEST(peer->writes == 1U);
    in_batch([&] { BOOST_TEST(fill(*connection, " six")); });
    BOOST_TEST(peer->sent == "one two three four five six");
    BOOST_TEST(peer->writes == 2U);
}

BOOST_AUTO_TEST_CASE(there_is_no_space_where_the_order_would_suffer)
{
    open();
    in_batch([&] {
        connection->write("corked ");
        BOOST_TEST(!fill(*connection, std::string(Batch::cork_size, 'x')));
        connection->write("head ", large); // goes out at once
        BOOST_TEST(fill(*connection, "behind "));
    });
    const auto other = connect(make_peer(), std::make_shared<ScriptedProtocol>());
    {
        Batch batch{*loop, other.get()};
        other->write("x");
        BOOST_TEST(!fill(*connection, "x")); // not the connection that the batch is about
        BOOST_TEST(fill(*other, "y"));
    }
    peer->room = 0;
    in_batch([&] { connection->write("queued"); });
    in_batch([&] {
        connection->write("waits, too");
        BOOST_TEST(!fill(*connection, "x"));
    });
    peer->take();
    run();
    BOOST_TEST((peer->sent == "corked head " + large + "behind queuedwaits, too"));
    for (const bool at_once : {true, false}) {
        reset();
        open();
        in_batch([&] {
            connection->write("last");
            at_once ? connection->close() : connection->finish();
            BOOST_TEST(!fill(*connection, "x"));
        });
    }
}

// --- order, however little the system takes

namespace {

struct Write {
    std::string head, body;
    SharedBytes shared;
};

std::string bytes_of(const std::vector<Write>& writes)
{
    std::string all;
    for (const auto& each : writes)
        all += each.head + each.body + (each.shared ? *each.shared : "");
    return all;
}

struct OrderFixture : ConnectionFixture {
    void make(const Write& each)
    {
        if (each.shared)
            connection->write(each.shared);
        else
            connection->write(each.head, each.body);
    }

    // All writes in one batch of the connection, one each, or in another connection's; the system takes
    // `room` bytes first and `step` at a time then.
    void check(const std::vector<Write>& writes, std::size_t room, std::size_t step)
    {
        const auto expected = bytes_of(writes);
        auto bystander = connect(make_peer(), std::make_shared<ScriptedProtocol>());
        for (int way = 0; way < 3; ++way) {
            reset();
            open();
            peer->room = room;
            if (way == 1) {
                for (const auto& each : writes)
                    in_batch([&] { make(each); });
            } else {
                Batch batch{*loop, way == 0 ? connection.get() : bystander.get()};
                for (const auto& each : writes)
                    make(each);
            }
            BOOST_TEST(peer->sent.size() == std::min(room, expected.size()));
            BOOST_TEST(connection->queued_bytes() == expected.size() - peer->sent.size());
            for (run(); peer->sent.size() < expected.size(); run()) {
                const auto before = peer->sent.size();
                peer->take(step);
                run();
                BOOST_TEST_REQUIRE(peer->sent.size() == std::min(before + step, expected.size()));
            }
            BOOST_TEST((peer->sent == expected));
            BOOST_TEST(connection->queued_bytes() == 0U);
            in_batch([&] { connection->close(); });
        }
        in_batch([&] { bystander->close(); });
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(partial_writes_at_every_offset_keep_the_order_of_small_writes, OrderFixture)
{
    const std::vector<Write> writes{{"head ", "body ", {}},
                                    {"", "", share("shared ")},
                                    {"only head ", "", {}},
                                    {"", "", share("again ")},
                                    {"", "only body", {}}};
    for (std::size_t room = 0; room <= bytes_of(writes).size(); ++room) {
        check(writes, room, 1000);
        check(writes, room, 3);
    }
}

BOOST_FIXTURE_TEST_CASE(partial_writes_keep_the_order_of_large_writes, OrderFixture)
{
    std::string body(Batch::cork_size + 100, ' ');
    for (std::size_t i = 0; i < body.size(); ++i)
        body[i] = static_cast<char>('a' + i % 23);
    const std::vector<Write> writes{
        {"small ", "one ", {}}, {"head ", body, {}}, {"", "", share(body + "shared")},
        {"small ", "two ", {}}, {"", body, {}},      {"", "", share("end")}};
    std::set<std::size_t> rooms{0, 1, 4095, 4096, Batch::cork_size, 2 * Batch::cork_size};
    std::size_t end = 0;
    for (const auto& each : writes)
        for (auto size : {each.head.size(), each.body.size(), each.shared ? each.shared->size() : 0}) {
            end += size;
            rooms.insert({end - 1, end, end + 1});
        }
    for (auto room : rooms)
        check(writes, room, 50'021);
}

// --- marks

struct MarkFixture : ConnectionFixture {
    MarkFixture()
    {
        ConnectionSettings settings;
        settings.queue_high_mark = 100;
        settings.queue_low_mark = 40;
        open(settings);
        peer->room = 0;
        in_batch([&] { connection->write(std::string(10, '-')); });
        BOOST_TEST(connection->queued_bytes() == 10U);
    }

    SendResult write(std::size_t size)
    {
        auto result = SendResult::dropped;
        in_batch([&] { result = connection->write(std::string(size, 'x')); });
        return result;
    }
};

BOOST_FIXTURE_TEST_CASE(the_result_says_when_the_queue_is_above_its_high_mark, MarkFixture)
{
    BOOST_TEST(write(90) == SendResult::sent);
    BOOST_TEST(connection->queued_bytes() == 100U);
    BOOST_TEST(write(1) == SendResult::queued);
    BOOST_TEST(write(5) == SendResult::queued);
    BOOST_TEST(connection->queued_bytes() == 106U);
    BOOST_TEST(protocol->drains == 0);
    peer->take(60);
    run();
    BOOST_TEST(connection->queued_bytes() == 46U);
    BOOST_TEST(protocol->drains == 0);
    BOOST_TEST(write(1) == SendResult::sent);
    peer->take(7);
    run();
    BOOST_TEST(connection->queued_bytes() == 40U);
    BOOST_TEST(protocol->drains == 1);
    peer->take();
    run();
    BOOST_TEST(protocol->drains == 1);
    BOOST_TEST(write(10) == SendResult::sent);
    BOOST_TEST(protocol->drains == 1);
}

BOOST_FIXTURE_TEST_CASE(without_a_write_above_the_mark_there_is_no_drain, MarkFixture)
{
    BOOST_TEST(write(50) == SendResult::sent);
    peer->take();
    run();
    BOOST_TEST(protocol->drains == 0);
}

BOOST_FIXTURE_TEST_CASE(a_drain_may_write_above_the_mark_again, MarkFixture)
{
    protocol->when_drain = [&](Connection& c) {
        if (protocol->drains < 3) {
            peer->room = 0;
            BOOST_TEST(c.write(large) == SendResult::queued);
        }
    };
    BOOST_TEST(write(100) == SendResult::queued);
    for (int i = 1; i <= 4; ++i) {
        peer->take();
        run();
        BOOST_TEST(protocol->drains == std::min(i, 3));
    }
}

BOOST_FIXTURE_TEST_CASE(want_drain_waits_for_the_low_mark, MarkFixture)
{
    BOOST_TEST(write(60) == SendResult::sent);
    in_batch([&] {
        connection->want_drain();
        connection->want_drain();
    });
    BOOST_TEST(protocol->drains == 0);
    peer->take(30);
    run();
    BOOST_TEST(protocol->drains == 1);
    in_batch([&] { // already at the mark: later, but not from within
        connection->want_drain();
        connection->want_drain();
        BOOST_TEST(protocol->drains == 1);
    });
    BOOST_TEST(protocol->drains == 2);
}

BOOST_FIXTURE_TEST_CASE(a_closed_connection_does_not_drain, MarkFixture)
{
    BOOST_TEST(write(200) == SendResult::queued);
    in_batch([&] {
        connection->want_drain();
        connection->close();
        BOOST_TEST(connection->queued_bytes() == 0U);
    });
    BOOST_TEST(protocol->drains == 0);
}

// --- failures

BOOST_AUTO_TEST_CASE(a_failed_write_closes_whichever_way_it_was_made)
{
    auto bystander = connect(make_peer(), std::make_shared<ScriptedProtocol>());
    const std::vector<std::function<SendResult()>> ways{
        [&] { return connection->write("small"), SendResult::dropped; }, // fails when the batch ends
        [&] { return connection->write("head", large); },
        [&] { return connection->write("small"), connection->write(share(large)); },
        [&] { return connection->write(share(large)); },
        [&] {
            Batch inner{*loop, bystander.get()};
            return connection->write("head", large);
        },
    };
    for (const auto& way : ways) {
        reset();
        open();
        peer->fail_at = peer->operations;
        in_batch([&] {
            BOOST_TEST(way() == SendResult::dropped);
            BOOST_TEST(protocol->closings == 0);
        });
        BOOST_TEST(!connection->is_open());
        BOOST_TEST(connection->queued_bytes() == 0U);
        BOOST_TEST(protocol->closings == 1);
        BOOST_TEST((protocol->reason == boost::asio::error::broken_pipe));
        BOOST_TEST(peer->sent.empty());
    }
}

BOOST_AUTO_TEST_CASE(what_is_written_to_an_ending_connection_is_dropped)
{
    for (const bool at_once : {true, false}) {
        reset();
        open();
        in_batch([&] {
            connection->write("before");
            at_once ? connection->close() : connection->finish();
            BOOST_TEST(connection->write("after") == SendResult::dropped);
            BOOST_TEST(connection->write("after", large) == SendResult::dropped);
            BOOST_TEST(connection->write(share(large)) == SendResult::dropped);
        });
        BOOST_TEST(peer->sent == (at_once ? "" : "before"));
        BOOST_TEST(connection->queued_bytes() == 0U);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace connection_write_test
