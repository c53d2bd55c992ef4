// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// The limit of a broadcast: the bare epoll loop, which frames each message that comes once and writes this
/// frame to every connection, the sender's included.

#include "support/echo_in_place.hpp"
#include "support/epoll_server.hpp"
#include "support/server_options.hpp"

#include <vector>

namespace {

struct State {
    std::size_t place = 0; ///< among the open connections
};

class BroadcastServer : public bench::EpollServer<BroadcastServer, State> {
public:
    using EpollServer::EpollServer;

private:
    friend EpollServer;

    void opened(Connection& c)
    {
        c.state.place = open_.size();
        open_.push_back(&c);
    }

    void closed(Connection& c)
    {
        open_[c.state.place] = open_.back();
        open_[c.state.place]->state.place = c.state.place;
        open_.pop_back();
    }

    bench::Answered answer_frames(Connection&, unsigned char* data, std::size_t size)
    {
        replies_.clear();
        const auto walked = bench::walk_frames(data, size, [&](const bench::Frame& frame) {
            const bench::Echoed prepared = bench::echo_in_place(frame.data, frame.size());
            if (frame.opcode() < 8) {
                send_to_all(bench::part(frame.data, prepared.reply));
            } else {
                replies_.append(frame.data, prepared.reply);
            }
        });
        return {.reply = bench::part(replies_.data(), replies_.size()),
                .consumed = walked.consumed,
                .close = walked.close,
                .bad = walked.bad};
    }

    void send_to_all(iovec frame)
    {
        for (Connection* const c : open_) {
            if (!c->closing) {
                send(*c, bench::part(nullptr, 0), frame); // a lost connection is found by its event
            }
        }
    }

    std::vector<Connection*> open_;
    bench::Bytes replies_;
};

} // namespace

int main(int argc, char** argv)
{
    try {
        if (const auto port = bench::port_from_command_line(argc, argv)) {
            BroadcastServer server{*port};
            bench::announce(server.port());
            server.run();
        }
    } catch (const std::exception& e) {
        std::cerr << "bench_epoll_broadcast: " << e.what() << '\n';
        return 1;
    }
}
