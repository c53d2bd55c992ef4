// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "support/plain_tls.hpp"
#include "tls/certificate.hpp"

#include <hawser/certificate.hpp>

#include <cstddef>
#include <string>

namespace hawser::test {

/// Gives a server a certificate for "localhost".
inline void certify(PlainTls& server)
{
    static const auto certificate = tls::load(Certificate::self_signed({"localhost"}));
    SSL_CTX_use_certificate(server.context(), certificate.leaf.get());
    SSL_CTX_use_PrivateKey(server.context(), certificate.key.get());
}

/// Has a server send tickets that are too large for one of its records, as those are that hold a client's
/// certificates.
inline void split_tickets(PlainTls& server)
{
    static constexpr std::size_t small_record = 512; // the smallest that OpenSSL makes
    const auto fill = [](SSL* ssl, void*) {
        const std::string data(2 * small_record, 't');
        return SSL_SESSION_set1_ticket_appdata(SSL_get_session(ssl), data.data(), data.size());
    };
    SSL_CTX_set_session_ticket_cb(server.context(), fill, nullptr, nullptr);
    SSL_CTX_set_max_send_fragment(server.context(), small_record);
}

} // namespace hawser::test
