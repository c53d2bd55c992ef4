// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "session/heartbeat.hpp"

#include <algorithm>
#include <utility>

namespace hawser::session {

std::string Heartbeat::make_payload()
{
    return "hawser-" + std::to_string(++last_);
}

void Heartbeat::sent(std::string_view payload, Time now, Handler handler)
{
    pings_.push_back({std::string{payload}, now, std::move(handler)});
}

Heartbeat::Answer Heartbeat::answered(std::string_view payload, Time now)
{
    // The newest first: of two Pings with the same payload the peer may have answered the later one only.
    const auto found
        = std::find_if(pings_.rbegin(), pings_.rend(), [&](const auto& ping) { return ping.payload == payload; });
    if (found == pings_.rend())
        return {};
    const Answer answer{true, !found->handler, now - found->sent};
    std::vector<Ping> rest{std::make_move_iterator(found.base()), std::make_move_iterator(pings_.end())};
    pings_.erase(found.base(), pings_.end());
    const auto done = std::exchange(pings_, std::move(rest));
    for (const auto& ping : done)
        if (ping.handler)
            ping.handler({}, now - ping.sent);
    return answer;
}

void Heartbeat::fail(error_code reason)
{
    for (const auto& ping : std::exchange(pings_, {}))
        if (ping.handler)
            ping.handler(reason, {});
}

} // namespace hawser::session
