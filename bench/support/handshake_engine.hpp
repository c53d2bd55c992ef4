// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// The load of new TLS connections: each does a handshake, asks once, and goes.
#pragma once

#include "support/channel.hpp"
#include "support/http_traffic.hpp"
#include "support/load_result.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// At any time `connections` of them are there; where one has got its answer, the next takes its place. The
/// request leaves with the end of the handshake, so the answer tells that the server has finished it, too.
class HandshakeEngine {
public:
    /// @param resumed with the ticket that the server gives to a first connection
    HandshakeEngine(const LoadSettings& settings, HttpTraffic& traffic, bool resumed)
        : settings_{settings}, traffic_{&traffic}, resumed_{resumed}
    {
        epoll_ = Descriptor{checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")};
    }

    /// Throws at the first connection that fails.
    LoadResult run(Clock::time_point deadline)
    {
        if (resumed_) {
            take_ticket(deadline);
        }
        connections_.resize(settings_.connections);
        for (auto& connection : connections_) {
            begin(connection);
        }
        now_ = Clock::now();
        measure_from_ = now_ + std::chrono::duration_cast<Clock::duration>(settings_.warmup);
        const auto end = measure_from_ + std::chrono::duration_cast<Clock::duration>(settings_.measure);
        run_until(measure_from_);
        const auto measured_from = now_;
        const CpuTimes cpu_before = cpu_times(settings_.server_pid);
        run_until(end);
        result_.seconds = std::chrono::duration<double>(now_ - measured_from).count();
        result_.cpu = cpu_times(settings_.server_pid) - cpu_before;
        return result_;
    }

private:
    struct Connection {
        Connection(Channel c, HttpTraffic& traffic) : channel{std::move(c)}, replies{traffic} {}
        /// Or OpenSSL takes the session for broken, and does not resume it again.
        ~Connection() { SSL_set_shutdown(channel.ssl(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN); }
        Connection(const Connection&) = delete;
        Connection& operator=(const Connection&) = delete;

        Channel channel;
        HttpTraffic::Replies replies;
        Clock::time_point begun = Clock::now();
        bool asked = false;
    };

    using ConnectionPtr = std::unique_ptr<Connection>;

    /// One whole connection; the ticket comes before the answer, or with it (RFC 8446 section 4.6.1).
    void take_ticket(Clock::time_point deadline)
    {
        const ConnectionPtr first = connect(deadline);
        while (!step(*first)) {
            first->channel.wait_readable(deadline);
        }
        session_.reset(SSL_get1_session(first->channel.ssl()));
        if (session_ == nullptr || SSL_SESSION_is_resumable(session_.get()) != 1) {
            throw std::runtime_error{"the server gave no ticket"};
        }
    }

    ConnectionPtr connect(Clock::time_point deadline)
    {
        Descriptor socket = connect_to(settings_.port, deadline);
        reset_on_close(socket.get());
        auto connection = std::make_unique<Connection>(Channel{std::move(socket), settings_.tls}, *traffic_);
        if (session_ != nullptr) {
            check_tls(SSL_set_session(connection->channel.ssl(), session_.get()) == 1, "SSL_set_session");
        }
        return connection;
    }

    void begin(ConnectionPtr& place)
    {
        place = connect(Clock::now() + std::chrono::seconds{10});
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = &place;
        checked(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, place->channel.fd(), &event), "epoll_ctl");
        step(*place);
    }

    void run_until(Clock::time_point end)
    {
        std::array<epoll_event, 512> events;
        while (now_ < end) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - now_).count() + 1;
            const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()),
                                           static_cast<int>(left));
            if (count < 0 && errno != EINTR) {
                throw_errno("epoll_wait");
            }
            for (int i = 0; i < count; ++i) {
                auto& place = *static_cast<ConnectionPtr*>(events[static_cast<std::size_t>(i)].data.ptr);
                if (step(*place)) {
                    record(*place);
                    begin(place);
                }
            }
            now_ = Clock::now();
        }
    }

    /// True when the answer is there.
    bool step(Connection& connection)
    {
        if (!connection.asked) {
            if (!connection.channel.handshake()) {
                return false;
            }
            ask(connection);
        }
        const ssize_t count = connection.channel.receive(buffer_.data(), buffer_.size());
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
            return false;
        }
        if (count <= 0) {
            throw std::runtime_error{"the server closed the connection"};
        }
        std::string control;
        return connection.replies.consume(buffer_.data(), static_cast<std::size_t>(count), control) > 0;
    }

    void ask(Connection& connection)
    {
        if ((SSL_session_reused(connection.channel.ssl()) == 1) != (session_ != nullptr)) {
            throw std::runtime_error{session_ ? "a session was not resumed" : "a session was resumed"};
        }
        const MessageCycle& messages = traffic_->messages();
        const std::string_view request = messages.from(0, messages.size_of(0));
        if (connection.channel.send(request) != static_cast<ssize_t>(request.size())) {
            throw_errno("send");
        }
        connection.asked = true;
    }

    void record(const Connection& connection)
    {
        const auto now = Clock::now();
        if (now >= measure_from_) {
            ++result_.replies;
            result_.round_trips.add(static_cast<std::uint64_t>((now - connection.begun).count()));
        }
    }

    LoadSettings settings_;
    HttpTraffic* traffic_;
    bool resumed_;
    Descriptor epoll_;
    SslSessionPtr session_;
    std::vector<ConnectionPtr> connections_;
    std::vector<unsigned char> buffer_ = std::vector<unsigned char>(64 * 1024);
    Clock::time_point now_;
    Clock::time_point measure_from_;
    LoadResult result_;
};

} // namespace bench
