// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/rate_limit.hpp>

#include "core/random.hpp"
#include "middleware/rate_table.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace hawser {
namespace {

using middleware::RateTable;

core::SipHashKey random_key()
{
    std::array<unsigned char, sizeof(core::SipHashKey)> bytes{};
    core::fill_random(bytes);
    return std::bit_cast<core::SipHashKey>(bytes);
}

/// The family, and the bytes of the address that stand for one customer: with IPv6 the /64 (RFC 6177 §2).
std::string address_key(const Endpoint& endpoint)
{
    const auto& bytes = endpoint.address_bytes();
    std::string key(1, static_cast<char>(endpoint.family()));
    key.append(reinterpret_cast<const char*>(bytes.data()), 8); // of an IPv4 address four and zeros
    return key;
}

} // namespace

struct RateLimit::State {
    explicit State(RateLimitOptions given)
        : options{std::move(given)}, table{options.rate, options.burst, options.max_keys, random_key()}
    {
        if (!options.clock)
            options.clock = [] {
                return std::chrono::nanoseconds{std::chrono::steady_clock::now().time_since_epoch()};
            };
    }

    RateTable::Duration take(const Request& request)
    {
        if (contains(options.exempt, request.remote_endpoint()))
            return RateTable::Duration::zero();
        const auto key = options.key ? options.key(request) : address_key(request.remote_endpoint());
        return key.empty() ? RateTable::Duration::zero() : table.take(key, options.clock());
    }

    RateLimitOptions options;
    RateTable table;
};

RateLimit::RateLimit(RateLimitOptions options) : state_{std::make_shared<State>(std::move(options))} {}

Action RateLimit::on_request(Exchange& exchange)
{
    const auto wait = state_->take(exchange.request());
    if (wait == RateTable::Duration::zero())
        return Action::next;
    auto& response = exchange.response();
    response.status_page(429, "Too many requests. Please try again later.");
    response.set("Retry-After", std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()));
    response.set("Cache-Control", "no-store"); // RFC 6585 §4
    return Action::respond;
}

} // namespace hawser
