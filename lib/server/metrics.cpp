// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/metrics.hpp>

#include <hawser/server.hpp>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace hawser {

namespace {

using std::chrono::duration;

/// Writes metrics, each with its HELP and TYPE before its first sample.
class MetricsWriter {
public:
    enum class Type { counter, gauge };

    /// Without the prefix; that of a counter ends in `_total`.
    void metric(std::string_view name, Type type, std::string_view help)
    {
        name_ = "hawser_" + std::string{name};
        out_.append("# HELP ").append(name_).append(" ").append(help).append("\n# TYPE ").append(name_);
        out_ += type == Type::counter ? " counter\n" : " gauge\n";
    }

    struct Label {
        std::string_view name;
        std::string_view value;
    };

    template <class Number>
    void sample(Number value, std::initializer_list<Label> labels = {})
    {
        out_ += name_;
        char separator = '{';
        for (const auto& [name, text] : labels) {
            (out_ += separator).append(name).append("=\"");
            append_escaped(text);
            out_ += '"';
            separator = ',';
        }
        out_ += labels.size() == 0 ? " " : "} ";
        char digits[32];
        out_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
        out_ += '\n';
    }

    std::string take() noexcept { return std::move(out_); }

private:
    void append_escaped(std::string_view text)
    {
        for (const char c : text) {
            if (c == '\\' || c == '"')
                (out_ += '\\') += c;
            else if (c == '\n')
                out_ += "\\n";
            else
                out_ += c;
        }
    }

    std::string out_;
    std::string name_;
};

using Type = MetricsWriter::Type;

template <class Number>
void single(MetricsWriter& out, std::string_view name, Type type, std::string_view help, Number value)
{
    out.metric(name, type, help);
    out.sample(value);
}

void write_connections(MetricsWriter& out, const ServerStatistics& s)
{
    single(out, "start_time_seconds", Type::gauge, "When the server was made, in seconds since 1970.",
           duration<double>{s.since.time_since_epoch()}.count());
    single(out, "connections", Type::gauge, "Connections open now.", s.connections);
    single(out, "connections_accepted_total", Type::counter, "Connections accepted.", s.connections_accepted);
    single(out, "connections_refused_total", Type::counter,
           "Connections refused since their address had too many.", s.connections_refused);
    single(out, "connection_limit_reached_total", Type::counter,
           "How often accepting was paused at the connection limit.", s.connection_limit_reached);
    single(out, "tls_handshakes_total", Type::counter, "TLS handshakes completed.", s.tls_handshakes);
    single(out, "tls_resumptions_total", Type::counter, "TLS handshakes that resumed a session.", s.tls_resumptions);
    single(out, "tls_failures_total", Type::counter, "TLS handshakes that failed.", s.tls_failures);
    single(out, "received_bytes_total", Type::counter, "Bytes read from connections, of TLS what is inside.", s.bytes_received);
    single(out, "sent_bytes_total", Type::counter, "Bytes written to connections, of TLS what is inside.", s.bytes_sent);
}

void write_requests(MetricsWriter& out, const ServerStatistics& s)
{
    out.metric("http_requests_total", Type::counter, "Requests whose header was complete.");
    for (std::size_t i = 0; i < s.requests_by_method.size(); ++i) {
        const auto name = to_string(static_cast<Method>(i));
        out.sample(s.requests_by_method[i], {{"method", name.empty() ? "other" : name}});
    }
    single(out, "http_requests_in_flight", Type::gauge, "Requests that are not answered yet.",
           s.requests_in_flight);
    single(out, "http_requests_refused_total", Type::counter, "Requests malformed, too large or too late.",
           s.requests_refused);
    single(out, "http_requests_rate_limited_total", Type::counter, "Requests answered with 429.",
           s.rate_limited);
    out.metric("http_responses_total", Type::counter, "Answers by class of status.");
    for (std::size_t i = 1; i < s.responses.size(); ++i) {
        const char name[] = {static_cast<char>('0' + i), 'x', 'x'};
        out.sample(s.responses[i], {{"status", {name, sizeof name}}});
    }
}

void write_services(MetricsWriter& out, const ServerStatistics& s)
{
    const auto all = [&](std::string_view name, Type type, std::string_view help, auto value) {
        out.metric("websocket_" + std::string{name}, type, help);
        for (const auto& each : s.services)
            out.sample(value(each), {{"service", each.path}});
    };
    using S = ServiceStatistics;
    all("sessions", Type::gauge, "Sessions open now.", [](const S& v) { return v.sessions; });
    all("sessions_opened_total", Type::counter, "Sessions opened.",
        [](const S& v) { return v.sessions_opened; });
    all("session_errors_total", Type::counter, "Errors that ended sessions.",
        [](const S& v) { return v.session_errors; });
    all("received_messages_total", Type::counter, "Messages received.",
        [](const S& v) { return v.messages_received; });
    all("received_bytes_total", Type::counter, "Payload bytes of messages received.",
        [](const S& v) { return v.bytes_received; });
    all("sent_messages_total", Type::counter, "Messages accepted for sending.",
        [](const S& v) { return v.messages_sent; });
    all("sent_bytes_total", Type::counter, "Payload bytes of messages accepted for sending.",
        [](const S& v) { return v.bytes_sent; });
    all("dropped_messages_total", Type::counter, "Messages that were not accepted for sending.",
        [](const S& v) { return v.messages_dropped; });
    all("queued_bytes", Type::gauge, "Bytes that wait for the peers.",
        [](const S& v) { return v.queued_bytes; });
    all("max_queued_bytes", Type::gauge, "Bytes that wait in the longest queue of a session.",
        [](const S& v) { return v.max_queued_bytes; });
    all("pings_total", Type::counter, "Pings sent.", [](const S& v) { return v.pings_sent; });
    all("pongs_total", Type::counter, "Pings answered.", [](const S& v) { return v.pongs_received; });
    all("round_trip_seconds_total", Type::counter, "Round trips of answered Pings, summed up.",
        [](const S& v) { return duration<double>{v.round_trip_sum}.count(); });
    out.metric("websocket_closed_sessions_total", Type::counter, "Sessions that ended, by close code.");
    for (const auto& service : s.services)
        for (const auto& [code, count] : service.close_codes) {
            const bool is_other = code == ServiceStatistics::other_close_codes;
            const auto text = is_other ? "other" : std::to_string(static_cast<unsigned>(code));
            out.sample(count, {{"service", service.path}, {"code", text}});
        }
}

} // namespace

std::string format_metrics(const ServerStatistics& statistics)
{
    MetricsWriter out;
    write_connections(out, statistics);
    write_requests(out, statistics);
    write_services(out, statistics);
    return out.take();
}

Handler metrics(const Server& server)
{
    return [monitor = server.monitor()](const Request&, Response& response) {
        response.body(format_metrics(monitor.statistics()), "text/plain; version=0.0.4; charset=utf-8");
        response.set("Cache-Control", "no-store");
    };
}

} // namespace hawser
