// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/async_session.hpp>

#include "support/coroutine_fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace async_session_test {

namespace {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;
using namespace hawser::test;
using namespace std::chrono_literals;
using asio::awaitable;
using hawser::AsyncSession;
using hawser::error;

std::string texts(const std::vector<std::string>& messages)
{
    std::string frames;
    for (const auto& message : messages)
        frames += server_frame(text_opcode, message);
    return frames;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(async_session_test, CoroutineFixture)

BOOST_AUTO_TEST_CASE(echoes_in_order_and_in_one_write)
{
    serve([](AsyncSession& session) -> awaitable<void> {
        while (const auto message = co_await session.read())
            co_await session.send(*message);
    });
    const auto peer = open();
    const auto writes = peer->writes;
    send(*peer, frame(text_opcode, "1") + frame(binary_opcode, "2") + frame(text_opcode, "3"));
    BOOST_TEST(hex(peer->sent) == hex(server_frame(text_opcode, "1") + server_frame(binary_opcode, "2") +
                                      server_frame(text_opcode, "3")));
    BOOST_TEST(peer->writes == writes + 1);
    send(*peer, frame(text_opcode, "4") + peer_close(1000));
    BOOST_TEST(peer->sent.ends_with(server_frame(text_opcode, "4") + our_close(1000)));
    end(*peer);
    BOOST_TEST(what_was_thrown() == "");
}

BOOST_AUTO_TEST_CASE(what_it_knows)
{
    serve([this](AsyncSession& session) -> awaitable<void> {
        note(std::string{session.request().path()});
        note(session.session().is_open() ? "open" : "closed");
        note(std::to_string(session.sessions().count()));
        note(session.close_info() ? "over" : "not over");
        co_await session.ended();
        note(std::string{session.request().path()}); // still there
    });
    const auto peer = open();
    leave(*peer);
    expect({"/co", "open", "1", "not over", "/co"});
}

BOOST_AUTO_TEST_CASE(keeps_the_type_and_the_bytes_of_a_message)
{
    serve([this](AsyncSession& session) -> awaitable<void> {
        while (auto message = co_await session.read()) {
            note(message->is_text() ? "text" : message->is_binary() ? "binary" : "?");
            note(std::to_string(message->bytes().size()) + (message->empty() ? " empty" : ""));
            note(std::move(*message).text());
        }
    });
    const auto peer = open();
    send(*peer, frame(text_opcode, "ab") + frame(binary_opcode, ""));
    expect({"text", "2", "ab", "binary", "0 empty", ""});
}

BOOST_AUTO_TEST_CASE(fragments_are_put_together_also_where_they_are_delivered)
{
    auto own = options();
    own.deliver_fragments = true;
    serve([this](AsyncSession& session) { return collect(session); }, 10s, own);
    const auto peer = open();
    send(*peer, frame(text_opcode, "one ", {.fin = false}));
    send(*peer, frame(0, "two") + frame(text_opcode, "three"));
    expect({"one two", "three"});
}

// --- the end

BOOST_AUTO_TEST_CASE(a_coroutine_that_returns_closes_the_session)
{
    serve([](AsyncSession& session) -> awaitable<void> { co_await session.send("bye"); });
    const auto peer = open();
    BOOST_TEST(hex(peer->sent) == hex(server_frame(text_opcode, "bye") + our_close(1000)));
    send(*peer, frame(text_opcode, "nobody reads that") + peer_close(1000));
    end(*peer);
    BOOST_TEST(peer->closed);
}

BOOST_AUTO_TEST_CASE(a_coroutine_that_throws_closes_with_1011)
{
    serve([](AsyncSession& session) -> awaitable<void> {
        co_await session.read();
        throw std::runtime_error{"no such room"};
    });
    const auto peer = open();
    send(*peer, frame(text_opcode, "x"));
    BOOST_TEST(hex(peer->sent) == hex(our_close(1011)));
    BOOST_TEST(what_was_thrown() == "coroutine of /co threw: no such room\n");
}

BOOST_AUTO_TEST_CASE(what_is_no_coroutine_may_throw_too)
{
    serve([](AsyncSession&) -> awaitable<void> { throw 1; });
    BOOST_TEST(hex(open()->sent) == hex(our_close(1011)));
    BOOST_TEST(what_was_thrown() == "coroutine of /co threw: unknown exception\n");
    const std::function<awaitable<void>(AsyncSession&)> nothing;
    BOOST_CHECK_THROW(hawser::coroutine(nothing), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(all_that_came_before_the_close_is_read)
{
    serve([this](AsyncSession& session) -> awaitable<void> {
        while (auto message = co_await session.read()) {
            note(message->text());
            co_await pass_gate();
        }
        note(std::to_string(static_cast<int>(session.close_info()->code)));
        note((co_await session.read()) ? "one more" : "nothing more");
    });
    const auto peer = open();
    send(*peer,
         frame(text_opcode, "1") + frame(text_opcode, "2") + frame(text_opcode, "3") + peer_close(4000));
    end(*peer);
    BOOST_TEST(peer->closed);
    expect({"1"});
    open_gate();
    expect({"1", "2"});
    open_gate();
    open_gate();
    expect({"1", "2", "3", "4000", "nothing more"});
    BOOST_TEST(what_was_thrown() == "");
}

BOOST_AUTO_TEST_CASE(the_connection_ends_while_it_reads)
{
    serve([this](AsyncSession& session) { return collect(session); });
    const auto peer = open();
    end(*peer);
    expect({"end 1006"});
}

BOOST_AUTO_TEST_CASE(closes_and_waits)
{
    serve([this](AsyncSession& session) -> awaitable<void> {
        const auto info = co_await session.close(hawser::CloseCode{4000}, "enough");
        note(std::to_string(static_cast<int>(info.code)) + ' ' + info.reason +
             (info.was_clean ? " clean" : ""));
        note(std::to_string(static_cast<int>((co_await session.close()).code))); // once more: at once
    });
    const auto peer = open();
    BOOST_TEST(hex(peer->sent) == hex(our_close(4000, "enough")));
    send(*peer, frame(text_opcode, "late"));
    expect({});
    send(*peer, peer_close(4001, "yes"));
    end(*peer);
    expect({"4001 yes clean", "4001"});
}

BOOST_AUTO_TEST_CASE(a_peer_that_does_not_answer_the_close)
{
    serve([this](AsyncSession& session) -> awaitable<void> {
        const auto info = co_await session.close();
        note(std::to_string(static_cast<int>(info.code)));
    });
    const auto peer = open();
    tick(13); // 5 s, and the last of them may have begun
    expect({"1006"});
}

BOOST_AUTO_TEST_CASE(the_server_stops)
{
    serve([this](AsyncSession& session) { return collect(session); });
    const auto peer = open();
    send(*peer, frame(text_opcode, "1"));
    loop.loop->stop_all();
    loop.run();
    BOOST_TEST(hex(peer->sent) == hex(our_close(1001)));
    leave(*peer, 1001);
    expect({"1", "end 1001"});
}

BOOST_AUTO_TEST_CASE(what_the_end_brings_about_is_no_failure)
{
    serve([](AsyncSession& session) -> awaitable<void> {
        co_await session.ended();
        co_await session.send("x");
    });
    const auto peer = open();
    leave(*peer);
    BOOST_TEST(what_was_thrown() == "");
    serve(
        [](AsyncSession& session) -> awaitable<void> {
            co_await session.ended();
            throw std::runtime_error{"but this is"};
        },
        10s, {}, "/other");
    const auto other = open("/other");
    leave(*other);
    BOOST_TEST(what_was_thrown() == "coroutine of /other threw: but this is\n");
}

// --- misuse

BOOST_AUTO_TEST_CASE(misuse_throws_at_once)
{
    serve([this](AsyncSession& session) -> awaitable<void> {
        BOOST_CHECK_THROW(static_cast<void>(session.send("\xff")), std::invalid_argument);
        BOOST_CHECK_THROW(static_cast<void>(session.ping(std::string(126, 'x'))), std::invalid_argument);
        BOOST_CHECK_THROW(static_cast<void>(session.close(hawser::CloseCode{1006})), std::invalid_argument);
        asio::co_spawn(loop.context, collect(session), asio::detached);
        try {
            co_await session.read();
        } catch (const std::logic_error&) {
            note("one reader");
        }
        co_await session.ended();
    });
    const auto peer = open();
    send(*peer, frame(text_opcode, "x"));
    expect({"one reader", "x"});
}

// --- back-pressure

BOOST_AUTO_TEST_CASE(a_coroutine_that_does_not_read_stops_the_peer)
{
    auto own = options();
    own.receive_queue_size = 1000;
    serve(
        [this](AsyncSession& session) -> awaitable<void> {
            co_await pass_gate();
            co_await collect(session);
        },
        10s, own);
    const auto peer = open();
    peer->read_limit = 500; // what one read gives has been received
    std::vector<std::string> expected;
    for (int i = 0; i < 100; ++i) {
        expected.push_back(std::to_string(i) + std::string(100, 'x'));
        peer->send(frame(text_opcode, expected.back()));
    }
    loop.run();
    BOOST_TEST(peer->incoming.size() > 9000U);
    open_gate();
    BOOST_TEST(peer->incoming.empty());
    expect(expected);
    leave(*peer);
    BOOST_TEST(seen.back() == "end 1000");
}

BOOST_AUTO_TEST_CASE(our_close_ends_the_pause_and_memory_stays_bounded)
{
    auto own = options();
    own.receive_queue_size = 1000;
    serve(
        [this](AsyncSession& session) -> awaitable<void> {
            co_await pass_gate();
            co_await collect(session);
        },
        10s, own);
    const auto peer = open();
    for (int i = 0; i < 100; ++i)
        peer->send(frame(text_opcode, std::string(100, 'x')));
    loop.run();
    loop.loop->stop_all();
    loop.run();
    BOOST_TEST(peer->incoming.empty()); // all was read, to find the peer's Close
    leave(*peer, 1001);
    open_gate();
    BOOST_TEST(seen.size() > 5U);
    BOOST_TEST(seen.size() < 15U);
    BOOST_TEST(seen.back() == "end 1001");
}

BOOST_AUTO_TEST_CASE(send_waits_for_a_peer_that_does_not_read)
{
    constexpr std::size_t count = 100;
    constexpr std::size_t size = 6000;
    serve([this](AsyncSession& session) -> awaitable<void> {
        for (std::size_t i = 0; i < count; ++i)
            note((co_await session.send(std::string(size, 'x'))) ? "" : "dropped");
    });
    const auto peer = open_stalled();
    int rounds = 0;
    for (; seen.size() < count && rounds < 1000; ++rounds) {
        // What a batch collects beside the queue.
        BOOST_TEST(seen.size() * size < peer->sent.size() + 64 * 1024 + options().queue_high_mark + size);
        take(*peer, 5000);
    }
    BOOST_TEST(rounds > 80);
    take(*peer);
    BOOST_TEST(seen == std::vector<std::string>(count), boost::test_tools::per_element());
    BOOST_TEST(peer->sent.size() == count * (size + 4) + our_close(1000).size());
}

BOOST_AUTO_TEST_CASE(the_connection_ends_while_it_sends)
{
    for (const bool is_cut : {false, true}) {
        serve(
            [this](AsyncSession& session) -> awaitable<void> {
                try {
                    for (;;)
                        co_await session.send(std::string(6000, 'x'));
                } catch (const boost::system::system_error& e) {
                    note(e.code() == error::not_open ? "not open" : e.what());
                    throw;
                }
            },
            10s, {}, is_cut ? "/cut" : "/end");
        const auto peer = open_stalled(is_cut ? "/cut" : "/end");
        if (is_cut)
            loop.loop->cut_all(error::connection_cut);
        else
            peer->fail_at = peer->operations;
        take(*peer);
    }
    expect({"not open", "not open"});
    BOOST_TEST(what_was_thrown() == "");
}

BOOST_AUTO_TEST_CASE(send_tells_what_a_policy_has_dropped)
{
    auto own = options();
    own.queue_policy = hawser::QueuePolicy::drop_newest;
    serve(
        [this](AsyncSession& session) -> awaitable<void> {
            co_await pass_gate();                                      // so that each is written by itself
            static_cast<void>(session.send(std::string(19'000, 'x'))); // it is sent, whoever waits for it
            note((co_await session.send(std::string(6000, 'x'))) ? "taken" : "dropped");
            note(session.session().is_open() ? "open" : "closed");
            co_await session.ended();
        },
        10s, own);
    const auto peer = open_stalled();
    open_gate();
    expect({"dropped", "open"});
}

BOOST_AUTO_TEST_CASE(a_sender_without_end_leaves_time_for_others)
{
    bool is_over = false;
    int sent = 0;
    serve(
        [&](AsyncSession& session) -> awaitable<void> {
            co_await session.read();
            for (; !is_over && sent < 100'000; ++sent)
                co_await session.send("x");
        },
        10s, {}, "/endless");
    serve(
        [&](AsyncSession& session) -> awaitable<void> {
            co_await session.read();
            is_over = true;
        },
        10s, {}, "/other");
    const auto endless = open("/endless");
    const auto other = open("/other");
    endless->send(frame(text_opcode, "go"));
    other->send(frame(text_opcode, "stop"));
    loop.run();
    BOOST_TEST(is_over);
    BOOST_TEST(sent >= 30);
    BOOST_TEST(sent < 1000);
    BOOST_TEST(endless->writes < static_cast<std::size_t>(sent) / 30 + 5); // many leave together all the same
}

BOOST_AUTO_TEST_CASE(order_is_kept_after_a_wait_for_something_else)
{
    serve([this](AsyncSession& session) -> awaitable<void> {
        co_await pass_gate();
        co_await session.send("1"); // not from a callback of the session
        co_await session.read();
        co_await session.send("2");
        co_await session.ended();
    });
    const auto peer = open();
    unlock_gate();
    peer->send(frame(text_opcode, "x"));
    loop.run();
    BOOST_TEST(hex(peer->sent) == hex(texts({"1", "2"})));
}

// --- Pings

BOOST_AUTO_TEST_CASE(ping_gives_the_round_trip)
{
    serve([this](AsyncSession& session) -> awaitable<void> {
        const auto time = co_await session.ping("are you there");
        note(time >= 0ns ? "answered" : "?");
        co_await session.ping();
        note("again");
    });
    const auto peer = open();
    BOOST_TEST(hex(peer->sent) == hex(server_frame(ping_opcode, "are you there")));
    peer->sent.clear();
    send(*peer, frame(pong_opcode, "are you there"));
    expect({"answered"});
    send(*peer, frame(pong_opcode, peer->sent.substr(2)));
    expect({"answered", "again"});
}

BOOST_AUTO_TEST_CASE(the_connection_ends_before_the_pong)
{
    serve([this](AsyncSession& session) -> awaitable<void> {
        try {
            co_await session.ping();
        } catch (const boost::system::system_error& e) {
            note(e.code() == error::not_open ? "not open" : e.what());
        }
        note(session.close_info() ? "over" : "not over yet");
        const auto info = co_await session.ended();
        note(std::to_string(static_cast<int>(info.code)));
        co_await session.ping();
        note("not reached");
    });
    const auto peer = open();
    end(*peer);
    expect({"not open", "not over yet", "1006"});
}

// --- cancellation

BOOST_AUTO_TEST_CASE(a_read_that_is_cancelled_loses_nothing)
{
    serve([this](AsyncSession& session) -> awaitable<void> {
        for (int i = 0; i < 3; ++i) {
            const auto result = co_await (session.read() || pass_gate());
            note(result.index() == 0 ? std::get<0>(result)->text() : "gate");
        }
        co_await collect(session);
    });
    const auto peer = open();
    open_gate();
    send(*peer, frame(text_opcode, "1"));
    open_gate();
    send(*peer, frame(text_opcode, "2"));
    leave(*peer);
    expect({"gate", "1", "gate", "2", "end 1000"});
}

BOOST_AUTO_TEST_CASE(a_read_that_comes_first_wins_when_both_are_ready)
{
    serve([this](AsyncSession& session) -> awaitable<void> {
        co_await pass_gate();
        for (;;) {
            const auto result = co_await (session.read() || session.ended());
            if (result.index() == 1 || !std::get<0>(result))
                co_return;
            note(std::get<0>(result)->text());
        }
    });
    const auto peer = open();
    send(*peer, frame(text_opcode, "1") + frame(text_opcode, "2"));
    leave(*peer);
    open_gate();
    expect({"1", "2"});
}

BOOST_AUTO_TEST_CASE(every_wait_can_be_cancelled)
{
    serve([this](AsyncSession& session) -> awaitable<void> {
        co_await (session.ping() || pass_gate());
        note("ping");
        co_await (session.ended() || pass_gate());
        note("ended");
        co_await (session.close() || pass_gate());
        note("close");
    });
    const auto peer = open();
    open_gate();
    open_gate();
    open_gate();
    expect({"ping", "ended", "close"});
}

BOOST_AUTO_TEST_CASE(ended_breaks_off_other_waits)
{
    serve([this](AsyncSession& session) -> awaitable<void> {
        co_await (pass_gate() || session.ended());
        note("over");
    });
    const auto peer = open();
    leave(*peer);
    expect({"over"});
}

BOOST_AUTO_TEST_CASE(other_waits_have_a_time_of_grace)
{
    const auto waits = [this](AsyncSession&) -> awaitable<void> {
        try {
            co_await pass_gate();
            note("passed");
        } catch (const boost::system::system_error& e) {
            note(e.code() == asio::error::operation_aborted ? "cancelled" : e.what());
            throw;
        }
    };
    serve(waits, 24h, {}, "/long");
    serve(waits, 0s, {}, "/none");
    serve(waits, 1ms, {}, "/short");
    const auto at_once = open("/none");
    leave(*at_once);
    expect({"cancelled"});
    const auto soon = open("/short");
    leave(*soon);
    loop.context.restart();
    while (seen.size() < 2)
        BOOST_REQUIRE(loop.context.run_one_for(30s) == 1U);
    const auto later = open("/long");
    leave(*later);
    expect({"cancelled", "cancelled"});
    open_gate();
    expect({"cancelled", "cancelled", "passed"});
    const auto cut = open("/long");
    loop.loop->cut_all(error::connection_cut);
    loop.run();
    expect({"cancelled", "cancelled", "passed", "cancelled"});
    BOOST_TEST(what_was_thrown() == "");
}

// --- an executor of the application

BOOST_AUTO_TEST_CASE(runs_on_the_callback_executor)
{
    auto own = options_elsewhere();
    own.receive_queue_size = 2000;
    serve(
        [this](AsyncSession& session) -> awaitable<void> {
            while (const auto message = co_await session.read()) {
                note(message->text().substr(0, 2));
                co_await session.send(*message);
            }
        },
        10s, own);
    const auto peer = open();
    peer->read_limit = 200;
    std::vector<std::string> messages;
    std::string frames;
    for (int i = 0; i < 100; ++i) {
        messages.push_back(std::to_string(i) + std::string(100, 'x'));
        frames += frame(text_opcode, messages.back());
    }
    send(*peer, frames);
    expect({});
    BOOST_TEST(peer->incoming.size() > 5000U);
    run_both();
    BOOST_TEST(seen.size() == 100U);
    BOOST_TEST((peer->sent == texts(messages)));
    send(*peer, frame(text_opcode, "last") + peer_close(1000));
    end(*peer);
    run_both();
    BOOST_TEST(seen.back() == "la");
    BOOST_TEST(what_was_thrown() == "");
}

BOOST_AUTO_TEST_CASE(waits_on_the_callback_executor)
{
    auto own = options_elsewhere();
    serve(
        [this](AsyncSession& session) -> awaitable<void> {
            co_await session.ping("p");
            note("pong");
            for (int i = 0; i < 4; ++i)
                co_await session.send(std::string(6000, 'x'));
            note("sent");
            const auto info = co_await session.close(hawser::CloseCode{4000});
            note(std::to_string(static_cast<int>(info.code)));
            throw std::runtime_error{"too late to tell anybody"};
        },
        10s, own);
    const auto peer = open();
    run_both();
    BOOST_TEST(hex(peer->sent) == hex(server_frame(ping_opcode, "p")));
    peer->room = 0;
    send(*peer, frame(pong_opcode, "p"));
    run_both();
    expect({"pong"});
    take(*peer);
    run_both();
    expect({"pong", "sent"});
    leave(*peer, 4000);
    run_both();
    expect({"pong", "sent", "4000"});
    BOOST_TEST(what_was_thrown() == "coroutine of /co threw: too late to tell anybody\n");
}

// --- destruction: what counts is that nothing leaks and nothing is used afterwards

BOOST_AUTO_TEST_CASE(destroyed_in_every_state)
{
    const std::vector<Body> states{
        [](AsyncSession& s) -> awaitable<void> { co_await s.read(); },
        [](AsyncSession& s) -> awaitable<void> { co_await s.ping(); },
        [](AsyncSession& s) -> awaitable<void> { co_await s.ended(); },
        [](AsyncSession& s) -> awaitable<void> { co_await s.close(); },
        [](AsyncSession& s) -> awaitable<void> {
            for (;;)
                co_await s.send(std::string(6000, 'x'));
        },
        [](AsyncSession& s) -> awaitable<void> { co_await (s.read() || s.ended()); },
        [](AsyncSession& s) -> awaitable<void> {
            asio::steady_timer timer{co_await asio::this_coro::executor, 24h};
            co_await timer.async_wait(asio::use_awaitable);
            co_await s.read();
        },
        [](AsyncSession&) -> awaitable<void> { co_return; },
    };
    enum class End { context, connection, peer, callbacks };
    for (const bool is_elsewhere : {false, true})
        for (const auto end_of : {End::context, End::connection, End::peer, End::callbacks})
            for (std::size_t i = 0; i < states.size(); ++i) {
                int begun = 0;
                int gone = 0;
                auto f = std::make_unique<CoroutineFixture>();
                f->serve(
                    [&](AsyncSession& session) -> awaitable<void> {
                        const std::shared_ptr<void> watch{nullptr, [&](void*) { ++gone; }};
                        ++begun;
                        const auto handle = session.session(); // a circle, if nobody breaks it
                        co_await states[i](session);
                    },
                    10s, is_elsewhere ? f->options_elsewhere() : f->options());
                const auto peer = f->open_stalled();
                f->run_both();
                f->send(*peer, frame(text_opcode, std::string(3000, 'x')));
                if (end_of == End::peer)
                    f->end(*peer);
                else if (end_of != End::context)
                    f->loop.loop->cut_all(error::connection_cut);
                if (end_of == End::callbacks) // nobody runs them
                    f->loop.run();
                f->loop.runs_at_end = end_of == End::connection;
                if (!f->loop.runs_at_end) {
                    f->loop.loop->abandon(error::connection_cut); // as a server does that is destroyed
                    peer->reader.reset();
                    peer->writer.reset();
                }
                f.reset();
                BOOST_TEST_CONTEXT("state " << i << ", end of " << static_cast<int>(end_of)
                                            << (is_elsewhere ? ", elsewhere" : ""))
                {
                    BOOST_TEST(begun == 1);
                    BOOST_TEST(gone == 1);
                }
            }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace async_session_test
