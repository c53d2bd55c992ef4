// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/case.hpp"

#include <cstdint>

// RFC 6455 §5.1 and §5.2: one frame.

namespace hawser::test::conformance {

namespace {

constexpr std::uint64_t two_to_62 = std::uint64_t{1} << 62;

const char* name_of(unsigned opcode)
{
    switch (opcode) {
    case more: return "continuation";
    case text: return "text";
    case binary: return "binary";
    case close: return "close";
    case ping: return "ping";
    case pong: return "pong";
    default: return "reserved";
    }
}

void add_masking(Cases& cases)
{
    Section section{cases, "6455-5.1-", "/echo"};
    section.rule("the server must close the connection upon receiving a frame that is not masked");
    for (auto opcode : {text, binary, close, ping, pong})
        section.sends(std::string{"unmasked-"} + name_of(opcode), server_frame(opcode, ""));
    section.sends("unmasked-continuation", begun(text, "Hel") + server_frame(more, "lo"))
        .sends("unmasked-after-masked", frame(text, "one") + server_frame(text, "two"));
    section.rule("5.3: any key serves, a fresh one for each frame; each byte is masked with key[i mod 4]")
        .sends("key-of-zeros", frame(text, "Hello", {.key = websocket::MaskKey{0, 0, 0, 0}}))
        .sends("key-of-ones", frame(text, "Hello", {.key = websocket::MaskKey{255, 255, 255, 255}}))
        .sends("key-for-each-frame",
               frame(text, "Hel", {.fin = false, .key = websocket::MaskKey{1, 2, 3, 4}}) +
                   frame(more, "lo", {.key = websocket::MaskKey{0x80, 0x7f, 0xff, 0}}));
}

void add_reserved(Cases& cases)
{
    Section section{cases, "6455-5.2-", "/echo"};
    section.rule("a reserved bit without an extension that defines it fails the connection");
    for (auto opcode : {more, text, binary, close, ping, pong})
        for (unsigned rsv = 1; rsv <= 7; ++rsv)
            section.sends("rsv-" + std::to_string(rsv) + "-" + name_of(opcode),
                          (opcode == more ? begun(text, "a") : "") +
                              frame(opcode, "", {.rsv = static_cast<std::uint8_t>(rsv)}));
    section.rule("an unknown opcode fails the connection: 3 to 7 and 11 to 15 are reserved");
    for (unsigned opcode = 3; opcode < 16; ++opcode)
        if (opcode < 8 || opcode > 10)
            section.sends("opcode-" + std::to_string(opcode), frame(opcode, ""))
                .sends("opcode-" + std::to_string(opcode) + "-with-payload", frame(opcode, "Hello"))
                .sends("opcode-" + std::to_string(opcode) + "-no-fin", begun(opcode, "Hello"))
                .sends("opcode-" + std::to_string(opcode) + "-in-message",
                       begun(text, "a") + frame(opcode, ""));
}

void add_lengths(Cases& cases)
{
    Section section{cases, "6455-5.2-", "/echo"};
    section.rule("payloads of any length, in 7, 7+16 or 7+64 bits");
    for (auto opcode : {text, binary})
        for (unsigned size : {0u,   1u,   2u,   3u,   4u,   5u,   7u,    8u,     9u,     31u,    124u,  125u,
                              126u, 127u, 128u, 255u, 256u, 257u, 1000u, 65534u, 65535u, 65536u, 65537u})
            section.sends(std::string{name_of(opcode)} + "-of-" + std::to_string(size),
                          frame(opcode, letters(size)));
    section.rule("the minimal number of bytes must be used to encode the length");
    for (unsigned size : {0u, 1u, 125u})
        section.sends("length-" + std::to_string(size) + "-in-16-bits",
                      frame(binary, letters(size), {.length_size = 2}));
    for (unsigned size : {0u, 125u, 126u, 65535u})
        section.sends("length-" + std::to_string(size) + "-in-64-bits",
                      frame(binary, letters(size), {.length_size = 8}));
    section.rule("of a 64-bit length the most significant bit must be 0")
        .sends("length-2-to-63", frame(binary, "", {.length = two_to_62 * 2}), Ending::wait)
        .sends("length-2-to-64-less-1", frame(binary, "", {.length = UINT64_MAX}), Ending::wait);
    section.rule("7.4.1, 10.4: a message that is too big to process gets 1009, before anything is kept of it")
        .sends("length-2-to-63-less-1", frame(binary, "", {.length = two_to_62 * 2 - 1}), Ending::wait)
        .sends("length-2-to-62", frame(text, "", {.length = two_to_62}), Ending::wait)
        .sends("length-16-MiB-and-1", frame(binary, "", {.length = 16 * 1024 * 1024 + 1}), Ending::wait)
        .sends("length-beyond-in-fragments",
               begun(binary, "a") + begun(more, "b") + frame(more, "", {.length = two_to_62 * 2 - 1}),
               Ending::wait);
    Section limited{cases, "6455-10.4-", "/limit"};
    limited.rule("messages of up to the limit are taken, whatever their fragments; one byte more gets 1009")
        .sends("limit", frame(text, letters(1000)))
        .sends("limit-and-1", frame(text, letters(1001)))
        .sends("limit-in-fragments", begun(text, letters(999)) + frame(more, "x"))
        .sends("limit-and-1-in-fragments", begun(text, letters(1000)) + frame(more, "x"))
        .sends("limit-and-empty-fragment", begun(text, letters(1000)) + begun(more, "") + frame(more, ""))
        .sends("limit-for-each-message", frame(text, letters(1000)) + frame(binary, letters(1000)))
        .sends("limit-not-for-control",
               begun(text, letters(1000)) + frame(ping, letters(125)) + frame(more, ""));
}

void add_control_lengths(Cases& cases)
{
    Section section{cases, "6455-5.5-", "/echo"};
    section.rule("control frames have a payload of at most 125 bytes");
    for (auto opcode : {ping, pong})
        for (unsigned size : {0u, 1u, 124u, 125u})
            section.sends(std::string{name_of(opcode)} + "-of-" + std::to_string(size),
                          frame(opcode, letters(size)));
    for (auto opcode : {close, ping, pong})
        for (unsigned size : {126u, 65535u, 65536u})
            section.sends(std::string{name_of(opcode)} + "-of-" + std::to_string(size),
                          frame(opcode, letters(size)));
    for (auto opcode : {close, ping, pong})
        section
            .sends(std::string{name_of(opcode)} + "-length-in-16-bits", frame(opcode, "", {.length_size = 2}))
            .sends(std::string{name_of(opcode)} + "-length-in-64-bits",
                   frame(opcode, "", {.length_size = 8}));
    section.rule("control frames must not be fragmented");
    for (auto opcode : {close, ping, pong})
        section.sends(std::string{name_of(opcode)} + "-no-fin", begun(opcode, ""))
            .sends(std::string{name_of(opcode)} + "-no-fin-in-message", begun(text, "a") + begun(opcode, ""))
            .sends(std::string{name_of(opcode)} + "-no-fin-and-the-rest",
                   begun(opcode, "a") + frame(more, "b"));
}

// Byte for byte as they are printed there; the unmasked ones are a server's.
void add_examples(Cases& cases)
{
    using namespace std::string_literals;
    const auto hello = "\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s;
    Section section{cases, "6455-5.7-", "/echo"};
    section.rule("the examples")
        .sends("masked-hello", "\x81\x85"s + hello)
        .sends("unmasked-hello", "\x81\x05Hello"s)
        .sends("masked-ping", "\x89\x85"s + hello)
        .sends("masked-pong", "\x8a\x85"s + hello)
        .sends("binary-256", frame(binary, letters(256)))
        .sends("binary-64-KiB", frame(binary, letters(65536)));
}

} // namespace

void add_frame_cases(Cases& cases)
{
    add_masking(cases);
    add_reserved(cases);
    add_lengths(cases);
    add_control_lengths(cases);
    add_examples(cases);
}

} // namespace hawser::test::conformance
