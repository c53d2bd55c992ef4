// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "middleware/inspector_feed.hpp"

#include "core/json.hpp"

#include <hawser/service.hpp>

#include <algorithm>
#include <exception>
#include <string_view>
#include <utility>

namespace hawser::middleware {

namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

/// Just enough of JSON: objects and arrays of numbers and strings.
class JsonWriter {
public:
    JsonWriter& open(char bracket)
    {
        separate();
        out_ += bracket;
        is_first_ = true;
        return *this;
    }
    JsonWriter& close(char bracket)
    {
        out_ += bracket;
        is_first_ = false;
        return *this;
    }
    JsonWriter& key(std::string_view name)
    {
        text(name);
        out_ += ':';
        is_first_ = true;
        return *this;
    }
    JsonWriter& text(std::string_view value)
    {
        separate();
        core::append_json_string(out_, value);
        return *this;
    }
    template <class Number>
    JsonWriter& number(Number value)
    {
        separate();
        out_ += std::to_string(value);
        return *this;
    }
    JsonWriter& null()
    {
        separate();
        out_ += "null";
        return *this;
    }
    JsonWriter& time(std::optional<std::chrono::nanoseconds> value) // in microseconds
    {
        return value ? number(duration_cast<microseconds>(*value).count()) : null();
    }
    std::string take() noexcept { return std::move(out_); }

private:
    void separate()
    {
        if (!is_first_)
            out_ += ',';
        is_first_ = false;
    }

    std::string out_;
    bool is_first_ = true;
};

void write_server(JsonWriter& out, const ServerStatistics& s)
{
    const auto uptime = std::chrono::system_clock::now() - s.since;
    out.key("time").number(
        duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count());
    out.key("uptime").number(duration_cast<std::chrono::seconds>(uptime).count());
    out.key("connections").number(s.connections);
    out.key("accepted").number(s.connections_accepted);
    out.key("refused_connections").number(s.connections_refused);
    out.key("limit_reached").number(s.connection_limit_reached);
    out.key("bytes_in").number(s.bytes_received);
    out.key("bytes_out").number(s.bytes_sent);
    out.key("requests").number(s.requests);
    out.key("in_flight").number(s.requests_in_flight);
    out.key("refused_requests").number(s.requests_refused);
    out.key("rate_limited").number(s.rate_limited);
    out.key("responses").open('[');
    for (const auto count : s.responses)
        out.number(count);
    out.close(']');
}

void write_service(JsonWriter& out, const ServiceStatistics& s)
{
    out.open('{').key("path").text(s.path);
    out.key("sessions").number(s.sessions);
    out.key("opened").number(s.sessions_opened);
    out.key("errors").number(s.session_errors);
    out.key("in").number(s.messages_received);
    out.key("out").number(s.messages_sent);
    out.key("bytes_in").number(s.bytes_received);
    out.key("bytes_out").number(s.bytes_sent);
    out.key("dropped").number(s.messages_dropped);
    out.key("queued").number(s.queued_bytes);
    out.key("max_queued").number(s.max_queued_bytes);
    out.key("round_trip").time(s.last_round_trip);
    out.key("mean_round_trip").time(s.mean_round_trip());
    out.key("codes").open('{');
    for (const auto& [code, count] : s.close_codes)
        out.key(std::to_string(static_cast<unsigned>(code))).number(count);
    out.close('}').close('}');
}

struct Row {
    Session session;
    std::string_view path;
    std::size_t queued;
};

void write_row(JsonWriter& out, const Row& row, std::chrono::system_clock::time_point now)
{
    const auto& session = row.session;
    out.open('{').key("id").text(session.id());
    out.key("service").text(row.path);
    out.key("peer").text(session.remote_endpoint().to_string());
    out.key("protocol").text(session.subprotocol());
    out.key("uptime").number(duration_cast<std::chrono::seconds>(now - session.start_time()).count());
    out.key("queued").number(row.queued);
    out.key("round_trip").time(session.round_trip()).close('}');
}

// The most burdened ones first, so that those are seen that are looked for; else the oldest.
void write_sessions(JsonWriter& out, const std::vector<Service>& services, std::size_t most)
{
    std::vector<Row> rows;
    for (const auto& service : services)
        for (auto& session : service.sessions().sessions()) {
            const auto queued = session.buffered_amount();
            rows.push_back({std::move(session), service.path(), queued});
        }
    const auto count = std::min(most, rows.size());
    const auto end = rows.begin() + static_cast<std::ptrdiff_t>(count);
    std::partial_sort(rows.begin(), end, rows.end(), [](const Row& a, const Row& b) {
        return a.queued != b.queued ? a.queued > b.queued : a.session.start_time() < b.session.start_time();
    });
    const auto now = std::chrono::system_clock::now();
    out.key("sessions").open('[');
    for (auto each = rows.begin(); each != end; ++each)
        write_row(out, *each, now);
    out.close(']');
}

} // namespace

InspectorFeed::InspectorFeed(ServerMonitor monitor, Settings settings)
    : monitor_{std::move(monitor)}, settings_{std::move(settings)}
{
}

std::string InspectorFeed::snapshot() const
{
    const auto statistics = monitor_.statistics();
    JsonWriter out;
    out.open('{');
    write_server(out, statistics);
    out.key("services").open('[');
    for (const auto& service : statistics.services)
        write_service(out, service);
    out.close(']');
    write_sessions(out, monitor_.services(), settings_.max_sessions);
    return out.close('}').take();
}

void InspectorFeed::enter(const Session& viewer)
{
    viewer.send(snapshot());
    const std::lock_guard lock{mutex_};
    viewers_.push_back(viewer);
    if (viewers_.size() == 1)
        start();
}

void InspectorFeed::leave(const Session& viewer)
{
    const std::lock_guard lock{mutex_};
    const bool was_first = !viewers_.empty() && viewers_.front() == viewer;
    std::erase(viewers_, viewer);
    if (!was_first)
        return;
    ++turn_;
    timer_.reset();
    if (!viewers_.empty())
        start();
}

// --- with the lock held

void InspectorFeed::start()
{
    timer_.emplace(viewers_.front().executor());
    wait();
}

void InspectorFeed::wait()
{
    timer_->expires_after(settings_.interval);
    timer_->async_wait([weak = weak_from_this(), turn = turn_](error_code ec) {
        if (const auto self = weak.lock(); self && !ec)
            self->tick(turn);
    });
}

// ---

void InspectorFeed::tick(std::uint64_t turn)
{
    try {
        publish();
    } catch (const std::exception&) { // no memory now: the next one may get through
    }
    const std::lock_guard lock{mutex_};
    if (turn == turn_ && timer_)
        wait();
}

void InspectorFeed::publish() const
{
    for (const auto& service : monitor_.services())
        if (service.path() == settings_.path)
            service.sessions().broadcast(snapshot());
}

} // namespace hawser::middleware
