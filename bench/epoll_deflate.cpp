// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// The limit of compressed echoes: the bare epoll loop, and for each message the calls of zlib that no server
/// is spared. Without context takeover all connections share one state of zlib, with it each has its own.
/// A message is one frame, of at most 512 KiB.

#include "support/deflate.hpp"
#include "support/echo_in_place.hpp"
#include "support/epoll_server.hpp"
#include "support/server_options.hpp"

#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

namespace {

constexpr std::size_t max_inflated = 4 * 1024 * 1024;

struct Context {
    bench::Inflater inflater;
    bench::Deflater deflater;
};

struct State {
    bool takeover = false;
    std::unique_ptr<Context> context; ///< made on first use
};

class DeflateServer : public bench::EpollServer<DeflateServer, State> {
public:
    using EpollServer::EpollServer;

private:
    friend EpollServer;

    /// Takes what the client offers: takeover both ways or not at all.
    static std::string_view agree_on_extensions(Connection& c, std::string_view head)
    {
        const std::string_view offer = bench::field_value(head, "sec-websocket-extensions:");
        if (offer.find("permessage-deflate") == std::string_view::npos) {
            return {};
        }
        c.state.takeover = offer.find("no_context_takeover") == std::string_view::npos;
        return c.state.takeover
                   ? "permessage-deflate"
                   : "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    }

    bench::Answered answer_frames(Connection& c, unsigned char* data, std::size_t size)
    {
        out_.clear();
        const auto walked = bench::walk_frames(data, size, [&](const bench::Frame& frame) {
            const bool compressed = (frame.first_byte() & 0xf0) == 0xc0;
            compressed ? echo_compressed(c, frame) : echo_plain(frame);
        });
        return {.reply = bench::part(out_.data(), out_.size()),
                .consumed = walked.consumed,
                .close = walked.close,
                .bad = walked.bad};
    }

    void echo_plain(const bench::Frame& frame)
    {
        const bench::Echoed echoed = bench::echo_in_place(frame.data, frame.size());
        out_.append(frame.data, echoed.reply);
    }

    void echo_compressed(Connection& c, const bench::Frame& frame)
    {
        frame.unmask();
        if (!c.state.takeover) {
            shared_.inflater.reset();
            shared_.deflater.reset();
            respond(shared_, frame);
        } else {
            if (!c.state.context) {
                c.state.context = std::make_unique<Context>();
            }
            respond(*c.state.context, frame);
        }
    }

    void respond(Context& context, const bench::Frame& frame)
    {
        const std::size_t size = inflate(context.inflater, frame);
        constexpr std::size_t usual_header = 4;
        const std::size_t most = context.deflater.bound(size);
        out_.reserve_more(usual_header + most + 6);
        unsigned char* const out = out_.data() + out_.size();
        const std::size_t deflated = context.deflater.compress(plain_.get(), size, out + usual_header, most);
        const std::size_t header = bench::server_header_size(deflated);
        if (header != usual_header) {
            std::memmove(out + header, out + usual_header, deflated);
        }
        bench::put_header(out, deflated, frame.first_byte());
        out_.grow_by(header + deflated);
    }

    /// The tail takes the place of the four bytes behind the payload for a moment: one call instead of two.
    std::size_t inflate(bench::Inflater& inflater, const bench::Frame& frame)
    {
        unsigned char* const behind = frame.payload() + frame.payload_size;
        std::array<unsigned char, bench::deflate_tail.size()> next;
        static_assert(next.size() <= bench::receive_slack);
        std::memcpy(next.data(), behind, next.size());
        std::memcpy(behind, bench::deflate_tail.data(), bench::deflate_tail.size());
        inflater.set_output(plain_.get(), max_inflated);
        const std::size_t left = inflater.expand(frame.payload(), frame.payload_size + next.size());
        std::memcpy(behind, next.data(), next.size());
        return max_inflated - left;
    }

    Context shared_;
    std::unique_ptr<unsigned char[]> plain_ = std::make_unique_for_overwrite<unsigned char[]>(max_inflated);
    bench::Bytes out_;
};

} // namespace

int main(int argc, char** argv)
{
    try {
        if (const auto port = bench::port_from_command_line(argc, argv)) {
            DeflateServer server{*port};
            bench::announce(server.port());
            server.run();
        }
    } catch (const std::exception& e) {
        std::cerr << "bench_epoll_deflate: " << e.what() << '\n';
        return 1;
    }
}
