// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/deflate_pool.hpp"

#include "support/deflate_samples.hpp"
#include "support/frame_builder.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <thread>
#include <vector>

namespace deflate_pool_test {

namespace {

using namespace hawser::test;
using namespace hawser::websocket;

std::string hello(Deflater& deflater)
{
    std::string out;
    deflater.message(std::string_view{"Hello"}, out);
    return hex(out);
}

std::string inflated(Inflater& inflater, std::string_view payload)
{
    std::span<const char> in{payload};
    char memory[10];
    std::span<char> out{memory};
    return inflater.inflate(in, true, out) == Inflater::Result::done
               ? std::string{memory, sizeof memory - out.size()}
               : "bad";
}

} // namespace

BOOST_AUTO_TEST_SUITE(deflate_pool_test)

BOOST_AUTO_TEST_CASE(what_is_given_back_is_lent_again_as_new)
{
    const void* first = nullptr;
    for (int i = 0; i < 3; ++i) {
        const auto deflater = lease_deflater({.level = 4});
        first = first == nullptr ? deflater.get() : first;
        BOOST_TEST(deflater.get() == first);
        BOOST_TEST(hello(*deflater) == hex(hello_deflated));
    }
    first = nullptr;
    for (int i = 0; i < 3; ++i) {
        const auto inflater = lease_inflater();
        first = first == nullptr ? inflater.get() : first;
        BOOST_TEST(inflater.get() == first);
        BOOST_TEST(inflated(*inflater, hello_deflated) == "Hello");
    }
    first = lease_deflate_buffer().get();
    BOOST_TEST(lease_deflate_buffer().get() == first);
}

BOOST_AUTO_TEST_CASE(half_a_message_leaves_nothing_behind)
{
    {
        const auto inflater = lease_inflater();
        std::span<const char> half{hello_deflated.data(), 4};
        char memory[10];
        std::span<char> out{memory};
        BOOST_TEST((inflater->inflate(half, false, out) == Inflater::Result::done));
    }
    BOOST_TEST(inflated(*lease_inflater(), hello_deflated) == "Hello");
}

BOOST_AUTO_TEST_CASE(settings_are_kept_apart)
{
    const DeflateSettings small{.level = 1, .memory_level = 1, .window_bits = 9};
    for (int i = 0; i < 2; ++i) {
        BOOST_TEST((lease_deflater(small)->settings() == small));
        BOOST_TEST((lease_deflater({})->settings() == DeflateSettings{}));
    }
    // More than are kept: each works all the same.
    for (int round = 0; round < 2; ++round) {
        for (std::uint8_t bits = 9; bits <= 15; ++bits) {
            const auto deflater = lease_deflater({.window_bits = bits});
            BOOST_TEST(deflater->settings().window_bits == bits);
            BOOST_TEST(hello(*deflater) == hex(hello_deflated));
        }
    }
}

BOOST_AUTO_TEST_CASE(many_at_once)
{
    std::vector<DeflaterLease> deflaters;
    std::vector<InflaterLease> inflaters;
    std::vector<DeflateBufferLease> buffers;
    for (int i = 0; i < 10; ++i) {
        deflaters.push_back(lease_deflater({}));
        inflaters.push_back(lease_inflater());
        buffers.push_back(lease_deflate_buffer());
        buffers.back()->bytes.fill(static_cast<char>(i));
        BOOST_TEST(hello(*deflaters.back()) == hex(hello_deflated));
    }
    for (int i = 0; i < 10; ++i) {
        BOOST_TEST(buffers[static_cast<std::size_t>(i)]->bytes[100] == i);
        BOOST_TEST(inflated(*inflaters[static_cast<std::size_t>(i)], hello_deflated) == "Hello");
    }
}

BOOST_AUTO_TEST_CASE(given_back_on_another_thread)
{
    auto deflater = lease_deflater({});
    auto inflater = lease_inflater();
    auto buffer = lease_deflate_buffer();
    const void* lent = deflater.get();
    std::thread other{[&] {
        deflater.reset();
        inflater.reset();
        buffer.reset();
        deflater = lease_deflater({});
        BOOST_TEST(deflater.get() == lent);
        BOOST_TEST(hello(*deflater) == hex(hello_deflated));
    }};
    other.join();
    BOOST_TEST(hello(*deflater) == hex(hello_again_deflated)); // outlives the thread that lent it
}

// Static objects outlive the pool of the main thread; here, one of a thread's own.
BOOST_AUTO_TEST_CASE(given_back_when_the_pool_is_gone)
{
    std::thread{[] {
        struct Late {
            DeflaterLease deflater;
            InflaterLease inflater;
            DeflateBufferLease buffer;
        };
        thread_local Late late; // made before the pool, destroyed after it
        late.deflater = lease_deflater({});
        late.inflater = lease_inflater();
        late.buffer = lease_deflate_buffer();
    }}.join();
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace deflate_pool_test
