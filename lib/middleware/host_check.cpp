// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/host_check.hpp>

#include "http/host.hpp"

#include <algorithm>

namespace hawser {

struct HostCheck::State {
    bool allows(const Request& request) const noexcept
    {
        if (hosts.empty())
            return !http::is_rebound(request);
        const auto authority = http::split_authority(request.authority());
        const auto matches = [&](const http::HostPattern& host) { return host.matches(*authority); };
        return authority && std::any_of(hosts.begin(), hosts.end(), matches);
    }

    std::vector<http::HostPattern> hosts;
};

HostCheck::HostCheck() : HostCheck{std::vector<std::string>{}} {}

HostCheck::HostCheck(std::vector<std::string> hosts)
    : state_{std::make_shared<const State>(State{{hosts.begin(), hosts.end()}})}
{
}

Action HostCheck::on_request(Exchange& exchange)
{
    const auto& request = exchange.request();
    if (state_->allows(request)) {
        exchange.host_is_checked();
        return Action::next;
    }
    if (exchange.logger().enabled(LogLevel::debug)) {
        std::string line = "host \"";
        line.append(request.authority());
        line.append("\" is not one of this server; to allow it, name it in HostCheck{{...}}");
        exchange.logger().write(LogLevel::debug, line);
    }
    // RFC 9110 §15.5.20. Nothing else on this connection will be for us either.
    exchange.response().status_page(421, "This server does not answer for that host.");
    exchange.response().close_connection();
    return Action::respond;
}

} // namespace hawser
