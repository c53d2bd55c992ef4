// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/session_sender.hpp"

#include "support/client_session_fixture.hpp"
#include "support/deflate_samples.hpp"
#include "support/plain_zlib.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace session_sender_test {

// What a client sends: masked, in fragments, compressed. When the sender is told: session_sent_test.cpp.

namespace {

using namespace hawser;
using namespace hawser::test;
using boost::test_tools::per_element;
using Strings = std::vector<std::string>;

// Around the steps of the length's form (RFC 6455 §5.2), of the buffers, and large.
constexpr std::array<std::size_t, 14> sizes{0,      1,      124,    125,    126,    127,     4096,
                                            65'521, 65'522, 65'535, 65'536, 65'537, 100'000, 1024 * 1024};

struct Fixture : ClientSessionFixture {
    // Takes the only frame and compares; without a megabyte in the message of a failure.
    void must_have_sent(const std::string& payload)
    {
        const auto frames = take_frames();
        BOOST_TEST_REQUIRE(frames.size() == 1u);
        BOOST_TEST(frames[0].fin);
        BOOST_TEST(frames[0].opcode == 2u);
        BOOST_TEST(frames[0].rsv == 0u);
        BOOST_TEST((frames[0].payload == payload));
        BOOST_TEST(peer->sent == "");
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(session_sender_test, Fixture)

BOOST_AUTO_TEST_CASE(payloads_of_every_size)
{
    open();
    for (const auto size : sizes)
        BOOST_TEST_CONTEXT(size << " bytes")
        {
            const auto payload = noise(size);
            auto handed_over = payload;
            within_callback([&](NotingSession& self) {
                BOOST_TEST(self.send(MessageType::binary, handed_over) == SendResult::sent);
            });
            must_have_sent(payload);
            BOOST_TEST((handed_over == payload)); // masked on the way, not where it is
            BOOST_TEST(session->send(MessageType::binary, handed_over) !=
                       SendResult::dropped); // through the inbox
            must_have_sent(payload);
            BOOST_TEST((handed_over == payload));
        }
}

BOOST_AUTO_TEST_CASE(many_in_one_batch)
{
    open();
    Strings expected;
    for (int round = 0; round < 3; ++round)
        for (const auto size : sizes)
            expected.push_back(noise(size, static_cast<std::uint32_t>(size + 1)));
    const auto before = expected;
    within_callback([&](NotingSession& self) {
        for (const auto& payload : expected)
            self.send(MessageType::binary, payload);
    });
    BOOST_TEST((take_messages() == before));
    BOOST_TEST((expected == before));
}

// An echo: what is sent lies in the buffer that was received into.
BOOST_AUTO_TEST_CASE(what_has_been_received)
{
    open();
    session->when_message = [](NotingSession& self, const Message& message) {
        const std::string before{message.text()};
        self.send(message.type(), message.text());
        self.send(message.type(), message.text());
        BOOST_TEST((message.text() == before));
    };
    for (const auto size : sizes) {
        const auto payload = noise(size);
        receive(server_frame(2, payload) + server_frame(2, "behind"));
        BOOST_TEST((take_messages() == Strings{payload, payload, "behind", "behind"}));
    }
}

BOOST_AUTO_TEST_CASE(a_system_that_takes_little_at_a_time)
{
    options.max_queue_size = 10'000'000;
    open();
    peer->room = 0;
    Strings expected;
    for (const auto size : sizes) {
        expected.push_back(noise(size));
        within_callback([&](NotingSession& self) { self.send(MessageType::binary, expected.back()); });
    }
    BOOST_TEST(peer->sent == "");
    while (session->buffered_amount() > 0) {
        peer->take(77'777);
        run();
    }
    BOOST_TEST((take_messages() == expected));
}

BOOST_AUTO_TEST_CASE(each_frame_has_a_key_of_its_own)
{
    options.fragment_size = 1000;
    open();
    std::istringstream stream{std::string(5000, 's')};
    within_callback([&](NotingSession& self) {
        for (int i = 0; i < 100; ++i)
            self.send(MessageType::binary, "same");
        self.send(MessageType::binary, std::string(50'000, 'x'));
        self.ping("p");
        self.stream(MessageType::binary, std::make_shared<session::StreamSource>(stream, 5000), {},
                    Compression::no);
        self.close(CloseCode::normal, "bye");
    });
    receive(server_frame(9, "p"));
    std::set<websocket::MaskKey> keys;
    const auto frames = take_frames();
    for (const auto& frame : frames)
        keys.insert(frame.key);
    BOOST_TEST(frames.size() >= 100u + 50 + 1 + 5 + 1);
    BOOST_TEST(keys.size() == frames.size());
}

BOOST_AUTO_TEST_CASE(fragments)
{
    options.fragment_size = 1000;
    open();
    const std::string text = prose(2500);
    const std::string fitting(1000, 'x');
    within_callback([&](NotingSession& self) {
        self.send(MessageType::text, text);
        self.send(MessageType::binary, fitting);
        self.send(MessageType::binary, "");
    });
    const auto frames = take_frames();
    BOOST_TEST_REQUIRE(frames.size() == 5u);
    const std::array<unsigned, 5> opcodes{1, 0, 0, 2, 2};
    const std::array<bool, 5> ends{false, false, true, true, true};
    for (std::size_t i = 0; i < frames.size(); ++i) {
        BOOST_TEST(frames[i].opcode == opcodes[i]);
        BOOST_TEST(frames[i].fin == ends[i]);
    }
    BOOST_TEST(frames[0].payload + frames[1].payload + frames[2].payload == text);
    BOOST_TEST(frames[2].payload.size() == 500u);
}

BOOST_AUTO_TEST_CASE(messages_from_sources)
{
    open();
    const auto large = noise(300'000);
    std::istringstream stream{large};
    const auto writer = std::make_shared<session::WriterSource>(MessageType::text);
    session->stream(MessageType::binary, std::make_shared<session::StreamSource>(stream, large.size()), {},
                    Compression::automatic);
    session->stream(MessageType::text, writer, {}, Compression::automatic);
    session->send(MessageType::text, "behind");
    run();
    session->append(writer, "one ");
    session->append(writer, "two");
    session->end(writer);
    const auto messages = take_messages();
    BOOST_TEST_REQUIRE(messages.size() == 3u);
    BOOST_TEST((messages[0] == large));
    BOOST_TEST(messages[1] == "one two");
    BOOST_TEST(messages[2] == "behind");
}

// The queue of a client that holds back messages holds them unmasked, and masks them when they go.
BOOST_AUTO_TEST_CASE(messages_that_are_held_back)
{
    options.queue_policy = QueuePolicy::drop_oldest;
    options.max_queue_size = 20'000;
    options.queue_high_mark = 5000;
    options.queue_low_mark = 1000;
    open();
    peer->room = 0;
    Strings expected;
    for (const char name : {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'}) {
        session->send(MessageType::text, std::string(3000, name));
        run();
        if (name < 'c' || name > 'd') // they gave way
            expected.emplace_back(3000, name);
    }
    peer->take();
    BOOST_TEST((take_messages() == expected));
}

// --- compression (RFC 7692)

BOOST_AUTO_TEST_CASE(compressed_with_the_context_taken_over)
{
    deflate.emplace();
    open();
    PlainInflate inflate;
    std::size_t first = 0;
    for (int i = 0; i < 5; ++i) {
        const auto text = prose(2000) + std::to_string(i);
        within_callback([&](NotingSession& self) { self.send(MessageType::text, text); });
        const auto frames = take_frames();
        BOOST_TEST_REQUIRE(frames.size() == 1u);
        BOOST_TEST(frames[0].rsv == 4u);
        BOOST_TEST(inflate.message(frames[0].payload).value() == text);
        if (i == 0)
            first = frames[0].payload.size();
        else
            BOOST_TEST(frames[0].payload.size() < first / 4);
    }
}

BOOST_AUTO_TEST_CASE(compressed_each_by_itself)
{
    deflate.emplace();
    deflate->client_no_context_takeover = true;
    deflate->client_max_window_bits = 9;
    open();
    for (int i = 0; i < 3; ++i) {
        const auto text = prose(5000);
        within_callback([&](NotingSession& self) { self.send(MessageType::text, text); });
        session->send(MessageType::text, text);
        for (const auto& frame : take_frames()) {
            BOOST_TEST(frame.rsv == 4u);
            BOOST_TEST((PlainInflate{9}.message(frame.payload) == text));
        }
    }
}

BOOST_AUTO_TEST_CASE(compressed_in_fragments_and_from_sources)
{
    deflate.emplace();
    options.fragment_size = 100;
    open();
    PlainInflate inflate;
    const auto text = prose(20'000);
    std::istringstream stream{text};
    within_callback([&](NotingSession& self) { self.send(MessageType::text, text); });
    session->stream(MessageType::text, std::make_shared<session::StreamSource>(stream, text.size()), {},
                    Compression::yes);
    session->send(MessageType::text, "small"); // too small to be compressed
    auto frames = take_frames();
    bool is_first = true;
    int messages = 0;
    std::string payload;
    BOOST_TEST(frames.back().payload == "small");
    BOOST_TEST(frames.back().rsv == 0u);
    frames.pop_back();
    for (const auto& frame : frames) {
        BOOST_TEST(frame.rsv == (is_first ? 4u : 0u)); // RFC 7692 §6.1
        payload += frame.payload;
        is_first = frame.fin;
        if (!frame.fin)
            continue;
        BOOST_TEST((inflate.message(payload) == text));
        payload.clear();
        ++messages;
    }
    BOOST_TEST(messages == 2);
}

BOOST_AUTO_TEST_CASE(compressed_messages_are_received)
{
    for (const bool takes_over : {false, true}) {
        deflate.emplace();
        deflate->server_no_context_takeover = !takes_over;
        open();
        std::optional<PlainDeflate> server{std::in_place};
        for (int i = 0; i < 4; ++i) {
            const auto text = prose(3000) + std::to_string(i);
            if (!takes_over)
                server.emplace();
            receive(server_frame(1, server->message(text), {.rsv = 4}));
            BOOST_TEST((session->events.back() == text));
        }
        receive(server_frame(1, "plain"));
        BOOST_TEST(session->events.back() == "plain");
    }
    // RFC 7692 §7.1.1.1: a server that has promised not to must not refer to what was before.
    deflate->server_no_context_takeover = true;
    open();
    receive(server_frame(1, hello_deflated, {.rsv = 4}));
    BOOST_TEST(session->events.back() == "Hello");
    receive(server_frame(1, hello_again_deflated, {.rsv = 4}));
    BOOST_TEST(session->events.back() == "error " + make_error_code(error::bad_compressed_data).message());
}

// What counts is how large it is when it is inflated.
BOOST_AUTO_TEST_CASE(a_bomb)
{
    options.max_message_size = 100'000;
    for (const bool takes_over : {false, true}) {
        deflate.emplace();
        deflate->server_no_context_takeover = !takes_over;
        open();
        receive(server_frame(2, deflated(std::string(100'000, '\0')), {.rsv = 4}));
        BOOST_TEST(session->events.size() == 1u);
        BOOST_TEST(session->events.back().size() == 100'000u);
        open();
        receive(server_frame(2, deflated(std::string(100'001, '\0')), {.rsv = 4}));
        BOOST_TEST(session->events.back() == "error " + make_error_code(error::message_too_large).message());
        BOOST_TEST((take_frames().back().payload.substr(0, 2) == close_payload(1009)));
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace session_sender_test
