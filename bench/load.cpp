// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// A lean load generator: it must not be the bottleneck of what it measures.

#include "support/broadcast_engine.hpp"
#include "support/deflate_traffic.hpp"
#include "support/handshake_engine.hpp"
#include "support/http_traffic.hpp"
#include "support/load_engine.hpp"
#include "support/websocket_traffic.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <cstdio>
#include <initializer_list>

namespace {

struct Options {
    bench::LoadSettings load;
    std::string mode;
    std::string path;
    std::string opcode;
    std::string deflate;
    std::size_t size = 0;
    std::size_t pipeline = 0;
    double seconds = 0;
    double warmup = 0;
    double hold = 0;
    bool tls = false;
    bool resumed = false;
    bool verify = false;

    bool idle() const { return mode == "idle"; }
    bool handshake() const { return mode == "handshake"; }
    bool http() const { return mode == "http" || handshake(); }
    bool compressed() const { return deflate != "off"; }
};

void check_choice(const char* name, const std::string& value, std::initializer_list<const char*> choices)
{
    if (std::find(choices.begin(), choices.end(), value) == choices.end()) {
        throw boost::program_options::error{std::string{"unknown "} + name + ": " + value};
    }
}

void check(const Options& o)
{
    check_choice("mode", o.mode, {"ws", "http", "idle", "broadcast", "handshake"});
    check_choice("opcode", o.opcode, {"text", "binary"});
    check_choice("deflate", o.deflate, {"off", "no-takeover", "takeover"});
    if (o.compressed() && o.mode != "ws" && !o.idle()) {
        throw boost::program_options::error{"only ws and idle are compressed"};
    }
    if (o.tls && o.mode == "broadcast") {
        throw boost::program_options::error{"broadcasts are not encrypted"};
    }
    if (o.resumed && !o.handshake()) {
        throw boost::program_options::error{"only handshakes are resumed"};
    }
    if (o.load.connections == 0 || o.load.in_flight == 0 || o.pipeline == 0) {
        throw boost::program_options::error{"there is no load of nothing"};
    }
}

/// What depends on more than one option.
void complete(Options& o)
{
    check(o);
    if (o.path.empty()) {
        o.path = o.http()                  ? "/hello"
                 : o.mode == "broadcast"   ? "/Broadcast"
                 : o.deflate == "takeover" ? "/DeflateTakeover"
                 : o.compressed()          ? "/Deflate"
                                           : "/Echo";
    }
    if (o.handshake()) {
        o.load.in_flight = 1;
        o.tls = true;
    } else if (o.http()) {
        o.load.in_flight = o.pipeline;
    } else if (o.idle()) {
        o.load.in_flight = o.compressed() ? 1 : 0;
    }
    o.load.measure = std::chrono::duration<double>{o.idle() ? o.hold : o.seconds};
    o.load.warmup = std::chrono::duration<double>{o.idle() ? 0 : o.warmup};
    o.load.stop_fd = o.idle() ? STDIN_FILENO : -1;
}

/// False when only help was asked for.
bool read_command_line(int argc, const char* const* argv, Options& o)
{
    namespace po = boost::program_options;
    po::options_description options{"bench_load: load for the WebSocket and HTTP servers of the benchmark"};
    auto add = options.add_options();
    add("help", "show this text");
    add("mode", po::value(&o.mode)->default_value("ws"),
        "ws, http, idle, broadcast, or handshake: connect with TLS, GET, close");
    add("port", po::value(&o.load.port)->required(), "port on 127.0.0.1");
    add("path", po::value(&o.path),
        "request target (default: /Echo, compressed /Deflate or /DeflateTakeover, with http and handshake "
        "/hello, with broadcast /Broadcast)");
    add("connections", po::value(&o.load.connections)->default_value(100), "how many");
    add("in-flight", po::value(&o.load.in_flight)->default_value(16),
        "ws: messages on the way on each connection; broadcast: of the one that sends");
    add("size", po::value(&o.size)->default_value(20), "ws, broadcast: bytes of a message");
    add("opcode", po::value(&o.opcode)->default_value("text"), "ws, broadcast: text or binary");
    add("deflate", po::value(&o.deflate)->default_value("off"),
        "ws, idle: off, no-takeover or takeover: JSON with permessage-deflate; idle then exchanges one "
        "message "
        "first");
    add("pipeline", po::value(&o.pipeline)->default_value(16),
        "http: requests on the way on each connection");
    add("seconds", po::value(&o.seconds)->default_value(5), "how long to measure");
    add("warmup", po::value(&o.warmup)->default_value(1), "seconds before that");
    add("hold", po::value(&o.hold)->default_value(30), "idle: seconds to stay, unless stdin closes first");
    add("split", po::value(&o.load.split)->default_value(0),
        "ws, http: the most bytes of one write; 0 = no limit");
    add("tls", po::bool_switch(&o.tls), "ws, http, idle: talk TLS 1.3");
    add("resumed", po::bool_switch(&o.resumed), "handshake: with the ticket of a first connection");
    add("server-pid", po::value(&o.load.server_pid)->default_value(0),
        "process whose share of its core is to be told; 0 = none");
    add("verify", po::bool_switch(&o.verify), "ws: compare every payload, not a sample of the large ones");
    po::variables_map values;
    po::store(po::parse_command_line(argc, argv, options), values);
    if (values.count("help") != 0) {
        std::cout << options;
        return false;
    }
    po::notify(values);
    complete(o);
    return true;
}

/// One line of name=value pairs; MB/s counts payload for WebSocket, all received bytes for HTTP.
void print(const Options& o, const bench::LoadResult& result)
{
    const double seconds = result.seconds > 0 ? result.seconds : 1;
    const auto replies = static_cast<double>(result.replies);
    const auto received = static_cast<double>(result.received_bytes);
    const double bytes = o.http() ? received : replies * static_cast<double>(o.size);
    const auto micro = [](std::uint64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1000; };
    std::printf(
        "mode=%s connections=%zu in_flight=%zu size=%zu seconds=%.3f rate=%.0f mb_s=%.1f "
        "reply_bytes=%.1f p50_us=%.1f p99_us=%.1f max_us=%.1f server_cpu=%.3f load_cpu=%.3f errors=%llu\n",
        o.mode.c_str(), o.load.connections, o.load.in_flight, o.size, result.seconds, replies / seconds,
        bytes / seconds / 1e6, received / std::max(replies, 1.0), micro(result.round_trips.quantile(0.5)),
        micro(result.round_trips.quantile(0.99)), micro(result.round_trips.max()),
        result.cpu.server / seconds, result.cpu.own / seconds,
        static_cast<unsigned long long>(result.errors));
}

// 10,000 handshakes take about a second, with TLS ten; a server that stalls must not hold up the benchmark.
bench::Clock::time_point opening_deadline()
{
    return bench::Clock::now() + std::chrono::seconds{60};
}

int report(const Options& o, const bench::LoadResult& result)
{
    print(o, result);
    return result.errors == 0 && result.replies > 0 ? 0 : 1;
}

template <class Traffic>
int run_idle(const Options& o, bench::LoadEngine<Traffic>& engine)
{
    if (o.load.in_flight > 0) {
        engine.exchange_one_message(opening_deadline());
    }
    std::cout << "ready" << std::endl;
    const bench::LoadResult result = engine.run();
    std::printf("mode=idle connections=%zu open=%zu errors=%llu\n", o.load.connections, engine.open_count(),
                static_cast<unsigned long long>(result.errors));
    return result.errors == 0 ? 0 : 1;
}

template <class Traffic>
int run(const Options& o, Traffic traffic)
{
    bench::LoadEngine<Traffic> engine{o.load, traffic};
    engine.open_all(opening_deadline());
    return o.idle() ? run_idle(o, engine) : report(o, engine.run());
}

int run_broadcast(const Options& o, bench::WebSocketTraffic traffic)
{
    bench::BroadcastEngine engine{o.load, traffic};
    engine.open_all(opening_deadline());
    return report(o, engine.run());
}

int run_handshakes(const Options& o)
{
    bench::HttpTraffic traffic{o.path, 1};
    bench::HandshakeEngine engine{o.load, traffic, o.resumed};
    return report(o, engine.run(opening_deadline()));
}

int run(const Options& o)
{
    if (o.handshake()) {
        return run_handshakes(o);
    }
    const bool text = o.opcode == "text";
    if (o.mode == "http") {
        return run(o, bench::HttpTraffic{o.path, o.pipeline});
    }
    if (o.compressed()) {
        return run(o, bench::DeflateTraffic{{.path = o.path,
                                             .size = o.size,
                                             .in_flight = o.load.in_flight,
                                             .text = text,
                                             .takeover = o.deflate == "takeover"}});
    }
    // Different messages tell whether a broadcast came twice or out of order.
    bench::WebSocketTraffic traffic{{.path = o.path,
                                     .size = o.size,
                                     .in_flight = o.load.in_flight,
                                     .text = text,
                                     .variety = o.mode == "broadcast" ? 8U : 1U,
                                     .verify_all = o.verify}};
    return o.mode == "broadcast" ? run_broadcast(o, std::move(traffic)) : run(o, std::move(traffic));
}

} // namespace

int main(int argc, char** argv)
{
    try {
        Options o;
        if (!read_command_line(argc, argv, o)) {
            return 0;
        }
        const bench::SslContextPtr tls = o.tls ? bench::make_client_context() : nullptr;
        o.load.tls = tls.get();
        return run(o);
    } catch (const std::exception& e) {
        std::cerr << "bench_load: " << e.what() << '\n';
        return 2;
    }
}
