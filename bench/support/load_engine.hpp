// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// The load generator's loop: one thread, one epoll, K messages in flight on each connection.
#pragma once

#include "support/channel.hpp"
#include "support/load_result.hpp"
#include "support/message_cycle.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// Opens the connections one after the other, then sends: at first as many messages as may be in flight,
/// thereafter m new ones in one write for every m answers read together.
///
/// @tparam Traffic says what is sent (`messages()`), opens a connection (`open`) and reads the answers
/// (`Replies::consume`).
template <class Traffic>
class LoadEngine {
public:
    LoadEngine(const LoadSettings& settings, Traffic& traffic) : settings_{settings}, traffic_{&traffic}
    {
        epoll_ = Descriptor{checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")};
    }

    void open_all(Clock::time_point deadline)
    {
        connections_.reserve(settings_.connections);
        while (connections_.size() < settings_.connections) {
            open_one(deadline);
            // Thousands of TLS handshakes may take so long that the first connections are pinged meanwhile.
            if (connections_.size() % 256 == 0) {
                now_ = Clock::now();
                run_once(now_);
            }
        }
        if (result_.errors > 0) {
            throw std::runtime_error{"a connection was lost before all were open"};
        }
        result_ = {};
    }

    /// Sends one message on each connection, waits for all the answers, and makes run() send nothing.
    void exchange_one_message(Clock::time_point deadline)
    {
        now_ = Clock::now();
        measure_from_ = now_;
        for (auto& connection : connections_) {
            send_messages(*connection, 1);
        }
        silent_ = true;
        while (result_.replies < connections_.size()) {
            if (now_ >= deadline || open_count_ < connections_.size()) {
                throw std::runtime_error{"not every connection got its first answer"};
            }
            run_once(deadline);
        }
        result_ = {};
    }

    LoadResult run()
    {
        watch_stop_fd();
        const auto start = Clock::now();
        measure_from_ = start + std::chrono::duration_cast<Clock::duration>(settings_.warmup);
        const auto end = measure_from_ + std::chrono::duration_cast<Clock::duration>(settings_.measure);
        now_ = start;
        if (!silent_) {
            for (auto& connection : connections_) {
                send_messages(*connection, settings_.in_flight);
            }
        }
        CpuTimes cpu_before;
        bool measuring = false;
        while (now_ < end && open_count_ > 0 && !stopped_) {
            if (!measuring && now_ >= measure_from_) {
                measuring = true;
                measured_from_ = now_;
                cpu_before = cpu_times(settings_.server_pid);
            }
            run_once(end);
        }
        if (measuring) {
            result_.seconds = std::chrono::duration<double>(now_ - measured_from_).count();
            result_.cpu = cpu_times(settings_.server_pid) - cpu_before;
        }
        return result_;
    }

    std::size_t open_count() const { return open_count_; }

private:
    struct Connection {
        Connection(Channel c, Traffic& traffic) : channel{std::move(c)}, replies{traffic} {}

        Channel channel;
        typename Traffic::Replies replies;
        std::string control;                    // frames to send between two messages
        std::vector<Clock::time_point> sent_at; // a ring: one entry for each message in flight
        std::size_t oldest = 0;
        std::size_t newest = 0;
        std::size_t next_message = 0; // of the cycle: the first that is not owed yet
        std::size_t owed = 0;         // bytes still to send
        std::size_t position = 0;     // where they begin in the cycle
        bool wants_write = false;
    };

    void open_one(Clock::time_point deadline)
    {
        auto connection = std::make_unique<Connection>(
            Channel{connect_to(settings_.port, deadline), settings_.tls}, *traffic_);
        connection->channel.handshake(deadline);
        traffic_->open(connection->channel, deadline);
        reset_on_close(connection->channel.fd());
        connection->sent_at.resize(settings_.in_flight);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = connection.get();
        checked(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, connection->channel.fd(), &event), "epoll_ctl");
        connections_.push_back(std::move(connection));
        ++open_count_;
    }

    void watch_stop_fd()
    {
        if (settings_.stop_fd >= 0) {
            epoll_event event{};
            event.events = EPOLLIN;
            // A regular file cannot be watched: then only the time limit ends the run.
            if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, settings_.stop_fd, &event) < 0 && errno != EPERM) {
                throw_errno("epoll_ctl");
            }
        }
    }

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
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            if (event.data.ptr == nullptr) {
                read_stop_fd();
            } else {
                serve(*static_cast<Connection*>(event.data.ptr), event.events);
            }
        }
    }

    void read_stop_fd()
    {
        std::array<char, 256> ignored;
        stopped_ = ::read(settings_.stop_fd, ignored.data(), ignored.size()) <= 0;
    }

    void serve(Connection& connection, std::uint32_t ready)
    {
        try {
            if ((ready & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) {
                read(connection);
            }
            if ((ready & EPOLLOUT) != 0 && connection.channel.is_open()) {
                flush(connection);
            }
        } catch (const std::exception& e) {
            drop(connection, e.what());
        }
    }

    void read(Connection& connection)
    {
        const ssize_t count = connection.channel.receive(buffer_.data(), buffer_.size());
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        }
        if (count <= 0) {
            throw std::runtime_error{"the server closed the connection"};
        }
        const std::size_t complete =
            connection.replies.consume(buffer_.data(), static_cast<std::size_t>(count), connection.control);
        now_ = Clock::now();
        record(connection, complete, static_cast<std::size_t>(count));
        send_messages(connection, silent_ ? 0 : complete);
    }

    void record(Connection& connection, std::size_t complete, std::size_t bytes)
    {
        const bool counts = now_ >= measure_from_;
        if (counts) {
            result_.replies += complete;
            result_.received_bytes += bytes;
        }
        if (complete > settings_.in_flight) {
            throw std::runtime_error{"more answers than messages"};
        }
        for (std::size_t i = 0; i < complete; ++i) {
            const auto sent = connection.sent_at[connection.oldest];
            connection.oldest = connection.oldest + 1 == settings_.in_flight ? 0 : connection.oldest + 1;
            if (counts) {
                result_.round_trips.add(static_cast<std::uint64_t>((now_ - sent).count()));
            }
        }
    }

    void send_messages(Connection& connection, std::size_t count)
    {
        const MessageCycle& messages = traffic_->messages();
        for (std::size_t i = 0; i < count; ++i) {
            connection.sent_at[connection.newest] = now_;
            connection.newest = connection.newest + 1 == settings_.in_flight ? 0 : connection.newest + 1;
            connection.owed += messages.size_of(connection.next_message);
            connection.next_message =
                connection.next_message + 1 == messages.count() ? 0 : connection.next_message + 1;
        }
        // While the socket is full, what is added here goes out with the rest.
        if (!connection.wants_write) {
            flush(connection);
        }
    }

    void flush(Connection& connection)
    {
        connection.channel.flush();
        while (connection.owed > 0 || !connection.control.empty()) {
            // A control frame may stand only between two messages' frames.
            const bool control =
                !connection.control.empty() && traffic_->messages().is_start(connection.position);
            std::string_view next =
                control ? std::string_view{connection.control} : next_messages(connection);
            if (settings_.split > 0) {
                next = next.substr(0, settings_.split);
            }
            const ssize_t count = connection.channel.send(next);
            if (count < 0 && errno != EAGAIN && errno != EINTR) {
                throw_errno("send");
            }
            const auto sent = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
            if (control) {
                connection.control.erase(0, sent);
            } else {
                connection.owed -= sent;
                connection.position = traffic_->messages().advance(connection.position, sent);
            }
            if (count < 0 || settings_.split > 0) {
                break;
            }
        }
        want_write(connection,
                   connection.owed > 0 || !connection.control.empty() || connection.channel.has_unsent());
    }

    std::string_view next_messages(const Connection& connection) const
    {
        const MessageCycle& messages = traffic_->messages();
        const std::size_t most =
            connection.control.empty() ? connection.owed : messages.rest_of_message(connection.position);
        return messages.from(connection.position, most);
    }

    void want_write(Connection& connection, bool wanted)
    {
        if (wanted != connection.wants_write) {
            connection.wants_write = wanted;
            epoll_event event{};
            event.events = EPOLLIN | (wanted ? EPOLLOUT : 0U);
            event.data.ptr = &connection;
            checked(::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, connection.channel.fd(), &event), "epoll_ctl");
        }
    }

    void drop(Connection& connection, const char* reason)
    {
        if (result_.errors++ == 0) {
            std::cerr << "first error: " << reason << '\n';
        }
        connection.channel.close();
        --open_count_;
    }

    LoadSettings settings_;
    Traffic* traffic_;
    Descriptor epoll_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::size_t open_count_ = 0;
    std::vector<unsigned char> buffer_ = std::vector<unsigned char>(512 * 1024);
    Clock::time_point now_;
    Clock::time_point measure_from_;
    Clock::time_point measured_from_;
    bool stopped_ = false;
    bool silent_ = false;
    LoadResult result_;
};

} // namespace bench
