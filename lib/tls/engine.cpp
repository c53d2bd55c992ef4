// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "tls/engine.hpp"

#include "tls/certificate.hpp"
#include "tls/peer_certificate.hpp"

#include <hawser/endpoint.hpp>

#include <openssl/err.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

namespace hawser::tls {

namespace {

constexpr std::size_t max_record = SSL3_RT_MAX_PLAIN_LENGTH;
// Three segments of most networks: who waits for the head of a page need not wait for sixteen kilobytes of
// it.
constexpr std::size_t first_record = 4096;
constexpr std::uint32_t first_bytes = 48 * 1024;

// Where small pieces are put together; one a thread, since nothing runs between filling and encrypting it.
char* staging()
{
    thread_local const std::unique_ptr<char[]> buffer{new char[max_record]};
    return buffer.get();
}

} // namespace

/// Lends input and output to OpenSSL for the length of a call.
struct Engine::Call {
    Call(Engine& engine_, std::string_view& input, std::string& output) noexcept : engine{engine_}
    {
        engine.input_ = &input;
        engine.output_ = &output;
        if (ERR_peek_error() != 0) // or an old one is taken for ours; asking is cheaper than clearing
            ERR_clear_error();
    }
    ~Call()
    {
        engine.input_ = nullptr;
        engine.output_ = nullptr;
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    Engine& engine;
};

int Engine::bio_read(BIO* bio, char* data, std::size_t size, std::size_t* count) noexcept
{
    auto* input = static_cast<Engine*>(BIO_get_data(bio))->input_;
    BIO_clear_retry_flags(bio);
    if (!input || input->empty()) {
        BIO_set_retry_read(bio);
        return 0;
    }
    *count = std::min(size, input->size());
    std::memcpy(data, input->data(), *count);
    input->remove_prefix(*count);
    return 1;
}

int Engine::bio_write(BIO* bio, const char* data, std::size_t size, std::size_t* count) noexcept
{
    auto* output = static_cast<Engine*>(BIO_get_data(bio))->output_;
    BIO_clear_retry_flags(bio);
    if (!output)
        return 0;
    try {
        output->append(data, size);
    } catch (...) {
        return 0;
    }
    *count = size;
    return 1;
}

long Engine::bio_control(BIO*, int command, long, void*) noexcept
{
    return command == BIO_CTRL_FLUSH ? 1 : 0; // there is nothing that waits
}

BIO_METHOD* Engine::bio_method()
{
    // Never freed: a server that is destroyed at the very end of the program still has connections.
    static BIO_METHOD* const method = [] {
        std::unique_ptr<BIO_METHOD, Release<BIO_meth_free>> made{
            BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "hawser")};
        if (!made)
            throw std::bad_alloc{};
        BIO_meth_set_read_ex(made.get(), &Engine::bio_read);
        BIO_meth_set_write_ex(made.get(), &Engine::bio_write);
        BIO_meth_set_ctrl(made.get(), &Engine::bio_control);
        return made.release();
    }();
    return method;
}

Engine::Engine(std::shared_ptr<const Context> context, bool is_server)
    : context_{std::move(context)}, ssl_{context_->make_ssl()}, is_server_{is_server}
{
    auto* bio = BIO_new(bio_method());
    if (!bio)
        throw std::bad_alloc{};
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl_.get(), bio, bio); // takes it
    set_verdict(ssl_.get(), &verdict_);
    if (is_server)
        SSL_set_accept_state(ssl_.get());
    else
        SSL_set_connect_state(ssl_.get());
}

std::unique_ptr<Engine> Engine::accept(std::shared_ptr<const Context> context)
{
    return std::unique_ptr<Engine>{new Engine{std::move(context), true}};
}

std::unique_ptr<Engine> Engine::connect(std::shared_ptr<const Context> context, const std::string& host)
{
    std::unique_ptr<Engine> engine{new Engine{std::move(context), false}};
    if (host.empty())
        return engine;
    if (!engine->expect(host))
        throw std::invalid_argument{"hawser: not a host that a certificate could be for: " + host};
    return engine;
}

// Whom the peer's certificate must be for; where that is not sure to be checked, nothing may go on.
bool Engine::expect(std::string_view host)
{
    auto* rules = SSL_get0_param(ssl_.get());
    // Of a certificate without alternative names the subject is no substitute (RFC 9525 §2).
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
                                               X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    if (const auto address = address_of(host)) { // an address is no name (RFC 6066 §3)
        const std::size_t size = address->family() == Endpoint::Family::ipv4 ? 4 : 16;
        return X509_VERIFY_PARAM_set1_ip(rules, address->address_bytes().data(), size) == 1;
    }
    if (host.ends_with('.')) // the root, which certificates leave out
        host.remove_suffix(1);
    const std::string name{host};
    return is_dns_name(name) && X509_VERIFY_PARAM_set1_host(rules, name.data(), name.size()) == 1 &&
           SSL_set_tlsext_host_name(ssl_.get(), name.c_str()) == 1;
}

// --- reading

void Engine::step()
{
    const int result = SSL_do_handshake(ssl_.get());
    if (result == 1)
        state_ = State::open;
    else
        handle(result);
}

void Engine::handshake(std::string_view& input, std::string& output)
{
    const Call call{*this, input, output};
    if (state_ == State::handshake || wants_input())
        step();
}

std::size_t Engine::read(std::string_view& input, std::span<char> plaintext, std::string& output)
{
    const Call call{*this, input, output};
    if (state_ == State::handshake)
        step();
    std::size_t total = 0;
    while (state_ == State::open && total < plaintext.size() && (!input.empty() || has_pending())) {
        const auto before = input.size();
        std::size_t count = 0;
        const int result =
            SSL_read_ex(ssl_.get(), plaintext.data() + total, plaintext.size() - total, &count);
        total += count;
        if (result == 1)
            continue;
        handle(result);
        if (input.size() == before)
            break;
    }
    return total;
}

void Engine::handle(int result)
{
    switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ: break;
    case SSL_ERROR_ZERO_RETURN:
        if (SSL_in_init(ssl_.get()) == 1) // nothing ends well in the middle of a handshake message
            fail();
        else
            state_ = State::ended;
        break;
    default: fail();
    }
}

void Engine::fail()
{
    const auto code = ERR_peek_error(); // the first tells the cause
    error_ = verdict_.error ? verdict_.error : classify(code);
    const char* text = code == 0 ? nullptr : ERR_reason_error_string(code);
    if (error_ == condition::untrusted_peer) // where OpenSSL's reason is no more than that
        text = SSL_get_verify_result(ssl_.get()) == X509_V_OK
                   ? nullptr
                   : X509_verify_cert_error_string(SSL_get_verify_result(ssl_.get()));
    reason_ = text ? text : "";
    ERR_clear_error();
    state_ = State::failed;
}

error_code Engine::classify(unsigned long code) const noexcept
{
    const int reason = ERR_GET_REASON(code);
    if (ERR_GET_LIB(code) == ERR_LIB_SSL) {
        if (reason >= SSL_AD_REASON_OFFSET)
            return error::tls_refused_by_peer;
        if (reason == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE)
            return error::certificate_missing;
        if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED)
            return verify_error(SSL_get_verify_result(ssl_.get()));
        if (reason == SSL_R_HTTP_REQUEST ||
            (reason == SSL_R_WRONG_VERSION_NUMBER && state_ == State::handshake))
            return error::tls_not_spoken;
    }
    if (code == 0 && state_ == State::handshake &&
        (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0)
        return error::tls_refused_by_peer; // by a close_notify
    return state_ == State::handshake ? error::tls_handshake_failed : error::tls_protocol_error;
}

// --- writing

std::size_t Engine::record_size() const noexcept
{
    return burst_ < first_bytes ? first_record : max_record;
}

bool Engine::write_record(const char* data, std::size_t size)
{
    if (wants_input()) // OpenSSL would look for it before it takes a byte; the next call may have others
        return false;
    std::size_t written = 0;
    if (SSL_write_ex(ssl_.get(), data, size, &written) != 1) {
        fail();
        return false;
    }
    burst_ = std::min(burst_ + static_cast<std::uint32_t>(size), first_bytes);
    return true;
}

std::size_t Engine::write(std::span<const std::string_view> pieces, std::size_t limit, std::string& output)
{
    std::string_view nothing;
    const Call call{*this, nothing, output};
    if (state_ != State::open && state_ != State::ended)
        return 0;
    std::size_t total = 0;
    std::size_t staged = 0;
    for (auto piece : pieces) {
        while (!piece.empty() && total + staged < limit) {
            const auto room = std::min(record_size(), limit - total) - staged;
            if (staged == 0 && piece.size() >= room) { // a whole record as it lies
                if (!write_record(piece.data(), room))
                    return total;
                total += room;
                piece.remove_prefix(room);
                continue;
            }
            const auto part = std::min(room, piece.size());
            std::memcpy(staging() + staged, piece.data(), part);
            staged += part;
            piece.remove_prefix(part);
            if (part == room) {
                if (!write_record(staging(), staged))
                    return total;
                total += std::exchange(staged, 0);
            }
        }
    }
    if (staged > 0 && write_record(staging(), staged))
        total += staged;
    return total;
}

void Engine::shutdown(std::string& output)
{
    std::string_view nothing;
    const Call call{*this, nothing, output};
    if (state_ == State::open || state_ == State::ended)
        SSL_shutdown(ssl_.get());
    ERR_clear_error();
}

// --- what has come of it

TlsInfo Engine::info() const
{
    auto* ssl = ssl_.get();
    TlsInfo info;
    info.version = SSL_version(ssl) == TLS1_3_VERSION ? TlsVersion::tls_1_3 : TlsVersion::tls_1_2;
    if (const auto* cipher = SSL_get_current_cipher(ssl))
        info.cipher = SSL_CIPHER_standard_name(cipher);
    if (const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name))
        info.server_name = name;
    const unsigned char* protocol = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl, &protocol, &size);
    info.protocol.assign(reinterpret_cast<const char*>(protocol), size);
    info.resumed = SSL_session_reused(ssl) == 1;
    if (auto* peer = SSL_get0_peer_certificate(ssl))
        info.peer = describe(peer, SSL_get_verify_result(ssl));
    return info;
}

} // namespace hawser::tls
