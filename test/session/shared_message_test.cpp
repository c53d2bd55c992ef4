// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/shared_message.hpp"

#include "support/deflate_samples.hpp"
#include "support/frame_builder.hpp"
#include "support/plain_zlib.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace shared_message_test {

namespace {

using namespace hawser::test;
using hawser::Compression;
using hawser::MessageType;
using hawser::WebSocketOptions;
using hawser::session::SharedMessage;

constexpr unsigned text_opcode = 1, binary_opcode = 2;

struct Fixture {
    WebSocketOptions options; ///< outlives the messages, as a service's do

    std::shared_ptr<const SharedMessage> make(std::string_view payload, MessageType type = MessageType::text,
                                              Compression compress = Compression::automatic) const
    {
        return std::make_shared<const SharedMessage>(type, payload, compress, options);
    }
};

/// The frames of one message, and what they carry together. Fails the test unless the first has the opcode
/// and the RSV bits of the message, the others none, and the last has FIN.
struct Frames {
    std::vector<std::size_t> sizes;
    std::string payload;

    Frames(std::string_view bytes, unsigned opcode, unsigned rsv)
    {
        for (bool fin = false; !fin;) {
            hawser::websocket::FrameHeader header;
            hawser::websocket::FrameRules rules;
            rules.reader = hawser::websocket::Role::client;
            rules.in_message = !sizes.empty();
            rules.allowed_rsv = hawser::websocket::rsv1;
            hawser::error_code ec;
            const auto size = read_frame_header(std::span{bytes.data(), bytes.size()}, rules, header, ec);
            BOOST_REQUIRE_MESSAGE(!ec && size > 0 && bytes.size() >= size + header.length, ec.message());
            BOOST_TEST(static_cast<unsigned>(header.opcode) == (sizes.empty() ? opcode : 0));
            BOOST_TEST(header.rsv == (sizes.empty() ? rsv : 0));
            sizes.push_back(static_cast<std::size_t>(header.length));
            payload += bytes.substr(size, sizes.back());
            bytes.remove_prefix(size + sizes.back());
            fin = header.fin;
        }
        BOOST_TEST(bytes.empty());
    }
};

using Sizes = std::vector<std::size_t>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(shared_message, Fixture)

BOOST_AUTO_TEST_CASE(a_message_is_one_frame)
{
    for (const std::size_t size : {0u, 1u, 125u, 126u, 65535u, 65536u, 100000u}) {
        const auto payload = noise(size);
        const auto message = make(payload, MessageType::binary);
        BOOST_CHECK(*message->plain() == server_frame(binary_opcode, payload));
        BOOST_CHECK(message->payload() == payload);
        BOOST_TEST(message->size() == size);
    }
    BOOST_TEST(*make("text")->plain() == server_frame(text_opcode, "text"));
}

BOOST_AUTO_TEST_CASE(it_tells_what_it_was_made_of)
{
    const auto message = make("text", MessageType::text, Compression::no);
    BOOST_CHECK(message->type() == MessageType::text);
    BOOST_CHECK(message->compress() == Compression::no);
    BOOST_CHECK(make("", MessageType::binary, Compression::yes)->type() == MessageType::binary);
    BOOST_CHECK(make("", MessageType::binary, Compression::yes)->compress() == Compression::yes);
}

BOOST_AUTO_TEST_CASE(the_frames_keep_the_message_alive)
{
    auto message = make("text");
    const std::weak_ptr<const SharedMessage> weak = message;
    auto frames = message->plain();
    message.reset();
    BOOST_TEST(!weak.expired());
    BOOST_TEST(*frames == server_frame(text_opcode, "text"));
    frames.reset();
    BOOST_TEST(weak.expired());
}

BOOST_AUTO_TEST_CASE(a_long_message_is_in_fragments_if_the_service_wants_so)
{
    options.fragment_size = 100;
    const auto sizes = [&](std::size_t size) {
        const auto payload = noise(size);
        const Frames frames{*make(payload)->plain(), text_opcode, 0};
        BOOST_CHECK(frames.payload == payload);
        return frames.sizes;
    };
    BOOST_TEST(sizes(0) == (Sizes{0}), boost::test_tools::per_element());
    BOOST_TEST(sizes(99) == (Sizes{99}), boost::test_tools::per_element());
    BOOST_TEST(sizes(100) == (Sizes{100}), boost::test_tools::per_element());
    BOOST_TEST(sizes(101) == (Sizes{100, 1}), boost::test_tools::per_element());
    BOOST_TEST(sizes(200) == (Sizes{100, 100}), boost::test_tools::per_element());
    BOOST_TEST(sizes(201) == (Sizes{100, 100, 1}), boost::test_tools::per_element());
    options.fragment_size = 1;
    BOOST_TEST(sizes(3) == (Sizes{1, 1, 1}), boost::test_tools::per_element());
}

// --- compressed

BOOST_AUTO_TEST_CASE(for_each_window_it_inflates_to_the_payload)
{
    options.compression = true;
    const auto payload = prose(100'000);
    const auto message = make(payload);
    for (int bits = 9; bits <= 15; ++bits) {
        const Frames frames{*message->deflated(bits), text_opcode, hawser::websocket::rsv1};
        BOOST_TEST(frames.payload.size() < payload.size());
        BOOST_CHECK(PlainInflate{bits}.message(frames.payload) == payload);
    }
    BOOST_CHECK(*message->plain() == server_frame(text_opcode, payload));
}

BOOST_AUTO_TEST_CASE(of_any_size)
{
    options.compression = true;
    for (const std::size_t size : {0u, 1u, 125u, 126u, 65535u, 65536u, 65537u, 300000u}) {
        for (const auto& payload : {noise(size), std::string(size, 'a')}) {
            const auto message = make(payload, MessageType::binary);
            const Frames frames{*message->deflated(15), binary_opcode, hawser::websocket::rsv1};
            BOOST_TEST(frames.sizes.size() == 1u);
            BOOST_CHECK(PlainInflate{}.message(frames.payload) == payload);
        }
    }
}

BOOST_AUTO_TEST_CASE(with_the_settings_of_the_service)
{
    options.compression = true;
    options.deflate.level = 9;
    const auto payload = prose(50'000);
    const auto small = make(payload)->deflated(15)->size();
    options.deflate.level = 1;
    const auto large = make(payload)->deflated(15)->size();
    BOOST_TEST(small < large);
    options.deflate.memory_level = 1;
    const auto message = make(payload);
    BOOST_TEST(message->deflated(15)->size() != large);
    const Frames frames{*message->deflated(15), text_opcode, hawser::websocket::rsv1};
    BOOST_CHECK(PlainInflate{}.message(frames.payload) == payload);
}

BOOST_AUTO_TEST_CASE(compressed_in_fragments)
{
    options.compression = true;
    options.fragment_size = 1000;
    const auto payload = noise(5000);
    const auto message = make(payload);
    const Frames plain{*message->plain(), text_opcode, 0};
    BOOST_TEST(plain.sizes.size() == 5u);
    BOOST_CHECK(plain.payload == payload);
    BOOST_CHECK(message->payload() == payload);

    const Frames frames{*message->deflated(15), text_opcode, hawser::websocket::rsv1};
    BOOST_TEST(frames.sizes.size() == 6u); // noise grows by some bytes
    BOOST_TEST(*std::max_element(frames.sizes.begin(), frames.sizes.end()) == 1000u);
    BOOST_CHECK(PlainInflate{}.message(frames.payload) == payload);

    const Frames short_now{*make(std::string(5000, 'a'))->deflated(15), text_opcode, hawser::websocket::rsv1};
    BOOST_TEST(short_now.sizes.size() == 1u); // what counts is what is sent
}

BOOST_AUTO_TEST_CASE(it_is_compressed_once_for_each_window)
{
    options.compression = true;
    const auto message = make(prose(1000));
    const auto first = message->deflated(15);
    const auto other = message->deflated(9);
    BOOST_TEST(first != other);
    BOOST_TEST(message->deflated(15) == first);
    BOOST_TEST(message->deflated(9) == other);
    BOOST_TEST(message->plain() == message->plain());
}

// Each is as a first message: it can be read behind anything, without context takeover, too.
BOOST_AUTO_TEST_CASE(it_refers_to_nothing_before_it)
{
    options.compression = true;
    for (const auto& payload : {prose(3000), prose(5000), prose(3000)}) {
        const Frames frames{*make(payload)->deflated(15), text_opcode, hawser::websocket::rsv1};
        BOOST_CHECK(PlainInflate{}.message(frames.payload) == payload);
    }
}

BOOST_AUTO_TEST_CASE(many_threads_get_the_same_bytes)
{
    options.compression = true;
    const auto payload = prose(20'000);
    const auto message = make(payload);
    constexpr std::size_t count = 3;
    std::vector<std::vector<hawser::net::SharedBytes>> seen(count);
    std::vector<std::thread> threads;
    for (auto& mine : seen)
        threads.emplace_back([&] {
            for (int bits = 9; bits <= 15; ++bits)
                mine.push_back(message->deflated(bits));
            mine.push_back(message->plain());
        });
    for (auto& thread : threads)
        thread.join();
    for (const auto& mine : seen)
        BOOST_TEST(mine == seen.front());
    for (int bits = 9; bits <= 15; ++bits) {
        const auto& bytes = seen.front()[static_cast<std::size_t>(bits - 9)];
        const Frames frames{*bytes, text_opcode, hawser::websocket::rsv1};
        BOOST_CHECK(PlainInflate{bits}.message(frames.payload) == payload);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace shared_message_test
