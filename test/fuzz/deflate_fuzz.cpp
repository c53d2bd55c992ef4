// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Compressed messages: what zlib inflates in one go, the protocol must deliver, however the bytes are cut
// and whether or not it puts messages together; and what ours deflates, zlib must inflate.

#include "core/utf8.hpp"
#include "support/frame_builder.hpp"
#include "support/fuzz_check.hpp"
#include "support/plain_zlib.hpp"
#include "websocket/protocol.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace hawser::websocket;
using namespace hawser::test;

namespace {

constexpr std::size_t limit = 200'000;

struct Outcome {
    std::vector<std::string> messages;
    hawser::error_code error;

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

// Cuts `bytes` into pieces of the sizes that `cuts` has, again and again; none: one piece.
template <class Use>
void cut(std::string_view bytes, std::string_view cuts, Use use)
{
    std::size_t next = 0;
    do {
        const auto wanted =
            cuts.empty() ? bytes.size() : std::size_t{static_cast<unsigned char>(cuts[next++ % cuts.size()])};
        const auto piece = bytes.substr(0, std::max<std::size_t>(wanted, 1));
        bytes.remove_prefix(piece.size());
        use(piece, bytes.empty());
    } while (!bytes.empty());
}

void feed(Protocol& protocol, std::string_view piece, std::string& message, Outcome& outcome)
{
    using Kind = Protocol::Event::Kind;
    std::vector<char> memory{piece.begin(), piece.end()};
    std::span<char> bytes{memory};
    for (auto event = protocol.receive(bytes); event.kind != Kind::need_more;
         event = protocol.receive(bytes)) {
        if (event.kind == Kind::failure) {
            outcome.error = protocol.error();
            return;
        }
        FUZZ_CHECK(event.kind == Kind::message || event.kind == Kind::piece);
        FUZZ_CHECK(event.compressed && event.first == message.empty());
        FUZZ_CHECK(event.last || !event.payload.empty());
        message.append(event.payload.begin(), event.payload.end());
        FUZZ_CHECK(message.size() <= limit);
        if (event.last) {
            FUZZ_CHECK(event.opcode != Opcode::text || hawser::core::is_valid_utf8(message));
            outcome.messages.push_back(std::move(message));
            message.clear();
        }
    }
}

Outcome run(const Protocol::Options& options, std::string_view bytes, std::string_view cuts)
{
    Protocol protocol{options};
    Outcome outcome;
    std::string message;
    cut(bytes, cuts, [&](std::string_view piece, bool) { feed(protocol, piece, message, outcome); });
    FUZZ_CHECK(outcome.error || protocol.wait() == Wait::none);
    return outcome;
}

std::string frames(Opcode opcode, std::string_view payload, std::string_view cuts)
{
    std::string bytes;
    auto code = static_cast<unsigned>(opcode);
    cut(payload, cuts, [&](std::string_view fragment, bool last) {
        bytes += frame(code, fragment, {.fin = last, .rsv = std::uint8_t(code != 0 ? 4 : 0)});
        code = 0;
    });
    return bytes;
}

// zlib in one go stops at a block with BFINAL, and takes no message without its last block's begin.
void compare_with_zlib(std::string_view payload, const Outcome& outcome)
{
    const auto expected = PlainInflate{}.message(std::string{payload}, limit);
    if (expected) {
        FUZZ_CHECK(!outcome.messages.empty() && outcome.messages.front() == *expected);
    }
}

void check_inflating(FuzzInput& input)
{
    const auto bits = input.byte();
    const auto opcode = (bits & 1) != 0 ? Opcode::text : Opcode::binary;
    const auto fragment_cuts = input.take(bits >> 1 & 3);
    const auto read_cuts = input.take(1 + (bits >> 3 & 7));
    const auto payload = input.rest();
    // Twice the same: with context takeover the second one refers to the first.
    const auto bytes = frames(opcode, payload, fragment_cuts) + frames(opcode, payload, {});

    Protocol::Options options;
    options.limits = {.message = limit, .frame = limit};
    options.inflate = InflateOptions{.context_takeover = (bits & 64) != 0};
    const auto whole = run(options, bytes, {});
    FUZZ_CHECK(whole == run(options, bytes, read_cuts));
    if (bytes.size() < 500) {
        FUZZ_CHECK(whole == run(options, bytes, std::string_view{"\x01", 1}));
    }
    options.deliver_pieces = true;
    FUZZ_CHECK(whole == run(options, bytes, {}));
    FUZZ_CHECK(whole == run(options, bytes, read_cuts));
    if (opcode == Opcode::binary) {
        compare_with_zlib(payload, whole);
    }
}

void check_deflating(FuzzInput& input)
{
    const auto bits = input.byte();
    const DeflateSettings settings{.level = static_cast<std::uint8_t>(1 + bits % 9),
                                   .memory_level = static_cast<std::uint8_t>(1 + (bits >> 4) % 9),
                                   .window_bits = static_cast<std::uint8_t>(9 + input.byte() % 7)};
    Deflater deflater{settings};
    PlainInflate inflate{settings.window_bits};
    const auto cuts = input.take(1 + input.byte() % 4);
    const std::string text{input.rest()};

    std::string payload;
    deflater.message(text, payload);
    FUZZ_CHECK(inflate.message(payload) == text);

    std::string memory(input.byte() * 4, '?');
    std::string spilled;
    const auto size = deflater.message(text, memory, spilled);
    FUZZ_CHECK(inflate.message(size != 0 ? memory.substr(0, size) : spilled) == text);

    payload.clear();
    cut(text, cuts, [&](std::string_view piece, bool last) { deflater.piece(piece, last, payload); });
    FUZZ_CHECK(inflate.message(payload) == text);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    FuzzInput input{data, size};
    if ((input.byte() & 1) != 0) {
        check_deflating(input);
    } else {
        check_inflating(input);
    }
    return 0;
}
