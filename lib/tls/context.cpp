// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "tls/context.hpp"

#include "tls/peer_certificate.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <utility>

namespace hawser::tls {

namespace {

int verdict_index() noexcept
{
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

void tell_verdict(X509_STORE_CTX* store, error_code error) noexcept
{
    auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    if (auto* verdict = ssl ? static_cast<Verdict*>(SSL_get_ex_data(ssl, verdict_index())) : nullptr)
        verdict->error = error;
}

int faults_index() noexcept
{
    static const int index = X509_STORE_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

// How bad a fault is: a date can be forgiven, a name hardly, and of a chain that does not hold nothing is
// true.
int badness(long result) noexcept
{
    const auto code = verify_error(result);
    if (code == error::certificate_expired || code == error::certificate_not_yet_valid)
        return 1;
    if (code == error::certificate_wrong_host)
        return 2;
    return code == error::certificate_revoked ? 3 : 4;
}

// OpenSSL would stop at the first fault, which may be the least.
int keep_worst(int is_well, X509_STORE_CTX* store) noexcept
{
    auto& worst = *static_cast<int*>(X509_STORE_CTX_get_ex_data(store, faults_index()));
    const int result = X509_STORE_CTX_get_error(store);
    if (is_well == 0 && (worst == X509_V_OK || badness(result) > badness(worst)))
        worst = result;
    return 1;
}

// Asked once a handshake, when OpenSSL has done its work.
error_code judge(const Context::Rules& rules, const PeerCertificate& peer)
{
    auto verdict = rules.accepts_unverified ? error_code{} : peer.error;
    const auto& pins = rules.pinned_keys;
    if (!pins.empty() && std::find(pins.begin(), pins.end(), peer.key_pin) == pins.end())
        return error::certificate_not_pinned;
    if (rules.callback)
        return rules.callback(peer) ? error_code{} : error_code{error::certificate_refused};
    return verdict;
}

} // namespace

void set_verdict(SSL* ssl, Verdict* verdict) noexcept
{
    SSL_set_ex_data(ssl, verdict_index(), verdict);
}

int Context::verify(X509_STORE_CTX* store, void* rules) noexcept
{
    int result = X509_V_OK;
    X509_STORE_CTX_set_ex_data(store, faults_index(), &result);
    X509_STORE_CTX_set_verify_cb(store, keep_worst);
    if (X509_verify_cert(store) != 1 && result == X509_V_OK)
        result = X509_V_ERR_UNSPECIFIED;
    X509_STORE_CTX_set_error(store, result);
    error_code verdict = error::certificate_refused;
    try {
        verdict = judge(*static_cast<const Rules*>(rules), describe(X509_STORE_CTX_get0_cert(store), result));
    } catch (...) { // of the callback: who cannot say yes says no
    }
    tell_verdict(store, verdict);
    if (verdict == error::certificate_refused || verdict == error::certificate_not_pinned)
        X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
    // Where it is accepted all the same, the result stays: `TlsInfo` tells what was found. What OpenSSL, or
    // the callback, has left in the queue of errors would be taken for one of the handshake's.
    ERR_clear_error();
    return verdict ? 0 : 1;
}

std::shared_ptr<const Context> Context::adopt(SSL_CTX* context, std::shared_ptr<const void> owner)
{
    const std::shared_ptr<Context> made{new Context};
    made->adopted_ = context;
    made->owner_ = std::move(owner);
    return made;
}

SslPtr Context::make_ssl() const
{
    SslPtr ssl{SSL_new(adopted_ ? adopted_ : entries_.front().context.get())};
    if (!ssl)
        throw std::bad_alloc{};
    // Buffers of an idle connection go back to the heap; what is encrypted may lie elsewhere at each call.
    SSL_set_mode(ssl.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_set_options(ssl.get(), SSL_OP_NO_RENEGOTIATION);
    // What the engine relies on, whatever an adopted context says.
    SSL_clear_mode(ssl.get(), SSL_MODE_ENABLE_PARTIAL_WRITE);
    SSL_set_read_ahead(ssl.get(), 0);
    if (SSL_get_min_proto_version(ssl.get()) < TLS1_2_VERSION)
        SSL_set_min_proto_version(ssl.get(), TLS1_2_VERSION);
    return ssl;
}

} // namespace hawser::tls
