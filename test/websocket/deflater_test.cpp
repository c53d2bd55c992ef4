// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/deflater.hpp"

#include "support/deflate_samples.hpp"
#include "support/frame_builder.hpp"
#include "support/plain_zlib.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <stdexcept>
#include <string>

namespace deflater_test {

namespace {

using namespace hawser::test;
using hawser::websocket::Deflater;

std::string message(Deflater& deflater, std::string_view text)
{
    std::string out = "before";
    deflater.message(text, out);
    BOOST_TEST(out.starts_with("before"));
    return out.substr(6);
}

} // namespace

BOOST_AUTO_TEST_SUITE(deflater_test)

BOOST_AUTO_TEST_CASE(examples_of_the_rfc)
{
    Deflater deflater{{}};
    BOOST_TEST(hex(message(deflater, "Hello")) == hex(hello_deflated));
    BOOST_TEST(hex(message(deflater, "Hello")) == hex(hello_again_deflated));
    deflater.reset();
    BOOST_TEST(hex(message(deflater, "Hello")) == hex(hello_deflated));
    deflater.reset();
    deflater.reset();
    BOOST_TEST(hex(message(deflater, "Hello")) == hex(hello_deflated));
    BOOST_TEST(hex(message(deflater, "")) == "00"); // RFC 7692 §7.2.3.6
    BOOST_TEST(hex(message(deflater, "Hello")) == hex(hello_again_deflated));
}

BOOST_AUTO_TEST_CASE(zlib_reads_what_is_written)
{
    for (std::uint8_t bits = 9; bits <= 15; ++bits) {
        for (std::uint8_t level : {std::uint8_t{1}, std::uint8_t{6}, std::uint8_t{9}}) {
            for (std::uint8_t memory : {std::uint8_t{1}, std::uint8_t{8}, std::uint8_t{9}}) {
                Deflater deflater{{.level = level, .memory_level = memory, .window_bits = bits}};
                PlainInflate inflate{bits};
                for (std::size_t size : {0u, 1u, 300u, 0u, 70'000u}) {
                    BOOST_TEST((inflate.message(message(deflater, prose(size))) == prose(size)));
                    BOOST_TEST((inflate.message(message(deflater, noise(size))) == noise(size)));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(without_context_each_message_can_be_read_alone)
{
    Deflater deflater{{}};
    for (std::size_t size : {5u, 0u, 300u, 1'000'000u, 300u}) {
        deflater.reset();
        BOOST_TEST((PlainInflate{}.message(message(deflater, prose(size))) == prose(size)));
    }
}

BOOST_AUTO_TEST_CASE(into_memory_that_may_be_too_small)
{
    for (const auto& text : {std::string{}, std::string{"Hello"}, prose(1000), noise(1000), noise(200'000)}) {
        const auto size = deflated(text).size();
        for (std::size_t room : {std::size_t{0}, std::size_t{1}, std::size_t{6}, std::size_t{7}, size / 2,
                                 size - 1, size, size + 3, size + 4, size + 5, size + 100}) {
            Deflater deflater{{}};
            PlainInflate inflate;
            // Twice, so that the second one refers to the first.
            for (int i = 0; i < 2; ++i) {
                std::string memory(room, '?');
                std::string spilled = "stale";
                const auto fitted = deflater.message(text, memory, spilled);
                BOOST_TEST(fitted <= room);
                const auto payload = fitted != 0 ? memory.substr(0, fitted) : spilled;
                BOOST_TEST((inflate.message(payload) == text), "room " << room << " of " << size);
                BOOST_TEST((fitted != 0 || room < size + 5 || text.empty()));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(messages_in_fragments)
{
    Deflater deflater{{}};
    PlainInflate inflate;
    for (std::size_t size : {1u, 100u, 4096u, 100'000u}) {
        const auto text = prose(300'000);
        std::string payload;
        for (std::size_t at = 0; at < text.size(); at += size) {
            const auto before = payload.size();
            deflater.piece(std::string_view{text}.substr(at, size), false, payload);
            BOOST_TEST_REQUIRE(payload.size() > before);
        }
        const auto before = payload.size();
        deflater.piece({}, false, payload);
        BOOST_TEST(payload.size() == before);
        deflater.piece({}, true, payload);
        BOOST_TEST(payload.size() == before + 1);
        BOOST_TEST((inflate.message(payload) == text));

        payload.clear();
        deflater.piece(std::string_view{text}.substr(0, size), false, payload);
        deflater.piece(std::string_view{text}.substr(size), true, payload);
        BOOST_TEST((inflate.message(payload) == text));
    }
}

BOOST_AUTO_TEST_CASE(a_fragment_can_be_read_without_those_behind_it)
{
    Deflater deflater{{}};
    std::string payload;
    deflater.piece(std::string_view{"Hel"}, false, payload);
    BOOST_TEST((PlainInflate{}.message(payload.substr(0, payload.size() - 4)) == "Hel"));
    deflater.piece(std::string_view{"lo"}, false, payload);
    BOOST_TEST((PlainInflate{}.message(payload.substr(0, payload.size() - 4)) == "Hello"));
}

BOOST_AUTO_TEST_CASE(settings_that_zlib_does_not_take)
{
    BOOST_CHECK_THROW(Deflater({.window_bits = 8}), std::invalid_argument);
    BOOST_CHECK_THROW(Deflater({.window_bits = 16}), std::invalid_argument);
    BOOST_CHECK_THROW(Deflater({.level = 10}), std::invalid_argument);
    BOOST_CHECK_THROW(Deflater({.memory_level = 0}), std::invalid_argument);
    BOOST_CHECK_THROW(Deflater({.memory_level = 10}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace deflater_test
