// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// What the benchmarks of clients have in common: their command line, counting, and measuring. The clients
/// run on a thread of their own; the main thread only waits.
#pragma once

#include "support/cpu_times.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/program_options.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <optional>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace bench {

struct ClientRun {
    std::uint16_t port = 0;
    std::string mode;
    std::size_t connections = 0;
    std::size_t in_flight = 0;
    std::size_t size = 0;
    double seconds = 0;
    double warmup = 0;
    double hold = 0;

    bool idle() const { return mode == "idle"; }
    bool coroutine() const { return mode == "coroutine"; }
};

/// Nothing when only help was asked for.
inline std::optional<ClientRun> client_run_from_command_line(int argc, const char* const* argv)
{
    namespace po = boost::program_options;
    ClientRun result;
    po::options_description options{"options"};
    auto add = options.add_options();
    add("help", "show this text");
    add("mode", po::value(&result.mode)->default_value("echo"),
        "echo: one connection, each answer is followed by the next message; coroutine: the same in a "
        "coroutine; idle: memory of many connections");
    add("port", po::value(&result.port)->required(), "of a server of echoes on 127.0.0.1");
    add("connections", po::value(&result.connections)->default_value(10'000), "idle: how many");
    add("in-flight", po::value(&result.in_flight)->default_value(16), "echo: messages on the way");
    add("size", po::value(&result.size)->default_value(20), "echo: bytes of a message");
    add("seconds", po::value(&result.seconds)->default_value(3), "echo: how long to measure");
    add("warmup", po::value(&result.warmup)->default_value(1), "echo: seconds before that");
    add("hold", po::value(&result.hold)->default_value(1),
        "idle: seconds from the last handshake to the measuring");
    po::variables_map values;
    po::store(po::parse_command_line(argc, argv, options), values);
    if (values.count("help") != 0) {
        std::cout << options;
        return std::nullopt;
    }
    po::notify(values);
    const bool is_known = result.mode == "echo" || result.coroutine() || result.idle();
    if (!is_known || result.connections == 0 || result.in_flight == 0) {
        throw po::error{"unknown mode, or nothing to do"};
    }
    return result;
}

/// A thread for the clients, until it is destroyed.
class Loop {
public:
    ~Loop() { stop(); }

    void stop()
    {
        context_.stop();
        if (thread_.joinable()) {
            thread_.join();
        }
    }

    boost::asio::io_context& context() { return context_; }

private:
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{context_.get_executor()};
    std::thread thread_{[this] { context_.run(); }};
};

/// For handshakes: a server that stalls must not hold up the benchmark.
inline constexpr std::chrono::seconds opening_time_limit{60};

/// The message, and the answers to it. All members but `wait_for_start`, `answers` and `check` belong to the
/// client's thread.
class EchoCount {
public:
    explicit EchoCount(std::size_t size) : message_(size, '\0')
    {
        for (std::size_t i = 0; i < size; ++i) {
            message_[i] = static_cast<char>('a' + i % 26);
        }
    }

    std::string_view message() const { return message_; }

    void start() { started_.release(); }

    /// As bench_load does, compares every small answer, and one in 16 of the large ones.
    void answered(std::string_view answer)
    {
        const std::uint64_t number = answers_.load(std::memory_order_relaxed);
        const bool compares = answer.size() <= 1024 || number % 16 == 0;
        if (answer.size() != message_.size() || (compares && answer != message_)) {
            fail();
        }
        answers_.store(number + 1, std::memory_order_relaxed); // no one else writes
    }

    /// A wrong answer, or a connection that was lost.
    void fail()
    {
        has_failed_.store(true);
        started_.release(); // whoever waits for the start need not any longer
    }

    void wait_for_start()
    {
        if (!started_.try_acquire_for(opening_time_limit) || has_failed_.load()) {
            throw std::runtime_error{"the handshake did not succeed"};
        }
    }

    std::uint64_t answers() const { return answers_.load(std::memory_order_relaxed); }

    void check() const
    {
        if (has_failed_.load() || answers() == 0) {
            throw std::runtime_error{"a wrong answer, or none, or the connection was lost"};
        }
    }

private:
    std::string message_;
    std::atomic<std::uint64_t> answers_{0};
    std::atomic<bool> has_failed_{false};
    std::counting_semaphore<> started_{0};
};

/// Waits, and prints one line of name=value pairs.
inline void measure_echoes(const ClientRun& run, EchoCount& count)
{
    using Clock = std::chrono::steady_clock;
    count.wait_for_start();
    std::this_thread::sleep_for(std::chrono::duration<double>{run.warmup});
    const auto answers_before = count.answers();
    const CpuTimes cpu_before = cpu_times(0);
    const auto start = Clock::now();
    std::this_thread::sleep_for(std::chrono::duration<double>{run.seconds});
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const double answers = static_cast<double>(count.answers() - answers_before);
    const CpuTimes cpu = cpu_times(0) - cpu_before;
    count.check();
    const auto size = static_cast<double>(run.size);
    std::printf("mode=%s in_flight=%zu size=%zu seconds=%.3f rate=%.0f mb_s=%.1f client_cpu=%.3f\n",
                run.mode.c_str(), run.in_flight, run.size, seconds, answers / seconds,
                answers * size / seconds / 1e6, cpu.own / seconds);
}

/// Bytes of this process, shared pages counted in part (Pss) and in full (Rss).
struct ProcessMemory {
    double pss = 0;
    double rss = 0;
};

inline ProcessMemory process_memory()
{
    std::ifstream file{"/proc/self/smaps_rollup"};
    ProcessMemory result;
    double kilobytes = 0;
    for (std::string word; file >> word;) {
        if (word == "Pss:" && file >> kilobytes) {
            result.pss = kilobytes * 1024;
        } else if (word == "Rss:" && file >> kilobytes) {
            result.rss = kilobytes * 1024;
        }
    }
    return result;
}

/// Handshakes that go on at the same time, up to a limit.
class Openings {
public:
    /// Waits until there is room for one more.
    void begin()
    {
        if (!slots_.try_acquire_for(opening_time_limit)) {
            throw std::runtime_error{"handshakes did not end"};
        }
        check();
    }

    /// Waits for all.
    void finish()
    {
        for (int i = 0; i < limit; ++i) {
            begin();
        }
        slots_.release(limit);
    }

    // On the client's thread.
    void opened() { slots_.release(); }
    void failed()
    {
        has_failed_.store(true);
        slots_.release();
    }

    void check() const
    {
        if (has_failed_.load()) {
            throw std::runtime_error{"a handshake failed, or a connection was lost"};
        }
    }

private:
    static constexpr int limit = 64;

    std::counting_semaphore<> slots_{limit};
    std::atomic<bool> has_failed_{false};
};

/// Has `open_one` begin that many connections, after a first one, which pays for what a process makes once;
/// prints what one costs.
template <class OpenOne>
void measure_idle(const ClientRun& run, Openings& openings, OpenOne open_one)
{
    const auto open = [&](std::size_t number) {
        for (std::size_t i = 0; i < number; ++i) {
            openings.begin();
            open_one();
        }
        openings.finish();
    };
    open(1);
    const ProcessMemory before = process_memory();
    open(run.connections);
    std::this_thread::sleep_for(std::chrono::duration<double>{run.hold});
    const ProcessMemory after = process_memory();
    openings.check();
    const auto connections = static_cast<double>(run.connections);
    std::printf("mode=idle connections=%zu pss=%.0f rss=%.0f\n", run.connections,
                (after.pss - before.pss) / connections, (after.rss - before.rss) / connections);
}

} // namespace bench
