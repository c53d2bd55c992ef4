// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// The limit: a WebSocket echo server on a bare epoll loop that does nothing but echo frames. It checks no
/// UTF-8, assembles no fragments, keeps no deadlines, and has no API.

#include "support/echo_in_place.hpp"
#include "support/epoll_server.hpp"
#include "support/server_options.hpp"

namespace {

struct Nothing {};

class EchoServer : public bench::EpollServer<EchoServer, Nothing> {
public:
    using EpollServer::EpollServer;

private:
    friend EpollServer;

    static bench::Answered answer_frames(Connection&, unsigned char* data, std::size_t size)
    {
        const bench::Echoed echoed = bench::echo_in_place(data, size);
        return {bench::part(data, echoed.reply), echoed.consumed, echoed.frame_size, echoed.close,
                echoed.bad};
    }
};

} // namespace

int main(int argc, char** argv)
{
    try {
        if (const auto port = bench::port_from_command_line(argc, argv)) {
            EchoServer server{*port};
            bench::announce(server.port());
            server.run();
        }
    } catch (const std::exception& e) {
        std::cerr << "bench_epoll_echo: " << e.what() << '\n';
        return 1;
    }
}
