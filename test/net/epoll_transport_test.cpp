// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/epoll_transport.hpp"

#include "net/io_threads.hpp"
#include "support/epoll_loop.hpp"
#include "support/print_error.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/read.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/epoll.h>

#include <cstdint>
#include <future>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace epoll_transport_test {

namespace {

namespace asio = boost::asio;
using hawser::error;
using hawser::error_code;
using hawser::Logger;
using hawser::net::Connection;
using hawser::net::EpollTransport;
using hawser::net::IoThreads;
using hawser::net::Protocol;
using hawser::net::Transport;
using hawser::test::EpollConnection;
using hawser::test::EpollLoop;
using hawser::test::patience;
using hawser::test::ScriptedProtocol;
using hawser::test::SocketPair;

// Few enough for handlers that each do something; a busy loop makes thousands.
constexpr std::size_t a_few = 5;

const std::string large(3 << 20, 'L'); // more than the system takes at once

struct Fixture : EpollLoop {
    EpollConnection pair{*this};
    ScriptedProtocol& protocol = *pair.protocol;
    Connection& connection = *pair.connection;
    Transport& transport = connection.transport();

    void open()
    {
        pair.start();
        run();
    }
    void send(std::string_view bytes)
    {
        pair.send(bytes);
        run();
    }
    std::string read(error_code& ec, std::size_t size = 100)
    {
        std::string buffer(size, ' ');
        buffer.resize(transport.read_some(buffer, ec));
        return buffer;
    }
    // Leaves a byte that the peer has not read, so that its end is a reset and no end of stream.
    void reset_by_peer()
    {
        error_code ec;
        const std::string_view unread[] = {"x"};
        transport.write_some(unread, ec);
        pair.peer.close();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(epoll_transport, Fixture)

BOOST_AUTO_TEST_CASE(is_what_a_loop_with_a_set_gets)
{
    BOOST_TEST((dynamic_cast<EpollTransport*>(&transport) != nullptr));
    BOOST_TEST((transport.executor() == loop->executor()));
}

// --- reading and writing

BOOST_AUTO_TEST_CASE(a_reset_is_told_and_so_is_a_closed_descriptor)
{
    reset_by_peer();
    error_code ec;
    BOOST_TEST(read(ec) == "");
    BOOST_TEST((ec == asio::error::connection_reset));
    transport.close();
    transport.close();
    BOOST_TEST(read(ec) == "");
    BOOST_TEST((ec == asio::error::bad_descriptor));
    const std::string_view piece[] = {"x"};
    BOOST_TEST(transport.write_some(piece, ec) == 0U);
    BOOST_TEST((ec == asio::error::bad_descriptor));
    transport.shutdown_send();
}

BOOST_AUTO_TEST_CASE(a_success_clears_the_error_of_before)
{
    error_code ec = asio::error::would_block;
    pair.send("x");
    BOOST_TEST(read(ec) == "x");
    BOOST_TEST(!ec);
    ec = asio::error::would_block;
    const std::string_view piece[] = {"x"};
    BOOST_TEST(transport.write_some(piece, ec) == 1U);
    BOOST_TEST(!ec);
}

BOOST_AUTO_TEST_CASE(a_gather_write_that_is_taken_in_part_keeps_its_order)
{
    std::vector<std::string> texts;
    for (char letter = 'a'; letter < 'a' + 20; ++letter)
        texts.emplace_back(30'000, letter);
    const std::vector<std::string_view> pieces{texts.begin(), texts.end()};
    std::string all;
    for (int i = 0; i < 16; ++i)
        all += texts[static_cast<std::size_t>(i)];
    error_code ec;
    const auto written = transport.write_some(pieces, ec);
    BOOST_TEST(!ec);
    BOOST_TEST(written > 0U);
    BOOST_TEST(written < all.size());
    BOOST_TEST((pair.receive() == all.substr(0, written)));
}

BOOST_AUTO_TEST_CASE(writes_to_a_peer_that_has_gone_are_errors_and_no_signal)
{
    pair.peer.close();
    for (const std::vector<std::string_view>& pieces :
         {std::vector<std::string_view>{"x"}, std::vector<std::string_view>{"x", "y"}}) {
        error_code ec;
        BOOST_TEST(transport.write_some(pieces, ec) == 0U);
        BOOST_TEST((ec == asio::error::broken_pipe));
    }
}

BOOST_AUTO_TEST_CASE(closing_closes_the_descriptor)
{
    open();
    pair.in_batch([&] { connection.close(); });
    BOOST_TEST(pair.receive().empty());
    error_code ec;
    char byte = 0;
    pair.peer.read_some(asio::buffer(&byte, 1), ec);
    BOOST_TEST((ec == asio::error::eof));
}

// --- notifications

BOOST_AUTO_TEST_CASE(a_connection_is_told_when_bytes_come)
{
    open();
    BOOST_TEST(run() == 0U);
    send("one ");
    send("two");
    BOOST_TEST(protocol.taken == "one two");
    BOOST_TEST(protocol.shown.size() == 2U);
    pair.peer.shutdown(SocketPair::Peer::shutdown_send);
    BOOST_TEST(run() <= a_few);
    BOOST_TEST(protocol.eofs == 1);
}

BOOST_AUTO_TEST_CASE(a_connection_is_told_when_there_is_room)
{
    open();
    pair.in_batch([&] { connection.write(large); });
    BOOST_TEST(connection.queued_bytes() > 0U);
    BOOST_TEST(run() <= a_few); // nobody reads: there is nothing to tell
    std::string heard;
    for (int i = 0; i < 10'000 && heard.size() < large.size(); ++i) {
        heard += pair.receive();
        run();
    }
    BOOST_TEST((heard == large));
    BOOST_TEST(connection.queued_bytes() == 0U);
    BOOST_TEST(run() == 0U); // there is room, and nobody waits for it
    send("and the other way");
    BOOST_TEST(protocol.taken == "and the other way");
}

BOOST_AUTO_TEST_CASE(what_was_left_unread_is_told_again)
{
    EpollConnection slow{*this, {.read_size = 2}};
    slow.start();
    slow.send("abcde");
    run();
    BOOST_TEST(slow.protocol->shown == (std::vector<std::string>{"ab", "cd", "e"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_was_left_unread_is_not_told_of_to_those_who_do_not_wait)
{
    EpollConnection slow{*this, {.read_size = 2}};
    slow.protocol->when_bytes = [](Connection& c, std::string_view bytes) {
        c.pause_reading();
        return bytes.size();
    };
    slow.start();
    run();
    slow.send("abcde");
    for (const auto* expected : {"ab", "abcd", "abcde"}) {
        BOOST_TEST(run() <= a_few);
        BOOST_TEST(slow.protocol->taken == expected);
        BOOST_TEST(run() == 0U);
        slow.in_batch([&] { slow.connection->resume_reading(); });
    }
}

BOOST_AUTO_TEST_CASE(an_error_or_hang_up_alone_wakes_those_who_wait)
{
    for (const std::uint32_t event : {EPOLLERR, EPOLLHUP}) {
        EpollConnection told{*this};
        told.start();
        run();
        told.in_batch([&] { told.connection->write(large); });
        told.send("x");
        const auto queued = told.connection->queued_bytes();
        told.receive();
        dynamic_cast<EpollTransport&>(told.connection->transport()).on_events(event);
        BOOST_TEST(told.protocol->taken == "x");
        BOOST_TEST(told.connection->queued_bytes() < queued);
        BOOST_TEST(run() <= a_few);
    }
}

BOOST_AUTO_TEST_CASE(a_notification_without_reason_does_no_harm)
{
    open();
    dynamic_cast<EpollTransport&>(transport).on_events(EPOLLIN | EPOLLOUT);
    BOOST_TEST(protocol.shown.empty());
    send("x");
    BOOST_TEST(protocol.taken == "x");
}

// --- one that is alone in its set, which is not asked what has come

BOOST_AUTO_TEST_CASE(an_event_that_can_only_be_one_is_told_without_asking)
{
    open();
    auto& lone = dynamic_cast<EpollTransport&>(transport);
    BOOST_TEST(lone.on_event()); // nothing has come, which does no harm
    BOOST_TEST(protocol.shown.empty());
    pair.send("x");
    BOOST_TEST(lone.on_event());
    BOOST_TEST(protocol.taken == "x");
    run();
    BOOST_TEST(protocol.shown.size() == 1U);
}

BOOST_AUTO_TEST_CASE(who_waits_for_two_things_has_to_ask)
{
    open();
    pair.in_batch([&] { connection.write(large); });
    pair.send("x");
    const auto queued = connection.queued_bytes();
    auto& lone = dynamic_cast<EpollTransport&>(transport);
    BOOST_TEST(!lone.on_event());
    BOOST_TEST(protocol.taken == "");
    BOOST_TEST(connection.queued_bytes() == queued);
    run();
    BOOST_TEST(protocol.taken == "x");
    while (connection.queued_bytes() > 0) {
        BOOST_TEST_REQUIRE(!pair.receive().empty());
        run();
    }
    pair.receive();
    BOOST_TEST(run() == 0U);
}

BOOST_AUTO_TEST_CASE(who_waits_for_room_alone_gets_it_without_asking)
{
    open();
    pair.in_batch([&] {
        connection.pause_reading();
        connection.write(large);
    });
    pair.send("not now"); // which is no news any more when it has been told
    run();
    auto& lone = dynamic_cast<EpollTransport&>(transport);
    const auto queued = connection.queued_bytes();
    pair.receive();
    BOOST_TEST(lone.on_event());
    BOOST_TEST(connection.queued_bytes() < queued);
    BOOST_TEST(protocol.taken == "");
}

// --- a peer that goes while nobody waits

BOOST_AUTO_TEST_CASE(the_end_of_a_peer_that_nobody_waits_for_costs_nothing_until_somebody_does)
{
    open();
    pair.in_batch([&] { connection.pause_reading(); });
    pair.send("last words");
    pair.peer.close(); // a hang-up, which is always reported
    BOOST_TEST(run() <= a_few);
    BOOST_TEST(run() == 0U);
    BOOST_TEST(is_done()); // the socket has left the set
    BOOST_TEST(protocol.shown.empty());
    pair.in_batch([&] { connection.resume_reading(); });
    BOOST_TEST(run() <= a_few);
    BOOST_TEST(protocol.taken == "last words");
    BOOST_TEST(protocol.eofs == 1);
    BOOST_TEST(run() == 0U);
    pair.in_batch([&] { connection.close(); });
    run();
    BOOST_TEST(protocol.closings == 1);
}

BOOST_AUTO_TEST_CASE(a_reset_that_nobody_waits_for_costs_nothing_until_somebody_does)
{
    open();
    pair.in_batch([&] { connection.pause_reading(); });
    reset_by_peer();
    BOOST_TEST(run() <= a_few);
    BOOST_TEST(run() == 0U);
    BOOST_TEST(protocol.closings == 0);
    pair.in_batch([&] { connection.resume_reading(); });
    BOOST_TEST(run() <= a_few);
    BOOST_TEST(protocol.closings == 1);
    BOOST_TEST((protocol.reason == asio::error::connection_reset));
    BOOST_TEST(is_done());
}

BOOST_AUTO_TEST_CASE(a_connection_that_has_seen_the_end_and_goes_on_costs_nothing)
{
    open();
    pair.peer.shutdown(SocketPair::Peer::shutdown_send);
    BOOST_TEST(run() <= a_few);
    BOOST_TEST(protocol.eofs == 1);
    BOOST_TEST(run() == 0U);
    pair.in_batch([&] { connection.write("still talking"); });
    BOOST_TEST(pair.receive() == "still talking");
    pair.in_batch([&] { connection.finish(); });
    BOOST_TEST(run() <= a_few);
    BOOST_TEST(protocol.closings == 1);
    BOOST_TEST(!protocol.reason);
}

BOOST_AUTO_TEST_CASE(a_peer_that_goes_while_only_room_is_waited_for_is_noticed)
{
    open();
    pair.in_batch([&] {
        connection.pause_reading();
        connection.write(large);
    });
    pair.send("wakes the reader, who is paused");
    BOOST_TEST(run() <= a_few);
    pair.peer.close();
    BOOST_TEST(run() <= a_few);
    BOOST_TEST(protocol.closings == 1);
    BOOST_TEST(protocol.reason);
    BOOST_TEST(is_done());
}

// --- the end, with waits pending

BOOST_AUTO_TEST_CASE(closing_ends_both_waits_and_tells_nobody)
{
    open();
    pair.in_batch([&] { connection.write(large); }); // waits for room, too
    pair.send("never read");
    pair.in_batch([&] { connection.close(error::connection_cut); });
    run();
    BOOST_TEST(protocol.shown.empty());
    BOOST_TEST(protocol.closings == 1);
    BOOST_TEST(protocol.reason == error::connection_cut);
    BOOST_TEST(loop->size() == 0U);
    BOOST_TEST(is_done());
}

BOOST_AUTO_TEST_CASE(a_reader_that_closes_is_not_told_that_there_is_room)
{
    protocol.when_bytes = [](Connection& c, std::string_view bytes) {
        c.close();
        return bytes.size();
    };
    open();
    pair.in_batch([&] { connection.write(large); });
    pair.send("close!");
    pair.receive(); // so both are due at once
    run();
    BOOST_TEST(protocol.taken == "close!");
    BOOST_TEST(protocol.closings == 1);
    BOOST_TEST(!protocol.reason);
    BOOST_TEST(is_done());
}

BOOST_AUTO_TEST_CASE(a_reset_with_both_waits_pending_ends_the_connection_once)
{
    open();
    pair.in_batch([&] { connection.write(large); });
    pair.peer.close();
    run();
    BOOST_TEST(protocol.closings == 1);
    BOOST_TEST((protocol.reason == asio::error::connection_reset));
    BOOST_TEST(is_done());
}

BOOST_AUTO_TEST_CASE(a_connection_goes_with_its_transport)
{
    open();
    const std::weak_ptr watch = pair.connection;
    pair.in_batch([&] { connection.close(); });
    pair.connection.reset();
    run();
    BOOST_TEST(watch.expired());
}

// A set that was emptied and filled once more, in the notification itself.
BOOST_AUTO_TEST_CASE(a_notification_may_pause_and_resume)
{
    protocol.when_bytes = [](Connection& c, std::string_view bytes) {
        c.pause_reading();
        c.resume_reading();
        return bytes.size();
    };
    open();
    for (int i = 0; i < 3; ++i)
        send("x");
    BOOST_TEST(protocol.taken == "xxx");
    BOOST_TEST(run() == 0U);
}

// --- end to end

namespace {

const auto shared = std::make_shared<const std::string>(800'000, 'S');

// A line in is a line out; a bit of everything that a connection does.
void script(ScriptedProtocol& first, const std::shared_ptr<ScriptedProtocol>& second)
{
    first.when_bytes = [second](Connection& c, std::string_view bytes) -> std::size_t {
        if (!bytes.starts_with("upgrade\n"))
            return 0;
        c.write("switching\n");
        c.replace_protocol(second);
        return 8;
    };
    second->when_bytes = [](Connection& c, std::string_view bytes) -> std::size_t {
        const auto end = bytes.find('\n');
        if (end == std::string_view::npos)
            return 0;
        if (bytes.starts_with("large")) {
            c.write("before ", large);
            c.write(shared);
            c.want_drain();
            c.pause_reading();
        } else {
            c.write(bytes.substr(0, end + 1));
        }
        return end + 1;
    };
    second->when_drain = [](Connection& c) { c.resume_reading(); };
    second->when_eof = [](Connection& c) {
        c.write("bye\n", large);
        c.finish();
    };
}

} // namespace

BOOST_AUTO_TEST_CASE(a_session_with_a_bit_of_everything)
{
    const std::string input = "upgrade\necho\nlarge\nanother\nlast\n";
    const std::string expected =
        "switching\necho\nbefore " + large + *shared + "another\nlast\nbye\n" + large;
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, input.size()}) {
        EpollConnection session{*this, {.read_size = 5}};
        auto second = std::make_shared<ScriptedProtocol>();
        script(*session.protocol, second);
        session.start();
        std::string heard;
        for (std::size_t at = 0; at < input.size(); at += step) {
            session.send(std::string_view{input}.substr(at, step));
            run();
            heard += session.receive();
        }
        session.peer.shutdown(SocketPair::Peer::shutdown_send);
        for (int i = 0; i < 10'000 && second->closings == 0; ++i) {
            run();
            heard += session.receive();
        }
        heard += session.receive();
        BOOST_TEST((heard == expected));
        BOOST_TEST(second->closings == 1);
        BOOST_TEST(!second->reason);
        BOOST_TEST(shared.use_count() == 1);
        BOOST_TEST(session.protocol->closings == 0);
    }
}

namespace {

// Sends back what comes; usable from any thread, unlike the tools of Boost.Test.
class Echo : public Protocol {
public:
    std::promise<error_code> closed;

    std::size_t on_bytes(Connection& connection, std::span<char> bytes) override
    {
        connection.write({bytes.data(), bytes.size()});
        return bytes.size();
    }
    void on_eof(Connection& connection) override { connection.finish(); }
    void on_deadline(Connection& connection) override { connection.close(error::idle_timeout); }
    void on_stop(Connection& connection) override { connection.close(); }
    void on_closed(error_code reason) noexcept override { closed.set_value(reason); }
};

} // namespace

BOOST_AUTO_TEST_CASE(threads_of_our_own_serve_many_sockets)
{
    IoThreads threads{2, Logger{}};
    std::vector<std::pair<SocketPair, std::shared_ptr<Echo>>> sessions;
    for (int i = 0; i < 50; ++i) {
        sessions.emplace_back(SocketPair{threads.next().shared_from_this(), peers}, std::make_shared<Echo>());
        sessions.back().first.start(sessions.back().second);
    }
    for (int round = 0; round < 20; ++round) {
        const std::string said(static_cast<std::size_t>(1 + round * 1000), 'x');
        for (auto& [socket, echo] : sessions)
            asio::write(socket.peer, asio::buffer(said));
        for (auto& [socket, echo] : sessions) {
            std::string heard(said.size(), ' ');
            asio::read(socket.peer, asio::buffer(heard));
            BOOST_TEST_REQUIRE((heard == said));
        }
    }
    for (std::size_t i = 0; i < sessions.size(); i += 2)
        sessions[i].first.peer.close(); // half of them end themselves, the server the others
    for (const auto& each : threads.loops())
        each->stop_all();
    for (auto& [socket, echo] : sessions) {
        auto closed = echo->closed.get_future();
        BOOST_TEST_REQUIRE((closed.wait_for(patience) == std::future_status::ready));
        BOOST_TEST(!closed.get());
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace epoll_transport_test
