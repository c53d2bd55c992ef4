// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/protocol.hpp"

#include "support/frame_builder.hpp"
#include "support/plain_zlib.hpp"
#include "support/print_error.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>
#include <string>

#include <malloc.h>

namespace {

// Calls of operator new in the whole program.
std::atomic<std::size_t> allocations{0};

// All that is allocated at the moment; a sanitizer's allocator says 0.
std::size_t memory_in_use()
{
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

} // namespace

// Not inlined: GCC would see `free` of what came from `operator new`, and warn.
[[gnu::noinline]] void* operator new(std::size_t size)
{
    ++allocations;
    if (void* p = std::malloc(size == 0 ? 1 : size)) {
        return p;
    }
    throw std::bad_alloc{};
}

[[gnu::noinline]] void operator delete(void* p) noexcept
{
    std::free(p);
}

[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept
{
    std::free(p);
}

namespace protocol_memory_test {

namespace {

using namespace hawser::test;
using hawser::websocket::Protocol;
using Kind = Protocol::Event::Kind;

Protocol::Options deflate_options(bool context_takeover, bool deliver_pieces = false)
{
    Protocol::Options options;
    options.inflate = hawser::websocket::InflateOptions{.context_takeover = context_takeover};
    options.deliver_pieces = deliver_pieces;
    return options;
}

// Feeds all of it; returns how often memory was allocated.
std::size_t cost(Protocol& protocol, std::string input, std::size_t expected_messages)
{
    std::span<char> bytes{input};
    std::size_t messages = 0;
    const auto before = allocations.load();
    for (auto event = protocol.receive(bytes); event.kind != Kind::need_more;
         event = protocol.receive(bytes)) {
        messages += (event.kind == Kind::message || event.kind == Kind::piece) && event.last ? 1 : 0;
        protocol.clear_output();
    }
    const auto after = allocations.load();
    BOOST_TEST(messages == expected_messages);
    return after - before;
}

} // namespace

// What each of a million idle connections pays.
static_assert(sizeof(Protocol) <= 128);
static_assert(sizeof(Protocol::Event) <= 32);

BOOST_AUTO_TEST_SUITE(protocol_memory_test)

BOOST_AUTO_TEST_CASE(whole_messages_cost_no_memory)
{
    Protocol protocol{{}};
    std::string input;
    for (std::size_t size : {0u, 20u, 125u, 126u, 16'384u, 65'535u, 65'536u, 1'000'000u}) {
        input += frame(1, std::string(size, 'x')) + frame(2, std::string(size, '\xff'));
    }
    input += frame(9, "short") + frame(10, std::string(125, 'p'));
    BOOST_TEST(cost(protocol, input, 16) == 0u);
}

BOOST_AUTO_TEST_CASE(fragments_cost_memory_by_the_message_not_by_the_fragment)
{
    Protocol protocol{{}};
    std::string input = frame(1, "x", {.fin = false});
    for (int i = 0; i < 131'000; ++i) {
        input += frame(0, "x", {.fin = false});
    }
    BOOST_TEST(cost(protocol, input, 0) <= 1u);
    BOOST_TEST(cost(protocol, frame(0, "x"), 1) == 0u);
}

// npm ws refuses this one at its defaults.
BOOST_AUTO_TEST_CASE(many_small_fragments_are_legal)
{
    Protocol protocol{{}};
    const std::string piece(64, 'x');
    std::string input = frame(1, piece, {.fin = false});
    for (int i = 2; i < 65'536; ++i) {
        input += frame(0, piece, {.fin = false});
    }
    input += frame(0, piece);
    BOOST_TEST(cost(protocol, input, 1) <= 1u);
}

BOOST_AUTO_TEST_CASE(many_small_compressed_fragments_are_legal)
{
    const auto payload = deflated(std::string(4 * 1024 * 1024, 'x'), 0); // stored: as long as the text
    std::string input = frame(1, payload.substr(0, 64), {.fin = false, .rsv = 4});
    std::size_t at = 64;
    for (; at + 64 < payload.size(); at += 64) {
        input += frame(0, payload.substr(at, 64), {.fin = false});
    }
    input += frame(0, payload.substr(at));
    for (bool takeover : {false, true}) {
        Protocol protocol{deflate_options(takeover)};
        BOOST_TEST(cost(protocol, input, 1) <= 3u);
    }
}

BOOST_AUTO_TEST_CASE(whole_compressed_messages_cost_no_memory)
{
    std::string input;
    for (std::size_t size : {0u, 20u, 1000u, 65'535u}) {
        input += frame(1, deflated(std::string(size, 'x')), {.rsv = 4});
    }
    for (bool takeover : {false, true}) {
        for (bool deliver_pieces : {false, true}) {
            Protocol protocol{deflate_options(takeover, deliver_pieces)};
            cost(protocol, input, 4); // what the thread keeps, or the connection
            BOOST_TEST(cost(protocol, input, 4) == 0u);
        }
    }
}

// However much would come out of it, no more is inflated than the limit allows; with takeover too.
BOOST_AUTO_TEST_CASE(bombs_cost_no_more_than_the_limit)
{
    constexpr std::size_t limit = 1'000'000;
    const auto bomb = deflated(std::string(50'000'000, '\0'), 1);
    for (bool takeover : {false, true}) {
        auto options = deflate_options(takeover);
        options.limits.message = limit;
        for (std::size_t piece : {bomb.size(), std::size_t{100}}) {
            Protocol protocol{options};
            std::string input = frame(2, bomb, {.rsv = 4});
            const auto before = memory_in_use();
            std::size_t most = before;
            auto kind = Kind::need_more;
            for (std::span<char> rest{input}; !rest.empty() && kind == Kind::need_more;) {
                auto bytes = rest.first(std::min(rest.size(), piece));
                rest = rest.subspan(bytes.size());
                kind = protocol.receive(bytes).kind;
                most = std::max(most, memory_in_use());
            }
            BOOST_TEST((kind == Kind::failure));
            BOOST_TEST(protocol.error() == hawser::error::message_too_large);
            BOOST_TEST(most - before <= limit + 200'000);
        }
    }
}

BOOST_AUTO_TEST_CASE(pieces_are_not_put_together)
{
    const std::string piece(10'000, 'x');
    const auto compressed_piece = frame(2, deflated(std::string(10'000'000, 'x')), {.rsv = 4});
    Protocol protocol{deflate_options(false, true)};
    cost(protocol, compressed_piece, 1);
    BOOST_TEST(cost(protocol, compressed_piece, 1) <= 1u);
    BOOST_TEST(cost(protocol, frame(2, piece, {.fin = false}), 0) <= 1u);
    for (int i = 0; i < 1000; ++i) {
        BOOST_TEST(cost(protocol, frame(0, piece, {.fin = false}), 0) == 0u);
    }
    BOOST_TEST(cost(protocol, frame(0, piece), 1) == 0u);
}

// The declared length is only a claim: a byte of a frame of 16 MiB must not take 16 MiB.
BOOST_AUTO_TEST_CASE(announced_bytes_cost_nothing)
{
    Protocol protocol{{}};
    const std::size_t limit = 16 * 1024 * 1024;
    BOOST_TEST(cost(protocol, frame(2, "x", {.length = limit}), 0) <= 1u);
}

BOOST_AUTO_TEST_CASE(idle_again_after_partial_frames)
{
    Protocol protocol{{}};
    const auto one = frame(1, std::string(100'000, 'x'));
    // The state of a partial message is one allocation each time, so the one before was given back.
    for (int i = 0; i < 3; ++i) {
        BOOST_TEST(cost(protocol, one.substr(0, 50'000), 0) == 1u);
        BOOST_TEST(cost(protocol, one.substr(50'000), 1) == 0u);
        BOOST_TEST((protocol.wait() == hawser::websocket::Wait::none));
        BOOST_TEST(cost(protocol, one, 1) == 0u);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace protocol_memory_test
