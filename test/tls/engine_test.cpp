// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "tls/engine.hpp"

#include "support/certificate_authority.hpp"
#include "support/print_error.hpp"
#include "support/tls_engines.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace engine_test {

namespace {

using namespace hawser;
using namespace hawser::test;
using State = tls::Engine::State;

/// A server of ours and a client of OpenSSL's.
struct Fixture {
    std::shared_ptr<const tls::Context> context = server_context();
    EngineEnd server{tls::Engine::accept(context)};
    PlainTls client;

    void connect(std::size_t piece = std::string::npos)
    {
        client.start();
        talk(server, client, piece);
    }
};

std::string noise(std::size_t size)
{
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        text[i] = static_cast<char>(i * 7 + i / 251);
    return text;
}

/// The sizes of the records in a stream of ciphertext.
std::vector<std::size_t> records(std::string_view ciphertext)
{
    std::vector<std::size_t> sizes;
    while (ciphertext.size() >= 5) {
        const auto size = static_cast<std::size_t>(static_cast<unsigned char>(ciphertext[3]) << 8 |
                                                   static_cast<unsigned char>(ciphertext[4]));
        sizes.push_back(size);
        ciphertext.remove_prefix(std::min(ciphertext.size(), size + 5));
    }
    return sizes;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(engine, Fixture)

BOOST_AUTO_TEST_CASE(handshake_in_pieces_of_any_size)
{
    for (const std::size_t piece :
         {std::string::npos, std::size_t{1}, std::size_t{2}, std::size_t{5}, std::size_t{100}})
        for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
            Fixture fresh;
            SSL_CTX_set_max_proto_version(fresh.client.context(), version);
            fresh.connect(piece);
            BOOST_TEST((fresh.server.engine->state() == State::open));
            BOOST_TEST(fresh.client.is_open());
            fresh.server.feed(fresh.client.encrypt("question"));
            BOOST_TEST(fresh.server.received == "question");
            fresh.client.feed(fresh.server.encrypt("answer"));
            BOOST_TEST(fresh.client.received() == "answer");
        }
}

BOOST_AUTO_TEST_CASE(first_flight_cut_at_every_offset)
{
    client.start();
    const auto hello = client.take_output();
    for (std::size_t cut = 1; cut < hello.size(); ++cut) {
        EngineEnd each{tls::Engine::accept(context)};
        each.feed(std::string_view{hello}.substr(0, cut));
        BOOST_TEST(each.output.empty());
        each.feed(std::string_view{hello}.substr(cut));
        BOOST_TEST(!each.output.empty());
        BOOST_TEST((each.engine->state() == State::handshake));
    }
}

BOOST_AUTO_TEST_CASE(data_of_all_sizes_both_ways)
{
    connect();
    for (const std::size_t size : {0, 1, 4095, 4096, 4097, 16383, 16384, 16385, 200'000}) {
        const auto text = noise(size);
        server.received.clear();
        server.feed(client.encrypt(text));
        BOOST_TEST((server.received == text));
        client.feed(server.encrypt(text));
        BOOST_TEST((client.take_received() == text));
    }
}

BOOST_AUTO_TEST_CASE(data_cut_at_every_offset)
{
    connect();
    const std::string text = "a message that comes in two parts";
    const auto size = client.encrypt(text).size();
    server = EngineEnd{tls::Engine::accept(context)};
    client = PlainTls{};
    connect();
    for (std::size_t cut = 1; cut < size; ++cut) {
        const auto record = client.encrypt(text);
        server.received.clear();
        server.feed(std::string_view{record}.substr(0, cut));
        BOOST_TEST(server.received.empty());
        BOOST_TEST(!server.engine->has_pending());
        server.feed(std::string_view{record}.substr(cut));
        BOOST_TEST(server.received == text);
    }
}

BOOST_AUTO_TEST_CASE(the_first_records_are_small)
{
    connect();
    const auto sizes = records(server.encrypt(noise(100'000)));
    BOOST_TEST(sizes.front() < 4096u + 100);
    BOOST_TEST(sizes.at(sizes.size() - 2) > 16'000u);
    BOOST_TEST(records(server.encrypt(noise(16'384))).size() == 1u);
    server.engine->begin_burst(); // after a pause
    BOOST_TEST(records(server.encrypt(noise(16'384))).size() == 4u);
}

BOOST_AUTO_TEST_CASE(pieces_share_a_record)
{
    connect();
    const auto large = noise(20'000);
    const std::array<std::string_view, 5> pieces{"one ", "", "two ", large, " three"};
    std::size_t total = 0;
    for (const auto piece : pieces)
        total += piece.size();
    server.encrypt(noise(100'000));
    std::string output;
    BOOST_TEST(server.engine->write(pieces, 1'000'000, output) == total);
    BOOST_TEST(records(output).size() == 2u);
    PlainTls other; // whoever has the keys reads them in order
    server = EngineEnd{tls::Engine::accept(context)};
    client = PlainTls{};
    connect();
    BOOST_TEST(server.engine->write(pieces, 1'000'000, output = {}) == total);
    client.feed(output);
    BOOST_TEST((client.received() == "one two " + large + " three"));
}

BOOST_AUTO_TEST_CASE(no_more_than_the_limit_is_taken)
{
    connect();
    const auto text = noise(50'000);
    const std::array<std::string_view, 2> pieces{std::string_view{text}.substr(0, 10),
                                                 std::string_view{text}.substr(10)};
    for (const std::size_t limit : {1, 9, 10, 11, 4096, 5000, 20'000}) {
        std::string output;
        BOOST_TEST(server.engine->write(pieces, limit, output) == limit);
        client.feed(output);
        BOOST_TEST((client.take_received() == text.substr(0, limit)));
    }
}

BOOST_AUTO_TEST_CASE(what_finds_no_room_is_left)
{
    connect();
    const auto text = noise(40'000);
    const auto ciphertext = client.encrypt(text);
    std::string_view input{ciphertext};
    std::string received;
    std::array<char, 1000> room; // NOLINT: filled by `read`
    while (!input.empty() || server.engine->has_pending()) {
        const auto count = server.engine->read(input, room, server.output);
        BOOST_REQUIRE(count > 0u);
        received.append(room.data(), count);
    }
    BOOST_TEST((received == text));
}

BOOST_AUTO_TEST_CASE(the_peers_last_word)
{
    connect();
    server.feed(client.encrypt("bye"));
    server.feed(client.close());
    BOOST_TEST(server.received == "bye");
    BOOST_TEST((server.engine->state() == State::ended));
    client.feed(server.encrypt("answers go on")); // RFC 8446 §6.1
    BOOST_TEST(client.received() == "answers go on");
    server.engine->shutdown(server.output);
    client.feed(server.take_output());
    BOOST_TEST(client.is_ended());
}

BOOST_AUTO_TEST_CASE(our_last_word)
{
    connect();
    server.engine->shutdown(server.output);
    client.feed(server.take_output());
    BOOST_TEST(client.is_ended());
    server.feed(client.encrypt("still reading"));
    BOOST_TEST(server.received == "still reading");
}

BOOST_AUTO_TEST_CASE(no_last_word_in_the_middle_of_a_handshake)
{
    client.start();
    server.feed(client.take_output());
    server.take_output();
    server.engine->shutdown(server.output);
    BOOST_TEST(server.output.empty());
    BOOST_TEST(server.encrypt("too early").empty());
}

BOOST_AUTO_TEST_CASE(a_bit_changed_anywhere_in_a_record_is_noticed)
{
    connect();
    const auto size = client.encrypt("a secret").size();
    for (std::size_t place = 0; place < size; ++place) {
        Fixture fresh;
        fresh.connect();
        auto record = fresh.client.encrypt("a secret");
        record[place] = static_cast<char>(record[place] ^ 1);
        fresh.server.feed(record);
        fresh.server.feed(fresh.client.encrypt(noise(300))); // where the record seems to be longer
        BOOST_TEST(fresh.server.received.empty());
        BOOST_TEST((fresh.server.engine->state() == State::failed));
        BOOST_TEST((fresh.server.engine->error() == condition::protocol_error));
        BOOST_TEST(!fresh.server.take_output().empty()); // the alert
        BOOST_TEST(fresh.server.encrypt("nothing more").empty());
    }
}

BOOST_AUTO_TEST_CASE(records_out_of_order_and_twice)
{
    connect();
    const auto first = client.encrypt("first");
    const auto second = client.encrypt("second");
    server.feed(second);
    BOOST_TEST((server.engine->state() == State::failed));
    Fixture fresh;
    fresh.connect();
    const auto record = fresh.client.encrypt("once");
    fresh.server.feed(record);
    fresh.server.feed(record);
    BOOST_TEST(fresh.server.received == "once");
    BOOST_TEST((fresh.server.engine->error() == error::tls_protocol_error));
}

BOOST_AUTO_TEST_CASE(what_is_not_tls)
{
    for (const std::string_view bytes :
         {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "{\"json\": true}"}) {
        EngineEnd each{tls::Engine::accept(context)};
        each.feed(bytes);
        BOOST_TEST((each.engine->state() == State::failed));
        BOOST_TEST((each.engine->error() == condition::protocol_error ||
                    each.engine->error() == error::tls_handshake_failed));
    }
}

BOOST_AUTO_TEST_CASE(old_versions_are_refused)
{
    SSL_CTX_set_security_level(client.context(), 0);
    SSL_CTX_set_min_proto_version(client.context(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(client.context(), TLS1_1_VERSION);
    SSL_CTX_set_cipher_list(client.context(), "ALL:@SECLEVEL=0");
    connect();
    BOOST_TEST((server.engine->error() == error::tls_handshake_failed));
    BOOST_TEST(!server.engine->reason().empty());
    BOOST_TEST(client.has_failed());

    Fixture strict;
    strict.context = server_context({.min_version = TlsVersion::tls_1_3});
    strict.server = EngineEnd{tls::Engine::accept(strict.context)};
    SSL_CTX_set_max_proto_version(strict.client.context(), TLS1_2_VERSION);
    strict.connect();
    BOOST_TEST((strict.server.engine->error() == error::tls_handshake_failed));
}

BOOST_AUTO_TEST_CASE(renegotiation_is_refused)
{
    SSL_CTX_set_max_proto_version(client.context(), TLS1_2_VERSION);
    connect();
    SSL_renegotiate(client.ssl());
    SSL_do_handshake(client.ssl());
    server.feed(client.take_output());
    const auto answer = records(server.output);
    BOOST_TEST(answer.size() == 1u); // an alert and no handshake
    client.feed(server.take_output());
    BOOST_TEST(client.has_failed());
    BOOST_TEST(client.failure() == "no renegotiation");
}

BOOST_AUTO_TEST_CASE(keys_may_be_changed)
{
    connect();
    for (int i = 0; i < 20; ++i) {
        SSL_key_update(client.ssl(), SSL_KEY_UPDATE_REQUESTED);
        server.feed(client.encrypt("new keys"));
        client.feed(server.encrypt("on both sides"));
    }
    BOOST_TEST(server.received.size() == 20u * 8);
    BOOST_TEST(client.received().size() == 20u * 13);
}

// What the engine relies on, an adopted context may have otherwise.
BOOST_AUTO_TEST_CASE(a_context_with_habits_of_its_own)
{
    PlainTls own{PlainTls::Role::server};
    const auto certificate = tls::load(Certificate::self_signed({"localhost"}));
    SSL_CTX_use_certificate(own.context(), certificate.leaf.get());
    SSL_CTX_use_PrivateKey(own.context(), certificate.key.get());
    SSL_CTX_set_mode(own.context(), SSL_MODE_ENABLE_PARTIAL_WRITE);
    SSL_CTX_set_read_ahead(own.context(), 1);
    SSL_CTX_set_max_send_fragment(own.context(), 1024);
    server = EngineEnd{tls::Engine::accept(tls::Context::adopt(own.context(), nullptr))};
    connect();
    const auto first = client.encrypt("one");
    server.feed(first + client.encrypt("two"));
    BOOST_TEST(server.received == "onetwo");
    client.feed(server.encrypt(noise(20'000)));
    BOOST_TEST((client.received() == noise(20'000)));
}

BOOST_AUTO_TEST_CASE(what_was_agreed_on)
{
    const unsigned char offered[] = "\x02h2\x08http/1.1";
    SSL_CTX_set_alpn_protos(client.context(), offered, sizeof offered - 1);
    client.start(nullptr, "localhost");
    talk(server, client);
    const auto info = server.engine->info();
    BOOST_TEST((info.version == TlsVersion::tls_1_3));
    BOOST_TEST(info.cipher.starts_with("TLS_"));
    BOOST_TEST(info.server_name == "localhost");
    BOOST_TEST(info.protocol == "http/1.1");
    BOOST_TEST(!info.resumed);
    BOOST_TEST(!info.peer.has_value());
}

BOOST_AUTO_TEST_CASE(a_protocol_that_we_do_not_speak)
{
    const unsigned char offered[] = "\x02h2";
    SSL_CTX_set_alpn_protos(client.context(), offered, sizeof offered - 1);
    connect();
    BOOST_TEST((server.engine->error() == error::tls_handshake_failed));
    BOOST_TEST(client.has_failed());
}

BOOST_AUTO_TEST_CASE(two_engines_of_ours)
{
    EngineEnd end{tls::Engine::connect(tls::Context::for_client({.verify = TlsVerify::none}), "localhost")};
    std::string_view nothing;
    end.engine->handshake(nothing, end.output);
    for (int i = 0; i < 4; ++i) {
        server.feed(end.take_output());
        end.feed(server.take_output());
    }
    BOOST_TEST((end.engine->state() == State::open));
    server.feed(end.encrypt("hello"));
    BOOST_TEST(server.received == "hello");
    BOOST_TEST(end.engine->info().peer.has_value());
    BOOST_TEST((end.engine->info().peer->error == error::certificate_self_signed));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace engine_test
