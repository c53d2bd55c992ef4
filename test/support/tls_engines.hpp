// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "support/plain_tls.hpp"
#include "tls/context.hpp"
#include "tls/engine.hpp"
#include "tls/ticket_keys.hpp"

#include <hawser/certificate.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace hawser::test {

inline std::shared_ptr<const tls::Context> server_context(TlsOptions options = {})
{
    static const auto certificate = Certificate::self_signed({"localhost"});
    static const auto tickets = std::make_shared<tls::TicketKeys>();
    if (options.certificates.empty())
        options.certificates = {certificate};
    return tls::Context::for_server(options, tickets);
}

/// An engine, and the strings that it talks to.
struct EngineEnd {
    std::unique_ptr<tls::Engine> engine;
    std::string output;   ///< ciphertext to be sent
    std::string received; ///< plaintext

    explicit EngineEnd(std::unique_ptr<tls::Engine> engine_) : engine{std::move(engine_)} {}

    /// Takes all of `ciphertext`.
    void feed(std::string_view ciphertext)
    {
        do {
            char plaintext[32 * 1024]; // NOLINT: filled by `read`
            const auto count = engine->read(ciphertext, plaintext, output);
            received.append(plaintext, count);
            if (count == 0)
                break;
        } while (!ciphertext.empty() || engine->has_pending());
    }
    std::string take_output() { return std::exchange(output, {}); }
    std::string encrypt(std::string_view text)
    {
        engine->write({&text, 1}, text.size(), output);
        return take_output();
    }
};

/// Lets the two talk, `piece` bytes at a time, until neither has something to say.
inline void talk(EngineEnd& engine, PlainTls& peer, std::size_t piece = std::string::npos)
{
    for (;;) {
        auto to_engine = peer.take_output();
        auto to_peer = engine.take_output();
        if (to_engine.empty() && to_peer.empty())
            return;
        for (std::string_view rest{to_engine}; !rest.empty();
             rest.remove_prefix(std::min(piece, rest.size())))
            engine.feed(rest.substr(0, piece));
        for (std::string_view rest{to_peer}; !rest.empty(); rest.remove_prefix(std::min(piece, rest.size())))
            peer.feed(rest.substr(0, piece));
    }
}

} // namespace hawser::test
