// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// The TLS engine: as a server and as a client it takes any bytes for a handshake; and behind a handshake, whatever
// happens to the records on their way, it shows a prefix of what was sent and nothing else.

#include "support/fuzz_check.hpp"
#include "support/plain_tls.hpp"
#include "support/tls_engines.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace hawser;
using namespace hawser::test;
using State = tls::Engine::State;

void check_state(const EngineEnd& end)
{
    FUZZ_CHECK((end.engine->state() == State::failed) == end.engine->error().failed());
    FUZZ_CHECK(end.output.size() < 64 * 1024); // alerts and handshakes, however long the input
}

// In pieces of two sizes; of short ones each byte by itself.
void check_handshake(bool is_server, std::size_t cut, std::string_view bytes)
{
    static const auto server = server_context();
    static const auto client = tls::Context::for_client({.verify = TlsVerify::none});
    for (const std::size_t piece : {cut, std::size_t{bytes.size() < 600 ? 1u : 97u}}) {
        EngineEnd end{is_server ? tls::Engine::accept(server) : tls::Engine::connect(client, "localhost")};
        std::string_view nothing;
        end.engine->handshake(nothing, end.output);
        for (auto rest = bytes; !rest.empty();) {
            const auto size = std::min(std::max<std::size_t>(piece, 1), rest.size());
            end.feed(rest.substr(0, size));
            rest.remove_prefix(size);
            check_state(end);
        }
        FUZZ_CHECK(end.received.empty());
        FUZZ_CHECK(end.engine->state() == State::handshake || end.engine->state() == State::failed);
    }
}

// A script of what the client sends, and of what becomes of it.
void check_records(std::string_view script)
{
    EngineEnd server{tls::Engine::accept(server_context())};
    PlainTls client;
    client.start();
    talk(server, client);
    FUZZ_CHECK(server.engine->state() == State::open);
    FuzzInput input{reinterpret_cast<const std::uint8_t*>(script.data()), script.size()};
    std::string sent;
    std::string on_the_way;
    bool is_sound = true;
    for (int step = 0; step < 100 && !input.rest().empty() && server.engine->state() == State::open; ++step) {
        const auto value = input.byte();
        switch (value % 6) {
        case 0:
        case 1: { // a message
            const std::string text(std::size_t{value} * (value % 2 == 0 ? 1 : 97), static_cast<char>(step));
            on_the_way += client.encrypt(text);
            sent += text;
            break;
        }
        case 2: // a piece of it arrives
            server.feed(std::string_view{on_the_way}.substr(0, value));
            on_the_way.erase(0, value);
            break;
        case 3: // some bytes are changed
            if (const auto place = std::size_t{input.byte()} * 3; place < on_the_way.size()) {
                const auto mask = static_cast<char>(input.byte());
                on_the_way[place] = static_cast<char>(on_the_way[place] ^ mask);
                is_sound = is_sound && mask == 0;
            }
            break;
        case 4: // something is put in between
            on_the_way += input.take(value);
            is_sound = false;
            break;
        default: // all of it arrives
            server.feed(on_the_way);
            on_the_way.clear();
        }
        FUZZ_CHECK(std::string_view{sent}.starts_with(server.received));
        check_state(server);
    }
    if (!is_sound)
        return;
    server.feed(on_the_way);
    FUZZ_CHECK(server.received == sent);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    FuzzInput input{data, size};
    const auto kind = input.byte();
    if (kind % 3 == 2)
        check_records(input.rest());
    else
        check_handshake(kind % 3 == 0, kind, input.rest());
    return 0;
}
