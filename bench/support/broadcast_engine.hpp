// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// The load of a broadcast: one of many connections sends, and all of them receive.
#pragma once

#include "support/channel.hpp"
#include "support/load_result.hpp"
#include "support/message_cycle.hpp"
#include "support/websocket_traffic.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// The first connection sends a message, which the server must send to every connection, this one included.
/// K broadcasts are on the way: when the slowest connection has got the oldest, the next leaves. With more
/// than one a server may put several into one write, and then they stay together.
class BroadcastEngine {
public:
    BroadcastEngine(const LoadSettings& settings, WebSocketTraffic& traffic)
        : settings_{settings}, traffic_{&traffic}, broadcasts_(settings.in_flight)
    {
        epoll_ = Descriptor{checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")};
    }

    void open_all(Clock::time_point deadline)
    {
        connections_.reserve(settings_.connections);
        for (std::size_t i = 0; i < settings_.connections; ++i) {
            auto connection = std::make_unique<Connection>(
                Channel{connect_to(settings_.port, deadline), nullptr}, *traffic_);
            traffic_->open(connection->channel, deadline);
            reset_on_close(connection->channel.fd());
            epoll_event event{};
            // Edges spare the kernel a second look at each of thousands of sockets that were read empty.
            event.events = EPOLLIN | EPOLLET;
            event.data.ptr = connection.get();
            checked(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, connection->channel.fd(), &event), "epoll_ctl");
            connections_.push_back(std::move(connection));
        }
    }

    /// Throws at the first lost connection or wrong message: no broadcast would be complete without it.
    LoadResult run()
    {
        now_ = Clock::now();
        measure_from_ = now_ + std::chrono::duration_cast<Clock::duration>(settings_.warmup);
        const auto end = measure_from_ + std::chrono::duration_cast<Clock::duration>(settings_.measure);
        for (std::size_t i = 0; i < settings_.in_flight; ++i) {
            send_broadcast();
        }
        auto measured_from = measure_from_;
        CpuTimes cpu_before;
        while (now_ < end) {
            if (!measuring_ && now_ >= measure_from_) {
                measuring_ = true;
                measured_from = now_;
                cpu_before = cpu_times(settings_.server_pid);
            }
            run_once(end);
        }
        if (measuring_) {
            result_.seconds = std::chrono::duration<double>(now_ - measured_from).count();
            result_.cpu = cpu_times(settings_.server_pid) - cpu_before;
        }
        return result_;
    }

private:
    struct Connection {
        Connection(Channel c, WebSocketTraffic& traffic) : channel{std::move(c)}, replies{traffic} {}

        Channel channel;
        WebSocketTraffic::Replies replies;
        std::uint64_t received = 0; ///< messages, ever
        std::string control;        ///< pongs to send
    };

    struct Broadcast {
        Clock::time_point sent_at;
        std::size_t arrived = 0; ///< connections that have got it
    };

    void run_once(Clock::time_point end)
    {
        std::array<epoll_event, 512> events;
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - now_).count() + 1;
        const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()),
                                       static_cast<int>(left));
        if (count < 0 && errno != EINTR) {
            throw_errno("epoll_wait");
        }
        now_ = Clock::now();
        for (int i = 0; i < count; ++i) {
            read(*static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr));
        }
    }

    /// Reads all there is, since an edge comes only once; a read that leaves room has taken all (epoll(7)).
    void read(Connection& connection)
    {
        ssize_t count = 0;
        do {
            count = connection.channel.receive(buffer_.data(), buffer_.size());
            if (count < 0 && errno == EAGAIN) {
                return;
            }
            if (count <= 0) {
                throw std::runtime_error{"the server closed a connection"};
            }
            take(connection, static_cast<std::size_t>(count));
        } while (count == static_cast<ssize_t>(buffer_.size()));
    }

    void take(Connection& connection, std::size_t size)
    {
        const std::size_t complete = connection.replies.consume(buffer_.data(), size, connection.control);
        if (measuring_) {
            result_.replies += complete;
            result_.received_bytes += size;
        }
        for (std::size_t i = 0; i < complete; ++i) {
            note_arrival(connection);
        }
        if (!connection.control.empty()) {
            send_now(connection, connection.control);
            connection.control.clear();
        }
    }

    void note_arrival(Connection& connection)
    {
        if (connection.received == sent_) {
            throw std::runtime_error{"more messages than broadcasts"};
        }
        Broadcast& broadcast = broadcasts_[connection.received++ % settings_.in_flight];
        if (++broadcast.arrived == connections_.size()) {
            if (measuring_) {
                const auto trip = Clock::now() - broadcast.sent_at;
                result_.round_trips.add(static_cast<std::uint64_t>(trip.count()));
            }
            send_broadcast();
        }
    }

    void send_broadcast()
    {
        const MessageCycle& messages = traffic_->messages();
        const std::size_t size = messages.size_of(sent_ % messages.count());
        broadcasts_[sent_++ % settings_.in_flight] = {Clock::now(), 0};
        send_now(*connections_.front(), messages.from(position_, size));
        position_ = messages.advance(position_, size);
    }

    /// What one connection sends is so little that the kernel always has room for it.
    static void send_now(Connection& connection, std::string_view bytes)
    {
        const ssize_t count = connection.channel.send(bytes);
        if (count != static_cast<ssize_t>(bytes.size())) {
            throw_errno("send");
        }
    }

    LoadSettings settings_;
    WebSocketTraffic* traffic_;
    Descriptor epoll_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::vector<Broadcast> broadcasts_; ///< a ring: those on the way
    std::uint64_t sent_ = 0;            ///< broadcasts, ever
    std::size_t position_ = 0;          ///< of the next in the cycle of messages
    std::vector<unsigned char> buffer_ = std::vector<unsigned char>(512 * 1024);
    Clock::time_point now_;
    Clock::time_point measure_from_;
    bool measuring_ = false;
    LoadResult result_;
};

} // namespace bench
