// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// A lean load generator: it must not be the bottleneck of what it measures.

#include "support/http_traffic.hpp"
#include "support/load_engine.hpp"
#include "support/websocket_traffic.hpp"

#include <boost/program_options.hpp>

#include <cstdio>

namespace {

struct Options {
    bench::LoadSettings load;
    std::string mode;
    std::string path;
    std::string opcode;
    std::size_t size = 0;
    std::size_t pipeline = 0;
    double seconds = 0;
    double warmup = 0;
    double hold = 0;
    bool verify = false;
};

/// False when only help was asked for.
bool read_command_line(int argc, const char* const* argv, Options& o)
{
    namespace po = boost::program_options;
    po::options_description options{"bench_load: load for the WebSocket and HTTP servers of the benchmark"};
    auto add = options.add_options();
    add("help", "show this text");
    add("mode", po::value(&o.mode)->default_value("ws"), "ws, http or idle");
    add("port", po::value(&o.load.port)->required(), "port on 127.0.0.1");
    add("path", po::value(&o.path), "request target (default: /Echo, with http /hello)");
    add("connections", po::value(&o.load.connections)->default_value(100), "how many");
    add("in-flight", po::value(&o.load.in_flight)->default_value(16),
        "ws: messages on the way on each connection");
    add("size", po::value(&o.size)->default_value(20), "ws: bytes of a message");
    add("opcode", po::value(&o.opcode)->default_value("text"), "ws: text or binary");
    add("pipeline", po::value(&o.pipeline)->default_value(16),
        "http: requests on the way on each connection");
    add("seconds", po::value(&o.seconds)->default_value(5), "how long to measure");
    add("warmup", po::value(&o.warmup)->default_value(1), "seconds before that");
    add("hold", po::value(&o.hold)->default_value(30), "idle: seconds to stay, unless stdin closes first");
    add("split", po::value(&o.load.split)->default_value(0), "the most bytes of one write; 0 = no limit");
    add("verify", po::bool_switch(&o.verify), "ws: compare every payload, not a sample of the large ones");
    po::variables_map values;
    po::store(po::parse_command_line(argc, argv, options), values);
    if (values.count("help") != 0) {
        std::cout << options;
        return false;
    }
    po::notify(values);
    if (o.mode != "ws" && o.mode != "http" && o.mode != "idle") {
        throw po::error{"unknown mode: " + o.mode};
    }
    if (o.opcode != "text" && o.opcode != "binary") {
        throw po::error{"unknown opcode: " + o.opcode};
    }
    if (o.path.empty()) {
        o.path = o.mode == "http" ? "/hello" : "/Echo";
    }
    o.load.in_flight = o.mode == "idle" ? 0 : o.mode == "http" ? o.pipeline : o.load.in_flight;
    o.load.measure = std::chrono::duration<double>{o.mode == "idle" ? o.hold : o.seconds};
    o.load.warmup = std::chrono::duration<double>{o.mode == "idle" ? 0 : o.warmup};
    o.load.stop_fd = o.mode == "idle" ? STDIN_FILENO : -1;
    return true;
}

/// One line of name=value pairs; MB/s counts payload for WebSocket, all received bytes for HTTP.
void print(const Options& o, const bench::LoadResult& result)
{
    const double seconds = result.seconds > 0 ? result.seconds : 1;
    const auto replies = static_cast<double>(result.replies);
    const double bytes =
        o.mode == "ws" ? replies * static_cast<double>(o.size) : static_cast<double>(result.received_bytes);
    const auto micro = [](std::uint64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1000; };
    std::printf("mode=%s connections=%zu in_flight=%zu size=%zu seconds=%.3f rate=%.0f mb_s=%.1f p50_us=%.1f "
                "p99_us=%.1f max_us=%.1f load_cpu=%.2f errors=%llu\n",
                o.mode.c_str(), o.load.connections, o.load.in_flight, o.size, result.seconds,
                replies / seconds, bytes / seconds / 1e6, micro(result.round_trips.quantile(0.5)),
                micro(result.round_trips.quantile(0.99)), micro(result.round_trips.max()),
                result.cpu_seconds / seconds, static_cast<unsigned long long>(result.errors));
}

template <class Traffic>
int run(const Options& o, Traffic traffic)
{
    bench::LoadEngine<Traffic> engine{o.load, traffic};
    // 10,000 handshakes take about a second; a server that stalls must not hold up the benchmark.
    engine.open_all(bench::Clock::now() + std::chrono::seconds{60});
    if (o.mode == "idle") {
        std::cout << "ready" << std::endl;
    }
    const bench::LoadResult result = engine.run();
    if (o.mode == "idle") {
        std::printf("mode=idle connections=%zu open=%zu errors=%llu\n", o.load.connections,
                    engine.open_count(), static_cast<unsigned long long>(result.errors));
    } else {
        print(o, result);
    }
    const bool answered = o.mode == "idle" || result.replies > 0;
    return result.errors == 0 && answered ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        Options o;
        if (!read_command_line(argc, argv, o)) {
            return 0;
        }
        if (o.mode == "http") {
            return run(o, bench::HttpTraffic{o.path, o.pipeline});
        }
        return run(o,
                   bench::WebSocketTraffic{o.path, o.size, o.load.in_flight, o.opcode == "text", o.verify});
    } catch (const std::exception& e) {
        std::cerr << "bench_load: " << e.what() << '\n';
        return 2;
    }
}
