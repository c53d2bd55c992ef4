// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// What the peer sends about the connection itself, and what can be written
// meanwhile.

#include "tls/engine.hpp"

#include "support/print_error.hpp"
#include "support/split_tickets.hpp"
#include "support/tls_engines.hpp"

#include <boost/test/unit_test.hpp>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace engine_write_test {

namespace {

using namespace hawser;
using namespace hawser::test;
using State = tls::Engine::State;

/// A client of ours, and a server of OpenSSL's whose tickets come in several
/// records.
struct Fixture {
    PlainTls server{PlainTls::Role::server};
    EngineEnd client{tls::Engine::connect(tls::Context::for_client({.verify = TlsVerify::none}), "")};

    Fixture()
    {
        certify(server);
        split_tickets(server);
    }

    /// Returns the tickets, which the client has not seen yet.
    std::string connect()
    {
        server.start();
        std::string_view nothing;
        client.engine->handshake(nothing, client.output);
        server.feed(client.take_output());
        client.feed(server.take_output());
        BOOST_REQUIRE((client.engine->state() == State::open));
        server.feed(client.take_output());
        BOOST_REQUIRE(server.is_open());
        return server.take_output();
    }

    /// Whether the client could write it.
    bool write(std::string_view text)
    {
        const auto count = client.engine->write({&text, 1}, text.size(), client.output);
        BOOST_TEST((count == 0 || count == text.size()));
        BOOST_TEST(client.output.empty() == (count == 0));
        server.feed(client.take_output());
        return count > 0;
    }
};

std::size_t first_record(std::string_view ciphertext)
{
    return 5 + static_cast<std::size_t>(static_cast<unsigned char>(ciphertext[3]) << 8 |
                                        static_cast<unsigned char>(ciphertext[4]));
}

using Bytes = std::vector<unsigned char>;

/// HKDF-Expand-Label of RFC 8446 §7.1 with SHA-256, without a context.
Bytes expand(const Bytes& secret, std::string_view label, std::size_t size)
{
    Bytes info{0, static_cast<unsigned char>(size), static_cast<unsigned char>(6 + label.size())};
    for (const char each : "tls13 " + std::string{label})
        info.push_back(static_cast<unsigned char>(each));
    info.push_back(0);
    const std::unique_ptr<EVP_KDF, tls::Release<EVP_KDF_free>> kdf{EVP_KDF_fetch(nullptr, "HKDF", nullptr)};
    const std::unique_ptr<EVP_KDF_CTX, tls::Release<EVP_KDF_CTX_free>> context{EVP_KDF_CTX_new(kdf.get())};
    int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
    char hash[] = "SHA256";
    auto key = secret;
    const std::array<OSSL_PARAM, 5> rules{
        OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, hash, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key.data(), key.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
        OSSL_PARAM_construct_end()};
    Bytes expanded(size);
    BOOST_REQUIRE(EVP_KDF_derive(context.get(), expanded.data(), size, rules.data()) == 1);
    return expanded;
}

/// A client that makes its records by hand behind the handshake, cut as OpenSSL would not cut them.
struct HandmadeClient {
    PlainTls plain;
    EngineEnd server{tls::Engine::accept(server_context())};
    unsigned char sequence = 0;

    HandmadeClient()
    {
        SSL_CTX_set_ciphersuites(plain.context(), "TLS_AES_128_GCM_SHA256");
        SSL_CTX_set_ex_data(plain.context(), 0, &secret_);
        SSL_CTX_set_keylog_callback(plain.context(), [](const SSL* ssl, const char* line) {
            const std::string_view text{line};
            if (text.starts_with("CLIENT_TRAFFIC_SECRET_0 "))
                static_cast<std::string*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), 0))
                    ->assign(text.substr(text.rfind(' ') + 1));
        });
        plain.start();
        talk(server, plain);
        BOOST_REQUIRE((server.engine->state() == State::open));
    }

    /// A record of RFC 8446 §5.2 with AES-128-GCM.
    std::string record(std::string_view content, unsigned char type)
    {
        const auto secret = unhex(secret_);
        const auto key = expand(secret, "key", 16);
        auto nonce = expand(secret, "iv", 12);
        nonce.back() = static_cast<unsigned char>(nonce.back() ^ sequence++);
        Bytes inner(content.begin(), content.end());
        inner.push_back(type);
        const auto size = inner.size() + 16;
        Bytes made{23, 3, 3, 0, static_cast<unsigned char>(size)};
        made.resize(5 + size);
        const std::unique_ptr<EVP_CIPHER_CTX, tls::Release<EVP_CIPHER_CTX_free>> cipher{EVP_CIPHER_CTX_new()};
        int count = 0;
        EVP_EncryptInit_ex(cipher.get(), EVP_aes_128_gcm(), nullptr, key.data(), nonce.data());
        EVP_EncryptUpdate(cipher.get(), nullptr, &count, made.data(), 5);
        EVP_EncryptUpdate(cipher.get(), made.data() + 5, &count, inner.data(),
                          static_cast<int>(inner.size()));
        EVP_EncryptFinal_ex(cipher.get(), made.data() + 5 + inner.size(), &count);
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, 16, made.data() + 5 + inner.size());
        return {made.begin(), made.end()};
    }

private:
    static Bytes unhex(std::string_view text)
    {
        Bytes bytes;
        for (; text.size() >= 2; text.remove_prefix(2))
            bytes.push_back(
                static_cast<unsigned char>(std::stoi(std::string{text.substr(0, 2)}, nullptr, 16)));
        return bytes;
    }

    std::string secret_;
};

constexpr unsigned char alert = 21, handshake = 22, data = 23;    // RFC 8446 §5.1
constexpr std::string_view key_update{"\x18\x00\x00\x01\x01", 5}; // with an update in return

} // namespace

BOOST_FIXTURE_TEST_SUITE(engine_write, Fixture)

BOOST_AUTO_TEST_CASE(writing_waits_for_the_rest_of_a_ticket)
{
    const auto tickets = connect();
    const auto cut = first_record(tickets);
    client.feed(std::string_view{tickets}.substr(0, cut));
    for (int i = 0; i < 3; ++i) {
        BOOST_TEST(!write("question"));
        BOOST_TEST(client.engine->wants_input());
        BOOST_TEST((client.engine->state() == State::open));
        BOOST_TEST(!client.engine->error());
    }
    client.feed(std::string_view{tickets}.substr(cut));
    BOOST_TEST(!client.engine->wants_input());
    BOOST_TEST(write("another question")); // than the one that was tried before
    BOOST_TEST(server.received() == "another question");
    client.feed(server.encrypt("answer"));
    BOOST_TEST(client.received == "answer");
}

BOOST_AUTO_TEST_CASE(writing_between_any_two_bytes_of_a_ticket)
{
    const auto tickets = connect();
    std::size_t written = 0;
    std::size_t refused = 0;
    for (const char& each : tickets) {
        client.feed({&each, 1});
        ++(write("x") ? written : refused);
        BOOST_REQUIRE((client.engine->state() == State::open));
    }
    BOOST_TEST(written > 0u);
    BOOST_TEST(refused > 0u);
    BOOST_TEST(server.received() == std::string(written, 'x'));
    client.feed(server.encrypt("answer"));
    BOOST_TEST(client.received == "answer");
}

BOOST_AUTO_TEST_CASE(the_rest_is_taken_without_what_is_behind_it)
{
    const auto tickets = connect();
    const auto cut = first_record(tickets);
    client.feed(std::string_view{tickets}.substr(0, cut));
    const auto answer = server.encrypt("answer");
    const auto rest = tickets.substr(cut) + answer;
    std::string_view input{rest};
    client.engine->handshake(input, client.output);
    BOOST_TEST(!client.engine->wants_input());
    BOOST_TEST(input.size() >= answer.size());
    BOOST_TEST(client.received.empty());
    client.feed(input);
    BOOST_TEST(client.received == "answer");
}

BOOST_AUTO_TEST_CASE(the_last_word_waits_as_well)
{
    const auto tickets = connect();
    const auto cut = first_record(tickets);
    client.feed(std::string_view{tickets}.substr(0, cut));
    client.engine->shutdown(client.output);
    BOOST_TEST(client.output.empty());
    client.feed(std::string_view{tickets}.substr(cut));
    client.engine->shutdown(client.output);
    server.feed(client.take_output());
    BOOST_TEST(server.is_ended());
}

BOOST_AUTO_TEST_CASE(an_adopted_context_with_other_modes)
{
    PlainTls own;
    SSL_CTX_set_mode(own.context(), SSL_MODE_ENABLE_PARTIAL_WRITE);
    SSL_CTX_clear_mode(own.context(), SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY);
    client = EngineEnd{tls::Engine::connect(tls::Context::adopt(own.context(), nullptr), "")};
    const auto tickets = connect();
    const auto cut = first_record(tickets);
    client.feed(std::string_view{tickets}.substr(0, cut));
    BOOST_TEST(!write("question"));
    client.feed(tickets.substr(cut) + server.encrypt("answer"));
    BOOST_TEST(client.received == "answer");
    BOOST_TEST(write(std::string(40'000, 'q')));
    BOOST_TEST(server.received() == std::string(40'000, 'q'));
}

BOOST_AUTO_TEST_CASE(a_key_update_cut_anywhere)
{
    for (std::size_t cut = 1; cut < key_update.size(); ++cut) {
        HandmadeClient client_;
        auto& engine = client_.server;
        engine.feed(client_.record(key_update.substr(0, cut), handshake));
        BOOST_TEST(engine.engine->wants_input() == (cut == 4)); // OpenSSL has seen what it is
        client_.plain.feed(engine.encrypt("answer"));
        BOOST_TEST(client_.plain.take_received() == (cut == 4 ? "" : "answer"));
        engine.feed(client_.record(key_update.substr(cut), handshake));
        BOOST_TEST((engine.engine->state() == State::open));
        client_.plain.feed(engine.encrypt("with new keys"));
        BOOST_TEST(client_.plain.received() == "with new keys");
        BOOST_TEST(!client_.plain.has_failed());
    }
}

BOOST_AUTO_TEST_CASE(nothing_else_may_come_between) // RFC 8446 §5.1
{
    for (const unsigned char type : {alert, data}) {
        HandmadeClient client_;
        auto& engine = client_.server;
        engine.feed(client_.record(key_update.substr(0, 4), handshake));
        engine.feed(client_.record(type == alert ? std::string_view{"\x01\x00", 2} : "x", type));
        BOOST_TEST((engine.engine->state() == State::failed));
        BOOST_TEST((engine.engine->error() == error::tls_protocol_error));
        BOOST_TEST(engine.received.empty());
        BOOST_TEST(!engine.engine->wants_input());
    }
}

// An end in the middle of the handshake must not pass for its end.
BOOST_AUTO_TEST_CASE(close_notify_in_place_of_an_answer)
{
    const std::string_view close_notify{"\x15\x03\x03\x00\x02\x01\x00", 7};
    std::string_view nothing;
    client.engine->handshake(nothing, client.output);
    client.feed(close_notify);
    BOOST_TEST((client.engine->state() == State::failed));
    BOOST_TEST((client.engine->error() == error::tls_refused_by_peer));

    EngineEnd fresh{tls::Engine::accept(server_context())};
    fresh.feed(close_notify);
    BOOST_TEST((fresh.engine->state() == State::failed));
    PlainTls peer;
    peer.start();
    EngineEnd answered{tls::Engine::accept(server_context())};
    answered.feed(peer.take_output());
    answered.feed(close_notify);
    BOOST_TEST((answered.engine->state() == State::failed));
    BOOST_TEST((answered.engine->error() == error::tls_refused_by_peer));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace engine_write_test
