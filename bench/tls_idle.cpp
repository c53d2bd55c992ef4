// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// The limit of idle TLS connections: what OpenSSL itself holds for the server's side of one whose handshake
/// is over and whose buffers are released. There are no sockets.

#include "support/server_options.hpp"
#include "support/tls_client.hpp"

#include <cstddef>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

bench::SslContextPtr make_server_context(const bench::ServerOptions& options)
{
    bench::SslContextPtr context{SSL_CTX_new(TLS_server_method())};
    bench::check_tls(context != nullptr, "SSL_CTX_new");
    bench::check_tls(SSL_CTX_use_certificate_chain_file(context.get(), options.certificate.c_str()) == 1 &&
                         SSL_CTX_use_PrivateKey_file(context.get(), options.key.c_str(), SSL_FILETYPE_PEM) ==
                             1,
                     "certificate");
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    return context;
}

/// Both sides of a connection.
class Pair {
public:
    Pair(SSL_CTX* server, SSL_CTX* client) : server_{server}, client_{client}
    {
        SSL_set_accept_state(server_.ssl.get());
        SSL_set_connect_state(client_.ssl.get());
    }

    /// Does the handshake and exchanges a byte, as a WebSocket has sent and received some. Returns only the
    /// server's side, without ciphertext.
    bench::SslPtr finish()
    {
        for (int round = 0; round < 2; ++round) { // TLS 1.3 needs no more
            step(client_, server_);
            step(server_, client_);
        }
        exchange(client_, server_);
        exchange(server_, client_);
        SSL_set_bio(server_.ssl.get(), BIO_new(BIO_s_null()), BIO_new(BIO_s_null()));
        return std::move(server_.ssl);
    }

private:
    struct Side {
        explicit Side(SSL_CTX* context) : ssl{bench::make_ssl(context, ciphertext)} {}

        bench::Ciphertext ciphertext;
        std::string received;
        bench::SslPtr ssl;
    };

    static void step(Side& from, Side& to)
    {
        SSL_do_handshake(from.ssl.get());
        pass(from, to);
    }

    static void exchange(Side& from, Side& to)
    {
        char byte = 'x';
        bench::check_tls(SSL_write(from.ssl.get(), &byte, 1) == 1, "SSL_write");
        pass(from, to);
        bench::check_tls(SSL_read(to.ssl.get(), &byte, 1) == 1, "SSL_read");
    }

    /// Behind what has not been read yet: the tickets.
    static void pass(Side& from, Side& to)
    {
        to.received = std::string{to.ciphertext.input} + from.ciphertext.output;
        to.ciphertext.input = to.received;
        from.ciphertext.output.clear();
    }

    Side server_;
    Side client_;
};

/// Memory of this process, in bytes.
double memory()
{
    std::ifstream file{"/proc/self/smaps_rollup"};
    for (std::string word; file >> word;) {
        if (double kilobytes = 0; word == "Pss:" && file >> kilobytes) {
            return kilobytes * 1024;
        }
    }
    throw std::runtime_error{"no smaps_rollup"};
}

void measure(const bench::ServerOptions& options)
{
    constexpr std::size_t count = 2'000;
    const auto server = make_server_context(options);
    const auto client = bench::make_client_context();
    std::vector<bench::SslPtr> idle;
    idle.reserve(count);
    const auto make_one = [&] { return Pair{server.get(), client.get()}.finish(); };
    make_one(); // what OpenSSL makes once
    const double before = memory();
    for (std::size_t i = 0; i < count; ++i) {
        idle.push_back(make_one());
    }
    std::printf("bytes=%.0f\n", (memory() - before) / static_cast<double>(count));
}

} // namespace

int main(int argc, char** argv)
{
    try {
        if (const auto options = bench::options_from_command_line(argc, argv)) {
            measure(*options);
        }
    } catch (const std::exception& e) {
        std::cerr << "bench_tls_idle: " << e.what() << '\n';
        return 1;
    }
}
