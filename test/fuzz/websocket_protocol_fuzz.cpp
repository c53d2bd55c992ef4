// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// One side of a connection, fed the same bytes twice: in one piece, and cut where the input says. What
// comes out has to be the same.

#include "support/fuzz_check.hpp"
#include "websocket/protocol.hpp"

#include "core/utf8.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace hawser::websocket;
using hawser::test::FuzzInput;

namespace {

void fixed_random(std::span<unsigned char> out)
{
    std::fill(out.begin(), out.end(), static_cast<unsigned char>(0x5a));
}

Protocol::Options options_from(FuzzInput& input)
{
    const auto bits = input.byte();
    Protocol::Options options;
    options.role = (bits & 1) != 0 ? Role::client : Role::server;
    if ((bits & 2) != 0) {
        options.inflate = InflateOptions{.context_takeover = (bits & 4) != 0};
    }
    options.limits.message = (bits & 16) != 0 ? 100 : 100'000;
    options.limits.frame = (bits & 32) != 0 ? 60 : 100'000;
    options.random = fixed_random;
    return options;
}

// Closes before a byte is received, or not at all: in the middle the two runs would not be at the same
// place.
void prepare(Protocol& protocol, bool closes_first)
{
    if (closes_first) {
        FUZZ_CHECK(protocol.close(hawser::CloseCode::normal, "x"));
        FUZZ_CHECK(protocol.wait() == Wait::close_reply);
        protocol.clear_output();
    }
}

void check_event(const Protocol& protocol, const Protocol::Event& event, const Protocol::Options& options)
{
    using Kind = Protocol::Event::Kind;
    switch (event.kind) {
    case Kind::message:
        FUZZ_CHECK(event.opcode == Opcode::text || event.opcode == Opcode::binary);
        FUZZ_CHECK(event.payload.size() <= options.limits.message);
        FUZZ_CHECK(!event.compressed || options.inflate);
        FUZZ_CHECK(event.opcode != Opcode::text || hawser::core::is_valid_utf8(event.payload));
        break;
    case Kind::piece: FUZZ_CHECK(false); break; // not asked for
    case Kind::ping:
    case Kind::pong: FUZZ_CHECK(event.payload.size() <= 125); break;
    case Kind::close:
        FUZZ_CHECK(protocol.close_info().was_clean);
        FUZZ_CHECK(hawser::core::is_valid_utf8(protocol.close_info().reason));
        FUZZ_CHECK(protocol.wait() == (options.role == Role::server ? Wait::finished : Wait::peer_eof));
        FUZZ_CHECK(!protocol.can_send());
        break;
    case Kind::failure:
        FUZZ_CHECK(protocol.error().failed());
        FUZZ_CHECK(!protocol.close_info().was_clean);
        FUZZ_CHECK(protocol.wait() == Wait::finished);
        FUZZ_CHECK(!protocol.can_send());
        break;
    case Kind::need_more: break;
    }
}

// Everything that the outside can see, one line an event.
class Recorder {
public:
    Recorder(const Protocol::Options& options, bool closes_first) : options_{options}, protocol_{options}
    {
        prepare(protocol_, closes_first);
    }

    void feed(std::string_view piece)
    {
        std::vector<char> memory{piece.begin(), piece.end()};
        std::span<char> bytes{memory};
        for (;;) {
            const auto event = protocol_.receive(bytes);
            if (event.kind == Protocol::Event::Kind::need_more) {
                FUZZ_CHECK(bytes.empty());
                FUZZ_CHECK(protocol_.output().empty());
                return;
            }
            FUZZ_CHECK(!over_);
            over_ =
                event.kind == Protocol::Event::Kind::close || event.kind == Protocol::Event::Kind::failure;
            check_event(protocol_, event, options_);
            note(event);
        }
    }

    std::string finish()
    {
        log_ += "wait " + std::to_string(static_cast<int>(protocol_.wait()));
        protocol_.receive_eof();
        FUZZ_CHECK(protocol_.wait() == Wait::finished);
        log_ += protocol_.error().message();
        return std::move(log_);
    }

private:
    void note(const Protocol::Event& event)
    {
        log_ += std::to_string(static_cast<int>(event.kind)) + ' ' +
                std::to_string(static_cast<int>(event.opcode)) + ' ' + (event.compressed ? "deflated " : " ");
        log_.append(event.payload.begin(), event.payload.end()).append(" > ").append(protocol_.output());
        protocol_.clear_output();
        log_ += ' ' + std::to_string(static_cast<int>(protocol_.wait())) + ' ' + protocol_.error().message() +
                std::to_string(static_cast<int>(protocol_.close_info().code)) +
                protocol_.close_info().reason + '\n';
    }

    Protocol::Options options_;
    Protocol protocol_;
    std::string log_;
    bool over_ = false;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    FuzzInput input{data, size};
    const auto options = options_from(input);
    const bool closes_first = (input.byte() & 1) != 0;
    const auto cuts = input.take(input.byte() & 15); // sizes of pieces, again and again; none: single bytes
    const auto bytes = input.rest();

    Recorder whole{options, closes_first};
    whole.feed(bytes);

    Recorder pieces{options, closes_first};
    std::size_t next_cut = 0;
    for (auto rest = bytes; !rest.empty();) {
        const std::size_t wanted =
            cuts.empty() ? 1 : static_cast<unsigned char>(cuts[next_cut++ % cuts.size()]);
        const auto piece = rest.substr(0, std::max<std::size_t>(wanted, 1));
        pieces.feed(piece);
        rest.remove_prefix(piece.size());
    }
    FUZZ_CHECK(whole.finish() == pieces.finish());
    return 0;
}
